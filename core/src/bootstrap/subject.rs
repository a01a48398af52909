//! What a bootstrap takes from the resource of the proxy and from its mesh.

use super::{BootstrapRequest, Refusal, metrics::Aggregate};
use crate::{
    list::CollectVec as _,
    origin::{Origin, Traced},
    report::Report,
    resource::{
        Dataplane, Mesh, Registry, Resource, Spec,
        dataplane::{EnvoyAdmin, GatewayType},
        decode,
        mesh::MeshServicesMode,
        meta::label,
        validate::validate,
    },
    text::{Sources, parse},
    tree::{Node, Text},
    world::{ProxyKey, ProxyType, World},
};

const RULE: Origin = Origin::Rule(&"bootstrap");

/// What a bootstrap takes from the resource of the proxy and from its mesh.
pub(super) struct Subject {
    /// `node.cluster`.
    pub(super) service: Traced<Text>,
    /// The port of the admin interface, where the resource names one.
    pub(super) admin_port: Option<Traced<u32>>,
    pub(super) built_in_gateway: bool,
    /// Whether the mesh lets proxies use unified names.
    pub(super) names_are_unified: bool,
    /// The address of a Dataplane; empty for zone proxies.
    pub(super) address: Traced<Text>,
    /// The applications whose metrics kuma-dp gathers.
    pub(super) aggregates: Vec<Aggregate>,
}

impl Default for Subject {
    fn default() -> Self {
        Self {
            service: Traced::new(Text::default(), RULE),
            admin_port: None,
            built_in_gateway: false,
            names_are_unified: false,
            address: Traced::new(Text::default(), RULE),
            aggregates: Vec::new(),
        }
    }
}

impl Subject {
    /// Looks at the resource that the proxy sent along, or else at the stored one.
    pub(super) fn find(
        store: &[Resource],
        world: &World,
        proxy: &ProxyKey,
        request: &BootstrapRequest,
    ) -> Result<Self, Refusal> {
        let sent = if request.resource.is_empty() { None } else { Some(read(&request.resource)?) };
        let resource = match &sent {
            Some(resource) => resource,
            None => stored(store, proxy).ok_or(Refusal::NotFound)?,
        };
        match (&resource.spec, proxy.proxy_type) {
            (Spec::Dataplane(dataplane), ProxyType::Dataplane) => {
                let brought = sent.as_ref().map(|_| request);
                Self::of_dataplane(store, world, resource, dataplane, brought)
            }
            (Spec::ZoneIngress(ingress), ProxyType::Ingress) => {
                let admin = ingress.networking.as_ref().and_then(|networking| networking.admin.as_ref());
                Ok(Self::of_zone_proxy("ingress", admin))
            }
            (Spec::ZoneEgress(egress), ProxyType::Egress) => {
                let admin = egress.networking.as_ref().and_then(|networking| networking.admin.as_ref());
                Ok(Self::of_zone_proxy("egress", admin))
            }
            _ => Err(Refusal::BrokenResource("it is of another kind than the proxy".into())),
        }
    }

    fn of_zone_proxy(service: &'static str, admin: Option<&EnvoyAdmin>) -> Self {
        Self {
            service: Traced::new(Text::new_static(service), RULE),
            admin_port: port(admin),
            ..Self::default()
        }
    }

    /// `brought` is the request of a proxy that sent its Dataplane along.
    fn of_dataplane(
        store: &[Resource],
        world: &World,
        resource: &Resource,
        dataplane: &Dataplane,
        brought: Option<&BootstrapRequest>,
    ) -> Result<Self, Refusal> {
        let networking = &dataplane.networking;
        let redirected = brought.is_some_and(|request| redirects(request.transparent_proxy.as_ref()));
        if redirected && !networking.outbound.is_empty() {
            let violation = "outbound: should be empty since dataplane is in Transparent Proxying mode";
            return Err(Refusal::InvalidResource(violation.into()));
        }
        let Some(mesh) = mesh_of(store, &resource.meta.mesh) else {
            return Err(match brought {
                Some(_) => {
                    Refusal::InvalidResource(format!("mesh: mesh \"{}\" does not exist", resource.meta.mesh))
                }
                None => Refusal::NotFound,
            });
        };
        let gateway = networking.gateway.as_ref();
        let mode = mesh.mesh_services.as_ref().map(|services| services.mode.value);
        Ok(Self {
            service: service(resource, dataplane, world),
            admin_port: port(networking.admin.as_ref()),
            built_in_gateway: gateway.is_some_and(|it| it.gateway_type.value == GatewayType::Builtin),
            names_are_unified: mode == Some(MeshServicesMode::Exclusive),
            address: networking.address.clone(),
            aggregates: super::metrics::aggregates(mesh, dataplane),
        })
    }
}

