//! The notation in which the forms of kinds are written down: what a schema or a protobuf message says, without its prose.
//!
//! ```text
//! name = {field: type, required!: type, field@oneof: type, field: type = default}
//! ```
//! A type is `{…}`, `{*: type}` for maps, `[type](1..16)` for lists, `<A B>` for texts of which one must be chosen, the name of
//! another form, or a word such as `text(1..256 header)`, `int32(1..65535)`, `duration`. Commas and line breaks only separate.

use crate::{list::CollectVec as _, sorted::SortedMap};

/// Forms by name.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shapes<'a>(SortedMap<&'a str, Shape<'a>>);

/// A form.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Shape<'a> {
    /// Named members; others may stand beside them.
    Object(Vec<Member<'a>>),
    /// Items of one form.
    List(Box<Shape<'a>>, Bounds),
    /// Values of one form under any names.
    Map(Box<Shape<'a>>),
    /// One of some texts; `-` stands for a number that none has.
    Choice(Vec<&'a str>),
    /// A scalar, or another form by its name.
    Word(Word<'a>),
}

/// A scalar, or the name of another form.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Word<'a> {
    /// `text`, `int32`, … without what follows the colon.
    pub(crate) name: &'a str,
    /// What follows the colon: the type of Go behind a number, and the struct that holds it.
    pub(crate) detail: &'a str,
    /// The least and the greatest value or length.
    pub(crate) bounds: Bounds,
    /// The name of a pattern, or the numbers that are allowed, joined by `|`.
    pub(crate) pattern: &'a str,
}

/// The least and the greatest number, length or count, as they are written.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Bounds {
    /// The least.
    pub(crate) least: Option<u32>,
    /// The greatest.
    pub(crate) greatest: Option<u32>,
}

/// A named member of an object.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Member<'a> {
    /// Its name.
    pub(crate) name: &'a str,
    /// Whether an object without it is refused.
    pub(crate) is_required: bool,
    /// The `oneof` to which it belongs; empty where it belongs to none.
    pub(crate) group: &'a str,
    /// The form of its value.
    pub(crate) shape: Shape<'a>,
    /// The value that is filled in where none is given, as it is written.
    pub(crate) default: Option<&'a str>,
}

impl<'a> Shapes<'a> {
    /// Reads forms; what is no form ends the reading.
    pub(crate) fn read(mut self, text: &'a str) -> Self {
        let mut reader = Reader { rest: text };
        while let Some(name) = reader.next() {
            reader.skip("=");
            let Some(shape) = reader.shape() else { break };
            self.0.insert(name, shape);
        }
        self
    }

    /// The form of that name.
    pub(crate) fn get(&self, name: &str) -> Option<&Shape<'a>> {
        self.0.get(name)
    }

    /// Every word that is a scalar or the name of another form.
    #[cfg(test)]
    pub(crate) fn references(&self) -> Vec<&'a str> {
        let mut found = Vec::new();
        let mut rest: Vec<&Shape<'a>> = self.0.values().collect_vec();
        while let Some(shape) = rest.pop() {
            match shape {
                Shape::Object(members) => rest.extend(members.iter().map(|member| &member.shape)),
                Shape::List(items, _) | Shape::Map(items) => rest.push(items),
                Shape::Word(word) => found.push(word.name),
                Shape::Choice(_) => {}
            }
        }
        found
    }

    /// The form that a form stands for: the one that it names, or itself.
    pub(crate) fn resolve<'s>(&'s self, shape: &'s Shape<'a>) -> &'s Shape<'a> {
        match shape {
            Shape::Word(word) => self.get(word.name).unwrap_or(shape),
            _ => shape,
        }
    }
}

/// Words and signs, one after the other.
#[derive(Clone, Copy)]
struct Reader<'a> {
    rest: &'a str,
}

