//! `kumascope trace`: the way of a request through the mesh.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use kumascope_core::{
    Compiler,
    origin::Origin,
    report::Severity,
    text::Sources,
    trace::{Answer, Delivery, Exchange, Malformed, Outcome, Place, Request, Source, Step, Trace, trace},
    tree::{Message, Node},
};

use crate::{
    Verdict,
    arguments::{ControlPlaneArguments, EXIT_CODES, MetadataArguments, paths_and_last},
    colour::Colours,
    commands::explain,
    findings::Findings,
    misuse::Misuse,
    output, pointer, render,
    session::Session,
};

/// The arguments of `kumascope trace`.
#[derive(Debug, Args)]
#[command(override_usage = USAGE, after_help = format!("{EXAMPLES}\n\n{EXIT_CODES}"))]
pub(crate) struct TraceRequest {
    /// Files, folders or `-`, as for `compile`; and last where the request goes: http://HOST:PORT/PATH, https://HOST:PORT (TLS of
    /// the workload's own), tcp://HOST:PORT, or HOST:PORT for http
    ///
    /// The host is an address or a host name of the mesh.
    // One list, because arguments between options would otherwise belong to the paths alone.
    #[arg(required = true, num_args = 1.., value_name = "PATH|URL")]
    arguments: Vec<PathBuf>,

    /// How the control plane reads it.
    #[command(flatten)]
    control_plane: ControlPlaneArguments,

    /// Whose workload sends it: MESH/NAME of a Dataplane; a client outside the mesh where nothing is said
    #[arg(long, help_heading = "Request", visible_alias = "proxy", value_name = "MESH/NAME")]
    from: Option<String>,

    /// The method
    #[arg(long, help_heading = "Request", default_value = "GET")]
    method: String,

    /// The path, in place of the one of the URL
    #[arg(long, help_heading = "Request")]
    path: Option<String>,

    /// A header; may be given several times. `host` is the authority
    #[arg(long, help_heading = "Request", value_name = "NAME:VALUE", value_parser = header)]
    header: Vec<(String, String)>,

    /// The SPIFFE ID in the certificate of the client, in place of its own
    #[arg(long, help_heading = "Request", value_name = "SPIFFE-ID")]
    identity: Option<String>,

    /// How proxies present themselves.
    #[command(flatten)]
    metadata: MetadataArguments,

    /// How the way is printed
    #[arg(short, long, help_heading = "Output", value_name = "FORMAT", value_enum, default_value_t = TraceFormat::Text)]
    output: TraceFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum TraceFormat {
    /// One line for each step, with the field that decided and who set it
    Text,
    /// A map of steps and outcomes
    Json,
}

const USAGE: &str = "kumascope trace [OPTIONS] <PATH>... <URL>";

const EXAMPLES: &str = "The request is walked through what the Envoys of client and server get: listener, filter chain, permission, route, cluster and
endpoint, and what the workload receives in the end. Where requests go different ways by weight or by chance, all are shown.

Examples:
  kumascope trace mesh/ --from default/web http://127.0.0.1:10001/orders
  kumascope trace mesh/ --from default/web http://cart.svc.mesh.local:8080/ --method POST --header x-user:ann
  kumascope trace mesh/ --from default/web tcp://241.0.0.1:5432 -o json
  kumascope trace mesh/ http://10.20.0.20:8081/ --identity spiffe://default/web";

impl TraceRequest {
    pub(super) fn run(self, colours: Colours) -> Result<Verdict, Misuse> {
        let (paths, address) = paths_and_last(&self.arguments, "URL", USAGE)?;
        let mut session = Session::of(paths, &self.control_plane)?;
        let source = match &self.from {
            Some(name) => Source::Workload(session.select_one(Some(name), colours)?),
            None => Source::Outside,
        };
        let proxies = session.proxies();
        session.present(&proxies, &self.metadata, colours)?;
        let request = self.request(source, address)?;
        let compiler = Compiler::new(&session.store, &session.world);
        let found = trace(&compiler, &request, session.shadow());
        let findings =
            Findings::of(&session.sources, [session.store.report.clone(), compiler.report.clone()]);
        findings.print(colours.stderr);
        output::print(&match self.output {
            TraceFormat::Text => text(&found, &session.sources),
            TraceFormat::Json => {
                format!("{}\n", Node::from(whole(&found, &session.sources)).to_json_pretty())
            }
        })?;
        Ok(findings.verdict(Severity::Error))
    }

