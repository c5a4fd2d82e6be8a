//! Model files: the current format of mal-toolbox, and its three older ones, in one pass and without a tree.
//!
//! * current (0.3 and later): `associated_assets` with every asset: field → ids (a map id → name, or a list);
//! * 0.2: `associations`, a list of name → (field → id → name);
//! * 0.1: the same with lists of ids; names may carry the types of both ends (also what mal-toolbox makes of a securiCAD model);
//! * 0.0: the same as `metaconcept` and `association`; `metaconcept` is also the word for the type of an asset.

use super::{AssetId, EntryPoint, Model, ModelOptions};
use crate::language::{FieldId, Language, StepKind, TypeId};
use crate::limits::Limits;
use crate::problem::{Kind, Span, did_you_mean, quote};
use crate::text::{Reader, Shape, Stop, Word};
use indexmap::IndexMap;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// An id and what is known about it; a link may come before its asset.
#[derive(Default)]
struct Known<'t> {
    asset: Option<AssetId>,
    /// The first name a link gave it.
    called: Option<(Cow<'t, str>, Span)>,
}

/// A link as written: from an asset, by a field, to an id.
struct Link {
    from: AssetId,
    field: FieldId,
    to: u32,
    span: Span,
}

/// An association of an old file: its name, and per field the ids it lists.
struct Association {
    name: String,
    span: Span,
    fields: Vec<Listed>,
}

/// A field of an association: its name, and the ids it lists.
type Listed = (String, Span, Vec<(u32, Span)>);

/// An entry point of an old file.
struct Entry {
    attacker: String,
    id: u32,
    step: String,
    span: Span,
}

/// What is being read.
struct Reading<'t, 'l> {
    language: &'l Language,
    types: BTreeMap<&'l str, TypeId>,
    options: ModelOptions,
    limits: &'l Limits,
    ids: IndexMap<Cow<'t, str>, Known<'t>>,
    model: Model,
    /// Names as the file has them, where they had to be changed.
    renamed: BTreeMap<AssetId, String>,
    links: Vec<Link>,
    associations: Vec<Association>,
    /// Ids listed in associations so far.
    listed: usize,
    entries: Vec<Entry>,
    /// Where each asset stands.
    spans: Vec<Span>,
}

/// A model; `None` after a complaint.
pub(super) fn model(
    reader: &mut Reader<'_>,
    language: &Language,
    options: ModelOptions,
    limits: &Limits,
) -> Result<Option<Model>, Stop> {
    let types = language.types().iter().enumerate().map(|(at, it)| (it.name(), at as TypeId)).collect();
    let mut reading = Reading {
        language,
        types,
        options,
        limits,
        ids: IndexMap::new(),
        model: Model::default(),
        renamed: BTreeMap::new(),
        links: Vec::new(),
        associations: Vec::new(),
        listed: 0,
        entries: Vec::new(),
        spans: Vec::new(),
    };
    let (shape, start) = reader.peek()?;
    if shape != Shape::Map {
        reader.complaints.error(Kind::Shape, start, "a model is a map with `assets`", "");
        return Err(Stop);
    }
    let mut assets = false;
    reader.record("the model", |reader, key| {
        match &*key.text {
            "metadata" => reading.metadata(reader)?,
            "assets" => {
                assets = true;
                reader.map("assets", |reader, id| reading.asset(reader, id))?;
            }
            "associations" => reader.list("associations", |reader| reading.association(reader))?,
            "attackers" => {
                let message =
                    "attackers in a model are outdated; their entry points are read, but belong to a scenario";
                reader.complaints.note(Kind::Unsupported, key.span, message);
                reader.map("attackers", |reader, id| reading.attacker(reader, &id))?;
            }
            _ => reader.unread("the model", &key)?,
        }
        Ok(())
    })?;
    reader.over()?;
    if !assets {
        reader.complaints.error(Kind::Shape, start, "the model has no `assets`", "");
    }
    reading.finish(reader)
}

