//! Many races of one attack: who takes what, by which way, and what would change it. The same tables on a terminal and in a run's report.

mod way;

use crate::amount::{Amount, Setting, Unit};
use crate::number::{count, duration, share};
use crate::page::{Block, Cell, Column, Group, Page, Section, Table};
use crate::style::Style;
use crate::text;
use blackstart_ensemble::attack::{AttackSummary, Estimate, Forced, Reached, StepSummary, Variant};
use blackstart_ensemble::stats::Interval;
use blackstart_model::attack::Chain;
use serde::{Deserialize, Serialize};
pub use way::{AttackCard, AttackWait, AttackWay};

/// Rows of a table that grows with the model: on a terminal, and at all.
const SHOWN: usize = 30;
const KEPT: usize = 100;

/// Steps of a MAL model that are always shown.
const FEW: usize = 10;

/// Title of the table of a typical way; a page draws it instead.
pub(crate) const WAY: &str = "A typical path to the first system taken";

/// What many races came to, in words and tables.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttackStory {
    /// How many, under which seed.
    pub races: String,
    /// What matters most.
    pub findings: Vec<String>,
    /// Numbers to remember; a terminal leaves them out, the findings say the same.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cards: Vec<AttackCard>,
    /// A typical way to the first system taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub way: Option<AttackWay>,
    /// The rest.
    pub tables: Vec<AttackTable>,
}

/// A table of it; its caption says what its numbers are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttackTable {
    /// Its title.
    pub title: String,
    /// The table.
    pub table: Table,
}

impl AttackTable {
    fn new(title: &str, remark: &str, columns: impl IntoIterator<Item = Column>, rows: Vec<Vec<Cell>>) -> Self {
        let more = rows.len().saturating_sub(KEPT);
        let group = Group {
            rows: rows.into_iter().take(KEPT).collect(),
            lines: Some(SHOWN),
            more,
            rest: "more; `blackstart attack --json` has all".to_owned(),
        };
        Self { title: title.to_owned(), table: Table::new(remark, columns).group(group) }
    }
}

impl AttackStory {
    /// The story of many races.
    pub fn new(it: &AttackSummary) -> Self {
        let tables =
            [Some(systems(it)), Some(states(it)), Some(techniques(it)), Some(steps(it)), way(it), variants(it)];
        Self {
            races: format!("{} races, seed {}", count(f64::from(it.samples)), it.seed),
            findings: sentences(it),
            cards: way::cards(it),
            way: it.typical_way.as_ref().map(way::way),
            tables: tables.into_iter().flatten().filter(|it| !it.table.is_empty()).collect(),
        }
    }
}

/// What many races came to.
pub fn attack_terminal(it: &AttackSummary, style: Style) -> String {
    text::text(&page(it), style)
}

/// All of it, section by section.
fn page(it: &AttackSummary) -> Page {
    let story = AttackStory::new(it);
    let section = |(at, it): (usize, AttackTable)| {
        Section::new(format!("attack-{at}"), it.title, it.table.caption.as_str()).with(Block::Table(it.table))
    };
    let short = |hash: &str| if hash.is_empty() { "in memory".to_owned() } else { hash.chars().take(8).collect() };
    Page {
        kind: "Blackstart attack",
        title: it.model_title.clone(),
        lead: it.scenario_title.clone(),
        played: story.races,
        setting: Setting::bare(),
        verdict: None,
        cards: Vec::new(),
        findings: story.findings,
        sections: story.tables.into_iter().enumerate().map(section).collect(),
        foot: format!(
            "blackstart {} · {} races · seed {} · model {} · scenario {}",
            it.version,
            it.samples,
            it.seed,
            short(&it.model_hash),
            short(&it.scenario_hash)
        ),
        contents: true,
        one_sheet: false,
    }
}

