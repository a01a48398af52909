//! What a control plane answers when it is asked about a Dataplane: the effective rules of policies, and its layout.
//!
//! Rules and layout are the answers of Kuma's endpoints `_rules` and `_layout`; the overview says the same for people. They show which policies reach which place of a proxy before
//! anything becomes a message of Envoy.

mod graph;
mod layout;
mod meta;
mod overview;
mod rules;

use std::fmt;

pub use graph::{DataplaneNode, Graph};
pub use overview::{AppliedItem, AppliedPlace, Overview, PlaceOfTraffic, destination_name};

use crate::{
    bootstrap,
    index::{Mesh, ProxyView},
    resource::{Resource, mesh::MeshServicesMode},
    tree::Node,
    world::{ProxyKey, Shadow, World},
};

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unanswered {
    /// There is no such Dataplane, or no such mesh. Zone proxies are no Dataplanes.
    NotFound(ProxyKey),
    /// Layouts are about service resources, and the `meshServices.mode` of the mesh is not `Exclusive`.
    NotExclusive,
}

/// What Kuma's `_rules` endpoint answers about a Dataplane: which items of which policies hold where. Shadow policies take no part.
///
/// # Errors
/// Where there is no such Dataplane.
pub fn rules(resources: &[Resource], world: &World, proxy: &ProxyKey) -> Result<Node, Unanswered> {
    inspect(resources, world, proxy, |mesh, view| Ok(rules::rules(resources, mesh, view)))
}

/// What Kuma's `_layout` endpoint answers about a Dataplane: what it listens to, what it calls, and the names of all that in Envoy.
///
/// # Errors
/// Where there is no such Dataplane, or its mesh is not one of service resources.
pub fn layout(resources: &[Resource], world: &World, proxy: &ProxyKey) -> Result<Node, Unanswered> {
    inspect(resources, world, proxy, |mesh, view| {
        let exclusive = mesh.services_mode() == MeshServicesMode::Exclusive;
        if exclusive { Ok(layout::layout(mesh, view)) } else { Err(Unanswered::NotExclusive) }
    })
}

/// What a Dataplane listens to, what it calls, and which items of which policies hold where.
///
/// # Errors
/// Where there is no such Dataplane.
pub fn overview(
    resources: &[Resource],
    world: &World,
    proxy: &ProxyKey,
    shadow: Shadow,
) -> Result<Overview, Unanswered> {
    inspect(resources, world, proxy, |mesh, view| Ok(overview::overview(mesh, view, shadow)))
}

/// Which Dataplanes of a mesh call which services, and which Dataplanes stand behind them; empty where there is no such mesh.
pub fn graph(resources: &[Resource], world: &World, mesh: &str, shadow: Shadow) -> Graph {
    graph::graph(resources, world, mesh, shadow)
}

fn inspect<T>(
    resources: &[Resource],
    world: &World,
    proxy: &ProxyKey,
    answer: impl FnOnce(&Mesh<'_>, &ProxyView<'_>) -> Result<T, Unanswered>,
) -> Result<T, Unanswered> {
    let not_found = || Unanswered::NotFound(proxy.clone());
    let metadata = bootstrap::metadata(resources, world, proxy);
    let (mesh, _) = Mesh::build(resources, world, &proxy.mesh);
    let mesh = mesh.ok_or_else(not_found)?;
    let view = ProxyView::build(&mesh, &proxy.name, &metadata).ok_or_else(not_found)?;
    answer(&mesh, &view)
}

impl fmt::Display for Unanswered {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound(proxy) => write!(formatter, "there is no Dataplane {proxy}"),
            Self::NotExclusive => formatter.write_str(
                "layouts are about service resources: set `meshServices.mode: Exclusive` in the Mesh",
            ),
        }
    }
}
