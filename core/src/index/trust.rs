//! Whom proxies of a mesh trust, and which identities their peers have.

use super::{Endpoint, Mesh, ProxyView, ServiceResource, ServiceSpec, name};
use crate::{
    list::CollectVec as _,
    model::{Secret, SecretKind},
    origin::{Origin, Traced},
    resource::mesh_service::{ServiceIdentity, ServiceIdentityType},
    sorted::{SortedMap, SortedSet, sort_by},
    tree::{Message, Node, Text, base64},
};

/// What stands for the CA of a mesh, which only its control plane has: the base64 of `CA`.
const AUTHORITY_PLACEHOLDER: &str = "CA";
const BUNDLE: Origin = Origin::Rule(&"trust bundle");

/// Which server names the endpoints of a service know.
#[derive(Clone, Debug, Default)]
pub struct ServerNames {
    /// Whether some endpoint knows the server name that is a KRI.
    pub kri: bool,
    /// The zones whose ingresses know only legacy server names.
    pub legacy_zones: SortedSet<Text>,
}

impl Mesh<'_> {
    /// Whether there are MeshTrusts: then proxies trust all of them, and no other names are verified.
    pub fn has_trust(&self) -> bool {
        !self.trusts.is_empty()
    }

    /// The domains that proxies of the mesh trust, sorted.
    pub fn trust_domains(&self) -> Vec<Text> {
        self.bundles().into_keys().collect_vec()
    }

    /// The identities that a service resource claims, sorted: services by tags, and SPIFFE IDs.
    pub fn identities_of(&self, service: &ServiceResource<'_>) -> Vec<Text> {
        self.sorted_identities(service, Text::clone)
    }

    /// The identities that a service resource claims, sorted, as SPIFFE IDs. Those of a MeshMultiZoneService stand as
    /// they were written.
    pub fn spiffe_ids_of(&self, service: &ServiceResource<'_>) -> Vec<Text> {
        self.sorted_identities(service, |tag| name::service_spiffe_id(&self.meta.name, tag))
    }

    /// The identities of zone egresses that have one.
    pub fn egress_identities(&self) -> Vec<Text> {
        self.egresses.iter().filter_map(|egress| egress.identity.clone()).collect_vec()
    }

    /// Which server names the endpoints of a service resource know.
    pub fn server_names_of(&self, service: &ServiceResource<'_>, endpoints: &str) -> ServerNames {
        let zones: SortedSet<&str> =
            self.zone_addresses.iter().map(|address| address.zone.value.as_str()).collect();
        if !service.is_multi_zone() {
            let zone = service.kri.zone.as_str();
            let kri = zone.is_empty() || service.is_local() || zones.contains(zone);
            return ServerNames { kri, legacy_zones: SortedSet::new() };
        }
        let (modern, legacy): (Vec<&str>, Vec<&str>) = self
            .endpoints(endpoints)
            .iter()
            .map(Endpoint::zone)
            .partition(|zone| zone.is_empty() || zones.contains(zone));
        let legacy_zones: SortedSet<Text> = legacy.into_iter().map(Text::from).collect();
        ServerNames { kri: legacy_zones.is_empty() || !modern.is_empty(), legacy_zones }
    }

    /// The secrets of MeshTrusts, for proxies whose identity the control plane manages.
    pub fn identity_secrets(&self, proxy: &ProxyView<'_>) -> Vec<Secret> {
        let managed = proxy.identity.as_ref().is_none_or(super::Identity::is_managed_by_kuma);
        if !self.has_trust() || !managed {
            return Vec::new();
        }
        let name = Text::new_static(name::TRUST_BUNDLE_SECRET);
        vec![Secret { name, kind: SecretKind::ValidationContext(self.validation_context()) }]
    }

    fn sorted_identities(&self, service: &ServiceResource<'_>, tag: impl Fn(&Text) -> Text) -> Vec<Text> {
        let mut found: Vec<Text> = match service.spec {
            ServiceSpec::MeshService(_) => {
                service.identities().iter().map(|found| name_of(found, &tag)).collect_vec()
            }
            ServiceSpec::MeshMultiZoneService(_) => {
                let members = self.members_of(service).into_iter();
                let all: SortedSet<Text> = members
                    .flat_map(ServiceResource::identities)
                    .map(|found| found.value.value.clone())
                    .collect();
                all.into_iter().collect_vec()
            }
            ServiceSpec::MeshExternalService(_) => Vec::new(),
        };
        sort_by(&mut found, Ord::cmp);
        found
    }

    /// Certificates by trust domain; the mesh's own CA is one more domain where it has mTLS.
    fn bundles(&self) -> SortedMap<Text, Vec<Traced<Text>>> {
        let mut bundles: SortedMap<Text, Vec<Traced<Text>>> = SortedMap::new();
        for trust in &self.trusts {
            let bundle = bundles.entry(trust.trust_domain.value.clone()).or_default();
            bundle
                .extend(trust.ca_bundles.iter().filter_map(|found| Some(found.pem.as_ref()?.value.clone())));
        }
        if let Some(tls) = self.mutual_tls().filter(|_| !bundles.is_empty()) {
            let placeholder = || Traced::new(Text::new_static(AUTHORITY_PLACEHOLDER), tls.origin);
            let authority = self.provided_authority().unwrap_or_else(placeholder);
            bundles.entry(self.meta.name.clone()).or_default().push(authority);
        }
        bundles
    }

    /// The CA of a mesh whose backend was given one; nothing where only the control plane has it.
    fn provided_authority(&self) -> Option<Traced<Text>> {
        let mtls = self.spec.mtls.as_ref()?;
        let enabled = mtls.enabled_backend.as_ref()?;
        let backend = mtls.backends.iter().find(|backend| backend.name == *enabled)?;
        let source =
            backend.conf.as_ref().filter(|_| backend.backend_type.value == "provided")?.get("cert")?;
        if let Some(text) = source.get("inlineString") {
            return Some(Traced::new(text.as_text()?.clone(), text.origin));
        }
        let encoded = match (source.get("inline"), source.get("secret")) {
            (Some(inline), _) => Traced::new(inline.as_text()?.clone(), inline.origin),
            (None, secret) => self.secret_data(secret?.as_str()?)?.clone(),
        };
        let text = String::from_utf8(base64::decode(&encoded)?).ok()?;
        Some(encoded.derive(|_| text.into()))
    }

    fn validation_context(&self) -> Node {
        let domains = self.bundles().into_iter().map(|(domain, bundle)| {
            let origin = bundle.first().map_or(BUNDLE, |first| first.origin);
            let pem = bundle.iter().map(|pem| pem.value.as_str()).collect_vec().join("\n");
            let source = Message::new(origin).constant("inlineBytes", base64::encode(pem.as_bytes()));
            Message::new(origin).constant("name", domain).with("trustBundle", source)
        });
        let validator = "envoy.extensions.transport_sockets.tls.v3.SPIFFECertValidatorConfig";
        let config = Message::typed(validator, BUNDLE).list("trustDomains", domains);
        let custom = Message::new(BUNDLE)
            .constant("name", "envoy.tls.cert_validator.spiffe")
            .with("typedConfig", config);
        Message::new(BUNDLE).with("customValidatorConfig", custom).into()
    }
}

/// An identity as peers know it; `tag` says how a service by tags is known.
fn name_of(identity: &ServiceIdentity, tag: impl Fn(&Text) -> Text) -> Text {
    match identity.identity_type.value {
        ServiceIdentityType::ServiceTag => tag(&identity.value),
        ServiceIdentityType::SpiffeId => identity.value.value.clone(),
    }
}
