//! Goods and money through the network: the event next to its twin, the same replicate without the event.
//!
//! The method page is `docs/method/flow.md`. Several replicates are played side by side (lanes); what a lane's
//! replicate does never depends on its neighbours, to the last bit.

mod baseline;
mod book;
mod chain;
mod course;
mod drive;
mod fates;
mod ground;
mod stops;
#[cfg(test)]
mod tests;
mod twin;

use crate::draw::Draw;
use crate::handover::{Capacity, Earned, Flow, PartyTotals, SiteFate, SiteTotals};
pub use baseline::NormalSite;
use blackstart_flow::Engine;
use book::{Beside, Book, Lanes, earned};
use chain::Chain;
use course::Courses;
use drive::{Drive, Ear, Hand, Outside};
use fates::{Fates, Sides};
use ground::Values;
pub use ground::{Ground, shock_times};
use std::array::from_fn;
pub use twin::Kept;

/// Plays `W` replicates: the twin, unless it was kept, and the event from the first step in which anything drives it differently.
pub fn play<const W: usize>(
    ground: &Ground,
    kept: Option<&Kept>,
    draws: [Draw; W],
    capacities: [&Capacity; W],
) -> [Flow; W] {
    let values = draws.map(|draw| ground.values(draw));
    let outside: [Outside; W] =
        from_fn(|lane| Outside { capacity: Some(capacities[lane]), shock_times: ground.shock_times(draws[lane]) });
    let drive = Drive::new(ground, &outside);
    Play {
        ground,
        weights: Weights::new(ground, &values),
        chain: Chain::new(ground),
        lanes: Lanes { values: &values, outside: &outside },
        drive: &drive,
        fates: Fates::new(ground, &outside),
    }
    .play(kept)
}

/// One network being played, with the book of what it did.
#[derive(Clone)]
struct Side<'g, const W: usize> {
    engine: Engine<'g, W>,
    hand: Hand,
    book: Book<W>,
    courses: Courses<W>,
    output: Output<W>,
}

/// The parts of a play that stay as they are, and what is seen of the sites.
struct Play<'a, const W: usize> {
    ground: &'a Ground<'a>,
    lanes: Lanes<'a, W>,
    drive: &'a Drive<W>,
    weights: Weights<W>,
    chain: Chain,
    fates: Fates<W>,
}

impl<'a, const W: usize> Play<'a, W> {
    fn play(self, kept: Option<&Kept>) -> [Flow; W] {
        match (kept, self.drive.first_difference()) {
            (None, _) => self.beside_its_twin(),
            (Some(kept), Some(apart)) => self.beside_the_kept(kept, apart),
            (Some(kept), None) => self.nothing_happens(kept),
        }
    }

    /// The twin is each replicate's own: both are played in lockstep, the event forked from the twin where they part.
    fn beside_its_twin(mut self) -> [Flow; W] {
        let ground = self.ground;
        let mut twin = self.warmed_up(Ear::Twin);
        let mut event: Option<Side<W>> = None;
        self.fates.close_day(&beside(&twin.engine, &twin.engine));
        for step in 0..ground.layout.steps {
            if self.drive.first_difference() == Some(ground.warm_up_steps + step) {
                event = Some(Side {
                    engine: twin.engine.clone(),
                    hand: twin.hand.fork(self.drive, ground.warm_up_steps + step),
                    book: twin.book.fork(),
                    courses: twin.courses.clone(),
                    output: twin.output.clone(),
                });
            }
            self.step(&mut twin, step, Beside::Nothing);
            if let Some(event) = &mut event {
                self.step(event, step, Beside::Twin(&twin.book));
                let made = twin.engine.production();
                self.fates.compare(step, &Sides { event: event.engine.production(), twin: |site| made[site] });
            }
            if self.fates.day_ends(step + 1) {
                let event = event.as_ref().unwrap_or(&twin);
                self.fates.close_day(&beside(&event.engine, &twin.engine));
            }
        }
        let solvency = Solvency::of(&mut event.as_mut().unwrap_or(&mut twin).engine);
        let beyond = event.as_mut().map(|event| {
            let (twin, event) = (twin.engine.meters(), event.engine.meters());
            let earned = |meters| earned(ground, self.lanes.values, meters);
            Beyond { lost: less(&earned(twin), &earned(event)), moved: less(&event.moved, &twin.moved) }
        });
        let event = event.as_ref().unwrap_or(&twin);
        self.fates.close_history(&beside(&event.engine, &twin.engine));
        let parties = |period: usize, party: usize, lane: usize| twin.book.parties[period][party][lane];
        let sites = |period: usize, site: usize, lane: usize| twin.book.sites[period][site][lane];
        let output = |step: usize, lane: usize| twin.output.steps[step][lane];
        let made = TwinMade { parties, sites, output };
        let mut flows = self.flows(&event.book, &event.output, &solvency, beyond.as_ref(), &made);
        let courses = |party: usize, step: usize, lane: usize| twin.courses.parties[party][step][lane];
        self.follow(&mut flows, &event.courses, courses);
        flows
    }

