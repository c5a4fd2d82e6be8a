//! The blackstart command: parses what is asked for, has it done, prints the answer.

mod args;
mod attack;
mod backtest;
mod check;
mod compare;
mod completions;
mod console;
mod convert;
mod curve;
mod explain;
mod export;
mod failure;
mod import;
mod init;
mod man;
mod merge;
mod network;
mod priors;
mod progress;
mod rank;
mod report;
mod restart;
mod run;
mod schema;
mod serve;
mod shard;
mod spof;

use args::Command;
use console::Console;
use progress::Progress;
use std::process::ExitCode;

fn main() -> ExitCode {
    quiet_guarded_panics();
    let console = Console::new();
    let progress = Progress::new(&console);
    let done = match args::parse() {
        Command::Check(asked) => check::check(&asked, &console, &progress),
        Command::Explain(asked) => explain::explain(&asked, &console),
        Command::Schema(asked) => schema::schema(&asked, &console),
        Command::Init(asked) => init::init(&asked, &console, &progress),
        Command::Convert(asked) => convert::convert(&asked, &console, &progress),
        Command::Run(asked) => run::run(&asked, &console, progress.stoppable()),
        Command::Attack(asked) => attack::attack(&asked, &console, progress.stoppable()),
        Command::Backtest(asked) => backtest::backtest(&asked, &console, progress.stoppable()),
        Command::Rank(asked) => rank::rank(&asked, &console, progress.stoppable()),
        Command::Spof(asked) => spof::spof(&asked, &console, progress.stoppable()),
        Command::Compare(asked) => compare::compare(&asked, &console, progress.stoppable()),
        Command::Restart(asked) => restart::restart(&asked, &console, progress.stoppable()),
        Command::Curve(asked) => curve::curve(&asked, &console, progress.stoppable()),
        Command::Export(asked) => export::export(&asked, &console, &progress),
        Command::Import(asked) => import::import(&asked, &console, &progress),
        Command::Priors(asked) => priors::priors(&asked, &console),
        Command::Shard(asked) => shard::shard(&asked, &console, progress.stoppable()),
        Command::Merge(asked) => merge::merge(&asked, &console, &progress),
        Command::Report(asked) => report::report(&asked, &console, &progress),
        Command::Network(asked) => network::network(&asked, &console, &progress),
        Command::Serve(asked) => serve::serve(&asked, &console),
        Command::Completions(asked) => completions::completions(&asked, &console),
        Command::Man(asked) => man::man(&asked, &console),
    };
    match done.and_then(|()| console.finish()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(stop) => console.stop(stop, progress.signal()),
    }
}

/// A panic that is told as an error of the file being read is not printed.
fn quiet_guarded_panics() {
    let print = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !blackstart::store::is_guarded() {
            print(panic);
        }
    }));
}
