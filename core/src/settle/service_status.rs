//! What the control plane says about MeshServices of its zone: who provides them, how they identify themselves, and whether
//! they speak TLS.

use super::{identity, mesh, store::Store};
use crate::{
    list::CollectVec as _,
    origin::{Origin, Traced},
    resource::{
        Mesh, MeshIdentity, MeshService, Meta, Resource, Spec,
        dataplane::{Dataplane, Inbound, InboundState},
        mesh_identity::IdentityProviderType,
        mesh_service::{
            MeshServiceStatus, ServiceDataplanes, ServiceIdentity, ServiceIdentityType, ServicePort,
            ServiceState, ServiceTls, TlsStatus,
        },
        meta::label,
        schema::IntOrText,
    },
    sorted::SortedSet,
    tree::Text,
    world::{ProxyKey, World},
};

const RULE: &str = "status of a MeshService";

type Provider<'a> = (&'a Resource, &'a Dataplane);

/// What is said about one MeshService.
struct Said {
    identities: Vec<ServiceIdentity>,
    tls: TlsStatus,
    dataplanes: ServiceDataplanes,
}

/// Says it about all MeshServices of this zone; those of other zones were told by their own control planes.
pub(super) fn update(store: &mut Store<'_>, world: &World) {
    let trust_domains: SortedSet<Text> =
        store.trusts().map(|(_, trust)| trust.trust_domain.value.clone()).collect();
    let said: Vec<Option<Said>> = store
        .resources
        .iter()
        .map(|resource| match &resource.spec {
            Spec::MeshService(service) if is_local(&resource.meta) => {
                of_service(store, &resource.meta, service, &trust_domains, world)
            }
            _ => None,
        })
        .collect_vec();
    for (resource, said) in store.resources.iter_mut().zip(said) {
        let (Spec::MeshService(service), Some(said)) = (&mut resource.spec, said) else { continue };
        let available =
            if said.dataplanes.healthy > 0 { ServiceState::Available } else { ServiceState::Unavailable };
        service.state = Some(Traced::rule(available, &RULE));
        service.identities = (!said.identities.is_empty()).then_some(said.identities);
        service.status = Some(MeshServiceStatus {
            tls: ServiceTls { status: Some(Traced::rule(said.tls, &RULE)) },
            dataplane_proxies: said.dataplanes,
            ..MeshServiceStatus::default()
        });
    }
}

/// Whether a MeshService belongs to this zone.
fn is_local(meta: &Meta) -> bool {
    meta.labels.get(label::ORIGIN).is_none_or(|origin| origin == "zone")
}

fn of_service(
    store: &Store<'_>,
    meta: &Meta,
    service: &MeshService,
    trust_domains: &SortedSet<Text>,
    world: &World,
) -> Option<Said> {
    let mesh = store.mesh(&meta.mesh)?;
    let identities = store.identities(&meta.mesh);
    let providers: Vec<Provider<'_>> =
        store.dataplanes(&meta.mesh).filter(|provider| provides(service, *provider)).collect_vec();
    let dataplanes = count(&providers, &service.ports, world);
    Some(Said {
        identities: identities_of(&providers, &identities, world),
        tls: tls(mesh, &providers, &identities, trust_domains, &dataplanes, world),
        dataplanes,
    })
}

/// Whether a Dataplane is among those that a MeshService selects.
fn provides(service: &MeshService, (resource, dataplane): Provider<'_>) -> bool {
    let inbounds = &dataplane.networking.inbound;
    let selector = &service.selector;
    if let Some(reference) = &selector.dataplane_ref {
        return !inbounds.is_empty() && reference.name.value == resource.meta.name;
    }
    if let Some(tags) = &selector.dataplane_tags {
        let has = |inbound: &Inbound| tags.iter().all(|(key, value)| inbound.tags.get(key) == Some(value));
        return !tags.is_empty() && inbounds.iter().any(has);
    }
    let labels = selector.dataplane_labels.as_ref();
    !inbounds.is_empty() && labels.is_some_and(|labels| labels.matches(&resource.meta.labels))
}

