//! Conditions on requests: their order, and what they are in Envoy.

use std::cmp::{Ordering, Reverse};

use super::schema::{Match, PathMatchType, QueryMatch, QueryMatchType};
use crate::{
    list::CollectVec as _,
    model::{HeaderCondition, HeaderMatch, PathMatch, QueryMatch as EnvoyQuery, RouteMatch, StringMatch},
    origin::Traced,
    resource::header_match::{self, HeaderMatchType},
    tree::Text,
};

const CATCH_ALL: &str = "MeshHTTPRoute route for everything";

/// A condition in Envoy, and whether it came from a path prefix: rewrites depend on it.
pub(super) struct EnvoyMatch {
    pub(super) matches: RouteMatch,
    pub(super) from_prefix: bool,
}

/// The Gateway API's order: an exact path first, then prefixes and regular expressions by length,
/// then conditions with a method, with more headers, with more query parameters.
pub(super) fn compare(left: &Match, right: &Match) -> Ordering {
    let count = |found: &Match| {
        (
            Reverse(found.method.is_some()),
            Reverse(found.headers.as_ref().map_or(0, Vec::len)),
            Reverse(found.query_params.as_ref().map_or(0, Vec::len)),
        )
    };
    compare_paths(left, right).then_with(|| count(left).cmp(&count(right)))
}

fn compare_paths(left: &Match, right: &Match) -> Ordering {
    let (Some(left), Some(right)) = (&left.path, &right.path) else {
        return right.path.is_some().cmp(&left.path.is_some());
    };
    let rank = |kind: PathMatchType| match kind {
        PathMatchType::Exact => 0,
        PathMatchType::PathPrefix => 1,
        PathMatchType::RegularExpression => 2,
    };
    let (left_type, right_type) = (left.match_type.value, right.match_type.value);
    rank(left_type).cmp(&rank(right_type)).then_with(|| match left_type {
        PathMatchType::Exact => Ordering::Equal,
        _ => right.value.len().cmp(&left.value.len()),
    })
}

/// Whether this is the condition that everything under `/` meets, and nothing else is said.
pub(super) fn is_catch_all(found: &Match) -> bool {
    let path = found.path.as_ref();
    path.is_some_and(|path| path.value.value == "/" && path.match_type.value == PathMatchType::PathPrefix)
        && found.method.is_none()
        && found.query_params.is_none()
        && found.headers.is_none()
}

/// What Envoy must look for. A prefix means whole segments, which takes two conditions.
pub(super) fn lower(found: &Match) -> Vec<EnvoyMatch> {
    let headers = headers(found);
    let query_parameters = query_parameters(found.query_params.as_deref().unwrap_or_default());
    let from_prefix =
        found.path.as_ref().is_none_or(|path| path.match_type.value == PathMatchType::PathPrefix);
    paths(found)
        .into_iter()
        .map(|path| {
            let (headers, query_parameters) = (headers.clone(), query_parameters.clone());
            let matches = RouteMatch { path, headers, query_parameters, filter_state: Vec::new() };
            EnvoyMatch { matches, from_prefix }
        })
        .collect_vec()
}

fn paths(found: &Match) -> Vec<PathMatch> {
    let Some(path) = &found.path else {
        return vec![PathMatch::Prefix(Traced::rule(Text::new_static("/"), &CATCH_ALL))];
    };
    match path.match_type.value {
        PathMatchType::Exact => vec![PathMatch::Exact(path.value.clone())],
        PathMatchType::RegularExpression => vec![PathMatch::Regex(path.value.clone())],
        PathMatchType::PathPrefix if path.value.value == "/" => vec![PathMatch::Prefix(path.value.clone())],
        PathMatchType::PathPrefix => {
            let trimmed = path.value.strip_suffix('/').unwrap_or(&path.value);
            vec![
                PathMatch::Exact(path.value.derive(|_| trimmed.into())),
                PathMatch::Prefix(path.value.derive(|_| format!("{trimmed}/").into())),
            ]
        }
    }
}

/// The method first, then headers; a second condition on the same header is ignored.
fn headers(found: &Match) -> Vec<HeaderMatch> {
    let method = found.method.as_ref().map(|method| HeaderMatch {
        name: Traced::new(":method".into(), method.origin),
        condition: HeaderCondition::Value(StringMatch::Exact(method.derive(|method| method.name().into()))),
        invert: None,
    });
    let mut headers: Vec<HeaderMatch> = Vec::new();
    for header in found.headers.iter().flatten() {
        if headers.iter().all(|present| present.name != header.name) {
            headers.push(self::header(header));
        }
    }
    method.into_iter().chain(headers).collect_vec()
}

fn header(found: &header_match::HeaderMatch) -> HeaderMatch {
    let value = found.value.clone();
    let present = |there| HeaderCondition::Present(Traced::new(there, found.name.origin));
    let condition = match found.kind() {
        HeaderMatchType::Exact => HeaderCondition::Value(StringMatch::Exact(value)),
        HeaderMatchType::RegularExpression => HeaderCondition::Value(StringMatch::Regex(value)),
        HeaderMatchType::Prefix if !value.is_empty() => HeaderCondition::Value(StringMatch::Prefix(value)),
        HeaderMatchType::Prefix | HeaderMatchType::Present => present(true),
        HeaderMatchType::Absent => present(false),
    };
    HeaderMatch { name: found.name.clone(), condition, invert: None }
}

fn query_parameters(found: &[QueryMatch]) -> Vec<EnvoyQuery> {
    let mut parameters: Vec<EnvoyQuery> = Vec::new();
    for query in found {
        if parameters.iter().any(|present| present.name == query.name) {
            continue;
        }
        let value = match query.match_type.value {
            QueryMatchType::Exact => StringMatch::Exact(query.value.clone()),
            QueryMatchType::RegularExpression => StringMatch::Regex(query.value.clone()),
        };
        parameters.push(EnvoyQuery { name: query.name.clone(), value });
    }
    parameters
}
