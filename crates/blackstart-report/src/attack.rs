//! Many races of one attack: who takes what, by which way, and what would change it. The same tables on a terminal and in a run's report.

use crate::number::{count, duration, share};
use crate::table::{Side, Style, Table, wrap};
use blackstart_ensemble::attack::{AttackSummary, Estimate, Forced, Reached, StepSummary, Variant};
use blackstart_model::attack::Chain;
use serde::{Deserialize, Serialize};

/// Rows of a table that grows with the model: on a terminal, and at all.
const SHOWN: usize = 30;
const KEPT: usize = 100;

/// Steps of a MAL model that are always shown.
const FEW: usize = 10;

/// What many races came to, in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttackStory {
    /// How many, under which seed.
    pub races: String,
    /// What matters most.
    pub findings: Vec<String>,
    /// The rest.
    pub tables: Vec<AttackTable>,
}

/// A table of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttackTable {
    /// Its title.
    pub title: String,
    /// What its numbers are.
    pub remark: String,
    /// Heads of columns, and whether they hold numbers.
    pub heads: Vec<(String, bool)>,
    /// Columns that go first where the page is too narrow.
    pub spare: Vec<usize>,
    /// Cells.
    pub rows: Vec<Vec<String>>,
    /// Rows that were left out.
    pub more: usize,
}

impl AttackTable {
    fn new<const N: usize>(title: &str, remark: &str, heads: [(&str, Side); N]) -> Self {
        Self {
            title: title.to_owned(),
            remark: remark.to_owned(),
            heads: heads.map(|(head, side)| (head.to_owned(), side == Side::Right)).to_vec(),
            spare: Vec::new(),
            rows: Vec::new(),
            more: 0,
        }
    }

    fn spare<const N: usize>(mut self, columns: [usize; N]) -> Self {
        self.spare = columns.to_vec();
        self
    }

    fn row<const N: usize>(&mut self, cells: [String; N]) {
        if self.rows.len() < KEPT {
            self.rows.push(cells.to_vec());
        } else {
            self.more += 1;
        }
    }

    fn terminal(&self, style: &Style, out: &mut String) {
        out.push('\n');
        out.push_str(&style.bold(&self.title));
        out.push_str(&style.dim(&format!("  {}", self.remark)));
        out.push('\n');
        let side = |number: bool| if number { Side::Right } else { Side::Left };
        let heads = self.heads.iter().map(|(head, number)| (head.clone(), side(*number))).collect();
        let mut table = Table::of(heads, self.spare.clone());
        for row in self.rows.iter().take(SHOWN) {
            table.row(row.iter().map(String::as_str));
        }
        out.push_str(&table.text(style));
        let more = self.more + self.rows.len().saturating_sub(SHOWN);
        if more > 0 {
            out.push_str(&style.dim(&format!("  … {more} more; --json has all\n")));
        }
    }
}

impl AttackStory {
    /// The story of many races.
    pub fn new(it: &AttackSummary) -> Self {
        let tables = [systems(it), states(it), techniques(it), steps(it), way(it), variants(it)];
        Self {
            races: format!("{} races, seed {}", count(f64::from(it.samples)), it.seed),
            findings: sentences(it),
            tables: tables.into_iter().flatten().filter(|table| !table.rows.is_empty()).collect(),
        }
    }
}

