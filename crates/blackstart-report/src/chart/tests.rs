//! Pictures stand on their frame, whatever they are given.

use super::axis::{calendar_ticks, date_ticks, round_ticks};
use super::*;
use crate::amount::Unit;
use blackstart_model::model::Currency;

fn setting() -> Setting {
    let currency = Currency { code: "GBP".to_owned(), sign: "£".to_owned() };
    Setting { start: jiff::civil::date(2025, 8, 31).at(0, 0, 0, 0), currency, one_year: true, end_hours: f64::INFINITY }
}

/// A drawing whose every number lies within 1000 × 1000.
fn inside(chart: Chart) -> String {
    // A number stays in one line with its sign of per cent.
    let svg = chart.html("c", &setting()).replace('\u{a0}', " ");
    for part in svg.split(['x', 'y', '1', '2']).filter_map(|part| part.strip_prefix("=\"")) {
        if let Some(value) = part.split('"').next().and_then(|number| number.parse::<f64>().ok()) {
            assert!((-20.0..=1_020.0).contains(&value), "{value} in {svg}");
        }
    }
    assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
    svg
}

#[test]
fn ticks_are_round() {
    assert_eq!(round_ticks(0.0, 1.04, 5), [0.0, 0.5, 1.0].to_vec());
    assert_eq!(round_ticks(0.0, 2.1e9, 5), [0.0, 0.5e9, 1.0e9, 1.5e9, 2.0e9].to_vec());
    assert_eq!(round_ticks(3.0, 3.0, 5), [3.0].to_vec());
    let weeks = date_ticks(setting().start, 0.0, 24.0 * 60.0, 10);
    assert_eq!(weeks[1], (168.0, "7 Sep".to_owned()));
    let months: Vec<String> = date_ticks(setting().start, 0.0, 24.0 * 180.0, 8).into_iter().map(|it| it.1).collect();
    assert_eq!(months, ["31 Aug", "28 Sep", "26 Oct", "23 Nov", "21 Dec", "18 Jan 2026", "15 Feb"]);
}

#[test]
fn what_is_bought_stands_on_its_frame() {
    let bought = |dots: Vec<(f64, f64)>, comparable| {
        inside(Chart::Bought(Bought {
            title: "Costs".to_owned(),
            description: "What it costs".to_owned(),
            frontier: dots.iter().copied().take(2).collect(),
            dots,
            comparable,
        }))
    };
    let drawn = bought(vec![(1e4, 6e5), (2e3, 4.5e5), (5e4, -1e5), (f64::NAN, 1.0)], true);
    assert_eq!(drawn.matches("<circle").count(), 3);
    assert!(drawn.contains("as much saved as paid") && drawn.contains(">3<"), "{drawn}");
    assert!(!bought(vec![(0.0, 0.0)], false).contains("as much saved as paid"));
    bought(Vec::new(), true);
}

fn away(chance: f64, stopped_hours: f64, back_hours: [f64; 7], again: f64) -> LaneCourse {
    let not_back = back_hours.iter().filter(|it| it.is_infinite()).count() as f64 / 7.0;
    LaneCourse::Away { chance, stopped_hours: [stopped_hours; 7], back_hours, again, not_back }
}

