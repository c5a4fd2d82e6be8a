//! Filling: what a supplier makes is poured out so that all who want it rise together, each relative to its normal flow.
//!
//! The published program goes round by round: all who are left get the least that any of them still wants. Its rounding is
//! part of its results, and rounds are as many as different wants, so this is quadratic in the number of buyers. Here eight
//! rounds go at a time, over buyers sorted by what they want, with the same roundings in the same order.

/// Rounds at a time.
const ROUNDS: usize = 8;
/// What is as good as nothing.
const NOTHING: f64 = 1e-20;
/// Not done yet.
const NEVER: u32 = u32::MAX;

/// One who wants something.
#[derive(Clone, Copy, Debug)]
struct Glass {
    /// Normal flow.
    width: f64,
    place: u32,
}

/// Memory for [`Tray::pour`], used again and again.
#[derive(Debug, Default)]
pub(super) struct Tray {
    /// Those who are left, in the order they came.
    glasses: Vec<Glass>,
    /// What each wants relative to normal, as bits, and who.
    wants: Vec<(u64, u32)>,
    /// What is still wanted, ascending.
    rooms: Vec<f64>,
    /// Round in which each has what it wants, counted from 1.
    full: Vec<u32>,
    /// What has been poured after each round, relative to normal.
    poured: Vec<f64>,
    /// What each gets, relative to normal.
    level: Vec<f64>,
}

impl Tray {
    /// Pours out `left`, and tells what each gets relative to normal, and what final demand gets, of: what each has
    /// ordered and its normal flow; what final demand wants relative to normal and its normal flow.
    ///
    /// As published: those who want nothing take part in the first round; final demand is charged in every round, also
    /// after it has what it wants.
    pub(super) fn pour(
        &mut self,
        orders: &[f64],
        amounts: &[f64],
        left: f64,
        final_demand: Option<(f64, f64)>,
    ) -> (&[f64], f64) {
        self.lay_out(orders, amounts);
        let (wanted, normal) = final_demand.unwrap_or((0.0, 0.0));
        let mut pouring =
            Pouring { tray: self, front: 0, base: 1, left, wanted, normal, so_far: 0.0, final_level: 0.0 };
        let idle = pouring.pass_idle();
        let stop = loop {
            let batch = pouring.next_batch();
            if batch.rounds == 0 {
                break None;
            }
            let stop = pouring.pour(&batch);
            if stop.is_some() {
                break stop;
            }
            pouring.lower(&batch);
        };
        let final_level = pouring.level(stop, idle);
        (&self.level, final_level)
    }

    #[inline(always)]
    fn lay_out(&mut self, orders: &[f64], amounts: &[f64]) {
        let Self { glasses, wants, rooms, full, poured, level } = self;
        glasses.clear();
        glasses.extend(amounts.iter().zip(0..).map(|(width, place)| Glass { width: *width, place }));
        wants.clear();
        // Wants are not negative: their bits are in the same order as they are.
        wants.extend(
            orders.iter().zip(amounts).zip(0..).map(|((order, amount), place)| ((order / amount).to_bits(), place)),
        );
        wants.sort_unstable_by_key(|(want, _)| *want);
        rooms.clear();
        rooms.extend(wants.iter().map(|(want, _)| f64::from_bits(*want)));
        full.clear();
        full.resize(orders.len(), NEVER);
        level.clear();
        level.resize(orders.len(), 0.0);
        poured.clear();
    }
}

/// Rounds that go at a time.
struct Batch {
    /// How many there are; fewer than [`ROUNDS`] only at the end.
    rounds: usize,
    /// The least that is wanted in each.
    least: [f64; ROUNDS],
    /// Whether final demand still wants then.
    wants: [bool; ROUNDS],
}

/// Where what there is does not suffice.
#[derive(Clone, Copy)]
struct Stop {
    round: u32,
    /// Whether final demand still wants in that round.
    wants: bool,
}

/// A tray while it is poured out.
struct Pouring<'a> {
    tray: &'a mut Tray,
    /// First in `rooms` that is not full.
    front: usize,
    /// First round of the batch.
    base: u32,
    left: f64,
    /// What final demand still wants relative to normal, its normal flow, and what it has got.
    wanted: f64,
    normal: f64,
    final_level: f64,
    /// What has been poured, relative to normal.
    so_far: f64,
}

