//! From a langspec as written to a language without names: types, fields, inheritance, expressions, times; every rule checked.

use super::expressions::{Expression, ExpressionId};
use super::spec::{self, Spec, StepKind};
use super::{Detector, Field, FieldId, Language, Step, Target, Type, TypeId, clock, too_large};
use crate::limits::Limits;
use crate::problem::{Complaints, Kind, Span, did_you_mean, quote};
use indexmap::IndexSet;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The names of a language while its expressions are resolved.
pub(super) struct Names<'s> {
    spec: &'s Spec,
    pub(super) complaints: &'s mut Complaints,
    depth: usize,
    types: Vec<Type>,
    by_name: BTreeMap<&'s str, TypeId>,
    fields: Vec<Field>,
    field_names: BTreeMap<(TypeId, &'s str), FieldId>,
    used_fields: Vec<bool>,
    /// Per type: its steps by name, with their place; and the same in order.
    places: Vec<BTreeMap<&'s str, u32>>,
    slots: Vec<Vec<Slot>>,
    variable_names: BTreeMap<(TypeId, &'s str), u32>,
    variables: Vec<Variable<'s>>,
    arena: IndexSet<Expression>,
    /// Operators above each other, per node of the arena.
    heights: Vec<usize>,
}

/// A step of a type: the nearest type that says something about it, and which of its steps that is.
#[derive(Clone, Copy)]
struct Slot {
    by: TypeId,
    at: usize,
}

struct Variable<'s> {
    of: TypeId,
    said: &'s spec::Variable,
    used: bool,
    state: State,
}

#[derive(Clone, Copy)]
enum State {
    Unseen,
    Open,
    Done(Option<(ExpressionId, TypeId)>),
}

/// A language; `None` after a complaint.
pub(super) fn language(spec: Spec, limits: &Limits, complaints: &mut Complaints) -> Option<Language> {
    if spec.assets.len() > limits.types {
        too_large(complaints, "asset types");
        return None;
    }
    let mut names = Names {
        spec: &spec,
        complaints,
        depth: limits.depth,
        types: Vec::new(),
        by_name: BTreeMap::new(),
        fields: Vec::new(),
        field_names: BTreeMap::new(),
        used_fields: Vec::new(),
        places: Vec::new(),
        slots: Vec::new(),
        variable_names: BTreeMap::new(),
        variables: Vec::new(),
        arena: IndexSet::from([Expression::Here]),
        heights: vec![0],
    };
    let order = names.name_types()?;
    names.name_fields(&order, limits)?;
    if names.complaints.failed() {
        // Every expression goes through types and fields: without them each would be one more complaint.
        return None;
    }
    names.name_steps(&order, limits)?;
    names.name_variables(&order, limits)?;
    names.categories();
    let parts = names.steps(&order, limits)?;
    for at in 0..names.variables.len() {
        names.resolve_variable(at as u32, Span::default(), 0);
    }
    names.unused();
    let field_names = names.field_names.iter().map(|(&(of, name), &field)| (of, name.to_owned(), field)).collect();
    let (types, fields) = (names.types, names.fields);
    let expressions = names.arena.into_iter().collect();
    let sha256 = super::hash(&super::write::canonical(&super::write::value(&spec)));
    let Parts { steps, targets, times } = parts;
    Some(Language { spec, types, steps, expressions, targets, times, fields, field_names, sha256 })
}

/// What the steps become.
struct Parts {
    steps: Vec<Step>,
    targets: Vec<Target>,
    times: Vec<crate::time::Time>,
}

/// What one type says about one of its steps.
#[derive(Default)]
struct Said {
    reaches: Vec<Target>,
    requires: Vec<Target>,
    time: Option<u32>,
    defence: Option<f64>,
}

