//! `admin`: where Envoy's admin interface listens.

use super::{Parameters, RULE};
use crate::{
    origin::{Origin, Traced},
    tree::{Message, Text},
};

/// Only the owner may connect: 0600.
const SOCKET_MODE: u32 = 0o600;
const ACCESS_LOG: Origin = Origin::Default(&"KUMA_BOOTSTRAP_SERVER_PARAMS_ADMIN_ACCESS_LOG_PATH");

/// `envoy.config.bootstrap.v3.Admin`; nothing for port 0.
pub(super) fn admin(parameters: &Parameters<'_>) -> Option<Message> {
    if parameters.admin_port.value == 0 {
        return None;
    }
    let log = Message::typed("envoy.extensions.access_loggers.file.v3.FileAccessLog", Origin::Rule(&RULE))
        .with(
            "path",
            Traced::new(parameters.control_plane.bootstrap.admin_access_log_path.clone(), ACCESS_LOG),
        );
    let log = Message::rule(&RULE).constant("name", "envoy.access_loggers.file").with("typedConfig", log);
    Some(Message::rule(&RULE).with("address", address(parameters)).list("accessLog", [log]))
}

/// The Unix socket of the admin interface, unless it listens on a port.
pub(super) fn socket_path(parameters: &Parameters<'_>) -> Option<Text> {
    let folder = &parameters.request.work_dir;
    let wanted = parameters.control_plane.bootstrap.admin_unix_socket && !folder.is_empty();
    wanted.then(|| super::cluster::socket_name(folder, "kuma-envoy-admin"))
}

fn address(parameters: &Parameters<'_>) -> Message {
    if let Some(path) = socket_path(parameters) {
        let pipe = Message::rule(&RULE).constant("path", path).constant("mode", SOCKET_MODE);
        return Message::rule(&RULE).with("pipe", pipe);
    }
    let host = parameters.control_plane.bootstrap.admin_address.clone();
    let host = Traced::default_of(host, &"KUMA_BOOTSTRAP_SERVER_PARAMS_ADMIN_ADDRESS");
    let socket = Message::rule(&RULE).with("address", host).with("portValue", parameters.admin_port);
    Message::rule(&RULE).with("socketAddress", socket)
}
