//! The race: stories with fixed times, and what holds for every attack.

use super::*;
use blackstart_model::scenario::Scenario;
use proptest::prelude::*;

/// Two systems and a conduit.
fn company() -> Model {
    let text = r#"
format = 1
name = "two"
currency = "EUR"
[[zone]]
id = "outside"
[[zone]]
id = "office"
[[conduit]]
id = "vpn"
from = "outside"
to = "office"
[[system]]
id = "erp"
zone = "office"
start = { duration = "1h" }
rebuild = { duration = "3d" }
verify = { duration = "1d" }
[[system]]
id = "backup"
resource = "backup"
start = { duration = "1h" }
rebuild = { duration = "3d" }
"#;
    blackstart_read::model_text(text).it.unwrap()
}

fn day(model: &Model, attack: &str) -> Scenario {
    let text = format!("format = 1\nname = \"day\"\nstart = 2026-02-01\nhorizon = \"90d\"\n[recovery]\n{attack}");
    let read = blackstart_read::scenario_text(&text, model);
    read.it.unwrap_or_else(|| panic!("{:#?}", read.problems))
}

/// Logon 10 h, encryption 20 h after; seen `alert` after the logon starts; triage 2 h; VPN cut `cut` after; plug pulled `plug` after that.
fn story(alert: &str, cut: &str, plug: &str) -> String {
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
id = "encryption"
needs = ["foothold"]
gives = ["encrypted"]
success = 1
time = "20h"
conduits = ["vpn"]
[[cut]]
id = "no-vpn"
after = "{cut}"
conduits = ["vpn"]
[[shutdown_rule]]
id = "plug"
when = ["foothold"]
after = "{plug}"
systems = "all"
[[effect]]
when = ["encrypted"]
systems = ["erp", "backup"]
lost = 1
destroys = ["backup"]
[[effect]]
when = ["foothold"]
systems = ["erp"]
exposed = 1
"#
    )
}

fn told(attack: &str) -> String {
    let model = company();
    let day = day(&model, attack);
    let race = Race::new(day.attack.as_ref().unwrap(), &model);
    let compromise = spread(&race, &model, &day, Draw { seed: 1, replicate: 1 });
    let fall = |(system, fallen): (SystemId, &Option<Fallen>)| {
        let name = &model.systems[system].name.id;
        match fallen {
            Some(f) => format!("{name} {} h {} {:?}", f.at_hours, f.cause.word(), f.condition),
            None => format!("{name} up"),
        }
    };
    let systems: Vec<String> = compromise.fallen.iter().map(fall).collect();
    let alert = compromise.first_alert_hours.map_or("no alert".into(), |hours| format!("alert {hours} h"));
    format!(
        "{}; {alert}; contained {} h; gone {:?}",
        systems.join(", "),
        compromise.contained_hours,
        compromise.destroyed
    )
}

#[test]
fn whoever_comes_first_takes_the_system() {
    // Nobody looks in time: encrypted at 30 h, before the plug.
    assert_eq!(
        told(&story("40h", "1h", "1h")),
        "erp 30 h attacker Lost, backup 30 h attacker Lost; alert 40 h; contained 43 h; gone [Backup]"
    );
    // Seen at 15 h, triaged at 17 h, cut at 29 h, one hour before the end of the encryption; the plug is pulled at 57 h.
    assert_eq!(
        told(&story("15h", "12h", "40h")),
        "erp 57 h shutdown Exposed, backup 57 h shutdown Clean; alert 15 h; contained 57 h; gone []"
    );
    // Cut at 30 h: what is done at that moment is too late.
    assert_eq!(
        told(&story("15h", "13h", "40h")),
        "erp 57 h shutdown Exposed, backup 57 h shutdown Clean; alert 15 h; contained 57 h; gone []"
    );
    // Cut at 31 h: too late for the company; but its plug comes at 29 h, and what is off is not reached. Backups are gone all the same.
    assert_eq!(
        told(&story("15h", "14h", "12h")),
        "erp 29 h shutdown Exposed, backup 29 h shutdown Lost; alert 15 h; contained 31 h; gone [Backup]"
    );
    // The rule looks at the end of triage only: at 9 h there was no foothold.
    assert_eq!(told(&story("7h", "1h", "1h")), "erp up, backup up; alert 7 h; contained 0 h; gone []");
}

#[test]
fn the_critical_path_is_what_was_waited_for() {
    let model = company();
    let day = day(&model, &story("40h", "1h", "1h"));
    let attack = day.attack.as_ref().unwrap();
    let race = Race::new(attack, &model);
    let mut runner = race.runner();
    runner.play(Draw { seed: 1, replicate: 1 });
    let harm = runner.first_harm().unwrap();
    assert_eq!(attack.states[harm].name.id, "encrypted");
    let way: Vec<&str> = runner.way(harm).map(|at| attack.techniques[at].name.id.as_str()).collect();
    assert_eq!(way, ["encryption", "logon"]);
    assert_eq!(runner.alerted_by(), Some(0));
}

