//! Which endpoints are near: localities, priorities and weights.

use sha2::{Digest, Sha256};

use super::schema::{Conf, Failover, ToZoneType};
use crate::{
    index::{ZONE_TAG, group},
    list::CollectVec as _,
    model::{Endpoint, EndpointGroup, Locality, LocalityEndpoints, base64},
    origin::{Origin, Traced},
    resource::Labels,
    sorted::SortedSet,
    tree::{Message, Text},
};

const AWARENESS: &str = "MeshLoadBalancingStrategy localityAwareness";
const DEFAULT_FACTOR: u32 = 200;

/// Whose endpoints are put in order.
pub(super) struct Client<'c> {
    /// The zone of the proxy.
    pub(super) zone: &'c str,
    /// Its tags, the first value of each.
    pub(super) tags: Vec<(Text, Text)>,
    /// The labels of its Dataplane; nothing for zone proxies.
    pub(super) labels: Option<&'c Labels>,
    /// Whether zone egresses stand between it and other zones.
    pub(super) egress: BehindEgress,
}

/// Whether zone egresses stand between a client and endpoints in other zones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BehindEgress {
    /// They do: the client cannot tell zones apart.
    Yes,
    /// They do not, or the client is one itself.
    No,
}

/// Endpoints in other zones come second. Where something is said about the own zone or about others, endpoints are put into the
/// localities that follow from it.
pub(super) fn place(conf: &Conf, client: &Client<'_>, group: &mut EndpointGroup) {
    let awareness = conf.locality_awareness.as_ref();
    let disabled =
        awareness.and_then(|awareness| awareness.disabled.as_ref()).filter(|disabled| disabled.value);
    let priority = match disabled {
        Some(disabled) => Traced::new(0, disabled.origin),
        None => Traced::default_of(1, &AWARENESS),
    };
    for locality in &mut group.localities {
        let Some(place) = &locality.locality else { continue };
        if place.zone.as_ref().is_none_or(|zone| zone.value.as_str() != client.zone) {
            locality.priority = Some(priority);
        }
    }
    if awareness.is_some_and(|awareness| awareness.local_zone.is_some() || awareness.cross_zone.is_some()) {
        rebuild(conf, client, group);
        let factor = Message::new(Origin::Rule(&AWARENESS)).with("overprovisioningFactor", factor(conf));
        group.policy = Some(factor.into());
    }
}

fn rebuild(conf: &Conf, client: &Client<'_>, group: &mut EndpointGroup) {
    let groups = CrossZone::of(conf, client.zone);
    let endpoints = std::mem::take(&mut group.localities).into_iter().flat_map(|locality| locality.endpoints);
    let placed = endpoints.filter_map(|mut endpoint| {
        let zone = member(&endpoint, &group::LOAD_BALANCING, ZONE_TAG).unwrap_or_default();
        let place = if zone.as_str() == client.zone {
            local(conf, client, &endpoint)
        } else if client.egress == BehindEgress::Yes {
            behind_egress(&groups)
        } else {
            groups
                .iter()
                .find(|group| group.includes(&zone))
                .map(|group| located(zone.clone(), group.priority))?
        };
        keep_labels(conf, &mut endpoint);
        Some((place, endpoint))
    });
    group.localities = group::arrange(placed);
    for locality in &mut group.localities {
        locality.origin = Some(Origin::Rule(&AWARENESS));
    }
}

/// The locality of the first tag that client and endpoint share. Tags without a weight get nine tenths of what is left.
fn local(conf: &Conf, client: &Client<'_>, endpoint: &Endpoint) -> LocalityEndpoints {
    let tags = conf.affinity_tags();
    for (index, tag) in tags.iter().enumerate() {
        let key = &tag.key.value;
        let own = client.value(key);
        if own.is_none() || own != endpoint_value(endpoint, key) {
            continue;
        }
        let default = || Traced::default_of(share(tags.len() - index - 1), &AWARENESS);
        let sub_zone = own.map(|value| Traced::new(format!("{key}={value}").into(), tag.key.origin));
        let zone = Some(Traced::rule(Text::from(client.zone), &AWARENESS));
        return LocalityEndpoints {
            locality: Some(Locality { zone, sub_zone }),
            weight: Some(tag.weight.unwrap_or_else(default)),
            ..LocalityEndpoints::default()
        };
    }
    LocalityEndpoints {
        weight: Some(Traced::rule(1, &AWARENESS)),
        ..located(client.zone.into(), Traced::rule(0, &AWARENESS))
    }
}

/// The share of a tag before so many others. What does not fit into 32 bits is cut off, as in the reference.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "Go casts so, too")]
fn share(later: usize) -> u32 {
    let power = u32::try_from(later).ok().and_then(|later| 10_i64.checked_pow(later));
    power.and_then(|power| power.checked_mul(9)).unwrap_or_default() as u32
}

