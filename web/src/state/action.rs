//! What can happen.

use kumascope_wasm::types::{Fix, Format, Lines, Part, SourceFile, TraceRequest};

use super::{Checked, Draft, Focus, Overlay, Pane, Place, Tab};
use crate::engine::News;

/// What can happen.
#[derive(Clone, Debug)]
pub(crate) enum Action {
    /// Somebody typed.
    Edit(String, String),
    /// The caret is in another line of a file.
    Caret(String, u32),
    /// Somebody chose a file.
    Open(usize),
    /// Somebody wants a file of that name.
    Add(String),
    /// Somebody gave the visible file another name.
    Rename(String),
    /// Somebody removed the visible file.
    Remove,
    /// Somebody brought files along; those of a name that is there replace them.
    Import(Vec<SourceFile>),
    /// The whole mesh was checked.
    Check(Checked),
    /// Somebody wants a finding gone, as its fix says.
    Mend(Fix),
    /// A draft, a link or an example takes the place of everything.
    Load(Draft, String),
    /// A host wants a draft to be shown.
    Restore(Draft),
    /// Somebody wants the files as they were.
    Undo,
    /// Somebody wants the example with which the page begins.
    Reset,
    /// Somebody pinned the files, to compare with.
    Pin,
    /// Somebody has compared enough.
    Unpin,
    /// Somebody chose a tab.
    Choose(Tab),
    /// Somebody chose a side, where there is room for one only.
    Turn(Pane),
    /// Somebody chose how to print.
    Print(Format),
    /// Somebody chose a part of the configuration.
    Narrow(Part),
    /// Somebody chose whose lines to see.
    Keep(Lines),
    /// Somebody wants lines with a text.
    Filter(String),
    /// Somebody wants to see everything again.
    Widen,
    /// Somebody chose a proxy.
    Select(String),
    /// Somebody looks at a line of the output.
    Look(Option<u32>),
    /// Somebody wants to see who set a line of the output.
    Trace(u32, Focus),
    /// Somebody wants to see the way of a request.
    Ask(TraceRequest),
    /// Somebody went to a place of a file.
    GoTo(Place, Focus),
    /// Something lies over the page, or nothing any more.
    Cover(Option<Overlay>),
    /// Something is to be told.
    Tell(String),
    /// What was told has been read.
    Dismiss,
    /// The engine has news.
    Hear(News),
}
