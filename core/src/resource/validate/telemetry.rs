//! Where policies send telemetry: a collector by its address, or a MeshOpenTelemetryBackend.

use super::{Place, Violations, code, syntax};

/// Whether the address of a collector must have a port.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CollectorPort {
    /// It must.
    Required,
    /// It can do without.
    Optional,
}

const DEPRECATED: &str = "openTelemetry.endpoint is deprecated, use openTelemetry.backendRef with a \
                          MeshOpenTelemetryBackend resource instead";

impl Violations {
    /// An `openTelemetry` backend: it has an `endpoint` or a `backendRef`.
    pub fn check_collector(&mut self, backend: &Place<'_>, port: CollectorPort) {
        let (endpoint, reference) = (backend.field("endpoint"), backend.field("backendRef"));
        match (endpoint.is_empty(), reference.is_defined()) {
            (false, true) => {
                self.refuse_as(
                    code::CHOOSE_ONE,
                    backend,
                    "openTelemetry must have only one type defined: endpoint, backendRef",
                );
            }
            (true, false) => {
                self.refuse_as(
                    code::CHOOSE_ONE,
                    backend,
                    "openTelemetry must have exactly one defined: endpoint, backendRef",
                );
            }
            (true, true) => {
                if reference.field("labels").is_empty() {
                    self.refuse_as(
                        code::CHOOSE_ONE,
                        &reference,
                        "backendRef must have exactly one defined: labels",
                    );
                }
            }
            (false, false) => self.check_collector_address(&endpoint, port),
        }
    }

    /// Warns once about collectors that a policy names by their address.
    pub fn deprecate_collector_addresses<'a>(&mut self, backends: impl IntoIterator<Item = Place<'a>>) {
        let named = backends.into_iter().map(|backend| backend.field("openTelemetry")).find(|backend| {
            !backend.field("endpoint").is_empty() && !backend.field("backendRef").is_defined()
        });
        if let Some(backend) = named {
            self.deprecate(&backend.field("endpoint"), DEPRECATED);
        }
    }

    fn check_collector_address(&mut self, endpoint: &Place<'_>, port: CollectorPort) {
        if endpoint.text().contains(['/', '?', '#']) {
            self.refuse_as(code::INVALID_ADDRESS, endpoint, "must be in host:port format, not a URL");
        } else if port == CollectorPort::Required && syntax::split_host_port(endpoint.text()).is_none() {
            self.refuse_as(code::INVALID_ADDRESS, endpoint, "must be in host:port format");
        }
    }
}
