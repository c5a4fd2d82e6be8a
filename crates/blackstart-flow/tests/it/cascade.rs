//! What holds for the cascade in every network, and agreement with the equations written out over dense tables.

use blackstart_flow::economy::cascade::{
    Accounts, Cascade, CascadeError, CascadeOptions, Hit, InputClass, Losses, Production, Shock, Stop,
};
use blackstart_flow::economy::{Firms, Graph, Link};
use proptest::prelude::*;

#[derive(Clone, Debug)]
struct World {
    sectors: usize,
    sector: Vec<u32>,
    links: Vec<Link>,
    options: CascadeOptions,
    shocks: Vec<Shock>,
}

impl World {
    fn graph(&self) -> Graph {
        let final_demand = vec![0.0; self.sector.len()];
        Graph::new(Firms { sector: self.sector.clone(), final_demand, region: vec![] }, self.links.clone()).unwrap()
    }

    fn cascade(&self) -> Cascade {
        Cascade::new(&self.graph(), &self.options).unwrap()
    }

    fn class(&self, input: usize, buyer: usize) -> InputClass {
        match &self.options.production {
            Production::Linear => InputClass::NonEssential,
            Production::Leontief => InputClass::Essential,
            Production::Mixed(classes) => classes[input * self.sectors + buyer],
        }
    }
}

