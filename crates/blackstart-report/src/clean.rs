//! Text from outside, made harmless: nothing in it moves a cursor, breaks a line or turns the direction of writing.

use std::borrow::Cow;

/// A text as one line without control characters: breaks become spaces, everything else that steers becomes `�`.
///
/// As many characters come out as go in, so that places in a text stay right.
pub fn plain(text: &str) -> Cow<'_, str> {
    if !text.chars().any(steers) {
        return Cow::Borrowed(text);
    }
    let shown = |character: char| match character {
        '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' => ' ',
        other if steers(other) => '\u{fffd}',
        other => other,
    };
    Cow::Owned(text.chars().map(shown).collect())
}

/// Text made safe for HTML and SVG, in content and in attributes; a number stays in one line with its sign of per cent.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let text = plain(text);
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            ' ' if characters.peek() == Some(&'%') && out.ends_with(|it: char| it.is_ascii_digit()) => {
                out.push('\u{a0}')
            }
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

/// C0 and C1 controls, line and paragraph separators, and what overrides or isolates the direction of writing.
fn steers(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::{escape, plain};

    #[test]
    fn no_line_breaks_between_a_number_and_its_per_cent() {
        assert_eq!(escape("9 in 10: 5 % or <b>"), "9 in 10: 5\u{a0}% or &lt;b&gt;");
        assert_eq!(escape("in % of it"), "in % of it");
    }

    #[test]
    fn what_steers_is_shown_and_everything_else_stays() {
        assert_eq!(plain("Solihull “A” – ٣ 日本 é"), "Solihull “A” – ٣ 日本 é");
        assert_eq!(plain("a\x1b[2Jb\x07\x7f\u{9b}c"), "a\u{fffd}[2Jb\u{fffd}\u{fffd}\u{fffd}c");
        assert_eq!(plain("one\ntwo\r\tthree\u{2028}four"), "one two  three four");
        assert_eq!(plain("\u{202e}live\u{202c} \u{2067}x\u{2069}"), "\u{fffd}live\u{fffd} \u{fffd}x\u{fffd}");
    }
}
