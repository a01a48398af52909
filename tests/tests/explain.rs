//! What is said about why things are as they are: why policies reach proxies or not, what stands behind a value, what a line does.

use kumascope_core::{
    Store,
    explain::{Chain, Explainer, LineEffect, NoEffect, Why, line, why},
    load,
    origin::{Location, Origin},
    output::explain,
    policy::{Criterion, Question},
    text::Sources,
    tree::{Node, Pointer},
    world::{ProxyKey, Shadow, World},
};

const MESH: &str = "type: Mesh
name: default
---
type: Mesh
name: other
---
type: Dataplane
mesh: default
name: web
labels: {kuma.io/origin: zone, kuma.io/zone: east, k8s.kuma.io/namespace: shop, app: web}
networking:
  address: 10.0.0.1
  inbound:
  - {name: main, port: 8080, tags: {kuma.io/service: web, kuma.io/protocol: http, version: v1}}
  outbound:
  - {address: 127.0.0.1, port: 10001, tags: {kuma.io/service: api}}
---
type: Dataplane
mesh: default
name: api
networking:
  address: 10.0.0.2
  inbound:
  - {name: main, port: 8080, tags: {kuma.io/service: api, kuma.io/protocol: tcp}}
---
type: Dataplane
mesh: default
name: idle
networking: {address: 10.0.0.3}
";

/// A policy about everything, with these lines before and within its `spec`.
fn timeout(name: &str, head: &str, spec: &str) -> String {
    format!("---\ntype: MeshTimeout\nname: {name}\n{head}spec:\n{spec}")
}

const TO_MESH: &str = "  to: [{targetRef: {kind: Mesh}, default: {connectionTimeout: 7s}}]\n";

/// One top-level target, before items about everything.
fn target(target: &str) -> String {
    format!("  targetRef: {target}\n{TO_MESH}")
}

fn store(policies: &str) -> (Sources, Store) {
    let mut sources = Sources::default();
    sources.add("mesh.yaml", MESH);
    sources.add("policies.yaml", policies.trim_start_matches("---\n"));
    let store = load(&sources);
    assert!(store.report.diagnostics.is_empty(), "{:#?}", store.report);
    (sources, store)
}

fn ask(policies: &str, proxy: &str) -> Why {
    let (_, store) = store(policies);
    let is_asked = |meta: &&kumascope_core::resource::Resource| meta.meta.name == "asked";
    let policy = store.resources.iter().find(is_asked).expect("a policy of this name");
    let proxy = ProxyKey::dataplane("default", proxy);
    why(&store.resources, &World::default(), policy, &proxy, Shadow::Exclude).expect("a Dataplane")
}

/// The policy does not reach the proxy, and this is the first demand that is not met.
fn check_fails(policy: &str, proxy: &str, question: Question, expected: &str, actual: &str) {
    let found = ask(policy, proxy);
    let failed = found.first_failed().unwrap_or_else(|| panic!("{policy} reaches {proxy}: {found:#?}"));
    let said = (failed.question, failed.expected.as_str(), failed.actual.as_str());
    assert_eq!(said, (question, expected, actual), "{policy}");
}

