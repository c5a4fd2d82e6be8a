//! The results of many histories: tables in replicate order, and counts over every site.
//!
//! Moments are hours from the scenario's start; infinite means *never*, or *not within the horizon*. Money is in the model's currency. No number is NaN.

use crate::cells::{Rows, tables};
use crate::counts::SiteCounts;
use crate::layout::Layout;

/// The results of many histories.
#[derive(Clone, Debug, PartialEq)]
pub struct Results {
    /// What the numbers stand for.
    pub layout: Layout,
    /// One row per replicate, ascending.
    pub replicates: Replicates,
    /// Falls of systems.
    pub outages: Outages,
    /// Services that were ever below 1.
    pub services: Services,
    /// Target sets that ever failed.
    pub targets: Targets,
    /// Fates of watched sites.
    pub sites: Sites,
    /// Volumes of watched sites.
    pub volumes: Volumes,
    /// Money of parties.
    pub parties: Parties,
    /// The ledger.
    pub losses: Losses,
    /// What policies make of the event.
    pub claims: Claims,
    /// What the event comes to in each layer.
    pub layers: Layers,
    /// Restore tasks.
    pub tasks: Tasks,
    /// Money that would keep sites of each party able to pay.
    pub support: Support,
    /// Sites of each party below shares of normal, by week.
    pub weeks: Weeks,
    /// Customers who went over to own substitutes.
    pub moves: Moves,
    /// Output of the company's sites over time.
    pub output: Output,
    /// Data taken; not kept where the model has none.
    pub taken: Taken,
    /// What is promised a time to be back; not kept where nothing is.
    pub promises: Promises,
    /// Work to key in; not kept where no service has a backlog.
    pub backlogs: Backlogs,
    /// Counts over every site, watched or not.
    pub counts: SiteCounts,
}

