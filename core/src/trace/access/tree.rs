//! Matchers of xDS: lists of predicates and trees of exact values, with an action at every leaf.

use super::{Verdict, caller};
use crate::{
    list::CollectVec as _,
    trace::{
        StepKind,
        at::At,
        session::Session,
        text_match,
        truth::{Truth, all, any, not},
    },
    tree::Text,
};

/// What a matcher leads to.
enum Found<'a> {
    /// Its action.
    Action(At<'a>),
    /// Nothing.
    Nothing,
    /// It cannot be told.
    Unknown(At<'a>),
}

/// The verdict of an RBAC matcher; what it leads nowhere for is refused.
pub(super) fn decide(matcher: &At<'_>, kind: StepKind, session: &Session<'_>) -> Verdict {
    match find(matcher, session) {
        Found::Unknown(at) => Verdict::Unknown(at.step(kind, "cannot tell whether this fits")),
        Found::Nothing => {
            Verdict::Denied(matcher.step(kind, format!("denies {}: nothing fits", caller(session))))
        }
        Found::Action(action) => {
            let config = action.get("typedConfig").unwrap_or(action);
            let (name, denies) = (config.text("name"), config.text("action") == "DENY");
            let word = if denies { "denies" } else { "allows" };
            let step = config.step(kind, format!("{word} {}: {name}", caller(session)));
            if denies { Verdict::Denied(step) } else { Verdict::Allowed(step) }
        }
    }
}

/// Whether a matcher leads to any action.
pub(in crate::trace) fn matches(matcher: &At<'_>, session: &Session<'_>) -> Truth {
    match find(matcher, session) {
        Found::Action(_) => Some(true),
        Found::Nothing => Some(false),
        Found::Unknown(_) => None,
    }
}

fn find<'a>(matcher: &At<'a>, session: &Session<'_>) -> Found<'a> {
    let found = match (matcher.get("matcherList"), matcher.get("matcherTree")) {
        (Some(list), _) => of_list(&list, session),
        (None, Some(tree)) => of_tree(&tree, session),
        (None, None) => Found::Nothing,
    };
    match (found, matcher.get("onNoMatch")) {
        (Found::Nothing, Some(otherwise)) => on_match(&otherwise, session),
        (found, _) => found,
    }
}

/// The first whose predicate holds, and that leads somewhere.
fn of_list<'a>(list: &At<'a>, session: &Session<'_>) -> Found<'a> {
    for matcher in list.items("matchers") {
        let Some(predicate) = matcher.get("predicate") else { continue };
        match holds(&predicate, session) {
            Some(false) => {}
            None => return Found::Unknown(predicate),
            Some(true) => {
                let found = matcher.get("onMatch").map(|found| on_match(&found, session));
                if let Some(found @ (Found::Action(_) | Found::Unknown(_))) = found {
                    return found;
                }
            }
        }
    }
    Found::Nothing
}

fn of_tree<'a>(tree: &At<'a>, session: &Session<'_>) -> Found<'a> {
    let value = match tree.get("input").map_or(Input::Unknown, |input| self::input(&input, session)) {
        Input::Value(value) => value,
        Input::Missing => return Found::Nothing,
        Input::Unknown => return Found::Unknown(tree.clone()),
    };
    let exact = tree.get("exactMatchMap").and_then(|map| map.path(&["map", &value]));
    let prefix = || {
        let members = tree.get("prefixMatchMap").map(|map| map.members("map")).unwrap_or_default();
        let fitting = members.into_iter().filter(|(key, _)| value.starts_with(key.as_str()));
        fitting.max_by_key(|(key, _)| key.len()).map(|(_, found)| found)
    };
    exact.or_else(prefix).map_or(Found::Nothing, |found| on_match(&found, session))
}

fn on_match<'a>(found: &At<'a>, session: &Session<'_>) -> Found<'a> {
    match (found.get("action"), found.get("matcher")) {
        (Some(action), _) => Found::Action(action),
        (None, Some(matcher)) => find(&matcher, session),
        (None, None) => Found::Nothing,
    }
}

fn holds(predicate: &At<'_>, session: &Session<'_>) -> Truth {
    let of = |key: &str| {
        let list = predicate.get(key)?.items("predicate");
        Some(list.into_iter().map(|item| holds(&item, session)).collect_vec())
    };
    if let Some(truths) = of("andMatcher") {
        return all(truths);
    }
    if let Some(truths) = of("orMatcher") {
        return any(truths);
    }
    if let Some(inner) = predicate.get("notMatcher") {
        return not(holds(&inner, session));
    }
    let single = predicate.get("singlePredicate")?;
    match input(&single.get("input")?, session) {
        Input::Value(value) => text_match::string(&single.get("valueMatch")?, &value),
        Input::Missing => Some(false),
        Input::Unknown => None,
    }
}

/// What an input gives.
enum Input {
    /// A text.
    Value(Text),
    /// Nothing, because the connection has none.
    Missing,
    /// What this walk does not know.
    Unknown,
}

fn input(input: &At<'_>, session: &Session<'_>) -> Input {
    let Some(config) = input.get("typedConfig") else { return Input::Unknown };
    let connection = session.connection;
    let value = match config.type_name().rsplit('.').next().unwrap_or_default() {
        "UriSanInput" => session.peer_names(),
        "ServerNameInput" => Some(session.server_name.clone()),
        "DestinationIPInput" => Some(connection.address.clone()),
        "DestinationPortInput" => Some(connection.port.to_string().into()),
        "SourceIPInput" if connection.source.is_some() => connection.source.clone(),
        "HttpRequestHeaderMatchInput" => {
            let name = config.text("headerName").to_ascii_lowercase();
            session.request.as_ref().and_then(|request| request.header(&name))
        }
        _ => return Input::Unknown,
    };
    value.filter(|value| !value.is_empty()).map_or(Input::Missing, Input::Value)
}
