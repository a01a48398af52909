//! The HTTP filters in order, until one answers or the router takes the request.

use super::{Manager, action, fault};
use crate::{
    list::CollectVec as _,
    trace::{
        Answer, Outcome, Step, StepKind,
        access::{self, Verdict},
        at::At,
        rate_limit,
        session::Session,
        truth::Truth,
        walk::{Hop, Walk, Way},
    },
};

/// What a filter does with the request.
pub(super) enum Effect {
    /// Nothing but these steps.
    On(Vec<Step>),
    /// It answers.
    Ends(Vec<Step>, Outcome),
    /// It answers to a part of all requests, which is what the step says.
    Parts(Step, Outcome),
    /// The request is sent to where its route leads.
    Routes,
}

/// Passes the filters of a connection manager. Without a route the router answers that there is none.
pub(super) fn pass(
    walk: &mut Walk<'_>,
    hop: &Hop<'_>,
    manager: &Manager<'_>,
    route: Option<&At<'_>>,
    session: Session<'_>,
) -> Way {
    let filters = manager.config.items("httpFilters");
    through(walk, hop, manager, route, session, &filters)
}

fn through(
    walk: &mut Walk<'_>,
    hop: &Hop<'_>,
    manager: &Manager<'_>,
    route: Option<&At<'_>>,
    session: Session<'_>,
    filters: &[At<'_>],
) -> Way {
    let (mut steps, mut holds) = (Vec::new(), Vec::new());
    for (index, filter) in filters.iter().enumerate() {
        match effect(filter, route, manager, &session) {
            Effect::On(found) => {
                let limits =
                    found.iter().filter(|step| matches!(step.kind, StepKind::RateLimit | StepKind::Fault));
                holds.extend(limits.cloned());
                steps.extend(found);
            }
            Effect::Ends(found, outcome) => {
                steps.extend(found);
                return Way::end(steps, outcome).holding(&holds);
            }
            Effect::Parts(step, outcome) => {
                let rest = filters.get(index + 1..).unwrap_or_default();
                let on = Step { text: "goes on".into(), share: 1.0 - step.share, ..step.clone() };
                let way = through(walk, hop, manager, route, session, rest);
                return Way::parts(vec![(step, Way::end(Vec::new(), outcome)), (on, way)])
                    .holding(&holds)
                    .after(steps);
            }
            Effect::Routes => {
                return action::go(walk, hop, manager, route, session).holding(&holds).after(steps);
            }
        }
    }
    steps.push(manager.config.step(StepKind::Filter, "there is no router"));
    Way::end(steps, Outcome::response(404, ""))
}

fn effect(filter: &At<'_>, route: Option<&At<'_>>, manager: &Manager<'_>, session: &Session<'_>) -> Effect {
    let Some(config) = filter.get("typedConfig") else { return Effect::On(Vec::new()) };
    let name = filter.text("name");
    if filter.is("disabled") {
        return Effect::On(Vec::new());
    }
    if config.type_name() == "envoy.extensions.common.matching.v3.ExtensionWithMatcher" {
        return match skips(&config, session) {
            Some(true) => Effect::On(Vec::new()),
            Some(false) => config
                .get("extensionConfig")
                .map_or(Effect::On(Vec::new()), |inner| effect(&inner, route, manager, session)),
            None => Effect::On(vec![
                config.step(StepKind::Filter, format!("cannot tell whether {name} is skipped")),
            ]),
        };
    }
    let of_route = per_route(name, route, manager);
    let config = of_route.as_ref().unwrap_or(&config);
    match config.type_name() {
        "envoy.extensions.filters.http.router.v3.Router" => Effect::Routes,
        "envoy.extensions.filters.http.rbac.v3.RBAC" => permission(config, session),
        "envoy.extensions.filters.http.fault.v3.HTTPFault" => fault::effect(config, session),
        "envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit" => {
            Effect::On(rate_limit::of_requests(config).into_iter().collect_vec())
        }
        "envoy.extensions.filters.http.grpc_stats.v3.FilterConfig" => Effect::On(Vec::new()),
        _ => Effect::On(vec![config.step(StepKind::Filter, format!("{name} is not looked into"))]),
    }
}

/// What the route, or else its virtual host, says in place of a filter's own configuration.
fn per_route<'a>(name: &str, route: Option<&At<'a>>, manager: &Manager<'a>) -> Option<At<'a>> {
    let of = |at: &At<'a>| at.path(&["typedPerFilterConfig", name]);
    let of_host = || manager.host.as_ref().and_then(of);
    route.and_then(of).or_else(of_host).or_else(|| of(&manager.routes))
}

/// Whether a filter is skipped: all that its matcher can lead to is that.
fn skips(config: &At<'_>, session: &Session<'_>) -> Truth {
    match config.get("xdsMatcher") {
        Some(matcher) => access::matches(&matcher, session),
        None => Some(false),
    }
}

fn permission(config: &At<'_>, session: &Session<'_>) -> Effect {
    let (verdict, shadow) = access::check(config, session);
    let mut steps: Vec<Step> = shadow.into_iter().collect_vec();
    let outcome = match &verdict {
        Verdict::Unasked | Verdict::Allowed(_) => None,
        Verdict::Denied(_) => Some(Outcome::response(403, "RBAC: access denied")),
        Verdict::Unknown(step) => Some(Outcome::new(Answer::Unknown { reason: step.text.as_str().into() })),
    };
    if let Verdict::Allowed(step) | Verdict::Denied(step) | Verdict::Unknown(step) = verdict {
        steps.push(step);
    }
    match outcome {
        Some(outcome) => Effect::Ends(steps, outcome),
        None => Effect::On(steps),
    }
}
