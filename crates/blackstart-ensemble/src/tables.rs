//! Rows of some histories, whoever played them: what an outcome comes to in each table of the results.

use crate::layout::{Layout, index};
use crate::results::{
    BacklogRow, Backlogs, ClaimRow, Claims, LayerRow, Layers, LossRow, Losses, MoveRow, Moves, OutageRow, Outages,
    Output, OutputRow, Parties, PartyRow, PromiseRow, Promises, ReplicateRow, Replicates, ServiceRow, Services,
    SiteRow, Sites, Support, SupportRow, Taken, TakenRow, TargetRow, Targets, TaskRow, Tasks, VolumeRow, Volumes,
    WeekRow, Weeks,
};
use blackstart_model::id::{Key, PartyId};
use blackstart_sim::handover::{Cause, Condition, Outcome, WEEKS};
use blackstart_sim::timeline::Timeline;

/// The tables of [`Results`](crate::Results), of some histories.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "each is a table of the results, and documented there")]
pub struct Tables {
    pub replicates: Replicates,
    pub outages: Outages,
    pub services: Services,
    pub targets: Targets,
    pub sites: Sites,
    pub volumes: Volumes,
    pub parties: Parties,
    pub losses: Losses,
    pub claims: Claims,
    pub layers: Layers,
    pub tasks: Tasks,
    pub support: Support,
    pub weeks: Weeks,
    pub moves: Moves,
    pub output: Output,
    pub taken: Taken,
    pub promises: Promises,
    pub backlogs: Backlogs,
}

impl Tables {
    /// Adds the rows of one outcome.
    ///
    /// # Panics
    /// If its replicate is 2³² or more, or it is another layout's.
    pub fn add(&mut self, layout: &Layout, outcome: &Outcome) {
        let id = u32::try_from(outcome.replicate).expect("replicates are below 2^32");
        self.add_outages(layout, id, outcome);
        self.add_tasks(id, outcome);
        self.add_services(layout, id, outcome);
        self.add_sites(layout, id, outcome);
        self.add_parties(id, outcome);
        self.add_money(id, outcome);
        self.add_taken(id, outcome);
        self.add_promises(layout, id, outcome);
        self.add_weeks(layout, id, outcome);
        self.add_support(layout, id, outcome);
        for (&(from, to), &units) in layout.substitutes.iter().zip(&outcome.flow.moved) {
            if units != 0.0 {
                self.moves.push(MoveRow { replicate: id, from, to, units });
            }
        }
        for (step, (&company, &twin)) in outcome.flow.output.iter().zip(&outcome.flow.twin_output).enumerate() {
            self.output.push(OutputRow { replicate: id, step: index(step), company, twin });
        }
        self.replicates.push(whole(layout, id, outcome));
    }

    fn add_outages(&mut self, layout: &Layout, id: u32, outcome: &Outcome) {
        for (system, timeline) in outcome.availability.systems.iter() {
            let Some(span) = Span::of(timeline, layout.horizon_hours) else {
                continue;
            };
            let condition = outcome.compromise.fallen[system].map_or(Condition::Clean, |fallen| fallen.condition);
            self.outages.push(OutageRow {
                replicate: id,
                system: index(system.index()),
                cause: span.cause,
                condition: condition as u8,
                down_hours: span.down_hours,
                up_hours: span.up_hours,
            });
        }
    }

    fn add_tasks(&mut self, id: u32, outcome: &Outcome) {
        for task in &outcome.availability.tasks {
            self.tasks.push(TaskRow {
                replicate: id,
                system: index(task.system.index()),
                kind: task.kind as u8,
                crew: task.crew.map_or(u16::MAX, |crew| narrow(crew.index())),
                people: task.people,
                start_hours: task.start_hours,
                end_hours: task.end_hours,
                cost: task.cost,
            });
        }
    }

    fn add_services(&mut self, layout: &Layout, id: u32, outcome: &Outcome) {
        for (service, timeline) in outcome.capacity.services.iter() {
            let Some(span) = Span::of(timeline, layout.horizon_hours) else {
                continue;
            };
            let below = Below::of(&[(timeline, layout.services[service.index()].level())], layout.horizon_hours);
            self.services.push(ServiceRow {
                replicate: id,
                service: index(service.index()),
                first_down_hours: span.down_hours,
                last_back_hours: span.up_hours,
                hours_lost: span.hours_lost,
                breach_hours: outcome.capacity.breaches[service].unwrap_or(f64::INFINITY),
                stopped_hours: below.from_hours,
                back_hours: below.back_hours,
                stops: below.times,
            });
        }
        for (target, failed) in outcome.capacity.targets.iter() {
            if let Some((failed_hours, held_hours)) = *failed {
                let wanted = layout.targets[target.index()].services.iter();
                let lines: Vec<(&Timeline, f64)> =
                    wanted.map(|it| (&outcome.capacity.services.rows()[it.service as usize], it.level)).collect();
                self.targets.push(TargetRow {
                    replicate: id,
                    target: index(target.index()),
                    failed_hours,
                    held_hours,
                    stops: Below::of(&lines, layout.horizon_hours).times,
                });
            }
        }
    }

