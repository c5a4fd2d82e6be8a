//! Tables as spreadsheets write them: read where they can be read in one way, and told what was taken.

use super::tables::with_tables;
use super::*;
use crate::source::{FACTS, MODEL_KINDS, PLAN};
use blackstart_model::table::{CsvOnly, Limits};
use proptest::prelude::*;

const LINKS: &str = "from,to,flow,critical\nsupplier,plant,100/d,0.5\n";

fn model(name: &str, contents: &[u8]) -> Read<blackstart_model::Model> {
    with_tables(&[(name, contents)], &CsvOnly)
}

fn utf16(text: &str, big: bool) -> Vec<u8> {
    let units = std::iter::once(0xfeff).chain(text.encode_utf16());
    units.flat_map(|unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
}

/// The same model as with the plain table; what is said about it.
fn same(contents: &[u8]) -> String {
    let read = model("links.csv", contents);
    let plain = model("links.csv", LINKS.as_bytes());
    assert_eq!(said(&plain), "");
    let told = said(&read);
    assert_eq!(read.it, plain.it, "{told}");
    told
}

#[test]
fn every_separator_is_found_and_told() {
    for (separator, word) in [(';', "semicolons"), ('\t', "tabs"), ('|', "bars")] {
        let told = same(LINKS.replace(',', &separator.to_string()).as_bytes());
        assert!(told.starts_with("BS0110 warning links.csv:0:0 this table is read so: "), "{told}");
        assert!(told.contains(&format!("columns separated by {word}\n")), "{told}");
    }
    assert_eq!(same(LINKS.replace('\n', "\r\n").as_bytes()), "");
    assert_eq!(same(format!("\u{feff}{LINKS}").as_bytes()), "");
}

#[test]
fn decimal_commas_are_read_where_they_are_clear() {
    let with = |critical: &str| format!("from;to;flow;critical\nsupplier;plant;100/d;{critical}\n");
    let told = same(with("0,5").as_bytes());
    assert!(told.contains("columns separated by semicolons; decimal commas"), "{told}");
    assert!(same(with("50%").as_bytes()).contains("semicolons"));
    assert!(same(with("50,0%").as_bytes()).contains("decimal commas"));
    // One clear cell settles the others.
    let two = "from\tto\tflow\tcover\tcritical\nsupplier\tplant\t100/d\t1,234\t0,5\n";
    let points = "from,to,flow,cover,critical\nsupplier,plant,100/d,1.234,0.5\n";
    assert_eq!(said(&model("links.csv", points.as_bytes())), said(&model("links.csv", points.as_bytes())));
    let of_two = model("links.csv", two.as_bytes());
    let of_points = model("links.csv", points.as_bytes());
    assert_eq!(
        of_two.errors().map(|it| it.message.clone()).collect::<Vec<_>>(),
        of_points.errors().map(|it| it.message.clone()).collect::<Vec<_>>()
    );
}

#[test]
fn unclear_decimals_are_errors_at_their_cells() {
    let told = said(&model("links.csv", b"from;to;flow;price\nsupplier;plant;100/d;1,234\nsupplier;plant;1/d;2,000\n"));
    assert_eq!(
        told,
        "BS0112 error links.csv:2:22 `1,234` may be a number with decimals or with thousands, and no other cell says which; so may 1 more of this column\n  \
         | supplier;plant;100/d;1,234\n  |                      ^^^^^\n  = write 1.2340 or 1234\n"
    );
    // A point as well, where semicolons separate; one clear cell settles the others.
    let told = said(&model("links.csv", b"from;to;flow;price\nsupplier;plant;100/d;500.000\n"));
    assert!(
        told.starts_with("BS0112 error links.csv:2:22 `500.000` may be a number with decimals or with thousands"),
        "{told}"
    );
    assert!(told.contains("write 500.0000 or 500000"), "{told}");
    let told = said(&model("links.csv", b"from;to;flow;price\nsupplier;plant;100/d;500.000\nplant;supplier;1/d;2.5\n"));
    assert!(!told.contains("BS0112"), "{told}");
    let told = said(&model("links.csv", b"from\tto\tflow\tprice\nsupplier\tplant\t100/d\t500.000\n"));
    assert!(!told.contains("BS0112"), "{told}");
    // Where commas are decimal, three digits behind a point may be thousands; once for each column.
    let mixed = b"from;to;flow;price;critical\nsupplier;plant;100/d;1,5;0,5\nplant;supplier;1/d;3.700;0.5\nplant;plant;1/d;1.234;1\n";
    let told = said(&model("links.csv", mixed));
    assert!(
        told.starts_with("BS0112 error links.csv:3:20 `3.700` may be a number with decimals or with thousands, and no other cell says which; so may 1 more"),
        "{told}"
    );
    assert_eq!(told.matches("BS0112").count(), 1, "{told}");
    // Thousands and decimals in one: no guess, and the field says so.
    let told = said(&model("links.csv", b"from;to;flow;price\nsupplier;plant;100/d;1.234,5\n"));
    assert!(told.contains("BS0204 error links.csv:2:22"), "{told}");
}

#[test]
fn commas_and_points_of_one_table_are_read_where_each_is_clear() {
    let of = |first: &str, second: &str| {
        let text = format!("from;to;flow;critical\nsupplier;plant;{first};0,5\nplant;supplier;{second};0.25\n");
        model("links.csv", text.as_bytes())
    };
    let mixed = of("100/d", "1/d");
    assert!(said(&mixed).contains("decimal commas in some cells and points in others"), "{}", said(&mixed));
    // What is said of the model is what is said with points alone, but for how the table is written.
    let points = model("links.csv", b"from,to,flow,critical\nsupplier,plant,100/d,0.5\nplant,supplier,1/d,0.25\n");
    let errors = |read: &Read<blackstart_model::Model>| read.errors().map(|it| it.message.clone()).collect::<Vec<_>>();
    assert_eq!(errors(&mixed), errors(&points));
    assert!(!said(&mixed).contains("BS0112") && !said(&mixed).contains("BS0204"), "{}", said(&mixed));
}

#[test]
fn names_of_columns_are_found_below_titles() {
    let told = same(b"Supply chain of 2025;;;\n\nfrom;to;flow;critical\nsupplier;plant;100/d;0.5\n");
    assert!(told.contains("column names in row 3, below `Supply chain of 2025`"), "{told}");
    // Places are still lines of the file.
    let told =
        said(&model("links.csv", b"Supply chain\n\n;;\nfrom;to;flow\nsupplier;plant;100/d\nsuplier;plant;5/d\n"));
    assert!(told.contains("BS0301 error links.csv:6:1 there is no site `suplier`\n  | suplier;plant;5/d"), "{told}");
}

#[test]
fn headers_are_read_whatever_their_case_and_whatever_stands_between_their_words() {
    let told = same(b"FROM,To , flow,Critical\nsupplier,plant,100/d,0.5\n");
    assert!(told.contains("column `FROM` as `from`; column `To` as `to`; column `Critical` as `critical`"), "{told}");
    let systems = b"ID,Starts-After,Start Duration,start.crew\na,erp,4h,it\n";
    let read = with_tables(&[("links.csv", LINKS.as_bytes()), ("systems.csv", systems)], &CsvOnly);
    let told = said(&read);
    let model = read.it.unwrap_or_else(|| panic!("{told}"));
    assert!(model.systems.rows().last().unwrap().start.is_some());
    assert!(told.contains("column `Start Duration` as `start.duration`"), "{told}");
    // Two for one: an error, not a choice.
    let told = said(&with_tables(&[("links.csv", b"from,From,to,flow\nsupplier,plant,plant,1/d\n")], &CsvOnly));
    assert!(told.contains("BS0105 error links.csv:1:6 column `from` is defined twice"), "{told}");
}

#[test]
fn no_two_columns_of_a_table_are_alike_but_for_what_is_passed_over() {
    for kind in MODEL_KINDS.iter().chain([&FACTS, &PLAN]) {
        let names = kind.column_names();
        for name in names.names() {
            assert_eq!(names.meant(name), Some(name.as_str()), "{}", kind.list);
        }
    }
}

#[test]
fn utf16_and_windows_1252_are_read_and_told() {
    let zones = |contents: &[u8]| {
        let read = with_tables(&[("links.csv", LINKS.as_bytes()), ("zones.csv", contents)], &CsvOnly);
        let told = said(&read);
        (read.it.map(|model| model.zones.rows()[0].name.title.clone()), told)
    };
    let text = "id,title\noffice,Büro – Straße\n";
    let (plain, told) = zones(text.as_bytes());
    assert_eq!(told, "");
    for big in [true, false] {
        let (title, told) = zones(&utf16(text, big));
        assert_eq!(title, plain);
        assert!(told.contains("this table is read so: UTF-16 text\n"), "{told}");
    }
    let (title, told) = zones(b"id,title\noffice,B\xfcro \x96 Stra\xdfe\n");
    assert_eq!(title, plain);
    assert!(told.contains("this table is read so: Windows-1252 text\n"), "{told}");
    // One encoding above, another below.
    let (_, told) = zones(b"id,title\noffice,B\xc3\xbcro\nyard,H\xf6fe\n");
    assert_eq!(
        told,
        "BS0102 error zones.csv:3:1 this table is UTF-8 text in line 2 and not in this one\n  = save the table as CSV in UTF-8\n"
    );
    // A place in a text that is decoded.
    let (_, told) = zones(&utf16("id,title,lvl\noffice,Büro,4\n", true));
    assert!(told.contains("BS0201 error zones.csv:1:10 zones have no column `lvl`"), "{told}");
}

#[test]
fn what_is_cut_off_or_no_text_is_refused() {
    let code = |contents: &[u8]| {
        let read = with_tables(&[("links.csv", LINKS.as_bytes()), ("zones.csv", contents)], &CsvOnly);
        read.errors().next().map_or("none", |problem| problem.code)
    };
    let text = utf16("id\noffice\n", false);
    assert_eq!(code(&text), "none");
    assert_eq!(code(&text[..text.len() - 1]), "BS0102", "half a letter at the end");
    // Half of a pair.
    assert_eq!(code(&[&text[..], &[0x00, 0xd8]].concat()), "BS0102");
    assert_eq!(code(&[&text[..], &[0x00, 0xdc, 0x61, 0x00]].concat()), "BS0102");
    assert_eq!(code(&utf16("id\nof\0fice\n", true)), "BS0102");
    assert_eq!(code(b"id\nof\0fice\n"), "BS0102");
    assert_eq!(code(b"id\nof\x81fice\n"), "BS0102", "Windows-1252 has no such letter");
    assert_eq!(code(b"\xef\xbb\xbfid\nof\xfcfice\n"), "BS0102", "said to be UTF-8");
    assert_eq!(code(b"\xff\xfe"), "BS0105", "nothing behind the mark");
    assert_eq!(code(b"\xef\xbb\xbf"), "BS0105");
    assert_eq!(code(b"\n\n\n"), "BS0105");
}

#[test]
fn a_letter_on_the_edge_of_what_is_read_at_once_is_whole() {
    for shift in 0..4 {
        let title = format!("{}{}", "x".repeat(65_490 - shift), "ü".repeat(50));
        let text = format!("id,note\noffice,{title}\n");
        let limits = Limits { text_bytes: 1 << 20, ..Limits::default() };
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("model.toml"), BASE).unwrap();
        std::fs::write(folder.path().join("zones.csv"), &text).unwrap();
        assert_eq!(said(&crate::model_within(folder.path(), &CsvOnly, &limits)), "");
        std::fs::write(folder.path().join("zones.csv"), utf16(&text, true)).unwrap();
        assert!(!crate::model_within(folder.path(), &CsvOnly, &limits).failed());
    }
}

