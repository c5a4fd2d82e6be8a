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
        mut left: f64,
        final_demand: Option<(f64, f64)>,
    ) -> (&[f64], f64) {
        let Self { glasses, wants: who, rooms, full, poured, level } = self;
        let count = orders.len();
        glasses.clear();
        glasses.extend(amounts.iter().zip(0..).map(|(width, place)| Glass { width: *width, place }));
        who.clear();
        // Wants are not negative: their bits are in the same order as they are.
        who.extend(
            orders.iter().zip(amounts).zip(0..).map(|((order, amount), place)| ((order / amount).to_bits(), place)),
        );
        let (mut wanted, normal) = final_demand.unwrap_or((0.0, 0.0));
        let mut final_level = 0.0;
        who.sort_unstable_by_key(|(want, _)| *want);
        rooms.clear();
        rooms.extend(who.iter().map(|(want, _)| f64::from_bits(*want)));
        full.clear();
        full.resize(count, NEVER);
        level.clear();
        level.resize(count, 0.0);
        poured.clear();
        let mut so_far = 0.0;
        // First in `rooms` that is not full.
        let mut front = 0;
        while front < count && rooms[front] <= 0.0 {
            full[who[front].1 as usize] = 1;
            front += 1;
        }
        let idle = front;
        // First round of this batch.
        let mut base = 1_u32;
        let stopped = loop {
            // The least that is wanted in each round of the batch, and whether final demand still wants then.
            let mut least = [0.0; ROUNDS];
            let mut wants = [false; ROUNDS];
            let mut rounds = 0;
            while rounds < ROUNDS {
                let mut lowest = if wanted > 0.0 { wanted } else { f64::INFINITY };
                while front < count {
                    match after(rooms[front], &least[..rounds]) {
                        Ok(room) => {
                            lowest = lowest.min(room);
                            break;
                        }
                        Err(round) => {
                            full[who[front].1 as usize] = base + round as u32;
                            front += 1;
                        }
                    }
                }
                if lowest == f64::INFINITY {
                    break;
                }
                least[rounds] = lowest;
                wants[rounds] = wanted > 0.0;
                if wanted > 0.0 {
                    wanted -= lowest;
                    if wanted <= NOTHING {
                        wanted = 0.0;
                    }
                }
                rounds += 1;
            }
            if rounds == 0 {
                break None;
            }

            let mut need = [0.0; ROUNDS];
            for glass in &*glasses {
                let last = full[glass.place as usize];
                if last >= base + ROUNDS as u32 - 1 {
                    for (need, least) in need.iter_mut().zip(&least) {
                        *need += least * glass.width;
                    }
                } else if last >= base {
                    for (need, least) in need[..=(last - base) as usize].iter_mut().zip(&least) {
                        *need += least * glass.width;
                    }
                }
            }

            let mut stop = None;
            for round in 0..rounds {
                let need = need[round] + least[round] * normal;
                if left > need {
                    left -= need;
                    so_far += least[round];
                    poured.push(so_far);
                    if wants[round] {
                        final_level += least[round];
                    }
                } else {
                    stop = Some((base + round as u32, wants[round]));
                    break;
                }
            }
            if stop.is_some() {
                break stop;
            }

            for room in &mut rooms[front..] {
                for least in &least {
                    *room -= least;
                }
            }
            // None was found full above that is so in the last round only.
            while front < count && rooms[front] <= NOTHING {
                full[who[front].1 as usize] = base + rounds as u32 - 1;
                front += 1;
            }
            base += rounds as u32;
            // Now and then those who have left are cleared away.
            if (count - front) * 8 < glasses.len() * 7 {
                glasses.retain(|glass| full[glass.place as usize] == NEVER);
            }
        };
        if let Some((1, _)) = stopped {
            who[..idle].iter().for_each(|(_, place)| full[*place as usize] = 0);
        }

        for (level, full) in level.iter_mut().zip(&*full) {
            if let Some(poured) = poured.get((*full as usize).wrapping_sub(1)) {
                *level = *poured;
            }
        }
        if let Some((round, wants)) = stopped {
            let wanting = |glass: &&Glass| full[glass.place as usize] >= round;
            let mut width = 0.0;
            for glass in glasses.iter().filter(wanting) {
                width += glass.width;
            }
            if wants {
                width += normal;
                final_level += left / width;
            }
            for glass in glasses.iter().filter(wanting) {
                level[glass.place as usize] = so_far + left / width;
            }
        }
        (level, final_level)
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
