//! The overview of a Dataplane: what it listens to, what it calls, and which items of which policies hold where.

use crate::{
    index::{Mesh, ProxyView, ZoneListenerKind},
    list::CollectVec as _,
    model::Destination,
    origin::Origin,
    policies::POLICIES,
    policy::{self, Confs, InboundConfs},
    resource::{Kind, Kri, Meta, PolicySpec},
    sorted::sort_by_key,
    tree::Text,
    world::Shadow,
};

/// What a Dataplane listens to, what it calls, and which policies hold where.
#[derive(Clone, Debug, Default)]
pub struct Overview {
    /// Its inbounds, and then its listeners as a zone proxy, as they are written.
    pub inbounds: Vec<PlaceOfTraffic>,
    /// What it calls, in the order of its outbounds.
    pub outbounds: Vec<PlaceOfTraffic>,
    /// Items of policies, kind by kind in the order in which they take effect, the least specific first.
    pub policies: Vec<AppliedItem>,
}

/// An inbound or an outbound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceOfTraffic {
    /// The section of an inbound; the service and port of an outbound.
    pub name: Text,
    /// Where it listens.
    pub address: Text,
    /// The port where it listens.
    pub port: u32,
    /// What is spoken there.
    pub protocol: Text,
}

/// An item of a policy that holds somewhere.
#[derive(Clone, Debug)]
pub struct AppliedItem {
    /// The kind of the policy.
    pub kind: Kind,
    /// Its name, as users know it.
    pub name: Text,
    /// Where it holds, in the order of inbounds and outbounds; nothing for the proxy as a whole.
    pub places: Vec<AppliedPlace>,
    /// Where the item is written.
    pub origin: Origin,
}

/// Where an item of a policy holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AppliedPlace {
    /// At an inbound, by its section.
    Inbound(Text),
    /// At an outbound, by the name of the service.
    Outbound(Text),
    /// For the requests of a MeshHTTPRoute.
    Route(Text),
}

impl AppliedPlace {
    /// The name of the inbound, the service or the route.
    pub fn name(&self) -> &Text {
        match self {
            Self::Inbound(name) | Self::Outbound(name) | Self::Route(name) => name,
        }
    }
}

/// The overview of a Dataplane. Shadow policies take part where they are asked for.
pub(super) fn overview(mesh: &Mesh<'_>, proxy: &ProxyView<'_>, shadow: Shadow) -> Overview {
    let confs = policy::confs(POLICIES, mesh, proxy, shadow);
    let mut overview =
        Overview { inbounds: inbounds(proxy), outbounds: outbounds(mesh, proxy), policies: Vec::new() };
    let mut policies: Vec<_> = POLICIES.iter().collect_vec();
    sort_by_key(&mut policies, |policy| policy.kind.order);
    for policy in policies {
        let kind = Kind(&policy.kind.info);
        if let Some(confs) = confs.get(&kind) {
            let mut items = Items { kind, mesh, found: Vec::new() };
            items.collect(confs, mesh, proxy);
            overview.policies.extend(items.found);
        }
    }
    overview
}

fn inbounds(proxy: &ProxyView<'_>) -> Vec<PlaceOfTraffic> {
    let inbounds = proxy.inbounds.iter().map(|inbound| PlaceOfTraffic {
        name: inbound.section.clone(),
        address: inbound.address.value.clone(),
        port: inbound.port.value,
        protocol: inbound.protocol.value.clone(),
    });
    let listeners = proxy.zone_listeners.iter().map(|listener| PlaceOfTraffic {
        name: listener.section.clone(),
        address: listener.address.value.clone(),
        port: listener.port.value,
        protocol: Text::new_static(match listener.kind {
            ZoneListenerKind::Ingress => "zone ingress",
            ZoneListenerKind::Egress => "zone egress",
        }),
    });
    inbounds.chain(listeners).collect_vec()
}

fn outbounds(mesh: &Mesh<'_>, proxy: &ProxyView<'_>) -> Vec<PlaceOfTraffic> {
    let services = proxy.services(mesh).into_iter().map(|service| PlaceOfTraffic {
        name: destination_name(&service.outbound.destination),
        address: service.outbound.address.value.clone(),
        port: service.outbound.port.value,
        protocol: Text::new_static(service.protocol.name()),
    });
    services.collect_vec()
}

