//! Go's text templates, of which Kuma makes names: of hosts, of ports, of identities.

mod format;
mod functions;
mod lex;
mod parse;
mod print;
mod run;
mod syntax;

use crate::tree::Text;
use syntax::Part;

/// A template that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Template {
    /// As it is written: messages name places in it.
    text: Text,
    parts: Vec<Part>,
    /// Templates that it defines by name.
    defined: Vec<(String, Vec<Part>)>,
}

/// What a template is filled with.
pub trait Values {
    /// The value of `.Field`; nothing for a field that there is not.
    fn field(&self, name: &str) -> Option<Text>;

    /// The value of `label "key"`; nothing for a label that is not there.
    fn label(&self, key: &str) -> Option<Text>;

    /// The names of all fields, in their order.
    fn names(&self) -> Vec<&str>;

    /// What Go calls the type of the values; a `map` says `<no value>` for a field that it has not.
    fn type_name(&self) -> &'static str {
        "struct { Name string; DisplayName string; Namespace string; Mesh string; Zone string }"
    }
}

impl Template {
    /// Reads a template, or says in Go's words what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        Self::with_functions(text, functions::NAMES)
    }

    /// Reads a template that has no labels.
    pub fn parse_without_labels(text: &str) -> Result<Self, String> {
        Self::with_functions(text, functions::NAMES.split_last().map_or(&[], |(_, others)| others))
    }

    fn with_functions(text: &str, functions: &[&str]) -> Result<Self, String> {
        let (parts, defined) = parse::parse(text, functions)?;
        Ok(Self { text: text.into(), parts, defined })
    }

    /// Fills the template, or says in Go's words why that cannot be done.
    pub fn render(&self, values: &impl Values) -> Result<String, String> {
        run::run(self, values)
    }

    /// The line of a place, from 1, and the byte within it.
    fn place_of(&self, at: usize) -> (usize, usize) {
        let before = self.text.get(..at).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |end| end + 1);
        (before.matches('\n').count() + 1, at - line_start)
    }
}

#[cfg(test)]
mod tests;
