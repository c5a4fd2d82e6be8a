//! Do the pages name commands and options that exist, and does the tutorial give the figures that it states?

use super::Place;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn page(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap()
}

/// The pages that tell people what to type.
fn pages() -> Vec<(String, String)> {
    let mut names: Vec<String> = ["README.md", "CONTRIBUTING.md", "SECURITY.md"].map(str::to_owned).to_vec();
    for folder in ["docs", "docs/how-to", "docs/method", "docs/reference"] {
        let entries = fs::read_dir(root().join(folder)).unwrap().flatten();
        let files = entries.map(|entry| entry.file_name().into_string().unwrap()).filter(|name| name.ends_with(".md"));
        names.extend(files.map(|name| format!("{folder}/{name}")));
    }
    let examples = fs::read_dir(root().join("examples")).unwrap().flatten().filter(|entry| entry.path().is_dir());
    names.extend(examples.map(|entry| format!("examples/{}/README.md", entry.file_name().into_string().unwrap())));
    names.into_iter().map(|name| (name.clone(), page(&name))).collect()
}

/// A fenced block of a page: its language and its lines.
struct Block {
    language: String,
    text: String,
}

fn blocks(page: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for line in page.lines() {
        match (line.strip_prefix("```"), open.take()) {
            (Some(_), Some(block)) => blocks.push(block),
            (Some(language), None) => open = Some(Block { language: language.to_owned(), text: String::new() }),
            (None, Some(mut block)) => {
                block.text.push_str(line);
                block.text.push('\n');
                open = Some(block);
            }
            (None, None) => {}
        }
    }
    blocks
}

/// The first block of a page that contains the words.
fn block_with(page: &str, words: &str) -> String {
    let found = blocks(page).into_iter().find(|block| block.text.contains(words));
    found.unwrap_or_else(|| panic!("no block contains `{words}`")).text
}

/// Every command a page names: in shell blocks, and in code within a line.
fn commands(page: &str) -> Vec<String> {
    let mut commands = Vec::new();
    let shell = blocks(page).into_iter().filter(|block| matches!(block.language.as_str(), "" | "sh"));
    for block in shell {
        commands.extend(block.text.lines().filter(|line| line.starts_with("blackstart ")).map(str::to_owned));
    }
    let mut fenced = false;
    let prose: Vec<&str> = page
        .lines()
        .filter(|line| {
            let fence = line.starts_with("```");
            fenced ^= fence;
            !fenced && !fence
        })
        .collect();
    let prose = prose.join(" ");
    let spans = prose.split('`').skip(1).step_by(2);
    commands.extend(spans.filter(|span| span.starts_with("blackstart ")).map(str::to_owned));
    commands
}

/// The words of a command up to a comment, a pipe or a redirection, without the program.
fn words(command: &str) -> Vec<&str> {
    let words = command.split_whitespace().skip(1);
    words.take_while(|word| !word.starts_with(['#', '|', '>', '&', '·', '…'])).collect()
}

