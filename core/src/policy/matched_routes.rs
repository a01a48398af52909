//! Routes of their own for some clients: what inbound policies with `matches` make of HTTP inbounds.
//!
//! A network filter keeps the client's SPIFFE ID and the server name as filter state; in front of every route stand copies
//! of it that match on that state.

use std::cmp::{Ordering, Reverse};

use super::{InboundConfs, InboundRule, inbound::compare_matches, merge};
use crate::{
    list::CollectVec as _,
    model::{FilterChain, FilterStateMatch, NetworkFilter, Route, RouteAction, StringMatch, VirtualHost},
    origin::Origin,
    resource::policy_spec::{Match, MatchType},
    sorted::sort_by,
    tree::{Message, Node, Text},
};

const FILTER: &str = "envoy.filters.network.set_filter_state";
const VALUES: &str = "onDownstreamTlsHandshake";
const STATE: Origin = Origin::Rule(&"filter state of matched clients");

/// The keys under which a policy keeps what it knows of a client.
pub struct FilterState {
    /// Of the SPIFFE ID.
    pub spiffe_id: &'static str,
    /// Of the server name.
    pub sni: &'static str,
    /// What happens where another policy keeps state already.
    pub present: Present,
}

/// What happens where another policy keeps state already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Present {
    /// It is left as it is: the own state is not kept.
    Left,
    /// The own state is added.
    Extended,
}

/// A conf for clients that match.
pub type MatchedConf = (Match, Node);

