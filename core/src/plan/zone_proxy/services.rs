//! The services that a zone proxy passes on without a look inside TLS: told apart by server names.

use super::destinations::Destinations;
use crate::{
    index::{Endpoint, EndpointMap, Mesh, SERVICE_TAG, ServiceResource, Tags, group, sni},
    list::CollectVec as _,
    model::{
        Cluster, ClusterPlace, Destination, Discovery, FilterChain, FilterChainMatch, Naming, NetworkFilter,
        Proxy, ServiceTags, SubsetSelector,
    },
    origin::{Origin, Traced},
    plan::listener,
    resource::zone::AvailableService,
    sorted::{SortedMap, SortedSet},
    tree::Text,
};

const RULE: &str =
    "service behind a zone proxy, with the subsets that a MeshHTTPRoute, MeshTCPRoute or TrafficRoute names";

/// A server name, and what it leads to.
#[derive(Clone, Debug)]
pub(super) struct Entrance {
    /// The server name.
    pub(super) sni: Text,
    /// The cluster.
    pub(super) cluster: Text,
    /// The tags that tell its endpoints from others of the cluster.
    pub(super) tags: Tags,
    /// What it is.
    pub(super) destination: Destination,
}

/// The entrances of a mesh by service, as endpoints stand under it.
#[derive(Clone, Debug, Default)]
pub(super) struct Entrances {
    services: SortedMap<Text, Vec<Entrance>>,
    used: SortedSet<Text>,
}

/// Which place the clusters of a zone proxy have.
pub(super) type PlaceOf = fn(Destination) -> ClusterPlace;

impl Entrances {
    /// Adds services by tags, with all the subsets that clients may ask for.
    pub(super) fn add_offered(
        &mut self,
        offered: &[&AvailableService],
        destinations: &Destinations,
        endpoints: &EndpointMap<'_>,
    ) {
        for offered in offered {
            let Some(service) = offered.tags.get(SERVICE_TAG) else { continue };
            let own = endpoints.get(&service.value).map(Vec::as_slice).unwrap_or_default();
            for tags in destinations.of_service(&service.value) {
                let mut full = tags.clone();
                full.insert(Text::new_static(SERVICE_TAG), service.clone());
                let full = ServiceTags(full);
                let sni = sni::of_tags(&full, &offered.mesh);
                let cluster = format!("{}:{}", offered.mesh.value, service.value).into();
                let destination = Destination::Tags(full);
                self.add(
                    service.value.clone(),
                    Entrance { sni, cluster, tags: relevant(tags, own), destination },
                );
            }
        }
    }

    /// Adds the ports of service resources, under their legacy server names.
    pub(super) fn add_resource(&mut self, service: &ServiceResource<'_>, naming: Naming) {
        for port in &service.ports {
            let kri = service.port_kri(port);
            let key = port.service.clone();
            let cluster = naming.choose(|| key.clone(), || Text::from(&kri));
            let Some(sni) = service.legacy_sni(port.port.value) else { continue };
            let destination = Destination::Resource(kri);
            self.add(key, Entrance { sni, cluster, tags: Tags::new(), destination });
        }
    }

    /// The filter chains in the order of services' names; the clusters and endpoints are added to the proxy.
    pub(super) fn build(
        &self,
        destinations: &Destinations,
        endpoints: &EndpointMap<'_>,
        place: PlaceOf,
        proxy: &mut Proxy,
    ) -> Vec<FilterChain> {
        for (service, entrances) in &self.services {
            let Some(first) = entrances.first() else { continue };
            let own: &[Endpoint<'_>] = endpoints.get(service).map(Vec::as_slice).unwrap_or_default();
            let cluster = Cluster::new(
                place(first.destination.clone()),
                first.cluster.clone(),
                Discovery::Eds,
                Origin::Rule(&RULE),
            );
            let mut cluster = listener::default_connect_timeout(cluster);
            let tags = entrances.iter().map(|entrance| &entrance.tags);
            cluster.load_balancing.subsets = subsets(tags.chain(destinations.of_any()));
            proxy.add_cluster(cluster);
            proxy.add_endpoints(group::group(first.cluster.clone(), own, Origin::Rule(&RULE)));
        }
        self.services.values().flatten().map(chain).collect_vec()
    }

    fn add(&mut self, service: Text, entrance: Entrance) {
        if self.used.insert(entrance.sni.clone()) {
            self.services.entry(service).or_default().push(entrance);
        }
    }
}

/// The tags that make a difference: those that not all addresses of the service have.
fn relevant(tags: &Tags, endpoints: &[Endpoint<'_>]) -> Tags {
    let addresses = |found: &dyn Fn(&Endpoint<'_>) -> bool| {
        let found = endpoints.iter().filter(|endpoint| found(endpoint));
        found
            .map(|endpoint| (endpoint.address.value.clone(), endpoint.port.value))
            .collect::<SortedSet<_>>()
            .len()
    };
    let all = addresses(&|_| true);
    let differs = |key: &Text, value: &Traced<Text>| {
        let wanted = value.value.as_str();
        addresses(&|endpoint| wanted == "*" || endpoint.tag(key).unwrap_or_default() == wanted) < all
    };
    tags.iter()
        .filter(|(key, value)| differs(key, value))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect()
}

/// The sets of keys by which endpoints are grouped, `kuma.io/service` left aside, each once and sorted.
fn subsets<'t>(tags: impl Iterator<Item = &'t Tags>) -> Vec<SubsetSelector> {
    let keys = |tags: &Tags| tags.keys().filter(|key| *key != SERVICE_TAG).cloned().collect::<Vec<Text>>();
    let sets: SortedSet<Vec<Text>> = tags.map(keys).filter(|keys| !keys.is_empty()).collect();
    sets.into_iter().map(|keys| SubsetSelector { keys }).collect_vec()
}

fn chain(entrance: &Entrance) -> FilterChain {
    let cluster = entrance.cluster.clone();
    let mut filter = listener::tcp_proxy(cluster.clone(), Traced::rule(cluster, &RULE));
    if let NetworkFilter::Tcp(tcp) = &mut filter {
        tcp.metadata_match = group::metadata(&entrance.tags);
    }
    FilterChain { matches: Some(server_name(&entrance.sni)), filters: vec![filter], ..FilterChain::default() }
}

/// Connections of TLS that ask for a server name.
pub(super) fn server_name(sni: &Text) -> FilterChainMatch {
    FilterChainMatch {
        transport_protocol: Some(Traced::rule(Text::new_static("tls"), &RULE)),
        server_names: vec![Traced::rule(sni.clone(), &RULE)],
        ..FilterChainMatch::default()
    }
}

/// The services of a mesh among all that an ingress offers.
pub(super) fn offered_in<'o>(offered: &'o [AvailableService], mesh: &Mesh<'_>) -> Vec<&'o AvailableService> {
    offered.iter().filter(|offered| offered.mesh.value == mesh.meta.name).collect_vec()
}
