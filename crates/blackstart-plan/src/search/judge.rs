//! What a plan costs: on a grid by the serial scheme, or played by people in one case.

use super::prices;
use crate::instance::{Case, Instance, Plan};
use crate::loss::Loss;
use crate::policy::{Player, Policy};
use crate::serial::Serial;

/// What a plan was found to cost.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Verdict {
    /// Mean over the cases; infinite: given up before all were played.
    pub(crate) loss: f64,
    /// Equal schedules share it.
    pub(crate) mark: u64,
    /// Loss in each case, where there are several.
    pub(crate) losses: Vec<f64>,
    /// Schedules it took.
    pub(crate) schedules: u64,
}

/// Judges plans; may put a better list in a plan's place.
pub(crate) trait Judge: Sync {
    /// Room to judge in, one per thread.
    type Desk: Send;
    /// Schedules one plan takes at the least.
    const SCHEDULES: u64;
    fn desk(&self) -> Self::Desk;
    /// Judges a plan; `bar` is the verdict it has to beat, if any.
    fn judge(&self, desk: &mut Self::Desk, plan: &mut Plan, bar: Option<&Verdict>) -> Verdict;
}

/// Times its mother's loss from which a child is not worth two more schedules.
const HOPELESS: f64 = 1.05;
/// The same where single tasks are worth money: there justification gains more.
const HOPELESS_VALUED: f64 = 1.2;

/// On a grid, justified twice by moments due, which never raises the loss.
pub(crate) struct OnGrid<'i> {
    instance: &'i Instance,
    loss: &'i Loss,
    serial: Serial<'i>,
    priced: bool,
    /// No plan that can be done costs more.
    dearest: f64,
}

impl<'i> OnGrid<'i> {
    pub(crate) fn new(instance: &'i Instance, loss: &'i Loss, serial: Serial<'i>) -> Self {
        let priced = (0..instance.modes()).any(|mode| instance.price(mode) > 0.0);
        Self { instance, loss, serial, priced, dearest: dearest(instance, loss) }
    }

    fn loss_of(&self, ends: &[u32], moments: &mut [f64]) -> f64 {
        if self.loss.values.is_empty() {
            return self.loss.span_rate * f64::from(ends.iter().copied().max().unwrap_or(0));
        }
        for (moment, &end) in moments.iter_mut().zip(ends) {
            *moment = f64::from(end);
        }
        self.loss.of(moments)
    }
}

impl<'i> Judge for OnGrid<'i> {
    type Desk = (Serial<'i>, Vec<f64>, Vec<u32>);
    const SCHEDULES: u64 = 3;

    fn desk(&self) -> Self::Desk {
        (self.serial.clone(), vec![0.0; self.instance.tasks()], vec![0; self.instance.tasks()])
    }

    fn judge(&self, (serial, moments, due): &mut Self::Desk, plan: &mut Plan, bar: Option<&Verdict>) -> Verdict {
        // Worse than any plan that can be done, and the worse the more is missing, so that a search finds its way out (Hartmann 2001).
        let overdrawn = self.instance.overdrawn(&plan.modes);
        if overdrawn > 0 {
            let mark = marked(plan.modes.iter().map(|&choice| u64::from(choice)));
            return Verdict { loss: self.dearest + overdrawn as f64, mark, losses: Vec::new(), schedules: 1 };
        }
        let last = serial.forward(plan);
        if let Some(bar) = bar {
            let mark = marked(serial.starts().iter().map(|&start| u64::from(start)));
            let hopeless = if self.loss.values.is_empty() { HOPELESS } else { HOPELESS_VALUED };
            // The same again, or so much dearer that justification will not make up for it.
            if mark == bar.mark || self.loss_of(serial.ends(), moments) > bar.loss * hopeless {
                return Verdict { loss: f64::INFINITY, mark, losses: Vec::new(), schedules: 1 };
            }
        }
        // Who costs nothing may make way for all others.
        due.fill(last);
        for value in &self.loss.values {
            let end = serial.ends()[value.task];
            let stays = value.curve.stays_until(f64::from(end)).min(f64::from(last)) as u32;
            due[value.task] = due[value.task].min(stays).max(end);
        }
        serial.justify(due);
        let loss = self.loss_of(serial.ends(), moments);
        let mark = marked(serial.starts().iter().map(|&start| u64::from(start)));
        serial.list_into(&mut plan.list);
        let prices = if self.priced { prices(self.instance, plan) } else { 0.0 };
        Verdict { loss: loss + prices, mark, losses: Vec::new(), schedules: Self::SCHEDULES }
    }
}

/// A loss that no plan exceeds: all tasks one after another once all heads are there, each in its longest and its dearest mode; infinite where nothing is used up.
fn dearest(instance: &Instance, loss: &Loss) -> f64 {
    if instance.nonrenewable().is_empty() {
        return f64::INFINITY;
    }
    let most = |of: &dyn Fn(usize) -> f64| -> f64 {
        let rows = |task: usize| (0..instance.modes_of(task)).map(move |choice| instance.mode(task, choice as u32));
        (0..instance.tasks()).map(|task| rows(task).map(of).fold(0.0, f64::max)).sum()
    };
    let waits = instance.resources().iter().flat_map(|it| &it.heads).map(|&(from, _)| from).fold(0.0, f64::max);
    let last = waits + most(&|mode| instance.hours(mode));
    loss.of(&vec![last; instance.tasks()]) + most(&|mode| instance.price(mode))
}

/// Played by people in one case.
pub(crate) struct InCase<'i> {
    pub(crate) instance: &'i Instance,
    pub(crate) loss: &'i Loss,
    pub(crate) case: &'i Case,
    pub(crate) policy: Policy,
}

