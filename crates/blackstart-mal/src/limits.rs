//! How large and deep a text may be: hostile files cost a message, not the machine.

use crate::problem::{Complaints, Kind};

/// Limits of reading and building. The defaults allow 1,000,000 assets and refuse what no memory of a laptop holds.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Bytes of a model.
    pub bytes: usize,
    /// Bytes of a langspec, after unpacking.
    pub langspec_bytes: usize,
    /// Levels of maps and lists in a text, and of operators in an expression after its variables are put in.
    pub depth: usize,
    /// Errors kept, and as many warnings and notes; the rest is counted.
    pub problems: usize,
    /// Asset types of a language.
    pub types: usize,
    /// Steps of all types together, with inherited ones, and expressions where they lead.
    pub steps: usize,
    /// Assets of a model.
    pub assets: usize,
    /// Links of a model, each counted once per end and mention.
    pub links: usize,
    /// Nodes of a graph.
    pub nodes: usize,
    /// Edges of a graph.
    pub edges: usize,
    /// Assets visited while expressions are evaluated. Closures over a dense network need its square.
    pub visits: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 1 << 29,
            langspec_bytes: 1 << 25,
            depth: 128,
            problems: 100,
            types: 5_000,
            steps: 500_000,
            assets: 1_000_000,
            links: 20_000_000,
            nodes: 100_000_000,
            edges: 300_000_000,
            visits: 2_000_000_000,
        }
    }
}

/// Bytes as text without a byte order mark, if they are neither too many nor something else.
pub(crate) fn text<'b>(bytes: &'b [u8], most: usize, complaints: &mut Complaints) -> Option<&'b str> {
    // Places are 32 bits wide.
    let most = most.min(u32::MAX as usize);
    if bytes.len() > most {
        let message = format!("the text has {} bytes; at most {most} are read", bytes.len());
        complaints.error(Kind::Limit, None, message, "");
        return None;
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(text.strip_prefix('\u{feff}').unwrap_or(text)),
        Err(error) => {
            let message = format!("byte {} is not UTF-8", error.valid_up_to() + 1);
            complaints.error(Kind::Syntax, None, message, "save the file as UTF-8");
            None
        }
    }
}