/// The rules that match a SPIFFE ID and concern routes (`concerns`), the most specific first, each merged with all that include
/// it, and with what holds for all clients (`base`).
pub fn effective(
    confs: &InboundConfs<'_>,
    base: Option<&Node>,
    concerns: impl Fn(&Node) -> bool,
) -> Vec<MatchedConf> {
    let mut matched: Vec<(&Match, &InboundRule<'_>)> = confs
        .rules
        .iter()
        .filter_map(|rule| Some((rule.matches.as_ref().filter(|found| found.spiffe_id.is_some())?, rule)))
        .filter(|(_, rule)| concerns(&rule.conf))
        .collect_vec();
    sort_by(&mut matched, |(left, _), (right, _)| compare(left, right));
    let mut effective: Vec<(Match, Node)> = Vec::new();
    for (target, _) in &matched {
        if effective.iter().any(|(present, _)| present == *target) {
            continue;
        }
        let mut including: Vec<&(&Match, &InboundRule<'_>)> =
            matched.iter().filter(|(candidate, _)| includes(candidate, target)).collect_vec();
        sort_by(&mut including, |(left, _), (right, _)| compare(left, right).reverse());
        let including = including.into_iter().map(|(_, rule)| &rule.conf);
        let including: Vec<&Node> = base.into_iter().chain(including).collect_vec();
        if let Some(conf) = merge::overlay(&including).into_iter().next() {
            effective.push(((*target).clone(), conf));
        }
    }
    effective
}

/// Adds routes for these clients, changed by `change`, where the chain speaks HTTP. What is known of clients is kept in any case.
pub fn add(
    chain: &mut FilterChain,
    rules: &[MatchedConf],
    state: &FilterState,
    change: impl Fn(&mut Route, &Node),
) {
    if rules.is_empty() {
        return;
    }
    let keeps_sni = rules.iter().any(|(matches, _)| matches.sni.is_some());
    keep_state(chain, state, keeps_sni, rules.first().map_or(STATE, |(_, conf)| conf.origin));
    let Some(http) = chain.http_mut() else { return };
    for host in &mut http.route_configuration.virtual_hosts {
        copy_routes(host, rules, state, &change);
    }
}

/// The more specific match first; of two prefixes the longer one.
fn compare(left: &Match, right: &Match) -> Ordering {
    let length = |found: &Match| match &found.spiffe_id {
        Some(identity) if identity.match_type.value == MatchType::Prefix => identity.value.len(),
        _ => 0,
    };
    compare_matches(Some(left), Some(right)).then_with(|| match (length(left), length(right)) {
        (0, _) | (_, 0) => Ordering::Equal,
        (left, right) => Reverse(left).cmp(&Reverse(right)),
    })
}

/// Whether every client of `inner` is one of `outer`.
fn includes(outer: &Match, inner: &Match) -> bool {
    let (Some(wide), Some(narrow)) = (&outer.spiffe_id, &inner.spiffe_id) else { return false };
    let identity = match wide.match_type.value {
        MatchType::Exact => {
            narrow.match_type.value == MatchType::Exact && wide.value.value == narrow.value.value
        }
        MatchType::Prefix => narrow.value.starts_with(wide.value.as_str()),
    };
    identity && (outer.sni.is_none() || outer.sni == inner.sni)
}

fn copy_routes(
    host: &mut VirtualHost,
    rules: &[(Match, Node)],
    state: &FilterState,
    change: &impl Fn(&mut Route, &Node),
) {
    let originals = std::mem::take(&mut host.routes);
    for route in originals {
        if matches!(route.action, RouteAction::Forward(_)) {
            for (matches, conf) in rules {
                let mut copy = route.clone();
                copy.matches.filter_state.extend(state_matches(matches, state));
                copy.origin = conf.origin;
                change(&mut copy, conf);
                host.routes.push(copy);
            }
        }
        host.routes.push(route);
    }
}

fn state_matches(matches: &Match, state: &FilterState) -> Vec<FilterStateMatch> {
    let identity = matches.spiffe_id.as_ref().map(|identity| FilterStateMatch {
        key: state.spiffe_id.into(),
        value: match identity.match_type.value {
            MatchType::Exact => StringMatch::Exact(identity.value.clone()),
            MatchType::Prefix => StringMatch::Prefix(identity.value.clone()),
        },
    });
    let name = matches
        .sni
        .as_ref()
        .map(|sni| FilterStateMatch { key: state.sni.into(), value: StringMatch::Exact(sni.value.clone()) });
    identity.into_iter().chain(name).collect_vec()
}

/// Puts the filter that keeps the state in front, or adds to the one that is there.
fn keep_state(chain: &mut FilterChain, state: &FilterState, keeps_sni: bool, origin: Origin) {
    let sni = keeps_sni.then(|| state_value(state.sni, "%REQUESTED_SERVER_NAME%", origin));
    let values = [state_value(state.spiffe_id, "%DOWNSTREAM_PEER_URI_SAN%", origin)].into_iter().chain(sni);
    let present = chain.filters.iter_mut().find_map(|filter| match filter {
        NetworkFilter::Extension { name, config } if name == FILTER => Some(config),
        _ => None,
    });
    match present {
        Some(_) if state.present == Present::Left => {}
        Some(config) => extend(config, values.map(Node::from)),
        None => {
            let config =
                Message::typed("envoy.extensions.filters.network.set_filter_state.v3.Config", origin)
                    .list(VALUES, values);
            let filter = NetworkFilter::Extension { name: FILTER.into(), config: config.into() };
            chain.filters.insert(0, filter);
        }
    }
}

fn state_value(key: &'static str, format: &'static str, origin: Origin) -> Message {
    let format =
        Message::new(origin).with("textFormatSource", Message::new(origin).constant("inlineString", format));
    Message::new(origin)
        .constant("objectKey", key)
        .constant("factoryKey", "envoy.string")
        .with("formatString", format)
        .constant("readOnly", true)
        .constant("skipIfEmpty", true)
}

fn extend(config: &mut Node, values: impl Iterator<Item = Node>) {
    let mut all = config.get(VALUES).and_then(Node::as_list).unwrap_or_default().to_vec();
    for value in values {
        if all.iter().all(|present| present.get("objectKey") != value.get("objectKey")) {
            all.push(value);
        }
    }
    let origin = config.origin;
    if let Some(members) = config.as_map_mut() {
        members.set(Text::new_static(VALUES), Node::list(all, origin));
    }
}
