//! From matches to the filter chains that there must be, in Envoy's order.

use std::{
    cmp::{Ordering, Reverse},
    net::IpAddr,
};

use super::schema::{Conf, Match, MatchType, Protocol};
use crate::{
    list::CollectVec as _,
    origin::Origin,
    sorted::{SortedMap, SortedSet, sort_by},
    tree::Text,
};

/// What connections of a filter chain have in common.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Matcher {
    pub(super) protocol: Protocol,
    /// 0 for all.
    pub(super) port: u32,
    pub(super) place: Place,
    /// Empty for hosts of HTTP, which are told apart by routes.
    pub(super) value: Text,
}

/// What a value is, the least specific first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    WildcardDomain,
    Domain,
    Cidr,
    CidrV6,
    Ip,
    IpV6,
}

/// A filter chain, and the hosts of its routes.
#[derive(Clone, Debug)]
pub(super) struct Chain {
    pub(super) matcher: Matcher,
    pub(super) hosts: Vec<Host>,
    pub(super) origin: Origin,
}

/// A host of HTTP.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Host {
    pub(super) place: Place,
    pub(super) name: Text,
}

type Chains = SortedMap<Matcher, (SortedSet<Host>, Origin)>;

/// The chains in order. Those for all ports stand again for every port that any match names, because Envoy looks at ports first.
pub(super) fn chains(conf: &Conf) -> Vec<Chain> {
    let matches = conf.append_match.as_deref().unwrap_or_default();
    let mut found = Chains::new();
    for matched in matches {
        add(matched, &mut found);
    }
    let ports: SortedSet<u32> =
        matches.iter().filter_map(|matched| matched.port).map(|port| port.value).collect();
    let for_all: Vec<(Matcher, (SortedSet<Host>, Origin))> = found
        .iter()
        .filter(|(matcher, _)| matcher.port == 0)
        .map(|(matcher, found)| (matcher.clone(), found.clone()))
        .collect_vec();
    for (matcher, (hosts, origin)) in for_all {
        for port in ports.iter().filter(|port| **port != 0) {
            let of_port = Matcher { port: *port, ..matcher.clone() };
            found.entry(of_port).or_insert((SortedSet::new(), origin)).0.extend(hosts.iter().cloned());
        }
    }
    let chains = found.into_iter();
    let mut chains: Vec<Chain> = chains
        .map(|(matcher, (hosts, origin))| Chain { matcher, hosts: ordered(hosts), origin })
        .collect_vec();
    sort_by(&mut chains, compare);
    chains
}

/// The ports on which HTTP of several versions is spoken, which no filter chain can tell apart.
pub(super) fn ambiguous_ports(conf: &Conf) -> SortedSet<u32> {
    let mut protocols: SortedMap<u32, SortedSet<Protocol>> = SortedMap::new();
    for matched in conf.append_match.iter().flatten().filter(|matched| matched.protocol.value.is_http()) {
        let port = matched.port.map(|port| port.value).unwrap_or_default();
        protocols.entry(port).or_default().insert(matched.protocol.value);
    }
    protocols.into_iter().filter(|(_, protocols)| protocols.len() > 1).map(|(port, _)| port).collect()
}

fn add(matched: &Match, chains: &mut Chains) {
    let (protocol, value) = (matched.protocol.value, matched.value.value.clone());
    let place = Place::of(matched);
    let port = matched.port.map(|port| port.value).unwrap_or_default();
    let is_host = protocol.is_http() && matches!(place, Place::Domain | Place::WildcardDomain);
    let key = if is_host {
        Matcher { protocol, port, place: Place::Domain, value: Text::default() }
    } else {
        Matcher { protocol, port, place, value: value.clone() }
    };
    let found = chains.entry(key).or_insert((SortedSet::new(), matched.value.origin));
    if is_host {
        found.0.insert(Host { place, name: value });
    }
}

