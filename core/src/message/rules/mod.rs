//! The rules that Envoy's API states for its messages (`validate.rules`), and what of a message breaks them.
//!
//! The reference has a check for each message, generated from the same rules. Its words, and its order (fields of choices last),
//! are kept; patterns are not looked at, except for those of headers.

mod bounds;
mod field;
mod text;

use kumascope_envoy_api::schema::{Field, MessageType};

use super::well_known::WellKnown;
use crate::{
    origin::Location,
    tree::{Map, Node},
};

/// A rule that is broken.
#[derive(Clone, Debug)]
struct Broken {
    /// The field, as Go calls it, with a position or key.
    field: String,
    /// What is wrong with it.
    reason: String,
    /// What is wrong within it.
    cause: Option<String>,
    /// Where it is written, as far as anything of it is.
    location: Option<Location>,
}

/// The first rule that a message breaks, in the words of the reference, and the nearest place that is written.
pub(super) fn broken(message: &Node, message_type: &MessageType) -> Option<(String, Option<Location>)> {
    if WellKnown::of(message_type).is_some() || message_type.is_unruled() {
        return None;
    }
    let members = message.as_map()?;
    let all = message_type.fields();
    let of_fields = |is_meant: fn(&Field) -> bool| {
        all.iter().filter(|field| is_meant(field)).find_map(|field| field::broken(members, field))
    };
    of_fields(|field| field.choice.is_none())
        .or_else(|| of_fields(|field| field.real_choice().is_some()))
        .or_else(|| missing_choice(members, message_type, all))
        .or_else(|| of_fields(|field| field.is_optional))
        .map(|broken| {
            let location = broken.location.or_else(|| message.location());
            (broken.describe(message_type), location)
        })
}

fn missing_choice(members: &Map, message_type: &MessageType, fields: &[Field]) -> Option<Broken> {
    let is_made = |choice: usize| {
        fields.iter().any(|field| field.choice == Some(choice) && members.get(field.json_name).is_some())
    };
    let required = message_type.choices().iter().enumerate().filter(|(_, choice)| choice.is_required);
    let (_, missing) = required.into_iter().find(|(index, _)| !is_made(*index))?;
    Some(Broken::new(go_name(missing.name), "value is required"))
}

impl Broken {
    fn new(field: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { field: field.into(), reason: reason.into(), cause: None, location: None }
    }

    /// The same at a value.
    fn at(self, value: Option<&Node>) -> Self {
        Self { location: self.location.or_else(|| value?.location()), ..self }
    }

    fn describe(self, message_type: &MessageType) -> String {
        let name = message_type.full_name.strip_prefix(message_type.package()).unwrap_or_default();
        let name = name.trim_start_matches('.').replace('.', "_");
        let cause = self.cause.map(|cause| format!(" | caused by: {cause}")).unwrap_or_default();
        format!("invalid {name}.{}: {}{cause}", self.field, self.reason)
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