/// Up to 40 firms in up to 5 sectors; some without customers or suppliers, some sectors empty.
fn worlds() -> impl Strategy<Value = World> {
    (2..40_usize, 1..=5_usize).prop_flat_map(|(firms, sectors)| {
        let class =
            prop_oneof![Just(InputClass::Negligible), Just(InputClass::NonEssential), Just(InputClass::Essential)];
        let firm = 0..firms as u32;
        let production = prop_oneof![
            Just(Production::Linear),
            Just(Production::Leontief),
            prop::collection::vec(class, sectors * sectors).prop_map(Production::Mixed)
        ];
        let accounts = (prop::collection::vec(0.0..50.0, firms), prop::collection::vec(0.0..50.0, firms))
            .prop_map(|(revenue, costs)| Accounts { revenue, costs });
        let stop = prop_oneof![Just(Stop::PUBLISHED), Just(Stop::Change(1e-5)), Just(Stop::Growth(1e-2))];
        let share = prop_oneof![Just(0.0), Just(1.0), 0.0..1.0];
        let shock = prop::collection::btree_map(firm.clone(), (share.clone(), share), 0..5).prop_map(|hits| Shock {
            hits: hits.into_iter().map(|(firm, (down, up))| Hit { firm, down, up }).collect(),
        });
        (
            prop::collection::vec(0..sectors as u32, firms),
            prop::collection::btree_map((firm.clone(), firm), 1.0..9.0, 0..5 * firms),
            (production, prop::option::of(prop::collection::vec(0..4_u32, firms)), prop::option::of(accounts)),
            prop::collection::vec(prop::collection::vec(0.0..5.0, firms), 0..3),
            (stop, prop::collection::vec(shock, 1..30)),
        )
            .prop_map(move |(sector, links, (production, market, accounts), weights, (stop, shocks))| {
                let sectors = sector.iter().max().map_or(0, |most| *most as usize + 1);
                let production = match production {
                    Production::Mixed(classes) => Production::Mixed(classes[..sectors * sectors].to_vec()),
                    other => other,
                };
                let links =
                    links.into_iter().map(|((supplier, buyer), amount)| Link { supplier, buyer, amount }).collect();
                let passes_most = 5_000;
                let options = CascadeOptions { production, market, accounts, weights, stop, passes_most };
                World { sectors, sector, links, options, shocks }
            })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn frontier_and_full_passes_give_the_same_bits(world in worlds()) {
        let cascade = world.cascade();
        let full = cascade.rank_from(&world.shocks, 0.0, |_| {}).unwrap();
        for wide in [0.05, 0.5, 1.0] {
            prop_assert_eq!(&cascade.rank_from(&world.shocks, wide, |_| {}).unwrap(), &full);
        }
        for (shock, impact) in world.shocks.iter().zip(&full) {
            prop_assert_eq!(&cascade.play(shock).unwrap().impact, impact);
        }
    }

    #[test]
    fn any_number_of_threads_gives_the_same_bits(world in worlds()) {
        let cascade = world.cascade();
        let on = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| cascade.rank(&world.shocks, |_| {})).unwrap()
        };
        let one = on(1);
        prop_assert_eq!(&on(2), &one);
        prop_assert_eq!(&on(5), &one);
    }

    #[test]
    fn a_larger_shock_never_loses_less(mut world in worlds(), shares in prop::collection::vec(0.0..=1.0, 8)) {
        // After the same number of passes: a published stop may end the larger cascade earlier.
        (world.options.stop, world.options.passes_most) = (Stop::Change(0.0), 40);
        let cascade = world.cascade();
        for larger in &world.shocks {
            let mut smaller = larger.clone();
            for (hit, share) in smaller.hits.iter_mut().zip(&shares) {
                (hit.down, hit.up) = (hit.down * share, hit.up * share);
            }
            let (large, small) = (cascade.play(larger).unwrap(), cascade.play(&smaller).unwrap());
            let all = |losses: &Losses| [losses.down.clone(), losses.up.clone()].concat();
            prop_assert!(all(&large).iter().zip(all(&small)).all(|(large, small)| *large >= small));
            prop_assert!(large.impact.loss_last >= small.impact.loss_last);
        }
    }

    #[test]
    fn without_a_shock_nobody_loses_anything(world in worlds()) {
        let cascade = world.cascade();
        let nothing = Shock { hits: vec![Hit { firm: 0, down: 0.0, up: 0.0 }] };
        for shock in [Shock::default(), nothing] {
            let losses = cascade.play(&shock).unwrap();
            prop_assert!(losses.down.iter().chain(&losses.up).all(|loss| loss.to_bits() == 0));
            prop_assert_eq!(losses.impact.passes, 1);
            let index = losses.impact.index.iter().flat_map(|it| [it.both, it.down, it.up]);
            prop_assert!(index.chain([losses.impact.loss_last, losses.impact.change]).all(|it| it.to_bits() == 0));
        }
    }

    #[test]
    fn losses_are_those_of_the_equations(world in worlds()) {
        let cascade = world.cascade();
        for shock in &world.shocks {
            let losses = cascade.play(shock).unwrap();
            let (down, up) = written_out(&world, shock, losses.impact.passes);
            for (ours, theirs) in losses.down.iter().zip(down).chain(losses.up.iter().zip(up)) {
                prop_assert!((ours - theirs).abs() < 1e-11, "{} for {}", ours, theirs);
            }
        }
    }

    #[test]
    fn at_the_exact_stop_another_pass_changes_next_to_nothing(mut world in worlds()) {
        // Without those who replace others, losses in closed circles of firms may grow for very long.
        world.options.market = Some(world.sector.clone());
        (world.options.stop, world.options.passes_most) = (Stop::EXACT, 1_000_000);
        let losses = world.cascade().play(&world.shocks[0]).unwrap();
        prop_assume!(losses.impact.passes < 3_000);
        let (down, up) = written_out(&world, &world.shocks[0], losses.impact.passes + 1);
        for (ours, theirs) in losses.down.iter().zip(down).chain(losses.up.iter().zip(up)) {
            prop_assert!((ours - theirs).abs() < 1e-11);
        }
    }
}