    /// The twin is the same for all replicates and was played before; the event is played from the warm-up on.
    fn beside_the_kept(mut self, kept: &Kept, apart: usize) -> [Flow; W] {
        let ground = self.ground;
        let mut event = self.warmed_up(Ear::Event);
        self.fates.close_day(&Sides { event: event.engine.produced(), twin: |site| [kept.produced(0)[site]; W] });
        for step in 0..ground.layout.steps {
            self.step(&mut event, step, Beside::Kept(&kept.book));
            if ground.warm_up_steps + step >= apart {
                let made = kept.production(step);
                self.fates.compare(step, &Sides { event: event.engine.production(), twin: |site| [made[site]; W] });
            }
            if self.fates.day_ends(step + 1) {
                let made = kept.produced(step + 1);
                let sides = Sides { event: event.engine.produced(), twin: |site| [made[site]; W] };
                self.fates.close_day(&sides);
            }
        }
        let made = kept.produced(ground.layout.steps);
        self.fates.close_history(&Sides { event: event.engine.produced(), twin: |site| [made[site]; W] });
        let solvency = Solvency::of(&mut event.engine);
        let meters = event.engine.meters();
        let earned = earned(ground, self.lanes.values, meters);
        let wide = |row: &[f64]| row.iter().map(|&value| [value; W]).collect::<Vec<[f64; W]>>();
        let beyond =
            Beyond { lost: less(&wide(&kept.earned), &earned), moved: less(&meters.moved, &wide(&kept.moved)) };
        let mut flows = self.flows_beside_the_kept(kept, &event.book, &event.output, &solvency, Some(&beyond));
        self.follow(&mut flows, &event.courses, |party, step, _| kept.courses.parties[party][step][0]);
        flows
    }

    /// Nothing drives any lane's event differently from the kept twin.
    fn nothing_happens(self, kept: &Kept) -> [Flow; W] {
        let book = kept.book.same_in_all_lanes();
        let output = Output { steps: kept.output.iter().map(|&made| [made; W]).collect() };
        let mut flows = self.flows_beside_the_kept(kept, &book, &output, &kept.solvency.same_in_all_lanes(), None);
        let courses = kept.courses.same_in_all_lanes();
        self.follow(&mut flows, &courses, |party, step, _| kept.courses.parties[party][step][0]);
        flows
    }

