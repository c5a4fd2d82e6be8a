//! What is taken, when, and when anybody can know: cases worked out by hand.

use crate::attack::{Race, spread};
use crate::draw::Draw;
use crate::handover::Taken;
use blackstart_model::Model;
use blackstart_model::id::{DataId, Key};
use blackstart_model::scenario::Scenario;

/// A customer system and an archive; the customers' data are in both, the staff's in the archive alone.
fn company(data: &str) -> Model {
    let text = format!(
        r#"
format = 1
name = "shop"
currency = "GBP"
[[zone]]
id = "outside"
[[zone]]
id = "office"
[[conduit]]
id = "vpn"
from = "outside"
to = "office"
[[system]]
id = "crm"
zone = "office"
start = {{ duration = "1h" }}
[[system]]
id = "archive"
zone = "office"
start = {{ duration = "1h" }}
{data}"#
    );
    blackstart_read::model_text(&text).it.unwrap()
}

const CUSTOMERS: &str = r#"
[[data]]
id = "customers"
kind = "business"
held_by = ["crm", "archive"]
records = 1000
known_after = "10d"
"#;

fn day(model: &Model, text: &str) -> Scenario {
    let text = format!("format = 1\nname = \"day\"\nstart = 2026-02-01\nhorizon = \"90d\"\n[recovery]\n{text}");
    let read = blackstart_read::scenario_text(&text, model);
    read.it.unwrap_or_else(|| panic!("{:#?}", read.problems))
}

fn played(model: &Model, day: &Scenario, replicate: u64) -> Vec<Taken> {
    spread(Race::of(model, day).as_ref(), model, day, Draw { seed: 1, replicate }).taken
}

fn taken(data: usize, at_hours: f64, known_hours: f64, records: f64) -> Taken {
    Taken { data: DataId::new(data), at_hours, known_hours, records }
}

#[test]
fn what_is_stated_is_taken_at_its_moment_and_known_some_time_after() {
    let model = company(CUSTOMERS);
    // Day 2, and ten days after: day 12.
    let all = day(&model, "[[taken]]\ndata = \"customers\"\nat = \"2d\"\n");
    assert_eq!(played(&model, &all, 0), [taken(0, 48.0, 288.0, 1000.0)]);
    let half = day(&model, "[[taken]]\nsystems = [\"crm\"]\nat = \"2d\"\nshare = 0.5\n");
    assert_eq!(played(&model, &half, 0), [taken(0, 48.0, 288.0, 500.0)]);
    let never = day(&model, "[[taken]]\ndata = \"customers\"\nat = \"2d\"\nchance = 0\n");
    assert_eq!(played(&model, &never, 0), []);
    let later = day(&model, "[[taken]]\ndata = \"customers\"\nat = \"90d\"\n");
    assert_eq!(played(&model, &later, 0), [], "after the end of the history");
}

#[test]
fn of_data_taken_twice_the_first_moment_and_the_largest_share_count() {
    let model = company(CUSTOMERS);
    let rows = "[[taken]]\nid = \"a\"\ndata = \"customers\"\nat = \"5d\"\nshare = 0.8\n\
                [[taken]]\nid = \"b\"\ndata = \"customers\"\nat = \"1d\"\nshare = 0.3\n";
    assert_eq!(played(&model, &day(&model, rows), 0), [taken(0, 24.0, 264.0, 800.0)]);
}

#[test]
fn it_is_known_so_long_after_containment_where_that_is_said() {
    let model = company(&CUSTOMERS.replace("known_after", "known_from = \"containment\"\nknown_after"));
    let fall = "containment = \"4d\"\n[[fall]]\nsystems = [\"crm\"]\nat = \"1d\"\ncause = \"attacker\"\n";
    let head = "format = 1\nname = \"day\"\nstart = 2026-02-01\nhorizon = \"90d\"\n";
    let of = |at: &str| {
        let text = format!("{head}{fall}[recovery]\n[[taken]]\ndata = \"customers\"\nat = \"{at}\"\n");
        blackstart_read::scenario_text(&text, &model).it.unwrap()
    };
    // Contained on day 5: known on day 15. What is taken after that is known ten days after it was taken.
    assert_eq!(played(&model, &of("2d"), 0), [taken(0, 48.0, 360.0, 1000.0)]);
    assert_eq!(played(&model, &of("7d"), 0), [taken(0, 168.0, 408.0, 1000.0)]);
}

