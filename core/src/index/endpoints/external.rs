//! Endpoints outside the mesh, and the zone egresses on the way to them.

use std::borrow::Cow;

use super::locality;
use crate::{
    index::{
        EXTERNAL_SERVICE_TAG, Endpoint, EndpointLocality, EndpointMap, External, Mesh, SERVICE_TAG,
        ServiceResource, ServiceSpec, Tags, ZONE_TAG,
    },
    list::CollectVec as _,
    origin::Traced,
    report::Report,
    resource::{ExternalService, MeshExternalService, Meta, mesh_external_service::ExternalEndpoint},
    tree::Text,
};

/// Services outside the mesh, reached through zone egresses: ExternalServices where the mesh asks for it,
/// MeshExternalServices always.
pub(super) fn add_through_egress<'a>(mesh: &Mesh<'a>, map: &mut EndpointMap<'a>, report: &mut Report) {
    if mesh.has_zone_egress() {
        for (_, spec) in &mesh.external_services {
            let found = through_egress(mesh, &spec.tags, &External::default());
            map.entry(service_of(&spec.tags)).or_default().extend(found);
        }
    }
    for service in mesh.services_of_kind("MeshExternalService") {
        let ServiceSpec::MeshExternalService(spec) = service.spec else { continue };
        let Some(external) = mesh_external(mesh, service, spec, report) else { continue };
        for port in &service.ports {
            let found = through_egress(mesh, &service.meta.labels.0, &external);
            map.entry(port.service.clone()).or_default().extend(found);
        }
    }
    map.retain(|_, endpoints| !endpoints.is_empty());
}

/// ExternalServices that proxies reach by themselves. One whose certificates cannot be read has no endpoint.
pub(in crate::index) fn of_external_services<'a>(mesh: &Mesh<'a>, report: &mut Report) -> EndpointMap<'a> {
    of_permitted(mesh, report, |_| true)
}

/// The same for those whose tags are let through.
pub(in crate::index) fn of_permitted<'a>(
    mesh: &Mesh<'a>,
    report: &mut Report,
    permits: impl Fn(&Tags) -> bool,
) -> EndpointMap<'a> {
    let mut map = EndpointMap::new();
    for (meta, spec) in mesh.external_services.iter().filter(|(_, spec)| permits(&spec.tags)) {
        if let Some(endpoint) = of_external_service(mesh, meta, spec, report) {
            map.entry(service_of(&spec.tags)).or_default().push(endpoint);
        }
    }
    map
}

/// Services outside the mesh that belong to this zone or to none.
pub(super) fn add_reachable<'a>(mesh: &Mesh<'a>, map: &mut EndpointMap<'a>, report: &mut Report) {
    let reachable =
        |zone: Option<&Traced<Text>>| zone.is_none_or(|zone| zone.is_empty() || zone.value == mesh.zone);
    for (meta, spec) in mesh.external_services.iter().filter(|(_, spec)| reachable(spec.tags.get(ZONE_TAG))) {
        let endpoint = of_external_service(mesh, meta, spec, report);
        map.entry(service_of(&spec.tags)).or_default().extend(endpoint);
    }
    let external = mesh.services_of_kind("MeshExternalService");
    for service in external.filter(|service| reachable(service.meta.labels.0.get(ZONE_TAG))) {
        let ServiceSpec::MeshExternalService(spec) = service.spec else { continue };
        let found = of_mesh_external_service(mesh, service, spec, report);
        for port in &service.ports {
            map.entry(port.service.clone()).or_default().extend(found.iter().cloned());
        }
    }
    map.retain(|_, endpoints| !endpoints.is_empty());
}

