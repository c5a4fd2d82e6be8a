//! Lists for the recovery room hold what models of strangers bring.

use super::*;
use blackstart_ensemble::restart::{Moments, Predecessor, TaskState};
use blackstart_ensemble::{Summary, sample};
use blackstart_model::model::TaskKind;

const HOSTILE: &str = "=HYPERLINK(\"http://x\"), \"a\"\r\nb\x1b[31m <&>";

fn task(rank: usize, system: &str, kind: TaskKind) -> PlannedTask {
    PlannedTask {
        rank,
        system: system.to_owned(),
        title: HOSTILE.to_owned(),
        kind,
        crew: Some("it".to_owned()),
        crew_title: Some(HOSTILE.to_owned()),
        people: 2,
        mode: Some("quick".to_owned()),
        also: vec![Also { crew: "vendor".to_owned(), title: "+1 vendor".to_owned(), people: 1 }],
        needed: 0.5,
        start_hours: Moments { p05: 1.0, p50: 2.0, p95: 3.5 },
        end_hours: Moments { p05: 4.0, p50: 5.504, p95: f64::INFINITY },
        delay_per_hour: 1234.5,
        critical: 0.25,
        state: Some(TaskState::Running),
        after: Vec::new(),
    }
}

fn story() -> RestartStory {
    let results = sample::results(0..20, 1);
    let second = PlannedTask {
        after: vec![Predecessor { system: "erp".to_owned(), kind: TaskKind::Rebuild }],
        crew: None,
        crew_title: None,
        ..task(2, "mes", TaskKind::Start)
    };
    RestartStory {
        model: "acme".to_owned(),
        scenario: "bad-day".to_owned(),
        title: HOSTILE.to_owned(),
        start: results.layout.start,
        currency: Currency { code: "GBP".to_owned(), sign: "£".to_owned() },
        seed: 1,
        choosing: 16,
        schedules: 1_000,
        ranking: vec![
            SystemName { id: "erp".to_owned(), title: HOSTILE.to_owned() },
            SystemName { id: "mes".to_owned(), title: "-MES".to_owned() },
        ],
        tasks: vec![task(1, "erp", TaskKind::Rebuild), second],
        verdicts: Vec::new(),
        worths: Vec::new(),
        indifferent: vec![HOSTILE.to_owned()],
        curves: Vec::new(),
        summary: Summary::of(&results),
        now_hours: Some(14.1125),
    }
}

#[test]
fn no_cell_of_a_list_is_a_formula_and_every_row_is_one_line() {
    insta::assert_snapshot!(story().plan_csv(), @r#"
    rank,system,title,modes
    1,erp,"'=HYPERLINK(""http://x""), ""a""  b�[31m <&>",rebuild=quick
    2,mes,'-MES,start=quick
    "#);
    let tasks = story().tasks_csv();
    assert_eq!(tasks.lines().count(), 3, "{tasks}");
    let mut reader = csv::Reader::from_reader(tasks.as_bytes());
    for row in reader.records() {
        let row = row.unwrap();
        assert_eq!(row.len(), 18);
        assert!(row.iter().all(|cell| !cell.starts_with(['=', '+', '@', '\t', '\r'])), "{row:?}");
        assert!(row.iter().all(|cell| !cell.chars().any(char::is_control)), "{row:?}");
        // Numbers stay numbers, and what never happens stays empty.
        assert_eq!([&row[7], &row[11], &row[12], &row[13]], ["1.00", "5.50", "", "1234.50"]);
    }
}

#[test]
fn the_project_is_xml_with_tasks_links_and_people() {
    use quick_xml::events::Event;
    let xml = story().project_xml();
    let mut reader = quick_xml::Reader::from_str(&xml);
    let mut names = Vec::new();
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) => names.push(start.name().as_ref().to_owned()),
            Event::Eof => break,
            _ => {}
        }
    }
    let count = |name: &str| names.iter().filter(|it| *it == name).count();
    assert_eq!(
        [count("Task"), count("Resource"), count("Assignment"), count("PredecessorLink")],
        [2, 2, 3, 1],
        "{xml}"
    );
    assert!(
        xml.contains("<PredecessorUID>1</PredecessorUID>") && xml.contains("<Duration>PT3H30M0S</Duration>"),
        "{xml}"
    );
    assert!(xml.chars().all(|c| c == '\n' || !c.is_control()), "{xml}");
}

#[test]
fn a_workbook_holds_words_as_words() {
    let bytes = story().workbook().unwrap();
    assert_eq!(bytes, story().workbook().unwrap(), "the same plan gives the same bytes");
    let cursor = std::io::Cursor::new(bytes);
    let mut book: calamine::Xlsx<_> = calamine::open_workbook_from_rs(cursor).unwrap();
    use calamine::Reader;
    let names = book.sheet_names();
    for name in &names {
        assert!(book.worksheet_formula(name).unwrap().is_empty(), "{name} has a formula");
    }
    let sheet = book.worksheet_range("plan").unwrap();
    let title = sheet.get_value((1, 2)).unwrap().to_string();
    assert!(title.starts_with("=HYPERLINK") && !title.chars().any(char::is_control), "{title:?}");
}

#[test]
fn the_plan_in_sentences_and_tables() {
    let text = restart_terminal(&story(), crate::Style::default());
    assert!(text.chars().all(|c| c == '\n' || !c.is_control()), "{text:?}");
    assert!(text.lines().all(|line| crate::letters::width(line) <= 100), "{text}");
    // 14:06:45 after the start at 18:00 has not yet happened at 08:06.
    assert!(
        text.contains("Planned from 1 Sep 2025, 08:07 on. Tasks finished: 0; running (they keep their people): 2."),
        "{text}"
    );
    let page = restart_html(&story());
    assert!(page.contains("No limited crew") && !page.contains("<script") && page.contains("&lt;&amp;&gt;"), "{page}");
}
