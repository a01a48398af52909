//! What is known of a field of a struct, for reading.

/// A field of a struct.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its name in documents.
    pub name: &'static str,
    /// Another name that is read as well; empty where there is none.
    pub alias: &'static str,
    /// Whether a document without it is refused.
    pub required: bool,
    /// The fields below it.
    pub children: fn() -> &'static [Field],
}
