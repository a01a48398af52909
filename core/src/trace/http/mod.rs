//! The HTTP connection manager: a request finds its virtual host and route, passes the HTTP filters, and goes where the route says.

use crate::list::CollectVec as _;

mod action;
mod change;
mod fault;
mod filters;
mod path;
mod redirect;
mod route;
mod virtual_host;

use super::{
    Answer, Outcome, Step, StepKind,
    at::At,
    connection::{Connection, Payload},
    network::plain,
    session::Session,
    walk::{Hop, Walk, Way},
};

/// What a request meets in one connection manager.
pub(super) struct Manager<'a> {
    /// The connection manager.
    pub(super) config: At<'a>,
    /// Its routes.
    pub(super) routes: At<'a>,
    /// The virtual host of the request.
    pub(super) host: Option<At<'a>>,
}

/// Serves the request of a connection.
pub(super) fn serve(walk: &mut Walk<'_>, hop: &Hop<'_>, config: &At<'_>, mut session: Session<'_>) -> Way {
    let connection = session.connection;
    if let Some(reason) = no_request(connection, &session) {
        let step = config.step(StepKind::Filter, format!("reads HTTP: {reason}"));
        let answer = if matches!(connection.payload, Payload::Hidden) && connection.layers.is_empty() {
            Answer::Unknown { reason: reason.into() }
        } else {
            Answer::Closed { reason: reason.into() }
        };
        return Way::end(vec![step], Outcome::new(answer));
    }
    let Payload::Http(request) = &connection.payload else { return Way::default() };
    let mut request = request.clone();
    let mut steps = change::incoming(config, &mut request);
    session.request = Some(request);
    let Some(routes) = config.get("routeConfig") else {
        let step = config.step(StepKind::Route, "routes come from elsewhere");
        return Way::end(
            vec![step],
            Outcome::new(Answer::Unknown { reason: "routes come from elsewhere".into() }),
        );
    };
    let host = session.request.as_ref().and_then(|request| virtual_host::find(&routes, request));
    steps.push(virtual_host::step(&routes, host.as_ref()));
    let manager = Manager { config: config.clone(), routes, host };
    let parts = route::select(&manager, &session).into_iter().map(|chosen| {
        let mut way = filters::pass(walk, hop, &manager, chosen.route.as_ref(), session.clone());
        if let Some(step) = chosen.unclear {
            way = way.after(vec![step]);
        }
        (chosen.step, way)
    });
    Way::parts(parts.collect_vec()).holding(&idle(config)).after(steps)
}

/// Why there is no request to serve.
fn no_request(connection: &Connection, session: &Session<'_>) -> Option<&'static str> {
    match (&connection.payload, connection.outermost()) {
        (_, Some(_)) => Some("the connection is TLS, which does not end here"),
        (Payload::Http(_), None) => None,
        (Payload::Hidden, None) if session.peer.is_some() => {
            Some("what is sent in the client's TLS is not known")
        }
        (Payload::Hidden | Payload::Bytes, None) => Some("what is sent is no HTTP"),
    }
}

/// How long a stream may be idle where no route says it.
fn idle(config: &At<'_>) -> Vec<Step> {
    let timeouts = [
        ("streamIdleTimeout", "idle requests end after"),
        ("requestHeadersTimeout", "the headers of a request have to come within"),
    ];
    let said = timeouts.iter().filter_map(|(key, text)| Some((config.get(key)?, text)));
    said.filter(|(at, _)| plain(at) != "0s")
        .map(|(at, text)| at.step(StepKind::Timeout, format!("{text} {}", plain(&at))))
        .collect_vec()
}
