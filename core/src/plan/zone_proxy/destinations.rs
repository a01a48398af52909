//! The subsets of services by tags that some client may ask a zone proxy for: those that routes and VirtualOutbounds name.

use crate::{
    index::{Mesh, SERVICE_TAG, Tags, matching_virtual_outbounds},
    origin::Traced,
    resource::{
        Spec, TargetRef,
        legacy::{HttpRoute, TrafficRouteConf},
        target_ref::TargetKind,
        zone::AvailableService,
    },
    sorted::SortedMap,
    tree::{Node, Text},
};

/// Sets of tags by service; those of `*` hold for every service.
#[derive(Clone, Debug, Default)]
pub(super) struct Destinations {
    by_service: SortedMap<Text, Vec<Tags>>,
}

/// The tag sets of all services.
const ANY: &str = "*";

impl Destinations {
    /// Those that the routes and VirtualOutbounds of a mesh name.
    pub(super) fn of(mesh: &Mesh<'_>, offered: &[&AvailableService]) -> Self {
        let mut found = Self::default();
        for route in mesh.of_kind("TrafficRoute") {
            if let Spec::TrafficRoute(spec) = &route.spec {
                spec.conf.iter().for_each(|conf| found.add_traffic_route(conf));
            }
        }
        if mesh.of_kind("TrafficRoute").is_empty() {
            let everything = Traced::rule(Text::new_static(ANY), &"all services");
            found.add([(Text::new_static(SERVICE_TAG), everything)].into());
        }
        for kind in ["MeshHTTPRoute", "MeshTCPRoute"] {
            for route in mesh.of_kind(kind) {
                let items = route.spec.as_policy().into_iter().flat_map(|policy| &policy.to);
                items.for_each(|item| found.add_route(&item.target_ref, &item.conf));
            }
        }
        offered.iter().for_each(|offered| found.add_virtual_outbounds(mesh, offered));
        found
    }

    /// The sets of a service, those of every service last.
    pub(super) fn of_service(&self, service: &str) -> impl Iterator<Item = &Tags> {
        self.by_service.get(service).into_iter().flatten().chain(self.of_any())
    }

    /// The sets of every service.
    pub(super) fn of_any(&self) -> impl Iterator<Item = &Tags> {
        self.by_service.get(ANY).into_iter().flatten()
    }

    fn add(&mut self, tags: Tags) {
        let service = tags.get(SERVICE_TAG).map(|tag| tag.value.clone()).unwrap_or_default();
        self.by_service.entry(service).or_default().push(tags);
    }

    fn add_route(&mut self, target: &TargetRef, conf: &Node) {
        let Some(own) = tags_of(target) else { return };
        for rule in conf.get("rules").and_then(Node::as_list).unwrap_or_default() {
            match rule.get("default").and_then(|default| default.get("backendRefs")).and_then(Node::as_list) {
                None => self.add(own.clone()),
                Some(backends) => backends.iter().filter_map(tags_of_backend).for_each(|tags| self.add(tags)),
            }
        }
    }

    fn add_traffic_route(&mut self, conf: &TrafficRouteConf) {
        let http = conf.http.iter().flat_map(HttpRoute::shares);
        http.chain(conf.shares()).for_each(|share| self.add(share.destination));
    }

    fn add_virtual_outbounds(&mut self, mesh: &Mesh<'_>, offered: &AvailableService) {
        let service = offered.tags.get(SERVICE_TAG).map(|tag| tag.value.clone()).unwrap_or_default();
        for conf in matching_virtual_outbounds(mesh, &offered.tags) {
            // Here a parameter without a key does not stand for the tag of its name.
            let keys = conf.parameters.iter().map(|word| {
                word.tag_key.clone().unwrap_or_else(|| Traced::new(Text::default(), word.name.origin))
            });
            let tag = |key: Traced<Text>| {
                let value =
                    offered.tags.get(&key.value).cloned().unwrap_or(Traced::new(Text::default(), key.origin));
                (key.value, value)
            };
            self.by_service.entry(service.clone()).or_default().push(keys.map(tag).collect());
        }
    }
}

/// The tags that a reference to a service by tags means.
fn tags_of(target: &TargetRef) -> Option<Tags> {
    let (named, subset) = match target.kind.value {
        TargetKind::MeshService => (true, false),
        TargetKind::MeshServiceSubset => (true, true),
        TargetKind::Mesh => (false, false),
        TargetKind::MeshSubset => (false, true),
        _ => return None,
    };
    let any = || Traced::new(Text::new_static(ANY), target.origin);
    let empty = || Traced::new(Text::default(), target.origin);
    let service = if named { target.name.clone().unwrap_or_else(empty) } else { any() };
    let mut tags = if subset { target.tags.clone().unwrap_or_default() } else { Tags::new() };
    tags.insert(Text::new_static(SERVICE_TAG), service);
    Some(tags)
}

fn tags_of_backend(backend: &Node) -> Option<Tags> {
    let kind = backend.get("kind").and_then(Node::as_str)?;
    let mut tags = match kind {
        "MeshServiceSubset" | "MeshSubset" => backend.get("tags").map(tags_of_node).unwrap_or_default(),
        "MeshService" | "Mesh" => Tags::new(),
        _ => return None,
    };
    let any = matches!(kind, "Mesh" | "MeshSubset");
    let name = backend.get("name").and_then(Node::as_text).filter(|_| !any).cloned();
    let name = name.unwrap_or(if any { Text::new_static(ANY) } else { Text::default() });
    tags.insert(Text::new_static(SERVICE_TAG), Traced::new(name, backend.origin));
    Some(tags)
}

fn tags_of_node(node: &Node) -> Tags {
    let members = node.as_map().into_iter().flatten();
    members
        .filter_map(|member| {
            Some((member.key.clone(), Traced::new(member.value.as_text()?.clone(), member.value.origin)))
        })
        .collect()
}
