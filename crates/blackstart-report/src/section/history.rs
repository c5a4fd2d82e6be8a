//! One history as text: a row per system and site, a column per day.

use crate::page::{Block, Section};
use crate::story::Story;

pub(super) fn section(story: &Story) -> Option<Section> {
    let strip = story.strip.as_ref()?;
    let which = format!("eplicate {}, whose loss is closest to the median", strip.replicate);
    let section = Section::new("history", "One history", format!("r{which}"));
    Some(
        section
            .with(Block::Note(format!("R{which}.")))
            .with(Block::Lines { label: "One history as text", text: strip.text.clone() }),
    )
}
