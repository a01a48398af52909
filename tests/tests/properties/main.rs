//! What holds for every mesh, tried on meshes that nobody wrote. The meshes are the same in every run.

mod compiled;
mod edit;
mod mesh;
mod policy;
mod surroundings;

use std::cell::Cell;

use compiled::Everything;
use edit::Sides;
use kumascope_core::world::{ProxyType, Shadow};
use proptest::{
    prelude::*,
    test_runner::{RngAlgorithm, TestRng, TestRunner},
};

/// How many meshes each property is tried on.
const MESHES: u32 = 100;

/// The proxies that policies select. Zone proxies are never selected: egresses follow all policies about what they serve.
const SELECTED: [ProxyType; 1] = [ProxyType::Dataplane];

/// The proxies that know which policies are shadows. For routes these are the [`SELECTED`] alone: zone proxies offer the tags of
/// every route in the mesh.
const ALL: [ProxyType; 3] = [ProxyType::Dataplane, ProxyType::Ingress, ProxyType::Egress];

/// Source/destination policies, of which the one that was written last counts among equals.
const LEGACY: [&str; 10] = [
    "CircuitBreaker",
    "FaultInjection",
    "HealthCheck",
    "RateLimit",
    "Retry",
    "Timeout",
    "TrafficLog",
    "TrafficPermission",
    "TrafficRoute",
    "TrafficTrace",
];

/// Tries a property on meshes that are the same in every run; what fails is made smaller.
fn check<S: Strategy>(strategy: &S, property: impl Fn(S::Value) -> Result<(), TestCaseError>) {
    let config = ProptestConfig { cases: MESHES, failure_persistence: None, ..ProptestConfig::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    if let Err(failure) = runner.run(strategy, property) {
        panic!("{failure}");
    }
}

#[test]
fn every_reference_to_a_cluster_finds_one() {
    check(&mesh::zone(), |zone| Everything::of(&zone, Shadow::Exclude).clusters_are_found());
}

#[test]
fn every_cluster_that_is_served_its_endpoints_gets_some() {
    check(&mesh::zone(), |zone| Everything::of(&zone, Shadow::Exclude).endpoints_are_served());
}

#[test]
fn every_leaf_names_who_set_it_and_can_be_asked_for() {
    check(&mesh::zone(), |zone| Everything::of(&zone, Shadow::Exclude).leaves_have_origins());
}

#[test]
fn names_addresses_and_domains_are_unique_where_envoy_wants_them_so() {
    check(&mesh::zone(), |zone| Everything::of(&zone, Shadow::Exclude).names_are_unique());
}

#[test]
fn every_message_is_one_of_envoys() {
    check(&mesh::zone(), |zone| Everything::of(&zone, Shadow::Exclude).messages_are_known());
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    check(&mesh::zone(), |zone| {
        let again = Everything::of(&zone, Shadow::Exclude).texts();
        prop_assert_eq!(Everything::of(&zone, Shadow::Exclude).texts(), again);
        Ok(())
    });
}

#[test]
fn what_is_stored_compiles_to_the_same_as_what_was_written() {
    check(&mesh::zone(), |zone| {
        let written = Everything::of(&zone, Shadow::Exclude);
        prop_assert_eq!(written.stored_and_loaded().texts(), written.texts());
        Ok(())
    });
}

#[test]
fn a_policy_that_selects_no_proxy_changes_nothing() {
    check(&(mesh::zone(), mesh::unrelated_policy()), |(zone, policy)| {
        let texts =
            |zone: &mesh::Zone| Everything::of(zone, Shadow::Exclude).texts_without_client_tags(&SELECTED);
        prop_assert_eq!(texts(&zone.with(policy)), texts(&zone));
        Ok(())
    });
}

#[test]
fn a_policy_of_another_mesh_changes_nothing() {
    check(&(mesh::zone(), mesh::any_policy()), |(zone, policy)| {
        let mut policy = policy.document("elsewhere");
        policy["mesh"] = "other".into();
        let zone = zone.with(serde_json::json!({"type": "Mesh", "name": "other"}));
        let before = Everything::of(&zone, Shadow::Exclude).texts();
        prop_assert_eq!(Everything::of(&zone.with(policy), Shadow::Exclude).texts(), before);
        Ok(())
    });
}

#[test]
fn a_shadow_policy_changes_nothing_but_the_shadow() {
    check(&(mesh::zone(), mesh::any_policy()), |(zone, policy)| {
        let mut shadow = policy.document("shadow");
        let real = zone.with(shadow.clone());
        shadow["labels"] = serde_json::json!({"kuma.io/effect": "shadow"});
        let is_route = shadow["type"].as_str().is_some_and(|kind| kind.ends_with("Route"));
        let types = if is_route { &SELECTED[..] } else { &ALL };
        let shadowed = zone.with(shadow);
        let texts =
            |zone: &mesh::Zone| Everything::of(zone, Shadow::Exclude).texts_without_client_tags(types);
        prop_assert_eq!(texts(&shadowed), texts(&zone));
        let real = Everything::of(&real, Shadow::Exclude).texts();
        prop_assert_eq!(Everything::of(&shadowed, Shadow::Include).texts(), real);
        Ok(())
    });
}

#[test]
fn no_proxy_that_an_edit_changes_is_overlooked_and_others_are_spared() {
    let (compiled, all) = (Cell::new(0), Cell::new(0));
    check(&(mesh::zone(), edit::any_edit()), |(zone, edit)| {
        let effort = Sides::of(&zone, &edit::edited(&zone, &edit)).impact_is_complete()?;
        compiled.set(compiled.get() + effort.compiled);
        all.set(all.get() + effort.all);
        Ok(())
    });
    assert!(
        compiled.get() * 20 < all.get() * 17,
        "{} of {} proxies were compiled",
        compiled.get(),
        all.get()
    );
}

#[test]
fn moving_documents_changes_no_proxy_of_a_mesh_of_newer_policies() {
    check(&mesh::zone(), |zone| {
        let mut moved = zone.clone();
        moved.documents.reverse();
        let is_legacy =
            |document: &serde_json::Value| LEGACY.contains(&document["type"].as_str().unwrap_or_default());
        prop_assume!(!zone.documents.iter().any(is_legacy));
        let effort = Sides::of(&zone, &moved).impact_is_complete()?;
        prop_assert_eq!(effort.compiled, 0);
        Ok(())
    });
}
