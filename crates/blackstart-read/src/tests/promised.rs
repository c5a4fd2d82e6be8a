//! What is said about promises of a business impact analysis, and how they come as written.

use super::*;
use blackstart_model::id::{Key, ServiceId, SystemId};
use blackstart_model::model::Promised;
use blackstart_model::units::Uncertain;
use insta::assert_snapshot;

const PROMISES: &str = r#"
[[system]]
id = "database"
owner = "Data team"
rto = "12h"
rpo = "1d"
[[system]]
id = "shop"
needs = "database"
rto = "8h"
mtpd = "2d"
[[service]]
id = "orders"
logic = "all(shop, mes)"
tolerance = { duration = "2d" }
grace = "4h"
fallback = { level = "uniform(30%, 50%)", setup = "8h" }
backlog = { keying = "uniform(0.25, 0.5)", level = "70%" }
owner = "Head of sales"
rto = "1d"
rpo = "6h"
mtpd = "5d"
mbco = "60%"
impact = ["4h: £10k", "1d: £200k", "1w: £2.5m"]
"#;

#[test]
fn promises_come_as_written_and_the_backlog_knows_whose_data_it_lives_on() {
    let read = crate::model_text(&format!("{BASE}{PROMISES}"));
    assert_eq!(said(&read), "");
    let model = read.it.unwrap();
    let service = &model.services[ServiceId::new(1)];
    let promised = Promised {
        owner: Some("Head of sales".into()),
        rto_hours: Some(24.0),
        rpo_hours: Some(6.0),
        mtpd_hours: Some(120.0),
        mbco: Some(0.6),
        impact: vec![(4.0, 10e3), (24.0, 200e3), (168.0, 2.5e6)],
    };
    assert_eq!(service.promised, promised);
    let database = &model.systems[SystemId::new(2)].promised;
    assert_eq!(
        (database.owner.as_deref(), database.rto_hours, database.rpo_hours),
        (Some("Data team"), Some(12.0), Some(24.0))
    );
    let backlog = service.backlog.as_ref().unwrap();
    assert_eq!(backlog.keying, Uncertain::Uniform { low: 0.25, high: 0.5 });
    assert_eq!(backlog.level, Uncertain::Fixed(0.7));
    // What the service names loses by its own objective, or by the service's; what that needs only by its own.
    assert_eq!(backlog.lost_with, [(SystemId::new(1), 6.0), (SystemId::new(2), 24.0), (SystemId::new(3), 6.0)]);
    assert!(model.services[ServiceId::new(0)].backlog.is_none());
}

#[test]
fn a_table_has_the_same_columns() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("model.toml", BASE);
    write("systems.csv", "id,needs,owner,rto,rpo,mtpd\ndatabase,,Data team,12h,1d,\nshop,database,,8h,,2d\n");
    write(
        "services.csv",
        "id,logic,tolerance.duration,grace,fallback.level,fallback.setup,backlog.keying,backlog.level,owner,rto,rpo,mtpd,mbco,impact\n\
         orders,\"all(shop, mes)\",2d,4h,\"uniform(30%, 50%)\",8h,\"uniform(0.25, 0.5)\",70%,Head of sales,1d,6h,5d,60%,4h: £10k; 1d: £200k; 1w: £2.5m\n",
    );
    let from_tables = crate::model(folder.path(), &blackstart_model::CsvOnly);
    assert_eq!(said(&from_tables), "");
    let (tables, text) = (from_tables.it.unwrap(), crate::model_text(&format!("{BASE}{PROMISES}")).it.unwrap());
    assert_eq!(tables.services, text.services);
    assert_eq!(tables.systems, text.systems);
}

