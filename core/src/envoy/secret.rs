//! `envoy.extensions.transport_sockets.tls.v3.Secret`.

use super::{Resource, ResourceType};
use crate::{
    model::{Secret, SecretKind},
    origin::{Origin, Traced},
    tree::{Message, Node, Text},
};

pub(super) fn lower(secret: Secret) -> Resource {
    let (field, content): (_, Node) = match secret.kind {
        SecretKind::Certificate { chain, key } => {
            let certificate = Message::new(chain.origin)
                .with("certificateChain", inline(chain))
                .with("privateKey", inline(key));
            ("tlsCertificate", certificate.into())
        }
        SecretKind::TrustedAuthority(authority) => {
            ("validationContext", Message::new(authority.origin).with("trustedCa", inline(authority)).into())
        }
        SecretKind::ValidationContext(context) => ("validationContext", context),
    };
    let message = Message::new(Origin::Rule(&"secret")).constant("name", &secret.name).with(field, content);
    Resource {
        resource_type: ResourceType::Secret,
        name: secret.name,
        generator: "secrets",
        message: message.into(),
    }
}

/// `envoy.config.core.v3.DataSource` of bytes, given as their base64.
fn inline(bytes: Traced<Text>) -> Message {
    Message::new(bytes.origin).with("inlineBytes", bytes)
}
