//! Reading a tree as a message of a known type.

use kumascope_envoy_api::schema::{Cardinality, Field, Kind, MessageType};

use super::{
    message_type::Fault,
    scalar,
    well_known::{self, WellKnown},
};
use crate::{
    list::CollectVec as _,
    origin::Origin,
    tree::{Entry, Map, Node, Text, Value},
};

/// The member that names the type of a message inside an `Any`.
pub(super) const TYPE: &str = "@type";

/// A message, and what of the tree is no part of it.
#[derive(Clone, Debug)]
pub struct Read {
    /// The message as protobuf prints it.
    pub message: Node,
    /// Fields that the type does not have; the control plane drops them.
    pub unknown: Vec<UnknownField>,
}

/// A field that a type does not have.
#[derive(Clone, Debug, PartialEq)]
pub struct UnknownField {
    /// The full name of the type.
    pub message_type: String,
    /// The field.
    pub name: Text,
    /// Where it stands.
    pub origin: Origin,
}

/// Reads trees and gathers what is no part of the message.
#[derive(Debug, Default)]
pub(super) struct Reader {
    pub(super) unknown: Vec<UnknownField>,
}

type Result<T> = std::result::Result<T, Fault>;

impl Reader {
    /// Reads a message. `null` is one that says nothing.
    pub(super) fn message(&mut self, node: &Node, message_type: &MessageType) -> Result<Node> {
        let known = WellKnown::of(message_type);
        if node.is_null() && known != Some(WellKnown::Value) {
            return Ok(well_known::empty(message_type, node.origin));
        }
        match known {
            Some(WellKnown::Any) => self.any(node),
            Some(WellKnown::Wrapper) => match message_type.fields().first() {
                Some(field) => self.single(node, field.kind),
                None => Ok(node.clone()),
            },
            Some(known) => well_known::read(node, known),
            None => self.fields(object(node)?, node.origin, message_type),
        }
    }

    /// Reads a message whose type stands beside its fields.
    pub(super) fn any(&mut self, node: &Node) -> Result<Node> {
        let members = object(node)?;
        let Some(url_node) = members.get(TYPE) else {
            return Err(Fault::new("Any JSON doesn't have '@type'", node.origin));
        };
        let Some(url) = url_node.as_str() else {
            let reason = format!("can't unmarshal Any's '@type': {:?}", url_node.to_json());
            return Err(Fault::new(reason, url_node.origin));
        };
        let name = url.rsplit('/').next().unwrap_or(url);
        let Some(message_type) = MessageType::named(name) else {
            return Err(Fault::new(format!("could not resolve Any message type: {url}"), url_node.origin));
        };
        let nested = |fault: Fault| Fault {
            reason: format!("can't unmarshal Any nested proto {url}: {}", fault.reason),
            ..fault
        };
        let mut result = Map::with_capacity(members.len());
        push(&mut result, TYPE, url_node.clone());
        if WellKnown::of(&message_type).is_some() {
            let Some(value) = members.get("value") else {
                return Err(Fault::new("Any JSON doesn't have 'value'", node.origin));
            };
            push(&mut result, "value", self.message(value, &message_type).map_err(nested)?);
        } else {
            let fields: Map = without_type(members);
            let message = self.fields(&fields, node.origin, &message_type).map_err(nested)?;
            message.as_map().into_iter().flatten().for_each(|entry| result.push(entry.clone()));
        }
        Ok(Node::new(Value::Map(result), node.origin))
    }

    fn fields(&mut self, members: &Map, origin: Origin, message_type: &MessageType) -> Result<Node> {
        let mut result = Map::with_capacity(members.len());
        for entry in members {
            let Some(field) = message_type.field(&entry.key) else {
                self.unknown.push(UnknownField {
                    message_type: message_type.full_name.to_owned(),
                    name: entry.key.clone(),
                    origin: entry.key_origin,
                });
                continue;
            };
            // Of two spellings of a name the one in camelCase counts.
            if entry.key != field.json_name && members.get(field.json_name).is_some() {
                continue;
            }
            if let Some(value) = self.field(&entry.value, field)? {
                push(&mut result, field.json_name, value);
            }
        }
        keep_last_of_choices(&mut result, message_type.fields());
        Ok(Node::new(Value::Map(result), origin))
    }

    /// Reads a field; nothing where protobuf leaves it out.
    fn field(&mut self, node: &Node, field: &Field) -> Result<Option<Node>> {
        if node.is_null() && !scalar::takes_null(field) {
            return Ok(None);
        }
        let value = match field.cardinality {
            Cardinality::List => self.list(node, field.kind)?,
            Cardinality::Map(key, value) => self.map(node, key, value)?,
            Cardinality::Single => {
                let value = self.single(node, field.kind)?;
                let left_out = !field.has_presence && scalar::is_zero(&value, field.kind);
                return Ok((!left_out).then_some(value));
            }
        };
        Ok((!scalar::is_empty(&value)).then_some(value))
    }

    fn list(&mut self, node: &Node, kind: Kind) -> Result<Node> {
        let Some(items) = node.as_list() else {
            return Err(scalar::mismatch(node, "[]json.RawMessage"));
        };
        let items: Vec<Node> = items.iter().map(|item| self.single(item, kind)).collect::<Result<_>>()?;
        Ok(Node::list(items, node.origin))
    }

    fn map(&mut self, node: &Node, key_kind: Kind, value_kind: Kind) -> Result<Node> {
        let mut result = Map::default();
        for entry in object(node)? {
            let key = scalar::map_key(&entry.key, key_kind, entry.key_origin)?;
            result.set(key, self.single(&entry.value, value_kind)?);
        }
        Ok(Node::new(Value::Map(result), node.origin))
    }

    /// Reads a value that is no list and no map.
    fn single(&mut self, node: &Node, kind: Kind) -> Result<Node> {
        match kind.message() {
            Some(message_type) => self.message(node, &message_type),
            None => scalar::read(node, kind),
        }
    }
}

/// Of the fields of a choice the one that is declared last counts.
fn keep_last_of_choices(members: &mut Map, fields: &[Field]) {
    let present: Vec<&Field> = fields
        .iter()
        .filter(|field| field.real_choice().is_some() && members.get(field.json_name).is_some())
        .collect_vec();
    for (index, field) in present.iter().enumerate() {
        if present.iter().skip(index + 1).any(|later| later.choice == field.choice) {
            members.remove(field.json_name);
        }
    }
}

fn object(node: &Node) -> Result<&Map> {
    node.as_map().ok_or_else(|| scalar::mismatch(node, "map[string]json.RawMessage"))
}

fn without_type(members: &Map) -> Map {
    let mut fields = Map::with_capacity(members.len());
    members.iter().filter(|entry| entry.key != TYPE).for_each(|entry| fields.push(entry.clone()));
    fields
}

pub(super) fn push(members: &mut Map, name: &str, value: Node) {
    members.push(Entry { key: Text::new(name), key_origin: value.origin, value });
}
