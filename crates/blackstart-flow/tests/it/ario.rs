//! `ario` against the output of BoARIO, the published program: two cases on a table of our own, 25 where the shared folder is found.

use crate::published::{Csv, besides, each, folder, json};
use blackstart_flow::economy::{
    Ario, By, Curve, Dynamic, Economy, Event, Firms, Household, Kind, Money, Overtime, Table, Web,
};
use serde_json::Value;
use std::path::Path;

/// Every case.
const CASES: [&str; 27] = [
    "arbitrary",
    "arbitrary_lean",
    "arbitrary_lean_noalt",
    "arbitrary_psi0.5",
    "arbitrary_psi1",
    "arbitrary_sequence",
    "base_model",
    "base_model_noalt_recovery",
    "capital_ratios",
    "infinite_electricity",
    "inventory_dict",
    "overproduction_fast",
    "rebuild",
    "rebuild_factor_households",
    "rebuild_overload",
    "rebuild_two_events",
    "rebuild_unit_factor",
    "recovery_and_rebuild",
    "recovery_concave",
    "recovery_convexe",
    "recovery_convexe_noscale",
    "recovery_linear",
    "recovery_two",
    "steady_state",
    "synth200_arbitrary_lean",
    "synth200_rebuild",
    "weekly",
];

#[test]
fn every_case_of_the_published_program_on_a_table() {
    let test = |case: &str, folder: &Path| agree(case, folder, |table| table.into());
    each("boario", &CASES, test);
    besides("boario", &CASES, test);
}

#[test]
fn the_same_on_links() {
    let test = |case: &str, folder: &Path| agree(case, folder, |table| table.graph().unwrap().into());
    each("boario", &CASES, test);
    besides("boario", &CASES, test);
}

/// A table of a case: sectors by name, normal flows per step, final demand by category.
struct Base {
    industries: Vec<String>,
    sectors: Vec<String>,
    sector: Vec<u32>,
    flow: Vec<f64>,
    final_demand: Csv,
    output: Vec<f64>,
    bought: Vec<f64>,
}

fn base(name: &str, per_year: f64) -> Base {
    let folder = folder("boario", &format!("tables/{name}")).unwrap();
    let read = |file: &str| Csv::read(&folder.join(file)).unwrap();
    let (flow, output) = (read("Z.csv"), read("x.csv"));
    let industries = flow.labels.clone();
    let part = |label: &str| label.split_once('|').unwrap().1.to_owned();
    let mut sectors: Vec<String> = industries.iter().map(|label| part(label)).collect();
    sectors.sort();
    sectors.dedup();
    let sector = industries.iter().map(|it| sectors.binary_search(&part(it)).unwrap() as u32).collect();
    let bought = (0..industries.len()).map(|column| flow.rows.iter().map(|row| row[column + 1]).sum()).collect();
    Base {
        sectors,
        sector,
        flow: flow.rows.iter().flat_map(|row| row[1..].iter().map(|cell| cell / per_year)).collect(),
        final_demand: read("Y.csv"),
        output: output.column("x"),
        bought,
        industries,
    }
}

