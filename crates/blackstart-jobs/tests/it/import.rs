//! Companies imported from what they have: what comes out, what is told, and what stays when it is imported again.

use super::companies::{Made, Size, german, servicenow, small};
use blackstart_jobs::{
    self as jobs, Answer, CheckRequest, Failure, ImportCompanyAnswer, ImportCompanyRequest, RunRequest, Sampling,
};
use std::fs;
use std::path::{Path, PathBuf};

fn request(made: &Made, out: &Path) -> ImportCompanyRequest {
    ImportCompanyRequest { files: made.files.clone(), out: Some(out.to_path_buf()), ..ImportCompanyRequest::default() }
}

fn imported(request: &ImportCompanyRequest) -> ImportCompanyAnswer {
    let answer = jobs::import_company(request, &()).unwrap();
    assert!(answer.outcome().is_ok(), "{:#?}", answer.found.problems);
    answer
}

/// The rows of a table of the model, as text by column.
fn table(folder: &Path, name: &str) -> Vec<std::collections::BTreeMap<String, String>> {
    let read = blackstart_read::table(
        &folder.join(name),
        &["id".to_owned(), "from".to_owned(), "site".to_owned()],
        &blackstart_model::CsvOnly,
    );
    let table = read.it.unwrap();
    let cell = |cell: &Option<blackstart_model::Cell>| match cell {
        Some(blackstart_model::Cell::Text(text)) => text.clone(),
        Some(blackstart_model::Cell::Number(number)) => number.to_string(),
        None => String::new(),
    };
    table.rows.iter().map(|row| table.columns.iter().cloned().zip(row.cells.iter().map(cell)).collect()).collect()
}

fn row(folder: &Path, name: &str, id: &str) -> std::collections::BTreeMap<String, String> {
    let rows = table(folder, name);
    rows.into_iter()
        .find(|row| row.get("id").or(row.get("from")).or(row.get("site")).is_some_and(|it| it == id))
        .unwrap_or_else(|| panic!("{name} has no {id}"))
}

