//! Where a connection arrives: at the proxy that listens there, at a workload, or outside the mesh.

use std::net::IpAddr;

use super::{
    Answer, Delivery, Outcome, Step, StepKind,
    at::At,
    connection::{Connection, Payload},
    endpoint::Endpoint,
    listener::{self, Arrival},
    walk::{Hop, Side, Walk, Way},
};
use crate::{
    list::CollectVec as _,
    origin::Origin,
    resource::{Dataplane, Meta, Resource, Spec},
    sorted::sort_by_key,
    tree::Text,
    world::{ProxyKey, ProxyType},
};

/// A proxy that may take a connection.
struct Server {
    proxy: ProxyKey,
    /// Where it really listens, if others know another address or port.
    address: Text,
    port: u32,
    /// Where its resource is written.
    origin: Origin,
    /// Whether the resource says that something listens there.
    says: bool,
}

/// Who began the outermost TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Begun {
    /// The proxy that sends the connection on.
    Here,
    /// Somebody before it, or nobody.
    Elsewhere,
}

/// At the address that was called in the first place.
pub(super) fn at_address(
    walk: &mut Walk<'_>,
    hop: &Hop<'_>,
    cluster: &At<'_>,
    mut connection: Connection,
) -> Way {
    if hop.side == Side::Server {
        return at_workload(hop, cluster, connection);
    }
    connection.source = source_of(walk, hop);
    at_server(walk, cluster, connection, Begun::Elsewhere)
}

/// At a unix socket.
pub(super) fn at_pipe(endpoint: &Endpoint<'_>, connection: Connection) -> Way {
    let step = endpoint.at.step(StepKind::Arrival, format!("arrives at the socket {}", endpoint.text()));
    let connection = Connection { address: endpoint.text().into(), port: 0, ..connection };
    delivered(step, None, connection)
}

/// At the workload of a proxy.
pub(super) fn at_workload(hop: &Hop<'_>, endpoint: &At<'_>, connection: Connection) -> Way {
    let text = format!("arrives at the workload of {}, {}", hop.proxy, connection.target());
    let workload = Some(hop.proxy.clone());
    delivered(endpoint.step(StepKind::Arrival, text), workload, connection)
}

/// Whether what a proxy calls is its own workload.
pub(super) fn is_workload(walk: &Walk<'_>, hop: &Hop<'_>, cluster: &At<'_>, connection: &Connection) -> bool {
    let Ok(address) = connection.address.parse::<IpAddr>() else { return false };
    let is_own = || addresses(walk, &hop.proxy).iter().any(|own| own.parse() == Ok(address));
    hop.side == Side::Server
        && hop.proxy.proxy_type == ProxyType::Dataplane
        && cluster.text("type") != "EDS"
        && (address.is_loopback() || is_own())
}

/// The address from which a proxy calls others.
pub(super) fn source_of(walk: &Walk<'_>, hop: &Hop<'_>) -> Option<Text> {
    addresses(walk, &hop.proxy).into_iter().next()
}

/// At the proxy that listens at an address, at what is outside the mesh where none does.
pub(super) fn at_server(walk: &mut Walk<'_>, endpoint: &At<'_>, connection: Connection, begun: Begun) -> Way {
    let step = endpoint.step(StepKind::Arrival, format!("leaves the mesh for {}", connection.target()));
    // What leaves the mesh in TLS of its own is read by whoever is there.
    let outside = |mut connection: Connection| {
        if begun == Begun::Here {
            connection.layers.pop();
        }
        delivered(step, None, connection)
    };
    call(walk, connection, outside)
}

/// A connection to an address; `outside` says what happens where no proxy of the store is there.
pub(super) fn call(
    walk: &mut Walk<'_>,
    mut connection: Connection,
    outside: impl FnOnce(Connection) -> Way,
) -> Way {
    let Some(server) = server(walk, &connection) else { return outside(connection) };
    if let Some(zone) = other_zone(walk, &server.proxy) {
        let text = format!("{} of zone {zone} takes {}", server.proxy, connection.target());
        let step = Step::of_rule(StepKind::Destination, text, server.origin);
        let reason = format!("what zone {zone} does with it is known there alone");
        return Way::end(vec![step], Outcome::new(Answer::Unknown { reason: reason.into() }));
    }
    let redirected = server.proxy.proxy_type == ProxyType::Dataplane && walk.is_redirected(&server.proxy);
    (connection.address, connection.port) = (server.address.clone(), server.port);
    let arrival = if redirected { Arrival::RedirectedIn } else { Arrival::Socket };
    let step = Step::of_rule(
        StepKind::Destination,
        format!("{} is called at {}", server.proxy, connection.target()),
        server.origin,
    );
    let configuration = walk.configuration(&server.proxy);
    let hop = Hop { proxy: server.proxy.clone(), configuration: &configuration, side: Side::Server };
    let Some(listener) = listener::find(&configuration, &server.proxy, &connection, arrival) else {
        let reason = format!("no listener of {} takes {}", server.proxy, connection.target());
        return Way::end(vec![step], Outcome::new(Answer::Refused { reason: reason.into() }));
    };
    walk.pass(|walk| listener::accept(walk, &hop, &listener, connection)).after(vec![step])
}

