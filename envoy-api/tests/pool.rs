//! The descriptor pool holds what it should, and messages go through JSON unharmed.

use kumascope_envoy_api::pool;
use kumascope_envoy_api::prost_reflect::{DynamicMessage, ReflectMessage as _, prost::Message as _};
use serde_json::Value;

const LISTENER: &str = include_str!("listener.json");

/// The listener of `listener.json` as a message.
fn listener() -> DynamicMessage {
    let descriptor = pool().get_message_by_name("envoy.config.listener.v3.Listener").unwrap();
    let mut json = serde_json::Deserializer::from_str(LISTENER);
    DynamicMessage::deserialize(descriptor, &mut json).unwrap()
}

#[test]
fn every_root_is_in_the_pool() {
    let roots = include_str!("../roots.txt").lines().filter(|line| !line.starts_with('#'));
    let missing: Vec<_> = roots.filter(|root| pool().get_file_by_name(root).is_none()).collect();
    assert!(missing.is_empty(), "run `cargo xtask envoy-api`: {missing:?}");
}

#[test]
fn the_roots_are_sorted_and_unique() {
    let roots: Vec<_> = include_str!("../roots.txt").lines().filter(|line| !line.starts_with('#')).collect();
    assert!(roots.is_sorted_by(|one, next| one < next));
}

#[test]
fn the_well_known_types_are_in_the_pool() {
    for name in ["Any", "Duration", "Struct", "UInt32Value", "Timestamp"] {
        assert!(pool().get_message_by_name(&format!("google.protobuf.{name}")).is_some(), "{name}");
    }
}

#[test]
fn a_listener_with_nested_any_goes_through_json_unharmed() {
    assert_eq!(serde_json::to_value(listener()).unwrap(), serde_json::from_str::<Value>(LISTENER).unwrap());
}

#[test]
fn a_listener_with_nested_any_goes_through_binary_unharmed() {
    let binary = listener().encode_to_vec();
    assert_eq!(DynamicMessage::decode(listener().descriptor(), binary.as_slice()).unwrap(), listener());
}

#[test]
fn an_unknown_field_is_refused_by_name() {
    let descriptor = pool().get_message_by_name("envoy.config.cluster.v3.Cluster").unwrap();
    let json = serde_json::json!({"name": "backend", "conectTimeout": "5s"});
    let refusal = DynamicMessage::deserialize(descriptor, json).unwrap_err().to_string();
    assert!(refusal.contains("conectTimeout"), "{refusal}");
}
