//! What a proxy starts Envoy with: the bootstrap, and kuma-dp's own configuration.

mod metrics;
mod refusal;
mod request;
mod sidecar;
mod subject;
mod template;

pub use refusal::{Refusal, code};
pub use request::{BootstrapRequest, DEFAULT_FEATURES, InvalidField};

use subject::Subject;
use template::{Parameters, Role};

use crate::{
    model::Naming,
    origin::{Origin, Traced},
    report::{Diagnostic, Report},
    resource::{Resource, certificate::Certificate},
    tree::{Node, Text},
    world::{Feature, Metadata, ProxyAuthentication, ProxyKey, ProxyType, World},
};

/// What the control plane answers to a request for a bootstrap.
#[derive(Clone, Debug)]
pub struct Bootstrapped {
    /// What it answers.
    pub answer: Result<Answer, Refusal>,
    /// What there is to say about it.
    pub report: Report,
}

/// What a proxy starts with.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Envoy's bootstrap: `envoy.config.bootstrap.v3.Bootstrap`, as protobuf's JSON.
    pub bootstrap: Node,
    /// `kumaSidecarConfiguration`: what kuma-dp itself needs to know.
    pub sidecar: Node,
}

/// Answers a request for a bootstrap out of a settled store.
pub fn bootstrap(store: &[Resource], world: &World, request: &BootstrapRequest) -> Bootstrapped {
    let mut report = Report::default();
    let answer = answer(store, world, request, &mut report);
    if let Err(refusal) = &answer {
        report.push(refusal.diagnostic());
    }
    Bootstrapped { answer, report }
}

/// What a proxy says about itself: as it is presented in `world`, or as its default bootstrap has it.
/// For a proxy that is not stored this is what a proxy of that name would say.
pub fn metadata(store: &[Resource], world: &World, proxy: &ProxyKey) -> Metadata {
    if let Some(metadata) = world.presentations.get(proxy) {
        return metadata.clone();
    }
    let request = BootstrapRequest::new(proxy);
    let subject = Subject::find(store, world, proxy, &request).unwrap_or_default();
    let parameters = parameters(world, &request, proxy.clone(), &subject, Traced::rule(Text::default(), &""));
    Metadata::read(&template::metadata(&parameters))
}

fn answer(
    store: &[Resource],
    world: &World,
    request: &BootstrapRequest,
    report: &mut Report,
) -> Result<Answer, Refusal> {
    let Some(proxy) = request.proxy() else {
        return Err(Refusal::UnknownProxyType(request.proxy_type.clone()));
    };
    check_token(world, request, &proxy)?;
    check_host(world, request)?;
    let subject = Subject::find(store, world, &proxy, request)?;
    let certificate = certificate(world, request)?;
    note_address_family(world, request, report);
    let parameters = parameters(world, request, proxy, &subject, certificate);
    Ok(Answer { bootstrap: template::bootstrap(&parameters), sidecar: sidecar::configuration(&subject) })
}

fn parameters<'a>(
    world: &'a World,
    request: &'a BootstrapRequest,
    proxy: ProxyKey,
    subject: &Subject,
    certificate: Traced<Text>,
) -> Parameters<'a> {
    let unified = subject.names_are_unified && request.has(Feature::UnifiedResourceNaming);
    let default_port = world.control_plane.bootstrap.admin_port;
    let default_port = Traced::default_of(default_port, &"KUMA_BOOTSTRAP_SERVER_PARAMS_ADMIN_PORT");
    Parameters {
        request,
        control_plane: &world.control_plane,
        service: subject.service.clone(),
        admin_port: subject.admin_port.filter(|port| port.value != 0).unwrap_or(default_port),
        role: match proxy.proxy_type {
            ProxyType::Ingress | ProxyType::Egress => Role::ZoneProxy,
            ProxyType::Dataplane if subject.built_in_gateway => Role::BuiltInGateway,
            ProxyType::Dataplane => Role::Dataplane,
        },
        proxy,
        naming: if unified { Naming::Unified } else { Naming::Legacy },
        certificate,
    }
}

fn check_token(world: &World, request: &BootstrapRequest, proxy: &ProxyKey) -> Result<(), Refusal> {
    let authentication = &world.control_plane.authentication;
    let wanted = match proxy.proxy_type {
        ProxyType::Dataplane => authentication.dataplane,
        ProxyType::Ingress | ProxyType::Egress => authentication.zone_proxy,
    };
    let brought = !request.token.is_empty() || !request.token_path.is_empty();
    if wanted == ProxyAuthentication::Token && !brought { Err(Refusal::TokenRequired) } else { Ok(()) }
}

/// The control plane's certificate must stand for the host that the proxy used; unknown certificates are not looked at.
fn check_host(world: &World, request: &BootstrapRequest) -> Result<(), Refusal> {
    let known = world.certificate_authority.as_deref().and_then(Certificate::parse);
    match known {
        Some(certificate)
            if world.control_plane.bootstrap.xds_host.is_empty()
                && !certificate.stands_for(&request.host) =>
        {
            Err(Refusal::HostMismatch { host: request.host.clone(), names: certificate.names() })
        }
        _ => Ok(()),
    }
}

/// The certificate by which the proxy recognises the control plane: its own, or the control plane's.
fn certificate(world: &World, request: &BootstrapRequest) -> Result<Traced<Text>, Refusal> {
    let certificate = if request.certificate_authority.is_empty() {
        let authority = world.certificate_authority.clone().unwrap_or_default();
        Traced::rule(authority, &"certificate of the control plane")
    } else {
        Traced::rule(request.certificate_authority.clone(), &"bootstrap request of kuma-dp")
    };
    if certificate.value.is_empty() {
        return Ok(certificate);
    }
    match Certificate::parse(&certificate.value) {
        None => Err(Refusal::BrokenCertificate),
        Some(Certificate { authority: Some(false), .. }) => Err(Refusal::NotAnAuthority),
        Some(_) => Ok(certificate),
    }
}

/// The control plane looks the host up and prefers IPv4 where it has no other address; nothing is looked up here.
fn note_address_family(world: &World, request: &BootstrapRequest, report: &mut Report) {
    let configured = &world.control_plane.bootstrap.xds_host;
    let host = if configured.is_empty() { &request.host } else { configured };
    if host != "localhost" && host.parse::<std::net::IpAddr>().is_err() {
        let message = format!(
            "the control plane would look `{host}` up, and set `dnsLookupFamily: V4_ONLY` for IPv4 alone"
        );
        let mut diagnostic =
            Diagnostic::warning(code::UNKNOWN_ADDRESS_FAMILY, message, Origin::Rule(&"bootstrap"));
        diagnostic.severity = crate::report::Severity::Information;
        report.push(diagnostic.help("use an address in place of the name to be sure"));
    }
}

#[cfg(test)]
mod tests;
