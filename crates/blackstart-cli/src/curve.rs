//! `blackstart curve`: years simulated from finished runs, and the loss curve before and after insurance.

use crate::args::Curve;
use crate::console::Console;
use crate::failure::Done;
use crate::progress::Progress;
use blackstart::jobs::{self, CurveRequest};
use blackstart::report;

pub(crate) fn curve(asked: &Curve, console: &Console, progress: &Progress) -> Done {
    let request = CurveRequest { calendar: asked.calendar.wanted(), html: asked.html.clone() };
    progress.answer(console, jobs::curve(&request, progress), asked.json, |it, console| {
        console.data(&report::years(&it.curve, console.style()))
    })
}
