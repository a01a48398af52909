//! What a scalar means: the types of YAML 1.1, as go-yaml 2 resolves them, and texts of keys as sigs.k8s.io/yaml writes them.

use std::borrow::Cow;

use saphyr_parser::{ScalarStyle, Tag};

use super::{code, number};
use crate::{
    report::Code,
    tree::{Number, Value, decimal},
};

const CORE_SCHEMA: &str = "tag:yaml.org,2002:";

/// What a scalar does not mean: a code, and what is wrong.
pub(super) type Misfit = (Code, String);

/// The value of a scalar.
pub(super) fn resolve(text: &str, style: ScalarStyle, tag: Option<&Tag>) -> Result<Value, Misfit> {
    match tag {
        Some(tag) => tagged(text, tag),
        None if style == ScalarStyle::Plain => plain(text),
        None => Ok(text.into()),
    }
}

/// The text that a value becomes as a key; nothing for what cannot be one.
pub(super) fn key(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::String(text) => Some(Cow::Borrowed(text)),
        Value::Bool(true) => Some(Cow::Borrowed("true")),
        Value::Bool(false) => Some(Cow::Borrowed("false")),
        Value::Number(Number::Positive(number)) => Some(Cow::Owned(number.to_string())),
        Value::Number(Number::Negative(number)) => Some(Cow::Owned(number.to_string())),
        #[expect(clippy::cast_possible_truncation, reason = "the reference writes keys in single precision")]
        Value::Number(Number::Float(number)) => Some(Cow::Owned(decimal::print_single(*number as f32))),
        Value::Null | Value::List(_) | Value::Map(_) => None,
    }
}

/// How long the quoted text is that begins here, its quotes included: the parser goes on to the end of the line.
pub(super) fn quoted_length(text: &str) -> usize {
    let mut letters = text.char_indices();
    let quote = letters.next().map_or('"', |(_, quote)| quote);
    while let Some((at, letter)) = letters.next() {
        let is_doubled = || text.get(at + 1..).is_some_and(|rest| rest.starts_with('\''));
        match letter {
            '\\' if quote == '"' => drop(letters.next()),
            '\'' if quote == '\'' && is_doubled() => drop(letters.next()),
            _ if letter == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

fn plain(text: &str) -> Result<Value, Misfit> {
    Ok(match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => {
            Value::Bool(true)
        }
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => {
            Value::Bool(false)
        }
        ".nan" | ".NaN" | ".NAN" | ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" | "-.inf"
        | "-.Inf" | "-.INF" => {
            return Err((code::NUMBER_NOT_FINITE, format!("`{text}` is not a number that JSON can hold")));
        }
        _ if text.starts_with(|first: char| first.is_ascii_digit() || matches!(first, '+' | '-' | '.')) => {
            number::parse(text).map_or_else(|| text.into(), Value::Number)
        }
        _ => text.into(),
    })
}

fn tagged(text: &str, tag: &Tag) -> Result<Value, Misfit> {
    let name = match tag.handle.strip_prefix(CORE_SCHEMA) {
        Some("") => tag.suffix.as_str(),
        Some(rest) => rest,
        None => tag.suffix.strip_prefix(CORE_SCHEMA).unwrap_or("str"),
    };
    let value = match name {
        "int" | "float" | "bool" | "null" => plain(text)?,
        "binary" => return Err((code::INVALID_TAG, "`!!binary` is not supported".into())),
        _ => return Ok(text.into()),
    };
    let fits = match &value {
        Value::Number(Number::Float(_)) => name == "float",
        Value::Number(_) => matches!(name, "int" | "float"),
        Value::Bool(_) => name == "bool",
        Value::Null => name == "null",
        _ => false,
    };
    if fits { Ok(value) } else { Err((code::INVALID_TAG, format!("`{text}` is not a `!!{name}`"))) }
}

/// Whether a text can be written without quotes, as a key or a value of a block, and is read as the same text again.
pub(crate) fn is_plain_text(text: &str) -> bool {
    let first = text.chars().next();
    let begins_plainly = match first {
        None => false,
        Some('-' | '?' | ':') => text.chars().nth(1).is_some_and(|second| !matches!(second, ' ' | '\t')),
        Some(first) => !",[]{}#&*!|>'\"%@`=<".contains(first),
    };
    begins_plainly
        && is_text(text)
        && text.chars().all(|character| {
            matches!(character, ' '..='~' | '\u{a0}'..='\u{2027}' | '\u{202a}'..='\u{d7ff}'
            | '\u{e000}'..='\u{fefe}' | '\u{ff00}'..='\u{fffd}' | '\u{10000}'..)
        })
        && !text.as_bytes().windows(2).any(|pair| pair == b": " || pair == b" #")
        && !text.ends_with([':', ' '])
        && !text.starts_with([' '])
        && !text.starts_with("---")
        && !text.starts_with("...")
        && !looks_like_time(text)
}

/// Whether a plain scalar is read as text.
fn is_text(text: &str) -> bool {
    let begins_number = |first: char| first.is_ascii_digit() || matches!(first, '+' | '-' | '.');
    // Every other scalar that means something else is a word of up to five letters.
    (text.len() > 5 && !text.starts_with(begins_number)) || matches!(plain(text), Ok(Value::String(_)))
}

/// Dates, and numbers to the base 60, which other readers of YAML 1.1 do not take for texts.
fn looks_like_time(text: &str) -> bool {
    let digits = |text: &str| {
        text.starts_with(|first: char| first.is_ascii_digit()) && !text.contains(char::is_alphabetic)
    };
    let is_date =
        text.as_bytes().get(4) == Some(&b'-') && text.bytes().take(4).all(|byte| byte.is_ascii_digit());
    let is_sexagesimal = text.contains(':') && text.trim_start_matches(['+', '-']).split(':').all(digits);
    is_date || is_sexagesimal
}
