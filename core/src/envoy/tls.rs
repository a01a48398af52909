//! `envoy.extensions.transport_sockets.tls.v3`: the contexts of both sides.

use super::{
    recurring::{Part, Recurring},
    route,
};
use crate::{
    model::{Sds, SubjectAltName, SubjectAltNameKind, TlsContext, TlsParameters, Validation},
    tree::{Message, Node, Text},
};

const UPSTREAM: Text =
    Text::new_static("type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext");
const DOWNSTREAM: &str = "envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext";

pub(super) fn upstream(mut context: TlsContext, recurring: &mut Recurring) -> Node {
    let message = Message::of_type(UPSTREAM, context.origin);
    let (sni, renegotiation) = (context.sni.take(), context.allow_renegotiation);
    common(context, message, recurring)
        .optional("sni", sni)
        .optional("allowRenegotiation", renegotiation)
        .into()
}

pub(super) fn downstream(context: TlsContext, recurring: &mut Recurring) -> Node {
    let message = Message::typed(DOWNSTREAM, context.origin);
    let required = context.require_client_certificate;
    common(context, message, recurring).optional("requireClientCertificate", required).into()
}

fn common(context: TlsContext, message: Message, recurring: &mut Recurring) -> Message {
    let origin = context.origin;
    let mut common = Message::new(origin)
        .optional("tlsParams", context.parameters.map(parameters))
        .list("tlsCertificates", context.inline_certificates)
        .list(
            "tlsCertificateSdsSecretConfigs",
            context.certificates.into_iter().map(|found| sds(found, recurring)),
        );
    match context.validation {
        None => {}
        Some(Validation::Inline(validation)) => common = common.with("validationContext", validation),
        Some(Validation::Combined { subject_alt_names, secret }) => {
            let names = Message::new(origin)
                .room_for(1)
                .list("matchTypedSubjectAltNames", subject_alt_names.into_iter().map(subject_alt_name));
            let combined = Message::new(origin)
                .room_for(2)
                .with("defaultValidationContext", names)
                .with("validationContextSdsSecretConfig", sds(secret, recurring));
            common = common.with("combinedValidationContext", combined);
        }
    }
    let common = common.list("alpnProtocols", context.alpn_protocols);
    if common.is_empty() { message } else { message.with("commonTlsContext", common) }
}

fn parameters(parameters: TlsParameters) -> Message {
    Message::new(parameters.origin)
        .optional("tlsMinimumProtocolVersion", parameters.minimum_version)
        .optional("tlsMaximumProtocolVersion", parameters.maximum_version)
        .list("cipherSuites", parameters.cipher_suites)
}

fn sds(secret: Sds, recurring: &mut Recurring) -> Node {
    match Part::of_secret(&secret) {
        Some(part) => recurring.part(part, || sds_message(secret)),
        None => sds_message(secret).into(),
    }
}

/// A secret fetched over ADS, or from a cluster.
fn sds_message(secret: Sds) -> Message {
    let origin = secret.name.origin;
    let source = match secret.cluster {
        None => Message::new(origin).with("ads", Node::empty(origin)),
        Some(cluster) => {
            let envoy = Message::new(origin).with("clusterName", cluster);
            let service = Message::new(origin).with("envoyGrpc", envoy);
            let api = Message::new(origin)
                .constant("apiType", "GRPC")
                .constant("transportApiVersion", "V3")
                .list("grpcServices", [service]);
            Message::new(origin).with("apiConfigSource", api)
        }
    };
    let source = source.constant("resourceApiVersion", "V3");
    Message::new(origin).with("name", secret.name).with("sdsConfig", source)
}

fn subject_alt_name(name: SubjectAltName) -> Message {
    let kind = match name.kind {
        SubjectAltNameKind::Uri => "URI",
        SubjectAltNameKind::Dns => "DNS",
        SubjectAltNameKind::IpAddress => "IP_ADDRESS",
    };
    let matcher: Node = route::string_match(name.matcher).into();
    Message::new(matcher.origin).room_for(2).constant("sanType", kind).with("matcher", matcher)
}
