//! Project tasks: `cargo xtask ci` is what continuous integration runs, `example` writes an example's tables, `bless` expected results and the list of fields.

mod ci;
mod jlr;

use std::process::ExitCode;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let result = match words.as_slice() {
        ["ci"] => ci::all(),
        ["ci", steps @ ..] => ci::some(steps),
        ["example", "jlr-2025"] => jlr::write(&root(), false).map(|summary| say(summary.trim_end())),
        ["bless"] => ci::bless(),
        _ => Err(format!(
            "usage: cargo xtask ci [{}]\n       cargo xtask example jlr-2025\n       cargo xtask bless",
            ci::names().join("|")
        )),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            say(&message);
            ExitCode::FAILURE
        }
    }
}

/// The workspace's folder.
fn root() -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The one place that prints.
#[allow(clippy::print_stderr)]
fn say(line: &str) {
    eprintln!("{line}");
}
