//! The clusters and endpoints of the services that a proxy calls.
//!
//! Whoever builds routes asks for backends ([`Services::split`]); what is asked for is gathered here, each cluster once,
//! and built at the end ([`Services::build`]).

mod cluster;
mod external;
mod tls;

use cluster::Plan;

pub use external::{Mixing, discovery, tls_by_tags, tls_in_common};
pub use tls::{Meshes, Peer, Trust, identity_context, mesh_context};

use crate::{
    index::{Endpoint, EndpointMap, Mesh, Protocol, ProxyView, ServicePort, ServiceResource, group, name},
    list::CollectVec as _,
    model::{Cluster, Destination, EndpointGroup, Naming, ServiceTags, TlsContext},
    origin::{Origin, Traced},
    policy::Context,
    report::Report,
    resource::Kri,
    sorted::SortedMap,
    tree::Text,
};

/// A backend of a route, resolved.
#[derive(Clone, Debug)]
pub struct Backend {
    /// What it is.
    pub destination: Destination,
    /// Its share of the traffic.
    pub weight: Traced<u32>,
    /// Who refers to it.
    pub origin: Origin,
}

/// What a backend came to be: a cluster and its share.
#[derive(Clone, Debug)]
pub struct Split {
    /// The name of the cluster.
    pub cluster: Traced<Text>,
    /// Its share of the traffic.
    pub weight: Traced<u32>,
    /// Whether it is outside the mesh: then the host of requests is rewritten.
    pub place: SplitPlace,
}

/// Where the endpoints of a split are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SplitPlace {
    /// In the mesh.
    Mesh,
    /// Outside the mesh.
    External,
}

/// Which backends a route can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RouteKind {
    /// Only those that speak HTTP.
    Http,
    /// All whose protocol an outbound can carry.
    Tcp,
    /// All.
    Any,
}

/// The services for which routes asked, and their clusters.
#[derive(Clone, Debug, Default)]
pub struct Services<'a> {
    services: SortedMap<Text, Service<'a>>,
    /// The ExternalServices that count; nothing where all of them do.
    permitted: Option<EndpointMap<'a>>,
}

#[derive(Clone, Debug, Default)]
struct Service<'a> {
    /// The first resource by which the service was asked for; nothing when it was asked for by tags only.
    resource: Option<ResourcePort<'a>>,
    clusters: Vec<Requested>,
}

/// A port of a service resource.
#[derive(Clone, Debug)]
struct ResourcePort<'a> {
    /// The identity by which it was asked for.
    kri: Kri,
    resource: &'a ServiceResource<'a>,
    port: &'a ServicePort,
}

/// A cluster that a route asked for.
#[derive(Clone, Debug)]
struct Requested {
    name: Text,
    tags: ServiceTags,
    /// The mesh of its endpoints, where that is another one.
    mesh: Option<Text>,
    /// Who asked for it: a rule of the control plane before a line of a policy.
    origin: Origin,
}

impl<'a> Services<'a> {
    /// No services yet, of which only these endpoints of ExternalServices count.
    pub fn permitted(endpoints: EndpointMap<'a>) -> Self {
        Self { services: SortedMap::new(), permitted: Some(endpoints) }
    }

    /// Whether a service by tags is outside the mesh.
    pub fn is_external(&self, mesh: &Mesh<'_>, service: &str) -> bool {
        let egress = || mesh.endpoints(service).first().is_some_and(|endpoint| endpoint.external.is_some());
        match &self.permitted {
            Some(permitted) => permitted.contains_key(service) || egress(),
            None => mesh.is_external(service),
        }
    }

