//! Reading trees: where the reader is, and what is wrong there.

use std::fmt::Write as _;

use super::{Field, Schema, suggest::closest, unknown};
use crate::{
    origin::Origin,
    report::{Diagnostic, Fix, Report},
    tree::{Entry, Map, Node, Number, Text, Value},
};

/// The codes of what can be wrong while a tree is read.
pub mod code {
    use crate::report::Code;

    /// A field that a kind does not have; the control plane drops it.
    pub const UNKNOWN_FIELD: Code = "unknown-field";
    /// Text where a number is expected, a list where a map is expected, and so on.
    pub const WRONG_TYPE: Code = "wrong-type";
    /// A text that is not among those that are allowed.
    pub const UNKNOWN_VALUE: Code = "unknown-value";
    /// A field that must be given.
    pub const MISSING_FIELD: Code = "missing-field";
}

/// Whose rules of reading hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dialect {
    /// Of structs of Go behind an OpenAPI schema: `null` is of the wrong type, numbers are numbers.
    #[default]
    Struct,
    /// Of protobuf's JSON: `null` is absent, numbers can be written as text.
    Protobuf,
}

/// Gathers what is wrong while a tree is read.
#[derive(Debug, Default)]
pub struct Decoder {
    /// What was found.
    pub report: Report,
    /// Whose rules of reading hold.
    pub dialect: Dialect,
    path: Vec<Step>,
}

/// One step on the way to a value.
#[derive(Clone, Debug)]
enum Step {
    Field(&'static str),
    Index(usize),
    Key(Text),
}

/// The members of a map that is read into a struct.
#[derive(Clone, Copy, Debug)]
pub struct Members<'a> {
    map: &'a Map,
    fields: &'static [Field],
    origin: Origin,
}

impl Decoder {
    /// A decoder of a dialect that begins at a field; an empty name means the root of a document.
    pub fn new(dialect: Dialect, start: &'static str) -> Self {
        let path = if start.is_empty() { Vec::new() } else { vec![Step::Field(start)] };
        Self { report: Report::default(), dialect, path }
    }

    /// The members of a map with known fields. Others are warned about, with the closest name as advice.
    pub fn members<'a>(&mut self, node: &'a Node, fields: &'static [Field]) -> Option<Members<'a>> {
        let Some(map) = node.as_map() else { return self.wrong_type(node, "a map") };
        for entry in map {
            if !fields.iter().any(|field| field.is_called(&entry.key)) {
                self.unknown_field(entry, map, fields);
            }
        }
        Some(Members { map, fields, origin: node.origin })
    }

    /// Reads a field of a struct; what it is when absent, where it is absent.
    pub fn field<T: Schema>(&mut self, members: &Members<'_>, name: &'static str) -> Option<T> {
        if let Some(node) = self.enter(members, name) {
            let value = T::decode(node, self);
            self.leave();
            return value;
        }
        let absent = T::absent().filter(|_| !members.is_required(name));
        if absent.is_none() {
            self.missing(name, members.origin);
        }
        absent
    }

    /// Reads an optional field in which the zero value counts as absent.
    pub fn implicit<T: Schema>(&mut self, members: &Members<'_>, name: &'static str) -> Option<Option<T>> {
        let value: Option<T> = self.field(members, name)?;
        Some(value.filter(|value| !value.is_empty()))
    }

    /// Reads a field that has a value where nothing is written; `null` counts as nothing.
    pub fn defaulted<T: Schema>(
        &mut self,
        members: &Members<'_>,
        name: &'static str,
        default: impl FnOnce() -> Value,
        label: &'static str,
    ) -> Option<T> {
        let written = self.find(members, name).filter(|node| !node.is_null());
        let Some(node) = written else {
            return T::decode(&Node::new(default(), Origin::Default(label)), self);
        };
        self.step_into(Step::Field(name));
        let value = T::decode(node, self);
        self.leave();
        value
    }

