//! What there is to say about the files.

use serde::Serialize;
use tsify::Tsify;

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct Diagnostic {
    /// A stable, kebab-case name of what was found.
    pub code: String,
    /// How bad it is.
    pub severity: Severity,
    /// One terse sentence without a full stop.
    pub message: String,
    /// What to do about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// Where; nothing when it concerns no line in particular.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub range: Option<Range>,
    /// Other places that belong to the finding.
    pub related: Vec<Related>,
    /// How it can be mended, where that is mechanical.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fix: Option<Fix>,
}

/// A change of the files after which a finding is gone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct Fix {
    /// What it does, in a few words.
    pub title: String,
    /// The edits, which do not overlap.
    pub edits: Vec<Edit>,
}

/// A text in place of another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct Edit {
    /// What is replaced; an empty range puts the text in.
    pub range: Range,
    /// What stands there afterwards.
    pub text: String,
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub enum Severity {
    /// Worth knowing; nothing is wrong.
    Information,
    /// Accepted, but probably not what was meant.
    Warning,
    /// Accepted by the control plane, and wrong for sure: what is written does nothing, or Envoy refuses what comes of it.
    Mistake,
    /// Refused by the control plane, or impossible to compile.
    Error,
}

/// A range of a file. All counts are of UTF-16 code units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct Range {
    /// The file.
    pub path: String,
    /// The offset of the first character, from 0.
    pub from: u32,
    /// The offset behind the last character.
    pub to: u32,
    /// The line of the first character, from 1.
    pub line: u32,
    /// Its column, from 1.
    pub column: u32,
    /// The line behind the last character, from 1.
    pub end_line: u32,
    /// The column behind it, from 1.
    pub end_column: u32,
}

/// Another place that belongs to a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct Related {
    /// What is there, in a few words.
    pub message: String,
    /// Where.
    pub range: Range,
}
