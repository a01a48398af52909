//! Host names of service resources, as HostnameGenerators make them.

use super::{identity_status::condition, store::Store, syntax};
use crate::{
    list::CollectVec as _,
    origin::{Origin, Traced},
    resource::{
        HostnameGenerator, LabelSelector, Meta, Resource, Spec,
        meta::label,
        status::{Address, Condition, HostnameGeneratorRef, HostnameGeneratorStatus},
        template::{Template, Values},
    },
    sorted::{SortedMap, sort_by, sort_by_key},
    tree::Text,
    world::World,
};

const RULE: &str = "host name of a HostnameGenerator";

/// What one generator made for one service: a name, or why there is none.
struct Made {
    generator: Text,
    hostname: Option<Traced<Text>>,
    condition: Condition,
}

/// Sets the host names of all service resources.
pub(super) fn update(store: &mut Store<'_>, world: &World) {
    let mut generators: Vec<(Meta, HostnameGenerator)> = store
        .resources
        .iter()
        .filter_map(|resource| match &resource.spec {
            Spec::HostnameGenerator(generator) => Some((resource.meta.clone(), generator.as_ref().clone())),
            _ => None,
        })
        .collect_vec();
    // Those of this zone come first; the sort keeps the order of creation.
    sort_by_key(&mut generators, |(meta, _)| meta.labels.get(label::ORIGIN) != Some("zone"));
    for kind in ["MeshService", "MeshExternalService", "MeshMultiZoneService"] {
        of_kind(store, kind, &generators, world);
    }
}

fn of_kind(store: &mut Store<'_>, kind: &str, generators: &[(Meta, HostnameGenerator)], world: &World) {
    let mut services: Vec<&mut Resource> =
        store.resources.iter_mut().filter(|resource| resource.meta.kind.0.name == kind).collect_vec();
    let mut owners: SortedMap<(Text, Text), Text> = SortedMap::new();
    let mut made: Vec<Vec<Made>> = services.iter().map(|_| Vec::new()).collect_vec();
    for (generator_meta, generator) in generators {
        let template = Template::parse(&generator.template.value)
            .map_err(|reason| format!("failed compiling gotemplate error={reason:?}"));
        for (service, made) in services.iter().zip(&mut made) {
            let selector = selector_for(generator, &service.spec);
            if !selector.is_some_and(|selector| selector.matches(&service.meta.labels)) {
                continue;
            }
            let name = template.clone().and_then(|template| hostname(&template, &service.meta, &world.zone));
            let (hostname, condition) = claim(name, &service.meta, kind, &mut owners);
            let hostname = hostname.map(|name| Traced::new(name, generator.template.origin));
            made.push(Made { generator: generator_meta.name.clone(), hostname, condition });
        }
    }
    for (service, mut made) in services.iter_mut().zip(made) {
        sort_by(&mut made, |left, right| left.generator.cmp(&right.generator));
        note(service, made);
    }
}

fn selector_for<'a>(generator: &'a HostnameGenerator, spec: &Spec) -> Option<&'a LabelSelector> {
    match spec {
        Spec::MeshService(_) => generator.selector.mesh_service.as_ref(),
        Spec::MeshExternalService(_) => generator.selector.mesh_external_service.as_ref(),
        Spec::MeshMultiZoneService(_) => generator.selector.mesh_multi_zone_service.as_ref(),
        _ => None,
    }
}

fn hostname(template: &Template, meta: &Meta, zone: &Text) -> Result<Text, String> {
    let name = template.render(&ServiceValues { meta, zone }).map_err(|reason| {
        format!("pre evaluation of template with parameters failed with error={reason:?}")
    })?;
    if syntax::is_dns_1123_subdomain(&name) {
        Ok(name.into())
    } else {
        Err(format!("generated hostname {name:?} is not a valid DNS name: {DNS_RULE}"))
    }
}

/// The words of Kubernetes for a name that DNS does not know.
const DNS_RULE: &str = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and \
    must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is \
    '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

/// A name belongs to the first service of its mesh that gets it.
fn claim(
    name: Result<Text, String>,
    meta: &Meta,
    kind: &str,
    owners: &mut SortedMap<(Text, Text), Text>,
) -> (Option<Text>, Condition) {
    let name = match name {
        Ok(name) => name,
        Err(reason) => return (None, condition("Generated", false, "TemplateError", &reason)),
    };
    let owner = owners.entry((meta.mesh.clone(), name.clone())).or_insert_with(|| meta.name.clone());
    if *owner == meta.name {
        return (Some(name), condition("Generated", true, "Generated", ""));
    }
    let message = format!("Hostname collision with {kind}: {}", meta.name);
    (None, condition("Generated", false, "Collision", &message))
}

fn note(service: &mut Resource, made: Vec<Made>) {
    let mut addresses = Vec::new();
    let mut statuses = Vec::new();
    for Made { generator, hostname, condition } in made {
        let reference = HostnameGeneratorRef { core_name: generator };
        addresses.extend(hostname.map(|hostname| Address {
            hostname,
            origin: Traced::new(Text::new_static("HostnameGenerator"), Origin::Rule(&RULE)),
            hostname_generator_ref: reference.clone(),
        }));
        statuses
            .push(HostnameGeneratorStatus { hostname_generator_ref: reference, conditions: vec![condition] });
    }
    match &mut service.spec {
        Spec::MeshService(service) => {
            let status = service.status.get_or_insert_default();
            (status.addresses, status.hostname_generators) = (addresses, statuses);
        }
        Spec::MeshExternalService(service) => {
            let status = service.status.get_or_insert_default();
            (status.addresses, status.hostname_generators) = (addresses, statuses);
        }
        Spec::MeshMultiZoneService(service) => {
            let status = service.status.get_or_insert_default();
            (status.addresses, status.hostname_generators) = (addresses, statuses);
        }
        _ => {}
    }
}

struct ServiceValues<'a> {
    meta: &'a Meta,
    zone: &'a Text,
}

impl Values for ServiceValues<'_> {
    fn field(&self, name: &str) -> Option<Text> {
        let labels = &self.meta.labels;
        let zone = labels.get(label::ZONE).filter(|zone| !zone.is_empty());
        match name {
            "Name" => {
                Some(self.meta.kubernetes.as_ref().map_or(&self.meta.name, |object| &object.name).clone())
            }
            "DisplayName" => Some(self.meta.display_name().into()),
            "Namespace" => Some(labels.get(label::NAMESPACE).unwrap_or_default().into()),
            "Mesh" => Some(self.meta.mesh.clone()),
            "Zone" => Some(zone.map_or_else(|| self.zone.clone(), Text::new)),
            _ => None,
        }
    }

    fn label(&self, key: &str) -> Option<Text> {
        self.meta.labels.get(key).map(Text::new)
    }

    fn names(&self) -> Vec<&str> {
        vec!["Name", "DisplayName", "Namespace", "Mesh", "Zone"]
    }

    fn type_name(&self) -> &'static str {
        "hostname.meshedName"
    }
}
