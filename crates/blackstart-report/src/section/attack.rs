//! The race itself: who takes what, by which way, and what would change it.

use crate::attack::{AttackWait, AttackWay, WAY};
use crate::chart::{Chart, Way, WayRow};
use crate::letters::capital;
use crate::number::{duration, share};
use crate::page::{Block, Cell, Column, Figure, Section, Table};
use crate::story::Story;

/// A longer table is opened by who wants to.
const LONG: usize = 24;

/// Nothing where no attack was played. A terminal has `blackstart attack` for the tables.
pub(super) fn section(story: &Story) -> Option<Section> {
    let attack = story.attack.as_ref()?;
    let mut inside = Vec::new();
    if !attack.cards.is_empty() {
        inside.push(Block::Cards(attack.cards.clone()));
    }
    inside.extend(attack.way.as_ref().map(way));
    for it in attack.tables.iter().filter(|it| attack.way.is_none() || it.title != WAY) {
        let mut table = it.table.clone();
        table.caption = capital(&table.caption);
        inside.push(Block::heading(&it.title, &it.table.caption));
        let rows = table.len();
        let all = rows + table.groups.iter().map(|group| group.more).sum::<usize>();
        let table = Block::Table(table);
        inside.push(if rows > LONG { Block::folded(format!("{all} rows"), vec![table]) } else { table });
    }
    let section = Section::new("attack", "How far the attacker gets", attack.races.as_str());
    Some(section.with(Block::Findings(attack.findings.clone())).with(Block::detail(inside)))
}

/// The critical path of one race.
fn way(way: &AttackWay) -> Block {
    let follow = |it: &AttackWait| match it.followers {
        0 => String::new(),
        1 => "; 1 step follows at once".to_owned(),
        steps => format!("; {steps} steps follow at once"),
    };
    let row = |it: &AttackWait| WayRow {
        title: it.title.clone(),
        from_hours: it.done_hours - it.takes_hours,
        done_hours: it.done_hours,
        words: format!("done after {}{}", duration(it.done_hours), follow(it)),
    };
    let longest = way.waits.iter().max_by(|a, b| a.takes_hours.total_cmp(&b.takes_hours));
    let last = way.waits.last().map_or(0.0, |it| it.done_hours);
    let mut description =
        format!("In race {}, the median one, the first system is taken after {}", way.replicate, duration(last));
    if let Some(longest) = longest.filter(|_| last > 0.0) {
        let of = share(longest.takes_hours / last);
        description.push_str(&format!("; {of} of that is waiting for “{}”", longest.title));
    }
    description.push('.');
    let columns = ["step", "takes", "done after", "then at once"];
    let columns = columns.into_iter().enumerate().map(|(at, head)| match at {
        0 => Column::words(head),
        _ => Column::number(head),
    });
    let rows = way.waits.iter().map(|it| {
        let followers = Cell::given((it.followers > 0).then_some(it.followers), Cell::whole);
        vec![Cell::text(&it.title), Cell::duration(it.takes_hours), Cell::duration(it.done_hours), followers]
    });
    Block::Figure(Figure {
        id: "e-way".to_owned(),
        caption: format!(
            "{description} Every step waits for the one above it: whoever delays one delays all that follow. Other races take other ways; how often a step is critical stands below."
        ),
        chart: Chart::Way(Way {
            title: "A typical way in: the critical path to the first system".to_owned(),
            description,
            steps: way.waits.iter().map(row).collect(),
        }),
        tables: vec![Table::new("Steps that had to be waited for, in order", columns).rows(rows)],
        open: false,
    })
}
