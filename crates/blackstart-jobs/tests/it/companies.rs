//! Three made-up companies as their exports look, with their dirt, and what should come out of them.

use blackstart_report::lists::{Cell, List, workbook};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// A company's files, and what they hold when all dirt is gone.
pub(crate) struct Made {
    pub files: Vec<PathBuf>,
    pub systems: usize,
    pub services: usize,
    pub own_sites: usize,
    pub suppliers: usize,
    pub links: usize,
    pub duplicates: usize,
    pub cycles: usize,
    pub unmatched: Vec<String>,
}

/// Numbers that are the same on every machine (Knuth's linear congruential generator).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % sides
    }
    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.roll(from.len())]
    }
}

fn text(it: &str) -> Cell {
    Cell::Text(it.to_owned())
}

fn put(folder: &Path, name: &str, contents: impl AsRef<[u8]>) -> PathBuf {
    let path = folder.join(name);
    fs::write(&path, contents).unwrap();
    path
}

/// 50 systems, English: one workbook with a title page, four sheets, values as people write them.
pub(crate) fn small(folder: &Path) -> Made {
    let mut dice = Dice(50);
    let mut applications = Vec::new();
    let hosts = ["Active Directory", "VMware Cluster", "Core Network", "Veeam Backup", "SQL Server Farm"];
    for (at, host) in hosts.iter().enumerate() {
        let needs = if at == 4 { "VMware Cluster; Active Directory" } else { "" };
        applications.push(vec![
            text(host),
            text("Infrastructure"),
            text("IT Operations"),
            text("1 - most critical"),
            text("4h"),
            text(needs),
            text("2025-03-31"),
            text("Live"),
        ]);
    }
    for at in 0..45 {
        let name = format!("App {:02} {}", at, dice.pick(&["Portal", "Planner", "Ledger", "Tracker"]));
        let rto = dice.pick(&["4 hours", "1 Day", "24h", "2-3 days", "n/a"]);
        let needs = format!("{}, {}", hosts[dice.roll(5)], hosts[dice.roll(5)]);
        applications.push(vec![
            text(&name),
            text("Business application"),
            text("A. Owner"),
            text("Medium"),
            text(rto),
            text(&needs),
            text("2024-12-01"),
            text("Live"),
        ]);
    }
    // Dirt: a duplicate in other letters, an item that is gone, one whose time is no time.
    let name = |row: &[Cell]| if let Cell::Text(name) = &row[0] { name.clone() } else { String::new() };
    let twice = name(&applications[7]).to_uppercase();
    applications.push(vec![
        text(&twice),
        text("Business application"),
        text(""),
        text("Low"),
        text("8h"),
        text(""),
        text("2025-01-15"),
        text("Live"),
    ]);
    applications.push(vec![
        text("Old Ledger"),
        text("Business application"),
        text(""),
        text("Low"),
        text("8h"),
        text(""),
        text(""),
        text("Retired"),
    ]);
    applications[9][4] = text("as soon as possible");
    let app = |at: usize| name(&applications[at]);
    let process = |name: &str, rto: &str, mtpd: &str, day: &str, systems: String, work: &str| {
        vec![
            text(name),
            text("B. Head"),
            text(rto),
            text(mtpd),
            text(day),
            text("£1.2m"),
            text(&systems),
            text(work),
            text("High"),
        ]
    };
    let processes = vec![
        process("Assembly", "8 hours", "2 days", "£250k", format!("{}; {}", app(5), app(6)), "N"),
        process("Purchasing of parts", "1 day", "1 week", "£40k", app(8), "Y"),
        process("Warehouse and shipping", "4h", "1 Day", "£90k", format!("{}; Excel macros", app(10)), "N"),
        process("Sales order entry", "12h", "3 days", "£120k", format!("{}; Activ Directory", app(11)), "N"),
        process("Supplier payments", "3 days", "2 weeks", "£10k", app(12), "N"),
        // Nobody knows what it needs.
        process("Canteen", "2 weeks", "8 weeks", "", String::new(), "N"),
    ];
    let suppliers = |name: &str, spend: &str, terms: &str, lead: &str, single: &str, category: &str| {
        vec![text(name), text(category), text(spend), text(terms), text(lead), text(single), text("UK")]
    };
    let supplier_rows = vec![
        suppliers("Bolts Ltd", "£1,200,000", "Net 30", "5 days", "N", "Fasteners"),
        suppliers("Screws & Co", "£800k", "Net 60", "1 week", "N", "Fasteners"),
        suppliers("Castings plc", "£4.5m", "2/10 net 30", "3 weeks", "Y", "Castings"),
        suppliers("BrightDesk Consulting", "£300,000", "Net 14", "", "N", "Consulting"),
        // Said twice: what is bought is added up.
        suppliers("BOLTS LTD", "£100,000", "Net 30", "5 days", "N", "Fasteners"),
        suppliers("Dollar Parts", "$500,000", "Net 30", "2 weeks", "N", "Castings"),
    ];
    let lists = [
        List {
            title: "Read me",
            columns: &[("Northern Pumps Ltd: continuity data, confidential", 60.0)],
            rows: Vec::new(),
        },
        List {
            title: "Applications",
            columns: &[
                ("Application Name", 20.0),
                ("Type", 20.0),
                ("Application Owner", 20.0),
                ("Criticality", 20.0),
                ("RTO", 20.0),
                ("Depends on", 20.0),
                ("Last review", 20.0),
                ("Lifecycle", 20.0),
            ],
            rows: applications,
        },
        List {
            title: "BIA",
            columns: &[
                ("Business Process", 20.0),
                ("Process Owner", 20.0),
                ("RTO", 20.0),
                ("MTPD", 20.0),
                ("Impact after 1 day", 20.0),
                ("Impact after 1 week", 20.0),
                ("Supporting applications", 20.0),
                ("Workaround available", 20.0),
                ("Priority", 20.0),
            ],
            rows: processes,
        },
        List {
            title: "Suppliers",
            columns: &[
                ("Supplier", 20.0),
                ("Category", 20.0),
                ("Annual spend", 20.0),
                ("Payment terms", 20.0),
                ("Lead time", 20.0),
                ("Single source", 20.0),
                ("Country", 20.0),
            ],
            rows: supplier_rows,
        },
        List {
            title: "Plants",
            columns: &[("Plant", 20.0), ("Products", 20.0), ("Annual revenue", 20.0), ("Country", 20.0)],
            rows: vec![vec![text("Leeds"), text("Pumps; Valves"), text("£40m"), text("UK")]],
        },
    ];
    let book = put(folder, "northern-pumps.xlsx", workbook("Continuity data", &lists).unwrap());
    Made {
        files: vec![book],
        // 5 and 45, and the one that only a process knows.
        systems: 51,
        services: 5,
        own_sites: 2,
        suppliers: 4,
        links: 8,
        duplicates: 2,
        cycles: 0,
        unmatched: vec!["Excel macros".to_owned()],
    }
}

