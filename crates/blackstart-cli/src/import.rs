//! `blackstart import`: a model of a company's own tables, or policies of an OED cyber account file.

use crate::args::{Import, ImportCommand, ImportCompany, ImportOed};
use crate::console::Console;
use crate::failure::Done;
use crate::progress::Progress;
use blackstart::jobs::{self, ImportCompanyAnswer, ImportCompanyRequest, ImportRequest, ImportedChange, ImportedTable};
use blackstart::report::{plain, problems};

/// Most lines of a list; the rest is in the files.
const MOST: usize = 12;

pub(crate) fn import(asked: &Import, console: &Console, progress: &Progress) -> Done {
    match &asked.command {
        ImportCommand::Company(asked) => company(asked, console, progress),
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
        console.line(&format!("{}: {} rows, taken for {}{sure}", table.table, table.rows, table.kind))?;
        if it.folder.is_none() {
            columns(table, console)?;
        }
    }
    for relation in &it.relations {
        let sure = sure(relation.confidence);
        console.line(&format!("relation {}: {}, {} times{sure}", relation.kind, relation.effect, relation.count))?;
    }
    let passed: Vec<String> = it
        .passed_over
        .iter()
        .map(|it| {
            format!(
                "passed over: {}{}: {}",
                it.what,
                if it.count > 1 { format!(", {} times", it.count) } else { String::new() },
                it.why
            )
        })
        .collect();
    some(&passed, "more in assumptions.xlsx", console)?;
    if let Some(map) = &it.map {
        console.line(&format!("wrote {map}: edit it, and give it with --map; nothing is guessed then"))?;
    }
    let Some(folder) = &it.folder else { return Ok(()) };
    let (conflicts, changes): (Vec<&ImportedChange>, Vec<&ImportedChange>) =
        it.changes.iter().partition(|it| it.is_conflict);
    if !it.changes.is_empty() {
        console.line(&format!(
            "{} cells and rows changed, {} edits kept against the source",
            changes.len(),
            conflicts.len()
        ))?;
        some(&changes.iter().map(|it| change(it)).collect::<Vec<_>>(), "more in --json", console)?;
    }
    console.line(&format!(
        "{} cells invented or guessed, {} names unmatched, {} duplicates, {} circles cut, {} orphans: {folder}/assumptions.xlsx",
        it.assumed, it.unmatched, it.duplicates, it.cycles, it.orphans
    ))?;
    if let Some(model) = &it.model {
        let (systems, services, sites, links) = (model.systems, model.services, model.sites, model.links);
        console.line(&format!("{folder}: {systems} systems, {services} services, {sites} sites, {links} links"))?;
        console.line(&format!("next: blackstart run {folder}"))?;
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
