//! Moments and calendars: worked examples, and agreement with a minute-by-minute count.

use super::*;
use jiff::civil::datetime;
use proptest::prelude::*;

/// Sunday 31 August 2025.
fn sunday() -> DateTime {
    datetime(2025, 8, 31, 0, 0, 0, 0)
}

fn calendar(shifts: &[&str], off: &[&str]) -> Calendar {
    Calendar::new(
        shifts.iter().flat_map(|text| shift(text).unwrap()).collect(),
        off.iter().map(|text| days_off(text).unwrap()).collect(),
    )
}

fn wrong<T: std::fmt::Debug>(text: &str, read: Result<T, Complaint>) -> String {
    let complaint = read.unwrap_err();
    format!("{text:28} {:?} at [{}]: {complaint}", complaint.what, &text[complaint.at..complaint.at + complaint.len])
}

#[test]
fn moments_are_civil_and_a_date_is_its_midnight() {
    assert_eq!(moment("2025-08-31"), Ok(sunday()));
    assert_eq!(moment(" 2025-08-31T18:00 "), Ok(datetime(2025, 8, 31, 18, 0, 0, 0)));
    assert_eq!(moment("2025-08-31 18:00:30"), Ok(datetime(2025, 8, 31, 18, 0, 30, 0)));
    // As the TOML reader writes its own dates.
    let toml: toml::Table = "a = 2025-08-31T18:00:00\nb = 2025-08-31".parse().unwrap();
    assert_eq!(moment(&toml["a"].to_string()), Ok(datetime(2025, 8, 31, 18, 0, 0, 0)));
    assert_eq!(moment(&toml["b"].to_string()), Ok(sunday()));
    assert_eq!(hours_between(sunday(), datetime(2025, 10, 8, 6, 30, 0, 0)), 38.0 * 24.0 + 6.5);
    assert_eq!(moment_after(sunday(), 38.0 * 24.0 + 6.5), Some(datetime(2025, 10, 8, 6, 30, 0, 0)));
    assert_eq!(moment_after(sunday(), f64::INFINITY), None);
    assert_eq!(moment_after(sunday(), f64::NAN), None);
}

#[test]
fn scenario_moments_count_from_the_start() {
    assert_eq!(hours_from("2d", sunday()), Ok(48.0));
    assert_eq!(hours_from("2025-09-02", sunday()), Ok(48.0));
    assert_eq!(hours_from("2025-08-30T12:00", sunday()), Ok(-12.0));
    assert_eq!(hours_from("0", sunday()), Ok(0.0));
    assert_eq!(hours_from("forever", sunday()), Ok(f64::INFINITY));
    assert_eq!(
        uncertain_hours_from("pert(2025-09-01, 2d, 2025-09-05T12:00)", sunday()),
        Ok(Uncertain::Pert { low: 24.0, mode: 48.0, high: 132.0 })
    );
}

#[test]
fn shifts_wrap_over_midnight_and_over_the_week() {
    assert_eq!(calendar(&["Mon-Fri 06:00-22:00"], &[]).hours_per_week(), 80.0);
    assert_eq!(shift("Sat 06:00-14:00"), Ok(vec![(126.0, 134.0)]));
    assert_eq!(shift("Sun 22:00-06:00"), Ok(vec![(166.0, 174.0)]));
    assert_eq!(shift("Monday,wed 6:30–7:00"), Ok(vec![(6.5, 7.0), (54.5, 55.0)]));
    assert_eq!(shift("Fri-Mon 00:00-24:00").unwrap().len(), 4);
    // Nights meet days: one span.
    let both = calendar(&["Mon-Fri 06:00-22:00", "Mon-Fri 22:00-06:00", "Tue 08:00-09:00"], &[]);
    assert_eq!(both.shifts, vec![(6.0, 126.0)]);
    assert_eq!(calendar(&["Mon-Sun 00:00-24:00"], &[]).shifts, vec![(0.0, 168.0)]);
    let off =
        calendar(&["Mon-Sun 00:00-24:00"], &["2025-12-24..2026-01-01", "2025-12-31..2026-01-02", "2025-05-01"]).off;
    assert_eq!(
        off,
        vec![
            (datetime(2025, 5, 1, 0, 0, 0, 0), datetime(2025, 5, 2, 0, 0, 0, 0)),
            (datetime(2025, 12, 24, 0, 0, 0, 0), datetime(2026, 1, 3, 0, 0, 0, 0)),
        ]
    );
}

