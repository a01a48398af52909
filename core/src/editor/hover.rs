//! What there is to read about a field.

use super::{
    field::{Forms, describe},
    lines::Step,
    place::{Place, Role},
};
use crate::{resource::Registry, tree::Text};

/// What there is to read about a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hover {
    /// The bytes of the word.
    pub word: (usize, usize),
    /// The field with the way that leads to it.
    pub title: Text,
    /// What may stand there.
    pub text: Text,
}

/// What there is to read about the word around a byte; nothing where it is no field that is known.
pub fn hover(text: &str, byte: usize, registry: &Registry) -> Option<Hover> {
    let mut place = Place::at(text, byte);
    let (from, to) = place.word;
    let word = text.get(from..to).filter(|word| !word.is_empty())?;
    if place.role == Role::Text {
        return None;
    }
    if place.role == Role::Key {
        place.path.push(Step::Key(word));
    }
    let forms = Forms::of(&place, registry);
    let (shape, member) = forms.find(&place.path)?;
    let mut said = String::from(describe(shape).as_str());
    if let Some(member) = member {
        if member.is_required {
            said.push_str("; required");
        }
        if let Some(default) = member.default {
            said.extend(["; filled in where it is missing: ", default]);
        }
        if !member.group.is_empty() {
            said.extend(["; one of the fields of ", member.group]);
        }
    }
    Some(Hover { word: place.word, title: title(&place), text: said.into() })
}

fn title(place: &Place<'_>) -> Text {
    let mut title = String::from(place.kind().unwrap_or_default());
    for step in &place.path {
        match step {
            Step::Key(key) if title.is_empty() => title.push_str(key),
            Step::Key(key) => title.extend([" ", key]),
            Step::Item(_) => title.push_str("[]"),
        }
    }
    // The kind stands apart from the way; steps of the way are joined by points.
    let (kind, way) = title.split_once(' ').unwrap_or(("", &title));
    Text::from_iter([kind, if kind.is_empty() { "" } else { " " }, &way.replace(' ', ".")])
}
