//! The race itself: who takes what, by which way, and what would change it.

use crate::letters::capital;
use crate::page::{Block, Section};
use crate::story::Story;

/// A longer table is opened by who wants to.
const LONG: usize = 24;

/// Nothing where no attack was played. A terminal has `blackstart attack` for the tables.
pub(super) fn section(story: &Story) -> Option<Section> {
    let attack = story.attack.as_ref()?;
    let mut tables = Vec::new();
    for it in &attack.tables {
        let mut table = it.table.clone();
        table.caption = capital(&table.caption);
        tables.push(Block::heading(&it.title, &it.table.caption));
        let rows = table.len();
        let all = rows + table.groups.iter().map(|group| group.more).sum::<usize>();
        let table = Block::Table(table);
        tables.push(if rows > LONG { Block::folded(format!("{all} rows"), vec![table]) } else { table });
    }
    let section = Section::new("attack", "How far the attacker gets", attack.races.as_str());
    Some(section.with(Block::Findings(attack.findings.clone())).with(Block::detail(tables)))
}
