//! A real Envoy accepts every compiled configuration but those that tests/envoy/refused.toml names, and refuses the reference's
//! own of these for the same reason.

use std::collections::BTreeSet;

use kumascope_core::{
    compare::{Live, at_runtime, configurations, read_live},
    text::{Sources, parse_values},
};
use kumascope_tests::{
    conformance::{Case, Corpus},
    envoy::{Envoy, freeze, harmless, refusals, served},
};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
struct Listed {
    refused: Vec<Group>,
}

#[derive(Deserialize)]
struct Group {
    #[expect(dead_code, reason = "for the reader of the list")]
    reason: String,
    proxies: Vec<String>,
}

fn listed() -> BTreeSet<String> {
    let listed: Listed = toml::from_str(include_str!("../envoy/refused.toml")).expect("a list of groups");
    listed.refused.into_iter().flat_map(|group| group.proxies).collect()
}

#[test]
fn a_real_envoy_accepts_every_compiled_configuration_but_the_listed_ones() {
    let envoy = Envoy::installed().expect("an Envoy");
    let corpus = Corpus::pinned().expect("the pinned corpus");
    let (asked, refused) = refusals(&envoy, &corpus, "").expect("an answer for every proxy");
    assert!(asked > 1900, "the corpus lost proxies: {asked}");
    let listed = listed();
    let new: Vec<_> = refused.iter().filter(|refusal| !listed.contains(&refusal.proxy)).collect();
    let found: BTreeSet<_> = refused.iter().map(|refusal| refusal.proxy.clone()).collect();
    let accepted: Vec<_> = listed.difference(&found).collect();
    assert!(new.is_empty(), "{} configurations are refused: {new:#?}", new.len());
    let alone: Vec<_> = refused.iter().filter(|refusal| !refusal.is_shared()).collect();
    assert!(alone.is_empty(), "the reference's own are not refused for the same reason: {alone:#?}");
    assert!(
        accepted.is_empty(),
        "no longer refused, take them out of tests/envoy/refused.toml: {accepted:#?}"
    );
}

#[test]
fn a_real_envoy_refuses_a_cluster_without_a_name() {
    let envoy = Envoy::installed().expect("an Envoy");
    let broken = freeze(
        &json!({"xds": {"type.googleapis.com/envoy.config.cluster.v3.Cluster": {"x": {"type": "STATIC"}}}}),
    );
    let reason = envoy.validate(&broken).expect("an answer").expect("a refusal");
    assert!(reason.contains("name"), "{reason}");
}

/// The first cases of these groups run in an Envoy.
const DUMPED: [&str; 6] = [
    "mtls/",
    "policies/mesh-http-route/",
    "policies/mesh-rate-limit/",
    "policies/mesh-tls/",
    "random/",
    "services/",
];

fn live(recording: &Value) -> Live {
    let mut sources = Sources::default();
    let id = sources.add("recording.json", recording.to_string());
    let document = parse_values(&sources, id).0.into_iter().next().expect("a document").root;
    let live = read_live(&document).expect("a recording").expect("messages of Envoy");
    live.into_iter().next().expect("one configuration")
}

/// What is different between what an Envoy was given and what it says that it has.
fn differences(given: &Value, dump: &Live) -> Vec<String> {
    let given = at_runtime(live(&served(given)).configuration, &dump.types);
    let found = at_runtime(dump.configuration.clone(), &dump.types);
    let changes = configurations(&given, &found);
    changes
        .iter()
        .map(|change| format!("{} {}: {:?}", change.name, change.path_from(0), change.difference))
        .collect()
}

#[test]
fn a_real_envoy_dumps_what_it_was_given_and_nothing_else() {
    let envoy = Envoy::installed().expect("an Envoy");
    let corpus = Corpus::pinned().expect("the pinned corpus");
    let mut compared = 0;
    for group in DUMPED {
        let (name, files) = corpus.cases(group).into_iter().next().expect("a case");
        for recorded in Case::read(name, files).proxies.values().filter_map(|proxy| proxy.xds.as_ref()) {
            let recorded = serde_json::from_str(&recorded.to_json()).expect("JSON");
            let mut bootstrap = harmless(freeze(&recorded));
            let dump = live(&envoy.config_dump(&bootstrap).expect("a dump"));
            assert_eq!(differences(&bootstrap, &dump), Vec::<String>::new(), "{name}");
            let cluster = &mut bootstrap["staticResources"]["clusters"][0];
            cluster["connectTimeout"] = "77s".into();
            assert_eq!(differences(&bootstrap, &dump).len(), 1, "{name}");
            compared += 1;
        }
    }
    assert!(compared > 8, "only {compared} proxies");
}
