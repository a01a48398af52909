//! `envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager`.

use super::{address, filter, recurring::Recurring, route};
use crate::{
    model::{HttpConnectionManager, HttpFilter, InternalAddress, sanitize_stat},
    origin::Origin,
    tree::{Message, Node, Text},
};

const CONNECTION_MANAGER: Text = Text::new_static(
    "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
);

pub(super) fn lower(http: HttpConnectionManager, recurring: &mut Recurring) -> Node {
    let origin = http.origin;
    let common = common_options(&http);
    let mut message = Message::of_type(CONNECTION_MANAGER, origin)
        .room_for(10)
        .constant("statPrefix", sanitize_stat(&http.stat_prefix))
        .with("routeConfig", route::lower(http.route_configuration, origin))
        .list("httpFilters", http_filters(http.http_filters, recurring))
        .optional("tracing", http.tracing);
    if !common.is_empty() {
        message = message.with("commonHttpProtocolOptions", common);
    }
    message = message
        .optional("streamIdleTimeout", http.stream_idle_timeout)
        .optional("requestHeadersTimeout", http.request_headers_timeout)
        .optional("normalizePath", http.normalize_path);
    message = filter::access_logs(message, http.access_logs);
    if let Some(forward) = &http.forward_client_certificate {
        let uri = Message::new(forward.origin).constant("uri", true);
        message = message
            .with("forwardClientCertDetails", Node::string("SANITIZE_SET", forward.origin))
            .with("setCurrentClientCertDetails", uri);
    }
    if !http.internal_addresses.is_empty() {
        let ranges = |addresses: &[InternalAddress]| {
            let ranges = addresses.iter().map(|range| address::range(range.prefix.clone(), range.length));
            Message::new(origin).list("cidrRanges", ranges)
        };
        let internal = recurring.internal_addresses(http.internal_addresses, origin, ranges);
        message = message.with("internalAddressConfig", internal);
    }
    message.into()
}

fn common_options(http: &HttpConnectionManager) -> Message {
    Message::new(http.origin)
        .optional("idleTimeout", http.idle_timeout.as_ref())
        .optional("maxConnectionDuration", http.max_connection_duration.as_ref())
        .optional("maxStreamDuration", http.max_stream_duration.as_ref())
}

fn http_filters(filters: Vec<HttpFilter>, recurring: &mut Recurring) -> impl Iterator<Item = Node> {
    let router = recurring.router(|| {
        let origin = Origin::Rule(&"HTTP router");
        let config = Message::typed("envoy.extensions.filters.http.router.v3.Router", origin);
        filter::named(Text::new_static("envoy.filters.http.router"), config.into())
    });
    filters.into_iter().map(|found| filter::named(found.name, found.config)).chain([router])
}
