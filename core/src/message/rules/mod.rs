//! The rules that Envoy's API states for its messages (`validate.rules`), and what of a message breaks them.
//!
//! The reference has a check for each message, generated from the same rules. Its words, and its order (fields of choices last),
//! are kept; patterns are not looked at, except for those of headers.

mod bounds;
mod field;
mod text;

use kumascope_envoy_api::{
    pool,
    prost_reflect::{
        DynamicMessage, ExtensionDescriptor, FieldDescriptor, MessageDescriptor, OneofDescriptor,
        Value as Setting,
    },
};

use super::well_known::WellKnown;
use crate::tree::{Map, Node};

/// A rule that is broken.
#[derive(Clone, Debug)]
struct Broken {
    /// The field, as Go calls it, with a position or key.
    field: String,
    /// What is wrong with it.
    reason: String,
    /// What is wrong within it.
    cause: Option<String>,
}

/// The options in which rules stand.
struct Options {
    rules: ExtensionDescriptor,
    required: ExtensionDescriptor,
    disabled: ExtensionDescriptor,
}

/// The first rule that a message breaks, in the words of the reference.
pub(super) fn broken(message: &Node, descriptor: &MessageDescriptor) -> Option<String> {
    let option = |name: &str| pool().get_extension_by_name(name);
    let options = Options {
        rules: option("validate.rules")?,
        required: option("validate.required")?,
        disabled: option("validate.disabled")?,
    };
    options.message(message, descriptor)
}

impl Options {
    fn message(&self, message: &Node, descriptor: &MessageDescriptor) -> Option<String> {
        if WellKnown::of(descriptor).is_some() || is_set(&descriptor.options(), &self.disabled) {
            return None;
        }
        let members = message.as_map()?;
        let (chosen, plain): (Vec<_>, Vec<_>) =
            descriptor.fields().partition(|field| field.containing_oneof().is_some());
        let (optional, chosen): (Vec<_>, Vec<_>) = chosen
            .into_iter()
            .partition(|field| field.containing_oneof().is_some_and(|choice| choice.is_synthetic()));
        let of_fields =
            |fields: Vec<FieldDescriptor>| fields.into_iter().find_map(|field| self.field(members, &field));
        let choices = || {
            descriptor
                .oneofs()
                .filter(|choice| !choice.is_synthetic())
                .find_map(|choice| self.choice(members, &choice))
        };
        let broken = of_fields(plain)
            .or_else(|| of_fields(chosen))
            .or_else(choices)
            .or_else(|| of_fields(optional))?;
        Some(broken.describe(descriptor))
    }

    fn choice(&self, members: &Map, choice: &OneofDescriptor) -> Option<Broken> {
        let is_made = choice.fields().any(|field| members.get(field.json_name()).is_some());
        let is_needed = !is_made && is_set(&choice.options(), &self.required);
        is_needed.then(|| Broken::new(go_name(choice.name()), "value is required"))
    }

    /// The rules of a field.
    fn rules_of(&self, field: &FieldDescriptor) -> Option<DynamicMessage> {
        let options = field.options();
        if !options.has_extension(&self.rules) {
            return None;
        }
        options.get_extension(&self.rules).as_message().cloned()
    }
}

impl Broken {
    fn new(field: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { field: field.into(), reason: reason.into(), cause: None }
    }

    fn describe(self, descriptor: &MessageDescriptor) -> String {
        let package = descriptor.package_name();
        let name = descriptor.full_name().strip_prefix(package).unwrap_or_default().trim_start_matches('.');
        let cause = self.cause.map(|cause| format!(" | caused by: {cause}")).unwrap_or_default();
        format!("invalid {}.{}: {}{cause}", name.replace('.', "_"), self.field, self.reason)
    }
}

fn is_set(options: &DynamicMessage, option: &ExtensionDescriptor) -> bool {
    options.has_extension(option) && options.get_extension(option).as_bool().unwrap_or_default()
}

/// A message that is a member of another one.
fn member(rules: &DynamicMessage, name: &str) -> Option<DynamicMessage> {
    match rules.get_field_by_name(name).filter(|_| rules.has_field_by_name(name))?.as_ref() {
        Setting::Message(message) => Some(message.clone()),
        _ => None,
    }
}

/// The name that Go gives a field.
fn go_name(name: &str) -> String {
    let mut result = String::with_capacity(name.len());
    let mut upper = true;
    for letter in name.chars() {
        if letter == '_' {
            upper = true;
        } else if upper {
            // A digit cannot be upper case: Go keeps the underscore before it.
            if letter.is_ascii_digit() && !result.is_empty() {
                result.push('_');
            }
            result.push(letter.to_ascii_uppercase());
            upper = false;
        } else {
            result.push(letter);
        }
    }
    result
}
