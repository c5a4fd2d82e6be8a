//! An account with two layers, and files that are none.

use super::rows::commands;
use super::*;
use blackstart_model::remark::Remark;
use blackstart_model::table::{Cell, RawRow};
use proptest::prelude::*;

const ACCOUNT: &str = "\
PortNumber,AccNumber,PolNumber,LayerNumber,LayerParticipation,LayerLimit,LayerAttachment,PolDed,PolLimitNPBI,PolDedNPBI,PolLimitDIAS,InsuredName,BIWaitingPeriod
P,C1,POL1,2,0.6,30000000,20000000,1000000,6000000,1500000,3000000,Acme Components,0.5
P,C1,POL1,1,1,20000000,0,1000000,6000000,1500000,3000000,Acme Components,0.5
";

/// A table of text as it is handed over: its rows where they stand in it.
fn table(text: &str) -> RawTable {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let columns = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let cell = |cell: &str| Some(Cell::Text(cell.trim().to_owned())).filter(|_| !cell.trim().is_empty());
    let rows = reader.records().map(Result::unwrap).enumerate();
    let row = |(at, record): (usize, csv::StringRecord)| RawRow {
        number: at as u32 + 2,
        cells: record.iter().map(cell).collect(),
    };
    RawTable { columns, rows: rows.map(row).collect(), ..RawTable::default() }
}

/// What comes out, and what is said.
fn imported(text: &str, insured: &str) -> (Option<String>, Remarks) {
    super::policies(&table(text), insured)
}

/// What comes out where nothing is wrong.
fn policies(text: &str) -> String {
    let (toml, remarks) = imported(text, "us");
    toml.unwrap_or_else(|| panic!("{remarks:?}"))
}

/// What is said, a line each: code, place, message and advice.
fn said(text: &str) -> String {
    let (toml, remarks) = imported(text, "us");
    assert_eq!(toml.is_none(), remarks.failed());
    let line = |it: &Remark| {
        let place = match it.at {
            At::Table => "table".to_owned(),
            At::Column(column) => format!("column {column}"),
            At::Row(row) => format!("row {row}"),
            At::Cell(row, column) => format!("cell {row}, {column}"),
        };
        let advice = if it.advice.is_empty() { String::new() } else { format!(" [{}]", it.advice) };
        format!("{} {} at {place}: {}{advice}\n", it.code, it.severity.word(), it.message)
    };
    remarks.list.iter().map(line).collect()
}

/// An account of a policy with everything that the standard requires of its terms, and more columns.
fn account(columns: &str, cells: &str) -> String {
    format!(
        "AccNumber,AccCurrency,PolNumber,PolPerilsCovered,PolCoverage,BIPOI{columns}\nA,EUR,P,CC1,NPBI;CBI;DIAS;EXT;INRE;LIA;REG;ENO,90{cells}\n"
    )
}

