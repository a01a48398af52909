//! The rules of one field: of its items, its entries, its message or its scalar.

use kumascope_envoy_api::schema::{Cardinality, Field, Kind, MessageType, Rules};

use super::{Broken, bounds, go_name, text};
use crate::{
    list::CollectVec as _,
    message::{scalar, well_known::WellKnown},
    origin::Origin,
    sorted::sort_by,
    tree::{Map, Node, Value, decimal},
};

/// The first rule that a field of a message breaks.
pub(super) fn broken(members: &Map, field: &Field) -> Option<Broken> {
    let rules = field.rules();
    let value = members.get(field.json_name);
    // Most fields of most messages are absent, and nothing demands that they are there.
    if value.is_none() && rules.is_none() {
        return None;
    }
    let name = go_name(field.name);
    let found = match field.cardinality {
        Cardinality::List => list(&name, value, field.kind, rules.and_then(|rules| rules.member("repeated"))),
        Cardinality::Map(_, kind) => map(&name, value, kind, rules.and_then(|rules| rules.member("map"))),
        Cardinality::Single if field.choice.is_some() && value.is_none() => None,
        Cardinality::Single => match field.kind.message() {
            Some(message_type) => message(&name, value, &message_type, rules),
            None => {
                let zero = Node::new(scalar::zero(field.kind), Origin::Default(&"zero value"));
                let reason = of_scalar(value.unwrap_or(&zero), field.kind, rules?);
                reason.map(|reason| Broken::new(name, reason))
            }
        },
    };
    found.map(|broken| broken.at(value))
}

fn message(
    name: &str,
    value: Option<&Node>,
    message_type: &MessageType,
    rules: Option<Rules>,
) -> Option<Broken> {
    let known = WellKnown::of(message_type);
    let member = |name: &str| rules.and_then(|rules| rules.member(name));
    let is_on = |of: &str, name: &str| member(of).is_some_and(|rules| rules.is_true(name));
    let Some(value) = value else {
        let is_required = ["message", "any", "duration", "timestamp"].iter().any(|of| is_on(of, "required"));
        let reason = match known {
            Some(WellKnown::Wrapper) => "value is required and must not be nil.",
            _ => "value is required",
        };
        return is_required.then(|| Broken::new(name, reason));
    };
    let reason = match known {
        Some(WellKnown::Duration) => bounds::duration(value.as_str()?, &member("duration")?),
        Some(WellKnown::Wrapper) => of_scalar(value, message_type.fields().first()?.kind, rules?),
        Some(_) => None,
        None if is_on("message", "skip") => None,
        None => {
            let (cause, location) = super::broken(value, message_type)?;
            return Some(Broken {
                cause: Some(cause),
                location,
                ..Broken::new(name, "embedded message failed validation")
            });
        }
    };
    reason.map(|reason| Broken::new(name, reason))
}

fn list(name: &str, value: Option<&Node>, kind: Kind, rules: Option<Rules>) -> Option<Broken> {
    let items = value.and_then(Node::as_list).unwrap_or_default();
    if let Some(reason) = rules.and_then(|rules| bounds::count(items.len(), &rules, "items", "item(s)")) {
        return Some(Broken::new(name, reason));
    }
    let is_unique = rules.is_some_and(|rules| rules.is_true("unique"));
    let item_rules = rules.and_then(|rules| rules.member("items"));
    items.iter().enumerate().find_map(|(index, found)| {
        let name = format!("{name}[{index}]");
        if is_unique && items.iter().take(index).any(|earlier| earlier == found) {
            return Some(Broken::new(name, "repeated value must contain unique items"));
        }
        item(&name, found, kind, item_rules)
    })
}

fn map(name: &str, value: Option<&Node>, kind: Kind, rules: Option<Rules>) -> Option<Broken> {
    let mut entries: Vec<_> = value.and_then(Node::as_map).into_iter().flatten().collect_vec();
    if let Some(reason) = rules.and_then(|rules| bounds::count(entries.len(), &rules, "pairs", "pair(s)")) {
        return Some(Broken::new(name, reason));
    }
    let key_rules = rules.and_then(|rules| rules.member("keys"));
    let value_rules = rules.and_then(|rules| rules.member("values"));
    sort_by(&mut entries, |left, right| left.key.cmp(&right.key));
    entries.into_iter().find_map(|entry| {
        let name = format!("{name}[{}]", entry.key);
        let key = Node::string(entry.key.clone(), entry.key_origin);
        let broken_key = key_rules.and_then(|rules| of_scalar(&key, Kind::String, rules));
        let broken_key = broken_key.map(|reason| Broken::new(name.clone(), reason));
        broken_key.or_else(|| item(&name, &entry.value, kind, value_rules))
    })
}

fn item(name: &str, found: &Node, kind: Kind, rules: Option<Rules>) -> Option<Broken> {
    let broken = match kind.message() {
        Some(message_type) => message(name, Some(found), &message_type, rules),
        None => of_scalar(found, kind, rules?).map(|reason| Broken::new(name, reason)),
    };
    broken.map(|broken| broken.at(Some(found)))
}

/// What of a scalar breaks its rules.
fn of_scalar(value: &Node, kind: Kind, rules: Rules) -> Option<String> {
    match (kind, &value.value) {
        (Kind::String, Value::String(found)) => text::broken(found, &rules.member("string")?),
        (Kind::Bytes, Value::String(found)) => text::broken_bytes(found, &rules.member("bytes")?),
        (Kind::Enum(_), found) => bounds::choice(found, &kind.enumeration()?, &rules.member("enum")?),
        (Kind::Bool, Value::Bool(found)) => bounds::constant(*found, &rules.member("bool")?),
        (Kind::Bool | Kind::Message(_), _) => None,
        (kind, found) => {
            let number = match found {
                Value::Number(number) => number.as_f64(),
                Value::String(digits) => decimal::parse(digits)?,
                _ => return None,
            };
            bounds::number(number, &rules.member(number_rules(kind)?)?)
        }
    }
}

/// The name of the rules of a kind of number.
fn number_rules(kind: Kind) -> Option<&'static str> {
    Some(match kind {
        Kind::Double => "double",
        Kind::Float => "float",
        Kind::Int32 => "int32",
        Kind::Int64 => "int64",
        Kind::Uint32 => "uint32",
        Kind::Uint64 => "uint64",
        Kind::Sint32 => "sint32",
        Kind::Sint64 => "sint64",
        Kind::Fixed32 => "fixed32",
        Kind::Fixed64 => "fixed64",
        Kind::Sfixed32 => "sfixed32",
        Kind::Sfixed64 => "sfixed64",
        _ => return None,
    })
}
