//! A scenario while somebody edits it: fields by their paths, five sliders, the checks of the reader, and the text that is saved.

use crate::fault::Fault;
use crate::place::{MOST_SCENARIO, ModelAt, Place};
use axum::http::StatusCode;
use blackstart::model::id::CrewId;
use blackstart::model::model::{Model, Resource, System};
use blackstart::model::units::Uncertain;
use blackstart::model::{Problem, Severity};
use blackstart::read::{ModelSource, ScenarioSource};
use blackstart::report::problem::ProblemJson;
use blackstart::store::{self, Formats};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use toml_edit::{DocumentMut, InlineTable, Item, Table, TableLike, Value};
use utoipa::ToSchema;

/// Tables of a scenario that stand under a header of their own.
const SINGLE: [&str; 3] = ["shutdown", "recovery", "attack"];
/// Most changes of one edit.
const MOST_CHANGES: usize = 5_000;
/// Longest name of a scenario.
const LONGEST_NAME: usize = 64;

/// What somebody changes in a scenario.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Edit {
    /// Fields by path; null takes one away. Paths and values are those of `docs/reference/editing.md`.
    pub(crate) changes: BTreeMap<String, Option<String>>,
    /// Rows to take away, by path: `fall[1]`.
    pub(crate) remove: Vec<String>,
    /// A row to add: the list, and lines of `key = value`.
    pub(crate) add: Option<Row>,
    /// Sliders by name: `investigation`, `lost`, `people`, `backups`, `manual`.
    pub(crate) sliders: BTreeMap<String, f64>,
    /// A new scenario of this name is written, and the edited one stays.
    pub(crate) save_as: Option<String>,
    /// The title of the new scenario; the old one's with the new name behind it if nothing is said.
    pub(crate) save_title: Option<String>,
    /// Of the slider `manual`, which changes the model: the hash of `model.toml` that it was set for.
    pub(crate) model_hash: Option<String>,
}

/// A row to add.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Row {
    /// The list, such as `fall`.
    pub(crate) list: String,
    /// Lines of `key = value`.
    pub(crate) lines: String,
}

/// A field that is written in a scenario.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Field {
    /// Its path.
    pub(crate) path: String,
    /// Its value as it is typed.
    pub(crate) value: String,
}

/// One of the five sliders.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub(crate) struct Slider {
    pub(crate) name: &'static str,
    pub(crate) title: &'static str,
    /// What its number is.
    pub(crate) unit: &'static str,
    pub(crate) least: f64,
    pub(crate) most: f64,
    pub(crate) step: f64,
    /// Where it stands.
    pub(crate) now: f64,
    /// What it changes, as it is written now.
    pub(crate) written: String,
    /// Why it cannot be moved; null: it can.
    pub(crate) why_not: Option<&'static str>,
}

impl Slider {
    /// A slider that multiplies what is written, as far up as that moves every number that can move at all.
    fn times(
        name: &'static str,
        title: &'static str,
        unit: &'static str,
        fields: &[Field],
        most: f64,
        if_none: &'static str,
    ) -> Self {
        let (step, top) = (0.05, 4.0);
        let amounts: Option<Vec<f64>> =
            fields.iter().map(|it| amounts(&it.value)).collect::<Option<Vec<_>>>().map(|it| it.concat());
        let least = amounts.iter().flatten().copied().filter(|it| *it > 0.0).fold(f64::INFINITY, f64::min);
        let why_not = match &amounts {
            _ if fields.is_empty() => Some(if_none),
            None => Some("what is written has no number that can be multiplied; change it below"),
            Some(_) if least.is_infinite() => Some("what is written is 0, and so is every multiple of it"),
            Some(_) => None,
        };
        let written = fields.iter().map(|it| it.value.as_str()).collect::<Vec<_>>().join(", ");
        let most = ((most / least / step - 1e-9).ceil() * step).clamp(1.0, top);
        let most = if why_not.is_some() { top } else { (most * 100.0).round() / 100.0 };
        Self { name, title, unit, least: 0.0, most, step, now: 1.0, written, why_not }
    }
}

