//! The functions of templates.

use std::{cmp::Ordering, fmt::Write as _};

use super::{
    format,
    run::{Run, Value},
};

/// Their names; Kuma's own one is the last.
pub(super) const NAMES: &[&str] = &[
    "and", "call", "eq", "ge", "gt", "html", "index", "js", "le", "len", "lt", "ne", "not", "or", "print",
    "printf", "println", "slice", "urlquery", "label",
];

/// Whether a function takes that many arguments, and perhaps one more from the command before.
pub(super) fn check_count(name: &str, given: usize, from_before: usize) -> Result<(), String> {
    let exact = match name {
        "ge" | "gt" | "le" | "lt" | "ne" => Some(2),
        "label" | "len" | "not" => Some(1),
        _ => None,
    };
    let least = usize::from(matches!(name, "and" | "call" | "eq" | "index" | "or" | "printf" | "slice"));
    let count = given + from_before;
    match exact {
        Some(exact) if exact != count => {
            Err(format!("wrong number of args for {name}: want {exact} got {count}"))
        }
        None if count < least => {
            Err(format!("wrong number of args for {name}: want at least {least} got {given}"))
        }
        _ => Ok(()),
    }
}

/// Whether an argument of a function has to be a text.
pub(super) fn takes_text(name: &str, index: usize) -> bool {
    index == 0 && matches!(name, "label" | "printf")
}

/// Calls a function.
pub(super) fn apply(run: &Run<'_>, name: &str, mut values: Vec<Value>) -> Result<Value, String> {
    let first = values.first().cloned().unwrap_or(Value::Nothing);
    let others = values.get(1..).unwrap_or_default();
    let text = |text: String| Ok(Value::Text(text.into()));
    match name {
        "and" | "or" => Ok(values.pop().unwrap_or(Value::Nothing)),
        "not" => Ok(Value::Truth(!first.is_true(run.values))),
        "len" => length(run, &first),
        "index" => index(run, first, others),
        "slice" => slice(run, &first, others),
        "eq" => equal_to_any(run, &first, others).map(Value::Truth),
        "ne" => equal_to_any(run, &first, others).map(|is_equal| Value::Truth(!is_equal)),
        "lt" | "le" | "gt" | "ge" => compare(run, name, &first, others).map(Value::Truth),
        "print" => text(format::joined(run, &values)),
        "println" => text(format::line(run, &values)),
        "printf" => text(format::formatted(run, &run.printed(&first), others)),
        "html" => text(escaped(&format::joined(run, &values), html)),
        "js" => text(escaped(&format::joined(run, &values), script)),
        "urlquery" => text(query(&format::joined(run, &values))),
        _ => Err(match first {
            Value::Nothing => "call of nil".into(),
            value => format!("non-function of type {}", run.type_of(&value)),
        }),
    }
}

fn length(run: &Run<'_>, value: &Value) -> Result<Value, String> {
    let length = match value {
        Value::Text(text) => text.len(),
        Value::All if run.is_map() => run.values.names().len(),
        value => return Err(format!("len of type {}", run.type_of(value))),
    };
    Ok(Value::Whole(i64::try_from(length).unwrap_or(i64::MAX)))
}

fn place(run: &Run<'_>, index: &Value, most: usize) -> Result<usize, String> {
    let number = match index {
        Value::Whole(number) => *number,
        Value::Byte(number) => i64::from(*number),
        Value::Nothing => return Err("cannot index slice/array with nil".into()),
        value => return Err(format!("cannot index slice/array with type {}", run.type_of(value))),
    };
    let place = usize::try_from(number).ok().filter(|place| *place <= most);
    place.ok_or_else(|| format!("index out of range: {number}"))
}

fn index(run: &Run<'_>, item: Value, indexes: &[Value]) -> Result<Value, String> {
    indexes.iter().try_fold(item, |item, index| match (&item, index) {
        (Value::Nothing, _) => Err("index of untyped nil".into()),
        (Value::Text(text), index) => {
            let place = place(run, index, text.len())?;
            let byte = text.as_bytes().get(place);
            byte.map(|byte| Value::Byte(*byte)).ok_or_else(|| "reflect: string index out of range".into())
        }
        (Value::All, Value::Text(key)) if run.is_map() => Ok(match run.field(key) {
            Some(Value::Text(text)) => Value::Text(text),
            _ => Value::Text("".into()),
        }),
        (Value::All, Value::Nothing) if run.is_map() => Err("value is nil; should be of type string".into()),
        (Value::All, key) if run.is_map() => {
            Err(format!("value has type {}; should be string", run.type_of(key)))
        }
        (item, _) => Err(format!("can't index item of type {}", run.type_of(item))),
    })
}