#[test]
fn endless_rows_and_a_million_columns_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("model.toml"), BASE).unwrap();
    let said = |contents: &[u8]| {
        std::fs::write(folder.path().join("zones.csv"), contents).unwrap();
        let read = crate::model(folder.path(), &CsvOnly);
        read.errors().map(|it| format!("{} {}", it.code, it.message)).collect::<Vec<_>>()
    };
    let columns: String = (0..1_000_000).map(|at| format!("c{at},")).collect();
    assert_eq!(said(columns.as_bytes()), ["BS0106 a row of this table is longer than 1048576 bytes"]);
    let short = "a,".repeat(400_000);
    assert_eq!(said(short.as_bytes()), ["BS0106 this table has more than 1000 columns"]);
    assert_eq!(said(&b"\"x".repeat(3 << 20)), ["BS0106 a row of this table is longer than 1048576 bytes"]);
    assert_eq!(said(&vec![b'x'; 8 << 20]), ["BS0106 a row of this table is longer than 1048576 bytes"]);
    for separator in [";", "\t", "|"] {
        let columns = format!("id{separator}title{separator}").repeat(100_000);
        assert_eq!(said(columns.as_bytes()), ["BS0106 this table has more than 1000 columns"]);
    }
    let wide = format!("id\n{}", utf16(&"x".repeat(4 << 20), false).len());
    assert!(said(wide.as_bytes()).is_empty());
}