fn sentences(it: &AttackSummary) -> Vec<String> {
    let base = &it.base;
    let mut said = vec![format!(
        "Systems go down in {} of races: the attacker takes some in {}, the company switches some off itself in {}.",
        share(base.any),
        share(base.attacker),
        share(base.shutdown)
    )];
    let alert = &it.first_alert;
    if alert.reached.hits > 0 {
        said.push(format!(
            "There is an alert in {}, half of the first by {} after the start; triage is over after {} (medians).",
            share(alert.reached.share),
            duration(alert.hours.p50),
            duration(it.triaged.hours.p50)
        ));
    } else {
        said.push("Nothing is ever noticed.".to_owned());
    }
    let critical = it.techniques.iter().max_by(|a, b| a.critical.share.total_cmp(&b.critical.share));
    if let Some(technique) = critical.filter(|technique| technique.critical.hits > 0) {
        said.push(format!(
            "“{}” is on the critical path in {} of the races in which the attacker takes something.",
            technique.title,
            share(technique.critical.share)
        ));
    }
    if let Some(step) = it.steps.first().filter(|step| step.waited > 0.0) {
        said.push(format!(
            "Of all the time until the attacker takes something, {} is waiting for “{}”; it is on the way in {} of these races.",
            share(step.waited),
            step.when.id,
            share(step.critical.share)
        ));
    }
    let controls = it.variants.iter().filter(|variant| variant.forced == Forced::On);
    if let Some(best) = controls.min_by(|a, b| a.attacker.value.total_cmp(&b.attacker.value))
        && best.attacker.high < 0.0
    {
        said.push(format!(
            "Of all controls “{}” would change most if it always worked: the attacker takes something in {} instead of {}.",
            best.title,
            share(best.outcomes.attacker),
            share(base.attacker)
        ));
    }
    said
}

/// Columns of the quantiles of when something is reached.
fn when_columns() -> [Column; 3] {
    [Column::number("5 %").spare(1), Column::number("50 %"), Column::number("95 %").spare(2)]
}

/// Quantiles 5, 50, 95 % where reached.
fn when(reached: &Reached) -> [Cell; 3] {
    let hours = [reached.hours.p05, reached.hours.p50, reached.hours.p95];
    hours.map(|hours| if reached.reached.hits == 0 { Cell::Blank } else { Cell::duration(hours) })
}

fn systems(it: &AttackSummary) -> AttackTable {
    let columns = [Column::words("system")]
        .into_iter()
        .chain(["down in", "attacker", "shutdown", "dependency"].map(Column::number))
        .chain(when_columns());
    let rows = it.systems.iter().map(|system| {
        let shares = [system.down.reached, system.attacker, system.shutdown, system.dependency];
        std::iter::once(Cell::text(&system.title))
            .chain(shares.map(|chance| Cell::share(chance.share)))
            .chain(when(&system.down))
            .collect()
    });
    let remark = "share of races, by what took it first; hours where it goes down";
    AttackTable::new("Who takes which system", remark, columns, rows.collect())
}

fn states(it: &AttackSummary) -> AttackTable {
    let columns = [
        Column::words("state"),
        Column::number("reached in"),
        Column::number("interval").spare(1),
        Column::number("by 1 d"),
        Column::number("by 1 w"),
        Column::number("5 %"),
        Column::number("50 %"),
        Column::number("interval").spare(2),
        Column::number("95 %"),
    ];
    let rows = it.states.iter().map(|state| {
        let [low, middle, high] = when(state);
        let chance = &state.reached;
        let Interval { low: from, high: to } = state.median_hours;
        let median = if chance.hits > 0 { Cell::range(Unit::Duration, from, to) } else { Cell::Blank };
        vec![
            Cell::text(&state.id),
            Cell::share(chance.share),
            Cell::range(Unit::Share, chance.low, chance.high),
            Cell::share(state.reached_by(24.0)),
            Cell::share(state.reached_by(168.0)),
            low,
            middle,
            median,
            high,
        ]
    });
    let remark = "hours where it is reached; 95 % intervals";
    AttackTable::new("What the attacker gets", remark, columns, rows.collect())
}

