//! Bytes: Base64, or a list of numbers, as Go's JSON package reads them.

use super::go;
use crate::{
    list::CollectVec as _,
    tree::{Node, Number, Text, Value, base64},
};

/// Reads the bytes of a message; what comes back is Base64.
///
/// # Errors
/// What Go says about a value that is neither.
pub(super) fn read(node: &Node) -> Result<Value, String> {
    match &node.value {
        Value::Null => Ok(Value::from("")),
        Value::String(text) => match base64_fault(text) {
            Some(at) => Err(format!("illegal base64 data at input byte {at}")),
            None => Ok(Value::String(base64::encode(&base64::decode(text).unwrap_or_default()))),
        },
        Value::List(list) => match fault(list) {
            Some(found) => Err(format!("json: cannot unmarshal {found} into Go value of type uint8")),
            None => Ok(Value::String(encode(list))),
        },
        _ => Err(go::cannot_unmarshal(node, "[]uint8")),
    }
}

/// A list of bytes as Base64.
pub(super) fn encode(list: &[Node]) -> Text {
    let bytes: Vec<u8> = list.iter().map(|item| byte(item).unwrap_or_default()).collect_vec();
    base64::encode(&bytes)
}

/// The first item of a list that is no byte, in the words of Go.
pub(super) fn fault(list: &[Node]) -> Option<String> {
    let item = list.iter().find(|item| byte(item).is_none())?;
    Some(match item.value {
        Value::Number(number) => format!("number {}", go::numeral(number)),
        _ => go::json_type(&item.value).into(),
    })
}

fn byte(item: &Node) -> Option<u8> {
    match item.value {
        Value::Null => Some(0),
        Value::Number(Number::Positive(number)) => number.try_into().ok(),
        _ => None,
    }
}

/// Where Go stops to read Base64: groups of four digits, of which the last may end with one or two `=`.
fn base64_fault(text: &str) -> Option<usize> {
    let is_digit = |byte: u8| byte.is_ascii_alphanumeric() || b"+/".contains(&byte);
    let mut bytes = text.bytes().enumerate().filter(|(_, byte)| !b"\r\n".contains(byte));
    loop {
        for place in 0..4 {
            match bytes.next() {
                None if place == 0 => return None,
                None => return Some(text.len() - place),
                Some((_, byte)) if is_digit(byte) => {}
                Some((_, b'=')) if place > 1 => {
                    let second = if place == 2 { Some(bytes.next()) } else { None };
                    return match second {
                        Some(None) => Some(text.len()),
                        Some(Some((at, byte))) if byte != b'=' => Some(at),
                        _ => bytes.next().map(|(at, _)| at),
                    };
                }
                Some((at, _)) => return Some(at),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{base64_fault, read};
    use crate::{admission::json::parse, origin::Origin, tree::Node};

    #[test]
    fn base64_stops_where_go_stops() {
        let faults = ["", "YQ==", "Y\nQ==", "YQ", "YQ=", "YQ===", "%%%", "YWJjZ", "YQ=a"].map(base64_fault);
        assert_eq!(faults, [None, None, None, Some(0), Some(3), Some(4), Some(0), Some(4), Some(3)]);
    }

    #[test]
    fn lists_of_numbers_are_bytes() {
        let read = |text| {
            read(&parse(text).expect("JSON")).map(|value| Node::new(value, Origin::Rule(&"test")).to_json())
        };
        assert_eq!(read("[97, null]"), Ok("\"YQA=\"".into()));
        let fault = |found| Err(format!("json: cannot unmarshal {found} into Go value of type uint8"));
        assert_eq!(read("[1, 300]"), fault("number 300"));
        assert_eq!(read("[[]]"), fault("array"));
    }
}
