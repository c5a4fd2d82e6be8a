//! Every section says the same in every way it is shown.

use crate::amount::{Room, Setting};
use crate::html::html as page_html;
use crate::letters::width;
use crate::page::{Block, Page, Section, Table};
use crate::story::{Story, Strip};
use crate::style::Style;
use crate::text::text;
use blackstart_ensemble::backtest::{Compared, Modelled};
use blackstart_ensemble::{Summary, sample};

/// A title that tries everything: markup, control characters, a turn of the direction of writing, lines of its own.
const HOSTILE: &str =
    "<script>alert(\"1\")</script> & \x1b[31mred\x1b]0;owned\x07 \u{202e}kcab\u{2066} a\nb\r\tc \u{9b}2J";

fn story() -> Story {
    let results = sample::results(0..200, 1);
    let mut story = Story::new(&results, Summary::of(&results));
    story.strip = Some(Strip { replicate: 3, text: "directory ..##\nplant     .##.".to_owned(), column_hours: None });
    story
}

/// Tables of blocks, and whether a terminal shows them.
fn tables(blocks: &[Block], shown: bool) -> Vec<(&Table, bool)> {
    let each = blocks.iter().map(|block| match block {
        Block::Table(table) | Block::Bars(table, _) => vec![(table, shown)],
        Block::Figure(figure) => figure.tables.iter().map(|table| (table, shown)).collect(),
        Block::Terminal(blocks) => tables(blocks, shown),
        Block::Detail { blocks, .. } => tables(blocks, false),
        _ => Vec::new(),
    });
    each.flatten().collect()
}

fn page_of(section: &Section, setting: &Setting) -> Page {
    Page {
        kind: "",
        title: String::new(),
        lead: String::new(),
        played: String::new(),
        setting: setting.clone(),
        verdict: None,
        cards: Vec::new(),
        findings: Vec::new(),
        sections: vec![section.clone()],
        foot: String::new(),
        contents: false,
        one_sheet: false,
    }
}

#[test]
fn every_table_has_the_same_cells_on_the_page_and_on_a_wide_terminal() {
    let story = story();
    let page = crate::section::run(&story);
    let mut seen = 0;
    for section in &page.sections {
        let alone = page_of(section, &page.setting);
        let on_page = page_html(&alone);
        let on_terminal = text(&alone, Style { columns: 400, ..Style::default() });
        for (table, shown) in tables(&section.blocks, true) {
            for group in &table.groups {
                for (at, row) in group.rows.iter().enumerate() {
                    for cell in row {
                        let words = crate::clean::escape(&cell.words(&page.setting, Room::Page));
                        assert!(on_page.contains(&words), "{words} on the page of {}", section.id);
                    }
                    if shown && at < group.shown() {
                        let words: Vec<String> = row.iter().map(|cell| cell.words(&page.setting, Room::Line)).collect();
                        let line =
                            on_terminal.lines().find(|line| words.iter().all(|word| line.contains(word.as_str())));
                        assert!(line.is_some(), "{words:?} in one line of {}: {on_terminal}", section.id);
                        seen += 1;
                    }
                }
            }
        }
    }
    assert!(seen > 30, "{seen}");
}

#[test]
fn every_chart_has_a_table_beside_it() {
    fn figures(blocks: &[Block]) -> Vec<(usize, &str)> {
        let each = blocks.iter().map(|block| match block {
            Block::Figure(figure) => vec![(figure.tables.len(), figure.caption.as_str())],
            Block::Detail { blocks, .. } => figures(blocks),
            _ => Vec::new(),
        });
        each.flatten().collect()
    }
    let page = crate::section::run(&story());
    let figures: Vec<(usize, &str)> = page.sections.iter().flat_map(|section| figures(&section.blocks)).collect();
    assert!(figures.len() >= 8, "{}", figures.len());
    assert!(figures.iter().all(|(tables, caption)| *tables > 0 && !caption.is_empty()));
}