tables! {
    /// One row per replicate.
    Replicates of ReplicateRow "replicates" {
        /// Replicate.
        replicate: u32 = Number,
        /// Loss of all parties, without transfers between them \[money\].
        total_loss: f64 = Number,
        /// Loss of the company, without transfers \[money\].
        company_loss: f64 = Number,
        /// Moment from which restoration may begin \[h\].
        contained_hours: f64 = Number,
        /// End of the investigation \[h\]; infinite: there was none.
        investigated_hours: f64 = Number,
        /// Moment from which every system is up \[h\].
        last_system_back_hours: f64 = Number,
        /// Output of the company's sites that did not happen, in days of normal output.
        output_lost_days: f64 = Number,
        /// Sites that became insolvent.
        insolvent_sites: u32 = Number,
        /// First alert \[h\]; infinite: there was none, or the scenario states what falls.
        first_alert_hours: f64 = Number,
        /// Moment at which the company first switched a system off itself \[h\]; infinite: it did not.
        shutdown_hours: f64 = Number,
        /// Organisations that lost at least what makes one count as affected: sites of others by their gross profit, and the company by its loss.
        affected: u32 = Number,
    }

    /// One row per system that fell and replicate.
    Outages of OutageRow "outages" {
        /// Replicate.
        replicate: u32 = Number,
        /// System.
        system: u32 = System,
        /// Why it went down first.
        cause: u8 = Cause,
        /// In which state it was found; `clean` for systems that only waited for others.
        condition: u8 = Condition,
        /// First moment below 1 \[h\].
        down_hours: f64 = Number,
        /// Moment from which it is up to the horizon \[h\].
        up_hours: f64 = Number,
    }

    /// One row per service that was ever below 1 and replicate.
    Services of ServiceRow "services" {
        /// Replicate.
        replicate: u32 = Number,
        /// Service.
        service: u32 = Service,
        /// First moment below 1 \[h\].
        first_down_hours: f64 = Number,
        /// Moment from which it is at 1 to the horizon \[h\].
        last_back_hours: f64 = Number,
        /// Integral of what was missing up to the horizon \[h at full level\].
        hours_lost: f64 = Number,
        /// First breach of its tolerance \[h\]; infinite: none.
        breach_hours: f64 = Number,
        /// First moment below its level: that of its tolerance, 0.9 without one \[h\]; infinite: never.
        stopped_hours: f64 = Number,
        /// Moment from which it is at its level to the horizon \[h\]; 0: it never was below.
        back_hours: f64 = Number,
        /// Separate times it fell below its level.
        stops: u32 = Number,
    }

    /// One row per target set that failed and replicate.
    Targets of TargetRow "targets" {
        /// Replicate.
        replicate: u32 = Number,
        /// Target set.
        target: u32 = Target,
        /// First moment it failed \[h\].
        failed_hours: f64 = Number,
        /// Moment from which it holds to the horizon \[h\].
        held_hours: f64 = Number,
        /// Separate times it failed.
        stops: u32 = Number,
    }

    /// One row per watched site and replicate.
    Sites of SiteRow "sites" {
        /// Replicate.
        replicate: u32 = Number,
        /// Site.
        site: u32 = Site,
        /// First step below half of normal, in itself and over the seven days from there \[h\].
        stopped_hours: f64 = Number,
        /// First step after that in which it makes something, and at least half of normal over seven days \[h\]: its first restart.
        restarted_hours: f64 = Number,
        /// First step from there on in which it makes something, and at least 90 % of normal over 28 days \[h\]; 0: it never stopped.
        recovered_hours: f64 = Number,
        /// Moment after its last stop from which it makes at least 90 % of normal, and so much of its channels is there, to the horizon \[h\]; 0: it never stopped.
        back_hours: f64 = Number,
        /// Separate times it stopped.
        stops: u32 = Number,
        /// Least cash and credit, in days of fixed cost; infinite where not followed.
        least_cash_days: f64 = Number,
        /// Moment of insolvency \[h\].
        insolvent_hours: f64 = Number,
        /// Lowest production over seven days, as a share of normal.
        worst_week: f64 = Number,
    }

    /// One row per watched site, period and replicate; `twin_…`: the same history without the event.
    Volumes of VolumeRow "volumes" {
        /// Replicate.
        replicate: u32 = Number,
        /// Site.
        site: u32 = Site,
        /// Period.
        period: u16 = Period,
        /// Made \[units\].
        produced: f32 = Number,
        /// Of these, in overtime \[units\].
        overtime: f32 = Number,
        /// Sent to other sites \[units\].
        shipped: f32 = Number,
        /// Handed to final customers \[units\].
        sold: f32 = Number,
        /// Value of what left \[money\].
        revenue: f32 = Number,
        /// Revenue less inputs and variable cost of what left \[money\].
        gross_profit: f32 = Number,
        /// Wanted by final customers \[units\].
        wanted: f32 = Number,
        /// Sold late to customers who waited \[units\].
        recaptured: f32 = Number,
        /// Lost for good \[units\].
        lost: f32 = Number,
        /// Made \[units\].
        twin_produced: f32 = Number,
        /// Of these, in overtime \[units\].
        twin_overtime: f32 = Number,
        /// Sent to other sites \[units\].
        twin_shipped: f32 = Number,
        /// Handed to final customers \[units\].
        twin_sold: f32 = Number,
        /// Value of what left \[money\].
        twin_revenue: f32 = Number,
        /// Revenue less inputs and variable cost of what left \[money\].
        twin_gross_profit: f32 = Number,
        /// Wanted by final customers \[units\].
        twin_wanted: f32 = Number,
        /// Sold late to customers who waited \[units\].
        twin_recaptured: f32 = Number,
        /// Lost for good \[units\].
        twin_lost: f32 = Number,
    }

    /// One row per party, period and replicate; `twin_…`: the same history without the event.
    Parties of PartyRow "parties" {
        /// Replicate.
        replicate: u32 = Number,
        /// Party.
        party: u32 = Party,
        /// Period.
        period: u16 = Period,
        /// Sales \[money\].
        revenue: f64 = Number,
        /// Revenue less variable cost \[money\].
        gross_profit: f64 = Number,
        /// Output at price less inputs \[money\].
        value_added: f64 = Number,
        /// Extra cost of overtime \[money\].
        overtime_cost: f64 = Number,
        /// Cash followed, averaged over the period \[money\].
        mean_cash: f64 = Number,
        /// Owed by the party and overdue, averaged over the period \[money\].
        overdue: f64 = Number,
        /// Claims on insolvent sites that fell due \[money\].
        bad_debt: f64 = Number,
        /// Sales \[money\].
        twin_revenue: f64 = Number,
        /// Revenue less variable cost \[money\].
        twin_gross_profit: f64 = Number,
        /// Output at price less inputs \[money\].
        twin_value_added: f64 = Number,
        /// Extra cost of overtime \[money\].
        twin_overtime_cost: f64 = Number,
        /// Cash followed, averaged over the period \[money\].
        twin_mean_cash: f64 = Number,
        /// Owed by the party and overdue, averaged over the period \[money\].
        twin_overdue: f64 = Number,
        /// Claims on insolvent sites that fell due \[money\].
        twin_bad_debt: f64 = Number,
    }

    /// The ledger: one row per entry and replicate; negative amounts are gains.
    Losses of LossRow "losses" {
        /// Replicate.
        replicate: u32 = Number,
        /// Who bears it.
        party: u32 = Party,
        /// In which form.
        form: u8 = Form,
        /// Why.
        cause: u8 = Cause,
        /// In which period.
        period: u16 = Period,
        /// How much \[money\].
        amount: f64 = Number,
    }

    /// One row per policy and replicate in which something happened.
    Claims of ClaimRow "claims" {
        /// Replicate.
        replicate: u32 = Number,
        /// Policy.
        policy: u16 = Policy,
        /// Loss of the forms it covers, before all terms \[money\].
        gross: f64 = Number,
        /// What is left after waiting and indemnity periods, deductibles and sub-limits \[money\].
        covered: f64 = Number,
        /// What its layers pay if the event is the only one of its year \[money\].
        paid: f64 = Number,
        /// What they would pay if periods were turned into money, days × annual gross profit / 365 \[money\].
        paid_by_calendar: f64 = Number,
    }

    /// One row per layer of a policy and replicate in which something happened.
    Layers of LayerRow "layers" {
        /// Replicate.
        replicate: u32 = Number,
        /// Policy.
        policy: u16 = Policy,
        /// Layer, from 1.
        layer: u16 = Number,
        /// What the event comes to in it, before annual aggregates and at full participation \[money\].
        reached: f64 = Number,
        /// What it pays if the event is the only one of its year \[money\].
        paid: f64 = Number,
    }

    /// One row per restore task and replicate.
    Tasks of TaskRow "tasks" {
        /// Replicate.
        replicate: u32 = Number,
        /// System restored.
        system: u32 = System,
        /// What was done.
        kind: u8 = Task,
        /// Who did it.
        crew: u16 = Crew,
        /// People it occupied.
        people: u32 = Number,
        /// Start \[h\].
        start_hours: f64 = Number,
        /// End \[h\].
        end_hours: f64 = Number,
        /// Cost, crew included \[money\].
        cost: f64 = Number,
    }

    /// One row per party and replicate in which any of its sites could not pay all it owed; each the cheapest way to keep a share of all its sites able to.
    Support of SupportRow "support" {
        /// Replicate.
        replicate: u32 = Number,
        /// Party.
        party: u32 = Party,
        /// Its sites that could not.
        short: u32 = Number,
        /// First insolvency among them \[h\]; infinite: none.
        first_insolvent_hours: f64 = Number,
        /// Money to keep all able to pay \[money\].
        all: f64 = Number,
        /// … 99 % of them.
        share_99: f64 = Number,
        /// … 95 % of them.
        share_95: f64 = Number,
        /// … 90 % of them.
        share_90: f64 = Number,
    }

    /// One row per party with sites, week from moment 0 and replicate.
    Weeks of WeekRow "weeks" {
        /// Replicate.
        replicate: u32 = Number,
        /// Party.
        party: u32 = Party,
        /// Week, from 1.
        week: u8 = Number,
        /// Its sites that made less than 50 % of normal in the week.
        below_50: u32 = Number,
        /// Its sites that made less than 80 % of normal.
        below_80: u32 = Number,
        /// Its sites that made less than 95 % of normal.
        below_95: u32 = Number,
        /// Its sites that were insolvent before the week's end.
        insolvent: u32 = Number,
    }

    /// One row per own substitute and replicate in which customers went over to it beyond those of the twin.
    Moves of MoveRow "moves" {
        /// Replicate.
        replicate: u32 = Number,
        /// Site where they found nothing.
        from: u32 = Site,
        /// Site they went to.
        to: u32 = Site,
        /// How much they wanted \[units\].
        units: f64 = Number,
    }

    /// One row per step and replicate: output of the company's sites, at gross profit, as share of the twin's mean.
    Output of OutputRow "output" {
        /// Replicate.
        replicate: u32 = Number,
        /// Step, from 0.
        step: u32 = Number,
        /// With the event.
        company: f32 = Number,
        /// Without it.
        twin: f32 = Number,
    }

    /// One row per data and replicate in which they were taken.
    Taken of TakenRow "taken" {
        /// Replicate.
        replicate: u32 = Number,
        /// Data.
        data: u32 = Data,
        /// When they were taken \[h\].
        taken_hours: f64 = Number,
        /// When anybody can know \[h\], within the horizon or after it; infinite: nobody ever does.
        known_hours: f64 = Number,
        /// Records taken.
        records: f64 = Number,
        /// What that costs within the history: it is in the ledger \[money\].
        booked: f64 = Number,
        /// What falls due after its end: it is in no ledger \[money\].
        later: f64 = Number,
    }

    /// One row per service or system of which a business impact analysis promises something, and replicate in which it was down.
    Promises of PromiseRow "promises" {
        /// Replicate.
        replicate: u32 = Number,
        /// Service or system.
        promised: u32 = Promised,
        /// First moment below the level that counts as back \[h\].
        stopped_hours: f64 = Number,
        /// Moment from which it is at that level to the horizon \[h\]; infinite: not within the horizon.
        back_hours: f64 = Number,
        /// Time below that level, up to the horizon \[h\].
        down_hours: f64 = Number,
        /// Separate times below it.
        stops: u32 = Number,
    }

    /// One row per service and replicate in which it had work to key in.
    Backlogs of BacklogRow "backlogs" {
        /// Replicate.
        replicate: u32 = Number,
        /// Service.
        service: u32 = Service,
        /// How much: done by hand, or lost with the data of a rebuilt system \[h of normal work\].
        work_hours: f64 = Number,
        /// Moment from which all is keyed in \[h\]; infinite: not within the horizon.
        done_hours: f64 = Number,
    }
}

