//! Is the step a matter of speed, not of the answer? The table of `docs/method/flow.md` promises it.

use blackstart::store::Formats;
use blackstart::{Ensemble, Summary, read};
use serde_json::Value;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Mean loss and mean days of lost output.
fn told(folder: &Path, scenario: &str, histories: u32, finer: f64) -> [f64; 2] {
    let model = read::model(folder, &Formats).it.unwrap();
    let mut scenario = read::scenario(&folder.join(format!("scenarios/{scenario}.toml")), &model).it.unwrap();
    scenario.step_hours /= finer;
    let results = Ensemble::new(&model, &scenario).replicates(histories).run();
    let summary = serde_json::to_value(Summary::of(&results)).unwrap();
    let mean = |of: &Value| of["mean"].as_f64().unwrap();
    [mean(&summary["loss"]["total"]), mean(&summary["output_lost_days"])]
}

/// Half the step changes neither by more than this share (nor the days by an hour, nor the loss by an hour's).
fn hardly_moves(folder: &Path, scenario: &str, histories: u32, most: f64) {
    let [whole, half] = [1.0, 2.0].map(|finer| told(folder, scenario, histories, finer));
    let name = format!("{} {scenario}", folder.display());
    assert!(whole.iter().all(|it| *it > 0.0), "{name} loses nothing");
    let most = f64::max(most, 1.0 / 24.0 / whole[1]);
    for (what, whole, half) in [("loss", whole[0], half[0]), ("days lost", whole[1], half[1])] {
        assert!((half / whole - 1.0).abs() < most, "{what} of {name}: {whole} and {half}");
    }
}

#[test]
fn half_the_step_of_an_example_gives_the_same_answer() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    for (example, scenario) in [
        ("marks-and-spencer-2025", "as-forecast"),
        ("norsk-hydro-2019", "prior"),
        ("toyota-kojima-2022", "as-happened"),
        ("toyota-kojima-2022", "as-forecast"),
        ("toyota-kojima-2022", "prior"),
    ] {
        hardly_moves(&examples.join(example), scenario, 24, 0.02);
    }
    // The largest, with the fewest histories that tell.
    hardly_moves(&examples.join("jlr-2025"), "as-forecast", 4, 0.02);
}

#[test]
fn half_the_step_of_the_starter_company_gives_the_same_answer() {
    let starter = Path::new(env!("CARGO_MANIFEST_DIR")).join("../blackstart-read/starter");
    hardly_moves(&starter, "outage", 400, 0.02);
    // In one history of twenty a supplier fails, which costs ten times as much, and half the step lets a few more fail: receipts of some
    // hours and none of others leave it less cash than a day's.
    hardly_moves(&starter, "shutdown", 2000, 0.04);
}

/// A plain stream of numbers, the same everywhere.
struct Luck(u64);

impl Luck {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }

    fn one_of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.below(all.len() as u64) as usize]
    }
}

/// A company made up by chance: suppliers, a plant, dealers, calendars, and an outage of some of its channels.
fn made_up(luck: &mut Luck, into: &Path) -> PathBuf {
    let mut model = String::from(
        "format = 1\nname = \"made-up\"\ncurrency = \"EUR\"\n\
         [[party]]\nid = \"company\"\nkind = \"company\"\n[[party]]\nid = \"others\"\nkind = \"supplier\"\n\
         [[calendar]]\nid = \"days\"\nshifts = [\"Mon-Fri 06:00-22:00\"]\n\
         [[product]]\nid = \"car\"\nunit = \"car\"\nprice = \"€100\"\n",
    );
    let suppliers = 1 + luck.below(3);
    for at in 0..suppliers {
        let calendar = luck.one_of(&["", "calendar = \"days\"\n"]);
        let stock = luck.one_of(&["0d", "1d", "5d"]);
        write!(
            model,
            "[[product]]\nid = \"part-{at}\"\nunit = \"part\"\nprice = \"€10\"\n[[site]]\nid = \"supplier-{at}\"\nparty = \"others\"\n\
             product = \"part-{at}\"\nvariable_cost = \"€4\"\novertime = 1.2\nstock = \"{stock}\"\n{calendar}\
             [[link]]\nfrom = \"supplier-{at}\"\nto = \"plant\"\nflow = \"100/d\"\nlead = \"{}\"\ncover = \"{}\"\n",
            luck.one_of(&["1d", "2d", "3w"]),
            luck.one_of(&["1d", "4d", "10d"]),
        )
        .unwrap();
    }
    write!(
        model,
        "[[site]]\nid = \"plant\"\nproduct = \"car\"\nparty = \"company\"\ncalendar = \"days\"\novertime = {}\nstock = \"{}\"\n\
         yard = \"5d\"\nvariable_cost = \"€20\"\n[[site]]\nid = \"dealer\"\nproduct = \"car\"\nparty = \"company\"\n\
         [[link]]\nfrom = \"plant\"\nto = \"dealer\"\nflow = \"100/d\"\nlead = \"{}\"\ncover = \"{}\"\n\
         [[demand]]\nsite = \"dealer\"\nflow = \"100/d\"\nprice = \"€150\"\npatience = {}\nwait = \"3w\"\n",
        luck.one_of(&["1.0", "1.1", "1.3"]),
        luck.one_of(&["0d", "3d"]),
        luck.one_of(&["1d", "1w"]),
        luck.one_of(&["2d", "1w", "3w"]),
        luck.one_of(&["0.2", "0.7"]),
    )
    .unwrap();
    let day = format!(
        "format = 1\nname = \"day\"\nstart = 2026-03-02T09:00\nhorizon = \"20w\"\nseed = 5\n\
         [[outage]]\nid = \"stop\"\nsite = \"{}\"\nchannel = \"{}\"\nfrom = \"3d\"\nuntil = \"uniform(20d, 50d)\"\nlevel = {}\n",
        luck.one_of(&["plant", "supplier-0"]),
        luck.one_of(&["produce", "ship"]),
        luck.one_of(&["0", "0.5"]),
    );
    std::fs::create_dir_all(into.join("scenarios")).unwrap();
    std::fs::write(into.join("model.toml"), model).unwrap();
    std::fs::write(into.join("scenarios/day.toml"), day).unwrap();
    into.to_path_buf()
}

// Orders that find a supplier closed are placed again, not kept: where shifts begin within a step, that is worth up to 3 %.
#[test]
fn half_the_step_of_companies_made_up_gives_the_same_answer() {
    let mut luck = Luck(1);
    for _ in 0..12 {
        let folder = tempfile::tempdir().unwrap();
        hardly_moves(&made_up(&mut luck, folder.path()), "day", 16, 0.03);
    }
}
