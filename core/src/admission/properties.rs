//! What holds for every body: there is an answer, and what is stored is taken as it is when it is put again.

use proptest::prelude::*;

use super::{Answer, Body, Deployment, Request, answer, json, keep};
use crate::{
    list::CollectVec as _,
    origin::Origin,
    policies::POLICIES,
    resource::{Registry, Resource},
    tree::Node,
    world::World,
};

const KINDS: [&str; 12] = [
    "Mesh",
    "Dataplane",
    "MeshGateway",
    "Retry",
    "TrafficRoute",
    "Secret",
    "MeshTimeout",
    "MeshHTTPRoute",
    "MeshService",
    "MeshIdentity",
    "MeshProxyPatch",
    "HostnameGenerator",
];
const KEYS: [&str; 28] = [
    "type",
    "name",
    "mesh",
    "labels",
    "spec",
    "to",
    "from",
    "rules",
    "default",
    "targetRef",
    "kind",
    "http",
    "conf",
    "networking",
    "address",
    "inbound",
    "port",
    "tags",
    "mtls",
    "backends",
    "selector",
    "template",
    "ports",
    "sources",
    "match",
    "value",
    "data",
    "appendModifications",
];

fn body() -> impl Strategy<Value = String> {
    let scalar = prop_oneof![
        Just("null".to_owned()),
        any::<bool>().prop_map(|value| value.to_string()),
        any::<i64>().prop_map(|value| value.to_string()),
        (-1e3..1e3).prop_map(|value: f64| value.to_string()),
        "[ -~]{0,9}".prop_map(|text| Node::string(text, Origin::Rule(&"test")).to_json()),
        proptest::sample::select(&KINDS[..]).prop_map(|kind| format!("\"{kind}\"")),
    ];
    scalar.prop_recursive(5, 40, 6, |inner| {
        let member = (proptest::sample::select(&KEYS[..]), inner.clone());
        let map = proptest::collection::vec(member, 0..6).prop_map(|members| {
            let members: Vec<String> =
                members.iter().map(|(key, value)| format!("\"{key}\": {value}")).collect_vec();
            format!("{{{}}}", members.join(", "))
        });
        let list = proptest::collection::vec(inner, 0..4).prop_map(|items| format!("[{}]", items.join(", ")));
        prop_oneof![3 => map, 1 => list]
    })
}

fn put(kind: &str, body: Body<'_>, name: &str) -> Answer {
    let registry: Registry = POLICIES.iter().map(|policy| policy.kind).collect();
    let world = World::default();
    let mut store: Vec<Resource> = Vec::new();
    let mesh = Body::Text(r#"{"type": "Mesh", "name": "default"}"#);
    let request = Request { kind: "Mesh", mesh: "", name: "default", body: mesh };
    let first = answer(&request, &store, &registry, Deployment::Zone, &world);
    keep(&mut store, first.as_ref(), &registry);
    let request = Request { kind, mesh: "default", name, body };
    answer(&request, &store, &registry, Deployment::Zone, &world).expect("a kind")
}

proptest! {
    #[test]
    fn every_text_has_an_answer(kind in proptest::sample::select(&KINDS[..]), text in "\\PC{0,40}") {
        put(kind, Body::Text(&text), "checked");
    }

    #[test]
    fn every_body_has_an_answer(kind in proptest::sample::select(&KINDS[..]), text in body()) {
        let answer = put(kind, Body::Text(&text), "checked");
        prop_assert!(answer.is_accepted() || answer.status == 0 || answer.status >= 400);
    }

    #[test]
    fn what_is_stored_is_stored_again(seconds in 1_u32..9_999, name in "[a-z][a-z0-9]{0,9}") {
        let text = format!(
            r#"{{"type": "MeshTimeout", "name": "{name}", "spec": {{"to": [{{"targetRef": {{"kind": "Mesh", "tags": {{}}}},
                "default": {{"idleTimeout": "{seconds}s"}}}}]}}}}"#
        );
        let first = put("MeshTimeout", Body::Text(&text), &name).stored.expect("an accepted resource");
        let again = put("MeshTimeout", Body::Tree(&first), &name).stored;
        prop_assert_eq!(Some(&first), again.as_ref());
        prop_assert!(json::parse(&first.to_json()).is_ok());
    }
}
