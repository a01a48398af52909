//! What was found, what was observed and what was expected: whether they say the same.

use kumascope_core::{
    Compiler,
    trace::{Answer, HttpRequest, Outcome, Request, StepKind, Trace, trace},
    tree::Node,
    world::Shadow,
};
use serde_json::Value;

use super::Planned;

/// What a real Envoy answered.
#[derive(Clone, Debug, PartialEq)]
pub enum Observed {
    /// An HTTP response.
    Response {
        /// Its status.
        status: u32,
        /// Its headers, by small names.
        headers: Vec<(String, String)>,
        /// Its body.
        body: String,
        /// What the upstream says that it got; nothing where no upstream answered.
        echo: Option<Value>,
    },
    /// The name of an upstream of TCP.
    Bytes {
        /// The name.
        upstream: String,
    },
    /// The connection was closed without an answer.
    Closed,
    /// Nobody listened.
    Refused,
}

/// Walks a request.
pub fn walk(compiler: &Compiler<'_>, request: &Request) -> Trace {
    trace(compiler, request, Shadow::Exclude)
}

/// Why what Envoy answered is none of what the walk found; nothing where it is.
pub fn disagreement(trace: &Trace, request: Option<&HttpRequest>, observed: &Observed) -> Option<String> {
    let reasons: Vec<String> =
        trace.outcomes.iter().filter_map(|outcome| differs(outcome, request, observed)).collect();
    (reasons.len() == trace.outcomes.len()).then(|| reasons.join("; or "))
}

fn differs(outcome: &Outcome, request: Option<&HttpRequest>, observed: &Observed) -> Option<String> {
    let wrong = || Some(format!("{:?} is found and {observed:?} observed", outcome.answer));
    match (&outcome.answer, observed) {
        (_, Observed::Response { status, echo: None, .. }) if is_limit(outcome, *status) => None,
        (_, Observed::Closed) if outcome.holds.iter().any(|step| step.text.ends_with("more are closed")) => {
            None
        }
        (Answer::Delivered, Observed::Response { status: 200, headers, echo: Some(echo), .. }) => {
            delivered(outcome, request, echo).or_else(|| changed(outcome, headers))
        }
        (Answer::Delivered, Observed::Bytes { upstream: name }) if *name == upstream(outcome) => None,
        (
            Answer::Response { status, body, location },
            Observed::Response { status: own, headers, body: text, echo: None },
        ) => {
            let found = headers.iter().find(|(name, _)| name == "location").map(|(_, value)| value.as_str());
            let same = status == own && location.as_deref() == found && text.starts_with(body.as_str());
            if same { changed(outcome, headers) } else { wrong() }
        }
        (Answer::Closed { .. }, Observed::Closed) | (Answer::Refused { .. }, Observed::Refused) => None,
        _ => wrong(),
    }
}

/// Whether a status is what a rate limit answers that holds here.
fn is_limit(outcome: &Outcome, status: u32) -> bool {
    let text = format!("more get status {status}");
    outcome.holds.iter().any(|step| step.kind == StepKind::RateLimit && step.text.ends_with(&text))
}

/// The name that upstreams have in the harness.
fn upstream(outcome: &Outcome) -> String {
    outcome.delivery.as_ref().map_or_else(String::new, |delivery| match &delivery.workload {
        Some(proxy) => proxy.to_string(),
        None => format!("{}:{}", delivery.address, delivery.port),
    })
}

/// What differs in the request that came out.
fn delivered(outcome: &Outcome, sent: Option<&HttpRequest>, echo: &Value) -> Option<String> {
    let wrong = |what: &str, found: &str, observed: &Value| {
        Some(format!("{what}: {found} is found and {observed} observed"))
    };
    let name = upstream(outcome);
    if echo["upstream"] != name.as_str() {
        return wrong("upstream", &name, &echo["upstream"]);
    }
    // A connection that nobody looked into carries the request as it was sent.
    let request = outcome.delivery.as_ref().and_then(|delivery| delivery.request.as_ref()).or(sent)?;
    let lines = [
        ("method", &request.method, &echo["method"]),
        ("path", &request.path, &echo["path"]),
        ("host", &request.authority, &echo["headers"]["host"]),
    ];
    if let Some((what, found, observed)) =
        lines.into_iter().find(|(_, found, observed)| **observed != found.as_str())
    {
        return wrong(what, found, observed);
    }
    for (name, _) in &request.headers {
        let found = request.header(name).unwrap_or_default();
        if echo["headers"][name.as_str()] != found.as_str() {
            return wrong(name, &found, &echo["headers"][name.as_str()]);
        }
    }
    let lost = |name: &str| request.header(name).is_none() && !echo["headers"][name].is_null();
    let sent = sent.into_iter().flat_map(|sent| &sent.headers);
    let kept = sent.map(|(name, _)| name.as_str()).find(|name| lost(name))?;
    wrong(kept, "nothing", &echo["headers"][kept])
}

