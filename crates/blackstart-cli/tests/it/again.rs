//! The command that a manifest names gives the same folder again.

#![cfg(unix)]

use super::{Place, contents};
use serde_json::Value;
use std::fs;

/// A place with a small economy, shocks to it, and the sites of the starter's company in it.
fn place() -> Place {
    let place = Place::new();
    fs::create_dir(place.path("our economy")).unwrap();
    let firms = "firm,sector,final_demand,revenue,costs\n1,a,0,9,4\n2,b,0,9,4\n3,c,10,20,9\n";
    fs::write(place.path("our economy/firms.csv"), firms).unwrap();
    fs::write(place.path("our economy/links.csv"), "supplier,buyer,amount\n1,2,2\n2,3,5\n").unwrap();
    let fire =
        "format = 1\n[[shock]]\nname = \"fire\"\nkind = \"capacity\"\nfirms = [1]\nshare = 0.8\nfrom = 2\nuntil = 40\n";
    fs::write(place.path("fire.toml"), fire).unwrap();
    fs::write(place.path("sites.csv"), "site,firm,sector\nplant,3,\ngears,,a\n").unwrap();
    fs::write(place.path("our plan.csv"), "system\nerp\ndirectory\n").unwrap();
    fs::write(place.path("facts.csv"), "system,task,began,ended\n,investigation,,2d\ndirectory,verify,2d,3d\n")
        .unwrap();
    place
}

#[test]
fn the_command_in_a_manifest_gives_the_same_files_again() {
    let place = place();
    let rank_of_fires = ["network", "rank", "our economy", "--failures", "fire.toml", "--production", "linear"];
    let binary = assert_cmd::cargo::cargo_bin("blackstart");
    let words = |words: &[&str], out: &str| {
        let came = std::process::Command::new(&binary)
            .current_dir(place.folder.path())
            .args(words)
            .args(["--out", out])
            .output()
            .unwrap();
        assert!(came.status.success(), "{words:?}: {}", String::from_utf8_lossy(&came.stderr));
    };
    words(&["network", "run", "our economy", "--steps", "20", "--save-state", "day 20"], "before");
    for (number, asked) in [
        // Everything that changes a result is given once, as nothing else would be the same.
        &[
            "network",
            "run",
            "our economy",
            "--shock",
            "fire.toml",
            "--steps",
            "30",
            "--inventory",
            "5",
            "--restore",
            "4",
            "--order",
            "1",
            "--rationing",
            "2",
            "--firms",
        ][..],
        &[
            "network",
            "run",
            "our economy",
            "--dynamic",
            "ario",
            "--psi",
            "0.7",
            "--fixed-shares",
            "--steps-per-year",
            "12",
            "--capital-ratio",
            "3",
            "--steps",
            "9",
        ],
        &["network", "run", "our economy", "--steps", "5", "--from-state", "day 20"],
        &[
            "network",
            "run",
            "our economy",
            "--company",
            "acme",
            "--sites",
            "sites.csv",
            "--scenario",
            "shutdown",
            "--replicates",
            "3",
            "--seed",
            "5",
            "--step-hours",
            "48",
            "--money",
            "5.5e-5",
            "--steps",
            "20",
        ],
        &[
            "network",
            "run",
            "our economy",
            "--company",
            "acme",
            "--sites",
            "sites.csv",
            "--money",
            "5.5e-5",
            "--steps",
            "9",
        ],
        &["network", "rank", "our economy"],
        &["network", "rank", "our economy", "--no-substitution", "--accounts", "--exact"],
        &["network", "rank", "our economy", "--stop", "0.2"],
        &rank_of_fires,
        &["restart", "acme", "-n", "16", "--schedules", "200"],
        &[
            "restart",
            "acme",
            "shutdown",
            "-n",
            "16",
            "--seed",
            "3",
            "--schedules",
            "200",
            "--plan",
            "our plan.csv",
            "--facts",
            "facts.csv",
            "--now",
            "4d",
        ],
    ]
    .into_iter()
    .enumerate()
    {
        let (first, again) = (format!("first-{number}"), format!("again-{number}"));
        words(asked, &first);
        let manifest: Value =
            serde_json::from_slice(&fs::read(place.path(&first).join("manifest.json")).unwrap()).unwrap();
        let command = manifest["command"].as_str().unwrap();
        assert!(command.starts_with("blackstart "), "{command}");
        let line = format!("{} --out {again}", command.replacen("blackstart", binary.to_str().unwrap(), 1));
        let came =
            std::process::Command::new("sh").current_dir(place.folder.path()).args(["-c", &line]).output().unwrap();
        assert!(came.status.success(), "{line}: {}", String::from_utf8_lossy(&came.stderr));
        let (first, again) = (contents(&place.path(&first)), contents(&place.path(&again)));
        let differs: Vec<&str> =
            first.iter().filter(|file| !again.contains(file)).map(|(name, _)| name.as_str()).collect();
        assert!(first.len() == again.len() && differs.is_empty() && first.len() > 1, "{command}: {differs:?}");
    }
}
