//! Where a request begins: at a workload whose proxy may take it, or outside the mesh.

use std::net::IpAddr;

use super::{
    Answer, Delivery, Exchange, Outcome, Request, Source, Step, StepKind, arrive,
    at::At,
    connection::{Connection, Encryption, Payload},
    listener::{self, Arrival},
    walk::{Hop, Side, Walk, Way},
};
use crate::{
    bootstrap,
    index::{Domain, ProxyView},
    list::CollectVec as _,
    message::{Configuration, ResourceType},
    origin::Origin,
    tree::Text,
    world::{ProxyKey, ProxyType},
};

/// Begins the walk.
pub(super) fn begin(walk: &mut Walk<'_>) -> Way {
    match walk.request.source.clone() {
        Source::Outside => outside(walk),
        Source::Workload(proxy) => inside(walk, &proxy),
    }
}

/// A client without a proxy calls an address directly.
fn outside(walk: &mut Walk<'_>) -> Way {
    let mut connection = connection(walk.request);
    if let Some(identity) = &walk.request.identity {
        let protocols = vec![Text::new_static("kuma")];
        let identities = vec![identity.clone()];
        connection.layers.push(Encryption { protocols, identities, ..Encryption::default() });
    }
    let target = connection.target();
    arrive::call(walk, connection, |connection| {
        let step =
            Step::of_rule(StepKind::Destination, format!("no proxy of the store is at {target}"), STORE);
        nobody(vec![step], connection)
    })
}

const STORE: Origin = Origin::Rule(&"addresses of the store");

/// A workload calls, and its proxy takes the connection where it can.
fn inside(walk: &mut Walk<'_>, proxy: &ProxyKey) -> Way {
    let configuration = walk.configuration(proxy);
    if configuration.of_type(ResourceType::Listener).next().is_none()
        || proxy.proxy_type != ProxyType::Dataplane
    {
        let reason = format!("{proxy} is no Dataplane whose workload could call");
        return Way::end(Vec::new(), Outcome::new(Answer::Unknown { reason: reason.into() }));
    }
    let mut connection = connection(walk.request);
    let mut steps: Vec<Step> = resolve(walk, proxy, &mut connection).into_iter().collect_vec();
    let address: Option<IpAddr> = connection.address.parse().ok();
    let is_local = address.is_some_and(|address| address.is_loopback());
    let arrival =
        if walk.is_redirected(proxy) && !is_local { Arrival::RedirectedOut } else { Arrival::Socket };
    let hop = Hop { proxy: proxy.clone(), configuration: &configuration, side: Side::Client };
    if let Some(listener) = listener::find(&configuration, proxy, &connection, arrival) {
        return walk.pass(|walk| listener::accept(walk, &hop, &listener, connection)).after(steps);
    }
    let target = connection.target();
    let text = format!("no listener of {proxy} takes {target}: the workload calls it without its proxy");
    steps.push(Step {
        steps: outbounds(&configuration, proxy),
        ..Step::of_rule(StepKind::Destination, text, LISTENERS)
    });
    if is_local {
        let reason = format!("no listener of {proxy} takes {target}");
        return Way::end(steps, Outcome::new(Answer::Refused { reason: reason.into() }));
    }
    connection.source = arrive::source_of(walk, &hop);
    arrive::call(walk, connection, |connection| nobody(Vec::new(), connection)).after(steps)
}

const LISTENERS: Origin = Origin::Rule(&"listeners of the proxy");

/// A host name of the mesh stands for the address that the proxy's resolver answers; others are for others to resolve.
fn resolve(walk: &Walk<'_>, proxy: &ProxyKey, connection: &mut Connection) -> Option<Step> {
    if connection.address.parse::<IpAddr>().is_ok() {
        return None;
    }
    if connection.address == "localhost" {
        connection.address = Text::new_static("127.0.0.1");
        return None;
    }
    let name = connection.address.trim_end_matches('.').to_ascii_lowercase();
    let found = domains(walk, proxy).into_iter().find(|domain| domain.name.as_str() == name);
    let Some(domain) = found else {
        let text = format!("{name} is no host name of the mesh; other resolvers may know it");
        return Some(Step::of_rule(StepKind::Destination, text, Origin::Rule(&"host names of the mesh")));
    };
    connection.address = domain.address.value.clone();
    let text = format!("{name} is {}", domain.address.value);
    Some(Step::of_rule(StepKind::Destination, text, domain.name.origin))
}

fn domains(walk: &Walk<'_>, proxy: &ProxyKey) -> Vec<Domain> {
    let metadata = bootstrap::metadata(&walk.compiler.store().resources, walk.compiler.world(), proxy);
    let view =
        walk.compiler.mesh(&proxy.mesh).and_then(|mesh| ProxyView::build(mesh, &proxy.name, &metadata));
    view.map(|view| view.domains).unwrap_or_default()
}

/// Where the proxy takes calls of its workload: what might have been meant.
fn outbounds(configuration: &Configuration, proxy: &ProxyKey) -> Vec<Step> {
    let listeners = configuration.of_type(ResourceType::Listener).map(|found| At::message(proxy, found));
    let outbound = listeners.filter(|listener| listener.text("trafficDirection") == "OUTBOUND");
    outbound
        .filter_map(|listener| {
            let (address, port) = listener::socket_of(&listener)?;
            Some(
                listener
                    .step(StepKind::Listener, format!("{address}:{port} would be {}", listener.place.name)),
            )
        })
        .collect_vec()
}

/// What the store does not know answers.
fn nobody(steps: Vec<Step>, connection: Connection) -> Way {
    let request = match connection.payload {
        Payload::Http(request) if connection.layers.is_empty() => Some(request),
        _ => None,
    };
    let mut outcome = Outcome::new(Answer::Delivered);
    outcome.delivery =
        Some(Delivery { workload: None, address: connection.address, port: connection.port, request });
    Way::end(steps, outcome)
}

fn connection(request: &Request) -> Connection {
    let address =
        request.host.parse::<IpAddr>().map_or_else(|_| request.host.clone(), |ip| ip.to_string().into());
    let (layers, payload) = match &request.exchange {
        Exchange::Http(http) => (Vec::new(), Payload::Http(http.clone())),
        Exchange::Bytes => (Vec::new(), Payload::Bytes),
        Exchange::Tls { server_name, protocols } => {
            let layer = Encryption {
                server_name: server_name.clone(),
                protocols: protocols.clone(),
                ..Encryption::default()
            };
            (vec![layer], Payload::Hidden)
        }
    };
    Connection { address, port: request.port, source: None, layers, payload }
}
