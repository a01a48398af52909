//! What a line looks like: the default formats, and the operators that are replaced before Envoy sees them.

use std::net::IpAddr;

use super::schema::{Format, JsonValue};
use crate::{
    index::Protocol,
    origin::{Origin, Traced},
    policy::Context,
    resource::meta::label,
    tree::{Message, Node, Text},
};

/// The format of passing traffic where nobody says otherwise.
pub(super) const PASSTHROUGH: &str = "tcp";

const NETWORK: &str = concat!(
    "[%START_TIME%] %RESPONSE_FLAGS% %KUMA_MESH% %KUMA_SOURCE_ADDRESS_WITHOUT_PORT%(%KUMA_SOURCE_SERVICE%)",
    "->%UPSTREAM_HOST%(%KUMA_DESTINATION_SERVICE%) took %DURATION%ms, sent %BYTES_SENT% bytes, ",
    "received: %BYTES_RECEIVED% bytes",
);
const HTTP: &str = concat!(
    "[%START_TIME%] %KUMA_MESH% \"%REQ(:METHOD)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %PROTOCOL%\" ",
    "%RESPONSE_CODE% %RESPONSE_FLAGS% %BYTES_RECEIVED% %BYTES_SENT% %DURATION% ",
    "%RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)% \"%REQ(X-FORWARDED-FOR)%\" \"%REQ(USER-AGENT)%\" ",
    "\"%REQ(X-B3-TRACEID?X-DATADOG-TRACEID)%\" \"%REQ(X-REQUEST-ID)%\" \"%REQ(:AUTHORITY)%\" ",
    "\"%KUMA_SOURCE_SERVICE%\" \"%KUMA_DESTINATION_SERVICE%\" \"%KUMA_SOURCE_ADDRESS_WITHOUT_PORT%\" ",
    "\"%UPSTREAM_HOST%\"",
);

/// The format where nobody says otherwise.
pub(super) fn default_of(protocol: Protocol) -> &'static str {
    if protocol.is_http() { HTTP } else { NETWORK }
}

/// Which way traffic goes.
#[derive(Clone, Copy)]
pub(super) enum Direction {
    /// To the workload.
    Inbound,
    /// From the workload.
    Outbound,
    /// Through a zone proxy.
    Through,
}

/// What stands for the operators of Kuma.
pub(super) struct Values {
    operators: Vec<(&'static str, Text)>,
    pub(super) mesh: Text,
    pub(super) zone: Text,
    pub(super) workload: Text,
}

impl Values {
    /// The values of traffic between two services.
    pub(super) fn new(context: &Context<'_>, source: &str, destination: &str, direction: Direction) -> Self {
        let meta = context.proxy.meta;
        let address = context.proxy.address.value.clone();
        let zone: Text = meta.labels.get(label::ZONE).unwrap_or_default().into();
        let workload = workload(context, &zone);
        let direction = match direction {
            Direction::Inbound => "INBOUND",
            Direction::Outbound => "OUTBOUND",
            Direction::Through => "UNSPECIFIED",
        };
        let operators = vec![
            ("%KUMA_SOURCE_ADDRESS%", with_port(&address)),
            ("%KUMA_SOURCE_ADDRESS_WITHOUT_PORT%", address),
            ("%KUMA_SOURCE_SERVICE%", source.into()),
            ("%KUMA_DESTINATION_SERVICE%", destination.into()),
            ("%KUMA_MESH%", meta.mesh.clone()),
            ("%KUMA_TRAFFIC_DIRECTION%", direction.into()),
            ("%KUMA_ZONE%", zone.clone()),
            ("%KUMA_WORKLOAD%", workload.clone()),
        ];
        Self { operators, mesh: meta.mesh.clone(), zone, workload }
    }

    /// The format with values for the operators of Kuma.
    pub(super) fn fill(&self, format: &str) -> Text {
        let fill =
            |text: String, (operator, value): &(&'static str, Text)| text.replace(operator, value.as_str());
        self.operators.iter().fold(format.to_owned(), fill).into()
    }
}

/// The identity of the workload of the Dataplane; empty where it has none.
fn workload(context: &Context<'_>, zone: &str) -> Text {
    let meta = context.proxy.meta;
    let Some(name) = meta.labels.get(label::WORKLOAD).filter(|name| !name.is_empty()) else {
        return Text::default();
    };
    let namespace = meta.labels.get(label::NAMESPACE).unwrap_or_default();
    format!("kri_wl_{}_{zone}_{namespace}_{name}_", meta.mesh).into()
}

fn with_port(address: &str) -> Text {
    let is_v6 = address.parse::<IpAddr>().is_ok_and(|address| address.is_ipv6());
    if is_v6 { format!("[{address}]:0").into() } else { format!("{address}:0").into() }
}

/// What Envoy writes to a file; with an address, what kuma-dp reads from its socket.
pub(super) fn substitution(
    format: Option<&Format>,
    address: Option<&Traced<Text>>,
    default: &'static str,
    values: &Values,
    origin: Origin,
) -> Node {
    let line = line(format, default, values);
    let message = match (address, line) {
        (Some(address), line) => {
            let members =
                [(Text::new_static("address"), address.into()), (Text::new_static("message"), line)];
            Message::new(origin).map("jsonFormat", members)
        }
        (None, line) if line.as_map().is_some() => Message::new(origin).with("jsonFormat", line),
        (None, line) => {
            let source = Message::new(line.origin).with("inlineString", line);
            Message::new(origin).with("textFormatSource", source)
        }
    };
    let omit = format.map(|format| &format.omit_empty_values).filter(|omit| omit.value);
    message.optional("omitEmptyValues", omit).into()
}

/// The text of a line with its end, or the members of a JSON object.
fn line(format: Option<&Format>, default: &'static str, values: &Values) -> Node {
    let text = |text: &str| values.fill(&format!("{text}\n"));
    let plain = format.and_then(|format| format.plain.as_ref());
    let json = format.and_then(|format| format.json.as_ref());
    match (plain, json) {
        (Some(plain), _) => Node::string(text(plain), plain.origin),
        (None, Some(members)) => json_object(members, values, format.map(|format| format.kind.origin)),
        (None, None) => Node::string(text(default), Origin::Default("MeshAccessLog format")),
    }
}

fn json_object(members: &[JsonValue], values: &Values, origin: Option<Origin>) -> Node {
    let member = |member: &JsonValue| {
        (member.key.value.clone(), member.value.derive(|value| values.fill(value)).into())
    };
    let map = members.iter().map(member).collect();
    Node::new(crate::tree::Value::Map(map), origin.unwrap_or(Origin::Default("MeshAccessLog format")))
}
