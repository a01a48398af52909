//! What a control plane creates when it starts, before anything is written.

use super::{
    Environment, kubernetes, labels,
    store::{Generated, Store},
};
use crate::{
    origin::{Origin, Traced},
    resource::{
        LabelSelector, Labels, Shared, Spec,
        hostname_generator::{HostnameGenerator, HostnameSelector},
        meta::label,
    },
    sorted::SortedMap,
    tree::Text,
    world::World,
};

/// Creates the Zone, the Mesh `default` and the HostnameGenerators of local services, unless the settings forbid it.
pub(super) fn create(store: &mut Store<'_>, world: &World, environment: Environment) {
    let zone = Spec::Zone(Shared::default());
    store.create(global("Zone", world.zone.clone(), Labels::default(), zone));
    if !world.control_plane.defaults.skip_mesh_creation {
        let mesh = Spec::Mesh(Shared::default());
        store.create(global("Mesh", Text::new_static("default"), Labels::default(), mesh));
    }
    if !world.control_plane.defaults.skip_hostname_generators {
        let external = HostnameSelector { mesh_external_service: Some(local()), ..nothing() };
        hostname_generator(
            store,
            "local-mesh-external-service",
            "{{ .DisplayName }}.extsvc.mesh.local",
            external,
        );
        let services = HostnameSelector { mesh_service: Some(local()), ..nothing() };
        if environment == Environment::Universal {
            hostname_generator(
                store,
                "local-universal-mesh-service",
                "{{ .DisplayName }}.svc.mesh.local",
                services,
            );
        }
        if environment == Environment::Kubernetes {
            store
                .resources
                .iter_mut()
                .filter(|found| matches!(found.spec, Spec::HostnameGenerator(_)))
                .for_each(|generator| {
                    kubernetes::move_to(&mut generator.meta, &world.control_plane.system_namespace, ORIGIN);
                    labels::compute(generator, Some(&world.zone));
                });
        }
    }
}

fn hostname_generator(
    store: &mut Store<'_>,
    name: &'static str,
    template: &'static str,
    selector: HostnameSelector,
) {
    let template = Traced::new(Text::new_static(template), ORIGIN);
    let generator = HostnameGenerator { selector, template, extension: None };
    let labels = Labels(made_here());
    let spec = Spec::HostnameGenerator(Shared::new(generator));
    store.create(global("HostnameGenerator", Text::new_static(name), labels, spec));
}

const ORIGIN: Origin = Origin::Default(&"created when the control plane starts");

fn global(kind: &'static str, name: Text, labels: Labels, spec: Spec) -> Generated {
    Generated { kind, mesh: Text::default(), name, labels, origin: ORIGIN, spec }
}

fn made_here() -> SortedMap<Text, Traced<Text>> {
    SortedMap::from([(Text::new_static(label::ORIGIN), Traced::new(Text::new_static("zone"), ORIGIN))])
}

fn local() -> LabelSelector {
    LabelSelector { match_labels: Some(made_here()), origin: ORIGIN }
}

fn nothing() -> HostnameSelector {
    HostnameSelector { mesh_service: None, mesh_external_service: None, mesh_multi_zone_service: None }
}