#[test]
fn an_account_becomes_a_policy_with_its_layers_in_order() {
    let toml = policies(ACCOUNT);
    insta::assert_snapshot!(toml, @r#"
    [[policy]]
    id = "c1-pol1"
    title = "Acme Components, policy POL1"
    insured = "us"
    waiting = "0.5d"
    indemnity = "365d"
    retention = 1000000.0
    covers = [
        { of = "interruption", deductible = 1500000.0, limit = 6000000.0 },
        { of = "contingent" },
        { of = "rebuild", limit = 3000000.0 },
        { of = "extortion" },
        { of = "response" },
        { of = "notification" },
        { of = "liability" },
        { of = "fine" },
        { of = "penalty" },
    ]
    layers = [
        { limit = 20000000.0, participation = 1.0 },
        { attachment = 20000000.0, limit = 30000000.0, participation = 0.6 },
    ]
    "#);
    insta::assert_snapshot!(said(ACCOUNT), @"
    BS0162 warning at row 0: where PolPerilsCovered is blank, CC1 (all cyber perils) is taken
    BS0162 warning at row 0: where AccCurrency is blank, amounts are taken to be in the currency of the model [give the currency]
    BS0162 warning at row 0: where PolCoverage is blank, CYB (all cyber coverages) is taken, the default of OED [name the coverages, as in NPBI;CBI]
    BS0162 warning at row 0: where BIPOI is blank, interruptions are paid for 365 days, the default of OED [give the indemnity period in days]
    ");
}

#[test]
fn only_coverages_that_are_named_are_covered() {
    // By name, by number, in any case; property and financial fraud are told.
    let named = |coverage: &str| {
        let text = format!("AccNumber,PolNumber,PolCoverage\nA,P,{coverage}\n");
        let (toml, remarks) = imported(&text, "us");
        let toml: toml::Table = toml.unwrap_or_else(|| panic!("{remarks:?}")).parse().unwrap();
        let covers = toml["policy"][0]["covers"].as_array().unwrap().iter();
        covers.map(|it| it["of"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(named("NPBI;CBI"), ["interruption", "contingent"]);
    assert_eq!(named("8; npbi"), ["interruption", "contingent"]);
    assert_eq!(named("INRE"), ["response", "notification"]);
    assert_eq!(named("FIN;4BI;EXT"), ["extortion"]);
    let all = [
        "interruption",
        "contingent",
        "rebuild",
        "extortion",
        "response",
        "notification",
        "liability",
        "fine",
        "penalty",
    ];
    assert_eq!(named("CYB"), all);
    assert_eq!(named(""), all);
    let text = |coverage: &str| {
        format!("AccNumber,AccCurrency,PolNumber,PolPerilsCovered,BIPOI,PolCoverage\nA,EUR,P,CC1,90,{coverage}\n")
    };
    insta::assert_snapshot!(said(&text("FIN;4BI;EXT")), @"
    BS0159 warning at cell 0, 5: PolCoverage names FIN: no loss of a model is of this kind, and nothing is paid for it
    BS0159 warning at cell 0, 5: PolCoverage names 4BI, a coverage of property: nothing is paid for it [what a model loses is covered by cyber coverages only]
    BS0163 warning at cell 0, 4: BIPOI has no effect: neither NPBI nor CBI is covered
    ");
    insta::assert_snapshot!(said(&text("BI;LIAB;NPBJ;what")), @"
    BS0156 error at cell 0, 5: PolCoverage names BI, which is no coverage of OED [did you mean NPBI?]
    BS0156 error at cell 0, 5: PolCoverage names LIAB, which is no coverage of OED [did you mean LIA?]
    BS0156 error at cell 0, 5: PolCoverage names NPBJ, which is no coverage of OED [did you mean NPBI?]
    BS0156 error at cell 0, 5: PolCoverage names what, which is no coverage of OED [the coverages are NPBI, CBI, DIAS, EXT, FIN, INRE, LIA, REG, ENO, and CYB for all]
    BS0163 warning at cell 0, 4: BIPOI has no effect: neither NPBI nor CBI is covered
    ");
    insta::assert_snapshot!(said(&text("FIN")), @"
    BS0159 warning at cell 0, 5: PolCoverage names FIN: no loss of a model is of this kind, and nothing is paid for it
    BS0156 error at cell 0, 5: PolCoverage is FIN: nothing is left that a policy could cover [leave the policy out]
    BS0163 warning at cell 0, 4: BIPOI has no effect: neither NPBI nor CBI is covered
    ");
}

#[test]
fn terms_of_coverages_that_are_not_covered_are_told() {
    let text = "AccNumber,AccCurrency,PolNumber,PolPerilsCovered,PolCoverage,PolLimitNPBI,PolDedEXT,PolLimitFIN,BIWaitingPeriod\nA,EUR,P,CC1,FIN;LIA,5,6,7,1\n";
    insta::assert_snapshot!(said(text), @"
    BS0159 warning at cell 0, 4: PolCoverage names FIN: no loss of a model is of this kind, and nothing is paid for it
    BS0163 warning at cell 0, 8: BIWaitingPeriod has no effect: neither NPBI nor CBI is covered
    BS0163 warning at cell 0, 5: PolLimitNPBI has no effect: PolCoverage does not name it [add NPBI to PolCoverage, if it is covered]
    BS0163 warning at cell 0, 6: PolDedEXT has no effect: PolCoverage does not name it [add EXT to PolCoverage, if it is covered]
    BS0163 warning at cell 0, 7: PolLimitFIN has no effect: no loss of a model is of this kind
    ");
    assert!(!policies(text).contains("waiting"));
}

#[test]
fn a_stated_share_of_nothing_is_one_and_a_blank_is_the_default() {
    let text = account(",LayerNumber,LayerParticipation", ",1,0") + "A,,P,,,,2,0.4\nA,,P,,,,3,\n";
    let toml = policies(&text);
    let layers = toml.split("layers = ").nth(1).unwrap();
    insta::assert_snapshot!(layers, @"
    [
        { participation = 0.0 },
        { participation = 0.4 },
        {},
    ]
    ");
    for (share, says) in [("60", "did you mean 0.6?"), ("-0.1", "negative"), ("60%", "no number")] {
        assert!(said(&account(",LayerParticipation", &format!(",{share}"))).contains(says), "{share}");
    }
}

#[test]
fn blank_rows_are_passed_over_and_half_blank_ones_told() {
    let whole = account("", "");
    assert_eq!(policies(&format!("{whole},,,,,\n , ,,,,\n")), policies(&whole));
    insta::assert_snapshot!(said(&format!("{whole},EUR,P,,,\nA,EUR,,,,\n")), @"
    BS0155 error at cell 1, 0: this row has no AccNumber [give each row the account and the policy it belongs to, or delete it]
    BS0155 error at cell 2, 2: this row has no PolNumber [give each row the account and the policy it belongs to, or delete it]
    ");
}

#[test]
fn columns_that_may_be_terms_are_refused_with_the_near_names() {
    let columns = ",PolLimitBI,PolDedBI,PolLimitLIAB,LayerLimits,BIPeriod,LayerCap,PolLimit6All,PolDedCode6All,CondTag,AccParticipation,Colour,PolLimitGDPR";
    insta::assert_snapshot!(said(&account(columns, ",1000,200,1000,5,3,1e6,7,2,x,0.5,red,9")), @"
    BS0157 error at column 6: PolLimitBI is no column of OED, and may be a term of the policy [did you mean PolLimitNPBI? Else delete the column]
    BS0157 error at column 7: PolDedBI is no column of OED, and may be a term of the policy [did you mean PolDedNPBI? Else delete the column]
    BS0157 error at column 8: PolLimitLIAB is no column of OED, and may be a term of the policy [did you mean PolLimitLIA? Else delete the column]
    BS0157 error at column 9: LayerLimits is no column of OED, and may be a term of the policy [did you mean LayerLimit? Else delete the column]
    BS0157 error at column 10: BIPeriod is no column of OED, and may be a term of the policy [delete the column, or give it the name that OED has for it]
    BS0157 error at column 11: LayerCap is no column of OED, and may be a term of the policy [delete the column, or give it the name that OED has for it]
    BS0159 error at cell 0, 12: PolLimit6All is 7: OED has it for other classes of business, not for cyber [a policy here has nothing like it: delete the column, or say the same by a field of cyber accounts]
    BS0158 warning at column 13: the column PolDedCode6All is not read [OED has no such field for cyber accounts]
    BS0158 warning at column 14: the column CondTag is not read [OED has no such field for cyber accounts]
    BS0159 error at cell 0, 15: AccParticipation is 0.5: OED has it for other classes of business, not for cyber [a policy here has nothing like it: delete the column, or say the same by a field of cyber accounts]
    BS0158 warning at column 16: the column Colour is not read [OED has no such field for cyber accounts]
    BS0157 error at column 17: PolLimitGDPR is no column of OED, and may be a term of the policy [delete the column, or give it the name that OED has for it]
    ");
    // Of columns in which nothing is, nothing is said.
    assert_eq!(said(&account(columns, ",0,,0.0,,,,0,0,,,,")), "");
    assert_eq!(said(&account(",AccParticipation", ",1")), "");
}

#[test]
fn amounts_carry_their_currencies() {
    let columns = ",LimitCurrency,DedCurrency,PolDed,PolSIR,PolDedEXT,PolLimitEXT,LayerLimit";
    let toml = policies(&account(columns, ",,USD,100,50,5,7,1e6"));
    assert!(toml.contains("retention = \"USD 150\""), "{toml}");
    assert!(
        toml.contains("deductible = \"USD 5\", limit = \"EUR 7\"") && toml.contains("limit = \"EUR 1000000\""),
        "{toml}"
    );
    insta::assert_snapshot!(said(&account(columns, ",EURO,usd,100,50,5,7,1e6")), @"
    BS0156 error at cell 0, 6: LimitCurrency is EURO, which is no currency of ISO 4217 [did you mean EUR?]
    BS0156 error at cell 0, 7: DedCurrency is usd, which is no currency of ISO 4217 [did you mean USD?]
    ");
}

#[test]
fn terms_on_one_row_of_several_hold_for_the_policy() {
    let text = "AccNumber,AccCurrency,PolNumber,PolPerilsCovered,PolCoverage,BIPOI,LayerNumber,PolDed,PolLimitNPBI\n\
        A,EUR,P,CC1,,,1,,\nA,,P,,NPBI,30,2,500,7\n";
    let toml = policies(text);
    assert!(toml.contains("retention = \"EUR 500\"") && toml.contains("limit = \"EUR 7\""), "{toml}");
    assert!(toml.contains("indemnity = \"30d\"") && !toml.contains("contingent"), "{toml}");
    insta::assert_snapshot!(said(text), @"BS0161 warning at cell 0, 3: PolPerilsCovered, AccCurrency, PolCoverage, BIPOI, PolDed, PolLimitNPBI stand on some rows of the policy only and are taken for all of it [repeat terms of a policy on all its rows]");
}

#[test]
fn rows_of_a_policy_that_differ_are_told() {
    let text = "AccNumber,AccCurrency,PolNumber,PolPerilsCovered,PolCoverage,BIPOI,LayerNumber,PolDed,InsuredName\n\
        A,EUR,P,CC1,NPBI,30,1,500,Acme\nA,EUR,P,CC1,NPBI,30,1,0,Acme\nA,USD,P,CC1,NPBI,30,,500.0,Acme Ltd\n";
    insta::assert_snapshot!(said(text), @"
    BS0160 error at cell 2, 8: InsuredName is Acme Ltd here and Acme in row 2, of one policy [give one policy one value]
    BS0160 error at cell 2, 1: AccCurrency is USD here and EUR in row 2, of one policy [give one policy one value]
    BS0160 error at cell 1, 7: PolDed is 0 here and 500 in row 2, of one policy [give one policy one value]
    BS0160 error at cell 1, 6: this is layer 1 of the policy again; the first is row 2 [number the layers of a policy; a blank LayerNumber is 1]
    BS0160 error at cell 2, 6: this is layer 1 of the policy again; the first is row 2 [number the layers of a policy; a blank LayerNumber is 1]
    ");
}

#[test]
fn policies_of_several_insured_and_of_one_tower_are_told() {
    let text = "AccNumber,AccCurrency,PolNumber,PolPerilsCovered,PolCoverage,BIPOI,InsuredName,StackedPolNumber\n\
        A,EUR,P1,CC1,NPBI,30,Acme,T\nB,EUR,P2,CC1,NPBI,30,Bolt,T\n";
    insta::assert_snapshot!(said(text), @"
    BS0165 warning at cell 1, 6: the policies insure 2 companies, Bolt the last; here all insure us [import a file for each insured, or change `insured` in what comes out]
    BS0159 warning at cell 0, 7: StackedPolNumber T: the 2 policies P1, P2 are one tower; here each pays on its own what is above its retention and attachment [check that LayerAttachment of each counts from the ground of the tower]
    ");
}

#[test]
fn policies_keep_ids_of_their_own() {
    let row = |policy: &str| format!("A,{policy}\n");
    let toml = policies(&format!("AccNumber,PolNumber\n{}{}{}", row("p 1"), row("p-1"), row("P.1")));
    for id in ["\"a-p-1\"", "\"a-p-1-2\"", "\"a-p-1-3\""] {
        assert!(toml.contains(id), "{toml}");
    }
}

#[test]
fn periods_have_the_defaults_and_bounds_of_the_standard() {
    assert!(policies("AccNumber,PolNumber\nA,P\n").contains("indemnity = \"365d\""));
    let text = |days: &str| {
        format!("AccNumber,AccCurrency,PolNumber,PolPerilsCovered,PolCoverage,BIPOI\nA,EUR,P,CC1,NPBI,{days}\n")
    };
    assert!(policies(&text("10.5")).contains("indemnity = \"10.5d\""));
    insta::assert_snapshot!(said(&text("0")), @"BS0156 error at cell 0, 5: BIPOI is 0: a period of no days pays for no interruption [leave the cell blank for the 365 days of OED, or leave NPBI and CBI out of PolCoverage]");
    insta::assert_snapshot!(said(&text("3651")), @"BS0156 error at cell 0, 5: BIPOI is 3651; OED has at most 3650 days");
    insta::assert_snapshot!(said(&text("")), @"BS0162 warning at cell 0, 5: where BIPOI is blank, interruptions are paid for 365 days, the default of OED [give the indemnity period in days]");
}

#[test]
fn perils_decide_whether_a_policy_is_one_of_cyber() {
    let text = |perils: &str| {
        format!("AccNumber,AccCurrency,PolNumber,PolPerilsCovered,PolCoverage,BIPOI\nA,EUR,P,{perils},NPBI,9\n")
    };
    for perils in ["CC1", "CSB", "CPD;CSB", "AA1", "WTC; cc1"] {
        assert_eq!(said(&text(perils)), "", "{perils}");
    }
    for perils in ["CPD", "WTC", "QQ1;XX1"] {
        assert!(said(&text(perils)).contains("BS0156 error at cell 0, 3"), "{perils}");
    }
}

#[test]
fn limits_of_incident_response_are_not_shared() {
    let toml = policies(&account(",PolLimitINRE", ",9"));
    assert!(toml.contains("{ of = \"response\", limit = \"EUR 9\" }") && !toml.contains("notification"), "{toml}");
    insta::assert_snapshot!(said(&account(",PolLimitINRE", ",9")), @"BS0159 warning at cell 0, 6: PolLimitINRE holds for `notification` too, but covers here share no deductible and no limit: `notification` is not covered [add a cover of `notification` to what comes out, with the part of the terms that is its own]");
}

/// What a cell of each field may hold, for the walk over all fields.
fn sample(field: &str) -> &'static str {
    match field {
        "AccCurrency" | "LimitCurrency" | "DedCurrency" => "USD",
        "PolPerilsCovered" => "CSB",
        "PolCoverage" => "NPBI",
        "LayerNumber" => "7",
        "LayerParticipation" => "0.3",
        "AccNumber" | "PolNumber" | "InsuredName" | "StackedPolNumber" => "B",
        "PolInceptionDate" | "PolExpiryDate" => "2026-01-01",
        _ => "3",
    }
}

/// Fields of the standard whose effect no single row shows: a check, and what only two rows show.
const BY_ITSELF_NOTHING: [&str; 4] = ["PolPerilsCovered", "LayerNumber", "StackedPolNumber", "InsuredName"];

#[test]
fn every_field_of_the_standard_has_its_fate_and_stands_on_the_page() {
    let page = include_str!("../../../../docs/reference/oed.md").split("## Every field").nth(1).unwrap();
    let base = "AccNumber,AccCurrency,PolNumber,PolPerilsCovered,PolCoverage,BIPOI,PolDed,PolLimitEXT";
    let cells = "A,EUR,P,CC1,CYB,90,10,11";
    let plain = policies(&format!("{base}\n{cells}\n"));
    for name in CYBER_FIELDS.split_whitespace() {
        let column = name.replace("XX", "1").replace("ZZZ", "Colour");
        let fate = match Column::of(&column, &[]) {
            Column::Known(fate) => fate,
            other => panic!("{name} is {other:?}"),
        };
        let word = match fate {
            Fate::Taken => "taken",
            Fate::Told(_) => "told",
            Fate::Description => "passed over",
        };
        let row = page.lines().find(|line| line.starts_with(&format!("| `{name}` | ")));
        let row = row.unwrap_or_else(|| panic!("{name} is not on the page"));
        assert!(row.ends_with(&format!("| {word} |")) || row.contains(&format!("| {word}: ")), "{name}: {row}");
        // And so it is.
        let text = match base.split(',').position(|it| it == column) {
            Some(at) => {
                let cell = |(place, cell)| if place == at { sample(name) } else { cell };
                let row: Vec<&str> = cells.split(',').enumerate().map(cell).collect();
                format!("{base}\n{}\n", row.join(","))
            }
            None => format!("{base},{column}\n{cells},{}\n", sample(name)),
        };
        let (toml, told) = (policies(&text), said(&text));
        match fate {
            Fate::Taken if BY_ITSELF_NOTHING.contains(&name) => {}
            // No loss is of this kind: what becomes of it is told.
            Fate::Taken if name.ends_with("FIN") => assert!(toml == plain && told.contains(name), "{name}: {told}"),
            Fate::Taken => assert_ne!(toml, plain, "{name}"),
            Fate::Told(effect) => {
                assert!(toml == plain && told.contains(&column) && told.contains(effect), "{name}: {told}")
            }
            Fate::Description => assert!(toml == plain && told.is_empty(), "{name}: {told}"),
        }
    }
    // Nothing is on our list that is not on that of the standard.
    let listed = |name: &str| CYBER_FIELDS.split_whitespace().any(|it| it == name);
    assert!(fields::FIELDS.iter().all(|(name, _)| listed(name)) && fields::names().iter().all(|name| listed(name)));
}

#[test]
fn fields_of_other_classes_of_business_are_told_if_they_say_something() {
    for name in OTHER_FIELDS.split_whitespace() {
        assert!(matches!(Column::of(name, &[]), Column::OtherClass(_)), "{name}: {:?}", Column::of(name, &[]));
        let text = account(&format!(",{name}"), ",5");
        let told = said(&text);
        assert!(
            told.contains(name) && (told.contains("BS0159 error") || told.contains("BS0158 warning")),
            "{name}: {told}"
        );
    }
    let (terms, words) = (said(&account(",PolLimit6All", ",5")), said(&account(",PolLimitCode6All", ",5")));
    assert!(terms.contains("error") && words.contains("warning"), "{terms}{words}");
}

#[expect(clippy::disallowed_methods, reason = "what comes out is read as files are")]
#[test]
fn what_comes_out_is_read_without_complaint() {
    let folder = tempfile::tempdir().unwrap();
    for (name, contents) in blackstart_read::starter() {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, contents).unwrap();
    }
    let file = folder.path().join("model.toml");
    let model = std::fs::read_to_string(&file).unwrap();
    let party = model.split("[[party]]").nth(1).unwrap().split("id = \"").nth(1).unwrap().split('"').next().unwrap();
    std::fs::write(&file, format!("{model}\n{}", imported(ACCOUNT, party).0.unwrap())).unwrap();
    let read = blackstart_read::model(folder.path(), &blackstart_model::CsvOnly);
    assert!(read.problems.is_empty(), "{:?}", read.problems);
    let policy = &read.it.unwrap().policies[0];
    assert_eq!((policy.covers[0].waiting_hours, policy.layers[1].participation), (12.0, 0.6));
}

#[test]
fn what_is_no_account_file_is_told() {
    insta::assert_snapshot!(said("a,b\n1,2\n"), @"
    BS0155 error at table: there is no column AccNumber; is this an OED account file? [docs/reference/oed.md says what is read]
    BS0155 error at table: there is no column PolNumber; is this an OED account file? [docs/reference/oed.md says what is read]
    ");
    insta::assert_snapshot!(said("AccNumber,PolNumber\n"), @"BS0155 error at table: there is no account in it");
    insta::assert_snapshot!(said(&(account(",PolDed,LayerNumber", ",much,0") + "A,,P,,,,-1,1.5\n")), @"
    BS0156 error at cell 0, 6: PolDed is no number: much [write it with a decimal point and without separators of thousands]
    BS0156 error at cell 1, 6: PolDed must not be negative: -1
    BS0156 error at cell 0, 7: LayerNumber is 0; layers are numbered 1, 2, …
    BS0156 error at cell 1, 7: LayerNumber is 1.5; layers are numbered 1, 2, …
    BS0161 warning at cell 0, 3: PolPerilsCovered, AccCurrency, PolCoverage, BIPOI stand on some rows of the policy only and are taken for all of it [repeat terms of a policy on all its rows]
    ");
}

#[test]
fn numbers_that_could_not_be_computed_with_are_refused() {
    for number in ["1e308", "1e-310", "inf", "nan"] {
        let text = format!("AccNumber,PolNumber,PolDed\nA,P,{number}\n");
        assert!(said(&text).contains("BS0156 error at cell 0, 2"), "{number}");
    }
}

#[test]
fn a_large_file_of_mistakes_is_told_in_part_and_counted() {
    let rows: String = (0..5_000).map(|row| format!("A,P{row},-1\n")).collect();
    let (toml, remarks) = imported(&format!("AccNumber,PolNumber,PolDed\n{rows}"), "us");
    assert!(toml.is_none() && remarks.failed());
    // A wrong number 5,000 times; that currency, perils, coverages and period are assumed once each.
    assert_eq!((remarks.list.len(), remarks.omitted), (1_000, 4_004));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever the insured is called: the TOML can be read, and says the same; what `check` would refuse is not in it.
    #[test]
    fn every_name_survives(name in any::<String>(), account in any::<String>(), insured in any::<String>()) {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(["AccNumber", "PolNumber", "InsuredName"]).unwrap();
        writer.write_record([account.as_str(), "P", name.as_str()]).unwrap();
        let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
        let (Some(toml), remarks) = imported(&text, &insured) else {
            // Only what is blank is no name.
            let blank = |it: &str| it.chars().all(|it| it.is_whitespace() || commands(it));
            prop_assert!(blank(&account));
            return Ok(());
        };
        prop_assert!(!remarks.failed());
        let read: toml::Table = toml.parse().unwrap();
        let policy = read["policy"][0].as_table().unwrap();
        prop_assert_eq!(policy["insured"].as_str(), Some(insured.as_str()));
        let plain: String = name.trim().chars().map(|it| if commands(it) { ' ' } else { it }).collect();
        match policy.get("title") {
            Some(title) => {
                prop_assert_eq!(title.as_str().unwrap(), format!("{}, policy P", plain.trim()));
                let model = blackstart_read::model_text(&format!("format = 1\nname = \"a\"\ncurrency = \"GBP\"\n{toml}"));
                prop_assert!(!model.problems.iter().any(|it| it.code.starts_with("BS01") || it.code == "BS0218"));
            }
            None => prop_assert!(plain.trim().is_empty()),
        }
    }
}

/// Names of the account fields of OED 5.0.0 whose cyber status is not "n/a", in the order of its field list.
const CYBER_FIELDS: &str = "\
    PortNumber PortName PortNotes AccNumber AccName AccGroup AccStatus ExpiringAccNumber CedantName AccCurrency AccUserDef1 AccUserDef2 \
    AccUserDef3 AccUserDef4 AccUserDef5 FlexiAccZZZ PolNumber PolStatus PolInceptionDate PolExpiryDate ProducerName Underwriter BranchName \
    LOB ExpiringPolNumber PolPerilsCovered PolGrossPremium PolTax PolBrokerage PolNetPremium LayerNumber LayerParticipation LayerLimit \
    LayerAttachment PolUserDef1 PolUserDef2 PolUserDef3 PolUserDef4 PolUserDef5 FlexiPolZZZ OEDVersion OriginalCurrency RateOfExchange \
    CompanyIDSchemeXX CompanyIDCodeXX YearFounded StreetAddress PostalCode City CountryCode AreaCode IndustrySchemeXX IndustryCodeXX \
    IndustryVintageXX IndustryDescription NumberOfEmployees AnnualRevenue AnnualRevenueCurrency GrossProfitMargin NumberOfRecords URL \
    IsPackage PolDed StackedPolNumber LayerAggAttachment LayerAggLimit PolLimitNPBI PolDedNPBI PolLimitCBI PolDedCBI PolLimitDIAS \
    PolDedDIAS PolLimitEXT PolDedEXT PolLimitFIN PolDedFIN PolLimitINRE PolDedINRE PolLimitLIA PolDedLIA PolLimitREG PolDedREG PolLimitENO \
    PolDedENO LimitCurrency DedCurrency PolSIR PolCoverage OSVendor CloudVendor EmailVendor CRMVendor PatchPolicy BackUpFreq AreaName \
    BIWaitingPeriod BIPOI InsuredName";

/// Names of its other account fields.
const OTHER_FIELDS: &str = "\
    AccPeril AccDedCode1Building AccDedType1Building AccDed1Building AccMinDed1Building AccMaxDed1Building AccDedCode2Other \
    AccDedType2Other AccDed2Other AccMinDed2Other AccMaxDed2Other AccDedCode3Contents AccDedType3Contents AccDed3Contents \
    AccMinDed3Contents AccMaxDed3Contents AccDedCode4BI AccDedType4BI AccDed4BI AccMinDed4BI AccMaxDed4BI AccDedCode5PD AccDedType5PD \
    AccDed5PD AccMinDed5PD AccMaxDed5PD AccDedCode6All AccDedType6All AccDed6All AccMinDed6All AccMaxDed6All AccLimitCode1Building \
    AccLimitType1Building AccLimit1Building AccLimitCode2Other AccLimitType2Other AccLimit2Other AccLimitCode3Contents \
    AccLimitType3Contents AccLimit3Contents AccLimitCode4BI AccLimitType4BI AccLimit4BI AccLimitCode5PD AccLimitType5PD AccLimit5PD \
    AccLimitCode6All AccLimitType6All AccLimit6All HoursClause PolPeril PolDedCode1Building PolDedType1Building PolDed1Building \
    PolMinDed1Building PolMaxDed1Building PolDedCode2Other PolDedType2Other PolDed2Other PolMinDed2Other PolMaxDed2Other \
    PolDedCode3Contents PolDedType3Contents PolDed3Contents PolMinDed3Contents PolMaxDed3Contents PolDedCode4BI PolDedType4BI PolDed4BI \
    PolMinDed4BI PolMaxDed4BI PolDedCode5PD PolDedType5PD PolDed5PD PolMinDed5PD PolMaxDed5PD PolDedCode6All PolDedType6All PolDed6All \
    PolMinDed6All PolMaxDed6All PolLimitCode1Building PolLimitType1Building PolLimit1Building PolLimitCode2Other PolLimitType2Other \
    PolLimit2Other PolLimitCode3Contents PolLimitType3Contents PolLimit3Contents PolLimitCode4BI PolLimitType4BI PolLimit4BI \
    PolLimitCode5PD PolLimitType5PD PolLimit5PD PolLimitCode6All PolLimitType6All PolLimit6All StepFunctionName StepTriggerType StepNumber \
    PayOutType TriggerType TriggerBuildingStart TriggerBuildingEnd DeductibleBuilding PayOutBuildingStart PayOutBuildingEnd \
    PayOutLimitBuilding TriggerContentsStart TriggerContentsEnd DeductibleContents PayOutContentsStart PayOutContentsEnd \
    PayOutLimitContents TriggerBuildingContentsStart TriggerBuildingContentsEnd DeductibleBuildingContents PayOutBuildingContentsStart \
    PayOutBuildingContentsEnd PayOutLimitBuildingContents ExtraExpenseFactor ExtraExpenseLimit DebrisRemovalFactor MinimumTIV ScaleFactor \
    IsLimitAtDamage CondNumber CondName CondPriority CondPeril CondDedCode1Building CondDedType1Building CondDed1Building \
    CondMinDed1Building CondMaxDed1Building CondDedCode2Other CondDedType2Other CondDed2Other CondMinDed2Other CondMaxDed2Other \
    CondDedCode3Contents CondDedType3Contents CondDed3Contents CondMinDed3Contents CondMaxDed3Contents CondDedCode4BI CondDedType4BI \
    CondDed4BI CondMinDed4BI CondMaxDed4BI CondDedCode5PD CondDedType5PD CondDed5PD CondMinDed5PD CondMaxDed5PD CondDedCode6All \
    CondDedType6All CondDed6All CondMinDed6All CondMaxDed6All CondLimitCode1Building CondLimitType1Building CondLimit1Building \
    CondLimitCode2Other CondLimitType2Other CondLimit2Other CondLimitCode3Contents CondLimitType3Contents CondLimit3Contents \
    CondLimitCode4BI CondLimitType4BI CondLimit4BI CondLimitCode5PD CondLimitType5PD CondLimit5PD CondLimitCode6All CondLimitType6All \
    CondLimit6All CondClass CondTag AccParticipation CoverageClassDescription CoverageTerritory CoverageTrigger IsGroupCover DefenceCost";
