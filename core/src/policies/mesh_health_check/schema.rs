//! What a MeshHealthCheck can say.

use kumascope_derive::Schema;

use crate::{
    origin::Traced,
    resource::schema::Decimal,
    tree::{Duration, Text},
};

/// How a proxy asks endpoints whether they are well.
#[derive(Clone, Debug, Default, Schema)]
pub(super) struct Conf {
    /// The time between questions.
    pub(super) interval: Option<Traced<Duration>>,
    /// The time for an answer.
    pub(super) timeout: Option<Traced<Duration>>,
    /// How many failures in a row make an endpoint ill.
    pub(super) unhealthy_threshold: Option<Traced<i32>>,
    /// How many successes in a row make it well.
    pub(super) healthy_threshold: Option<Traced<i32>>,
    /// How far the first question is put off by chance.
    pub(super) initial_jitter: Option<Traced<Duration>>,
    /// How far each question is put off by chance.
    pub(super) interval_jitter: Option<Traced<Duration>>,
    /// The same in percent of the interval.
    pub(super) interval_jitter_percent: Option<Traced<i32>>,
    /// From how few healthy endpoints all are used, in percent.
    pub(super) healthy_panic_threshold: Option<Traced<Decimal>>,
    /// Whether requests fail then instead.
    pub(super) fail_traffic_on_panic: Option<Traced<bool>>,
    /// The file for events.
    pub(super) event_log_path: Option<Traced<Text>>,
    /// Whether every failure is logged and not only the first.
    pub(super) always_log_health_check_failures: Option<Traced<bool>>,
    /// The time between questions while there is no traffic.
    pub(super) no_traffic_interval: Option<Traced<Duration>>,
    /// How services of TCP are asked, and others for which it is the only way left.
    pub(super) tcp: Option<Tcp>,
    /// How services of HTTP are asked.
    pub(super) http: Option<Http>,
    /// How services of gRPC are asked.
    pub(super) grpc: Option<Grpc>,
    /// Whether a connection is used for many questions.
    pub(super) reuse_connection: Option<Traced<bool>>,
}

/// Questions of bytes.
#[derive(Clone, Debug, Default, Schema)]
pub(super) struct Tcp {
    /// Whether nothing of this applies.
    pub(super) disabled: Option<Traced<bool>>,
    /// The question; a connection is enough where there is none.
    pub(super) send: Option<Traced<Text>>,
    /// What the answer must hold, in this order.
    pub(super) receive: Option<Vec<Traced<Text>>>,
}

/// Questions of HTTP.
#[derive(Clone, Debug, Default, Schema)]
pub(super) struct Http {
    /// Whether nothing of this applies.
    pub(super) disabled: Option<Traced<bool>>,
    /// The path.
    pub(super) path: Option<Traced<Text>>,
    /// Headers of the request.
    pub(super) request_headers_to_add: Option<HeaderModifier>,
    /// Statuses of well endpoints.
    pub(super) expected_statuses: Option<Vec<Traced<i32>>>,
}

/// Questions of gRPC.
#[derive(Clone, Debug, Default, Schema)]
pub(super) struct Grpc {
    /// Whether nothing of this applies.
    pub(super) disabled: Option<Traced<bool>>,
    /// The service that is asked about.
    pub(super) service_name: Option<Traced<Text>>,
    /// The `:authority` of the question.
    pub(super) authority: Option<Traced<Text>>,
}

/// Headers to set; several values of one header stand in one text, with commas.
#[derive(Clone, Debug, Default, Schema)]
pub(super) struct HeaderModifier {
    /// Headers that replace others of that name.
    pub(super) set: Option<Vec<Header>>,
    /// Headers that stand beside others of that name.
    pub(super) add: Option<Vec<Header>>,
}

/// A header.
#[derive(Clone, Debug, Schema)]
pub(super) struct Header {
    /// The name.
    #[schema(required, keep)]
    pub(super) name: Traced<Text>,
    /// The values.
    #[schema(required, keep)]
    pub(super) value: Traced<Text>,
}
