//! Overviews and graphs as plain data.

use kumascope_core::{inspect, origin::Origin, resource::Resource, text::Sources, world::ProxyKey};

use crate::{
    offsets,
    types::{AppliedItem, AppliedPlace, Graph, GraphDataplane, Overview, PlaceOfTraffic, Range},
};

/// An overview as plain data, with the policies of the mesh that hold nowhere at the proxy.
pub(crate) fn overview(
    found: &inspect::Overview,
    resources: &[Resource],
    proxy: &ProxyKey,
    sources: &Sources,
) -> Overview {
    let holds = |policy: &Resource| {
        let (kind, name) = (policy.meta.kind, policy.meta.display_name());
        found.policies.iter().any(|item| item.kind == kind && item.name == name)
    };
    let policies = resources.iter().filter(|found| found.spec.as_policy().is_some());
    let others = policies.filter(|policy| policy.meta.mesh == proxy.mesh && !holds(policy));
    Overview {
        inbounds: found.inbounds.iter().map(place).collect(),
        outbounds: found.outbounds.iter().map(place).collect(),
        policies: found.policies.iter().map(|item| applied(item, sources)).collect(),
        others: others.map(|policy| other(policy, sources)).collect(),
    }
}

fn other(policy: &Resource, sources: &Sources) -> AppliedItem {
    AppliedItem {
        kind: policy.meta.kind.0.name.into(),
        name: policy.meta.display_name().into(),
        places: Vec::new(),
        range: range(policy.meta.origin, sources),
    }
}

fn range(origin: Origin, sources: &Sources) -> Option<Range> {
    origin.location().and_then(|location| offsets::range(location, sources))
}

fn place(found: &inspect::PlaceOfTraffic) -> PlaceOfTraffic {
    PlaceOfTraffic {
        name: found.name.to_string(),
        address: found.address.to_string(),
        port: found.port,
        protocol: found.protocol.to_string(),
    }
}

fn applied(item: &inspect::AppliedItem, sources: &Sources) -> AppliedItem {
    let places = item.places.iter().map(|place| match place {
        inspect::AppliedPlace::Inbound(name) => AppliedPlace::Inbound { name: name.to_string() },
        inspect::AppliedPlace::Outbound(name) => AppliedPlace::Outbound { name: name.to_string() },
        inspect::AppliedPlace::Route(name) => AppliedPlace::Route { name: name.to_string() },
    });
    AppliedItem {
        kind: item.kind.0.name.into(),
        name: item.name.to_string(),
        places: places.collect(),
        range: range(item.origin, sources),
    }
}

/// A graph as plain data.
pub(crate) fn graph(found: &inspect::Graph) -> Graph {
    let dataplanes = found.dataplanes.iter().map(|dataplane| GraphDataplane {
        proxy: dataplane.proxy.to_string(),
        policies: dataplane.policies.iter().map(|kind| kind.0.name.to_owned()).collect(),
    });
    Graph {
        dataplanes: dataplanes.collect(),
        services: found.services.iter().map(ToString::to_string).collect(),
        calls: found.calls.iter().copied().map(numbers).collect(),
        leads: found.leads.iter().copied().map(numbers).collect(),
    }
}

fn numbers((from, to): (usize, usize)) -> (u32, u32) {
    (u32::try_from(from).unwrap_or(u32::MAX), u32::try_from(to).unwrap_or(u32::MAX))
}
