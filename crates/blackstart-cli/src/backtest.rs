//! `blackstart backtest`: holds models against what really happened, and scores them.

use crate::args::Backtest;
use crate::console::Console;
use crate::failure::Done;
use crate::progress::Progress;
use blackstart::jobs::{self, BacktestRequest};
use blackstart::report::backtest_terminal;

pub(crate) fn backtest(asked: &Backtest, console: &Console, progress: &Progress) -> Done {
    let request = BacktestRequest { folders: asked.folders.clone(), sampling: asked.luck.sampling() };
    progress.answer(console, jobs::backtest(&request, progress), asked.json, |it, console| {
        console.data(&backtest_terminal(&it.scoreboard, console.style()))
    })
}
