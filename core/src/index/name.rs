//! Names that destinations have in Envoy: clusters, secrets, SPIFFE IDs.

use sha2::{Digest, Sha256};

use crate::{
    model::{Naming, ServiceTags},
    resource::Kri,
    tree::Text,
};

/// The tag that names a service.
pub const SERVICE_TAG: &str = "kuma.io/service";
/// The tag of the zone of an endpoint.
pub const ZONE_TAG: &str = "kuma.io/zone";
/// The tag of the protocol of an inbound.
pub const PROTOCOL_TAG: &str = "kuma.io/protocol";
/// The tag that sends an outbound to another mesh.
pub const MESH_TAG: &str = "kuma.io/mesh";
/// The tag by which TLS settings find the endpoints of one ExternalService.
pub const EXTERNAL_SERVICE_TAG: &str = "kuma.io/external-service-name";
/// The port of a Dataplane without any service.
pub const SERVICE_LESS_PORT: u32 = 49151;

/// The cluster of a service by tags: the service itself, or with a digest of all tags where there are more than the service.
pub fn tag_cluster(tags: &ServiceTags) -> Text {
    if tags.0.len() == 1 {
        return tags.service().into();
    }
    let digest = tags
        .0
        .iter()
        .fold(Sha256::new(), |hash, (key, value)| hash.chain_update(key).chain_update(value.value.as_str()))
        .finalize();
    let digest = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect::<String>();
    format!("{}-{digest}", tags.service()).into()
}

/// The legacy name of a port of a service resource, which is also the `kuma.io/service` of its endpoints:
/// `<mesh>_<name>_<namespace>_<zone>_<short name of the kind>_<port>`.
pub fn resource_service(kri: &Kri, port: u32) -> Text {
    let Kri { kind, mesh, zone, namespace, name, .. } = kri;
    [mesh, name, namespace, zone, kind.0.short_name, &port.to_string()].join("_").into()
}

/// The SPIFFE ID of a service by tags.
pub fn service_spiffe_id(mesh: &str, service: &str) -> Text {
    ["spiffe://", mesh, "/", service].concat().into()
}

/// What SPIFFE IDs of a mesh begin with.
pub fn mesh_spiffe_prefix(mesh: &str) -> Text {
    format!("spiffe://{mesh}/").into()
}

/// The secret with the certificate of a proxy in a mesh with mTLS. Unified names tell by the mesh of the *peer*.
pub fn identity_secret(naming: Naming, own_mesh: &str, peer_meshes: &[&str]) -> Text {
    let unified = || format!("system_mtls_identity_{}", peer_meshes.join("-")).into();
    naming.choose(|| ["identity_cert:secret:", own_mesh].concat().into(), unified)
}

/// The secret with the CA of a mesh with mTLS.
pub fn authority_secret(naming: Naming, mesh: &str) -> Text {
    let prefix = naming.choose(|| "mesh_ca:secret:", || "system_mtls_ca_");
    Text::from_iter([prefix, mesh])
}

/// The secret with the CAs of all meshes.
pub fn all_authorities_secret(naming: Naming, meshes: &[&str]) -> Text {
    let unified = || format!("system_mtls_ca_{}", meshes.join("-")).into();
    naming.choose(|| Text::new_static("mesh_ca:secret:all"), unified)
}

/// The secret with the bundles of all MeshTrusts.
pub const TRUST_BUNDLE_SECRET: &str = "system_trust_bundle";

#[cfg(test)]
mod tests {
    use super::{Text, tag_cluster};
    use crate::{model::ServiceTags, origin::Traced};

    fn check(tags: &[(&'static str, &'static str)], expected: &str) {
        let traced = |value| Traced::rule(Text::new_static(value), &"test");
        let tags = tags.iter().map(|(key, value)| (Text::new_static(key), traced(value))).collect();
        assert_eq!(tag_cluster(&ServiceTags(tags)), expected);
    }

    #[test]
    fn a_service_without_other_tags_names_its_cluster() {
        check(&[("kuma.io/service", "backend")], "backend");
    }

    #[test]
    fn further_tags_are_digested_in_the_order_of_their_keys() {
        check(&[("version", "v1"), ("kuma.io/service", "backend")], "backend-154693772bc47249");
    }
}
