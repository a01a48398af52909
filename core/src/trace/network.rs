//! The network filters of a filter chain, in order.

use super::{
    Answer, Outcome, Step, StepKind,
    access::{self, Verdict},
    at::At,
    cluster::{self, Carried},
    http, rate_limit,
    session::Session,
    walk::{Hop, Walk, Way},
    weights,
};
use crate::{list::CollectVec as _, tree::Text};

/// Walks through the filters of a chain.
pub(super) fn filters(walk: &mut Walk<'_>, hop: &Hop<'_>, chain: &At<'_>, mut session: Session<'_>) -> Way {
    let (mut steps, mut holds) = (Vec::new(), Vec::new());
    for filter in chain.items("filters") {
        let Some(config) = filter.get("typedConfig") else { continue };
        match config.type_name() {
            "envoy.extensions.filters.network.rbac.v3.RBAC" => {
                let (verdict, shadow) = access::check(&config, &session);
                steps.extend(shadow);
                if let Some(outcome) = refusal(verdict, &mut steps) {
                    return Way::end(steps, outcome);
                }
            }
            "envoy.extensions.filters.network.local_ratelimit.v3.LocalRateLimit" => {
                let limit = rate_limit::of_connections(&config);
                steps.extend(limit.clone());
                holds.extend(limit);
            }
            "envoy.extensions.filters.network.set_filter_state.v3.Config" => note(&config, &mut session),
            "envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy" => {
                return tcp_proxy(walk, hop, &config, &session).holding(&holds).after(steps);
            }
            "envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager" => {
                return http::serve(walk, hop, &config, session).holding(&holds).after(steps);
            }
            name if name.ends_with(".direct_response.v3.Config") || name.ends_with(".echo.v3.Echo") => {
                steps.push(
                    config.step(StepKind::Filter, format!("{} answers by itself", filter.text("name"))),
                );
                return Way::end(
                    steps,
                    Outcome::response(
                        0,
                        config.path(&["response"]).map_or("", |body| body.text("inlineString")),
                    ),
                );
            }
            _ => steps
                .push(config.step(StepKind::Filter, format!("{} is not looked into", filter.text("name")))),
        }
    }
    Way::end(steps, Outcome::new(Answer::Closed { reason: "no filter takes the connection on".into() }))
}

/// The end where a verdict is one.
fn refusal(verdict: Verdict, steps: &mut Vec<Step>) -> Option<Outcome> {
    match verdict {
        Verdict::Unasked => None,
        Verdict::Allowed(step) => {
            steps.push(step);
            None
        }
        Verdict::Denied(step) => {
            steps.push(step);
            Some(Outcome::new(Answer::Closed { reason: "RBAC: access denied".into() }))
        }
        Verdict::Unknown(step) => {
            let reason = Text::from(step.text.as_str());
            steps.push(step);
            Some(Outcome::new(Answer::Unknown { reason }))
        }
    }
}

/// Notes what routes ask for: so far names of the client's certificate.
fn note(config: &At<'_>, session: &mut Session<'_>) {
    for key in ["onNewConnection", "onDownstreamTlsHandshake"] {
        for value in config.items(key) {
            let format =
                value.path(&["formatString", "textFormatSource"]).map(|source| source.text("inlineString"));
            let names = session.peer_names().filter(|_| format == Some("%DOWNSTREAM_PEER_URI_SAN%"));
            if let Some(names) = names {
                session.filter_state.push((Text::new(value.text("objectKey")), names));
            }
        }
    }
}

/// Sends a connection on, perhaps to one of several clusters.
fn tcp_proxy(walk: &mut Walk<'_>, hop: &Hop<'_>, config: &At<'_>, session: &Session<'_>) -> Way {
    let subset = config.get("metadataMatch");
    let closed = |way: Way| {
        way.ending(|outcome| {
            if let Answer::Refused { reason } = &outcome.answer {
                outcome.answer = Answer::Closed { reason: reason.clone() };
            }
        })
    };
    let timeouts: Vec<Step> = [
        ("idleTimeout", "idle connections are closed after"),
        ("maxConnectAttempts", "attempts to connect:"),
    ]
    .iter()
    .filter_map(|(key, text)| Some((config.get(key)?, text)))
    .map(|(at, text)| at.step(StepKind::Timeout, format!("{text} {}", plain(&at))))
    .collect_vec();
    let mut to = |cluster: &At<'_>, name: &str, subset: Option<&At<'_>>| {
        let connection = session.connection.clone();
        closed(cluster::forward(
            walk,
            hop,
            cluster,
            name,
            Carried { connection, subset, host: cluster::HostRewrite::Keep },
        ))
    };
    let Some(clusters) = config.get("weightedClusters") else {
        let Some(at) = config.get("cluster") else {
            return Way::end(
                Vec::new(),
                Outcome::new(Answer::Closed { reason: "there is no cluster".into() }),
            );
        };
        return to(&at, at.node.as_str().unwrap_or_default(), subset.as_ref())
            .holding(&timeouts)
            .after(timeouts.clone());
    };
    let parts = weights::of_clusters(&clusters).into_iter().map(|(cluster, share)| {
        let subset = cluster.get("metadataMatch").or_else(|| subset.clone());
        let name = cluster.text("name");
        let step = cluster.step(StepKind::Route, format!("goes to {name}")).with_share(share);
        (step, to(&cluster, name, subset.as_ref()))
    });
    Way::parts(parts.collect_vec()).holding(&timeouts).after(timeouts)
}

/// A scalar, for people.
pub(super) fn plain(at: &At<'_>) -> String {
    at.node.as_str().map_or_else(|| at.node.to_json(), str::to_owned)
}