#[test]
fn lanes_say_in_words_what_they_draw_and_fold_what_is_asked() {
    let never = f64::INFINITY;
    let lane = |title: &str, course: LaneCourse| Lane { title: title.to_owned(), course };
    let back = [600.0, 610.0, 700.0, 900.0, 1_000.0, never, never];
    let weeks = LaneCourse::Weeks { middle: vec![0.0, 0.3], high: vec![0.1, 0.6] };
    let group = |title: &str, lanes: Vec<Lane>, folded: bool| LaneGroup { title: title.to_owned(), lanes, folded };
    let html = inside(Chart::Lanes(Lanes {
        title: "What is down when".to_owned(),
        end_hours: 24.0 * 180.0,
        groups: vec![
            group(
                "Plants",
                vec![lane("<Solihull>", away(1.0, 24.0, back, 0.1)), lane("Office", away(0.0, never, [never; 7], 0.0))],
                false,
            ),
            group("Suppliers", vec![lane("First tier", weeks)], true),
        ],
        facts: vec![FactDate { hours: 700.0, title: "First line back".to_owned() }],
    }));
    for said in
        ["7 Oct", "again in 10 %", "does not stop", "&lt;Solihull&gt;", "30 % short", "◆", "First line back", "⟲"]
    {
        assert!(html.contains(said), "{said} in {html}");
    }
    assert!(html.contains("<details><summary>Suppliers</summary>"));
    // What is not followed is not drawn as if nothing happened.
    assert!(html.contains("calm"), "{html}");
    for sign in ["⟲ stops again.", "Of groups:", "◆ a date"] {
        assert!(html.contains(sign), "{sign} in {html}");
    }
    // A legend has no sign that is not there.
    let one = vec![group("Plants", vec![lane("Office", away(1.0, 24.0, [600.0; 7], 0.0))], false)];
    let title = "What is down when".to_owned();
    let html = inside(Chart::Lanes(Lanes { title, end_hours: 24.0 * 180.0, groups: one, facts: Vec::new() }));
    assert!(html.contains("The higher the lane") && !html.contains('⟲') && !html.contains("Of groups"), "{html}");
    assert!(!html.contains('◆'), "{html}");
}

#[test]
fn limits_tell_by_sign_and_colour_how_bad_it_is() {
    let row = |title: &str, exceeded: f64, away_hours: Option<[f64; 3]>| Limit {
        title: title.to_owned(),
        limit_hours: 72.0,
        away_hours,
        exceeded,
    };
    let html = inside(Chart::Limits(Limits {
        title: "Tolerances".to_owned(),
        called: "tolerated",
        rows: vec![
            row("Pay", 0.9, Some([100.0, 200.0, f64::INFINITY])),
            row("Order", 0.1, Some([10.0, 20.0, 80.0])),
            row("Phone", 0.0, None),
        ],
    }));
    for said in [
        "✕ longer in 90 %",
        "▲ longer in 10 %",
        "✓ never longer",
        "to the end",
        "never away",
        "class=\"stop\"",
        "class=\"risk\"",
    ] {
        assert!(html.contains(said), "{said} in {html}");
    }
}

