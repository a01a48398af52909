//! Lines of access logs: the default formats, and the operators of Kuma that are replaced before Envoy sees them.

use std::net::IpAddr;

use super::Context;
use crate::{
    index::{Protocol, SERVICE_TAG},
    resource::meta::label,
    tree::Text,
};

/// The service of a client or a workload that nobody named.
pub const UNKNOWN: &str = "unknown";

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
pub fn default_of(protocol: Protocol) -> &'static str {
    if protocol.is_http() { HTTP } else { NETWORK }
}

/// Which way traffic goes.
#[derive(Clone, Copy)]
pub enum Direction {
    /// To the workload.
    Inbound,
    /// From the workload.
    Outbound,
    /// Through a zone proxy.
    Through,
}

/// What stands for the operators of Kuma.
pub struct Values {
    operators: Vec<(&'static str, Text)>,
    /// The mesh.
    pub mesh: Text,
    /// The zone of the Dataplane.
    pub zone: Text,
    /// The identity of its workload; empty where it has none.
    pub workload: Text,
}

impl Values {
    /// The values of traffic between two services.
    pub fn new(context: &Context<'_>, source: &str, destination: &str, direction: Direction) -> Self {
        let meta = context.proxy.meta;
        let address = public_address(context);
        let zone: Text = meta.zone().into();
        let workload = context.proxy.workload(&zone);
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

    /// The values for formats of the Mesh, which know neither zone nor workload.
    #[must_use]
    pub fn of_mesh(mut self) -> Self {
        for (operator, value) in &mut self.operators {
            if matches!(*operator, "%KUMA_ZONE%" | "%KUMA_WORKLOAD%") {
                *value = Text::default();
            }
        }
        self
    }

    /// The format with values for the operators of Kuma.
    pub fn fill(&self, format: &str) -> Text {
        let fill =
            |text: String, (operator, value): &(&'static str, Text)| text.replace(operator, value.as_str());
        self.operators.iter().fold(format.to_owned(), fill).into()
    }
}

/// The address by which others know the Dataplane, whichever way the traffic goes.
fn public_address(context: &Context<'_>) -> Text {
    let advertised = context.proxy.dataplane.networking.advertised_address.as_ref();
    advertised.filter(|address| !address.is_empty()).unwrap_or(&context.proxy.address).value.clone()
}

fn with_port(address: &str) -> Text {
    let is_v6 = address.parse::<IpAddr>().is_ok_and(|address| address.is_ipv6());
    if is_v6 { format!("[{address}]:0").into() } else { format!("{address}:0").into() }
}

/// What the workload is called: its first service by name, or its workload where services by tags are switched off.
pub fn own_name(context: &Context<'_>) -> Text {
    let proxy = context.proxy;
    let workload = proxy.meta.labels.get(label::WORKLOAD).filter(|name| !name.is_empty());
    if let Some(workload) = workload.filter(|_| context.world.control_plane.inbound_tags_disabled) {
        return workload.into();
    }
    let gateway = proxy.gateway_tags();
    let inbounds = proxy.inbounds.iter().map(|inbound| &inbound.tags);
    let services = inbounds.chain([&gateway]).filter_map(|tags| tags.get(SERVICE_TAG));
    services.min().unwrap_or(UNKNOWN).into()
}
