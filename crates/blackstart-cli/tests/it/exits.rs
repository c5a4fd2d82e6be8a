//! How commands end: every exit code, names that are no text, readers that go away, names that would steer a terminal.

use super::Place;
use assert_cmd::Command;
use std::ffi::{OsStr, OsString};
use std::fs;

#[test]
fn every_exit_code_means_what_help_says() {
    let place = Place::new();
    let target = "acme shutdown -n 8 --out kept --fail-on";
    let id = place.json("run acme shutdown -n 8 --json", "blackstart/run/1")["summary"]["targets"][0]["id"].clone();
    let id = id.as_str().unwrap();
    fs::write(place.path("wrong.sm"), "no instance").unwrap();
    for (code, line) in [
        (0, "check acme".to_owned()),
        (1, "curve out/starter-shutdown --rate shutdown=1 --years 10 --html nowhere/curve.html".to_owned()),
        (2, "run nowhere".to_owned()),
        (2, "run acme --frobnicate".to_owned()),
        (3, "restart --psplib wrong.sm".to_owned()),
        (4, format!("run {target} {id}=0h")),
    ] {
        let came = place.run(&line);
        assert_eq!(came.code, code, "{line}: {}{}", came.out, came.err);
        assert_eq!(came.err.contains("error:"), code != 0, "{line}: {}", came.err);
    }
    let help = place.run("--help").out;
    for code in ["0 ", "1 ", "2 ", "3 ", "4 ", "130 "] {
        assert!(help.lines().any(|line| line.trim_start().starts_with(code)), "{code}: {help}");
    }
}

#[test]
fn a_normal_life_that_is_not_normal_exits_with_3_unless_it_is_allowed() {
    let place = Place::new();
    let day = place.path("acme/scenarios/outage.toml");
    let text = fs::read_to_string(&day).unwrap();
    let site = place.json("run acme outage -n 4 --json", "blackstart/run/1")["summary"]["sites"][0]["id"].clone();
    let shock = "kind = \"capacity\"\nfrom = \"0h\"\nuntil = \"8w\"\ntimes = 0\nin_twin = true\n";
    fs::write(&day, format!("{text}\n[[shock]]\nsites = [{site}]\n{shock}")).unwrap();
    for line in ["check acme outage --baseline", "run acme outage -n 4 --out again"] {
        let came = place.run(line);
        let said = format!("{}{}", came.out, came.err);
        assert!(came.code == 3 && said.contains("BS0717") && said.contains("without the event"), "{line}: {said}");
    }
    assert!(!place.path("again").exists());
    let came = place.run("run acme outage -n 4 --out again --allow-abnormal-baseline");
    assert!(came.code == 0 && came.err.contains("losses are counted beside it"), "{}", came.err);
}

#[cfg(unix)]
fn run(place: &Place, words: &[&OsStr]) -> (Option<i32>, String) {
    let output =
        Command::cargo_bin("blackstart").unwrap().current_dir(place.folder.path()).args(words).output().unwrap();
    let said = [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned()).concat();
    (output.status.code(), said)
}

