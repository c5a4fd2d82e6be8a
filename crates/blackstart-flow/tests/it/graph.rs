//! The graph: order of links and sales, and every mistake named.

use blackstart_flow::economy::{Firms, Graph, GraphError, Link, Table};

fn firms() -> Firms {
    Firms { sector: vec![1, 0, 1, 0], final_demand: vec![1.0, 0.0, 2.0, 5.0], region: vec![] }
}

fn link(supplier: u32, buyer: u32, amount: f64) -> Link {
    Link { supplier, buyer, amount }
}

fn links() -> Vec<Link> {
    vec![link(0, 3, 4.0), link(3, 3, 1.0), link(2, 3, 3.0), link(1, 3, 2.0), link(2, 0, 7.0), link(3, 1, 6.0)]
}

#[test]
fn links_are_sorted_by_buyer_sector_supplier() {
    let graph = Graph::<f64>::new(firms(), links()).unwrap();
    assert_eq!(graph.suppliers(), [2, 3, 1, 3, 0, 2]);
    assert_eq!(graph.amounts(), [7.0, 6.0, 2.0, 1.0, 4.0, 3.0]);
    assert_eq!((graph.firm_count(), graph.group_count(), graph.link_count()), (4, 4, 6));
    assert_eq!(
        graph.groups(3).map(|group| (graph.input(group), graph.links(group))).collect::<Vec<_>>(),
        [(0, 2..4), (1, 4..6)]
    );
    assert_eq!((graph.groups(2), graph.purchases(2), graph.purchases(3)), (2..2, 2..2, 2..6));
    assert_eq!((0..6).map(|link| graph.buyer(link)).collect::<Vec<_>>(), [0, 1, 3, 3, 3, 3]);
    assert_eq!((0..4).map(|firm| graph.sales(firm)).collect::<Vec<_>>(), [&[4][..], &[2], &[0, 5], &[1, 3]]);
    assert_eq!(graph.sold(), [4.0, 2.0, 10.0, 7.0]);
    assert_eq!(graph.bought(), [7.0, 6.0, 0.0, 10.0]);
    assert_eq!(
        (graph.link(3, 3), graph.link(2, 0), graph.link(0, 1), graph.link(3, 2)),
        (Some(3), Some(0), None, None)
    );
}

#[test]
fn order_of_entry_does_not_matter() {
    let mut turned = links();
    turned.reverse();
    let (one, other) = (Graph::<f32>::new(firms(), links()).unwrap(), Graph::<f32>::new(firms(), turned).unwrap());
    assert_eq!((one.suppliers(), one.amounts()), (other.suppliers(), other.amounts()));
}

#[test]
fn nothing_is_a_network() {
    let graph = Graph::<f64>::new(Firms::default(), vec![]).unwrap();
    assert_eq!((graph.firm_count(), graph.group_count(), graph.link_count()), (0, 0, 0));
}

#[test]
fn mistakes_are_named() {
    let wrong = |change: &dyn Fn(&mut Firms, &mut Vec<Link>)| {
        let (mut firms, mut links) = (firms(), links());
        change(&mut firms, &mut links);
        Graph::<f32>::new(firms, links).unwrap_err()
    };
    assert_eq!(wrong(&|_, links| links[1].buyer = 4), GraphError::UnknownFirm { link: 1, firm: 4 });
    assert_eq!(wrong(&|_, links| links[1].supplier = 9), GraphError::UnknownFirm { link: 1, firm: 9 });
    for value in [0.0, -1.0, f64::INFINITY, 1e-60, 1e60] {
        assert_eq!(wrong(&|_, links| links[4].amount = value), GraphError::Amount { supplier: 2, buyer: 0, value });
    }
    assert!(matches!(wrong(&|_, links| links[4].amount = f64::NAN), GraphError::Amount { .. }));
    assert_eq!(wrong(&|_, links| links.push(links[3])), GraphError::Duplicate { supplier: 1, buyer: 3 });
    // Below 0 it is stock that is run down; only what is no number is wrong.
    let endless = f64::INFINITY;
    assert_eq!(wrong(&|firms, _| firms.final_demand[2] = endless), GraphError::FinalDemand { firm: 2, value: endless });
    assert_eq!(wrong(&|firms, _| firms.region = vec![0]), GraphError::Column { column: "region", len: 1, firms: 4 });
    assert_eq!(wrong(&|firms, _| firms.sector[0] = 1 << 20), GraphError::Sector { firm: 0, sector: 1 << 20 });
    assert_eq!(wrong(&|_, links| links[1].buyer = 4).to_string(), "link 1 names firm 4, which does not exist");
}

#[test]
fn a_table_is_the_same_as_its_links() {
    let mut flow = vec![0.0; 16];
    links().iter().for_each(|it| flow[(it.supplier * 4 + it.buyer) as usize] = it.amount);
    let table = Table::<f64>::new(firms(), flow.clone()).unwrap();
    assert_eq!((table.sectors(), table.of_sector(0), table.of_sector(1)), (2, &[1, 3][..], &[0, 2][..]));
    assert_eq!(table.row(2), [7.0, 0.0, 0.0, 3.0]);
    let (from_table, from_links) = (table.graph().unwrap(), Graph::<f64>::new(firms(), links()).unwrap());
    assert_eq!((from_table.suppliers(), from_table.amounts()), (from_links.suppliers(), from_links.amounts()));

    flow[6] = -1.0;
    assert_eq!(
        Table::new(firms(), flow.clone()).unwrap_err(),
        GraphError::Amount { supplier: 1, buyer: 2, value: -1.0 }
    );
    flow.pop();
    assert_eq!(Table::new(firms(), flow).unwrap_err(), GraphError::Cells { cells: 15, firms: 4 });
}
