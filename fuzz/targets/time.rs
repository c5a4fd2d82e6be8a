//! Moments, shifts and days off: no text panics, and a calendar made of any of them answers in finite time and to itself.
#![no_main]

use blackstart_model::time::{Calendar, days_off, hours_from, moment, shift, uncertain_hours_from};
use libfuzzer_sys::fuzz_target;

// Line by line: shifts, days off and moments in any order; the last moment is the start.
fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let (mut shifts, mut off) = (Vec::new(), Vec::new());
    let Ok(mut start) = moment("2025-08-31") else { return };
    let mut hours = vec![0.0, 1.5];
    for line in text.lines().take(50) {
        let _ = uncertain_hours_from(line, start);
        hours.extend(hours_from(line, start).ok());
        start = moment(line).unwrap_or(start);
        shifts.extend(shift(line).unwrap_or_default());
        off.extend(days_off(line).ok());
    }
    let calendar = Calendar::new(shifts, off);
    assert!(calendar.hours_per_week() <= 168.0);
    let clock = calendar.counted_from(start);
    for &from in &hours {
        for &work in &hours {
            let end = clock.finish(from, work);
            assert!(end >= from);
            if end.is_finite() && work > 0.0 {
                assert!((clock.working_hours_between(from, end) - work).abs() < 1e-7, "{from} {work} {end}");
            }
        }
        let open = clock.next_open(from);
        assert!(open >= from && (open.is_infinite() || clock.open_at(open)));
        assert!(clock.next_change(from) > from || from.is_infinite());
    }
});
