//! `xds.type.matcher.v3.Matcher.MatcherList.Predicate`: what the traffic of a rule looks like.

use crate::{
    list::CollectVec as _,
    origin::Origin,
    resource::policy_spec::{Match, MatchType, SpiffeIdMatch},
    tree::{Message, Node},
};

/// The predicate that holds for traffic that matches one of these; nothing where there is none.
pub fn any_of(matches: &[Match]) -> Option<Node> {
    joined(matches.iter().filter_map(of_match).collect_vec(), "orMatcher")
}

/// The predicate that holds for traffic that matches.
pub fn of_match(found: &Match) -> Option<Node> {
    let identity = found.spiffe_id.as_ref().map(spiffe_predicate);
    let name = found.sni.as_ref().map(|sni| {
        let value = Message::new(sni.value.origin).with("exact", &sni.value);
        single(
            "envoy.matching.inputs.server_name",
            "envoy.extensions.matching.common_inputs.network.v3.ServerNameInput",
            value,
            sni.value.origin,
        )
    });
    joined(identity.into_iter().chain(name).collect_vec(), "andMatcher")
}

/// One predicate stands alone, several in a list.
fn joined(predicates: Vec<Node>, list: &'static str) -> Option<Node> {
    let origin = predicates.first()?.origin;
    if predicates.len() == 1 {
        return predicates.into_iter().next();
    }
    Some(Message::new(origin).with(list, Message::new(origin).list("predicate", predicates)).into())
}

fn spiffe_predicate(identity: &SpiffeIdMatch) -> Node {
    let origin = identity.value.origin;
    let field = match identity.match_type.value {
        MatchType::Exact => "exact",
        MatchType::Prefix => "prefix",
    };
    let value = Message::new(origin).with(field, &identity.value);
    single(
        "envoy.matching.inputs.uri_san",
        "envoy.extensions.matching.common_inputs.ssl.v3.UriSanInput",
        value,
        origin,
    )
}

fn single(name: &'static str, type_name: &'static str, value: Message, origin: Origin) -> Node {
    let input =
        Message::new(origin).constant("name", name).with("typedConfig", Message::typed(type_name, origin));
    let single = Message::new(origin).with("input", input).with("valueMatch", value);
    Message::new(origin).with("singlePredicate", single).into()
}