#[test]
fn a_column_that_is_missing_is_one_problem_however_many_rows_there_are() {
    let rows: String = (0..1_000).map(|_| "supplier,plant\n").collect();
    let read = model("links.csv", format!("from,to\n{rows}").as_bytes());
    let missing: Vec<String> = read
        .errors()
        .filter(|problem| problem.code == "BS0202")
        .map(|it| format!("{}:{} {}", it.line, it.column, it.message))
        .collect();
    assert_eq!(missing, ["1:8 this table has no column `flow`, and each link needs one"]);
    // An empty cell of a column that is there is its row's.
    let read = model("links.csv", b"from,to,flow\nsupplier,plant,\nsupplier,plant,\n");
    assert_eq!(read.errors().filter(|problem| problem.message == "this link has no `flow`").count(), 2);
}

#[test]
fn a_table_that_nothing_reads_is_named_with_what_it_may_mean() {
    let beside = |name: &str, contents: &str| {
        let tables = [("links.csv", LINKS.as_bytes()), (name, contents.as_bytes())];
        let read = with_tables(&tables, &CsvOnly);
        let told = read.problems.iter().map(|it| format!("{} {}", it.code, it.advice.clone().unwrap_or_default()));
        told.collect::<Vec<_>>().join("\n")
    };
    assert!(beside("suppliers.csv", "id\n").starts_with("BS0113 did you mean `sites.csv`?"));
    assert!(beside("Applications.xlsx", "").starts_with("BS0113 did you mean `systems.xlsx`?"));
    assert!(beside("zones-2024.csv", "id\n").starts_with("BS0113 did you mean `zones.csv`?"));
    assert!(beside("budget.xlsb", "").starts_with("BS0113 tables are read under the name of a list"));
    assert!(beside("sytems.xlsx", "").starts_with("BS0109 did you mean `systems.xlsx`?"));
    assert!(beside("systems.ods", "").starts_with("BS0107"));
    for quiet in ["README.md", "notes.txt", ".links.csv", "~$links.xlsx", "attack.toml", "data.json"] {
        assert_eq!(beside(quiet, ""), "", "{quiet}");
    }
    assert_eq!(beside("order.csv", "System;why\nerp;first\n"), "", "a plan");
    assert_eq!(beside("known.csv", "system,task,began\n"), "", "facts");
}

