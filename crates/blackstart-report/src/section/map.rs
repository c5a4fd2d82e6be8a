//! Why it stops: what needs what, as a map.

use crate::amount::{Amount, Unit};
use crate::chart::{Chart, Map, MapNode, Shade};
use crate::number::{count, duration, share};
use crate::page::{Block, Cell, Column, Figure, Section, Table};
use crate::story::Story;
use blackstart_ensemble::map::{DependencyMap, Layer, MapBox};
use std::collections::BTreeSet;

const NOTE: &str = "A box is down as often as it says: of folded systems and services, any of them; of folded sites and of parties, the share of their sites that stop, on average. How long: from the first stop until it is back for good, in the middle case of those in which it is down; it is not followed for parties. A line says that something is needed, not that nothing else would do: where one of several is enough is written in the model. Lines that follow from others are not drawn. Suppliers without systems of their own stand at the end, because they live on the company's orders; that its sites need their parts is not drawn.";

pub(super) fn section(story: &Story) -> Option<Section> {
    let map = story.summary.map.as_ref()?;
    let section = Section::new("map", "Why: what depends on what", "how often each is down");
    if !map.is_sound() {
        let text = "The map in the run folder does not fit together and is left out.";
        return Some(section.with(Block::detail(vec![Block::Text(text.to_owned())])));
    }
    if map.boxes.iter().all(|it| it.needs.is_empty()) {
        return None;
    }
    let drawn = drawn(map);
    let figure = Figure {
        id: "e-map".to_owned(),
        caption: format!("{} {}", drawn.description, folded(map)).trim_end().to_owned(),
        chart: Chart::Map(drawn),
        tables: vec![table(map)],
        open: false,
    };
    Some(section.with(Block::detail(vec![Block::Figure(figure), Block::Note(NOTE.to_owned())])))
}

/// What a box is called.
fn title(it: &MapBox) -> String {
    if it.things == 1 {
        return it.title.clone();
    }
    let other = if it.others { "other " } else { "" };
    let what = match it.layer {
        Layer::Identity => "identity systems",
        Layer::System => "systems",
        Layer::Service => "services",
        Layer::Site => "sites",
        Layer::Supplier => "suppliers",
        // Of parties, the title is their kind.
        Layer::Party if it.title.is_empty() => "parties",
        Layer::Party => return format!("{} {other}{}", count(it.things as f64), it.title),
    };
    let of = match it.layer {
        _ if it.title.is_empty() => String::new(),
        Layer::Supplier => String::new(),
        Layer::Site => format!(" of {}", it.title),
        _ => format!(" of zone {}", it.title),
    };
    format!("{} {other}{what}{of}", count(it.things as f64))
}

fn layer(layer: Layer) -> &'static str {
    match layer {
        Layer::Identity => "Identity",
        Layer::System => "Systems",
        Layer::Service => "Services",
        Layer::Supplier => "Suppliers",
        Layer::Site => "Sites",
        Layer::Party => "Who lives by them",
    }
}

/// The same where there is little room: what the folded have in common comes first.
fn short(it: &MapBox) -> String {
    if it.things == 1 || it.title.is_empty() || matches!(it.layer, Layer::Supplier | Layer::Party) {
        return title(it);
    }
    let what = match (it.others, it.layer) {
        (true, _) => "others",
        (false, Layer::Site) => "sites",
        _ => "systems",
    };
    format!("{} ({} {what})", it.title, count(it.things as f64))
}

/// How often it is down, and how long.
fn words(it: &MapBox) -> String {
    match &it.away {
        _ if it.chance <= 0.0 => "never down".to_owned(),
        Some(away) => format!("{} · {}", share(it.chance), away.p50.map_or_else(|| "to the end".to_owned(), duration)),
        None => share(it.chance),
    }
}

/// The median time away; longer than the history counts as infinite.
fn middle(it: &MapBox) -> Option<f64> {
    it.away.map(|away| away.p50.unwrap_or(f64::INFINITY))
}

