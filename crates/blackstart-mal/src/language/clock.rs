//! A time as written, checked and made a law: names spelled out, parameters in their ranges.

use super::spec::{Arithmetic, Clock, ClockNode};
use crate::problem::{Complaints, Kind, did_you_mean, quote};
use crate::time::{Operation, Time};

/// Every name a time may have.
const NAMES: [&str; 18] = [
    "Exponential",
    "Gamma",
    "LogNormal",
    "Pareto",
    "TruncatedNormal",
    "Uniform",
    "Binomial",
    "Bernoulli",
    "EasyAndCertain",
    "EasyAndUncertain",
    "HardAndCertain",
    "HardAndUncertain",
    "VeryHardAndCertain",
    "VeryHardAndUncertain",
    "Zero",
    "Infinity",
    "Enabled",
    "Disabled",
];

/// The time of an attack step; `None` after a complaint.
pub(super) fn time(clock: &Clock, complaints: &mut Complaints) -> Option<Time> {
    part(clock, false, complaints)
}

/// The probability that a defence is enabled; `None` after a complaint.
pub(super) fn defence(clock: &Clock, complaints: &mut Complaints) -> Option<f64> {
    match &clock.it {
        ClockNode::Function(name, arguments) => match (name.as_str(), arguments.as_slice()) {
            ("Enabled", []) => return Some(1.0),
            ("Disabled", []) => return Some(0.0),
            ("Bernoulli", _) => {
                return match time(clock, complaints)? {
                    Time::Bernoulli(probability) => Some(probability),
                    _ => None,
                };
            }
            _ => (),
        },
        ClockNode::Arithmetic(..) | ClockNode::Number(_) => (),
    }
    let advice = "Enabled, Disabled or Bernoulli(p)";
    complaints.error(Kind::Rule, clock.span, "a defence has no time, only a probability of being enabled", advice);
    None
}

/// `inside`: within a subtraction, division or power, where a success that is no number has no meaning.
fn part(clock: &Clock, inside: bool, complaints: &mut Complaints) -> Option<Time> {
    match &clock.it {
        ClockNode::Number(days) if *days >= 0.0 => Some(Time::Days(*days)),
        ClockNode::Number(days) => {
            complaints.error(Kind::Value, clock.span, format!("{days} days are less than none"), "");
            None
        }
        ClockNode::Arithmetic(operator, left, right) => {
            let operation = match operator {
                Arithmetic::Add => Operation::Add,
                Arithmetic::Subtract => Operation::Subtract,
                Arithmetic::Multiply => Operation::Multiply,
                Arithmetic::Divide => Operation::Divide,
                Arithmetic::Power => Operation::Power,
            };
            let inside = inside || !matches!(operation, Operation::Add | Operation::Multiply);
            let (left, right) = (part(left, inside, complaints), part(right, inside, complaints));
            Some(Time::Of(operation, Box::new(left?), Box::new(right?)))
        }
        ClockNode::Function(name, arguments) => function(clock, name, arguments, inside, complaints),
    }
}

fn function(clock: &Clock, name: &str, arguments: &[f64], inside: bool, complaints: &mut Complaints) -> Option<Time> {
    if inside && matches!(name, "Bernoulli" | "EasyAndUncertain") {
        let message = format!("{name} may not stand inside a subtraction, division or power");
        complaints.error(Kind::Rule, clock.span, message, "");
        return None;
    }
    let wants = match name {
        "Exponential" | "Bernoulli" => 1,
        "Gamma" | "LogNormal" | "Pareto" | "TruncatedNormal" | "Uniform" | "Binomial" => 2,
        name if NAMES.contains(&name) => 0,
        _ => {
            let advice = did_you_mean(name, NAMES.into_iter());
            complaints.error(Kind::Unknown, clock.span, format!("{} is no time", quote(name)), &advice);
            return None;
        }
    };
    if arguments.len() != wants {
        let message = format!("{name} takes {wants} parameters, not {}", arguments.len());
        complaints.error(Kind::Value, clock.span, message, "");
        return None;
    }
    let argument = |at: usize| arguments.get(at).copied().unwrap_or_default();
    let (first, second) = (argument(0), argument(1));
    let share = |it: f64| (0.0..=1.0).contains(&it);
    let fault = match name {
        "Exponential" if first <= 0.0 => "its rate is more than 0",
        "Gamma" if first <= 0.0 || second <= 0.0 => "shape and scale are more than 0",
        "Pareto" if first <= 0.0 || second <= 0.0 => "both parameters are more than 0",
        "LogNormal" | "TruncatedNormal" if second <= 0.0 => "its standard deviation is more than 0",
        "Uniform" if first > second => "its first bound is at most its second",
        "Uniform" if first < 0.0 => "its bounds are not negative",
        "Bernoulli" if !share(first) => "its probability is between 0 and 1",
        "Binomial" if !share(second) => "its probability is between 0 and 1",
        "Binomial" if first.fract() != 0.0 || !(0.0..=1e6).contains(&first) => {
            "its count is a whole number from 0 to 1,000,000"
        }
        "Enabled" | "Disabled" => "this is for defences",
        _ => "",
    };
    if !fault.is_empty() {
        let kind = if name.ends_with("abled") { Kind::Rule } else { Kind::Value };
        complaints.error(kind, clock.span, format!("{name}: {fault}"), "");
        return None;
    }
    let hard = |rate: f64| Time::Exponential { rate };
    let uncertain =
        |rate: f64| Time::Of(Operation::Multiply, Box::new(Time::Bernoulli(0.5)), Box::new(Time::Exponential { rate }));
    Some(match name {
        "Exponential" => Time::Exponential { rate: first },
        "Gamma" => Time::Gamma { shape: first, scale: second },
        "LogNormal" => Time::LogNormal { mean: first, deviation: second },
        "Pareto" => Time::Pareto { least: first, shape: second },
        "TruncatedNormal" => Time::TruncatedNormal { mean: first, deviation: second },
        "Uniform" => Time::Uniform { low: first, high: second },
        "Binomial" => Time::Binomial { count: first, probability: second },
        "Bernoulli" => Time::Bernoulli(first),
        "EasyAndCertain" => hard(1.0),
        "HardAndCertain" => hard(0.1),
        "VeryHardAndCertain" => hard(0.01),
        "HardAndUncertain" => uncertain(0.1),
        "VeryHardAndUncertain" => uncertain(0.01),
        "EasyAndUncertain" => {
            let message = "EasyAndUncertain is read as at once or never, each with probability 0.5, as the reference compiler does; the format's document adds Exponential(1)";
            complaints.note(Kind::Lint, clock.span, message);
            Time::Bernoulli(0.5)
        }
        "Infinity" => Time::Never,
        _ => Time::Days(0.0),
    })
}
