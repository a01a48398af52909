//! A real Envoy accepts every compiled configuration but those that tests/envoy/refused.toml names, and refuses the reference's
//! own of these for the same reason.

use std::collections::BTreeSet;

use kumascope_tests::{
    conformance::Corpus,
    envoy::{Envoy, freeze, refusals},
};
use serde::Deserialize;
use serde_json::json;

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
