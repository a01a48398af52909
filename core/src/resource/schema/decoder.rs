//! Reading trees: where the reader is, and what is wrong there.

use std::fmt::Write as _;

use super::{Field, Schema, Slot, suggest::closest, unknown};
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

    /// Reads the fields of a struct into its parts: all of them, so that all errors are found.
    pub fn fill(&mut self, node: &Node, fields: &'static [Field], parts: &mut dyn Slot) -> bool {
        let Some(members) = self.members(node, fields) else { return false };
        let mut is_right = true;
        for (position, field) in fields.iter().enumerate() {
            if let Some(part) = parts.part_mut(position) {
                is_right &= self.part(&members, field, part);
            }
        }
        is_right
    }

    /// Reads a field; what it is when absent, where it is absent.
    pub fn field<T: Schema>(&mut self, members: &Members<'_>, name: &str) -> Option<T> {
        let field = members.fields.iter().find(|field| field.name == name)?;
        let mut value = T::blank();
        self.part(members, field, &mut value).then_some(value)
    }

    /// Reads a field into a slot that holds what it is when absent.
    fn part(&mut self, members: &Members<'_>, field: &'static Field, slot: &mut dyn Slot) -> bool {
        let written = self.find(members, field);
        match (written, field.default) {
            (None, Some(default)) => slot.read(&default.node(), self),
            // Where there is a default, `null` counts as nothing.
            (Some(node), Some(default)) if node.is_null() => slot.read(&default.node(), self),
            (Some(node), _) => self.step(Step::Field(field.name), node, slot),
            (None, None) => {
                if field.required {
                    self.missing(field.name, members.origin);
                }
                !field.required
            }
        }
    }

    /// Reads the items of a list: all of them, so that all errors are found.
    pub fn items(&mut self, node: &Node, list: &mut dyn Slot) -> bool {
        let Some(items) = node.as_list() else { return self.refuse(node, "a list") };
        let mut is_right = true;
        for (index, item) in items.iter().enumerate() {
            if let Some(slot) = list.grow(&Text::default()) {
                is_right &= self.step(Step::Index(index), item, slot);
            }
        }
        is_right
    }

    /// Reads the entries of a map whose keys are data: all of them, so that all errors are found.
    pub fn entries(&mut self, node: &Node, map: &mut dyn Slot) -> bool {
        let Some(entries) = node.as_map() else { return self.refuse(node, "a map") };
        let mut is_right = true;
        for entry in entries {
            if let Some(slot) = map.grow(&entry.key) {
                is_right &= self.step(Step::Key(entry.key.clone()), &entry.value, slot);
            }
        }
        is_right
    }

    /// Goes one step further down, and reads what stands there.
    fn step(&mut self, step: Step, node: &Node, slot: &mut dyn Slot) -> bool {
        self.path.push(step);
        let is_right = slot.read(node, self);
        self.path.pop();
        is_right
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
        self.path.push(Step::Field(name));
        let value = read(self);
        self.path.pop();
        value
    }

    /// Reads what stands in an item of a list.
    pub fn within_item<T>(&mut self, index: usize, read: impl FnOnce(&mut Self) -> T) -> T {
        self.path.push(Step::Index(index));
        let value = read(self);
        self.path.pop();
        value
    }

    /// Notes an error at a node that cannot be read. The message says what the field must be.
    pub fn wrong_type<T>(&mut self, node: &Node, expected: &str) -> Option<T> {
        self.refuse(node, expected);
        None
    }

    /// The same, as the answer of a slot.
    pub fn refuse(&mut self, node: &Node, expected: &str) -> bool {
        let message = format!("{} must be {expected}, this is {}", self.path(), name_of(node));
        self.report.push(Diagnostic::error(code::WRONG_TYPE, message, node.origin));
        false
    }

    /// Puts what was read into a slot, or notes that it cannot be read.
    pub fn put<T>(&mut self, slot: &mut T, read: Option<T>, node: &Node, expected: &str) -> bool {
        match read {
            Some(value) => *slot = value,
            None => return self.refuse(node, expected),
        }
        true
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

    fn find<'a>(&self, members: &Members<'a>, field: &Field) -> Option<&'a Node> {
        let node = members.map.get(field.name).or_else(|| members.map.get(field.alias))?;
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
