//! Sheets in, rows out: what is guessed, what names mean, what a merge keeps.

use super::*;
use blackstart_model::table::{Cell, RawRow, RawTable};

/// A sheet of comma-separated text.
fn sheet(file: &str, text: &str) -> Sheet {
    let cells = |line: &str| -> Vec<Option<Cell>> {
        line.split(',').map(|it| Some(Cell::Text(it.trim().to_owned())).filter(|_| !it.trim().is_empty())).collect()
    };
    let columns = text.lines().next().unwrap().split(',').map(|it| it.trim().to_owned()).collect();
    let rows = text.lines().enumerate().skip(1).map(|(at, line)| RawRow { number: at as u32 + 1, cells: cells(line) });
    Sheet {
        file: file.to_owned(),
        name: String::new(),
        table: RawTable { columns, rows: rows.collect(), ..RawTable::default() },
    }
}

fn laws() -> Laws {
    Laws {
        first_hours: 48.0,
        normal_hours: 288.0,
        p90: 2.0,
        mean: 1.0,
        common: "lognormal(median 1, p90 4)".to_owned(),
        from: "a test".to_owned(),
    }
}

fn made(sheets: &[Sheet]) -> Company {
    company(&Input { sheets, map: None, name: "acme", laws: &laws(), known: &Known::default(), most_systems: 100 })
}

/// A table of what was made, a row to a line, without where it is from.
fn shown(company: &Company, file: &str, columns: &[&str]) -> String {
    let table = company.tables.iter().find(|it| it.file == file).unwrap();
    let at: Vec<usize> = columns.iter().map(|name| table.column(name)).collect();
    table.rows.iter().map(|row| at.iter().map(|at| row[*at].as_str()).collect::<Vec<_>>().join(" | ") + "\n").collect()
}

fn fields(text: &str) -> (Kind, Vec<String>) {
    let guessed = guess::table(&sheet("table.csv", text));
    (guessed.kind, guessed.columns.iter().map(ColumnMap::words).collect())
}

#[test]
fn tables_and_columns_are_known_by_what_people_call_them() {
    let own = |words: &[&str]| words.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
    assert_eq!(
        fields("Application Name,App Owner,RTO (h),MTD,Vendor,Colour\n"),
        (Kind::Systems, own(&["name", "owner", "rto in hours", "mtpd", "vendor", ""]))
    );
    assert_eq!(
        fields("Geschäftsprozess,Wiederanlaufzeit,MAO,Schaden nach 1 Tag (EUR),Benötigte Anwendungen\n"),
        (Kind::Services, own(&["name", "rto", "mtpd", "impact after 1d", "systems"]))
    );
    assert_eq!(
        fields("Fournisseur,Volume d'achat annuel,Conditions de paiement,Délai de livraison (jours)\n"),
        (Kind::Suppliers, own(&["name", "spend", "terms", "lead in days"]))
    );
    assert_eq!(fields("parent,child,type\n"), (Kind::Relations, own(&["parent", "child", "type"])));
    assert_eq!(fields("When,Who,What\n").0, Kind::Nothing);
    // A letter is wrong.
    assert_eq!(fields("Application,Dependancies,Critically,Recovery Time Objectve\n").1[3], "rto");
}

#[test]
fn every_name_of_a_column_is_written_as_it_is_compared_and_once_in_its_kind() {
    for column in words::COLUMNS {
        for name in column.called {
            assert_eq!(folded(name), *name, "{}", column.field);
            let twice = words::COLUMNS.iter().filter(|it| it.kind == column.kind && it.called.contains(name)).count();
            assert_eq!(twice, 1, "`{name}` is two fields of {}", column.kind.word());
        }
    }
}

