//! What kuma-dp must know to forward telemetry: the document `/otel`, which all policies that forward share.

use crate::{
    list::CollectVec as _,
    model::{ConfigRoute, telemetry_socket},
    origin::{Origin, Traced},
    resource::{
        MeshOpenTelemetryBackend,
        mesh_open_telemetry_backend::{EnvironmentMode, EnvironmentPolicy, TelemetryProtocol},
        schema::Schema as _,
    },
    sorted::{SortedMap, sort_by_key},
    tree::{Map, Message, Node, Text},
    world::Metadata,
};

/// The document is one for all policies, so its text is owed to all of them.
const ORIGIN: Origin =
    Origin::Rule(&"telemetry that kuma-dp forwards for MeshMetric, MeshTrace and MeshAccessLog");
const PATH: &str = "/otel";
const DEFAULT_PORT: u32 = 4317;

/// What a backend gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// Spans.
    Traces,
    /// Access logs.
    Logs,
    /// Metrics.
    Metrics,
}

/// A backend that kuma-dp forwards to.
#[derive(Clone, Debug)]
pub struct Forwarded<'a> {
    /// The name of the MeshOpenTelemetryBackend.
    pub name: Text,
    /// The backend.
    pub backend: &'a MeshOpenTelemetryBackend,
    /// How often metrics are sent, where it is said.
    pub refresh_interval: Option<Traced<Text>>,
    /// Who asks for it.
    pub origin: Origin,
}

/// The document for one signal. A backend that is named twice counts once, as it was named last.
pub fn document(signal: Signal, forwarded: &[Forwarded<'_>], metadata: &Metadata) -> ConfigRoute {
    let by_name: SortedMap<&Text, &Forwarded<'_>> =
        forwarded.iter().map(|found| (&found.name, found)).collect();
    let backends = by_name.values().map(|found| {
        let plan = plan(signal, found, metadata, by_name.len());
        base(found, &metadata.work_dir).with(signal.name(), plan)
    });
    route(backends.map(Node::from).collect_vec())
}

/// Adds a document; two of telemetry become one, which stands last.
pub(super) fn add(documents: &mut Vec<ConfigRoute>, added: ConfigRoute) {
    let Some(present) = documents.iter_mut().find(|present| present.path == PATH && added.path == PATH)
    else {
        documents.push(added);
        return sort_by_key(documents, |document| document.path == PATH);
    };
    let mut backends = backends(&present.document);
    for backend in self::backends(&added.document) {
        match backends.iter_mut().find(|other| other.get("name") == backend.get("name")) {
            Some(other) => merge(other, &backend),
            None => backends.push(backend),
        }
    }
    *present = route(backends);
}

/// The address of a backend; nothing where it is on the node of the proxy.
pub fn address(backend: &MeshOpenTelemetryBackend) -> Option<Traced<Text>> {
    backend.endpoint.as_ref()?.address.clone().filter(|address| !address.is_empty())
}

/// The port of a backend.
pub fn port(backend: &MeshOpenTelemetryBackend) -> Traced<u32> {
    let said = backend.endpoint.as_ref().and_then(|endpoint| endpoint.port);
    said.unwrap_or_else(|| Traced::default_of(DEFAULT_PORT, &"MeshOpenTelemetryBackend endpoint.port"))
}

/// What a backend speaks.
pub fn protocol(backend: &MeshOpenTelemetryBackend) -> TelemetryProtocol {
    backend.protocol.as_ref().map_or(TelemetryProtocol::Grpc, |protocol| protocol.value)
}

impl Signal {
    const ALL: [Self; 3] = [Self::Traces, Self::Logs, Self::Metrics];

    fn name(self) -> &'static str {
        match self {
            Self::Traces => "traces",
            Self::Logs => "logs",
            Self::Metrics => "metrics",
        }
    }
}