impl Pouring<'_> {
    /// Those who want nothing are full in the first round; how many they are is returned.
    #[inline(always)]
    fn pass_idle(&mut self) -> usize {
        while self.tray.rooms.get(self.front).is_some_and(|room| *room <= 0.0) {
            self.fill_front(1);
        }
        self.front
    }

    #[inline(always)]
    fn fill_front(&mut self, round: u32) {
        let Tray { full, wants, .. } = &mut *self.tray;
        full[wants[self.front].1 as usize] = round;
        self.front += 1;
    }

    /// The next rounds, as far as anybody wants anything.
    #[inline(always)]
    fn next_batch(&mut self) -> Batch {
        let mut batch = Batch { rounds: 0, least: [0.0; ROUNDS], wants: [false; ROUNDS] };
        while batch.rounds < ROUNDS {
            let mut lowest = if self.wanted > 0.0 { self.wanted } else { f64::INFINITY };
            while let Some(room) = self.tray.rooms.get(self.front) {
                match after(*room, &batch.least[..batch.rounds]) {
                    Ok(room) => {
                        lowest = lowest.min(room);
                        break;
                    }
                    Err(round) => self.fill_front(self.base + round as u32),
                }
            }
            if lowest == f64::INFINITY {
                break;
            }
            batch.least[batch.rounds] = lowest;
            batch.wants[batch.rounds] = self.wanted > 0.0;
            if self.wanted > 0.0 {
                self.wanted -= lowest;
                if self.wanted <= NOTHING {
                    self.wanted = 0.0;
                }
            }
            batch.rounds += 1;
        }
        batch
    }

    /// Pours round after round while there is enough for all.
    #[inline(always)]
    fn pour(&mut self, batch: &Batch) -> Option<Stop> {
        let need = self.need(batch);
        for round in 0..batch.rounds {
            let need = need[round] + batch.least[round] * self.normal;
            if self.left > need {
                self.left -= need;
                self.so_far += batch.least[round];
                self.tray.poured.push(self.so_far);
                if batch.wants[round] {
                    self.final_level += batch.least[round];
                }
            } else {
                return Some(Stop { round: self.base + round as u32, wants: batch.wants[round] });
            }
        }
        None
    }

    /// What each round needs for those who are not full before it.
    #[inline(always)]
    fn need(&self, batch: &Batch) -> [f64; ROUNDS] {
        let mut need = [0.0; ROUNDS];
        for glass in &self.tray.glasses {
            let last = self.tray.full[glass.place as usize];
            if last >= self.base + ROUNDS as u32 - 1 {
                for (need, least) in need.iter_mut().zip(&batch.least) {
                    *need += least * glass.width;
                }
            } else if last >= self.base {
                for (need, least) in need[..=(last - self.base) as usize].iter_mut().zip(&batch.least) {
                    *need += least * glass.width;
                }
            }
        }
        need
    }

    /// What is still wanted after the batch, and by whom.
    #[inline(always)]
    fn lower(&mut self, batch: &Batch) {
        for room in &mut self.tray.rooms[self.front..] {
            for least in &batch.least {
                *room -= least;
            }
        }
        // None was found full above that is so in the last round only.
        while self.tray.rooms.get(self.front).is_some_and(|room| *room <= NOTHING) {
            self.fill_front(self.base + batch.rounds as u32 - 1);
        }
        self.base += batch.rounds as u32;
        // Now and then those who have left are cleared away.
        let Tray { glasses, rooms, full, .. } = &mut *self.tray;
        if (rooms.len() - self.front) * 8 < glasses.len() * 7 {
            glasses.retain(|glass| full[glass.place as usize] == NEVER);
        }
    }

    /// What each gets: all rounds until it was full, and of the round that was not poured whole its part of the rest. What
    /// final demand gets is returned.
    #[inline(always)]
    fn level(self, stop: Option<Stop>, idle: usize) -> f64 {
        let Self { tray, left, normal, mut final_level, so_far, .. } = self;
        let Tray { glasses, wants, full, poured, level, .. } = tray;
        if stop.is_some_and(|stop| stop.round == 1) {
            wants[..idle].iter().for_each(|(_, place)| full[*place as usize] = 0);
        }
        for (level, full) in level.iter_mut().zip(&*full) {
            if let Some(poured) = poured.get((*full as usize).wrapping_sub(1)) {
                *level = *poured;
            }
        }
        let Some(stop) = stop else { return final_level };
        let wanting = |glass: &&Glass| full[glass.place as usize] >= stop.round;
        let mut width = 0.0;
        for glass in glasses.iter().filter(wanting) {
            width += glass.width;
        }
        if stop.wants {
            width += normal;
            final_level += left / width;
        }
        for glass in glasses.iter().filter(wanting) {
            level[glass.place as usize] = so_far + left / width;
        }
        final_level
    }
}

