//! Eight cascades side by side in full passes: links and indices are read once for all of them.

use super::cells::{Cells, LANES, Row, larger};
use super::frontier::Footprint;
use super::market::Markets;
use super::side::{Room, Side};
use super::{Cascade, Impact, Index, Shock};

/// Cascades under way, one per lane. A lane's bits do not depend on the others.
pub(super) struct Sweep<'c> {
    cascade: &'c Cascade,
    down: Front,
    up: Front,
    floors: Floors,
    room: Room<Row>,
    lanes: [Option<Lane>; LANES],
}

/// One direction. After a pass `passed` is what sources pass on; during it `loss` becomes the new losses.
struct Front {
    loss: Vec<Row>,
    passed: Vec<Row>,
}

/// What a lane plays.
struct Lane {
    shock: usize,
    hit: Vec<u32>,
    passes: u32,
    loss: f64,
}

/// A cascade on its way into a lane.
pub(super) struct Begun<'s> {
    /// Number of the shock, and the shock.
    pub(super) shock: (usize, &'s Shock),
    pub(super) passes: u32,
    pub(super) loss: f64,
    pub(super) footprints: Vec<Footprint>,
}

/// Shocks of all lanes: rows for the few places hit, row 0 for all others.
struct Floors {
    row_of: Vec<u32>,
    rows: Vec<[Row; 2]>,
    /// Lanes that hit the place of a row.
    users: Vec<u8>,
    free: Vec<u32>,
}

impl Floors {
    fn new(places: usize) -> Self {
        Self { row_of: vec![0; places], rows: vec![[Row::ZERO; 2]], users: vec![0], free: vec![] }
    }

    #[inline(always)]
    fn of(&self, place: usize) -> &[Row; 2] {
        &self.rows[self.row_of[place] as usize]
    }

    fn set(&mut self, place: u32, lane: usize, shares: [f64; 2]) {
        let row = &mut self.row_of[place as usize];
        if *row == 0 {
            *row = self.free.pop().unwrap_or(self.rows.len() as u32);
            if *row as usize == self.rows.len() {
                self.rows.push([Row::ZERO; 2]);
                self.users.push(0);
            }
        }
        let row = *row as usize;
        self.users[row] += 1;
        for (row, share) in self.rows[row].iter_mut().zip(shares) {
            row.0[lane] = share;
        }
    }

    fn unset(&mut self, place: u32, lane: usize) {
        let row = self.row_of[place as usize] as usize;
        self.rows[row].iter_mut().for_each(|row| row.0[lane] = 0.0);
        self.users[row] -= 1;
        if self.users[row] == 0 {
            self.free.push(row as u32);
            self.row_of[place as usize] = 0;
        }
    }
}

impl Front {
    fn new(places: usize) -> Self {
        Self { loss: vec![Row::ZERO; places], passed: vec![Row::ZERO; places] }
    }

    /// New losses of every place; `weigh` is told each, in order of the places. Most a loss grew.
    #[inline(always)]
    fn compute(
        &mut self,
        side: &Side,
        room: &mut Room<Row>,
        in_place: bool,
        floor: impl Fn(usize) -> Row,
        mut weigh: impl FnMut(usize, Row),
    ) -> Row {
        let Self { loss, passed } = self;
        let mut most = Row::ZERO;
        side.losses(passed, room, |places, worst| {
            for (place, worst) in places.zip(worst) {
                let before = if in_place { loss[place] } else { passed[place] };
                let now = floor(place).or_more(*worst).rounded();
                loss[place] = now;
                most = most.or_more(now.with(before, |now, before| now - before));
                weigh(place, now);
            }
        });
        most
    }

    fn pass_on(&mut self, markets: Option<&Markets>) {
        match markets {
            Some(markets) => markets.pass(&self.loss, &mut self.passed),
            None => std::mem::swap(&mut self.loss, &mut self.passed),
        }
    }

    fn clear(&mut self, lanes: [bool; LANES]) {
        for row in self.loss.iter_mut().chain(&mut self.passed) {
            for lane in 0..LANES {
                row.0[lane] = if lanes[lane] { 0.0 } else { row.0[lane] };
            }
        }
    }
}