/// What sliders ask of a model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Facts {
    /// Crews that some task needs.
    crews: Vec<CrewFact>,
    /// Whether any task needs one.
    needs_crews: bool,
    /// Whether anything is another without backups.
    needs_backups: bool,
}

/// A crew that some task needs.
#[derive(Clone, Debug, PartialEq, Eq)]
struct CrewFact {
    id: String,
    title: String,
    people: u32,
}

impl Default for Facts {
    /// Of a model with errors nothing is known, and nothing is ruled out; the errors are told elsewhere.
    fn default() -> Self {
        Self { crews: Vec::new(), needs_crews: true, needs_backups: true }
    }
}

impl Facts {
    pub(crate) fn of(model: &Model) -> Self {
        let systems = model.systems.rows();
        let tasks = systems.iter().flat_map(|it| it.tasks()).flatten();
        let needed: BTreeSet<CrewId> = tasks.flat_map(|task| task.occupies().map(|(crew, _)| crew)).collect();
        let fact = |crew: CrewId| {
            let crew = &model.crews[crew];
            CrewFact { id: crew.name.id.clone(), title: crew.name.title.clone(), people: crew.people }
        };
        let crews: Vec<CrewFact> = needed.into_iter().map(fact).collect();
        let longer = |it: &System| it.rebuild.is_some() && it.rebuild_without_backup != Uncertain::Fixed(1.0);
        let stands = |it: &System| it.resource == Some(Resource::Backup);
        let needs_crews = !crews.is_empty();
        Self { crews, needs_crews, needs_backups: systems.iter().any(|it| longer(it) || stands(it)) }
    }
}

impl Facts {
    /// The people of each crew that a task needs, with those that a scenario adds to it: `Network 6 + 2, Plant floor 4`.
    fn people(&self, extra: Option<&str>) -> String {
        let rows: Option<Value> = extra.and_then(|text| text.trim().parse().ok());
        let rows = || rows.iter().filter_map(Value::as_array).flatten().filter_map(Value::as_inline_table);
        let more = |id: &str| -> i64 {
            let of_crew = rows().filter(|row| row.get("crew").and_then(Value::as_str) == Some(id));
            of_crew.filter_map(|row| row.get("people")?.as_integer()).fold(0, i64::saturating_add)
        };
        let words = |CrewFact { id, title, people }: &CrewFact| match more(id) {
            0 => format!("{title} {people}"),
            more => format!("{title} {people} + {more}"),
        };
        self.crews.iter().map(words).collect::<Vec<_>>().join("; ")
    }
}

/// A scenario as it is written, ready to be edited.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    place: Place,
    model: ModelAt,
    file: PathBuf,
    text: String,
    /// SHA-256 of the file: whoever saves says which text they have changed.
    pub(crate) hash: String,
    /// The text of `model.toml`.
    model_text: String,
    pub(crate) model_hash: String,
}

/// What an edit comes to.
#[derive(Debug)]
pub(crate) struct Edited {
    /// Everything there is to say about it.
    pub(crate) problems: Vec<Problem>,
    /// The new texts, where there is no error: the scenario's, and the model's if that changes.
    texts: Option<(String, Option<String>)>,
}

impl Edited {
    /// Whether it may be saved.
    pub(crate) fn is_sound(&self) -> bool {
        self.texts.is_some()
    }

    /// Problems as `--json` prints them.
    pub(crate) fn told(&self) -> Vec<serde_json::Value> {
        self.problems.iter().filter_map(|it| serde_json::to_value(ProblemJson::from(it)).ok()).collect()
    }
}

