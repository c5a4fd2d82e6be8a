//! A nation's firms.

use super::{Looker, Place, contents, json, written};
use blackstart_jobs::network::{
    self as jobs, GuestRequest, NetworkCheckRequest, NetworkRankRequest, NetworkRunRequest,
};
use blackstart_jobs::{Answer, Failure, Note, Stage};
use std::fs;

const SHOCKS: &str =
    "format = 1\n[[shock]]\nname = \"fire\"\nkind = \"capacity\"\nfirms = [1]\nshare = 0.8\nfrom = 2\nuntil = 40\n";

/// A place with a small economy: three firms in a row, and a shock to the first.
fn place() -> Place {
    let place = Place::new();
    fs::create_dir(place.path("economy")).unwrap();
    fs::write(place.path("economy/firms.csv"), "firm,sector,final_demand\n1,a,0\n2,b,0\n3,c,10\n").unwrap();
    fs::write(place.path("economy/links.csv"), "supplier,buyer,amount\n1,2,2\n2,3,5\n").unwrap();
    fs::write(place.path("fire.toml"), SHOCKS).unwrap();
    place
}

fn run(place: &Place, steps: u64, out: &str) -> NetworkRunRequest {
    NetworkRunRequest {
        network: place.path("economy"),
        shock: Some(place.path("fire.toml")),
        steps,
        out: Some(place.path(out)),
        threads: 1,
        ..NetworkRunRequest::default()
    }
}

#[test]
fn a_network_is_checked_and_ranked() {
    let place = place();
    let request = NetworkCheckRequest { network: place.path("economy"), ..NetworkCheckRequest::default() };
    let good = json(&jobs::check(&request, &()).unwrap(), "blackstart/network-check/1");
    assert_eq!((&good["ok"], &good["network"]["firms"]), (&true.into(), &3.into()));

    let looker = Looker::new();
    let request = NetworkRankRequest {
        network: place.path("economy"),
        substitution: false,
        exact: true,
        top: 2,
        out: Some(place.path("rank")),
        ..NetworkRankRequest::default()
    };
    let ranked = json(&jobs::rank(&request, &looker).unwrap(), "blackstart/network-rank/1");
    assert_eq!((&ranked["failures"], ranked["top"].as_array().unwrap().len()), (&3.into(), 2));
    assert_eq!(ranked["top"][0]["esri"], 1.0);
    assert_eq!(looker.stages(), [(Stage::Failures, Some(3))]);
    let stopped = NetworkRankRequest { out: Some(place.path("stopped")), ..request.clone() };
    match jobs::rank(&stopped, &Looker::stopping_after(Stage::Failures, 1)) {
        Err(failure @ Failure::Interrupted(_)) => assert_eq!(failure.exit_code(), 130),
        other => panic!("{other:?}"),
    }
    assert!(!place.path("stopped").exists(), "nothing is written");
    assert!(request.command().ends_with(" --no-substitution --exact"), "{}", request.command());

    fs::write(place.path("economy/links.csv"), "supplier,buyer,amount\n1,9,2\n").unwrap();
    let request = NetworkCheckRequest { network: place.path("economy"), ..NetworkCheckRequest::default() };
    let bad = jobs::check(&request, &()).unwrap();
    assert_eq!((bad.ok, bad.outcome().unwrap_err().exit_code()), (false, 3));
    match jobs::run(&run(&place, 5, "out"), &()) {
        Err(Failure::Invalid(found)) => assert!(found.problems[0].line > 0, "with its place"),
        other => panic!("{:?}", other.map(|_| ())),
    }
}

#[test]
fn a_stopped_network_goes_on_from_its_state() {
    let place = place();
    let looker = Looker::new();
    let whole = jobs::run(&run(&place, 50, "whole"), &looker).unwrap();
    assert_eq!(looker.stages(), [(Stage::Steps, Some(50))]);
    let said = json(&whole, "blackstart/network-run/1");
    let kept: serde_json::Value = serde_json::from_slice(&contents(&place.path("whole"))["summary.json"]).unwrap();
    assert_eq!((&said["summary"], &said["schema"]), (&kept["summary"], &kept["schema"]));

    let request = NetworkRunRequest { save_state: Some(place.path("state")), ..run(&place, 50, "half") };
    let half = jobs::run(&request, &Looker::stopping_after(Stage::Steps, 20)).unwrap();
    assert!(
        !half.complete && matches!(half.outcome(), Err(Failure::Interrupted(why)) if why.contains("after 20 steps"))
    );
    assert_eq!(written(&half, "blackstart/network-run/1")["complete"], false);
    let request = NetworkRunRequest { from_state: Some(place.path("state")), ..run(&place, 30, "rest") };
    let rest = jobs::run(&request, &()).unwrap();
    assert_eq!(rest.told.first_step, 20);
    assert_eq!(rest.told.summary.unwrap().last, whole.told.summary.unwrap().last);
}

#[test]
fn a_company_is_played_in_a_network() {
    let place = place();
    fs::write(place.path("sites.csv"), "site,firm,sector\nplant,3,\ngears,,a\n").unwrap();
    let company = GuestRequest {
        model: place.path("acme"),
        sites: place.path("sites.csv"),
        replicates: Some(3),
        money: 5.5e-5,
        ..GuestRequest::default()
    };
    let request = NetworkRunRequest { company: Some(company), shock: None, ..run(&place, 30, "out") };
    let answer = jobs::run(&request, &()).unwrap();
    let said = json(&answer, "blackstart/network-run/1");
    assert_eq!((&said["findings"]["histories"], said.get("sectors")), (&3.into(), None));
    let stopped = jobs::run(&request, &Looker::stopping_after(Stage::Steps, 40)).unwrap();
    assert_eq!((stopped.complete, stopped.story.histories.all.len()), (false, 1), "whole histories only");
    assert!(matches!(jobs::run(&request, &Looker::stopping_after(Stage::Steps, 10)), Err(Failure::Interrupted(_))));
    let stateful = NetworkRunRequest { save_state: Some(place.path("state")), ..request };
    assert!(matches!(jobs::run(&stateful, &()), Err(Failure::Usage(_))));
}

#[test]
fn warnings_of_a_network_come_with_their_places() {
    let place = place();
    fs::write(place.path("economy/firms.csv"), "firm,sector,final_demand\n1,a,0\n2,b,0\n3,c,10\n4,c,0\n").unwrap();
    let looker = Looker::new();
    jobs::run(&run(&place, 3, "out"), &looker).unwrap().outcome().unwrap();
    match looker.notes.lock().unwrap().as_slice() {
        [Note::Warnings(noted)] => {
            assert_eq!((noted.problems[0].code, noted.problems[0].line), ("BS0807", 5));
        }
        other => panic!("{other:?}"),
    };
}
