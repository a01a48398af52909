//! One cluster of a service.

use super::{
    Requested, ResourcePort, Service,
    external::{self, Mixing},
    tls::{Meshes, Peer, Trust, identity_context, mesh_context},
};
use crate::{
    index::{Endpoint, Identity, Mesh, Protocol, ProxyView, group, name, sni},
    list::CollectVec as _,
    model::{
        Cluster, ClusterPlace, Discovery, HttpProtocol, TlsContext, TransportSocket, TransportSocketMatch,
        UpstreamTls,
    },
    origin::{Origin, Traced},
    report::Report,
    tree::Text,
};

/// The service whose identity a zone egress has in a mesh with mTLS.
const ZONE_EGRESS: &str = "zone-egress";
const ORIGIN: Origin = Origin::Rule(&"cluster of a service");

/// What a cluster is built from.
pub(super) struct Plan<'p, 'a> {
    /// The service, as endpoints are grouped by it.
    pub name: &'p Text,
    /// All that was asked for of the service.
    pub service: &'p Service<'a>,
    /// The cluster that was asked for.
    pub requested: &'p Requested,
    /// The endpoints that the proxy reaches by itself, where the service is outside the mesh.
    pub external: Option<&'p [Endpoint<'a>]>,
    pub mesh: &'p Mesh<'a>,
    pub proxy: &'p ProxyView<'a>,
}

impl Plan<'_, '_> {
    /// The cluster; nothing where Kuma leaves it out.
    pub(super) fn build(&self, report: &mut Report) -> Option<Cluster> {
        match self.external {
            Some(endpoints) => self.external(endpoints, report),
            None => self.internal(),
        }
    }

    fn cluster(&self, discovery: Discovery) -> Cluster {
        Cluster::new(
            ClusterPlace::Outbound(self.service.destination(self.requested)),
            self.requested.name.clone(),
            discovery,
            self.requested.origin,
        )
    }