/// What many races came to.
pub fn attack_terminal(it: &AttackSummary, style: Style) -> String {
    let story = AttackStory::new(it);
    let mut out = style.bold(&format!("{} · {}", it.model_title, it.scenario_title));
    out.push_str(&format!("\n{}\n\n", story.races));
    for sentence in &story.findings {
        let lines = wrap(sentence, style.columns, 4);
        out.push_str("  •");
        out.push_str(&lines[3..]);
    }
    story.tables.iter().for_each(|table| table.terminal(&style, &mut out));
    let short = |hash: &str| if hash.is_empty() { "in memory".to_owned() } else { hash.chars().take(8).collect() };
    let same = format!(
        "blackstart {} · {} races · seed {} · model {} · scenario {}",
        it.version,
        it.samples,
        it.seed,
        short(&it.model_hash),
        short(&it.scenario_hash)
    );
    out.push('\n');
    out.push_str(style.dim(&wrap(&same, style.columns, 0)).as_str());
    out
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
            "There is an alert in {}, half of the first by {} after the start; the company knows what it sees after {} (medians).",
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

/// Quantiles 10, 50, 90 % where reached.
fn when(reached: &Reached) -> [String; 3] {
    if reached.reached.hits == 0 {
        return [String::new(), String::new(), String::new()];
    }
    [reached.hours.p10, reached.hours.p50, reached.hours.p90].map(duration)
}

fn systems(it: &AttackSummary) -> Option<AttackTable> {
    let mut table = AttackTable::new(
        "Who takes which system",
        "share of races, by what took it first; hours where it goes down",
        [
            ("system", Side::Left),
            ("down in", Side::Right),
            ("attacker", Side::Right),
            ("shutdown", Side::Right),
            ("dependency", Side::Right),
            ("10%", Side::Right),
            ("50%", Side::Right),
            ("90%", Side::Right),
        ],
    )
    .spare([5, 7]);
    for system in &it.systems {
        let [low, middle, high] = when(&system.down);
        let causes = [system.attacker, system.shutdown, system.dependency].map(|chance| share(chance.share));
        let [attacker, shutdown, dependency] = causes;
        table.row([
            system.title.clone(),
            share(system.down.reached.share),
            attacker,
            shutdown,
            dependency,
            low,
            middle,
            high,
        ]);
    }
    Some(table)
}

fn states(it: &AttackSummary) -> Option<AttackTable> {
    let mut table = AttackTable::new(
        "What the attacker gets",
        "hours where it is reached; 95% intervals",
        [
            ("state", Side::Left),
            ("reached in", Side::Right),
            ("interval", Side::Right),
            ("by 1 d", Side::Right),
            ("by 1 w", Side::Right),
            ("10%", Side::Right),
            ("50%", Side::Right),
            ("interval", Side::Right),
            ("90%", Side::Right),
        ],
    )
    .spare([3, 7, 2]);
    for state in &it.states {
        let [low, middle, high] = when(state);
        let chance = &state.reached;
        let median = if chance.hits > 0 {
            format!("{} – {}", duration(state.median_hours.low), duration(state.median_hours.high))
        } else {
            String::new()
        };
        table.row([
            state.id.clone(),
            share(chance.share),
            format!("{} – {}", share(chance.low), share(chance.high)),
            share(state.reached_by(24.0)),
            share(state.reached_by(168.0)),
            low,
            middle,
            median,
            high,
        ]);
    }
    Some(table)
}

fn techniques(it: &AttackSummary) -> Option<AttackTable> {
    let mut table = AttackTable::new(
        "What it goes by",
        "critical: on the way to the first system taken, where all had to wait for it",
        [
            ("technique", Side::Left),
            ("starts", Side::Right),
            ("succeeds", Side::Right),
            ("seen first", Side::Right),
            ("critical", Side::Right),
            ("takes 50%", Side::Right),
            ("90%", Side::Right),
            ("numbers from", Side::Left),
        ],
    )
    .spare([7, 6, 5]);
    for technique in &it.techniques {
        let from = match (&technique.library, technique.sources.first()) {
            (Some(_), _) => "library".to_owned(),
            (None, Some(source)) => source.clone(),
            (None, None) => "–".to_owned(),
        };
        table.row([
            technique.title.clone(),
            share(technique.starts.share),
            share(technique.succeeds.share),
            share(technique.first_alert.share),
            share(technique.critical.share),
            duration(technique.time_hours.p50),
            duration(technique.time_hours.p90),
            from,
        ]);
    }
    Some(table)
}

/// Steps of a MAL model, the dearest first; then what the rest takes, and all.
fn steps(it: &AttackSummary) -> Option<AttackTable> {
    let mut table = AttackTable::new(
        "What it goes by",
        "critical: on the way to the first system taken; of the time: until then, spent on it",
        [
            ("step", Side::Left),
            ("reached in", Side::Right),
            ("seen first", Side::Right),
            ("critical", Side::Right),
            ("of the time", Side::Right),
            ("10%", Side::Right),
            ("50%", Side::Right),
            ("90%", Side::Right),
        ],
    )
    .spare([5, 7]);
    // What takes no time and is not seen is told only where there is little else.
    let matters = |step: &StepSummary| step.waited > 0.0 || step.first_alert.hits > 0;
    let told = it.steps.iter().enumerate().filter(|(place, step)| *place < FEW || matters(step));
    let told: Vec<&StepSummary> = told.map(|(_, step)| step).take(SHOWN - 2).collect();
    for step in &told {
        let [low, middle, high] = when(&step.when);
        table.row([
            step.when.id.clone(),
            share(step.when.reached.share),
            share(step.first_alert.share),
            share(step.critical.share),
            share(step.waited),
            low,
            middle,
            high,
        ]);
    }
    // Adding up leaves rounding.
    let all: f64 = if it.steps.iter().any(|step| step.waited > 0.0) { 1.0 } else { 0.0 };
    let rest = (all - told.iter().map(|step| step.waited).sum::<f64>()).max(0.0);
    let mut sum = |steps: usize, what: &str, waited: f64| {
        let [a, b, c, d, e, f] = [const { String::new() }; 6];
        let waited = if waited < 1e-9 { 0.0 } else { waited };
        table.row([format!("{what} {} steps", count(steps as f64)), a, b, c, share(waited), d, e, f]);
    };
    if it.steps_all > told.len() {
        sum(it.steps_all - told.len(), "the other", rest);
    }
    if !told.is_empty() {
        sum(it.steps_all, "all", all);
    }
    Some(table)
}

/// The way of one race: what had to be waited for, and how many steps followed each at once.
fn way(it: &AttackSummary) -> Option<AttackTable> {
    let way = it.typical_way.as_ref()?;
    let mut rows: Vec<(&str, f64, f64, usize)> = Vec::new();
    for (place, step) in way.steps.iter().enumerate() {
        let last = place + 1 == way.steps.len();
        match rows.last_mut() {
            Some(before) if step.waited_hours <= 0.0 && !last => before.3 += 1,
            _ => rows.push((&step.title, step.hours, step.waited_hours, 0)),
        }
    }
    let remark = format!("to “{}” in race {}, the median", way.state, way.replicate);
    let heads = [("", Side::Left), ("takes", Side::Right), ("done after", Side::Right), ("then at once", Side::Right)];
    let mut table = AttackTable::new("One way to the first system taken", &remark, heads);
    for (title, hours, waited, follow) in &rows {
        let follow = if *follow > 0 { format!("{follow} steps") } else { String::new() };
        table.row([(*title).to_owned(), duration(*waited), duration(*hours), follow]);
    }
    if rows.iter().all(|row| row.3 == 0) {
        table.heads.pop();
        table.rows.iter_mut().for_each(|row| row.truncate(3));
    }
    Some(table)
}

fn variants(it: &AttackSummary) -> Option<AttackTable> {
    let mut table = AttackTable::new(
        "What a control or the doctrine changes",
        "shares of races, under the same luck; change with its 95% interval",
        [
            ("", Side::Left),
            ("forced", Side::Left),
            ("attacker takes", Side::Right),
            ("change", Side::Right),
            ("interval", Side::Right),
            ("own shutdown", Side::Right),
            ("change", Side::Right),
        ],
    )
    .spare([4]);
    if it.variants.is_empty() {
        return None;
    }
    table.row([
        "as written".to_owned(),
        String::new(),
        share(it.base.attacker),
        String::new(),
        String::new(),
        share(it.base.shutdown),
        String::new(),
    ]);
    it.variants.iter().for_each(|variant| table.row(variant_row(variant)));
    Some(table)
}

fn variant_row(variant: &Variant) -> [String; 7] {
    let Estimate { value: change, low, high } = variant.attacker;
    [
        variant.title.clone(),
        variant.forced.word().to_owned(),
        share(variant.outcomes.attacker),
        points(change),
        format!("{} … {}", points(low), points(high)),
        share(variant.outcomes.shutdown),
        points(variant.shutdown.value),
    ]
}

/// A change of a share, in points: `+3.1`, `−0.4`, `0`.
fn points(change: f64) -> String {
    let tenths = (change * 1_000.0).round() / 10.0;
    match tenths {
        up if up > 0.0 => format!("+{up:.1}"),
        down if down < 0.0 => format!("−{:.1}", -down),
        _ => "0".to_owned(),
    }
}

/// All chains of the library: what a planner can pick, with numbers and where they come from.
pub fn library_terminal(chains: &[Chain], style: Style) -> String {
    let mut out = String::new();
    for (at, chain) in chains.iter().enumerate() {
        if at > 0 {
            out.push('\n');
        }
        out.push_str(&style.bold(&chain.title));
        out.push('\n');
        out.push_str(&wrap(&chain.about, style.columns, 2));
        let mut table = Table::new([
            ("use", Side::Left),
            ("success", Side::Right),
            ("50%", Side::Right),
            ("90%", Side::Right),
            ("alert", Side::Right),
            ("needs → gives", Side::Left),
        ])
        .spare([5]);
        for technique in &chain.techniques {
            let [median, p90] = [0.5, 0.9].map(|p| blackstart_sim::draw::quantile(&technique.time_hours, p));
            table.row([
                technique.id.clone(),
                share(technique.success),
                duration(median),
                duration(p90),
                share(technique.alert.map_or(0.0, |(chance, _)| chance)),
                format!("{} → {}", technique.needs.join(", "), technique.gives.join(", ")),
            ]);
        }
        out.push_str(&table.text(&style));
        let mut sources: Vec<&String> = Vec::new();
        for source in chain.techniques.iter().flat_map(|technique| &technique.sources) {
            if !sources.contains(&source) {
                sources.push(source);
            }
        }
        for source in sources {
            out.push_str(&style.dim(wrap(&format!("from {source}"), style.columns, 2).trim_end()));
            out.push('\n');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{library_terminal, points};
    use crate::table::Style;

    #[test]
    fn changes_are_told_in_points() {
        assert_eq!([0.0312, -0.004, 0.000_04].map(points), ["+3.1", "−0.4", "0"]);
    }

    #[test]
    fn the_library_tells_its_numbers_and_sources() {
        let text = library_terminal(blackstart_read::library(), Style { columns: 140, ..Style::default() });
        let line = text.lines().find(|line| line.contains("scattered-spider.credential-theft")).unwrap();
        for word in ["80%", "16 h", "5", "35%", "foothold.corporate → cred.domain-admin"] {
            assert!(line.contains(word), "{line}");
        }
        assert!(text.contains("https://attack.mitre.org/groups/G1015/"));
    }
}