    fn add_sites(&mut self, layout: &Layout, id: u32, outcome: &Outcome) {
        let fates = outcome.flow.fates.rows();
        for (place, &site) in layout.watched.iter().enumerate() {
            let fate = &fates[site as usize];
            self.sites.push(SiteRow {
                replicate: id,
                site,
                stopped_hours: fate.stopped_hours,
                restarted_hours: fate.restarted_hours,
                recovered_hours: fate.recovered_hours,
                back_hours: fate.back_hours,
                stops: fate.stops,
                least_cash_days: fate.least_cash_days,
                insolvent_hours: fate.insolvent_hours,
                worst_week: fate.worst_week,
            });
            for (period, (event, twin)) in outcome.flow.sites[place].iter().enumerate() {
                #[expect(clippy::cast_possible_truncation, reason = "seven digits are enough for volumes")]
                self.volumes.push(VolumeRow {
                    replicate: id,
                    site,
                    period: narrow(period),
                    produced: event.produced as f32,
                    overtime: event.overtime as f32,
                    shipped: event.shipped as f32,
                    sold: event.sold as f32,
                    revenue: event.revenue as f32,
                    gross_profit: event.gross_profit as f32,
                    wanted: event.wanted as f32,
                    recaptured: event.recaptured as f32,
                    lost: event.lost as f32,
                    twin_produced: twin.produced as f32,
                    twin_overtime: twin.overtime as f32,
                    twin_shipped: twin.shipped as f32,
                    twin_sold: twin.sold as f32,
                    twin_revenue: twin.revenue as f32,
                    twin_gross_profit: twin.gross_profit as f32,
                    twin_wanted: twin.wanted as f32,
                    twin_recaptured: twin.recaptured as f32,
                    twin_lost: twin.lost as f32,
                });
            }
        }
    }

    fn add_parties(&mut self, id: u32, outcome: &Outcome) {
        for (party, periods) in outcome.flow.parties.iter() {
            for (period, (event, twin)) in periods.iter().enumerate() {
                self.parties.push(PartyRow {
                    replicate: id,
                    party: index(party.index()),
                    period: narrow(period),
                    revenue: event.revenue,
                    gross_profit: event.gross_profit,
                    value_added: event.value_added,
                    overtime_cost: event.overtime_cost,
                    mean_cash: event.mean_cash,
                    overdue: event.overdue,
                    bad_debt: event.bad_debt,
                    twin_revenue: twin.revenue,
                    twin_gross_profit: twin.gross_profit,
                    twin_value_added: twin.value_added,
                    twin_overtime_cost: twin.overtime_cost,
                    twin_mean_cash: twin.mean_cash,
                    twin_overdue: twin.overdue,
                    twin_bad_debt: twin.bad_debt,
                });
            }
        }
    }

    fn add_money(&mut self, id: u32, outcome: &Outcome) {
        for entry in &outcome.loss.entries {
            self.losses.push(LossRow {
                replicate: id,
                party: index(entry.party.index()),
                form: entry.form as u8,
                cause: entry.cause as u8,
                period: u16::try_from(entry.period).expect("periods are below 2^16"),
                amount: entry.amount,
            });
        }
        for settled in &outcome.loss.settled {
            let policy = narrow(settled.policy);
            self.claims.push(ClaimRow {
                replicate: id,
                policy,
                gross: settled.gross,
                covered: settled.covered.iter().sum(),
                paid: settled.paid.iter().sum(),
                paid_by_calendar: settled.paid_by_calendar,
            });
            for (layer, (&reached, &paid)) in settled.reached.iter().zip(&settled.paid).enumerate() {
                self.layers.push(LayerRow { replicate: id, policy, layer: narrow(layer + 1), reached, paid });
            }
        }
    }

    fn add_taken(&mut self, id: u32, outcome: &Outcome) {
        for (taken, cost) in outcome.compromise.taken.iter().zip(&outcome.loss.taken) {
            self.taken.push(TakenRow {
                replicate: id,
                data: index(taken.data.index()),
                taken_hours: taken.at_hours,
                known_hours: taken.known_hours,
                records: taken.records,
                booked: cost.booked,
                later: cost.later,
            });
        }
    }