fn techniques(it: &AttackSummary) -> AttackTable {
    let columns = [
        Column::words("technique"),
        Column::number("starts"),
        Column::number("succeeds"),
        Column::number("seen first"),
        Column::number("critical"),
        Column::number("takes 50 %").spare(3),
        Column::number("90 %").spare(2),
        Column::words("numbers from").spare(1),
    ];
    let rows = it.techniques.iter().map(|technique| {
        let from = match (&technique.library, technique.sources.first()) {
            (Some(_), _) => Cell::text("library"),
            (None, source) => Cell::known(source, Cell::text),
        };
        let shares = [technique.starts, technique.succeeds, technique.first_alert, technique.critical];
        std::iter::once(Cell::text(&technique.title))
            .chain(shares.map(|chance| Cell::share(chance.share)))
            .chain([technique.time_hours.p50, technique.time_hours.p90].map(Cell::duration))
            .chain([from])
            .collect()
    });
    let remark = "critical: on the path to the first system taken";
    AttackTable::new("Techniques", remark, columns, rows.collect())
}

/// Steps of a MAL model, the dearest first; then what the rest takes, and all.
fn steps(it: &AttackSummary) -> AttackTable {
    let columns = [Column::words("step")]
        .into_iter()
        .chain(["reached in", "seen first", "critical", "of the time"].map(Column::number))
        .chain(when_columns());
    // What takes no time and is not seen is told only where there is little else.
    let matters = |step: &StepSummary| step.waited > 0.0 || step.first_alert.hits > 0;
    let told = it.steps.iter().enumerate().filter(|(place, step)| *place < FEW || matters(step));
    let told: Vec<&StepSummary> = told.map(|(_, step)| step).take(SHOWN - 2).collect();
    let mut rows: Vec<Vec<Cell>> = told
        .iter()
        .map(|step| {
            let shares =
                [step.when.reached.share, step.first_alert.share, step.critical.share, step.waited].map(Cell::share);
            std::iter::once(Cell::text(&step.when.id)).chain(shares).chain(when(&step.when)).collect()
        })
        .collect();
    // Adding up leaves rounding.
    let all: f64 = if it.steps.iter().any(|step| step.waited > 0.0) { 1.0 } else { 0.0 };
    let rest = (all - told.iter().map(|step| step.waited).sum::<f64>()).max(0.0);
    let sum = |steps: usize, what: &str, waited: f64| {
        let waited = if waited < 1e-9 { 0.0 } else { waited };
        let title = Cell::text(format!("{what} {} steps", count(steps as f64)));
        vec![title, Cell::Blank, Cell::Blank, Cell::Blank, Cell::share(waited)]
    };
    if it.steps_all > told.len() {
        rows.push(sum(it.steps_all - told.len(), "the other", rest));
    }
    if !told.is_empty() {
        rows.push(sum(it.steps_all, "all", all));
    }
    let remark = "critical: on the way to the first system taken; of the time: until then, spent on it";
    AttackTable::new("Techniques", remark, columns, rows)
}

/// The way of one race.
fn way(it: &AttackSummary) -> Option<AttackTable> {
    let way = it.typical_way.as_ref()?;
    let waits = way::way(way).waits;
    let mut columns = vec![Column::words(""), Column::number("takes"), Column::number("done after")];
    if waits.iter().any(|wait| wait.followers > 0) {
        columns.push(Column::number("then at once"));
    }
    let rows = waits.iter().map(|wait| {
        let follow = match wait.followers {
            0 => Cell::Blank,
            1 => Cell::text("1 step"),
            steps => Cell::text(format!("{steps} steps")),
        };
        vec![Cell::text(&wait.title), Cell::duration(wait.takes_hours), Cell::duration(wait.done_hours), follow]
    });
    let remark = format!("to “{}” in race {}, the median", way.state, way.replicate);
    Some(AttackTable::new(WAY, &remark, columns, rows.collect()))
}