fn route(mut backends: Vec<Node>) -> ConfigRoute {
    let name = |backend: &Node| backend.get("name").and_then(Node::as_text).cloned();
    sort_by_key(&mut backends, name);
    let document = Message::new(ORIGIN).list("backends", backends);
    ConfigRoute { path: PATH, name: "otel", document: document.into() }
}

fn backends(document: &Node) -> Vec<Node> {
    document.get("backends").and_then(Node::as_list).unwrap_or_default().to_vec()
}

/// Signals stand last, in their order.
fn merge(backend: &mut Node, added: &Node) {
    let found = |signal: Signal| added.get(signal.name()).or_else(|| backend.get(signal.name())).cloned();
    let plans = Signal::ALL.map(|signal| (signal.name(), found(signal)));
    let Some(members): Option<&mut Map> = backend.as_map_mut() else { return };
    for (name, plan) in plans {
        members.remove(name);
        if let Some(plan) = plan {
            members.set(name, plan);
        }
    }
}

fn base(found: &Forwarded<'_>, work_dir: &str) -> Message {
    let backend = found.backend;
    let is_http = protocol(backend) == TelemetryProtocol::Http;
    let port = port(backend).value;
    let path = backend.endpoint.as_ref().and_then(|endpoint| endpoint.path.clone());
    Message::new(found.origin)
        .text("name", found.name.clone())
        .constant("socketPath", telemetry_socket(work_dir, &found.name))
        .constant("endpoint", join(&address(backend).map(|address| address.value).unwrap_or_default(), port))
        .constant("useHTTP", is_http)
        .optional("useHTTPS", truth(is_http && port == 443))
        .optional("path", path.filter(|path| !path.is_empty()))
        .optional("envPolicy", backend.env.as_ref().map(environment))
}

fn join(address: &str, port: u32) -> Text {
    if address.contains(':') {
        format!("[{address}]:{port}").into()
    } else {
        format!("{address}:{port}").into()
    }
}

fn environment(policy: &EnvironmentPolicy) -> Message {
    let (mode, precedence) = (&policy.mode, &policy.precedence);
    Message::new(ORIGIN)
        .with("mode", mode.value.encode(mode.origin))
        .with("precedence", precedence.value.encode(precedence.origin))
        .optional("allowSignalOverrides", truth(allows_overrides(policy)))
}

fn allows_overrides(policy: &EnvironmentPolicy) -> bool {
    policy.allow_signal_overrides.is_none_or(|allowed| allowed.value)
}

/// What kuma-dp does with one signal, given what it said about its environment.
fn plan(signal: Signal, found: &Forwarded<'_>, metadata: &Metadata, count: usize) -> Message {
    let inventory = metadata.otel_environment.as_ref();
    let own = inventory.and_then(|inventory| inventory.get(signal.name()));
    let shared = inventory.and_then(|inventory| inventory.get("shared"));
    let is_present = [own, shared].into_iter().flatten().any(says_something);
    let overrides = own.and_then(|own| own.get("overrideKinds")).and_then(Node::as_list).unwrap_or_default();
    let policy = found.backend.env.as_ref();
    let mode = policy.map_or(EnvironmentMode::Optional, |policy| policy.mode.value);
    let missing = match mode {
        EnvironmentMode::Required => missing(signal, inventory),
        _ => Vec::new(),
    };
    let reasons = [
        (mode == EnvironmentMode::Disabled && is_present, "EnvDisabledByPolicy"),
        (mode == EnvironmentMode::Required && (!is_present || !missing.is_empty()), "RequiredEnvMissing"),
        (!overrides.is_empty() && !policy.is_none_or(allows_overrides), "SignalOverridesDisallowed"),
        (count > 1 && is_present && mode != EnvironmentMode::Disabled, "MultipleBackendsForSignal"),
    ];
    let reasons =
        reasons.into_iter().filter(|(holds, _)| *holds).map(|(_, reason)| Node::string(reason, ORIGIN));
    Message::new(found.origin)
        .constant("enabled", true)
        .optional("envInputPresent", truth(is_present))
        .list("overrideKinds", overrides.iter().cloned())
        .list("missingFields", missing)
        .list("blockedReasons", reasons)
        .optional("refreshInterval", found.refresh_interval.clone())
}

