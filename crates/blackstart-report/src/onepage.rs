//! One sheet of A4 for a board: the verdict, and what is down when. Printed from a browser.

use crate::chart::{Chart, LaneGroup, Lanes};
use crate::page::{Block, Figure, Page, Section};

/// Groups and lanes of a group that a sheet has room for.
const GROUPS: usize = 3;
const LANES: usize = 4;

/// Sections of which one has its first drawing on the sheet: the first that is there.
const SHOWN: [&str; 2] = ["stops", "loss"];

/// What of a page is on one sheet; the rest is in the report.
pub(crate) fn onepage(mut page: Page) -> Page {
    let mut sections = SHOWN.iter().filter_map(|id| page.sections.iter().find(|section| section.id == *id));
    page.sections = sections.find_map(shown).into_iter().collect();
    page.findings = Vec::new();
    page.contents = false;
    page.one_sheet = true;
    page
}

fn shown(section: &Section) -> Option<Section> {
    let mut figure = first(&section.blocks)?.clone();
    figure.tables = Vec::new();
    figure.caption = String::new();
    if let Chart::Lanes(lanes) = &mut figure.chart {
        shorten(lanes);
    }
    Some(Section::new(section.id.as_str(), section.title.as_str(), "").with(Block::Figure(figure)))
}

/// Lanes that a sheet has room for; what is left out is said.
fn shorten(lanes: &mut Lanes) {
    lanes.groups.retain(|group| !group.folded);
    lanes.groups.truncate(GROUPS);
    for LaneGroup { title, lanes, .. } in &mut lanes.groups {
        let more = lanes.len().saturating_sub(LANES);
        if more > 0 {
            lanes.truncate(LANES);
            title.push_str(&format!(" ({more} more in the report)"));
        }
    }
}

fn first(blocks: &[Block]) -> Option<&Figure> {
    blocks.iter().find_map(|block| match block {
        Block::Figure(figure) => Some(figure),
        Block::Detail { blocks, .. } => first(blocks),
        _ => None,
    })
}
