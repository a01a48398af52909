//! Truth values, numbers, texts, bytes and enums, as jsonpb reads them and protobuf prints them.

use kumascope_envoy_api::schema::{Cardinality, EnumType, Field, Kind};

use super::message_type::Fault;
use crate::{
    origin::Origin,
    tree::{Node, Number, Text, Value, base64, decimal},
};

const VALUE: &str = "google.protobuf.Value";
const NULL: &str = "google.protobuf.NullValue";

type Result<T> = std::result::Result<T, Fault>;

/// Reads a scalar. `null` is its zero value.
pub(super) fn read(node: &Node, kind: Kind) -> Result<Node> {
    if node.is_null() && !matches!(kind, Kind::Enum(_)) {
        return Ok(Node::new(zero(kind), node.origin));
    }
    let value = match kind {
        Kind::Bool => node.as_bool().map(Value::Bool).ok_or_else(|| mismatch(node, "bool"))?,
        Kind::String => node.as_text().map(Value::from).ok_or_else(|| mismatch(node, "string"))?,
        Kind::Bytes => bytes(node)?,
        Kind::Double => float(node, "float64")?.into(),
        Kind::Float => single_precision(float(node, "float32")?).into(),
        Kind::Int32 | Kind::Sint32 | Kind::Sfixed32 => {
            let number = whole(node, "int32", i64::from(i32::MIN), u64::from(i32::MAX.unsigned_abs()))?;
            Value::Number(number)
        }
        Kind::Uint32 | Kind::Fixed32 => Value::Number(whole(node, "uint32", 0, u64::from(u32::MAX))?),
        Kind::Int64 | Kind::Sint64 | Kind::Sfixed64 => {
            Value::String(digits(whole(node, "int64", i64::MIN, i64::MAX.unsigned_abs())?))
        }
        Kind::Uint64 | Kind::Fixed64 => Value::String(digits(whole(node, "uint64", 0, u64::MAX)?)),
        Kind::Enum(name) => choice(node, name)?,
        Kind::Message(_) => node.value.clone(),
    };
    Ok(Node::new(value, node.origin))
}

/// The key of a map, as protobuf prints it.
pub(super) fn map_key(key: &Text, kind: Kind, origin: Origin) -> Result<Text> {
    if kind == Kind::String {
        return Ok(key.clone());
    }
    let written = match key.as_str() {
        "true" => Node::boolean(true, origin),
        "false" => Node::boolean(false, origin),
        _ => Node::string(key.clone(), origin),
    };
    Ok(match read(&written, kind)?.value {
        Value::Bool(truth) => Text::new(truth.to_string()),
        Value::Number(number) => digits(number),
        Value::String(text) => text,
        _ => key.clone(),
    })
}

/// Whether a field can hold `null`, instead of being absent then.
pub(super) fn takes_null(field: &Field) -> bool {
    field.cardinality == Cardinality::Single && matches!(field.kind, Kind::Message(VALUE) | Kind::Enum(NULL))
}

/// Whether a value is the zero value of a field that cannot tell zero from absent.
pub(super) fn is_zero(value: &Node, kind: Kind) -> bool {
    value.value == zero(kind)
}

/// Whether a list has no items, or a map no members.
pub(super) fn is_empty(value: &Node) -> bool {
    match &value.value {
        Value::List(items) => items.is_empty(),
        Value::Map(map) => map.is_empty(),
        _ => false,
    }
}

/// The zero value, as protobuf prints it.
pub(super) fn zero(kind: Kind) -> Value {
    match kind {
        Kind::Bool => Value::Bool(false),
        Kind::String | Kind::Bytes => Value::String(Text::default()),
        Kind::Int64 | Kind::Sint64 | Kind::Sfixed64 | Kind::Uint64 | Kind::Fixed64 => {
            Value::String(Text::new_static("0"))
        }
        Kind::Enum(NULL) | Kind::Message(_) => Value::Null,
        Kind::Enum(_) => {
            let name = kind.enumeration().map(|found| found.default_name()).unwrap_or_default();
            Value::String(Text::new_static(name))
        }
        _ => Value::Number(Number::Positive(0)),
    }
}

