//! What an Envoy knows of a connection once it has taken it: what its filters can ask for.

use super::{HttpRequest, connection::Connection};
use crate::tree::Text;

/// What filters can ask for.
#[derive(Clone, Debug)]
pub(super) struct Session<'s> {
    /// The connection as it came.
    pub(super) connection: &'s Connection,
    /// The URI names of the client's certificate; nothing where TLS does not end here.
    pub(super) peer: Option<Vec<Text>>,
    /// The server name, where something looked for it.
    pub(super) server_name: Text,
    /// What network filters noted.
    pub(super) filter_state: Vec<(Text, Text)>,
    /// The request; nothing for network filters.
    pub(super) request: Option<HttpRequest>,
}

impl Session<'_> {
    /// The URI names of the client's certificate, as Envoy prints several: with commas.
    pub(super) fn peer_names(&self) -> Option<Text> {
        let names = self.peer.as_ref().filter(|names| !names.is_empty())?;
        Some(names.join(",").into())
    }
}
