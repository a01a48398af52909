//! What editors are told, at places marked by `¦`.

use super::{complete, definition, format, hover, redact};
use crate::{registry, text::Sources};

const MESH: &str = "type: Mesh\nname: default\n---\ntype: Dataplane\nmesh: default\nname: web\nnetworking:\n  address: 10.0.0.1\n  \
                    inbound: [{port: 80, name: main, tags: {kuma.io/service: web}}]\n---\ntype: MeshService\nmesh: default\nname: \
                    ledger\nspec:\n  selector: {dataplaneTags: {kuma.io/service: ledger}}\n  ports: [{port: 80, name: http}]\n";

/// The text without its mark, and where the mark stood.
fn marked(text: &str) -> (String, usize) {
    let at = text.find('¦').expect("a mark");
    (text.replace('¦', ""), at)
}

fn sources(text: &str) -> Sources {
    let mut sources = Sources::default();
    sources.add("mesh.yaml", MESH);
    sources.add("open.yaml", text);
    sources
}

/// The words that can stand at the mark.
fn words(text: &str) -> Vec<String> {
    let (text, at) = marked(text);
    let found = complete(&sources(&text), &text, at, &registry());
    found.items.iter().map(|item| item.label.to_string()).collect()
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    assert_eq!(words(text), expected, "{text}");
}

#[test]
fn fields_are_those_of_the_kind_that_are_not_there_yet() {
    let head = "type: MeshTimeout\nmesh: default\nname: slow\nspec:\n";
    check(&format!("{head}  ¦"), &["from", "rules", "targetRef", "to"]);
    check(&format!("{head}  targetRef: {{kind: Mesh}}\n  ¦\n  to: []\n"), &["from", "rules"]);
    check(
        &format!(
            "{head}  to:\n  - targetRef: {{kind: Mesh}}\n    default:\n      http:\n        requestTimeout: 1s\n        ¦"
        ),
        &["maxConnectionDuration", "maxStreamDuration", "requestHeadersTimeout", "streamIdleTimeout"],
    );
    check(&format!("{head}  to:\n    - ¦"), &["targetRef", "default"]);
    check("type: MeshTimeout\n¦", &["name", "mesh", "labels", "spec"]);
}

#[test]
fn fields_are_completed_in_braces() {
    let head = "type: MeshTimeout\nmesh: default\nname: slow\nspec:\n";
    check(
        &format!("{head}  to: [{{targetRef: {{kind: Mesh}}, default: {{http: {{¦}}}}}}]"),
        &[
            "maxConnectionDuration",
            "maxStreamDuration",
            "requestHeadersTimeout",
            "requestTimeout",
            "streamIdleTimeout",
        ],
    );
    check(&format!("{head}  to: [{{targetRef: {{kind: Mesh}}, ¦}}]"), &["default"]);
}

#[test]
fn values_are_choices_and_names_of_what_is_there() {
    let head = "type: MeshTimeout\nmesh: ¦\nname: slow\n";
    check(head, &["default"]);
    let spec = "type: MeshTimeout\nmesh: default\nname: slow\nspec:\n  to:\n  - targetRef: ";
    check(&format!("{spec}{{kind: MeshService, name: ¦}}\n"), &["ledger", "web"]);
    check(&format!("{spec}\n      kind: MeshService\n      name: ¦\n"), &["ledger", "web"]);
    check(&format!("{spec}\n      name: ¦\n      kind: Dataplane\n"), &["web"]);
    check(&format!("{spec}{{kind: MeshService, sectionName: ¦}}"), &["http", "main"]);
    assert!(words(&format!("{spec}{{kind: ¦}}")).contains(&"MeshHTTPRoute".to_owned()));
    check(
        "type: Dataplane\nmesh: default\nname: a\nnetworking:\n  inbound:\n  - tags:\n      kuma.io/service: ¦",
        &["web"],
    );
}

#[test]
fn kinds_are_offered_where_a_kind_is_named() {
    let kinds = words("type: ¦");
    assert!(kinds.contains(&"MeshTimeout".to_owned()) && kinds.contains(&"Mesh".to_owned()), "{kinds:?}");
    assert!(words("apiVersion: kuma.io/v1alpha1\nkind: ¦\n").contains(&"MeshRetry".to_owned()));
    check(
        "apiVersion: kuma.io/v1alpha1\nkind: MeshTimeout\nmetadata:\n  ¦",
        &["name", "namespace", "labels", "annotations"],
    );
    check(
        "apiVersion: kuma.io/v1alpha1\nkind: MeshTimeout\nspec:\n  to:\n    - ¦",
        &["targetRef", "default"],
    );
}

#[test]
fn kinds_without_a_spec_have_their_fields_beside_their_type() {
    assert!(words("type: Mesh\nname: default\n¦").contains(&"mtls".to_owned()));
    assert!(
        words("type: Dataplane\nmesh: default\nname: a\nnetworking:\n  ¦").contains(&"address".to_owned())
    );
    assert!(words("apiVersion: kuma.io/v1alpha1\nkind: Mesh\nspec:\n  ¦").contains(&"mtls".to_owned()));
}