/// The levels of `docs/method/cascade.md` after some passes, over dense tables, as losses.
fn written_out(world: &World, shock: &Shock, passes: u32) -> (Vec<f64>, Vec<f64>) {
    let firms = world.sector.len();
    let mut w = vec![vec![0.0; firms]; firms];
    world.links.iter().for_each(|link| w[link.supplier as usize][link.buyer as usize] = link.amount);
    let sector = |firm: usize| world.sector[firm] as usize;
    let bought = |buyer: usize| (0..firms).map(|supplier| w[supplier][buyer]).sum::<f64>();
    let sold: Vec<f64> = w.iter().map(|sales| sales.iter().sum()).collect();
    let of =
        |input: usize, buyer: usize| (0..firms).filter(|it| sector(*it) == input).map(|it| w[it][buyer]).sum::<f64>();
    let known = |buyer: usize| match &world.options.accounts {
        Some(accounts) if bought(buyer) > 0.0 && accounts.costs[buyer] > 0.0 => bought(buyer) / accounts.costs[buyer],
        _ => 1.0,
    };
    let divisor = |firm: usize| {
        let sales = world.options.accounts.as_ref().map_or(sold[firm], |accounts| accounts.revenue[firm]);
        if sales > 0.0 { sales } else { 1.0 }
    };
    let known: Vec<f64> = (0..firms).map(known).collect();
    let all: Vec<f64> = (0..firms).map(bought).collect();
    let part: Vec<Vec<f64>> =
        (0..world.sectors).map(|input| (0..firms).map(|buyer| of(input, buyer)).collect()).collect();

    let (mut psi_down, mut psi_up) = (vec![0.0; firms], vec![0.0; firms]);
    for hit in &shock.hits {
        (psi_down[hit.firm as usize], psi_up[hit.firm as usize]) = (hit.down, hit.up);
    }
    let mut down: Vec<f64> = psi_down.iter().map(|psi| 1.0 - psi).collect();
    let mut up: Vec<f64> = psi_up.iter().map(|psi| 1.0 - psi).collect();
    for _ in 0..passes {
        let sigma = |firm: usize| match &world.options.market {
            None => 1.0,
            Some(market) => {
                let left: f64 = (0..firms).filter(|it| market[*it] == market[firm]).map(|it| down[it] * sold[it]).sum();
                f64::min(1.0, sold[firm] / if left <= 1e-10 { 1.0 } else { left })
            }
        };
        let lost: Vec<f64> = (0..firms).map(|firm| sigma(firm) * (1.0 - down[firm])).collect();
        let new_down = (0..firms)
            .map(|buyer| {
                let (mut level, mut non_essential) = (1.0 - psi_down[buyer], 0.0);
                for input in 0..part.len() {
                    let suppliers = || (0..firms).filter(|it| sector(*it) == input);
                    let sum =
                        |total: f64| suppliers().map(|it| w[it][buyer] / total * known[buyer] * lost[it]).sum::<f64>();
                    match world.class(input, sector(buyer)) {
                        InputClass::Essential if part[input][buyer] > 0.0 => {
                            level = f64::min(level, 1.0 - sum(part[input][buyer]));
                        }
                        InputClass::NonEssential if all[buyer] > 0.0 => non_essential += sum(all[buyer]),
                        _ => {}
                    }
                }
                f64::max(0.0, f64::min(level, 1.0 - non_essential))
            })
            .collect();
        let new_up = (0..firms)
            .map(|firm| {
                let lost: f64 = (0..firms).map(|it| w[firm][it] / divisor(firm) * (1.0 - up[it])).sum();
                f64::max(0.0, f64::min(1.0 - psi_up[firm], 1.0 - lost))
            })
            .collect();
        (down, up) = (new_down, new_up);
    }
    let losses = |levels: Vec<f64>| levels.iter().map(|level| 1.0 - level).collect();
    (losses(down), losses(up))
}

