//! A condition on an HTTP header, as routes and retries write it.

use kumascope_derive::Schema;

use crate::{origin::Traced, tree::Text};

/// A condition on an HTTP header.
#[derive(Clone, Debug, PartialEq, Eq, Schema)]
pub struct HeaderMatch {
    /// How it is compared; exactly where nothing is said.
    #[schema(name = "type", default = "Exact")]
    pub match_type: Option<Traced<HeaderMatchType>>,
    /// The name of the header, lower case.
    #[schema(keep)]
    pub name: Traced<Text>,
    /// What it is compared with.
    pub value: Traced<Text>,
}

/// How a header is compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Schema)]
pub enum HeaderMatchType {
    /// The whole value.
    #[default]
    Exact,
    /// It only has to be there.
    Present,
    /// A regular expression for the whole value.
    RegularExpression,
    /// It must not be there.
    Absent,
    /// The beginning of the value.
    Prefix,
}

impl HeaderMatch {
    /// How it is compared.
    pub fn kind(&self) -> HeaderMatchType {
        self.match_type.as_ref().map(|kind| kind.value).unwrap_or_default()
    }
}
