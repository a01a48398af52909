//! Mesh: one mesh and what holds for all of it.

mod backends;

use kumascope_derive::Schema;

pub use backends::{
    CertificateAuthorityBackend, DataplaneCertificate, Logging, LoggingBackend, Metrics, MetricsBackend,
    MutualTls, MutualTlsMode, RootChain, Rotation, Tracing, TracingBackend,
};

use crate::{origin::Traced, sorted::SortedMap, tree::Text};

/// A mesh and what holds for all of it.
#[derive(Clone, Debug, Default, Schema)]
pub struct Mesh {
    /// Mutual TLS between the proxies of the mesh.
    pub mtls: Option<MutualTls>,
    /// Where legacy TrafficTraces send traces.
    pub tracing: Option<Tracing>,
    /// Where legacy TrafficLogs send access logs.
    pub logging: Option<Logging>,
    /// Where proxies show metrics.
    pub metrics: Option<Metrics>,
    /// What proxies may reach outside the mesh.
    pub networking: Option<MeshNetworking>,
    /// How traffic finds its way.
    pub routing: Option<Routing>,
    /// Which Dataplanes may join.
    pub constraints: Option<Constraints>,
    /// The kinds of policies that the control plane shall not create for a new mesh; `*` for all.
    pub skip_creating_initial_policies: Vec<Traced<Text>>,
    /// How far service resources replace services by tags.
    pub mesh_services: Option<MeshServices>,
}

/// What proxies may reach outside the mesh.
#[derive(Clone, Debug, Default, Schema)]
pub struct MeshNetworking {
    /// What goes out.
    pub outbound: Option<OutboundNetworking>,
}

/// What proxies do with traffic to unknown destinations.
#[derive(Clone, Debug, Default, Schema)]
pub struct OutboundNetworking {
    /// Whether it goes through; it does where nobody says otherwise.
    pub passthrough: Option<Traced<bool>>,
}

/// How traffic finds its way.
#[derive(Clone, Debug, Default, Schema)]
pub struct Routing {
    /// Whether endpoints of the own zone are preferred.
    #[schema(implicit)]
    pub locality_aware_load_balancing: Option<Traced<bool>>,
    /// Whether traffic to other zones and to ExternalServices goes through a ZoneEgress.
    #[schema(implicit)]
    pub zone_egress: Option<Traced<bool>>,
    /// Whether MeshExternalServices are forbidden to all clients that no policy allows.
    #[schema(implicit)]
    pub default_forbid_mesh_external_service_access: Option<Traced<bool>>,
}

/// Which Dataplanes may join.
#[derive(Clone, Debug, Default, Schema)]
pub struct Constraints {
    /// By the tags of Dataplanes.
    pub dataplane_proxy: Option<DataplaneConstraints>,
}

/// Which Dataplanes may join, by their tags.
#[derive(Clone, Debug, Default, Schema)]
pub struct DataplaneConstraints {
    /// A Dataplane must fulfil one of these.
    pub requirements: Vec<ConstraintRules>,
    /// A Dataplane must not fulfil any of these.
    pub restrictions: Vec<ConstraintRules>,
}

/// Tags that a Dataplane can have.
#[derive(Clone, Debug, Default, Schema)]
pub struct ConstraintRules {
    /// Tags; `*` is any value.
    pub tags: SortedMap<Text, Traced<Text>>,
}

/// How far service resources replace services by tags.
#[derive(Clone, Debug, Schema)]
pub struct MeshServices {
    /// The mode.
    pub mode: Traced<MeshServicesMode>,
}

/// How far service resources replace services by tags.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Schema)]
pub enum MeshServicesMode {
    /// There are only services by tags.
    #[default]
    #[schema(zero)]
    Disabled,
    /// There are both.
    Everywhere,
    /// There are both, and proxies get only the service resources that they list.
    ReachableBackends,
    /// There are only service resources.
    Exclusive,
}