impl<'t> Reading<'t, '_> {
    fn metadata(&mut self, reader: &mut Reader<'t>) -> Result<(), Stop> {
        let language = self.language;
        reader.record("metadata", |reader, key| {
            if reader.peek()?.0 != Shape::Text {
                return reader.skip();
            }
            let Some(word) = reader.word("metadata")? else { return Ok(()) };
            match &*key.text {
                "name" => self.model.name = word.text.into_owned(),
                "langID" if word.text != language.id() => {
                    let message =
                        format!("the model is of {}, the language is {}", quote(&word.text), quote(language.id()));
                    reader.complaints.warning(Kind::Lint, word.span, message, "");
                }
                "langVersion" if word.text != language.version() => {
                    let message = format!(
                        "the model is of version {}, the language is {}",
                        quote(&word.text),
                        quote(language.version())
                    );
                    reader.complaints.warning(Kind::Lint, word.span, message, "");
                }
                _ => (),
            }
            Ok(())
        })
    }

    /// The number of an id; links name assets that come later.
    fn id(&mut self, id: Cow<'t, str>) -> u32 {
        let entry = self.ids.entry(id);
        let at = entry.index() as u32;
        entry.or_default();
        at
    }

    fn asset(&mut self, reader: &mut Reader<'t>, id: Word<'t>) -> Result<(), Stop> {
        if self.model.len() >= self.limits.assets {
            let message = format!("more than {} assets", self.limits.assets);
            reader.complaints.error(Kind::Limit, id.span, message, "");
            return Err(Stop);
        }
        let asset = self.model.len() as AssetId;
        let number = self.id(id.text.clone());
        let known = &mut self.ids[number as usize].asset;
        if known.is_some() {
            let message = format!("there are two assets with the id {}", quote(&id.text));
            reader.complaints.error(Kind::Twice, id.span, message, "");
            return reader.skip();
        }
        *known = Some(asset);
        // The type may come last, so links and defences wait for it.
        let (mut named, mut type_): (Option<Word<'t>>, Option<Word<'t>>) = (None, None);
        let mut defences: Vec<(Word<'t>, f64)> = Vec::new();
        let mut linked: Vec<(Word<'t>, u32)> = Vec::new();
        let first = self.links.len();
        if reader.peek()?.0 == Shape::Text {
            type_ = reader.word("the type of an asset")?;
        } else {
            reader.record("an asset", |reader, key| {
                match &*key.text {
                    "name" => named = reader.word("the name of an asset")?,
                    "type" | "metaconcept" => type_ = reader.word("the type of an asset")?,
                    "defenses" => reader.record("defenses", |reader, key| {
                        if let Some(value) = reader.number("a defence")? {
                            defences.push((key, value));
                        }
                        Ok(())
                    })?,
                    "associated_assets" => reader.map("associated_assets", |reader, field| {
                        linked.push((field, self.links.len() as u32));
                        self.targets(reader, asset)
                    })?,
                    // The id once more, and whatever its owner likes.
                    "eid" | "extras" => reader.skip()?,
                    _ => reader.unread("an asset", &key)?,
                }
                Ok(())
            })?;
        }
        let type_ = self.type_named(reader, &id, type_);
        let name = match named {
            Some(word) if !word.text.is_empty() => word.text,
            _ => {
                Cow::Owned(format!("{}:{}", self.language.types()[type_.unwrap_or_default() as usize].name(), id.text))
            }
        };
        self.name(reader, asset, &name, &id);
        self.model.types.push(type_.unwrap_or_default());
        self.model.ids.push(id.text.into());
        self.spans.push(id.span);
        let Some(type_) = type_ else {
            self.links.truncate(first);
            return Ok(());
        };
        for (word, value) in defences {
            self.defence(reader, asset, type_, &word, value);
        }
        linked.push((Word { text: Cow::Borrowed(""), span: id.span }, self.links.len() as u32));
        for pair in linked.windows(2) {
            let [(word, from), (_, to)] = pair else { continue };
            let links = &mut self.links[*from as usize..*to as usize];
            match self.language.field(type_, &word.text) {
                Some(field) => links.iter_mut().for_each(|link| link.field = field),
                None => {
                    let of = self.language.types()[type_ as usize].name();
                    let advice = did_you_mean(&word.text, self.language.fields_of(type_).map(|(name, _)| name));
                    let message = format!("{} has no field {}", quote(of), quote(&word.text));
                    reader.complaints.error(Kind::Unknown, word.span, message, &advice);
                }
            }
        }
        Ok(())
    }

    /// Ids behind a field: a map from id to name, or a list. The field is filled in when the type is known.
    fn targets(&mut self, reader: &mut Reader<'t>, from: AssetId) -> Result<(), Stop> {
        let limit = self.limits.links;
        let mut add = |reader: &mut Reader<'t>, id: Word<'t>, called: Option<Word<'t>>| {
            if self.links.len() >= limit {
                reader.complaints.error(Kind::Limit, id.span, format!("more than {limit} links"), "");
                return Err(Stop);
            }
            let to = self.id(id.text);
            if let Some(called) = called {
                let known = &mut self.ids[to as usize].called;
                match known {
                    None => *known = Some((called.text, called.span)),
                    Some((other, _)) if *other != called.text => {
                        let message = format!("{} was called {} before", quote(&called.text), quote(other));
                        reader.complaints.warning(Kind::Lint, called.span, message, "the id decides");
                    }
                    Some(_) => (),
                }
            }
            self.links.push(Link { from, field: FieldId::MAX, to, span: id.span });
            Ok(())
        };
        if reader.peek()?.0 == Shape::List {
            return reader.list("linked assets", |reader| match reader.word("an id")? {
                Some(id) => add(reader, id, None),
                None => Ok(()),
            });
        }
        reader.map("linked assets", |reader, id| {
            let called = match reader.peek()?.0 {
                Shape::Text => reader.word("the name of a linked asset")?,
                _ => {
                    reader.skip()?;
                    None
                }
            };
            add(reader, id, called)
        })
    }

    fn type_named(&mut self, reader: &mut Reader<'t>, id: &Word<'t>, word: Option<Word<'t>>) -> Option<TypeId> {
        let Some(word) = word else {
            let message = format!("the asset {} has no type", quote(&id.text));
            reader.complaints.error(Kind::Shape, id.span, message, "");
            return None;
        };
        let Some(type_) = self.types.get(&*word.text).copied() else {
            let advice = did_you_mean(&word.text, self.types.keys().copied());
            let message = format!("the language has no asset type {}", quote(&word.text));
            reader.complaints.error(Kind::Unknown, word.span, message, &advice);
            return None;
        };
        if self.language.types()[type_ as usize].is_abstract() {
            let message = format!("{} is abstract: no asset should be just that", quote(&word.text));
            if self.options.abstract_types {
                reader.complaints.warning(Kind::Rule, word.span, message, "");
            } else {
                let advice = "choose a type that extends it, or allow abstract types";
                reader.complaints.error(Kind::Rule, word.span, message, advice);
                return None;
            }
        }
        Some(type_)
    }

    /// A name nothing else has: `:id` is added to a second one, as mal-toolbox does.
    fn name(&mut self, reader: &mut Reader<'t>, asset: AssetId, name: &str, id: &Word<'t>) {
        if self.model.names.insert(name.into()) {
            return;
        }
        self.renamed.insert(asset, name.to_owned());
        let mut longer = format!("{name}:{}", id.text);
        let message = format!("a second asset is called {}; here it is {}", quote(name), quote(&longer));
        reader.complaints.warning(Kind::Twice, id.span, message, "give it a name of its own");
        while !self.model.names.insert(longer.as_str().into()) {
            longer.push_str(&format!(":{}", id.text));
        }
    }

    fn defence(&mut self, reader: &mut Reader<'t>, asset: AssetId, of: TypeId, word: &Word<'t>, value: f64) {
        let type_name = self.language.types()[of as usize].name();
        let defences = || {
            let steps = self.language.types()[of as usize].steps().map(|step| self.language.step(step));
            steps.filter(|step| step.kind() == StepKind::Defence).map(|step| step.name())
        };
        match self.language.step_named(of, &word.text) {
            None => {
                let message = format!("{} has no defence {}", quote(type_name), quote(&word.text));
                reader.complaints.error(Kind::Unknown, word.span, message, &did_you_mean(&word.text, defences()));
            }
            Some(step) if self.language.step(step).kind() != StepKind::Defence => {
                let message = format!("{} of {} is no defence", quote(&word.text), quote(type_name));
                reader.complaints.error(Kind::Rule, word.span, message, &did_you_mean(&word.text, defences()));
            }
            Some(_) if !(0.0..=1.0).contains(&value) => {
                let message = format!("{value} is no probability of being enabled");
                reader.complaints.error(Kind::Value, word.span, message, "between 0 and 1");
            }
            Some(step) => self.model.defences.push((asset, step, value)),
        }
    }

    /// An association of an old file.
    fn association(&mut self, reader: &mut Reader<'t>) -> Result<(), Stop> {
        let mut found: Option<Association> = None;
        let mut name = None;
        reader.record("an association", |reader, key| {
            match &*key.text {
                "metaconcept" => name = reader.word("the name of an association")?,
                "metadata" | "extras" => reader.skip()?,
                _ => {
                    let fields = self.association_fields(reader)?;
                    if found.is_some() {
                        let message = format!("one association per item of the list, so not also {}", quote(&key.text));
                        reader.complaints.error(Kind::Shape, key.span, message, "");
                    }
                    found = Some(Association { name: key.text.into_owned(), span: key.span, fields });
                }
            }
            Ok(())
        })?;
        if let Some(mut association) = found {
            if let Some(word) = name {
                (association.name, association.span) = (word.text.into_owned(), word.span);
            }
            self.associations.push(association);
        }
        Ok(())
    }

    fn association_fields(&mut self, reader: &mut Reader<'t>) -> Result<Vec<Listed>, Stop> {
        let mut fields = Vec::new();
        reader.record("an association", |reader, field| {
            if field.text == "extras" {
                return reader.skip();
            }
            let mut ids = Vec::new();
            let mut add = |reader: &mut Reader<'t>, id: Word<'t>| {
                self.listed += 1;
                if self.listed > self.limits.links {
                    let message = format!("more than {} links", self.limits.links);
                    reader.complaints.error(Kind::Limit, id.span, message, "");
                    return Err(Stop);
                }
                ids.push((self.id(id.text), id.span));
                Ok(())
            };
            match reader.peek()?.0 {
                Shape::List => reader.list("ids", |reader| match reader.word("an id")? {
                    Some(id) => add(reader, id),
                    None => Ok(()),
                })?,
                _ => reader.map("ids", |reader, id| {
                    reader.skip()?;
                    add(reader, id)
                })?,
            }
            fields.push((field.text.into_owned(), field.span, ids));
            Ok(())
        })?;
        Ok(fields)
    }

    /// An attacker of an old file: entry points by id, or by name with `asset_id`.
    fn attacker(&mut self, reader: &mut Reader<'t>, id: &Word<'t>) -> Result<(), Stop> {
        let first = self.entries.len();
        let mut name = None;
        reader.record("an attacker", |reader, key| {
            match &*key.text {
                "name" => name = reader.string("the name of an attacker")?,
                "entry_points" => reader.map("entry points", |reader, at| {
                    let (mut asset, mut steps) = (at, Vec::new());
                    reader.record("an entry point", |reader, key| {
                        match &*key.text {
                            "asset_id" => {
                                if let Some(word) = reader.word("asset_id")? {
                                    asset = word;
                                }
                            }
                            "attack_steps" => reader.list("attack_steps", |reader| {
                                let step = reader.word("a step")?;
                                steps.extend(step);
                                Ok(())
                            })?,
                            _ => reader.unread("an entry point", &key)?,
                        }
                        Ok(())
                    })?;
                    let id = self.id(asset.text);
                    let entry = |step: Word<'t>| Entry {
                        attacker: String::new(),
                        id,
                        step: step.text.into_owned(),
                        span: step.span,
                    };
                    self.entries.extend(steps.into_iter().map(entry));
                    Ok(())
                })?,
                _ => reader.unread("an attacker", &key)?,
            }
            Ok(())
        })?;
        let name = name.unwrap_or_else(|| format!("Attacker:{}", id.text));
        self.entries[first..].iter_mut().for_each(|entry| entry.attacker.clone_from(&name));
        Ok(())
    }

    /// Everything is read: links find their assets, both directions, and the rules are checked.
    fn finish(mut self, reader: &mut Reader<'t>) -> Result<Option<Model>, Stop> {
        for (id, known) in &self.ids {
            let (Some(asset), Some((called, span))) = (known.asset, &known.called) else { continue };
            let name = self.renamed.get(&asset).map_or(self.model.asset_name(asset), |name| name);
            if name != *called && self.model.asset_name(asset) != *called {
                let message =
                    format!("a link calls the asset {} {}, but it is {}", quote(id), quote(called), quote(name));
                reader.complaints.warning(Kind::Lint, *span, message, "the id decides");
            }
        }
        let mut links = Vec::with_capacity(self.links.len() * 2);
        for link in std::mem::take(&mut self.links) {
            let Some(to) = self.resolved(reader, link.to, link.span) else { continue };
            if link.field != FieldId::MAX {
                self.add(reader, &mut links, (link.from, link.field, to), link.span);
            }
        }
        for association in std::mem::take(&mut self.associations) {
            self.cross(reader, &mut links, &association)?;
        }
        for entry in std::mem::take(&mut self.entries) {
            let Some(asset) = self.resolved(reader, entry.id, entry.span) else { continue };
            let of = self.model.type_of(asset);
            match self.language.step_named(of, &entry.step) {
                Some(step) => {
                    self.model.entry_points.push(EntryPoint { attacker: entry.attacker, asset, step });
                }
                None => {
                    let of = self.language.types()[of as usize].name();
                    let message = format!("{} has no step {}", quote(of), quote(&entry.step));
                    reader.complaints.error(Kind::Unknown, entry.span, message, "");
                }
            }
        }
        self.model.defences.sort_by_key(|(asset, step, _)| (*asset, *step));
        if reader.complaints.failed() {
            return Ok(None);
        }
        self.model.link(links);
        self.multiplicities(reader);
        Ok(Some(self.model))
    }

    fn resolved(&self, reader: &mut Reader<'t>, id: u32, span: Span) -> Option<AssetId> {
        let (text, known) = self.ids.get_index(id as usize)?;
        if known.asset.is_none() {
            let message = format!("there is no asset with the id {}", quote(text));
            reader.complaints.error(Kind::Unknown, span, message, "");
        }
        known.asset
    }

    /// A link and its mirror image, if the asset may stand there.
    fn add(
        &self,
        reader: &mut Reader<'t>,
        links: &mut Vec<(AssetId, FieldId, AssetId)>,
        (from, field, to): (AssetId, FieldId, AssetId),
        span: Span,
    ) {
        let end = &self.language.fields()[field as usize];
        let of = self.model.type_of(to);
        if self.language.is_a(of, end.to) {
            links.push((from, field, to));
            links.push((to, field ^ 1, from));
            return;
        }
        let types = self.language.types();
        let message = format!(
            "{} is a {}, but the field {} leads to a {}",
            quote(self.model.asset_name(to)),
            quote(types[of as usize].name()),
            quote(&end.name),
            quote(types[end.to as usize].name())
        );
        reader.complaints.error(Kind::Rule, span, message, "");
    }

    /// An association of an old file: everything of its one field with everything of its other.
    fn cross(
        &self,
        reader: &mut Reader<'t>,
        links: &mut Vec<(AssetId, FieldId, AssetId)>,
        association: &Association,
    ) -> Result<(), Stop> {
        let [(left_name, left_span, left), (right_name, _, right)] = association.fields.as_slice() else {
            let message = format!("the association {} needs two fields", quote(&association.name));
            reader.complaints.error(Kind::Shape, association.span, message, "");
            return Ok(());
        };
        if left.len().saturating_mul(right.len()).saturating_add(links.len() / 2) > self.limits.links {
            let message = format!("more than {} links", self.limits.links);
            reader.complaints.error(Kind::Limit, association.span, message, "");
            return Err(Stop);
        }
        for (id, span) in left {
            let Some(from) = self.resolved(reader, *id, *span) else { continue };
            // What stands under the left field has the right one.
            let of = self.model.type_of(from);
            let field = self.language.field(of, right_name);
            let Some(field) = field.filter(|field| self.language.fields()[*field as usize ^ 1].name == *left_name)
            else {
                let message = format!(
                    "no association joins a {} by the fields {} and {}",
                    quote(self.language.types()[of as usize].name()),
                    quote(left_name),
                    quote(right_name)
                );
                reader.complaints.error(Kind::Unknown, *left_span, message, "");
                continue;
            };
            let name = self.language.association(self.language.fields()[field as usize].association);
            let rest = association.name.strip_prefix(name);
            if !rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('_')) && association.name != "association" {
                let message = format!("these fields belong to {}, not to {}", quote(name), quote(&association.name));
                reader.complaints.warning(Kind::Lint, association.span, message, "the fields decide");
            }
            for (id, span) in right {
                if let Some(to) = self.resolved(reader, *id, *span) {
                    self.add(reader, links, (from, field, to), *span);
                }
            }
        }
        Ok(())
    }

    /// Too many links at an end are an error; too few a warning, one per type and field.
    fn multiplicities(&self, reader: &mut Reader<'t>) {
        let model = &self.model;
        let mut few: BTreeMap<(TypeId, FieldId), (usize, AssetId)> = BTreeMap::new();
        let bounded: BTreeMap<TypeId, Vec<(FieldId, u64, u64)>> = (0..self.language.types().len() as TypeId)
            .map(|of| {
                let fields = self.language.fields_of(of).map(|(_, field)| field);
                let bounds = fields.map(|field| {
                    let end = &self.language.fields()[field as usize];
                    (field, end.least, end.most.unwrap_or(u64::MAX))
                });
                (of, bounds.filter(|(_, least, most)| *least > 0 || *most < u64::MAX).collect())
            })
            .collect();
        for asset in 0..model.len() as AssetId {
            let of = model.type_of(asset);
            for (field, least, most) in &bounded[&of] {
                let count = model.linked(asset, *field).len() as u64;
                let name = &self.language.fields()[*field as usize].name;
                if count > *most {
                    let message = format!(
                        "{} has {count} {}, at most {most} are allowed",
                        quote(model.asset_name(asset)),
                        quote(name)
                    );
                    reader.complaints.error(Kind::Rule, self.spans[asset as usize], message, "");
                } else if count < *least {
                    few.entry((of, *field)).or_insert((0, asset)).0 += 1;
                }
            }
        }
        for ((of, field), (count, first)) in few {
            let of = self.language.types()[of as usize].name();
            let end = &self.language.fields()[field as usize];
            let message = format!(
                "{count} of type {} have fewer than {} {}, the first is {}",
                quote(of),
                end.least,
                quote(&end.name),
                quote(model.asset_name(first))
            );
            reader.complaints.warning(Kind::Lint, self.spans[first as usize], message, "");
        }
    }
}
