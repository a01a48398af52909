//! The catalogue says the same as the pool of descriptors.

use kumascope_envoy_api::{
    pool,
    prost_reflect::{FieldDescriptor, Kind as PoolKind},
    schema::{Cardinality, EnumType, Field, Kind, MessageType, Scalar},
};

#[test]
fn every_message_has_the_fields_that_the_pool_knows() {
    for expected in pool().all_messages().filter(|message| !message.is_map_entry()) {
        let found = MessageType::named(expected.full_name()).unwrap();
        assert_eq!(found.package(), expected.package_name());
        assert_eq!(found.fields().len(), expected.fields().len(), "{}", expected.full_name());
        for expected in expected.fields() {
            check(found.field(expected.name()).unwrap(), &expected);
        }
        let choices: Vec<_> = found.choices().iter().map(|choice| choice.name.to_owned()).collect();
        assert_eq!(choices, expected.oneofs().map(|choice| choice.name().to_owned()).collect::<Vec<_>>());
    }
}

#[track_caller]
fn check(field: &Field, expected: &FieldDescriptor) {
    let name = expected.full_name();
    assert_eq!((field.number, field.json_name), (expected.number(), expected.json_name()), "{name}");
    assert_eq!(field.cardinality == Cardinality::List, expected.is_list(), "{name}");
    assert_eq!(matches!(field.cardinality, Cardinality::Map(..)), expected.is_map(), "{name}");
    assert_eq!(field.has_presence, expected.supports_presence(), "{name}");
    let choice = expected.containing_oneof();
    assert_eq!(field.choice.is_some(), choice.is_some(), "{name}");
    assert_eq!(field.is_optional, choice.is_some_and(|choice| choice.is_synthetic()), "{name}");
    check_kind(field.kind, &values(expected), name);
    if let Cardinality::Map(key, value) = field.cardinality {
        let PoolKind::Message(entry) = expected.kind() else { panic!("{name}") };
        check_kind(key, &entry.map_entry_key_field().kind(), name);
        assert_eq!(value, field.kind, "{name}");
    }
}

/// What the values of a field are.
fn values(field: &FieldDescriptor) -> PoolKind {
    match field.kind() {
        PoolKind::Message(entry) if field.is_map() => entry.map_entry_value_field().kind(),
        kind => kind,
    }
}

#[track_caller]
fn check_kind(found: Kind, expected: &PoolKind, name: &str) {
    match (found, expected) {
        (Kind::Message(found), PoolKind::Message(expected)) => assert_eq!(found, expected.full_name()),
        (Kind::Enum(found), PoolKind::Enum(expected)) => assert_eq!(found, expected.full_name()),
        (found, expected) => {
            assert_eq!(format!("{found:?}").to_lowercase(), format!("{expected:?}"), "{name}");
        }
    }
}

#[test]
fn every_enum_has_the_values_that_the_pool_knows() {
    for expected in pool().all_enums() {
        let found = EnumType::named(expected.full_name()).unwrap();
        assert_eq!(found.default_name(), expected.values().next().unwrap().name());
        for value in expected.values() {
            assert_eq!(found.number(value.name()), Some(value.number()), "{}", value.full_name());
        }
    }
}

#[test]
fn rules_are_found_by_name() {
    let cluster = MessageType::named("envoy.config.cluster.v3.Cluster").unwrap();
    let rules = |field: &str| cluster.field(field).unwrap().rules().unwrap();
    assert_eq!(rules("name").member("string").unwrap().scalar("min_len"), Some(Scalar::Whole(1)));
    assert!(rules("connectTimeout").member("duration").unwrap().member("gt").is_some());
    assert!(cluster.field("altStatName").unwrap().rules().is_none());
    let route = MessageType::named("envoy.config.route.v3.Route").unwrap();
    assert!(route.choices().iter().any(|choice| choice.name == "action" && choice.is_required));
}