/// Logon until hour 10, copying until hour 30 over the VPN; seen `alert` after the logon began, triage 2 h, then the VPN is cut at once and `off` after that
/// the systems are switched off.
fn race(alert: &str, cut: &str, off: &str, systems: &str) -> String {
    format!(
        r#"
[attack]
start = ["contact"]
triage = "2h"
[[technique]]
id = "logon"
needs = ["contact"]
gives = ["foothold"]
success = 1
time = "10h"
alert = {{ chance = 1, after = "{alert}" }}
[[technique]]
id = "copying"
needs = ["foothold"]
gives = ["copied"]
success = 1
time = "20h"
conduits = ["vpn"]
[[cut]]
id = "no-vpn"
after = "{cut}"
conduits = ["vpn"]
[[shutdown_rule]]
id = "plug"
when = ["contact"]
after = "{off}"
systems = {systems}
[[taken]]
data = "customers"
when = ["copied"]
"#
    )
}

#[test]
fn an_attacker_takes_data_with_a_state_unless_cut_off_before() {
    let model = company(CUSTOMERS);
    let at = |alert: &str, cut: &str, off: &str, systems: &str| -> Vec<f64> {
        let found = played(&model, &day(&model, &race(alert, cut, off, systems)), 1);
        found.iter().map(|taken| taken.at_hours).collect()
    };
    // Seen at hour 40: copied at hour 30, all of it.
    assert_eq!(at("40h", "0h", "60h", "\"all\""), [30.0]);
    // Seen at hour 20, the VPN cut at 22: nothing is copied.
    assert_eq!(at("20h", "0h", "60h", "\"all\""), Vec::<f64>::new());
    // The VPN stays up too long, but both systems are off at hour 24 …
    assert_eq!(at("20h", "50h", "2h", "\"all\""), Vec::<f64>::new());
    // … or only one of the two that hold the data.
    assert_eq!(at("20h", "50h", "2h", "[\"crm\"]"), [30.0]);
}

#[test]
fn an_attack_is_contained_with_the_last_system_that_falls_or_the_last_cut() {
    let model = company(&CUSTOMERS.replace("known_after", "known_from = \"containment\"\nknown_after"));
    let of = |cut: &str, off: &str| played(&model, &day(&model, &race("40h", cut, off, "\"all\"")), 1);
    // Copied at hour 30, seen at 40, understood at 42. Switched off at 102, long after the cut: known ten days after that.
    assert_eq!(of("0h", "60h"), [taken(0, 30.0, 342.0, 1000.0)]);
    // Off at 44, but the VPN is cut at 92 only.
    assert_eq!(of("50h", "2h"), [taken(0, 30.0, 332.0, 1000.0)]);
}

#[test]
fn as_often_as_its_chance_says_and_no_other_draw_is_shifted() {
    let model = company(CUSTOMERS);
    let fall =
        "[[fall]]\nsystems = [\"crm\"]\nat = \"uniform(1d, 3d)\"\ncause = \"attacker\"\nexposed = 0.5\nchance = 0.5\n";
    let quiet = day(&model, fall);
    let busy = day(&model, &format!("{fall}[[taken]]\ndata = \"customers\"\nat = \"2d\"\nchance = 0.5\n"));
    let mut hits = 0;
    for replicate in 0..400 {
        let draw = Draw { seed: 1, replicate };
        let (with, without) = (spread(None, &model, &busy, draw), spread(None, &model, &quiet, draw));
        assert_eq!((with.fallen, with.contained_hours), (without.fallen, without.contained_hours));
        hits += with.taken.len();
    }
    // 200 expected, standard deviation 10.
    assert!((160..=240).contains(&hits), "{hits} of 400");
}
