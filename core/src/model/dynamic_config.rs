//! What kuma-dp fetches from its own Envoy: small JSON documents behind a Unix socket.

use crate::tree::Node;

/// A document that the dynamic configuration listener serves.
#[derive(Clone, Debug)]
pub struct ConfigRoute {
    /// The path, for example `/dns`.
    pub path: &'static str,
    /// The name in unified route names, for example `dns`.
    pub name: &'static str,
    /// The document; its JSON, member by member in order, is what is served and hashed.
    pub document: Node,
}
