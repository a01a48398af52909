//! `envoy.config.core.v3.TransportSocket`.

use super::{filter, recurring::Recurring, tls};
use crate::{model::TransportSocket, tree::Node};

pub(super) fn lower(socket: TransportSocket, recurring: &mut Recurring) -> Node {
    let context = match socket {
        TransportSocket::Upstream(context) => tls::upstream(*context, recurring),
        TransportSocket::Downstream(context) => tls::downstream(*context, recurring),
    };
    filter::named("envoy.transport_sockets.tls".into(), context)
}