/// Whether results of a layout have a table. All have all but these: nothing is said of what the model does not have.
pub fn has_table(layout: &Layout, name: &str) -> bool {
    match name {
        Taken::NAME => !layout.data.is_empty(),
        Promises::NAME => !layout.promised.is_empty(),
        Backlogs::NAME => !layout.backlogs.is_empty(),
        _ => true,
    }
}

/// Calls `$do!(field)` for every row table of [`Results`], in the order of files and digests.
#[macro_export]
macro_rules! each_table {
    ($do:ident) => {
        $do!(replicates);
        $do!(outages);
        $do!(services);
        $do!(targets);
        $do!(sites);
        $do!(volumes);
        $do!(parties);
        $do!(losses);
        $do!(claims);
        $do!(layers);
        $do!(tasks);
        $do!(support);
        $do!(weeks);
        $do!(moves);
        $do!(output);
        $do!(taken);
        $do!(promises);
        $do!(backlogs);
    };
}

impl Results {
    /// Results of no replicate.
    pub fn empty(layout: Layout) -> Self {
        let counts = SiteCounts::none(layout.sites.len());
        Self {
            layout,
            replicates: Replicates::default(),
            outages: Outages::default(),
            services: Services::default(),
            targets: Targets::default(),
            sites: Sites::default(),
            volumes: Volumes::default(),
            parties: Parties::default(),
            losses: Losses::default(),
            claims: Claims::default(),
            layers: Layers::default(),
            tasks: Tasks::default(),
            support: Support::default(),
            weeks: Weeks::default(),
            moves: Moves::default(),
            output: Output::default(),
            taken: Taken::default(),
            promises: Promises::default(),
            backlogs: Backlogs::default(),
            counts,
        }
    }