fn stored<'a>(store: &'a [Resource], proxy: &ProxyKey) -> Option<&'a Resource> {
    let kind = match proxy.proxy_type {
        ProxyType::Dataplane => "Dataplane",
        ProxyType::Ingress => "ZoneIngress",
        ProxyType::Egress => "ZoneEgress",
    };
    store.iter().find(|resource| {
        let meta = &resource.meta;
        meta.kind.0.name == kind && meta.mesh == proxy.mesh && meta.name == proxy.name
    })
}

fn mesh_of<'a>(store: &'a [Resource], name: &str) -> Option<&'a Mesh> {
    store.iter().find_map(|resource| match &resource.spec {
        Spec::Mesh(mesh) if resource.meta.name == name => Some(mesh.as_ref()),
        _ => None,
    })
}

/// Reads the resource that a proxy sent along. What it says is owed to the request: its text is no source.
fn read(text: &Text) -> Result<Resource, Refusal> {
    let mut sources = Sources::default();
    sources.add("dataplaneResource", text.as_str());
    let (documents, mut report) = parse(&sources);
    let document = documents.into_iter().next();
    let root =
        document.map(|document| document.root.with_origin(Origin::Rule(&"bootstrap request of kuma-dp")));
    let registry = Registry::default();
    let resource = root.as_ref().and_then(|root| decode(root, &registry, &mut report));
    let (Some(root), Some(resource)) = (root, resource) else {
        return Err(Refusal::BrokenResource(first_message(&report)));
    };
    let refused = validate(&resource, &root, &registry).refused;
    if refused.is_empty() {
        return Ok(resource);
    }
    let refused: Vec<String> = refused.iter().map(|it| format!("{}: {}", it.field, it.reason)).collect_vec();
    Err(Refusal::InvalidResource(refused.join("; ")))
}

fn first_message(report: &Report) -> String {
    let first = report.diagnostics.first();
    first.map_or_else(|| "it is empty".into(), |diagnostic| diagnostic.message.clone())
}

/// Whether kuma-dp redirects traffic to itself. IPv4 alone counts only with an address, which a request has not.
fn redirects(transparent_proxy: Option<&Node>) -> bool {
    let Some(transparent_proxy) = transparent_proxy else { return false };
    let redirect = transparent_proxy.get("redirect");
    let enabled = |flow: &str| {
        let flow = redirect.and_then(|redirect| redirect.get(flow)).and_then(|flow| flow.get("enabled"));
        flow.and_then(Node::as_bool) == Some(true)
    };
    let v4_alone = transparent_proxy.get("ipFamilyMode").and_then(Node::as_str) == Some("ipv4");
    (enabled("inbound") || enabled("outbound")) && !v4_alone
}

/// The first service of the Dataplane in alphabetical order; its workload where tags are off.
fn service(resource: &Resource, dataplane: &Dataplane, world: &World) -> Traced<Text> {
    let workload = resource.meta.labels.0.get(label::WORKLOAD).filter(|name| !name.value.is_empty());
    if let (true, Some(workload)) = (world.control_plane.inbound_tags_disabled, workload) {
        return workload.clone();
    }
    let inbounds = dataplane.networking.inbound.iter().map(|inbound| &inbound.tags);
    let gateway = dataplane.networking.gateway.iter().map(|gateway| &gateway.tags);
    let services = inbounds.chain(gateway).filter_map(|tags| tags.get("kuma.io/service"));
    services.min().cloned().unwrap_or_else(|| Traced::new(Text::new_static("unknown"), RULE))
}

fn port(admin: Option<&EnvoyAdmin>) -> Option<Traced<u32>> {
    admin.and_then(|admin| admin.port)
}
