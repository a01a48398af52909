//! Secret and GlobalSecret: bytes that no configuration shows.

use kumascope_derive::Schema;

use crate::{origin::Traced, tree::Text};

/// Bytes that no configuration shows.
#[derive(Clone, Debug, Schema)]
pub struct Secret {
    /// The bytes, in base64.
    pub data: Option<Traced<Text>>,
}