    fn add_promises(&mut self, layout: &Layout, id: u32, outcome: &Outcome) {
        let (services, systems) = (outcome.capacity.services.rows(), outcome.availability.systems.rows());
        for (promised, label) in (0..).zip(&layout.promised) {
            let service = label.service.map(|it| &services[it as usize]);
            let Some(line) = service.or(label.system.map(|it| &systems[it as usize])) else { continue };
            let below = Below::of(&[(line, label.level)], layout.horizon_hours);
            if below.times > 0 {
                let Below { from_hours: stopped_hours, back_hours, times: stops, .. } = below;
                let down_hours = below.hours;
                self.promises.push(PromiseRow {
                    replicate: id,
                    promised,
                    stopped_hours,
                    back_hours,
                    down_hours,
                    stops,
                });
            }
        }
        for &service in &layout.backlogs {
            if let Some(it) = outcome.capacity.backlogs.rows()[service as usize] {
                let (work_hours, done_hours) = (it.work_hours, it.done_hours);
                self.backlogs.push(BacklogRow { replicate: id, service, work_hours, done_hours });
            }
        }
    }

    /// The cheapest way to keep a share of a party's sites able to pay: of those that cannot, the ones that need least.
    fn add_support(&mut self, layout: &Layout, id: u32, outcome: &Outcome) {
        let fates = outcome.flow.fates.rows();
        if fates.iter().all(|fate| fate.support <= 0.0) {
            return;
        }
        let mut needs = vec![Vec::new(); layout.parties.len()];
        let mut members = vec![0_usize; layout.parties.len()];
        let mut first = vec![f64::INFINITY; layout.parties.len()];
        for (label, fate) in layout.sites.iter().zip(fates) {
            let party = label.party as usize;
            members[party] += 1;
            if fate.support > 0.0 {
                needs[party].push(fate.support);
                first[party] = first[party].min(fate.insolvent_hours);
            }
        }
        for (party, needs) in needs.iter_mut().enumerate().filter(|(_, needs)| !needs.is_empty()) {
            needs.sort_unstable_by(f64::total_cmp);
            let keep = |share: f64| -> f64 {
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a part of the sites")]
                let given_up = ((1.0 - share) * members[party] as f64 + 1e-9) as usize;
                needs[..needs.len().saturating_sub(given_up)].iter().sum()
            };
            self.support.push(SupportRow {
                replicate: id,
                party: index(party),
                short: index(needs.len()),
                first_insolvent_hours: first[party],
                all: keep(1.0),
                share_99: keep(0.99),
                share_95: keep(0.95),
                share_90: keep(0.9),
            });
        }
    }

    fn add_weeks(&mut self, layout: &Layout, id: u32, outcome: &Outcome) {
        let weeks = weeks_within(layout.horizon_hours);
        let parties = layout.parties.len();
        let row = |at: usize| WeekRow {
            replicate: id,
            party: index(at / weeks.max(1)),
            week: u8::try_from(at % weeks.max(1) + 1).expect("few weeks"),
            below_50: 0,
            below_80: 0,
            below_95: 0,
            insolvent: 0,
        };
        let mut rows: Vec<WeekRow> = (0..parties * weeks).map(row).collect();
        let mut members = vec![0_u32; parties];
        for (label, fate) in layout.sites.iter().zip(outcome.flow.fates.rows()) {
            members[label.party as usize] += 1;
            for (week, &share) in fate.weeks.iter().take(weeks).enumerate() {
                let row = &mut rows[label.party as usize * weeks + week];
                // The same room for the last bits of a sum as the bins of counts have.
                let below = |limit: f64| u32::from(f64::from(share) < limit - 5e-8);
                row.below_50 += below(0.5);
                row.below_80 += below(0.8);
                row.below_95 += below(0.95);
                row.insolvent += u32::from(fate.insolvent_hours < 168.0 * (week + 1) as f64);
            }
        }
        for row in rows.into_iter().filter(|row| members[row.party as usize] > 0) {
            self.weeks.push(row);
        }
    }
}

