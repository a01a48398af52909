//! Policies of every kind, aimed at anything.

use proptest::{prelude::*, sample::select};
use serde_json::{Value, json};

/// Which proxies a policy selects.
#[derive(Clone, Debug)]
pub(crate) enum Aim {
    /// All, by leaving `targetRef` out.
    Unsaid,
    /// All.
    Mesh,
    /// Those of one service, by label.
    Labels(usize),
    /// One, by name.
    Name(usize),
    /// One of its inbounds.
    Section(usize),
    /// Those with a tag.
    Subset(usize),
    /// None.
    Nobody,
}

/// What a policy is about, within what it selects.
#[derive(Clone, Debug)]
pub(crate) enum Destination {
    /// Everything.
    Mesh,
    /// A service.
    Service(usize),
    /// A port of a service.
    Port(usize),
    /// Services with a label.
    Labels(usize),
    /// The service outside.
    External,
    /// The service of several zones.
    MultiZone,
    /// A route.
    Route(usize),
}

/// A policy.
#[derive(Clone, Debug)]
pub(crate) struct Policy {
    kind: &'static str,
    aim: Aim,
    place: Place,
    destination: Destination,
    conf: Value,
}

/// The part of a policy that holds its conf.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    To,
    From,
    Rules,
    Default,
    Routes,
}

impl Policy {
    /// The same policy for other proxies.
    pub(crate) fn aimed(self, aim: Aim) -> Self {
        Self { aim, ..self }
    }

    /// The policy as a document.
    pub(crate) fn document(&self, name: &str) -> Value {
        let mut spec = json!({});
        if let Some(target) = self.aim.target() {
            spec["targetRef"] = target;
        }
        let conf = &self.conf;
        match self.place {
            Place::Default => spec["default"] = conf.clone(),
            Place::Rules => spec["rules"] = json!([{"default": conf}]),
            Place::From => spec["from"] = json!([{"targetRef": {"kind": "Mesh"}, "default": conf}]),
            Place::To => spec["to"] = json!([{"targetRef": self.destination.target(), "default": conf}]),
            Place::Routes => spec["to"] = json!([{"targetRef": self.destination.target(), "rules": conf}]),
        }
        json!({"type": self.kind, "mesh": "default", "name": name, "spec": spec})
    }
}

impl Aim {
    fn target(&self) -> Option<Value> {
        Some(match self {
            Self::Unsaid => return None,
            Self::Mesh => json!({"kind": "Mesh"}),
            Self::Labels(service) => {
                json!({"kind": "Dataplane", "labels": {"app": format!("service-{service}")}})
            }
            Self::Name(service) => json!({"kind": "Dataplane", "name": format!("service-{service}-0")}),
            Self::Section(service) => {
                json!({"kind": "Dataplane", "labels": {"app": format!("service-{service}")}, "sectionName": "main"})
            }
            Self::Subset(version) => {
                json!({"kind": "MeshSubset", "tags": {"version": format!("v{version}")}})
            }
            Self::Nobody => json!({"kind": "Dataplane", "labels": {"app": "nobody"}}),
        })
    }
}

impl Destination {
    fn target(&self) -> Value {
        match self {
            Self::Mesh => json!({"kind": "Mesh"}),
            Self::Service(service) => json!({"kind": "MeshService", "name": format!("service-{service}")}),
            Self::Port(service) => {
                json!({"kind": "MeshService", "name": format!("service-{service}"), "sectionName": "main"})
            }
            Self::Labels(service) => {
                json!({"kind": "MeshService", "labels": {"kuma.io/display-name": format!("service-{service}")}})
            }
            Self::External => json!({"kind": "MeshExternalService", "name": "outside"}),
            Self::MultiZone => json!({"kind": "MeshMultiZoneService", "name": "everywhere"}),
            Self::Route(policy) => json!({"kind": "MeshHTTPRoute", "name": format!("policy-{policy}")}),
        }
    }
}

/// Any policy of a zone with so many services.
pub(crate) fn any_policy(services: usize) -> impl Strategy<Value = Policy> {
    let aim = (0..6_u8, 0..services).prop_map(|(kind, service)| match kind {
        0 => Aim::Unsaid,
        1 => Aim::Mesh,
        2 => Aim::Labels(service),
        3 => Aim::Name(service),
        4 => Aim::Section(service),
        _ => Aim::Subset(service % 2),
    });
    let destination = (0..7_u8, 0..services).prop_map(|(kind, service)| match kind {
        0 => Destination::Mesh,
        1 => Destination::Service(service),
        2 => Destination::Port(service),
        3 => Destination::Labels(service),
        4 => Destination::External,
        5 => Destination::MultiZone,
        _ => Destination::Route(service),
    });
    (select(confs()), aim, destination).prop_map(|((kind, place, conf), aim, destination)| Policy {
        kind,
        aim,
        place,
        destination,
        conf,
    })
}