/// Whether the environment says anything that counts.
fn says_something(inventory: &Node) -> bool {
    const MEMBERS: [&str; 9] = [
        "endpointPresent",
        "protocolPresent",
        "headersPresent",
        "timeoutPresent",
        "compressionPresent",
        "insecurePresent",
        "certificatePresent",
        "clientCertificatePresent",
        "clientKeyPresent",
    ];
    let overrides = inventory.get("overrideKinds").and_then(Node::as_list).unwrap_or_default();
    !overrides.is_empty()
        || MEMBERS.iter().any(|member| inventory.get(member).and_then(Node::as_bool) == Some(true))
}

/// What the environment got wrong about a signal.
fn missing(signal: Signal, inventory: Option<&Node>) -> Vec<Node> {
    let errors = inventory.and_then(|inventory| inventory.get("validationErrors"));
    let mut found: Vec<Node> = Vec::new();
    for error in errors.and_then(Node::as_list).unwrap_or_default().iter().filter_map(Node::as_str) {
        let Some((scope, field)) = error.split_once('.') else { continue };
        if scope != "shared" && scope != signal.name() {
            continue;
        }
        let fields = match field {
            "mtls" => vec!["client_certificate".to_owned(), "client_key".to_owned()],
            field => vec![field.trim().replace(['-', ' '], "_")],
        };
        for field in fields.into_iter().filter(|field| !field.is_empty()) {
            let field = Node::string(field, ORIGIN);
            if !found.contains(&field) {
                found.push(field);
            }
        }
    }
    found
}

fn truth(holds: bool) -> Option<Node> {
    holds.then(|| Node::boolean(true, ORIGIN))
}

#[cfg(test)]
mod tests {
    use super::{Forwarded, Signal, add, document};
    use crate::{
        origin::{Origin, Traced},
        resource::MeshOpenTelemetryBackend,
        tree::Node,
        world::Metadata,
    };

    fn documents(signals: &[Signal]) -> String {
        let backend = MeshOpenTelemetryBackend { endpoint: None, protocol: None, env: None, status: None };
        let metadata = Metadata::read(&Node::empty(Origin::Rule(&"test")));
        let mut documents = Vec::new();
        for signal in signals {
            let found = Forwarded {
                name: "main".into(),
                backend: &backend,
                refresh_interval: None,
                origin: super::ORIGIN,
            };
            add(&mut documents, document(*signal, &[found], &metadata));
        }
        documents.iter().map(|document| document.document.to_json()).collect()
    }

    #[test]
    fn a_backend_that_is_named_twice_counts_once_as_it_was_named_last() {
        let backend = MeshOpenTelemetryBackend { endpoint: None, protocol: None, env: None, status: None };
        let metadata = Metadata::read(&Node::empty(Origin::Rule(&"test")));
        let found = |interval: &str| Forwarded {
            name: "main".into(),
            backend: &backend,
            refresh_interval: Some(Traced::rule(interval.into(), &"test")),
            origin: super::ORIGIN,
        };
        let text = document(Signal::Metrics, &[found("10s"), found("20s")], &metadata).document.to_json();
        assert_eq!(text.matches("\"name\"").count(), 1, "{text}");
        assert!(text.contains("20s") && !text.contains("10s"), "{text}");
    }

    #[test]
    fn signals_to_one_backend_share_its_entry_in_their_order() {
        let text = documents(&[Signal::Logs, Signal::Metrics, Signal::Traces]);
        assert_eq!(text.matches("\"name\"").count(), 1);
        let places = ["traces", "logs", "metrics"].map(|name| text.find(&format!("\"{name}\"")));
        assert!(places.is_sorted() && places[0].is_some(), "{text}");
    }
}
