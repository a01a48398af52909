//! What a template consists of, once it is read.

/// A part of a template.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Part {
    /// A constant text.
    Text(String),
    /// A value that is printed, or given to a variable.
    Print(Pipeline),
    /// `if` and `with`: what stands there if it holds, and otherwise.
    Choice {
        /// What is asked.
        condition: Pipeline,
        /// Whether what was asked becomes the dot: `with` does that.
        is_with: bool,
        /// Where it holds.
        then: Vec<Part>,
        /// Where it does not.
        otherwise: Vec<Part>,
    },
    /// `range`: what stands there for each item, and where there is none.
    Loop(Pipeline, Vec<Part>, Vec<Part>),
    /// `break`
    Break,
    /// `continue`
    Continue,
    /// `template "name" value`, and where its name stands.
    Call(String, Option<Pipeline>, usize),
}

/// Commands, each of which gets the value of the one before.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Pipeline {
    /// Where it stands.
    pub(super) at: usize,
    /// The variables that get its value.
    pub(super) variables: Vec<String>,
    /// Whether the variables are there already: `=` instead of `:=`.
    pub(super) is_assignment: bool,
    /// Its commands, at least one.
    pub(super) commands: Vec<Command>,
}

/// A function or value, and its arguments.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Command {
    /// Where it stands.
    pub(super) at: usize,
    /// The function or value, then the arguments.
    pub(super) operands: Vec<Operand>,
}

/// A value as it is written.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Operand {
    /// Where it stands.
    pub(super) at: usize,
    /// What it is.
    pub(super) term: Term,
    /// As it is written, without what stands behind it.
    pub(super) text: String,
    /// `.Fields` of it.
    pub(super) fields: Vec<String>,
}

/// What an operand is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Term {
    /// `.`, perhaps with fields.
    Dot,
    /// `nil`
    Nil,
    /// `true` or `false`.
    Truth(bool),
    /// A whole number.
    Whole(i64),
    /// A number with a point or an exponent.
    Number(f64),
    /// A text.
    Text(String),
    /// `$name`, perhaps with fields.
    Variable,
    /// A function by its name.
    Function,
    /// A pipeline in parentheses.
    Pipeline(Pipeline),
}
