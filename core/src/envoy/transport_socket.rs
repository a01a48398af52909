//! `envoy.config.core.v3.TransportSocket`.

use super::{filter, recurring::Recurring, tls};
use crate::{
    model::TransportSocket,
    tree::{Node, Text},
};

pub(super) fn lower(socket: TransportSocket, recurring: &mut Recurring) -> Node {
    let context = match socket {
        TransportSocket::Upstream(context) => tls::upstream(*context, recurring),
        TransportSocket::Downstream(context) => tls::downstream(*context, recurring),
    };
    filter::named(Text::new_static("envoy.transport_sockets.tls"), context)
}
