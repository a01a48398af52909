//! `envoy.config.core.v3.Address`.

use crate::{
    model::{Address, SocketAddress, SocketProtocol},
    origin::{Origin, Traced},
    tree::{Message, Node, Text},
};

pub(super) fn lower_listener(address: SocketAddress) -> Node {
    match address {
        SocketAddress::Socket { address, port, protocol } => {
            let protocol = (protocol == SocketProtocol::Udp).then_some("UDP");
            socket(address, port, protocol)
        }
        SocketAddress::Pipe(path) => pipe(path),
    }
}

pub(super) fn lower(address: Address) -> Node {
    match address {
        Address::Socket { address, port } => socket(address, port, None),
        Address::Pipe(path) => pipe(path),
    }
}

/// A socket address that stands alone, as in `upstreamBindConfig`.
pub(super) fn source(address: Traced<Text>) -> Node {
    Message::new(address.origin).with("address", address).constant("portValue", 0_u32).into()
}

/// `envoy.config.core.v3.CidrRange`.
pub(super) fn range(prefix: Traced<Text>, length: Traced<u32>) -> Node {
    Message::new(prefix.origin).with("addressPrefix", prefix).with("prefixLen", length).into()
}

fn socket(address: Traced<Text>, port: Traced<u32>, protocol: Option<&'static str>) -> Node {
    let origin = address.origin;
    let socket = Message::new(origin)
        .room_for(2)
        .optional("protocol", protocol.map(|name| Node::string(name, Origin::Rule(&"UDP socket"))))
        .with("address", address)
        .with("portValue", port);
    Message::new(origin).room_for(1).with("socketAddress", socket).into()
}

fn pipe(path: Traced<Text>) -> Node {
    let origin = path.origin;
    Message::new(origin).with("pipe", Message::new(origin).with("path", path)).into()
}