/// The most specific first.
fn ordered(hosts: SortedSet<Host>) -> Vec<Host> {
    let mut hosts: Vec<Host> = hosts.into_iter().collect_vec();
    sort_by(&mut hosts, |left, right| {
        right.place.cmp(&left.place).then_with(|| domain(&left.name).cmp(&domain(&right.name)))
    });
    hosts
}

/// Domains with more labels first.
fn domain(name: &str) -> (Reverse<usize>, &str) {
    (Reverse(name.split('.').count()), name)
}

fn compare(left: &Chain, right: &Chain) -> Ordering {
    let (one, other) = (&left.matcher, &right.matcher);
    let protocol = |protocol: Protocol| match protocol {
        Protocol::Tls | Protocol::Mysql => 0,
        Protocol::Tcp => 1,
        Protocol::Http => 2,
        Protocol::Http2 => 3,
        Protocol::Grpc => 4,
    };
    protocol(one.protocol)
        .cmp(&protocol(other.protocol))
        .then_with(|| other.place.cmp(&one.place))
        .then_with(|| other.port.cmp(&one.port))
        .then_with(|| match one.place {
            Place::Domain | Place::WildcardDomain => domain(&one.value).cmp(&domain(&other.value)),
            Place::Cidr | Place::CidrV6 => {
                let ((address, length), (other_address, other_length)) =
                    (range(&one.value), range(&other.value));
                other_length.cmp(&length).then_with(|| other_address.cmp(&address))
            }
            Place::Ip | Place::IpV6 => other.value.cmp(&one.value),
        })
}

/// The first address of a range, and how many bits of it count. An address of IPv4 in the form of IPv6 (`::ffff:10.0.0.0`) is
/// written in its own form, and its bits are counted in that of IPv6, as the control plane does it.
pub(super) fn range(cidr: &str) -> (Text, u32) {
    let Some((address, length)) = cidr.split_once('/') else { return (Text::default(), 0) };
    let length: u32 = length.parse().unwrap_or_default();
    let first = match address.parse::<IpAddr>() {
        Ok(IpAddr::V4(address)) => {
            let mask = u32::MAX.checked_shl(32_u32.saturating_sub(length)).unwrap_or_default();
            IpAddr::from((u32::from(address) & mask).to_be_bytes())
        }
        Ok(IpAddr::V6(address)) => {
            let mask = u128::MAX.checked_shl(128_u32.saturating_sub(length)).unwrap_or_default();
            IpAddr::from((u128::from(address) & mask).to_be_bytes()).to_canonical()
        }
        Err(_) => return (Text::default(), 0),
    };
    (first.to_string().into(), length)
}

impl Place {
    fn of(matched: &Match) -> Self {
        let is_v6 = matched.value.contains(':');
        match matched.kind.value {
            MatchType::Domain if matched.value.starts_with('*') => Self::WildcardDomain,
            MatchType::Domain => Self::Domain,
            MatchType::Ip if is_v6 => Self::IpV6,
            MatchType::Ip => Self::Ip,
            MatchType::Cidr if is_v6 => Self::CidrV6,
            MatchType::Cidr => Self::Cidr,
        }
    }

    /// Whether it can be called from addresses of IPv4.
    pub(super) fn is_v4(self) -> bool {
        !matches!(self, Self::IpV6 | Self::CidrV6)
    }

    /// Whether it can be called from addresses of IPv6.
    pub(super) fn is_v6(self) -> bool {
        !matches!(self, Self::Ip | Self::Cidr)
    }
}

#[cfg(test)]
mod tests {
    use super::range;

    #[test]
    fn ranges_begin_at_their_first_address() {
        for (cidr, address, length) in [
            ("198.51.100.77/24", "198.51.100.0", 24),
            ("198.51.100.77/32", "198.51.100.77", 32),
            ("198.51.100.77/0", "0.0.0.0", 0),
            ("2001:db8::9/32", "2001:db8::", 32),
            ("::ffff:198.51.100.77/120", "198.51.100.0", 120),
            ("::ffff:198.51.100.77/80", "::", 80),
            ("nothing", "", 0),
        ] {
            assert_eq!(range(cidr), (address.into(), length), "{cidr}");
        }
    }
}