    /// At the end of the warm-up, with the book opened.
    fn warmed_up(&self, ear: Ear) -> Side<'a, W> {
        let ground = self.ground;
        let lanes = from_fn(|lane| self.lanes.values[lane].lane.clone());
        let mut engine = Engine::at_rest(&ground.network, &lanes);
        let mut hand = Hand::new(ear);
        for step in 0..ground.warm_up_steps {
            hand.turn(self.drive, step, &mut engine);
            engine.step();
        }
        let book = Book::open(ground, &self.lanes, &mut engine, ear);
        let courses = Courses::open(ground, self.lanes.values, &engine);
        Side { engine, hand, book, courses, output: Output { steps: Vec::with_capacity(ground.layout.steps) } }
    }

    /// One step, counted from moment 0.
    fn step(&self, side: &mut Side<'_, W>, step: usize, beside: Beside<'_, W>) {
        let ground = self.ground;
        side.hand.turn(self.drive, ground.warm_up_steps + step, &mut side.engine);
        side.engine.step();
        side.output.add(&self.weights, side.engine.production());
        side.courses.add(ground, self.lanes.values, &side.engine);
        if ground.layout.periods.iter().any(|period| period.end_step == step + 1) {
            side.book.close(ground, &self.chain, &self.lanes, &mut side.engine, beside);
        }
    }

    /// Adds what insured parties earned in each step.
    fn follow(&self, flows: &mut [Flow; W], event: &Courses<W>, twin: impl Fn(usize, usize, usize) -> Earned) {
        for (lane, flow) in flows.iter_mut().enumerate() {
            let steps = |at: usize| {
                let of = |(step, event): (usize, &[Earned; W])| (event[lane], twin(at, step, lane));
                event.parties[at].iter().enumerate().map(of).collect()
            };
            let insured = self.ground.insured.iter().enumerate();
            flow.courses = insured.map(|(at, (party, _))| (*party, steps(at))).collect();
        }
    }

    fn flows_beside_the_kept(
        &self,
        kept: &Kept,
        book: &Book<W>,
        output: &Output<W>,
        solvency: &Solvency<W>,
        beyond: Option<&Beyond<W>>,
    ) -> [Flow; W] {
        let twin = TwinMade {
            parties: |period: usize, party: usize, _: usize| kept.book.parties[period][party][0],
            sites: |period: usize, site: usize, _: usize| kept.book.sites[period][site][0],
            output: |step: usize, _: usize| kept.output[step],
        };
        self.flows(book, output, solvency, beyond, &twin)
    }

    /// Everything seen, per lane.
    fn flows(
        &self,
        event: &Book<W>,
        output: &Output<W>,
        solvency: &Solvency<W>,
        // Nothing where nothing happens.
        beyond: Option<&Beyond<W>>,
        twin: &TwinMade<
            impl Fn(usize, usize, usize) -> PartyTotals,
            impl Fn(usize, usize, usize) -> SiteTotals,
            impl Fn(usize, usize) -> f64,
        >,
    ) -> [Flow; W] {
        let (ground, layout) = (self.ground, &self.ground.layout);
        let periods = layout.periods.len();
        from_fn(|lane| {
            let mean = (0..layout.steps).map(|step| (twin.output)(step, lane)).sum::<f64>() / layout.steps as f64;
            let share = |made: f64| if mean > 0.0 { (made / mean) as f32 } else { 0.0 };
            Flow {
                differs_hours: self.drive.differs[lane].map_or(f64::INFINITY, |step| ground.begin_hours(step)),
                sites: (0..layout.watched.len())
                    .map(|at| {
                        let of = |period: usize| (event.sites[period][at][lane], (twin.sites)(period, at, lane));
                        (0..periods).map(of).collect()
                    })
                    .collect(),
                parties: (0..ground.model.parties.len())
                    .map(|at| {
                        let of = |period: usize| (event.parties[period][at][lane], (twin.parties)(period, at, lane));
                        (0..periods).map(of).collect()
                    })
                    .collect(),
                fates: (0..ground.network.site_count())
                    .map(|site| SiteFate {
                        least_cash_days: solvency.least_cover[site][lane] * layout.step_hours / 24.0,
                        // It became so at the end of that step.
                        insolvent_hours: ground.begin_hours_of(solvency.insolvent_since[site][lane] + 1.0),
                        support: match ground.model.sites.rows()[site].cash {
                            Some(_) => solvency.support(site, lane, self.lanes.values[lane].lane.fixed_cost[site]),
                            None => 0.0,
                        },
                        lost_gross_profit: beyond.map_or(0.0, |it| it.lost[site][lane]),
                        ..self.fates.fate(site, lane)
                    })
                    .collect(),
                output: output.steps.iter().map(|made| share(made[lane])).collect(),
                moved: (0..ground.network.substitutes().len())
                    .map(|at| beyond.map_or(0.0, |it| it.moved[at][lane]))
                    .collect(),
                courses: Vec::new(),
                twin_output: (0..layout.steps).map(|step| share((twin.output)(step, lane))).collect(),
            }
        })
    }
}

