//! What the control plane refuses about a MeshCircuitBreaker.

use crate::resource::{
    Meta,
    validate::{Place, Violations, code},
};

/// Checks the `spec`.
pub(super) fn check(spec: &Place<'_>, meta: &Meta, violations: &mut Violations) {
    let kinds = ["Mesh", "MeshSubset", "MeshService", "MeshGateway", "MeshServiceSubset", "Dataplane"];
    violations.check_top_target(spec, meta, &kinds, &[]);
    violations.check_some_items(spec);
    violations.check_rules_alone(spec);
    for (index, rule) in spec.field("rules").items().enumerate() {
        // The control plane calls rules by the name of `from`.
        let path = format!("{}.from[{index}]", spec.path());
        check_conf(&rule.called(path).field("default"), violations);
    }
    for item in spec.field("from").items() {
        violations.check_target(&item.field("targetRef"), &["Mesh"]);
        check_conf(&item.field("default"), violations);
    }
    for item in spec.field("to").items() {
        let kinds = ["Mesh", "MeshService", "MeshExternalService", "MeshMultiZoneService"];
        violations.check_target(&item.field("targetRef"), &kinds);
        check_conf(&item.field("default"), violations);
    }
    violations.deprecate_from_as_rules(spec);
    violations.deprecate_top_target(spec);
}

fn check_conf(conf: &Place<'_>, violations: &mut Violations) {
    let (limits, outliers) = (conf.field("connectionLimits"), conf.field("outlierDetection"));
    if !limits.is_defined() && !outliers.is_defined() {
        let reason = "at least one of: 'connectionLimits' or 'outlierDetection' should be configured";
        return violations.refuse_as(code::NOTHING_CONFIGURED, conf, reason);
    }
    let names = ["maxConnections", "maxConnectionPools", "maxPendingRequests", "maxRetries", "maxRequests"];
    names.iter().for_each(|name| violations.check_positive(&limits.field(name)));
    if outliers.is_defined() {
        check_outliers(&outliers, violations);
    }
}

fn check_outliers(outliers: &Place<'_>, violations: &mut Violations) {
    violations.check_positive_duration(&outliers.field("interval"));
    violations.check_positive_duration(&outliers.field("baseEjectionTime"));
    violations.check_whole_percentage(&outliers.field("maxEjectionPercent"));
    violations.check_percentage(&outliers.field("healthyPanicThreshold"));
    check_detectors(&outliers.field("detectors"), violations);
}

fn check_detectors(detectors: &Place<'_>, violations: &mut Violations) {
    if !detectors.is_defined() {
        return violations.check_defined(detectors);
    }
    let names =
        ["totalFailures", "gatewayFailures", "localOriginFailures", "successRate", "failurePercentage"];
    if names.iter().all(|name| !detectors.field(name).is_defined()) {
        let reason = format!("must have at least one defined: {}", names.join(", "));
        return violations.refuse_as(code::NOTHING_CONFIGURED, detectors, reason);
    }
    for name in ["totalFailures", "gatewayFailures", "localOriginFailures"] {
        violations.check_positive(&detectors.field(name).field("consecutive"));
    }
    let (rate, percentage) = (detectors.field("successRate"), detectors.field("failurePercentage"));
    for name in ["minimumHosts", "requestVolume"] {
        violations.check_positive(&rate.field(name));
    }
    let factor = rate.field("standardDeviationFactor");
    match factor.decimal() {
        Some(None) => violations.refuse_as(code::INVALID_NUMBER, &factor, "invalid number"),
        Some(Some(number)) if number <= 0.0 => {
            violations.refuse_as(code::NOT_IN_RANGE, &factor, "must be greater than 0");
        }
        _ => {}
    }
    for name in ["minimumHosts", "requestVolume"] {
        violations.check_positive(&percentage.field(name));
    }
    violations.check_whole_percentage(&percentage.field("threshold"));
}
