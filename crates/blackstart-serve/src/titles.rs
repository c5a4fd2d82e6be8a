//! What models and scenarios are called for people: the titles in their files, without reading the rest of them.

use crate::catalogue::Entry;
use crate::place::{ModelAt, Place};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use toml_edit::DocumentMut;

/// Largest file that is read for its title \[bytes\].
const MOST: u64 = 4 << 20;

/// Titles, each looked up once for a page.
pub(crate) struct Titles<'a> {
    place: &'a Place,
    known: RefCell<BTreeMap<(String, String), String>>,
}

/// A run with the titles of what was played.
pub(crate) struct Titled {
    pub(crate) it: Entry,
    /// Of the model.
    pub(crate) model: String,
    /// Of the scenario.
    pub(crate) scenario: String,
}

impl<'a> Titles<'a> {
    pub(crate) fn new(place: &'a Place) -> Self {
        Self { place, known: RefCell::default() }
    }

    /// The title of a model; the name of its folder where none can be read, or it is gone.
    pub(crate) fn model(&self, key: &str) -> String {
        self.once(key, "", |at| at.path.join("model.toml")).unwrap_or_else(|| key.to_owned())
    }

    /// The title of a scenario; its name where none can be read, or it is gone.
    pub(crate) fn scenario(&self, key: &str, name: &str) -> String {
        let file = |at: &ModelAt| at.path.join("scenarios").join(format!("{name}.toml"));
        self.once(key, name, file).unwrap_or_else(|| name.to_owned())
    }

    /// A run with its titles.
    pub(crate) fn of(&self, it: Entry) -> Titled {
        Titled { model: self.model(&it.model), scenario: self.scenario(&it.model, &it.scenario), it }
    }

    fn once(&self, key: &str, name: &str, file: impl Fn(&ModelAt) -> PathBuf) -> Option<String> {
        let mut known = self.known.borrow_mut();
        let title = known.entry((key.to_owned(), name.to_owned())).or_insert_with(|| {
            let at = self.place.model(key).ok().filter(|at| !at.is_book);
            at.and_then(|at| self.title(&file(&at))).unwrap_or_default()
        });
        (!title.is_empty()).then(|| title.clone())
    }

    fn title(&self, file: &Path) -> Option<String> {
        let text = String::from_utf8(self.place.bytes(file, MOST).ok()?).ok()?;
        Some(text.parse::<DocumentMut>().ok()?.get("title")?.as_str()?.trim().to_owned())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::*;
    use blackstart::jobs::{self, InitRequest};
    use std::fs;

    #[test]
    fn titles_are_those_of_the_files_and_names_where_there_is_none() {
        let folder = tempfile::tempdir().unwrap();
        jobs::init(&InitRequest { folder: folder.path().join("acme") }, &()).unwrap();
        let scenario = folder.path().join("acme/scenarios/outage.toml");
        fs::write(&scenario, "title = \"A day without\" # comment\n").unwrap();
        fs::write(folder.path().join("acme/scenarios/broken.toml"), "title = ").unwrap();
        let place = Place::open(folder.path()).unwrap();
        let titles = Titles::new(&place);
        assert_ne!(titles.model("acme"), "acme");
        assert_eq!(titles.scenario("acme", "outage"), "A day without");
        assert_eq!(titles.scenario("acme", "broken"), "broken");
        // A catalogue may name what is gone, and no name leads out of the folder.
        assert_eq!((titles.model("gone"), titles.scenario("gone", "x")), ("gone".to_owned(), "x".to_owned()));
        assert_eq!(titles.scenario("acme", "../../other/secret"), "../../other/secret");
    }
}
