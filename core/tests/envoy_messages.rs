//! Messages of Envoy as trees: how they are read, merged, patched and judged.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use kumascope_core::{
    message::{
        MessageType,
        json_patch::{self, Op, Operation},
    },
    origin::{Origin, SourceId, Traced},
    text::{Sources, parse_values},
    tree::Node,
};

const CLUSTER: &str = "envoy.config.cluster.v3.Cluster";
const LISTENER: &str = "envoy.config.listener.v3.Listener";
const ROUTE: &str = "envoy.config.route.v3.Route";

fn tree(text: &str) -> Node {
    let mut sources = Sources::default();
    let id = sources.add("test.yaml", text);
    parse_values(&sources, id).0.into_iter().next().map(|document| document.root).unwrap()
}

fn read(name: &str, text: &str) -> Node {
    MessageType::named(name).unwrap().read(&tree(text)).unwrap().message
}

#[track_caller]
fn check_read(name: &str, text: &str, expected: &str) {
    assert_eq!(read(name, text).to_json(), expected);
}

#[track_caller]
fn check_fault(text: &str, expected: &str) {
    let fault = MessageType::named(CLUSTER).unwrap().read(&tree(text)).unwrap_err();
    assert_eq!(fault.reason, expected);
}

#[track_caller]
fn check_merge(name: &str, target: &str, patch: &str, expected: &str) {
    let mut target = read(name, target);
    MessageType::named(name).unwrap().merge(&mut target, &read(name, patch));
    assert_eq!(target.to_json(), expected);
}

#[track_caller]
fn check_patch(op: Op, path: &str, value: &str, expected: &str) {
    let mut root = tree("{list: [1, 2, 3], map: {name: a}}");
    let operation = Operation {
        op,
        path: Traced::rule(path.into(), &"test"),
        value: Some(tree(value)),
        from: Some(Traced::rule("/map/name".into(), &"test")),
    };
    let result = json_patch::apply(&mut root, &[operation]);
    assert_eq!(result.map_or_else(|fault| fault.reason, |()| root.to_json()), expected);
}

