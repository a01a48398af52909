//! What a resource says, by kind.

use super::{
    Dataplane, ExternalService, HostnameGenerator, Mesh, MeshExternalService, MeshIdentity,
    MeshMultiZoneService, MeshOpenTelemetryBackend, MeshService, MeshTrust, MeshZoneAddress, PolicySpec,
    Secret, Shared, VirtualOutbound, Workload, Zone, ZoneEgress, ZoneIngress,
    kind::PolicyKind,
    legacy::{
        CircuitBreaker, FaultInjection, HealthCheck, RateLimit, Retry, Timeout, TrafficLog,
        TrafficPermission, TrafficRoute, TrafficTrace,
    },
    schema::{Decoder, Schema},
};
use crate::{
    list::CollectVec as _,
    origin::Origin,
    tree::{Node, Text},
};

/// A port of a service resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpecPort {
    /// Its section: its name, or its number.
    pub name: Text,
    /// Its number.
    pub number: u32,
}

/// A kind to which the control plane may add a status.
trait WithStatus {
    /// Takes the status that stands in a document.
    fn read_status(&mut self, _: Option<&Node>, _: &Decoder) {}

    /// Writes the status.
    fn write_status(&self, _: Origin) -> Option<Node> {
        None
    }
}

/// Declares [`Spec`] and how each variant is read and written. `status` marks kinds to which the control plane adds one.
macro_rules! specs {
    (@status $variant:ident) => {
        impl WithStatus for $variant {}
    };
    (@status $variant:ident $status:ident) => {
        impl WithStatus for $variant {
            fn read_status(&mut self, status: Option<&Node>, decoder: &Decoder) {
                self.$status = decode_status(status, decoder);
            }

            fn write_status(&self, origin: Origin) -> Option<Node> {
                self.$status.as_ref().map(|status| status.encode(origin))
            }
        }
    };
    ($($(#[$meta:meta])* $variant:ident $(= $status:ident)? ;)*) => {
        /// What a resource says.
        #[derive(Clone, Debug)]
        pub enum Spec {
            $($(#[$meta])* $variant(Shared<$variant>),)*
            /// A policy.
            Policy(Shared<PolicySpec>),
            /// A resource of a kind that is known and has no effect here: its fields, or its `spec`.
            Other(Shared<Node>),
        }

        $(specs!(@status $variant $($status)?);)*

        impl Spec {
            /// Reads the fields of a kind that is no policy of the new form. Nothing where they are wrong.
            pub(super) fn decode(
                kind: &str,
                node: &Node,
                status: Option<&Node>,
                decoder: &mut Decoder,
            ) -> Option<Self> {
                match kind {
                    $(stringify!($variant) => {
                        let mut spec = $variant::decode(node, decoder)?;
                        spec.read_status(status, decoder);
                        Some(Self::$variant(Shared::new(spec)))
                    })*
                    "GlobalSecret" => Some(Self::Secret(Shared::new(Secret::decode(node, decoder)?))),
                    _ => Some(Self::Other(Shared::new(node.clone()))),
                }
            }

            /// Writes the fields as they are stored, and the status.
            pub(super) fn encode(&self, policy: Option<&PolicyKind>, origin: Origin) -> (Node, Option<Node>) {
                match self {
                    $(Self::$variant(spec) => (spec.encode(origin), spec.write_status(origin)),)*
                    Self::Policy(spec) => match policy {
                        Some(kind) => (spec.encode(kind, origin), spec.status.clone()),
                        None => (Node::empty(origin), None),
                    },
                    Self::Other(node) => (Node::clone(node), None),
                }
            }
        }
    };
}

specs! {
    /// A Mesh.
    Mesh;
    /// A Dataplane.
    Dataplane;
    /// A MeshService.
    MeshService = status;
    /// A MeshExternalService.
    MeshExternalService = status;
    /// A MeshMultiZoneService.
    MeshMultiZoneService = status;
    /// A MeshIdentity.
    MeshIdentity = status;
    /// A MeshTrust.
    MeshTrust = status;
    /// A MeshOpenTelemetryBackend.
    MeshOpenTelemetryBackend = status;
    /// A MeshZoneAddress.
    MeshZoneAddress;
    /// A Workload.
    Workload = status;
    /// A HostnameGenerator.
    HostnameGenerator;
    /// A Zone.
    Zone;
    /// A ZoneIngress.
    ZoneIngress;
    /// A ZoneEgress.
    ZoneEgress;
    /// An ExternalService.
    ExternalService;
    /// A VirtualOutbound.
    VirtualOutbound;
    /// A Secret or a GlobalSecret.
    Secret;
    /// A TrafficRoute.
    TrafficRoute;
    /// A TrafficPermission.
    TrafficPermission;
    /// A TrafficLog.
    TrafficLog;
    /// A TrafficTrace.
    TrafficTrace;
    /// A Timeout.
    Timeout;
    /// A Retry.
    Retry;
    /// A CircuitBreaker.
    CircuitBreaker;
    /// A HealthCheck.
    HealthCheck;
    /// A FaultInjection.
    FaultInjection;
    /// A RateLimit.
    RateLimit;
}

impl Spec {
    /// The policy, where this is one.
    pub fn as_policy(&self) -> Option<&PolicySpec> {
        match self {
            Self::Policy(policy) => Some(policy),
            _ => None,
        }
    }

    /// The ports, where this is a service resource.
    pub fn ports(&self) -> Vec<SpecPort> {
        match self {
            Self::MeshService(service) => service
                .ports
                .iter()
                .map(|port| SpecPort::new(port.name.as_deref(), port.port.value))
                .collect_vec(),
            Self::MeshMultiZoneService(service) => service
                .ports
                .iter()
                .map(|port| SpecPort::new(port.name.as_deref(), port.port.value))
                .collect_vec(),
            Self::MeshExternalService(service) => vec![SpecPort::new(None, service.matches.port.value)],
            _ => Vec::new(),
        }
    }
}

impl SpecPort {
    fn new(name: Option<&Text>, number: u32) -> Self {
        let named = name.filter(|name| !name.is_empty()).cloned();
        Self { name: named.unwrap_or_else(|| number.to_string().into()), number }
    }
}

/// A status that cannot be read counts as none: the control plane writes it anew.
fn decode_status<T: Schema>(status: Option<&Node>, decoder: &Decoder) -> Option<T> {
    let mut own = Decoder::new(decoder.dialect, "status");
    T::decode(status?, &mut own)
}
