//! Messages that are written as YAML within a text.

use crate::{
    message::{Fault, MessageType, Read},
    origin::Traced,
    text::{Sources, parse_values},
    tree::{Node, Text, Value},
};

/// Reads the first document of a text as a message of that type; an empty text is a message that says nothing.
/// Everything is owed to the text as a whole.
pub fn read(text: &Traced<Text>, message_type: &str) -> Result<Read, Fault> {
    let root = parse(text)?;
    match MessageType::named(message_type) {
        Some(message_type) => message_type.read(&root),
        None => Err(Fault { reason: format!("Envoy has no {message_type}"), origin: text.origin }),
    }
}

fn parse(text: &Traced<Text>) -> Result<Node, Fault> {
    let mut sources = Sources::default();
    let id = sources.add("value", text.as_str());
    let (documents, report) = parse_values(&sources, id);
    match documents.into_iter().next() {
        Some(document) => Ok(document.root.with_origin(text.origin)),
        None if report.has_errors() => Err(Fault { reason: json_fault(text), origin: text.origin }),
        None => Ok(Node::new(Value::Null, text.origin)),
    }
}

/// What Go's JSON says of a text that is no YAML: the reference tries it as JSON then.
fn json_fault(text: &str) -> String {
    let text = text.trim_start_matches([' ', '\t', '\r', '\n']);
    let Some(first) = text.chars().next() else { return "unexpected end of JSON input".into() };
    for literal in ["null", "true", "false"].into_iter().filter(|literal| literal.starts_with(first)) {
        let mut pairs = literal.chars().zip(text.chars());
        if let Some((expected, found)) = pairs.find(|(expected, found)| expected != found) {
            return format!("invalid character '{found}' in literal {literal} (expecting '{expected}')");
        }
    }
    match first {
        '{' => {
            let next = text.chars().skip(1).find(|next| !next.is_ascii_whitespace()).unwrap_or('}');
            format!("invalid character '{next}' looking for beginning of object key string")
        }
        '-' => {
            let next = text.chars().nth(1).unwrap_or(' ');
            format!("invalid character '{next}' in numeric literal")
        }
        _ => format!("invalid character '{first}' looking for beginning of value"),
    }
}