/// What is wanted after some rounds, or the round in which it was had.
#[inline(always)]
fn after(mut room: f64, least: &[f64]) -> Result<f64, usize> {
    for (round, least) in least.iter().enumerate() {
        room -= least;
        if room <= NOTHING {
            return Err(round);
        }
    }
    Ok(room)
}

#[cfg(test)]
mod tests {
    use super::{NOTHING, Tray};

    /// Round by round, as the published program does it.
    fn by_rounds(orders: &[f64], amounts: &[f64], mut left: f64, end: Option<(f64, f64)>) -> (Vec<f64>, f64) {
        let mut room: Vec<f64> = orders.iter().zip(amounts).map(|(order, amount)| order / amount).collect();
        let mut level = vec![0.0; room.len()];
        let mut here: Vec<usize> = (0..room.len()).collect();
        let (mut wanted, normal) = end.unwrap_or((0.0, 0.0));
        let mut final_level = 0.0;
        loop {
            let wants = here.iter().map(|it| room[*it]).chain([wanted]).filter(|room| *room > 0.0);
            let least = wants.fold(f64::INFINITY, f64::min);
            if least == f64::INFINITY {
                return (level, final_level);
            }
            let need = here.iter().map(|it| least * amounts[*it]).fold(0.0, |sum, it| sum + it) + least * normal;
            if left <= need {
                here.retain(|it| room[*it] > 0.0);
                let mut width = here.iter().map(|it| amounts[*it]).fold(0.0, |sum, it| sum + it);
                width += if wanted > 0.0 { normal } else { 0.0 };
                here.iter().for_each(|it| level[*it] += left / width);
                final_level += if wanted > 0.0 { left / width } else { 0.0 };
                return (level, final_level);
            }
            left -= need;
            for it in &here {
                room[*it] -= least;
                level[*it] += least;
            }
            here.retain(|it| room[*it] > NOTHING);
            if wanted > 0.0 {
                final_level += least;
                wanted -= least;
                wanted = if wanted > NOTHING { wanted } else { 0.0 };
            }
        }
    }

    #[test]
    fn eight_rounds_at_a_time_are_eight_rounds() {
        let mut seed = 1_u64;
        let mut draw = move || {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) as f64 / (1_u64 << 31) as f64
        };
        let mut tray = Tray::default();
        for case in 0..3000 {
            let count = [0, 1, 2, 5, 8, 9, 17, 40, 130][case % 9];
            let amounts: Vec<f64> = (0..count).map(|_| 0.01 + 10.0 * draw()).collect();
            // Nothing, normal, some ties, anything; some nearly normal.
            let orders: Vec<f64> = amounts
                .iter()
                .map(|amount| match (draw() * 6.0) as u32 {
                    0 => 0.0,
                    1 => *amount,
                    2 => amount * (1.0 + draw() * 1e-15),
                    3 => amount * (draw() * 4.0).round() / 4.0,
                    _ => amount * 2.0 * draw(),
                })
                .collect();
            let all: f64 = orders.iter().sum();
            let end = [None, Some((1.0, 3.0)), Some((0.0, 3.0)), Some((draw(), 0.5))][case % 4];
            let left = [all, all * draw(), all + 9.0, 0.0, all + 3.0][case % 5];
            let (level, final_level) = tray.pour(&orders, &amounts, left, end);
            let (expected, expected_final) = by_rounds(&orders, &amounts, left, end);
            assert_eq!((level, final_level), (&expected[..], expected_final), "case {case}");
        }
    }
}