/// 500 systems, German: CSV with semicolons and Windows-1252, titles above the headers, dates with points, decimal commas.
pub(crate) fn german(folder: &Path) -> Made {
    let mut dice = Dice(500);
    let latin = |text: &str| text.chars().map(|it| u8::try_from(u32::from(it)).unwrap_or(b'?')).collect::<Vec<u8>>();
    let mut systems = String::from(
        "Anwendungsinventar der Müller Antriebstechnik GmbH;;;;;;\nAnwendung;Typ;Systemverantwortlicher;Kritikalität;Wiederanlaufzeit (Stunden);Status;Zuletzt geprüft\n",
    );
    for at in 0..500 {
        let kind = if at < 60 { "Server" } else { "Fachanwendung" };
        let _ = writeln!(
            systems,
            "System {at:03};{kind};Frau Jäger;{};{};produktiv;{:02}.{:02}.2025",
            dice.pick(&["hoch", "mittel", "niedrig"]),
            dice.pick(&["4", "8", "24", "1,5"]),
            1 + dice.roll(28),
            1 + dice.roll(12)
        );
    }
    // Ten lines twice, five that are shut down.
    for at in 100..110 {
        let _ = writeln!(systems, "SYSTEM {at:03};Fachanwendung;;;;produktiv;");
    }
    for at in 0..5 {
        let _ = writeln!(systems, "Altsystem {at};Fachanwendung;;;;stillgelegt;");
    }
    let mut relations = String::from("Von;Nach;Beziehung\n");
    for at in 60..400 {
        let _ = writeln!(relations, "System {at:03};System {:03};läuft auf", dice.roll(60));
    }
    // Two circles of two, one of three, one item that nobody knows.
    for (a, b) in [(410, 411), (411, 410), (420, 421), (421, 420), (430, 431), (431, 432), (432, 430)] {
        let _ = writeln!(relations, "System {a};System {b};hängt ab von");
    }
    relations.push_str("System 440;Großrechner Alt;läuft auf\n");
    let mut bia = String::from(
        "Prozess;Prozessverantwortlicher;Wiederanlaufzeit;MTA;Schaden nach 1 Tag (EUR);Schaden nach 5 Tagen (EUR);IT-Anwendungen;Notbetrieb;Notbetriebsleistung;Kritikalität\n",
    );
    for (name, rto, mta, day, week, systems, work, level) in [
        (
            "Fertigung Getriebe",
            "4 Std.",
            "2 Tage",
            "120.000,00",
            "900.000,00",
            "\"System 061; System 062\"",
            "Nein",
            "",
        ),
        ("Einkauf", "1 Tag", "1 Woche", "10.000,00", "60.000,00", "System 063", "Ja", "50 %"),
        ("Versand und Lager", "8 Stunden", "1 Tag", "40.000,00", "250.000,00", "System 064, System 065", "Nein", ""),
        ("Auftragsabwicklung", "sofort", "2 Tage", "80.000,00", "500.000,00", "System 066", "Nein", ""),
        ("Finanzbuchhaltung", "3 Tage", "2 Wochen", "", "20.000,00", "System 067", "Ja", "0,3"),
    ] {
        let _ = writeln!(bia, "{name};Herr Groß;{rto};{mta};{day};{week};{systems};{work};{level};sehr hoch");
    }
    let mut suppliers = String::from(
        "Lieferant;Warengruppe;Einkaufsvolumen (TEUR);Zahlungsbedingungen;Lieferzeit (Tage);Einzelquelle;Land\n",
    );
    for at in 0..30 {
        let group = dice.pick(&["Guss", "Elektronik", "Verpackung", "Reinigung"]);
        let _ = writeln!(
            suppliers,
            "Lieferant {at:02} GmbH;{group};{},50;{};{};{};DE",
            100 + dice.roll(900),
            dice.pick(&["30 Tage netto", "14 Tage 2 %, 60 Tage netto", "sofort"]),
            1 + dice.roll(40),
            dice.pick(&["Ja", "Nein"])
        );
    }
    suppliers.push_str("Summe;;16.000,00;;;;\n");
    let files = [
        ("anwendungen.csv", systems),
        ("abhaengigkeiten.csv", relations),
        ("bia.csv", bia),
        ("lieferanten.csv", suppliers),
    ];
    Made {
        files: files.iter().map(|(name, text)| put(folder, name, latin(text))).collect(),
        systems: 500,
        services: 5,
        own_sites: 1,
        suppliers: 30,
        links: 30,
        duplicates: 10,
        cycles: 3,
        unmatched: vec!["Großrechner Alt".to_owned()],
    }
}

