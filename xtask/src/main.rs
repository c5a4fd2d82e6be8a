//! Project tasks: `cargo xtask ci` is what continuous integration runs; the usage below names the others.

mod bench;
mod ci;
mod dist;
mod fuzz;
mod jlr;
mod oldest;

use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask ci [CHECK…]                   every check, or those named
       cargo xtask ci --without CHECK…           every check but those named
       cargo xtask fuzz [--seconds N] [TARGET…]  build the fuzz targets and run each, for 60 s unless said otherwise
       cargo xtask bench [BENCH…]                run benches at full size and keep what they print in benches/runs
       cargo xtask dist [--target T] [--out DIR] build an archive to hand out, static on Linux, in target/dist
       cargo xtask msrv                          build with the oldest Rust that Cargo.toml declares
       cargo xtask bless                         write the expected results of examples, and the list of fields
       cargo xtask example jlr-2025              write the example's tables";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let result = match words.as_slice() {
        ["ci"] => ci::all(),
        ["ci", "--without", checks @ ..] => ci::without(checks),
        ["ci", checks @ ..] => ci::some(checks),
        ["fuzz", words @ ..] => fuzz::asked(words),
        ["bench", names @ ..] => bench::run(names),
        ["dist", words @ ..] => dist::asked(words),
        ["msrv"] => oldest::check(),
        ["bless"] => ci::bless(),
        ["example", "jlr-2025"] => jlr::write(&root(), false).map(|summary| say(summary.trim_end())),
        _ => Err(format!("{USAGE}\nchecks: {}", ci::names().join(", "))),
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
