//! `blackstart explain`: what a problem's code means.

use crate::Done;
use crate::args::Explain;
use crate::console::Console;
use crate::failure::Failure;
use blackstart::read;
use serde_json::json;

pub(crate) fn explain(wanted: &Explain, console: &Console) -> Done {
    let Some(code) = &wanted.code else {
        return list(wanted.json, console);
    };
    let code = code.trim().to_ascii_uppercase();
    let Some(text) = read::explain(&code) else {
        return Err(Failure::Usage(format!("no problem has the code {code}; `blackstart explain` lists them all")));
    };
    if wanted.json {
        let title = read::codes().find(|(other, _)| *other == code).map(|(_, title)| title);
        return console.json(&json!({ "schema": "blackstart/explain/1", "code": code, "title": title, "text": text }));
    }
    console.data(text.trim_end())?;
    console.data("\n")
}

fn list(json: bool, console: &Console) -> Done {
    if json {
        let codes: Vec<_> = read::codes().map(|(code, title)| json!({ "code": code, "title": title })).collect();
        return console.json(&json!({ "schema": "blackstart/explain/1", "codes": codes }));
    }
    for (code, title) in read::codes() {
        console.data(&format!("{}  {title}\n", console.style().bold(code)))?;
    }
    Ok(())
}