/// The row of a whole history.
fn whole(layout: &Layout, id: u32, outcome: &Outcome) -> ReplicateRow {
    let Outcome { compromise, availability, flow, loss, .. } = outcome;
    let spans = availability.systems.rows().iter().filter_map(|it| Span::of(it, layout.horizon_hours));
    let pairs = flow.output.iter().zip(&flow.twin_output);
    let output_lost = pairs.fold(0.0, |sum, (&company, &twin)| sum + (f64::from(twin) - f64::from(company)));
    let company_loss = layout.company().map_or(0.0, |party| loss.of_party(PartyId::new(party as usize)));
    let falls = compromise.fallen.rows().iter().flatten();
    let switched_off = falls.filter(|fallen| fallen.cause == Cause::Shutdown).map(|fallen| fallen.at_hours);
    let insolvent = flow.fates.rows().iter().filter(|fate| fate.insolvent_hours.is_finite()).count();
    ReplicateRow {
        replicate: id,
        total_loss: loss.total(),
        company_loss,
        contained_hours: compromise.contained_hours,
        investigated_hours: availability.investigated_hours.unwrap_or(f64::INFINITY),
        last_system_back_hours: spans.map(|span| span.up_hours).fold(0.0, f64::max),
        output_lost_days: output_lost * layout.step_hours / 24.0,
        insolvent_sites: index(insolvent),
        first_alert_hours: compromise.first_alert_hours.unwrap_or(f64::INFINITY),
        shutdown_hours: switched_off.fold(f64::INFINITY, f64::min),
        affected: affected(layout, outcome, company_loss),
    }
}

/// Organisations that lost at least the layout's threshold: every site of others is one, the company another.
fn affected(layout: &Layout, outcome: &Outcome, company_loss: f64) -> u32 {
    let company = layout.company();
    let sites = layout.sites.iter().zip(outcome.flow.fates.rows());
    let others = sites.filter(|(site, _)| Some(site.party) != company);
    let hit = others.filter(|(_, fate)| fate.lost_gross_profit >= layout.affected_from).count();
    index(hit + usize::from(company.is_some() && company_loss >= layout.affected_from))
}

/// Weeks that begin within the horizon, of those that are followed.
pub(crate) fn weeks_within(horizon_hours: f64) -> usize {
    (0..WEEKS).filter(|&week| (week as f64) * 168.0 < horizon_hours).count()
}

/// A position in a column of 16 bits.
fn narrow(position: usize) -> u16 {
    u16::try_from(position).expect("crews and periods are below 2^16")
}

/// From the first moment below 1 to the last.
struct Span {
    cause: u8,
    down_hours: f64,
    up_hours: f64,
    hours_lost: f64,
}

impl Span {
    /// The span of a timeline, if it is below 1 at any moment before the horizon. Moments before the start count as the start.
    fn of(timeline: &Timeline, horizon_hours: f64) -> Option<Self> {
        let pieces = timeline.pieces();
        let mut span: Option<Self> = None;
        for (i, piece) in pieces.iter().enumerate() {
            let until = pieces.get(i + 1).map_or(f64::INFINITY, |next| next.from_hours);
            let from = piece.from_hours.max(0.0);
            if piece.level >= 1.0 || until <= from || from >= horizon_hours && span.is_none() {
                continue;
            }
            let lost = (1.0 - piece.level) * (until.min(horizon_hours) - from).max(0.0);
            let span = span.get_or_insert(Self {
                cause: piece.cause as u8,
                down_hours: from,
                up_hours: until,
                hours_lost: 0.0,
            });
            span.up_hours = until;
            span.hours_lost += lost;
        }
        span
    }
}

/// When the first of some timelines is below its level, and when all are there for good.
#[derive(Debug, PartialEq)]
struct Below {
    /// Infinite: never before the horizon.
    from_hours: f64,
    /// 0: it never was below; infinite: it is below when the horizon comes.
    back_hours: f64,
    /// Separate times.
    times: u32,
    /// Time below, up to the horizon.
    hours: f64,
}

impl Below {
    /// Moments before the start count as the start.
    fn of(lines: &[(&Timeline, f64)], horizon_hours: f64) -> Self {
        let stretches = lines.iter().flat_map(|(line, level)| line.below(*level));
        let mut stretches: Vec<(f64, f64)> = stretches
            .map(|(from, until)| (from.max(0.0), until))
            .filter(|(from, until)| from < until && *from < horizon_hours)
            .collect();
        stretches.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        let (mut back_hours, mut times, mut hours) = (0.0, 0, 0.0);
        for &(from, until) in &stretches {
            times += u32::from(times == 0 || from > back_hours);
            hours += (until.min(horizon_hours) - from.max(back_hours)).max(0.0);
            back_hours = f64::max(back_hours, until);
        }
        Self {
            from_hours: stretches.first().map_or(f64::INFINITY, |(from, _)| *from),
            back_hours: if back_hours < horizon_hours { back_hours } else { f64::INFINITY },
            times,
            hours,
        }
    }
}

#[cfg(test)]
mod tests;
