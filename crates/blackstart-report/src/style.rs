//! How a terminal shows text: its colours and its width.

/// Width of the page in characters, where there is room.
const PAGE: usize = 100;

/// Width up to which tables may use the room of a wide terminal.
const WIDEST: usize = 140;

/// A page is not narrower, whatever the terminal says.
const NARROWEST: usize = 60;

/// How a terminal shows text; without colour every function returns its text as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Whether escape codes may be written.
    pub colour: bool,
    /// Characters in a line.
    pub columns: usize,
}

impl Default for Style {
    fn default() -> Self {
        Self { colour: false, columns: PAGE }
    }
}

impl Style {
    /// For a terminal of so many columns: no wider than a line can be followed, no narrower than what can be read.
    pub fn wide(self, columns: usize) -> Self {
        Self { columns: columns.clamp(NARROWEST, WIDEST), ..self }
    }
    /// Headings.
    pub fn bold(&self, text: &str) -> String {
        self.wrap("1", text)
    }
    /// What may be passed over.
    pub fn dim(&self, text: &str) -> String {
        self.wrap("2", text)
    }
    /// What is bad.
    pub fn red(&self, text: &str) -> String {
        self.wrap("31", text)
    }
    /// What is good.
    pub fn green(&self, text: &str) -> String {
        self.wrap("32", text)
    }
    fn wrap(&self, code: &str, text: &str) -> String {
        if self.colour && !text.is_empty() { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }
}