#[test]
fn mistakes_name_the_place_and_the_way_out() {
    let moments = [
        "",
        "2025",
        "2025-8-31",
        "31.08.2025",
        "2025-02-30",
        "0025-01-01",
        "2025-08-31T25:00",
        "2025-08-31T18:00Z",
        "2025-08-31T18",
        "2025-08-31x",
        "2025-08-31T18:00:00.1234567890",
        "２０２５-08-31",
    ]
    .map(|text| wrong(text, moment(text)));
    let hours = ["2 dayz", "08/31/2025", "12:30"].map(|text| wrong(text, hours_from(text, sunday())));
    let shifts = [
        "",
        "Mon-Fri",
        "Mnday 06:00-14:00",
        "Mon 06:00",
        "Mon 06:00-06:00",
        "Mon 25:00-26:00",
        "Mon 24:00-06:00",
        "06:00-14:00",
        "Mon-Fri 6-14",
        "Mon,,Tue 06:00-07:00",
    ]
    .map(|text| wrong(text, shift(text)));
    let off = ["2025-12-24..2025-12-23", "2025-12-24..", "Christmas"].map(|text| wrong(text, days_off(text)));
    insta::assert_snapshot!([&moments[..], &hours, &shifts, &off].concat().join("\n"), @r#"
                                 NotAMoment at []: nothing is written here; write a date such as 2025-08-31 or a moment such as 2025-08-31T18:00
    2025                         NotAMoment at [2025]: this is not a date; write a date such as 2025-08-31 or a moment such as 2025-08-31T18:00
    2025-8-31                    NotAMoment at [2025-8-31]: this is not a date; write a date such as 2025-08-31 or a moment such as 2025-08-31T18:00
    31.08.2025                   NotAMoment at [31.08.2025]: this is not a date; write a date such as 2025-08-31 or a moment such as 2025-08-31T18:00
    2025-02-30                   NotAMoment at [2025-02-30]: there is no such day; check month and day
    0025-01-01                   OutOfRange at [0025-01-01]: the year is not between 1900 and 2200; write a date such as 2025-08-31 or a moment such as 2025-08-31T18:00
    2025-08-31T25:00             NotAMoment at [25:00]: there is no such time of day; write 00:00 to 23:59:59
    2025-08-31T18:00Z            NotAMoment at [Z]: moments carry no time zone: they are local time at the company; leave the zone out
    2025-08-31T18                NotAMoment at [18]: this is not a time of day; write 18:00 or 18:00:30
    2025-08-31x                  NotAMoment at [2025-08-31x]: a time must follow the date, or nothing; write a date such as 2025-08-31 or a moment such as 2025-08-31T18:00
    2025-08-31T18:00:00.1234567890 NotAMoment at [18:00:00.1234567890]: this is not a time of day; write 18:00 or 18:00:30
    ２０２５-08-31                   NotAMoment at [２０２５-08-31]: this is not a date; write a date such as 2025-08-31 or a moment such as 2025-08-31T18:00
    2 dayz                       UnknownUnit { did_you_mean: Some("days") } at [dayz]: unknown unit `dayz`; did you mean `days`?
    08/31/2025                   NotAMoment at [08/31/2025]: this is not a date; write a date such as 2025-08-31 or a moment such as 2025-08-31T18:00
    12:30                        NotAMoment at [12:30]: this is not a date; write a date such as 2025-08-31 or a moment such as 2025-08-31T18:00
                                 NotAShift at []: a shift needs hours; write days and hours such as "Mon-Fri 06:00-22:00" or "Sat 06:00-14:00"
    Mon-Fri                      NotAShift at [Mon-Fri]: a shift needs hours; write days and hours such as "Mon-Fri 06:00-22:00" or "Sat 06:00-14:00"
    Mnday 06:00-14:00            UnknownUnit { did_you_mean: Some("monday") } at [Mnday]: `Mnday` is not a day of the week; did you mean `monday`?
    Mon 06:00                    NotAShift at [06:00]: a shift needs a start and an end; write days and hours such as "Mon-Fri 06:00-22:00" or "Sat 06:00-14:00"
    Mon 06:00-06:00              NotAShift at [06:00-06:00]: the shift begins when it ends; write 00:00-24:00 for day and night
    Mon 25:00-26:00              NotAShift at [25:00]: this is not a time of day; write hours and minutes such as 06:00
    Mon 24:00-06:00              NotAShift at [24:00-06:00]: the shift begins when it ends; write 00:00-24:00 for day and night
    06:00-14:00                  UnknownUnit { did_you_mean: None } at []: a day is missing here; write days and hours such as "Mon-Fri 06:00-22:00" or "Sat 06:00-14:00"
    Mon-Fri 6-14                 NotAShift at [6]: this is not a time of day; write hours and minutes such as 06:00
    Mon,,Tue 06:00-07:00         UnknownUnit { did_you_mean: None } at []: a day is missing here; write days and hours such as "Mon-Fri 06:00-22:00" or "Sat 06:00-14:00"
    2025-12-24..2025-12-23       Order at [2025-12-24..2025-12-23]: the last day off is before the first; write first..last
    2025-12-24..                 NotAMoment at []: this is not a date; write a date such as 2025-08-31 or a moment such as 2025-08-31T18:00
    Christmas                    NotAMoment at [Christmas]: this is not a date; write a date such as 2025-08-31 or a moment such as 2025-08-31T18:00
    "#);
}

#[test]
fn work_is_done_in_open_time_only() {
    // Two shifts Monday to Friday; start on Sunday midnight, Monday is a day off.
    let clock = calendar(&["Mon-Fri 06:00-22:00"], &["2025-09-01"]).counted_from(sunday());
    assert!(!clock.open_at(0.0));
    assert_eq!(clock.next_open(0.0), 54.0);
    assert!(clock.open_at(54.0) && !clock.open_at(70.0));
    assert_eq!(clock.next_change(0.0), 54.0);
    assert_eq!(clock.next_change(54.0), 70.0);
    assert_eq!(clock.working_hours_between(0.0, 168.0), 64.0);
    // Ten hours from Sunday: Tuesday 06:00 to 16:00.
    assert_eq!(clock.finish(0.0, 10.0), 64.0);
    // Exactly a shift ends with the shift, a breath more takes the next.
    assert_eq!(clock.finish(0.0, 16.0), 70.0);
    assert_eq!(clock.finish(0.0, 16.5), 78.5);
    // Four days of sixteen hours: Friday 22:00; one hour more: Monday 07:00.
    assert_eq!(clock.finish(0.0, 64.0), 142.0);
    assert_eq!(clock.finish(0.0, 65.0), 24.0 * 8.0 + 7.0);
    // Friday 21:00, the week before the day off: one hour left, the rest on Tuesday.
    assert_eq!(clock.finish(-27.0, 2.0), 55.0);
    assert_eq!(clock.finish(-27.0, 1.0), -26.0);
    assert_eq!(clock.finish(3.0, 0.0), 3.0);
    assert_eq!(clock.finish(3.0, f64::INFINITY), f64::INFINITY);
}

#[test]
fn a_calendar_without_shifts_never_opens_and_one_without_gaps_always() {
    let never = calendar(&[], &["2025-09-01"]).counted_from(sunday());
    assert_eq!(never.next_open(0.0), f64::INFINITY);
    assert_eq!(never.finish(0.0, 1.0), f64::INFINITY);
    assert_eq!(never.working_hours_between(0.0, f64::INFINITY), 0.0);
    assert_eq!(never.step_weights(0.0, 24.0, 2), vec![0.0, 0.0]);
    assert!(!never.open_at(5.0));
    assert_eq!(never.next_change(5.0), f64::INFINITY);
    let always = Clock::always();
    assert_eq!(always.finish(0.1, 1000.3), 0.1 + 1000.3);
    assert_eq!(always.next_change(0.0), f64::INFINITY);
    assert_eq!(always.step_weights(-5.0, 24.0, 3), vec![1.0; 3]);
}

#[test]
fn step_weights_average_one_over_a_normal_week_and_days_off_are_not_made_up() {
    let clock = calendar(&["Mon-Fri 06:00-22:00", "Sat 06:00-14:00"], &["2025-09-01"]).counted_from(sunday());
    let weights = clock.step_weights(-168.0, 24.0, 15);
    // Sunday, Monday, …: 0, 16, 16, 16, 16, 16, 8 hours of a mean of 88/7.
    let day = |hours: f64| hours / (88.0 / 7.0);
    let week = [0.0, 16.0, 16.0, 16.0, 16.0, 16.0, 8.0].map(day);
    assert!(weights[..7].iter().zip(week).all(|(a, b)| (a - b).abs() < 1e-12));
    assert!((weights[..7].iter().sum::<f64>() - 7.0).abs() < 1e-12);
    assert_eq!(weights[8], 0.0);
    assert_eq!(weights[9].to_bits(), weights[2].to_bits());
    // By the hour: open or not.
    let hours = clock.step_weights(48.0, 1.0, 24);
    assert_eq!(hours.iter().filter(|weight| **weight > 0.0).count(), 16);
    // By the week: a normal one is one.
    assert_eq!(clock.step_weights(168.0, 168.0, 2), vec![1.0, 1.0]);
}

#[test]
fn a_night_shift_belongs_to_the_day_on_which_it_begins() {
    // From Monday 2 March 2026, Friday is a day off.
    let monday = datetime(2026, 3, 2, 0, 0, 0, 0);
    let nights = calendar(&["Mon-Fri 22:00-06:00"], &["2026-03-06"]);
    assert_eq!(nights.off, vec![(datetime(2026, 3, 6, 6, 0, 0, 0), datetime(2026, 3, 7, 6, 0, 0, 0))]);
    let clock = nights.counted_from(monday);
    // Thursday's night is whole, Friday's is off: Monday 22:00 is the next.
    assert_eq!(clock.working_hours_between(0.0, 168.0), 4.0 * 8.0);
    assert_eq!(clock.finish(8.0, 30.0), 100.0);
    assert_eq!(clock.finish(8.0, 32.0), 102.0);
    assert_eq!(clock.next_open(102.0), 168.0 + 22.0);
    // A day shift that begins before the night's end is worked whether the night is or not.
    let both = calendar(&["Mon-Fri 22:00-06:00", "Sat 05:00-13:00"], &["2026-03-06"]).counted_from(monday);
    assert_eq!(both.next_open(102.0), 125.0);
    assert_eq!(both.finish(102.0, 8.0), 133.0);
    // Sunday's night runs into the next week; the Monday off does not end it.
    let sundays = calendar(&["Sun-Mon 22:00-06:00"], &["2026-03-09"]).counted_from(monday);
    assert_eq!(sundays.working_hours_between(0.0, 14.0 * 24.0), 6.0 + 8.0 + 8.0 + 2.0);
    assert_eq!(sundays.next_change(166.0), 174.0);
}

#[test]
fn a_shift_keeps_its_length_where_clocks_change() {
    // Clocks go forward in most of Europe on Sunday 29 March 2026 and back on 25 October; civil days have 24 hours all the same.
    for saturday in [datetime(2026, 3, 28, 0, 0, 0, 0), datetime(2026, 10, 24, 0, 0, 0, 0)] {
        let clock = calendar(&["Sat-Sun 22:00-06:00"], &[]).counted_from(saturday);
        assert_eq!(clock.working_hours_between(6.0, 48.0), 8.0 + 2.0);
        assert_eq!(clock.finish(22.0, 8.0), 30.0);
        assert_eq!(moment_after(saturday, 30.0).unwrap().hour(), 6);
    }
}

/// Shifts, some over the end of the week, and days off, on whole quarters of an hour.
type Written = (Vec<(f64, f64)>, Vec<(DateTime, DateTime)>);

fn any_written() -> impl Strategy<Value = Written> {
    let span = (0..671_u32, 1..200_u32).prop_map(|(from, len)| (f64::from(from) / 4.0, f64::from(from + len) / 4.0));
    let off = (-40..40_i64, 1..5_i64).prop_map(|(from, days)| {
        let day = |days: i64| sunday().checked_add(jiff::SignedDuration::from_hours(24 * days)).unwrap();
        (day(from), day(from + days))
    });
    (proptest::collection::vec(span, 1..6), proptest::collection::vec(off, 0..5))
}

fn any_calendar() -> impl Strategy<Value = Calendar> {
    any_written().prop_map(|(shifts, off)| Calendar::new(shifts, off))
}

proptest! {
    #[test]
    fn the_clock_agrees_with_a_count_of_quarter_hours(
        (shifts, off) in any_written(),
        start_quarters in 0..700_i64,
        from in -3000..3000_i32,
        work in 1..2000_u32,
    ) {
        let start = sunday().checked_add(jiff::SignedDuration::from_mins(15 * start_quarters)).unwrap();
        let clock = Calendar::new(shifts.clone(), off.clone()).counted_from(start);
        // Slow and obvious: is the quarter that begins at `quarter` within a shift of this week or the one before that does not begin on a day off?
        let open = |quarter: i64| {
            let moment = start.checked_add(jiff::SignedDuration::from_mins(15 * quarter)).unwrap();
            let day = f64::from(moment.date().weekday().to_monday_zero_offset());
            let within = 24.0 * day + f64::from(moment.hour()) + f64::from(moment.minute()) / 60.0;
            shifts.iter().flat_map(|&(from, to)| [(from, to), (from - 168.0, to - 168.0)]).any(|(from, to)| {
                let ago = jiff::SignedDuration::from_mins(((within - from) * 60.0) as i64);
                let begun = moment.checked_sub(ago).unwrap();
                from <= within && within < to && !off.iter().any(|(first, end)| *first <= begun && begun < *end)
            })
        };
        let from = i64::from(from);
        let hours = |quarter: i64| quarter as f64 / 4.0;
        prop_assert_eq!(clock.open_at(hours(from)), open(from));
        let mut quarter = from;
        while !open(quarter) {
            quarter += 1;
        }
        prop_assert_eq!(clock.next_open(hours(from)), hours(quarter));
        if let Some(change) = (from + 1..from + 8000).find(|quarter| open(*quarter) != open(from)) {
            prop_assert_eq!(clock.next_change(hours(from)), hours(change));
        }
        let mut left = work;
        let mut quarter = from;
        while left > 0 {
            left -= u32::from(open(quarter));
            quarter += 1;
        }
        let finish = clock.finish(hours(from), f64::from(work) / 4.0);
        prop_assert!((finish - hours(quarter)).abs() < 1e-8, "{} {}", finish, hours(quarter));
        let worked = clock.working_hours_between(hours(from), finish);
        prop_assert!((worked - f64::from(work) / 4.0).abs() < 1e-8);
    }

    #[test]
    fn finishing_and_counting_are_inverse_at_any_moment(
        calendar in any_calendar(), from in -800.0..800.0_f64, work in 0.0..900.0_f64, more in 0.0..900.0_f64,
    ) {
        let clock = calendar.counted_from(sunday());
        let finish = clock.finish(from, work);
        prop_assert!(finish >= from);
        prop_assert!((clock.working_hours_between(from, finish) - work).abs() < 1e-8);
        // Work cut in two takes as long as in one piece.
        let whole = clock.finish(from, work + more);
        prop_assert!((clock.finish(finish, more) - whole).abs() < 1e-7 || more < 1e-7);
        let weights = clock.step_weights(from, 6.0, 40);
        let total: f64 = weights.iter().sum::<f64>() * calendar.hours_per_week() / 28.0;
        prop_assert!((total - clock.working_hours_between(from, from + 240.0)).abs() < 1e-8);
    }

    #[test]
    fn no_text_panics(text in prop_oneof![
        any::<String>(),
        "[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9:.Z+é]{0,12})?(\\.\\.[0-9-]{0,12})?",
        "(Mon|Tue|Sunday|é|x)?[-–, ]?(Fri|Sat)? ?[0-9:]{0,6}[-–]?[0-9:]{0,6}",
    ]) {
        let places = [
            moment(&text).err(),
            hours_from(&text, sunday()).err(),
            uncertain_hours_from(&text, sunday()).err(),
            shift(&text).err(),
            days_off(&text).err(),
        ];
        for complaint in places.into_iter().flatten() {
            prop_assert!(text.get(complaint.at..complaint.at + complaint.len).is_some(), "{:?}", complaint);
        }
        if let Ok(spans) = shift(&text) {
            prop_assert!(spans.iter().all(|(from, to)| 0.0 <= *from && from < to && *to <= WEEK));
        }
    }
}