/// How many configuration items and relations of them a ServiceNow export has.
pub(crate) struct Size {
    pub items: usize,
    pub relations: usize,
}

/// So many systems as ServiceNow exports them, American dates, some tables as JSON, and a French list of suppliers.
pub(crate) fn servicenow(folder: &Path, size: &Size) -> Made {
    let mut dice = Dice(5_000);
    let count = size.items;
    let hosts = count / 5;
    let mut items = String::from("sys_id,name,sys_class_name,owned_by,operational_status,most_recent_discovery\n");
    for at in 0..count {
        let class = if at < hosts {
            dice.pick(&["cmdb_ci_linux_server", "cmdb_ci_win_server", "cmdb_ci_db_instance"])
        } else {
            dice.pick(&["cmdb_ci_appl", "cmdb_ci_business_app"])
        };
        let _ = writeln!(
            items,
            "{at:032x},node-{at:06},{class},Team {},Operational,{:02}/{:02}/2025 10:00:00",
            dice.roll(20),
            1 + dice.roll(12),
            1 + dice.roll(28)
        );
    }
    let services = [
        "Gear production",
        "Procurement",
        "Warehouse logistics",
        "Customer order management",
        "Accounts payable",
        "Payroll",
    ];
    for (at, name) in services.iter().enumerate() {
        let _ = writeln!(items, "{:032x},{name},cmdb_ci_service,Owner,Operational,", 0x5e00_0000_usize + at);
    }
    // What no outage of which stops a company; what is gone; what is there twice.
    for at in 0..count / 10 {
        let _ = writeln!(items, "{:032x},laptop-{at:06},cmdb_ci_computer,,Operational,", 0xa000_0000_usize + at);
    }
    for at in 0..3 {
        let _ = writeln!(items, "{:032x},retired-{at},cmdb_ci_linux_server,,Retired,", 0xb000_0000_usize + at);
        let _ = writeln!(items, "{:032x},NODE-{at:06},cmdb_ci_linux_server,,Operational,", 0xc000_0000_usize + at);
    }
    let types = "sys_id,name,parent_descriptor,child_descriptor\n\
        t1,Depends on::Used by,Depends on,Used by\nt2,Runs on::Runs,Runs on,Runs\nt3,Connects to::Connected by,Connects to,Connected by\n\
        t4,Manages::Managed by,Manages,Managed by\n";
    let mut relations = String::from("parent,child,type\n");
    for at in 0..size.relations {
        let parent = hosts + dice.roll(count - hosts);
        let (child, kind) = match at % 5 {
            0..=2 => (dice.roll(hosts), "t2"),
            // Applications need those with a lower number: no circle.
            3 => (hosts + dice.roll(parent - hosts + 1), "t1"),
            _ => (hosts + dice.roll(count - hosts), "t3"),
        };
        if parent != child {
            let _ = writeln!(relations, "{parent:032x},{child:032x},{kind}");
        }
    }
    for at in 0..services.len() - 1 {
        let service = 0x5e00_0000_usize + at;
        for _ in 0..3 {
            let _ = writeln!(relations, "{service:032x},{:032x},t1", hosts + dice.roll(count - hosts));
        }
    }
    // One circle of two, and an item that is not in the export.
    let _ = writeln!(relations, "{:032x},{:032x},t1\n{:032x},{:032x},t1", 0, 1, 1, 0);
    let _ = writeln!(relations, "{:032x},{:032x},t1", hosts, 0xdead_usize);
    let analyses =
        "number,name,process_owner,rpo\nBIA1,Gear production,A. Boss,4 hours\nBIA2,Procurement,B. Boss,1 Day\n";
    let results = r#"{"records": [
        {"analysis": {"display_value": "Gear production", "value": "x"}, "impact_category": "Financial", "timeframe": "4 hours", "impact_rating": "Low"},
        {"analysis": {"display_value": "Gear production", "value": "x"}, "impact_category": "Financial", "timeframe": "1 day", "impact_rating": "Severe"},
        {"analysis": {"display_value": "Gear production", "value": "x"}, "impact_category": "Legal", "timeframe": "1 week", "impact_rating": "Severe"}]}"#;
    let frames = "sys_id,name,starts_at\nf1,4 hours,1970-01-01 04:00:00\nf2,1 day,1970-01-02 00:00:00\nf3,1 week,1970-01-08 00:00:00\n";
    let tasks = format!(
        "number,short_description,cmdb_ci,planned_duration,recovery_team,exclude_calculation,dependencies\n\
         T1,Rebuild,node-000000,1970-01-02 00:00:00,Platform,false,\nT2,Test,node-000000,04:00:00,Platform,false,T1\n\
         T3,Tell the press,node-000000,02:00:00,Press,true,\nT4,Rebuild,node-{hosts:06},8 hours,Apps,false,T1\n"
    );
    let strategies = "number,name,business_process,loss_scenario,operations_achieved_percentage,time_to_implement,duration_of_use\n\
        S1,Paper orders,Procurement,Loss of IT,40,4 hours,2 weeks\nS2,Phone,Procurement,Loss of IT,20,1 hour,1 week\n";
    let assets = "plan_asset,rto,rpo,recovery_time_achievable\nnode-000001,4 hours,1 hour,2 days\n";
    let suppliers = "Fournisseur;Catégorie;Volume d'achat annuel;Conditions de paiement;Délai de livraison;Source unique\n\
        Aciers du Nord;Acier;1 200 000 €;30 jours fin de mois;2 semaines;Oui\nVis Express;Visserie;€ 350.000,00;45 jours;5 jours;Non\n";
    let mut files = vec![
        put(folder, "cmdb_ci.csv", items),
        put(folder, "cmdb_rel_ci.csv", relations),
        put(folder, "cmdb_rel_type.csv", types),
    ];
    files.extend([
        put(folder, "sn_bia_analysis.csv", analyses),
        put(folder, "sn_bia_result.json", results),
        put(folder, "sn_bcm_timeframe.csv", frames),
        put(folder, "sn_bcp_recovery_task.csv", tasks),
        put(folder, "sn_bcp_recovery_strategy.csv", strategies),
        put(folder, "sn_bcp_plan_asset.csv", assets),
        put(folder, "fournisseurs.csv", suppliers),
    ]);
    Made {
        files,
        systems: count,
        services: services.len() - 1,
        own_sites: 1,
        suppliers: 2,
        links: 2,
        duplicates: 3,
        cycles: 1,
        unmatched: vec![format!("{:032x}", 0xdead_usize)],
    }
}