impl Draft {
    /// # Errors
    /// If there is no such scenario, it cannot be read, or it stands in a workbook.
    pub(crate) fn open(place: &Place, model: &ModelAt, name: &str) -> Result<Self, Fault> {
        let file = model.scenario(name)?;
        if model.is_book {
            let message = "scenarios of a workbook are edited in the workbook".to_owned();
            return Err(Fault::from(blackstart::jobs::Failure::Usage(message)));
        }
        let text = |path: &Path| -> Result<String, Fault> {
            let bytes = place.bytes(path, MOST_SCENARIO).map_err(|it| Fault::system(format!("{name}: {it}")))?;
            String::from_utf8(bytes)
                .map_err(|_| Fault::system(format!("{name} is not UTF-8; `blackstart check` says where")))
        };
        let (of_scenario, of_model) = (text(&file)?, text(&model.path.join("model.toml"))?);
        let (hash, model_hash) = (hash(&of_scenario), hash(&of_model));
        let (place, model) = (place.clone(), model.clone());
        Ok(Self { place, model, file, text: of_scenario, hash, model_text: of_model, model_hash })
    }

    /// Every field that is written, in its order.
    pub(crate) fn fields(&self) -> Vec<Field> {
        let mut fields = Vec::new();
        if let Ok(document) = self.text.parse::<DocumentMut>() {
            flatten("", document.as_table(), &mut fields);
        }
        fields
    }

    /// The five sliders, as they stand. One that would change nothing cannot be moved, and says why.
    pub(crate) fn sliders(&self, facts: &Facts) -> Vec<Slider> {
        let fields = self.fields();
        let of = |path: &str| fields.iter().find(|it| it.path == path).cloned();
        let by_hand: Vec<Field> =
            self.model_fields().into_iter().filter(|it| it.path.ends_with(".fallback.level")).collect();
        let investigation: Vec<Field> = of("recovery.investigation").into_iter().collect();
        let investigation = Slider::times(
            "investigation",
            "How long the investigation takes",
            "times as long as written",
            &investigation,
            f64::INFINITY,
            "no investigation is written; add recovery.investigation below",
        );
        let lost = Slider::times(
            "lost",
            "How much is lost and must be rebuilt",
            "times as likely as written",
            &lost(&fields),
            1.0,
            "no chance of a loss is written; add one to a fall or the shutdown below",
        );
        let manual = Slider::times(
            "manual",
            "How much can be done by hand",
            "times as much as the model says; changes the model, and so every scenario of it",
            &by_hand,
            1.0,
            "no service in model.toml has a fallback with a level",
        );
        let people = Slider {
            name: "people",
            title: "People who restore",
            unit: "more in each crew that a task needs",
            least: 0.0,
            most: 20.0,
            step: 1.0,
            now: 0.0,
            written: facts.people(of("recovery.extra_people").map(|it| it.value).as_deref()),
            why_not: (!facts.needs_crews).then_some("no task of the model needs a crew, so nobody is short of people"),
        };
        let written = of("destroyed.backup").map(|it| it.value);
        let backups = Slider {
            name: "backups",
            title: "Chance that the backups are lost too",
            unit: "%",
            least: 0.0,
            most: 100.0,
            step: 1.0,
            now: (written.as_deref().and_then(share).unwrap_or(0.0) * 100.0).round(),
            written: written.unwrap_or_else(|| "0".to_owned()),
            why_not: if of_table(&fields, "attack").is_some() {
                Some("here the effects of the attack say what it destroys")
            } else {
                (!facts.needs_backups)
                    .then_some("no system of the model stands for backups or takes longer to rebuild without them")
            },
        };
        let states = of_table(&fields, "recovery")
            .is_none()
            .then_some("the scenario has no [recovery]: it states when everything is back");
        let restoring = |it: Slider| Slider { why_not: it.why_not.or(states), ..it };
        vec![investigation, restoring(lost), restoring(people), restoring(backups), manual]
    }

    fn model_fields(&self) -> Vec<Field> {
        let mut fields = Vec::new();
        if let Ok(document) = self.model_text.parse::<DocumentMut>()
            && let Some(services) = document.get("service").and_then(Item::as_array_of_tables)
        {
            for (at, row) in services.iter().enumerate() {
                flatten(&format!("service[{at}]."), row, &mut fields);
            }
        }
        fields
    }

