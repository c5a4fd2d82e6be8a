//! What a network refuses, and in which words.

use crate::build::{link, shop, site};
use blackstart_flow::{Calendar, Link, Network, NetworkError, OrderRule, Site};

fn refuse(sites: Vec<Site>, links: Vec<Link>, calendars: Vec<Calendar>) -> String {
    Network::new(sites, links, calendars, OrderRule::Plan).unwrap_err().to_string()
}

#[test]
fn mistakes_are_named() {
    let two = || vec![site(), shop()];
    assert_eq!(refuse(two(), vec![link(0, 2)], vec![]), "link 0 names site 2, which does not exist");
    assert_eq!(
        refuse(two(), vec![link(0, 1), Link { input: 9, ..link(0, 1) }], vec![]),
        "two links from site 0 to site 1; add their amounts up in one"
    );
    assert_eq!(
        refuse(two(), vec![Link { amount: 0.0, ..link(0, 1) }], vec![]),
        "`amount` of link 0 is 0; it must be finite and positive"
    );
    assert_eq!(
        refuse(two(), vec![Link { lead_steps: 0, ..link(0, 1) }], vec![]),
        "`lead_steps` of link 0 is 0; it must be 1 to 1000000"
    );
    assert_eq!(
        refuse(two(), vec![Link { critical: 1.5, ..link(0, 1) }], vec![]),
        "`critical` of link 0 is 1.5; it must be in 0 to 1"
    );
    assert_eq!(
        refuse(vec![site(), Site { surge: 0.5, ..shop() }], vec![link(0, 1)], vec![]),
        "`surge` of site 1 is 0.5; it must be at least 1"
    );
    assert_eq!(
        refuse(vec![Site { calendar: Some(0), ..shop() }], vec![], vec![]),
        "site 0 names calendar 0, which does not exist"
    );
    assert_eq!(refuse(vec![], vec![], vec![Calendar { weights: vec![] }]), "calendar 0 has no weights");
    assert_eq!(
        refuse(vec![], vec![], vec![Calendar { weights: vec![1.0, -1.0] }]),
        "calendar 0 has weight -1 in step 1; it must be finite and not negative"
    );
    let bad = [f64::NAN, f64::INFINITY, -1.0];
    for value in bad {
        let site_error = Network::new(vec![Site { final_demand: value, ..shop() }], vec![], vec![], OrderRule::Plan);
        assert!(matches!(site_error, Err(NetworkError::SiteValue { field: "final_demand", .. })));
        let link_error = Network::new(two(), vec![Link { price: value, ..link(0, 1) }], vec![], OrderRule::Plan);
        assert!(matches!(link_error, Err(NetworkError::LinkValue { field: "price", .. })));
    }
}

#[test]
fn normal_output_and_input_cost_follow_from_the_links() {
    let sites = vec![site(), Site { final_demand: 5.0, ..site() }, shop()];
    let links = vec![link(1, 2), link(0, 2), Link { amount: 30.0, price: 1.0, ..link(0, 1) }];
    let network = Network::new(sites, links, vec![], OrderRule::Plan).unwrap();
    assert_eq!([0, 1, 2].map(|site| network.output(site)), [40.0, 15.0, 10.0]);
    assert_eq!([0, 1, 2].map(|site| network.input_cost(site)), [0.0, 2.0, 4.0]);
    let sorted: Vec<(u32, u32)> = network.links().iter().map(|link| (link.buyer, link.supplier)).collect();
    assert_eq!(sorted, [(1, 0), (2, 0), (2, 1)]);
}