#[test]
fn the_first_demand_that_is_not_met_is_named_with_what_was_found() {
    let of_mesh = "mesh: default\n";
    let labelled = |labels: &str| format!("mesh: default\nlabels: {{{labels}}}\n");
    let own = |spec: &str| timeout("asked", of_mesh, spec);
    let east = "kuma.io/origin: zone, kuma.io/zone: east, k8s.kuma.io/namespace: shop";
    let fixtures = [
        (timeout("asked", "mesh: other\n", TO_MESH), Question::Mesh, "other", "default"),
        (
            timeout("asked", &labelled("kuma.io/effect: shadow"), TO_MESH),
            Question::Effect,
            "shadow",
            "shadow policies take no part",
        ),
        (
            timeout("asked", &labelled("kuma.io/origin: zone, kuma.io/zone: west"), TO_MESH),
            Question::Zone,
            "west",
            "east",
        ),
        (
            timeout(
                "asked",
                &labelled("kuma.io/policy-role: consumer, k8s.kuma.io/namespace: billing"),
                TO_MESH,
            ),
            Question::Namespace,
            "billing",
            "shop",
        ),
        (own(&target("{kind: Mesh, proxyTypes: [Gateway]}")), Question::ProxyTypes, "Gateway", "Sidecar"),
        (
            own(&target("{kind: MeshSubset, tags: {version: v2}}")),
            Question::Tags,
            "version=v2",
            "kuma.io/protocol=http, kuma.io/service=web, version=v1",
        ),
        (
            own(&target("{kind: MeshService, name: api}")),
            Question::Tags,
            "kuma.io/service=api",
            "kuma.io/protocol=http, kuma.io/service=web, version=v1",
        ),
        (own(&target("{kind: Dataplane, name: api}")), Question::Name, "api", "web"),
        (own(&target("{kind: Dataplane, name: web}")), Question::NameZone, "none", "east"),
        (
            timeout("asked", &labelled(east), &target("{kind: Dataplane, name: web, namespace: billing}")),
            Question::NameNamespace,
            "billing",
            "shop",
        ),
        (own(&target("{kind: Dataplane, labels: {app: api}}")), Question::Labels, "app=api", "app=web"),
        (own(&target("{kind: Dataplane, sectionName: admin}")), Question::Section, "admin", "main"),
        (
            own(&target("{kind: MeshHTTPRoute, name: checkout}")),
            Question::Route,
            "MeshHTTPRoute checkout",
            "no MeshHTTPRoute has this name",
        ),
        (
            own(&target("{kind: MeshGateway, name: edge}")),
            Question::TargetKind,
            "MeshGateway edge",
            "a proxy of a Dataplane",
        ),
        (
            own(
                "  to: [{targetRef: {kind: MeshExternalService, name: bank}, default: {connectionTimeout: 7s}}]\n",
            ),
            Question::ItemTarget,
            "MeshExternalService bank",
            "no such resource",
        ),
        (
            own("  to: [{targetRef: {kind: MeshService, name: ledger}, default: {connectionTimeout: 7s}}]\n"),
            Question::ItemPlace,
            "an outbound or a route that the item is about",
            "api",
        ),
    ];
    for (policy, question, expected, actual) in fixtures {
        check_fails(&policy, "web", question, expected, actual);
    }
    let everything = "an inbound, a zone listener or a delegated gateway";
    check_fails(&timeout("asked", of_mesh, TO_MESH), "idle", Question::Places, everything, "none");
}

#[test]
fn a_policy_that_reaches_a_proxy_says_where_and_over_whom() {
    let policies = timeout("asked", "mesh: default\n", &target("{kind: Dataplane, labels: {app: web}}"))
        + &timeout("base", "mesh: default\n", TO_MESH);
    let found = ask(&policies, "web");
    assert!(found.first_failed().is_none(), "{found:#?}");
    assert!(found.decisions.iter().all(|decision| decision.holds && decision.actual != "none"), "{found:#?}");
    assert_eq!(found.selected.as_deref(), Some(&["10.0.0.1:8080".to_owned()][..]));
    let [item] = found.items.as_slice() else { panic!("{found:#?}") };
    let [place] = item.places.as_slice() else { panic!("{found:#?}") };
    assert_eq!(place.place.name(), "api");
    let over: Vec<_> = place.over.iter().map(|other| (other.policy.as_str(), other.reason)).collect();
    assert_eq!((over.as_slice(), place.under.len()), (&[("base", Criterion::TargetKind)][..], 0));
}

const CONNECT_TIMEOUT: &str = "/xds/type.googleapis.com~1envoy.config.cluster.v3.Cluster/api/connectTimeout";

fn chain(policies: &str) -> Chain {
    let (_, store) = store(policies);
    let (world, proxy) = (World::default(), ProxyKey::dataplane("default", "web"));
    let mut explainer = Explainer::new(&store, &world, &proxy, Shadow::Exclude);
    explainer.chain(&Pointer::parse(CONNECT_TIMEOUT).expect("a pointer")).expect("a cluster")
}