    /// What the sliders change, as fields; those of the model apart.
    fn slid(&self, edit: &Edit, facts: &Facts) -> Result<Slid, Fault> {
        let fields = self.fields();
        let mut slid = Slid::default();
        for slider in self.sliders(facts) {
            let Some(to) = edit.sliders.get(slider.name).copied() else { continue };
            if to == slider.now {
                continue;
            }
            if !(slider.least..=slider.most).contains(&to) {
                return Err(wrong(format!(
                    "the slider `{}` goes from {} to {}",
                    slider.name, slider.least, slider.most
                )));
            }
            if let Some(why) = slider.why_not {
                return Err(wrong(format!("the slider `{}` cannot be moved: {why}", slider.name)));
            }
            let times =
                |fields: Vec<Field>, to_change: &mut Vec<(String, Option<String>)>, most| -> Result<(), Fault> {
                    for Field { path, value } in fields {
                        let scaled = scaled(&value, to, most)
                            .ok_or_else(|| wrong(format!("`{path}` has no number that can be moved: {value}")))?;
                        to_change.push((path, Some(scaled)));
                    }
                    Ok(())
                };
            match slider.name {
                "investigation" => {
                    let of = fields.iter().filter(|it| it.path == "recovery.investigation").cloned().collect();
                    times(of, &mut slid.scenario, f64::INFINITY)?;
                }
                "lost" => {
                    times(lost(&fields), &mut slid.scenario, 1.0)?;
                    slid.scenario.extend(less_exposed(&slid.scenario, &fields));
                }
                "people" => {
                    let written = fields.iter().find(|it| it.path == "recovery.extra_people").map(|it| it.value.trim());
                    let inside = written
                        .and_then(|it| it.strip_prefix('[')?.strip_suffix(']'))
                        .map(str::trim)
                        .map(|it| it.trim_end_matches(','));
                    let more =
                        facts.crews.iter().map(|CrewFact { id, .. }| format!("{{ crew = {id:?}, people = {to} }}"));
                    let all: Vec<String> =
                        inside.filter(|it| !it.is_empty()).map(str::to_owned).into_iter().chain(more).collect();
                    slid.scenario.push(("recovery.extra_people".to_owned(), Some(format!("[{}]", all.join(", ")))));
                }
                "backups" => slid.scenario.push(("destroyed.backup".to_owned(), Some(format!("{:?}", to / 100.0)))),
                _ => {
                    let level = |it: &Field| it.path.ends_with(".fallback.level");
                    times(self.model_fields().into_iter().filter(level).collect(), &mut slid.model, 1.0)?;
                }
            }
        }
        Ok(slid)
    }

    /// Checks an edit as if it stood in the files, and makes the texts of it.
    ///
    /// # Errors
    /// If an edit cannot be understood at all; mistakes in values are problems.
    pub(crate) fn edited(&self, edit: &Edit) -> Result<Edited, Fault> {
        if edit.changes.len() + edit.remove.len() > MOST_CHANGES {
            return Err(wrong(format!("an edit has at most {MOST_CHANGES} changes")));
        }
        let mut source = self.model_source()?;
        let as_written = source.model();
        let mut problems = Vec::new();
        let slid = self.slid(edit, &as_written.it.as_ref().map(Facts::of).unwrap_or_default())?;
        let mut document = parsed(&self.text)?;
        let mut of_model = parsed(&self.model_text)?;
        for (path, value) in &slid.model {
            changed_source(&mut problems, value.as_deref(), |value| source.set(path, value), || Ok(()));
            change(&mut of_model, path, value.as_deref())?;
        }
        let model = if slid.model.is_empty() { as_written } else { source.model() };
        problems.extend(model.problems.iter().cloned());
        let mut scenario = self.scenario_source()?;
        // What is typed into a field counts more than what a slider would make of it.
        let by_slider = slid.scenario.into_iter().filter(|(path, _)| !edit.changes.contains_key(path));
        let typed = edit.changes.iter().map(|(path, value)| (path.clone(), value.clone()));
        for (path, value) in by_slider.chain(typed) {
            let scenario = std::cell::RefCell::new(&mut scenario);
            let sound = changed_source(
                &mut problems,
                value.as_deref(),
                |value| scenario.borrow_mut().set(&path, value),
                || scenario.borrow_mut().remove(&path),
            );
            if sound {
                change(&mut document, &path, value.as_deref())?;
            }
        }
        // From the last to the first: a row that goes moves those after it.
        for path in sorted_rows(&edit.remove)? {
            match scenario.remove(&path) {
                Ok(()) => remove_row(&mut document, &path)?,
                Err(problem) => problems.push(*problem),
            }
        }
        if let Some(save_as) = &edit.save_as {
            let mut named = vec![("name", name_of(save_as)?.to_owned())];
            named.extend(new_title(edit, &document).map(|title| ("title", title)));
            for (path, text) in named {
                let quoted = Value::from(text).to_string();
                problems.extend(scenario.set(path, &quoted).err().map(|it| *it));
                change(&mut document, path, Some(&quoted))?;
            }
        }
        let mut text = document.to_string();
        if let Some(Row { list, lines }) = &edit.add {
            match scenario.add(list, lines) {
                Ok(()) if lines.trim_start().starts_with('{') => {
                    return Err(wrong("write the row as lines of `key = value`".to_owned()));
                }
                Ok(()) => text = format!("{}\n\n[[{list}]]\n{}\n", text.trim_end(), lines.trim()),
                Err(problem) => problems.push(*problem),
            }
        }
        if let Some(model) = &model.it {
            problems.extend(scenario.scenario(model).problems);
        }
        problems.sort_by_key(|it| it.severity);
        self.place.within_problems(&mut problems);
        let sound = model.it.is_some() && problems.iter().all(|it| it.severity != Severity::Error);
        let of_model = (!slid.model.is_empty()).then(|| of_model.to_string());
        Ok(Edited { problems, texts: sound.then_some((text, of_model)) })
    }

