//! Letters on a terminal and in labels: how wide they are, cut to a width, broken into lines.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Columns of a terminal that a text takes.
pub(crate) fn width(text: &str) -> usize {
    text.width()
}

/// A text cut to so many columns, with an ellipsis where something went.
pub(crate) fn fit(text: &str, wide: usize) -> String {
    if width(text) <= wide {
        return text.to_owned();
    }
    let mut taken = 0;
    let kept = text.chars().take_while(|character| {
        taken += character.width().unwrap_or(0);
        taken < wide
    });
    kept.chain(['…']).collect()
}

/// Words broken into lines no wider than `wide`, each after `indent` spaces; a word that is wider than a line is broken itself.
pub(crate) fn wrap(text: &str, wide: usize, indent: usize) -> String {
    let room = wide.saturating_sub(indent).max(1);
    let mut out = String::new();
    let mut column = 0;
    for word in text.split_whitespace().flat_map(|word| pieces(word, room)) {
        if column > 0 && column + 1 + width(&word) > room {
            out.push('\n');
            column = 0;
        }
        if column == 0 {
            out.push_str(&" ".repeat(indent));
        } else {
            out.push(' ');
            column += 1;
        }
        out.push_str(&word);
        column += width(&word);
    }
    out.push('\n');
    out
}

/// A text in at most so many lines; where it has more, the last ends in an ellipsis.
pub(crate) fn lines(text: &str, wide: usize, most: usize) -> Vec<String> {
    let words = wrap(text, wide, 0);
    let mut lines: Vec<String> = words.lines().map(str::to_owned).collect();
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            *last = fit(&format!("{last}…"), wide);
        }
    }
    lines
}

/// A word in pieces no wider than a line.
fn pieces(word: &str, room: usize) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut taken = 0;
    for character in word.chars() {
        let wide = character.width().unwrap_or(0);
        if taken + wide > room && taken > 0 {
            pieces.push(String::new());
            taken = 0;
        }
        if let Some(piece) = pieces.last_mut() {
            piece.push(character);
        }
        taken += wide;
    }
    pieces
}

/// Names one after the other: parted by semicolons where any of them has a comma of its own.
pub(crate) fn listed<T: AsRef<str>>(names: &[T]) -> String {
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    names.join(if names.iter().any(|name| name.contains(',')) { "; " } else { ", " })
}

/// Titles in a sentence, each in quotation marks.
pub(crate) fn quoted(titles: &[String]) -> String {
    let quoted: Vec<String> = titles.iter().map(|it| format!("“{it}”")).collect();
    match quoted.as_slice() {
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
        [] => String::new(),
    }
}

/// A text with a capital at its beginning.
pub(crate) fn capital(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

#[cfg(test)]
mod tests {
    use super::{lines, listed};

    #[test]
    fn a_long_title_is_cut_at_its_last_line() {
        assert_eq!(lines("First-tier suppliers, abroad", 14, 3), ["First-tier", "suppliers,", "abroad"]);
        assert_eq!(lines("First-tier suppliers, abroad", 14, 2), ["First-tier", "suppliers,…"]);
        assert_eq!(lines("Wolverhampton engines", 13, 1), ["Wolverhampto…"], "an ellipsis needs a place, too");
        assert_eq!(lines("", 13, 1), [""; 1]);
    }

    #[test]
    fn names_with_commas_are_parted_by_semicolons() {
        assert_eq!(listed(&["Solihull", "Nitra"]), "Solihull, Nitra");
        assert_eq!(listed(&["First-tier suppliers, UK", "Dealers"]), "First-tier suppliers, UK; Dealers");
        assert_eq!(listed::<&str>(&[]), "");
    }
}
