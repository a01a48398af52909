//! The plan of one Dataplane's proxy: which listeners, clusters and secrets there are before any policy changes them.

pub mod admin;
pub mod collector;
mod direct_access;
mod dns;
mod dynamic_config;
mod gateway;
mod inbound;
mod inbound_tls;
pub mod internal;
pub mod listener;
pub mod outbound;
mod probe;
pub mod prometheus;
mod secrets;
pub mod services;
pub mod transparent_proxy;
mod zone_listener;
pub mod zone_proxy;

use crate::{
    model::Proxy,
    policy::{Confs, Context, Policy},
    report::Report,
    resource::Kind,
    sorted::SortedMap,
};

/// The places of a proxy that are there whatever policies say, shaped by the policies that decide how inbounds are built.
pub fn plan(
    context: &Context<'_>,
    policies: &[Policy],
    confs: &SortedMap<Kind, Confs<'_>>,
    report: &mut Report,
) -> Proxy {
    let mut proxy = Proxy::default();
    admin::add(context, &mut proxy, report);
    prometheus::add(context, &mut proxy);
    transparent_proxy::add(context, &mut proxy);
    inbound::add(context, policies, confs, &mut proxy);
    direct_access::add(context, &mut proxy);
    probe::add(context, &mut proxy);
    dns::add(context, &mut proxy);
    gateway::add(context, &mut proxy);
    zone_listener::add(context, &mut proxy, report);
    secrets::request(&mut proxy);
    proxy
}

/// Adds what follows from all that policies did: the documents for kuma-dp, and the secrets that are referred to.
pub fn finish(context: &Context<'_>, proxy: &mut Proxy) {
    dynamic_config::add(context, proxy);
    secrets::add(context, proxy);
}