    fn model_source(&self) -> Result<ModelSource, Fault> {
        let read = ModelSource::open(&self.model.path, &Formats);
        read.it.ok_or_else(|| wrong("the model cannot be read; its page says why".to_owned()))
    }

    fn scenario_source(&self) -> Result<ScenarioSource, Fault> {
        let read = ScenarioSource::open(&self.file);
        read.it.ok_or_else(|| wrong("the scenario cannot be read; its model's page says why".to_owned()))
    }

    /// Saves an edit that is sound, if the files are still those it was made for; the name of what was written.
    ///
    /// # Errors
    /// If somebody has changed them meanwhile, the name is taken, or the system refuses. Callers let one save at a time.
    pub(crate) fn save(&self, edit: &Edit, edited: &Edited, if_match: &str) -> Result<String, Fault> {
        let Some((text, of_model)) = &edited.texts else {
            return Err(wrong("there are errors; nothing is saved".to_owned()));
        };
        let stale = |what: &str| {
            let message = format!("somebody has changed {what} meanwhile; nothing is saved");
            let advice = "look at what it says now, then save again: what you typed is still there";
            Fault::new(StatusCode::PRECONDITION_FAILED, "BS0955", message, advice)
        };
        if if_match != self.hash {
            return Err(stale("this scenario"));
        }
        let file = match &edit.save_as {
            Some(name) => {
                let file = self.file.with_file_name(format!("{}.toml", name_of(name)?));
                if std::fs::symlink_metadata(&file).is_ok() {
                    return Err(wrong(format!("there is a scenario `{name}` already; take another name")));
                }
                file
            }
            // A link would be replaced by a file, or lead elsewhere.
            None if std::fs::symlink_metadata(&self.file).is_ok_and(|it| it.is_symlink()) => {
                return Err(wrong("this scenario is a link; edit the file that it leads to".to_owned()));
            }
            None => self.file.clone(),
        };
        if let Some(text) = of_model {
            if edit.model_hash.as_deref() != Some(self.model_hash.as_str()) {
                return Err(stale("the model"));
            }
            store::write_file(&self.model.path.join("model.toml"), text.as_bytes()).map_err(Fault::system)?;
        }
        store::write_file(&file, text.as_bytes()).map_err(Fault::system)?;
        Ok(file.file_stem().map(|it| it.to_string_lossy().into_owned()).unwrap_or_default())
    }
}

