//! Lines and columns, as people and editors count them.

use crate::list::CollectVec as _;

/// A place in a text. Lines end with LF, CRLF or CR.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The line, from 1.
    pub line: u32,
    /// The column in Unicode scalar values, from 1; a tab is one column.
    pub column: u32,
    /// The column in UTF-16 code units, from 1, as JavaScript and language servers count.
    pub utf16_column: u32,
}

/// A range of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Region {
    /// Where it begins.
    pub start: Position,
    /// Where it ends; this place does not belong to it.
    pub end: Position,
}

/// The byte at which each line begins.
#[derive(Clone, Debug)]
pub(super) struct Lines {
    starts: Vec<u32>,
}

impl Lines {
    /// The lines of a text of less than 4 GiB.
    pub(super) fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let ends = bytes.iter().enumerate().filter(|(index, byte)| match byte {
            b'\n' => true,
            b'\r' => bytes.get(index + 1) != Some(&b'\n'),
            _ => false,
        });
        let starts = ends.filter_map(|(index, _)| u32::try_from(index + 1).ok());
        Self { starts: std::iter::once(0).chain(starts).collect_vec() }
    }

    /// The position of a byte; of the character around it for a byte inside one.
    pub(super) fn position(&self, text: &str, byte: u32) -> Position {
        let line = self.starts.partition_point(|start| *start <= byte).saturating_sub(1);
        let start = self.starts.get(line).copied().unwrap_or_default();
        let before = slice_up_to(text, start, byte);
        Position {
            line: count(line),
            column: count(before.chars().count()),
            utf16_column: count(before.chars().map(char::len_utf16).sum()),
        }
    }
}

/// From a count of what stands before, the number of what comes.
fn count(before: usize) -> u32 {
    u32::try_from(before).unwrap_or(u32::MAX).saturating_add(1)
}

fn slice_up_to(text: &str, start: u32, byte: u32) -> &str {
    let start = usize::try_from(start).unwrap_or(usize::MAX);
    let end = usize::try_from(byte).unwrap_or(usize::MAX).min(text.len());
    text.get(start..text.floor_char_boundary(end)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, needle: &str, line: u32, column: u32, utf16_column: u32) {
        let byte = u32::try_from(text.find(needle).expect("the needle")).expect("a short text");
        assert_eq!(Lines::of(text).position(text, byte), Position { line, column, utf16_column }, "{text:?}");
    }

    #[test]
    fn positions_count_lines_characters_and_utf16_units() {
        check("a: x", "x", 1, 4, 4);
        check("a: 1\nb: x", "x", 2, 4, 4);
        check("a: 1\r\nb: x", "x", 2, 4, 4);
        check("a: 1\rb: x", "x", 2, 4, 4);
        check("\n\n\tx", "x", 3, 2, 2);
        check("é: x", "x", 1, 4, 4);
        check("😀: x", "x", 1, 4, 5);
    }

    #[test]
    fn a_byte_beyond_the_text_is_its_end() {
        assert_eq!(Lines::of("ab").position("ab", 99), Position { line: 1, column: 3, utf16_column: 3 });
        assert_eq!(Lines::of("").position("", 0), Position { line: 1, column: 1, utf16_column: 1 });
    }
}