impl<'s> Names<'s> {
    pub(super) fn name(&self, of: TypeId) -> &'s str {
        &self.spec.assets[of as usize].name
    }

    pub(super) fn type_named(&self, name: &str) -> Option<TypeId> {
        self.by_name.get(name).copied()
    }

    pub(super) fn type_names(&self) -> impl Iterator<Item = &'s str> + use<'s> {
        self.spec.assets.iter().map(|asset| asset.name.as_str())
    }

    pub(super) fn step_names(&self, of: TypeId) -> impl Iterator<Item = &'s str> {
        self.places[of as usize].keys().copied()
    }

    pub(super) fn field_names(&self, of: TypeId) -> impl Iterator<Item = &'s str> {
        self.field_names.range((of, "")..(of + 1, "")).map(|((_, name), _)| *name)
    }

    pub(super) fn variable_names(&self, of: TypeId) -> impl Iterator<Item = &'s str> {
        self.variable_names.range((of, "")..(of + 1, "")).map(|((_, name), _)| *name)
    }

    /// The place of a step among those of a type.
    pub(super) fn place(&self, of: TypeId, name: &str) -> Option<u32> {
        self.places[of as usize].get(name).copied()
    }

    /// A field and what it leads to.
    pub(super) fn use_field(&mut self, of: TypeId, name: &str) -> Option<(FieldId, TypeId)> {
        let field = *self.field_names.get(&(of, name))?;
        self.used_fields[field as usize] = true;
        Some((field, self.fields[field as usize].to))
    }

    /// A variable, which counts as used.
    pub(super) fn use_variable(&mut self, of: TypeId, name: &str) -> Option<u32> {
        let at = *self.variable_names.get(&(of, name))?;
        self.variables[at as usize].used = true;
        Some(at)
    }

    pub(super) fn is_a(&self, it: TypeId, other: TypeId) -> bool {
        self.types[other as usize].family.contains(&self.types[it as usize].family.start)
    }

    /// The nearest type both are.
    pub(super) fn common(&self, left: TypeId, right: TypeId) -> Option<TypeId> {
        let mut at = Some(left);
        while let Some(it) = at {
            if self.is_a(right, it) {
                return Some(it);
            }
            at = self.types[it as usize].parent;
        }
        None
    }

    pub(super) fn node(&self, at: ExpressionId) -> Expression {
        self.arena.get_index(at as usize).copied().unwrap_or(Expression::Here)
    }

    /// Puts a node into the arena, once; `None` after a complaint that operators stand too high on each other.
    pub(super) fn add(&mut self, node: Expression, it: &spec::Expression) -> Option<ExpressionId> {
        let height = |at: ExpressionId| self.heights[at as usize];
        let height = match node {
            Expression::Here | Expression::Field(_) => 0,
            Expression::Union(left, right)
            | Expression::Intersection(left, right)
            | Expression::Difference(left, right)
            | Expression::Collect(left, right) => 1 + height(left).max(height(right)),
            Expression::Closure(inner) | Expression::Filter(_, inner) => 1 + height(inner),
        };
        if height > self.depth {
            let message = format!("with its variables this expression nests deeper than {} operators", self.depth);
            self.complaints.error(Kind::Limit, it.span, message, "");
            return None;
        }
        let (at, new) = self.arena.insert_full(node);
        if new {
            self.heights.push(height);
        }
        Some(at as ExpressionId)
    }

    /// The expression of a variable, resolved once.
    pub(super) fn resolve_variable(&mut self, at: u32, span: Span, nest: usize) -> Option<(ExpressionId, TypeId)> {
        let variable = &mut self.variables[at as usize];
        let (of, said) = (variable.of, variable.said);
        match variable.state {
            State::Done(result) => return result,
            State::Open => {
                let message = format!("the variable {} leads back to itself", quote(&said.name));
                self.complaints.error(Kind::Circle, span, message, "");
                return None;
            }
            State::Unseen if nest >= self.depth => {
                let message = format!("variables call each other more than {} deep", self.depth);
                self.complaints.error(Kind::Limit, span, message, "");
                return None;
            }
            State::Unseen => variable.state = State::Open,
        }
        let result = self.assets(of, &said.expression, nest + 1);
        self.variables[at as usize].state = State::Done(result);
        result
    }

    /// Types by name, who extends whom, and an order in which parents come first.
    fn name_types(&mut self) -> Option<Vec<TypeId>> {
        let assets = &self.spec.assets;
        for (at, asset) in assets.iter().enumerate() {
            if self.by_name.insert(&asset.name, at as TypeId).is_some() {
                let message = format!("there are two asset types {}", quote(&asset.name));
                self.complaints.error(Kind::Twice, asset.span, message, "");
            }
        }
        let mut parents: Vec<Option<TypeId>> = Vec::with_capacity(assets.len());
        for asset in assets {
            let parent = asset.extends.as_ref().and_then(|(name, span)| {
                let parent = self.type_named(name);
                if parent.is_none() {
                    let advice = did_you_mean(name, self.type_names());
                    let message = format!("{} extends {}, which does not exist", quote(&asset.name), quote(name));
                    self.complaints.error(Kind::Unknown, *span, message, &advice);
                }
                parent
            });
            parents.push(parent);
        }
        self.cut_circles(&mut parents);
        let mut children: Vec<Vec<TypeId>> = vec![Vec::new(); assets.len()];
        for (at, parent) in parents.iter().enumerate() {
            if let Some(parent) = parent {
                children[*parent as usize].push(at as TypeId);
            }
        }
        // A walk in which every type is met before its children, and a family is a range.
        let (mut order, mut levels) = (Vec::with_capacity(assets.len()), vec![0; assets.len()]);
        let roots = (0..assets.len()).rev().filter(|at| parents[*at].is_none());
        let mut open: Vec<TypeId> = roots.map(|at| at as TypeId).collect();
        while let Some(at) = open.pop() {
            order.push(at);
            for child in children[at as usize].iter().rev() {
                levels[*child as usize] = levels[at as usize] + 1;
                open.push(*child);
            }
        }
        let mut sizes = vec![1_u32; assets.len()];
        let mut numbers = vec![0_u32; assets.len()];
        for (number, at) in order.iter().enumerate().rev() {
            numbers[*at as usize] = number as u32;
            if let Some(parent) = parents[*at as usize] {
                sizes[parent as usize] += sizes[*at as usize];
            }
        }
        if let Some(at) = levels.iter().position(|level| *level > self.depth) {
            let message = format!("{} has more than {} ancestors", quote(&assets[at].name), self.depth);
            self.complaints.error(Kind::Limit, assets[at].span, message, "");
            return None;
        }
        self.types = assets
            .iter()
            .enumerate()
            .map(|(at, asset)| Type {
                name: asset.name.clone(),
                parent: parents[at],
                is_abstract: asset.is_abstract,
                steps: 0..0,
                family: numbers[at]..numbers[at] + sizes[at],
            })
            .collect();
        for (at, asset) in assets.iter().enumerate() {
            if asset.is_abstract && children[at].is_empty() {
                let message = format!("nothing extends the abstract type {}", quote(&asset.name));
                self.complaints.note(Kind::Lint, asset.span, message);
            }
        }
        Some(order)
    }

    /// Complains about every circle of `extends`, and cuts it so that the rest can be checked.
    fn cut_circles(&mut self, parents: &mut [Option<TypeId>]) {
        let mut walk = vec![0_usize; parents.len()];
        for start in 0..parents.len() {
            let mut at = start;
            while walk[at] == 0 {
                walk[at] = start + 1;
                match parents[at] {
                    Some(parent) if walk[parent as usize] == start + 1 => {
                        let mut names = vec![quote(self.name(parent))];
                        let mut link = at as TypeId;
                        while link != parent && names.len() < 6 {
                            names.push(quote(self.name(link)));
                            match parents[link as usize] {
                                Some(next) => link = next,
                                None => break,
                            }
                        }
                        let asset = &self.spec.assets[at];
                        let span = asset.extends.as_ref().map_or(asset.span, |(_, span)| *span);
                        let names = if at as TypeId == parent { quote(&asset.name) } else { names.join(", ") };
                        let message = format!("`extends` runs in a circle: {names}");
                        self.complaints.error(Kind::Circle, span, message, "");
                        parents[at] = None;
                    }
                    Some(parent) => at = parent as usize,
                    None => (),
                }
            }
        }
    }

    /// Fields of all types, own and inherited.
    fn name_fields(&mut self, order: &[TypeId], limits: &Limits) -> Option<()> {
        let mut own: Vec<Vec<(FieldId, Span)>> = vec![Vec::new(); self.types.len()];
        for (number, association) in self.spec.associations.iter().enumerate() {
            let types = association.ends.each_ref().map(|end| {
                let found = self.type_named(&end.asset);
                if found.is_none() {
                    let advice = did_you_mean(&end.asset, self.type_names());
                    let message = format!("{} is no asset type", quote(&end.asset));
                    self.complaints.error(Kind::Unknown, end.span, message, &advice);
                }
                found
            });
            for (end, [to, of]) in association.ends.iter().zip([types, [types[1], types[0]]]) {
                // An end of no type keeps its number, so that numbers stay twice those of associations.
                let (to, known) = (to.unwrap_or_default(), of.zip(to));
                if let Some((of, _)) = known {
                    own[of as usize].push((self.fields.len() as FieldId, association.span));
                }
                self.fields.push(Field {
                    name: end.field.clone(),
                    to,
                    of: of.unwrap_or_default(),
                    least: end.least,
                    most: end.most,
                    association: number as u32,
                });
            }
        }
        self.used_fields = vec![false; self.fields.len()];
        for of in order {
            let inherited: Vec<(&str, FieldId)> = match self.types[*of as usize].parent {
                Some(parent) => {
                    let range = self.field_names.range((parent, "")..(parent + 1, ""));
                    range.map(|((_, name), field)| (*name, *field)).collect()
                }
                None => Vec::new(),
            };
            self.field_names.extend(inherited.into_iter().map(|(name, field)| ((*of, name), field)));
            for (field, span) in &own[*of as usize] {
                let end = &self.spec.associations[*field as usize / 2].ends[*field as usize % 2];
                if self.field_names.insert((*of, &end.field), *field).is_some() {
                    let message = format!("{} has two fields {}", quote(self.name(*of)), quote(&end.field));
                    self.complaints.error(Kind::Twice, *span, message, "own or inherited");
                }
            }
            if self.field_names.len() > limits.steps {
                too_large(self.complaints, "fields");
                return None;
            }
        }
        Some(())
    }

    /// Steps of all types, own and inherited, in their places.
    fn name_steps(&mut self, order: &[TypeId], limits: &Limits) -> Option<()> {
        self.places = vec![BTreeMap::new(); self.types.len()];
        self.slots = vec![Vec::new(); self.types.len()];
        let mut total = 0;
        for of in order {
            let asset = &self.spec.assets[*of as usize];
            let parent = self.types[*of as usize].parent;
            let (mut places, mut slots) = match parent {
                Some(parent) => (self.places[parent as usize].clone(), self.slots[parent as usize].clone()),
                None => (BTreeMap::new(), Vec::new()),
            };
            for (at, step) in asset.steps.iter().enumerate() {
                let slot = Slot { by: *of, at };
                match places.get(step.name.as_str()).copied() {
                    None => {
                        places.insert(&step.name, slots.len() as u32);
                        slots.push(slot);
                        if step.reaches.as_ref().is_some_and(|reaches| !reaches.overrides) {
                            let message = format!(
                                "{} extends a step {} that no ancestor has",
                                quote(&asset.name),
                                quote(&step.name)
                            );
                            let advice = "write `->`, which is \"overrides\": true";
                            self.complaints.error(Kind::Rule, step.span, message, advice);
                        }
                    }
                    Some(place) => {
                        let before = slots[place as usize];
                        let other = &self.spec.assets[before.by as usize].steps[before.at];
                        if before.by == *of {
                            let message = format!("{} has two steps {}", quote(&asset.name), quote(&step.name));
                            self.complaints.error(Kind::Twice, step.span, message, "");
                        } else if other.kind != step.kind {
                            let message = format!(
                                "{} makes the step {} of type `{}`, but in {} it is of type `{}`",
                                quote(&asset.name),
                                quote(&step.name),
                                step.kind.word(),
                                quote(self.name(before.by)),
                                other.kind.word()
                            );
                            self.complaints.error(Kind::Rule, step.span, message, "");
                        }
                        slots[place as usize] = slot;
                    }
                }
                let (of, name) = (*of, step.name.as_str());
                if self.field_names.contains_key(&(of, name)) {
                    let message = format!("{} has a step and a field {}", quote(&asset.name), quote(name));
                    self.complaints.error(Kind::Twice, step.span, message, "");
                }
            }
            // A field of its own may have the name of an inherited step.
            let own = |field: FieldId| self.fields[field as usize].of == *of;
            let range = self.field_names.range((*of, "")..(*of + 1, ""));
            let clash = range.filter(|(_, field)| own(**field)).find_map(|((_, name), field)| {
                let slot = slots[*places.get(name)? as usize];
                (slot.by != *of).then_some((*name, *field))
            });
            if let Some((name, field)) = clash {
                let span = self.spec.associations[field as usize / 2].span;
                let message = format!("{} has a step and a field {}", quote(&asset.name), quote(name));
                self.complaints.error(Kind::Twice, span, message, "");
            }
            total += slots.len();
            if total > limits.steps {
                too_large(self.complaints, "steps");
                return None;
            }
            (self.places[*of as usize], self.slots[*of as usize]) = (places, slots);
        }
        Some(())
    }

    /// Variables of all types, own and inherited.
    fn name_variables(&mut self, order: &[TypeId], limits: &Limits) -> Option<()> {
        for of in order {
            let inherited: Vec<(&str, u32)> = match self.types[*of as usize].parent {
                Some(parent) => {
                    let range = self.variable_names.range((parent, "")..(parent + 1, ""));
                    range.map(|((_, name), at)| (*name, *at)).collect()
                }
                None => Vec::new(),
            };
            self.variable_names.extend(inherited.into_iter().map(|(name, at)| ((*of, name), at)));
            for said in &self.spec.assets[*of as usize].variables {
                let at = self.variables.len() as u32;
                self.variables.push(Variable { of: *of, said, used: false, state: State::Unseen });
                if self.variable_names.insert((*of, &said.name), at).is_some() {
                    let message = format!("{} has two variables {}", quote(self.name(*of)), quote(&said.name));
                    self.complaints.error(Kind::Twice, said.span, message, "own or inherited");
                }
            }
            if self.variable_names.len() > limits.steps {
                too_large(self.complaints, "variables");
                return None;
            }
        }
        Some(())
    }

    fn categories(&mut self) {
        let mut names = BTreeSet::new();
        for category in &self.spec.categories {
            if !names.insert(category.name.as_str()) {
                let message = format!("there are two categories {}", quote(&category.name));
                self.complaints.error(Kind::Twice, category.span, message, "");
            }
        }
        let mut empty = names.clone();
        for asset in &self.spec.assets {
            empty.remove(asset.category.as_str());
            if !names.contains(asset.category.as_str()) {
                let advice = did_you_mean(&asset.category, names.iter().copied());
                let message =
                    format!("{} is in no category that exists: {}", quote(&asset.name), quote(&asset.category));
                self.complaints.error(Kind::Unknown, asset.span, message, &advice);
            }
        }
        for category in self.spec.categories.iter().filter(|it| empty.contains(it.name.as_str())) {
            self.complaints.note(Kind::Lint, category.span, format!("the category {} is empty", quote(&category.name)));
        }
    }

    /// What is declared and never used.
    fn unused(&mut self) {
        for variable in self.variables.iter().filter(|variable| !variable.used) {
            let message = format!("the variable {} is never used", quote(&variable.said.name));
            self.complaints.note(Kind::Lint, variable.said.span, message);
        }
        for (association, used) in self.spec.associations.iter().zip(self.used_fields.chunks(2)) {
            if !used.contains(&true) {
                let message = format!("the association {} is never used", quote(&association.name));
                self.complaints.note(Kind::Lint, association.span, message);
            }
        }
    }

    /// All steps with times and targets, ancestors first.
    fn steps(&mut self, order: &[TypeId], limits: &Limits) -> Option<Parts> {
        let mut parts = Parts { steps: Vec::new(), targets: Vec::new(), times: Vec::new() };
        for of in order {
            let from = parts.steps.len() as u32;
            let parent = self.types[*of as usize].parent.map(|it| self.types[it as usize].steps());
            for (place, slot) in self.slots[*of as usize].clone().into_iter().enumerate() {
                let inherited =
                    parent.clone().and_then(|mut it| it.nth(place)).map(|at| parts.steps[at as usize].clone());
                let step = match inherited {
                    Some(inherited) if slot.by != *of => inherited,
                    inherited => self.own_step(*of, slot.at, inherited, &mut parts),
                };
                parts.steps.push(step);
                if parts.targets.len() > limits.steps.saturating_mul(8) {
                    too_large(self.complaints, "places where steps lead");
                    return None;
                }
            }
            self.types[*of as usize].steps = from..parts.steps.len() as u32;
        }
        Some(parts)
    }

    /// A step that a type says something about.
    fn own_step(&mut self, of: TypeId, at: usize, inherited: Option<Step>, parts: &mut Parts) -> Step {
        let step = &self.spec.assets[of as usize].steps[at];
        let said = self.said(of, step, &mut parts.times);
        let requires_needed = matches!(step.kind, StepKind::Exists | StepKind::NotExists);
        if requires_needed && step.requires.is_none() && inherited.is_none() {
            let message = format!("{} asks whether an asset exists, but does not say which", quote(&step.name));
            self.complaints.error(Kind::Rule, step.span, message, "it needs `requires`, in MAL `<-`");
        }
        // Restated with `->`: its own only. Otherwise (`+>`, or nothing): the parent's and its own.
        let overrides = |targets: &Option<spec::Targets>| targets.as_ref().is_some_and(|it| it.overrides);
        let replaced = overrides(&step.reaches);
        let mut join = |inherited: Option<&std::ops::Range<u32>>, own: Vec<Target>, replaced: bool| {
            let kept = inherited.filter(|_| !replaced);
            if let (Some(kept), true) = (kept, own.is_empty()) {
                return kept.clone();
            }
            let from = parts.targets.len() as u32;
            if let Some(kept) = kept {
                parts.targets.extend_from_within(kept.start as usize..kept.end as usize);
            }
            parts.targets.extend(own);
            from..parts.targets.len() as u32
        };
        let reaches = join(inherited.as_ref().map(|it| &it.reaches), said.reaches, replaced);
        let requires_replaced = step.requires.is_some() && (replaced || overrides(&step.requires));
        let requires = join(inherited.as_ref().map(|it| &it.requires), said.requires, requires_replaced);
        let inherited_time = inherited.as_ref().is_some_and(|it| it.time.is_some() || it.defence > 0.0);
        if step.time.is_none() && inherited_time {
            let message = format!(
                "{} restates {} without its time, which is inherited here; mal-toolbox takes no time then",
                quote(self.name(of)),
                quote(&step.name)
            );
            self.complaints.add(
                crate::problem::Severity::Warning,
                Kind::Lint,
                step.span,
                || message,
                || Some("write the time again".to_owned()),
            );
        }
        let (time, defence) = match (&step.time, &inherited) {
            (None, Some(inherited)) => (inherited.time, inherited.defence),
            _ => (said.time, said.defence.unwrap_or(0.0)),
        };
        let mut tags: Vec<String> = Vec::new();
        let before = inherited.as_ref().filter(|_| !replaced).map_or(&[][..], |it| &it.tags);
        for tag in before.iter().chain(&step.tags) {
            if !tags.contains(tag) {
                tags.push(tag.clone());
            }
        }
        let risk = step.risk.or(inherited.as_ref().map(|it| it.risk)).unwrap_or_default();
        let detectors = match (&step.detectors, &inherited) {
            (None, Some(inherited)) => inherited.detectors.clone(),
            (None, None) => Arc::from([]),
            (Some(value), _) => detectors(value).into(),
        };
        Step {
            name: step.name.clone(),
            kind: step.kind,
            time,
            defence,
            risk,
            tags: tags.into(),
            reaches,
            requires,
            detectors,
            span: step.span,
        }
    }

    /// What a type itself says about a step, checked.
    fn said(&mut self, of: TypeId, step: &spec::Step, times: &mut Vec<crate::time::Time>) -> Said {
        let mut said = Said::default();
        let asks = matches!(step.kind, StepKind::Exists | StepKind::NotExists);
        for expression in step.reaches.iter().flat_map(|it| &it.expressions) {
            let target = self.step(of, expression);
            said.reaches.extend(target);
        }
        if let Some(requires) = &step.requires {
            if !asks {
                let message = format!("{} is of type `{}` and requires nothing", quote(&step.name), step.kind.word());
                self.complaints.error(Kind::Rule, requires.span, message, "only `exist` and `notExist` do");
            }
            for expression in &requires.expressions {
                if let Some((expression, on)) = self.assets(of, expression, 0) {
                    said.requires.push(Target { expression, place: 0, on });
                }
            }
            if requires.expressions.len() > 1 {
                let message = format!(
                    "{} has several requirements; here any one that exists counts, compilers of MAL differ",
                    quote(&step.name)
                );
                self.complaints.warning(Kind::Lint, step.span, message, "join them with a union");
            }
        }
        if step.kind == StepKind::Defence && step.risk.is_some_and(|risk| risk.contains(&true)) {
            let message = format!("the defence {} harms nothing, so it has no C, I or A", quote(&step.name));
            self.complaints.error(Kind::Rule, step.span, message, "");
        }
        let Some(time) = &step.time else { return said };
        match step.kind {
            StepKind::Or | StepKind::And => {
                if let Some(time) = clock::time(time, self.complaints) {
                    said.time = Some(times.len() as u32);
                    times.push(time);
                }
            }
            StepKind::Defence => said.defence = clock::defence(time, self.complaints),
            StepKind::Exists | StepKind::NotExists => {
                let message = format!("{} asks whether an asset exists, which takes no time", quote(&step.name));
                self.complaints.error(Kind::Rule, time.span, message, "");
            }
        }
        said
    }
}

/// Detectors as mal-toolbox writes them: a map by name, or a list.
fn detectors(value: &serde_json::Value) -> Vec<Detector> {
    let one = |name: Option<&String>, value: &serde_json::Value| {
        let share = |keys: [&str; 2]| {
            let found = keys.iter().find_map(|key| value.get(key)?.as_f64());
            found.filter(|it| (0.0..=1.0).contains(it))
        };
        let said = value.get("name").and_then(|it| it.as_str()).map(str::to_owned);
        Detector {
            name: said.or(name.cloned()).unwrap_or_default(),
            hit: share(["tprate", "tpr"]),
            false_alarm: share(["fprate", "fpr"]),
        }
    };
    match value {
        serde_json::Value::Object(map) => map.iter().map(|(name, value)| one(Some(name), value)).collect(),
        serde_json::Value::Array(list) => list.iter().map(|value| one(None, value)).collect(),
        _ => Vec::new(),
    }
}
