//! The solver against a plain one, and pruning against not pruning, on random graphs.

use super::*;
use blackstart_model::attack::{Alert, Builder, Kind, Law};
use proptest::prelude::*;

/// A random graph: cycles, random and certain gates, times and none.
fn any_graph() -> impl Strategy<Value = Graph> {
    let law = || {
        prop_oneof![
            4 => Just(Law::ZERO),
            2 => (0.1..2.0).prop_map(|rate| Law::Exponential { rate }),
            1 => Just(Law::Fixed(1.0)),
            1 => Just(Law::Never),
            1 => (0.2..0.9).prop_map(|chance| Law::Bernoulli { chance }),
        ]
    };
    let node = (prop_oneof![5 => Just(Kind::Or), 4 => Just(Kind::And), 1 => Just(Kind::Source)], law());
    (prop::collection::vec(node, 2..24), prop::collection::vec((0_u32..1000, 0_u32..1000), 0..60), any::<u64>())
        .prop_map(|(nodes, edges, bits)| {
            let mut builder = Builder::new(1.0);
            let count = nodes.len() as u32;
            for (at, (kind, law)) in nodes.into_iter().enumerate() {
                let node = builder.node(kind, at as u64, law);
                if bits >> at & 3 == 3 {
                    builder.uses(node, node % 2);
                }
                if bits >> (at + 8) & 7 == 7 {
                    builder.alert(Alert { node, key: 100 + u64::from(node), chance: 0.5, delay: Law::Fixed(1.0) });
                }
            }
            for (parent, child) in edges {
                builder.edge(parent % count, child % count);
            }
            builder.entry(0);
            builder.build()
        })
}

/// Every node and every edge.
fn as_is(graph: &Graph) -> Ready {
    Ready::of(graph, &(0..graph.len() as Node).collect::<Vec<_>>(), graph.len())
}

/// The definition, step by step: from never, add what is justified until nothing changes. O(V E), no heap, no order.
fn plain(graph: &Graph, draw: Draw, cuts: &[f64]) -> Vec<f64> {
    let (start, parents) = graph.reversed();
    let mut times = vec![f64::INFINITY; graph.len()];
    loop {
        let mut changed = false;
        for at in 0..graph.len() {
            let before = parents[start[at] as usize..start[at + 1] as usize].iter().map(|p| times[*p as usize]);
            let begin = match graph.kinds()[at] {
                Kind::Source => 0.0,
                Kind::Or => before.fold(f64::INFINITY, f64::min),
                Kind::And if start[at] == start[at + 1] => f64::INFINITY,
                Kind::And => before.fold(0.0, f64::max),
            };
            let mut time = begin + draw.time(graph.law(at as Node), STEP.of(graph.keys()[at]));
            if graph.uses().iter().any(|(node, cut)| *node as usize == at && time >= cuts[*cut as usize]) {
                time = f64::INFINITY;
            }
            if time < times[at] {
                times[at] = time;
                changed = true;
            }
        }
        if !changed {
            return times;
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn it_finds_the_least_fixpoint_with_and_without_deadlines(graph in any_graph(), seed: u64) {
        let ready = Ready::new(&graph);
        let mut solver = Solver::new(&ready);
        for replicate in 0..4 {
            let draw = Draw { seed, replicate };
            prop_assert_eq!(solver.solve(draw), plain(&graph, draw, &[f64::INFINITY; 2]));
            let cuts = [0.8, 1.7];
            prop_assert_eq!(solver.again(draw, &cuts), plain(&graph, draw, &cuts));
        }
    }

    #[test]
    fn pruning_changes_no_time_and_no_way(graph in any_graph(), goals in prop::collection::vec(0_u32..1000, 1..3), seed: u64) {
        let goals: Vec<Node> = goals.iter().map(|goal| goal % graph.len() as u32).collect();
        let pruned = graph.prune(&goals);
        let again = pruned.graph.prune(&goals.iter().filter_map(|goal| pruned.place[*goal as usize]).collect::<Vec<_>>());
        prop_assert_eq!(&again.graph, &pruned.graph, "there was more to prune");
        let (whole, part) = (as_is(&graph), Ready::new(&pruned.graph));
        let (mut whole, mut part) = (Solver::new(&whole), Solver::new(&part));
        for replicate in 0..4 {
            let draw = Draw { seed, replicate };
            for cuts in [[f64::INFINITY; 2], [0.8, 1.7]] {
                whole.solve(draw);
                part.solve(draw);
                whole.again(draw, &cuts);
                part.again(draw, &cuts);
                for (node, place) in pruned.place.iter().enumerate() {
                    match place {
                        Some(place) => prop_assert_eq!(whole.times()[node], part.times()[*place as usize]),
                        None if goals.contains(&(node as Node)) => prop_assert_eq!(whole.times()[node], f64::INFINITY),
                        None => {}
                    }
                }
                for goal in &goals {
                    let Some(place) = pruned.place[*goal as usize] else { continue };
                    let there: Vec<Node> = part.way(place).map(|node| pruned.number[node as usize]).collect();
                    prop_assert_eq!(whole.way(*goal).collect::<Vec<_>>(), there);
                }
            }
        }
    }

    #[test]
    fn without_a_defence_nothing_takes_longer(graph in any_graph(), seed: u64) {
        let ready = Ready::new(&graph);
        let mut solver = Solver::new(&ready);
        for replicate in 0..4 {
            let draw = Draw { seed, replicate };
            let with = solver.solve(draw).to_vec();
            for gate in graph.sources() {
                let open = graph.clone().with_law(gate, Law::ZERO);
                let ready = Ready::new(&open);
                let mut solver = Solver::new(&ready);
                for (without, with) in solver.solve(draw).iter().zip(&with) {
                    prop_assert!(without <= with);
                }
            }
        }
    }
}

#[test]
fn the_way_ends_where_nothing_is_waited_for() {
    // entry → a (1 h) → c (2 h), entry → b (9 h) → d = c and b.
    let mut builder = Builder::new(1.0);
    let entry = builder.node(Kind::Or, 0, Law::Fixed(5.0));
    builder.entry(entry);
    let a = builder.node(Kind::Or, 1, Law::Fixed(1.0));
    let b = builder.node(Kind::Or, 2, Law::Fixed(9.0));
    let c = builder.node(Kind::Or, 3, Law::Fixed(2.0));
    let d = builder.node(Kind::And, 4, Law::ZERO);
    for (parent, child) in [(entry, a), (entry, b), (a, c), (c, d), (b, d)] {
        builder.edge(parent, child);
    }
    let graph = builder.build();
    let ready = Ready::new(&graph);
    let mut solver = Solver::new(&ready);
    assert_eq!(solver.solve(Draw { seed: 1, replicate: 1 }), [0.0, 1.0, 9.0, 3.0, 9.0]);
    assert_eq!(solver.way(d).collect::<Vec<_>>(), [d, b]);
    assert_eq!(solver.way(c).collect::<Vec<_>>(), [c, a]);
    assert_eq!(solver.way(entry).count(), 0);
}