/// What comes out is what the generator put in, it checks without an error, and a run gives a loss.
fn comes_out(made: &Made, folder: &Path) -> ImportCompanyAnswer {
    let out = folder.join("model");
    let answer = imported(&request(made, &out));
    let model = answer.model.as_ref().unwrap();
    assert_eq!((model.systems, model.services), (made.systems, made.services));
    assert_eq!((model.sites, model.links), (made.own_sites + made.suppliers, made.links));
    assert_eq!((answer.duplicates, answer.cycles), (made.duplicates, made.cycles));
    let book = out.join("assumptions.xlsx");
    let unmatched =
        blackstart_read::sheet(&book, Some("unmatched names"), &["name".to_owned()], &blackstart_store::Formats)
            .it
            .unwrap();
    let names: Vec<String> = unmatched
        .rows
        .iter()
        .map(|row| match &row.cells[0] {
            Some(blackstart_model::Cell::Text(text)) => text.clone(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(names, made.unmatched);
    let check =
        jobs::check(&CheckRequest { model: out.clone(), baseline: true, ..CheckRequest::default() }, &()).unwrap();
    assert!(check.ok, "{:#?}", check.found.problems);
    let run = RunRequest {
        model: out,
        sampling: Sampling { replicates: Some(if made.systems > 1_000 { 3 } else { 20 }), seed: Some(7), threads: 1 },
        out: Some(folder.join("run")),
        no_report: true,
        ..RunRequest::default()
    };
    let run = jobs::run(&run, &()).unwrap();
    let summary = serde_json::to_value(&run.summary).unwrap();
    let loss = summary["loss"]["total"]["mean"].as_f64().unwrap_or_else(|| panic!("{summary:#}"));
    assert!(loss.is_finite() && loss > 0.0, "{loss}");
    answer
}

#[test]
fn a_workbook_of_50_systems_becomes_a_model() {
    let place = tempfile::tempdir().unwrap();
    let made = small(place.path());
    let answer = comes_out(&made, place.path());
    let model = place.path().join("model");
    let assembly = row(&model, "services.csv", "assembly");
    assert_eq!((assembly["rto"].as_str(), assembly["mtpd"].as_str()), ("8h", "2d"));
    assert_eq!(assembly["impact"], "1d: 250000; 7d: 1200000");
    // A misspelt name is taken for what it nearly is, and told.
    assert!(row(&model, "services.csv", "sales-order-entry")["logic"].contains("active-directory"));
    let castings = row(&model, "links.csv", "castings-plc");
    assert_eq!(
        (castings["terms"].as_str(), castings["lead"].as_str(), castings["flow"].as_str()),
        ("30d", "21d", "2250000/year")
    );
    // One place that makes two products is two sites that share its services.
    let sites = table(&model, "sites.csv");
    let own: Vec<_> = sites.iter().filter(|it| it["party"] == "company").collect();
    assert_eq!((own[0]["id"].as_str(), own[1]["id"].as_str()), ("leeds-pumps", "leeds-valves"));
    assert!(
        own.iter().all(|it| it["produce"] == "assembly"
            && it["order"] == "purchasing-of-parts"
            && it["sell"] == "all(warehouse-and-shipping, sales-order-entry)"),
        "{own:?}"
    );
    // What is sole is a product of its own; what is not stands in for others of its category.
    assert_eq!(row(&model, "sites.csv", "bolts-ltd")["product"], row(&model, "sites.csv", "screws-co")["product"]);
    assert_ne!(row(&model, "sites.csv", "castings-plc")["product"], row(&model, "sites.csv", "bolts-ltd")["product"]);
    // Production does not wait for consultants.
    assert_eq!(row(&model, "links.csv", "brightdesk-consulting")["critical"], "0");
    let codes: Vec<&str> = answer.found.problems.iter().map(|it| it.code).collect();
    assert!(codes.contains(&"BS0131") && codes.contains(&"BS0136"), "{codes:?}");
    let told = |words: &str| {
        let mut its = answer.found.problems.iter().filter(|it| it.code == "BS0131");
        its.find(|it| it.message.contains(words)).and_then(|it| it.cell())
    };
    assert_eq!(told("as soon as possible").as_deref(), Some("Applications!E11"));
    // A time that is still open is told once, where it stands first.
    assert_eq!(told("`n/a` is read as a duration").as_deref(), Some("Applications!E7"));
}

#[test]
fn german_tables_of_500_systems_become_a_model() {
    let place = tempfile::tempdir().unwrap();
    comes_out(&german(place.path()), place.path());
    let model = place.path().join("model");
    let purchasing = row(&model, "services.csv", "einkauf");
    assert_eq!(
        (purchasing["fallback.level"].as_str(), purchasing["rto"].as_str(), purchasing["mtpd"].as_str()),
        ("0.5", "1d", "7d")
    );
    assert_eq!(row(&model, "services.csv", "fertigung-getriebe")["impact"], "1d: 120000; 5d: 900000");
    // Reported, but for its restore time: a row is as sure as its least sure cell.
    assert_eq!(row(&model, "systems.csv", "system-000")["confidence"], "assumed");
    assert!(row(&model, "systems.csv", "system-000")["as_of"].starts_with("2025-"));
}

#[test]
fn servicenow_tables_of_5000_systems_become_a_model() {
    let place = tempfile::tempdir().unwrap();
    let made = servicenow(place.path(), &Size { items: 5_000, relations: 20_000 });
    let answer = comes_out(&made, place.path());
    let model = place.path().join("model");
    // Tasks are done one after the other; excluded ones are not counted.
    assert_eq!(row(&model, "systems.csv", "node-000000")["rebuild.duration"], "28h");
    assert_eq!(row(&model, "systems.csv", "node-001000")["rebuild.duration"], "8h");
    assert!(row(&model, "systems.csv", "node-001000")["starts_after"].contains("node-000000"));
    let promised = row(&model, "systems.csv", "node-000001");
    assert_eq!(
        (promised["rebuild.duration"].as_str(), promised["rto"].as_str(), promised["rpo"].as_str()),
        ("2d", "4h", "1h")
    );
    // The first time that is not tolerable, the shortest of all categories.
    assert_eq!(row(&model, "services.csv", "gear-production")["rto"], "1d");
    let procurement = row(&model, "services.csv", "procurement");
    assert_eq!(
        (
            procurement["fallback.level"].as_str(),
            procurement["fallback.setup"].as_str(),
            procurement["fallback.max"].as_str()
        ),
        ("0.4", "4h", "14d")
    );
    let relation = |kind: &str| answer.relations.iter().find(|it| it.kind == kind).unwrap();
    assert_eq!(relation("Runs on::Runs").effect, "parent needs child");
    assert_eq!(relation("Connects to::Connected by").effect, "nothing");
    assert!(relation("Connects to::Connected by").confidence < relation("Runs on::Runs").confidence);
    let laptops = answer.passed_over.iter().find(|it| it.what.contains("cmdb_ci_computer")).unwrap();
    assert_eq!(laptops.count, 500);
    assert_eq!(row(&model, "links.csv", "aciers-du-nord")["terms"], "45d");
}

#[test]
fn a_dry_run_writes_the_map_that_gives_the_same_model() {
    let place = tempfile::tempdir().unwrap();
    let made = small(place.path());
    let map = place.path().join("map.toml");
    let dry = ImportCompanyRequest { map: Some(map.clone()), dry_run: true, out: None, ..request(&made, place.path()) };
    let answer = imported(&dry);
    assert_eq!((answer.map.is_some(), answer.folder), (true, None));
    let table_of = |name: &str| answer.tables.iter().find(|it| it.table.ends_with(name)).unwrap();
    let rto = table_of("BIA").columns.iter().find(|it| it.field.as_deref() == Some("rto")).unwrap();
    assert_eq!(
        (rto.samples.as_slice(), rto.confidence > 0.9),
        (["8 hours", "1 day", "4h"].map(str::to_owned).as_slice(), true)
    );
    let (guessed, mapped) = (place.path().join("guessed"), place.path().join("mapped"));
    imported(&request(&made, &guessed));
    imported(&ImportCompanyRequest { map: Some(map.clone()), ..request(&made, &mapped) });
    for name in ["systems.csv", "services.csv", "sites.csv", "links.csv", "demands.csv", "products.csv"] {
        let read = |folder: &Path| fs::read_to_string(folder.join(name)).unwrap();
        assert_eq!(read(&guessed), read(&mapped), "{name}");
    }
    // What the map says is done.
    let text = fs::read_to_string(&map).unwrap();
    assert!(
        text.contains("field = \"impact after 1d\"") && text.contains("\"Activ Directory\" = \"Active Directory\""),
        "{text}"
    );
    fs::write(&map, text.replace("field = \"mtpd\"", "field = \"\"")).unwrap();
    let without = place.path().join("without");
    imported(&ImportCompanyRequest { map: Some(map.clone()), ..request(&made, &without) });
    assert!(!row(&without, "services.csv", "assembly").contains_key("mtpd"));
    // An existing map is read, not written; what is wrong with one is told at its line.
    assert_eq!(imported(&ImportCompanyRequest { map: Some(map.clone()), ..dry.clone() }).map, None);
    fs::write(&map, "format = 1\n\n[[table]]\nfile = \"x.csv\"\nkind = \"applications\"\ncolour = 1\n").unwrap();
    match jobs::import_company(&ImportCompanyRequest { map: Some(map), ..dry }, &()) {
        Err(Failure::Invalid(found)) => {
            let told: Vec<(&str, u32)> = found.problems.iter().map(|it| (it.code, it.line)).collect();
            assert_eq!(told, [("BS0132", 5), ("BS0132", 6)]);
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn importing_again_keeps_edits_and_tells_every_cell() {
    let place = tempfile::tempdir().unwrap();
    let (csv, model) = (place.path().join("bia.csv"), place.path().join("model"));
    let bia = |assembly: &str, sales: &str| {
        fs::write(
            &csv,
            format!("Process,RTO,MTPD,Applications\nAssembly,{assembly},3 days,MES\nSales,{sales},1 week,CRM; ERP\n"),
        )
        .unwrap();
    };
    bia("4h", "8h");
    let ask =
        ImportCompanyRequest { files: vec![csv.clone()], out: Some(model.clone()), ..ImportCompanyRequest::default() };
    let first = imported(&ask);
    assert_eq!((first.changes.len(), first.unmatched), (0, 3));
    // The same again changes nothing.
    assert!(imported(&ask).changes.is_empty());
    // Somebody edits a cell and adds a system; the source changes the same cell, and another one.
    let services = model.join("services.csv");
    let edited = fs::read_to_string(&services).unwrap().replace("Assembly,mes,4h", "Assembly,mes,6h");
    assert!(edited.contains("6h"), "{edited}");
    fs::write(&services, edited).unwrap();
    let systems = model.join("systems.csv");
    let header = fs::read_to_string(&systems).unwrap();
    let columns = header.lines().next().unwrap().split(',').count();
    fs::write(&systems, format!("{header}mine,Mine{}\n", ",".repeat(columns - 2))).unwrap();
    bia("2h", "12h");
    let again = imported(&ask);
    let told: Vec<String> = again
        .changes
        .iter()
        .map(|it| format!("{} {} {} {}>{} {}", it.file, it.row, it.column, it.before, it.after, it.is_conflict))
        .collect();
    assert_eq!(told, ["services.csv assembly rto 6h>2h true", "services.csv sales rto 8h>12h false"]);
    assert_eq!(
        (row(&model, "services.csv", "assembly")["rto"].as_str(), row(&model, "services.csv", "sales")["rto"].as_str()),
        ("6h", "12h")
    );
    assert_eq!(row(&model, "systems.csv", "mine")["title"], "Mine");
    assert!(again.found.problems.iter().any(|it| it.code == "BS0141"), "{:?}", again.found.problems);
    // A table that was imported and is gone is an error, and nothing is written.
    let before = fs::read(&services).unwrap();
    fs::remove_file(&systems).unwrap();
    match jobs::import_company(&ask, &()) {
        Err(Failure::Invalid(found)) => assert!(found.problems.iter().any(|it| it.code == "BS0143"), "{found:?}"),
        other => panic!("{other:?}"),
    }
    assert_eq!(fs::read(&services).unwrap(), before);
}

#[test]
fn an_inventory_alone_says_what_it_invents() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("applications.csv");
    fs::write(&file, "Application,Type\nSAP,ERP\nDomain controllers,Directory\n").unwrap();
    let model = place.path().join("model");
    let answer = imported(&ImportCompanyRequest {
        files: vec![file],
        out: Some(model.clone()),
        ..ImportCompanyRequest::default()
    });
    assert_eq!(answer.model.map(|it| (it.systems, it.services, it.sites)), Some((2, 1, 1)));
    assert_eq!(row(&model, "demands.csv", "model")["flow"], "36500/year");
    // One system of each kind: nine times in ten it is back by the median of published incidents, 4.9 days for infrastructure, 22 for the rest.
    let law = |id: &str| row(&model, "systems.csv", id)["rebuild.duration"].clone();
    assert_eq!(
        (law("sap").as_str(), law("domain-controllers").as_str()),
        ("lognormal(median 280h, p90 530h)", "lognormal(median 62h, p90 5d)")
    );
}

#[test]
fn an_order_of_the_restart_makes_a_difference_to_an_imported_company() {
    // A directory, and twelve applications that need it, under crews that are assumed: they come back one after the other, and never before the directory.
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("applications.csv");
    let apps: String = (0..12).map(|at| format!("App {at},App,Directory\n")).collect();
    fs::write(&file, format!("Application,Type,Depends on\nDirectory,Directory,\n{apps}")).unwrap();
    let model = place.path().join("model");
    imported(&ImportCompanyRequest { files: vec![file], out: Some(model.clone()), ..ImportCompanyRequest::default() });
    let run = RunRequest {
        model,
        sampling: Sampling { replicates: Some(50), seed: Some(7), threads: 1 },
        out: Some(place.path().join("run")),
        no_report: true,
        ..RunRequest::default()
    };
    let summary = serde_json::to_value(&jobs::run(&run, &()).unwrap().summary).unwrap();
    let median = |id: &str| {
        let system = summary["systems"].as_array().unwrap().iter().find(|it| it["id"] == id).unwrap();
        system["up"]["p50"]["hours"].as_f64().unwrap()
    };
    let backs: Vec<f64> = (0..12).map(|at| median(&format!("app-{at}"))).collect();
    let (first, last) = backs.iter().fold((f64::MAX, 0.0_f64), |(a, b), it| (a.min(*it), b.max(*it)));
    assert!(median("directory") < first && last > 2.0 * first, "{backs:?}");
    // Nearly all are back when published companies were nearly normal: 22 days in half of them.
    assert!((14.0..32.0).contains(&(last / 24.0)), "{last} h");
}

#[test]
fn headers_keep_their_signs_and_numbers_theirs() {
    let place = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &str| {
        let path = place.path().join(name);
        fs::write(&path, text).unwrap();
        path
    };
    let model = place.path().join("model");
    let files = vec![
        put("bia.csv", "Process,RTO,MBCO (%),Applications\nProduction,4h,40,Erp\nSales,8h,1,Erp\n"),
        put(
            "suppliers.csv",
            "Supplier;Annual spend (£);Annual spend ($)\nBolts Ltd;120.000;150.000\nNuts Ltd;1.234,5;1.500,5\n",
        ),
    ];
    imported(&ImportCompanyRequest { files, out: Some(model.clone()), ..ImportCompanyRequest::default() });
    assert_eq!(row(&model, "links.csv", "bolts-ltd")["flow"], "120000/year");
    assert_eq!(row(&model, "links.csv", "nuts-ltd")["flow"], "1234.5/year");
    assert!(fs::read_to_string(model.join("model.toml")).unwrap().contains("GBP"));
    assert_eq!(row(&model, "services.csv", "sales")["mbco"], "0.01");
    let files = blackstart_read::sheet(
        &model.join("assumptions.xlsx"),
        Some("files"),
        &["table".to_owned()],
        &blackstart_store::Formats,
    );
    let table = files.it.unwrap();
    let read_as: Vec<String> =
        table.rows.iter().filter_map(|row| row.cells[1].clone()).map(|it| it.value().text()).collect();
    assert!(read_as.iter().any(|it| it.ends_with("columns separated by `;`, UTF-8")), "{read_as:?}");
}

#[test]
fn what_cannot_be_imported_is_told() {
    let place = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &str| {
        let path = place.path().join(name);
        fs::write(&path, text).unwrap();
        path
    };
    let ask = |files: Vec<PathBuf>| {
        let request =
            ImportCompanyRequest { files, out: Some(place.path().join("model")), ..ImportCompanyRequest::default() };
        match jobs::import_company(&request, &()) {
            Ok(answer) => answer.found.errors().map(|it| it.code.to_owned()).collect::<Vec<_>>(),
            Err(Failure::Invalid(found)) => found.errors().map(|it| it.code.to_owned()).collect(),
            Err(other) => vec![other.to_string()],
        }
    };
    assert_eq!(ask(vec![put("a.csv", "When,Who\n1,2\n")]), ["BS0130"]);
    assert_eq!(ask(vec![put("suppliers.csv", "Supplier,Annual spend\nBolts,1000\n")]), ["BS0139"]);
    assert_eq!(ask(vec![put("a.json", "{\"name\": 1}")]), ["BS0134"]);
    assert_eq!(ask(vec![put("b.json", "[1, 2")]), ["BS0134"]);
    assert!(!place.path().join("model").exists());
    // A folder that holds something else is not touched.
    fs::create_dir(place.path().join("model")).unwrap();
    fs::write(place.path().join("model/model.toml"), "format = 1\n").unwrap();
    let told = ask(vec![put("apps.csv", "Application\nSAP\n")]);
    assert!(told[0].contains("was not imported"), "{told:?}");
}

#[test]
fn a_sheet_that_is_no_table_is_told_and_an_empty_one_is_not() {
    use blackstart_report::lists::{Cell, List, workbook};
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("company.xlsx");
    let text = |text: &str| Cell::Text(text.to_owned());
    let lists = [
        List {
            title: "Inventory",
            columns: &[("Application", 20.0), ("", 20.0)],
            rows: vec![vec![text("Erp"), text("ask Jim")]],
        },
        List {
            title: "Processes",
            columns: &[("Process", 20.0), ("RTO", 20.0), ("Applications", 20.0)],
            rows: vec![vec![text("Sales"), text("4h"), text("Erp")]],
        },
        List { title: "Notes", columns: &[], rows: Vec::new() },
    ];
    fs::write(&path, workbook("Continuity data", &lists).unwrap()).unwrap();
    let answer = imported(&ImportCompanyRequest {
        files: vec![path],
        out: Some(place.path().join("model")),
        ..ImportCompanyRequest::default()
    });
    let told: Vec<(&str, Option<String>)> =
        answer.found.problems.iter().filter(|it| it.code == "BS0105").map(|it| (it.code, it.cell())).collect();
    assert_eq!(told, [("BS0105", Some("Inventory!B2".to_owned()))], "{:?}", answer.found.problems);
}

#[test]
fn files_that_are_there_are_not_overwritten() {
    let place = tempfile::tempdir().unwrap();
    let source = place.path().join("systems.csv");
    fs::write(&source, "Application\nErp\n").unwrap();
    let ask = ImportCompanyRequest {
        files: vec![source.clone()],
        out: Some(place.path().to_path_buf()),
        ..ImportCompanyRequest::default()
    };
    match jobs::import_company(&ask, &()) {
        Err(Failure::Usage(why)) => assert!(why.contains("systems.csv is there already"), "{why}"),
        other => panic!("{other:?}"),
    }
    assert_eq!(fs::read_to_string(&source).unwrap(), "Application\nErp\n");
    assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1);
}

#[test]
fn what_is_gone_from_the_source_leaves_no_name_behind_and_what_stays_keeps_its_id() {
    let place = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &str| {
        let path = place.path().join(name);
        fs::write(&path, text).unwrap();
        path
    };
    let model = place.path().join("model");
    let ask = |apps: &str, bia: &str, tasks: &str| {
        let files = vec![put("applications.csv", apps), put("bia.csv", bia), put("recovery tasks.csv", tasks)];
        imported(&ImportCompanyRequest { files, out: Some(model.clone()), ..ImportCompanyRequest::default() })
    };
    let tasks = "Task,System,Duration (h),Team\nInstall,Erp,4,Infra\n";
    let bia = "Process,RTO,Criticality,Applications\nOrder entry,4h,Critical,Erp\nSales,8h,Low,Erp\n";
    ask("Application\nErp\n", bia, tasks);
    assert_eq!(row(&model, "targets.csv", "minimum-viable-company")["services"], "order-entry");
    // The critical process is gone, and nobody restores the ERP any more.
    let bia = "Process,RTO,Criticality,Applications\nSales,8h,Low,Erp\n";
    let tasks = "Task,System,Duration (h),Team\nInstall,Erp,4,\n";
    ask("Application\nErp\n", bia, tasks);
    // Its team is gone; the crew that is assumed instead is new.
    let crews: Vec<String> = table(&model, "crews.csv").iter().map(|it| it["id"].clone()).collect();
    assert!(table(&model, "targets.csv").is_empty() && crews == ["applications-crew"], "{crews:?}");
    // An application of the name of a process: the process keeps its id, whichever is met first.
    ask("Application\nSales\nErp\n", bia, tasks);
    assert_eq!(row(&model, "services.csv", "sales")["title"], "Sales");
    assert_eq!(row(&model, "systems.csv", "sales-2")["title"], "Sales");
}
