//! Lists for the recovery room hold what models of strangers bring.

use super::*;
use blackstart_ensemble::restart::{Moments, Predecessor, TaskState, Worth};
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
        typical_hours: Some((2.0, 5.504)),
        delay_per_hour: 1234.5,
        critical: 0.25,
        state: Some(TaskState::Running),
        after: Vec::new(),
    }
}

fn crew(id: &str, title: &str, people: u32, calendar: Option<(String, Calendar)>) -> CrewRow {
    CrewRow { id: id.to_owned(), title: title.to_owned(), people, calendar }
}

fn story() -> RestartStory {
    let results = sample::results(0..20, 1);
    let second = PlannedTask {
        after: vec![Predecessor { system: "erp".to_owned(), kind: TaskKind::Rebuild }],
        crew: None,
        crew_title: None,
        typical_hours: Some((6.0, 9.5)),
        ..task(2, "mes", TaskKind::Start)
    };
    RestartStory {
        model: "acme".to_owned(),
        model_title: "Acme Cars".to_owned(),
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
        crews: vec![crew("it", HOSTILE, 3, None), crew("vendor", "+1 vendor", 1, None)],
        verdicts: Vec::new(),
        verify: None,
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
    assert!(
        page.contains("No limited crew") && page.matches("<script").count() == 1 && page.contains("&lt;&amp;&gt;"),
        "{page}"
    );
}

/// Hours of a calendar in a project file, as minutes of the day: by weekday from Sunday, and on single days.
struct Hours {
    week: Vec<Vec<(i64, i64)>>,
    other: Vec<(String, Vec<(i64, i64)>)>,
}

/// What stands between two tags, for every such element.
fn blocks<'x>(xml: &'x str, name: &str) -> Vec<&'x str> {
    let (open, close) = (format!("<{name}>"), format!("</{name}>"));
    xml.split(open.as_str()).skip(1).map(|rest| rest.split(close.as_str()).next().unwrap()).collect()
}

fn leaf<'x>(block: &'x str, name: &str) -> &'x str {
    blocks(block, name).first().unwrap_or_else(|| panic!("no {name} in {block}"))
}

impl Hours {
    fn of(xml: &str, uid: &str) -> Self {
        let calendars = blocks(xml, "Calendar");
        let found = calendars.iter().find(|it| leaf(it, "UID") == uid).unwrap();
        if leaf(found, "IsBaseCalendar") == "0" {
            return Self::of(xml, leaf(found, "BaseCalendarUID"));
        }
        let minute = |time: &str| time[..2].parse::<i64>().unwrap() * 60 + time[3..5].parse::<i64>().unwrap();
        let times = |day: &str| -> Vec<(i64, i64)> {
            let spans = blocks(day, "WorkingTime");
            let spans = spans.iter().map(|it| (minute(leaf(it, "FromTime")), minute(leaf(it, "ToTime"))));
            spans.map(|(from, to)| (from, if to == 0 { 1440 } else { to })).collect()
        };
        let mut week = vec![Vec::new(); 7];
        for day in blocks(found, "WeekDay") {
            week[leaf(day, "DayType").parse::<usize>().unwrap() - 1] = times(day);
        }
        let other = blocks(found, "Exception").into_iter().map(|it| (leaf(it, "FromDate")[..10].to_owned(), times(it)));
        Self { week, other: other.collect() }
    }

    fn is_open(&self, at: DateTime) -> bool {
        let minute = i64::from(at.hour()) * 60 + i64::from(at.minute());
        let day = at.date().to_string();
        let usual = &self.week[at.date().weekday().to_sunday_zero_offset() as usize];
        let spans = self.other.iter().find(|it| it.0 == day).map_or(usual, |it| &it.1);
        spans.iter().any(|&(from, to)| (from..to).contains(&minute))
    }
}

/// Lays a project out as a scheduler does, from constraints, links, calendars and durations alone: start and finish of each task.
fn scheduled(xml: &str) -> Vec<(DateTime, DateTime)> {
    let minute = jiff::SignedDuration::from_mins(1);
    let moment = |text: &str| text.parse::<DateTime>().unwrap();
    let resources = blocks(leaf(xml, "Resources"), "Resource");
    let assignments = blocks(leaf(xml, "Assignments"), "Assignment");
    let tasks = blocks(leaf(xml, "Tasks"), "Task");
    let mut dates: Vec<Option<(DateTime, DateTime)>> = vec![None; tasks.len()];
    while let Some(at) = (0..tasks.len()).find(|&at| {
        let before = blocks(tasks[at], "PredecessorUID");
        dates[at].is_none() && before.iter().all(|uid| dates[uid.parse::<usize>().unwrap() - 1].is_some())
    }) {
        let task = tasks[at];
        assert_eq!(leaf(task, "DurationFormat"), "5", "working hours, not elapsed ones");
        let mut hours = vec![Hours::of(xml, leaf(task, "CalendarUID"))];
        if leaf(task, "IgnoreResourceCalendar") == "0" {
            let mine = assignments.iter().filter(|it| leaf(it, "TaskUID") == leaf(task, "UID"));
            for assignment in mine {
                let crew = resources.iter().find(|it| leaf(it, "UID") == leaf(assignment, "ResourceUID")).unwrap();
                assert!(leaf(assignment, "Units").parse::<u32>().unwrap() <= leaf(crew, "MaxUnits").parse().unwrap());
                hours.push(Hours::of(xml, leaf(crew, "CalendarUID")));
            }
        }
        let is_open = |at: DateTime| hours.iter().all(|it| it.is_open(at));
        let ends = blocks(task, "PredecessorUID");
        let ends = ends.iter().map(|uid| dates[uid.parse::<usize>().unwrap() - 1].unwrap().1);
        let mut start = ends.fold(moment(leaf(task, "ConstraintDate")), DateTime::max);
        let (long, rest) = leaf(task, "Duration")[2..].split_once('H').unwrap();
        let mut left = long.parse::<i64>().unwrap() * 60 + rest.split_once('M').unwrap().0.parse::<i64>().unwrap();
        while left > 0 && !is_open(start) {
            start += minute;
        }
        let mut finish = start;
        while left > 0 {
            left -= i64::from(is_open(finish));
            finish += minute;
        }
        dates[at] = Some((start, finish));
    }
    dates.into_iter().map(|it| it.expect("links have no circle")).collect()
}

