//! Numbers and texts as Go writes them.

use super::{Found, Term};
use crate::tree::decimal;

/// A number, or the number of a letter in single quotes.
pub(super) fn number(text: &str) -> Found<Term> {
    if let Some(letter) = text.strip_prefix('\'') {
        let letter = unquote(&format!("\"{}\"", letter.trim_end_matches('\'')))?;
        let mut letters = letter.chars();
        let (Some(letter), None) = (letters.next(), letters.next()) else {
            return Err(format!("malformed character constant: {text}"));
        };
        return Ok(Term::Whole(u32::from(letter).into()));
    }
    let plain = text.replace('_', "");
    let unsigned = plain.trim_start_matches(['+', '-']);
    let whole = match unsigned.get(..2) {
        Some("0x" | "0X") => i64::from_str_radix(unsigned.get(2..).unwrap_or_default(), 16).ok(),
        _ => plain.parse().ok(),
    };
    match whole {
        Some(whole) => Ok(Term::Whole(whole)),
        None if let Some(number) = with_point(&plain) => Ok(Term::Number(number)),
        None if !unsigned.is_empty() && unsigned.chars().all(|digit| digit.is_ascii_digit()) => {
            Err(format!("integer overflow: {text:?}"))
        }
        None => Err(format!("illegal number syntax: {text:?}")),
    }
}

/// A text of Go in double quotes or backquotes.
pub(super) fn unquote(text: &str) -> Found<String> {
    if let Some(raw) = text.strip_prefix('`') {
        return Ok(raw.trim_end_matches('`').replace('\r', ""));
    }
    let inner = text.get(1..text.len().saturating_sub(1)).unwrap_or_default();
    let mut letters = inner.chars();
    let mut plain = String::new();
    while let Some(letter) = letters.next() {
        if letter != '\\' {
            plain.push(letter);
            continue;
        }
        let escaped = letters.next().unwrap_or_default();
        let code = |letters: &mut std::str::Chars<'_>, length| {
            let digits: String = letters.by_ref().take(length).collect();
            u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32)
        };
        let letter = match escaped {
            'n' => Some('\n'),
            't' => Some('\t'),
            'r' => Some('\r'),
            '"' | '\\' => Some(escaped),
            'x' => code(&mut letters, 2),
            'u' => code(&mut letters, 4),
            'U' => code(&mut letters, 8),
            _ => None,
        };
        plain.push(letter.ok_or("invalid syntax")?);
    }
    Ok(plain)
}

/// A number that is written with a point or an exponent, unless it is too large.
fn with_point(plain: &str) -> Option<f64> {
    let number = plain.contains(['.', 'e', 'E']).then(|| decimal::parse(plain))?;
    number.filter(|number| number.is_finite())
}