    /// The position of a text that must be one of some.
    pub fn choice(&mut self, node: &Node, allowed: &[&'static str]) -> Option<usize> {
        if let Some(number) = node.as_u64().filter(|_| self.dialect == Dialect::Protobuf) {
            // Protobuf knows its values by number, too.
            let value = usize::try_from(number).ok().filter(|index| *index < allowed.len());
            return value.or_else(|| self.wrong_type(node, "one of its values"));
        }
        let Some(text) = node.as_str() else { return self.wrong_type(node, "text") };
        let found = allowed.iter().position(|name| *name == text);
        if found.is_none() {
            self.unknown_value(text, node.origin, allowed);
        }
        found
    }

    /// Reads what stands below a field.
    pub fn within_field<T>(&mut self, name: &'static str, read: impl FnOnce(&mut Self) -> T) -> T {
        self.step_into(Step::Field(name));
        let value = read(self);
        self.leave();
        value
    }

    /// Reads what stands in an item of a list.
    pub fn within_item<T>(&mut self, index: usize, read: impl FnOnce(&mut Self) -> T) -> T {
        self.step_into(Step::Index(index));
        let value = read(self);
        self.leave();
        value
    }

    /// Reads an item of a list.
    pub fn item<T: Schema>(&mut self, index: usize, item: &Node) -> Option<T> {
        self.step_into(Step::Index(index));
        let value = T::decode(item, self);
        self.leave();
        value
    }

    /// Reads the value of an entry of a map whose keys are data.
    pub fn entry<T: Schema>(&mut self, entry: &Entry) -> Option<T> {
        self.step_into(Step::Key(entry.key.clone()));
        let value = T::decode(&entry.value, self);
        self.leave();
        value
    }

    /// Notes an error at a node that cannot be read. The message says what the field must be.
    pub fn wrong_type<T>(&mut self, node: &Node, expected: &str) -> Option<T> {
        let message = format!("{} must be {expected}, this is {}", self.path(), name_of(node));
        self.report.push(Diagnostic::error(code::WRONG_TYPE, message, node.origin));
        None
    }

    /// Notes that a field must be given, at what should hold it.
    pub fn missing(&mut self, name: &'static str, holder: Origin) {
        let path = self.within_field(name, |decoder| decoder.path());
        self.report.push(Diagnostic::error(code::MISSING_FIELD, format!("{path} must be given"), holder));
    }

    /// The path of the value that is being read, as the control plane writes it: `networking.inbound[0].tags["team"]`.
    pub fn path(&self) -> String {
        let mut path = String::new();
        for step in &self.path {
            let _ = match step {
                Step::Field(name) if path.is_empty() => write!(path, "{name}"),
                Step::Field(name) => write!(path, ".{name}"),
                Step::Index(index) => write!(path, "[{index}]"),
                Step::Key(key) => write!(path, "[\"{key}\"]"),
            };
        }
        if path.is_empty() { "the document".into() } else { path }
    }

    fn find<'a>(&self, members: &Members<'a>, name: &'static str) -> Option<&'a Node> {
        let field = members.fields.iter().find(|field| field.name == name)?;
        let node = members.map.get(name).or_else(|| members.map.get(field.alias))?;
        (self.dialect == Dialect::Struct || !node.is_null()).then_some(node)
    }

    fn unknown_field(&mut self, entry: &Entry, map: &Map, fields: &'static [Field]) {
        let holder = if self.path.is_empty() { "this kind".into() } else { self.path() };
        let message = format!("{holder} has no field `{}`", entry.key);
        let diagnostic = Diagnostic::mistake(code::UNKNOWN_FIELD, message, entry.key_origin);
        self.report.push(unknown::advise(diagnostic, entry, map, fields));
    }

    fn unknown_value(&mut self, text: &str, origin: Origin, allowed: &[&'static str]) {
        let message = format!("{} cannot be `{text}`", self.path());
        let list = allowed.join(", ");
        let near = closest(text, allowed.iter().copied());
        let help = match near {
            Some(name) => format!("did you mean `{name}`? It can be {list}"),
            None => format!("it can be {list}"),
        };
        let fix = near.zip(origin.location());
        let fix = fix.map(|(name, location)| Fix::word(format!("write `{name}`"), location, name));
        self.report.push(Diagnostic::error(code::UNKNOWN_VALUE, message, origin).help(help).fix(fix));
    }

    /// Finds a field that is written, and steps into it.
    fn enter<'a>(&mut self, members: &Members<'a>, name: &'static str) -> Option<&'a Node> {
        let node = self.find(members, name)?;
        self.step_into(Step::Field(name));
        Some(node)
    }

    // Reading is compiled once for each type. What does not depend on the type is kept out of that, here and below.
    #[inline(never)]
    fn step_into(&mut self, step: Step) {
        self.path.push(step);
    }

    #[inline(never)]
    fn leave(&mut self) {
        self.path.pop();
    }
}

impl Members<'_> {
    fn is_required(&self, name: &str) -> bool {
        self.fields.iter().any(|field| field.name == name && field.required)
    }
}

impl Field {
    fn is_called(&self, key: &str) -> bool {
        self.name == key || (!self.alias.is_empty() && self.alias == key)
    }
}

fn name_of(node: &Node) -> &'static str {
    match node.value {
        Value::Null => "nothing",
        Value::Bool(_) => "a truth value",
        Value::Number(Number::Float(_)) => "a fraction",
        Value::Number(Number::Negative(_)) => "a negative number",
        Value::Number(Number::Positive(_)) => "a number",
        Value::String(_) => "text",
        Value::List(_) => "a list",
        Value::Map(_) => "a map",
    }
}
