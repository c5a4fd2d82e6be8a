//! `blackstart priors`: how long it took others to come back.

use crate::args::Priors;
use crate::console::Console;
use crate::failure::Done;
use blackstart::jobs::{self, PriorsAnswer};

pub(crate) fn priors(asked: &Priors, console: &Console) -> Done {
    console.show(&jobs::priors(), asked.json, tell)
}

fn tell(it: &PriorsAnswer, console: &Console) -> Done {
    let style = console.style();
    let mut out = String::new();
    for prior in &it.priors {
        out += &format!("{}  {}\n  \"{}\"\n", style.bold(&prior.id), prior.title, prior.value);
        for it in &prior.incidents {
            out += &format!("  {:>5} d  {:28} {}\n", it.days, it.name, style.dim(&it.source));
        }
        out.push('\n');
    }
    console.data(&out)
}