fn variants(it: &AttackSummary) -> Option<AttackTable> {
    if it.variants.is_empty() {
        return None;
    }
    let columns = [
        Column::words(""),
        Column::words("forced"),
        Column::number("attacker takes"),
        Column::number("change"),
        Column::number("interval").spare(1),
        Column::number("own shutdown"),
        Column::number("change"),
    ];
    let written = vec![
        Cell::text("as written"),
        Cell::Blank,
        Cell::share(it.base.attacker),
        Cell::Blank,
        Cell::Blank,
        Cell::share(it.base.shutdown),
    ];
    let rows = std::iter::once(written).chain(it.variants.iter().map(variant_row));
    let remark = "shares of races, on the same random draws; change in points with its 95 % interval";
    Some(AttackTable::new("What a control or the doctrine changes", remark, columns, rows.collect()))
}

fn variant_row(variant: &Variant) -> Vec<Cell> {
    let Estimate { value: change, low, high } = variant.attacker;
    let points = |change: f64| Amount::change(Unit::Points, change);
    vec![
        Cell::text(&variant.title),
        Cell::text(variant.forced.word()),
        Cell::share(variant.outcomes.attacker),
        Cell::Value(points(change)),
        Cell::Range(points(low), points(high)),
        Cell::share(variant.outcomes.shutdown),
        Cell::Value(points(variant.shutdown.value)),
    ]
}

/// All chains of the library: what a planner can pick, with numbers and where they come from.
pub fn library_terminal(chains: &[Chain], style: Style) -> String {
    let library = Page {
        kind: "Blackstart attack library",
        title: "Attack library".to_owned(),
        lead: "techniques that a scenario can use".to_owned(),
        played: String::new(),
        setting: Setting::bare(),
        verdict: None,
        cards: Vec::new(),
        findings: Vec::new(),
        sections: chains.iter().enumerate().map(chain).collect(),
        foot: String::new(),
        contents: true,
        one_sheet: false,
    };
    text::text(&library, style)
}

fn chain((at, chain): (usize, &Chain)) -> Section {
    let columns = [
        Column::words("use"),
        Column::number("success"),
        Column::number("50 %"),
        Column::number("90 %"),
        Column::number("alert"),
        Column::words("needs → gives").spare(1),
    ];
    let rows = chain.techniques.iter().map(|technique| {
        let [median, p90] = [0.5, 0.9].map(|p| blackstart_sim::draw::quantile(&technique.time_hours, p));
        vec![
            Cell::text(&technique.id),
            Cell::share(technique.success),
            Cell::duration(median),
            Cell::duration(p90),
            Cell::share(technique.alert.map_or(0.0, |(chance, _)| chance)),
            Cell::text(format!("{} → {}", technique.needs.join(", "), technique.gives.join(", "))),
        ]
    });
    let table = Table::new("Techniques", columns).rows(rows);
    let mut section = Section::new(format!("chain-{at}"), chain.title.as_str(), "")
        .with(Block::Text(chain.about.to_string()))
        .with(Block::Table(table));
    let mut sources: Vec<&String> = Vec::new();
    for source in chain.techniques.iter().flat_map(|technique| &technique.sources) {
        if !sources.contains(&source) {
            sources.push(source);
            section = section.with(Block::Text(format!("from {source}")));
        }
    }
    section
}

#[cfg(test)]
mod tests {
    use super::library_terminal;
    use crate::style::Style;

    #[test]
    fn the_library_tells_its_numbers_and_sources() {
        let text = library_terminal(blackstart_read::library(), Style { columns: 140, ..Style::default() });
        let line = text.lines().find(|line| line.contains("scattered-spider.credential-theft")).unwrap();
        for word in ["80 %", "16 h", "5", "35 %", "foothold.corporate → cred.domain-admin"] {
            assert!(line.contains(word), "{line}");
        }
        assert!(text.contains("https://attack.mitre.org/groups/G1015/"));
    }
}
