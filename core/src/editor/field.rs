//! The form of a field, found by the path that leads to it.

use super::{lines::Step, place::Place};
use crate::{
    admission::{
        shape::{Bounds, Member, Shape, Shapes, Word},
        shapes,
    },
    list::CollectVec as _,
    resource::{Format, Registry, Scope},
    tree::Text,
};

/// What stands beside the `spec` of a kind.
const UNIVERSAL: &str = "universal = {type!: kind, mesh: text, name!: text, labels: {*: text}, spec: spec}";
/// What stands beside the `spec` of an object.
const KUBERNETES: &str =
    "kubernetes = {apiVersion!: <kuma.io/v1alpha1>, kind!: kind, metadata: metadata, spec: spec}
metadata = {name!: text, namespace: text, labels: {*: text}, annotations: {*: text}}";

/// The forms of the kind that a document has.
pub(super) struct Forms {
    shapes: Shapes<'static>,
    root: Shape<'static>,
}

impl Forms {
    /// The forms for a document; those that all kinds share where its kind is not known yet.
    pub(super) fn of(place: &Place<'_>, registry: &Registry) -> Self {
        let kind = place.kind().and_then(|kind| registry.kind(kind));
        let name = kind.map_or("", |kind| kind.0.name);
        let shapes = shapes::schema(name).unwrap_or_else(shapes::messages).read(UNIVERSAL).read(KUBERNETES);
        let mut root = members(&shapes, if place.is_kubernetes() { "kubernetes" } else { "universal" });
        if kind.is_some_and(|kind| kind.0.format == Format::Inline) {
            let fields = members(&shapes, shapes::message_of(name));
            put_inline(&mut root, fields, place);
        }
        if kind.is_some_and(|kind| kind.0.scope == Scope::Global) {
            root.retain(|member| member.name != "mesh");
        }
        Self { shapes, root: Shape::Object(root) }
    }

    /// The form at the end of a path, and the member that has it.
    pub(super) fn find(&self, path: &[Step<'_>]) -> Option<(&Shape<'static>, Option<&Member<'static>>)> {
        let mut found = (&self.root, None);
        for step in path {
            found = match (self.shapes.resolve(found.0), step) {
                (Shape::Object(members), Step::Key(key)) => {
                    let member = members.iter().find(|member| member.name == *key)?;
                    (&member.shape, Some(member))
                }
                (Shape::Map(values), Step::Key(_)) => (values, None),
                (Shape::List(items, _), Step::Item(_)) => (items, found.1),
                _ => return None,
            };
        }
        Some((self.shapes.resolve(found.0), found.1))
    }

    /// The form that a form stands for.
    pub(super) fn resolve<'s>(&'s self, shape: &'s Shape<'static>) -> &'s Shape<'static> {
        self.shapes.resolve(shape)
    }
}

/// The members of a form; none where it has none.
fn members(shapes: &Shapes<'static>, name: &str) -> Vec<Member<'static>> {
    match shapes.get(name) {
        Some(Shape::Object(members)) => members.clone(),
        _ => Vec::new(),
    }
}

/// Puts the fields of a kind without `spec` where they stand: beside its type, or in the `spec` of an object.
fn put_inline(root: &mut Vec<Member<'static>>, fields: Vec<Member<'static>>, place: &Place<'_>) {
    if place.is_kubernetes() {
        for member in root.iter_mut().filter(|member| member.name == "spec") {
            member.shape = Shape::Object(fields.clone());
        }
        return;
    }
    root.retain(|member| member.name != "spec");
    let is_new = |field: &Member<'_>| root.iter().all(|member| member.name != field.name);
    let new: Vec<Member<'static>> = fields.into_iter().filter(is_new).collect_vec();
    root.extend(new);
}

/// What a form asks for, in a few words.
pub(super) fn describe(shape: &Shape<'_>) -> Text {
    match shape {
        Shape::Object(_) => "fields".into(),
        Shape::Map(_) => "names and values".into(),
        Shape::List(items, bounds) => {
            Text::from_iter(["a list of ", &describe(items), &bounded(*bounds, " items")])
        }
        Shape::Choice(values) => {
            let words: Vec<&str> = values.iter().copied().filter(|value| *value != "-").collect_vec();
            Text::from_iter(["one of ", &words.join(", ")])
        }
        Shape::Word(word) => word_text(*word),
    }
}

fn word_text(word: Word<'_>) -> Text {
    let name = match word.name {
        "truth" => "true or false",
        "int" | "int32" | "int64" | "uint32" | "uint32?" | "uint64" => "a whole number",
        "float64?" | "float64" | "double" => "a number",
        "number-or-text" => "a number or text",
        "duration" => "a duration, for example 10s",
        "bytes" => "base64",
        "time" => "a time",
        "struct" | "object" => "fields",
        "kind" => "a kind of resource",
        _ => "text",
    };
    let unit = if name == "text" { " characters" } else { "" };
    Text::from_iter([name, &bounded(word.bounds, unit)])
}

fn bounded(bounds: Bounds, unit: &str) -> String {
    let text = |number: u32| number.to_string();
    match (bounds.least, bounds.greatest) {
        (None, None) => String::new(),
        (Some(least), None) => [", at least ", &text(least), unit].concat(),
        (None, Some(greatest)) => [", at most ", &text(greatest), unit].concat(),
        (Some(least), Some(greatest)) => [", ", &text(least), " to ", &text(greatest), unit].concat(),
    }
}