impl<'c> Sweep<'c> {
    /// Empty lanes.
    pub(super) fn new(cascade: &'c Cascade) -> Self {
        let places = cascade.firm_count();
        Self {
            cascade,
            down: Front::new(places),
            up: Front::new(places),
            floors: Floors::new(places),
            room: Room::new(),
            lanes: [const { None }; LANES],
        }
    }

    /// Lanes without a cascade.
    pub(super) fn idle(&self) -> usize {
        self.lanes.iter().filter(|lane| lane.is_none()).count()
    }

    /// Puts cascades into idle lanes; there must be enough.
    pub(super) fn load<'s>(&mut self, begun: impl Iterator<Item = Begun<'s>>) {
        let idle: Vec<usize> = (0..LANES).filter(|lane| self.lanes[*lane].is_none()).collect();
        let loads: Vec<(usize, Begun<'s>)> = idle.into_iter().zip(begun).collect();
        let mut cleared = [false; LANES];
        loads.iter().for_each(|(lane, _)| cleared[*lane] = true);
        self.down.clear(cleared);
        self.up.clear(cleared);
        for (lane, begun) in loads {
            for at in &begun.footprints {
                let place = at.place as usize;
                self.down.loss[place].0[lane] = at.down;
                self.down.passed[place].0[lane] = at.passed_down;
                self.up.passed[place].0[lane] = at.up;
            }
            let (shock, Shock { hits }) = begun.shock;
            let hit = hits.iter().map(|hit| self.cascade.place[hit.firm as usize]).collect::<Vec<u32>>();
            for (place, hit) in hit.iter().zip(hits) {
                self.floors.set(*place, lane, [hit.down, hit.up]);
            }
            self.lanes[lane] = Some(Lane { shock, hit, passes: begun.passes, loss: begun.loss });
        }
    }

    /// One pass in every lane; hands over the cascades that stop with it.
    pub(super) fn pass(&mut self, mut done: impl FnMut(usize, Impact)) {
        let cascade = self.cascade;
        let floors = &self.floors;
        let in_place = cascade.markets.is_some();
        let change_down =
            self.down.compute(&cascade.down, &mut self.room, in_place, |place| floors.of(place)[0], |_, _| {});
        let (weights, down) = (&cascade.weights[0], &self.down.loss);
        let mut loss = Row::ZERO;
        let change_up = self.up.compute(
            &cascade.up,
            &mut self.room,
            false,
            |place| floors.of(place)[1],
            |place, up| {
                loss = loss.plus(weights[place], down[place].or_more(up));
            },
        );
        let change = change_down.or_more(change_up);

        let mut stopped = [false; LANES];
        for (lane, at) in self.lanes.iter_mut().enumerate() {
            if let Some(at) = at {
                at.passes += 1;
                let before = at.loss;
                stopped[lane] = !cascade.goes_on(change.0[lane], before, loss.0[lane], at.passes);
                if !stopped[lane] {
                    at.loss = loss.0[lane];
                }
            }
        }
        if stopped.contains(&true) {
            let index: Vec<[Index; LANES]> = cascade.weights.iter().map(|weights| self.index(weights)).collect();
            for lane in (0..LANES).filter(|lane| stopped[*lane]) {
                let Some(at) = self.lanes[lane].take() else { continue };
                at.hit.iter().for_each(|place| self.floors.unset(*place, lane));
                let impact = Impact {
                    index: index.iter().map(|index| index[lane]).collect(),
                    loss_before_last: at.loss,
                    loss_last: loss.0[lane],
                    passes: at.passes,
                    change: change.0[lane],
                };
                done(at.shock, impact);
            }
        }
        self.down.pass_on(cascade.markets.as_ref());
        self.up.pass_on(None);
    }

    /// Indices of every lane after a pass, before it is passed on.
    fn index(&self, weights: &[f64]) -> [Index; LANES] {
        let (mut down, mut up, mut both) = (Row::ZERO, Row::ZERO, Row::ZERO);
        for ((weight, lost_down), lost_up) in weights.iter().zip(&self.down.loss).zip(&self.up.loss) {
            down = down.plus(*weight, *lost_down);
            up = up.plus(*weight, *lost_up);
            both = both.with(lost_down.with(*lost_up, larger), |sum, loss| sum + *weight * loss);
        }
        std::array::from_fn(|lane| Index { down: down.0[lane], up: up.0[lane], both: both.0[lane] })
    }
}
