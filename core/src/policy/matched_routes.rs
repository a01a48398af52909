//! Routes of their own for some clients: what inbound policies with `matches` make of HTTP inbounds.
//!
//! A network filter keeps the client's SPIFFE ID and the server name as filter state; in front of every route stand copies
//! of it that match on that state.

use std::cmp::{Ordering, Reverse};

use super::{InboundConfs, InboundRule, inbound::compare_matches, merge};
use crate::{
    model::{FilterChain, FilterStateMatch, NetworkFilter, Route, RouteAction, StringMatch, VirtualHost},
    origin::Origin,
    resource::policy_spec::{Match, MatchType},
    tree::{Message, Node, Text},
};

/// The keys under which a policy keeps what it knows of a client.
pub struct FilterState {
    /// Of the SPIFFE ID.
    pub spiffe_id: &'static str,
    /// Of the server name.
    pub sni: &'static str,
}

/// Adds the routes of all rules that match a SPIFFE ID and concern routes (`concerns`), changed by `change`.
pub fn add(
    chain: &mut FilterChain,
    confs: &InboundConfs<'_>,
    state: &FilterState,
    concerns: impl Fn(&Node) -> bool,
    change: impl Fn(&mut Route, &Node),
) {
    let rules = effective_rules(confs, concerns);
    if rules.is_empty() || chain.http_mut().is_none() {
        return;
    }
    let keeps_sni = rules.iter().any(|(matches, _)| matches.sni.is_some());
    keep_state(chain, state, keeps_sni);
    let Some(http) = chain.http_mut() else { return };
    for host in &mut http.route_configuration.virtual_hosts {
        copy_routes(host, &rules, state, &change);
    }
}

/// The rules that match a SPIFFE ID, the most specific first, each merged with all that include it.
fn effective_rules(confs: &InboundConfs<'_>, concerns: impl Fn(&Node) -> bool) -> Vec<(Match, Node)> {
    let mut matched: Vec<(&Match, &InboundRule)> = confs
        .rules
        .iter()
        .filter_map(|rule| Some((rule.matches.as_ref().filter(|found| found.spiffe_id.is_some())?, rule)))
        .filter(|(_, rule)| concerns(&rule.conf))
        .collect();
    matched.sort_by(|(left, _), (right, _)| compare(left, right));
    let mut effective: Vec<(Match, Node)> = Vec::new();
    for (target, _) in &matched {
        if effective.iter().any(|(present, _)| present == *target) {
            continue;
        }
        let mut including: Vec<&(&Match, &InboundRule)> =
            matched.iter().filter(|(candidate, _)| includes(candidate, target)).collect();
        including.sort_by(|(left, _), (right, _)| compare(left, right).reverse());
        let including: Vec<&Node> = including.into_iter().map(|(_, rule)| &rule.conf).collect();
        if let Some(conf) = merge::overlay(&including).into_iter().next() {
            effective.push(((*target).clone(), conf));
        }
    }
    effective
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
    identity.into_iter().chain(name).collect()
}

/// Puts the filter that keeps the state in front.
fn keep_state(chain: &mut FilterChain, state: &FilterState, keeps_sni: bool) {
    let origin = Origin::Rule("filter state of matched clients");
    let value = |key: &'static str, format: &'static str| {
        let format = Message::new(origin)
            .with("textFormatSource", Message::new(origin).constant("inlineString", format));
        Message::new(origin)
            .constant("objectKey", key)
            .constant("factoryKey", "envoy.string")
            .with("formatString", format)
            .constant("readOnly", true)
            .constant("skipIfEmpty", true)
    };
    let sni = keeps_sni.then(|| value(state.sni, "%REQUESTED_SERVER_NAME%"));
    let values = [value(state.spiffe_id, "%DOWNSTREAM_PEER_URI_SAN%")].into_iter().chain(sni);
    let config = Message::typed("envoy.extensions.filters.network.set_filter_state.v3.Config", origin)
        .list("onDownstreamTlsHandshake", values);
    let name = Text::new_static("envoy.filters.network.set_filter_state");
    chain.filters.insert(0, NetworkFilter::Extension { name, config: config.into() });
}
