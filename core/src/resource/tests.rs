//! Documents are read and written as the control plane stores them.

use super::{
    Decoder, Registry, Resource, Spec, decode,
    kind::{Format, FromRole, ItemForm, KindInfo, PolicyKind, Scope},
    schema::normalize,
};
use crate::{
    report::Report,
    text::{self, Sources},
};

mod conf {
    use crate::{origin::Traced, tree::Duration};

    /// A conf with a length of time.
    #[derive(kumascope_derive::Schema)]
    pub(super) struct Conf {
        /// The length of time.
        pub(super) idle_timeout: Option<Traced<Duration>>,
    }
}

static POLICY: PolicyKind = PolicyKind {
    info: KindInfo {
        name: "MeshTimeout",
        short_name: "mt",
        path: "meshtimeouts",
        scope: Scope::Mesh,
        format: Format::Spec,
        provided_by_zone: true,
    },
    order: 1000,
    from: FromRole::Rules,
    items: ItemForm::Default,
    normalize: normalize::<conf::Conf>,
    validate: super::validate::nothing,
};

fn read(text: &str) -> (Option<Resource>, Report) {
    let mut sources = Sources::default();
    sources.add("input.yaml", text);
    let (documents, mut report) = text::parse(&sources);
    let registry: Registry = [&POLICY].into_iter().collect();
    let document = documents.first().expect("a document");
    (decode(&document.root, &registry, &mut report), report)
}

fn stored(text: &str) -> String {
    let (resource, report) = read(text);
    assert!(!report.has_errors(), "{report:?}");
    resource.expect("a resource").encode(&[&POLICY].into_iter().collect()).to_json()
}

/// The codes and messages of what there is to say.
fn said(text: &str) -> Vec<String> {
    let (_, report) = read(text);
    report.diagnostics.iter().map(|found| format!("{}: {}", found.code, found.message)).collect()
}

#[test]
fn zero_values_are_not_stored() {
    let input = "{type: Dataplane, mesh: m, name: d, networking: {address: 10.0.0.1, admin: {port: 0}, \
                 inbound: [{port: 80, state: Ready, health: {ready: false}, tags: {kuma.io/service: s}}]}}";
    let expected = r#"{"type":"Dataplane","mesh":"m","name":"d","kri":"kri_dp_m___d_","networking":{"address":"10.0.0.1","inbound":[{"port":80,"tags":{"kuma.io/service":"s"},"health":{}}],"admin":{}}}"#;
    assert_eq!(stored(input), expected);
}

#[test]
fn durations_are_stored_as_go_writes_them() {
    let input =
        "{type: MeshTimeout, name: t, spec: {to: [{targetRef: {kind: Mesh}, default: {idleTimeout: 2h}}]}}";
    let expected = r#"{"type":"MeshTimeout","mesh":"default","name":"t","kri":"kri_mt_default___t_","spec":{"to":[{"targetRef":{"kind":"Mesh"},"default":{"idleTimeout":"2h0m0s"}}]}}"#;
    assert_eq!(stored(input), expected);
}

#[test]
fn lists_of_nothing_are_stored() {
    let input = "{type: MeshTimeout, name: t, spec: {to: []}}";
    let expected =
        r#"{"type":"MeshTimeout","mesh":"default","name":"t","kri":"kri_mt_default___t_","spec":{"to":[]}}"#;
    assert_eq!(stored(input), expected);
}

#[test]
fn kubernetes_documents_are_read_as_well() {
    let input = "{apiVersion: kuma.io/v1alpha1, kind: MeshTimeout, metadata: {name: t, namespace: shop, \
                 labels: {kuma.io/mesh: m}}, spec: {}}";
    let (resource, report) = read(input);
    let meta = resource.expect("a resource").meta;
    assert!(report.diagnostics.is_empty(), "{report:?}");
    assert_eq!((meta.name.as_str(), meta.mesh.as_str(), meta.display_name()), ("t.shop", "m", "t"));
}

#[test]
fn all_errors_of_a_document_are_found() {
    let input =
        "{type: Dataplane, mesh: m, name: d, networking: {adress: x, inbound: [{port: a}, {state: Fine}]}}";
    assert_eq!(
        said(input),
        [
            "unknown-field: networking has no field `adress`",
            "wrong-type: networking.inbound[0].port must be a whole number from 0 to 4294967295, this is text",
            "unknown-value: networking.inbound[1].state cannot be `Fine`",
        ]
    );
}

#[test]
fn what_kuma_does_not_have_and_what_is_missing_here_are_told_apart() {
    assert_eq!(said("{type: MeshTimout, name: t}"), ["unknown-type: Kuma has no kind `MeshTimout`"]);
    let (resource, report) = read("{type: MeshGateway, mesh: m, name: g}");
    assert!(matches!(resource.map(|resource| resource.spec), Some(Spec::Other(_))));
    let codes: Vec<_> = report.diagnostics.iter().map(|found| found.code).collect();
    assert_eq!(codes, ["kind-not-supported"]);
}

#[test]
fn kinds_without_a_spec_must_name_their_mesh() {
    assert_eq!(said("{type: Dataplane, name: d, networking: {}}"), ["missing-mesh: mesh must be given"]);
}

#[test]
fn a_field_that_must_be_given_is_missed_at_what_should_hold_it() {
    let input = "{type: MeshTimeout, name: t, spec: {to: [{default: {}}]}}";
    assert_eq!(said(input), ["missing-field: spec.to[0].targetRef must be given"]);
}

#[test]
fn confs_keep_their_places() {
    let mut sources = Sources::default();
    let source = sources.add("input.yaml", "idleTimeout: 1m\n");
    let (documents, _) = text::parse_values(&sources, source);
    let node = &documents.first().expect("a document").root;
    let conf = normalize::<conf::Conf>(node, &mut Decoder::default()).expect("a conf");
    let entry = |node: &crate::tree::Node| {
        let entry = node.as_map().and_then(|map| map.entry("idleTimeout")).expect("a member");
        (entry.key_origin, entry.value.origin)
    };
    assert_eq!(entry(&conf), entry(node));
}
