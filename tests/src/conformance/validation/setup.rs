//! The control plane that is asked: its settings, and what it holds already.

use kumascope_core::{
    admission::Deployment,
    resource::Resource,
    tree::{Node, Text},
    world::World,
};

use super::{super::case::documents, ask};

/// A control plane.
#[derive(Clone, Debug)]
pub(super) struct Setup {
    /// Which one it is.
    pub(super) deployment: Deployment,
    /// Its zone and settings.
    pub(super) world: World,
    /// What it holds.
    pub(super) store: Vec<Resource>,
}

impl Setup {
    /// Reads `_setup.yaml`: the settings, and resources that are put first.
    pub(super) fn read(bytes: &[u8]) -> Self {
        let documents = documents(&String::from_utf8_lossy(bytes));
        let is_settings = |node: &&Node| node.get("type").and_then(Node::as_str) == Some("Setup");
        let mut setup = Self { deployment: Deployment::Zone, world: World::default(), store: Vec::new() };
        for settings in documents.iter().filter(is_settings) {
            setup.apply(settings);
        }
        // A federated zone gets its meshes from the global control plane.
        let deployment = match setup.deployment {
            Deployment::FederatedZone => Deployment::Global,
            other => other,
        };
        for resource in documents.iter().filter(|node| !is_settings(node)) {
            ask::put(&mut setup.store, resource, deployment, &setup.world);
        }
        setup
    }

    fn apply(&mut self, settings: &Node) {
        if settings.get("global").is_some() {
            self.deployment = Deployment::FederatedZone;
        }
        for entry in settings.get("cp").and_then(Node::as_map).into_iter().flatten() {
            let value = entry.value.as_text().cloned().unwrap_or_else(|| Text::new(entry.value.to_json()));
            match (entry.key.as_str(), value.as_str()) {
                ("KUMA_MODE", "global") => self.deployment = Deployment::Global,
                ("KUMA_MODE", _) => {}
                // Settings that only a running control plane has change no answer.
                (name, value) => drop(self.world.set(name, value)),
            }
        }
    }
}
