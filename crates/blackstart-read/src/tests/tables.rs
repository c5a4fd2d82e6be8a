//! Tables beside `model.toml`.

use super::*;
use blackstart_model::table::{CsvOnly, Limits, OpenTable, Piece, TableFormats, TakePiece, Value};

/// The base company without its links, and tables.
pub(super) fn with_tables(tables: &[(&str, &[u8])], formats: &dyn TableFormats) -> Read<blackstart_model::Model> {
    let folder = tempfile::tempdir().unwrap();
    let (before, rest) = BASE.split_once("[[link]]").unwrap();
    let after = &rest[rest.find("[[demand]]").unwrap()..];
    std::fs::write(folder.path().join("model.toml"), format!("{before}{after}")).unwrap();
    for (name, contents) in tables {
        std::fs::write(folder.path().join(name), contents).unwrap();
    }
    crate::model(folder.path(), formats)
}

fn check_table(name: &str, contents: &str) -> String {
    said(&with_tables(&[(name, contents.as_bytes())], &CsvOnly))
}

#[test]
fn a_table_is_the_same_as_rows_of_the_document() {
    let table = with_tables(
        &[("links.csv", b"\xef\xbb\xbffrom,to,flow,critical\r\nsupplier,plant,100/d,\r\n,,,\r\n")],
        &CsvOnly,
    );
    assert_eq!(said(&table), "");
    assert_eq!(table.it.unwrap(), base());
}

#[test]
fn parts_lists_and_sources_have_columns() {
    let systems = "id,needs,starts_after,rebuild.duration,rebuild.crew,rebuild.people,source,source_of.needs,confidence\n\
        a,,,,,,,,\n\
        b,\"any(erp, a)\",a;erp,\"pert(1d, 2d, 3d)\",it,2,r,r,assumed\n\
        c,b,a erp,,,,r,,\n";
    let services = "id,logic,tolerance.duration,tolerance.level\ns,c,2d,50%\n";
    let read = with_tables(
        &[
            ("links.csv", b"from,to,flow\nsupplier,plant,100/d\n"),
            ("systems.csv", systems.as_bytes()),
            ("services.csv", services.as_bytes()),
            ("sources.csv", b"id,title\nr,Report\n"),
        ],
        &CsvOnly,
    );
    assert_eq!(said(&read), "");
    let model = read.it.unwrap();
    let system = &model.systems.rows()[3];
    assert_eq!((system.name.id.as_str(), system.starts_after.len()), ("b", 2));
    assert_eq!(system.rebuild.as_ref().unwrap().people, 2);
    assert_eq!(system.name.provenance.sources.len(), 2);
    assert!(model.systems.rows()[4].rebuild.is_none());
}

#[test]
fn what_could_be_found_out_is_said_of_rows_and_fields() {
    let systems = "id,rebuild.duration,rebuild.crew,knowable,knowable_of.rebuild\n\
        a,2d,it,,\n\
        b,2d,it,0.3,80%\n";
    let links = ("links.csv", b"from,to,flow\nsupplier,plant,100/d\n".as_slice());
    let read = with_tables(&[links, ("systems.csv", systems.as_bytes())], &CsvOnly);
    // They warn that nothing needs these systems, and of nothing else.
    assert_eq!(said(&read).matches("BS0").count(), said(&read).matches("BS0601").count());
    let model = read.it.unwrap();
    let told = |at: usize| &model.systems.rows()[at].name.provenance;
    assert_eq!((told(2).knowable, &told(2).knowable_of), (None, &Vec::new()));
    assert_eq!((told(3).knowable, &told(3).knowable_of), (Some(0.3), &vec![("rebuild".to_owned(), 0.8)]));
    let wrong = "id,rebuild.duration,knowable,knowable_of.rebuild,knowable_of.colour\nb,2d,1.5,often,1\n";
    let said = check_table("systems.csv", wrong);
    for place in [
        "systems have no column `colour`",
        "BS0207 error systems.csv:2:6 `knowable`",
        "BS0204 error systems.csv:2:10 `knowable_of.rebuild`",
    ] {
        assert!(said.contains(place), "{place}: {said}");
    }
}

