//! What a control plane answers when one resource is put: step by step, as its API does it.
//!
//! 1. Does the control plane take this kind, and is its mesh there?
//! 2. The body is decoded: kinds with a `spec` by their schema (defaults are filled in first) and then into structs, all others
//!    into protobuf messages.
//! 3. The fields are validated, as if the resource had no names and labels yet.
//! 4. Names, labels and what the address of the request says are compared.
//! 5. Labels are computed; those that are there already cannot change.
//! 6. The fields are validated again, with labels, and the store is asked.
//!
//! Each step hides the later ones. Nothing here is needed to compile a mesh: programs that do not ask do not carry it.

mod answer;
mod bytes;
mod confs;
mod decode;
mod deprecations;
mod duration;
mod empty;
mod go;
mod json;
mod managers;
mod message;
mod names;
mod odd;
mod pattern;
mod ports;
mod schema;
mod sequence;
pub(crate) mod shape;
pub(crate) mod shapes;
mod store;
mod typed;

pub use answer::Answer;
pub use sequence::{Answered, answers, keep};

use crate::{
    resource::{Kind, Registry, Resource, Scope, validate::Violation},
    tree::{Node, Text},
    world::World,
};

/// Which control plane is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Deployment {
    /// That of a zone which belongs to no other.
    #[default]
    Zone,
    /// That of a zone which has joined a global control plane.
    FederatedZone,
    /// A global one.
    Global,
}

/// A resource that is put.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The kind of the address, for example `MeshTimeout`.
    pub kind: &'a str,
    /// The mesh of the address; empty for kinds that belong to none.
    pub mesh: &'a str,
    /// The name of the address.
    pub name: &'a str,
    /// The body.
    pub body: Body<'a>,
}

/// The body of a request.
#[derive(Clone, Copy, Debug)]
pub enum Body<'a> {
    /// As text, which may be no JSON.
    Text(&'a str),
    /// As a tree.
    Tree(&'a Node),
}

/// What a control plane of that deployment, which holds `store`, answers.
///
/// # Errors
/// Where Kuma has no such kind.
pub fn answer(
    request: &Request<'_>,
    store: &[Resource],
    registry: &Registry,
    deployment: Deployment,
    world: &World,
) -> Result<Answer, UnknownKind> {
    let kind = registry.kind(request.kind).ok_or(UnknownKind)?;
    let admission = Admission { request, kind, store, registry, deployment, world };
    Ok(admission.answer().unwrap_or_else(|refusal| *refusal))
}

/// A refusal on its way back.
type Refusal = Box<Answer>;

/// There is no kind of that name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownKind;

/// One request on its way.
struct Admission<'a> {
    request: &'a Request<'a>,
    kind: Kind,
    store: &'a [Resource],
    registry: &'a Registry,
    deployment: Deployment,
    world: &'a World,
}

impl Admission<'_> {
    fn answer(&self) -> Result<Answer, Refusal> {
        self.check_kind()?;
        self.check_mesh()?;
        let root = self.decode()?;
        let read = self.with_confs_read(&root);
        self.check_fields(&read)?;
        let labels = self.check_names(&root)?;
        self.put(&self.with_metrics_read(root, &read), &read, labels)
    }

    fn check_kind(&self) -> Result<(), Refusal> {
        let info = self.kind.0;
        let is_refused = self.registry.is_read_only(info.name)
            || match self.deployment {
                Deployment::Zone => false,
                Deployment::FederatedZone => !info.provided_by_zone,
                Deployment::Global => is_of_zones_alone(info.name),
            };
        if !is_refused {
            return Ok(());
        }
        let detail = match self.deployment {
            Deployment::Global => GLOBAL_READ_ONLY,
            _ => ZONE_READ_ONLY,
        };
        Err(Answer::refusal(405, "Method not allowed", detail))
    }

    fn check_mesh(&self) -> Result<(), Refusal> {
        let is_there = self.kind.0.scope == Scope::Global || self.mesh().is_some();
        is_there.then_some(()).ok_or_else(|| Answer::refusal(404, "Failed to retrieve Mesh", "Not found"))
    }
}

/// What a refusal for violations is called before the store is asked.
const NOT_PROCESSED: &str = "Could not process a resource";

const GLOBAL_READ_ONLY: &str = "On global control plane you can not modify dataplane resources with 'kumactl apply' or via the \
    HTTP API. You can still use 'kumactl' or the HTTP API to modify them on the zone control plane.\n";
const ZONE_READ_ONLY: &str = "On zone control plane you can only modify zone resources with 'kumactl apply' or via the HTTP API. \
    You can still use 'kumactl' or the HTTP API to modify the rest of the resource on the global control plane.\n";

/// Whether only zones make resources of a kind.
fn is_of_zones_alone(kind: &str) -> bool {
    ["Dataplane", "ZoneIngress", "ZoneEgress", "MeshService", "MeshZoneAddress", "Workload"].contains(&kind)
}

/// A text of a document; empty where there is none.
fn text(root: &Node, name: &str) -> Text {
    root.get(name).and_then(Node::as_text).cloned().unwrap_or_default()
}

/// A refusal, where there are violations.
fn refuse(title: &'static str, violations: Vec<Violation>) -> Result<(), Refusal> {
    if violations.is_empty() { Ok(()) } else { Err(Answer::invalid(title, violations)) }
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