#[test]
fn every_command_on_the_pages_exists_with_its_options() {
    let place = Place { folder: tempfile::tempdir().unwrap() };
    let mut help: BTreeMap<String, Option<String>> = BTreeMap::new();
    let (mut wrong, mut checked) = (Vec::new(), 0);
    for (name, page) in pages() {
        for command in commands(&page) {
            let words = words(&command);
            // A placeholder in capitals, or an option of the program itself, names no command.
            let named: Vec<&str> = match words.as_slice() {
                [first @ ("network" | "import"), second, ..]
                    if second.starts_with(|c: char| c.is_ascii_lowercase()) =>
                {
                    vec![*first, *second]
                }
                [first, ..] if first.starts_with(|c: char| c.is_ascii_lowercase()) => vec![*first],
                _ => continue,
            };
            let path = named.join(" ");
            let help = help.entry(path.clone()).or_insert_with(|| {
                let came = place.run(&format!("{path} --help"));
                (came.code == 0).then_some(came.out)
            });
            let Some(help) = help else {
                wrong.push(format!("{name}: `{command}`: there is no `{path}`"));
                continue;
            };
            checked += 1;
            let options: Vec<&str> = help
                .split(|c: char| c.is_whitespace() || matches!(c, ',' | '=' | '[' | ']' | '`' | '.' | ';' | ')' | '('))
                .filter(|word| word.starts_with('-'))
                .collect();
            for word in words.iter().filter(|word| word.starts_with('-')) {
                let option = word.split('=').next().unwrap();
                if !options.contains(&option) {
                    wrong.push(format!("{name}: `{command}`: `{path}` has no `{option}`"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(checked > 60, "only {checked} commands were found");
}

/// Runs a command that must succeed.
fn succeeds(place: &Place, line: &str) -> String {
    let came = place.run(line);
    assert_eq!(came.code, 0, "{line}: {}{}", came.out, came.err);
    came.out
}

#[test]
fn the_tutorial_gives_the_figures_it_states() {
    let place = Place::new();
    let page = page("docs/tutorial.md");
    let commands: Vec<String> = commands(&page);
    let says = |line: &str, figures: &[&str]| {
        assert!(commands.iter().any(|command| command.ends_with(line)), "the tutorial does not say `{line}`");
        let out = succeeds(&place, line);
        for figure in figures {
            assert!(page.contains(figure), "the tutorial does not state {figure}");
            assert!(out.contains(figure), "{line} does not give {figure}:\n{out}");
        }
    };
    says("check acme", &["nothing is wrong"]);
    says("run acme shutdown -n 200", &["£932k", "£250k", "£4.30m"]);

    let changed = block_with(&page, "name = \"faster\"");
    let mut scenario = fs::read_to_string(place.path("acme/scenarios/shutdown.toml")).unwrap();
    for line in changed.lines().filter(|line| line.contains(" = ")) {
        let key = line.split(" = ").next().unwrap();
        let old = scenario.lines().find(|it| it.starts_with(&format!("{key} = "))).unwrap().to_owned();
        scenario = scenario.replacen(&old, line, 1);
    }
    fs::write(place.path("acme/scenarios/faster.toml"), scenario).unwrap();
    says("compare acme shutdown faster -n 200", &["£232k", "£1,637", "£462k", "98 %"]);
    says("restart acme shutdown -n 100 --schedules 2000", &["£19.1k"]);

    let scenario = fs::read_to_string(place.path("acme/scenarios/shutdown.toml")).unwrap();
    let more = "extra_people = [{ crew = \"infrastructure\", from = \"1d\", people = 6 }, { crew = \"applications\", from = \"1d\", people = 6 }]";
    let given = scenario.lines().find(|line| line.starts_with("extra_people = ")).unwrap();
    let scenario = scenario.replace(given, more).replace("name = \"shutdown\"", "name = \"people\"");
    fs::write(place.path("acme/scenarios/people.toml"), scenario).unwrap();
    let out = succeeds(&place, "compare acme shutdown people -n 200").to_lowercase();
    let same = "both cost the same in every history";
    assert!(page.contains(same) && out.contains(same), "{out}");

    place.change("acme/links.csv", "cover", "covr");
    let came = place.run("check acme");
    assert_eq!(came.code, 3);
    let shown = block_with(&page, "error[BS0201]");
    let told = came.out + &came.err;
    assert!(told.contains(shown.trim_end()), "{told}");
}

#[test]
fn what_the_how_to_pages_tell_to_write_can_be_run() {
    let place = Place::new();

    let attack = page("docs/how-to/model-an-attack.md");
    fs::write(place.path("acme/scenarios/attacked.toml"), block_with(&attack, "[[technique]]")).unwrap();
    succeeds(&place, "check acme attacked --strict");
    let out = succeeds(&place, "attack acme attacked -n 2000");
    assert!(attack.contains("14 % of the races") && out.contains("14 %"), "{out}");

    let insurance = page("docs/how-to/insure-the-loss.md");
    let model = fs::read_to_string(place.path("acme/model.toml")).unwrap();
    fs::write(place.path("acme/model.toml"), model + "\n" + &block_with(&insurance, "[[policy]]")).unwrap();
    let out = succeeds(&place, "run acme shutdown -n 10");
    assert!(out.contains("Cyber policy"), "{out}");
    succeeds(&place, "curve out/starter-shutdown --rate shutdown=0.05 --years 200 --html curve.html");
    succeeds(&place, "export out/starter-shutdown --rate shutdown=0.05 --years 200 --ord loss");

    let restart = page("docs/how-to/plan-a-restart.md");
    fs::write(place.path("facts.csv"), block_with(&restart, "system,task,began,ended")).unwrap();
    succeeds(&place, "restart acme shutdown --facts facts.csv --now 2026-03-07T08:00 --schedules 200 -n 10");
    let scenario = fs::read_to_string(place.path("acme/scenarios/shutdown.toml")).unwrap();
    let recovery = block_with(&restart, "policy = \"ranked\"");
    let given: Vec<&str> = scenario.lines().filter(|line| !line.starts_with("priority = ")).collect();
    let ranked =
        given.join("\n").replace("[recovery]\n", &recovery).replace("name = \"shutdown\"", "name = \"ranked\"");
    fs::write(place.path("acme/scenarios/ranked.toml"), ranked).unwrap();
    succeeds(&place, "run acme ranked -n 10");

    let network = page("docs/how-to/study-a-national-network.md");
    fs::create_dir(place.path("economy")).unwrap();
    fs::write(place.path("economy/firms.csv"), block_with(&network, "firm,sector,final_demand")).unwrap();
    fs::write(place.path("economy/links.csv"), block_with(&network, "supplier,buyer,amount")).unwrap();
    fs::write(place.path("fire.toml"), block_with(&network, "[[shock]]")).unwrap();
    fs::write(place.path("sites.csv"), block_with(&network, "site,firm")).unwrap();
    succeeds(&place, "network check economy");
    succeeds(&place, "network run economy --shock fire.toml --steps 40");
    succeeds(&place, "network rank economy --top 5");
    succeeds(
        &place,
        "network run economy --company acme --sites sites.csv --replicates 2 --steps 20 --out out/with-acme",
    );
}