#[test]
fn names_and_values_are_read_leniently_and_kept_as_protobuf_prints_them() {
    check_read(CLUSTER, "connect_timeout: 1m30s", r#"{"connectTimeout":"90s"}"#);
    check_read(CLUSTER, "{connect_timeout: 1s, connectTimeout: 2s}", r#"{"connectTimeout":"2s"}"#);
    check_read(CLUSTER, "{type: 3, lbPolicy: ROUND_ROBIN, name: ''}", r#"{"type":"EDS"}"#);
    check_read(CLUSTER, "perConnectionBufferLimitBytes: '1024'", r#"{"perConnectionBufferLimitBytes":1024}"#);
    check_read(CLUSTER, "perConnectionBufferLimitBytes: 0", r#"{"perConnectionBufferLimitBytes":0}"#);
    check_read(CLUSTER, "{respectDnsTtl: false, healthChecks: [], metadata: null}", "{}");
    check_read(CLUSTER, "{type: STATIC, clusterType: {name: b}}", r#"{"clusterType":{"name":"b"}}"#);
    check_read(
        "envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy",
        "weightedClusters: {clusters: [{name: a, weight: 1}]}",
        r#"{"weightedClusters":{"clusters":[{"name":"a","weight":1}]}}"#,
    );
}

#[test]
fn a_message_within_a_message_is_read_by_its_type() {
    check_read(
        LISTENER,
        "filter_chains: [{filters: [{name: echo, typed_config: {'@type': type.googleapis.com/envoy.extensions.filters.network.echo.v3.Echo}}]}]",
        r#"{"filterChains":[{"filters":[{"name":"echo","typedConfig":{"@type":"type.googleapis.com/envoy.extensions.filters.network.echo.v3.Echo"}}]}]}"#,
    );
}

#[test]
fn what_a_type_does_not_have_is_dropped_and_named() {
    let read = MessageType::named(CLUSTER).unwrap().read(&tree("{name: a, colour: blue}")).unwrap();
    assert_eq!(read.message.to_json(), r#"{"name":"a"}"#);
    assert_eq!(read.unknown.iter().map(|field| field.name.as_str()).collect::<Vec<_>>(), ["colour"]);
}

#[test]
fn what_cannot_be_read_is_refused_in_the_words_of_the_control_plane() {
    check_fault("name: [a]", "json: cannot unmarshal array into Go value of type string");
    check_fault("connectTimeout: 5", "json: cannot unmarshal number into Go value of type string");
    check_fault("connectTimeout: '5'", "bad Duration: time: missing unit in duration \"5\"");
    check_fault(
        "type: STATICC",
        "unknown value \"\\\"STATICC\\\"\" for enum envoy.config.cluster.v3.Cluster.DiscoveryType",
    );
    check_fault(
        "maxRequestsPerConnection: -1",
        "json: cannot unmarshal number -1 into Go value of type uint32",
    );
    check_fault("transportSocket: {typedConfig: {a: 1}}", "Any JSON doesn't have '@type'");
}

#[test]
fn merging_lets_lists_grow_and_replaces_entries_and_durations() {
    check_merge(
        CLUSTER,
        "{name: a, connectTimeout: 1.5s, circuitBreakers: {thresholds: [{maxRetries: 1}]}}",
        "{connectTimeout: 2s, circuitBreakers: {thresholds: [{maxRetries: 2}]}}",
        r#"{"name":"a","connectTimeout":"2s","circuitBreakers":{"thresholds":[{"maxRetries":1},{"maxRetries":2}]}}"#,
    );
    check_merge(
        CLUSTER,
        "metadata: {filterMetadata: {a: {x: 1, y: 2}, b: {z: 3}}}",
        "metadata: {filterMetadata: {a: {x: 4}}}",
        r#"{"metadata":{"filterMetadata":{"a":{"x":4},"b":{"z":3}}}}"#,
    );
}

#[test]
fn merging_another_field_of_a_choice_takes_the_first_one_out() {
    check_merge(
        ROUTE,
        "{name: a, route: {cluster: b, timeout: 1s}}",
        "directResponse: {status: 404}",
        r#"{"name":"a","directResponse":{"status":404}}"#,
    );
    check_merge(
        ROUTE,
        "route: {cluster: b, timeout: 1s}",
        "route: {cluster: c}",
        r#"{"route":{"cluster":"c","timeout":"1s"}}"#,
    );
}

#[test]
fn merging_a_zero_into_a_wrapper_changes_nothing() {
    let (target, patch) = ("perConnectionBufferLimitBytes: 5", "perConnectionBufferLimitBytes: 0");
    check_merge(CLUSTER, target, patch, r#"{"perConnectionBufferLimitBytes":5}"#);
    check_merge(CLUSTER, "{}", patch, r#"{"perConnectionBufferLimitBytes":0}"#);
}

#[test]
fn what_is_merged_keeps_the_origin_of_who_wrote_it() {
    let mut target = read(CLUSTER, "{name: a, connectTimeout: 1s}").with_origin(Origin::Rule(&"cluster"));
    let patch = read(CLUSTER, "connectTimeout: 2s");
    MessageType::named(CLUSTER).unwrap().merge(&mut target, &patch);
    assert_eq!(target.get("name").unwrap().origin, Origin::Rule(&"cluster"));
    assert_eq!(target.get("connectTimeout").unwrap().origin.location().unwrap().source, SourceId(0));
}

#[test]
fn json_patches_are_as_lenient_as_the_control_plane() {
    check_patch(Op::Add, "/list/-", "4", r#"{"list":[1,2,3,4],"map":{"name":"a"}}"#);
    check_patch(Op::Add, "/list/-1", "4", r#"{"list":[1,2,3,4],"map":{"name":"a"}}"#);
    check_patch(Op::Add, "/list/0", "4", r#"{"list":[4,1,2,3],"map":{"name":"a"}}"#);
    check_patch(
        Op::Add,
        "/map/new/2/x",
        "4",
        r#"{"list":[1,2,3],"map":{"name":"a","new":[null,null,{"x":4}]}}"#,
    );
    check_patch(Op::Add, "/map/new/-", "4", r#"{"list":[1,2,3],"map":{"name":"a","new":[4]}}"#);
    check_patch(Op::Replace, "/list/-1", "4", r#"{"list":[1,2,4],"map":{"name":"a"}}"#);
    check_patch(Op::Remove, "/list/-3", "~", r#"{"list":[2,3],"map":{"name":"a"}}"#);
    check_patch(Op::Remove, "/no/where", "~", r#"{"list":[1,2,3],"map":{"name":"a"}}"#);
    check_patch(Op::Move, "/name", "~", r#"{"list":[1,2,3],"map":{},"name":"a"}"#);
    check_patch(Op::Copy, "/list/1", "~", r#"{"list":[1,"a",2,3],"map":{"name":"a"}}"#);
}

#[test]
fn json_patches_that_do_not_apply_are_faults() {
    check_patch(Op::Replace, "/map/b", "1", "replace operation does not apply: doc is missing key: /map/b");
    check_patch(Op::Replace, "/no/b", "1", "replace operation does not apply: doc is missing path: /no/b");
    check_patch(
        Op::Add,
        "/list/9",
        "1",
        "error in add for path: '/list/9': Unable to access invalid index: 9",
    );
    check_patch(Op::Add, "map", "1", "add operation does not apply: doc is missing path: \"map\"");
}

#[test]
fn the_rules_of_envoys_api_are_kept() {
    let broken = |name: &str, text: &str| {
        let message_type = MessageType::named(name).unwrap();
        message_type.broken_rule(&read(name, text)).unwrap_or_default()
    };
    assert_eq!(broken(CLUSTER, "name: a"), "");
    assert_eq!(broken(CLUSTER, "{}"), "invalid Cluster.Name: value length must be at least 1 runes");
    assert_eq!(
        broken(LISTENER, "address: {socketAddress: {address: a, portValue: 70000}}"),
        "invalid Listener.Address: embedded message failed validation | caused by: invalid Address.SocketAddress: \
         embedded message failed validation | caused by: invalid SocketAddress.PortValue: value must be less than or equal to 65535"
    );
    assert_eq!(broken(ROUTE, "{match: {prefix: /}}"), "invalid Route.Action: value is required");
    assert_eq!(broken(ROUTE, "{directResponse: {status: 404}}"), "invalid Route.Match: value is required");
}
