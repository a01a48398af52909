//! Retry: `envoy.config.route.v3.RetryPolicy` of a virtual host, and how often connections are tried.

use crate::{
    index::Protocol,
    list::CollectVec as _,
    origin::{Origin, Traced},
    resource::{
        Resource, Spec,
        legacy::{BackOff, GrpcRetry, HttpRetry, RetryConf},
        schema::ProtoDuration,
    },
    tree::{Message, Node, Text},
};

const HTTP_DEFAULT: &str = "gateway-error,connect-failure,refused-stream";
const GRPC_DEFAULT: &str =
    "cancelled,connect-failure,gateway-error,refused-stream,reset,resource-exhausted,unavailable";
const STATUS_CODES: &str = "retriable-status-codes";

/// The policy of requests; HTTP/2 has none in the reference.
pub(super) fn policy(retry: &Resource, protocol: Protocol) -> Option<Node> {
    let (conf, origin) = (conf(retry)?, retry.meta.origin);
    match protocol {
        Protocol::Http => Some(http(conf.http.as_ref()?, origin)),
        Protocol::Grpc => Some(grpc(conf.grpc.as_ref()?, origin)),
        _ => None,
    }
}

/// How often a connection is tried.
pub(super) fn connect_attempts(retry: &Resource) -> Option<Traced<u32>> {
    Some(conf(retry)?.tcp.as_ref()?.max_connect_attempts)
}

fn conf(retry: &Resource) -> Option<&RetryConf> {
    match &retry.spec {
        Spec::Retry(spec) => spec.conf.as_ref(),
        _ => None,
    }
}

fn http(conf: &HttpRetry, origin: Origin) -> Node {
    let mut words = retry_on(&conf.retry_on, HTTP_DEFAULT, origin);
    if !conf.retriable_status_codes.is_empty() && !words.split(',').any(|word| word == STATUS_CODES) {
        words = words.derive(|words| Text::from(format!("{words},{STATUS_CODES}")));
    }
    let methods = conf.retriable_methods.iter().filter(|method| method.value != "NONE");
    Message::new(origin)
        .with("retryOn", words)
        .optional("numRetries", conf.num_retries.as_ref())
        .optional("perTryTimeout", length(conf.per_try_timeout.as_ref()))
        .list("retriableStatusCodes", &conf.retriable_status_codes)
        .optional("retryBackOff", conf.back_off.as_ref().map(|found| back_off(found, origin)))
        .list("retriableRequestHeaders", methods.map(method))
        .into()
}

fn grpc(conf: &GrpcRetry, origin: Origin) -> Node {
    Message::new(origin)
        .with("retryOn", retry_on(&conf.retry_on, GRPC_DEFAULT, origin))
        .optional("numRetries", conf.num_retries.as_ref())
        .optional("perTryTimeout", length(conf.per_try_timeout.as_ref()))
        .optional("retryBackOff", conf.back_off.as_ref().map(|found| back_off(found, origin)))
        .into()
}

/// Envoy's words have hyphens, and may begin with a number.
fn retry_on(said: &[Traced<Text>], default: &'static str, origin: Origin) -> Traced<Text> {
    let word = |word: &Traced<Text>| match word.as_str() {
        "all_5xx" => "5xx".to_owned(),
        other => other.replace('_', "-"),
    };
    match said.first() {
        None => Traced::new(Text::new_static(default), origin),
        Some(first) => first.derive(|_| said.iter().map(word).collect_vec().join(",").into()),
    }
}

fn method(method: &Traced<Text>) -> Message {
    let exact = Message::new(method.origin).with("exact", method);
    Message::new(method.origin).constant("name", ":method").with("stringMatch", exact)
}

fn back_off(back_off: &BackOff, origin: Origin) -> Message {
    Message::new(origin)
        .optional("baseInterval", length(back_off.base_interval.as_ref()))
        .optional("maxInterval", length(back_off.max_interval.as_ref()))
}

fn length(said: Option<&Traced<ProtoDuration>>) -> Option<Traced<crate::tree::Duration>> {
    said.map(|said| said.derive(|said| said.0))
}
