//! The blackstart command: reads what is wanted, does it, says what came of it.

mod args;
mod attack;
mod check;
mod compare;
mod completions;
mod console;
mod curve;
mod explain;
mod export;
mod failure;
mod import;
mod init;
mod man;
mod merge;
mod network;
mod play;
mod priors;
mod progress;
mod report;
mod restart;
mod run;
mod schema;
mod shard;
mod world;

use args::Command;
use console::Console;
use failure::Failure;
use std::process::ExitCode;

fn main() -> ExitCode {
    quiet_guarded_panics();
    let console = Console::new();
    let done = match args::parse() {
        Command::Check(wanted) => check::check(&wanted, &console),
        Command::Explain(wanted) => explain::explain(&wanted, &console),
        Command::Schema(wanted) => schema::schema(&wanted, &console),
        Command::Init(wanted) => init::init(&wanted, &console),
        Command::Run(wanted) => run::run(&wanted, &console),
        Command::Attack(wanted) => attack::attack(&wanted, &console),
        Command::Compare(wanted) => compare::compare(&wanted, &console),
        Command::Restart(wanted) => restart::restart(&wanted, &console),
        Command::Curve(wanted) => curve::curve(&wanted, &console),
        Command::Export(wanted) => export::export(&wanted, &console),
        Command::Import(wanted) => import::import(&wanted, &console),
        Command::Priors(wanted) => priors::priors(&wanted, &console),
        Command::Shard(wanted) => shard::shard(&wanted, &console),
        Command::Merge(wanted) => merge::merge(&wanted, &console),
        Command::Report(wanted) => report::report(&wanted, &console),
        Command::Network(wanted) => network::network(&wanted, &console),
        Command::Completions(wanted) => completions::completions(&wanted, &console),
        Command::Man(wanted) => man::man(&wanted, &console),
    };
    match done.and_then(|()| console.finish()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.tell(&console),
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

/// What every command returns.
type Done = Result<(), Failure>;
