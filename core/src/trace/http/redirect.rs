//! Redirects: where a client is told to look instead.

use super::{Manager, path};
use crate::trace::{Answer, HttpRequest, Outcome, Step, StepKind, at::At};
use crate::tree::Text;

/// A response that leads elsewhere.
pub(super) fn outcome(status: u32, location: String) -> Outcome {
    Outcome::new(Answer::Response { status, body: Text::default(), location: Some(location.into()) })
}

/// The step of a virtual host that wants TLS and gets none. What comes through a mesh came plainly in the first place.
pub(super) fn to_https(manager: &Manager<'_>) -> Option<Step> {
    let wanted = manager.host.as_ref()?.get("requireTls")?;
    let wants = matches!(wanted.node.as_str(), Some("ALL"));
    wants.then(|| wanted.step(StepKind::Route, "demands TLS and answers 301"))
}

/// The same address with `https`.
pub(super) fn https_location(request: &HttpRequest) -> String {
    format!("https://{}{}", request.authority, request.path)
}

/// What is decided.
pub(super) fn step(redirect: &At<'_>, request: &HttpRequest) -> Step {
    redirect.step(StepKind::Route, format!("redirects {} with {}", request.path, code(redirect)))
}

/// The response of a redirect.
pub(super) fn of(redirect: &At<'_>, route: &At<'_>, request: &HttpRequest) -> Outcome {
    let own = request.header("x-forwarded-proto").unwrap_or_default();
    let scheme = match redirect.text("schemeRedirect") {
        "" if redirect.is("httpsRedirect") => "https",
        "" => own.as_str(),
        scheme => scheme,
    };
    let port = redirect.count("portRedirect").filter(|port| *port > 0);
    let host = match redirect.text("hostRedirect") {
        "" => own_host(request, scheme, port),
        host => host.to_owned(),
    };
    let port = port.map(|port| format!(":{port}")).unwrap_or_default();
    outcome(code(redirect), format!("{scheme}://{host}{port}{}", new_path(redirect, route, request)))
}

fn code(redirect: &At<'_>) -> u32 {
    match redirect.text("responseCode") {
        "FOUND" => 302,
        "SEE_OTHER" => 303,
        "TEMPORARY_REDIRECT" => 307,
        "PERMANENT_REDIRECT" => 308,
        _ => 301,
    }
}

/// The host of the request, without a port that another one replaces or that the new scheme has by itself.
fn own_host(request: &HttpRequest, scheme: &str, port: Option<u32>) -> String {
    let host = request.authority.as_str();
    let Some((name, own_port)) =
        host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit()))
    else {
        return host.to_owned();
    };
    let was = request.header("x-forwarded-proto").unwrap_or_default();
    let moves = (was == "http" && scheme == "https" && own_port == "80")
        || (was == "https" && scheme == "http" && own_port == "443");
    if port.is_some() || moves { name.to_owned() } else { host.to_owned() }
}

fn new_path(redirect: &At<'_>, route: &At<'_>, request: &HttpRequest) -> String {
    let query = if redirect.is("stripQuery") { "" } else { request.query() };
    match redirect.text("pathRedirect") {
        "" => {
            let bare =
                path::rewritten(redirect, route, request).unwrap_or_else(|| request.bare_path().to_owned());
            format!("{bare}{query}")
        }
        path if path.contains('?') => path.to_owned(),
        path => format!("{path}{query}"),
    }
}
