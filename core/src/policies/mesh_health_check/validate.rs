//! What the control plane refuses about a MeshHealthCheck.

use crate::resource::{
    Meta,
    validate::{Place, Violations, code, syntax},
};

const PANIC: &str = "healthyPanicThreshold for 'to[].default' is deprecated. The setting has been moved to \
                     MeshCircuitBreaker policy, please use MeshCircuitBreaker policy instead.";

/// Checks the `spec`.
pub(super) fn check(spec: &Place<'_>, meta: &Meta, violations: &mut Violations) {
    for item in spec.field("to").items() {
        violations.check_header_lists(&item.field("default").field("http").field("requestHeadersToAdd"));
    }
    // What the schema refuses is not looked at further.
    if !violations.refused.is_empty() {
        return;
    }
    let kinds = ["Mesh", "MeshSubset", "MeshGateway", "MeshService", "MeshServiceSubset", "Dataplane"];
    violations.check_top_target(spec, meta, &kinds, &[]);
    for item in spec.field("to").items() {
        let kinds = ["Mesh", "MeshService", "MeshExternalService", "MeshMultiZoneService"];
        violations.check_target(&item.field("targetRef"), &kinds);
        check_conf(&item.field("default"), violations);
    }
    violations.deprecate_top_target(spec);
    for item in spec.field("to").items() {
        let threshold = item.field("default").field("healthyPanicThreshold");
        if threshold.is_defined() {
            violations.deprecate(&threshold, PANIC);
        }
    }
}

fn check_conf(conf: &Place<'_>, violations: &mut Violations) {
    for name in ["interval", "timeout"] {
        violations.check_positive_duration(&conf.field(name));
    }
    for name in ["unhealthyThreshold", "healthyThreshold"] {
        let threshold = conf.field(name);
        if threshold.is_defined() && threshold.number() <= 0 {
            violations.refuse_as(
                code::INVALID_DURATION,
                &threshold,
                "must be greater than zero when defined",
            );
        }
    }
    for name in ["initialJitter", "intervalJitter"] {
        violations.check_positive_duration(&conf.field(name));
    }
    violations.check_whole_percentage(&conf.field("intervalJitterPercent"));
    violations.check_percentage(&conf.field("healthyPanicThreshold"));
    violations.check_positive_duration(&conf.field("noTrafficInterval"));
    let log = conf.field("eventLogPath");
    if log.is_defined() && !syntax::is_file_path(log.text()) {
        violations.refuse_as(code::INVALID_PATH, &log, "must be a valid path when defined");
    }
    let http = conf.field("http");
    let path = http.field("path");
    if path.is_defined() && path.is_empty() {
        violations.refuse_as(code::REQUIRED, &path, "must be defined");
    }
    http.field("expectedStatuses").items().for_each(|status| violations.check_status(&status));
    let protocols = ["http", "tcp", "grpc"];
    if protocols.iter().all(|name| !conf.field(name).is_defined()) {
        violations.refuse_as(
            code::NOTHING_CONFIGURED,
            conf,
            format!("must have at least one defined: {}", protocols.join(", ")),
        );
    }
}
