//! JSON writes a character beyond U+FFFF as two escapes, a surrogate pair, which YAML does not know.

/// The text with each pair of escapes replaced by its character, and the byte of the original at which each character
/// begins; nothing where the text is no JSON or has no such pair.
pub(super) fn joined(text: &str) -> Option<(String, Vec<u32>)> {
    let is_json = text.trim_start_matches([' ', '\t', '\n', '\r']).starts_with(['{', '[']);
    if !is_json || !(text.contains("\\ud") || text.contains("\\uD")) {
        return None;
    }
    let (mut result, mut bytes) = (String::with_capacity(text.len()), Vec::with_capacity(text.len()));
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let at = u32::try_from(text.len() - rest.len()).ok()?;
        let (character, length) = pair(rest).unwrap_or((first, first.len_utf8()));
        result.push(character);
        bytes.push(at);
        rest = rest.get(length..)?;
        if character == '\\' && length == 1 {
            // What an escape escapes cannot begin another one.
            let escaped = rest.chars().next()?;
            result.push(escaped);
            bytes.push(at + 1);
            rest = rest.get(escaped.len_utf8()..)?;
        }
    }
    Some((result, bytes))
}

/// The character of a pair of escapes at the beginning of a text, and how long the pair is.
fn pair(text: &str) -> Option<(char, usize)> {
    let unit = |text: &str| u16::from_str_radix(text.strip_prefix("\\u")?.get(..4)?, 16).ok();
    let (high, low) = (unit(text)?, unit(text.get(6..)?)?);
    let character = char::decode_utf16([high, low]).next()?.ok()?;
    (character.len_utf16() == 2).then_some((character, 12))
}
