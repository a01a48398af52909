//! Which proxies an edit can change, known without compiling them.
//!
//! Compiling is a pure function: a proxy whose inputs are the same has the same configuration. What a proxy reads is its own Dataplane,
//! the policies that select it and what these refer to, and the services that it reaches; everything else of a mesh counts as read by
//! all of its proxies ([`scope`]). So the answer errs to one side only: a proxy may be compiled in vain, and never is one overlooked.

mod legacy;
mod mentions;
mod narrow;
mod scope;

use super::ResourceChange;
use crate::{
    Compiler,
    list::CollectVec as _,
    resource::Scope as KindScope,
    sorted::{SortedMap, SortedSet},
    tree::Text,
    world::{ProxyKey, ProxyType, Shadow},
};

use scope::Scope;

/// The step from one store to another, for proxies that present themselves the same way before and after.
#[derive(Debug)]
pub struct Edit<'a> {
    meshes: SortedMap<Text, Scope<'a>>,
    /// Whether anything is different at all.
    is_empty: bool,
}

impl<'a> Edit<'a> {
    /// The step from what one compiler compiles to what another does, given the [`resources`](super::resources) that differ.
    /// Both have to be in one world; policies that are shadows take part or do not, as in [`Compiler::compile`].
    pub fn between(
        old: &'a Compiler<'a>,
        new: &'a Compiler<'a>,
        changes: &[ResourceChange<'a>],
        shadow: Shadow,
    ) -> Self {
        let meshes = old.meshes().iter().filter_map(|mesh| {
            let name = &mesh.meta.name;
            let sides = scope::Sides { old: (old, mesh), new: (new, new.mesh(name)?), shadow };
            let own: Vec<ResourceChange<'a>> =
                changes.iter().copied().filter(|change| concerns(change, name)).collect_vec();
            Some((name.clone(), Scope::of(&sides, &own)))
        });
        let is_empty = changes.is_empty() && !legacy::is_reordered(old.store(), new.store());
        Self { meshes: meshes.collect(), is_empty }
    }

    /// Whether the configuration of a proxy may be another one. Where this is not so, it is the same, or there is no such proxy on
    /// either side.
    pub fn can_change(&self, proxy: &ProxyKey) -> bool {
        match (proxy.proxy_type, self.meshes.get(&proxy.mesh)) {
            _ if self.is_empty => false,
            (ProxyType::Dataplane, Some(scope)) => scope.can_change(proxy),
            // Zone proxies read whole meshes, and a mesh that only one side has changes all of its proxies.
            (ProxyType::Dataplane, None) | (ProxyType::Ingress | ProxyType::Egress, _) => true,
        }
    }

    /// The proxies of both sides that may have another configuration, in order.
    pub fn candidates(&self, old: &Compiler<'_>, new: &Compiler<'_>) -> Vec<ProxyKey> {
        let all: SortedSet<ProxyKey> =
            old.store().proxies().into_iter().chain(new.store().proxies()).collect();
        all.into_iter().filter(|proxy| self.can_change(proxy)).collect_vec()
    }
}

/// Whether proxies of a mesh may see a resource: one of the mesh, or a global one.
fn concerns(change: &ResourceChange<'_>, mesh: &Text) -> bool {
    change.meta().is_some_and(|meta| meta.kind.0.scope == KindScope::Global || meta.mesh == *mesh)
}
