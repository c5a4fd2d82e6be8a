//! What networks, tables and shocks are read as, and what is said about wrong ones.

use super::*;
use blackstart_model::economy::{Basis, Embedded, Kind, Links, Shock, Subject, balance};
use blackstart_model::problem::{Problem, Severity};
use blackstart_model::table::CsvOnly;
use std::path::PathBuf;

/// A folder with these files.
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

const FIRMS: &str = "firm,sector,region,final_demand\n3,10,north,5\n1,2,south,0\nacme,2,north,7.5\n";
const LINKS: &str = "supplier,buyer,amount\n1,3,2\nacme,3,1\n3,acme,4\n";

fn network() -> Economy {
    let folder = folder(&[("firms.csv", FIRMS), ("links.csv", LINKS)]);
    let read = read(folder.path(), &CsvOnly);
    assert_eq!(read.problems, []);
    read.it.unwrap()
}

/// File, code and message of each problem.
fn told(folder: &Path, problems: &[Problem], omitted: usize) -> String {
    let mut text = String::new();
    for it in problems {
        let file = it.file.strip_prefix(folder).unwrap_or(&it.file).display().to_string().replace('\\', "/");
        let word = if it.severity == Severity::Error { "" } else { "warning " };
        let advice = it.advice.as_ref().map_or_else(String::new, |advice| format!(" [{advice}]"));
        text += &format!("{word}{} {file}:{}:{} {}{advice}\n", it.code, it.line, it.column, it.message);
    }
    if omitted > 0 {
        text += &format!("and {omitted} more\n");
    }
    text
}

fn complaints(files: &[(&str, &str)]) -> String {
    let folder = folder(files);
    let read = read(folder.path(), &CsvOnly);
    assert!(read.failed(), "{files:?}");
    told(folder.path(), &read.problems, read.omitted)
}

#[test]
fn firms_keep_their_order_and_sectors_are_sorted_by_number() {
    let economy = network();
    assert_eq!(economy.firms.iter().collect::<Vec<_>>(), ["3", "1", "acme"]);
    assert_eq!(economy.sectors.iter().collect::<Vec<_>>(), ["2", "10"]);
    assert_eq!(economy.sector, [1, 0, 0]);
    assert_eq!(economy.regions.iter().collect::<Vec<_>>(), ["north", "south"]);
    assert_eq!(economy.region, [0, 1, 0]);
    assert_eq!(economy.final_demand, [5.0, 0.0, 7.5]);
    let links = Links::List { supplier: vec![1, 2, 0], buyer: vec![0, 0, 2], amount: vec![2.0, 1.0, 4.0] };
    assert_eq!(economy.links, links);
    assert_eq!(economy.sold_and_bought(), (vec![4.0, 2.0, 1.0], vec![3.0, 0.0, 4.0]));
    let sum = balance(&economy);
    assert_eq!((sum.sales, sum.final_demand, sum.output, sum.value_added), (7.0, 12.5, 19.5, 12.5));
    assert_eq!((sum.without_suppliers, sum.suppliers_most, sum.isolated), (1, 2, 0));
}

#[test]
fn classes_are_by_input_and_buyer() {
    let essential = "supplier_sector,buyer_sector,class\n2,10,2\n10,2,1\n99,2,2\n";
    let folder = folder(&[("firms.csv", FIRMS), ("links.csv", LINKS), ("essential.csv", essential)]);
    let economy = read(folder.path(), &CsvOnly).it.unwrap();
    assert_eq!(economy.essential, Some(vec![0, 2, 1, 0]));
}

#[test]
fn everything_wrong_is_found_at_once_with_its_row() {
    let firms = "firm,sector,final_demand\n1,a,1\n2,,1\n1,a,1\n4,b,-1\n5,b,nan\n,b,1\n7,c,x\n";
    let links = "supplier,buyer,amount\n1,2,3\n1,9,3\n,2,3\n4,5,0\n4,5,inf\n4,5\n1,2,1\n4,7,1,5\n2,1,1\n";
    insta::assert_snapshot!(complaints(&[("firms.csv", firms), ("links.csv", links)]));
}

