//! What a stop costs, and who bears it: stories of a small chain's ledger, and what holds for every ledger.

use super::*;
use crate::sample::{Chain, any_bad_day, any_chain, chain, name, outage, quiet_chain};
use crate::{World, replicate};
use blackstart_model::id::Key;
use blackstart_model::model::{Channel, Cover, CoverKind, Policy, PolicyLayer, UntilKind, WaitingKind};
use blackstart_model::scenario::{Course, LedgerSpan, Subject, Until};
use blackstart_model::units::Uncertain;
use proptest::prelude::*;
use std::collections::BTreeMap;

const DRAW: Draw = Draw { seed: 7, replicate: 0 };

/// The ledger as text, and its sum.
fn ledger(model: &Model, scenario: &Scenario) -> String {
    let world = World::new(model, scenario);
    let loss = replicate(&world, DRAW).loss;
    let mut text = String::new();
    for entry in &loss.entries {
        let party = &model.parties[entry.party].name.id;
        let month = &world.layout().periods[entry.period as usize].label;
        let (form, cause) = (entry.form.word(), entry.cause.word());
        text += &format!("{party:10}{form:13}{cause:11}{month} {:9.2}\n", entry.amount);
    }
    text + &format!("{:41} {:9.2}", "total", loss.total())
}

/// The chain with its plant's produce channel down from day 4 to day 12.
fn stopped() -> (Chain, Scenario) {
    let chain = chain();
    let mut scenario = quiet_chain();
    let subject = Subject::Channel(chain.plant, Channel::Produce);
    scenario.outages.push(outage("plant", subject, 96.0, 288.0, 0.0));
    (chain, scenario)
}

