//! Envoy's bootstrap, section by section.

mod admin;
mod cluster;
mod control_plane;
mod node;
mod overload;

use super::BootstrapRequest;
use crate::{
    model::Naming,
    origin::{Origin, Traced},
    tree::{Message, Node, Text, base64},
    world::{ControlPlane, ProxyKey},
};

pub(super) use node::metadata;

/// What every bootstrap says.
const RULE: &str = "bootstrap";
/// What the request of kuma-dp says.
const REQUEST: Origin = Origin::Rule(&"bootstrap request of kuma-dp");

/// Everything that a bootstrap depends on.
pub(super) struct Parameters<'a> {
    pub(super) request: &'a BootstrapRequest,
    pub(super) proxy: ProxyKey,
    pub(super) control_plane: &'a ControlPlane,
    /// `node.cluster`.
    pub(super) service: Traced<Text>,
    pub(super) admin_port: Traced<u32>,
    pub(super) role: Role,
    pub(super) naming: Naming,
    /// The certificate (PEM) by which the proxy recognises the control plane.
    pub(super) certificate: Traced<Text>,
}

/// What a bootstrap is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// A Dataplane without a built-in gateway.
    Dataplane,
    /// A Dataplane with one.
    BuiltInGateway,
    /// A ZoneIngress or ZoneEgress.
    ZoneProxy,
}

impl Parameters<'_> {
    /// The host where the proxy finds the control plane.
    fn xds_host(&self) -> Traced<Text> {
        let configured = &self.control_plane.bootstrap.xds_host;
        if configured.is_empty() {
            Traced::new(self.request.host.clone(), REQUEST)
        } else {
            Traced::default_of(configured.clone(), &"KUMA_BOOTSTRAP_SERVER_PARAMS_XDS_HOST")
        }
    }

    fn xds_port(&self) -> Traced<u32> {
        Traced::default_of(
            self.control_plane.bootstrap.effective_xds_port(),
            &"KUMA_BOOTSTRAP_SERVER_PARAMS_XDS_PORT",
        )
    }

    /// Whether Envoy reads its token from a file, so that the token can change.
    fn reads_token_file(&self) -> bool {
        self.control_plane.authentication.reloadable_tokens && !self.request.token_path.is_empty()
    }

    /// The certificate as the data source that it is everywhere.
    fn certificate_source(&self) -> Message {
        Message::new(self.certificate.origin)
            .constant("inlineBytes", base64::encode(self.certificate.value.as_bytes()))
    }
}

/// `envoy.config.bootstrap.v3.Bootstrap`
pub(super) fn bootstrap(parameters: &Parameters<'_>) -> Node {
    Message::rule(&RULE)
        .with("node", node::node(parameters))
        .with("staticResources", static_resources(parameters))
        .with("dynamicResources", control_plane::dynamic_resources(parameters))
        .optional("hdsConfig", control_plane::health_discovery(parameters))
        .optional("admin", admin::admin(parameters))
        .with("layeredRuntime", overload::layered_runtime(parameters))
        .optional("overloadManager", overload::overload_manager(parameters))
        .with("statsConfig", overload::stats_config())
        .with("defaultRegexEngine", overload::regex_engine())
        .into()
}

fn static_resources(parameters: &Parameters<'_>) -> Message {
    Message::rule(&RULE)
        .list("clusters", cluster::clusters(parameters))
        .list("secrets", [validation_secret(parameters)])
}

/// How the proxy recognises the control plane: by its name or address, and by who signed its certificate.
fn validation_secret(parameters: &Parameters<'_>) -> Message {
    let matchers = ["DNS", "IP_ADDRESS"].map(|kind| {
        let matcher = Message::rule(&RULE).with("exact", parameters.xds_host());
        Message::rule(&RULE).constant("sanType", kind).with("matcher", matcher)
    });
    let context = Message::rule(&RULE)
        .list("matchTypedSubjectAltNames", matchers)
        .with("trustedCa", parameters.certificate_source());
    Message::rule(&RULE).constant("name", "cp_validation_ctx").with("validationContext", context)
}
