//! What can stand at a place.

use super::{
    WordKind,
    field::{Forms, describe},
    lines::Step,
    names::Names,
    place::{Place, Role},
};
use crate::{
    admission::shape::{Member, Shape},
    list::CollectVec as _,
    resource::{Kind, Registry},
    sorted::sort_by_key,
    text::Sources,
    tree::Text,
};

/// What can stand at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completions {
    /// The byte at which the word begins that they take the place of.
    pub from: usize,
    /// What can stand there.
    pub items: Vec<Completion>,
}

/// Something that can stand at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// The word.
    pub label: Text,
    /// What it is.
    pub kind: WordKind,
    /// What belongs to it, in a few words.
    pub detail: Text,
    /// What stands behind the word: the colon of a field.
    pub suffix: &'static str,
}

/// What can stand at a byte of a text, which is one of the sources. `kinds` are all kinds that files may have.
pub fn complete(sources: &Sources, text: &str, byte: usize, registry: &Registry) -> Completions {
    let place = Place::at(text, byte);
    let forms = Forms::of(&place, registry);
    let mut items = match place.role {
        Role::Text => Vec::new(),
        Role::Key => keys(&place, &forms),
        Role::Value => values(&place, &forms, sources, registry),
    };
    // The only word of a line may be the value of an item, too.
    if place.role == Role::Key && matches!(place.path.last(), Some(Step::Item(_))) && items.is_empty() {
        items = values(&place, &forms, sources, registry);
    }
    Completions { from: place.word.0, items }
}

fn keys(place: &Place<'_>, forms: &Forms) -> Vec<Completion> {
    let Some((Shape::Object(members), _)) = forms.find(&place.path) else { return Vec::new() };
    let is_new = |member: &&Member<'static>| place.siblings.iter().all(|(key, _)| *key != member.name);
    let mut new: Vec<&Member<'static>> = members.iter().filter(is_new).collect_vec();
    // What has to be written comes first.
    sort_by_key(&mut new, |member| !member.is_required);
    new.into_iter().map(|member| field(member, forms)).collect_vec()
}

fn field(member: &Member<'static>, forms: &Forms) -> Completion {
    let shape = forms.resolve(&member.shape);
    let is_nested = matches!(shape, Shape::Object(_) | Shape::Map(_) | Shape::List(..));
    let required = if member.is_required { "required, " } else { "" };
    Completion {
        label: Text::new(member.name),
        kind: WordKind::Field,
        detail: Text::from_iter([required, &describe(shape)]),
        suffix: if is_nested { ":" } else { ": " },
    }
}

fn values(place: &Place<'_>, forms: &Forms, sources: &Sources, registry: &Registry) -> Vec<Completion> {
    let value = |label: &str| word(label, WordKind::Value, "");
    match forms.find(&place.path).map(|(shape, _)| shape) {
        Some(Shape::Choice(choices)) => {
            choices.iter().filter(|choice| **choice != "-").map(|choice| value(choice)).collect_vec()
        }
        Some(Shape::Word(known)) if known.name == "truth" => ["true", "false"].map(value).into(),
        Some(Shape::Word(known)) if known.name == "kind" => kinds(registry),
        _ => references(place, sources),
    }
}

/// The kinds that people write.
fn kinds(registry: &Registry) -> Vec<Completion> {
    let mut names: Vec<Kind> =
        registry.kinds().filter(|kind| !registry.is_read_only(kind.0.name)).collect_vec();
    sort_by_key(&mut names, |kind| *kind);
    names.into_iter().map(|kind| word(kind.0.name, WordKind::Value, "")).collect_vec()
}

/// Names of what stands elsewhere.
fn references(place: &Place<'_>, sources: &Sources) -> Vec<Completion> {
    let names = Names::of(sources);
    let reference = |label: &str, detail: &str| word(label, WordKind::Reference, detail);
    match (place.key(), place.sibling("kind")) {
        (Some("name"), Some(kind)) if place.path.len() > 1 => {
            let mut all = names.of_kind(kind);
            // A control plane makes a MeshService of each service by itself.
            if kind == "MeshService" {
                for (name, _) in names.services() {
                    all.insert(name.clone());
                }
            }
            all.iter().map(|name| reference(name, kind)).collect_vec()
        }
        (Some("mesh" | "kuma.io/mesh"), _) => {
            names.of_kind("Mesh").iter().map(|name| reference(name, "Mesh")).collect_vec()
        }
        (Some("kuma.io/service"), _) => {
            let mut found: Vec<Completion> = Vec::new();
            for (name, _) in names.services() {
                if found.iter().all(|known| known.label != *name) {
                    found.push(reference(name, "service"));
                }
            }
            found
        }
        (Some("sectionName"), _) => {
            names.sections().iter().map(|name| reference(name, "section")).collect_vec()
        }
        (Some("kuma.io/protocol" | "protocol" | "appProtocol"), _) => {
            ["http", "http2", "grpc", "tcp", "kafka"]
                .map(|name| word(name, WordKind::Value, "protocol"))
                .into()
        }
        _ => Vec::new(),
    }
}

fn word(label: &str, kind: WordKind, detail: &str) -> Completion {
    Completion { label: label.into(), kind, detail: detail.into(), suffix: "" }
}