#[test]
fn relations_become_dependencies_in_the_right_direction() {
    let company = made(&[
        sheet(
            "applications.csv",
            "Application,Type\nErp,App\nHost,Server\nConsole,App\nNode A,Server\nNode B,Server\nPool,Cluster\nRack,Server\n",
        ),
        sheet(
            "relations.csv",
            "Parent,Child,Type\nErp,Host,Runs on::Runs\nHost,Console,Managed by\nPool,Node A,Members::Member of\nPool,Node B,Members::Member of\n\
             Rack,Host,Contains::Contained by\nErp,Pool,Connects to::Connected by\nErp,Pool,Glorifies\n",
        ),
    ]);
    insta::assert_snapshot!(shown(&company, "systems.csv", &["id", "needs", "starts_after", "rebuild.duration"]), @r"
    erp | host | host | lognormal(median 5d, p90 10d)
    host | rack | console rack | lognormal(median 16h, p90 32h)
    console |  |  | lognormal(median 5d, p90 10d)
    node-a |  |  | lognormal(median 16h, p90 32h)
    node-b |  |  | lognormal(median 16h, p90 32h)
    pool | any(node-a, node-b) |  | lognormal(median 16h, p90 32h)
    rack |  |  | lognormal(median 16h, p90 32h)
    ");
    let told: Vec<String> =
        company.notes.relations.iter().map(|(kind, effect, _, sure)| format!("{kind}: {effect} {sure}")).collect();
    assert_eq!(
        told,
        [
            "Connects to::Connected by: nothing 0.6",
            "Contains::Contained by: child needs parent 0.4",
            "Glorifies: nothing 0",
            "Managed by: parent starts after child 0.6",
            "Members::Member of: parent needs any child 0.5",
            "Runs on::Runs: parent needs child 0.9"
        ]
    );
}

#[test]
fn teams_of_restore_tasks_become_crews() {
    // By hand: the database needs 4 + 6 hours of Infra, two of them at once in the second; the ERP 8 hours of SAP and 2 of Infra, so SAP does it, after the
    // database. The portal has no team. The team of a task that does not count is not in the model.
    let company = made(&[
        sheet("applications.csv", "Application,Type\nErp,App\nDatabase,Database\nPortal,App\n"),
        sheet(
            "recovery tasks.csv",
            "Number,Task,System,Duration (h),Team,People,Predecessor,Exclude calculation\nT1,Install,Database,4,Infra,,,\nT2,Load,Database,6,infra,2,T1,\n\
             T3,Start,Erp,8,SAP Basis,,T2,\nT4,Network,Erp,2,Infra,,,\nT5,Party,Erp,9,Events,,,yes\n",
        ),
    ]);
    insta::assert_snapshot!(shown(&company, "systems.csv", &["id", "starts_after", "rebuild.duration", "rebuild.crew", "rebuild.people"]), @r"
    erp | database | 10h | sap-basis | 
    database |  | 10h | infra | 2
    portal |  | lognormal(median 5d, p90 10d) | applications-crew | 
    ");
    assert_eq!(
        shown(&company, "crews.csv", &["id", "title", "people"]),
        "infra | Infra | 2\nsap-basis | SAP Basis | 1\napplications-crew | Applications crew | 2\n"
    );
    let of = |start: &str| -> Vec<(String, String)> {
        let its = company.notes.assumed.iter().filter(|it| it.place.starts_with(start));
        its.map(|it| (it.place.clone(), it.value.clone())).collect()
    };
    let cell = |place: &str, value: &str| (place.to_owned(), value.to_owned());
    assert_eq!(
        of("crews.csv"),
        [
            cell("crews.csv!infra!people", "2"),
            cell("crews.csv!sap-basis!people", "1"),
            cell("crews.csv!applications-crew!people", "2")
        ]
    );
    assert_eq!(of("systems.csv!erp!"), [cell("systems.csv!erp!rebuild.duration", "10h")]);
    let passed: Vec<String> = company.notes.passed().into_iter().map(|it| it.what).collect();
    assert!(passed.contains(&"team Infra of tasks of Erp".to_owned()), "{passed:?}");
}

#[test]
fn a_system_takes_its_share_of_the_time_that_whole_companies_took() {
    // By hand, with two days to the first restart and ten more to nearly normal operation. One directory: half its 90th percentile, two days. Ten applications, two at a
    // time: nine of them in five rounds, a fifth of ten days each. Sixty: three heads, 18 rounds, 13.3 hours. Without infrastructure to wait for, all twelve days.
    let law = |count: usize, directory: &str, needs: &str| {
        let mut text = format!("Application,Type,Depends on\n{directory}");
        (0..count).for_each(|at| text.push_str(&format!("App {at},App,{needs}\n")));
        let company = made(&[sheet("applications.csv", &text)]);
        let rows = shown(&company, "systems.csv", &["id", "starts_after", "rebuild.duration", "rebuild.crew"]);
        let crews = shown(&company, "crews.csv", &["id", "people"]);
        (rows.lines().take(2).map(|it| format!("{it}\n")).collect::<String>(), crews)
    };
    let directory = "Directory,Directory,\n";
    let first = "directory |  | lognormal(median 24h, p90 2d) | infrastructure-crew\n".replace("24h", "1d");
    assert_eq!(
        law(10, directory, "Directory"),
        (
            format!("{first}app-0 | directory | lognormal(median 2d, p90 4d) | applications-crew\n"),
            "infrastructure-crew | 2\napplications-crew | 2\n".to_owned()
        )
    );
    let (rows, crews) = law(60, directory, "Directory");
    assert_eq!(rows, format!("{first}app-0 | directory | lognormal(median 13h, p90 26h) | applications-crew\n"));
    assert_eq!(crews, "infrastructure-crew | 2\napplications-crew | 3\n");
    let (rows, _) = law(10, "", "");
    assert!(rows.starts_with("app-0 |  | lognormal(median 58h, p90 5d) | applications-crew\n"), "{rows}");
}

#[test]
fn a_support_group_is_the_crew_of_its_systems() {
    // By hand: 30 of SAP Basis are two heads, 14 rounds of twelve days; what is rounded has two digits; an owner restores nothing.
    let mut text = "Application,Owner,Support group\nMail,Jim,\n".to_owned();
    (0..30).for_each(|at| text.push_str(&format!("Module {at},Jim,SAP Basis\n")));
    let company = made(&[sheet("applications.csv", &text)]);
    assert_eq!(
        shown(&company, "crews.csv", &["id", "people", "confidence"]),
        "sap-basis | 2 | assumed\napplications-crew | 2 | assumed\n"
    );
    let rows = shown(&company, "systems.csv", &["id", "rebuild.duration", "rebuild.crew", "owner"]);
    assert!(
        rows.starts_with(
            "mail | lognormal(median 140h, p90 280h) | applications-crew | Jim\nmodule-0 | lognormal(median 21h, p90 42h) | sap-basis | Jim\n"
        ),
        "{rows}"
    );
}

#[test]
fn an_owner_that_is_a_team_restores_its_systems() {
    // By hand: three systems of one team are two people by the rule, nobody having counted them; HR is named as a team, so it is one.
    let teams = |text: &str| {
        let company = made(&[sheet("applications.csv", text)]);
        let rows = shown(&company, "systems.csv", &["id", "owner", "rebuild.crew"]);
        (rows, shown(&company, "crews.csv", &["id", "people", "confidence"]), company)
    };
    let (rows, crews, company) = teams("Application,Owner / Team\nErp,Team ERP\nMes,Team ERP\nPlm,Team ERP\nPay,HR\n");
    assert_eq!(
        rows,
        "erp | Team ERP | team-erp\nmes | Team ERP | team-erp\nplm | Team ERP | team-erp\npay | HR | hr\n"
    );
    assert_eq!(crews, "hr | 2 | assumed\nteam-erp | 2 | assumed\n");
    assert_eq!(errors_of(&company), Vec::<String>::new());
    // Both readings are shown, listed, and kept by a map.
    let columns: Vec<String> = company.map.tables[0].columns.iter().map(ColumnMap::words).collect();
    assert_eq!(columns, ["name", "owner", "team"]);
    assert_eq!(Map::read(&company.map.text()).unwrap().tables[0].columns.len(), 3);
    assert!(cells_assumed(&company, "applications.csv!Owner / Team").iter().any(|it| it.1 == "team"));
    // Without such a header, names tell: most are teams, or persons.
    assert_eq!(
        teams("Application,Owner\nErp,Team ERP\nMes,\n").1,
        "team-erp | 2 | assumed\napplications-crew | 2 | assumed\n"
    );
    assert_eq!(teams("Application,Owner\nErp,Jim\nMes,Ann\nPlm,Team PLM\n").1, "applications-crew | 2 | assumed\n");
    // A column of teams is the one that counts.
    assert_eq!(teams("Application,Owner,Support group\nErp,Team ERP,Basis\n").1, "basis | 2 | assumed\n");
}

#[test]
fn databases_and_directories_are_infrastructure_and_a_server_that_nothing_needs_is_not() {
    let company = made(&[sheet(
        "applications.csv",
        "Application,Depends on\nErp,Oracle DB; AD; Print Server\nOracle DB,\nAD,\nPrint Server,\nFax Server,\nSQL Server 2019,\nPostgres,\nDNS1,\n\
         Admin tool,\nSanitary plan,\nBad debt,\n",
    )]);
    assert_eq!(
        shown(&company, "systems.csv", &["id", "rebuild.crew"]).replace("-crew", ""),
        "erp | applications\noracle-db | infrastructure\nad | infrastructure\nprint-server | infrastructure\nfax-server | applications\n\
         sql-server-2019 | infrastructure\npostgres | infrastructure\ndns1 | infrastructure\nadmin-tool | applications\nsanitary-plan | applications\nbad-debt | applications\n"
    );
}

#[test]
fn a_recovery_time_that_is_still_open_is_told_once_for_each_word() {
    let company = made(&[sheet(
        "applications.csv",
        "Application,RTO,Betrieb\nErp,TBD,SaaS\nMes,4h,intern\nPlm,tbd,\nPay,n/a,\nFax,-,\n",
    )]);
    assert_eq!(
        told(&company),
        [
            "BS0131 5:2 `n/a` is read as a duration: it states none; it is passed over",
            "BS0131 2:2 `TBD` is read as a duration: it states none, here and 1 more below; it is passed over"
        ]
    );
    assert_eq!(
        shown(&company, "systems.csv", &["id", "rto", "zone"]),
        "erp |  | providers\nmes | 4h | company\nplm |  | company\npay |  | company\nfax |  | company\n"
    );
}

#[test]
fn what_a_system_needs_of_infrastructure_it_is_restored_after_and_that_is_said() {
    let company = made(&[sheet(
        "applications.csv",
        "Application,Type,Depends on\nPortal,App,Erp; Host\nErp,App,Host\nHost,Server,Storage\nStorage,SAN,\n",
    )]);
    assert_eq!(
        shown(&company, "systems.csv", &["id", "starts_after"]),
        "portal | host\nerp | host\nhost | storage\nstorage | \n"
    );
    let told: Vec<(&str, &str)> =
        cells_assumed(&company, "systems.csv").into_iter().filter(|it| it.0.ends_with("starts_after")).collect();
    assert_eq!(
        told,
        [
            ("systems.csv!portal!starts_after", "host"),
            ("systems.csv!erp!starts_after", "host"),
            ("systems.csv!host!starts_after", "storage")
        ]
    );
    let scenario = &company.texts.iter().find(|it| it.0.starts_with("scenarios/")).unwrap().1;
    // What `restart` plays, `run` and `rank` play, too.
    assert!(scenario.contains("rule = \"most-waiting\"\npolicy = \"ranked\"\n"), "{scenario}");
    assert_eq!(cells_assumed(&company, "scenarios/everything-off.toml!recovery.policy").len(), 1);
}

#[test]
fn a_workaround_for_the_loss_of_a_building_is_none_when_systems_are_lost() {
    // The second office keeps up more than paper, but it has the same systems.
    let tables = |scenarios: &str| {
        [
            sheet("bia.csv", "Process,RTO,Applications\nSales,4h,Erp\nPayments,4h,Erp\n"),
            sheet("sn_bcm_loss_scenario.csv", scenarios),
            sheet(
                "sn_bcp_recovery_strategy.csv",
                "Strategy,Service,Loss scenario,Operations achieved percentage,Time to implement,Duration of use\n\
                 Second office,Sales,LS1,90,1 d,30 d\nPaper,Sales,LS2,30,4 h,10 d\nAgency staff,Payments,Loss of people,50,2 d,30 d\nSpreadsheets,Payments,,20,1 h,5 d\n",
            ),
        ]
    };
    let company = made(&tables("Number,Name,Type\nLS1,Head office shut,Facility\nLS2,All screens dark,Technology\n"));
    let columns = ["id", "fallback.level", "fallback.setup", "fallback.max"];
    assert_eq!(shown(&company, "services.csv", &columns), "sales | 0.3 | 4h | 10d\npayments | 0.2 | 1h | 5d\n");
    let passed: Vec<(String, String)> = company.notes.passed().into_iter().map(|it| (it.what, it.why)).collect();
    let lost = |what: &str| format!("it is for the loss of {what}, and here systems are lost");
    assert!(passed.contains(&("strategy Second office".to_owned(), lost("a building"))), "{passed:?}");
    assert!(passed.contains(&("strategy Agency staff".to_owned(), lost("people"))), "{passed:?}");
    // A scenario whose words say nothing may be any: its workaround counts.
    let company = made(&tables("Number,Name,Type\nLS1,Black swan,\nLS2,All screens dark,Technology\n"));
    assert_eq!(shown(&company, "services.csv", &columns), "sales | 0.9 | 1d | 30d\npayments | 0.2 | 1h | 5d\n");
}

#[test]
fn orders_of_customers_are_sales_and_orders_to_suppliers_are_not() {
    let company = made(&[
        sheet(
            "bia.csv",
            "Process,RTO,Applications\nOrder processing,4h,Erp\nPurchase order processing,4h,Erp\nProcurement,4h,Erp\nSales order processing,4h,Erp\n",
        ),
        sheet("sites.csv", "Site,Products\nPlant,Cars\n"),
    ]);
    assert_eq!(
        shown(&company, "sites.csv", &["id", "order", "sell"]),
        "plant | all(purchase-order-processing, procurement) | all(order-processing, sales-order-processing)\n"
    );
}

#[test]
fn a_lead_time_is_taken_for_the_time_on_the_way_and_that_is_said() {
    let company = made(&[
        sheet("bia.csv", "Process,RTO,Applications\nProduction,4h,Erp\n"),
        sheet("suppliers.csv", "Supplier,Annual spend,Lead time (days)\nCastings Ltd,3650,20\nBolts Ltd,365,\n"),
        sheet("sites.csv", "Site,Products\nPlant,Cars\n"),
    ]);
    assert_eq!(shown(&company, "links.csv", &["from", "lead"]), "castings-ltd | 20d\nbolts-ltd | \n");
    let said: Vec<(&str, &str, bool)> = company
        .notes
        .assumed
        .iter()
        .filter(|it| it.place.ends_with("!lead"))
        .map(|it| (it.place.as_str(), it.value.as_str(), it.why.contains("on the way")))
        .collect();
    assert_eq!(
        said,
        [("links.csv!castings-ltd plant!lead", "20d", true), ("links.csv!bolts-ltd plant!lead", "1d", false)]
    );
}

/// The problems of an import: code, place and message. That sales and currency are a guess is so in most tests.
fn told(company: &Company) -> Vec<String> {
    let its = company.notes.problems.iter().filter(|it| !["BS0933", "BS0934"].contains(&it.code));
    its.map(|it| format!("{} {}:{} {}", it.code, it.line, it.column, it.message)).collect()
}

/// Its assumptions at a place that begins so: value and why.
fn assumed(company: &Company, place: &str) -> Vec<String> {
    let its = company.notes.assumed.iter().filter(|it| it.place.starts_with(place));
    its.map(|it| format!("{}: {}", it.value, it.why)).collect()
}

/// A cell of a sheet becomes a number, as a workbook has it.
fn with_number(mut sheet: Sheet, row: usize, column: usize, number: f64) -> Sheet {
    sheet.table.rows[row].cells[column] = Some(Cell::Number(number));
    sheet
}

const BIA: &str = "Process,RTO,Applications\nProduction,4h,Erp\n";
const SITES: &str = "Site,Products\nPlant,Cars\n";

/// What is bought in a year from suppliers, by a table of them.
fn flows(suppliers: Sheet) -> (String, Company) {
    let company = made(&[sheet("bia.csv", BIA), suppliers, sheet("sites.csv", SITES)]);
    (shown(&company, "links.csv", &["from", "flow"]), company)
}

#[test]
fn amounts_are_in_the_thousands_and_the_currency_of_their_header() {
    let (links, company) = flows(sheet("suppliers.csv", "Supplier,Annual spend (£'000)\nBolts Ltd,120\n"));
    assert_eq!(links, "bolts-ltd | 120000/year\n");
    assert_eq!(company.map.currency.as_deref(), Some("GBP"));
    // Two columns that differ in the sign alone are two: the first is taken, the other is told.
    let (links, company) = flows(sheet("suppliers.csv", "Supplier,Spend ($),Spend (€)\nBolts Ltd,120,110\n"));
    assert_eq!(links, "bolts-ltd | 120/year\n");
    assert_eq!(company.map.currency.as_deref(), Some("USD"));
    assert_eq!(assumed(&company, "model.toml!currency"), ["USD: by a sign that other currencies have as well"]);
    let spelt = flows(sheet("suppliers.csv", "Supplier,Spend (USD)\nBolts Ltd,120\n")).1;
    assert!(assumed(&spelt, "model.toml!currency").is_empty());
    assert!(company.notes.passed().iter().any(|it| it.what == "column `Spend (€)`"), "{:?}", company.notes.passed());
    let (links, company) = flows(sheet("suppliers.csv", "Supplier,Spend (groszy)\nBolts Ltd,120\n"));
    assert_eq!(links, "bolts-ltd | 120/year\n");
    assert_eq!(
        told(&company),
        ["BS0144 0:0 `groszy` in the header `Spend (groszy)` is not understood; its numbers are taken as they stand"]
    );
    let with_rto =
        |header: &str| made(&[sheet("bia.csv", &format!("Process,{header},Applications\nProduction,90,Erp\n"))]);
    assert_eq!(
        told(&with_rto("RTO (m)")),
        ["BS0144 0:0 `m` in the header `RTO (m)` is not understood; its numbers are taken as they stand"]
    );
    assert!(told(&with_rto("RTO (min)")).is_empty());
}

#[test]
fn currencies_are_those_of_iso_4217_and_other_words_are_told() {
    let list =
        "Supplier,Spend,Currency\nBolts Ltd,500,EUR\nNuts Ltd,400,EUR\nPaprika Kft,120000000,HUF\nTea Ltd,90,local\n";
    let (links, company) = flows(sheet("suppliers.csv", list));
    assert_eq!(links, "bolts-ltd | 500/year\nnuts-ltd | 400/year\n");
    assert_eq!(
        told(&company),
        [
            "BS0136 4:2 this amount is in HUF, the company's are in EUR; it is passed over",
            "BS0145 5:3 `local` is no currency that is known; the amount is passed over"
        ]
    );
}

#[test]
fn amounts_in_another_currency_are_taken_at_the_rate_of_the_map() {
    // By hand: 2.1m euros at 0.86 pounds; francs have no rate.
    let list = "Supplier,Annual spend\nBolts Ltd,£400k\nNuts Ltd,£300k\nCastings SpA,2.1m EUR\nUhren AG,CHF 90000\n";
    let sheets = [sheet("bia.csv", BIA), sheet("suppliers.csv", list), sheet("sites.csv", SITES)];
    let map = made(&sheets).map;
    let map = Map::read(&format!("{}\n[rates]\nEUR = 0.86\n", map.text())).unwrap();
    assert_eq!(Map::read(&map.text()).unwrap().rates, map.rates);
    let (laws, known) = (laws(), Known::default());
    let made = company(&Input {
        sheets: &sheets,
        map: Some(&map),
        name: "acme",
        laws: &laws,
        known: &known,
        most_systems: 100,
    });
    assert_eq!(
        shown(&made, "links.csv", &["from", "flow"]),
        "bolts-ltd | 400000/year\nnuts-ltd | 300000/year\ncastings-spa | 1806000/year\n"
    );
    let [problem] = &made.notes.problems.iter().filter(|it| it.code == "BS0136").collect::<Vec<_>>()[..] else {
        panic!("one")
    };
    assert!(problem.advice.as_ref().is_some_and(|it| it.contains("`CHF = …` under `[rates]`")), "{problem:?}");
    assert!(Map::read("format = 1\n[rates]\nEUR = 0\nXXZ = 1\n").unwrap_err().len() == 2);
}

#[test]
fn numbers_of_workbooks_are_what_they_are() {
    let suppliers = sheet("suppliers.csv", "Supplier,Annual spend (EUR),Lead time (days)\nBolts Ltd,1,2\n");
    let (links, company) = flows(with_number(with_number(suppliers, 0, 1, 45_678.125), 0, 2, 1.375));
    assert_eq!(links, "bolts-ltd | 45678.125/year\n");
    // By hand: 1.375 days are 33 hours.
    assert_eq!(shown(&company, "links.csv", &["lead"]), "33h\n");
    assert!(
        assumed(&company, "suppliers.csv!").iter().all(|it| !it.contains("three digits")),
        "{:?}",
        company.notes.assumed
    );
}

#[test]
fn an_impact_after_a_span_is_one_after_its_end() {
    let of = |header: &str| fields(&format!("Process,{header},Applications\n")).1[1].clone();
    assert_eq!(of("Impact 4-24 hours"), "impact after 1d");
    assert_eq!(of("Impact after 1-3 days"), "impact after 3d");
    assert_eq!(of("Schaden nach 1 Tag (EUR)"), "impact after 1d");
    assert_eq!(of("Loss after 3 days k€"), "impact after 3d");
    assert_eq!(of("Impact (24h)"), "impact after 1d");
    assert_eq!(of("Impact 2025"), "impact");
    let bia = "Process,RTO,Impact 0-4 hours,Impact 4-24 hours,Impact after 1-3 days,Applications\nProduction,4h,100,500,900,Erp\n";
    let company = made(&[sheet("bia.csv", bia)]);
    assert_eq!(shown(&company, "services.csv", &["impact"]), "4h: 100; 1d: 500; 3d: 900\n");
    let said = assumed(&company, "bia.csv!Impact 4-24 hours");
    assert!(said.contains(&"impact after 1d: the longest of a span is taken".to_owned()), "{said:?}");
}

#[test]
fn a_name_with_a_stroke_is_one_where_the_inventory_has_it() {
    let company = made(&[
        sheet("applications.csv", "Application\nSAP S/4HANA\nSAP BW/4HANA\nMES\n"),
        sheet("bia.csv", "Process,RTO,Applications\nProduction,4h,MES / SAP S/4HANA\nSales,4h,SAP BW/4HANA\n"),
    ]);
    assert_eq!(shown(&company, "systems.csv", &["id"]), "sap-s-4hana\nsap-bw-4hana\nmes\n");
    assert_eq!(
        shown(&company, "services.csv", &["id", "logic"]),
        "production | all(sap-s-4hana, mes)\nsales | sap-bw-4hana\n"
    );
    assert!(company.notes.unmatched.is_empty(), "{:?}", company.notes.unmatched);
}

#[test]
fn shares_are_read_by_their_column() {
    let bia = |header: &str, first: f64, second: f64| {
        let text = format!("Process,RTO,{header},Applications\nProduction,4h,0,Erp\nSales,4h,0,Erp\n");
        let table = with_number(with_number(sheet("bia.csv", &text), 0, 2, first), 1, 2, second);
        let company = made(&[table]);
        (shown(&company, "services.csv", &["mbco"]), assumed(&company, &format!("bia.csv!{header}")))
    };
    // Cells that a workbook shows as 35 % and 100 %.
    let (shares, said) = bia("MBCO percent", 0.35, 1.0);
    assert_eq!(shares, "0.35\n1\n");
    assert!(said.iter().any(|it| it.starts_with("shares: its header says per cent")), "{said:?}");
    let (shares, said) = bia("MBCO (%)", 35.0, 1.0);
    assert_eq!((shares.as_str(), said.len()), ("0.35\n0.01\n", 0), "{said:?}");
    let (shares, said) = bia("MBCO", 35.0, 1.0);
    assert_eq!(shares, "0.35\n0.01\n");
    assert!(said.iter().any(|it| it.starts_with("per cent: some of its numbers are above 1")), "{said:?}");
    assert_eq!(bia("MBCO", 0.35, 1.0), ("0.35\n1\n".to_owned(), Vec::new()));
}

#[test]
fn production_waits_for_suppliers_of_every_rating_but_the_lowest_and_that_is_said() {
    let list = "Supplier,Spend,Critical\nBolts Ltd,500,medium\nNuts Ltd,400,high\nTea Ltd,90,no\nSteel Ltd,80,A\nPaint Ltd,70,C\nGlue Ltd,60,ask Jim\n";
    let company = flows(sheet("suppliers.csv", list)).1;
    // What is neither a rating nor yes or no is told; the format's default is that production stops without it.
    assert_eq!(
        shown(&company, "links.csv", &["from", "critical"]),
        "bolts-ltd | 1\nnuts-ltd | 1\ntea-ltd | 0\nsteel-ltd | 1\npaint-ltd | 0\nglue-ltd | \n"
    );
    assert_eq!(
        told(&company).into_iter().filter(|it| it.starts_with("BS0131")).collect::<Vec<_>>(),
        ["BS0131 7:3 `ask Jim` is read as yes or no: this is neither yes nor no; it is passed over"]
    );
    let said: Vec<&str> = cells_assumed(&company, "suppliers.csv!C").into_iter().map(|it| it.1).collect();
    assert_eq!(said, ["medium", "A", "C"]);
    let ratings = |ratings: &[&str]| -> String {
        let rows: String = ratings.iter().map(|it| format!("{it} Ltd,500,{it}\n")).collect();
        let company = flows(sheet("suppliers.csv", &format!("Supplier,Spend,Critical\n{rows}"))).1;
        shown(&company, "links.csv", &["critical"]).replace('\n', "")
    };
    assert_eq!(ratings(&["A", "B", "C"]), "110");
    assert_eq!(ratings(&["1", "2", "3", "4"]), "1110");
    assert_eq!(ratings(&["Gold", "Silver", "Bronze"]), "110");
    // One alone is the lowest of nothing; 0 and 1 are no and yes.
    assert_eq!(ratings(&["B"]), "1");
    assert_eq!(ratings(&["0", "1"]), "01");
    assert_eq!(ratings(&["high", "medium", "low"]), "110");
}

#[test]
fn a_loss_a_day_is_the_loss_after_a_day_and_one_without_a_time_is_told_at_once() {
    let column = |header: &str| fields(&format!("Process,RTO,{header},Applications\n")).1[2].clone();
    for header in [
        "Impact per day (EUR)",
        "Loss per day",
        "Daily loss",
        "Schaden pro Tag (TEUR)",
        "Verlust/Tag",
        "Loss (EUR / day)",
        "Tagesschaden",
        "Perte par jour",
    ] {
        assert_eq!(column(header), "impact after 1d", "{header}");
    }
    assert_eq!(column("Downtime cost per hour"), "impact after 1h");
    assert_eq!(column("Weekly loss"), "impact after 7d");
    assert_eq!(column("Loss per day (EUR 000)"), "impact after 1d");
    assert_eq!(column("Impact after 2 days"), "impact after 2d");
    assert_eq!((column("Impact"), column("Impact type")), ("impact".to_owned(), "impact".to_owned()));
    let bia = "Process,RTO,Loss per day (EUR),Applications\nSales,4h,5000,Erp\n";
    let company = made(&[sheet("bia.csv", bia)]);
    assert_eq!(shown(&company, "services.csv", &["impact"]), "1d: 5000\n");
    let said = assumed(&company, "bia.csv!Loss per day (EUR)");
    assert!(said.iter().any(|it| it.contains("the loss after one such time")), "{said:?}");
    let bia = "Process,RTO,Loss (EUR),Applications\nSales,4h,5000,Erp\nBuying,4h,900,Erp\n";
    let dropped = |text: &str| -> Vec<String> {
        told(&made(&[sheet("bia.csv", text)])).into_iter().filter(|it| it.starts_with("BS0935")).collect()
    };
    assert_eq!(
        dropped(bia),
        ["BS0935 0:0 `Loss (EUR)`: 2 losses passed over, because nothing says after which time so much is lost"]
    );
    // Ratings are no losses; a loss that falls with time is none either.
    assert_eq!(dropped("Process,RTO,Impact,Applications\nSales,4h,High,Erp\n"), Vec::<String>::new());
    let falls = "Process,RTO,Loss after 1 day,Loss after 2 days,Applications\nSales,4h,500,400,Erp\n";
    assert_eq!(
        dropped(falls),
        [
            "BS0935 2:1 the losses of `Sales` are passed over: the loss falls with time: what has been lost cannot become less"
        ]
    );
}

#[test]
fn what_a_provider_runs_stays_up_and_nobody_restores_it() {
    let company = made(&[
        sheet(
            "applications.csv",
            "Application,Type,Hosting,RTA\nCrm,App,SaaS,\nErp,App,On-premises,\nShop,App,Hosted by Webhouse Ltd,4h\nPlanning,App,Azure,\nLab,App,Azure IaaS,\n\
             Salesforce,App,,\nMes,App,,\nPayroll,App,private cloud,\n",
        ),
        sheet("bia.csv", "Process,RTO,Applications\nProduction,4h,Erp; Crm\n"),
    ]);
    insta::assert_snapshot!(shown(&company, "systems.csv", &["id", "party", "zone", "rebuild.duration", "rebuild.crew"]), @r"
    crm | providers | providers |  | 
    erp |  | company | lognormal(median 140h, p90 280h) | applications-crew
    shop | providers | providers |  | 
    planning | providers | providers |  | 
    lab |  | company | lognormal(median 140h, p90 280h) | applications-crew
    salesforce | providers | providers |  | 
    mes |  | company | lognormal(median 140h, p90 280h) | applications-crew
    payroll |  | company | lognormal(median 140h, p90 280h) | applications-crew
    ");
    let told: Vec<(&str, f64)> = company
        .notes
        .assumed
        .iter()
        .filter(|it| it.place.ends_with("!zone"))
        .map(|it| (it.place.as_str(), it.confidence))
        .collect();
    assert_eq!(
        told,
        [
            ("systems.csv!crm!zone", 0.8),
            ("systems.csv!shop!zone", 0.6),
            ("systems.csv!planning!zone", 0.4),
            ("systems.csv!salesforce!zone", 0.6)
        ]
    );
    let scenario = &company.texts.iter().find(|it| it.0.starts_with("scenarios/")).unwrap().1;
    assert!(scenario.contains("zones = [\"company\"]") && !scenario.contains("[shutdown]"), "{scenario}");
    assert_eq!(errors_of(&company), Vec::<String>::new());
    // A column that asks for yes or no.
    let company = made(&[sheet("applications.csv", "Application,Cloud\nCrm,Yes\nErp,No\n")]);
    assert_eq!(shown(&company, "systems.csv", &["id", "zone"]), "crm | providers\nerp | company\n");
    // All own: no zones, and everything is switched off.
    let company = made(&[sheet("applications.csv", "Application,Cloud\nCrm,No\nErp,No\n")]);
    assert_eq!(shown(&company, "zones.csv", &["id"]), "");
    assert!(company.texts.iter().any(|it| it.1.contains("[shutdown]")));
}

#[test]
fn a_supplier_loses_its_margin_and_its_fixed_cost() {
    let company = flows(sheet("suppliers.csv", "Supplier,Spend (EUR)\nBolts Ltd,500\n")).1;
    assert_eq!(shown(&company, "sites.csv", &["id", "variable_cost"]), "plant | \nbolts-ltd | uniform(0.56, 0.78)\n");
    assert_eq!(cells_assumed(&company, "sites.csv!bolts-ltd!variable_cost").len(), 1);
    assert_eq!(errors_of(&company), Vec::<String>::new());
}

#[test]
fn totals_are_no_systems_services_or_sites() {
    let company = made(&[
        sheet(
            "applications.csv",
            "Application,Code\nErp,1\nTotal,25\nSumme,25\nTotaal applications,25\nGesamt (7 Anwendungen),7\nTotal: 12,12\nSumme aller Werkzeuge,4\nTotal Energy Portal,3\n",
        ),
        sheet("bia.csv", "Process,RTO,Applications\nProduction,4h,Erp\nGesamt,,\n"),
        sheet("sites.csv", "Site,Products\nLeeds,Pumps\nTotal sites,1\n"),
    ]);
    assert_eq!(shown(&company, "systems.csv", &["id"]), "erp\ntotal-energy-portal\n");
    assert_eq!(shown(&company, "services.csv", &["id"]), "production\n");
    assert_eq!(shown(&company, "sites.csv", &["id"]), "leeds\n");
    let told = all_told(&company);
    for words in [
        "row `Total`: a total is no system",
        "row `Summe`",
        "row `Gesamt`: a total is no service",
        "row `Total sites`: a total is no site",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
}

#[test]
fn what_an_analysis_states_and_the_model_does_not_know_is_told_at_once() {
    let company = made(&[
        sheet(
            "bia.csv",
            "Process,RTO,Applications,Workaround,Impact after 7 days (GBP)\nProduction,4h,Erp,Paper,900000\nPayroll,4h,Erp,,1100000\n",
        ),
        sheet("sites.csv", "Site,Products,Revenue (GBP)\nLeeds,Pumps,40000000\n"),
    ]);
    assert_eq!(
        told(&company),
        [
            "BS0932 2:1 `Production` has a workaround, and nobody says how much of normal it keeps up: it counts as none",
            "BS0931 3:1 `Payroll`: £1.1m after 7d in the analysis, nothing in the model, because no site needs it"
        ]
    );
    assert_eq!(company.notes.guessed_sales, None);
}

#[test]
fn guessed_sales_and_a_guessed_currency_are_told_at_once() {
    let company = made(&[sheet("bia.csv", BIA)]);
    let told = |company: &Company| -> Vec<String> {
        company
            .notes
            .problems
            .iter()
            .map(|it| format!("{} {}:{} {}", it.code, it.line, it.column, it.message))
            .collect()
    };
    assert_eq!(
        told(&company),
        [
            "BS0934 0:0 no amount names a currency: euros are a guess",
            "BS0933 0:0 what the company sells is a guess: €36.5k a year (sales: no amount is known: 100 a day, so that a loss reads as per cent of a day's sales); \
             every loss in money scales with it"
        ]
    );
    assert_eq!(company.notes.guessed_sales.as_deref(), Some("€36.5k a year"));
    let known = made(&[sheet("bia.csv", BIA), sheet("sites.csv", "Site,Products,Revenue (EUR)\nLeeds,Pumps,5000\n")]);
    assert_eq!((told(&known).len(), known.notes.guessed_sales), (0, None));
}

#[test]
fn amounts_are_told_as_people_write_them() {
    let told = [
        ("EUR", 13_409_166.666_667),
        ("GBP", 1_100_000.0),
        ("CHF", 12_345.0),
        ("USD", 9_999.0),
        ("EUR", 999_999.0),
        ("EUR", 2.5e9),
        ("EUR", 100.0),
    ];
    assert_eq!(
        told.map(|(code, amount)| values::about(code, amount)),
        ["about €13.4m", "£1.1m", "about CHF 12.3k", "about $10k", "about €1m", "€2.5bn", "€100"]
    );
}

#[test]
fn what_moves_the_result_most_is_said_in_five_sentences() {
    // By hand: what is bought, 600,000, is six tenths of a million of sales.
    let company = made(&[
        sheet("applications.csv", "Application,Hosting,RTA\nErp,intern,2d\nLabels,intern,\nShop,SaaS,\n"),
        sheet("bia.csv", "Process,RTO,Applications\nOrder processing,4h,Erp\nDispatch,4h,Labels\nProduction,4h,Erp\n"),
        sheet("suppliers.csv", "Supplier,Spend (EUR)\nBolts,600000\n"),
    ]);
    assert_eq!(
        company.notes.weightiest,
        [
            "sales are €1m a year (sales: what is bought, €600k a year, is taken for 0.6 of what is sold: judgement); every loss in money scales with them"
                .to_owned(),
            "providers run Shop, which stay up while the company's systems are down".to_owned(),
            "1 of 3 systems have no restore time: each takes its share of the time that published incidents took as a whole".to_owned(),
            "how many people restore systems is judgement: Applications crew 2".to_owned(),
            "a stop of any of Dispatch and Order processing stops all sales: nobody says which part of it each service does".to_owned(),
        ]
    );
    // Nothing is taken for granted that the tables say.
    let known = made(&[
        sheet("applications.csv", "Application,RTA\nErp,2d\n"),
        sheet("bia.csv", "Process,RTO,Applications\nProduction,4h,Erp\n"),
        sheet("sites.csv", "Site,Products,Revenue (EUR)\nLeeds,Pumps,5000\n"),
    ]);
    assert_eq!(known.notes.weightiest, ["how many people restore systems is judgement: Applications crew 2"]);
}

#[test]
fn a_title_above_a_table_names_the_company() {
    let title = |above: &str| {
        let mut bia = sheet("bia.csv", BIA);
        bia.table.form.above = vec![above.to_owned()];
        let company = made(&[bia]);
        let head = &company.texts.iter().find(|it| it.0 == "model.toml").unwrap().1;
        let line = head.lines().find(|it| it.starts_with("title")).unwrap().to_owned();
        (line, cells_assumed(&company, "model.toml!title").len(), company.map.title)
    };
    let named = |name: &str| (format!("title = \"{name}\""), 1, Some(name.to_owned()));
    assert_eq!(title("Business impact analysis of Northern Pumps Ltd"), named("Northern Pumps Ltd"));
    assert_eq!(title("BIA 2025 - Nordische Getriebe GmbH"), named("Nordische Getriebe GmbH"));
    assert_eq!(title("Aciers du Nord S.A.: analyse d'impact").1, 0);
    assert_eq!(title("Business impact analysis, version 3"), ("title = \"acme\"".to_owned(), 0, None));
}

#[test]
fn the_first_scenario_begins_on_the_latest_date_that_a_table_has() {
    let start = |sheets: &[Sheet]| {
        let company = made(sheets);
        let scenario = company.texts.iter().find(|it| it.0.starts_with("scenarios/")).unwrap().1.clone();
        (
            scenario.lines().find(|it| it.starts_with("start")).unwrap().to_owned(),
            assumed(&company, "scenarios/everything-off.toml!start"),
        )
    };
    let dated = sheet("applications.csv", "Application,Last review\nErp,2026-03-31\nMes,2026-10-19\n");
    let (line, said) = start(&[dated]);
    assert_eq!(line, "start = 2026-10-19");
    assert!(said[0].contains("the latest date in the tables"), "{said:?}");
    assert_eq!(start(&[sheet("applications.csv", "Application\nErp\n")]).0, "start = 2026-01-05");
}

#[test]
fn nothing_is_a_value_unless_a_whole_column_is() {
    let systems = "Application,RPO,RTO\nErp,0,0\nMes,4h,0\n";
    let company = made(&[sheet("applications.csv", systems), sheet("bia.csv", BIA)]);
    assert_eq!(shown(&company, "systems.csv", &["id", "rpo", "rto"]), "erp | 0h | \nmes | 4h | \n");
    let passed = company.notes.passed();
    let is_told = |it: &PassedOver| it.what == "column `RTO`" && it.why == "it is 0 in every row, which says nothing";
    assert!(passed.iter().any(is_told), "{passed:?}");
    let list = "Supplier,Spend,Lead time (days)\nBolts Ltd,500,0\nNuts Ltd,400,3\n";
    let company = flows(sheet("suppliers.csv", list)).1;
    assert_eq!(shown(&company, "links.csv", &["from", "lead"]), "bolts-ltd | 0h\nnuts-ltd | 3d\n");
}

#[test]
fn a_stock_of_pieces_is_no_time() {
    let columns = |header: &str| fields(&format!("Supplier,Annual spend,{header}\n")).1[2].clone();
    assert_eq!((columns("Stock (pcs)").as_str(), columns("Stock value (EUR)").as_str()), ("", ""));
    assert_eq!(columns("Stock (days)"), "cover in days");
}

#[test]
fn every_unit_of_a_header_is_kept_by_a_map() {
    for (unit, field) in
        [("years", "rto in years"), ("s", "rto in seconds"), ("Monate", "rto in months"), ("min", "rto in minutes")]
    {
        let table = sheet("applications.csv", &format!("Application,RTO ({unit})\nErp,1\n"));
        let map = Map { tables: vec![guess::table(&table)], ..Map::default() };
        assert_eq!(map.tables[0].columns[1].words(), field);
        assert_eq!(
            Map::read(&map.text()).unwrap().tables[0].columns[1].hours,
            map.tables[0].columns[1].hours,
            "{unit}"
        );
    }
}

#[test]
fn an_export_of_records_keeps_long_ids_and_has_a_bound() {
    let sheet =
        json::sheet("a.json", "[{\"id\": 9007199254740993, \"n\": 1.375}, {}, {\"id\": -9007199254740993}]").unwrap();
    assert_eq!((sheet.text(0, 0).as_str(), sheet.text(2, 0).as_str()), ("9007199254740993", "-9007199254740993"));
    assert_eq!(sheet.number(0, 1), Some(1.375));
    // A record has cells up to the last of its own keys, so that those without keys have none.
    assert!(sheet.table.rows[1].cells.is_empty());
    let keys: Vec<String> = (0..1_000).map(|at| format!("\"k{at:03}\": 1")).collect();
    let records = vec!["{\"k999\": 1}"; 10_000].join(",");
    let fault = json::sheet("a.json", &format!("[{{{}}},{records}]", keys.join(","))).unwrap_err();
    assert!(fault.contains("more than 10000000 cells"), "{fault}");
}

#[test]
fn circles_are_cut_where_they_close() {
    let company = made(&[sheet(
        "applications.csv",
        "Application,Depends on\nA one,B two\nB two,C three\nC three,A one\nD four,D four\n",
    )]);
    insta::assert_snapshot!(shown(&company, "systems.csv", &["id", "needs"]), @r"
    a-one | b-two
    b-two | c-three
    c-three | 
    d-four | 
    ");
    assert_eq!(company.notes.cycles.len(), 2, "{:?}", company.notes.cycles);
}

#[test]
fn a_company_with_more_systems_than_there_is_room_for_keeps_what_services_need() {
    let mut text = "Application,Depends on\nErp,Host\nHost,\n".to_owned();
    (0..100).for_each(|at| text.push_str(&format!("Other {at},\n")));
    let bia = sheet("bia.csv", "Process,RTO,Applications\nAssembly,4h,Erp\n");
    let company = made(&[sheet("applications.csv", &text), bia]);
    assert_eq!(shown(&company, "systems.csv", &["id"]), "erp\nhost\n");
    assert!(company.notes.passed().iter().any(|it| it.count == 100), "{:?}", company.notes.passed());
    let all: Vec<String> = (0..100).map(|at| format!("Other {at}")).collect();
    let bia = sheet("bia.csv", &format!("Process,RTO,Applications\nAssembly,4h,{}\n", all.join(";")));
    let company = made(&[sheet("applications.csv", &text), bia]);
    assert!(told(&company)[0].starts_with("BS0135") && told(&company).len() == 1, "{:?}", told(&company));
    assert!(company.tables.is_empty());
}

#[test]
fn a_map_with_a_column_that_is_not_there_is_told() {
    let sheets = [sheet("applications.csv", "Application\nErp\n")];
    let map = Map::read("format = 1\n[[table]]\nfile = \"applications.csv\"\nkind = \"systems\"\ncolumns = [{ column = \"Application\", field = \"name\" }, { column = \"RTO\", field = \"rto\" }]\n").unwrap();
    let company = company(&Input {
        map: Some(&map),
        ..Input { sheets: &sheets, map: None, name: "acme", laws: &laws(), known: &Known::default(), most_systems: 100 }
    });
    assert!(told(&company)[0].starts_with("BS0133") && told(&company).len() == 1, "{:?}", told(&company));
}

#[test]
fn what_is_written_as_a_map_is_read_as_the_same() {
    let sheets = [
        sheet("applications.csv", "Application,RTO (days),Last review,Vendor\nErp,2,31/12/2025,SAP\n"),
        sheet("bia.csv", "Process,Impact after 3 days,Applications\n\"Sales\" to C:\\x,5,Erp\n"),
    ];
    let map = made(&sheets).map;
    let mut read = Map::read(&map.text()).unwrap();
    // A map does not say how sure it is, nor what it was made from.
    for (table, its) in read.tables.iter_mut().zip(&map.tables) {
        table.confidence = its.confidence;
        for (column, its) in table.columns.iter_mut().zip(&its.columns) {
            (column.confidence, column.samples) = (its.confidence, its.samples.clone());
        }
    }
    assert_eq!(read, map);
}

#[test]
fn faults_of_a_map_are_told_all_at_once() {
    let faults = Map::read("format = 2\ncurrency = \"euro\"\nrevenue = -1\ncolour = 1\n[channels]\nsales = [\"fly\"]\n[relations]\na = \"b\"\n").unwrap_err();
    assert_eq!(faults.iter().map(|it| it.0).collect::<std::collections::BTreeSet<_>>().len(), 6, "{faults:?}");
    assert!(Map::read("format = ").is_err());
}

fn rows(text: &str) -> Rows {
    let mut lines = text.lines().map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>());
    Rows { file: "systems.csv".to_owned(), keys: 1, columns: lines.next().unwrap(), rows: lines.collect() }
}

#[test]
fn a_merge_keeps_what_people_changed() {
    let base = rows("id,rto,owner\na,1h,x\nb,1h,x\nc,1h,x\nd,1h,x\ne,1h,x");
    // a: edited; b: not; c: deleted; d: edited, gone from the source; e: gone from the source; f: added.
    let mine = rows("id,owner,rto,note\na,x,2h,why\nb,x,1h,\nd,y,1h,\ne,x,1h,\nf,z,9h,");
    let new = rows("id,rto,owner\na,3h,y\nb,4h,x\nc,1h,x\ng,1h,x");
    let mut changes = Vec::new();
    let merged = new.merged(&base, &mine, &mut changes);
    insta::assert_snapshot!(merged.text(), @r"
    id,rto,owner,note
    a,2h,y,why
    b,4h,x,
    d,1h,y,
    f,9h,z,
    g,1h,x,
    ");
    let told: Vec<String> = changes
        .iter()
        .map(|it| format!("{} {} {} {} {}", it.row, it.column, it.before, it.after, it.is_conflict))
        .collect();
    insta::assert_snapshot!(told.join("\n"), @r"
    a rto 2h 3h true
    a owner x y false
    b rto 1h 4h false
    d  edited gone true
    e  there gone false
    g   new false
    ");
}

/// What is wrong with the model that was made, as its reader says.
#[expect(clippy::disallowed_methods, reason = "the model's reader takes a folder")]
fn errors_of(made: &Company) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let files = made.tables.iter().map(|it| (it.file.clone(), it.text())).chain(made.texts.clone());
    for (name, text) in files.filter(|(_, text)| text.lines().count() > 1) {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let read = blackstart_read::model(folder.path(), &blackstart_model::CsvOnly);
    read.errors().map(|it| it.message.clone()).collect()
}

#[test]
fn a_model_takes_every_duration_of_zero() {
    let made = made(&[
        sheet("applications.csv", "Application,RTO,RPO,MTPD,RTA\nErp,0,0,0,0\nMes,4h,1h,2d,3h\n"),
        sheet(
            "bia.csv",
            "Process,RTO,RPO,MTPD,Grace period,Workaround level,Set up time,Workaround duration,Applications\n\
             Production,0,0,0,0,0.5,0,0,Erp\nSales,4h,1h,2d,1h,0.5,1h,5d,Mes\n",
        ),
        sheet(
            "suppliers.csv",
            "Supplier,Spend,Lead time (days),Stock (days),Payment terms\nBolts Ltd,500,0,0,0\nNuts Ltd,400,3,4,30\n",
        ),
        sheet("sites.csv", "Site,Products,Stock (days)\nPlant,Cars,0\nMill,Wood,3\n"),
        sheet("recovery tasks.csv", "Task,System,Duration (h)\nInstall,Erp,0\nLoad,Mes,2\n"),
    ]);
    assert_eq!(errors_of(&made), Vec::<String>::new());
    // A link to each of the two sites.
    assert_eq!(
        shown(&made, "links.csv", &["from", "lead", "cover", "terms"]),
        "bolts-ltd | 0h | 0h | 0d\nbolts-ltd | 0h | 0h | 0d\nnuts-ltd | 3d | 4d | 30d\nnuts-ltd | 3d | 4d | 30d\n"
    );
}

proptest::proptest! {
    // Each case reads a whole model.
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(24))]
    #[test]
    fn nothing_that_tables_say_is_too_much(cells in proptest::collection::vec(proptest::collection::vec("[a-zA-Z0-9 €,;:/.-]{0,12}", 4), 0..12)) {
        let table = |columns: &[&str], file: &str| {
            let rows = cells.iter().enumerate().map(|(at, cells)| RawRow {
                number: at as u32 + 2,
                cells: cells.iter().map(|it| Some(Cell::Text(it.clone())).filter(|_| !it.trim().is_empty())).collect(),
            });
            let columns = columns.iter().map(|it| (*it).to_owned()).collect();
            Sheet { file: file.to_owned(), name: String::new(), table: RawTable { columns, rows: rows.collect(), ..RawTable::default() } }
        };
        let made = made(&[
            table(&["Application", "Depends on", "RTO", "Last review"], "applications.csv"),
            table(&["Process", "Applications", "Impact after 1d", "MTPD"], "bia.csv"),
            table(&["Supplier", "Annual spend", "Payment terms", "Single source"], "suppliers.csv"),
            table(&["Parent", "Child", "Type", "Other"], "relations.csv"),
        ]);
        // Whatever was made is a model without errors.
        if !made.tables.is_empty() {
            let errors = errors_of(&made);
            proptest::prop_assert!(errors.is_empty(), "{errors:#?}");
        }
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the page is a file")]
fn the_page_of_imports_lists_what_is_understood() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference/import.md");
    let written = std::fs::read_to_string(&path).unwrap();
    let marker = "lists in crates/blackstart-import/src/company. -->\n";
    let (head, tail) = written.split_once(marker).unwrap();
    if std::env::var_os("BLACKSTART_BLESS").is_some() {
        std::fs::write(&path, format!("{head}{marker}{}", page())).unwrap();
        return;
    }
    assert!(tail == page(), "docs/reference/import.md is out of date; `cargo xtask bless` writes it again");
}

/// What was passed over, and why; and what nothing has.
fn all_told(company: &Company) -> String {
    let passed = company.notes.passed().into_iter().map(|it| format!("{}: {}\n", it.what, it.why));
    let unmatched = company.notes.unmatched.iter().map(|[name, _, what]| format!("`{name}`: {what}\n"));
    passed.chain(unmatched).collect()
}

/// Assumed cells of a place.
fn cells_assumed<'a>(company: &'a Company, start: &str) -> Vec<(&'a str, &'a str)> {
    let its = company.notes.assumed.iter().filter(|it| it.place.starts_with(start));
    its.map(|it| (it.place.as_str(), it.value.as_str())).collect()
}

#[test]
fn losses_need_a_time_and_one_amount_for_each() {
    let company = made(&[
        sheet("bia.csv", "Process,RTO,Applications,Impact after 1 day,Loss after 24 h\nSales,4h,Erp,50,100\n"),
        sheet("bia north.csv", "Process,RTO,Applications,Financial impact\nBuying,4h,Erp,900\n"),
    ]);
    assert_eq!(shown(&company, "services.csv", &["id", "impact"]), "sales | 1d: 100\nbuying | \n");
    insta::assert_snapshot!(all_told(&company), @r"
    losses in `Financial impact`: nothing says after which time so much is lost; give the column a time in the map, `impact after 1d`
    the smaller loss of Sales: two columns speak of the same time: the greater loss is taken; add them up where one is on top of the other
    `Erp`: no table of systems has it; it is a system of its own
    ");
}

#[test]
fn a_service_of_an_inventory_needs_what_its_row_depends_on() {
    let company = made(&[sheet(
        "applications.csv",
        "Application,Class,Depends on\nSales orders,Business service,Erp\nErp,Application,\n",
    )]);
    assert_eq!(shown(&company, "services.csv", &["id", "logic"]), "sales-orders | erp\n");
}

#[test]
fn two_names_with_one_id_are_two_systems() {
    let company =
        made(&[sheet("applications.csv", "Application,Code,Depends on\nErp,FIN,\nTreasury,FIN,\nShop,SHOP,FIN\n")]);
    assert_eq!(shown(&company, "systems.csv", &["id", "needs"]), "erp | \ntreasury | \nshop | erp\n");
    let [_, place, what] = &company.notes.duplicates[0];
    assert_eq!(place, "applications.csv!A3");
    assert!(what.contains("both are kept"), "{what}");
}

#[test]
fn a_service_with_the_name_of_a_system_is_found_where_a_service_is_meant() {
    let company = made(&[
        sheet("applications.csv", "Application\nPayroll\nErp\n"),
        sheet("bia.csv", "Process,RTO\nPayroll,1d\n"),
        sheet("sn_bia_dependency.csv", "Analysis,Dependency\nPayroll,Erp\nPayroll,Payroll\n,Erp\n"),
    ]);
    let logic = shown(&company, "services.csv", &["title", "logic"]);
    assert_eq!(logic, "Payroll | all(payroll, erp)\n");
    assert!(all_told(&company).contains("needs without one of their ends"), "{}", all_told(&company));
}

#[test]
fn rows_without_the_name_of_what_they_are_about_are_told() {
    let company = made(&[
        sheet("applications.csv", "Application\nErp\nHost\n"),
        sheet("recovery tasks.csv", "Task,System,Duration (h)\nInstall,,4\n"),
        sheet("relations.csv", "Parent,Child,Type\nErp,,Depends on::Used by\n"),
    ]);
    insta::assert_snapshot!(all_told(&company), @r"
    relations without one of their ends: nobody says between whom they are
    ``: no name is given; its restore tasks are passed over
    ");
}

#[test]
fn what_a_supplier_sells_to_whom_is_kept_apart() {
    // By hand: Leeds gets steel for 1,000 and half of the steel for 600 that names no site (sites of equal sales); York the other half. Paint is another site.
    let company = made(&[
        sheet("bia.csv", "Process,RTO,Applications\nProduction,4h,Erp\n"),
        sheet("sites.csv", "Site,Site id,Products,Revenue\nLeeds,1000,Pumps,5000\nYork,2000,Valves,5000\n"),
        sheet(
            "suppliers.csv",
            "Supplier,Annual spend,Site,Category\nNorth Ltd,1000,1000,Steel\nNorth Ltd,600,,Steel\nNorth Ltd,2000,York,Paint\nSouth Ltd,50,Leedz,Bolts\nGrand total,3650,,\nTOTAL 2025,3650,,\nTotal Energies,10,,Oil\n",
        ),
    ]);
    insta::assert_snapshot!(shown(&company, "links.csv", &["from", "to", "flow"]), @r"
    north-ltd-steel | leeds | 1300/year
    north-ltd-steel | york | 300/year
    north-ltd-paint | york | 2000/year
    south-ltd | leeds | 25/year
    south-ltd | york | 25/year
    total-energies | leeds | 5/year
    total-energies | york | 5/year
    ");
    let told = all_told(&company);
    assert!(told.contains("`Leedz`: no site has this name; South Ltd delivers to all"), "{told}");
    assert!(told.contains("row `Grand total`: a total is no supplier"), "{told}");
    assert!(told.contains("row `TOTAL 2025`"), "{told}");
}

#[test]
fn parts_are_parts_by_what_they_are_and_not_by_a_word() {
    let company = made(&[sheet(
        "cmdb_ci.csv",
        "name,sys_class_name\nPlanner,Desktop application\nWatch,Monitoring platform\nCore 1,cmdb_ci_ip_switch\nPC 1,Desktop\nAddress,cmdb_ci_ip_address\n",
    )]);
    assert_eq!(shown(&company, "systems.csv", &["id"]), "planner\nwatch\ncore-1\n");
}

#[test]
fn sales_of_the_map_are_what_everything_scales_with() {
    // By hand. All places have sales, 100 and 300: the map's 800 are 200 and 600. With a place that has none: 800 less 400 is its. With more than the map's: in
    // proportion, the place without as large as the mean, 200.
    let sites = |text: &str| sheet("sites.csv", &format!("Site,Products,Revenue\n{text}"));
    let bia = || sheet("bia.csv", "Process,RTO,Applications\nProduction,4h,Erp\n");
    let map = |sheets: &[Sheet], revenue: f64| Map { revenue: Some(revenue), ..made(sheets).map };
    let flows = |text: &str, revenue: f64| {
        let sheets = [sites(text), bia()];
        let map = map(&sheets, revenue);
        let made = company(&Input {
            map: Some(&map),
            sheets: &sheets,
            name: "acme",
            laws: &laws(),
            known: &Known::default(),
            most_systems: 100,
        });
        (shown(&made, "demands.csv", &["site", "flow"]), cells_assumed(&made, "demands.csv").len())
    };
    assert_eq!(
        flows("Leeds,Pumps,100\nYork,Valves,300\n", 800.0),
        ("leeds | 200/year\nyork | 600/year\n".to_owned(), 2)
    );
    assert_eq!(
        flows("Leeds,Pumps,100\nYork,Valves,300\n", 400.0),
        ("leeds | 100/year\nyork | 300/year\n".to_owned(), 0)
    );
    let three = "Leeds,Pumps,100\nYork,Valves,300\nHull,Taps,\n";
    assert_eq!(flows(three, 800.0), ("leeds | 100/year\nyork | 300/year\nhull | 400/year\n".to_owned(), 1));
    assert_eq!(flows(three, 300.0), ("leeds | 50/year\nyork | 150/year\nhull | 100/year\n".to_owned(), 3));
    // A place of two products is two sites, and each is listed by its own name.
    let company = made(&[sites("Leeds,Pumps; Valves,100\n"), bia()]);
    assert_eq!(
        cells_assumed(&company, "demands.csv"),
        [("demands.csv!leeds-pumps!flow", "50/year"), ("demands.csv!leeds-valves!flow", "50/year")]
    );
}

#[test]
fn the_highest_criticality_is_the_highest_of_its_scale() {
    let target = |rows: &str| {
        let company = made(&[sheet("bia.csv", &format!("Process,RTO,Criticality,Applications\n{rows}"))]);
        shown(&company, "targets.csv", &["services"])
    };
    assert_eq!(target("A,4h,5,Erp\nB,5d,1,Erp\nC,2d,3,Erp\n"), "a\n");
    assert_eq!(target("A,4h,1,Erp\nB,5d,5,Erp\n"), "a\n");
    assert_eq!(target("A,,1,Erp\nB,,5,Erp\n"), "a\n");
    assert_eq!(target("A,4h,Low,Erp\nB,5d,High,Erp\n"), "b\n");
    assert_eq!(target("A,4h,Critical,Erp\nB,5d,High,Erp\n"), "a\n");
    assert_eq!(target("A,4h,,Erp\n"), "");
}

#[test]
fn names_of_sites_and_channels_that_nothing_has_are_told() {
    let company = made(&[
        sheet(
            "bia.csv",
            "Process,RTO,Applications,Sites,Channel\nAssembly,4h,Erp,Leedz,\nSelling,4h,Erp,Leeds,sales\n",
        ),
        sheet("sites.csv", "Site,Products\nLeeds,Pumps\n"),
    ]);
    let told = all_told(&company);
    assert!(told.contains("`Leedz`: no site has this name; Assembly throttles all sites"), "{told}");
    assert!(told.contains("`sales`: it is no channel; there are order, produce, ship, sell, pay"), "{told}");
}

#[test]
fn names_of_the_map_are_meant_everywhere() {
    let sheets = [
        sheet("applications.csv", "Application\nErp\n"),
        sheet("recovery tasks.csv", "Task,System,Duration (h)\nInstall,SAP R3,4\n"),
        sheet("bia.csv", "Process,RTO,Applications\nSales,4h,SAP R3\n"),
    ];
    let mut map = made(&sheets).map;
    map.names = [("SAP R3".to_owned(), "Erp".to_owned())].into();
    map.tables.push(TableMap { file: "gone.csv".to_owned(), ..map.tables[0].clone() });
    let company = company(&Input {
        map: Some(&map),
        sheets: &sheets,
        name: "acme",
        laws: &laws(),
        known: &Known::default(),
        most_systems: 100,
    });
    assert_eq!(shown(&company, "systems.csv", &["id", "rebuild.duration"]), "erp | 4h\n");
    assert_eq!(all_told(&company), "gone.csv of the map: no file with this name, or no such sheet in it, was given\n");
}

#[test]
fn a_list_of_sources_and_targets_is_unsure() {
    let company = made(&[
        sheet("applications.csv", "Application\nErp\nPortal\n"),
        sheet("interfaces dependencies.csv", "Source,Target\nErp,Portal\n"),
    ]);
    assert_eq!(company.notes.relations, [("source to target".to_owned(), "parent needs child".to_owned(), 1, 0.4)]);
    assert_eq!(cells_assumed(&company, "relations").len(), 1);
}

#[test]
fn a_workaround_that_is_said_not_to_be_there_is_none() {
    let company =
        made(&[sheet("bia.csv", "Process,RTO,Applications,Workaround,Workaround level\nSales,4h,Erp,No,50%\n")]);
    assert_eq!(shown(&company, "services.csv", &["fallback.level"]), "\n");
    assert!(all_told(&company).contains("another column says that there is none"), "{}", all_told(&company));
}

#[test]
fn what_was_imported_before_keeps_its_id() {
    let sheets = [
        sheet("applications.csv", "Application\nOrder entry\nErp\n"),
        sheet("bia.csv", "Process,RTO,Applications\nOrder entry,4h,Erp\n"),
    ];
    let mut known = Known::default();
    known.add("services.csv", "Order entry", "order-entry");
    let company =
        company(&Input { sheets: &sheets, map: None, name: "acme", laws: &laws(), known: &known, most_systems: 100 });
    assert_eq!(shown(&company, "services.csv", &["id"]), "order-entry\n");
    assert_eq!(shown(&company, "systems.csv", &["id"]), "order-entry-2\nerp\n");
}

#[test]
fn what_an_analysis_says_is_what_a_planner_is_told() {
    // Dispatch sends off what is sold; two services sell, and nobody says that either of them alone would do; the MTPD is what is tolerated; a row whose restore
    // time is invented is no report.
    let company = made(&[
        sheet("applications.csv", "Application,Restore time\nErp,2d\nLabels,\n"),
        sheet(
            "bia.csv",
            "Process,RTO,MTPD,MBCO,Applications\nOrder processing,4h,3d,,Erp\nDispatch,4h,1d,40%,Labels\nProduction,4h,,,Erp\n",
        ),
        sheet("sites.csv", "Site,Products\nLeeds,Pumps\n"),
    ]);
    assert_eq!(
        shown(&company, "sites.csv", &["produce", "ship", "sell"]),
        "production | dispatch | all(order-processing, dispatch)\n"
    );
    assert_eq!(
        cells_assumed(&company, "sites.csv!leeds!"),
        [("sites.csv!leeds!sell", "all(order-processing, dispatch)")]
    );
    assert_eq!(
        shown(&company, "services.csv", &["id", "tolerance.duration", "tolerance.level"]),
        "order-processing | 3d | 0.9\ndispatch | 1d | 0.4\nproduction |  | \n"
    );
    assert_eq!(shown(&company, "systems.csv", &["id", "confidence"]), "erp | reported\nlabels | assumed\n");
}