#[test]
fn contradictions_are_told_where_they_stand() {
    let text = r#"
[[system]]
id = "database"
rto = "3d"
[[system]]
id = "shop"
needs = "all(database, mes)"
rto = "8h"
[[service]]
id = "orders"
logic = "all(shop, mes)"
tolerance = { duration = "2d" }
rto = "1d"
mtpd = "12h"
[[service]]
id = "invoices"
logic = ["orders", "erp"]
tolerance = { duration = "2d" }
grace = "1d"
rto = "36h"
backlog = { keying = 0.5, level = 0.7 }
[[service]]
id = "patient"
logic = "orders"
tolerance = { duration = "2d" }
grace = "1d"
rto = "2d"
[[service]]
id = "by-hand"
logic = "shop"
tolerance = { duration = "2d", level = 0.5 }
fallback = { level = 0.5 }
rto = "1d"
[[service]]
id = "either"
logic = "any(shop, mes)"
tolerance = { duration = "2d" }
rto = "1h"
"#;
    assert_snapshot!(said(&crate::model_text(&format!("{BASE}{text}"))), @r#"
    BS0413 warning model.toml:49:7 `database` is to be back within 3d, but 2 services that cannot do without it are to be back sooner: `orders` within 1d
      | rto = "3d"
      |       ^^^^
      = correct one of the promises, or give the service a `fallback` or `grace` that carries it until then
    BS0412 warning model.toml:58:7 `orders` is to be back within 1d, but 12h is the most tolerable
      | rto = "1d"
      |       ^^^^
      = correct `rto` or `mtpd`: the objective is the shorter one
    BS0414 warning model.toml:66:11 nothing is ever left to key in at `invoices`
      | backlog = { keying = 0.5, level = 0.7 }
      |           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      = give it a `fallback`, or it or its systems an `rpo`; or delete the `backlog`
    "#);
}

#[test]
fn an_impact_that_is_no_course_of_loss_is_an_error() {
    let service = "[[service]]\nid = \"orders\"\nlogic = \"mes\"\ntolerance = { duration = \"2d\" }\n";
    let wrong = [
        "impact = \"£5k\"",
        "impact = [\"1d: £5k\", \"1d: £6k\"]",
        "impact = [\"1d: £5k\", \"2d: £4k\"]",
        "impact = [\"0h: £5k\"]",
        "impact = [\"1d: $5k\"]",
        "impact = [\"1x: £5k\"]",
        "impact = [5]",
        "mbco = 0",
        "rto = \"forever\"",
        "backlog = { keying = 0, level = 0.5 }",
        "backlog = { keying = 0.5 }",
    ];
    let all: Vec<String> = wrong.iter().map(|it| said(&crate::model_text(&format!("{BASE}{service}{it}\n")))).collect();
    assert_snapshot!(all.join("\n"), @r#"
    BS0415 error model.toml:50:10 `impact`: `£5k` is not a time and a loss
      | impact = "£5k"
      |          ^^^^^
      = write what has been lost by then, as in "1d: £200k"

    BS0415 error model.toml:50:22 `impact`: this is no later than the time before it, or its loss is lower
      | impact = ["1d: £5k", "1d: £6k"]
      |                      ^^^^^^^^^
      = write all that has been lost by each time, the shortest time first

    BS0415 error model.toml:50:22 `impact`: this is no later than the time before it, or its loss is lower
      | impact = ["1d: £5k", "2d: £4k"]
      |                      ^^^^^^^^^
      = write all that has been lost by each time, the shortest time first

    BS0207 error model.toml:50:11 `impact`: this must be more than zero
      | impact = ["0h: £5k"]
      |           ^^^^^^^^^

    BS0206 error model.toml:50:16 `impact`: the amount is in $, but the model's currency is GBP
      | impact = ["1d: $5k"]
      |                ^
      = convert it to GBP and note the rate

    BS0204 error model.toml:50:13 `impact`: unknown unit `x`
      | impact = ["1x: £5k"]
      |             ^
      = write a duration such as "4h", "3d", "2w" or "forever"

    BS0203 error model.toml:50:11 `impact`: this is a number
      | impact = [5]
      |           ^
      = write a text in quotes

    BS0207 error model.toml:50:8 `mbco`: this must be more than zero
      | mbco = 0
      |        ^

    BS0207 error model.toml:50:7 `rto`: this must be finite
      | rto = "forever"
      |       ^^^^^^^^^
      = write a duration such as "30d"

    BS0207 error model.toml:50:22 `keying`: this must be more than zero
      | backlog = { keying = 0, level = 0.5 }
      |                      ^

    BS0202 error model.toml:50:11 this backlog has no `level`
      | backlog = { keying = 0.5 }
      |           ^^^^^^^^^^^^^^^^
      = add `level`: a share such as 0.35, or "uniform(20%, 50%)"
    "#);
    let many: Vec<String> = (1..=101).map(|hour| format!("\"{hour}h: £{hour}\"")).collect();
    let text = format!("{BASE}{service}impact = [{}]\n", many.join(", "));
    assert!(said(&crate::model_text(&text)).contains("BS0208"));
}