#[test]
fn a_plant_that_cannot_catch_up_loses_what_it_did_not_sell() {
    let (chain, scenario) = stopped();
    insta::assert_snapshot!(ledger(&chain.model, &scenario), @r"
    company   gross-profit shutdown   2025-09    400.00
    suppliers gross-profit shutdown   2025-09    240.00
    dealers   gross-profit shutdown   2025-09     60.00
    total                                        700.00
    ");
}

#[test]
fn overtime_and_patience_turn_a_loss_into_a_delay_and_cost_extra() {
    let (mut chain, mut scenario) = stopped();
    scenario.horizon_hours = 120.0 * 24.0;
    for site in [chain.supplier, chain.plant] {
        chain.model.sites[site].overtime = Uncertain::Fixed(1.25);
        chain.model.sites[site].overtime_premium = Uncertain::Fixed(0.5);
    }
    chain.model.demands[0].patience = Uncertain::Fixed(1.0);
    insta::assert_snapshot!(ledger(&chain.model, &scenario), @r"
    company   gross-profit shutdown   2025-09    212.50
    company   gross-profit shutdown   2025-10   -209.82
    company   gross-profit shutdown   2025-11     -2.66
    company   gross-profit shutdown   2025-12     -0.02
    company   extra-work   shutdown   2025-09     18.75
    company   extra-work   shutdown   2025-10     20.98
    company   extra-work   shutdown   2025-11      0.27
    company   extra-work   shutdown   2025-12      0.00
    suppliers gross-profit shutdown   2025-09    135.00
    suppliers gross-profit shutdown   2025-10   -139.31
    suppliers gross-profit shutdown   2025-11      4.21
    suppliers gross-profit shutdown   2025-12      0.10
    suppliers extra-work   shutdown   2025-09     17.50
    suppliers extra-work   shutdown   2025-10     23.45
    total                                         80.95
    ");
}

#[test]
fn a_supplier_bears_the_cost_of_cash_that_its_customer_could_not_send() {
    let (mut chain, mut scenario) = stopped();
    scenario.outages[0].subject = Subject::Channel(chain.plant, Channel::Pay);
    for link in &mut chain.model.links {
        link.terms_hours = 240.0;
    }
    chain.model.sites[chain.supplier].cash = Some(Uncertain::Fixed(1000.0));
    insta::assert_snapshot!(ledger(&chain.model, &scenario), @r"
    suppliers late-cash    shutdown   2025-09      0.10
    total                                          0.10
    ");
}

#[test]
fn stated_costs_run_until_the_last_system_is_back_and_only_if_something_happened() {
    let (mut chain, mut scenario) = stopped();
    scenario.outages.clear();
    let erp = crate::sample::system(&mut chain.model, "erp");
    let crew = crate::sample::crew(&mut chain.model, "it", 2);
    let mut task = crate::sample::task(240.0, Some(crew), 1).unwrap();
    task.cost = Uncertain::Fixed(70.0);
    chain.model.systems[erp].rebuild = Some(task);
    chain.model.sites[chain.plant].channels[Channel::Produce as usize] =
        Some(blackstart_model::model::Logic::System(erp));
    scenario.costs.push(Cost {
        name: name("cost", "forensics"),
        party: chain.model.sites[chain.plant].party,
        form: CostForm::Response,
        to: None,
        amount: Uncertain::Fixed(100.0),
        per_day: Uncertain::Fixed(2.0),
        from_hours: 24.0,
        until_hours: None,
        provenance: Default::default(),
    });
    assert_eq!(ledger(&chain.model, &scenario).lines().count(), 1, "no fall, no cost");
    let mut fall = crate::sample::fall("ransomware", &[erp], 24.0, FallCause::Attacker);
    fall.lost = 1.0;
    scenario.falls.push(fall);
    insta::assert_snapshot!(ledger(&chain.model, &scenario), @r"
    company   gross-profit attacker   2025-09    500.00
    company   response     attacker   2025-09    120.00
    company   rebuild      attacker   2025-09     70.00
    suppliers gross-profit attacker   2025-09    300.00
    dealers   gross-profit attacker   2025-09    100.00
    total                                       1090.00
    ");
}

/// What the ledger says of a rebuild that costs 200, begun a day into the history and worked on for so many hours.
fn rebuild(hours: f64, office: bool, horizon_days: f64) -> String {
    let (mut chain, mut scenario) = stopped();
    scenario.outages.clear();
    scenario.horizon_hours = horizon_days * 24.0;
    let erp = crate::sample::system(&mut chain.model, "erp");
    let crew = crate::sample::crew(&mut chain.model, "it", 2);
    let office_hours = crate::sample::calendar(&mut chain.model, "office", &crate::sample::office_hours());
    chain.model.crews[crew].calendar = office.then_some(office_hours);
    let mut task = crate::sample::task(hours, Some(crew), 1).unwrap();
    task.cost = Uncertain::Fixed(200.0);
    chain.model.systems[erp].rebuild = Some(task);
    let mut fall = crate::sample::fall("ransomware", &[erp], 24.0, FallCause::Attacker);
    fall.lost = 1.0;
    scenario.falls.push(fall);
    ledger(&chain.model, &scenario)
}

#[test]
fn a_long_rebuild_is_booked_as_it_is_worked_and_only_to_the_horizon() {
    insta::assert_snapshot!(rebuild(40.0 * 24.0, false, 60.0), @r"
    company   rebuild      attacker   2025-09    145.00
    company   rebuild      attacker   2025-10     55.00
    total                                        200.00
    ");
    insta::assert_snapshot!(rebuild(40.0 * 24.0, false, 21.0), @r"
    company   rebuild      attacker   2025-09    100.00
    total                                        100.00
    ");
    // Eight hours a day from Monday to Friday: the weekend costs nothing.
    insta::assert_snapshot!(rebuild(80.0, true, 10.0), @r"
    company   rebuild      attacker   2025-09    140.00
    total                                        140.00
    ");
    assert_eq!(rebuild(f64::INFINITY, false, 21.0).lines().count(), 1);
}

#[test]
fn bad_debt_is_in_the_ledger_and_in_no_sum() {
    let party = PartyId::new(1);
    let entry = |form, amount| Entry { party, form, cause: Cause::Insolvency, period: 0, amount };
    let loss = Loss {
        entries: vec![entry(Form::GrossProfit, 5.0), entry(Form::BadDebt, 3.0)],
        settled: vec![],
        taken: vec![],
    };
    assert_eq!((loss.total(), loss.of_party(party), loss.of_party(PartyId::new(0))), (5.0, 5.0, 0.0));
}

#[test]
fn a_stop_saves_spoils_and_owes() {
    let (mut chain, scenario) = stopped();
    let plant = &mut chain.model.sites[chain.plant];
    plant.variable_cost = Uncertain::Fixed(1.0);
    plant.wages = 0.6;
    plant.fixed_cost_per_day = Uncertain::Fixed(10.0);
    plant.saved_cost = 0.5;
    plant.scrap = Uncertain::Fixed(7.0);
    plant.penalty = 0.25;
    // Of 8 days and 80 units: 5 a day of fixed cost stop, 0.6 of wages a unit are not earned, 0.25 a unit is owed to the dealers.
    insta::assert_snapshot!(ledger(&chain.model, &scenario), @r"
    company   gross-profit shutdown   2025-09    400.00
    company   saved-cost   shutdown   2025-09    -40.00
    company   spoilage     shutdown   2025-09      7.00
    company   wages        shutdown   2025-09     48.00
    company   penalty      shutdown   2025-09     20.00
    suppliers gross-profit shutdown   2025-09    240.00
    dealers   gross-profit shutdown   2025-09     60.00
    dealers   penalty      shutdown   2025-09    -20.00
    total                                        667.00
    ");
}

/// The chain's plant down for eight days, insured.
fn insured(change: impl FnOnce(&mut Policy)) -> (Model, Scenario) {
    let (mut chain, scenario) = stopped();
    let cover =
        |of| Cover { of, deductible: 0.0, limit: f64::INFINITY, waiting_hours: 0.0, indemnity_hours: f64::INFINITY };
    let mut policy = Policy {
        name: name("policy", "cyber"),
        insured: chain.model.sites[chain.plant].party,
        insurer: None,
        waiting: WaitingKind::Elimination,
        until: UntilKind::Trade,
        retention: 0.0,
        covers: vec![cover(CoverKind::Interruption), cover(CoverKind::Contingent)],
        layers: vec![PolicyLayer {
            attachment: 0.0,
            limit: f64::INFINITY,
            participation: 1.0,
            aggregate_attachment: 0.0,
            aggregate_limit: f64::INFINITY,
        }],
    };
    change(&mut policy);
    chain.model.policies.push(policy);
    (chain.model, scenario)
}

/// What the policy pays: in time, and by the calendar.
fn pays(change: impl FnOnce(&mut Policy)) -> (f64, f64) {
    let (model, scenario) = insured(change);
    let settled = &replicate(&World::new(&model, &scenario), DRAW).loss.settled[0];
    (settled.paid.iter().sum(), settled.paid_by_calendar)
}

#[test]
fn a_policy_without_terms_pays_what_was_lost_to_the_own_systems() {
    let (paid, by_calendar) = pays(|_| {});
    assert!((paid - 400.0).abs() < 1e-9 && (by_calendar - 400.0).abs() < 1e-9, "{paid} {by_calendar}");
}

#[test]
fn the_first_day_of_a_stop_is_covered_by_stock_and_a_waiting_period_costs_nothing_then() {
    // What the plant made before it stopped is on its way: the first lost sale comes a day later.
    let one_day = |policy: &mut Policy| policy.covers[0].waiting_hours = 24.0;
    let (paid, by_calendar) = pays(one_day);
    let two_days = pays(|policy| policy.covers[0].waiting_hours = 48.0).0;
    assert!(paid >= two_days && by_calendar < 400.0, "{paid} {two_days} {by_calendar}");
}

#[test]
fn what_is_saved_in_a_window_is_what_is_not_made_in_it() {
    // Four days of 50 are missing and made up within the month: over the month next to nothing is saved, in the window 5 a day.
    let (mut model, mut scenario) = insured(|policy| policy.covers[0].indemnity_hours = 96.0);
    scenario.outages[0].course = Course::Until(Until::Moment(Uncertain::Fixed(192.0)));
    for site in model.sites.keys().collect::<Vec<_>>() {
        model.sites[site].overtime = Uncertain::Fixed(2.0);
        model.sites[site].fixed_cost_per_day = Uncertain::Fixed(10.0);
        model.sites[site].saved_cost = 0.5;
    }
    model.demands[0].patience = Uncertain::Fixed(1.0);
    let settled = &replicate(&World::new(&model, &scenario), DRAW).loss.settled[0];
    assert!(settled.gross.abs() < 2.0, "{}", settled.gross);
    assert!((settled.covered[0] - 4.0 * (50.0 - 5.0)).abs() < 1e-9, "{}", settled.covered[0]);
}

#[test]
fn a_policy_against_suppliers_stops_pays_nothing_for_ones_own() {
    let (paid, _) = pays(|policy| {
        policy.covers.remove(0);
    });
    assert_eq!(paid, 0.0);
}

#[test]
fn what_a_customers_stop_costs_a_supplier_is_contingent_whatever_stopped_it() {
    // The plant's own attack is the cause; the supplier's policy calls that somebody else's interruption.
    let (mut model, scenario) = insured(|policy| policy.covers[0].limit = 1.0);
    model.policies[0].insured = PartyId::new(1);
    let loss = replicate(&World::new(&model, &scenario), DRAW).loss;
    let covered = &loss.settled[0].covered;
    assert!(covered[0].abs() < 1e-9 && (covered[1] - 240.0).abs() < 1e-9, "{covered:?}");
}

#[test]
fn a_customer_that_stops_again_is_restored_when_it_is_back_for_good() {
    // The plant stops for eight days, and the supplier misses 30 on each. If the plant then works for eight days and stops for five more, all of
    // both counts: 13 × 30.
    let (mut model, mut scenario) = insured(|policy| policy.until = UntilKind::Restored);
    model.policies[0].insured = PartyId::new(1);
    let covered = |scenario: &Scenario| {
        let outcome = replicate(&World::new(&model, scenario), DRAW);
        let plant = outcome.flow.fates.iter().find(|(id, _)| model.sites[*id].name.id == "plant").unwrap().1;
        (outcome.loss.settled[0].covered[1], plant.restarted_hours, plant.back_hours)
    };
    let (once, restarted, back) = covered(&scenario);
    assert_eq!((once.round(), restarted, back), (240.0, 288.0, 288.0));
    let mut again = scenario.outages[0].clone();
    again.from_hours = Uncertain::Fixed(480.0);
    again.course = Course::Until(Until::Moment(Uncertain::Fixed(600.0)));
    scenario.outages.push(again);
    let (twice, restarted, back) = covered(&scenario);
    assert_eq!((restarted, back), (288.0, 600.0));
    // To a day: stock is refilled in between.
    assert!((twice - 390.0).abs() <= 30.0, "{twice}");
}

#[test]
fn what_falls_at_a_provider_is_dependency_and_contingent_for_its_customers_and_its_own_to_restore() {
    let (mut model, mut scenario) = insured(|policy| policy.covers[1].limit = 100.0);
    scenario.outages.clear();
    let provider = PartyId::new(1);
    let cloud = crate::sample::system(&mut model, "cloud");
    let erp = crate::sample::system(&mut model, "erp");
    let mut task = crate::sample::task(192.0, None, 1).unwrap();
    task.cost = Uncertain::Fixed(70.0);
    model.systems[cloud].rebuild = Some(task);
    model.systems[cloud].party = Some(provider);
    model.systems[erp].needs = Some(blackstart_model::model::Logic::System(cloud));
    let plant = model.sites.iter().find(|(_, site)| site.party == model.policies[0].insured).unwrap().0;
    model.sites[plant].channels[Channel::Produce as usize] = Some(blackstart_model::model::Logic::System(erp));
    let mut fall = crate::sample::fall("ransomware", &[cloud], 96.0, FallCause::Attacker);
    fall.lost = 1.0;
    scenario.falls.push(fall);
    insta::assert_snapshot!(ledger(&model, &scenario), @r"
    company   gross-profit dependency 2025-09    400.00
    company   insurance    dependency 2025-09   -100.00
    suppliers gross-profit dependency 2025-09    240.00
    suppliers rebuild      attacker   2025-09     70.00
    dealers   gross-profit dependency 2025-09     60.00
    total                                        770.00
    ");
    // At home it is an interruption.
    model.systems[cloud].party = None;
    let covered = replicate(&World::new(&model, &scenario), DRAW).loss.settled[0].covered.clone();
    assert!((covered[0] - 400.0).abs() < 1e-9 && covered[1].abs() < 1e-9, "{covered:?}");
}

#[test]
fn an_insurer_in_the_model_loses_what_the_insured_gains() {
    let (mut model, scenario) = insured(|policy| policy.retention = 100.0);
    let insurer = model.parties.push(blackstart_model::model::Party {
        name: name("party", "insurer"),
        kind: blackstart_model::model::PartyKind::Insurer,
        cost_of_cash: 0.0,
    });
    model.policies[0].insurer = Some(insurer);
    let loss = replicate(&World::new(&model, &scenario), DRAW).loss;
    let paid = |party| -> f64 {
        loss.entries.iter().filter(|it| it.form == Form::Insurance && it.party == party).map(|it| it.amount).sum()
    };
    assert!((paid(insurer) - 300.0).abs() < 1e-9 && paid(insurer) == -paid(model.policies[0].insured));
    // A transfer leaves the sums alone.
    assert!((loss.total() - 700.0).abs() < 1e-9);
}

/// Outages of a random chain's channels.
fn with_outages(scenario: &mut Scenario, outages: &[crate::sample::ChannelOutage]) {
    for (i, &(site, channel, level, from, days)) in outages.iter().enumerate() {
        let subject = Subject::Channel(site, channel);
        scenario.outages.push(outage(&format!("o{i}"), subject, from * 24.0, (from + days) * 24.0, level));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn nothing_happens_and_the_ledger_is_empty((model, scenario, _) in any_chain()) {
        let world = World::new(&model, &scenario);
        prop_assert_eq!(replicate(&world, DRAW).loss.entries, vec![]);
    }

    #[test]
    fn sums_agree_however_they_are_grouped((model, mut scenario, outages) in any_chain()) {
        with_outages(&mut scenario, &outages);
        let world = World::new(&model, &scenario);
        let outcome = replicate(&world, DRAW);
        let loss = &outcome.loss;
        let mut by_party = BTreeMap::<PartyId, f64>::new();
        let mut by_rest = BTreeMap::<(Form, Cause, u32), f64>::new();
        for entry in &loss.entries {
            prop_assert!(entry.amount != 0.0 && entry.amount.is_finite());
            if entry.form.is_transfer() {
                continue;
            }
            *by_party.entry(entry.party).or_default() += entry.amount;
            *by_rest.entry((entry.form, entry.cause, entry.period)).or_default() += entry.amount;
        }
        let size: f64 = loss.entries.iter().map(|entry| entry.amount.abs()).sum();
        for sum in [by_party.values().sum::<f64>(), by_rest.values().sum::<f64>()] {
            prop_assert!((sum - loss.total()).abs() <= 1e-12 * size);
        }
        for (&party, &sum) in &by_party {
            prop_assert!((sum - loss.of_party(party)).abs() <= 1e-12 * size);
        }
        let account = |entry: &Entry| (entry.party, entry.form, entry.cause, entry.period);
        prop_assert!(loss.entries.windows(2).all(|pair| account(&pair[0]) < account(&pair[1])));
        // The economy has lost what all parties have, and the wages that stopped.
        let wages: f64 = loss.entries.iter().filter(|it| it.form == Form::Wages).map(|it| it.amount).sum();
        prop_assert!((loss.economic() - loss.total() - wages).abs() <= 1e-12 * size);
        // What the ledger says of trade is what flow said of gross profit.
        for (party, periods) in outcome.flow.parties.iter() {
            let booked: f64 = loss.entries.iter().filter(|it| it.party == party && it.form == Form::GrossProfit).map(|it| it.amount).sum();
            let lost: f64 = periods.iter().map(|(event, twin)| twin.gross_profit - event.gross_profit).sum();
            prop_assert!((booked - lost).abs() <= 1e-9 * (1.0 + size), "{booked} {lost}");
        }
    }

    #[test]
    fn days_add_up_to_weeks_and_months((model, mut scenario, outages) in any_chain()) {
        with_outages(&mut scenario, &outages);
        let mut played = |ledger| {
            scenario.ledger = ledger;
            let world = World::new(&model, &scenario);
            let loss = replicate(&world, DRAW).loss;
            // Penalties are due per span of the ledger.
            let entries = loss.entries.into_iter().filter(|it| it.form != Form::Penalty);
            // By party, form and the end of the month in which a span ends.
            let months = World::new(&model, &Scenario { ledger: LedgerSpan::Month, ..scenario.clone() }).layout().clone();
            let spans = world.layout().periods.clone();
            let mut sums = BTreeMap::<(PartyId, Form, u32), f64>::new();
            let mut whole = BTreeMap::<(PartyId, Form), f64>::new();
            for entry in entries {
                let month = months.period_at(spans[entry.period as usize].start_hours).unwrap();
                *sums.entry((entry.party, entry.form, month)).or_default() += entry.amount;
                *whole.entry((entry.party, entry.form)).or_default() += entry.amount;
            }
            (sums, whole, spans.len())
        };
        let (by_month, of_months, few) = played(LedgerSpan::Month);
        let (_, of_weeks, more) = played(LedgerSpan::Week);
        let (by_day, of_days, most) = played(LedgerSpan::Day);
        prop_assert!(few < more && more < most);
        let close = |a: Option<&f64>, b: &f64| (a.copied().unwrap_or(0.0) - b).abs() <= 1e-9 * (1.0 + b.abs());
        for (key, sum) in &by_month {
            prop_assert!(close(by_day.get(key), sum), "{:?}: {:?} {}", key, by_day.get(key), sum);
        }
        for (key, sum) in &of_months {
            prop_assert!(close(of_weeks.get(key), sum) && close(of_days.get(key), sum), "{:?}", key);
        }
    }

    #[test]
    fn net_and_ceded_are_gross_and_nothing_is_paid_above_a_limit(
        (mut model, mut scenario, outages) in any_chain(),
        (insured, retention, limit, waiting, days) in (0_usize..3, 0.0..50.0, 1.0..200.0, 0u32..5, 1u32..60),
        qualifying in any::<bool>(),
    ) {
        let cover = |of| Cover {
            of,
            deductible: retention / 2.0,
            limit: 3.0 * limit,
            waiting_hours: f64::from(waiting) * 24.0,
            indemnity_hours: f64::from(days) * 24.0,
        };
        let layer = |attachment| PolicyLayer {
            attachment,
            limit,
            participation: 0.75,
            aggregate_attachment: 0.0,
            aggregate_limit: 1.5 * limit,
        };
        model.policies.push(Policy {
            name: name("policy", "any"),
            insured: PartyId::new(insured),
            insurer: Some(PartyId::new((insured + 1) % 3)),
            waiting: if qualifying { WaitingKind::Qualifying } else { WaitingKind::Elimination },
            until: UntilKind::Restored,
            retention,
            covers: [CoverKind::Interruption, CoverKind::Contingent, CoverKind::Spoilage, CoverKind::Penalty].map(cover).to_vec(),
            layers: vec![layer(0.0), layer(limit)],
        });
        let quiet = replicate(&World::new(&model, &scenario), DRAW).loss;
        prop_assert!(quiet.entries.is_empty() && quiet.settled.is_empty());
        with_outages(&mut scenario, &outages);
        let uninsured = Model { policies: vec![], ..model.clone() };
        let (with, without) = (replicate(&World::new(&model, &scenario), DRAW).loss, replicate(&World::new(&uninsured, &scenario), DRAW).loss);
        // Insurance changes nothing but who bears it.
        let rest: Vec<&Entry> = with.entries.iter().filter(|it| it.form != Form::Insurance).collect();
        prop_assert_eq!(rest, without.entries.iter().collect::<Vec<_>>());
        let size: f64 = with.entries.iter().map(|entry| entry.amount.abs()).sum();
        let insurance: f64 = with.entries.iter().filter(|it| it.form == Form::Insurance).map(|it| it.amount).sum();
        prop_assert!(insurance.abs() <= 1e-12 * size);
        // Without an own site down nothing of the flow differs, and nothing is settled.
        for settled in &with.settled {
            let paid: f64 = settled.paid.iter().sum();
            prop_assert!(paid <= 2.0 * limit * 0.75 + 1e-9 && settled.paid.iter().all(|&paid| paid >= 0.0));
            prop_assert!(settled.covered.iter().all(|&covered| covered <= 3.0 * limit + 1e-9));
            let booked: f64 = with.entries.iter().filter(|it| it.form == Form::Insurance && it.party == PartyId::new(insured)).map(|it| it.amount).sum();
            prop_assert!((booked + paid).abs() <= 1e-9 * (1.0 + paid));
        }
    }

    /// Without spare capacity what is not made is never made: a full stop cannot be milder than one that leaves a hundredth.
    /// (With overtime both may be caught up wholly by the horizon; then the way they swing back decides, by parts in a million.)
    #[test]
    fn a_full_stop_of_a_plant_costs_at_least_what_99_per_cent_cost(
        from in 0u32..20, days in 1u32..40, cover in 0u32..10, patience in 0u32..=2, plan in 0u32..3,
    ) {
        let profit = |level| {
            let (mut chain, mut scenario) = stopped();
            for link in &mut chain.model.links {
                link.cover_hours = f64::from(cover) * 24.0;
            }
            chain.model.demands[0].patience = Uncertain::Fixed(f64::from(patience) / 2.0);
            for site in [chain.supplier, chain.plant] {
                chain.model.sites[site].plan_hours = f64::from(plan) * 48.0;
            }
            scenario.outages[0].from_hours = Uncertain::Fixed(f64::from(from) * 24.0);
            let until = Until::Moment(Uncertain::Fixed(f64::from(from + days) * 24.0));
            scenario.outages[0].course = Course::Until(until);
            scenario.outages[0].level = Uncertain::Fixed(level);
            let world = World::new(&chain.model, &scenario);
            replicate(&world, DRAW).flow.parties.rows()[0].iter().map(|(event, _)| event.gross_profit).sum::<f64>()
        };
        let (full, partial) = (profit(0.0), profit(0.01));
        prop_assert!(full <= partial + 1e-9 * partial.abs(), "{full} {partial}");
    }
}

/// The sums of what is no transfer by each way of grouping, next to the total, and how large the entries are.
fn groupings(loss: &Loss) -> ([f64; 4], f64) {
    let (mut party, mut form, mut cause, mut period) =
        (BTreeMap::new(), BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    for it in loss.entries.iter().filter(|it| !it.form.is_transfer()) {
        *party.entry(it.party).or_insert(0.0) += it.amount;
        *form.entry(it.form).or_insert(0.0) += it.amount;
        *cause.entry(it.cause).or_insert(0.0) += it.amount;
        *period.entry(it.period).or_insert(0.0) += it.amount;
    }
    let size = loss.entries.iter().map(|it| it.amount.abs()).sum();
    ([party.values().sum(), form.values().sum(), cause.values().sum(), period.values().sum()], size)
}

/// A policy of the first party on everything, without terms, in layers of these limits and one without above them.
fn tower(limits: &[f64], retention: f64) -> Policy {
    let all = [
        CoverKind::Interruption,
        CoverKind::Contingent,
        CoverKind::ExtraWork,
        CoverKind::Response,
        CoverKind::Rebuild,
        CoverKind::Spoilage,
        CoverKind::Liability,
        CoverKind::Penalty,
        CoverKind::Extortion,
        CoverKind::Notification,
        CoverKind::Fine,
    ];
    let cover =
        |of| Cover { of, deductible: 0.0, limit: f64::INFINITY, waiting_hours: 0.0, indemnity_hours: f64::INFINITY };
    let layer = |attachment, limit| PolicyLayer {
        attachment,
        limit,
        participation: 1.0,
        aggregate_attachment: 0.0,
        aggregate_limit: f64::INFINITY,
    };
    let mut attachment = 0.0;
    let mut layers = Vec::new();
    for &limit in limits {
        layers.push(layer(attachment, limit));
        attachment += limit;
    }
    layers.push(layer(attachment, f64::INFINITY));
    Policy {
        name: name("policy", "tower"),
        insured: PartyId::new(0),
        insurer: None,
        waiting: WaitingKind::Elimination,
        until: UntilKind::Trade,
        retention,
        covers: all.map(cover).to_vec(),
        layers,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_event_costs_no_company_anything((mut model, mut scenario) in any_bad_day()) {
        scenario.falls.clear();
        scenario.outages.clear();
        scenario.destroyed.clear();
        // What is stated for a bad day is not due on a good one, and a policy pays nothing.
        scenario.costs.push(Cost {
            name: name("cost", "forensics"),
            party: PartyId::new(0),
            form: CostForm::Response,
            to: None,
            amount: Uncertain::Fixed(100.0),
            per_day: Uncertain::Fixed(2.0),
            from_hours: 0.0,
            until_hours: None,
            provenance: Default::default(),
        });
        model.policies.push(tower(&[10.0], 0.0));
        for ledger in [LedgerSpan::Month, LedgerSpan::Day] {
            scenario.ledger = ledger;
            let loss = replicate(&World::new(&model, &scenario), DRAW).loss;
            prop_assert!(loss.entries.is_empty() && loss.settled.is_empty(), "{:?}", loss);
            prop_assert_eq!((loss.total(), loss.economic()), (0.0, 0.0));
        }
    }

    #[test]
    fn a_companys_ledger_sums_agree_by_party_form_cause_and_day(
        (model, mut scenario) in any_bad_day(), (chain, mut stops, outages) in any_chain(),
    ) {
        with_outages(&mut stops, &outages);
        for (model, scenario) in [(&model, &mut scenario), (&chain, &mut stops)] {
            scenario.ledger = LedgerSpan::Day;
            let loss = replicate(&World::new(model, scenario), DRAW).loss;
            let (sums, size) = groupings(&loss);
            for sum in sums {
                prop_assert!((sum - loss.total()).abs() <= 1e-12 * size, "{:?} {}", sums, loss.total());
            }
            let of_parties: f64 = model.parties.keys().map(|party| loss.of_party(party)).sum();
            prop_assert!((of_parties - loss.total()).abs() <= 1e-12 * size);
        }
    }

    #[test]
    fn layers_of_a_full_tower_add_up_to_what_is_left_of_a_companys_loss(
        (model, scenario) in any_bad_day(),
        (chain, mut stops, outages) in any_chain(),
        limits in prop::collection::vec(1.0..60.0, 0..4),
        retention in 0.0..20.0,
    ) {
        with_outages(&mut stops, &outages);
        for (mut model, scenario) in [(model, &scenario), (chain, &stops)] {
            model.policies = vec![tower(&limits, retention), tower(&[], retention)];
            let loss = replicate(&World::new(&model, scenario), DRAW).loss;
            for (layered, whole) in loss.settled.iter().zip(loss.settled.iter().skip(1)) {
                let (paid, at_once) = (layered.paid.iter().sum::<f64>(), whole.paid[0]);
                prop_assert!((paid - at_once).abs() <= 1e-9 * (1.0 + at_once), "{} {}", paid, at_once);
                prop_assert_eq!(layered.gross, whole.gross);
                for (paid, limit) in layered.paid.iter().zip(&limits) {
                    prop_assert!((0.0..=*limit).contains(paid));
                }
                // Without terms on the covers, all that is kept back is the retention.
                let left: f64 = (whole.covered.iter().sum::<f64>() - retention).max(0.0);
                prop_assert!((at_once - left).abs() <= 1e-9 * (1.0 + left));
            }
            // Net and ceded are gross: of the insured's loss before insurance, what the policies pay is taken and no more.
            let insured = PartyId::new(0);
            let ceded: f64 = loss.settled.iter().flat_map(|it| &it.paid).sum();
            let before: f64 = loss.entries.iter().filter(|it| it.party == insured && it.form != Form::Insurance).map(|it| it.amount).sum();
            let after: f64 = loss.entries.iter().filter(|it| it.party == insured).map(|it| it.amount).sum();
            prop_assert!((after + ceded - before).abs() <= 1e-9 * (1.0 + before.abs() + ceded), "{} {} {}", after, ceded, before);
        }
    }

    #[test]
    fn the_gross_loss_of_a_policy_on_everything_is_the_insureds_ledger((mut model, mut scenario, outages) in any_chain()) {
        with_outages(&mut scenario, &outages);
        model.policies.push(tower(&[], 0.0));
        let world = World::new(&model, &scenario);
        let outcome = replicate(&world, DRAW);
        let own: Vec<&Entry> = outcome.loss.entries.iter().filter(|it| it.party == PartyId::new(0)).collect();
        let trade = |it: &&&Entry| matches!(it.form, Form::GrossProfit | Form::SavedCost);
        let money: f64 = own.iter().filter(trade).map(|it| it.amount).sum();
        let sum = |form: Form| -> f64 { own.iter().filter(|it| it.form == form).map(|it| it.amount).sum() };
        let lump: f64 = [Form::ExtraWork, Form::Spoilage, Form::Penalty].map(|form| sum(form).max(0.0)).iter().sum();
        for settled in &outcome.loss.settled {
            let size: f64 = own.iter().map(|it| it.amount.abs()).sum();
            prop_assert!((settled.gross - money - lump).abs() <= 1e-9 * (1.0 + size), "{} {} {}", settled.gross, money, lump);
        }
    }

    /// However a month's loss and what was saved in it are spread over its steps, no window finds more than was ever missing.
    #[test]
    fn no_window_pays_more_than_the_steps_in_which_something_was_missing(
        (mut model, mut scenario, outages) in any_chain(), waiting in 0u32..20, days in 1u32..40,
    ) {
        with_outages(&mut scenario, &outages);
        let mut policy = tower(&[], 0.0);
        policy.covers.truncate(2);
        for cover in &mut policy.covers {
            (cover.waiting_hours, cover.indemnity_hours) = (f64::from(waiting) * 24.0, f64::from(days) * 24.0);
        }
        model.policies.push(policy);
        let outcome = replicate(&World::new(&model, &scenario), DRAW);
        let insured = PartyId::new(0);
        for settled in &outcome.loss.settled {
            let course = outcome.flow.courses.iter().find(|(party, _)| *party == insured);
            let steps = course.map_or(&[][..], |(_, steps)| steps.as_slice());
            let missing: f64 = steps.iter().map(|(event, twin)| (twin.gross_profit - event.gross_profit).max(0.0)).sum();
            // Fixed cost that was saved is spent again when what was missing is made.
            let again: f64 = steps.iter().map(|(event, twin)| (event.stopping_cost - twin.stopping_cost).max(0.0)).sum();
            let covered: f64 = settled.covered.iter().sum();
            prop_assert!(covered <= (missing + again) * (1.0 + 1e-9) + 1e-9, "{} {} {}", covered, missing, again);
        }
    }
}
