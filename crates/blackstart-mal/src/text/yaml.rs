//! YAML as the same events. Aliases and tags are refused: models need neither, and aliases are how small files become huge.

use super::event::{Event, Fault, Scalar};
use crate::problem::Span;
use saphyr_parser::{Event as Token, Parser, ScalarStyle, StrInput};

pub(super) struct Yaml<'t> {
    text: &'t str,
    parser: Parser<'t, StrInput<'t>>,
    ascii: bool,
    /// A place known in characters and in bytes; the next one is not far.
    known: (usize, usize),
    documents: usize,
}

impl<'t> Yaml<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, parser: Parser::new_from_str(text), ascii: text.is_ascii(), known: (0, 0), documents: 0 }
    }

    pub(super) fn next(&mut self) -> Result<(Event<'t>, Span), Fault> {
        loop {
            let (token, span) = match self.parser.next_event() {
                None => return Ok((Event::Over, self.span(self.known.0, self.known.0))),
                Some(Ok(found)) => found,
                Some(Err(error)) => {
                    let at = error.marker().index();
                    return Err(Fault { span: self.span(at, at + 1), message: error.info().to_owned() });
                }
            };
            let span = self.span(span.start.index(), span.end.index());
            let refuse = |message: &str| Err(Fault { span, message: message.to_owned() });
            let event = match token {
                Token::Nothing | Token::StreamStart | Token::DocumentEnd => continue,
                Token::DocumentStart(_) => {
                    self.documents += 1;
                    if self.documents > 1 {
                        return refuse("a second document begins; one per file");
                    }
                    continue;
                }
                Token::StreamEnd => Event::Over,
                Token::Alias(_) => return refuse("aliases (`*name`) are not read; write the value out"),
                Token::Scalar(text, style, _, tag) => {
                    let string = match tag {
                        None => false,
                        Some(tag) if tag.is_yaml_core_schema() => tag.suffix == "str",
                        Some(_) => return refuse("tags (`!name`) are not read"),
                    };
                    Event::Scalar(Scalar { text, quoted: string || style != ScalarStyle::Plain })
                }
                Token::SequenceStart(_, None) => Event::List,
                Token::MappingStart(_, None) => Event::Map,
                Token::SequenceStart(..) | Token::MappingStart(..) => return refuse("tags (`!name`) are not read"),
                Token::SequenceEnd | Token::MappingEnd => Event::End,
            };
            return Ok((event, span));
        }
    }

    /// A place in bytes from one in characters.
    fn span(&mut self, from: usize, to: usize) -> Span {
        if self.ascii {
            return Span { at: from as u32, length: to.saturating_sub(from) as u32 };
        }
        let at = self.byte(from);
        Span { at: at as u32, length: to.saturating_sub(from) as u32 }
    }

    fn byte(&mut self, character: usize) -> usize {
        let (known, byte) = self.known;
        let found = if character >= known {
            let rest = &self.text[byte..];
            byte + rest.char_indices().nth(character - known).map_or(rest.len(), |(offset, _)| offset)
        } else {
            let before = &self.text[..byte];
            before.char_indices().rev().nth(known - character - 1).map_or(0, |(offset, _)| offset)
        };
        self.known = (character, found);
        found
    }
}
