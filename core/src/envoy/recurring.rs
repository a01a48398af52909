//! Parts that recur in the messages of a proxy: every cluster of a mesh presents the same secrets, every connection manager of HTTP knows
//! the same internal addresses. Each is made once, and the messages that contain it share it.

use std::sync::Arc;

use crate::{
    model::{CommonHttpOptions, HttpProtocol, InternalAddress, Sds, Thresholds},
    origin::{Origin, Traced},
    sorted::SortedMap,
    tree::{Duration, Message, Node, Text},
};

/// The parts that were made already.
#[derive(Debug, Default)]
pub(super) struct Recurring {
    parts: SortedMap<Part, Node>,
    /// The filter at the end of every connection manager of HTTP.
    router: Option<Node>,
    /// Internal addresses as the last connection manager of HTTP had them.
    addresses: Option<(Arc<[InternalAddress]>, Origin, Node)>,
}

/// What a part says, and who set it.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    /// Endpoints are fetched from the control plane.
    Discovery(Origin),
    /// A secret is fetched from the control plane.
    Secret(Text, Origin),
    /// How much a cluster takes at a time, and whether statistics tell how much of that is left.
    Limits([Option<Exactly<u32>>; 5], Option<Exactly<bool>>, Origin),
    /// What is spoken, and for how long.
    HttpOptions(Option<Exactly<HttpProtocol>>, [Option<Exactly<Duration>>; 3], Origin),
}

/// A value and its origin, both of which count.
type Exactly<T> = (T, Origin);

impl Recurring {
    /// The part, which is made where it is needed for the first time.
    pub(super) fn part(&mut self, part: Part, make: impl FnOnce() -> Message) -> Node {
        self.parts.entry(part).or_insert_with(|| Node::from(make()).shared()).clone()
    }

    /// The router filter.
    pub(super) fn router(&mut self, make: impl FnOnce() -> Node) -> Node {
        self.router.get_or_insert_with(|| make().shared()).clone()
    }

    /// The message about internal addresses.
    pub(super) fn internal_addresses(
        &mut self,
        addresses: Arc<[InternalAddress]>,
        origin: Origin,
        make: impl FnOnce(&[InternalAddress]) -> Message,
    ) -> Node {
        match &self.addresses {
            Some((known, from, message)) if Arc::ptr_eq(known, &addresses) && *from == origin => {
                message.clone()
            }
            _ => {
                let message = Node::from(make(&addresses)).shared();
                self.addresses = Some((addresses, origin, message.clone()));
                message
            }
        }
    }
}

impl Part {
    /// A secret; nothing where it comes from a cluster, as those of workload identities do.
    pub(super) fn of_secret(secret: &Sds) -> Option<Self> {
        secret.cluster.is_none().then(|| Self::Secret(secret.name.value.clone(), secret.name.origin))
    }

    pub(super) fn of_limits(thresholds: &Thresholds, origin: Origin) -> Self {
        let Thresholds {
            max_connections,
            max_pending_requests,
            max_requests,
            max_retries,
            max_connection_pools,
            track_remaining,
        } = thresholds;
        let limits = [max_connections, max_pending_requests, max_requests, max_retries, max_connection_pools];
        let limits = limits.map(|limit| limit.as_ref().map(exactly));
        Self::Limits(limits, track_remaining.as_ref().map(exactly), origin)
    }

    pub(super) fn of_http(
        protocol: Option<&Traced<HttpProtocol>>,
        common: &CommonHttpOptions,
        origin: Origin,
    ) -> Self {
        let CommonHttpOptions { idle_timeout, max_connection_duration, max_stream_duration } = common;
        let times = [idle_timeout, max_connection_duration, max_stream_duration];
        Self::HttpOptions(protocol.map(exactly), times.map(|time| time.as_ref().map(exactly)), origin)
    }
}

fn exactly<T: Clone>(traced: &Traced<T>) -> Exactly<T> {
    (traced.value.clone(), traced.origin)
}
