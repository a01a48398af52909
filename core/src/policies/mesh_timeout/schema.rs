//! What a MeshTimeout can say.

use kumascope_derive::Schema;

use crate::{origin::Traced, tree::Duration};

/// Timeouts of connections and requests.
#[derive(Clone, Debug, Default, Schema)]
pub(super) struct Conf {
    /// The time for a connection to be made; 5s where nobody says otherwise.
    pub(super) connection_timeout: Option<Traced<Duration>>,
    /// Idle connections are closed after this time; 1h where nobody says otherwise.
    pub(super) idle_timeout: Option<Traced<Duration>>,
    /// Timeouts of HTTP.
    pub(super) http: Option<Http>,
}

/// Timeouts of HTTP.
#[derive(Clone, Debug, Default, Schema)]
pub(super) struct Http {
    /// The time for the whole response; 15s where nobody says otherwise, 0s for no limit.
    pub(super) request_timeout: Option<Traced<Duration>>,
    /// The time between bytes of a stream; 30m where nobody says otherwise.
    pub(super) stream_idle_timeout: Option<Traced<Duration>>,
    /// The time for a whole stream; no limit where nobody says otherwise.
    pub(super) max_stream_duration: Option<Traced<Duration>>,
    /// The time for a whole connection; no limit where nobody says otherwise.
    pub(super) max_connection_duration: Option<Traced<Duration>>,
    /// The time for the headers of a request; no limit where nobody says otherwise.
    pub(super) request_headers_timeout: Option<Traced<Duration>>,
}
