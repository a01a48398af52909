//! The store of a control plane while it settles: resources in the order of their creation.

use crate::{
    list::CollectVec as _,
    origin::Origin,
    resource::{
        Creation, Labels, Meta, Registry, Resource, Spec, dataplane::Dataplane, mesh::Mesh,
        mesh_identity::MeshIdentity, mesh_service::MeshService, mesh_trust::MeshTrust,
    },
    tree::Text,
};

/// Resources in the order of their creation, which stands for Kuma's creation time.
pub(super) struct Store<'a> {
    pub(super) resources: Vec<Resource>,
    registry: &'a Registry,
}

impl<'a> Store<'a> {
    /// A store of nothing.
    pub(super) fn new(registry: &'a Registry) -> Self {
        Self { resources: Vec::new(), registry }
    }

    /// The kinds that can be read.
    pub(super) fn registry(&self) -> &'a Registry {
        self.registry
    }

    /// Adds a resource; nothing happens for a kind that there is not.
    pub(super) fn create(&mut self, generated: Generated) {
        let Generated { kind, mesh, name, labels, origin, spec } = generated;
        if let Some(kind) = self.registry.kind(kind) {
            let creation = Creation::default();
            let meta = Meta { kind, mesh, name, labels, origin, kubernetes: None, creation };
            self.resources.push(Resource { meta, spec });
        }
    }

    /// Whether there is a resource of that kind, mesh and name.
    pub(super) fn contains(&self, kind: &str, mesh: &str, name: &str) -> bool {
        let is_it = |meta: &Meta| meta.kind.0.name == kind && meta.mesh == mesh && meta.name == name;
        self.resources.iter().any(|resource| is_it(&resource.meta))
    }

    /// All meshes.
    pub(super) fn meshes(&self) -> impl Iterator<Item = (&Meta, &Mesh)> {
        self.resources.iter().filter_map(|resource| match &resource.spec {
            Spec::Mesh(mesh) => Some((&resource.meta, mesh.as_ref())),
            _ => None,
        })
    }

    /// The mesh of that name.
    pub(super) fn mesh(&self, name: &str) -> Option<&Mesh> {
        self.meshes().find(|(meta, _)| meta.name == name).map(|(_, mesh)| mesh)
    }

    /// The Dataplanes of a mesh, in the order of their creation.
    pub(super) fn dataplanes(&self, mesh: &str) -> impl Iterator<Item = (&Resource, &Dataplane)> {
        self.resources.iter().filter_map(move |resource| match &resource.spec {
            Spec::Dataplane(dataplane) if resource.meta.mesh == mesh => Some((resource, dataplane.as_ref())),
            _ => None,
        })
    }

    /// All MeshServices.
    pub(super) fn mesh_services(&self) -> impl Iterator<Item = (&Meta, &MeshService)> {
        self.resources.iter().filter_map(|resource| match &resource.spec {
            Spec::MeshService(service) => Some((&resource.meta, service.as_ref())),
            _ => None,
        })
    }

    /// The MeshIdentities of a mesh.
    pub(super) fn identities(&self, mesh: &str) -> Vec<(&Meta, &MeshIdentity)> {
        let identities = self.resources.iter().filter_map(|resource| match &resource.spec {
            Spec::MeshIdentity(identity) if resource.meta.mesh == mesh => {
                Some((&resource.meta, identity.as_ref()))
            }
            _ => None,
        });
        identities.collect_vec()
    }

    /// All MeshTrusts.
    pub(super) fn trusts(&self) -> impl Iterator<Item = (&Meta, &MeshTrust)> {
        self.resources.iter().filter_map(|resource| match &resource.spec {
            Spec::MeshTrust(trust) => Some((&resource.meta, trust.as_ref())),
            _ => None,
        })
    }
}

/// A resource that the control plane makes by itself.
pub(super) struct Generated {
    /// The name of its kind.
    pub(super) kind: &'static str,
    pub(super) mesh: Text,
    pub(super) name: Text,
    pub(super) labels: Labels,
    /// What it was made from, or the rule that made it.
    pub(super) origin: Origin,
    pub(super) spec: Spec,
}
