//! `trace`: the way of a request through the mesh.

use kumascope_core::{
    Compiler,
    text::Sources,
    trace::{self, Answer, Delivery, Exchange, HttpRequest, Outcome, Request, Source, Step},
    tree::Pointer,
};
use tsify::{Ts, Tsify as _};
use wasm_bindgen::{JsError, prelude::wasm_bindgen};

use super::explain;
use crate::{
    plain,
    session::Session,
    types::{
        DeliveredRequest, Header, Options, SourceFile, Trace, TraceAnswer, TraceDelivery, TraceOutcome,
        TraceRequest, TraceStep,
    },
};

/// Walks a request through what the Envoys of client and server get. Throws where it is no request, or its client no proxy.
#[wasm_bindgen]
pub fn trace(
    files: Vec<Ts<SourceFile>>,
    options: Option<Ts<Options>>,
    request: Ts<TraceRequest>,
) -> Result<Ts<Trace>, JsError> {
    let session = Session::open(files, options)?;
    let request = read(&session, plain::trace_request(&request)?)?;
    let compiler = Compiler::new(&session.store, &session.world);
    let found = trace::trace(&compiler, &request, session.shadow);
    let sources = session.sources();
    let answer = Trace {
        steps: steps(&found.steps, sources),
        outcomes: found.outcomes.iter().map(|found| outcome(found, sources)).collect(),
        diagnostics: session.diagnostics([&compiler.report]),
    };
    Ok(answer.into_ts()?)
}

fn read(session: &Session, written: TraceRequest) -> Result<Request, JsError> {
    let source = match &written.from {
        Some(name) => Source::Workload(session.find(name)?.clone()),
        None => Source::Outside,
    };
    let mut request = Request::parse(source, &written.to)
        .map_err(|_| JsError::new(&format!("`{}` is no address of a request", written.to)))?;
    request.identity = written.identity.map(Into::into);
    if let Exchange::Http(http) = &mut request.exchange {
        if let Some(method) = written.method {
            http.method = method.into();
        }
        for Header { name, value } in written.headers {
            let value = value.unwrap_or_default().into();
            match name.to_ascii_lowercase() {
                name if name == "host" => http.authority = value,
                name => http.headers.push((name.into(), value)),
            }
        }
    }
    Ok(request)
}

fn steps(steps: &[Step], sources: &Sources) -> Vec<TraceStep> {
    steps.iter().map(|found| step(found, sources)).collect()
}

fn step(step: &Step, sources: &Sources) -> TraceStep {
    let place = step.place.as_ref();
    TraceStep {
        kind: step.kind.name().into(),
        text: step.text.clone(),
        share: step.share,
        proxy: place.map(|place| place.proxy.to_string()),
        pointer: place.map(|place| {
            let own = ["xds".into(), place.resource_type.url().into(), place.name.clone()];
            Pointer { steps: own.into_iter().chain(place.pointer.steps.iter().cloned()).collect() }
                .to_string()
        }),
        origin: explain::origin(step.origin, sources),
        steps: steps(&step.steps, sources),
    }
}

fn outcome(outcome: &Outcome, sources: &Sources) -> TraceOutcome {
    let headers = outcome.response_headers.iter();
    TraceOutcome {
        share: outcome.share,
        answer: answer(&outcome.answer),
        delivery: outcome.delivery.as_ref().map(delivery),
        response_headers: headers
            .map(|(name, value)| Header {
                name: name.to_string(),
                value: value.as_ref().map(ToString::to_string),
            })
            .collect(),
        holds: steps(&outcome.holds, sources),
    }
}

fn answer(answer: &Answer) -> TraceAnswer {
    match answer {
        Answer::Delivered => TraceAnswer::Delivered,
        Answer::Response { status, body, location } => TraceAnswer::Response {
            status: *status,
            body: body.to_string(),
            location: location.as_ref().map(ToString::to_string),
        },
        Answer::Closed { reason } => TraceAnswer::Closed { reason: reason.to_string() },
        Answer::Refused { reason } => TraceAnswer::Refused { reason: reason.to_string() },
        Answer::Unknown { reason } => TraceAnswer::Unknown { reason: reason.to_string() },
    }
}

fn delivery(delivery: &Delivery) -> TraceDelivery {
    TraceDelivery {
        workload: delivery.workload.as_ref().map(ToString::to_string),
        address: delivery.address.to_string(),
        port: delivery.port,
        request: delivery.request.as_ref().map(delivered),
    }
}

fn delivered(request: &HttpRequest) -> DeliveredRequest {
    let headers = request.headers.iter();
    let headers =
        headers.map(|(name, value)| Header { name: name.to_string(), value: Some(value.to_string()) });
    DeliveredRequest {
        method: request.method.to_string(),
        path: request.path.to_string(),
        authority: request.authority.to_string(),
        headers: headers.collect(),
    }
}
