//! HostnameGenerator: host names for service resources.

use kumascope_derive::Schema;

use super::status::LabelSelector;
use crate::{
    origin::Traced,
    tree::{Node, Text},
};

/// Host names for service resources.
#[derive(Clone, Debug, Schema)]
pub struct HostnameGenerator {
    /// The services.
    pub selector: HostnameSelector,
    /// What host names look like.
    #[schema(required, keep)]
    pub template: Traced<Text>,
    /// A plugin that says more.
    pub extension: Option<HostnameExtension>,
}

/// The services that get a host name: of one kind, by labels.
#[derive(Clone, Debug, Schema)]
pub struct HostnameSelector {
    /// MeshServices.
    pub mesh_service: Option<LabelSelector>,
    /// MeshExternalServices.
    pub mesh_external_service: Option<LabelSelector>,
    /// MeshMultiZoneServices.
    pub mesh_multi_zone_service: Option<LabelSelector>,
}

/// A plugin that says more.
#[derive(Clone, Debug, Schema)]
pub struct HostnameExtension {
    /// Which plugin.
    #[schema(name = "type", required, keep)]
    pub extension_type: Traced<Text>,
    /// Its settings.
    pub config: Option<Node>,
}