    /// Number of replicates.
    pub fn len(&self) -> usize {
        self.replicates.len()
    }

    /// Whether there is no replicate.
    pub fn is_empty(&self) -> bool {
        self.replicates.is_empty()
    }

    /// Adds results of later replicates of the same model, scenario and seed. Both layouts must be equal and the other's first replicate must come after the last here; otherwise nothing is added and the other is handed back.
    ///
    /// # Errors
    /// The other results, unchanged, if they do not follow on these.
    pub fn append(&mut self, other: Self) -> Result<(), Box<Self>> {
        let in_order = match (self.replicates.replicate.last(), other.replicates.replicate.first()) {
            (Some(last), Some(first)) => last < first,
            _ => true,
        };
        if !in_order || self.layout != other.layout {
            return Err(Box::new(other));
        }
        macro_rules! add {
            ($table:ident) => {
                self.$table.append(other.$table)
            };
        }
        each_table!(add);
        self.counts.merge(&other.counts);
        Ok(())
    }

    /// Bytes of memory that rows and counts take.
    pub fn bytes(&self) -> usize {
        let mut bytes = self.counts.bytes();
        macro_rules! add {
            ($table:ident) => {
                bytes += self.$table.bytes()
            };
        }
        each_table!(add);
        bytes
    }
}

#[cfg(test)]
mod tests;
