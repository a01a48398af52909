//! The rules of one field: of its items, its entries, its message or its scalar.

use kumascope_envoy_api::prost_reflect::{DynamicMessage, FieldDescriptor, Kind, MessageDescriptor};

use super::{Broken, Options, bounds, go_name, member, text};
use crate::{
    message::{scalar, well_known::WellKnown},
    origin::Origin,
    tree::{Map, Node, Number, Value},
};

impl Options {
    /// The first rule that a field of a message breaks.
    pub(super) fn field(&self, members: &Map, field: &FieldDescriptor) -> Option<Broken> {
        let rules = self.rules_of(field);
        let value = members.get(field.json_name());
        let name = go_name(field.name());
        if field.is_list() {
            return self.list(&name, value, field, rules.as_ref());
        }
        if field.is_map() {
            return self.map(&name, value, field, rules.as_ref());
        }
        if field.containing_oneof().is_some() && value.is_none() {
            return None;
        }
        match field.kind() {
            Kind::Message(descriptor) => self.inner(&name, value, &descriptor, rules.as_ref()),
            kind => {
                let zero = Node::new(scalar::zero(&kind), Origin::Default("zero value"));
                rules
                    .and_then(|rules| of_scalar(value.unwrap_or(&zero), &kind, &rules))
                    .map(|reason| Broken::new(name, reason))
            }
        }
    }

    fn inner(
        &self,
        name: &str,
        value: Option<&Node>,
        descriptor: &MessageDescriptor,
        rules: Option<&DynamicMessage>,
    ) -> Option<Broken> {
        let known = WellKnown::of(descriptor);
        let message_rules = rules.and_then(|rules| member(rules, "message"));
        let is_required = message_rules.as_ref().is_some_and(|rules| bounds::is_true(rules, "required"));
        let Some(value) = value else {
            let of_type = ["any", "duration", "timestamp"].iter().filter_map(|kind| member(rules?, kind));
            let is_required =
                is_required || of_type.into_iter().any(|rules| bounds::is_true(&rules, "required"));
            let reason = match known {
                Some(WellKnown::Wrapper) => "value is required and must not be nil.",
                _ => "value is required",
            };
            return is_required.then(|| Broken::new(name, reason));
        };
        match known {
            Some(WellKnown::Duration) => {
                let rules = rules.and_then(|rules| member(rules, "duration"))?;
                bounds::duration(value.as_str()?, &rules).map(|reason| Broken::new(name, reason))
            }
            Some(WellKnown::Wrapper) => {
                let kind = descriptor.get_field(1)?.kind();
                of_scalar(value, &kind, rules?).map(|reason| Broken::new(name, reason))
            }
            Some(_) => None,
            None if message_rules.is_some_and(|rules| bounds::is_true(&rules, "skip")) => None,
            None => self.embedded(name, value, descriptor),
        }
    }

    fn embedded(&self, name: &str, value: &Node, descriptor: &MessageDescriptor) -> Option<Broken> {
        let cause = self.message(value, descriptor)?;
        Some(Broken { cause: Some(cause), ..Broken::new(name, "embedded message failed validation") })
    }

    fn list(
        &self,
        name: &str,
        value: Option<&Node>,
        field: &FieldDescriptor,
        rules: Option<&DynamicMessage>,
    ) -> Option<Broken> {
        let items = value.and_then(Node::as_list).unwrap_or_default();
        let rules = rules.and_then(|rules| member(rules, "repeated"));
        if let Some(reason) =
            rules.as_ref().and_then(|rules| bounds::count(items.len(), rules, "items", "item(s)"))
        {
            return Some(Broken::new(name, reason));
        }
        let is_unique = rules.as_ref().is_some_and(|rules| bounds::is_true(rules, "unique"));
        let item_rules = rules.and_then(|rules| member(&rules, "items"));
        items.iter().enumerate().find_map(|(index, item)| {
            let name = format!("{name}[{index}]");
            if is_unique && items.iter().take(index).any(|earlier| earlier == item) {
                return Some(Broken::new(name, "repeated value must contain unique items"));
            }
            self.item(&name, item, &field.kind(), item_rules.as_ref())
        })
    }

    fn map(
        &self,
        name: &str,
        value: Option<&Node>,
        field: &FieldDescriptor,
        rules: Option<&DynamicMessage>,
    ) -> Option<Broken> {
        let empty = Map::default();
        let entries = value.and_then(Node::as_map).unwrap_or(&empty);
        let rules = rules.and_then(|rules| member(rules, "map"));
        if let Some(reason) =
            rules.as_ref().and_then(|rules| bounds::count(entries.len(), rules, "pairs", "pair(s)"))
        {
            return Some(Broken::new(name, reason));
        }
        let Kind::Message(entry_type) = field.kind() else { return None };
        let key_rules = rules.as_ref().and_then(|rules| member(rules, "keys"));
        let value_rules = rules.as_ref().and_then(|rules| member(rules, "values"));
        let mut entries: Vec<_> = entries.iter().collect();
        entries.sort_by(|left, right| left.key.cmp(&right.key));
        entries.into_iter().find_map(|entry| {
            let name = format!("{name}[{}]", entry.key);
            let key = Node::string(entry.key.clone(), entry.key_origin);
            let broken_key = key_rules.as_ref().and_then(|rules| of_scalar(&key, &Kind::String, rules));
            broken_key.map(|reason| Broken::new(name.clone(), reason)).or_else(|| {
                self.item(
                    &name,
                    &entry.value,
                    &entry_type.map_entry_value_field().kind(),
                    value_rules.as_ref(),
                )
            })
        })
    }

    fn item(&self, name: &str, item: &Node, kind: &Kind, rules: Option<&DynamicMessage>) -> Option<Broken> {
        match kind {
            Kind::Message(descriptor) => self.inner(name, Some(item), descriptor, rules),
            kind => of_scalar(item, kind, rules?).map(|reason| Broken::new(name, reason)),
        }
    }
}

/// What of a scalar breaks its rules.
fn of_scalar(value: &Node, kind: &Kind, rules: &DynamicMessage) -> Option<String> {
    match (kind, &value.value) {
        (Kind::String, Value::String(found)) => text::broken(found, &member(rules, "string")?),
        (Kind::Bytes, Value::String(found)) => text::broken_bytes(found, &member(rules, "bytes")?),
        (Kind::Enum(descriptor), found) => bounds::choice(found, descriptor, &member(rules, "enum")?),
        (Kind::Bool, Value::Bool(found)) => bounds::constant(*found, &member(rules, "bool")?),
        (Kind::Bool | Kind::Message(_), _) => None,
        (kind, found) => {
            let number = match found {
                Value::Number(number) => number.as_f64(),
                Value::String(digits) => digits.parse::<f64>().ok()?,
                _ => return None,
            };
            bounds::number(number, &member(rules, &number_rules(kind))?)
        }
    }
}

/// The name of the rules of a kind of number.
fn number_rules(kind: &Kind) -> String {
    format!("{kind:?}").to_ascii_lowercase()
}

/// A number as Go prints it.
pub(super) fn print(number: f64) -> String {
    Node::number(Number::Float(number), Origin::Default("")).to_json()
}