/// The service that something leads to, with its port where it has one.
pub fn destination_name(destination: &Destination) -> Text {
    match destination {
        Destination::Tags(tags) => tags.service().into(),
        Destination::Resource(kri) if kri.section.is_empty() => full_name(kri),
        Destination::Resource(kri) => Text::from_iter([&full_name(kri), ":", &kri.section]),
    }
}

/// The name within the mesh, with the namespace where there is one.
fn full_name(kri: &Kri) -> Text {
    if kri.namespace.is_empty() {
        kri.name.clone()
    } else {
        Text::from_iter([&kri.name, ".", &kri.namespace])
    }
}

/// A list of a policy's items.
#[derive(Clone, Copy)]
enum List {
    To,
    From,
    Rules,
}

/// The items of one kind of policy that hold somewhere.
struct Items<'m, 'a> {
    kind: Kind,
    mesh: &'m Mesh<'a>,
    found: Vec<AppliedItem>,
}

impl Items<'_, '_> {
    fn collect(&mut self, confs: &Confs<'_>, mesh: &Mesh<'_>, proxy: &ProxyView<'_>) {
        for single in &confs.single {
            self.add(single.policy, single.conf.origin, None);
        }
        for ((_, port), said) in confs.inbounds.iter() {
            let inbound = proxy.inbounds.iter().find(|inbound| inbound.port.value == *port);
            let listener = || proxy.zone_listeners.iter().find(|listener| listener.port.value == *port);
            let section =
                inbound.map(|inbound| &inbound.section).or_else(|| listener().map(|found| &found.section));
            if let Some(section) = section {
                self.at_inbound(said, section);
            }
        }
        for service in proxy.services(mesh) {
            let destination = &service.outbound.destination;
            for item in confs.outbound(destination).rule().into_iter().flat_map(|rule| &rule.items) {
                let place = AppliedPlace::Outbound(destination_name(destination));
                self.add(item.policy, self.written(item.policy, List::To, item.index), Some(place));
            }
        }
        let routes = confs.to_resources.iter().filter(|(kri, _)| kri.kind.0.name == "MeshHTTPRoute");
        for (kri, item) in routes.flat_map(|(kri, rule)| rule.items.iter().map(move |item| (kri, item))) {
            let origin = self.written(item.policy, List::To, item.index);
            self.add(item.policy, origin, Some(AppliedPlace::Route(full_name(kri))));
        }
    }

    fn at_inbound(&mut self, said: &InboundConfs<'_>, section: &Text) {
        let place = || Some(AppliedPlace::Inbound(section.clone()));
        for rule in &said.rules {
            let origin = self.written(rule.policy, List::Rules, rule.index);
            self.add(rule.policy, origin, place());
        }
        for item in said.from_tags.iter().flat_map(|rule| &rule.rule.items) {
            let origin = self.written(item.policy, List::From, item.index);
            self.add(item.policy, origin, place());
        }
    }

    /// Where an item is written; where its policy is, if the item cannot be found. Items of `from` may count as `rules`.
    fn written(&self, policy: &Meta, list: List, index: usize) -> Origin {
        let resources = self.mesh.of_kind(self.kind.0.name).iter();
        let mut found = resources.filter(|resource| resource.meta.name == policy.name);
        let item = |spec: &PolicySpec| match list {
            List::To => spec.to.get(index).map(|item| item.origin),
            List::From => spec.from.get(index).map(|item| item.origin),
            List::Rules if spec.rules.is_empty() => spec.from.get(index).map(|item| item.origin),
            List::Rules => spec.rules.get(index).map(|item| item.origin),
        };
        found.find_map(|resource| item(resource.spec.as_policy()?)).unwrap_or(policy.origin)
    }

    fn add(&mut self, policy: &Meta, origin: Origin, place: Option<AppliedPlace>) {
        let name = Text::new(policy.display_name());
        let known = self.found.iter_mut().find(|item| item.name == name && item.origin == origin);
        match (known, place) {
            (Some(item), Some(place)) if !item.places.contains(&place) => item.places.push(place),
            (Some(_), _) => {}
            (None, place) => {
                let places = place.into_iter().collect_vec();
                self.found.push(AppliedItem { kind: self.kind, name, places, origin });
            }
        }
    }
}
