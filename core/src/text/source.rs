//! The texts that are compiled, each under the path by which its author knows it.

use super::{Position, Region, code, position::Lines};
use crate::{
    origin::{Location, Origin, SourceId, Span},
    report::Diagnostic,
};

/// The texts of one compilation. Their order does not matter to the result.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    sources: Vec<Source>,
}

/// One text.
#[derive(Clone, Debug)]
pub struct Source {
    path: String,
    text: String,
    lines: Lines,
    encoding: Encoding,
    faults: Vec<Diagnostic>,
}

/// Whether the bytes of a source were UTF-8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    /// They were.
    Utf8,
    /// Some were not, and are NUL characters now.
    Broken,
}

impl Sources {
    /// Adds a text. One of more than 4 GiB is refused: it counts as empty, and parsing reports it.
    pub fn add(&mut self, path: impl Into<String>, text: impl Into<String>) -> SourceId {
        let id = self.next_id();
        let (mut text, mut faults) = (text.into(), Vec::new());
        if u32::try_from(text.len()).is_err() {
            text = String::new();
            let message = "this source is larger than 4 GiB";
            faults.push(
                Diagnostic::error(code::SOURCE_TOO_LARGE, message, whole(id))
                    .help("split it into several files"),
            );
        }
        let lines = Lines::of(&text);
        self.sources.push(Source { path: path.into(), text, lines, encoding: Encoding::Utf8, faults });
        id
    }

    /// Adds a text that may not be UTF-8. Parsing reports each document with a byte that is not, and reads the others.
    pub fn add_bytes(&mut self, path: impl Into<String>, bytes: Vec<u8>) -> SourceId {
        match String::from_utf8(bytes) {
            Ok(text) => self.add(path, text),
            Err(error) => {
                // A NUL cannot stand in YAML, so a document with such a byte can never be mistaken for a good one.
                let text =
                    String::from_utf8_lossy(error.as_bytes()).replace(char::REPLACEMENT_CHARACTER, "\0");
                let id = self.add(path, text);
                if let Some(source) = self.sources.last_mut() {
                    source.encoding = Encoding::Broken;
                }
                id
            }
        }
    }

    /// The text of that number.
    pub fn get(&self, id: SourceId) -> Option<&Source> {
        self.sources.get(usize::try_from(id.0).ok()?)
    }

    /// All texts in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &Source)> {
        (0..).map(SourceId).zip(&self.sources)
    }

    /// The numbers of all texts.
    pub fn ids(&self) -> impl Iterator<Item = SourceId> + use<> {
        (0..u32::try_from(self.sources.len()).unwrap_or(u32::MAX)).map(SourceId)
    }

    /// Where a location begins; nothing for a location of other sources.
    pub fn position(&self, location: Location) -> Option<Position> {
        Some(self.get(location.source)?.position(location.span.start))
    }

    /// Where a location begins and ends; nothing for a location of other sources.
    pub fn region(&self, location: Location) -> Option<Region> {
        let source = self.get(location.source)?;
        Some(Region { start: source.position(location.span.start), end: source.position(location.span.end) })
    }

    fn next_id(&self) -> SourceId {
        SourceId(u32::try_from(self.sources.len()).unwrap_or(u32::MAX))
    }
}

impl Source {
    /// The path by which its author knows it.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text of a span; empty where the span does not fit the text.
    pub fn slice(&self, span: Span) -> &str {
        let (start, end) = (usize::try_from(span.start), usize::try_from(span.end));
        let (Ok(start), Ok(end)) = (start, end) else { return "" };
        self.text.get(start..end).unwrap_or_default()
    }

    /// The line and column of a byte; the end of the text for bytes beyond it.
    pub fn position(&self, byte: u32) -> Position {
        self.lines.position(&self.text, byte)
    }

    /// What was wrong with the source before it was read.
    pub(super) fn faults(&self) -> &[Diagnostic] {
        &self.faults
    }

    /// Whether the bytes were UTF-8.
    pub(super) fn encoding(&self) -> Encoding {
        self.encoding
    }
}

fn whole(id: SourceId) -> Origin {
    Origin::Field(Location { source: id, span: Span::default() })
}
