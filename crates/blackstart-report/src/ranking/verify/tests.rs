//! Is it told what to verify first, with its value, whom to ask, and what is not told?

use crate::style::Style;
use crate::{ranking, ranking_html};
use blackstart_ensemble::drivers::Explained;
use blackstart_ensemble::mitigation::{Facts, RankSummary, Verify};
use blackstart_ensemble::verify::{Fact, FactsFound};

fn fact(name: &str, value: f64, share: f64, owner: Option<&str>) -> Fact {
    Fact {
        path: "service.make.grace".to_owned(),
        document: "model".to_owned(),
        name: name.to_owned(),
        group: "making".to_owned(),
        event: false,
        knowable: 0.5,
        owner: owner.map(str::to_owned),
        is_assumed: owner.is_some(),
        place: owner.map(|_| "services.csv:2:7".to_owned()),
        explained: Some(Explained { share, low: share - 0.02, high: share + 0.02 }),
        value,
        tested: 0.6 * value,
        changes: if value > 0.0 { 0.25 } else { 0.0 },
    }
}

fn summary(found: FactsFound, choice: &[&str], net: bool) -> RankSummary {
    let facts = Facts {
        model: "Acme".to_owned(),
        scenarios: vec![("A day".to_owned(), Some(0.1))],
        yearly: true,
        years: 5.0,
        party: None,
        guessed: None,
    };
    RankSummary {
        facts,
        currency: "GBP".to_owned(),
        sign: "£".to_owned(),
        seed: 1,
        searched: 32,
        histories: found.histories,
        played: 9,
        stopped: false,
        loss: 1e6,
        changes: Vec::new(),
        together: None,
        frontier: Vec::new(),
        pairs: Vec::new(),
        verify: Some(Verify {
            choice: choice.iter().map(|it| (*it).to_owned()).collect(),
            net,
            options: 3,
            no_options: 2,
            found,
        }),
    }
}

fn found() -> FactsFound {
    FactsFound {
        histories: 1_024,
        least_histories: 256,
        facts: 40,
        by_chance: Some(0.03),
        worth: vec![fact("Making: how long it runs on", 740_000.0, 0.01, Some("Grace"))],
        idle: vec![fact("Tools: price", 0.0, 0.72, None)],
    }
}

fn wide() -> Style {
    Style { columns: 400, ..Style::default() }
}

#[test]
fn the_fact_that_is_worth_most_is_named_first_with_its_value_and_whom_to_ask() {
    let it = summary(found(), &["Six more people"], true);
    let (shown, page) = (ranking(&it, wide()), ranking_html(&it).replace('\u{a0}', " "));
    for words in [
        "Find out “Making: how long it runs on” first: it is worth up to £740k a year to know it before choosing.",
        "Ask Grace: a check that is right nine times in ten is worth it below £444k a year; it is marked as a guess.",
        "Without knowing more, the choice would be “Six more people”; knowing it, something else would be chosen in 25 % of histories.",
        "“Tools: price” explains 72 % of how uncertain the loss is, and changes no choice: for this it need not be verified.",
        "2 more that were measured are no options here",
        "services.csv:2:7",
        "service.make.grace",
        "a guess",
        "72 % (70 % to 74 %)",
    ] {
        assert!(shown.contains(words), "{words}\n{shown}");
        assert!(page.contains(words), "{words}");
    }
    assert!(page.contains("Values of several facts do not add up") && !shown.contains("costs are left out"));
}

#[test]
fn what_is_not_worth_verifying_or_not_told_is_said() {
    let told = |found: FactsFound, yearly: bool, net: bool| {
        let mut it = summary(found, &[], net);
        it.facts.yearly = yearly;
        ranking(&it, wide())
    };
    let nothing = FactsFound { worth: Vec::new(), idle: Vec::new(), ..found() };
    let few = told(FactsFound { histories: 255, by_chance: None, ..nothing.clone() }, true, true);
    assert!(few.contains("Of fewer than 256 histories it is not told which facts are worth verifying"), "{few}");
    let none = told(nothing.clone(), true, true);
    let words = "None of 40 facts that could be found out is worth more than chance explains: nothing would be changed, whatever they turn out to be.";
    assert!(none.contains(words), "{none}");
    let luck = told(FactsFound { facts: 0, ..nothing.clone() }, true, true);
    assert!(luck.contains("all of it is luck of the day"), "{luck}");
    let of_a_day = told(nothing.clone(), false, false);
    assert!(of_a_day.contains("costs are left out: savings are those of one such day."), "{of_a_day}");
    assert!(told(nothing, true, false).contains("costs are left out: nobody has said what any of them costs."));
}
