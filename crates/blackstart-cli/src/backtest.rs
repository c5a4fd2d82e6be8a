//! `blackstart backtest`: holds models against what really happened, and scores them.

use crate::args::Backtest;
use crate::console::Console;
use crate::failure::Done;
use crate::progress::Progress;
use blackstart::jobs::{self, BacktestRequest};
use blackstart::report::backtest_terminal;

pub(crate) fn backtest(asked: &Backtest, console: &Console, progress: &Progress) -> Done {
    let request = BacktestRequest { folders: asked.folders.clone(), sampling: asked.luck.sampling() };
    let done = jobs::backtest(&request, progress).and_then(|it| match &asked.html {
        Some(file) => jobs::backtest_page(&it, file).map(|()| it),
        None => Ok(it),
    });
    progress.answer(console, done, asked.json, |it, console| {
        console.data(&backtest_terminal(&it.scoreboard, console.style()))
    })
}
