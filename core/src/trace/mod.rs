//! A request on its way through a mesh: which listener, filter chain, permission, route, cluster and endpoint take it, at the
//! client and at the server, and what comes out at the other end.
//!
//! The walk reads what Envoys get and decides as Envoy does. Every step names the field that decided and who set it. What only a
//! running Envoy knows (which endpoints are healthy, how many requests came before) is left aside; where requests go different
//! ways by weight or by chance, the walk goes all of them.

mod access;
mod answer;
mod arrive;
mod at;
mod cluster;
mod connection;
mod endpoint;
mod filter_chain;
mod http;
mod identity;
mod listener;
mod network;
mod rate_limit;
mod regex;
mod request;
mod session;
mod start;
mod status;
mod text_match;
mod tls;
mod truth;
mod walk;
mod weights;
#[cfg(test)]
mod tests;

pub use answer::{Answer, Delivery, Outcome, Place, Step, StepKind, Trace};
pub use request::{Exchange, HttpRequest, Malformed, Request, Source};

use crate::{compile::Compiler, world::Shadow};

/// Walks a request through the proxies on its way. Proxies are compiled as they are passed.
pub fn trace(compiler: &Compiler<'_>, request: &Request, shadow: Shadow) -> Trace {
    let mut walk = walk::Walk::new(compiler, request, shadow);
    let walk::Way { steps, outcomes } = start::begin(&mut walk);
    Trace { steps, outcomes }
}