fn agree(case: &str, folder: &Path, form: impl Fn(Table<f64>) -> Web<f64>) {
    let settings = json(&folder.join("case.json"));
    let params = &settings["params"];
    let number = |key: &str, default: f64| params[key].as_f64().unwrap_or(default);
    let per_year = number("iotable_year_to_temporal_unit_factor", 365.0);
    let base = base(settings["table"].as_str().unwrap(), per_year);
    let count = base.industries.len();
    let by_sector = |values: &Value| {
        let value = |sector: &String| values[sector].as_f64().unwrap_or(f64::INFINITY);
        By::Input(base.sectors.iter().map(value).collect())
    };

    let mut inventory = match &params["inventory_dict"] {
        Value::Null => By::Input(vec![number("main_inv_dur", 90.0); base.sectors.len()]),
        values => by_sector(values),
    };
    if let (Some(unlimited), By::Input(steps)) = (params["infinite_inventories_sect"].as_array(), &mut inventory) {
        for name in unlimited {
            steps[base.sectors.iter().position(|it| it == name.as_str().unwrap()).unwrap()] = f64::INFINITY;
        }
    }
    let restoration = match &params["inventory_restoration_tau"] {
        values @ Value::Object(_) => by_sector(values),
        _ => By::All(number("inventory_restoration_tau", 60.0)),
    };
    let mut ario = Ario {
        steps_per_year: per_year,
        orders_by_capacity: params["order_type"] != "noalt",
        overtime: Overtime {
            base: number("alpha_base", 1.0),
            most: number("alpha_max", 1.25),
            steps: number("alpha_tau", 365.0),
        },
        inventory,
        psi: number("psi_param", 0.8),
        restoration,
    };
    if params["model"] == "base" {
        ario = ario.base();
    }
    let ratio = |industry: usize| match &params["productive_capital_to_VA_dict"] {
        Value::Null => 4.0,
        ratios => ratios[&base.sectors[base.sector[industry] as usize]].as_f64().unwrap(),
    };
    let capital = (0..count).map(|it| ratio(it) * (base.output[it] - base.bought[it]).max(0.0)).collect();
    let output = base.output.iter().map(|output| output / per_year).collect();
    let final_demand =
        base.final_demand.rows.iter().map(|row| row[1..].iter().sum::<f64>() / per_year).collect::<Vec<_>>();
    let firms = Firms { sector: base.sector.clone(), final_demand: final_demand.clone(), region: vec![] };
    let table = Table::new(firms, base.flow.clone()).unwrap();
    let mut economy = Economy::new(form(table), Dynamic::ario(ario, Some(output), Some(capital)))
        .unwrap()
        .with_events(settings["events"].as_array().unwrap().iter().map(|it| event(it, &base, params)).collect())
        .unwrap();

    let compare = |step: usize, what: &str, ours: f64, theirs: f64, allowed: f64| {
        let off = if ours == theirs { 0.0 } else { (ours - theirs).abs() / allowed };
        assert!(off <= 1.0, "{case} step {step} {what}: {ours}, published {theirs}: {off:e}");
    };
    let near = |theirs: f64| 1e-12 * theirs.abs().max(1.0);

    let totals = Csv::read(&folder.join("totals.csv")).unwrap();
    let production = Csv::read(&folder.join("production.csv")).unwrap();
    let total = |column: &str, row: usize| totals.rows[row][totals.columns[column]];
    let unit_factor = settings["events"].as_array().unwrap().iter().any(|it| it["event_monetary_factor"].is_null());
    let damaged =
        settings["events"].as_array().unwrap().iter().map(|it| it["impact"].as_object().unwrap().len()).sum::<usize>()
            as f64;
    let coarse = damaged * if unit_factor { 0.2 } else { 2e-7 };
    let mut snapshots = 0;
    for row in 0..totals.rows.len() {
        let step = totals.rows[row][0] as usize;
        let orders_before = economy.orders_received();
        economy.step();
        let ours = economy.totals();
        let sum = |values: &[f64]| values.iter().sum::<f64>();
        for (name, ours, allowed) in [
            ("production", ours.production, 0.0),
            ("capacity", sum(&economy.capacity()), 0.0),
            ("demand", ours.demand, 0.0),
            ("orders", sum(&orders_before), 0.0),
            ("rebuild_demand", sum(&economy.rebuild_demand()), coarse),
            ("rebuild_production", sum(&economy.rebuilt()), coarse),
            ("final_demand_unmet", ours.unmet, 1e-9 * ours.production),
            ("mean_overproduction", sum(&economy.overtime()) / count as f64, 0.0),
            ("capital_lost", sum(&economy.capital_lost()), coarse),
        ] {
            let theirs = total(name, row);
            compare(step, name, ours, theirs, near(theirs).max(allowed));
        }
        let made = economy.production();
        if let Some(place) = production.rows.iter().position(|it| it[0] as usize == step) {
            for (industry, ours) in made.iter().enumerate() {
                let theirs = production.rows[place][industry + 1];
                compare(step, "production of an industry", *ours, theirs, near(theirs));
            }
        }
        if let Some(industries) = Csv::read(&folder.join(format!("industries_{step}.csv"))) {
            snapshots += 1;
            let unmet: Vec<f64> = final_demand.iter().zip(economy.consumption()).map(|(it, met)| it - met).collect();
            for (name, ours, allowed) in [
                ("production", &made, 0.0),
                ("capacity", &economy.capacity(), 0.0),
                ("overproduction", &economy.overtime(), 0.0),
                ("demand", &economy.demand(), 0.0),
                ("orders_received", &orders_before, 0.0),
                ("rebuild_demand", &economy.rebuild_demand(), coarse),
                ("final_demand_unmet", &unmet, 1.0),
                ("capital_lost", &economy.capital_lost(), coarse),
                ("orders_next", &economy.orders_received(), 0.0),
            ] {
                for (industry, (ours, theirs)) in ours.iter().zip(industries.column(name)).enumerate() {
                    let allowed = if name == "final_demand_unmet" { 1e-9 * made[industry] } else { allowed };
                    compare(step, name, *ours, theirs, near(theirs).max(allowed));
                }
            }
        }
        if let Some(stocks) = Csv::read(&folder.join(format!("stocks_{step}.csv"))) {
            snapshots += 1;
            for (sector, row) in stocks.rows.iter().enumerate() {
                for (industry, theirs) in row[1..].iter().enumerate() {
                    // Of what an industry does not use it has no stock, and links know no such input.
                    let group = economy.web().group(industry, sector as u32);
                    let ours = group.map_or(if theirs.is_finite() { 0.0 } else { *theirs }, |it| economy.stock()[it]);
                    compare(step, "stock", ours, *theirs, near(*theirs));
                }
            }
        }
    }
    assert_eq!(totals.rows.len(), settings["steps"].as_u64().unwrap() as usize, "{case}");
    assert_eq!(snapshots, 2 * settings["snapshots"].as_array().unwrap().len(), "{case}");
}