fn slice(run: &Run<'_>, item: &Value, indexes: &[Value]) -> Result<Value, String> {
    let text = match item {
        Value::Text(_) | Value::All if indexes.len() > 3 => {
            return Err(format!("too many slice indexes: {}", indexes.len()));
        }
        Value::Text(_) if indexes.len() == 3 => return Err("cannot 3-index slice a string".into()),
        Value::Text(text) => text,
        Value::Nothing => return Err("slice of untyped nil".into()),
        item => return Err(format!("can't slice item of type {}", run.type_of(item))),
    };
    let mut bounds = [0, text.len()];
    for (bound, index) in bounds.iter_mut().zip(indexes) {
        *bound = place(run, index, text.len())?;
    }
    let [from, to] = bounds;
    if from > to {
        return Err(format!("invalid slice index: {from} > {to}"));
    }
    let bytes = text.as_bytes().get(from..to).unwrap_or_default();
    Ok(Value::Text(String::from_utf8_lossy(bytes).into()))
}

const NOT_COMPARABLE: &str = "invalid type for comparison";

fn incompatible(run: &Run<'_>, left: &Value, right: &Value) -> String {
    format!("incompatible types for comparison: {} and {}", run.type_of(left), run.type_of(right))
}

fn equal_to_any(run: &Run<'_>, value: &Value, others: &[Value]) -> Result<bool, String> {
    if others.is_empty() {
        return Err("missing argument for comparison".into());
    }
    for other in others {
        let is_equal = match (value, other) {
            (Value::Nothing, _) | (_, Value::Nothing) => value == other,
            (Value::All, Value::All) if run.is_map() => {
                return Err(format!("non-comparable type {}: {}", run.printed(value), run.type_of(value)));
            }
            (Value::All, Value::All) => true,
            _ => order(value, other).ok_or_else(|| incompatible(run, value, other))? == Some(Ordering::Equal),
        };
        if is_equal {
            return Ok(true);
        }
    }
    Ok(false)
}

fn compare(run: &Run<'_>, name: &str, left: &Value, others: &[Value]) -> Result<bool, String> {
    let right = others.first().unwrap_or(&Value::Nothing);
    if [left, right].iter().any(|value| matches!(value, Value::All | Value::Nothing)) {
        return Err(NOT_COMPARABLE.into());
    }
    let order = order(left, right).ok_or_else(|| incompatible(run, left, right))?;
    if matches!(left, Value::Truth(_)) {
        return Err(NOT_COMPARABLE.into());
    }
    Ok(match name {
        "lt" => order == Some(Ordering::Less),
        "le" => matches!(order, Some(Ordering::Less | Ordering::Equal)),
        "gt" => !matches!(order, Some(Ordering::Less | Ordering::Equal)),
        _ => order != Some(Ordering::Less),
    })
}

/// How two values of one kind compare; nothing where they are of different ones.
fn order(left: &Value, right: &Value) -> Option<Option<Ordering>> {
    let whole = |value: &Value| match value {
        Value::Whole(number) => Some(*number),
        Value::Byte(number) => Some(i64::from(*number)),
        _ => None,
    };
    match (left, right) {
        (Value::Text(left), Value::Text(right)) => Some(Some(left.cmp(right))),
        (Value::Truth(left), Value::Truth(right)) => Some(Some(left.cmp(right))),
        (Value::Number(left), Value::Number(right)) => Some(left.partial_cmp(right)),
        _ => Some(Some(whole(left)?.cmp(&whole(right)?))),
    }
}

fn escaped(text: &str, escape: fn(char) -> Option<&'static str>) -> String {
    let mut result = String::with_capacity(text.len());
    for letter in text.chars() {
        match escape(letter) {
            Some(escaped) => result.push_str(escaped),
            None => result.push(letter),
        }
    }
    result
}

fn html(letter: char) -> Option<&'static str> {
    Some(match letter {
        '\0' => "\u{fffd}",
        '"' => "&#34;",
        '\'' => "&#39;",
        '&' => "&amp;",
        '<' => "&lt;",
        '>' => "&gt;",
        _ => return None,
    })
}

fn script(letter: char) -> Option<&'static str> {
    Some(match letter {
        '\\' => "\\\\",
        '\'' => "\\'",
        '"' => "\\\"",
        '<' => "\\u003C",
        '>' => "\\u003E",
        '&' => "\\u0026",
        '=' => "\\u003D",
        '\n' => "\\u000A",
        '\t' => "\\u0009",
        _ => return None,
    })
}

fn query(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b' ' => result.push('+'),
            byte if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) => result.push(char::from(byte)),
            byte => drop(write!(result, "%{byte:02X}")),
        }
    }
    result
}
