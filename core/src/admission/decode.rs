//! The body of a request as it is decoded, and the first look at its fields.

use super::{
    Admission, Answer, Body, NOT_PROCESSED, Refusal, go, json, message, refuse, schema, shapes, typed,
};
use crate::{
    resource::{Creation, Format, Labels, Meta, Scope, validate},
    tree::{Entry, Map, Node, Number, Value},
};

impl Admission<'_> {
    /// Decodes the body: what comes back is what the control plane works with, defaults filled in and unknown fields left out.
    pub(super) fn decode(&self) -> Result<Node, Refusal> {
        let name = self.kind.0.name;
        let refusal = |fault: String| {
            Answer::refusal(400, "Bad Request", format!("invalid {name} object: {}", go::quote(&fault)))
        };
        let (body, numerals) = match self.request.body {
            Body::Tree(node) => (node.clone(), Vec::new()),
            Body::Text(text) => json::parse_with_numerals(text).map_err(refusal)?,
        };
        match self.kind.0.format {
            Format::Inline => of_message(&body, name).map_err(|fault| refusal(as_written(fault, &numerals))),
            Format::Spec => self.of_schema(body, refusal),
        }
    }

    fn of_schema(&self, mut body: Node, refusal: impl Fn(String) -> Refusal) -> Result<Node, Refusal> {
        let Some(shapes) = shapes::schema(self.kind.0.name) else { return Ok(body) };
        make_numbers_whole(&mut body);
        if body.is_null() {
            // The reference writes into a map that there is not.
            return Err(Answer::refusal(0, "", ""));
        }
        if body.as_map().is_none() {
            return Err(refusal(go::cannot_unmarshal(&body, "map[string]interface {}")));
        }
        let is_in_mesh = self.kind.0.scope == Scope::Mesh;
        refuse(NOT_PROCESSED, schema::apply(&mut body, self.kind.0.name, is_in_mesh, &shapes))?;
        typed::decode(&body, &shapes).map_err(refusal)
    }

    /// Validates the fields as if the resource had no names and labels.
    pub(super) fn check_fields(&self, root: &Node) -> Result<(), Refusal> {
        let meta = Meta {
            kind: self.kind,
            mesh: super::text(root, "mesh"),
            name: super::text(root, "name"),
            labels: Labels::default(),
            origin: root.origin,
            kubernetes: None,
            creation: Creation::default(),
        };
        refuse(NOT_PROCESSED, validate::check_fields(&meta, root, self.registry).refused)
    }
}

/// Reads names and labels, and then the message beside them.
fn of_message(body: &Node, kind: &str) -> Result<Node, String> {
    let meta = message::meta(body)?;
    let fields = message::decode(body, shapes::message_of(kind), &shapes::messages())?;
    let members = [meta, fields].into_iter().filter_map(|part| match part.value {
        Value::Map(map) => Some(map),
        _ => None,
    });
    let mut all = Map::default();
    members.flatten().for_each(|entry: Entry| all.set(entry.key, entry.value));
    Ok(Node::new(Value::Map(all), body.origin))
}

/// A message that repeats numbers as they were written.
fn as_written(fault: String, numerals: &json::Numerals) -> String {
    numerals.iter().fold(fault, |fault, (number, text)| {
        fault.replace(&format!("number {number} into"), &format!("number {text} into"))
    })
}

/// Makes numbers whole that are: the reference reads all of them alike.
#[expect(clippy::cast_possible_truncation, reason = "the range is checked")]
fn make_numbers_whole(node: &mut Node) {
    match &mut node.value {
        Value::Number(number) => {
            if let Number::Float(float) = *number
                && float.fract() == 0.0
                && float.abs() < 9.0e15
            {
                *number = Number::from(float as i64);
            }
        }
        Value::List(items) => items.iter_mut().for_each(make_numbers_whole),
        Value::Map(map) => map.iter_mut().for_each(|entry| make_numbers_whole(&mut entry.value)),
        _ => {}
    }
}