/// What Go's JSON says of a value of the wrong form.
pub(super) fn mismatch(node: &Node, go_type: &str) -> Fault {
    let found = match &node.value {
        Value::Null => "null".to_owned(),
        Value::Bool(_) => "bool".to_owned(),
        Value::Number(_) => format!("number {}", node.to_json()),
        Value::String(_) => "string".to_owned(),
        Value::List(_) => "array".to_owned(),
        Value::Map(_) => "object".to_owned(),
    };
    // The number itself is only told where it does not fit a number.
    let found = match (&node.value, go_type) {
        (Value::Number(_), "int32" | "int64" | "uint32" | "uint64" | "float32" | "float64") => found,
        (Value::Number(_), _) => "number".to_owned(),
        _ => found,
    };
    Fault::new(format!("json: cannot unmarshal {found} into Go value of type {go_type}"), node.origin)
}

fn whole(node: &Node, go_type: &str, least: i64, most: u64) -> Result<Number> {
    let number = match &node.value {
        Value::Number(number) => *number,
        Value::String(text) => parse_number(text, node.origin)?,
        _ => return Err(mismatch(node, go_type)),
    };
    let fitting = match number {
        Number::Negative(negative) => (negative >= least).then_some(number),
        Number::Positive(positive) => (positive <= most).then_some(number),
        Number::Float(float) => whole_float(float).filter(|found| match found {
            Number::Negative(negative) => *negative >= least,
            Number::Positive(positive) => *positive <= most,
            Number::Float(_) => false,
        }),
    };
    fitting.ok_or_else(|| mismatch(&Node::new(Value::Number(number), node.origin), go_type))
}

/// A number that is written as text.
fn parse_number(text: &str, origin: Origin) -> Result<Number> {
    let whole = text.parse::<u64>().map(Number::Positive).or_else(|_| text.parse::<i64>().map(Number::from));
    let number = whole.ok().or_else(|| decimal::parse(text).map(Number::Float));
    number.ok_or_else(|| match text.chars().next() {
        Some(first) => {
            Fault::new(format!("invalid character '{first}' looking for beginning of value"), origin)
        }
        None => Fault::new("unexpected end of JSON input", origin),
    })
}

/// A whole number that YAML wrote with a point or an exponent.
#[expect(
    clippy::cast_possible_truncation,
    reason = "checked to be a whole number that a float holds exactly"
)]
fn whole_float(float: f64) -> Option<Number> {
    (float.fract() == 0.0 && float.abs() < 9_007_199_254_740_992.0).then(|| Number::from(float as i64))
}

fn float(node: &Node, go_type: &str) -> Result<f64> {
    match &node.value {
        Value::Number(number) => Ok(number.as_f64()),
        Value::String(text) => Ok(parse_number(text, node.origin)?.as_f64()),
        _ => Err(mismatch(node, go_type)),
    }
}

/// The number that protobuf prints for a float of half the precision: the shortest that reads back as the same.
#[expect(clippy::cast_possible_truncation, reason = "the field has that precision")]
fn single_precision(number: f64) -> f64 {
    decimal::parse(&decimal::print_single(number as f32)).unwrap_or(number)
}

fn digits(number: Number) -> Text {
    match number {
        Number::Negative(number) => number.to_string().into(),
        Number::Positive(number) => number.to_string().into(),
        Number::Float(number) => decimal::print(number).into(),
    }
}

fn bytes(node: &Node) -> Result<Value> {
    let Some(text) = node.as_str() else { return Err(mismatch(node, "[]uint8")) };
    match base64::decode(text) {
        Some(bytes) => Ok(Value::String(base64::encode(&bytes))),
        None => Err(Fault::new("illegal base64 data at input byte 0", node.origin)),
    }
}

fn choice(node: &Node, type_name: &'static str) -> Result<Value> {
    let Some(known) = EnumType::named(type_name).filter(|_| type_name != NULL) else {
        return Ok(Value::Null);
    };
    let number = match &node.value {
        Value::String(name) => known.number(name).ok_or_else(|| {
            let quoted = node.to_json();
            Fault::new(format!("unknown value {quoted:?} for enum {type_name}"), node.origin)
        })?,
        Value::Null => 0,
        _ => enum_number(node)?,
    };
    Ok(match known.name(number) {
        Some(name) => Value::String(Text::new_static(name)),
        None => Value::Number(i64::from(number).into()),
    })
}

fn enum_number(node: &Node) -> Result<i32> {
    let (least, most) = (i64::from(i32::MIN), u64::from(i32::MAX.unsigned_abs()));
    Ok(match whole(node, "protoreflect.EnumNumber", least, most)? {
        Number::Negative(number) => i32::try_from(number).unwrap_or_default(),
        Number::Positive(number) => i32::try_from(number).unwrap_or_default(),
        Number::Float(_) => 0,
    })
}