/// What sliders change: fields of the scenario, fields of the model.
#[derive(Default)]
struct Slid {
    scenario: Vec<(String, Option<String>)>,
    model: Vec<(String, Option<String>)>,
}

/// The title of a scenario that is saved under a new name: two with one title could not be told apart. `None`: it stays as it is.
fn new_title(edit: &Edit, document: &DocumentMut) -> Option<String> {
    let said = edit.save_title.as_deref().map(str::trim).filter(|it| !it.is_empty());
    match (said, document.get("title").and_then(Item::as_str)) {
        (Some(title), _) => Some(title.to_owned()),
        (None, Some(old)) if !edit.changes.contains_key("title") => {
            Some(format!("{old} ({})", edit.save_as.as_deref().unwrap_or_default()))
        }
        (None, _) => None,
    }
}

/// Makes a change in a source; whether it could be made.
fn changed_source(
    problems: &mut Vec<Problem>,
    value: Option<&str>,
    set: impl FnOnce(&str) -> Result<(), Box<Problem>>,
    remove: impl FnOnce() -> Result<(), Box<Problem>>,
) -> bool {
    match value.map_or_else(remove, set) {
        Ok(()) => true,
        Err(problem) => {
            problems.push(*problem);
            false
        }
    }
}

/// Chances that something is lost.
fn lost(fields: &[Field]) -> Vec<Field> {
    let of = |path: &str| {
        path == "shutdown.lost"
            || ((path.starts_with("fall[") || path.starts_with("effect[")) && path.ends_with("].lost"))
    };
    fields.iter().filter(|it| of(&it.path)).cloned().collect()
}

/// Where more is lost, no more than the rest can be found exposed: chances of both are at most 1 together.
fn less_exposed(lost: &[(String, Option<String>)], fields: &[Field]) -> Vec<(String, Option<String>)> {
    let less = |(path, lost): &(String, Option<String>)| {
        let path = format!("{}exposed", path.strip_suffix("lost")?);
        let rest = 1.0 - share(lost.as_deref()?)?;
        let exposed = share(&fields.iter().find(|it| it.path == path)?.value)?;
        (exposed > rest).then(|| (path, Some(format!("{:?}", (rest * 1e4).round() / 1e4))))
    };
    lost.iter().filter_map(less).collect()
}

/// A field of a table, if one is written.
fn of_table<'a>(fields: &'a [Field], table: &str) -> Option<&'a Field> {
    fields.iter().find(|it| it.path.strip_prefix(table).is_some_and(|rest| rest.starts_with('.')))
}

/// A share such as `0.1` or `10%`.
fn share(value: &str) -> Option<f64> {
    let bare = value.trim().trim_matches('"');
    match bare.strip_suffix('%') {
        Some(percent) => percent.trim().parse::<f64>().ok().map(|it| it / 100.0),
        None => bare.parse().ok(),
    }
}

/// A name that a scenario's file can have on any system.
fn name_of(name: &str) -> Result<&str, Fault> {
    let fits = |it: char| it.is_ascii_alphanumeric() || matches!(it, '-' | '_');
    if name.is_empty() || name.len() > LONGEST_NAME || !name.chars().all(fits) {
        return Err(wrong(format!("a name is of letters, digits, `-` and `_`, at most {LONGEST_NAME} of them")));
    }
    Ok(name)
}

fn wrong(message: String) -> Fault {
    Fault::from(blackstart::jobs::Failure::Usage(message))
}