fn located(zone: Text, priority: Traced<u32>) -> LocalityEndpoints {
    let zone = Some(Traced::rule(zone, &AWARENESS)).filter(|zone| !zone.is_empty());
    LocalityEndpoints {
        locality: Some(Locality { zone, sub_zone: None }),
        priority: Some(priority).filter(|priority| priority.value > 0),
        ..LocalityEndpoints::default()
    }
}

/// All other zones are one, named after the rules about them.
fn behind_egress(groups: &[CrossZone<'_>]) -> LocalityEndpoints {
    let rules: String = groups.iter().map(CrossZone::written).collect();
    let hash = base64(&Sha256::digest(rules));
    let name = format!("egress_{}", hash.chars().take(8).collect::<String>());
    located(name.into(), Traced::default_of(1, &AWARENESS))
}

/// Of the labels of an endpoint only those stay that tell what is near.
fn keep_labels(conf: &Conf, endpoint: &mut Endpoint) {
    let tags = conf.affinity_tags();
    for (namespace, members) in &mut endpoint.metadata {
        if *namespace == group::LABELS {
            let kept = std::mem::take(members).into_iter();
            *members = kept
                .filter(|member| tags.iter().any(|tag| tag.key.value == member.key))
                .map(|member| (member.key, member.value))
                .collect();
        }
    }
    endpoint.metadata.retain(|(namespace, members)| *namespace != group::LABELS || !members.is_empty());
}

fn endpoint_value(endpoint: &Endpoint, key: &str) -> Option<Text> {
    member(endpoint, &group::LOAD_BALANCING, key).or_else(|| member(endpoint, &group::LABELS, key))
}

fn member(endpoint: &Endpoint, namespace: &Text, key: &str) -> Option<Text> {
    let (_, members) = endpoint.metadata.iter().find(|(own, _)| own == namespace)?;
    members.get(key)?.as_text().cloned()
}

impl Client<'_> {
    /// A tag, else a label.
    fn value(&self, key: &str) -> Option<Text> {
        let tag = self.tags.iter().find(|(own, _)| own == key).map(|(_, value)| value.clone());
        tag.or_else(|| self.labels?.get(key).map(Text::from))
    }
}

/// A rule about other zones that holds for the client's zone.
struct CrossZone<'c> {
    kind: ToZoneType,
    zones: SortedSet<&'c str>,
    /// By the position of the rule, whether or not the ones before hold.
    priority: Traced<u32>,
}

impl<'c> CrossZone<'c> {
    fn of(conf: &'c Conf, zone: &str) -> Vec<Self> {
        let cross = conf.locality_awareness.as_ref().and_then(|awareness| awareness.cross_zone.as_ref());
        let rules = cross.and_then(|cross| cross.failover.as_deref()).unwrap_or_default().iter().zip(1..);
        let holds = |rule: &Failover| {
            rule.from.as_ref().is_none_or(|from| from.zones.iter().any(|own| own.value.as_str() == zone))
        };
        let holding = rules.filter(|(rule, _)| holds(rule));
        holding
            .map(|(rule, priority)| {
                let zones: SortedSet<&str> =
                    rule.to.zones.iter().flatten().map(|zone| zone.as_str()).collect();
                Self { kind: rule.to.kind.value, zones, priority: Traced::new(priority, rule.to.kind.origin) }
            })
            .collect_vec()
    }

    fn includes(&self, zone: &str) -> bool {
        match self.kind {
            ToZoneType::Any => true,
            ToZoneType::AnyExcept => !self.zones.contains(zone),
            ToZoneType::Only => self.zones.contains(zone),
            ToZoneType::None => false,
        }
    }

    fn written(&self) -> String {
        let (priority, zones) = (self.priority.value, self.zones.iter().copied().collect_vec().join(","));
        match self.kind {
            ToZoneType::Only => format!("{priority}:{zones};"),
            ToZoneType::Any => format!("{priority}:Any;"),
            ToZoneType::AnyExcept => format!("{priority}:AnyExcept:{zones};"),
            ToZoneType::None => String::new(),
        }
    }
}

/// Envoy's factor for a threshold in percent.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "Go casts so, too")]
fn factor(conf: &Conf) -> Traced<u32> {
    let cross = conf.locality_awareness.as_ref().and_then(|awareness| awareness.cross_zone.as_ref());
    let threshold = cross.and_then(|cross| cross.failover_threshold.as_ref());
    let percent = threshold.and_then(|found| Some((found, found.percentage.number()?)));
    match percent.filter(|(_, percent)| *percent != 0.0) {
        Some((found, percent)) => {
            Traced::new(((100.0 / percent) as i64 as u32).wrapping_mul(100), found.percentage.origin)
        }
        None => Traced::default_of(DEFAULT_FACTOR, &"MeshLoadBalancingStrategy failoverThreshold"),
    }
}

#[cfg(test)]
mod tests {
    use super::share;

    #[test]
    fn tags_without_weights_get_nine_tenths_of_what_is_left() {
        assert_eq!([share(2), share(1), share(0)], [900, 90, 9]);
    }

    #[test]
    fn shares_beyond_32_bits_are_cut_off() {
        assert_eq!([share(9), share(19)], [410_065_408, 0]);
    }
}