/// What differs in the headers of the response: the last change of a header decides.
fn changed(outcome: &Outcome, headers: &[(String, String)]) -> Option<String> {
    let last = |name: &str| outcome.response_headers.iter().rev().find(|(own, _)| own == name);
    let wrong = outcome.response_headers.iter().find(|(name, _)| {
        let observed: Vec<&str> =
            headers.iter().filter(|(own, _)| own == name.as_str()).map(|(_, value)| value.as_str()).collect();
        match last(name) {
            Some((_, Some(value))) => {
                !observed.iter().any(|observed| observed.split(',').any(|part| part.trim() == value.as_str()))
            }
            Some((_, None)) => !observed.is_empty(),
            None => false,
        }
    });
    wrong.map(|(name, value)| format!("response header {name}: {value:?} is found and {headers:?} observed"))
}

/// What is expected of the walk and not found; `planned.expect` has one member for each.
pub fn unexpected(planned: &Planned, trace: &Trace) -> Vec<String> {
    let mut wrong = Vec::new();
    let shares: f64 = trace.outcomes.iter().map(|outcome| outcome.share).sum();
    if (shares - 1.0).abs() > 1e-9 {
        wrong.push(format!("the shares add up to {shares}"));
    }
    for entry in planned.expect.as_map().into_iter().flatten() {
        let (key, wanted) = (entry.key.as_str(), &entry.value);
        let found: Vec<String> = trace.outcomes.iter().map(|outcome| member(outcome, key)).collect();
        let text = wanted.as_str().map_or_else(|| wanted.to_json(), str::to_owned);
        let holds = match key {
            "headers" => wanted
                .as_map()
                .into_iter()
                .flatten()
                .all(|header| has_header(trace, &header.key, &header.value)),
            "step" | "holds" => says(trace, key, &text),
            "outcomes" => trace.outcomes.len().to_string() == text,
            "upstreams" => {
                wanted.as_map().into_iter().flatten().all(|share| has_share(trace, &share.key, &share.value))
            }
            _ => found.contains(&text),
        };
        if !holds {
            wrong.push(format!("{key}: {text} is expected and {found:?} found"));
        }
    }
    wrong
}

fn member(outcome: &Outcome, key: &str) -> String {
    let request = outcome.delivery.as_ref().and_then(|delivery| delivery.request.as_ref());
    match (key, &outcome.answer) {
        ("answer", answer) => answer.name().to_owned(),
        ("status", Answer::Delivered) => "200".to_owned(),
        ("status", Answer::Response { status, .. }) => status.to_string(),
        ("location", Answer::Response { location: Some(location), .. }) => location.to_string(),
        ("body", Answer::Response { body, .. }) => body.to_string(),
        ("reason", Answer::Closed { reason } | Answer::Refused { reason } | Answer::Unknown { reason }) => {
            reason.to_string()
        }
        ("upstream", Answer::Delivered) => upstream(outcome),
        ("path", _) => request.map(|request| request.path.to_string()).unwrap_or_default(),
        ("host", _) => request.map(|request| request.authority.to_string()).unwrap_or_default(),
        _ => String::new(),
    }
}

fn has_header(trace: &Trace, name: &str, value: &Node) -> bool {
    let requests = trace.outcomes.iter().filter_map(|outcome| outcome.delivery.as_ref()?.request.as_ref());
    let mut found = requests.map(|request| request.header(name));
    match value.as_str() {
        Some(text) => found.any(|found| found.as_deref() == Some(text)),
        None => found.all(|found| found.is_none()),
    }
}

fn has_share(trace: &Trace, name: &str, percent: &Node) -> bool {
    let outcomes = trace
        .outcomes
        .iter()
        .filter(|outcome| outcome.answer == Answer::Delivered && upstream(outcome) == name);
    let share: f64 = outcomes.map(|outcome| outcome.share).sum();
    percent
        .as_u64()
        .and_then(|percent| u32::try_from(percent).ok())
        .is_some_and(|percent| (share * 100.0 - f64::from(percent)).abs() < 0.01)
}

/// Whether some step, or something that holds, says that.
fn says(trace: &Trace, key: &str, text: &str) -> bool {
    fn within(steps: &[kumascope_core::trace::Step], text: &str) -> bool {
        steps.iter().any(|step| {
            format!("{}: {}", step.kind.name(), step.text).contains(text) || within(&step.steps, text)
        })
    }
    match key {
        "step" => within(&trace.steps, text),
        _ => trace.outcomes.iter().any(|outcome| within(&outcome.holds, text)),
    }
}
