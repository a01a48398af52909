#![doc = include_str!("metrics_certificate.md")]

use crate::{
    bootstrap,
    check::{Find, MeshContext, Rule},
    list::CollectVec as _,
    report::{Diagnostic, Severity},
    tree::Node,
    world::{Metadata, ProxyKey},
};

/// The row.
pub(super) const RULE: Rule =
    Rule { code: "metrics-certificate", severity: Severity::Information, find: Find::Mesh(find) };

fn find(context: &MeshContext<'_>) -> Vec<Diagnostic> {
    let policies = context
        .policies()
        .filter(|policy| policy.meta.kind.0.name == "MeshMetric" && context.usage.selects(policy.location));
    let modes: Vec<&Node> = policies.flat_map(|policy| provided(policy.spec.default.as_ref())).collect_vec();
    let without = modes.first().and_then(|_| first_without(context));
    let Some(name) = without else { return Vec::new() };
    let message = format!(
        "proxies without certificate files, such as that of Dataplane `{name}`, serve metrics without TLS"
    );
    let help = "start kuma-dp with KUMA_DATAPLANE_RUNTIME_METRICS_CERT_PATH and …_METRICS_KEY_PATH";
    modes.into_iter().map(|mode| RULE.broken(message.clone(), mode.origin).help(help)).collect_vec()
}

/// Where a conf asks for certificates of the proxy's machine.
fn provided(conf: Option<&Node>) -> Vec<&Node> {
    let backends = conf.and_then(|conf| conf.get("backends")?.as_list()).unwrap_or_default();
    let modes = backends.iter().filter_map(|backend| backend.get("prometheus")?.get("tls")?.get("mode"));
    modes.filter(|mode| mode.as_str() == Some("ProvidedTLS")).collect_vec()
}

/// The first Dataplane whose proxy does not say where its certificate is.
fn first_without(context: &MeshContext<'_>) -> Option<String> {
    let mesh = &context.mesh.meta.name;
    let metadata = |name: &str| -> Metadata {
        bootstrap::metadata(context.resources, context.world, &ProxyKey::dataplane(mesh.as_str(), name))
    };
    let names = context.mesh.dataplanes().map(|dataplane| dataplane.meta.name.as_str());
    names.into_iter().find(|name| metadata(name).metrics_certificate_path.is_empty()).map(str::to_owned)
}
