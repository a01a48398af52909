//! A connection on its way: where it goes, and what it is wrapped in.

use super::{HttpRequest, Place};
use crate::{
    origin::Origin,
    tree::{Node, Text},
};

/// A connection on its way.
#[derive(Clone, Debug)]
pub(super) struct Connection {
    /// The IP address or host name that is called.
    pub(super) address: Text,
    /// The port.
    pub(super) port: u32,
    /// The IP address of whoever opened it, where it is known.
    pub(super) source: Option<Text>,
    /// The TLS around it, the outermost last.
    pub(super) layers: Vec<Encryption>,
    /// What is within.
    pub(super) payload: Payload,
}

/// What a connection carries.
#[derive(Clone, Debug)]
pub(super) enum Payload {
    /// An HTTP request.
    Http(HttpRequest),
    /// What the client hid in TLS of its own.
    Hidden,
    /// Other bytes.
    Bytes,
}

/// One TLS session around a connection.
#[derive(Clone, Debug, Default)]
pub(super) struct Encryption {
    /// The server name.
    pub(super) server_name: Text,
    /// The protocols that the client offers, the preferred one first.
    pub(super) protocols: Vec<Text>,
    /// The URI names of the client's certificate; none where it has none.
    pub(super) identities: Vec<Text>,
    /// Whom the client expects at the other end; anybody where there is nothing.
    pub(super) expects: Option<Expectation>,
}

/// Which names a certificate has to have one of.
#[derive(Clone, Debug)]
pub(super) struct Expectation {
    /// Matchers of names, as they stand in a validation context.
    pub(super) matchers: Vec<Node>,
    /// Where they stand.
    pub(super) place: Place,
    /// Who set them.
    pub(super) origin: Origin,
}

impl Connection {
    /// The outermost TLS.
    pub(super) fn outermost(&self) -> Option<&Encryption> {
        self.layers.last()
    }

    /// `address:port`, for people.
    pub(super) fn target(&self) -> String {
        if self.address.contains(':') {
            format!("[{}]:{}", self.address, self.port)
        } else {
            format!("{}:{}", self.address, self.port)
        }
    }
}
