//! What editors are told about a place of a file. All places are counted in UTF-16 code units.

use serde::Serialize;
use tsify::Tsify;

use super::SourceFile;

/// What can stand at a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct Completions {
    /// Where the word begins that they take the place of.
    pub from: u32,
    /// What can stand there, the likeliest first.
    pub items: Vec<Completion>,
}

/// Something that can stand at a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct Completion {
    /// The word.
    pub label: String,
    /// What it is.
    pub kind: CompletionKind,
    /// What belongs to it, in a few words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
    /// What is written, where that is more than the word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub insert: Option<String>,
}

/// What a word is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub enum CompletionKind {
    /// The name of a field.
    Field,
    /// One of a few values.
    Value,
    /// The name of something that stands elsewhere.
    Reference,
}

/// What there is to read about a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct Hover {
    /// Where the word begins.
    pub from: u32,
    /// Where it ends.
    pub to: u32,
    /// The field, with where it stands.
    pub title: String,
    /// What may stand there.
    pub text: String,
}

/// Files without their secrets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct Redaction {
    /// The files, with stand-ins in place of secrets.
    pub files: Vec<SourceFile>,
    /// How many secrets were taken out.
    pub count: u32,
}