/// Monday, 2 March 2026: two crews with hours of their own, one day off, a night shift.
fn week() -> RestartStory {
    let day = |from: f64, to: f64| -> Vec<(f64, f64)> {
        (0..5).map(|day| (24.0 * f64::from(day) + from, 24.0 * f64::from(day) + to)).collect()
    };
    let off = vec![("2026-03-09T00:00".parse().unwrap(), "2026-03-10T00:00".parse().unwrap())];
    let calendars = [
        Some(("day".to_owned(), Calendar::new(day(8.0, 16.0), Vec::new()))),
        Some(("late".to_owned(), Calendar::new(day(12.0, 20.0), off.clone()))),
        Some(("night".to_owned(), Calendar::new(day(22.0, 30.0), off))),
    ];
    let [early, late, night] = calendars;
    let plain = |system: &str, kind, crew: Option<&str>, people, typical| PlannedTask {
        title: system.to_owned(),
        crew: crew.map(str::to_owned),
        crew_title: crew.map(str::to_owned),
        people,
        also: Vec::new(),
        state: None,
        typical_hours: Some(typical),
        ..task(1, system, kind)
    };
    let after = |system: &str, kind| vec![Predecessor { system: system.to_owned(), kind }];
    let vendor = Also { crew: "vendor".to_owned(), title: "Vendor".to_owned(), people: 1 };
    let tasks = vec![
        // 32 hours of two people, Monday to Thursday.
        plain("ad", TaskKind::Rebuild, Some("it"), 2, (0.0, 80.0)),
        PlannedTask {
            after: after("ad", TaskKind::Rebuild),
            ..plain("ad", TaskKind::Start, Some("it"), 1, (96.0, 100.0))
        },
        // Eight hours in which both work, Friday and, as Monday is off, Tuesday.
        PlannedTask {
            after: after("ad", TaskKind::Start),
            also: vec![vendor],
            ..plain("erp", TaskKind::Start, Some("it"), 2, (100.0, 200.0))
        },
        plain("mail", TaskKind::Verify, None, 0, (10.503, 20.246)),
        // Over the weekend: the night of Friday ends on Saturday, that of Monday is off; the rest is done on Tuesday night.
        plain("plc", TaskKind::Rebuild, Some("shift"), 1, (110.5, 207.25)),
        // A moment's work, in the middle of the night.
        plain("dns", TaskKind::Start, Some("it"), 1, (41.0, 41.0)),
    ];
    RestartStory {
        start: "2026-03-02T08:00".parse().unwrap(),
        crews: vec![crew("it", "IT", 3, early), crew("vendor", "Vendor", 1, late), crew("shift", "Shift", 2, night)],
        tasks,
        ..story()
    }
}

