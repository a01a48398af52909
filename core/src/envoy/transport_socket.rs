//! `envoy.config.core.v3.TransportSocket`.

use super::{filter, tls};
use crate::{model::TransportSocket, tree::Node};

pub(super) fn lower(socket: TransportSocket) -> Node {
    let context = match socket {
        TransportSocket::Upstream(context) => tls::upstream(*context),
        TransportSocket::Downstream(context) => tls::downstream(*context),
    };
    filter::named("envoy.transport_sockets.tls".into(), context)
}
