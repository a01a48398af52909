//! What a MeshTLS does to a proxy: how inbounds are built, and the versions and ciphers of TLS in both directions.

use super::schema::{Conf, Mode, TlsVersion};
use crate::{
    index::MutualTls,
    model::{
        Cluster, ClusterPlace, Destination, Inbound, TlsContext, TlsParameters, TransportSocket, UpstreamTls,
    },
    origin::{Origin, Traced},
    policy::{Confs, Context, InboundShape, OtherPorts, OutboundConfs, typed},
    tree::Text,
};

const DEFAULT_MODE: Origin = Origin::Default(&"MeshTLS mode");
const PARAMETERS: Origin = Origin::Rule(&"MeshTLS with versions or ciphers");

/// Sets the mode and the TLS parameters of an inbound. Where any policy speaks of any inbound of the proxy,
/// ports without an inbound are refused as strictly as the inbounds are.
pub(super) fn shape(shape: &mut InboundShape, inbound: &Inbound, confs: &Confs<'_>, context: &Context<'_>) {
    if shape.tls.is_none() || (confs.inbounds.is_empty() && context.proxy.identity.is_none()) {
        return;
    }
    let conf = confs.inbound(&inbound.address, inbound.port.value);
    let conf: Conf = conf.and_then(|conf| conf.everything.as_ref()).and_then(typed).unwrap_or_default();
    if let Some(mode) = &conf.mode {
        shape.mode = match mode.value {
            Mode::Strict => MutualTls::Strict,
            Mode::Permissive => MutualTls::Permissive,
        };
        shape.origin = Some(mode.origin);
    }
    let other_ports = match shape.mode {
        MutualTls::Strict => OtherPorts::Refused,
        MutualTls::Permissive => OtherPorts::Through,
    };
    shape.other_ports = Some(Traced::new(other_ports, shape.origin.unwrap_or(DEFAULT_MODE)));
    if let Some(tls) = &mut shape.tls {
        tls.parameters = if context.proxy.identity.is_some() {
            identity_parameters(&conf)
        } else {
            mesh_parameters(&conf)
        };
    }
}

/// With the mTLS of the mesh, ciphers count only beside a version.
fn mesh_parameters(conf: &Conf) -> Option<TlsParameters> {
    let version = conf.tls_version.as_ref()?;
    if version.min.is_none() && version.max.is_none() {
        return None;
    }
    Some(TlsParameters {
        minimum_version: envoy_version(version.min.as_ref()),
        maximum_version: envoy_version(version.max.as_ref()),
        cipher_suites: ciphers(conf),
        origin: PARAMETERS,
    })
}

/// With an identity the highest version hides the lowest.
fn identity_parameters(conf: &Conf) -> Option<TlsParameters> {
    let version = conf.tls_version.clone().unwrap_or_default();
    if version.min.is_none() && version.max.is_none() && conf.tls_ciphers.is_none() {
        return None;
    }
    let minimum = if version.max.is_some() { None } else { version.min.as_ref() };
    Some(TlsParameters {
        minimum_version: envoy_version(minimum),
        maximum_version: envoy_version(version.max.as_ref()),
        cipher_suites: ciphers(conf),
        origin: PARAMETERS,
    })
}

fn envoy_version(version: Option<&Traced<TlsVersion>>) -> Option<Traced<Text>> {
    let version = version?;
    Some(Traced::new(version.value.envoy_name()?, version.origin))
}

fn ciphers(conf: &Conf) -> Vec<Traced<Text>> {
    conf.tls_ciphers.clone().unwrap_or_default()
}

/// Clusters inside the mesh get the versions and ciphers of the proxy's own inbounds: they can only be said for the whole mesh.
/// A service by tags that has no outbound of its own, and is reached only by routes of others, does not.
pub(super) fn cluster(cluster: &mut Cluster, confs: &OutboundConfs<'_>, context: &Context<'_>) {
    if is_outside(&cluster.place, context) || !context.proxy.has_outbound_to(confs.destination) {
        return;
    }
    let first = confs.confs.inbounds.values().next().and_then(|confs| confs.everything.as_ref());
    let Some(conf) = first.and_then(typed::<Conf>) else { return };
    let version = conf.tls_version.clone().unwrap_or_default();
    if ciphers(&conf).is_empty() && version.min.is_none() && version.max.is_none() {
        return;
    }
    if let Some(tls) = upstream(&mut cluster.tls) {
        tls.parameters = Some(TlsParameters {
            minimum_version: envoy_version(version.min.as_ref()),
            maximum_version: envoy_version(version.max.as_ref()),
            cipher_suites: ciphers(&conf),
            origin: PARAMETERS,
        });
    }
}

fn is_outside(place: &ClusterPlace, context: &Context<'_>) -> bool {
    match place {
        ClusterPlace::Outbound(Destination::Resource(kri)) => kri.kind.0.name == "MeshExternalService",
        ClusterPlace::Outbound(Destination::Tags(tags)) => context.mesh.is_external(tags.service()),
        _ => false,
    }
}

fn upstream(tls: &mut UpstreamTls) -> Option<&mut TlsContext> {
    match tls {
        UpstreamTls::Socket(TransportSocket::Upstream(context))
        | UpstreamTls::SocketAndMatches(TransportSocket::Upstream(context), _) => Some(context),
        _ => None,
    }
}