/// The values that stand or would stand, and why each overrides the next.
fn check_chain(policies: &str, expected: &[(&str, Option<Criterion>)]) {
    let found = chain(policies);
    let links: Vec<_> = found
        .links
        .iter()
        .map(|link| (link.value.as_ref().and_then(|value| value.as_str()).unwrap_or_default(), link.reason))
        .collect();
    assert_eq!(links, expected, "{policies}");
    let default = Origin::Default(&"MeshTimeout connectionTimeout");
    assert_eq!(found.links.last().and_then(|link| link.origin), Some(default), "{policies}");
}

fn seconds(name: &str, head: &str, target: &str, values: &[u32]) -> String {
    let item = |value: &u32| {
        format!("  - {{targetRef: {{kind: Mesh}}, default: {{connectionTimeout: {value}s}}}}\n")
    };
    let items: String = values.iter().map(item).collect();
    let target = if target.is_empty() { String::new() } else { format!("  targetRef: {target}\n") };
    timeout(name, &format!("mesh: default\n{head}"), &format!("{target}  to:\n{items}"))
}

const RETRY: &str = "---
type: MeshRetry
mesh: default
name: base
spec:
  to: [{targetRef: {kind: Mesh}, default: {http: {numRetries: 7, retryOn: [Reset]}}}]
---
type: MeshRetry
mesh: default
name: words
spec:
  targetRef: {kind: Dataplane, labels: {app: web}}
  to:
  - targetRef: {kind: Mesh}
    default:
      http:
        retryOn:
        - 5xx
        - ConnectFailure
        - \"503\"
";

/// The chain of a field of the route to a service that speaks HTTP, and the text of every contributor.
fn retry_chain(field: &str) -> (Chain, Vec<String>) {
    let (sources, store) = store(RETRY);
    let mut mesh = Sources::default();
    for (_, source) in sources.iter() {
        mesh.add(
            source.path(),
            source.text().replace("api, kuma.io/protocol: tcp", "api, kuma.io/protocol: http"),
        );
    }
    drop(store);
    let store = load(&mesh);
    let (world, proxy) = (World::default(), ProxyKey::dataplane("default", "web"));
    let mut explainer = Explainer::new(&store, &world, &proxy, Shadow::Exclude);
    let place = find(explainer.configuration(), field).expect("a retry policy");
    let chain = explainer.chain(&place).expect("a field");
    let text = |line: &Location| mesh.get(line.source).map(|source| source.slice(line.span).to_owned());
    let lines = chain.contributors.iter().filter_map(text).collect();
    (chain, lines)
}

/// The first place of a field of that name.
fn find(configuration: &Node, field: &str) -> Option<Pointer> {
    let leaves = explain(configuration, &Pointer::default())?.leaves;
    let pointer = leaves
        .into_iter()
        .map(|leaf| leaf.pointer)
        .find(|pointer| pointer.to_string().contains(&format!("/{field}")))?;
    let text = pointer.to_string();
    let end = text.find(&format!("/{field}"))? + field.len() + 1;
    Pointer::parse(text.get(..end)?)
}

#[test]
fn a_text_that_is_joined_of_several_lines_names_them_all_and_what_stands_without_them() {
    let (found, lines) = retry_chain("retryOn");
    assert_eq!(lines, ["5xx", "ConnectFailure", "\"503\""]);
    let values: Vec<_> = found.links.iter().filter_map(|link| link.value.as_ref()?.as_str()).collect();
    assert_eq!(
        values,
        [
            "5xx,connect-failure,retriable-status-codes",
            "reset",
            "gateway-error,connect-failure,refused-stream"
        ]
    );
}

#[test]
fn a_message_names_the_lines_of_all_that_stands_in_it() {
    let (_, lines) = retry_chain("retryPolicy");
    assert!(lines.contains(&"7".to_owned()) && lines.contains(&"5xx".to_owned()), "{lines:?}");
    let (_, lines) = retry_chain("numRetries");
    assert!(lines.is_empty(), "one line is no list of lines: {lines:?}");
}

