//! Configurations: the builtin authority of a mesh is made anew in every run, and stands in trust bundles.

use kumascope_core::tree::{Node, Value};

const SECRET: &str = "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret";

/// The same configuration without the bytes of the mesh's builtin authority. Its trust domain is the mesh's name, while those
/// of MeshTrusts are recorded and compared.
pub(in super::super) fn comparable_xds(mut configuration: Node, mesh: &str) -> Node {
    let path = [
        "xds",
        SECRET,
        "system_trust_bundle",
        "validationContext",
        "customValidatorConfig",
        "typedConfig",
        "trustDomains",
    ];
    let domains = path.iter().try_fold(&mut configuration, |node, member| node.as_map_mut()?.get_mut(member));
    if let Some(Value::List(domains)) = domains.map(|domains| &mut domains.value) {
        for domain in domains {
            if domain.get("name").and_then(Node::as_str) == Some(mesh) {
                domain.as_map_mut().map(|domain| domain.remove("trustBundle"));
            }
        }
    }
    configuration
}