/// An event as the published program's settings have it.
fn event(it: &Value, base: &Base, params: &Value) -> Event {
    let place = |name: &str| base.industries.iter().position(|it| it == name).unwrap() as u32;
    let impact = it["impact"].as_object().unwrap().iter();
    let impact = impact.map(|(name, loss)| (place(name), loss.as_f64().unwrap())).collect();
    let curve = match it["recovery_function"].as_str() {
        None | Some("linear") => Curve::Linear,
        Some("convexe") => Curve::Convex,
        Some("convexe noscale") => Curve::ConvexUnscaled,
        Some("concave") => Curve::Concave,
        Some(other) => panic!("{other}"),
    };
    let table = params["monetary_factor"].as_f64().unwrap_or(1e6);
    let money = Money { event: it["event_monetary_factor"].as_f64().unwrap_or(1.0), table };
    let steps = |key: &str| it[key].as_f64().or_else(|| params[key].as_f64()).unwrap_or(60.0);
    let kind = match it["type"].as_str().unwrap() {
        "arbitrary" => Kind::Arbitrary { steps: steps("recovery_tau"), curve },
        "recovery" => Kind::Recovery { steps: steps("recovery_tau"), curve, money },
        "rebuild" => Kind::Rebuild {
            steps: steps("rebuild_tau"),
            builders: it["rebuilding_sectors"]
                .as_object()
                .unwrap()
                .iter()
                .map(|(name, share)| {
                    (base.sectors.iter().position(|it| it == name).unwrap() as u32, share.as_f64().unwrap())
                })
                .collect(),
            factor: it["rebuilding_factor"].as_f64().unwrap_or(1.0),
            households: it["households_impact"].as_object().map_or(vec![], |households| {
                let household = |(name, impact): (&String, &Value)| Household {
                    impact: impact.as_f64().unwrap(),
                    buys: base.final_demand.column(name),
                };
                households.iter().map(household).collect()
            }),
            money,
        },
        other => panic!("{other}"),
    };
    let whole = |key: &str| it[key].as_u64().unwrap();
    Event { impact, occurrence: whole("occurrence"), duration: whole("duration"), kind }
}