impl<'i> Judge for InCase<'i> {
    type Desk = Player<'i>;
    const SCHEDULES: u64 = 1;

    fn desk(&self) -> Self::Desk {
        Player::new(self.instance, self.policy)
    }

    fn judge(&self, player: &mut Self::Desk, plan: &mut Plan, _: Option<&Verdict>) -> Verdict {
        player.play(plan, self.case);
        let mark = marked(player.starts().iter().map(|start| start.to_bits()));
        let loss = self.loss.of(player.ends()) + prices(self.instance, plan);
        Verdict { loss, mark, losses: Vec::new(), schedules: 1 }
    }
}

/// Played by people in many cases, always the same: who is clearly worse than the bar after a few is given up.
pub(crate) struct InPool<'i> {
    pub(crate) instance: &'i Instance,
    pub(crate) loss: &'i Loss,
    pub(crate) cases: &'i [Case],
    pub(crate) policy: Policy,
}

/// Cases after which a race asks who is left.
const HURDLES: [usize; 3] = [4, 8, 16];
/// Standard errors by which the mean paired difference must exceed 0 for a plan to be given up.
const CLEARLY: f64 = 1.0;

impl<'i> Judge for InPool<'i> {
    type Desk = Player<'i>;
    const SCHEDULES: u64 = 1;

    fn desk(&self) -> Self::Desk {
        Player::new(self.instance, self.policy)
    }

    fn judge(&self, player: &mut Self::Desk, plan: &mut Plan, bar: Option<&Verdict>) -> Verdict {
        let prices = prices(self.instance, plan);
        let mut losses = Vec::with_capacity(self.cases.len());
        let mut mark = 0;
        for case in self.cases {
            player.play(plan, case);
            mark = marked(player.starts().iter().map(|start| start.to_bits()).chain([mark]));
            losses.push(self.loss.of(player.ends()) + prices);
            let n = losses.len();
            if let Some(bar) = bar
                && HURDLES.contains(&n)
                && n < self.cases.len()
                && is_clearly_worse(&losses, &bar.losses[..n])
            {
                return Verdict { loss: f64::INFINITY, mark, losses: Vec::new(), schedules: n as u64 };
            }
        }
        let loss = losses.iter().sum::<f64>() / losses.len() as f64;
        Verdict { loss, mark, schedules: losses.len() as u64, losses }
    }
}

/// Whether the mean of paired differences is above 0 by more than its error.
fn is_clearly_worse(losses: &[f64], bar: &[f64]) -> bool {
    let n = losses.len() as f64;
    let differences = || losses.iter().zip(bar).map(|(loss, bar)| loss - bar);
    let mean = differences().sum::<f64>() / n;
    let square = differences().map(|difference| (difference - mean) * (difference - mean)).sum::<f64>() / (n - 1.0);
    mean > CLEARLY * (square / n).sqrt()
}

/// A mark of numbers: FNV-1a over their words.
fn marked(numbers: impl Iterator<Item = u64>) -> u64 {
    numbers.fold(0xcbf2_9ce4_8422_2325, |mark, number| (mark ^ number).wrapping_mul(0x0000_0100_0000_01b3))
}
