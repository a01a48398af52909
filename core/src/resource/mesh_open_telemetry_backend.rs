//! MeshOpenTelemetryBackend: a collector to which policies send telemetry.

use kumascope_derive::Schema;

use super::status::Condition;
use crate::{origin::Traced, tree::Text};

/// A collector to which policies send telemetry.
#[derive(Clone, Debug, Schema)]
pub struct MeshOpenTelemetryBackend {
    /// Where it is; where the environment of the proxy says, where nothing is said.
    pub endpoint: Option<TelemetryEndpoint>,
    /// What it speaks; gRPC where nothing is said.
    pub protocol: Option<Traced<TelemetryProtocol>>,
    /// How the environment of the proxy counts.
    pub env: Option<EnvironmentPolicy>,
    /// What the control plane says about it.
    #[schema(skip)]
    pub status: Option<MeshOpenTelemetryBackendStatus>,
}

/// Where a collector is.
#[derive(Clone, Debug, Schema)]
pub struct TelemetryEndpoint {
    /// Its address.
    pub address: Option<Traced<Text>>,
    /// Its port.
    pub port: Option<Traced<u32>>,
    /// The beginning of its paths.
    pub path: Option<Traced<Text>>,
}

/// What a collector speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Schema)]
pub enum TelemetryProtocol {
    /// gRPC
    #[schema(name = "grpc")]
    Grpc,
    /// HTTP
    #[schema(name = "http")]
    Http,
}

/// How the environment of a proxy counts.
#[derive(Clone, Debug, Schema)]
pub struct EnvironmentPolicy {
    /// Whether it counts.
    #[schema(keep, default = "Optional")]
    pub mode: Traced<EnvironmentMode>,
    /// What wins.
    #[schema(keep, default = "EnvFirst")]
    pub precedence: Traced<EnvironmentPrecedence>,
    /// Whether it can set single signals apart; it can where nobody says otherwise.
    pub allow_signal_overrides: Option<Traced<bool>>,
}

/// Whether the environment of a proxy counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Schema)]
pub enum EnvironmentMode {
    /// It does not.
    Disabled,
    /// It does, where it says something.
    #[default]
    #[schema(zero)]
    Optional,
    /// It must say something.
    Required,
}

/// What wins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Schema)]
pub enum EnvironmentPrecedence {
    /// The resource.
    ExplicitFirst,
    /// The environment.
    #[default]
    #[schema(zero)]
    EnvFirst,
}

/// What the control plane says about a MeshOpenTelemetryBackend.
#[derive(Clone, Debug, Default, Schema)]
pub struct MeshOpenTelemetryBackendStatus {
    /// What there is to say about it.
    pub conditions: Vec<Condition>,
}
