//! Endpoints outside the mesh that stand in the cluster itself, and the TLS towards them.

use std::net::IpAddr;

use crate::{
    index::{AuthorityFallback, Endpoint, ExternalTls, NameMatch, NameVerification, group},
    list::CollectVec as _,
    model::{
        Discovery, DnsFamily, TlsContext, TlsParameters, TransportSocket, TransportSocketMatch, UpstreamTls,
        Validation,
    },
    origin::{Origin, Traced},
    report::{Diagnostic, Report},
    tree::{Map, Message, Node, Text, Value},
};

const ORIGIN: Origin = Origin::Rule(&"endpoints outside the mesh");

/// How endpoints outside the mesh are found: as they stand, or by DNS where one of them is a host name.
/// `mixing` says whether addresses and host names may stand together; where they may not, it is an error.
pub fn discovery(
    cluster: &Text,
    endpoints: &[Endpoint<'_>],
    family: DnsFamily,
    mixing: Mixing,
    report: &mut Report,
) -> Option<Discovery> {
    let assignment = group::group(cluster.clone(), endpoints, ORIGIN);
    let hosts = endpoints.iter().filter(|endpoint| is_host(endpoint)).count();
    if hosts == 0 {
        return (!endpoints.is_empty()).then_some(Discovery::Static(assignment));
    }
    if hosts < endpoints.len() && mixing == Mixing::Refused {
        report.push(mixed(cluster, endpoints));
        return None;
    }
    Some(Discovery::StrictDns(assignment, family))
}

fn is_host(endpoint: &Endpoint<'_>) -> bool {
    endpoint.address.parse::<IpAddr>().is_err()
}

fn mixed(cluster: &Text, endpoints: &[Endpoint<'_>]) -> Diagnostic {
    let origin_of = |endpoint: Option<&Endpoint<'_>>| endpoint.map_or(ORIGIN, |found| found.address.origin);
    let message = format!(
        "endpoints of `{cluster}` are IP addresses and host names, of which one cluster takes only one kind: the control plane makes no configuration"
    );
    Diagnostic::error("mixed-endpoints", message, origin_of(endpoints.iter().find(|endpoint| is_host(endpoint))))
        .related("an IP address", origin_of(endpoints.iter().find(|endpoint| !is_host(endpoint))))
        .help("give all endpoints of the service addresses of one kind, or write it as a MeshExternalService, which takes both")
        .withholding()
}

/// Whether addresses and host names may stand together in one cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mixing {
    /// They may (MeshExternalService).
    Allowed,
    /// They may not (ExternalService).
    Refused,
}

/// TLS of ExternalServices: each endpoint has its own, found by its tags.
pub fn tls_by_tags(endpoints: &[Endpoint<'_>]) -> UpstreamTls {
    let matches = endpoints
        .iter()
        .filter_map(|endpoint| socket_match(endpoint, Some(group::metadata(&endpoint.tags)), ""));
    matches_or_plain(matches.collect_vec())
}

/// TLS of a MeshExternalService: all endpoints have the one of the first. `system_authority` is where the proxy's system
/// keeps the certificates that it trusts; empty where the proxy does not say.
pub fn tls_in_common(endpoints: &[Endpoint<'_>], system_authority: &str) -> UpstreamTls {
    let first = endpoints.first();
    let found = first.and_then(|endpoint| socket_match(endpoint, None, system_authority));
    matches_or_plain(found.into_iter().collect_vec())
}

fn matches_or_plain(matches: Vec<TransportSocketMatch>) -> UpstreamTls {
    if matches.is_empty() { UpstreamTls::Plain } else { UpstreamTls::Matches(matches) }
}

fn socket_match(
    endpoint: &Endpoint<'_>,
    metadata: Option<Map>,
    system_authority: &str,
) -> Option<TransportSocketMatch> {
    let tls = endpoint.external.as_ref()?.tls.as_ref()?;
    let host = (endpoint.address.parse::<IpAddr>().is_err()).then(|| endpoint.address.clone());
    let sni = tls.server_name.clone().or(host);
    let name = endpoint.address.value.clone();
    let transport_socket =
        TransportSocket::Upstream(Box::new(context(tls, &endpoint.address, sni, system_authority)));
    Some(TransportSocketMatch { name, metadata, transport_socket })
}

fn context(
    tls: &ExternalTls,
    host: &Traced<Text>,
    sni: Option<Traced<Text>>,
    system_authority: &str,
) -> TlsContext {
    let authority = tls.authority.clone().or_else(|| system(tls, system_authority));
    let validation = authority.map(|authority| validation(tls, authority, sni.as_ref().unwrap_or(host)));
    TlsContext {
        parameters: validation.is_some().then(|| parameters(tls)).flatten(),
        alpn_protocols: Vec::new(),
        certificates: Vec::new(),
        inline_certificates: tls.client.iter().map(|(chain, key)| certificate(chain, key)).collect_vec(),
        validation: validation.map(Validation::Inline),
        sni,
        allow_renegotiation: tls.allow_renegotiation.filter(|allowed| allowed.value),
        require_client_certificate: None,
        origin: tls.origin,
    }
}

fn system(tls: &ExternalTls, path: &str) -> Option<Node> {
    let wanted = tls.verification.fallback == AuthorityFallback::System && !path.is_empty();
    wanted
        .then(|| Message::rule(&"trust in the certificates of the system").constant("filename", path).into())
}

/// Envoy's own choice of a version is left out, as protobuf leaves out what is zero.
fn parameters(tls: &ExternalTls) -> Option<TlsParameters> {
    let said = tls.minimum_version.is_some() || tls.maximum_version.is_some();
    let version =
        |version: &Option<Traced<Text>>| version.clone().filter(|version| version.value != "TLS_AUTO");
    said.then(|| TlsParameters {
        minimum_version: version(&tls.minimum_version),
        maximum_version: version(&tls.maximum_version),
        cipher_suites: Vec::new(),
        origin: tls.origin,
    })
}

fn certificate(chain: &Node, key: &Node) -> Node {
    Message::new(chain.origin).with("certificateChain", chain.clone()).with("privateKey", key.clone()).into()
}

fn validation(tls: &ExternalTls, authority: Node, name: &Traced<Text>) -> Node {
    let mut names = Vec::new();
    if tls.verification.names == NameVerification::Verified {
        names.extend(["DNS", "IP_ADDRESS"].map(|kind| san(kind, "exact", name)));
        for kind in ["DNS", "IP_ADDRESS"] {
            names.extend(tls.subject_alt_names.iter().map(|further| match further.matching {
                NameMatch::Exact => san(kind, "exact", &further.value),
                NameMatch::Prefix => san(kind, "prefix", &further.value),
            }));
        }
    }
    Message::new(authority.origin)
        .with("trustedCa", authority)
        .list("matchTypedSubjectAltNames", names)
        .into()
}

fn san(kind: &'static str, matching: &'static str, value: &Traced<Text>) -> Node {
    let matcher = Message::new(value.origin).with(matching, value);
    Message::new(value.origin)
        .with("sanType", Node::new(Value::from(kind), value.origin))
        .with("matcher", matcher)
        .into()
}
