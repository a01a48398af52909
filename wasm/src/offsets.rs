//! From bytes to UTF-16 code units.

use kumascope_core::{origin::Location, text::Sources};

use crate::types::Range;

/// A location as JavaScript counts; nothing for a location of other sources.
pub(crate) fn range(location: Location, sources: &Sources) -> Option<Range> {
    let source = sources.get(location.source)?;
    let region = sources.region(location)?;
    Some(Range {
        path: source.path().to_owned(),
        from: utf16_offset(source.text(), location.span.start),
        to: utf16_offset(source.text(), location.span.end),
        line: region.start.line,
        column: region.start.utf16_column,
        end_line: region.end.line,
        end_column: region.end.utf16_column,
    })
}

/// The UTF-16 code units before a byte; all of them for a byte beyond the end.
pub(crate) fn utf16(text: &str, byte: usize) -> u32 {
    utf16_offset(text, u32::try_from(byte).unwrap_or(u32::MAX))
}

/// The byte before which there are so many UTF-16 code units; the end for more than there are.
pub(crate) fn byte(text: &str, position: u32) -> usize {
    let mut units = 0;
    for (byte, letter) in text.char_indices() {
        if units >= position {
            return byte;
        }
        units += u32::try_from(letter.len_utf16()).unwrap_or(1);
    }
    text.len()
}

/// The UTF-16 code units before a byte; all of them for a byte beyond the end.
fn utf16_offset(text: &str, byte: u32) -> u32 {
    let byte = text.floor_char_boundary(usize::try_from(byte).unwrap_or(usize::MAX));
    let before = text.get(..byte).unwrap_or_default();
    // One unit for each character, and one more for each that takes four bytes.
    before.bytes().map(|byte| u32::from(byte & 0xc0 != 0x80) + u32::from(byte >= 0xf0)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_count_utf16_code_units() {
        let text = "é: 😀\nx";
        for (byte, _) in text.char_indices().chain([(text.len(), ' ')]) {
            let expected = text[..byte].encode_utf16().count();
            let found = utf16_offset(text, u32::try_from(byte).expect("a short text"));
            assert_eq!(usize::try_from(found), Ok(expected), "byte {byte}");
            assert_eq!(super::byte(text, found), byte);
        }
        assert_eq!(utf16_offset("ab", 99), 2);
    }
}
