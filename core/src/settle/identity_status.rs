//! What the control plane does for MeshIdentities: their conditions, and the MeshTrusts of their authorities.

use super::{
    code, identity, mesh,
    store::{Generated, Store},
};
use crate::{
    origin::{Origin, Traced},
    report::{Diagnostic, Report},
    resource::{
        Labels, MeshIdentity, MeshTrust, Meta, Shared, Spec,
        certificate::Certificate,
        data_source::{SecureDataSource, SecureDataSourceType},
        mesh::MeshServicesMode,
        mesh_identity::{BundledProvider, IdentityProviderType, MeshIdentityStatus, MeshTrustCreation},
        mesh_trust::{CaBundle, CaBundleType, MeshTrustStatus, PemBundle, TrustOrigin},
        status::Condition,
    },
    tree::{Text, base64},
    world::World,
};

const RULE: &str = "MeshTrust of a MeshIdentity";
/// What stands for the certificate of an authority that the control plane would make up.
const MADE_UP: Text = Text::new_static("-----BEGIN CERTIFICATE-----\nQ0E=\n-----END CERTIFICATE-----\n");

/// What came of one MeshIdentity.
struct Outcome {
    conditions: Vec<Condition>,
    /// The certificate of the authority for which a MeshTrust is wanted.
    trust: Option<Traced<Text>>,
}

/// Sets the conditions of all MeshIdentities, and creates or extends their MeshTrusts.
pub(super) fn reconcile(store: &mut Store<'_>, world: &World, report: &mut Report) {
    for index in 0..store.resources.len() {
        let Some(resource) = store.resources.get(index) else { continue };
        let Spec::MeshIdentity(identity) = &resource.spec else { continue };
        let (meta, identity) = (resource.meta.clone(), identity.clone());
        let mut outcome = outcome(store, &meta, &identity, report);
        if let Some(authority) = outcome.trust.take() {
            outcome.conditions.push(trust(store, &meta, &identity, authority, world));
        }
        let conditions = with_ready(outcome.conditions);
        if let Some(Spec::MeshIdentity(identity)) =
            store.resources.get_mut(index).map(|resource| &mut resource.spec)
        {
            identity.status = Some(MeshIdentityStatus { conditions });
        }
    }
}

fn outcome(store: &Store<'_>, meta: &Meta, identity: &MeshIdentity, report: &mut Report) -> Outcome {
    let failed = |condition| Outcome { conditions: vec![condition], trust: None };
    if store.mesh(&meta.mesh).map(mesh::mode) != Some(MeshServicesMode::Exclusive) {
        return failed(condition("DependenciesReady", false, "MeshServicesDisabled", NOT_EXCLUSIVE));
    }
    let Some(provider) = &identity.provider else {
        let message = "Providing only SpiffeIDs for services.";
        return failed(condition("SpiffeIDProvider", true, "SpiffeIDProvided", message));
    };
    match (provider.provider_type.value, &provider.bundled) {
        (IdentityProviderType::Extension, _) => {
            failed(condition("Provider", false, "ProviderNotFoundError", "provider: Extension not found"))
        }
        (IdentityProviderType::Bundled, Some(bundled)) => of_bundled(store, meta, bundled, report),
        (IdentityProviderType::Bundled | IdentityProviderType::Spire, _) => {
            Outcome { conditions: vec![initialized()], trust: None }
        }
    }
}

fn of_bundled(store: &Store<'_>, meta: &Meta, bundled: &BundledProvider, report: &mut Report) -> Outcome {
    let authority = authority(store, meta, bundled, report);
    let allowed = bundled.insecure_allow_self_signed.as_ref().is_some_and(|allowed| allowed.value);
    let self_signed = match &authority {
        Some(authority) => {
            authority.value == MADE_UP
                || Certificate::parse(&authority.value).is_some_and(|it| it.self_issued)
        }
        None => false,
    };
    if self_signed && !allowed {
        let message = "self-signed certificates are not allowed";
        let failure = condition("Provider", false, "ProviderValidationError", message);
        return Outcome { conditions: vec![failure], trust: None };
    }
    let disabled = bundled.mesh_trust_creation.as_ref().map(|creation| creation.value)
        == Some(MeshTrustCreation::Disabled);
    Outcome { conditions: vec![initialized()], trust: authority.filter(|_| !disabled) }
}

/// The certificate of the authority. Nothing where it is outside the store, which is reported.
fn authority(
    store: &Store<'_>,
    meta: &Meta,
    bundled: &BundledProvider,
    report: &mut Report,
) -> Option<Traced<Text>> {
    let autogenerate = bundled.autogenerate.as_ref().and_then(|autogenerate| autogenerate.enabled.as_ref());
    let certificate = bundled.ca.as_ref().and_then(|authority| authority.certificate.as_ref());
    match (autogenerate, certificate) {
        (Some(enabled), _) if enabled.value => Some(Traced::new(MADE_UP, enabled.origin)),
        (_, Some(source)) => read(store, meta, source, report),
        _ => None,
    }
}