#[cfg(unix)]
#[test]
fn names_that_are_no_text_are_no_panic() {
    use std::os::unix::ffi::{OsStrExt, OsStringExt};
    let place = Place::new();
    let odd = OsString::from_vec(b"o\xffdd".to_vec());
    // There is no such folder, whatever is asked for.
    for line in [
        "check @",
        "check acme @",
        "explain @",
        "schema @",
        "run @",
        "run acme @",
        "run acme -n 2 --out acme/model.toml/@",
        "attack @",
        "compare @ a b",
        "compare acme @ outage",
        "compare @ @",
        "restart @",
        "restart --psplib @",
        "restart acme shutdown --plan @",
        "curve @",
        "export @ --ord out",
        "import oed @ --insured maker",
        "import company @ --out model",
        "import bloodhound @ --model acme --start x --out acme/scenarios/x.toml",
        "import bloodhound x.json --model @ --start x --out @",
        "shard @ outage --replicates 0..2 --out parts",
        "shard acme @ --replicates 0..2 --out parts",
        "merge @ --out out",
        "report @",
        "network check @",
        "network run @",
        "network rank @",
        "network run @ --shock @",
        "completions @",
        "priors @",
        "priors --without @",
        "priors --as-of @",
        "man @",
    ] {
        for json in ["", " --json"] {
            let line = format!("{line}{json}");
            let words: Vec<OsString> = line
                .split_whitespace()
                .map(|word| {
                    let bytes: Vec<Vec<u8>> = word.split('@').map(|it| it.as_bytes().to_vec()).collect();
                    OsString::from_vec(bytes.join(odd.as_bytes()))
                })
                .collect();
            let (code, said) = run(&place, &words.iter().map(OsString::as_os_str).collect::<Vec<_>>());
            assert!(matches!(code, Some(1..=3)) && !said.contains("panicked"), "{line}: {code:?} {said}");
        }
    }
    // There is one, and everything works in it.
    fs::rename(place.path("acme"), place.folder.path().join(&odd)).unwrap();
    fs::create_dir(place.path("economy")).unwrap();
    fs::write(place.path("economy/firms.csv"), "firm,sector,final_demand\n1,a,0\n2,b,10\n").unwrap();
    fs::write(place.path("economy/links.csv"), "supplier,buyer,amount\n1,2,2\n").unwrap();
    fs::rename(place.path("economy"), place.path("e").with_file_name(OsString::from_vec(b"e\xff".to_vec()))).unwrap();
    for line in [
        "check o@dd --json",
        "run o@dd outage -n 2 --out r@ --json",
        "report r@ --json",
        "shard o@dd outage --replicates 0..2 --of 2 --out p@ --json",
        "merge p@ --model o@dd --out m@ --json",
        "compare o@dd outage shutdown -n 2 --json",
        "restart o@dd shutdown -n 16 --schedules 50 --out s@ --json",
        "curve r@ --rate outage=1 --years 5 --json",
        "export r@ --rate outage=1 --years 5 --ord x@ --json",
        "init i@ --json",
        "network check e@ --json",
        "network run e@ --steps 2 --out n@ --json",
        "network rank e@ --out k@ --json",
    ] {
        let words: Vec<OsString> = line
            .split_whitespace()
            .map(|word| {
                let bytes: Vec<Vec<u8>> = word.split('@').map(|it| it.as_bytes().to_vec()).collect();
                OsString::from_vec(bytes.join(&0xff))
            })
            .collect();
        let (code, said) = run(&place, &words.iter().map(OsString::as_os_str).collect::<Vec<_>>());
        assert!(code == Some(0) && !said.contains("panicked"), "{line}: {code:?} {said}");
        let from = said.find('{').unwrap();
        let json: serde_json::Value =
            serde_json::Deserializer::from_str(&said[from..]).into_iter().next().unwrap().unwrap();
        assert!(json["schema"].is_string(), "{line}");
    }
}

/// Whether a process has taken SIGTERM into its own hands: it does so after SIGINT.
#[cfg(target_os = "linux")]
fn listens(process: u32) -> bool {
    const SIGTERM: u64 = 1 << 14;
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:"));
    caught.is_some_and(|mask| u64::from_str_radix(mask.trim(), 16).unwrap() & SIGTERM != 0)
}

#[cfg(target_os = "linux")]
#[test]
fn work_of_which_no_part_is_an_answer_ends_at_a_signal_and_writes_nothing() {
    use std::process::{Command, Stdio};
    use std::time::{Duration, Instant};
    let place = Place::new();
    fs::write(place.path("acme/scenarios/attacked.toml"), super::attack::DAY).unwrap();
    assert_eq!(place.run("run acme outage -n 4 --no-report --out run").code, 0);
    // A chain so long that ranking all of its failures takes far longer than this test.
    let firms: String = (0..20_000).map(|firm| format!("{firm},a,1\n")).collect();
    let links: String = (1..20_000).map(|firm| format!("{},{firm},5\n", firm - 1)).collect();
    fs::create_dir(place.path("chain")).unwrap();
    fs::write(place.path("chain/firms.csv"), format!("firm,sector,final_demand\n{firms}")).unwrap();
    fs::write(place.path("chain/links.csv"), format!("supplier,buyer,amount\n{links}")).unwrap();
    let names = || {
        let mut names: Vec<_> = fs::read_dir(place.folder.path()).unwrap().map(|it| it.unwrap().file_name()).collect();
        names.sort();
        names
    };
    let before = names();
    for line in [
        "attack acme attacked -n 10000000 --threads 1",
        "curve run --rate outage=4 --years 10000000 --html page.html",
        "network rank chain --no-substitution --exact --threads 1 --out rank",
    ] {
        for (signal, code) in [("-INT", 130), ("-TERM", 143)] {
            let child = Command::new(assert_cmd::cargo::cargo_bin("blackstart"))
                .current_dir(place.folder.path())
                .args(line.split_whitespace())
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap();
            let begun = Instant::now();
            while !listens(child.id()) {
                assert!(begun.elapsed() < Duration::from_secs(60), "{line}: it does not listen");
                std::thread::sleep(Duration::from_millis(5));
            }
            std::thread::sleep(Duration::from_millis(50));
            assert!(Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap().success());
            let came = child.wait_with_output().unwrap();
            let said = String::from_utf8(came.stderr).unwrap();
            assert_eq!((came.status.code(), came.stdout.len()), (Some(code), 0), "{line}: {said}");
            assert!(said.contains("interrupted"), "{line}: {said}");
        }
    }
    assert_eq!(names(), before, "nothing is written");
}

