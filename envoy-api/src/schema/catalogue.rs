//! All types, read from the columns that `build.rs` wrote; [`layout`](super::layout) says how they lie.

use std::sync::OnceLock;

use super::{
    Cardinality, Choice, Field, Kind, layout,
    wire::{Fields, take, varint},
};

/// A type.
#[derive(Debug)]
pub(super) struct Type {
    /// Its full name.
    pub(super) name: &'static str,
    pub(super) shape: Shape,
}

/// What sort of type it is.
#[derive(Debug)]
pub(super) enum Shape {
    Message(Message),
    /// The names and numbers of its values.
    Enum(Vec<(&'static str, i32)>),
}

/// What a type of message has.
#[derive(Debug)]
pub(super) struct Message {
    pub(super) fields: Vec<Field>,
    pub(super) choices: Vec<Choice>,
    /// Whether the rules of its fields do not count.
    pub(super) is_unruled: bool,
}

/// What a single value is that a message does not hold.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scalars {
    /// Its zero: messages of proto3.
    Zero,
    /// Absent: messages of proto2.
    Absent,
}

macro_rules! column {
    ($name:literal) => {
        include_bytes!(concat!(env!("OUT_DIR"), "/", $name))
    };
}

/// What is left of each column.
struct Columns {
    /// All of them, by position.
    types: Vec<&'static str>,
    shapes: &'static [u8],
    names: std::str::Lines<'static>,
    numbers: &'static [u8],
    kinds: &'static [u8],
    references: &'static [u8],
    choices: &'static [u8],
    rules: &'static [u8],
    /// The number of the last field or value.
    last: u32,
}

/// The type of that full name.
pub(super) fn find(full_name: &str) -> Option<&'static Type> {
    static TYPES: OnceLock<Vec<Type>> = OnceLock::new();
    let types = TYPES.get_or_init(|| Columns::new().types());
    let place = types.binary_search_by(|known| known.name.cmp(full_name)).ok()?;
    types.get(place)
}

impl Columns {
    fn new() -> Self {
        Self {
            types: include_str!(concat!(env!("OUT_DIR"), "/types")).lines().collect(),
            shapes: column!("shapes"),
            names: include_str!(concat!(env!("OUT_DIR"), "/names")).lines(),
            numbers: column!("numbers"),
            kinds: column!("kinds"),
            references: column!("references"),
            choices: column!("choices"),
            rules: column!("rules"),
            last: 0,
        }
    }

    fn types(mut self) -> Vec<Type> {
        let mut types = Vec::with_capacity(self.types.len());
        for position in 0..self.types.len() {
            let name = self.type_name(position);
            let shape = self.shape();
            types.push(Type { name, shape });
        }
        types
    }

    fn type_name(&self, position: usize) -> &'static str {
        self.types.get(position).copied().unwrap_or_default()
    }

    fn shape(&mut self) -> Shape {
        self.last = 0;
        let (flags, count) = (byte(&mut self.shapes), whole(&mut self.shapes));
        if flags & layout::IS_MESSAGE == 0 {
            return Shape::Enum((0..count).map(|_| (self.name(), self.number().cast_signed())).collect());
        }
        let choices = whole(&mut self.shapes);
        let scalars = if flags & layout::HAS_PRESENCE == 0 { Scalars::Zero } else { Scalars::Absent };
        Shape::Message(Message {
            fields: (0..count).map(|_| self.field(scalars)).collect(),
            choices: (0..choices).map(|_| self.choice()).collect(),
            is_unruled: flags & layout::IS_UNRULED != 0,
        })
    }

    fn field(&mut self, scalars: Scalars) -> Field {
        let (name, number) = (self.name(), self.number());
        let flags = byte(&mut self.kinds);
        let (kind, cardinality) = self.values(flags);
        let choice = (flags & layout::HAS_CHOICE != 0).then(|| byte(&mut self.choices));
        let rules = (flags & layout::HAS_RULES != 0).then(|| self.rules());
        let can_be_absent =
            scalars == Scalars::Absent || choice.is_some() || matches!(kind, Kind::Message(_));
        Field {
            name,
            json_name: json_name(name),
            number,
            kind,
            cardinality,
            has_presence: cardinality == Cardinality::Single && can_be_absent,
            choice: choice.map(|choice| usize::from(choice / 2)),
            is_optional: choice.is_some_and(|choice| choice % 2 == 1),
            rules,
        }
    }

    fn values(&mut self, flags: u8) -> (Kind, Cardinality) {
        if flags & layout::KIND == layout::MAP {
            let (key, value) = (byte(&mut self.kinds), byte(&mut self.kinds));
            let (key, value) = (self.kind(key), self.kind(value));
            return (value, Cardinality::Map(key, value));
        }
        let is_list = flags & layout::IS_LIST != 0;
        (self.kind(flags), if is_list { Cardinality::List } else { Cardinality::Single })
    }

    fn kind(&mut self, flags: u8) -> Kind {
        let number = flags & layout::KIND;
        let type_name = if layout::OF_TYPES.contains(&number) {
            let position = u16::from_be_bytes([byte(&mut self.references), byte(&mut self.references)]);
            self.type_name(position.into())
        } else {
            ""
        };
        Kind::new(number, type_name)
    }

    fn choice(&mut self) -> Choice {
        Choice { name: self.name(), is_required: byte(&mut self.choices) == 1 }
    }

    fn rules(&mut self) -> Fields {
        let length = whole(&mut self.rules);
        Fields(take(&mut self.rules, length).unwrap_or_default())
    }

    fn name(&mut self) -> &'static str {
        self.names.next().unwrap_or_default()
    }

    #[expect(clippy::cast_possible_truncation, reason = "numbers of fields and values have 32 bits")]
    fn number(&mut self) -> u32 {
        let step = varint(&mut self.numbers).unwrap_or_default() as u32;
        self.last = self.last.wrapping_add(step).wrapping_add(1);
        self.last
    }
}

/// A field's name in JSON: camelCase. It is made once, and there are as many as fields.
fn json_name(name: &'static str) -> &'static str {
    if !name.contains('_') {
        return name;
    }
    let mut json = String::with_capacity(name.len());
    let mut words = name.split('_');
    json.push_str(words.next().unwrap_or_default());
    for word in words {
        let mut letters = word.chars();
        json.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        json.push_str(letters.as_str());
    }
    json.leak()
}

fn byte(column: &mut &'static [u8]) -> u8 {
    take(column, 1).and_then(|bytes| bytes.first().copied()).unwrap_or_default()
}

fn whole(column: &mut &'static [u8]) -> usize {
    varint(column).and_then(|number| usize::try_from(number).ok()).unwrap_or_default()
}
