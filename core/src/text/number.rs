//! Numbers as Kuma's parser reads them: Go's integer literals, underscores anywhere, octal with a leading zero.

use crate::tree::{Number, decimal};

/// The number that a plain scalar stands for, if it stands for one. It must begin with a digit, a sign or a point.
pub(super) fn parse(text: &str) -> Option<Number> {
    if text.starts_with('.') {
        return if separates_digits(text) { float(&text.replace('_', "")) } else { None };
    }
    let plain = if text.contains('_') { &text.replace('_', "") } else { text };
    whole(plain).or_else(|| float(plain))
}

/// A float as a number: what is whole and fits is a whole number, as JSON does not tell `1.0` from `1`.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the ranges are checked")]
fn normalised(value: f64) -> Number {
    const TWO_TO_63: f64 = 9_223_372_036_854_775_808.0;
    match value {
        whole if whole.fract() != 0.0 => Number::Float(value),
        zero_or_more if (0.0..2.0 * TWO_TO_63).contains(&zero_or_more) => Number::Positive(value as u64),
        negative if (-TWO_TO_63..0.0).contains(&negative) => Number::Negative(value as i64),
        _ => Number::Float(value),
    }
}

fn whole(text: &str) -> Option<Number> {
    let (negative, digits) = match text.strip_prefix(['-', '+']) {
        Some(digits) => (text.starts_with('-'), digits),
        None => (false, text),
    };
    let (digits, radix) = match digits.as_bytes() {
        [b'0', b'x' | b'X', ..] => (digits.get(2..)?, 16),
        [b'0', b'b' | b'B', ..] => (digits.get(2..)?, 2),
        [b'0', b'o' | b'O', ..] => (digits.get(2..)?, 8),
        [b'0', _, ..] => (digits.get(1..)?, 8),
        _ => (digits, 10),
    };
    if digits.starts_with(['+', '-']) {
        return None;
    }
    let magnitude = u64::from_str_radix(digits, radix).ok()?;
    if negative {
        0_i64.checked_sub_unsigned(magnitude).map(Number::from)
    } else {
        Some(Number::Positive(magnitude))
    }
}

/// Digits with at most one point, and an exponent: never Rust's `inf` or `nan`.
fn float(text: &str) -> Option<Number> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if !unsigned.starts_with(|first: char| first.is_ascii_digit() || first == '.') {
        return None;
    }
    let value = decimal::parse(text)?;
    value.is_finite().then(|| normalised(value))
}

fn separates_digits(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_digit =
        |index: Option<usize>| index.and_then(|index| bytes.get(index)).is_some_and(u8::is_ascii_digit);
    bytes.iter().enumerate().all(|(index, byte)| {
        *byte != b'_' || (is_digit(index.checked_sub(1)) && is_digit(index.checked_add(1)))
    })
}