#[test]
fn columns_of_a_plan_that_are_nearly_known_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let plan = folder.path().join("ours.csv");
    std::fs::write(&plan, "System;Owner;mode\nerp;Ann;\n").unwrap();
    let base = base();
    let scenario = crate::scenario_text(&format!("{BASE_SCENARIO}[shutdown]\n[recovery]\n"), &base).it.unwrap();
    let read = crate::plan(&plan, &base, &scenario, &CsvOnly);
    let told = said(&read);
    assert!(told.contains("column `System` as `system`"), "{told}");
    assert!(told.contains("BS0813 warning ours.csv:1:14 the column `mode` is not read"), "{told}");
}

#[test]
fn rows_of_another_tool_are_numbered_by_their_lines() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("account.csv");
    for end in ["\n", "\r\n"] {
        for last in ["", end] {
            let lines = ["Accounts", "", "Acc Number,note", "A,x", "", "", "B,\"two", "lines\"", ",", "C,y"];
            std::fs::write(&path, lines.join(end) + last).unwrap();
            let read = crate::table(&path, &["AccNumber".to_owned()], &CsvOnly);
            let told = said(&read);
            assert!(
                told.contains("column names in row 3, below `Accounts`; column `Acc Number` as `AccNumber`"),
                "{told}"
            );
            let table = read.it.unwrap();
            assert_eq!(table.columns, ["AccNumber", "note"]);
            let filled = table.rows.iter().filter(|row| !row.cells.is_empty());
            assert_eq!(filled.map(|row| row.number).collect::<Vec<_>>(), [4, 7, 10], "{end:?} {last:?}");
        }
    }
}

