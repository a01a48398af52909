//! VirtualOutbound: host names and ports for services by tags.

use kumascope_derive::Schema;

use crate::{origin::Traced, sorted::SortedMap, tree::Text};

/// Host names and ports for services by tags.
#[derive(Clone, Debug, Schema)]
pub struct VirtualOutbound {
    /// The services; one of these must match.
    pub selectors: Vec<Selector>,
    /// What names and ports look like.
    pub conf: Option<VirtualOutboundConf>,
}

/// Tags that something must have.
#[derive(Clone, Debug, Schema)]
pub struct Selector {
    /// The tags; `*` is any value.
    #[schema(name = "match")]
    pub matches: SortedMap<Text, Traced<Text>>,
}

/// What names and ports look like; both are templates.
#[derive(Clone, Debug, Schema)]
pub struct VirtualOutboundConf {
    /// The host name.
    pub host: Traced<Text>,
    /// The port.
    pub port: Traced<Text>,
    /// What the templates may use.
    pub parameters: Vec<TemplateParameter>,
}

/// A word of a template.
#[derive(Clone, Debug, Schema)]
pub struct TemplateParameter {
    /// The word.
    pub name: Traced<Text>,
    /// The tag whose value it stands for; the tag of the same name where there is none.
    #[schema(implicit, alias = "tag_key")]
    pub tag_key: Option<Traced<Text>>,
}