#[test]
fn hostile_titles_stay_text_everywhere() {
    let mut story = story();
    let summary = &mut story.summary;
    summary.model_title = HOSTILE.to_owned();
    summary.scenario_title = HOSTILE.to_owned();
    summary.sites.iter_mut().for_each(|site| site.title = HOSTILE.to_owned());
    summary.services.iter_mut().for_each(|service| service.title = HOSTILE.to_owned());
    summary.targets.iter_mut().for_each(|target| target.title = HOSTILE.to_owned());
    summary.systems.iter_mut().for_each(|system| system.title = HOSTILE.to_owned());
    summary.tiers.iter_mut().for_each(|tier| tier.title = HOSTILE.to_owned());
    summary.suppliers.iter_mut().for_each(|site| site.title = HOSTILE.to_owned());
    summary.claims.iter_mut().for_each(|claim| claim.title = HOSTILE.to_owned());
    summary.loss.by_party.iter_mut().for_each(|party| party.title = HOSTILE.to_owned());
    summary.model = HOSTILE.to_owned();
    story.strip = Some(Strip { replicate: 3, text: format!("{HOSTILE} ..##"), column_hours: None });
    story.backtest = vec![compared()];
    let on_terminal = crate::terminal(&story, Style::default());
    let on_page = crate::html(&story);
    for text in [&on_terminal, &on_page] {
        let steers = |c: char| {
            (c.is_control() && c != '\n')
                || ('\u{202a}'..='\u{202e}').contains(&c)
                || ('\u{2066}'..='\u{2069}').contains(&c)
        };
        let found = text.chars().find(|&c| steers(c));
        assert_eq!(found, None, "{:?}", text.lines().find(|line| line.chars().any(steers)));
    }
    assert!(on_terminal.lines().all(|line| width(line) <= 100));
    assert!(!on_page.contains("<script>") && on_page.contains("&lt;script&gt;"));
    assert_eq!(on_page.matches("<script").count(), 1, "ours alone");
}

fn compared() -> Compared {
    Compared {
        id: "x".to_owned(),
        title: HOSTILE.to_owned(),
        unit: "cars".to_owned(),
        modelled: Modelled { p05: Some(1.0), p25: None, p50: Some(2.0), p75: None, p95: None },
        reported_low: Some(1.5),
        reported_high: Some(1.5),
        hit: Some(true),
        inside_50: Some(false),
        score: None,
        sources: vec![HOSTILE.to_owned()],
        note: Some(HOSTILE.to_owned()),
    }
}

#[test]
fn a_company_that_makes_nothing_has_no_output_to_lose() {
    let mut story = story();
    let is_told = |story: &Story| {
        let card = super::cards::cards(story).iter().any(|card| card.what == "Output lost by the company");
        (super::output::section(story).is_some(), card)
    };
    assert_eq!(is_told(&story), (true, true));
    story.summary.output.twin.fill(0.0);
    assert_eq!(is_told(&story), (false, false));
}

