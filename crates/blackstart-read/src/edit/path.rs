//! Paths to fields: `system.erp.rebuild.duration`, `link[from=supplier,to=plant].flow`, `system.erp.rebuild.modes[0].cost`.

use crate::source::place::quote;

/// A part of a path, and where it stands in it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Part {
    pub is: Is,
    /// Bytes of the path: start, length.
    pub at: (usize, usize),
}

/// What a part says.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Is {
    /// A key or an id.
    Name(String),
    /// `[n]`: the n-th of a list, from 0.
    Item(usize),
    /// `[key=value,…]`: the one row with all of these.
    Where(Vec<(String, String)>),
}

/// What is wrong with a path: a sentence, and which bytes.
pub(super) type Wrong = (String, (usize, usize));

/// Takes a path apart. Names that are no bare keys stand in double quotes, as in TOML.
pub(super) fn parts(path: &str) -> Result<Vec<Part>, Wrong> {
    const LONGEST: usize = 4096;
    if path.len() > LONGEST {
        return Err((format!("this path is longer than {LONGEST} bytes"), (0, 0)));
    }
    let mut parts: Vec<Part> = Vec::new();
    let mut at = 0;
    while at < path.len() || parts.is_empty() {
        let mut start = at;
        let is = if path[at..].starts_with('[') {
            let Some(length) = end_of_bracket(&path[at..]) else {
                return Err(("this bracket is not closed".to_owned(), (at, path.len() - at)));
            };
            let inside = &path[at + 1..at + length - 1];
            at += length;
            chosen(inside).ok_or_else(|| {
                let message = format!("{} chooses nothing: write a place from 0, or key=value", quote(inside));
                (message, (start, length))
            })?
        } else {
            if !parts.is_empty() {
                if !path[at..].starts_with('.') {
                    return Err(("a dot is missing here".to_owned(), (at, 1)));
                }
                at += 1;
                start = at;
            }
            let (name, length) = name(&path[at..]).ok_or_else(|| {
                ("a name is missing here, or its quotes are not closed".to_owned(), (at.min(path.len()), 0))
            })?;
            at += length;
            Is::Name(name)
        };
        parts.push(Part { is, at: (start, at - start) });
    }
    Ok(parts)
}

/// A bare or quoted name at the start of a text, and its length.
fn name(text: &str) -> Option<(String, usize)> {
    if let Some(rest) = text.strip_prefix('"') {
        let mut name = String::new();
        let mut characters = rest.char_indices();
        while let Some((at, character)) = characters.next() {
            match character {
                '"' => return Some((name, at + 2)),
                '\\' => name.push(characters.next()?.1),
                other => name.push(other),
            }
        }
        return None;
    }
    let length = text.find(['.', '[', ']', '"', '=', ',']).unwrap_or(text.len());
    let name = text[..length].trim();
    (!name.is_empty()).then(|| (name.to_owned(), length))
}

/// Length of a text in brackets at the start of a text, the brackets included.
fn end_of_bracket(text: &str) -> Option<usize> {
    let mut quoted = false;
    let mut escaped = false;
    for (at, character) in text.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            ']' if !quoted => return Some(at + 1),
            _ => {}
        }
    }
    None
}

fn chosen(inside: &str) -> Option<Is> {
    if let Ok(item) = inside.trim().parse() {
        return Some(Is::Item(item));
    }
    let mut wanted = Vec::new();
    let mut rest = inside;
    loop {
        let (key, value) = rest.split_once('=')?;
        let value = value.trim_start();
        let (value, length) = match value.strip_prefix('"') {
            Some(_) => name(value)?,
            None => {
                let length = value.find(',').unwrap_or(value.len());
                (value[..length].trim().to_owned(), length)
            }
        };
        let after = rest.split_once('=')?.1.trim_start()[length..].trim_start();
        wanted.push((key.trim().to_owned(), value));
        match after.strip_prefix(',') {
            Some(more) => rest = more,
            None if after.is_empty() => return Some(Is::Where(wanted)),
            None => return None,
        }
    }
}
