//! What a MeshMetric can say.

use kumascope_derive::Schema;

use crate::{
    origin::Traced,
    resource::backend_resource_ref::BackendResourceRef,
    tree::{Duration, Text},
};

/// Which metrics there are, and who gets them.
#[derive(Clone, Debug, Default, Schema)]
pub(super) struct Conf {
    /// Which metrics of Envoy there are.
    pub(super) sidecar: Option<Sidecar>,
    /// Where the workload has metrics of its own.
    pub(super) applications: Option<Vec<Application>>,
    /// Who gets them.
    pub(super) backends: Option<Vec<Backend>>,
}

/// Which metrics of Envoy there are.
#[derive(Clone, Debug, Default, Schema)]
pub(super) struct Sidecar {
    /// Which, by name.
    pub(super) profiles: Option<Profiles>,
    /// Whether those that never changed are among them.
    pub(super) include_unused: Option<Traced<bool>>,
}

/// Which metrics, by name.
#[derive(Clone, Debug, Default, Schema)]
pub(super) struct Profiles {
    /// Ready-made selections.
    pub(super) append_profiles: Option<Vec<Profile>>,
    /// Metrics to leave out.
    pub(super) exclude: Option<Vec<Selector>>,
    /// Metrics to add, whatever is left out.
    pub(super) include: Option<Vec<Selector>>,
}

/// A ready-made selection.
#[derive(Clone, Debug, Schema)]
pub(super) struct Profile {
    /// Which.
    #[schema(required, keep)]
    pub(super) name: Traced<ProfileName>,
}

/// A ready-made selection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Schema)]
pub(super) enum ProfileName {
    /// Everything.
    All,
    /// What dashboards need.
    Basic,
    /// Nothing.
    None,
}

/// Some metrics.
#[derive(Clone, Debug, Schema)]
pub(super) struct Selector {
    /// How names are compared.
    #[schema(name = "type", required, keep)]
    pub(super) kind: Traced<SelectorType>,
    /// What they are compared with.
    #[schema(name = "match", required, keep)]
    pub(super) matches: Traced<Text>,
}

/// How names are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Schema)]
pub(super) enum SelectorType {
    /// They begin so.
    Prefix,
    /// A regular expression finds something in them.
    Regex,
    /// They are that.
    Exact,
    /// They hold that.
    Contains,
}

/// Where the workload has metrics of its own.
#[derive(Clone, Debug, Schema)]
pub(super) struct Application {
    /// Its name.
    pub(super) name: Option<Traced<Text>>,
    /// The path.
    #[schema(keep, default = "/metrics")]
    pub(super) path: Traced<Text>,
    /// The address; that of the Dataplane where nothing is said.
    pub(super) address: Option<Traced<Text>>,
    /// The port.
    #[schema(required, keep)]
    pub(super) port: Traced<u32>,
}

/// Who gets metrics.
#[derive(Clone, Debug, Schema)]
pub(super) struct Backend {
    /// Which of the others counts.
    #[schema(name = "type", required, keep)]
    pub(super) kind: Traced<BackendType>,
    /// A Prometheus that comes and asks.
    pub(super) prometheus: Option<Prometheus>,
    /// A collector of OpenTelemetry.
    pub(super) open_telemetry: Option<OpenTelemetry>,
}

/// How metrics get there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Schema)]
pub(super) enum BackendType {
    /// Prometheus comes and asks.
    Prometheus,
    /// kuma-dp sends them.
    OpenTelemetry,
}

/// A Prometheus that comes and asks.
#[derive(Clone, Debug, Schema)]
pub(super) struct Prometheus {
    /// Which Prometheus.
    pub(super) client_id: Option<Traced<Text>>,
    /// The port to ask.
    #[schema(keep, default = 5670)]
    pub(super) port: Traced<u32>,
    /// The path to ask for.
    #[schema(keep, default = "/metrics")]
    pub(super) path: Traced<Text>,
    /// How the answer is secured.
    pub(super) tls: Option<PrometheusTls>,
}

/// How the answer is secured.
#[derive(Clone, Debug, Schema)]
pub(super) struct PrometheusTls {
    /// By what.
    #[schema(keep, default = "Disabled")]
    pub(super) mode: Traced<TlsMode>,
}

/// By what the answer is secured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Schema)]
pub(super) enum TlsMode {
    /// Nothing.
    Disabled,
    /// A certificate that kuma-dp was given.
    #[schema(name = "ProvidedTLS")]
    Provided,
    /// The mTLS of the mesh; the reference leaves it unsecured.
    #[schema(name = "ActiveMTLSBackend")]
    Mesh,
}

/// A collector of OpenTelemetry.
#[derive(Clone, Debug, Schema)]
pub(super) struct OpenTelemetry {
    /// Where it is, `host` or `host:port`; port 4317 where none is given.
    #[schema(keep)]
    pub(super) endpoint: Traced<Text>,
    /// The MeshOpenTelemetryBackend that says where it is.
    pub(super) backend_ref: Option<BackendResourceRef>,
    /// How often metrics are sent; every minute where nothing is said.
    pub(super) refresh_interval: Option<Traced<Duration>>,
}
