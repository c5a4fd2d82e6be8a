//! Project tasks: `cargo xtask ci` is what continuous integration runs.

mod ci;

use std::process::ExitCode;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let result = match words.as_slice() {
        ["ci"] => ci::all(),
        ["ci", steps @ ..] => ci::some(steps),
        _ => Err(format!("usage: cargo xtask ci [{}]", ci::names().join("|"))),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            say(&message);
            ExitCode::FAILURE
        }
    }
}

/// The one place that prints.
#[allow(clippy::print_stderr)]
fn say(line: &str) {
    eprintln!("{line}");
}
