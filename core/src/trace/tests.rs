//! What single matchers decide, on messages that are written out.

use super::{
    HttpRequest, Place,
    access::{self, Verdict},
    at::At,
    connection::{Connection, Encryption, Payload},
    filter_chain,
    session::Session,
    text_match,
};
use crate::{
    message::ResourceType,
    origin::Origin,
    text::{Sources, parse_values},
    tree::{Node, Pointer, Text, Value},
    world::ProxyKey,
};

fn node(yaml: &str) -> Node {
    let mut sources = Sources::default();
    let id = sources.add("message.yaml", yaml);
    let (documents, report) = parse_values(&sources, id);
    assert!(report.diagnostics.is_empty(), "{yaml}");
    documents
        .into_iter()
        .next()
        .map_or(Node::new(Value::Null, Origin::Rule(&"nothing")), |document| document.root)
}

fn at(node: &Node) -> At<'_> {
    let proxy = ProxyKey::dataplane("default", "api");
    let place =
        Place { proxy, resource_type: ResourceType::Listener, name: "x".into(), pointer: Pointer::default() };
    At { node, place }
}

fn request(headers: &[(&str, &str)]) -> HttpRequest {
    HttpRequest {
        method: "GET".into(),
        path: "/a?b=c".into(),
        authority: "api:80".into(),
        headers: headers.iter().map(|(name, value)| (Text::new(name), Text::new(value))).collect(),
    }
}

#[test]
fn headers_are_matched_as_envoy_matches_them() {
    let check = |matcher: &str, headers: &[(&str, &str)], expected: Option<bool>| {
        let matcher = node(matcher);
        assert_eq!(text_match::header(&at(&matcher), &request(headers)), expected, "{matcher:?} {headers:?}");
    };
    let (there, other): (&[_], &[_]) = (&[("x", "one"), ("x", "two")], &[("y", "one")]);
    check("{name: x}", there, Some(true));
    check("{name: X, presentMatch: true}", there, Some(true));
    check("{name: x, presentMatch: false}", other, Some(true));
    check("{name: x, presentMatch: true, invertMatch: true}", other, Some(true));
    check("{name: x, stringMatch: {exact: 'one,two'}}", there, Some(true));
    check("{name: x, stringMatch: {exact: ONE, ignoreCase: true}}", &[("x", "one")], Some(true));
    check("{name: x, stringMatch: {prefix: one}, invertMatch: true}", there, Some(false));
    // What is missing fits neither a value nor its opposite, unless it counts as empty.
    check("{name: x, stringMatch: {exact: one}, invertMatch: true}", other, Some(false));
    check(
        "{name: x, stringMatch: {exact: one}, invertMatch: true, treatMissingHeaderAsEmpty: true}",
        other,
        Some(true),
    );
    check("{name: x, safeRegexMatch: {regex: 'o.*'}}", there, Some(true));
    check("{name: x, safeRegexMatch: {regex: 'o'}}", there, Some(false));
    check("{name: x, safeRegexMatch: {regex: '\\pL+'}}", there, None);
    check("{name: x, rangeMatch: {start: '3', end: '5'}}", &[("x", "4")], Some(true));
    check("{name: x, rangeMatch: {start: '3', end: '5'}}", &[("x", "5")], Some(false));
    check("{name: ':method', stringMatch: {exact: GET}}", other, Some(true));
    check("{name: ':path', stringMatch: {exact: '/a?b=c'}}", other, Some(true));
}

fn connection(tls: Option<(&str, &[&str])>) -> Connection {
    let layer = |(name, protocols): (&str, &[&str])| Encryption {
        server_name: name.into(),
        protocols: protocols.iter().map(Text::new).collect(),
        ..Encryption::default()
    };
    Connection {
        address: "10.0.0.1".into(),
        port: 80,
        source: Some("10.0.9.9".into()),
        layers: tls.map(layer).into_iter().collect(),
        payload: Payload::Http(request(&[])),
    }
}

const CHAINS: &str = "
listenerFilters:
- {typedConfig: {'@type': type.googleapis.com/envoy.extensions.filters.listener.http_inspector.v3.HttpInspector}}
filterChains:
- {name: any}
- {name: port, filterChainMatch: {destinationPort: 81}}
- {name: range, filterChainMatch: {prefixRanges: [{addressPrefix: 10.0.0.0, prefixLen: 8}], transportProtocol: tls}}
- {name: near, filterChainMatch: {prefixRanges: [{addressPrefix: 10.0.0.0, prefixLen: 24}], transportProtocol: tls}}
- {name: exact, filterChainMatch: {prefixRanges: [{addressPrefix: 10.0.0.0, prefixLen: 24}], serverNames: [a.b.c]}}
- {name: wild, filterChainMatch: {prefixRanges: [{addressPrefix: 10.0.0.0, prefixLen: 24}], serverNames: ['*.b.c']}}
- {name: http, filterChainMatch: {prefixRanges: [{addressPrefix: 10.0.0.0, prefixLen: 24}], transportProtocol: raw_buffer, applicationProtocols: [http/1.1]}}
";