/// What the event did beyond its twin, warm-up and history.
struct Beyond<const W: usize> {
    /// Gross profit that each site missed.
    lost: Vec<[f64; W]>,
    /// Customers who went over to each substitute.
    moved: Vec<[f64; W]>,
}

/// Row by row, one less the other.
fn less<const W: usize>(rows: &[[f64; W]], others: &[[f64; W]]) -> Vec<[f64; W]> {
    rows.iter().zip(others).map(|(row, other)| from_fn(|lane| row[lane] - other[lane])).collect()
}

/// What the twin did: by period and party or site, or by step; and by lane.
struct TwinMade<P, S, O> {
    parties: P,
    sites: S,
    output: O,
}

/// How near each site came to insolvency, in steps.
#[derive(Debug)]
struct Solvency<const W: usize> {
    least_cover: Vec<[f64; W]>,
    insolvent_since: Vec<[f64; W]>,
    most_overdue: Vec<[f64; W]>,
}

impl<const W: usize> Solvency<W> {
    fn of(engine: &mut Engine<'_, W>) -> Self {
        let meters = engine.meters();
        Self {
            least_cover: meters.least_cover.to_vec(),
            insolvent_since: meters.insolvent_since.to_vec(),
            most_overdue: meters.most_overdue.to_vec(),
        }
    }

    /// What a site whose cash is followed would have needed to pay all it owed.
    fn support(&self, site: usize, lane: usize, fixed_cost: f64) -> f64 {
        let cover = self.least_cover[site][lane];
        let short = if cover < 0.0 { -cover * fixed_cost } else { 0.0 };
        short + self.most_overdue[site][lane]
    }
}

impl Solvency<1> {
    fn same_in_all_lanes<const W: usize>(&self) -> Solvency<W> {
        let wide = |rows: &[[f64; 1]]| rows.iter().map(|lanes| [lanes[0]; W]).collect();
        Solvency {
            least_cover: wide(&self.least_cover),
            insolvent_since: wide(&self.insolvent_since),
            most_overdue: wide(&self.most_overdue),
        }
    }
}

/// Running production of two engines.
fn beside<'e, const W: usize>(
    event: &'e Engine<'_, W>,
    twin: &'e Engine<'_, W>,
) -> Sides<'e, W, impl Fn(usize) -> [f64; W]> {
    let produced = twin.produced();
    Sides { event: event.produced(), twin: move |site: usize| produced[site] }
}

/// What one unit of each of the company's sites counts in its output.
struct Weights<const W: usize> {
    sites: Vec<(usize, [f64; W])>,
}

impl<const W: usize> Weights<W> {
    /// Gross profit per unit where it is positive; if that makes nothing of all sites, each counts the same.
    fn new(ground: &Ground, values: &[Values; W]) -> Self {
        let normal = |site: usize| ground.network.output(site);
        let profit = |site: usize, lane: usize| ground.unit_profit(&values[lane], site).max(0.0);
        let worth: [bool; W] =
            from_fn(|lane| ground.company_sites.iter().any(|&site| profit(site, lane) * normal(site) > 0.0));
        let weight = |site: usize, lane: usize| match (worth[lane], normal(site) > 0.0) {
            (true, _) => profit(site, lane),
            (false, true) => 1.0 / normal(site),
            (false, false) => 0.0,
        };
        Self { sites: ground.company_sites.iter().map(|&site| (site, from_fn(|lane| weight(site, lane)))).collect() }
    }
}

/// The company's output, step by step.
#[derive(Clone, Debug)]
struct Output<const W: usize> {
    steps: Vec<[f64; W]>,
}

impl<const W: usize> Output<W> {
    fn add(&mut self, weights: &Weights<W>, made: &[[f64; W]]) {
        let mut sum = [0.0; W];
        for (site, weight) in &weights.sites {
            for lane in 0..W {
                sum[lane] += made[*site][lane] * weight[lane];
            }
        }
        self.steps.push(sum);
    }
}
