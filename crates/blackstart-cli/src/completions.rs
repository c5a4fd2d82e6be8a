//! `blackstart completions`: what a shell can complete.

use crate::args::{Completions, command_line};
use crate::console::Console;
use crate::failure::Done;
use blackstart::jobs::Failure;

pub(crate) fn completions(asked: &Completions, console: &Console) -> Done {
    let mut script = Vec::new();
    clap_complete::generate(asked.shell, &mut command_line(), "blackstart", &mut script);
    let script = String::from_utf8(script).map_err(|error| Failure::System(error.to_string()))?;
    console.data(&script)
}
