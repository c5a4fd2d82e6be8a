//! `blackstart attack`: many races of a scenario's attack; or the library of techniques.

use crate::args::Attack;
use crate::console::Console;
use crate::failure::Done;
use crate::progress::Progress;
use blackstart::jobs::{self, AttackRequest};
use blackstart::read::library;
use blackstart::report::{attack_terminal, library_terminal};

pub(crate) fn attack(asked: &Attack, console: &Console, progress: &Progress) -> Done {
    let Some(folder) = asked.model.as_ref().filter(|_| !asked.library) else {
        return console.show(&jobs::library(), asked.json, |_, console| {
            console.data(&library_terminal(library(), console.style()))
        });
    };
    let request =
        AttackRequest { model: folder.clone(), scenario: asked.scenario.clone(), sampling: asked.luck.sampling() };
    progress.answer(console, jobs::attack(&request, progress), asked.json, |it, console| {
        console.data(&attack_terminal(&it.attack, console.style()))
    })
}
