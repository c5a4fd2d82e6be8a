//! Are the drivers told so that a plant manager understands them, and is what is not told said?

use super::*;
use crate::section::{html, terminal};
use crate::style::Style;
use blackstart_ensemble::drivers::{End, Ends};
use blackstart_ensemble::inputs::InputUnit;
use blackstart_ensemble::{Summary, sample};

fn story(drivers: Drivers) -> Story {
    let results = sample::results(0..30, 1);
    let mut story = Story::new(&results, Summary::of(&results));
    story.summary.drivers = Some(drivers);
    story
}

fn driver(name: &str, share: f64, event: bool) -> Driver {
    Driver {
        path: "system.erp.rebuild.duration".to_owned(),
        document: "model".to_owned(),
        name: name.to_owned(),
        group: "restoring ERP".to_owned(),
        event,
        with: 0,
        explained: Explained { share, low: share - 0.03, high: share + 0.03 },
        delta: 0.3,
        ends: None,
        points: Vec::new(),
        place: Some("systems.csv:2:9".to_owned()),
    }
}

fn drivers() -> Drivers {
    let explained = Explained { share: 0.8, low: 0.75, high: 0.85 };
    let loss = OutcomeDrivers {
        outcome: "loss".to_owned(),
        target: None,
        title: None,
        not_back: 0,
        all: explained,
        mean: 6e6,
        points: Vec::new(),
        largest: vec![driver("ERP: time to rebuild", 0.41, false), driver("shutdown: whether it happens", 0.2, true)],
        groups: vec![DriverGroup { name: "restoring ERP".to_owned(), inputs: 2, explained }],
    };
    let days = OutcomeDrivers {
        outcome: "days".to_owned(),
        target: Some("mvc".to_owned()),
        title: Some("Able to build".to_owned()),
        not_back: 12,
        largest: vec![driver("Smiths: what they do", 0.5, true)],
        groups: Vec::new(),
        ..loss.clone()
    };
    let ask = |owner: Option<&str>, more| Ask {
        owner: owner.map(str::to_owned),
        cell: "systems.csv!erp!rebuild.duration".to_owned(),
        about: "ERP: time to rebuild".to_owned(),
        more,
        explained: Explained { share: 0.41, low: 0.38, high: 0.44 },
    };
    Drivers {
        histories: 1_000,
        least_histories: 256,
        inputs: 53,
        by_chance: Some(0.021),
        outcomes: vec![loss, days],
        assumed: Some(AssumedCells {
            cells: 40,
            uncertain: 11,
            explained: Some(Explained { share: 0.62, low: 0.55, high: 0.7 }),
            ask: vec![ask(Some("Jane Doe"), 2), ask(None, 0)],
        }),
    }
}

#[test]
fn a_terminal_and_a_page_say_what_drives_the_loss_and_whom_to_ask() {
    let story = story(drivers());
    let wide = Style { columns: 400, ..Style::default() };
    let (shown, page) = (terminal(&story, wide), html(&story).replace('\u{a0}', " "));
    for words in [
        "41 % of how uncertain the loss is comes from not knowing “ERP: time to rebuild” (38 % to 44 %).",
        "All inputs, each alone, explain 80 % of it.",
        "50 % of how uncertain the time until “Able to build” holds for good is hangs on “Smiths: what they do”",
        "In 12 of the histories it does not hold by the end; they count as if it did then.",
        "The assumed cells together explain 62 % of how uncertain the loss is (55 % to 70 %): 11 of 40 are uncertain",
        "Ask first: Jane Doe, about ERP: time to rebuild and 2 more (41 %; systems.csv!erp!rebuild.duration); whoever knows (no owner is named), about",
        "Each of 53 inputs alone: what they do only together is in no share. Shares up to 2.1 % can be chance, and are not told.",
        "systems.csv:2:9",
    ] {
        assert!(shown.contains(words), "{words}\n{shown}");
        assert!(page.contains(words), "{words}");
    }
    assert!(page.contains("An event happens or does not") && page.contains("restoring ERP"));
}

#[test]
fn a_page_draws_both_ends_and_history_by_history() {
    let mut drivers = drivers();
    let end = |state: Option<&str>, value: Option<f64>, share: f64, mean: f64| End {
        state: state.map(str::to_owned),
        value,
        share,
        mean,
        low: mean - 1e5,
        high: mean + 1e5,
    };
    let loss = &mut drivers.outcomes[0];
    loss.points = vec![5e6, 6e6, 7e6];
    loss.largest[0].points = vec![48.0, 72.0, 240.0];
    loss.largest[0].ends = Some(Ends {
        unit: Some(InputUnit::Hours),
        low: end(None, Some(48.0), 0.2, 4e6),
        high: end(None, Some(240.0), 0.2, 9e6),
    });
    loss.largest[1].ends = Some(Ends {
        unit: None,
        low: end(Some("does not happen"), None, 0.9, 5e6),
        high: end(Some("happens"), None, 0.1, 12e6),
    });
    let story = story(drivers);
    let (shown, page) = (terminal(&story, Style::default()), html(&story));
    for words in [
        "Mean of the loss where each input is low and where it is high",
        "2 d → 10 d",
        "£4.00m → £9.00m",
        "does not happen (90 %) → happens (10 %)",
        "£12.0m (£11.9m to £12.1m)",
        "Each quantity against the loss, history by history",
        "The loss over “ERP: time to rebuild”",
        "3 histories, evenly spread over the run; the means at both ends are above.",
    ] {
        assert!(page.contains(words), "{words}");
        assert!(!shown.contains(words), "{words}: a terminal has no room for it");
    }
    assert_eq!(page.matches(r#"class="dots""#).count(), 1, "an event has no cloud");
}

#[test]
fn what_is_not_told_is_said() {
    let told = |drivers: Drivers| terminal(&story(drivers), Style { columns: 400, ..Style::default() });
    let nothing = Drivers { outcomes: Vec::new(), by_chance: None, assumed: None, ..drivers() };
    assert!(told(Drivers { histories: 255, ..nothing.clone() }).contains("Of fewer than 256 histories it is not told"));
    assert!(told(Drivers { inputs: 0, ..nothing.clone() }).contains("Nothing is uncertain"));
    assert!(told(nothing).contains("The loss is the same in every history."));
    let mut small = drivers();
    small.outcomes[0].largest.clear();
    small.assumed.as_mut().unwrap().ask.clear();
    let shown = told(small);
    assert!(shown.contains("No single input explains more than 2.1 % of how uncertain the loss is."), "{shown}");
    assert!(shown.contains("None of them explains more than chance would."), "{shown}");
    // Results alone, without their model, say nothing of it.
    let results = sample::results(0..30, 1);
    let story = Story::new(&results, Summary::of(&results));
    assert!(!terminal(&story, Style::default()).contains("What drives the loss"));
}