#[test]
fn full_passes_over_many_blocks_give_the_same_bits() {
    let firms = 9_000;
    // Knuth's linear congruential generator; low numbers sell and buy more.
    let mut state = 1_u64;
    let mut draw = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let unit = (state >> 11) as f64 / (1_u64 << 53) as f64;
        (unit * unit * f64::from(firms)) as u32
    };
    let mut joined: Vec<(u32, u32)> = (0..60_000).map(|_| (draw(), draw())).collect();
    joined.sort_unstable();
    joined.dedup();
    let amount = |it: usize| 1.0 + (it % 11) as f64;
    let links = joined.iter().enumerate();
    let links = links.map(|(it, (supplier, buyer))| Link { supplier: *supplier, buyer: *buyer, amount: amount(it) });
    let sector: Vec<u32> = (0..firms).map(|firm| firm % 30).collect();
    let graph = Graph::<f64>::new(
        Firms { sector: sector.clone(), final_demand: vec![0.0; firms as usize], region: vec![] },
        links.collect(),
    )
    .unwrap();
    let shocks: Vec<Shock> = (0..20).map(|it| Shock::failure(joined[it * 311 % joined.len()].0)).collect();
    for market in [None, Some(sector)] {
        let options = CascadeOptions { market, ..CascadeOptions::default() };
        let cascade = Cascade::new(&graph, &options).unwrap();
        let full = cascade.rank_from(&shocks, 0.0, |_| {}).unwrap();
        assert!(full.iter().any(|impact| impact.passes > 4 && impact.index[0].down > 1e-3));
        assert_eq!(cascade.rank_from(&shocks, 1.0, |_| {}).unwrap(), full);
    }
}

#[test]
fn a_cascade_that_may_take_no_more_passes_ends() {
    let firms = Firms { sector: vec![0; 3], final_demand: vec![0.0; 3], region: vec![] };
    let links = [(0, 1), (1, 2), (2, 0)].map(|(supplier, buyer)| Link { supplier, buyer, amount: 1.0 });
    let graph = Graph::<f64>::new(firms, links.to_vec()).unwrap();
    let options = CascadeOptions { passes_most: 2, ..CascadeOptions::default() };
    let impact = Cascade::new(&graph, &options).unwrap().play(&Shock::failure(0)).unwrap().impact;
    assert_eq!((impact.passes, impact.change, impact.index[0].down), (2, 1.0, 1.0));
}

#[test]
fn mistakes_are_named() {
    let firms = Firms { sector: vec![0, 1], final_demand: vec![0.0; 2], region: vec![] };
    let graph = Graph::<f64>::new(firms, vec![Link { supplier: 0, buyer: 1, amount: 1.0 }]).unwrap();
    let wrong = |options: CascadeOptions| Cascade::new(&graph, &options).unwrap_err().to_string();
    let base = CascadeOptions::default;
    assert_eq!(
        wrong(CascadeOptions { production: Production::Mixed(vec![]), ..base() }),
        "`production` has 0 values; it needs 4"
    );
    assert_eq!(wrong(CascadeOptions { market: Some(vec![0]), ..base() }), "`market` has 1 values; it needs 2");
    let accounts = Some(Accounts { revenue: vec![1.0, f64::NAN], costs: vec![1.0, 1.0] });
    assert_eq!(
        wrong(CascadeOptions { accounts, ..base() }),
        "`revenue`, value 1: must be finite and not negative, not NaN"
    );
    assert_eq!(
        wrong(CascadeOptions { weights: vec![vec![1.0, 1.0], vec![-1.0, 1.0]], ..base() }),
        "`weights`, value 0: must be finite and not negative, not -1"
    );
    assert_eq!(
        wrong(CascadeOptions { stop: Stop::Change(-1.0), ..base() }),
        "`stop`, value 0: must be finite and not negative, not -1"
    );

    let cascade = Cascade::new(&graph, &base()).unwrap();
    let hit = |firm, down| Hit { firm, down, up: 0.0 };
    let wrong = |hits: Vec<Hit>| cascade.rank(&[Shock::failure(0), Shock { hits }], |_| {}).unwrap_err();
    assert_eq!(wrong(vec![hit(2, 1.0)]), CascadeError::UnknownFirm { shock: 1, firm: 2 });
    assert_eq!(wrong(vec![hit(0, 1.5)]), CascadeError::Share { shock: 1, firm: 0, value: 1.5 });
    assert_eq!(wrong(vec![hit(0, 1.0), hit(0, 0.5)]), CascadeError::Twice { shock: 1, firm: 0 });
    assert_eq!(cascade.rank(&[], |_| {}).unwrap(), vec![]);
}