    /// A service outside the mesh, straight or through a zone egress.
    fn external(&self, endpoints: &[Endpoint<'_>], report: &mut Report) -> Option<Cluster> {
        let mut cluster = if self.mesh.is_mesh_external_service(self.name) {
            self.through_egress_as_resource()?
        } else if self.mesh.has_zone_egress() {
            let mut cluster = self.cluster(Discovery::Eds);
            cluster.tls = self.tls_by_tags(&self.mesh.meta.name, Peer::Service(ZONE_EGRESS), Trust::Mesh);
            cluster
        } else {
            let discovery = external::discovery(
                &self.requested.name,
                endpoints,
                self.proxy.dns_family(),
                Mixing::Refused,
                report,
            )?;
            let mut cluster = self.cluster(discovery);
            cluster.tls = external::tls_by_tags(endpoints);
            cluster
        };
        cluster.http = match self.mesh.protocol(self.name) {
            Protocol::Http => Some(http(HttpProtocol::Http1)),
            Protocol::Http2 | Protocol::Grpc => Some(http(HttpProtocol::Http2)),
            _ => None,
        };
        Some(cluster)
    }

    /// A MeshExternalService; with a workload identity only zone egresses with an identity are trusted.
    fn through_egress_as_resource(&self) -> Option<Cluster> {
        let ResourcePort { kri, resource, port } = self.service.resource.as_ref()?;
        let mut cluster = self.cluster(Discovery::Eds);
        cluster.tls = match &self.proxy.identity {
            Some(identity) => {
                let sni = sni::of_kri(kri)?;
                let egresses = self.mesh.egress_identities();
                (!egresses.is_empty()).then_some(())?;
                socket(identity_context(identity, sni, &egresses))
            }
            None => {
                let sni = resource.legacy_sni(port.port.value)?;
                self.mesh_tls(&self.mesh.meta.name, Peer::Service(ZONE_EGRESS), sni, Trust::Mesh)
            }
        };
        Some(cluster)
    }

    /// A service of the mesh, or of another one.
    fn internal(&self) -> Option<Cluster> {
        let mut cluster = self.cluster(Discovery::Eds);
        cluster.http = Some(http(HttpProtocol::Http2));
        cluster.tls = match (&self.requested.mesh, &self.service.resource) {
            (Some(other), _) => self.tls_by_tags(other, Peer::Service(self.name), Trust::Mesh),
            (None, Some(found)) => self.tls_of_resource(found)?,
            (None, None) => self.tls_by_tags(&self.mesh.meta.name, Peer::Service(self.name), self.trust()),
        };
        Some(cluster)
    }

    fn tls_of_resource(&self, found: &ResourcePort<'_>) -> Option<UpstreamTls> {
        let ResourcePort { resource, port, .. } = found;
        if let Some(identity) = &self.proxy.identity {
            return self.tls_by_identity(identity, found);
        }
        if self.is_permissive(&self.mesh.meta.name) && !resource.is_tls_ready() {
            return Some(UpstreamTls::Plain);
        }
        let sni = resource.legacy_sni(port.port.value)?;
        let identities = self.mesh.identities_of(resource);
        Some(self.mesh_tls(&self.mesh.meta.name, Peer::Identities(&identities), sni, self.trust()))
    }

    /// TLS with a workload identity. Zones that are reached through a ZoneIngress only know legacy server names.
    fn tls_by_identity(&self, identity: &Identity, found: &ResourcePort<'_>) -> Option<UpstreamTls> {
        let ResourcePort { kri, resource, port } = found;
        let names = self.mesh.server_names_of(resource, self.name);
        let peers = self.mesh.spiffe_ids_of(resource);
        let legacy = resource.legacy_sni(port.port.value)?;
        if !names.kri {
            return Some(socket(identity_context(identity, legacy, &peers)));
        }
        let context = identity_context(identity, sni::of_kri(kri)?, &peers);
        let matches = names.legacy_zones.iter().map(|zone| {
            let zone = Traced::rule(zone.clone(), &"zone reached through a ZoneIngress");
            let tags = [(Text::new_static(name::ZONE_TAG), zone.clone())].into();
            TransportSocketMatch {
                name: zone.value,
                metadata: Some(group::metadata(&tags)),
                transport_socket: upstream(identity_context(identity, legacy.clone(), &peers)),
            }
        });
        let matches: Vec<_> = matches.collect_vec();
        if matches.is_empty() {
            return Some(socket(context));
        }
        Some(UpstreamTls::SocketAndMatches(upstream(context), matches))
    }

    /// mTLS of a mesh towards a service by tags, unless the service is not ready for it.
    fn tls_by_tags(&self, peer_mesh: &str, peer: Peer<'_>, trust: Trust) -> UpstreamTls {
        if self.is_permissive(peer_mesh) && !self.mesh.is_tls_ready(self.name) {
            return UpstreamTls::Plain;
        }
        self.mesh_tls(peer_mesh, peer, sni::of_tags(&self.requested.tags, peer_mesh), trust)
    }

    /// mTLS, where both meshes have it.
    fn mesh_tls(&self, peer_mesh: &str, peer: Peer<'_>, sni: Text, trust: Trust) -> UpstreamTls {
        match (self.mesh.mutual_tls(), self.mesh.mutual_tls_of(peer_mesh)) {
            (Some(own), Some(_)) => {
                let meshes = Meshes { own: &self.mesh.meta.name, peer: peer_mesh, naming: self.proxy.naming };
                socket(mesh_context(&meshes, peer, sni, trust, own.origin))
            }
            _ => UpstreamTls::Plain,
        }
    }

    fn is_permissive(&self, mesh: &str) -> bool {
        self.mesh.mutual_tls_of(mesh).is_some_and(|tls| tls.is_permissive())
    }

    fn trust(&self) -> Trust {
        Trust::of(self.mesh)
    }
}

fn upstream(context: TlsContext) -> TransportSocket {
    TransportSocket::Upstream(Box::new(context))
}

fn socket(context: TlsContext) -> UpstreamTls {
    UpstreamTls::Socket(upstream(context))
}

fn http(version: HttpProtocol) -> Traced<HttpProtocol> {
    Traced::new(version, ORIGIN)
}