/// An attack with chances everywhere.
fn chancy(effective: f64, chance: f64) -> String {
    format!(
        r#"
[attack]
start = ["contact"]
triage = "lognormal(median 4h, p90 36h)"
[[credential]]
id = "user"
[[technique]]
id = "phishing"
needs = ["contact"]
gives = ["foothold"]
success = 0.7
time = "lognormal(median 10h, p90 60h)"
alert = {{ chance = 0.4, after = "pert(1h, 6h, 40h)" }}
[[technique]]
id = "call"
needs = ["contact"]
gives = ["foothold", "admin"]
success = 0.3
time = "uniform(5h, 90h)"
alert = {{ chance = 0.2, after = "6h" }}
[[technique]]
id = "theft"
needs = ["foothold"]
gives = ["admin"]
success = 0.6
time = "lognormal(median 20h, p90 90h)"
credentials = ["user"]
alert = {{ chance = 0.5, after = "lognormal(median 6h, p90 60h)" }}
[[technique]]
id = "encryption"
needs = ["foothold", "admin"]
gives = ["encrypted"]
success = 0.9
time = "triangular(5h, 20h, 60h)"
conduits = ["vpn"]
alert = {{ chance = 1, after = "30h" }}
[[control]]
id = "training"
blocks = ["phishing", "call"]
effective = {effective}
[[control]]
id = "tiering"
blocks = ["theft"]
effective = 0.4
[[cut]]
id = "no-vpn"
after = "lognormal(median 3h, p90 30h)"
conduits = ["vpn"]
[[cut]]
id = "reset"
after = "6h"
credentials = ["user"]
[[shutdown_rule]]
id = "plug"
when = ["admin"]
chance = {chance}
after = "lognormal(median 3h, p90 30h)"
systems = "all"
exposed = 0.5
[[effect]]
when = ["encrypted"]
systems = ["erp", "backup"]
lost = 0.8
exposed = 0.1
destroys = ["backup"]
"#
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn with_a_weaker_defence_the_attacker_is_never_slower_unwatched(seed: u64) {
        let model = company();
        let (strong, weak) = (day(&model, &chancy(0.6, 0.5)), day(&model, &chancy(0.3, 0.5)));
        let races = [&strong, &weak].map(|day| Race::new(day.attack.as_ref().unwrap(), &model));
        let [mut strong, mut weak] = [races[0].runner(), races[1].runner()];
        for replicate in 0..50 {
            let draw = Draw { seed, replicate };
            strong.solver.solve(draw);
            weak.solver.solve(draw);
            for state in 0..races[0].attack().states.len() {
                prop_assert!(weak.state_hours(state) <= strong.state_hours(state));
            }
        }
    }

    #[test]
    fn a_bolder_company_only_adds_shutdowns(seed: u64) {
        let model = company();
        let days = [0.0, 0.5, 1.0].map(|chance| day(&model, &chancy(0.5, chance)));
        let written = days[1].attack.clone().unwrap();
        let attacks = [written.clone().with_doctrine(Doctrine::Never), written.clone(), written.with_doctrine(Doctrine::Always)];
        for replicate in 0..50 {
            let draw = Draw { seed, replicate };
            let mut before: Option<f64> = None;
            for (attack, day) in attacks.iter().zip(&days) {
                let (race, stated) = (Race::new(attack, &model), Race::new(day.attack.as_ref().unwrap(), &model));
                let (mut runner, mut stated) = (race.runner(), stated.runner());
                runner.play(draw);
                stated.play(draw);
                // Never and always are chances of 0 and 1.
                prop_assert_eq!(runner.down(), stated.down());
                let now = runner.down()[0].hours;
                prop_assert!(before.is_none_or(|before| now <= before));
                before = Some(now);
            }
        }
    }

    #[test]
    fn pruning_changes_no_race(seed: u64) {
        let model = company();
        let day = day(&model, &chancy(0.5, 0.5));
        let attack = day.attack.as_ref().unwrap();
        let race = Race::new(attack, &model);
        let whole = Race {
            graph: attack.graph.clone(),
            states: attack.states.iter().map(|state| Some(state.node)).collect(),
            starts: attack.techniques.iter().map(|technique| Some(technique.start)).collect(),
            done: attack.techniques.iter().map(|technique| Some(technique.done)).collect(),
            technique_of: (0..attack.graph.len() as Node)
                .map(|node| attack.techniques.iter().position(|t| t.start == node || t.done == node).map(|at| at as u32))
                .collect(),
            ..Race::new(attack, &model)
        };
        let (mut a, mut b) = (race.runner(), whole.runner());
        for replicate in 0..50 {
            let draw = Draw { seed, replicate };
            a.play(draw);
            b.play(draw);
            prop_assert_eq!(a.down(), b.down());
            prop_assert_eq!((a.first_alert_hours(), a.alerted_by()), (b.first_alert_hours(), b.alerted_by()));
            for state in 0..attack.states.len() {
                prop_assert_eq!(a.state_hours(state), b.state_hours(state));
                prop_assert!(a.way(state).eq(b.way(state)));
            }
        }
    }
}
