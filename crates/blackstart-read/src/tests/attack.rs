//! Attacks: what is said about wrong ones, what the library fills in, and the file beside.

use super::*;
use blackstart_model::attack::{Kind, Law};

/// An attack that is sound.
const SOUND: &str = r#"
[recovery]
[attack]
start = ["contact"]
[[credential]]
id = "sso-user"
[[technique]]
id = "logon"
use = "scattered-spider.vpn-vdi-logon"
needs = ["contact"]
success = 0.5
[[technique]]
id = "encryption"
needs = ["foothold.corporate"]
gives = ["encrypted"]
success = 0.9
time = "pert(5h, 20h, 60h)"
[[control]]
id = "segments"
blocks = ["encryption"]
effective = 0.3
[[cut]]
id = "reset"
credentials = ["sso-user"]
[[effect]]
when = ["encrypted"]
systems = ["erp"]
lost = 1
destroys = ["backup"]
"#;

#[test]
fn every_mistake_of_an_attack_is_said_at_once() {
    let said = check_scenario(
        &SOUND
            .replace("use = \"scattered-spider.vpn-vdi-logon\"", "use = \"scattered-spider.vpn-vdi-login\"")
            .replace("needs = [\"foothold.corporate\"]", "needs = [\"foothold.corporat\"]")
            .replace("blocks = [\"encryption\"]", "blocks = [\"encrytion\"]")
            .replace("effective = 0.3", "efective = 0.3")
            .replace("when = [\"encrypted\"]", "when = [\"encrypte\"]"),
    );
    for (place, what) in [
        (":13:7", "the library has no technique `scattered-spider.vpn-vdi-login`"),
        (":18:10", "nothing gives the state `foothold.corporat`"),
        (":24:11", "there is no technique `encrytion`"),
        (":25:1", "this control has no key `efective`"),
        (":30:9", "nothing gives the state `encrypte`"),
    ] {
        assert!(said.lines().any(|line| line.contains(place) && line.ends_with(what)), "{place} {what}\n{said}");
    }
    for near in ["scattered-spider.vpn-vdi-logon", "encryption", "effective", "encrypted"] {
        assert!(said.contains(&format!("= did you mean `{near}`?")), "{near}\n{said}");
    }
}

#[test]
fn the_library_fills_what_is_not_given_and_says_where_its_numbers_come_from() {
    let model = base();
    let read = crate::scenario_text(&format!("{BASE_SCENARIO}{SOUND}"), &model);
    assert_eq!(said(&read), "");
    let attack = read.it.unwrap().attack.unwrap();
    let logon = &attack.techniques[0];
    assert_eq!((logon.success, logon.attack_ids.len()), (0.5, 3), "its own success, the library's ids");
    assert_eq!(logon.time_hours, blackstart_model::units::Uncertain::Lognormal { median: 1.0, p90: 6.0 });
    assert!(!logon.library.unwrap().sources.is_empty());
    // contact, what logon gives, what encryption gives.
    let states: Vec<&str> = attack.states.iter().map(|state| state.name.id.as_str()).collect();
    assert_eq!(states, ["contact", "foothold.corporate", "encrypted"]);
    assert_eq!(attack.graph.kinds()[attack.states[0].node as usize], Kind::Source);
    assert_eq!(*attack.graph.law(attack.controls[0].node), Law::Bernoulli { chance: 0.7 });
    // Logon uses the credential, which the only action resets.
    assert_eq!(attack.graph.uses(), [(logon.done, attack.actions[0].cuts[0])]);
    assert_eq!(attack.cut_names[attack.actions[0].cuts[0] as usize], "sso-user");
    assert_eq!(attack.graph.alerts().len(), 1);
    let off = attack.clone().with_control(0, 0.0);
    assert_eq!(*off.graph.law(off.controls[0].node), Law::ZERO);
}

#[test]
fn a_librarys_credential_must_be_declared() {
    let said = check_scenario(
        &SOUND
            .replace("[[credential]]\nid = \"sso-user\"\n", "")
            .replace("credentials = [\"sso-user\"]", "conduits = []"),
    );
    assert!(said.contains("the library's technique uses the credential `sso-user`, which is not declared"), "{said}");
}

#[test]
fn an_attack_may_lie_in_a_file_beside_the_model_and_nowhere_else() {
    let folder = tempfile::tempdir().unwrap();
    let scenarios = folder.path().join("scenarios");
    std::fs::create_dir(&scenarios).unwrap();
    let model = base();
    let (head, lists) = SOUND.split_once("[[credential]]").unwrap();
    let file = scenarios.join("day.toml");
    let write = |name: &str| {
        let text = format!("{BASE_SCENARIO}{head}")
            .replace("start = [\"contact\"]", &format!("start = [\"contact\"]\nfile = \"{name}\""));
        std::fs::write(&file, text).unwrap();
    };
    write("attack.toml");
    std::fs::write(folder.path().join("model.toml"), BASE).unwrap();
    std::fs::write(folder.path().join("attack.toml"), format!("format = 1\n[[credential]]{lists}")).unwrap();
    let read = crate::scenario(&file, &model);
    assert_eq!(said(&read), "");
    assert_eq!(read.files.len(), 2);
    assert_eq!(read.it.unwrap().attack.unwrap().techniques.len(), 2);

    // Mistakes are found where they are.
    std::fs::write(
        folder.path().join("attack.toml"),
        format!("format = 1\n[[credential]]{lists}").replace("\"erp\"", "\"epr\""),
    )
    .unwrap();
    let wrong = crate::scenario(&file, &model);
    assert!(
        wrong
            .problems
            .iter()
            .any(|problem| problem.file.ends_with("attack.toml") && problem.code == "BS0301" && problem.line > 20)
    );

    for elsewhere in ["atack.toml", "../attack.toml", "..", "/etc/passwd", ""] {
        write(elsewhere);
        let read = crate::scenario(&file, &model);
        assert!(read.errors().any(|problem| problem.code == "BS0902"), "{elsewhere}: {}", said(&read));
    }
}
