//! The kinds that are no policies of the new form: what they are called, and which struct holds them.

use super::{
    Kind,
    kind::{Format, KindInfo, Scope},
    registry::Support,
};

/// A row of a kind that is not a policy of the new form.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) info: KindInfo,
    pub(super) support: Support,
}

/// The kind of that name, where it is no policy of the new form.
pub(super) fn find(name: &str) -> Option<&'static Row> {
    KINDS.iter().find(|row| row.info.name == name)
}

/// All these kinds.
pub(super) fn all() -> impl Iterator<Item = Kind> {
    KINDS.iter().map(|row| Kind(&row.info))
}

/// Who makes a resource first.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    Zone,
    Global,
}

const fn row(names: [&'static str; 3], scope: Scope, format: Format, by: By, support: Support) -> Row {
    let [name, short_name, path] = names;
    let provided_by_zone = matches!(by, By::Zone);
    Row { info: KindInfo { name, short_name, path, scope, format, provided_by_zone }, support }
}

/// A source/destination policy.
const fn legacy(name: &'static str, path: &'static str) -> Row {
    row([name, "", path], Scope::Mesh, Format::Inline, By::Global, Full)
}

/// A resource of the built-in gateway, or a ProxyTemplate.
const fn missing(name: &'static str, short_name: &'static str, path: &'static str) -> Row {
    row([name, short_name, path], Scope::Mesh, Format::Inline, By::Global, Support::Missing)
}

/// What the control plane writes by itself.
const fn read_only(name: &'static str, path: &'static str, scope: Scope) -> Row {
    row([name, "", path], scope, Format::Inline, By::Zone, Support::ReadOnly)
}

use Support::Full;

const KINDS: &[Row] = &[
    row(["Mesh", "m", "meshes"], Scope::Global, Format::Inline, By::Global, Full),
    row(["Dataplane", "dp", "dataplanes"], Scope::Mesh, Format::Inline, By::Zone, Full),
    row(["MeshService", "msvc", "meshservices"], Scope::Mesh, Format::Spec, By::Zone, Full),
    row(["MeshExternalService", "extsvc", "meshexternalservices"], Scope::Mesh, Format::Spec, By::Zone, Full),
    row(
        ["MeshMultiZoneService", "mzsvc", "meshmultizoneservices"],
        Scope::Mesh,
        Format::Spec,
        By::Global,
        Full,
    ),
    row(["MeshIdentity", "mid", "meshidentities"], Scope::Mesh, Format::Spec, By::Zone, Full),
    row(["MeshTrust", "mtrust", "meshtrusts"], Scope::Mesh, Format::Spec, By::Zone, Full),
    row(
        ["MeshOpenTelemetryBackend", "motb", "meshopentelemetrybackends"],
        Scope::Mesh,
        Format::Spec,
        By::Zone,
        Full,
    ),
    row(["MeshZoneAddress", "mza", "meshzoneaddresses"], Scope::Mesh, Format::Spec, By::Zone, Full),
    row(["Workload", "wl", "workloads"], Scope::Mesh, Format::Spec, By::Zone, Full),
    row(["HostnameGenerator", "hg", "hostnamegenerators"], Scope::Global, Format::Spec, By::Zone, Full),
    row(["Zone", "z", "zones"], Scope::Global, Format::Inline, By::Zone, Full),
    row(["ZoneIngress", "zi", "zoneingresses"], Scope::Global, Format::Inline, By::Zone, Full),
    row(["ZoneEgress", "ze", "zoneegresses"], Scope::Global, Format::Inline, By::Zone, Full),
    row(["ExternalService", "", "external-services"], Scope::Mesh, Format::Inline, By::Global, Full),
    row(["VirtualOutbound", "", "virtual-outbounds"], Scope::Mesh, Format::Inline, By::Global, Full),
    row(["Secret", "", "secrets"], Scope::Mesh, Format::Inline, By::Zone, Full),
    row(["GlobalSecret", "", "global-secrets"], Scope::Global, Format::Inline, By::Zone, Full),
    row(["MeshGateway", "mgw", "meshgateways"], Scope::Mesh, Format::Inline, By::Zone, Support::Missing),
    missing("MeshGatewayRoute", "", "meshgatewayroutes"),
    legacy("CircuitBreaker", "circuit-breakers"),
    legacy("FaultInjection", "fault-injections"),
    legacy("HealthCheck", "health-checks"),
    missing("ProxyTemplate", "", "proxytemplates"),
    legacy("RateLimit", "rate-limits"),
    legacy("Retry", "retries"),
    legacy("Timeout", "timeouts"),
    legacy("TrafficLog", "traffic-logs"),
    legacy("TrafficPermission", "traffic-permissions"),
    legacy("TrafficRoute", "traffic-routes"),
    legacy("TrafficTrace", "traffic-traces"),
    policy("MeshAccessLog", "mal", "meshaccesslogs"),
    policy("MeshCircuitBreaker", "mcb", "meshcircuitbreakers"),
    policy("MeshFaultInjection", "mfi", "meshfaultinjections"),
    policy("MeshHealthCheck", "mhc", "meshhealthchecks"),
    policy("MeshHTTPRoute", "mhttpr", "meshhttproutes"),
    policy("MeshLoadBalancingStrategy", "mlbs", "meshloadbalancingstrategies"),
    policy("MeshMetric", "mm", "meshmetrics"),
    policy("MeshPassthrough", "mp", "meshpassthroughs"),
    policy("MeshProxyPatch", "mpp", "meshproxypatches"),
    policy("MeshRateLimit", "mrl", "meshratelimits"),
    policy("MeshRetry", "mr", "meshretries"),
    policy("MeshTCPRoute", "mtcpr", "meshtcproutes"),
    policy("MeshTimeout", "mt", "meshtimeouts"),
    policy("MeshTLS", "mtls", "meshtlses"),
    policy("MeshTrace", "mtr", "meshtraces"),
    policy("MeshTrafficPermission", "mtp", "meshtrafficpermissions"),
    read_only("DataplaneInsight", "dataplane-insights", Scope::Mesh),
    read_only("MeshInsight", "mesh-insights", Scope::Global),
    read_only("ServiceInsight", "service-insights", Scope::Mesh),
    read_only("ZoneInsight", "zone-insights", Scope::Global),
    read_only("ZoneIngressInsight", "zone-ingress-insights", Scope::Global),
    read_only("ZoneEgressInsight", "zoneegressinsights", Scope::Global),
];

/// A policy of the new form, as it is known where the table of policies has no row of it.
const fn policy(name: &'static str, short_name: &'static str, path: &'static str) -> Row {
    row([name, short_name, path], Scope::Mesh, Format::Spec, By::Zone, Support::Missing)
}