fn count(providers: &[Provider<'_>], ports: &[ServicePort], world: &World) -> ServiceDataplanes {
    let mut count = ServiceDataplanes::default();
    for (resource, dataplane) in providers {
        count.total += 1;
        count.connected += u32::from(is_connected(&resource.meta, world));
        let ready = |port: &ServicePort| {
            let inbounds = &dataplane.networking.inbound;
            inbounds
                .iter()
                .any(|inbound| inbound.state.value == InboundState::Ready && is_behind(inbound, port))
        };
        count.healthy += u32::from(ports.iter().all(ready));
    }
    count
}

fn is_connected(meta: &Meta, world: &World) -> bool {
    !world.disconnected.contains(&ProxyKey::dataplane(meta.mesh.clone(), meta.name.clone()))
}

/// Whether an inbound is the target of a port.
fn is_behind(inbound: &Inbound, port: &ServicePort) -> bool {
    match port.target_port.as_ref().map(|target| &target.value) {
        Some(IntOrText::Number(number)) => *number == i64::from(inbound.port.value),
        Some(IntOrText::Text(name)) => inbound.name.as_ref().map_or("", |name| name.value.as_str()) == name,
        None => port.port.value == inbound.port.value,
    }
}

fn identities_of(
    providers: &[Provider<'_>],
    identities: &[(&Meta, &MeshIdentity)],
    world: &World,
) -> Vec<ServiceIdentity> {
    let mut tags: SortedSet<Traced<Text>> = SortedSet::new();
    let mut ids: SortedSet<Text> = SortedSet::new();
    for (resource, dataplane) in providers {
        let services: Vec<Traced<Text>> = service_tags(dataplane).cloned().collect_vec();
        if services.is_empty() {
            tags.extend(
                resource.meta.labels.0.get(label::WORKLOAD).filter(|name| !name.value.is_empty()).cloned(),
            );
        }
        tags.extend(services);
        let selecting =
            identities.iter().filter(|(_, identity)| identity::selects(identity, &resource.meta.labels));
        for (_, identity) in selecting {
            if identity::is_ready(identity) || identity::is_partially_ready(identity) {
                let domain = identity::trust_domain(identity, &resource.meta, &world.zone);
                ids.extend(
                    domain
                        .and_then(|domain| identity::spiffe_id(identity, &domain, &resource.meta))
                        .ok()
                        .map(Text::from),
                );
            }
        }
    }
    let identity =
        |identity_type, value| ServiceIdentity { identity_type: Traced::rule(identity_type, &RULE), value };
    let tags = tags.into_iter().map(|tag| identity(ServiceIdentityType::ServiceTag, tag));
    let ids = ids
        .into_iter()
        .map(|id| identity(ServiceIdentityType::SpiffeId, Traced::new(id, Origin::Rule(&RULE))));
    tags.chain(ids).collect_vec()
}

fn service_tags(dataplane: &Dataplane) -> impl Iterator<Item = &Traced<Text>> {
    let inbounds = dataplane.networking.inbound.iter().map(|inbound| &inbound.tags);
    let gateway = dataplane.networking.gateway.iter().map(|gateway| &gateway.tags);
    inbounds.chain(gateway).filter_map(|tags| tags.get("kuma.io/service"))
}

/// With mTLS of the mesh, proxies that are connected have a certificate, unless a MeshIdentity keeps them from it. With MeshIdentities alone, all of them must have one
/// whose trust domain is known.
fn tls(
    mesh: &Mesh,
    providers: &[Provider<'_>],
    identities: &[(&Meta, &MeshIdentity)],
    trust_domains: &SortedSet<Text>,
    dataplanes: &ServiceDataplanes,
    world: &World,
) -> TlsStatus {
    let ready = if mesh::has_mutual_tls(mesh) {
        dataplanes.connected == dataplanes.total
            && providers.iter().all(|(resource, _)| can_be_identified(&resource.meta, identities, world))
    } else {
        !identities.is_empty()
            && providers
                .iter()
                .all(|(resource, _)| has_identity(&resource.meta, identities, trust_domains, world))
    };
    if ready { TlsStatus::Ready } else { TlsStatus::NotReady }
}

/// A proxy gets no certificate, not that of the mesh either, where its MeshIdentity makes no SPIFFE ID of its labels.
fn can_be_identified(dataplane: &Meta, identities: &[(&Meta, &MeshIdentity)], world: &World) -> bool {
    let Some((_, best)) = identity::best(identities, &dataplane.labels) else { return true };
    let domain = identity::trust_domain(best, dataplane, &world.zone);
    !identity::is_ready(best)
        || domain.and_then(|domain| identity::spiffe_id(best, &domain, dataplane)).is_ok()
}

fn has_identity(
    dataplane: &Meta,
    identities: &[(&Meta, &MeshIdentity)],
    trust_domains: &SortedSet<Text>,
    world: &World,
) -> bool {
    let Some((_, best)) = identity::best(identities, &dataplane.labels) else { return false };
    let provider = best.provider.as_ref().map(|provider| provider.provider_type.value);
    // SPIRE looks after trust by itself.
    let trusted = || {
        provider == Some(IdentityProviderType::Spire)
            || identity::trust_domain(best, dataplane, &world.zone)
                .is_ok_and(|domain| trust_domains.contains(domain.as_str()))
    };
    identity::is_ready(best) && trusted()
}
