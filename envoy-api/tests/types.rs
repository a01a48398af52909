//! The generated structs and the pool speak of the same messages.

use kumascope_envoy_api::envoy::config::listener::v3::{Listener, filter};
use kumascope_envoy_api::envoy::extensions::filters::network::http_connection_manager::v3::{
    HttpConnectionManager, http_connection_manager::RouteSpecifier,
};
use kumascope_envoy_api::pool;
use kumascope_envoy_api::prost_reflect::DynamicMessage;

#[test]
fn the_listener_of_the_pool_decodes_into_the_structs() {
    let descriptor = pool().get_message_by_name("envoy.config.listener.v3.Listener").unwrap();
    let mut json = serde_json::Deserializer::from_str(include_str!("listener.json"));
    let listener: Listener =
        DynamicMessage::deserialize(descriptor, &mut json).unwrap().transcode_to().unwrap();
    assert_eq!(listener.name, "inbound:10.0.0.1:8080");

    let Some(filter::ConfigType::TypedConfig(config)) = &listener.filter_chains[0].filters[0].config_type
    else {
        panic!("the filter has a typed config");
    };
    let manager: HttpConnectionManager = config.to_msg().unwrap();
    let Some(RouteSpecifier::RouteConfig(routes)) = manager.route_specifier else {
        panic!("the routes stand in the filter");
    };
    assert_eq!(routes.virtual_hosts[0].domains, ["*"]);
}
