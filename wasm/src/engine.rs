//! What the compiler cannot do yet.

use kumascope_core::{
    Store,
    report::Report,
    tree::Node,
    world::{ProxyKey, World},
};

pub(crate) struct Bootstrapped {
    pub(crate) bootstrap: Node,
    pub(crate) sidecar: Node,
    pub(crate) report: Report,
}

pub(crate) fn bootstrap(_: &Store, _: &World, _: &ProxyKey, _: Option<&Node>) -> Bootstrapped {
    let node = Node::empty(kumascope_core::origin::Origin::Rule("none"));
    Bootstrapped { bootstrap: node.clone(), sidecar: node, report: Report::default() }
}