fn drawn(map: &DependencyMap) -> Map {
    let node = |it: &MapBox| MapNode {
        title: short(it),
        layer: it.layer as usize,
        chance: it.chance,
        words: words(it),
        hours: middle(it),
        needs: it.needs.clone(),
    };
    let boxes: Vec<MapNode> = map.boxes.iter().map(node).collect();
    let shade = Shade::of(&boxes);
    let (down, dark) = match shade {
        Shade::Chance => ("how often it is down", "A box is the darker the likelier it is down."),
        Shade::Duration => (
            "how long it is down",
            "Everything that is followed is down about equally often, so a box is the darker the longer it is down in the middle case.",
        ),
    };
    Map {
        title: format!("What depends on what, and {down}"),
        description: format!("{} {dark}", reading(map)),
        layers: Layer::ALL.map(layer).to_vec(),
        shade,
        boxes,
    }
}

/// The sentence to remember: on which box most hangs, and how likely that is down.
fn reading(map: &DependencyMap) -> String {
    let hangs = |at: usize| -> usize {
        let (mut seen, mut left) = (BTreeSet::from([at]), vec![at]);
        while let Some(needed) = left.pop() {
            let needing = (0..map.boxes.len()).filter(|&it| map.boxes[it].needs.contains(&needed));
            left.extend(needing.filter(|&it| seen.insert(it)));
        }
        seen.into_iter().filter(|&it| it != at).map(|it| map.boxes[it].things).sum()
    };
    let most = (0..map.boxes.len()).map(|at| (hangs(at), at)).max_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1)));
    let Some((things, at)) = most else { return String::new() };
    let it = &map.boxes[at];
    let down = match middle(it) {
        _ if it.chance <= 0.0 => "it is never down".to_owned(),
        Some(hours) if hours.is_finite() => {
            format!("it is down in {} of the histories, {} in the middle case", share(it.chance), duration(hours))
        }
        _ => format!("it is down in {} of the histories", share(it.chance)),
    };
    format!(
        "Most hangs on “{}”: {} of the other {} things on the map need it, themselves or through others; {down}.",
        title(it),
        count(things as f64),
        count((map.things - it.things) as f64)
    )
}

/// What has no box of its own.
fn folded(map: &DependencyMap) -> String {
    let folds = map.boxes.iter().filter(|it| it.things > 1);
    let (boxes, things) = folds.fold((0, 0), |(boxes, things), it| (boxes + 1, things + it.things));
    match boxes {
        0 => String::new(),
        _ => format!(
            "{} of its {} things are folded into {} boxes, by zone and by party; the table says which.",
            count(things as f64),
            count(map.things as f64),
            count(f64::from(boxes))
        ),
    }
}

fn table(map: &DependencyMap) -> Table {
    let columns = [
        Column::words("what"),
        Column::words("layer").spare(3),
        Column::number("down in"),
        Column::number("away 50 %").full("away, 50 %"),
        Column::number("95 %").full("away, 95 %").spare(2),
        Column::words("needs"),
        Column::words("folded in").spare(1),
    ];
    let rows = map.boxes.iter().map(|it| {
        let needs: Vec<String> = it.needs.iter().map(|&at| title(&map.boxes[at])).collect();
        let away = |hours: Option<f64>| Cell::Value(Amount::of(Unit::Duration, hours.unwrap_or(f64::INFINITY)));
        let mut names = it.names.join("; ");
        if it.things > it.names.len() && !it.names.is_empty() {
            names.push_str(&format!("; … {} more", count((it.things - it.names.len()) as f64)));
        }
        vec![
            Cell::text(title(it)),
            Cell::text(layer(it.layer)),
            Cell::share(it.chance),
            Cell::known(it.away, |it| away(it.p50)),
            Cell::known(it.away, |it| away(it.p95)),
            Cell::text(needs.join("; ")),
            Cell::text(names),
        ]
    });
    Table::new("What is on the map: how often it is down, for how long, and what it needs itself", columns).rows(rows)
}

#[cfg(test)]
mod tests;
