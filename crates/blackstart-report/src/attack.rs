//! Many races of one attack, on a terminal: who takes what, by which way, and what would change it.

use crate::number::{count, duration, share};
use crate::table::{Side, Style, Table, wrap};
use blackstart_ensemble::attack::{AttackSummary, Reached, Variant};
use blackstart_model::attack::Chain;

/// Rows of a table that grows with the model.
const ROWS: usize = 30;

/// What many races came to.
pub fn attack_terminal(it: &AttackSummary, style: Style) -> String {
    let mut out = style.bold(&format!("{} · {}", it.model_title, it.scenario_title));
    out.push_str(&format!("\n{} races, seed {}\n", count(f64::from(it.samples)), it.seed));
    out.push('\n');
    for sentence in sentences(it) {
        let lines = wrap(&sentence, style.columns, 4);
        out.push_str("  •");
        out.push_str(&lines[3..]);
    }
    systems(it, &style, &mut out);
    states(it, &style, &mut out);
    techniques(it, &style, &mut out);
    variants(it, &style, &mut out);
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

fn section(title: &str, remark: &str, style: &Style, out: &mut String) {
    out.push('\n');
    out.push_str(&style.bold(title));
    out.push_str(&style.dim(&format!("  {remark}")));
    out.push('\n');
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
            duration(alert.hours[3]),
            duration(it.triaged.hours[3])
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
    let controls = it.variants.iter().filter(|variant| variant.forced == "on");
    if let Some(best) = controls.min_by(|a, b| a.attacker[0].total_cmp(&b.attacker[0]))
        && best.attacker[2] < 0.0
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
    [reached.hours[1], reached.hours[3], reached.hours[5]].map(duration)
}

fn systems(it: &AttackSummary, style: &Style, out: &mut String) {
    if it.systems.is_empty() {
        return;
    }
    section("Who takes which system", "share of races, by what took it first; hours where it goes down", style, out);
    let mut table = Table::new([
        ("system", Side::Left),
        ("down in", Side::Right),
        ("attacker", Side::Right),
        ("shutdown", Side::Right),
        ("dependency", Side::Right),
        ("10%", Side::Right),
        ("50%", Side::Right),
        ("90%", Side::Right),
    ])
    .spare([5, 7]);
    for system in it.systems.iter().take(ROWS) {
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
    out.push_str(&table.text(style));
    rest(it.systems.len(), style, out);
}

fn rest(all: usize, style: &Style, out: &mut String) {
    if all > ROWS {
        out.push_str(&style.dim(&format!("  … {} more; --json has all\n", all - ROWS)));
    }
}

fn states(it: &AttackSummary, style: &Style, out: &mut String) {
    section("What the attacker gets", "hours where it is reached; 95% intervals", style, out);
    let mut table = Table::new([
        ("state", Side::Left),
        ("reached in", Side::Right),
        ("interval", Side::Right),
        ("by 1 d", Side::Right),
        ("by 1 w", Side::Right),
        ("10%", Side::Right),
        ("50%", Side::Right),
        ("interval", Side::Right),
        ("90%", Side::Right),
    ])
    .spare([3, 7, 2]);
    for state in it.states.iter().take(ROWS) {
        let [low, middle, high] = when(state);
        let chance = &state.reached;
        let median = if chance.hits > 0 {
            format!("{} – {}", duration(state.median_hours[0]), duration(state.median_hours[1]))
        } else {
            String::new()
        };
        table.row([
            state.id.clone(),
            share(chance.share),
            format!("{} – {}", share(chance.low), share(chance.high)),
            share(state.by[2]),
            share(state.by[4]),
            low,
            middle,
            median,
            high,
        ]);
    }
    out.push_str(&table.text(style));
    rest(it.states.len(), style, out);
}

fn techniques(it: &AttackSummary, style: &Style, out: &mut String) {
    if it.techniques.is_empty() {
        return;
    }
    let remark = "critical: on the way to the first system taken, where all had to wait for it";
    section("What it goes by", remark, style, out);
    let mut table = Table::new([
        ("technique", Side::Left),
        ("starts", Side::Right),
        ("succeeds", Side::Right),
        ("seen first", Side::Right),
        ("critical", Side::Right),
        ("takes 50%", Side::Right),
        ("90%", Side::Right),
        ("numbers from", Side::Left),
    ])
    .spare([7, 6, 5]);
    for technique in it.techniques.iter().take(ROWS) {
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
            duration(technique.time_hours[0]),
            duration(technique.time_hours[1]),
            from,
        ]);
    }
    out.push_str(&table.text(style));
    rest(it.techniques.len(), style, out);
}

fn variants(it: &AttackSummary, style: &Style, out: &mut String) {
    if it.variants.is_empty() {
        return;
    }
    let remark = "shares of races, under the same luck; change with its 95% interval";
    section("What a control or the doctrine changes", remark, style, out);
    let mut table = Table::new([
        ("", Side::Left),
        ("forced", Side::Left),
        ("attacker takes", Side::Right),
        ("change", Side::Right),
        ("interval", Side::Right),
        ("own shutdown", Side::Right),
        ("change", Side::Right),
    ])
    .spare([4]);
    table.row([
        "as written".to_owned(),
        String::new(),
        share(it.base.attacker),
        String::new(),
        String::new(),
        share(it.base.shutdown),
    ]);
    for variant in &it.variants {
        table.row(variant_row(variant));
    }
    out.push_str(&table.text(style));
}

fn variant_row(variant: &Variant) -> [String; 7] {
    let [change, low, high] = variant.attacker;
    [
        variant.title.clone(),
        variant.forced.clone(),
        share(variant.outcomes.attacker),
        points(change),
        format!("{} … {}", points(low), points(high)),
        share(variant.outcomes.shutdown),
        points(variant.shutdown[0]),
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
        let text = library_terminal(blackstart_model::attack::library(), Style { columns: 140, ..Style::default() });
        let line = text.lines().find(|line| line.contains("scattered-spider.credential-theft")).unwrap();
        for word in ["80%", "16 h", "5", "35%", "foothold.corporate → cred.domain-admin"] {
            assert!(line.contains(word), "{line}");
        }
        assert!(text.contains("https://attack.mitre.org/groups/G1015/"));
    }
}
