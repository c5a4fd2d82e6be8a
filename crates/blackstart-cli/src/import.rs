//! `blackstart import`: a model of a company's own tables, an attack of a directory, or policies of an OED cyber account file.

use crate::args::{Import, ImportBloodhound, ImportCommand, ImportCompany, ImportOed};
use crate::console::Console;
use crate::failure::Done;
use crate::progress::Progress;
use blackstart::jobs::{
    self, ImportBloodhoundAnswer, ImportBloodhoundRequest, ImportCompanyAnswer, ImportCompanyRequest, ImportRequest,
    ImportedChange, ImportedMatch, ImportedPassed, ImportedTable, SystemMatch,
};
use blackstart::report::{plain, problems};

/// Most lines of a list; the rest is in the files.
const MOST: usize = 12;

pub(crate) fn import(asked: &Import, console: &Console, progress: &Progress) -> Done {
    match &asked.command {
        ImportCommand::Company(asked) => company(asked, console, progress),
        ImportCommand::Bloodhound(asked) => bloodhound(asked, console, progress),
        ImportCommand::Oed(asked) => oed(asked, console, progress),
    }
}

fn oed(asked: &ImportOed, console: &Console, progress: &Progress) -> Done {
    let request = ImportRequest { account: asked.account.clone(), insured: asked.insured.clone() };
    progress.answer(console, jobs::import(&request, progress), asked.json, |it, console| console.data(&it.policies))
}

fn company(asked: &ImportCompany, console: &Console, progress: &Progress) -> Done {
    let request = ImportCompanyRequest {
        files: asked.files.clone(),
        map: asked.map.clone(),
        dry_run: asked.dry_run,
        out: asked.out.clone(),
    };
    progress.answer(console, jobs::import_company(&request, progress), asked.json, tell)
}

fn tell(it: &ImportCompanyAnswer, console: &Console) -> Done {
    console.data(&problems(&it.found.problems, it.found.omitted, console.style()))?;
    if !it.found.is_empty() {
        console.data("\n")?;
    }
    for table in &it.tables {
        let sure = sure(table.confidence);
        console.line(&format!(
            "{}: {}, taken for {}{sure}",
            table.table,
            counted(table.rows, "row", "rows"),
            table.kind
        ))?;
        if it.folder.is_none() {
            columns(table, console)?;
        }
    }
    for relation in &it.relations {
        let sure = sure(relation.confidence);
        console.line(&format!("relation {}: {}, {} times{sure}", relation.kind, relation.effect, relation.count))?;
    }
    some(&it.passed_over.iter().map(passed_over).collect::<Vec<_>>(), "more in assumptions.xlsx", console)?;
    if let Some(map) = &it.map {
        console.line(&format!("wrote {map}: edit it, and give it with --map; nothing is guessed then"))?;
    }
    let Some(folder) = &it.folder else { return sales(it, console) };
    for name in &it.unmatched_names {
        console.line(&plain(&format!("unmatched: `{}` ({}): {}", name.name, name.place, name.what)))?;
    }
    if it.unmatched > it.unmatched_names.len() {
        let left = it.unmatched - it.unmatched_names.len();
        console.line(&format!("… and {left} more on the sheet `unmatched names` of {folder}/assumptions.xlsx"))?;
    }
    let (conflicts, changes): (Vec<&ImportedChange>, Vec<&ImportedChange>) =
        it.changes.iter().partition(|it| it.is_conflict);
    if !it.changes.is_empty() {
        console.line(&format!(
            "{}, {} kept against the source",
            counted(changes.len(), "cell or row changed", "cells and rows changed"),
            counted(conflicts.len(), "edit", "edits")
        ))?;
        some(&changes.iter().map(|it| change(it)).collect::<Vec<_>>(), "more in --json", console)?;
    }
    console.line(&format!("{}: {folder}/assumptions.xlsx", found(it)))?;
    if it.orphans > 0 {
        console.line(
            "orphans: nothing needs them, or nothing says what stops with them, so that their outage costs nothing",
        )?;
    }
    if !it.weightiest.is_empty() {
        console.line("taken for granted, and worth checking first, because the result hangs on it:")?;
    }
    for (at, line) in it.weightiest.iter().enumerate() {
        console.line(&plain(&format!("  {}. {line}", at + 1)))?;
    }
    if let Some(model) = &it.model {
        let counts = [
            counted(model.systems, "system", "systems"),
            counted(model.services, "service", "services"),
            counted(model.sites, "site", "sites"),
            counted(model.links, "link", "links"),
        ];
        console.line(&format!("{folder}: {}", counts.join(", ")))?;
        console.line(&format!("next: blackstart run {folder}"))?;
    }
    sales(it, console)
}

/// How many of what an import has to tell.
fn found(it: &ImportCompanyAnswer) -> String {
    let counts = [
        counted(it.assumed, "cell invented or guessed", "cells invented or guessed"),
        counted(it.unmatched, "name unmatched", "names unmatched"),
        counted(it.duplicates, "duplicate", "duplicates"),
        counted(it.cycles, "circle cut", "circles cut"),
        counted(it.orphans, "orphan", "orphans"),
    ];
    counts.join(", ")
}

/// So many, in the singular or the plural.
fn counted(count: usize, one: &str, several: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { several })
}

/// Last, what every amount hangs on, if nobody knows it.
fn sales(it: &ImportCompanyAnswer, console: &Console) -> Done {
    let Some(sales) = &it.guessed_sales else { return Ok(()) };
    console.line(&format!("sales of {sales} are a guess: losses in money are no better; write `revenue` into the map"))
}

