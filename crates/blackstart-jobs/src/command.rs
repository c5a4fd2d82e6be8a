//! A request as the command that asks for the same.

use blackstart_store::command_line;
use std::fmt::Display;
use std::path::{Path, PathBuf};

/// Words of a command line.
pub(crate) struct Words(Vec<String>);

impl Words {
    /// `blackstart` and a command.
    pub(crate) fn new(command: &str) -> Self {
        Self(std::iter::once("blackstart").chain(command.split(' ')).map(str::to_owned).collect())
    }

    pub(crate) fn word(mut self, word: impl Display) -> Self {
        self.0.push(word.to_string());
        self
    }

    pub(crate) fn path(self, path: &Path) -> Self {
        self.word(path.display())
    }

    /// An option that is given.
    pub(crate) fn option<T: Display>(self, name: &str, value: Option<T>) -> Self {
        match value {
            Some(value) => self.word(name).word(value),
            None => self,
        }
    }

    /// An option with its value, unless that is what it would be anyway.
    pub(crate) fn unless<T: Display + PartialEq>(self, usual: T, name: &str, value: T) -> Self {
        self.option(name, (value != usual).then_some(value))
    }

    pub(crate) fn file(self, name: &str, path: Option<&Path>) -> Self {
        self.option(name, path.map(Path::display))
    }

    pub(crate) fn flag(self, name: &str, set: bool) -> Self {
        if set { self.word(name) } else { self }
    }

    pub(crate) fn paths(self, paths: &[PathBuf]) -> Self {
        paths.iter().fold(self, |words, path| words.path(path))
    }

    /// As one line for a POSIX shell.
    pub(crate) fn line(self) -> String {
        command_line(self.0.iter().map(String::as_str))
    }
}
