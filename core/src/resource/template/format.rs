//! `print`, `println` and `printf`, as Go has them.

use std::fmt::Write as _;

use super::run::{Run, Value};
use crate::{list::CollectVec as _, tree::decimal};

/// Values one after the other: a space stands between two of which none is a text.
pub(super) fn joined(run: &Run<'_>, values: &[Value]) -> String {
    let mut text = String::new();
    let mut before = None;
    for value in values {
        let is_text = matches!(value, Value::Text(_));
        if before == Some(false) && !is_text {
            text.push(' ');
        }
        text.push_str(&argument(run, value));
        before = Some(is_text);
    }
    text
}

/// Values with spaces between them, and a line break behind them.
pub(super) fn line(run: &Run<'_>, values: &[Value]) -> String {
    let values: Vec<String> = values.iter().map(|value| argument(run, value)).collect_vec();
    values.join(" ") + "\n"
}

fn argument(run: &Run<'_>, value: &Value) -> String {
    if *value == Value::Nothing { "<nil>".into() } else { run.printed(value) }
}

/// What stands between `%` and the letter.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "these are the five flags of Go's `fmt`")]
struct Flags {
    left: bool,
    zero: bool,
    plus: bool,
    sharp: bool,
    blank: bool,
    width: Option<usize>,
    precision: Option<usize>,
}

/// How wide a value is printed at most: templates make names.
const MAX_WIDTH: usize = 1000;

/// A text with values where it says `%`.
pub(super) fn formatted(run: &Run<'_>, format: &str, values: &[Value]) -> String {
    let mut text = String::new();
    let mut values = values.iter();
    let mut rest = format;
    while let Some((before, after)) = rest.split_once('%') {
        text.push_str(before);
        let (flags, after) = flags(after);
        let mut letters = after.chars();
        match letters.next() {
            None => text.push_str("%!(NOVERB)"),
            Some('%') => text.push('%'),
            Some(verb) => match values.next() {
                Some(value) => text.push_str(&padded(&printed(run, verb, &flags, value), &flags)),
                None => drop(write!(text, "%!{verb}(MISSING)")),
            },
        }
        rest = letters.as_str();
    }
    text.push_str(rest);
    let extra: Vec<String> = values.map(|value| typed(run, value)).collect_vec();
    if !extra.is_empty() {
        let _ = write!(text, "%!(EXTRA {})", extra.join(", "));
    }
    text
}

fn flags(text: &str) -> (Flags, &str) {
    let mut flags = Flags::default();
    let mut rest = text;
    while let Some(flag) = rest.chars().next() {
        let held = match flag {
            '-' => &mut flags.left,
            '0' => &mut flags.zero,
            '+' => &mut flags.plus,
            '#' => &mut flags.sharp,
            ' ' => &mut flags.blank,
            _ => break,
        };
        *held = true;
        rest = rest.get(1..).unwrap_or_default();
    }
    (flags.width, rest) = number(rest);
    if let Some(after) = rest.strip_prefix('.') {
        let (precision, after) = number(after);
        (flags.precision, rest) = (Some(precision.unwrap_or(0)), after);
    }
    (flags, rest)
}

fn number(text: &str) -> (Option<usize>, &str) {
    let rest = text.trim_start_matches(|letter: char| letter.is_ascii_digit());
    let digits = text.strip_suffix(rest).unwrap_or_default();
    (digits.parse().ok().map(|number: usize| number.min(MAX_WIDTH)), rest)
}

fn padded(text: &str, flags: &Flags) -> String {
    let missing = flags.width.unwrap_or(0).saturating_sub(text.chars().count());
    let sign = usize::from(text.starts_with(['-', '+']));
    match flags {
        Flags { left: true, .. } => format!("{text}{}", " ".repeat(missing)),
        Flags { zero: true, .. } => {
            let (sign, digits) = text.split_at(sign);
            format!("{sign}{}{digits}", "0".repeat(missing))
        }
        _ => format!("{}{text}", " ".repeat(missing)),
    }
}

fn typed(run: &Run<'_>, value: &Value) -> String {
    if *value == Value::Nothing {
        "<nil>".into()
    } else {
        format!("{}={}", run.type_of(value), run.printed(value))
    }
}

fn printed(run: &Run<'_>, verb: char, flags: &Flags, value: &Value) -> String {
    let shortened = |text: &str| -> String {
        flags.precision.map_or_else(|| text.into(), |most| text.chars().take(most).collect())
    };
    match (verb, value) {
        ('T', value) => run.type_of(value).into(),
        ('v', value) => argument(run, value),
        ('s', Value::Text(text)) => shortened(text),
        ('s' | 'd', Value::All) | ('g', Value::Number(_)) => run.printed(value),
        ('q', Value::Text(text)) => format!("{:?}", shortened(text)),
        ('x', Value::Text(text)) => {
            text.bytes().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
        }
        ('X', Value::Text(text)) => {
            text.bytes().fold(String::new(), |text, byte| text + &format!("{byte:02X}"))
        }
        ('t', Value::Truth(truth)) => truth.to_string(),
        ('f' | 'F', Value::Number(number)) => {
            signed(decimal::fixed(*number, flags.precision.unwrap_or(6)), flags)
        }
        (_, Value::Whole(number)) => whole(verb, *number, flags).unwrap_or_else(|| bad(run, verb, value)),
        (_, Value::Byte(number)) => {
            whole(verb, (*number).into(), flags).unwrap_or_else(|| bad(run, verb, value))
        }
        _ => bad(run, verb, value),
    }
}

fn bad(run: &Run<'_>, verb: char, value: &Value) -> String {
    format!("%!{verb}({})", typed(run, value))
}

fn whole(verb: char, number: i64, flags: &Flags) -> Option<String> {
    let prefix = |prefix| if flags.sharp { prefix } else { "" };
    let digits = number.unsigned_abs();
    let text = match verb {
        'd' => digits.to_string(),
        'b' => format!("{}{digits:b}", prefix("0b")),
        'o' => format!("{}{digits:o}", prefix("0")),
        'x' => format!("{}{digits:x}", prefix("0x")),
        'X' => format!("{}{digits:X}", prefix("0X")),
        'c' => return u32::try_from(number).ok().and_then(char::from_u32).map(String::from),
        _ => return None,
    };
    Some(signed(if number < 0 { format!("-{text}") } else { text }, flags))
}

fn signed(text: String, flags: &Flags) -> String {
    match flags {
        _ if text.starts_with('-') => text,
        Flags { plus: true, .. } => format!("+{text}"),
        Flags { blank: true, .. } => format!(" {text}"),
        _ => text,
    }
}