#[test]
fn filter_chains_are_chosen_criterion_by_criterion() {
    let check = |connection: &Connection, expected: Option<&str>| {
        let listener = node(CHAINS);
        let listener = at(&listener);
        let detected = filter_chain::detect(&listener, connection);
        let found = filter_chain::choose(&listener, connection, &detected);
        assert_eq!(found.map(|chain| chain.text("name")), expected, "{detected:?}");
    };
    check(&connection(Some(("a.b.c", &[]))), Some("exact"));
    check(&connection(Some(("A.b.c", &[]))), Some("exact"));
    check(&connection(Some(("x.b.c", &[]))), Some("wild"));
    check(&connection(Some(("b.c", &[]))), Some("near"));
    check(&connection(None), Some("http"));
    check(&Connection { address: "192.0.2.1".into(), ..connection(None) }, Some("any"));
    // The port is the first criterion, and there is no way back.
    check(&Connection { port: 81, ..connection(Some(("a.b.c", &[]))) }, Some("port"));
    // Of the nearest range nothing takes bytes that are no HTTP, and there is no way back to all addresses.
    check(&Connection { payload: Payload::Bytes, ..connection(None) }, None);
}

fn verdict(filter: &str, names: Option<&[&str]>) -> &'static str {
    let filter = node(filter);
    let connection = connection(None);
    let session = Session {
        connection: &connection,
        peer: names.map(|names| names.iter().map(|name| (*name).into()).collect()),
        server_name: "api.internal".into(),
        filter_state: Vec::new(),
        request: Some(request(&[("x", "one")])),
    };
    match access::check(&at(&filter), &session).0 {
        Verdict::Unasked => "unasked",
        Verdict::Allowed(_) => "allowed",
        Verdict::Denied(_) => "denied",
        Verdict::Unknown(_) => "unknown",
    }
}

#[test]
fn rules_allow_what_fits_and_deny_the_rest_or_the_other_way_round() {
    let rules = |action: &str, principal: &str| {
        format!(
            "rules: {{action: {action}, policies: {{p: {{permissions: [{{any: true}}], principals: [{principal}]}}}}}}"
        )
    };
    let web = "{authenticated: {principalName: {exact: 'spiffe://m/web'}}}";
    let names: Option<&[&str]> = Some(&["kuma://a/b", "spiffe://m/web"]);
    assert_eq!(verdict("{}", names), "unasked");
    assert_eq!(verdict("rules: {}", names), "denied");
    assert_eq!(verdict(&rules("ALLOW", web), names), "allowed");
    assert_eq!(verdict(&rules("ALLOW", web), Some(&["spiffe://m/other"])), "denied");
    assert_eq!(verdict(&rules("ALLOW", web), None), "denied");
    assert_eq!(verdict(&rules("DENY", web), names), "denied");
    assert_eq!(verdict(&rules("DENY", web), None), "allowed");
    assert_eq!(verdict(&rules("ALLOW", "{notId: {any: true}}"), names), "denied");
    assert_eq!(
        verdict(
            &rules("ALLOW", "{andIds: {ids: [{any: true}, {header: {name: x, stringMatch: {exact: one}}}]}}"),
            None
        ),
        "allowed"
    );
    assert_eq!(
        verdict(
            &rules("ALLOW", "{orIds: {ids: [{sourceIp: {addressPrefix: 10.0.9.0, prefixLen: 24}}]}}"),
            None
        ),
        "allowed"
    );
    assert_eq!(verdict(&rules("ALLOW", "{metadata: {filter: x}}"), None), "unknown");
    assert_eq!(verdict(&rules("ALLOW", "{authenticated: {}}"), Some(&[])), "allowed");
}

#[test]
fn matchers_lead_to_the_first_action_that_fits() {
    let single = |input: &str, value: &str| {
        format!(
            "{{singlePredicate: {{input: {{typedConfig: {{'@type': x/{input}}}}}, valueMatch: {value}}}}}"
        )
    };
    let matcher = |predicate: &str| {
        format!(
            "matcher: {{matcherList: {{matchers: [{{predicate: {predicate}, onMatch: {{action: {{typedConfig: {{name: p}}}}}}}}]}}, \
             onNoMatch: {{action: {{typedConfig: {{name: default, action: DENY}}}}}}}}"
        )
    };
    let uri = |value: &str| single("a.UriSanInput", value);
    let one: Option<&[&str]> = Some(&["spiffe://m/web"]);
    assert_eq!(verdict(&matcher(&uri("{exact: 'spiffe://m/web'}")), one), "allowed");
    assert_eq!(verdict(&matcher(&uri("{prefix: 'spiffe://m/'}")), one), "allowed");
    assert_eq!(verdict(&matcher(&uri("{exact: 'spiffe://m/other'}")), one), "denied");
    assert_eq!(verdict(&matcher(&uri("{exact: 'spiffe://m/web'}")), None), "denied");
    // Several names of one certificate are one text.
    assert_eq!(
        verdict(&matcher(&uri("{exact: 'spiffe://m/web'}")), Some(&["spiffe://m/web", "kuma://a/b"])),
        "denied"
    );
    assert_eq!(verdict(&matcher(&single("a.ServerNameInput", "{exact: api.internal}")), None), "allowed");
    let both = format!(
        "{{andMatcher: {{predicate: [{}, {}]}}}}",
        uri("{prefix: spiffe}"),
        single("a.DestinationPortInput", "{exact: '81'}")
    );
    assert_eq!(verdict(&matcher(&both), one), "denied");
    let either = format!(
        "{{orMatcher: {{predicate: [{}, {{notMatcher: {}}}]}}}}",
        uri("{exact: x}"),
        uri("{exact: y}")
    );
    assert_eq!(verdict(&matcher(&either), one), "allowed");
    assert_eq!(verdict(&matcher(&single("a.SomethingElse", "{exact: x}")), one), "unknown");
    assert_eq!(verdict("matcher: {matcherList: {matchers: []}}", one), "denied");
}