#[test]
fn a_chain_names_every_line_that_is_overridden_and_why_and_then_the_default() {
    let by_labels = "{kind: Dataplane, labels: {app: web}}";
    let of_section = "{kind: Dataplane, labels: {app: web}, sectionName: main}";
    check_chain("", &[("5s", None)]);
    check_chain(&seconds("only", "", "", &[7]), &[("7s", None), ("5s", None)]);
    check_chain(
        &(seconds("a", "", "", &[7]) + &seconds("b", "", by_labels, &[8])),
        &[("8s", Some(Criterion::TargetKind)), ("7s", None), ("5s", None)],
    );
    check_chain(
        &(seconds("a", "", by_labels, &[7]) + &seconds("b", "", of_section, &[8])),
        &[("8s", Some(Criterion::DataplaneTarget)), ("7s", None), ("5s", None)],
    );
    check_chain(
        &(seconds("a", "", "", &[7]) + &seconds("b", "", "", &[8])),
        &[("7s", Some(Criterion::Name)), ("8s", None), ("5s", None)],
    );
    check_chain(
        &seconds("only", "", "", &[7, 8, 9]),
        &[("9s", Some(Criterion::Position)), ("8s", Some(Criterion::Position)), ("7s", None), ("5s", None)],
    );
    let role = "labels: {kuma.io/policy-role: workload-owner, k8s.kuma.io/namespace: shop}\n";
    check_chain(
        &(seconds("a", "", "", &[7]) + &seconds("b", role, "", &[8])),
        &[("8s", Some(Criterion::Role)), ("7s", None), ("5s", None)],
    );
    let global = "labels: {kuma.io/origin: global}\n";
    check_chain(
        &(seconds("a", global, "", &[7]) + &seconds("b", "labels: {kuma.io/origin: zone}\n", "", &[8])),
        &[("8s", Some(Criterion::Origin)), ("7s", None), ("5s", None)],
    );
}

#[test]
fn a_line_that_says_what_stands_anyway_is_known_to_be_equal() {
    assert!(chain(&seconds("only", "", "", &[5])).is_equal_otherwise());
    assert!(!chain(&seconds("only", "", "", &[6])).is_equal_otherwise());
}

fn effect(policies: &str, number: usize) -> LineEffect {
    let (sources, store) = store(policies);
    let (id, source) = sources.iter().find(|(_, source)| source.path() == "policies.yaml").expect("a file");
    line(&store, &World::default(), (id, source), number, Shadow::Exclude)
}

#[test]
fn a_line_names_the_fields_that_it_set_and_a_block_those_of_all_its_lines() {
    let policy = timeout(
        "only",
        "mesh: default\n",
        "  to:\n  - targetRef: {kind: Mesh}\n    default:\n      connectionTimeout: 7s\n",
    );
    for number in [5, 7, 8] {
        let found = effect(&policy, number);
        let fields: Vec<_> =
            found.fields.iter().map(|field| (field.proxy.to_string(), field.pointer.to_string())).collect();
        assert_eq!(fields, [("default/web".to_owned(), CONNECT_TIMEOUT.to_owned())], "line {number}");
        assert!(found.reason.is_none(), "{found:#?}");
    }
}

#[test]
fn a_line_that_set_nothing_says_why() {
    let spec = "  to:\n  - targetRef: {kind: Mesh}\n    default:\n      connectionTimeout: 7s\n";
    let overridden = timeout("b", "mesh: default\n", spec) + &timeout("a", "mesh: default\n", spec);
    let found = effect(&overridden, 8).reason;
    assert!(matches!(found, Some(NoEffect::Overridden { reason: Criterion::Name, .. })), "{found:#?}");
    let nobody = format!("  targetRef: {{kind: Dataplane, labels: {{app: none}}}}\n{spec}");
    let found = effect(&timeout("b", "mesh: default\n", &nobody), 9).reason;
    let Some(NoEffect::SelectsNothing { decision: Some(decision), .. }) = found else { panic!("{found:#?}") };
    assert_eq!(decision.question, Question::Labels);
    let found = effect(&timeout("b", "mesh: default\n", spec), 2).reason;
    assert!(matches!(found, Some(NoEffect::NoValue)), "{found:#?}");
    let http = spec.replace("connectionTimeout: 7s", "http: {requestTimeout: 7s}");
    let found = effect(&timeout("b", "mesh: default\n", &http), 8).reason;
    assert!(matches!(found, Some(NoEffect::NoDifference(_))), "{found:#?}");
    let found = effect(&timeout("b", "mesh: default\n", spec), 99).reason;
    assert!(matches!(found, Some(NoEffect::NoResource)), "{found:#?}");
}