/// The endpoint of an ExternalService. With TLS a tag tells its endpoint from those of other ExternalServices.
pub fn of_external_service<'a>(
    mesh: &Mesh<'a>,
    meta: &'a Meta,
    spec: &'a ExternalService,
    report: &mut Report,
) -> Option<Endpoint<'a>> {
    let networking = spec.networking.as_ref()?;
    let tls = match &networking.tls {
        Some(tls) => mesh.external_tls(tls, report).ok()?,
        None => None,
    };
    let mut tags = Cow::Borrowed(&spec.tags);
    if let Some(tls) = &tls {
        tags.to_mut()
            .insert(Text::new_static(EXTERNAL_SERVICE_TAG), Traced::new(meta.name.clone(), tls.origin));
    }
    let (address, port) = host_and_port(&networking.address);
    Some(Endpoint {
        address,
        port,
        locality: locality(mesh, spec.tags.get(ZONE_TAG)),
        tags,
        labels: None,
        weight: 1,
        external: Some(External { owner: None, protocol: None, tls }),
    })
}

/// The endpoints of a MeshExternalService, as a zone egress reaches them; none where certificates cannot be read.
pub fn of_mesh_external_service<'a>(
    mesh: &Mesh<'a>,
    service: &ServiceResource<'a>,
    spec: &'a MeshExternalService,
    report: &mut Report,
) -> Vec<Endpoint<'a>> {
    let Some(mut external) = mesh_external(mesh, service, spec, report) else { return Vec::new() };
    if let (Some(tls), Some(first)) = (&mut external.tls, spec.endpoints.iter().flatten().next()) {
        let named = is_dns_name(&first.address).then(|| first.address.clone());
        tls.server_name = tls.server_name.take().or(named);
    }
    let endpoint = |endpoint: &ExternalEndpoint| {
        let priority =
            endpoint.priority.unwrap_or(Traced::default_of(0, &"MeshExternalService endpoint priority"));
        Endpoint {
            address: endpoint.address.clone(),
            port: endpoint.port,
            tags: Cow::Borrowed(&service.meta.labels.0),
            labels: None,
            weight: 1,
            locality: Some(EndpointLocality {
                zone: None,
                sub_zone: Some(priority.derive(|priority| format!("priority-{priority}").into())),
                priority,
            }),
            external: Some(external.clone()),
        }
    };
    spec.endpoints.iter().flatten().map(endpoint).collect_vec()
}

/// Neither an IP address nor the path of a Unix socket.
fn is_dns_name(address: &str) -> bool {
    let fits = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-' | '.');
    address.parse::<std::net::IpAddr>().is_err() && !address.is_empty() && address.chars().all(fits)
}

fn mesh_external(
    mesh: &Mesh<'_>,
    service: &ServiceResource<'_>,
    spec: &MeshExternalService,
    report: &mut Report,
) -> Option<External> {
    let tls = match &spec.tls {
        Some(tls) => mesh.mesh_external_tls(tls, report).ok()?,
        None => None,
    };
    let protocol = service.ports.first().map(|port| port.protocol);
    Some(External { owner: Some(service.kri.clone()), protocol, tls })
}

fn through_egress<'a>(mesh: &Mesh<'a>, tags: &'a Tags, external: &External) -> Vec<Endpoint<'a>> {
    let endpoint = |egress: &crate::index::Egress| Endpoint {
        address: egress.address.clone(),
        port: egress.port,
        tags: Cow::Borrowed(tags),
        labels: None,
        weight: 1,
        locality: locality(mesh, tags.get(ZONE_TAG)),
        external: Some(external.clone()),
    };
    mesh.egresses.iter().map(endpoint).collect_vec()
}

fn service_of(tags: &Tags) -> Text {
    tags.get(SERVICE_TAG).map(|tag| tag.value.clone()).unwrap_or_default()
}

/// `host:port`, where an IPv6 address stands in brackets.
pub(in crate::index) fn host_and_port(address: &Traced<Text>) -> (Traced<Text>, Traced<u32>) {
    let (host, port) = address.rsplit_once(':').unwrap_or((address.as_str(), ""));
    let host = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    (address.derive(|_| host.into()), address.derive(|_| port.parse().unwrap_or_default()))
}
