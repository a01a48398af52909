//! TLS: where it begins, where it ends, and whether both sides believe each other.

use super::{
    Step, StepKind,
    at::At,
    connection::{Connection, Encryption, Expectation},
    text_match,
    walk::{Hop, Walk},
};
use crate::{
    list::CollectVec as _,
    message::ResourceType,
    tree::{Node, Pointer, Text},
};

/// What a filter chain does with TLS.
pub(super) enum End {
    /// It does not look into it.
    Plain,
    /// It ends it, and knows the URI names of the client's certificate.
    Terminated {
        /// The names.
        peer: Vec<Text>,
        /// What was decided.
        step: Step,
    },
    /// The two sides do not come together.
    Failed {
        /// Why.
        reason: Text,
        /// What was decided.
        step: Step,
    },
}

/// Ends the outermost TLS where the chain does.
pub(super) fn terminate(walk: &Walk<'_>, hop: &Hop<'_>, chain: &At<'_>, connection: &mut Connection) -> End {
    let Some(context) = chain.path(&["transportSocket", "typedConfig"]) else { return End::Plain };
    if !context.type_name().ends_with(".DownstreamTlsContext") {
        return End::Plain;
    }
    let failed = |at: &At<'_>, reason: String| End::Failed {
        step: at.step(StepKind::Tls, format!("fails: {reason}")),
        reason: reason.into(),
    };
    let Some(layer) = connection.layers.pop() else {
        return failed(&context, "the client speaks plainly where TLS is demanded".into());
    };
    if let Some(wrong) = server_is_wrong(walk, hop, &context, &layer) {
        return wrong;
    }
    if layer.identities.is_empty() {
        return match context.get("requireClientCertificate") {
            Some(demand) if demand.node.as_bool() == Some(true) => {
                failed(&demand, "the client has no certificate where one is demanded".into())
            }
            _ => End::Terminated {
                peer: Vec::new(),
                step: context.step(StepKind::Tls, "ends; the client shows no certificate"),
            },
        };
    }
    if let Some(names) = accepted_names(&context) {
        let fits = |matcher: &At<'_>| {
            layer.identities.iter().any(|name| text_match::string(matcher, name) == Some(true))
        };
        if !names
            .items("matchTypedSubjectAltNames")
            .iter()
            .filter_map(|name| name.get("matcher"))
            .any(|name| fits(&name))
        {
            return failed(
                &names,
                format!("no name of the client's certificate is accepted: {}", list(&layer.identities)),
            );
        }
    }
    if let Some(domains) = trust_domains(hop, &context)
        && !layer
            .identities
            .iter()
            .any(|name| domains.items("trustDomains").iter().any(|domain| is_of(name, domain)))
    {
        return failed(&domains, format!("nobody trusts the domain of {}", list(&layer.identities)));
    }
    let step = context.step(StepKind::Tls, format!("ends; the client is {}", list(&layer.identities)));
    End::Terminated { peer: layer.identities, step }
}

/// The validation context with the names that are accepted; nothing where every name is.
fn accepted_names<'a>(context: &At<'a>) -> Option<At<'a>> {
    let common = context.get("commonTlsContext")?;
    let combined = common.path(&["combinedValidationContext", "defaultValidationContext"]);
    let names = combined.or_else(|| common.get("validationContext"))?;
    names.has("matchTypedSubjectAltNames").then_some(names)
}

/// The domains that a SPIFFE validator knows, and no other; nothing where a CA is all that is asked for.
fn trust_domains<'a>(hop: &Hop<'a>, context: &At<'_>) -> Option<At<'a>> {
    let combined = context.path(&[
        "commonTlsContext",
        "combinedValidationContext",
        "validationContextSdsSecretConfig",
    ])?;
    let secret = At::find(hop.configuration, &hop.proxy, ResourceType::Secret, combined.text("name"))?;
    secret.path(&["validationContext", "customValidatorConfig", "typedConfig"])
}

fn is_of(name: &str, domain: &At<'_>) -> bool {
    name.strip_prefix("spiffe://").and_then(|rest| rest.split('/').next()) == Some(domain.text("name"))
}

/// The secret with the certificate that a context shows; empty where it stands in no secret.
fn certificate_secret<'a>(context: &At<'a>) -> &'a str {
    let common = context.get("commonTlsContext");
    let secret = common.and_then(|common| common.items("tlsCertificateSdsSecretConfigs").into_iter().next());
    secret.map(|secret| secret.text("name")).unwrap_or_default()
}

/// Whether the client expected somebody else.
fn server_is_wrong(walk: &Walk<'_>, hop: &Hop<'_>, context: &At<'_>, layer: &Encryption) -> Option<End> {
    let expected = layer.expects.as_ref()?;
    let own = walk.identities(&hop.proxy, certificate_secret(context));
    if own.is_empty() || expected.matchers.is_empty() {
        return None;
    }
    let fits = |matcher: &Node| {
        let at = At { node: matcher, place: expected.place.clone() };
        own.iter().any(|name| text_match::string(&at, name) == Some(true))
    };
    if expected.matchers.iter().any(fits) {
        return None;
    }
    let reason = format!("the client expects another server than {}", list(&own));
    let step = Step {
        kind: StepKind::Tls,
        text: format!("fails: {reason}"),
        share: 1.0,
        place: Some(expected.place.clone()),
        origin: expected.origin,
        steps: Vec::new(),
    };
    Some(End::Failed { reason: reason.into(), step })
}

/// Wraps a connection in the TLS that a cluster begins; what was decided.
pub(super) fn begin(
    walk: &Walk<'_>,
    hop: &Hop<'_>,
    socket: &At<'_>,
    connection: &mut Connection,
) -> Option<Step> {
    let context = socket.get("typedConfig")?;
    if !context.type_name().ends_with(".UpstreamTlsContext") {
        return None;
    }
    let common = context.get("commonTlsContext");
    let server_name = Text::new(context.text("sni"));
    let identities = walk.identities(&hop.proxy, certificate_secret(&context));
    let text = match (server_name.as_str(), identities.is_empty()) {
        ("", true) => "begins".to_owned(),
        ("", false) => format!("begins as {}", list(&identities)),
        (name, true) => format!("begins with server name {name}"),
        (name, false) => format!("begins as {} with server name {name}", list(&identities)),
    };
    let protocols = common.map(|common| texts(common.node, "alpnProtocols")).unwrap_or_default();
    let expects = accepted_names(&context).map(|names| expectation(&names));
    connection.layers.push(Encryption { server_name, protocols, identities, expects });
    let at = context.get("sni").unwrap_or(context);
    Some(at.step(StepKind::Tls, text))
}

fn expectation(names: &At<'_>) -> Expectation {
    let matchers = names.items("matchTypedSubjectAltNames");
    let matchers = matchers.iter().filter(|name| name.text("sanType") == "URI");
    let matchers: Vec<Node> = matchers.filter_map(|name| name.node.get("matcher").cloned()).collect_vec();
    let pointer: Pointer = names.place.pointer.child("matchTypedSubjectAltNames");
    let origin = matchers.first().map_or(names.node.origin, |first| first.origin);
    Expectation { matchers, place: super::Place { pointer, ..names.place.clone() }, origin }
}

fn texts(node: &Node, key: &str) -> Vec<Text> {
    let list = node.get(key).and_then(Node::as_list).unwrap_or_default();
    list.iter().filter_map(|item| item.as_text().cloned()).collect_vec()
}

/// Several names, for people.
fn list(names: &[Text]) -> String {
    names.iter().map(Text::as_str).collect_vec().join(", ")
}