impl<'a> Reader<'a> {
    fn next(&mut self) -> Option<&'a str> {
        let text = self.rest.trim_start_matches(|letter: char| letter.is_whitespace() || letter == ',');
        let first = text.chars().next()?;
        let length = if is_sign(first) {
            first.len_utf8()
        } else {
            text.find(|letter: char| is_sign(letter) || letter == ',' || letter.is_whitespace())
                .unwrap_or(text.len())
        };
        let (token, rest) = text.split_at(length);
        self.rest = rest;
        Some(token)
    }

    fn peek(self) -> Option<&'a str> {
        let mut reader = self;
        reader.next()
    }

    /// Steps over a token where it is the next one.
    fn skip(&mut self, token: &str) -> bool {
        let is_next = self.peek() == Some(token);
        if is_next {
            self.next();
        }
        is_next
    }

    fn shape(&mut self) -> Option<Shape<'a>> {
        Some(match self.next()? {
            "{" if self.skip("*:") => {
                let values = self.shape()?;
                self.skip("}");
                Shape::Map(Box::new(values))
            }
            "{" => Shape::Object(self.members()?),
            "[" => {
                let items = self.shape()?;
                self.skip("]");
                Shape::List(Box::new(items), self.arguments().0)
            }
            "<" => {
                Shape::Choice(std::iter::from_fn(|| self.next().filter(|token| *token != ">")).collect_vec())
            }
            word => {
                let (name, detail) = word.split_once(':').unwrap_or((word, ""));
                let (bounds, pattern) = self.arguments();
                Shape::Word(Word { name, detail, bounds, pattern })
            }
        })
    }

    fn members(&mut self) -> Option<Vec<Member<'a>>> {
        let mut members = Vec::new();
        while !self.skip("}") {
            let name = self.next()?.strip_suffix(':')?;
            let is_required = name.ends_with('!');
            let name = name.trim_end_matches('!');
            let (name, group) = name.split_once('@').unwrap_or((name, ""));
            let shape = self.shape()?;
            let default = if self.skip("=") { self.next() } else { None };
            members.push(Member { name, is_required, group, shape, default });
        }
        Some(members)
    }

    /// Bounds and a pattern in parentheses, where there are some.
    fn arguments(&mut self) -> (Bounds, &'a str) {
        let (mut bounds, mut pattern) = (Bounds::default(), "");
        if self.skip("(") {
            while let Some(token) = self.next().filter(|token| *token != ")") {
                match token.split_once("..") {
                    Some((least, greatest)) => {
                        bounds = Bounds { least: least.parse().ok(), greatest: greatest.parse().ok() };
                    }
                    None => pattern = token,
                }
            }
        }
        (bounds, pattern)
    }
}

fn is_sign(letter: char) -> bool {
    "{}[]()<>=".contains(letter)
}

#[cfg(test)]
mod tests {
    use super::{Bounds, Shape, Shapes, Word};

    #[test]
    fn forms_are_read_with_their_rules() {
        let shapes = Shapes::default()
            .read("a = {b!: [text(1..9 header)](..2), c@one: <X Y> = X\n d: {*: b}}\nb = int32:uint32@B");
        let Some(Shape::Object(members)) = shapes.get("a") else { panic!("{shapes:?}") };
        let names: Vec<_> = members.iter().map(|member| (member.name, member.is_required)).collect();
        assert_eq!(names, [("b", true), ("c", false), ("d", false)]);
        assert_eq!(members[1].default, Some("X"));
        assert_eq!(members[1].group, "one");
        let bounds = Bounds { least: Some(1), greatest: Some(9) };
        let text = Shape::Word(Word { name: "text", detail: "", bounds, pattern: "header" });
        let two = Bounds { least: None, greatest: Some(2) };
        assert_eq!(members[0].shape, Shape::List(Box::new(text), two));
        let Shape::Map(values) = &members[2].shape else { panic!("{members:?}") };
        let Shape::Word(word) = shapes.resolve(values) else { panic!("{values:?}") };
        assert_eq!((word.name, word.detail), ("int32", "uint32@B"));
    }
}
