//! What types of relations mean: which end stops with which. Nobody's tool says so; `docs/reference/import.md` has where it is from.

use super::map::Effect;
use super::sheet::folded;

/// A type of relation: how it reads from parent to child and from child to parent, what it means, and how sure that is.
pub(super) const RELATIONS: &[(&str, &str, Effect, f64)] = &[
    ("depends on", "used by", Effect::ParentNeedsChild, 0.9),
    ("depends on", "impacts", Effect::ParentNeedsChild, 0.9),
    ("runs on", "runs", Effect::ParentNeedsChild, 0.9),
    ("hosted on", "hosts", Effect::ParentNeedsChild, 0.9),
    ("hosted by", "hosts", Effect::ParentNeedsChild, 0.9),
    ("virtualized by", "virtualizes", Effect::ParentNeedsChild, 0.9),
    ("requires", "required by", Effect::ParentNeedsChild, 0.8),
    ("needs", "needed by", Effect::ParentNeedsChild, 0.8),
    ("uses", "used by", Effect::ParentNeedsChild, 0.7),
    ("consumes", "consumed by", Effect::ParentNeedsChild, 0.6),
    ("receives service from", "provides service to", Effect::ParentNeedsChild, 0.6),
    ("gets resources from", "defines resources for", Effect::ParentNeedsChild, 0.4),
    ("powered by", "powers", Effect::ParentNeedsChild, 0.6),
    ("stored on", "stores", Effect::ParentNeedsChild, 0.7),
    ("contains", "contained by", Effect::ChildNeedsParent, 0.4),
    ("owns", "owned by", Effect::ChildNeedsParent, 0.3),
    ("members", "member of", Effect::ParentNeedsAnyChild, 0.5),
    ("cluster of", "cluster", Effect::ParentNeedsAnyChild, 0.5),
    ("manages", "managed by", Effect::ChildStartsAfterParent, 0.6),
    ("connects to", "connected by", Effect::Nothing, 0.6),
    ("connected to", "connected to", Effect::Nothing, 0.6),
    ("sends data to", "receives data from", Effect::Nothing, 0.6),
    ("exchanges data with", "exchanges data with", Effect::Nothing, 0.6),
    ("data flow to", "data flow from", Effect::Nothing, 0.6),
    ("applicative flow to", "applicative flow from", Effect::Nothing, 0.6),
    ("ip connection to", "ip connection from", Effect::Nothing, 0.6),
    ("implement end point to", "implement end point from", Effect::Nothing, 0.6),
    ("use end point to", "use end point from", Effect::Nothing, 0.6),
    ("located in", "houses", Effect::Nothing, 0.5),
    ("backup done by", "do backup for", Effect::Nothing, 0.5),
    ("abhangig von", "genutzt von", Effect::ParentNeedsChild, 0.8),
    ("hangt ab von", "wird genutzt von", Effect::ParentNeedsChild, 0.8),
    ("benotigt", "wird benotigt von", Effect::ParentNeedsChild, 0.8),
    ("lauft auf", "betreibt", Effect::ParentNeedsChild, 0.8),
    ("depend de", "utilise par", Effect::ParentNeedsChild, 0.8),
    ("heberge sur", "heberge", Effect::ParentNeedsChild, 0.8),
    ("utilise", "utilise par", Effect::ParentNeedsChild, 0.7),
];

/// Below this a type is listed as unsure.
pub(super) const SURE: f64 = 0.65;

/// What a type means, read from parent to child, and how sure that is; `None` if nobody knows.
pub(super) fn meaning(kind: &str) -> Option<(Effect, f64)> {
    let (parent, child) = kind.split_once("::").map_or((folded(kind), None), |(a, b)| (folded(a), Some(folded(b))));
    for (of_parent, of_child, effect, confidence) in RELATIONS {
        let straight = parent == *of_parent && child.as_ref().is_none_or(|child| child == of_child);
        if straight {
            return Some((*effect, *confidence));
        }
    }
    for (of_parent, of_child, effect, confidence) in RELATIONS {
        let turned = parent == *of_child && child.as_ref().is_none_or(|child| child == of_parent);
        if turned && let Some(effect) = effect.reversed() {
            return Some((effect, *confidence));
        }
    }
    if parent.contains(" to ") && child.is_none() {
        // Two ends and no word of how they are related: who stands first is taken to need the other.
        let ends =
            ["source to target", "from to to", "von to nach", "quelle to ziel", "de to vers", "source ci to target ci"];
        return ends.contains(&parent.as_str()).then_some((Effect::ParentNeedsChild, 0.4));
    }
    // One of two known descriptors with an unknown other: people rename one.
    let child = child?;
    let half = RELATIONS.iter().find(|(of_parent, of_child, ..)| parent == *of_parent || child == *of_child);
    half.map(|(_, _, effect, confidence)| (*effect, confidence / 2.0))
}