#[test]
fn a_scheduler_comes_to_the_dates_that_are_written() {
    let xml = week().project_xml();
    let written: Vec<(DateTime, DateTime)> = blocks(leaf(&xml, "Tasks"), "Task")
        .into_iter()
        .map(|task| (leaf(task, "Start").parse().unwrap(), leaf(task, "Finish").parse().unwrap()))
        .collect();
    let text =
        |of: &[(DateTime, DateTime)]| of.iter().map(|(start, end)| format!("{start} {end}\n")).collect::<String>();
    assert_eq!(text(&scheduled(&xml)), text(&written));
    insta::assert_snapshot!(text(&written), @r"
    2026-03-02T08:00:00 2026-03-05T16:00:00
    2026-03-06T08:00:00 2026-03-06T12:00:00
    2026-03-06T12:00:00 2026-03-10T16:00:00
    2026-03-02T18:30:00 2026-03-03T04:15:00
    2026-03-06T22:30:00 2026-03-10T23:15:00
    2026-03-04T01:00:00 2026-03-04T01:00:00
    ");
    // Work, not elapsed time: two people for 32 hours, two and one of the vendor for 8.
    let work: Vec<&str> = blocks(leaf(&xml, "Tasks"), "Task").into_iter().map(|task| leaf(task, "Work")).collect();
    assert_eq!(work[..3], ["PT64H0M0S", "PT4H0M0S", "PT24H0M0S"]);
    let heads: Vec<&str> = blocks(&xml, "Resource").into_iter().map(|it| leaf(it, "MaxUnits")).collect();
    assert_eq!(heads, ["3", "1", "2"]);
}

#[test]
fn what_people_have_done_stays_as_it_was() {
    let mut story = week();
    // Begun in the evening, before what it waits for was over: that is no link any more, and no shift holds it back.
    story.tasks[1].state = Some(TaskState::Finished);
    story.tasks[1].typical_hours = Some((60.0, 62.0));
    let xml = story.project_xml();
    let task = blocks(leaf(&xml, "Tasks"), "Task")[1];
    assert!(!task.contains("PredecessorLink"), "{task}");
    let dates = ["ActualStart", "ActualFinish", "PercentComplete"].map(|it| leaf(task, it));
    assert_eq!(dates, ["2026-03-04T20:00:00", "2026-03-04T22:00:00", "100"]);
}

fn spread(mean: f64) -> blackstart_ensemble::summary::Spread {
    blackstart_ensemble::summary::Spread {
        mean,
        mean_low: 0.9 * mean,
        mean_high: 1.1 * mean,
        p05: mean,
        p10: mean,
        p25: mean,
        p50: mean,
        p75: mean,
        p90: mean,
        p95: mean,
    }
}

fn verdict(title: &str, loss: f64, dearer: f64) -> blackstart_ensemble::restart::Verdict {
    blackstart_ensemble::restart::Verdict {
        title: title.to_owned(),
        loss: spread(loss),
        dearer: spread(dearer),
        last_system_back_hours: spread(240.0),
    }
}

#[test]
fn the_page_says_first_what_the_order_and_more_people_are_worth() {
    let mut story = story();
    let html = restart_html(&story).replace('\u{a0}', " ");
    assert!(
        html.contains("What do we restart first?") && !html.contains("What is the order worth?"),
        "nothing to compare"
    );
    story.verdicts = vec![verdict("the plan", 985.0, 0.0), verdict("as listed", 1_000.0, 15.0)];
    story.worths = vec![
        Worth { crew: "it".into(), title: "IT".into(), unit: "head".into(), saves: spread(34_000.0) },
        Worth { crew: "van".into(), title: "Vans".into(), unit: "van".into(), saves: spread(20.0) },
    ];
    let html = restart_html(&story).replace('\u{a0}', " ");
    assert!(
        html.contains("1.5 % of the loss.") && html.contains("So much less than “as listed” this plan costs: £15"),
        "{html}"
    );
    assert!(html.contains("One more person of “IT” saves £34.0k."), "{html}");
    // What may be chance is called so.
    story.verdicts[1].dearer = blackstart_ensemble::summary::Spread { mean_low: -1.0, ..spread(15.0) };
    story.worths.iter_mut().for_each(|it| it.saves.mean_low = -1.0);
    let html = restart_html(&story).replace('\u{a0}', " ");
    assert!(html.contains("Not more than chance.") && html.contains("Nothing that is more than chance."), "{html}");
    story.verdicts[1].dearer = spread(0.0);
    assert!(restart_html(&story).contains("Nothing: every order that was compared costs the same."));
}

#[test]
fn the_plan_is_drawn_by_crew_with_its_load_and_both_ends_of_alternatives() {
    let mut story = story();
    let alternative = PlannedTask {
        end_hours: Moments { p05: 20.0, p50: 30.0, p95: 40.0 },
        typical_hours: None,
        ..task(1, "erp", TaskKind::Verify)
    };
    let start = PlannedTask {
        needed: 1.0,
        start_hours: Moments { p05: 30.0, p50: 31.0, p95: 41.0 },
        end_hours: Moments { p05: 32.0, p50: 33.0, p95: 45.0 },
        typical_hours: Some((6.0, 9.5)),
        ..task(1, "erp", TaskKind::Start)
    };
    story.tasks.extend([alternative, start]);
    let html = restart_html(&story).replace('\u{a0}', " ");
    let rows: Vec<&str> = html.split(r#"<div class="row">"#).filter(|row| row.contains(r#"class="maybe""#)).collect();
    assert_eq!(rows.len(), 1, "one row for the system: {html}");
    assert!(
        rows[0]
            .contains("rebuild (quick), with +1 vendor (in 50 %) or verify (quick), with +1 vendor (in 50 %), start"),
        "{}",
        rows[0]
    );
    assert_eq!(rows[0].matches(r#"class="maybe""#).count(), 1, "{}", rows[0]);
    // Two of three people from 2 to 5.5 h, none to 6 h, two to 9.5 h: two thirds of 7 of 7.5 hours.
    let busy = html.split(r#"<div class="row">"#).find(|row| row.contains(">Busy<")).unwrap();
    assert!(busy.contains("<b>62 %</b>"), "{busy}");
    assert!(html.contains("Crews in a typical history"), "{html}");
}
