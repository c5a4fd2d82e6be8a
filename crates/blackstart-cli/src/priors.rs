//! `blackstart priors`: how long it took others to come back.

use crate::Done;
use crate::args::Priors;
use crate::console::Console;
use blackstart::read;
use serde_json::{Value, json};

pub(crate) fn priors(asked: &Priors, console: &Console) -> Done {
    let all = read::priors();
    if asked.json {
        let incident = |it: &read::Incident| json!({ "name": it.name, "days": it.days, "source": it.source });
        let prior = |it: &read::Prior| -> Value {
            let incidents: Vec<Value> = it.incidents.iter().map(incident).collect();
            json!({ "id": it.id, "title": it.title, "value": it.text, "incidents": incidents })
        };
        let priors: Vec<Value> = all.iter().map(prior).collect();
        return console.json(&json!({ "schema": "blackstart/priors/1", "priors": priors }));
    }
    let mut out = String::new();
    for prior in &all {
        out += &format!("{}  {}\n  \"{}\"\n", console.style().bold(&prior.id), prior.title, prior.text);
        for it in &prior.incidents {
            out += &format!("  {:>5} d  {:28} {}\n", it.days, it.name, console.style().dim(&it.source));
        }
        out.push('\n');
    }
    console.data(&out)
}
