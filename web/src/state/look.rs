//! Places that people go to.

use kumascope_wasm::types::Range;

/// A range of a file, by lines and columns from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// The file.
    pub(crate) path: String,
    /// Line, column, last line, last column.
    pub(crate) lines: [u32; 4],
}

/// A place that somebody went to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Target {
    /// How often somebody went anywhere.
    pub(crate) count: u32,
    /// Where to.
    pub(crate) place: Place,
    /// Whether the focus goes along.
    pub(crate) focus: Focus,
}

/// Whether the focus goes along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Focus {
    /// It does.
    Follows,
    /// The editor shows the place, and the focus stays where it is.
    Stays,
}

impl Place {
    /// As people write it.
    pub(crate) fn name(&self) -> String {
        format!("{}:{}:{}", self.path, self.lines[0], self.lines[1])
    }
}

impl From<&Range> for Place {
    fn from(range: &Range) -> Self {
        let lines = [range.line, range.column, range.end_line, range.end_column];
        Self { path: range.path.clone(), lines }
    }
}