fn passed_over(it: &ImportedPassed) -> String {
    let times = if it.count > 1 { format!(", {} times", it.count) } else { String::new() };
    format!("passed over: {}{times}: {}", it.what, it.why)
}

fn bloodhound(asked: &ImportBloodhound, console: &Console, progress: &Progress) -> Done {
    let of = |(system, object): &(String, String)| SystemMatch { system: system.clone(), object: object.clone() };
    let request = ImportBloodhoundRequest {
        files: asked.files.clone(),
        model: asked.model.clone(),
        start: asked.start.clone(),
        matches: asked.matches.iter().map(of).collect(),
        detour: asked.detour,
        dry_run: asked.dry_run,
        out: asked.out.clone(),
    };
    let model = asked.model.display().to_string();
    progress.answer(console, jobs::import_bloodhound(&request, progress), asked.json, |it, console| {
        tell_attack(it, &model, console)
    })
}

/// What edges become, what carries which system, and what is reached.
fn tell_attack(it: &ImportBloodhoundAnswer, model: &str, console: &Console) -> Done {
    console.data(&problems(&it.found.problems, it.found.omitted, console.style()))?;
    if !it.found.is_empty() {
        console.data("\n")?;
    }
    let edges: usize = it.kinds.iter().map(|it| it.count).sum();
    console.line(&format!("{} objects, {edges} edges", it.objects))?;
    for kind in &it.kinds {
        let attack = if kind.attack.is_empty() { String::new() } else { format!(" ({})", kind.attack.join(", ")) };
        console.line(&format!("  {} {}: {}{attack}: {}", kind.count, kind.kind, kind.becomes, kind.why))?;
    }
    let unknown: Vec<String> =
        it.unknown.iter().map(|it| format!("  {} {}: unknown, no way", it.count, it.kind)).collect();
    some(&unknown, "more kinds in --json", console)?;
    let (taken, other): (Vec<&ImportedMatch>, Vec<&ImportedMatch>) = it.matches.iter().partition(|it| it.is_taken);
    let says = |it: &ImportedMatch| {
        format!("{} on {}: {}, sure to {:.0} %", it.system, it.object, it.how, it.confidence * 100.0)
    };
    some(&taken.iter().map(|it| format!("system {}", says(it))).collect::<Vec<_>>(), "more in --json", console)?;
    let advice = "not taken; --match takes it";
    some(
        &other.iter().map(|it| format!("perhaps {}: {advice}", says(it))).collect::<Vec<_>>(),
        "more in --json",
        console,
    )?;
    let unmatched = it.unmatched.join(", ");
    if !unmatched.is_empty() {
        console.line(&plain(&format!("no computer carries {unmatched}")))?;
    }
    console.line(&format!("{} computers carry no system", it.other_computers))?;
    some(&it.passed_over.iter().map(passed_over).collect::<Vec<_>>(), "more in --json", console)?;
    for candidate in &it.candidates {
        let alike = if candidate.alike > 0 { format!(" (and {} alike)", candidate.alike) } else { String::new() };
        let steps = candidate.steps;
        console
            .line(&plain(&format!("start from {}{alike}: {steps} techniques to the nearest system", candidate.name)))?;
    }
    if it.techniques == 0 {
        return Ok(());
    }
    let merged = it.merged.iter().map(|it| format!("{} alike, such as {}: one", it.count, it.object));
    some(&merged.collect::<Vec<_>>(), "more in --json", console)?;
    let (objects, edges) = (it.leading_objects, it.leading_edges);
    console.line(&format!("{objects} objects and {edges} edges lead to {}", plain(&it.reached.join(", "))))?;
    console.line(&format!("{} states, {} techniques", it.states, it.techniques))?;
    if let Some(scenario) = &it.scenario {
        console.line(&format!("wrote {scenario}; next: blackstart attack {model} {scenario}"))?;
    }
    Ok(())
}

/// How sure something is, where it is not.
fn sure(confidence: f64) -> String {
    if confidence < 0.9 { format!(" (sure to {:.0} %)", confidence * 100.0) } else { String::new() }
}

/// The columns of a table, side by side: header, field, how sure, first values.
fn columns(table: &ImportedTable, console: &Console) -> Done {
    let width = |texts: &mut dyn Iterator<Item = usize>| texts.max().unwrap_or(0).min(40);
    let header = width(&mut table.columns.iter().map(|it| it.column.chars().count()));
    let field = width(&mut table.columns.iter().map(|it| it.field.as_deref().unwrap_or("-").chars().count()));
    for column in &table.columns {
        let (name, its) = (plain(&column.column), column.field.as_deref().unwrap_or("-"));
        let sure =
            if column.field.is_some() { format!("{:>4.0} %", column.confidence * 100.0) } else { "      ".to_owned() };
        let samples = column
            .samples
            .iter()
            .map(|it| plain(it).chars().take(30).collect::<String>())
            .collect::<Vec<_>>()
            .join(" | ");
        console.line(format!("  {name:<header$}  {its:<field$}  {sure}  {samples}").trim_end())?;
    }
    Ok(())
}

fn change(it: &ImportedChange) -> String {
    match (it.row.as_str(), it.column.as_str()) {
        ("", _) => format!("{}: {}", it.file, it.after),
        (row, "") => format!("{} {row}: {}", it.file, it.after),
        (row, column) => format!("{} {row} {column}: `{}` → `{}`", it.file, it.before, it.after),
    }
}

/// The first lines of a list, and how many more there are.
fn some(lines: &[String], more: &str, console: &Console) -> Done {
    for line in lines.iter().take(MOST) {
        console.line(&plain(line))?;
    }
    if lines.len() > MOST {
        console.line(&format!("… and {} {more}", lines.len() - MOST))?;
    }
    Ok(())
}