/// A cell as European spreadsheets write it.
fn european(number: f64) -> String {
    format!("{number:.2}").replace('.', ",")
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn the_same_numbers_are_the_same_in_every_form(
        prices in proptest::collection::vec(0.01_f64..1e6, 1..20),
        separator in prop::sample::select(vec![';', '\t', '|']),
        encoding in 0..4,
    ) {
        let with = |contents: &[u8]| {
            with_tables(&[("links.csv", LINKS.as_bytes()), ("products.csv", contents)], &CsvOnly)
        };
        let rows: String = prices.iter().enumerate().map(|(at, price)| format!("p{at},{price:.2}\n")).collect();
        let plain = with(format!("id,price\n{rows}").as_bytes());
        prop_assert!(plain.it.is_some());
        let row = |(at, price): (usize, &f64)| format!("p{at}{separator}{}\n", european(*price));
        let rows: String = prices.iter().enumerate().map(row).collect();
        let text = format!("Preise f\u{fc}r 2025{separator}\nID{separator}Price\n{rows}");
        let bytes = match encoding {
            0 => text.into_bytes(),
            1 => utf16(&text, true),
            2 => utf16(&text, false),
            _ => text.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap()).collect(),
        };
        let other = with(&bytes);
        prop_assert_eq!(&plain.it, &other.it);
        let messages = |read: &Read<blackstart_model::Model>| {
            read.problems.iter().filter(|it| it.code != "BS0110").map(|it| it.message.clone()).collect::<Vec<_>>()
        };
        prop_assert_eq!(messages(&plain), messages(&other));
        prop_assert_eq!(other.problems.iter().filter(|it| it.code == "BS0110").count(), 1);
    }

    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400), mark in 0_usize..4, header in any::<bool>()) {
        let marks: [&[u8]; 4] = [b"", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf"];
        let header: &[u8] = if header && mark == 0 { b"id;title\n" } else { b"" };
        let contents = [marks[mark], header, &bytes].concat();
        let once = said(&model("zones.csv", &contents));
        prop_assert_eq!(once, said(&model("zones.csv", &contents)));
    }
}