#[test]
fn money_flows_from_column_to_column_and_none_is_lost() {
    let flow = |column: usize, from: usize, to: usize, amount: f64| SankeyFlow { column, from, to, amount };
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let html = inside(Chart::Sankey(Sankey {
        title: "Who pays".to_owned(),
        description: "d".to_owned(),
        heads: ["Form", "Bearer", "Payer"],
        nodes: [names(&["profit", "rebuild"]), names(&["<Acme>", "Tier"]), names(&["Policy", "own"])],
        flows: vec![
            flow(0, 0, 0, 6e6),
            flow(0, 1, 0, 1e6),
            flow(0, 0, 1, 3e6),
            flow(1, 0, 0, 5e6),
            flow(1, 0, 1, 2e6),
            flow(1, 1, 1, 3e6),
        ],
    }));
    assert_eq!(html.matches("ribbon a").count(), 3);
    for said in ["&lt;Acme&gt;", "£9.00m", "£7.00m", "£5.00m"] {
        assert!(html.contains(said), "{said} in {html}");
    }
    // Every label begins at its own node and ends before the next column, on a phone of 390 px as well.
    let texts = html.split("<text ").skip(1).map(|it| it.split("</text>").next().unwrap_or_default());
    for text in texts.filter(|it| it.contains("small")) {
        let words = text.split('>').nth(1).unwrap_or_default();
        assert!(text.contains(r#"text-anchor="start""#) && words.chars().count() <= 14, "{text}");
    }
    inside(Chart::Sankey(Sankey {
        title: String::new(),
        description: String::new(),
        heads: ["", "", ""],
        nodes: Default::default(),
        flows: Vec::new(),
    }));
}

#[test]
fn long_spans_are_told_by_months_and_short_ones_by_days() {
    let start = setting().start;
    let labels = |days: f64| calendar_ticks(start, 24.0 * days, 8).into_iter().map(|it| it.1).collect::<Vec<_>>();
    assert_eq!(labels(180.0), ["Sep", "Oct", "Nov", "Dec", "2026", "Feb"]);
    assert_eq!(labels(14.0)[1], "2 Sep");
    assert_eq!(labels(365.0), ["Sep", "Nov", "2026", "Mar", "May", "Jul"]);
    let september = calendar_ticks(start, 24.0 * 180.0, 8).remove(0);
    assert_eq!(september.0, 24.0, "from 31 August, midnight");
}

#[test]
fn a_fan_holds_what_it_is_given() {
    let fan = |bands: Vec<Band>, median: Vec<f64>, twin: Vec<f64>| {
        let (title, description) = ("t".to_owned(), "d".to_owned());
        Chart::Fan(Fan {
            title,
            description,
            unit: Unit::Share,
            at_hours: vec![12.0, 36.0],
            rows_hours: vec![12.0],
            bands,
            median,
            twin,
        })
    };
    let band = Band { title: "9 in 10".to_owned(), low: vec![0.0, 0.1], high: vec![1.0, 2.0] };
    inside(fan(vec![band], vec![0.5, f64::NAN], vec![1.0, 1.0]));
    inside(fan(Vec::new(), Vec::new(), Vec::new()));
    // Where there is no number there is a gap, not a fall to nothing.
    let gap = inside(Chart::Fan(Fan {
        title: "t".to_owned(),
        description: "d".to_owned(),
        unit: Unit::Share,
        at_hours: vec![12.0, 36.0, 60.0, 84.0, 108.0],
        rows_hours: vec![12.0],
        bands: Vec::new(),
        median: vec![0.5, 0.6, f64::NAN, 0.7, 0.8],
        twin: Vec::new(),
    }));
    // One more in the key.
    assert_eq!(gap.matches("class=\"middle\"").count(), 3, "{gap}");
}

#[test]
fn bars_may_be_gains_or_nothing() {
    let bar = |low: f64, middle: f64, high: f64| Bar { title: "a".to_owned(), low, middle, high };
    let bars = |rows: Vec<Bar>| {
        Chart::Bars(Bars { title: "t".to_owned(), description: "d".to_owned(), unit: Unit::Money, rows })
    };
    inside(bars(vec![bar(-3.0, -2.0, 1.0), bar(0.0, 0.0, 0.0)]));
    inside(bars(Vec::new()));
}

#[test]
fn two_sided_bars_begin_at_the_mean_and_say_their_ends() {
    let row =
        |low: [f64; 3], high: [f64; 3]| TornadoRow {
            title: "<ERP>".to_owned(), ends: "2d → 9d".to_owned(), low, high
        };
    let drawn = |rows: Vec<TornadoRow>| {
        let (title, description) = ("t".to_owned(), "d".to_owned());
        inside(Chart::Tornado(Tornado { title, description, unit: Unit::Money, mean: 5e6, rows }))
    };
    let html = drawn(vec![row([2e6, 3e6, 4e6], [6e6, 8e6, 10e6]), row([6e6, 7e6, 8e6], [6e6, 8e6, 9e6])]);
    for words in ["£3.00m → £8.00m", "2d → 9d", "&lt;ERP&gt;", "Dark: where the input is high"] {
        assert!(html.contains(words), "{words}: {html}");
    }
    // From 1.84m to 10.16m the mean lies at 38 %: one bar ends there, the other begins there.
    let mean = 100.0 * (5.0 - 1.84) / (10.16 - 1.84);
    assert!(html.contains(&format!(r#"<rect x="{mean:.2}%""#)), "{mean}: {html}");
    // On one side of the mean each has half of the height.
    assert_eq!((html.matches(r#"height="16""#).count(), html.matches(r#"height="8""#).count()), (2, 2), "{html}");
    drawn(vec![row([5e6; 3], [5e6; 3]), row([f64::NAN; 3], [f64::INFINITY; 3])]);
    drawn(Vec::new());
}

#[test]
fn a_dot_for_each_history_lies_where_it_belongs() {
    let drawn = |dots: Vec<(f64, f64)>| {
        let (title, description) = ("t".to_owned(), "d".to_owned());
        inside(Chart::Scatter(Scatter { title, description, across: Unit::Duration, up: Unit::Money, dots }))
    };
    let svg = drawn(vec![(0.0, 0.0), (240.0, 5e6), (f64::NAN, 1.0)]);
    assert_eq!(svg.matches("h0").count(), 2, "{svg}");
    assert!(svg.contains(">10 d<") && svg.contains(">0<") && svg.contains("£4.00m"), "{svg}");
    drawn(Vec::new());
    drawn(vec![(3.0, 1e6); 2]);
}

#[test]
fn the_exceedance_curve_falls_from_one_to_zero() {
    let curve = |losses: &[f64], marks: Vec<Mark>| {
        let (title, description) = ("t".to_owned(), "d".to_owned());
        let layers = vec![Layer { from: 2.0, to: f64::INFINITY, words: "<layer>".to_owned() }];
        Chart::Exceedance(Exceedance {
            title,
            description,
            curve: Exceedance::curve(losses),
            rows: losses.to_vec(),
            marks,
            layers,
        })
    };
    let svg = inside(curve(&[3.0, 1.0, 2.0], vec![Mark { loss: 2.0, words: "half".to_owned() }]));
    assert!(svg.contains("half") && svg.contains("&lt;layer&gt;"));
    assert_eq!(Exceedance::curve(&[3.0, 1.0, 2.0, f64::NAN]).first(), Some(&(1.0, 1.0)));
    inside(curve(&[], Vec::new()));
    inside(curve(&[5.0; 3], Vec::new()));
}

#[test]
fn lines_over_return_periods_hold_their_band_and_name_each() {
    let place = |years: f64, loss: f64| CurvePlace { years, loss };
    let line = |name: &str, points: Vec<CurvePlace>| CurveLine { name: name.to_owned(), points };
    let curves = |lines: Vec<CurveLine>, band: Vec<CurveBand>, marks: &[f64]| {
        Chart::ReturnPeriods(ReturnPeriods {
            title: "t".to_owned(),
            description: "d".to_owned(),
            lines,
            band,
            band_title: "interval",
            marks: marks.to_vec(),
        })
    };
    let points = |scale: f64| vec![place(2.0, 0.0), place(50.0, 3.0 * scale), place(1000.0, 9.0 * scale)];
    let band = [(2.0, 0.0, 1.0), (50.0, 2.0, 12.0)].map(|(years, low, high)| CurveBand { years, low, high });
    let lines = vec![line("AEP", points(1.0)), line("<OEP>", points(0.5))];
    let svg = inside(curves(lines, band.to_vec(), &[2.0, 50.0, 1000.0, 5000.0]));
    assert!(svg.contains("AEP") && svg.contains("&lt;OEP&gt;") && svg.contains("wide"), "{svg}");
    assert!(svg.contains(">1,000<") && !svg.contains(">5000<"), "only what the years reach is marked");
    // A year may gain; one point is no curve.
    inside(curves(vec![line("a", vec![place(2.0, -3.0), place(5.0, 1.0)])], Vec::new(), &[2.0]));
    inside(curves(vec![line("a", vec![place(2.0, 1.0)])], Vec::new(), &[]));
    inside(curves(Vec::new(), Vec::new(), &[]));
}

#[test]
fn courses_hold_what_is_no_number() {
    let courses = |lines: Vec<Course>| {
        Chart::Courses(Courses { title: "t".to_owned(), description: "d".to_owned(), rows: vec![3], first: 3, lines })
    };
    inside(courses(vec![Course { name: "output".to_owned(), shares: vec![1.0, 0.3, f64::NAN] }]));
    inside(courses(Vec::new()));
}

#[test]
fn rows_beyond_the_fourth_are_folded_unless_only_one_is_left() {
    let bar = |at: usize| Bar { title: format!("row {at}"), low: 1.0, middle: 2.0, high: 3.0 };
    let bars = |rows: usize| {
        let (title, description) = ("t".to_owned(), "d".to_owned());
        inside(Chart::Bars(Bars { title, description, unit: Unit::Money, rows: (0..rows).map(bar).collect() }))
    };
    assert!(!bars(4).contains("<details>") && !bars(5).contains("<details>"));
    let html = bars(8);
    assert!(html.find("row 3").unwrap() < html.find("<summary>4 more</summary>").unwrap());
    assert!(html.find("<summary>").unwrap() < html.find("row 4").unwrap() && html.matches("</details>").count() == 1);
}

#[test]
fn a_limit_is_seen_on_a_bar_of_any_colour() {
    let row = Limit { title: "Pay".to_owned(), limit_hours: 24.0, away_hours: Some([1.0, 48.0, 900.0]), exceeded: 0.9 };
    let html = inside(Chart::Limits(Limits { title: "t".to_owned(), called: "tolerated", rows: vec![row] }));
    let place = |class: &str| html.find(&format!("class=\"{class}\"")).unwrap();
    assert!(place("stop") < place("clear") && place("clear") < place("limit"), "a gap, then the limit: {html}");
}

#[test]
fn rows_beside_reports_say_whether_these_lie_inside() {
    let row = |inside: Option<bool>, reported: Option<f64>| ReportedRow {
        interval: Interval {
            title: "<Cars>".to_owned(),
            description: "Modelled 1 to 3.".to_owned(),
            low: Some(1.0),
            middle: Some(2.0),
            high: None,
            reported_low: reported,
            reported_high: None,
        },
        inside,
        reported: "5".to_owned(),
        modelled: "1 – never".to_owned(),
    };
    let rows = vec![row(Some(true), Some(2.0)), row(Some(false), Some(5.0)), row(None, None)];
    let html = inside(Chart::Reported(Reported { title: "t".to_owned(), rows }));
    for said in ["✓ inside", "✕ outside", "<b>open</b>", "&lt;Cars&gt;", "reported 5; modelled 1 – never"] {
        assert!(html.contains(said), "{said} in {html}");
    }
    assert_eq!(html.matches('◆').count(), 2 + 1, "a mark for each report, and one in the key");
    inside(Chart::Reported(Reported { title: "t".to_owned(), rows: Vec::new() }));
}

#[test]
fn a_plan_shows_crews_with_their_load_two_ends_of_alternatives_and_milestones() {
    let piece =
        |start_hours: f64, end_hours: f64, or_hours: Option<f64>| PlanPiece { start_hours, end_hours, or_hours };
    let row = |pieces: Vec<PlanPiece>, dear: bool| PlanRow {
        title: "<ERP>".to_owned(),
        pieces,
        late_hours: 400.0,
        dear,
        words: "verify (40 %) or rebuild (60 %), start".to_owned(),
    };
    let rows = vec![
        row(vec![piece(24.0, 72.0, Some(240.0)), piece(240.0, 250.0, None)], true),
        row(vec![piece(30.0, f64::INFINITY, None)], false),
        row(vec![piece(f64::INFINITY, f64::INFINITY, None)], false),
    ];
    let load = Load { steps: vec![(24.0, 0.5), (72.0, 1.0), (250.0, 0.0)], mean: 0.8 };
    let mark = |title: &str, hours: [f64; 3]| Milestone { title: title.to_owned(), hours };
    let plan = Plan {
        title: "t".to_owned(),
        description: "d".to_owned(),
        investigated: Some(mark("The investigation ends", [10.0, 24.0, 48.0])),
        crews: vec![PlanCrew { title: "Servers".to_owned(), rows, load: Some(load) }],
        one_history: false,
        milestones: vec![mark("Payments", [200.0, 260.0, f64::INFINITY])],
    };
    let html = inside(Chart::Plan(plan));
    assert_eq!(html.matches("&lt;ERP&gt;").count(), 2, "what never starts is not drawn: {html}");
    assert!(html.contains("<b>! ") && html.contains("verify (40 %) or rebuild (60 %), start"), "{html}");
    assert_eq!(html.matches(r#"class="maybe""#).count(), 1, "one bar has two ends");
    assert!(html.contains("80 %") && html.contains(r#"class="band""#), "{html}");
    assert!(html.contains("The investigation ends") && html.contains("Payments") && html.contains("◆"));
    assert_eq!(html.matches(r#"class="limit""#).count(), 5, "the end of the investigation runs through every row");
    inside(Chart::Plan(Plan::default()));
}
