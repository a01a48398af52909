//! Go's way of putting things: quoted texts, numbers, the names of JSON's types in messages.

use std::fmt::Write as _;

use crate::tree::{Node, Number, Value, decimal};

/// A value as JSON in ASCII: what clients of the API send.
pub(super) fn json_text(node: &Node) -> String {
    let mut text = String::new();
    for letter in node.to_json().chars() {
        if letter.is_ascii() {
            text.push(letter);
        } else {
            let mut units = [0; 2];
            for unit in letter.encode_utf16(&mut units) {
                let _ = write!(text, "\\u{unit:04x}");
            }
        }
    }
    text
}

/// A text in quotes, as `%q` prints it.
pub(super) fn quote(text: &str) -> String {
    let mut quoted = String::from('"');
    for letter in text.chars() {
        let _ = match letter {
            '"' => quoted.write_str("\\\""),
            '\\' => quoted.write_str("\\\\"),
            '\n' => quoted.write_str("\\n"),
            '\r' => quoted.write_str("\\r"),
            '\t' => quoted.write_str("\\t"),
            '\u{7}' => quoted.write_str("\\a"),
            '\u{8}' => quoted.write_str("\\b"),
            '\u{c}' => quoted.write_str("\\f"),
            '\u{b}' => quoted.write_str("\\v"),
            control @ ('\0'..' ' | '\u{7f}') => write!(quoted, "\\x{:02x}", u32::from(control)),
            space @ ('\u{80}'..'\u{a1}' | '\u{ad}' | '\u{2000}'..='\u{200f}' | '\u{2028}'..='\u{202f}') => {
                write!(quoted, "\\u{:04x}", u32::from(space))
            }
            letter => quoted.write_char(letter),
        };
    }
    quoted.push('"');
    quoted
}

/// A number as `%v` prints one of 64 bits with a point: an exponent from a million on.
pub(super) fn float(number: f64) -> String {
    if number == 0.0 || !number.is_finite() {
        return decimal::print(number);
    }
    let (mantissa, exponent) = decimal::scientific(number);
    if (-4..6).contains(&exponent) {
        return decimal::print(number);
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{mantissa}e{sign}{:02}", exponent.abs())
}

/// The type of a value in messages of Go's JSON package.
pub(super) fn json_type(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::List(_) => "array",
        Value::Map(_) => "object",
    }
}

/// A number as it stood in the text.
pub(super) fn numeral(number: Number) -> String {
    match number {
        Number::Positive(number) => number.to_string(),
        Number::Negative(number) => number.to_string(),
        Number::Float(number) => decimal::print(number),
    }
}

/// What Go's JSON package says about a value that does not fit a type.
pub(super) fn cannot_unmarshal(node: &Node, go_type: &str) -> String {
    format!("json: cannot unmarshal {} into Go value of type {go_type}", json_type(&node.value))
}

/// Whether a number has no fraction.
pub(super) fn is_whole(number: Number) -> bool {
    match number {
        Number::Float(number) => number.fract() == 0.0 && number.abs() < 9.2e18,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::{float, quote};

    #[test]
    fn numbers_have_an_exponent_from_a_million_on() {
        let printed = [65_535.0, 1.0, 0.0, 8_000_000.0, 5_000_011.0, 80.5].map(float);
        assert_eq!(printed, ["65535", "1", "0", "8e+06", "5.000011e+06", "80.5"]);
    }

    #[test]
    fn quotes_and_control_letters_are_escaped() {
        assert_eq!(quote("a\"b\\\n\u{1}ä"), r#""a\"b\\\n\x01ä""#);
    }
}