/// The proxy at an address: one whose resource says that it listens there, else a Dataplane on that address.
fn server(walk: &Walk<'_>, connection: &Connection) -> Option<Server> {
    let address: IpAddr =
        connection.address.parse().ok().filter(|address: &IpAddr| !address.is_loopback())?;
    let resources = walk.compiler.store().resources.iter();
    let mut found: Vec<Server> =
        resources.filter_map(|resource| candidate(resource, address, connection)).collect_vec();
    sort_by_key(&mut found, |server| !server.says);
    found.into_iter().next()
}

fn candidate(resource: &Resource, address: IpAddr, connection: &Connection) -> Option<Server> {
    let meta = &resource.meta;
    let key = |proxy_type, mesh: &Text| ProxyKey { proxy_type, mesh: mesh.clone(), name: meta.name.clone() };
    let here = |known: &Text, own: &str| known.parse() == Ok(address) || own.parse() == Ok(address);
    match &resource.spec {
        Spec::Dataplane(dataplane) => of_dataplane(meta, dataplane, address, connection.port),
        Spec::ZoneIngress(ingress) => {
            let networking = ingress.networking.as_ref()?;
            let (own, port) = (&networking.address, networking.port.value);
            let known = networking.advertised_address.as_ref().unwrap_or(own);
            let known_port = networking.advertised_port.map_or(port, |port| port.value);
            let says = [known_port, port].contains(&connection.port);
            let proxy = key(ProxyType::Ingress, &Text::default());
            (says && here(known, own)).then(|| Server {
                proxy,
                address: own.value.clone(),
                port,
                origin: own.origin,
                says,
            })
        }
        Spec::ZoneEgress(egress) => {
            let networking = egress.networking.as_ref()?;
            let (own, port) = (&networking.address, networking.port.value);
            let proxy = key(ProxyType::Egress, &Text::default());
            (port == connection.port && here(own, own)).then(|| Server {
                proxy,
                address: own.value.clone(),
                port,
                origin: own.origin,
                says: true,
            })
        }
        _ => None,
    }
}

fn of_dataplane(meta: &Meta, dataplane: &Dataplane, address: IpAddr, port: u32) -> Option<Server> {
    let networking = &dataplane.networking;
    let proxy =
        ProxyKey { proxy_type: ProxyType::Dataplane, mesh: meta.mesh.clone(), name: meta.name.clone() };
    let is_here = |text: &Text| text.parse() == Ok(address);
    let advertised = networking.advertised_address.as_ref();
    let is_advertised = advertised.is_some_and(|advertised| is_here(advertised));
    let server =
        |own: &Text, origin, says| Server { proxy: proxy.clone(), address: own.clone(), port, origin, says };
    for inbound in &networking.inbound {
        let own = inbound.address.as_ref().filter(|own| !own.is_empty()).unwrap_or(&networking.address);
        if inbound.port.value == port && (is_here(own) || is_advertised) {
            return Some(server(own, inbound.port.origin, true));
        }
    }
    for listener in &networking.listeners {
        let own = if listener.address.is_empty() { &networking.address } else { &listener.address };
        if listener.port.value == port && is_here(own) {
            return Some(server(own, listener.port.origin, true));
        }
    }
    let own = &networking.address;
    (is_here(own) || is_advertised).then(|| server(own, own.origin, false))
}

/// The addresses of a Dataplane, the one of all its inbounds first.
fn addresses(walk: &Walk<'_>, proxy: &ProxyKey) -> Vec<Text> {
    let of = |resource: &Resource| match &resource.spec {
        Spec::Dataplane(dataplane)
            if proxy.proxy_type == ProxyType::Dataplane && resource.meta.mesh == proxy.mesh =>
        {
            let networking = &dataplane.networking;
            let inbounds = networking.inbound.iter().filter_map(|inbound| inbound.address.as_ref());
            [&networking.address]
                .into_iter()
                .chain(inbounds)
                .map(|address| address.value.clone())
                .collect_vec()
        }
        Spec::ZoneEgress(egress) if proxy.proxy_type == ProxyType::Egress => {
            egress.networking.iter().map(|networking| networking.address.value.clone()).collect_vec()
        }
        _ => Vec::new(),
    };
    let named = walk.compiler.store().resources.iter().filter(|resource| resource.meta.name == proxy.name);
    named.map(of).find(|found| !found.is_empty()).unwrap_or_default()
}

/// The zone of a zone proxy that runs elsewhere.
fn other_zone(walk: &Walk<'_>, proxy: &ProxyKey) -> Option<Text> {
    let resources = &walk.compiler.store().resources;
    let zones = resources.iter().filter(|resource| resource.meta.name == proxy.name).filter_map(|resource| {
        match (&resource.spec, proxy.proxy_type) {
            (Spec::ZoneIngress(ingress), ProxyType::Ingress) => ingress.zone.as_ref(),
            (Spec::ZoneEgress(egress), ProxyType::Egress) => egress.zone.as_ref(),
            _ => None,
        }
    });
    let zone = zones.map(|zone| zone.value.clone()).find(|zone| !zone.is_empty());
    zone.filter(|zone| *zone != walk.compiler.world().zone)
}

fn delivered(step: Step, workload: Option<ProxyKey>, connection: Connection) -> Way {
    let request = match (&connection.payload, connection.layers.is_empty()) {
        (Payload::Http(request), true) => Some(request.clone()),
        _ => None,
    };
    let Connection { address, port, .. } = connection;
    let mut outcome = Outcome::new(Answer::Delivered);
    outcome.delivery = Some(Delivery { workload, address, port, request });
    Way::end(vec![step], outcome)
}