    fn request(&self, source: Source, address: &str) -> Result<Request, Misuse> {
        let mut request = Request::parse(source, address).map_err(|malformed| {
            let reason = match malformed {
                Malformed::Scheme => "the scheme is neither http, https nor tcp",
                Malformed::Host => "there is no host",
                Malformed::Port => "there is no port from 1 to 65535",
            };
            Misuse::new(format!("`{address}` is no address of a request: {reason}"))
                .help("write http://HOST:PORT/PATH, https://HOST:PORT, tcp://HOST:PORT or HOST:PORT")
        })?;
        request.identity = self.identity.as_deref().map(Into::into);
        if let Exchange::Http(http) = &mut request.exchange {
            http.method = self.method.as_str().into();
            if let Some(path) = &self.path {
                http.path = path.as_str().into();
            }
            for (name, value) in &self.header {
                match name.as_str() {
                    "host" | ":authority" => http.authority = value.as_str().into(),
                    name => http.headers.push((name.into(), value.as_str().into())),
                }
            }
        }
        Ok(request)
    }
}

fn header(text: &str) -> Result<(String, String), String> {
    match text.split_once(':') {
        Some((name, value)) if !name.trim().is_empty() => {
            Ok((name.trim().to_ascii_lowercase(), value.trim().to_owned()))
        }
        _ => Err("write NAME:VALUE, for example x-user:ann".into()),
    }
}

/// One line for each step, then how it ends.
fn text(trace: &Trace, sources: &Sources) -> String {
    let mut lines = Vec::new();
    trace.steps.iter().for_each(|step| step_lines(step, 0, sources, &mut lines));
    lines.push(String::new());
    for outcome in &trace.outcomes {
        outcome_lines(outcome, sources, &mut lines);
    }
    lines.join("\n") + "\n"
}

fn step_lines(step: &Step, depth: usize, sources: &Sources, lines: &mut Vec<String>) {
    let indent = "  ".repeat(depth);
    let share = if step.share < 1.0 && step.share > 0.0 {
        format!("{}: ", percent(step.share))
    } else {
        String::new()
    };
    lines.push(format!("{indent}{}: {share}{}", step.kind.name(), step.text));
    let place = step.place.as_ref().map(|place| format!("{} {}", place.proxy, short(place)));
    let set_by = render::set_by(step.origin, sources);
    let place = place.into_iter().chain([set_by]).collect::<Vec<_>>().join("  <- ");
    lines.push(format!("{indent}    {place}"));
    step.steps.iter().for_each(|step| step_lines(step, depth + 1, sources, lines));
}

/// The pointer that `explain` takes.
fn short(place: &Place) -> String {
    pointer::shortened(&whole_pointer(place)).to_string()
}

fn whole_pointer(place: &Place) -> kumascope_core::tree::Pointer {
    let steps = ["xds".into(), place.resource_type.url().into(), place.name.clone()];
    kumascope_core::tree::Pointer {
        steps: steps.into_iter().chain(place.pointer.steps.iter().cloned()).collect(),
    }
}

fn outcome_lines(outcome: &Outcome, sources: &Sources, lines: &mut Vec<String>) {
    lines.push(format!("{} of all requests: {}", percent(outcome.share), answer_text(outcome)));
    if let Some(request) = outcome.delivery.as_ref().and_then(|delivery| delivery.request.as_ref()) {
        lines.push(format!("    {} {}", request.method, request.path));
        lines.push(format!("    host: {}", request.authority));
        lines.extend(request.headers.iter().map(|(name, value)| format!("    {name}: {value}")));
    }
    for (name, value) in &outcome.response_headers {
        lines.push(match value {
            Some(value) => format!("    response: {name}: {value}"),
            None => format!("    response: without {name}"),
        });
    }
    for step in &outcome.holds {
        let set_by = render::set_by(step.origin, sources);
        lines.push(format!("    {}: {}  <- {set_by}", step.kind.name(), step.text));
    }
}

fn answer_text(outcome: &Outcome) -> String {
    match &outcome.answer {
        Answer::Delivered => match &outcome.delivery {
            Some(Delivery { workload: Some(proxy), address, port, .. }) => {
                format!("the workload of {proxy} answers ({address}:{port})")
            }
            Some(Delivery { address, port, .. }) => format!("{address}:{port} outside the mesh answers"),
            None => "somebody answers".into(),
        },
        Answer::Response { status, location: Some(location), .. } => {
            format!("status {status}, location {location}")
        }
        Answer::Response { status, body, .. } if body.is_empty() => format!("status {status}"),
        Answer::Response { status, body, .. } => format!("status {status}: {}", body.trim_end()),
        Answer::Closed { reason } => format!("the connection is closed: {reason}"),
        Answer::Refused { reason } => format!("the connection is refused: {reason}"),
        Answer::Unknown { reason } => format!("nobody can tell from here: {reason}"),
    }
}

fn percent(share: f64) -> String {
    format!("{} %", (share * 10_000.0).round() / 100.0)
}

fn whole(trace: &Trace, sources: &Sources) -> Message {
    Message::rule(&"trace")
        .list("steps", trace.steps.iter().map(|step| step_message(step, sources)))
        .list("outcomes", trace.outcomes.iter().map(|outcome| outcome_message(outcome, sources)))
}

fn step_message(step: &Step, sources: &Sources) -> Message {
    let place = step.place.as_ref().map(|place| {
        Message::rule(&"place")
            .constant("proxy", place.proxy.to_string())
            .constant("pointer", whole_pointer(place).to_string())
    });
    Message::rule(&"step")
        .constant("kind", step.kind.name())
        .constant("text", step.text.as_str())
        .constant("share", step.share)
        .optional("place", place)
        .with("origin", explain::origin(step.origin, sources))
        .list("steps", step.steps.iter().map(|step| step_message(step, sources)))
}

fn outcome_message(outcome: &Outcome, sources: &Sources) -> Message {
    let headers = outcome.response_headers.iter().map(|(name, value)| {
        Message::rule(&"header").constant("name", name.clone()).optional(
            "value",
            value.as_ref().map(|value| Node::string(value.clone(), Origin::Rule(&"header"))),
        )
    });
    answer_message(&outcome.answer)
        .constant("share", outcome.share)
        .optional("delivery", outcome.delivery.as_ref().map(delivery_message))
        .list("responseHeaders", headers)
        .list("holds", outcome.holds.iter().map(|step| step_message(step, sources)))
}

fn answer_message(answer: &Answer) -> Message {
    let message = Message::rule(&"answer").constant("answer", answer.name());
    match answer {
        Answer::Delivered => message,
        Answer::Response { status, body, location } => message
            .constant("status", *status)
            .text("body", body.clone())
            .text("location", location.clone().unwrap_or_default()),
        Answer::Closed { reason } | Answer::Refused { reason } | Answer::Unknown { reason } => {
            message.constant("reason", reason.clone())
        }
    }
}

fn delivery_message(delivery: &Delivery) -> Message {
    let request = delivery.request.as_ref().map(|request| {
        let headers = request.headers.iter().map(|(name, value)| {
            Message::rule(&"header").constant("name", name.clone()).constant("value", value.clone())
        });
        Message::rule(&"request")
            .constant("method", request.method.clone())
            .constant("path", request.path.clone())
            .constant("authority", request.authority.clone())
            .list("headers", headers)
    });
    Message::rule(&"delivery")
        .text("workload", delivery.workload.as_ref().map(ToString::to_string).unwrap_or_default())
        .constant("address", delivery.address.clone())
        .constant("port", delivery.port)
        .optional("request", request)
}
