//! The compiler, as far as it can be called yet.

use std::fmt;

use kumascope_core::{
    envoy::Configuration,
    report::Report,
    text::{Sources, parse},
    tree::Node,
    world::{ProxyKey, Shadow, World},
};

pub(crate) struct Settled {
    pub(crate) report: Report,
}
pub(crate) struct Compiled {
    pub(crate) resources: Configuration,
    pub(crate) report: Report,
}
pub(crate) struct Bootstrapped {
    pub(crate) bootstrap: Node,
    pub(crate) sidecar: Node,
    pub(crate) report: Report,
}
impl fmt::Debug for Settled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Settled")
    }
}

pub(crate) fn settle(sources: &Sources, _: &World) -> Settled {
    Settled { report: parse(sources).1 }
}
pub(crate) fn load(sources: &Sources, _: &World) -> Settled {
    Settled { report: parse(sources).1 }
}
pub(crate) fn resources(_: &Settled) -> Vec<Node> {
    Vec::new()
}
pub(crate) fn proxies(_: &Settled) -> Vec<ProxyKey> {
    Vec::new()
}
pub(crate) fn compile(_: &Settled, _: &World, _: &ProxyKey, _: Shadow) -> Compiled {
    Compiled { resources: Configuration::default(), report: Report::default() }
}
pub(crate) fn bootstrap(_: &Settled, _: &World, _: &ProxyKey, _: Option<&Node>) -> Bootstrapped {
    let node = Node::empty(kumascope_core::origin::Origin::Rule("none"));
    Bootstrapped { bootstrap: node.clone(), sidecar: node, report: Report::default() }
}
