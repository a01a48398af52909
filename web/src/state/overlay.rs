//! What lies over the page for a while.

/// A dialog.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Overlay {
    /// Commands to search.
    Palette,
    /// Examples to choose from.
    Gallery,
    /// Links and texts to hand on.
    Share,
    /// The name of a new file.
    NewFile,
    /// Another name for the visible file.
    Rename,
}

/// What has just happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Toast {
    /// In a few words.
    pub(crate) text: String,
    /// Whether it can be undone.
    pub(crate) undo: Undo,
}

/// Whether something can be undone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Undo {
    /// By taking the files as they were before.
    Files,
    /// There is nothing to undo.
    Nothing,
}
