//! What a route does with a request: it redirects, answers, or sends it to a cluster.

use super::{Manager, change, redirect};
use crate::tree::Text;
use crate::{
    list::CollectVec as _,
    trace::{
        Answer, Outcome, Step, StepKind,
        at::At,
        cluster::{self, Carried, HostRewrite},
        connection::{Connection, Payload},
        network::plain,
        session::Session,
        walk::{Hop, Walk, Way},
        weights,
    },
};

/// Does what the route says. Without a route Envoy answers that there is none.
pub(super) fn go(
    walk: &mut Walk<'_>,
    hop: &Hop<'_>,
    manager: &Manager<'_>,
    route: Option<&At<'_>>,
    session: Session<'_>,
) -> Way {
    let Some(request) = session.request else { return Way::default() };
    if let Some(step) = redirect::to_https(manager) {
        let location = redirect::https_location(&request);
        return Way::end(vec![step], redirect::outcome(301, location));
    }
    let Some(route) = route else { return Way::end(Vec::new(), Outcome::response(404, "")) };
    let headers = change::response(manager, route, None);
    if let Some(found) = route.get("redirect") {
        let way = Way::end(vec![redirect::step(&found, &request)], redirect::of(&found, route, &request));
        return way.ending(|outcome| outcome.response_headers.extend(headers.iter().cloned()));
    }
    if let Some(answer) = route.get("directResponse") {
        let way = direct(&answer);
        return way.ending(|outcome| outcome.response_headers.extend(headers.iter().cloned()));
    }
    let Some(action) = route.get("route") else {
        let step = route.step(StepKind::Filter, "what this route does is not looked into");
        return Way::end(
            vec![step],
            Outcome::new(Answer::Unknown { reason: "a route of another kind".into() }),
        );
    };
    let mut holds = timeouts(&action);
    holds.extend(retries(&action, manager));
    let mut steps = hashes(&action, &|name| request.header(name));
    steps.extend(mirrors(&action));
    let mut to = |at: &At<'_>, name: &str, entry: Option<&At<'_>>| {
        let mut request = request.clone();
        let mut changes = change::request(manager, route, entry, &mut request);
        changes.extend(change::path_and_host(&action, route, &mut request));
        let connection = Connection { payload: Payload::Http(request), ..session.connection.clone() };
        let subset =
            entry.and_then(|entry| entry.get("metadataMatch")).or_else(|| action.get("metadataMatch"));
        let host = if action.is("autoHostRewrite") { HostRewrite::Endpoint } else { HostRewrite::Keep };
        let way =
            cluster::forward(walk, hop, at, name, Carried { connection, subset: subset.as_ref(), host });
        let headers = change::response(manager, route, entry);
        way.ending(|outcome| answered(outcome, &headers)).after(changes)
    };
    let way = to_clusters(&action, &mut to, &|name| request.header(name));
    let shown: Vec<Step> = steps.into_iter().chain(holds.iter().cloned()).collect_vec();
    way.holding(&holds).after(shown)
}

fn to_clusters(
    action: &At<'_>,
    to: &mut dyn FnMut(&At<'_>, &str, Option<&At<'_>>) -> Way,
    header: &dyn Fn(&str) -> Option<Text>,
) -> Way {
    if let Some(at) = action.get("cluster") {
        return to(&at, at.node.as_str().unwrap_or_default(), None);
    }
    if let Some(at) = action.get("clusterHeader") {
        let name = header(&at.node.as_str().unwrap_or_default().to_ascii_lowercase()).unwrap_or_default();
        return to(&at, &name, None);
    }
    let weighted = action.get("weightedClusters");
    let clusters = weighted.map(|weighted| weights::of_clusters(&weighted)).unwrap_or_default();
    if clusters.is_empty() {
        return Way::end(Vec::new(), Outcome::response(503, ""));
    }
    let parts = clusters.into_iter().map(|(cluster, share)| {
        let name = cluster.text("name");
        let at = cluster.get("weight").unwrap_or_else(|| cluster.clone());
        let step = at.step(StepKind::Route, format!("goes to {name}")).with_share(share);
        (step, to(&cluster, name, Some(&cluster)))
    });
    Way::parts(parts.collect_vec())
}