/// Every sentence of the verdict.
fn said(story: &Story) -> String {
    let verdict = super::verdict::verdict(story);
    let answers = verdict.answers.into_iter().flat_map(|answer| answer.sentences);
    answers.chain(verdict.advice).chain([verdict.condition]).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_verdict_says_when_what_and_whom_in_plain_words() {
    let story = story();
    let said = said(&story);
    let lines = [
        "£683k in the middle case.",
        "Nine times in ten between £112k and £1.10m.",
        "On average 78 % falls on Acme Cars, 22 % on First tier.",
        "“Cyber” pays",
        "1 of 1 limits to how long the business can do without a service can be broken.",
        "Worst is “Planning”: 6 hours are allowed",
    ];
    for line in lines {
        assert!(said.contains(line), "{line} in {said}");
    }
    for word in ["histor", "target set", "replicate", "percentile", "median", "site-0", "NaN", "inf "] {
        assert!(!said.to_lowercase().contains(word), "{word} in {said}");
    }
    let verdict = super::verdict::verdict(&story);
    assert_eq!(verdict.answers.len(), 3);
    assert!((1..=3).contains(&verdict.advice.len()), "{:?}", verdict.advice);
    assert!(verdict.condition.contains("“A bad day”") && verdict.condition.contains("200 times"));
}

#[test]
fn the_verdict_puts_the_analysis_beside_the_model_where_both_speak() {
    use blackstart_ensemble::stats::Sample;
    use blackstart_ensemble::summary::{Away, Chance, ImpactSummary, PromiseSummary, Spread};
    let mut story = story();
    assert!(!said(&story).contains("business impact analysis"));
    let spread = Spread::of(&Sample::new(vec![1.0; 3]));
    let with = |title: &str, stated_a_day: f64, company_a_day: f64| PromiseSummary {
        id: title.to_lowercase(),
        title: title.to_owned(),
        kind: "service",
        owner: None,
        rto_hours: None,
        rpo_hours: None,
        mtpd_hours: None,
        level: 0.9,
        down: Chance::new(3, 3),
        kept: None,
        back_after: Away { p05: 1.0, p50: 2.0, p95: 3.0 },
        not_back: Chance::new(0, 3),
        exceeds: None,
        impact: Some(ImpactSummary {
            stated: spread,
            company: spread,
            stated_a_day,
            company_a_day,
            alone: Chance::new(0, 3),
            beyond: Chance::new(0, 3),
        }),
    };
    let mut says = |promised: Vec<PromiseSummary>| {
        story.summary.promised = promised;
        said(&story)
    };
    // The dearest service speaks, and by how much the two differ.
    let line = "The business impact analysis puts a day without “Assembly” at £170k; the model puts such a day, with all that is down then, at ";
    let told = says(vec![with("Buying", 90_000.0, 10_000.0), with("Assembly", 170_000.0, 10_000.0)]);
    assert!(told.contains(&format!("{line}£10.0k, 17 times less: one of the two is wrong.")), "{told}");
    let told = says(vec![with("Assembly", 170_000.0, 425_000.0)]);
    assert!(told.contains(&format!("{line}£425k, 2.5 times more.")), "{told}");
    let told = says(vec![with("Assembly", 170_000.0, 180_000.0)]);
    assert!(told.contains(&format!("{line}£180k.")), "{told}");
    let told = says(vec![with("Assembly", 170_000.0, 0.0)]);
    assert!(told.contains(&format!("{line}£0.")), "{told}");
}

#[test]
fn the_verdict_claims_nothing_that_the_run_does_not_show() {
    let mut calm = story();
    for service in &mut calm.summary.services {
        service.tolerance_hours = None;
        service.breach = None;
    }
    calm.summary.claims.clear();
    calm.summary.targets.clear();
    calm.summary.crews.clear();
    calm.summary.tiers.clear();
    calm.summary.taken = None;
    calm.summary.confidence = blackstart_ensemble::layout::ConfidenceCounts { verified: 4, ..Default::default() };
    let before = said(&calm);
    assert!(before.contains("states no limit and promises no recovery time"), "{before}");
    assert!(before.contains("no insurance policy"), "{before}");
    assert!(super::verdict::verdict(&calm).advice.is_empty(), "nothing to advise: {before}");
    assert!(!before.contains("assumptions"), "{before}");
    // Where nothing stops and nothing is lost, that is said.
    for site in &mut calm.summary.sites {
        site.stops = blackstart_ensemble::summary::Chance::new(0, 200);
    }
    let zero = blackstart_ensemble::summary::Spread::of(&blackstart_ensemble::stats::Sample::new(vec![0.0; 3]));
    calm.summary.loss.total = zero;
    let after = said(&calm);
    assert!(after.contains("No site of the company stops.") && after.contains("Nothing is lost."), "{after}");
}

/// The sample's story in which every history has the same loss.
fn certain(replicates: u32) -> Story {
    let results = sample::results(0..replicates, 1);
    let mut story = Story::new(&results, Summary::of(&results));
    story.losses = vec![987e3; replicates as usize];
    let total = &mut story.summary.loss.total;
    for it in [&mut total.mean, &mut total.p05, &mut total.p25, &mut total.p50, &mut total.p75, &mut total.p95] {
        *it = 987e3;
    }
    story
}

#[test]
fn one_outcome_is_told_once_and_without_a_band() {
    for (replicates, words) in [(200, "£987k in every case."), (1, "£987k in the one history that was played.")] {
        let story = certain(replicates);
        let told = said(&story);
        assert!(told.contains(words), "{told}");
        assert!(!told.contains("between £987k and £987k") && !told.contains("played 1 times"), "{told}");
        let first = &crate::section::run(&story).findings[0];
        assert!(first.starts_with(words.trim_end_matches('.')) && !first.contains("9 in 10"), "{first}");
        assert_eq!(super::cards::cards(&story)[0].range, "9 in 10: the same");
    }
    let mut story = certain(200);
    story.summary.drivers = Some(blackstart_ensemble::drivers::Drivers {
        histories: 200,
        least_histories: 256,
        inputs: 0,
        by_chance: None,
        outcomes: Vec::new(),
        assumed: None,
    });
    assert!(said(&story).contains("£987k in every case; nothing in this scenario is left to chance."));
}

#[test]
fn a_few_histories_say_that_they_are_few() {
    let told = |replicates| super::verdict::verdict(&certain(replicates)).condition;
    assert!(told(1).contains("played once: how it may go otherwise, nobody can tell"));
    assert!(told(19).contains("So few say nothing about what happens one time in twenty."));
    assert!(!told(20).contains("So few"));
}

#[test]
fn what_always_breaks_is_not_said_to_be_possible() {
    let mut story = story();
    for service in &mut story.summary.services {
        if let Some(breach) = &mut service.breach {
            (breach.share, breach.hits) = (1.0, breach.of);
        }
    }
    let told = said(&story);
    let all = story.summary.services.iter().filter(|it| it.breach.is_some()).count();
    let are = if all == 1 { "is" } else { "are" };
    assert!(told.contains(&format!("without a service {are} broken in every case.")), "{told}");
    let one = story.summary.services.iter_mut().find_map(|it| it.breach.as_mut()).unwrap();
    one.share = 0.5;
    let told = said(&story);
    let some = if all == 1 {
        "can be broken.".to_owned()
    } else {
        format!("can be broken, {} of them in every case.", all - 1)
    };
    assert!(told.contains(&some), "{told}");
}

#[test]
fn who_bears_the_loss_is_told_in_any_number_of_parties() {
    let mut story = story();
    story.summary.loss.by_party[1].title = "First-tier suppliers, UK".to_owned();
    let told = said(&story);
    let line = told.lines().find(|line| line.starts_with("On average")).unwrap();
    assert!(line.contains("% falls on ") && line.contains("First-tier suppliers, UK"), "{line}");
    assert!(!line.contains("bears") && line.contains("; "), "names with commas are parted by semicolons: {line}");
}

#[test]
fn suppliers_who_fail_are_drawn_beside_the_day_on_which_the_company_restarts() {
    let mut story = story();
    for tier in &mut story.summary.tiers {
        (tier.insolvent, tier.below_14, tier.below_30) = (0.0, 0.0, 0.0);
    }
    let page =
        |story: &Story| super::suppliers::section(story).map(|it| page_html(&page_of(&it, &story.setting()))).unwrap();
    assert!(!page(&story).contains("Who runs out of cash"), "nobody comes near it");
    let tier = story.summary.tiers.iter_mut().find(|it| it.kind == "supplier").unwrap();
    (tier.insolvent, tier.below_14, tier.below_30) = (0.25, 0.5, 0.6);
    tier.support_all.p50 = 3e6;
    let html = page(&story).replace('\u{a0}', " ");
    for words in [
        "“First tier” fails most: 25 % of its sites whose cash is followed, on average",
        "<b>25 % insolvent</b> below 14 days of cash: 50 %; support for all: £3.00m (1 in 20: ",
        "restarts, the last of the company",
        r#"class="limit""#,
    ] {
        assert!(html.contains(words), "{words}: {html}");
    }
}

#[test]
fn an_attack_has_cards_with_their_condition_and_its_critical_path() {
    let mut story = story();
    let wait = |title: &str, takes_hours: f64, done_hours: f64, followers: usize| crate::attack::AttackWait {
        title: title.to_owned(),
        takes_hours,
        done_hours,
        followers,
    };
    story.attack = Some(crate::attack::AttackStory {
        races: "200 races, seed 1".to_owned(),
        findings: vec!["Something.".to_owned()],
        cards: vec![crate::attack::AttackCard {
            what: "Until the first system is taken".to_owned(),
            number: "40 h".to_owned(),
            condition: "median, only in the 62 % of races in which he takes one <b>".to_owned(),
        }],
        way: Some(crate::attack::AttackWay {
            replicate: 7,
            waits: vec![wait("Phishing", 10.0, 10.0, 0), wait("Lateral <move>", 30.0, 40.0, 2)],
        }),
        tables: Vec::new(),
    });
    let section = super::attack::section(&story).unwrap();
    let html = page_html(&page_of(&section, &story.setting())).replace('\u{a0}', " ");
    for words in [
        "only in the 62 % of races in which he takes one &lt;b&gt;",
        "In race 7, the median one, the first system is taken after 40 h; 75 % of that is waiting for “Lateral &lt;move&gt;”.",
        "<b>takes 30 h</b> done after 40 h; 2 steps follow at once",
    ] {
        assert!(html.contains(words), "{words}: {html}");
    }
    let text = text(&page_of(&section, &story.setting()), Style::default());
    assert!(!text.contains("40 h"), "a terminal has the command for it: {text}");
    let markdown = crate::markdown::markdown(&page_of(&section, &story.setting()));
    assert!(markdown.contains("Until the first system is taken: 40 h"), "{markdown}");
}

#[test]
fn the_restore_tasks_of_the_typical_history_are_drawn_by_crew() {
    let results = sample::results(0..200, 1);
    let story = Story::new(&results, Summary::of(&results));
    let typical = story.summary.loss.typical_replicate.unwrap();
    let tasks = results.tasks.replicate.iter().filter(|it| **it == typical).count();
    assert!(tasks > 0 && story.restored.len() == tasks, "every task of that history, and no other");
    assert!(story.restored.is_sorted_by(|a, b| a.start_hours <= b.start_hours));
    let section = super::restored::section(&story).unwrap();
    let html = page_html(&page_of(&section, &story.setting()));
    assert!(html.contains("In the typical history") && html.contains("Server team"), "{html}");
    assert!(html.contains("Bar: from the start to the end of each task.") && !html.contains("median start"), "{html}");
    let none = Story { restored: Vec::new(), ..story };
    assert_eq!(super::restored::section(&none), None);
}

#[test]
fn the_timeline_says_when_it_ends_and_what_is_not_back_when_parties_are_no_longer_followed() {
    let mut story = story();
    let caption = |story: &Story| match super::stops::section(story).unwrap().blocks.remove(0) {
        Block::Detail { mut blocks, .. } => match blocks.remove(0) {
            Block::Figure(figure) => figure.caption,
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    };
    // All is back within days, and the horizon is half a year.
    story.summary.horizon_hours = 180.0 * 24.0;
    let soon = |at: &mut blackstart_ensemble::summary::Moments, hours: f64| {
        for moment in [&mut at.p05, &mut at.p10, &mut at.p25, &mut at.p50, &mut at.p75, &mut at.p90, &mut at.p95] {
            moment.hours = hours;
        }
    };
    story.summary.sites.iter_mut().for_each(|it| soon(&mut it.back, 60.0));
    story.summary.targets.iter_mut().for_each(|it| soon(&mut it.held, 60.0));
    story.summary.services.iter_mut().for_each(|it| soon(&mut it.back, 60.0));
    let weeks = story.summary.tiers.iter_mut().flat_map(|it| &mut it.weeks);
    weeks.for_each(|it| (it.below_80.p50, it.below_80.p95) = (0.0, 0.0));
    let said = caption(&story);
    assert!(
        said.contains("Drawn up to 3 Sep: from then to the last day looked at, ") && said.contains("(day 180)"),
        "{said}"
    );
    assert!(!said.contains("Parties are followed"), "{said}");
    // A party is short to the last week, and a market is back after that.
    let tier = story.summary.tiers.iter_mut().find(|it| it.kind == "supplier").unwrap();
    let (title, weeks) = (tier.title.clone(), tier.weeks.len());
    tier.weeks.last_mut().unwrap().below_80.p95 = 0.5;
    story.summary.sites.iter_mut().for_each(|it| it.resells = true);
    let far = &mut story.summary.sites[0];
    far.title = "Far market".to_owned();
    soon(&mut far.back, 168.0 * weeks as f64 + 240.0);
    let said = caption(&story);
    assert!(said.contains(&format!("Parties are followed for {weeks} weeks")), "{said}");
    assert!(said.contains(&format!("some sites of {title} still make or sell less than 80 % of normal")), "{said}");
    assert!(
        said.contains("of other watched sites 1 are back for good only later") && said.contains("“Far market”, by"),
        "{said}"
    );
}

/// Amounts at the nodes of a column, as drawn.
fn drawn(sankey: &crate::chart::Sankey, column: usize) -> f64 {
    // What comes into the last column, and what leaves the others.
    let is_there = |it: &&crate::chart::SankeyFlow| it.column == column.min(1);
    sankey.flows.iter().filter(is_there).map(|it| it.amount).sum()
}

#[test]
fn who_bears_it_is_one_sum_in_every_column_and_gains_lead_from_it_to_the_mean() {
    use crate::chart::Chart;
    let mut story = story();
    let figure = |story: &Story| super::bearers::figure(story).unwrap();
    let total = |story: &Story| -> f64 {
        let forms = story.summary.loss.by_party.iter().flat_map(|party| &party.by_form);
        forms.map(|part| part.loss.mean.max(0.0)).sum()
    };
    for gain in [0.0, 70_000.0] {
        // A third party, of many that lose next to nothing, gains in one form.
        let party = story.summary.loss.by_party[1].clone();
        for at in 0..20 {
            let mut small = party.clone();
            (small.party, small.title) = (format!("small-{at}"), format!("Small {at}"));
            small.by_form.truncate(1);
            small.by_form[0].loss.mean = if at == 0 && gain > 0.0 { -gain } else { 100.0 };
            small.loss.mean = small.by_form[0].loss.mean;
            story.summary.loss.by_party.push(small);
        }
        story.summary.loss.total.mean = story.summary.loss.by_party.iter().map(|party| party.loss.mean).sum();
        let (figure, lost, setting) = (figure(&story), total(&story), story.setting());
        let Chart::Sankey(sankey) = &figure.chart else { panic!("{figure:?}") };
        for column in 0..3 {
            assert!((drawn(sankey, column) / lost - 1.0).abs() < 1e-9, "{column}: {} of {lost}", drawn(sankey, column));
        }
        assert!(sankey.nodes[1].iter().any(|title| title.ends_with("smaller bearers")), "{:?}", sankey.nodes);
        let caption = &figure.caption;
        assert!(caption.contains(&format!("On average {} is lost", setting.money(lost))), "{caption}");
        let said = format!(
            "and {} gained, most of that by Small 0 (gross profit): what remains, {}, is the mean loss of all parties",
            setting.money(gain),
            setting.money(story.summary.loss.total.mean)
        );
        assert_eq!(caption.contains(&said), gain > 0.0, "{said} in {caption}");
        // The table adds up: what is lost, what is gained, and what that leaves.
        let cells: Vec<f64> = figure.tables[0].groups[0].rows.iter().filter_map(|row| row[2].number()).collect();
        let sums: Vec<usize> = (0..cells.len())
            .filter(|&at| figure.tables[0].groups[0].rows[at][1] == crate::page::Cell::text("all parties"))
            .collect();
        let (each, sums) = (&cells[..sums[0]], &cells[sums[0]..=sums[2]]);
        assert!(
            (each.iter().sum::<f64>() - sums[2]).abs() < 1.0 && (sums[0] + sums[1] - sums[2]).abs() < 1.0,
            "{cells:?}"
        );
        story.summary.loss.by_party.truncate(2);
    }
}

#[test]
fn output_is_a_share_of_what_would_have_been_made_and_days_off_are_a_gap() {
    use crate::chart::Chart;
    let mut story = story();
    let figure = |story: &Story| match super::output::section(story).unwrap().blocks.remove(0) {
        Block::Detail { mut blocks, .. } => match blocks.remove(0) {
            Block::Figure(figure) => figure,
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    };
    let without = figure(&story);
    assert!(without.caption.contains("of what the same history makes in the same seven days"), "{}", without.caption);
    assert!(!without.caption.contains("no line"), "{}", without.caption);
    let steps = story.summary.output.of_normal.quantiles.len();
    story.summary.output.of_normal.quantiles[steps - 3..].fill(None);
    let with = figure(&story);
    assert!(with.caption.contains("Where there is no line, nothing would be made either."), "{}", with.caption);
    let Chart::Fan(fan) = &with.chart else { panic!("{with:?}") };
    assert!(fan.median[steps - 1].is_nan() && fan.twin[steps - 1].is_nan());
    // Days that are as they would have been are not drawn, and that is said.
    assert!(!with.caption.contains("Drawn up to"), "{}", with.caption);
    story.summary.output.of_normal.quantiles[8..].fill(Some([0.99, 1.0, 1.0, 1.0, 1.01]));
    let short = figure(&story);
    assert!(
        short.caption.contains("Drawn up to 15 Sep: from then to the last day looked at, 30 Sep"),
        "{}",
        short.caption
    );
    let Chart::Fan(drawn) = &short.chart else { panic!("{short:?}") };
    assert_eq!([drawn.at_hours.len(), drawn.median.len(), drawn.bands[0].low.len(), drawn.twin.len()], [15; 4]);
    assert!(short.tables[0].groups[0].rows.len() > drawn.rows_hours.len(), "the table has every week");
    // Normal is all of it at all times.
    assert!(fan.twin[..steps - 3].iter().all(|share| *share == 1.0), "{:?}", fan.twin);
}