#[test]
fn seasons_have_a_row_per_span() {
    let read = with_tables(&[("links.csv", b"from,to,flow\nsupplier,plant,100/d\n"), ("seasons.csv", b"id,from,to,times\nplate,2025-03-01,2025-04-01,1.9\nplate,2025-09-01,2025-10-01,180%\nxmas,2025-12-01,2026-01-01,0.5\n")], &CsvOnly);
    assert_eq!(said(&read), "");
    let model = read.it.unwrap();
    let spans: Vec<(&str, usize)> =
        model.seasons.rows().iter().map(|season| (season.name.id.as_str(), season.spans.len())).collect();
    assert_eq!(spans, [("plate", 2), ("xmas", 1)]);
}

#[test]
fn places_in_tables_are_lines_and_columns() {
    insta::assert_snapshot!(check_table("links.csv", "from,to,flwo,critical\nsupplier,plant,100/d,2\n\nsuplier,plant,5/d,0.5\n"), @r#"
    BS0201 error links.csv:1:9 links have no column `flwo`
      | from,to,flwo,critical
      |         ^^^^
      = did you mean `flow`?
    BS0202 error links.csv:1:22 this table has no column `flow`, and each link needs one
      | from,to,flwo,critical
      |                      ^
      = add `flow`: a rate such as "540/d", or "uniform(500/d, 600/d)"
    BS0207 error links.csv:2:22 `critical`: a share is between 0 and 1
      | supplier,plant,100/d,2
      |                      ^
      = did you mean "2%"?
    BS0301 error links.csv:4:1 there is no site `suplier`
      | suplier,plant,5/d,0.5
      | ^^^^^^^
      = did you mean `supplier`?
    "#);
    insta::assert_snapshot!(check_table("links.csv", "from,to,flow,note\nsupplier,plant,100/d,\"two\nlines\"\nsupplier,plant,\"1,000 / fortnight\",\nsupplier,plant\n"), @r#"
    BS0204 error links.csv:4:16 `flow`: a comma in a number is ambiguous
      | supplier,plant,"1,000 / fortnight",
      |                ^^^^^^^^^^^^^^^^^^^
      = write digits, `_` between thousands and `.` before decimals: 1_000.5
    BS0105 error links.csv:5:1 this row has 2 cells, the table has 4 columns
      | supplier,plant
      | ^^^^^^^^^^^^^^
      = put cells with commas into double quotes
    "#);
    insta::assert_snapshot!(check_table("links.csv", "from,to,to,\n"), @r#"
    BS0105 error links.csv:1:9 column `to` is defined twice
      | from,to,to,
      |         ^^
      = keep one of the two
    BS0105 error links.csv:1:12 column 4 has no name
      | from,to,to,
      |            ^
      = name it, or delete the column
    "#);
    insta::assert_snapshot!(check_table("links.csv", ""), @r#"
    BS0105 error links.csv:0:0 this table is empty: it has no row of column names
      = write the column names into the first row
    "#);
    insta::assert_snapshot!(check_table("link.csv", "from,to,flow\n"), @r#"
    BS0109 error model.toml:0:0 the table `link.csv` beside it has no known name
      = did you mean `links.csv`?
    "#);
    insta::assert_snapshot!(check_table("links.xlsx", "PK"), @r#"
    BS0107 error model.toml:0:0 the table `links.xlsx` beside it cannot be read by this program
      = save it as CSV
    "#);
}

/// A table as the store crate would hand it over.
struct Sheet;
impl TableFormats for Sheet {
    fn extensions(&self) -> &[&str] {
        &["xlsx"]
    }
    fn read(&self, table: OpenTable<'_>, _: &Limits, take: &mut TakePiece<'_>) -> Result<(), String> {
        assert!(table.path.ends_with("links.xlsx"));
        let text = Value::Text;
        let rows = [
            (2, [text("supplier"), text("plant"), text("100/d"), Value::Number(0.5)]),
            (4, [text("plant"), text("suppplier"), text("1/d"), Value::Number(1.5)]),
        ];
        let goes_on = take(Piece::Columns(&["from", "to", "flow", "critical"].map(str::to_owned)));
        let _ =
            goes_on && rows.iter().all(|(number, cells)| take(Piece::Row { number: *number, cells: &Cells(cells) }));
        Ok(())
    }
}

struct Cells<'a>(&'a [Value<'a>]);
impl blackstart_model::table::Row for Cells<'_> {
    fn value(&self, column: usize) -> Value<'_> {
        self.0[column]
    }
}

#[test]
fn other_formats_come_through_the_trait() {
    insta::assert_snapshot!(said(&with_tables(&[("links.xlsx", b"")], &Sheet)), @r#"
    BS0301 error links.xlsx!B4 there is no site `suppplier`
      | suppplier
      | ^^^^^^^^^
      = did you mean `supplier`?
    BS0207 error links.xlsx!D4 `critical`: a share is between 0 and 1
      | 1.5
      | ^^^
      = write a share such as 0.35 or "35%"
    "#);
}

/// A network of firms: one product, a ring of links with some chords.
fn network(sites: usize, links: usize) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let model = "format = 1\nname = \"net\"\ncurrency = \"EUR\"\n[[party]]\nid = \"us\"\nkind = \"company\"\n[[product]]\nid = \"goods\"\nprice = 1\n";
    std::fs::write(folder.path().join("model.toml"), model).unwrap();
    let mut text = String::from("id,product,party\n");
    for at in 0..sites {
        let _ = writeln!(text, "firm-{at},goods,us");
    }
    std::fs::write(folder.path().join("sites.csv"), text).unwrap();
    let mut text = String::from("from,to,flow,lead,cover,price\n");
    for at in 0..links {
        let (from, hop) = (at % sites, 1 + at / sites);
        let _ = writeln!(text, "firm-{from},firm-{},10/d,2d,9d,1.5", (from + hop) % sites);
    }
    std::fs::write(folder.path().join("links.csv"), text).unwrap();
    folder
}

fn many_links(sites: usize, links: usize) {
    let folder = network(sites, links);
    let start = std::time::Instant::now();
    let read = crate::model(folder.path(), &CsvOnly);
    let seconds = start.elapsed().as_secs_f64();
    assert_eq!(said(&read), "");
    let model = read.it.unwrap();
    assert_eq!((model.sites.len(), model.links.len()), (sites, links));
    println!(
        "{links} links read, checked and compiled in {seconds:.2} s: {:.2} µs per link",
        seconds * 1e6 / links as f64
    );
}

#[test]
fn ten_thousand_links() {
    many_links(1_000, 10_000);
}

/// `cargo test --release -p blackstart-model -- --ignored --nocapture a_million`
#[test]
#[ignore = "the small size runs always; this one is for measuring"]
fn a_million_links() {
    many_links(100_000, 1_000_000);
}

#[test]
#[ignore = "the small size runs always; this one is for measuring"]
fn a_million_wrong_links() {
    let folder = network(100_000, 1_000_000);
    let path = folder.path().join("links.csv");
    let text = std::fs::read_to_string(&path).unwrap().replace(",firm-", ",fierm-");
    std::fs::write(path, text).unwrap();
    let start = std::time::Instant::now();
    let read = crate::model(folder.path(), &CsvOnly);
    println!("{} problems and {} more in {:.2} s", read.problems.len(), read.omitted, start.elapsed().as_secs_f64());
    assert!(read.failed());
}

#[test]
fn the_default_scenario_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let model = BASE.replacen("name =", "default_scenario = \"bad-day\"\nname =", 1);
    std::fs::write(folder.path().join("model.toml"), model).unwrap();
    insta::assert_snapshot!(said(&crate::model(folder.path(), &CsvOnly)), @r#"
    BS0301 error model.toml:3:20 there is no scenario `bad-day`: `scenarios` has no such file
      | default_scenario = "bad-day"
      |                    ^^^^^^^^^
      = name a file of that folder without its `.toml`, or delete this line
    "#);
    std::fs::create_dir(folder.path().join("scenarios")).unwrap();
    std::fs::write(folder.path().join("scenarios/bad-day.toml"), BASE_SCENARIO).unwrap();
    assert_eq!(said(&crate::model(folder.path(), &CsvOnly)), "");
}
