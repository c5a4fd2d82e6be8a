//! Step expressions without names: shared nodes of one arena, each checked against the types it passes through.

use super::resolve::Names;
use super::spec::{self, Node, SetOperator};
use super::{FieldId, Target, TypeId};
use crate::problem::{Kind, did_you_mean, quote};

/// A number in the arena.
pub(crate) type ExpressionId = u32;

/// What an expression gives for one asset: a set of assets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Expression {
    /// The asset itself.
    Here,
    /// Its neighbours by a field.
    Field(FieldId),
    /// What either gives.
    Union(ExpressionId, ExpressionId),
    /// What both give.
    Intersection(ExpressionId, ExpressionId),
    /// What the first gives and the second does not.
    Difference(ExpressionId, ExpressionId),
    /// The second from each of the first.
    Collect(ExpressionId, ExpressionId),
    /// The asset and all that is reached by applying this again and again.
    Closure(ExpressionId),
    /// Those of a type.
    Filter(TypeId, ExpressionId),
}

/// An expression and the type of all it gives.
type Typed = (ExpressionId, TypeId);

impl Names<'_> {
    /// An expression that ends in assets, from an asset of a type; `None` after a complaint. `nest`: variables within variables.
    pub(super) fn assets(&mut self, from: TypeId, it: &spec::Expression, nest: usize) -> Option<Typed> {
        match &it.it {
            Node::Field(name) => self.field(from, name, it),
            Node::Variable(name) => self.variable(from, name, it, nest),
            Node::Set(operator, left, right) => {
                let (left, right) = (self.assets(from, left, nest), self.assets(from, right, nest));
                let ((left, left_type), (right, right_type)) = (left?, right?);
                let Some(common) = self.common(left_type, right_type) else {
                    let [left, right] = [left_type, right_type].map(|it| quote(self.name(it)));
                    let message = format!("{left} and {right} have no common ancestor, so this set has no type");
                    self.complaints.error(Kind::Rule, it.span, message, "");
                    return None;
                };
                let node = match operator {
                    SetOperator::Union => Expression::Union(left, right),
                    SetOperator::Intersection => Expression::Intersection(left, right),
                    SetOperator::Difference => Expression::Difference(left, right),
                };
                Some((self.add(node, it)?, common))
            }
            Node::Collect(left, right) => {
                let (left, through) = self.assets(from, left, nest)?;
                let (right, to) = self.assets(through, right, nest)?;
                Some((self.collect(left, right, it)?, to))
            }
            Node::Transitive(inner) => {
                let (inner, to) = self.assets(from, inner, nest)?;
                if !self.is_a(to, from) {
                    let [to, from] = [to, from].map(|it| quote(self.name(it)));
                    let message = format!("`*` goes from {from} to {to}, which is no {from}, so it cannot go on");
                    self.complaints.error(Kind::Rule, it.span, message, "");
                    return None;
                }
                Some((self.add(Expression::Closure(inner), it)?, to))
            }
            Node::Filter(to, inner) => {
                let (inner, of) = self.assets(from, inner, nest)?;
                let Some(to) = self.type_named(to) else {
                    let advice = did_you_mean(to, self.type_names());
                    self.complaints.error(Kind::Unknown, it.span, format!("{} is no asset type", quote(to)), &advice);
                    return None;
                };
                if !self.is_a(to, of) {
                    let [to, of] = [to, of].map(|it| quote(self.name(it)));
                    self.complaints.error(
                        Kind::Rule,
                        it.span,
                        format!("{to} is no {of}, so `[{}]` gives nothing", to.trim_matches('`')),
                        "",
                    );
                    return None;
                }
                Some((self.add(Expression::Filter(to, inner), it)?, to))
            }
            Node::Step(name) => {
                let message = format!("the step {} stands where assets belong", quote(name));
                self.complaints.error(Kind::Rule, it.span, message, "");
                None
            }
        }
    }

    /// An expression that ends in a step; `None` after a complaint.
    pub(super) fn step(&mut self, from: TypeId, it: &spec::Expression) -> Option<Target> {
        match &it.it {
            Node::Step(name) => {
                let Some(place) = self.place(from, name) else {
                    let advice = did_you_mean(name, self.step_names(from));
                    let message = format!("{} has no step {}", quote(self.name(from)), quote(name));
                    self.complaints.error(Kind::Unknown, it.span, message, &advice);
                    return None;
                };
                Some(Target { expression: self.add(Expression::Here, it)?, place, on: from })
            }
            Node::Collect(left, right) => {
                let (left, through) = self.assets(from, left, 0)?;
                let target = self.step(through, right)?;
                Some(Target { expression: self.collect(left, target.expression, it)?, ..target })
            }
            _ => {
                let message = "where a step leads must end in the name of a step";
                self.complaints.error(Kind::Rule, it.span, message, "");
                None
            }
        }
    }

    fn field(&mut self, from: TypeId, name: &str, it: &spec::Expression) -> Option<Typed> {
        if let Some((field, to)) = self.use_field(from, name) {
            return Some((self.add(Expression::Field(field), it)?, to));
        }
        let advice = if self.place(from, name).is_some() {
            "a step of this name stands there, not a field".to_owned()
        } else {
            did_you_mean(name, self.field_names(from))
        };
        let message = format!("{} has no field {}", quote(self.name(from)), quote(name));
        self.complaints.error(Kind::Unknown, it.span, message, &advice);
        None
    }

    fn variable(&mut self, from: TypeId, name: &str, it: &spec::Expression, nest: usize) -> Option<Typed> {
        let Some(at) = self.use_variable(from, name) else {
            let advice = did_you_mean(name, self.variable_names(from));
            let message = format!("{} has no variable {}", quote(self.name(from)), quote(name));
            self.complaints.error(Kind::Unknown, it.span, message, &advice);
            return None;
        };
        self.resolve_variable(at, it.span, nest)
    }

    /// The second from each of the first; the asset itself adds nothing.
    fn collect(&mut self, left: ExpressionId, right: ExpressionId, it: &spec::Expression) -> Option<ExpressionId> {
        match (self.node(left), self.node(right)) {
            (Expression::Here, _) => Some(right),
            (_, Expression::Here) => Some(left),
            _ => self.add(Expression::Collect(left, right), it),
        }
    }
}
