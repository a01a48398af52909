//! `envoy.config.route.v3.RetryPolicy`.

use super::schema::{BackOff, Conf, Grpc, Http, Predicate, PredicateType, RateLimitedBackOff, ResetFormat};
use crate::{
    index::Protocol,
    list::CollectVec as _,
    origin::{Origin, Traced},
    resource::header_match::{HeaderMatch, HeaderMatchType},
    tree::{Duration, Message, Node, Text, Value},
};

const ORIGIN: Origin = Origin::Rule(&"form in which Envoy gets a MeshRetry");
const STATUS_CODES: &str = "retriable-status-codes";

/// The retry policies of routes, by what they speak; HTTP/2 has none in the reference. They are made once for all routes.
pub(super) struct Policies {
    http: Option<Node>,
    grpc: Option<Node>,
}

impl Policies {
    /// What a conf says. 0 retries mean no policy.
    pub(super) fn of(conf: &Conf) -> Self {
        Self {
            http: conf.http.as_ref().and_then(http).map(Node::shared),
            grpc: conf.grpc.as_ref().and_then(grpc).map(Node::shared),
        }
    }

    /// The policy of routes that speak this protocol.
    pub(super) fn of_protocol(&self, protocol: Protocol) -> Option<&Node> {
        match protocol {
            Protocol::Http => self.http.as_ref(),
            Protocol::Grpc => self.grpc.as_ref(),
            _ => None,
        }
    }
}

fn http(conf: &Http) -> Option<Node> {
    let retries = retries(conf.num_retries.as_ref())?;
    let words = conf.retry_on.as_deref().unwrap_or_default();
    let back_off = conf.back_off.as_ref().map(|back_off| intervals(back_off, None));
    let message = Message::new(ORIGIN)
        .with("retryOn", http_retry_on(words))
        .optional("numRetries", retries)
        .optional("perTryTimeout", conf.per_try_timeout.as_ref());
    let message = host_selection(message, conf.host_selection.as_deref().unwrap_or_default());
    let attempts = conf.host_selection_max_attempts.as_ref().filter(|attempts| attempts.value != 0);
    Some(
        message
            .optional(
                "hostSelectionRetryMaxAttempts",
                attempts.map(|found| found.derive(|n| Text::from(n.to_string()))),
            )
            .list("retriableStatusCodes", status_codes(words))
            .optional("retryBackOff", back_off)
            .optional("rateLimitedRetryBackOff", conf.rate_limited_back_off.as_ref().map(rate_limited))
            .list("retriableHeaders", conf.retriable_response_headers.iter().flatten().map(header))
            .list("retriableRequestHeaders", request_headers(conf, words))
            .into(),
    )
}

fn grpc(conf: &Grpc) -> Option<Node> {
    let retries = retries(conf.num_retries.as_ref())?;
    let default_base = Traced::default_of(Duration::milliseconds(25), &"MeshRetry grpc.backOff.baseInterval");
    let back_off = conf.back_off.as_ref().map(|back_off| intervals(back_off, Some(&default_base)));
    Some(
        Message::new(ORIGIN)
            .with("retryOn", grpc_retry_on(conf.retry_on.as_deref().unwrap_or_default()))
            .optional("numRetries", retries)
            .optional("perTryTimeout", conf.per_try_timeout.as_ref())
            .optional("retryBackOff", back_off)
            .optional("rateLimitedRetryBackOff", conf.rate_limited_back_off.as_ref().map(rate_limited))
            .into(),
    )
}

/// Nothing at all for 0 retries; otherwise what is said of their number.
#[expect(
    clippy::option_option,
    reason = "the outer one is whether there is a policy, the inner one whether it has the field"
)]
fn retries(number: Option<&Traced<u32>>) -> Option<Option<&Traced<u32>>> {
    match number {
        Some(number) if number.value == 0 => None,
        number => Some(number),
    }
}

fn http_retry_on(words: &[Traced<Text>]) -> Node {
    let conditions: Vec<&str> = words.iter().filter_map(|word| http_condition(word)).collect_vec();
    let mut text = if conditions.is_empty() {
        Text::new_static("gateway-error,connect-failure,refused-stream")
    } else {
        conditions.join(",").into()
    };
    if words.iter().any(|word| status_code(word).is_some()) && !conditions.contains(&STATUS_CODES) {
        text = format!("{text},{STATUS_CODES}").into();
    }
    let origin = words.first().map_or(Origin::Default(&"MeshRetry http.retryOn"), |word| word.origin);
    Node::string(text, origin)
}

fn http_condition(word: &str) -> Option<&'static str> {
    Some(match word {
        "5xx" => "5xx",
        "GatewayError" => "gateway-error",
        "Reset" => "reset",
        "Retriable4xx" => "retriable-4xx",
        "ConnectFailure" => "connect-failure",
        "EnvoyRatelimited" => "envoy-ratelimited",
        "RefusedStream" => "refused-stream",
        "Http3PostConnectFailure" => "http3-post-connect-failure",
        _ => return None,
    })
}