#[test]
fn nothing_is_completed_in_texts_and_comments() {
    check("type: Mesh\n# ¦", &[]);
    check(
        "type: MeshProxyPatch\nspec:\n  default:\n    appendModifications:\n    - cluster:\n        value: |\n          a¦",
        &[],
    );
}

#[test]
fn places_at_the_edges_of_files_and_letters_of_any_kind_give_an_answer() {
    for text in ["¦", "¦---\n", "---\n¦", "a: é¦\n---\n", "- - -¦", "{a: {b¦", "'¦", "a: [{¦", "\t¦", ": ¦"]
    {
        let (text, at) = marked(text);
        let _ = complete(&sources(&text), &text, at, &registry());
        let _ = hover(&text, at, &registry());
        let _ = definition(&sources(&text), &text, at);
    }
}

#[test]
fn hovering_says_what_a_field_asks_for() {
    let (text, at) =
        marked("type: MeshTimeout\nspec:\n  to:\n  - default:\n      http:\n        request¦Timeout: 1s\n");
    let found = hover(&text, at, &registry()).expect("a field");
    assert_eq!(&text[found.word.0..found.word.1], "requestTimeout");
    assert_eq!(found.title, "MeshTimeout spec.to[].default.http.requestTimeout");
    assert_eq!(found.text, "a duration, for example 10s");
    assert_eq!(hover("type: Nothing\nx: 1", 15, &registry()), None);
}

#[test]
fn a_name_leads_to_the_resource() {
    let (text, at) =
        marked("type: MeshTimeout\nspec:\n  to:\n  - targetRef: {kind: MeshService, name: led¦ger}\n");
    let sources = sources(&text);
    let found = definition(&sources, &text, at).expect("a place");
    let source = sources.get(found.source).expect("a source");
    assert_eq!((source.path(), source.slice(found.span)), ("mesh.yaml", "ledger"));
    assert_eq!(definition(&sources, &text, 3), None);
}

#[test]
fn formatting_keeps_comments_and_meaning() {
    let text = "# first\ntype:   Mesh\nname: default  \nmtls:\n    # which\n    enabledBackend: ca-1\n    backends:\n        - name: ca-1\n          \
                type: builtin\n          conf:\n              a: |\n                 x\n                   y\n\n\n---\ntype: Dataplane\n";
    let expected = "# first\ntype:   Mesh\nname: default\nmtls:\n  # which\n  enabledBackend: ca-1\n  backends:\n  - name: ca-1\n    type: \
                    builtin\n    conf:\n      a: |\n         x\n           y\n---\ntype: Dataplane\n";
    let found = format("a.yaml", text);
    assert_eq!(found.replace("\n\n", "\n").replace("\n\n", "\n"), expected);
    assert_eq!(format("a.yaml", &found), found);
    assert_eq!(
        format("a.yaml", "a: [1,\n   2]\nb:\n      c: x\n        y\n"),
        "a: [1,\n   2]\nb:\n  c: x\n    y\n"
    );
    assert_eq!(format("a.yaml", "a: [\n"), "a: [\n");
    assert_eq!(format("a.json", "{\"a\":1}"), "{\n  \"a\": 1\n}\n");
}

#[test]
fn secrets_are_taken_out_and_nothing_else() {
    let check = |text: &str, expected: &str, count| {
        let found = redact("a.yaml", text);
        assert_eq!((found.text.as_str(), found.count), (expected, count));
    };
    check(
        "type: Secret\nmesh: default\nname: a\ndata: c2VjcmV0 # x\n",
        "type: Secret\nmesh: default\nname: a\ndata: cmVkYWN0ZWQ= # x\n",
        1,
    );
    check(
        "apiVersion: v1\nkind: Secret\ndata: {value: abc}\n",
        "apiVersion: v1\nkind: Secret\ndata: {value: cmVkYWN0ZWQ=}\n",
        1,
    );
    check(
        "type: Mesh\nname: a\nconf: {cert: {inline: aaa}, key: {inline: bbb}}\n",
        "type: Mesh\nname: a\nconf: {cert: {inline: aaa}, key: {inline: cmVkYWN0ZWQ=}}\n",
        1,
    );
    check("type: Mesh\nname: keys\n", "type: Mesh\nname: keys\n", 0);
    let block = redact("a.yaml", "type: Secret\ndata: |\n  abc\n  def\nname: a\n");
    assert!(
        !block.text.contains("abc") && !block.text.contains("def") && block.text.contains("name: a"),
        "{}",
        block.text
    );
    let pem = redact("a.yaml", "a: |\n  -----BEGIN PRIVATE KEY-----\n  abc\n");
    assert!(!pem.text.contains("abc"), "{}", pem.text);
}

#[test]
fn secrets_of_broken_documents_do_not_slip_through() {
    let found = redact(
        "a.yaml",
        "type: Secret\ndata: c2VjcmV0c2VjcmV0\nx: [\n---\ntype: Mesh\nname: averylongname\n",
    );
    assert!(!found.text.contains("c2VjcmV0") && found.text.contains("averylongname"), "{}", found.text);
}
