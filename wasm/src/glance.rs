//! Overviews and graphs as plain data.

use kumascope_core::{inspect, text::Sources};

use crate::{
    offsets,
    types::{AppliedItem, AppliedPlace, Graph, GraphDataplane, Overview, PlaceOfTraffic},
};

/// An overview as plain data.
pub(crate) fn overview(found: &inspect::Overview, sources: &Sources) -> Overview {
    Overview {
        inbounds: found.inbounds.iter().map(place).collect(),
        outbounds: found.outbounds.iter().map(place).collect(),
        policies: found.policies.iter().map(|item| applied(item, sources)).collect(),
    }
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
        range: item.origin.location().and_then(|location| offsets::range(location, sources)),
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
