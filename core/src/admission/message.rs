//! Reading protobuf messages from JSON as the reference's library (`jsonpb`) does, and writing them as it stores them.

use super::{
    bytes, duration, go, json,
    shape::{Member, Shape, Shapes, Word},
};
use crate::{
    origin::Origin,
    tree::{Duration, Entry, Map, Node, Number, Text, Value},
};

/// Reads a message: fields in the order of its declaration, in either spelling. What comes back is what is stored: zero values,
/// unknown fields and `null` are left out.
///
/// # Errors
/// What the library says about a value that fits no field.
pub(super) fn decode(node: &Node, name: &str, shapes: &Shapes<'_>) -> Result<Node, String> {
    match shapes.get(name) {
        Some(Shape::Object(members)) => message(node, members, shapes),
        _ => Ok(node.clone()),
    }
}

fn message(node: &Node, members: &[Member<'_>], shapes: &Shapes<'_>) -> Result<Node, String> {
    if node.is_null() {
        return Ok(Node::empty(node.origin));
    }
    let Some(map) = node.as_map() else {
        return Err(go::cannot_unmarshal(node, "map[string]json.RawMessage"));
    };
    let mut read = Map::default();
    let mut chosen: Vec<(&str, Text)> = Vec::new();
    for member in members {
        let json_name = camel_case(member.name);
        let Some(entry) = map.entry(&json_name).or_else(|| map.entry(member.name)) else { continue };
        if entry.value.is_null() {
            continue;
        }
        let value = value(&entry.value, &member.shape, shapes)?;
        if !member.group.is_empty() {
            // Of several members of a group the last one counts.
            if let Some((_, earlier)) = chosen.iter().find(|(group, _)| *group == member.group) {
                read.remove(earlier);
            }
            chosen.retain(|(group, _)| *group != member.group);
            chosen.push((member.group, json_name.clone()));
        } else if is_zero(&value, shapes.resolve(&member.shape)) {
            continue;
        }
        read.push(Entry { key: json_name, key_origin: entry.key_origin, value });
    }
    Ok(Node::new(Value::Map(read), node.origin))
}

fn value(node: &Node, shape: &Shape<'_>, shapes: &Shapes<'_>) -> Result<Node, String> {
    let value = match shapes.resolve(shape) {
        Shape::Object(members) => return message(node, members, shapes),
        Shape::List(items, _) => {
            let Some(list) = node.as_list() else {
                return Err(go::cannot_unmarshal(node, "[]json.RawMessage"));
            };
            let items: Result<_, _> = list.iter().map(|item| self::value(item, items, shapes)).collect();
            Value::List(items?)
        }
        Shape::Map(values) => {
            let Some(map) = node.as_map() else {
                return Err(go::cannot_unmarshal(node, "map[string]json.RawMessage"));
            };
            let mut read = Map::default();
            for entry in map {
                let value = self::value(&entry.value, values, shapes)?;
                read.push(Entry { key: entry.key.clone(), key_origin: entry.key_origin, value });
            }
            Value::Map(read)
        }
        Shape::Choice(names) => return choice(node, names, shape),
        Shape::Word(word) => scalar(node, *word)?,
    };
    Ok(Node::new(value, node.origin))
}

fn choice(node: &Node, names: &[&str], shape: &Shape<'_>) -> Result<Node, String> {
    let value = match &node.value {
        Value::String(text) if names.contains(&text.as_str()) => node.value.clone(),
        Value::String(_) => {
            let Shape::Word(Word { name, .. }) = shape else { return Ok(node.clone()) };
            let text = go::quote(&go::json_text(node));
            return Err(format!("unknown value {text} for enum kuma.mesh.v1alpha1.{name}"));
        }
        Value::Number(number) => match whole(*number, -2_147_483_648, 2_147_483_647) {
            Some(number) => name_of(number, names),
            None => return Err(number_fault(*number, "protoreflect.EnumNumber")),
        },
        Value::Null => name_of(0, names),
        _ => return Err(go::cannot_unmarshal(node, "protoreflect.EnumNumber")),
    };
    Ok(Node::new(value, node.origin))
}

/// The name of a value; its number where it has none.
fn name_of(number: i128, names: &[&str]) -> Value {
    let name = usize::try_from(number).ok().and_then(|index| names.get(index)).filter(|name| **name != "-");
    match name {
        Some(name) => Value::from(*name),
        None => Value::Number(Number::from(i64::try_from(number).unwrap_or_default())),
    }
}

fn scalar(node: &Node, word: Word<'_>) -> Result<Value, String> {
    match word.name.trim_end_matches('?') {
        "text" => match &node.value {
            Value::Null => Ok(Value::from("")),
            Value::String(_) => Ok(node.value.clone()),
            _ => Err(go::cannot_unmarshal(node, "string")),
        },
        "truth" => match &node.value {
            Value::Null => Ok(Value::Bool(false)),
            Value::Bool(_) => Ok(node.value.clone()),
            _ => Err(go::cannot_unmarshal(node, "bool")),
        },
        "bytes" => bytes::read(node),
        "duration" => length_of_time(node),
        "struct" => match &node.value {
            Value::Map(_) => Ok(node.value.clone()),
            _ => {
                Err(format!("bad StructValue: {}", go::cannot_unmarshal(node, "map[string]json.RawMessage")))
            }
        },
        "uint32" => integer(node, "uint32", 0, u32::MAX.into()).map(positive),
        "uint64" => integer(node, "uint64", 0, u64::MAX.into()).map(|number| Value::from(number.to_string())),
        "float32" => float(node, "float32").map(|number| Value::from(shortened(number))),
        "float64" => float(node, "float64").map(Value::from),
        _ => Ok(node.value.clone()),
    }
}

fn positive(number: i128) -> Value {
    Value::Number(Number::Positive(u64::try_from(number).unwrap_or_default()))
}

fn length_of_time(node: &Node) -> Result<Value, String> {
    let Some(text) = node.as_str() else { return Err(go::cannot_unmarshal(node, "string")) };
    match (Duration::parse(text), duration::fault(text)) {
        (Some(duration), _) => Ok(Value::String(duration.to_proto())),
        (None, fault) => Err(format!("bad Duration: {}", fault.unwrap_or_default())),
    }
}

/// Numbers stand in quotes, too: then what is between them is read, as it was sent.
fn unquoted(node: &Node) -> Result<Node, String> {
    if node.as_str().is_none() {
        return Ok(node.clone());
    }
    let sent = go::json_text(node);
    json::parse(sent.strip_prefix('"').and_then(|sent| sent.strip_suffix('"')).unwrap_or_default())
}

fn integer(node: &Node, go_type: &str, least: i128, greatest: i128) -> Result<i128, String> {
    let node = unquoted(node)?;
    match node.value {
        Value::Null => Ok(0),
        Value::Number(number) => whole(number, least, greatest).ok_or_else(|| number_fault(number, go_type)),
        _ => Err(go::cannot_unmarshal(&node, go_type)),
    }
}

fn float(node: &Node, go_type: &str) -> Result<f64, String> {
    match node.as_str() {
        Some("NaN") => return Ok(f64::NAN),
        Some("Infinity") => return Ok(f64::INFINITY),
        Some("-Infinity") => return Ok(f64::NEG_INFINITY),
        _ => {}
    }
    let node = unquoted(node)?;
    match node.value {
        Value::Null => Ok(0.0),
        Value::Number(number) => Ok(number.as_f64()),
        _ => Err(go::cannot_unmarshal(&node, go_type)),
    }
}

/// A number of 32 bits, written with as few digits as tell it from others.
#[expect(clippy::cast_possible_truncation, reason = "that is what is asked for")]
fn shortened(number: f64) -> f64 {
    (number as f32).to_string().parse().unwrap_or(number)
}

fn whole(number: Number, least: i128, greatest: i128) -> Option<i128> {
    let number = match number {
        Number::Positive(number) => i128::from(number),
        Number::Negative(number) => i128::from(number),
        Number::Float(_) => return None,
    };
    (least..=greatest).contains(&number).then_some(number)
}

fn number_fault(number: Number, go_type: &str) -> String {
    format!("json: cannot unmarshal number {} into Go value of type {go_type}", go::numeral(number))
}

/// Whether a value is left out: zero of a plain scalar, an empty list. Messages, wrapped scalars and maps are not: the last are
/// left out when they are stored, but validators see them.
fn is_zero(node: &Node, shape: &Shape<'_>) -> bool {
    match (shape, &node.value) {
        (Shape::List(..), Value::List(items)) => items.is_empty(),
        (Shape::Choice(names), Value::String(text)) => names.first() == Some(&text.as_str()),
        (Shape::Word(word), value) if !word.name.ends_with('?') && word.name != "struct" => match value {
            Value::String(text) => text.is_empty() || word.name == "uint64" && text == "0",
            Value::Bool(value) => !value,
            Value::Number(number) => number.as_f64() == 0.0,
            _ => false,
        },
        _ => false,
    }
}

/// The name of a field in JSON.
pub(super) fn camel_case(name: &str) -> Text {
    let mut text = String::with_capacity(name.len());
    let mut raise = false;
    for letter in name.chars() {
        match letter {
            '_' => raise = true,
            letter if raise => {
                text.push(letter.to_ascii_uppercase());
                raise = false;
            }
            letter => text.push(letter),
        }
    }
    text.into()
}

/// Reads what every resource has: a value of the wrong type is named with its field.
///
/// # Errors
/// What Go says about a document that is none.
pub(super) fn meta(node: &Node) -> Result<Node, String> {
    const HOLDER: &str = "v1alpha1.ResourceMeta";
    let mut members = Map::default();
    if node.is_null() {
        return Ok(Node::empty(node.origin));
    }
    let Some(map) = node.as_map() else { return Err(go::cannot_unmarshal(node, HOLDER)) };
    let mut first_fault = None;
    for entry in map {
        let key = entry.key.to_ascii_lowercase();
        let name = ["type", "mesh", "name", "creationTime", "modificationTime", "labels"]
            .into_iter()
            .find(|name| name.eq_ignore_ascii_case(&key));
        let Some(name) = name else { continue };
        let wrong = |node: &Node, go_type| {
            let found = go::json_type(&node.value);
            format!(
                "json: cannot unmarshal {found} into Go struct field ResourceMeta.{name} of type {go_type}"
            )
        };
        match (name, &entry.value.value) {
            (_, Value::Null) => {}
            ("labels", Value::Map(labels)) => {
                let mut read = Map::default();
                for label in labels {
                    match &label.value.value {
                        Value::String(_) => read.set(label.key.clone(), label.value.clone()),
                        Value::Null => read.set(label.key.clone(), Node::string("", Origin::Rule(&"null"))),
                        _ => {
                            let _ = first_fault.get_or_insert_with(|| wrong(&label.value, "string"));
                        }
                    }
                }
                members.set(name, Node::new(Value::Map(read), entry.value.origin));
            }
            ("labels", _) => {
                let _ = first_fault.get_or_insert_with(|| wrong(&entry.value, "map[string]string"));
            }
            ("creationTime" | "modificationTime", value) => {
                if let Some(fault) = time_fault(value) {
                    return Err(fault);
                }
            }
            (_, Value::String(_)) => members.set(name, entry.value.clone()),
            (_, _) => {
                let _ = first_fault.get_or_insert_with(|| wrong(&entry.value, "string"));
            }
        }
    }
    first_fault.map_or(Ok(Node::new(Value::Map(members), node.origin)), Err)
}

/// What Go says about a value that is no time.
fn time_fault(value: &Value) -> Option<String> {
    const LAYOUT: &str = "2006-01-02T15:04:05Z07:00";
    let Value::String(text) = value else {
        return Some("Time.UnmarshalJSON: input is not a JSON string".into());
    };
    if super::pattern::is_date_time(text) {
        return None;
    }
    let quoted = go::quote(text);
    let year: String = text.chars().take_while(char::is_ascii_digit).collect();
    if year.len() < 4 {
        return Some(format!("parsing time {quoted} as \"{LAYOUT}\": cannot parse {quoted} as \"2006\""));
    }
    let rest = go::quote(text.get(4..).unwrap_or_default());
    Some(format!("parsing time {quoted} as \"{LAYOUT}\": cannot parse {rest} as \"-\""))
}
