//! JSON (RFC 8259) as events: strings without escapes are borrowed from the text, open brackets cost one bit each.

use super::event::{Event, Fault, Scalar};
use crate::problem::Span;
use std::borrow::Cow;

/// What may come next.
#[derive(Clone, Copy, PartialEq)]
enum Expect {
    /// A value: at the start.
    Value,
    /// The first key or item, or the end of the map or list.
    First,
    /// A comma, or the end of the map or list.
    Next,
    /// A colon and a value.
    Colon,
    /// Nothing.
    Over,
}

pub(super) struct Json<'t> {
    text: &'t str,
    at: usize,
    /// Open brackets; true: a map.
    open: Vec<bool>,
    expect: Expect,
}

impl<'t> Json<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, at: 0, open: Vec::new(), expect: Expect::Value }
    }

    pub(super) fn next(&mut self) -> Result<(Event<'t>, Span), Fault> {
        match self.expect {
            Expect::Over => match self.blank() {
                None => Ok((Event::Over, self.span(self.at))),
                Some(_) => Err(self.fault("something follows the end")),
            },
            Expect::Value => self.value(),
            Expect::Colon => match self.blank() {
                Some(b':') => {
                    self.at += 1;
                    self.value()
                }
                _ => Err(self.fault("a colon belongs here")),
            },
            Expect::First | Expect::Next => {
                let map = self.open.last().copied().unwrap_or_default();
                let byte = self.blank();
                if byte == Some(if map { b'}' } else { b']' }) {
                    let from = self.at;
                    self.at += 1;
                    self.open.pop();
                    self.expect = if self.open.is_empty() { Expect::Over } else { Expect::Next };
                    return Ok((Event::End, self.span(from)));
                }
                if self.expect == Expect::Next {
                    if byte != Some(b',') {
                        return Err(self.fault(if map {
                            "a comma or } belongs here"
                        } else {
                            "a comma or ] belongs here"
                        }));
                    }
                    self.at += 1;
                }
                if !map {
                    return self.value();
                }
                if self.blank() != Some(b'"') {
                    return Err(self.fault("a key in double quotes belongs here"));
                }
                let from = self.at;
                let text = self.string()?;
                self.expect = Expect::Colon;
                Ok((Event::Scalar(Scalar { text, quoted: true }), self.span(from)))
            }
        }
    }

    /// Goes over blanks; the byte after them.
    fn blank(&mut self) -> Option<u8> {
        let bytes = self.text.as_bytes();
        while let Some(byte) = bytes.get(self.at) {
            if !matches!(byte, b' ' | b'\n' | b'\r' | b'\t') {
                return Some(*byte);
            }
            self.at += 1;
        }
        None
    }

    fn value(&mut self) -> Result<(Event<'t>, Span), Fault> {
        let byte = self.blank();
        let from = self.at;
        let (text, quoted) = match byte {
            Some(bracket @ (b'{' | b'[')) => {
                let map = bracket == b'{';
                self.open.push(map);
                self.at += 1;
                self.expect = Expect::First;
                return Ok((if map { Event::Map } else { Event::List }, self.span(from)));
            }
            Some(b'"') => (self.string()?, true),
            Some(b'-' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z') => (Cow::Borrowed(self.plain()?), false),
            _ => return Err(self.fault("a value belongs here")),
        };
        self.expect = if self.open.is_empty() { Expect::Over } else { Expect::Next };
        Ok((Event::Scalar(Scalar { text, quoted }), self.span(from)))
    }

    /// A number, `true`, `false` or `null`.
    fn plain(&mut self) -> Result<&'t str, Fault> {
        let from = self.at;
        let rest = &self.text[from..];
        let length = rest.bytes().take_while(|it| it.is_ascii_alphanumeric() || b"+-.".contains(it)).count();
        let word = &rest[..length];
        if !matches!(word, "true" | "false" | "null") && !is_number(word.as_bytes()) {
            let span = Span { at: from as u32, length: length as u32 };
            return Err(Fault { span, message: format!("{} is no value of JSON", crate::problem::quote(word)) });
        }
        self.at += length;
        Ok(word)
    }

    fn string(&mut self) -> Result<Cow<'t, str>, Fault> {
        let bytes = self.text.as_bytes();
        self.at += 1;
        let from = self.at;
        let mut owned = String::new();
        let mut kept = from;
        loop {
            match bytes.get(self.at) {
                Some(b'"') => {
                    let rest = &self.text[kept..self.at];
                    self.at += 1;
                    if kept == from {
                        return Ok(Cow::Borrowed(rest));
                    }
                    owned.push_str(rest);
                    return Ok(Cow::Owned(owned));
                }
                Some(b'\\') => {
                    owned.push_str(&self.text[kept..self.at]);
                    owned.push(self.escape()?);
                    kept = self.at;
                }
                Some(0..0x20) => {
                    return Err(self.fault("a control character stands in a string; write \\n, \\t or \\u00XX"));
                }
                Some(_) => self.at += 1,
                None => {
                    self.at = from - 1;
                    return Err(self.fault("this string has no end"));
                }
            }
        }
    }

    fn escape(&mut self) -> Result<char, Fault> {
        let byte = self.text.as_bytes().get(self.at + 1).copied();
        let plain = match byte {
            Some(byte @ (b'"' | b'\\' | b'/')) => char::from(byte),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                let high = self.unit(self.at)?;
                let low = if (0xd800..0xdc00).contains(&high) { self.unit(self.at + 6).ok() } else { None };
                let (code, length) = match low {
                    Some(low @ 0xdc00..0xe000) => (0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00), 12),
                    _ => (high, 6),
                };
                let c = char::from_u32(code).ok_or_else(|| self.fault("half of a surrogate pair is no character"))?;
                self.at += length;
                return Ok(c);
            }
            _ => return Err(self.fault("this escape is not known")),
        };
        self.at += 2;
        Ok(plain)
    }

    /// The four hexadecimal digits of the `\u` at a place.
    fn unit(&self, at: usize) -> Result<u32, Fault> {
        let digits = self.text.get(at..at + 6).and_then(|it| it.strip_prefix("\\u"));
        let digits = digits.filter(|it| it.bytes().all(|byte| byte.is_ascii_hexdigit()));
        digits
            .and_then(|it| u32::from_str_radix(it, 16).ok())
            .ok_or_else(|| self.fault("\\u wants four hexadecimal digits"))
    }

    fn span(&self, from: usize) -> Span {
        Span { at: from as u32, length: (self.at - from) as u32 }
    }

    fn fault(&self, message: &str) -> Fault {
        Fault {
            span: Span { at: self.at as u32, length: u32::from(self.at < self.text.len()) },
            message: message.into(),
        }
    }
}

/// `-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?`
fn is_number(word: &[u8]) -> bool {
    fn digits(word: &[u8]) -> Option<&[u8]> {
        let count = word.iter().take_while(|byte| byte.is_ascii_digit()).count();
        if count == 0 { None } else { word.get(count..) }
    }
    fn after(word: &[u8]) -> Option<&[u8]> {
        let word = word.strip_prefix(b"-").unwrap_or(word);
        let mut rest = match word.strip_prefix(b"0") {
            Some(rest) => rest,
            None => digits(word)?,
        };
        if let Some(fraction) = rest.strip_prefix(b".") {
            rest = digits(fraction)?;
        }
        if let Some(exponent) = rest.strip_prefix(b"e").or(rest.strip_prefix(b"E")) {
            rest = digits(exponent.strip_prefix(b"+").or(exponent.strip_prefix(b"-")).unwrap_or(exponent))?;
        }
        Some(rest)
    }
    after(word).is_some_and(<[u8]>::is_empty)
}
