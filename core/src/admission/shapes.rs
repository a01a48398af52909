//! The forms of all kinds, as the schemas and messages of the reference have them.

use super::shape::Shapes;

/// What schemas share.
const SHARED: &str = include_str!("shapes/shared.shape");
/// The messages behind kinds whose fields stand beside their type.
const MESSAGES: &str = include_str!("shapes/messages.shape");

/// The `spec` and `status` of kinds that have them.
const SCHEMAS: &[(&str, &str)] = &[
    ("HostnameGenerator", include_str!("shapes/hostname_generator.shape")),
    ("MeshAccessLog", include_str!("shapes/mesh_access_log.shape")),
    ("MeshCircuitBreaker", include_str!("shapes/mesh_circuit_breaker.shape")),
    ("MeshExternalService", include_str!("shapes/mesh_external_service.shape")),
    ("MeshFaultInjection", include_str!("shapes/mesh_fault_injection.shape")),
    ("MeshHTTPRoute", include_str!("shapes/mesh_http_route.shape")),
    ("MeshHealthCheck", include_str!("shapes/mesh_health_check.shape")),
    ("MeshIdentity", include_str!("shapes/mesh_identity.shape")),
    ("MeshLoadBalancingStrategy", include_str!("shapes/mesh_load_balancing_strategy.shape")),
    ("MeshMetric", include_str!("shapes/mesh_metric.shape")),
    ("MeshMultiZoneService", include_str!("shapes/mesh_multi_zone_service.shape")),
    ("MeshOpenTelemetryBackend", include_str!("shapes/mesh_open_telemetry_backend.shape")),
    ("MeshPassthrough", include_str!("shapes/mesh_passthrough.shape")),
    ("MeshProxyPatch", include_str!("shapes/mesh_proxy_patch.shape")),
    ("MeshRateLimit", include_str!("shapes/mesh_rate_limit.shape")),
    ("MeshRetry", include_str!("shapes/mesh_retry.shape")),
    ("MeshService", include_str!("shapes/mesh_service.shape")),
    ("MeshTCPRoute", include_str!("shapes/mesh_tcp_route.shape")),
    ("MeshTLS", include_str!("shapes/mesh_tls.shape")),
    ("MeshTimeout", include_str!("shapes/mesh_timeout.shape")),
    ("MeshTrace", include_str!("shapes/mesh_trace.shape")),
    ("MeshTrafficPermission", include_str!("shapes/mesh_traffic_permission.shape")),
    ("MeshTrust", include_str!("shapes/mesh_trust.shape")),
    ("MeshZoneAddress", include_str!("shapes/mesh_zone_address.shape")),
    ("Workload", include_str!("shapes/workload.shape")),
];

/// The schema of a kind that has one: `spec`, perhaps `status`, and what they are made of.
pub(crate) fn schema(kind: &str) -> Option<Shapes<'static>> {
    let (_, text) = SCHEMAS.iter().find(|(name, _)| *name == kind)?;
    Some(Shapes::default().read(SHARED).read(text))
}

/// The messages of all kinds that have no schema.
pub(crate) fn messages() -> Shapes<'static> {
    Shapes::default().read(MESSAGES)
}

/// The name of the message of a kind.
pub(crate) fn message_of(kind: &str) -> &str {
    match kind {
        "Secret" | "GlobalSecret" => "system.Secret",
        "Zone" => "system.Zone",
        kind => kind,
    }
}