/// What a client of HTTP gets in place of a connection that did not come about; and what proxies change in a response.
fn answered(outcome: &mut Outcome, headers: &[(Text, Option<Text>)]) {
    let body = match &outcome.answer {
        Answer::Refused { reason } if reason == "no healthy upstream" => reason.clone(),
        Answer::Refused { reason } if reason.starts_with("there is no cluster") => Text::default(),
        Answer::Refused { .. } | Answer::Closed { .. } => UPSTREAM_FAILED.into(),
        Answer::Delivered | Answer::Response { .. } => {
            outcome.response_headers.extend(headers.iter().cloned());
            return;
        }
        Answer::Unknown { .. } => return,
    };
    outcome.answer = Answer::Response { status: 503, body, location: None };
}

/// How the body begins that Envoy writes when a connection fails.
const UPSTREAM_FAILED: &str = "upstream connect error or disconnect/reset before headers";

fn direct(answer: &At<'_>) -> Way {
    let status = answer.count("status").unwrap_or(200);
    let body = answer.get("body").map(|body| body.text("inlineString")).unwrap_or_default();
    Way::end(
        vec![answer.step(StepKind::Route, format!("answers {status} by itself"))],
        Outcome::response(status, body),
    )
}

/// How long things may take. Where a route says nothing, Envoy waits 15 seconds for a response.
fn timeouts(action: &At<'_>) -> Vec<Step> {
    let texts =
        [("timeout", "the response has to be complete within"), ("idleTimeout", "idle requests end after")];
    let mut steps: Vec<Step> = texts
        .iter()
        .filter_map(|(key, text)| Some((action.get(key)?, text)))
        .filter(|(at, _)| plain(at) != "0s")
        .map(|(at, text)| at.step(StepKind::Timeout, format!("{text} {}", plain(&at))))
        .collect_vec();
    if !action.has("timeout") {
        let text = "the response has to be complete within 15s";
        let origin = crate::origin::Origin::Rule(&"what Envoy does where no route says a timeout");
        steps.push(Step { origin, ..action.step(StepKind::Timeout, text) });
    }
    steps
}

/// When a request is sent again: as the route says, or else its virtual host.
fn retries(action: &At<'_>, manager: &Manager<'_>) -> Option<Step> {
    let of_host = || manager.host.as_ref().and_then(|host| host.get("retryPolicy"));
    let policy = action.get("retryPolicy").or_else(of_host)?;
    let times = policy.count("numRetries").unwrap_or(1);
    let mut text = format!("up to {times} times on {}", policy.text("retryOn").replace(',', ", "));
    if let Some(timeout) = policy.get("perTryTimeout") {
        text.extend([", each try within ", &plain(&timeout)]);
    }
    Some(policy.step(StepKind::Retry, text))
}

fn hashes(action: &At<'_>, header: &dyn Fn(&str) -> Option<Text>) -> Vec<Step> {
    let describe = |policy: &At<'_>| {
        if let Some(found) = policy.get("header") {
            let name = found.text("headerName");
            let value = header(&name.to_ascii_lowercase());
            let value =
                value.map_or_else(|| "which the request has not".to_owned(), |value| format!("here {value}"));
            return format!("by the header {name}, {value}");
        }
        let named = [("cookie", "name"), ("queryParameter", "name"), ("filterState", "key")];
        let found = named.iter().find_map(|(key, name)| Some((key, policy.get(key)?, name)));
        match found {
            Some((key, at, name)) => format!("by {key} {}", at.text(name)),
            None => "by the address of the client".into(),
        }
    };
    action
        .items("hashPolicy")
        .iter()
        .map(|policy| policy.step(StepKind::HashPolicy, describe(policy)))
        .collect_vec()
}

fn mirrors(action: &At<'_>) -> Vec<Step> {
    let describe = |policy: &At<'_>| {
        let share = weights::of_runtime(policy.get("runtimeFraction").as_ref());
        policy
            .step(StepKind::Mirror, format!("copies {} to {}", weights::shown(share), policy.text("cluster")))
    };
    action.items("requestMirrorPolicies").iter().map(describe).collect_vec()
}