#[cfg(unix)]
#[test]
fn closed_streams_are_no_panic() {
    let place = Place::new();
    let binary = assert_cmd::cargo::cargo_bin("blackstart");
    let sh = |line: &str| {
        let output = std::process::Command::new("sh")
            .current_dir(place.folder.path())
            .args(["-c", &line.replace("blackstart", binary.to_str().unwrap())])
            .output()
            .unwrap();
        (
            output.status.code(),
            String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr),
        )
    };
    for (code, line) in [
        (Some(0), "blackstart run acme outage -n 2 --out a 2>&-"),
        (Some(2), "blackstart run nowhere 2>&-"),
        (Some(3), "blackstart restart --psplib acme/model.toml 2>&-"),
        (Some(0), "blackstart explain | head -n 1"),
        (Some(0), "blackstart run acme outage -n 2 --out b | head -c 1"),
        (Some(0), "blackstart schema | true"),
    ] {
        let came = sh(line);
        assert!(came.0 == code && !came.1.contains("panicked"), "{line}: {came:?}");
    }
    // A stream that is not open at all.
    let closed = sh("blackstart explain >&-");
    assert!(!closed.1.contains("panicked"), "{closed:?}");
}

#[cfg(unix)]
#[test]
fn names_of_folders_and_files_do_not_steer_the_terminal() {
    let place = Place::new();
    let steering = "a\u{1b}[2Jb\u{7}";
    for words in [
        vec!["run", steering],
        vec!["check", steering],
        vec!["report", steering],
        vec!["init", steering],
        vec!["run", "acme", "outage", "-n", "2", "--out", steering],
        vec!["merge", steering, "--out", "x"],
        vec!["restart", "--psplib", steering],
        vec!["network", "check", steering],
        vec!["network", "run", steering],
    ] {
        let words: Vec<&OsStr> = words.into_iter().map(OsStr::new).collect();
        let (code, said) = run(&place, &words);
        assert!(code.is_some() && !said.contains('\u{1b}') && !said.contains('\u{7}'), "{words:?}: {said:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_link_to_itself_is_a_mistake_of_whoever_names_it() {
    let place = Place::new();
    for name in ["circle", "circle.csv", "economy"] {
        std::os::unix::fs::symlink(name, place.path(name)).unwrap();
    }
    for (code, line) in [
        (3, "restart acme --plan circle"),
        (3, "restart acme --plan circle.csv"),
        (3, "restart acme --now 2d --facts circle.csv"),
        (2, "restart --psplib circle"),
        (2, "import oed circle --insured maker"),
        (2, "run circle"),
        (2, "run acme circle"),
        (2, "merge circle --out out"),
        (3, "network run economy"),
    ] {
        let came = place.run(line);
        assert_eq!(came.code, code, "{line}: {}", came.err);
    }
}

#[test]
fn warnings_come_once_with_their_place_and_not_too_many() {
    let place = Place::new();
    let firms: String = (0..80).map(|firm| format!("{firm},a,{}\n", if firm < 2 { 10 } else { 0 })).collect();
    fs::create_dir(place.path("economy")).unwrap();
    fs::write(place.path("economy/firms.csv"), format!("firm,sector,final_demand\n{firms}")).unwrap();
    fs::write(place.path("economy/links.csv"), "supplier,buyer,amount\n0,1,2\n").unwrap();
    let came = place.run("network run economy --steps 2 --out out");
    assert_eq!(came.code, 0, "{}", came.err);
    assert_eq!(came.err.matches("neither buys nor sells").count(), 20, "{}", came.err);
    assert!(came.err.contains("firms.csv:4") && came.err.contains("58 more not shown"), "{}", came.err);
    fs::write(place.path("economy/links.csv"), "supplier,buyer,amount\n0,99,2\n").unwrap();
    let came = place.run("network run economy --steps 2 --out out");
    assert_eq!(came.code, 3);
    assert!(came.err.contains("BS0803"), "{}", came.err);
}

#[test]
fn times_are_short_or_long() {
    let place = Place::new();
    let came = place.run("restart acme shutdown -n 16 --time 300ms --out out");
    assert_eq!(came.code, 0, "{}", came.err);
    for wrong in ["300", "0s", "-1s", "soon"] {
        let came = place.run(&format!("restart acme shutdown --time={wrong}"));
        assert!(came.code == 2 && came.err.contains("300ms, 30s, 5m or 1h"), "{wrong}: {}", came.err);
    }
}