#[test]
fn the_first_of_each_kind_are_kept_and_all_counted() {
    let firms = "firm,sector\n1,a\n";
    let links: String = (2..1002).map(|firm| format!("{firm},1,1\n")).collect();
    let folder = folder(&[("firms.csv", firms), ("links.csv", &format!("supplier,buyer,amount\n{links}"))]);
    let read = read(folder.path(), &CsvOnly);
    assert_eq!((read.problems.len(), read.omitted), (20, 980));
    assert_eq!(read.problems[0].line, 2);
}

#[test]
fn second_links_are_found_in_any_order() {
    let links = "supplier,buyer,amount\n3,acme,4\n1,3,2\n3,acme,1\n";
    insta::assert_snapshot!(complaints(&[("firms.csv", FIRMS), ("links.csv", links)]), @"BS0805 links.csv:4:1 a second link from `3` to `acme`; the first is 2 rows above [add the amounts up in one row]
");
}

#[test]
fn imbalance_is_a_warning() {
    let firms = "firm,sector,final_demand,output\n1,a,10,10\n2,a,1,1\n3,a,2,2\n";
    let links = "supplier,buyer,amount\n1,2,3\n";
    let folder = folder(&[("firms.csv", firms), ("links.csv", links)]);
    let read = read(folder.path(), &CsvOnly);
    assert!(!read.failed());
    insta::assert_snapshot!(told(folder.path(), &read.problems, read.omitted));
}

#[test]
fn incomplete_folders_say_what_is_missing() {
    let missing = tempfile::tempdir().unwrap().path().join("nowhere");
    let read = read(&missing, &CsvOnly);
    assert_eq!(read.problems[0].message, "this folder does not exist");
    insta::assert_snapshot!(complaints(&[]), @"BS0801 :0:0 this folder has no firms.csv and links.csv, or Z.csv, Y.csv and x.csv [see docs/reference/network.md for what it may hold]
");
    insta::assert_snapshot!(complaints(&[("links.csv", LINKS)]), @"BS0801 :0:0 this folder has no firms.csv [see docs/reference/network.md for what it may hold]
");
    insta::assert_snapshot!(complaints(&[("firms.csv", "firm\n1\n"), ("links.csv", LINKS)]), @"BS0801 firms.csv:0:0 this table has no column `sector`; its columns are `firm`
");
    insta::assert_snapshot!(complaints(&[("firms.csv", ""), ("links.csv", LINKS)]), @"BS0105 firms.csv:0:0 this table is empty: it has no row of column names [write the column names into the first row]
");
    insta::assert_snapshot!(complaints(&[("firms.csv", "firm,sector\n"), ("links.csv", LINKS)]), @"BS0801 firms.csv:0:0 this table has no firms
");
}

const FLOWS: &str = "from,n|a,n|b,s|a,s|b\nn|a,1,2,0,0\nn|b,0,1,1,0\ns|a,0,0,1,3\ns|b,1,0,0,1\n";
const DEMAND: &str = "from,n|households,s|households\nn|a,5,1\nn|b,4,0\ns|a,-1,3\ns|b,0,6\n";
const OUTPUT: &str = "industry,x\nn|a,9\nn|b,6\ns|a,6\ns|b,8\n";

#[test]
fn a_table_is_read_with_its_regions_and_categories() {
    let folder = folder(&[("Z.csv", FLOWS), ("Y.csv", DEMAND), ("x.csv", OUTPUT)]);
    let read = read(folder.path(), &CsvOnly);
    assert_eq!(read.problems, []);
    let economy = read.it.unwrap();
    assert_eq!(economy.firms.get(2), "s|a");
    assert_eq!((economy.sector, economy.region), (vec![0, 1, 0, 1], vec![0, 0, 1, 1]));
    assert_eq!(economy.final_demand, [6.0, 4.0, 2.0, 6.0]);
    assert_eq!(economy.output, Some(vec![9.0, 6.0, 6.0, 8.0]));
    let Links::Table { flows, categories, demand } = economy.links else { panic!("a table") };
    assert_eq!((flows.len(), flows[2 * 4 + 3], categories.len(), demand[5]), (16, 3.0, 2, 3.0));
}

#[test]
fn a_folder_saved_by_pymrio_is_the_same_table() {
    let saved = |text: &str, second: &str| {
        let mut lines = text.lines();
        let labels: Vec<&str> = lines.next().unwrap().split(',').skip(1).collect();
        let part = |at: usize| labels.iter().map(|it| it.split('|').nth(at).unwrap()).collect::<Vec<_>>().join("\t");
        let blank = "\t".repeat(labels.len());
        let mut text = format!("region\t\t{}\n{second}\t\t{}\nregion\tsector{blank}\n", part(0), part(1));
        for line in lines {
            text += &format!("{}\n", line.replace(['|', ','], "\t"));
        }
        text
    };
    let output = OUTPUT.replace("industry,x", "region\tsector\tindout").replace(['|', ','], "\t");
    let files = [("Z.txt", saved(FLOWS, "sector")), ("Y.txt", saved(DEMAND, "category")), ("x.txt", output)];
    let texts: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let pymrio = folder(&texts);
    let simple = folder(&[("Z.csv", FLOWS), ("Y.csv", DEMAND), ("x.csv", OUTPUT)]);
    let pymrio = read(pymrio.path(), &CsvOnly);
    assert_eq!(pymrio.problems, []);
    assert_eq!(pymrio.it, read(simple.path(), &CsvOnly).it);
}

#[test]
fn tables_that_do_not_match_are_refused() {
    let other = FLOWS.replace("from,n|a,n|b", "from,n|b,n|a");
    insta::assert_snapshot!(complaints(&[("Z.csv", &other), ("Y.csv", DEMAND)]), @"BS0810 Z.csv:0:0 column 1 is `n|b`, row 1 is `n|a` [a row and a column for each industry, in one order]
");
    let other = DEMAND.replace("s|a,-1,3\n", "");
    insta::assert_snapshot!(complaints(&[("Z.csv", FLOWS), ("Y.csv", &other)]), @"BS0810 Y.csv:0:0 row 3 is `s|b`, in the flows it is `s|a` [all files list the same industries in the same order]
");
    let other = FLOWS.replace("n|a,1,2", "n|a,1,-2").replace("s|a,0,0", "s|a,0,zero");
    insta::assert_snapshot!(complaints(&[("Z.csv", &other), ("Y.csv", DEMAND)]), @"BS0804 Z.csv:2:1 the flow to `n|b` is -2; it must be 0 or more [net negative flows out before]
BS0804 Z.csv:4:7 `zero` is not a finite number [write it with a decimal point and without separators of thousands]
");
}

fn shocks(name: &str, text: &str) -> Result<Vec<Shock>, String> {
    let folder = folder(&[(name, text)]);
    let read = read_shocks(&folder.path().join(name), &network(), &CsvOnly);
    read.it.ok_or_else(|| told(folder.path(), &read.problems, read.omitted))
}

#[test]
fn shocks_find_their_firms_by_name_sector_and_region() {
    let text = r#"
format = 1
[[shock]]
name = "fire"
kind = "capacity"
firms = [3, "acme"]
regions = "north"
share = "80%"
from = 2
until = 9
recovery = "proportional"
recovery_steps = 30
[[shock]]
kind = "demand"
times = 0.5
[[shock]]
kind = "cut"
sectors = [2]
to_firms = ["acme"]
share = 1
"#;
    let found = shocks("shocks.toml", text).unwrap();
    assert_eq!(found[0].name, "fire");
    assert_eq!(found[0].firms, Subject::These(vec![0, 2]));
    assert_eq!((found[0].from, found[0].until, found[0].recovery_steps), (2, Some(9), 30.0));
    assert_eq!((&found[1].firms, &found[1].kind), (&Subject::All, &Kind::Demand { times: 0.5 }));
    assert_eq!(found[2].firms, Subject::These(vec![1, 2]));
    assert_eq!(found[2].kind, Kind::Cut { share: 1.0, to: Subject::These(vec![2]) });

    let table = "name,kind,firms,regions,share,from,until,recovery,recovery_steps\nfire,capacity,3; acme,north,0.8,2,9,proportional,30\n";
    assert_eq!(shocks("shocks.csv", table).unwrap(), found[..1]);
}

#[test]
fn shocks_that_make_no_sense_are_told_where() {
    let text = r#"
format = 1
[[shock]]
kind = "capacity"
firms = [9]
times = 2
[[shock]]
kind = "capacity"
sectors = [10]
regions = ["south"]
share = 0.5
[[shock]]
kind = "demand"
times = 2
from = 5
until = 5
recovery = "uniform"
[[shock]]
kind = "capital"
loss = 5
builders = ["2@0.5"]
recovery = "rebuild"
recovery_steps = 10
[[shock]]
kind = "storm"
strength = 3
"#;
    insta::assert_snapshot!(shocks("shocks.toml", text).unwrap_err());
    let missing = read_shocks(&PathBuf::from("nowhere.toml"), &network(), &CsvOnly);
    assert_eq!(missing.problems[0].code, "BS0101");
}

fn starter() -> (tempfile::TempDir, blackstart_model::Model) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("scenarios")).unwrap();
    for (name, text) in crate::starter() {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let model = crate::model(folder.path(), &CsvOnly).it.unwrap();
    (folder, model)
}

fn embedded(economy: Economy, sites: &str, basis: Basis) -> (String, Option<Embedded>) {
    let (folder, model) = starter();
    let file = folder.path().join("sites.csv");
    std::fs::write(&file, sites).unwrap();
    let read = embed(economy, &model, &file, basis, &CsvOnly);
    (told(folder.path(), &read.problems, read.omitted), read.it)
}

#[test]
fn what_is_wrong_with_a_company_s_place_is_told_at_once() {
    let sites = "site,firm,sector,region\nplant,,99,north\nframe,3,,\ngears,999,,\ndealer,,,\nplant,3,,\nframes,3,2,\n";
    insta::assert_snapshot!(embedded(network(), sites, Basis::default()).0);
    let (text, it) = embedded(network(), "site,sector\nframes,2\n", Basis::default());
    assert!(text.contains("the network has no region ``"), "{text}");
    assert_eq!(it, None);
    assert!(embedded(network(), "site,firm\n", Basis::default()).0.contains("no site is a firm"));
    assert!(embedded(network(), "name\nplant\n", Basis::default()).0.contains("BS0801"));
}

#[test]
fn sites_of_one_firm_share_it_by_what_they_make() {
    // The plant sells 200 bicycles for £900, the frame maker 200 frames for £180.
    let (_, it) = embedded(network(), "site,firm\nplant,acme\nframes,acme\n", Basis::default());
    let weights: Vec<f64> = it.unwrap().members.iter().map(|member| member.weight).collect();
    assert_eq!(weights, [900.0 / 1080.0, 180.0 / 1080.0]);
}

#[test]
fn what_a_new_firm_buys_was_final_demand() {
    let basis = Basis { step_hours: 168.0, money: 1e-6, ..Basis::default() };
    let sites = "site,firm,sector,region\nframes,3,,\nplant,,2,north\n";
    let (text, it) = embedded(network(), sites, basis);
    let it = it.unwrap();
    // 200 frames a day for £180, in millions per week: 0.252 of what was final demand of 5.
    assert!((it.economy.final_demand[0] - (5.0 - 0.252)).abs() < 1e-12);
    // Dealers stay outside, so that the plant sells to final demand.
    assert!((it.economy.final_demand[3] - 1.26).abs() < 1e-12);
    assert_eq!((it.new_firms, it.members.len()), (1, 2));
    let before = balance(&network()).output;
    assert!((balance(&it.economy).output - before - 1.26).abs() < 1e-12);
    assert!(text.contains("firm `3` makes 9 per step in the network and its sites 0.25"), "{text}");
}

#[test]
fn a_site_is_a_part_of_its_industry() {
    let folder = folder(&[("Z.csv", FLOWS), ("Y.csv", DEMAND), ("x.csv", OUTPUT)]);
    let economy = read(folder.path(), &CsvOnly).it.unwrap();
    let industry = economy.firms.get(0);
    let output = economy.output.as_ref().unwrap()[0];
    // The plant makes £180,000 a day.
    let money = 0.25 * output / (180_000.0 * 365.0);
    let basis = Basis { money, ..Basis::default() };
    let (_, it) = embedded(economy.clone(), &format!("site,firm\nplant,{industry}\n"), basis);
    assert!((it.unwrap().members[0].weight - 0.25).abs() < 1e-12);
    let (text, _) = embedded(economy, "site,sector\nplant,new\n", basis);
    assert!(text.contains("a table takes no new industries"), "{text}");
}
