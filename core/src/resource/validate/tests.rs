//! What is refused is refused in the control plane's words, at the place that is wrong.

use super::super::{Registry, accept};
use crate::{
    report::{Report, Severity},
    text::{self, Sources},
};

/// The errors and warnings about a document: the text at which they point, and what they say.
#[track_caller]
fn check(text: &str, expected: &[(&str, &str)]) {
    let mut sources = Sources::default();
    let id = sources.add("input.yaml", text);
    let (documents, mut report) = text::parse(&sources);
    let registry = Registry::default();
    let accepted =
        documents.iter().filter(|document| accept(&document.root, &registry, &mut report).is_some());
    assert_eq!(accepted.count() == documents.len(), !has_errors(&report), "{report:?}");
    let source = sources.get(id).expect("a source");
    let found: Vec<(&str, &str)> = report
        .diagnostics
        .iter()
        .map(|found| (found.location.map_or("", |at| source.slice(at.span)), found.message.as_str()))
        .collect();
    assert_eq!(found, expected);
}

fn has_errors(report: &Report) -> bool {
    report.diagnostics.iter().any(|found| found.severity == Severity::Error)
}

#[test]
fn sound_resources_are_accepted() {
    check("{type: Mesh, name: m, mtls: {enabledBackend: ca, backends: [{name: ca, type: builtin}]}}", &[]);
    check(
        "{type: Dataplane, mesh: m, name: d, networking: {address: 10.0.0.1, inbound: [{port: 80, tags: {kuma.io/service: s}}]}}",
        &[],
    );
}

#[test]
fn a_missing_field_is_shown_at_what_should_hold_it() {
    check(
        "{type: Dataplane, mesh: m, name: d, networking: {address: a, outbound: [{port: 1, tags: {a: b}}]}}",
        &[("{a: b}", "networking.outbound[0].tags: mandatory tag \"kuma.io/service\" is missing")],
    );
    check(
        "{type: Mesh, name: m, routing: {zoneEgress: true}}",
        &[(
            "{type: Mesh, name: m, routing: {zoneEgress: true}}",
            "mtls: has to be set when zoneEgress enabled",
        )],
    );
}

#[test]
fn every_violation_of_a_resource_is_found() {
    check(
        "{type: Dataplane, mesh: m, name: d, networking: {address: 0.0.0.0, admin: {port: 80}, \
         inbound: [{port: 80, tags: {kuma.io/protocol: mongo}}]}}",
        &[
            ("80", "networking.admin.port: must differ from inbound"),
            ("0.0.0.0", "networking.address: must not be 0.0.0.0 or ::"),
            (
                "mongo",
                "networking.inbound[0].tags[\"kuma.io/protocol\"]: tag \"kuma.io/protocol\" has an invalid value \
                 \"mongo\". Allowed values: grpc, http, http2, kafka, tcp",
            ),
            (
                "{kuma.io/protocol: mongo}",
                "networking.inbound[0].tags[\"kuma.io/service\"]: tag has to exist",
            ),
        ],
    );
}

/// The code of the only error about a document, and the text at which it points.
#[track_caller]
fn check_code(text: &str, code: &str, place: &str) {
    let mut sources = Sources::default();
    let id = sources.add("input.yaml", text);
    let (documents, mut report) = text::parse(&sources);
    let registry = crate::store::registry();
    documents.iter().for_each(|document| drop(accept(&document.root, &registry, &mut report)));
    let source = sources.get(id).expect("a source");
    let errors = report.diagnostics.iter().filter(|found| found.severity == Severity::Error);
    let found: Vec<_> =
        errors.map(|found| (found.code, found.location.map_or("", |at| source.slice(at.span)))).collect();
    assert_eq!(found, [(code, place)], "{:?}", report.diagnostics);
}

#[test]
fn a_violation_has_the_code_of_its_family_at_the_value_that_is_wrong() {
    check_code(
        "{type: MeshTimeout, name: t, mesh: m, spec: {to: [{targetRef: {kind: Mesh}, default: {idleTimeout: 1s}}, \
         {targetRef: {kind: Mesh}, default: {connectionTimeout: 0s}}]}}",
        "invalid-duration",
        "0s",
    );
    check_code(
        "{type: MeshTimeout, name: t, mesh: m, spec: {to: [{targetRef: {kind: MeshSubset, tags: {a: b}}, \
         default: {idleTimeout: 1s}}]}}",
        "unsupported-value",
        "MeshSubset",
    );
    check_code(
        "{type: MeshTimeout, name: t, mesh: m, spec: {targetRef: {kind: Mesh}}}",
        "nothing-configured",
        "{targetRef: {kind: Mesh}}",
    );
    check_code(
        "{type: MeshService, name: Cart, mesh: m, spec: {selector: {dataplaneTags: {a: b}}}}",
        "invalid-name",
        "Cart",
    );
    check_code(
        "{type: MeshTLS, name: t, mesh: m, spec: {targetRef: {kind: Dataplane}, rules: [{default: {tlsVersion: {min: TLS12}}}]}}",
        "not-allowed-here",
        "{min: TLS12}",
    );
    check_code(
        "{type: ZoneEgress, name: e, networking: {address: 1.1.1.1, port: 70000}}",
        "invalid-port",
        "70000",
    );
}

#[test]
fn gateways_have_no_inbounds() {
    check(
        "{type: Dataplane, mesh: m, name: d, networking: {address: a, gateway: {tags: {kuma.io/service: g}}, \
         inbound: [{port: 80, tags: {kuma.io/service: s}}]}}",
        &[(
            "[{port: 80, tags: {kuma.io/service: s}}]",
            "networking.inbound: inbound cannot be defined for delegated gateways",
        )],
    );
}

#[test]
fn backends_must_be_there() {
    check(
        "{type: Mesh, name: m, mtls: {enabledBackend: other}}",
        &[("other", "mtls.enabledBackend: has to be set to one of the backends in the mesh")],
    );
}

#[test]
fn host_names_are_tried_out() {
    check(
        "{type: HostnameGenerator, name: h, spec: {selector: {meshService: {}}, template: '{{ .Nmae }}.x'}}",
        &[(
            "'{{ .Nmae }}.x'",
            "spec.template: couldn't render template with stub values: template: :1:3: executing \"\" at <.Nmae>: can't \
             evaluate field Nmae in type struct { Name string; DisplayName string; Namespace string; Mesh string; Zone \
             string }",
        )],
    );
}

#[test]
fn names_and_labels_are_judged_last() {
    check("{type: Zone, name: A_}", &[("A_", NAME)]);
    check(
        "{type: Zone, name: z, labels: {'': x}}",
        &[
            ("x", "labels[\"\"]: name part must be non-empty"),
            (
                "x",
                "labels[\"\"]: name part must consist of alphanumeric characters, '-', '_' or '.', and must start and \
                 end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for \
                 validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
            ),
        ],
    );
}

const NAME: &str = "name: invalid characters. A lowercase RFC 1123 subdomain must consist of lower case alphanumeric \
                    characters, '-' or '.', and must start and end with an alphanumeric character";
