//! How things look on a page: words for numbers, and the one way by which text becomes markup.

use crate::catalogue::{Kind, State, word as word_of};
use crate::fault::Fault;
use askama::Template;
use axum::response::{Html, IntoResponse, Response};
use blackstart::report::{number, plain};
use std::fmt;

/// Most rows of a list on a page.
pub(super) const MOST: usize = 300;

/// Everything that a template shows goes through here.
#[derive(Clone, Copy)]
pub(crate) struct Escaper;

impl askama::filters::Escaper for Escaper {
    fn write_escaped_str<W: fmt::Write>(&self, mut to: W, text: &str) -> fmt::Result {
        to.write_str(&escape(text))
    }
}

/// Markup and control characters of a text, made harmless; ends of lines stay.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, line) in text.split('\n').enumerate() {
        if at > 0 {
            out.push('\n');
        }
        for it in plain(line).chars() {
            match it {
                '&' => out.push_str("&amp;"),
                '<' => out.push_str("&lt;"),
                '>' => out.push_str("&gt;"),
                '"' => out.push_str("&quot;"),
                '\'' => out.push_str("&#39;"),
                other => out.push(other),
            }
        }
    }
    out
}

/// A text in which what stands between backquotes is code; markup that needs no further escaping.
pub(crate) fn code(text: &str) -> String {
    let parts: Vec<&str> = text.split('`').collect();
    // A backquote that nothing closes is one.
    let closed = if parts.len().is_multiple_of(2) { parts.len() - 1 } else { parts.len() };
    let part = |(at, part): (usize, &&str)| match at {
        at if at >= closed => format!("`{}", escape(part)),
        at if at % 2 == 1 => format!("<code>{}</code>", escape(part)),
        _ => escape(part),
    };
    parts.iter().enumerate().map(part).collect()
}

/// The same where there can be no markup.
pub(crate) fn uncoded(text: &str) -> String {
    text.replace('`', "")
}

/// A template's page. Writing into memory does not fail.
pub(super) fn shown(page: &impl Template) -> Response {
    match page.render() {
        Ok(text) => Html(text).into_response(),
        Err(error) => Fault::system(error).into_response(),
    }
}

/// A name as part of an address.
pub(crate) fn url(name: &str) -> String {
    let mut out = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'~') || (byte == b'.' && name.len() > 2) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// The address of a model.
pub(super) fn base(key: &str) -> String {
    format!("/models/{}", url(key))
}

/// What is computed, in words.
pub(crate) fn kind_words(kind: &Kind) -> &'static str {
    match kind {
        Kind::Run => "Run",
        Kind::Restart => "Restart plan",
        Kind::Rank => "What would help",
    }
}

/// A state's word.
pub(crate) fn word(state: &State) -> String {
    word_of(state)
}

/// A share of normal.
pub(crate) fn share(level: &f64) -> String {
    number::share(*level)
}

/// An amount of goods.
pub(crate) fn count(amount: &f64) -> String {
    number::count(*amount)
}

/// A time.
pub(crate) fn duration(hours: &f64) -> String {
    number::duration(*hours)
}

/// Seconds since 1970 as a date and a time.
pub(crate) fn moment(seconds: &i64) -> String {
    let stamp = jiff::Timestamp::from_second(*seconds).unwrap_or_default();
    stamp.to_string().replace('T', " ").chars().take(16).collect()
}

/// A task and when it is done.
pub(crate) fn task_words(task: &str) -> &'static str {
    match task {
        "rebuild" => "rebuild, if it is lost",
        "verify" => "verify, if it is exposed",
        "start" => "start",
        _ => "test",
    }
}

#[cfg(test)]
mod tests {
    use super::{code, escape, moment, uncoded, url};

    #[test]
    fn nothing_in_a_text_is_markup_or_steers() {
        assert_eq!(escape("<b a='1'>&\"x\""), "&lt;b a=&#39;1&#39;&gt;&amp;&quot;x&quot;");
        assert!(!escape("a\u{1b}[31mb\u{202e}c\u{0}").contains(['\u{1b}', '\u{202e}', '\u{0}']));
        assert_eq!(escape("one\ntwo"), "one\ntwo");
    }

    #[test]
    fn what_stands_between_backquotes_is_code_and_stays_text() {
        assert_eq!(code("one of `a<b` and `c`"), "one of <code>a&lt;b</code> and <code>c</code>");
        assert_eq!(code("a `lonely one <i>"), "a `lonely one &lt;i&gt;");
        assert_eq!(code("<b>"), "&lt;b&gt;");
        assert_eq!(uncoded("one of `a` and `b`"), "one of a and b");
    }

    #[test]
    fn a_name_is_one_part_of_an_address() {
        assert_eq!(url("acme 1/ü?.toml"), "acme%201%2F%C3%BC%3F.toml");
        assert_eq!((url(".."), url(".")), ("%2E%2E".to_owned(), "%2E".to_owned()));
    }

    #[test]
    fn moments_are_read_in_utc() {
        assert_eq!(moment(&1_767_225_600), "2026-01-01 00:00");
    }
}