pub(crate) fn hash(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A value with every number in it times a factor, each at most so much (of percents: a hundred times that). `None`: it has none, or is a date.
fn scaled(value: &str, factor: f64, most: f64) -> Option<String> {
    with_numbers(value, |number, percent| (number * factor).min(if percent { most * 100.0 } else { most }))
}

/// The numbers of a value, percents as shares. `None`: it has none, or is a date.
fn amounts(value: &str) -> Option<Vec<f64>> {
    let mut amounts = Vec::new();
    with_numbers(value, |number, percent| {
        amounts.push(if percent { number / 100.0 } else { number });
        number
    })?;
    Some(amounts)
}

/// A value with every number in it changed; `change` is told whether it is a percent. `None`: it has none, or is a date.
fn with_numbers(value: &str, mut change: impl FnMut(f64, bool) -> f64) -> Option<String> {
    let bytes = value.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let (mut out, mut at, mut numbers) = (String::new(), 0, 0);
    while at < bytes.len() {
        let after_letter = at > 0 && (bytes[at - 1].is_ascii_alphanumeric() || bytes[at - 1] == b'_');
        if !digit(at) || after_letter {
            let next = value[at..].chars().next()?;
            out.push(next);
            at += next.len_utf8();
            continue;
        }
        let begin = at;
        while digit(at) || (bytes.get(at) == Some(&b'.') && digit(at + 1)) {
            at += 1;
        }
        // 2025-09-01 and 18:00 are moments, not amounts.
        if matches!(bytes.get(at), Some(b'-' | b':')) && digit(at + 1) {
            return None;
        }
        let changed = change(value[begin..at].parse().ok()?, bytes.get(at) == Some(&b'%'));
        // Four digits are more than anyone knows of such a number.
        let digits = 3 - changed.abs().max(1e-9).log10().floor() as i32;
        let unit = 10_f64.powi(digits);
        out.push_str(&((changed * unit).round() / unit).to_string());
        numbers += 1;
    }
    (numbers > 0).then_some(out)
}

/// A value as it is typed: a text without quotes where that can be told from anything else.
fn typed(value: &Value) -> String {
    match value.as_str() {
        Some(text)
            if !text.contains(['\n', '"'])
                && !text.is_empty()
                && format!("v = {text}").parse::<DocumentMut>().is_err() =>
        {
            text.to_owned()
        }
        _ => value.clone().decorated("", "").to_string().trim().to_owned(),
    }
}

/// What is typed as a value.
fn value_of(typed: &str) -> Result<Value, Fault> {
    let parsed = format!("v = {typed}").parse::<DocumentMut>().ok();
    match parsed {
        Some(document) if document.len() == 1 => match document.get("v").and_then(Item::as_value) {
            Some(value) => Ok(value.clone().decorated(" ", "")),
            None => Err(wrong(format!("`{typed}` is no value"))),
        },
        _ => Ok(Value::from(typed).decorated(" ", "")),
    }
}

pub(crate) fn parsed(text: &str) -> Result<DocumentMut, Fault> {
    text.parse().map_err(|_| wrong("the file is not TOML; its model's page says where".to_owned()))
}

/// Fields below a table, by path.
fn flatten(prefix: &str, table: &dyn TableLike, fields: &mut Vec<Field>) {
    for (key, item) in table.iter() {
        let bare = !key.is_empty() && key.chars().all(|it| it.is_ascii_alphanumeric() || matches!(it, '-' | '_'));
        let path = if bare { format!("{prefix}{key}") } else { format!("{prefix}{}", Value::from(key)) };
        match item {
            Item::Value(Value::InlineTable(inline)) => flatten(&format!("{path}."), inline, fields),
            Item::Value(value) => fields.push(Field { path, value: typed(value) }),
            Item::Table(table) => flatten(&format!("{path}."), table, fields),
            Item::ArrayOfTables(rows) => {
                for (at, row) in rows.iter().enumerate() {
                    flatten(&format!("{path}[{at}]."), row, fields);
                }
            }
            Item::None => {}
        }
    }
}

/// A step of a path: a key, and the position in its list where it has one.
type Step = (String, Option<usize>);

/// A path as steps; ids of rows (`fall.attacker`) are for the reader, a document is changed by positions.
fn steps(path: &str) -> Result<Vec<Step>, Fault> {
    let document = format!("{} = 0", path.split('[').next().unwrap_or_default());
    let mut steps = Vec::new();
    let mut rest = path;
    while !rest.is_empty() {
        let (key, after) = match rest.strip_prefix('"') {
            Some(quoted) => {
                quoted.split_once('"').ok_or_else(|| wrong(format!("`{path}` has a quote that does not end")))?
            }
            None => rest.split_at(rest.find(['.', '[']).unwrap_or(rest.len())),
        };
        if key.is_empty() {
            return Err(wrong(format!("`{path}` is no path")));
        }
        rest = after;
        let mut position = None;
        if let Some(bracket) = rest.strip_prefix('[') {
            let (number, after) =
                bracket.split_once(']').ok_or_else(|| wrong(format!("`{path}` has a bracket that does not end")))?;
            position =
                Some(number.parse().map_err(|_| {
                    wrong(format!("here rows are named by position, as in `fall[0]`; `{path}` is not"))
                })?);
            rest = after;
        }
        steps.push((key.to_owned(), position));
        rest = match rest.strip_prefix('.') {
            Some(more) => more,
            None if rest.is_empty() => "",
            None => return Err(wrong(format!("`{path}` is no path"))),
        };
    }
    if steps.is_empty() || document.len() > 1_000 || steps.len() > 16 {
        return Err(wrong("this is no path of a field".to_owned()));
    }
    Ok(steps)
}

/// Sets or removes a field of a document; everything else stays as it is written, comments too.
pub(crate) fn change(document: &mut DocumentMut, path: &str, value: Option<&str>) -> Result<(), Fault> {
    let steps = steps(path)?;
    let Some((last, way)) = steps.split_last() else { return Ok(()) };
    let mut table: &mut dyn TableLike = document.as_table_mut();
    for (depth, (key, position)) in way.iter().enumerate() {
        let known = table.contains_key(key);
        if !known && value.is_none() {
            return Ok(());
        }
        if !known {
            let headed = depth == 0 && SINGLE.contains(&key.as_str());
            table.insert(key, if headed { Item::Table(Table::new()) } else { Item::Value(InlineTable::new().into()) });
        }
        let item = table.get_mut(key).ok_or_else(|| nowhere(path))?;
        table = match (position, item) {
            (Some(at), Item::ArrayOfTables(rows)) => rows.get_mut(*at).ok_or_else(|| nowhere(path))?,
            (Some(at), Item::Value(Value::Array(rows))) => {
                rows.get_mut(*at).and_then(Value::as_inline_table_mut).ok_or_else(|| nowhere(path))?
            }
            (None, item) => item.as_table_like_mut().ok_or_else(|| nowhere(path))?,
            _ => return Err(nowhere(path)),
        };
    }
    let (key, position) = last;
    let Some(value) = value else {
        match position {
            None => _ = table.remove(key),
            Some(_) => return Err(nowhere(path)),
        }
        return Ok(());
    };
    let mut value = value_of(value)?;
    match (table.get_mut(key), position) {
        (Some(Item::Value(old)), None) => {
            *value.decor_mut() = old.decor().clone();
            *old = value;
        }
        (Some(Item::Value(Value::Array(items))), Some(at)) if *at < items.len() => _ = items.replace(*at, value),
        (None, None) => _ = table.insert(key, Item::Value(value)),
        _ => return Err(nowhere(path)),
    }
    Ok(())
}

fn nowhere(path: &str) -> Fault {
    wrong(format!("`{path}` cannot be changed here; change it in the file"))
}

/// Rows to remove, the last of each list first.
fn sorted_rows(paths: &[String]) -> Result<Vec<String>, Fault> {
    let mut rows = Vec::new();
    for path in paths {
        match steps(path)?.as_slice() {
            [(list, Some(at))] => rows.push((list.clone(), *at)),
            _ => return Err(wrong(format!("`{path}` is no row; rows are named as in `fall[0]`"))),
        }
    }
    rows.sort();
    rows.dedup();
    Ok(rows.into_iter().rev().map(|(list, at)| format!("{list}[{at}]")).collect())
}

fn remove_row(document: &mut DocumentMut, path: &str) -> Result<(), Fault> {
    if let [(list, Some(at))] = steps(path)?.as_slice()
        && let Some(rows) = document.get_mut(list).and_then(Item::as_array_of_tables_mut)
        && *at < rows.len()
    {
        rows.remove(*at);
        return Ok(());
    }
    Err(nowhere(path))
}

#[cfg(test)]
mod tests;