/// Confs of every kind. What a control plane refuses where it stands is left out by it: that is part of what is tested.
fn confs() -> Vec<(&'static str, Place, Value)> {
    let backend = json!([{"type": "Tcp", "tcp": {"address": "127.0.0.1:5000"}}]);
    let file = json!([{"type": "File", "file": {"path": "/dev/null", "format": {"type": "Plain", "plain": "%START_TIME%"}}}]);
    let split = json!([{"kind": "MeshService", "name": "service-0", "port": 80, "weight": 9}, {"kind": "MeshService", "name": "service-1", "weight": 1}]);
    let timeout = json!({"connectionTimeout": "3s", "idleTimeout": "1h", "http": {"requestTimeout": "7s", "streamIdleTimeout": "0s"}});
    let detection = json!({"outlierDetection": {"interval": "3s", "maxEjectionPercent": 40, "detectors": {"totalFailures": {"consecutive": 3}}}});
    let patch = json!({"appendModifications": [{"cluster": {"operation": "Patch", "value": "connectTimeout: 9s\n"}}]});
    let locality = json!({"localityAwareness": {"localZone": {"affinityTags": [{"key": "version", "weight": 9}]}, "crossZone": {"failover": [{"to": {"type": "Any"}}]}}});
    let fault = json!({"http": [{"abort": {"httpStatus": 503, "percentage": 50}, "delay": {"value": "5s", "percentage": "2.5"}}]});
    let limit = json!({"local": {"http": {"requestRate": {"num": 5, "interval": "1s"}}, "tcp": {"connectionRate": {"num": 5, "interval": "1s"}}}});
    let hash = json!({"hashPolicies": [{"type": "Header", "header": {"name": "x-user"}}], "loadBalancer": {"type": "Maglev", "maglev": {"tableSize": 307}}});
    vec![
        ("MeshTimeout", Place::To, timeout.clone()),
        ("MeshTimeout", Place::From, timeout.clone()),
        ("MeshTimeout", Place::Rules, timeout),
        (
            "MeshCircuitBreaker",
            Place::To,
            json!({"connectionLimits": {"maxConnections": 3, "maxRequests": 4}}),
        ),
        ("MeshCircuitBreaker", Place::From, detection.clone()),
        ("MeshCircuitBreaker", Place::To, detection),
        (
            "MeshRetry",
            Place::To,
            json!({"http": {"numRetries": 3, "retryOn": ["5xx"]}, "tcp": {"maxConnectAttempt": 2}}),
        ),
        ("MeshHealthCheck", Place::To, json!({"interval": "10s", "tcp": {}, "http": {"path": "/healthy"}})),
        ("MeshAccessLog", Place::To, json!({"backends": backend})),
        ("MeshAccessLog", Place::From, json!({"backends": file})),
        ("MeshAccessLog", Place::Rules, json!({"backends": file})),
        (
            "MeshTrace",
            Place::Default,
            json!({"backends": [{"type": "Zipkin", "zipkin": {"url": "http://zipkin:9411/api/v2/spans"}}], "sampling": {"overall": 50}}),
        ),
        (
            "MeshMetric",
            Place::Default,
            json!({"backends": [{"type": "Prometheus", "prometheus": {"port": 5670, "path": "/metrics"}}]}),
        ),
        ("MeshTLS", Place::Rules, json!({"mode": "Strict", "tlsVersion": {"min": "TLS12"}})),
        ("MeshTrafficPermission", Place::From, json!({"action": "Allow"})),
        (
            "MeshTrafficPermission",
            Place::Rules,
            json!({"allow": [{"spiffeID": {"type": "Prefix", "value": "spiffe://default/"}}]}),
        ),
        ("MeshFaultInjection", Place::From, fault.clone()),
        ("MeshFaultInjection", Place::Rules, fault),
        ("MeshRateLimit", Place::From, limit.clone()),
        ("MeshRateLimit", Place::Rules, limit),
        ("MeshLoadBalancingStrategy", Place::To, locality),
        ("MeshLoadBalancingStrategy", Place::To, hash),
        (
            "MeshPassthrough",
            Place::Default,
            json!({"passthroughMode": "Matched", "appendMatch": [{"type": "Domain", "value": "example.com", "protocol": "tls", "port": 443}]}),
        ),
        ("MeshProxyPatch", Place::Default, patch),
        ("MeshTCPRoute", Place::Routes, json!([{"default": {"backendRefs": split}}])),
        (
            "MeshHTTPRoute",
            Place::Routes,
            json!([
                {"matches": [{"path": {"type": "PathPrefix", "value": "/v1"}, "method": "GET"}], "default": {"backendRefs": split}},
                {"matches": [{"path": {"type": "Exact", "value": "/old"}}], "default": {"filters": [{"type": "RequestRedirect", "requestRedirect": {"statusCode": 302, "hostname": "new.example.com"}}]}},
            ]),
        ),
    ]
}