    /// The endpoints of an ExternalService that the proxy reaches by itself.
    fn external_endpoints<'s>(&'s self, mesh: &'s Mesh<'a>, service: &str) -> &'s [Endpoint<'a>] {
        match &self.permitted {
            Some(permitted) => permitted.get(service).map(Vec::as_slice).unwrap_or_default(),
            None => mesh.external_endpoints(service),
        }
    }

    /// The clusters and weights of these backends. Backends that carry no weight, that do not exist, or whose protocol
    /// the route cannot carry are left out.
    pub fn split(
        &mut self,
        backends: &[Backend],
        kind: RouteKind,
        mesh: &'a Mesh<'a>,
        naming: Naming,
    ) -> Vec<Split> {
        backends.iter().filter_map(|backend| self.split_one(backend, kind, mesh, naming)).collect_vec()
    }

    /// The clusters, and the endpoints of those that Envoy discovers, in the order of the services' names.
    pub fn build(
        &self,
        mesh: &Mesh<'a>,
        proxy: &ProxyView<'_>,
        report: &mut Report,
    ) -> (Vec<Cluster>, Vec<EndpointGroup>) {
        let count = self.services.len();
        let (mut clusters, mut groups) = (Vec::with_capacity(count), Vec::with_capacity(count));
        for (name, service) in &self.services {
            let external = self.is_external(mesh, name).then(|| self.external_endpoints(mesh, name));
            for requested in &service.clusters {
                clusters.extend(Plan { name, service, requested, external, mesh, proxy }.build(report));
                groups.extend(endpoints(name, requested, external.is_some(), mesh).map(|group| {
                    EndpointGroup { destination: Some(service.destination(requested)), ..group }
                }));
            }
        }
        (clusters, groups)
    }

    fn split_one(
        &mut self,
        backend: &Backend,
        kind: RouteKind,
        mesh: &'a Mesh<'a>,
        naming: Naming,
    ) -> Option<Split> {
        if backend.weight.value == 0 {
            return None;
        }
        let (cluster, place) = match &backend.destination {
            Destination::Resource(kri) => self.request_resource(kri, backend.origin, kind, mesh, naming)?,
            Destination::Tags(tags) => self.request_tags(tags, backend.origin, kind, mesh)?,
        };
        Some(Split { cluster: Traced::rule(cluster, &"cluster of a backend"), weight: backend.weight, place })
    }

    fn request_resource(
        &mut self,
        kri: &Kri,
        origin: Origin,
        kind: RouteKind,
        mesh: &'a Mesh<'a>,
        naming: Naming,
    ) -> Option<(Text, SplitPlace)> {
        let resource = mesh.service(kri)?;
        let port = resource.find_port(&kri.section)?;
        kind.carries(port.protocol).then_some(())?;
        let service = port.service.clone();
        let cluster = naming.choose(|| service.clone(), || Text::from(kri));
        let tag = Traced::rule(service.clone(), &"service of a port");
        let tags = ServiceTags([(Text::new_static(name::SERVICE_TAG), tag)].into());
        let requested = Requested { name: cluster.clone(), tags, mesh: None, origin };
        self.request(service, requested).get_or_insert_with(|| ResourcePort {
            kri: kri.clone(),
            resource,
            port,
        });
        Some((cluster, SplitPlace::of(resource.is_external())))
    }

    fn request_tags(
        &mut self,
        tags: &ServiceTags,
        origin: Origin,
        kind: RouteKind,
        mesh: &Mesh<'_>,
    ) -> Option<(Text, SplitPlace)> {
        let service = Text::from(tags.service());
        kind.carries(mesh.protocol(&service)).then_some(())?;
        let mut cluster = name::tag_cluster(tags);
        let other_mesh = tags.get(name::MESH_TAG).map(Text::from);
        if let Some(other) = &other_mesh {
            cluster = format!("{cluster}_{other}").into();
        }
        let mut own = tags.clone();
        own.0.remove(name::MESH_TAG);
        let external = self.is_external(mesh, &service);
        self.request(service, Requested { name: cluster.clone(), tags: own, mesh: other_mesh, origin });
        Some((cluster, SplitPlace::of(external)))
    }

    /// Notes that a cluster is asked for; the resource by which its service was asked for is for the caller to fill.
    fn request(&mut self, service: Text, requested: Requested) -> &mut Option<ResourcePort<'a>> {
        let service = self.services.entry(service).or_default();
        match service.clusters.iter_mut().find(|present| present.name == requested.name) {
            Some(present) if requested.origin.location().is_none() => present.origin = requested.origin,
            Some(_) => {}
            None => service.clusters.push(requested),
        }
        &mut service.resource
    }
}

/// TLS towards any service of the mesh, where it has mTLS.
pub(crate) fn any_service_tls(context: &Context<'_>) -> Option<TlsContext> {
    let mesh = context.mesh;
    let origin = mesh.mutual_tls()?.origin;
    let name = mesh.meta.name.as_str();
    let meshes = Meshes { own: name, peer: name, naming: Naming::Legacy };
    Some(mesh_context(&meshes, Peer::Identities(&[]), Text::default(), Trust::of(mesh), origin))
}

impl Service<'_> {
    /// What a cluster of the service leads to.
    fn destination(&self, requested: &Requested) -> Destination {
        match &self.resource {
            Some(found) => Destination::Resource(found.kri.clone()),
            None => Destination::Tags(requested.tags.clone()),
        }
    }
}

impl SplitPlace {
    fn of(external: bool) -> Self {
        if external { Self::External } else { Self::Mesh }
    }
}

impl RouteKind {
    fn carries(self, protocol: Protocol) -> bool {
        match self {
            Self::Http => protocol.is_http(),
            Self::Tcp => protocol.is_routable(),
            Self::Any => true,
        }
    }
}

/// The endpoints of a cluster, unless they stand in the cluster itself: those of ExternalServices without a zone egress.
fn endpoints(
    service: &Text,
    requested: &Requested,
    external: bool,
    mesh: &Mesh<'_>,
) -> Option<EndpointGroup> {
    if external && !mesh.is_mesh_external_service(service) && !mesh.has_zone_egress() {
        return None;
    }
    let endpoints = if requested.mesh.is_some() { &[] } else { mesh.endpoints(service) };
    let selected = endpoints.iter().filter(|endpoint| endpoint.has_tags(&requested.tags.0));
    let origin = requested.origin.location().map(Origin::Field);
    let origin = origin.unwrap_or(Origin::Rule(&"endpoints of a service"));
    Some(group::group(requested.name.clone(), selected, origin))
}
