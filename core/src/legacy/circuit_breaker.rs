//! CircuitBreaker: thresholds, and `envoy.config.cluster.v3.OutlierDetection`.

use crate::{
    model::{Cluster, Thresholds},
    origin::{Origin, Traced},
    resource::{
        Resource, Spec,
        legacy::{CircuitBreakerConf, CircuitBreakerThresholds, Detectors, Errors},
    },
    tree::{Message, Node},
};

/// Limits the cluster, and takes out endpoints that fail.
pub(super) fn set_cluster(policy: &Resource, cluster: &mut Cluster) {
    let Spec::CircuitBreaker(spec) = &policy.spec else { return };
    let Some(conf) = &spec.conf else { return };
    if let Some(found) = &conf.thresholds {
        cluster.circuit_breakers = Some(thresholds(found));
    }
    cluster.outlier_detection = Some(outlier_detection(conf, policy.meta.origin));
}

fn thresholds(found: &CircuitBreakerThresholds) -> Thresholds {
    Thresholds {
        max_connections: found.max_connections,
        max_pending_requests: found.max_pending_requests,
        max_requests: found.max_requests,
        max_retries: found.max_retries,
        ..Thresholds::default()
    }
}

fn outlier_detection(conf: &CircuitBreakerConf, origin: Origin) -> Node {
    let detectors = conf.detectors.as_ref();
    let errors = |field: fn(&Detectors) -> &Option<Errors>| detectors.and_then(|found| field(found).as_ref());
    let split = Some(&conf.split_external_and_local_errors).filter(|split| split.value);
    let message = Message::new(origin)
        .optional("interval", conf.interval.as_ref().map(|found| found.derive(|found| found.0)))
        .optional(
            "baseEjectionTime",
            conf.base_ejection_time.as_ref().map(|found| found.derive(|found| found.0)),
        )
        .optional("maxEjectionPercent", conf.max_ejection_percent.as_ref())
        .optional("splitExternalLocalOriginErrors", split);
    let message = consecutive(
        message,
        errors(|found| &found.total_errors),
        ["consecutive5xx", "enforcingConsecutive5xx"],
        origin,
    );
    let message = consecutive(
        message,
        errors(|found| &found.gateway_errors),
        ["consecutiveGatewayFailure", "enforcingConsecutiveGatewayFailure"],
        origin,
    );
    let message = consecutive(
        message,
        errors(|found| &found.local_errors),
        ["consecutiveLocalOriginFailure", "enforcingConsecutiveLocalOriginFailure"],
        origin,
    );
    failure(standard_deviation(message, detectors, origin), detectors, origin).into()
}

fn consecutive(
    message: Message,
    errors: Option<&Errors>,
    [count, enforcing]: [&'static str; 2],
    origin: Origin,
) -> Message {
    message
        .optional(count, errors.and_then(|errors| errors.consecutive.as_ref()))
        .with(enforcing, percent(errors.is_some(), origin))
}

fn standard_deviation(message: Message, detectors: Option<&Detectors>, origin: Origin) -> Message {
    let Some(found) = detectors.and_then(|found| found.standard_deviation.as_ref()) else {
        return message.with("enforcingSuccessRate", percent(false, origin));
    };
    message
        .optional("successRateRequestVolume", found.request_volume.as_ref())
        .optional("successRateMinimumHosts", found.minimum_hosts.as_ref())
        .optional(
            "successRateStdevFactor",
            found.factor.as_ref().map(|factor| factor.derive(|factor| thousandths(*factor))),
        )
        .with("enforcingSuccessRate", percent(true, origin))
        .with("enforcingLocalOriginSuccessRate", percent(true, origin))
}

fn failure(message: Message, detectors: Option<&Detectors>, origin: Origin) -> Message {
    let Some(found) = detectors.and_then(|found| found.failure.as_ref()) else {
        return message.with("enforcingFailurePercentage", percent(false, origin));
    };
    message
        .optional("failurePercentageRequestVolume", found.request_volume.as_ref())
        .optional("failurePercentageMinimumHosts", found.minimum_hosts.as_ref())
        .optional("failurePercentageThreshold", found.threshold.as_ref())
        .with("enforcingFailurePercentage", percent(true, origin))
        .with("enforcingFailurePercentageLocalOrigin", percent(true, origin))
}

/// A detector that is there is always heeded, one that is not there never.
fn percent(enforced: bool, origin: Origin) -> Traced<u32> {
    Traced::new(if enforced { 100 } else { 0 }, origin)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "Go casts so, too")]
fn thousandths(factor: f64) -> u32 {
    (factor * 1000.0) as u32
}
