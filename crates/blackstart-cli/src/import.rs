//! `blackstart import`: policies of an OED cyber account file, as the model's TOML.

use crate::args::Import;
use crate::console::Console;
use crate::failure::Done;
use crate::progress::Progress;
use blackstart::jobs::{self, ImportRequest};

pub(crate) fn import(asked: &Import, console: &Console, progress: &Progress) -> Done {
    let request = ImportRequest { account: asked.account.clone(), insured: asked.insured.clone() };
    progress.answer(console, jobs::import(&request, progress), asked.json, |it, console| console.data(&it.policies))
}
