//! A mesh as one proxy may see it: services and their endpoints, identities, names, zones.
//!
//! The index knows no policy by name. It is built once for a mesh ([`Mesh::build`]) and then looked at by every proxy
//! of it ([`ProxyView::build`]).

mod build;
mod dataplane;
mod difference;
mod endpoint;
mod endpoints;
mod external_tls;
pub mod group;
mod identity;
mod legacy_vip;
mod mesh;
pub mod name;
mod permissions;
mod protocol;
mod proxy;
mod reach;
mod readiness;
mod service;
pub mod sni;
mod transparent_proxy;
mod trust;
mod vip;
mod zone;
#[cfg(test)]
mod tests;

pub use dataplane::{DataplaneView, ZoneListener, ZoneListenerKind};
pub use endpoint::{
    AuthorityFallback, Endpoint, EndpointLocality, EndpointMap, External, ExternalSubjectAltName,
    ExternalTls, ExternalVerification, NameMatch, NameVerification, Tags, common_protocol,
};
pub use endpoints::{of_external_service, of_mesh_external_service};
pub use identity::{Identity, IdentityProvider};
pub use legacy_vip::matching as matching_virtual_outbounds;
pub use mesh::{Mesh, MeshTls, MutualTls};
pub use name::{EXTERNAL_SERVICE_TAG, MESH_TAG, PROTOCOL_TAG, SERVICE_LESS_PORT, SERVICE_TAG, ZONE_TAG};
pub use permissions::{ClientRule, Permissions, Reach, TagCondition};
pub use protocol::Protocol;
pub use proxy::{OutboundService, ProxyView};
pub use reach::ServiceReference;
pub use service::{ServicePort, ServiceResource, ServiceSpec};
pub use transparent_proxy::{FamilyMode, TransparentProxy, to_v6};
pub use trust::ServerNames;
pub use vip::Domain;
pub use zone::{Egress, ZoneAddressView, ZoneEgressView, ZoneIngressView};
