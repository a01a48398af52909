//! Kuma's resources, one typed struct for each kind.
//!
//! A resource knows its names, labels and references, and nothing of any other resource.

pub mod backend_ref;
pub mod backend_resource_ref;
pub mod certificate;
mod creation;
pub mod data_source;
pub mod dataplane;
mod document;
mod envelope;
pub mod external_service;
pub mod header_match;
pub mod hostname_generator;
pub mod key_pair;
pub mod kind;
mod kinds;
pub mod kri;
mod kubernetes;
pub mod legacy;
pub mod mesh;
pub mod mesh_external_service;
pub mod mesh_identity;
pub mod mesh_multi_zone_service;
pub mod mesh_open_telemetry_backend;
pub mod mesh_service;
pub mod mesh_trust;
pub mod mesh_zone_address;
pub mod meta;
pub mod policy_spec;
mod registry;
pub mod schema;
pub mod secret;
mod shared;
mod spec;
pub mod status;
pub mod target_ref;
pub mod template;
pub mod validate;
pub mod virtual_outbound;
pub mod workload;
pub mod written;
pub mod zone;

pub use creation::Creation;
pub use dataplane::Dataplane;
pub use document::{Resource, accept, decode};
pub use envelope::code;
pub use external_service::ExternalService;
pub use hostname_generator::HostnameGenerator;
pub use kind::{Format, Kind, KindInfo, PolicyKind, Scope};
pub use kri::Kri;
pub use mesh::Mesh;
pub use mesh_external_service::MeshExternalService;
pub use mesh_identity::MeshIdentity;
pub use mesh_multi_zone_service::MeshMultiZoneService;
pub use mesh_open_telemetry_backend::MeshOpenTelemetryBackend;
pub use mesh_service::MeshService;
pub use mesh_trust::MeshTrust;
pub use mesh_zone_address::MeshZoneAddress;
pub use meta::{KubernetesName, Labels, Meta};
pub use policy_spec::PolicySpec;
pub use registry::{Registry, Support};
pub use schema::{Decoder, Schema};
pub use secret::Secret;
pub use shared::Shared;
pub use spec::{Spec, SpecPort};
pub use status::LabelSelector;
pub use target_ref::TargetRef;
pub use virtual_outbound::VirtualOutbound;
pub use workload::Workload;
pub use zone::{Zone, ZoneEgress, ZoneIngress};

#[cfg(test)]
mod tests;