fn grpc_retry_on(words: &[Traced<Text>]) -> Node {
    let conditions: Vec<&str> = words
        .iter()
        .filter_map(|word| match word.as_str() {
            "Canceled" => Some("canceled"),
            "DeadlineExceeded" => Some("deadline-exceeded"),
            "Internal" => Some("internal"),
            "ResourceExhausted" => Some("resource-exhausted"),
            "Unavailable" => Some("unavailable"),
            _ => None,
        })
        .collect_vec();
    match words.first() {
        Some(first) => Node::string(conditions.join(","), first.origin),
        None => Node::string(
            "cancelled,connect-failure,gateway-error,refused-stream,reset,resource-exhausted,unavailable",
            Origin::Default(&"MeshRetry grpc.retryOn"),
        ),
    }
}

fn status_code(word: &str) -> Option<u32> {
    word.parse().ok().filter(|code| (100..600).contains(code))
}

fn status_codes(words: &[Traced<Text>]) -> impl Iterator<Item = Node> {
    words.iter().filter_map(|word| Some(Node::number(status_code(word)?, word.origin)))
}

fn intervals(back_off: &BackOff, default_base: Option<&Traced<Duration>>) -> Message {
    Message::new(ORIGIN)
        .optional("baseInterval", back_off.base_interval.as_ref().or(default_base))
        .optional("maxInterval", back_off.max_interval.as_ref())
}

fn rate_limited(back_off: &RateLimitedBackOff) -> Message {
    let headers = back_off.reset_headers.iter().flatten().map(|header| {
        let message = Message::new(header.name.origin).with("name", &header.name);
        match header.format.value {
            ResetFormat::Seconds => message,
            ResetFormat::UnixTimestamp => {
                message.with("format", header.format.derive(|_| Text::new_static("UNIX_TIMESTAMP")))
            }
        }
    });
    Message::new(ORIGIN).list("resetHeaders", headers).optional("maxInterval", back_off.max_interval.as_ref())
}

fn request_headers(conf: &Http, words: &[Traced<Text>]) -> Vec<Message> {
    let methods = words.iter().filter_map(|word| {
        let method = word.strip_prefix("HttpMethod")?.to_ascii_uppercase();
        let exact = Message::new(word.origin).constant("exact", method);
        Some(Message::new(word.origin).constant("name", ":method").with("stringMatch", exact))
    });
    methods.chain(conf.retriable_request_headers.iter().flatten().map(header)).collect_vec()
}

fn header(header: &HeaderMatch) -> Message {
    let origin = header.value.origin;
    let message = Message::new(header.name.origin).with("name", &header.name);
    let string = |field: &'static str| Message::new(origin).with(field, &header.value);
    match header.kind() {
        HeaderMatchType::Exact => message.with("stringMatch", string("exact")),
        HeaderMatchType::Prefix => message.with("stringMatch", string("prefix")),
        HeaderMatchType::RegularExpression => {
            message.with("stringMatch", Message::new(origin).with("safeRegex", string("regex")))
        }
        HeaderMatchType::Present => message.constant("presentMatch", true),
        HeaderMatchType::Absent => message.constant("presentMatch", false),
    }
}

fn host_selection(message: Message, predicates: &[Predicate]) -> Message {
    let is_priority =
        |predicate: &&Predicate| predicate.predicate.value == PredicateType::OmitPreviousPriorities;
    let priority = predicates.iter().rfind(is_priority).map(|predicate| {
        let frequency = Some(&predicate.update_frequency).filter(|frequency| frequency.value != 0);
        let config = typed(
            "envoy.extensions.retry.priority.previous_priorities.v3.PreviousPrioritiesConfig",
            predicate,
        )
        .optional("updateFrequency", frequency);
        named("envoy.retry_priorities.previous_priorities", config, predicate)
    });
    let hosts = predicates.iter().filter_map(|predicate| match predicate.predicate.value {
        PredicateType::OmitPreviousHosts => {
            let config =
                typed("envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate", predicate);
            Some(named("envoy.retry_host_predicates.previous_hosts", config, predicate))
        }
        PredicateType::OmitHostsWithTags => Some(hosts_with_tags(predicate)),
        PredicateType::OmitPreviousPriorities => None,
    });
    message.optional("retryPriority", priority).list("retryHostPredicate", hosts)
}

fn hosts_with_tags(predicate: &Predicate) -> Message {
    let origin = predicate.predicate.origin;
    let tags = predicate.tags.iter().flatten().map(|(key, value)| (key.clone(), Node::from(value)));
    let tags = Node::new(Value::Map(tags.collect()), origin);
    let metadata = Message::new(origin).map("filterMetadata", [(Text::new_static("envoy.lb"), tags)]);
    let config = typed("envoy.extensions.retry.host.omit_host_metadata.v3.OmitHostMetadataConfig", predicate)
        .with("metadataMatch", metadata);
    named("envoy.retry_host_predicates.omit_host_metadata", config, predicate)
}

fn typed(type_name: &'static str, predicate: &Predicate) -> Message {
    Message::typed(type_name, predicate.predicate.origin)
}

fn named(name: &'static str, config: Message, predicate: &Predicate) -> Message {
    Message::new(predicate.predicate.origin).constant("name", name).with("typedConfig", config)
}