fn read(
    store: &Store<'_>,
    meta: &Meta,
    source: &SecureDataSource,
    report: &mut Report,
) -> Option<Traced<Text>> {
    match source.source_type.value {
        SecureDataSourceType::InsecureInline => {
            source.insecure_inline.as_ref().map(|inline| inline.value.clone())
        }
        SecureDataSourceType::Secret => {
            let name = &source.secret_ref.as_ref()?.name;
            let secret = store.resources.iter().find_map(|resource| match &resource.spec {
                Spec::Secret(secret)
                    if resource.meta.mesh == meta.mesh && resource.meta.name == name.value =>
                {
                    secret.data.as_ref()
                }
                _ => None,
            });
            let text = secret.and_then(|data| String::from_utf8(base64::decode(&data.value)?).ok());
            if text.is_none() {
                let message = format!("there is no Secret `{}` in Mesh `{}`", name.value, meta.mesh);
                report.push(
                    Diagnostic::error(code::SECRET_NOT_FOUND, message, name.origin)
                        .help("add the Secret to the input, or write the certificate inline"),
                );
            }
            text.map(|text| Traced::new(text.into(), name.origin))
        }
        SecureDataSourceType::File | SecureDataSourceType::EnvVar => {
            let message = "files and variables of the control plane's machine are not known here";
            report.push(
                Diagnostic::warning(code::UNREADABLE_DATA_SOURCE, message, source.source_type.origin)
                    .help("write the certificate inline to see the MeshTrust that comes of it"),
            );
            None
        }
    }
}

/// Creates the MeshTrust of an identity, or adds the authority to the one of its name.
fn trust(
    store: &mut Store<'_>,
    meta: &Meta,
    identity: &MeshIdentity,
    authority: Traced<Text>,
    world: &World,
) -> Condition {
    let domain = match identity::trust_domain(identity, meta, &world.zone) {
        Ok(domain) => domain,
        Err(reason) => return condition("MeshTrustCreated", false, "MeshTrustCreationError", &reason),
    };
    let kri = Traced::rule(Text::from(meta.kri().to_string()), &RULE);
    let status = Some(MeshTrustStatus { origin: Some(TrustOrigin { kri: Some(kri) }) });
    let bundle = CaBundle {
        bundle_type: Traced::rule(CaBundleType::Pem, &RULE),
        pem: Some(PemBundle { value: authority }),
    };
    let present = store.resources.iter_mut().find_map(|resource| match &mut resource.spec {
        Spec::MeshTrust(trust) if resource.meta.mesh == meta.mesh && resource.meta.name == meta.name => {
            Some(trust)
        }
        _ => None,
    });
    if let Some(present) = present {
        if !present.ca_bundles.iter().any(|known| same_certificate(known, &bundle)) {
            present.ca_bundles.push(bundle);
        }
        present.status = status;
    } else {
        let trust_domain = Traced::new(domain.into(), trust_domain_origin(identity));
        let trust = MeshTrust { origin: None, trust_domain, ca_bundles: vec![bundle], status };
        store.create(Generated {
            kind: "MeshTrust",
            mesh: meta.mesh.clone(),
            name: meta.name.clone(),
            labels: Labels::default(),
            origin: meta.origin,
            spec: Spec::MeshTrust(Shared::new(trust)),
        });
    }
    condition("MeshTrustCreated", true, "MeshTrustCreated", "MeshTrust has been successfully created")
}

fn trust_domain_origin(identity: &MeshIdentity) -> Origin {
    let written = identity.spiffe_id.as_ref().and_then(|id| id.trust_domain.as_ref());
    written.map_or(Origin::Default(&"MeshIdentity spiffeID.trustDomain"), |domain| domain.origin)
}

fn same_certificate(left: &CaBundle, right: &CaBundle) -> bool {
    let body = |bundle: &CaBundle| {
        bundle.pem.as_ref().map(|pem| pem.value.value.split_whitespace().collect::<String>())
    };
    body(left) == body(right)
}

fn with_ready(mut conditions: Vec<Condition>) -> Vec<Condition> {
    let failed = conditions.iter().any(|condition| condition.status == "False");
    let partial = conditions.iter().any(|condition| condition.condition_type == "SpiffeIDProvider");
    conditions.push(if partial {
        condition("Ready", false, "PartiallyReady", "Running in SpiffeID providing only mode.")
    } else if failed {
        condition("Ready", false, "Failure", "One of initialization steps failed")
    } else {
        condition("Ready", true, "Ready", "Successfully initialized")
    });
    conditions
}

fn initialized() -> Condition {
    condition("Provider", true, "ProviderInitialized", "Provider successfully initialized")
}

// Conditions are the control plane's own words: tools compare them.
const NOT_EXCLUSIVE: &str = "MeshIdentity requires MeshServices to be enabled on the mesh. To enable, set \
    `spec.meshServices.mode: Exclusive` on the mesh.";

/// A condition in the control plane's words.
pub(super) fn condition(condition_type: &str, holds: bool, reason: &str, message: &str) -> Condition {
    Condition {
        condition_type: condition_type.into(),
        status: Text::new_static(if holds { "True" } else { "False" }),
        reason: reason.into(),
        message: message.into(),
    }
}
