//! Reading one document: the parser's events, with bytes in place of characters, go to the builder of trees.

use std::ops::Range;

use saphyr_parser::{Event, Marker, Parser};

use super::{
    build::{Builder, Refused},
    fault,
    source::Source,
    surrogate, tabs,
};
use crate::{
    list::CollectVec as _,
    origin::{Location, Origin, SourceId, Span},
    report::Report,
    tree::Node,
};

/// Reads the document that stands in those bytes: its root, or nothing where the text holds none or is refused.
/// `alias_nodes` is how many values aliases may still repeat in this source.
pub(super) fn parse(
    id: SourceId,
    source: &Source,
    bytes: Range<usize>,
    alias_nodes: &mut usize,
    report: &mut Report,
) -> Vec<Node> {
    let Some(text) = source.text().get(bytes.clone()) else { return Vec::new() };
    if let Some((index, character)) = text.char_indices().find(|(_, character)| is_forbidden(*character)) {
        let start = to_u32(bytes.start + index);
        let span = Span { start, end: start + to_u32(character.len_utf8()) };
        let origin = Origin::Field(Location { source: id, span });
        report.push(fault::forbidden_character(character, source.encoding(), origin));
        return Vec::new();
    }
    let mut places = Places::of(id, text, bytes.start);
    let joined = surrogate::joined(text).map(|(text, bytes)| {
        places.bytes = Some(bytes);
        text
    });
    let mut builder = Builder::new(source, places, alias_nodes, report);
    read(&tabs::as_blanks(joined.as_deref().unwrap_or(text)), &mut builder);
    builder.into_roots()
}

fn read(text: &str, builder: &mut Builder<'_>) {
    for event in Parser::new_from_str(text) {
        match event {
            Ok((Event::StreamEnd, _)) => return,
            Ok((event, span)) => {
                if let Err(Refused) = builder.event(event, span) {
                    return;
                }
            }
            Err(error) => {
                builder.fail(&error);
                return;
            }
        }
    }
}

/// Control characters other than tab and line breaks.
fn is_forbidden(character: char) -> bool {
    matches!(character, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{7f}')
}

/// Turns the parser's markers, which count characters, into bytes of the source.
pub(super) struct Places {
    source: SourceId,
    start: u32,
    length: u32,
    /// The byte of each character, where characters are not bytes.
    bytes: Option<Vec<u32>>,
}

impl Places {
    fn of(source: SourceId, text: &str, start: usize) -> Self {
        let bytes =
            (!text.is_ascii()).then(|| text.char_indices().map(|(byte, _)| to_u32(byte)).collect_vec());
        Self { source, start: to_u32(start), length: to_u32(text.len()), bytes }
    }

    /// The byte of a marker.
    pub(super) fn byte(&self, marker: Marker) -> u32 {
        let byte = match &self.bytes {
            Some(bytes) => bytes.get(marker.index()).copied().unwrap_or(self.length),
            None => to_u32(marker.index()).min(self.length),
        };
        self.start + byte
    }

    /// The end of the document.
    pub(super) fn end(&self) -> u32 {
        self.start + self.length
    }

    /// The bytes of the parser's span.
    pub(super) fn span(&self, span: saphyr_parser::Span) -> Span {
        let start = self.byte(span.start);
        Span { start, end: self.byte(span.end).max(start) }
    }

    /// A field at those bytes.
    pub(super) fn origin(&self, span: Span) -> Origin {
        Origin::Field(Location { source: self.source, span })
    }
}

/// Sources hold less than 4 GiB, so nothing is lost.
fn to_u32(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
