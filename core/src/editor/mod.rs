//! What an editor asks about a place of a file: what can stand there, what does, where it leads; and files in good order.
//!
//! Text that is being typed is broken most of the time, so places are found by indentation and braces, line by line, and not by the
//! parser. What can stand where comes from the forms of kinds, and names come from whatever else can be read.

mod complete;
mod definition;
mod field;
mod format;
mod hover;
mod lines;
mod names;
mod place;
mod redact;

pub use complete::{Completion, Completions, complete};
pub use definition::definition;
pub use format::format;
pub use hover::{Hover, hover};
pub use redact::{Redacted, redact};

/// What a word is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WordKind {
    /// The name of a field.
    Field,
    /// One of a few values.
    Value,
    /// The name of something that stands elsewhere.
    Reference,
}

#[cfg(test)]
mod tests;
