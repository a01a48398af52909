//! `envoy.config.cluster.v3.OutlierDetection`.

use super::schema::{Consecutive, Detectors, FailurePercentage, OutlierDetection, SuccessRate};
use crate::{
    origin::{Origin, Traced},
    resource::schema::Decimal,
    tree::{Message, Node},
};

const OFF: &str = "MeshCircuitBreaker detector not set";
const ON: &str = "MeshCircuitBreaker detector set";

pub(super) fn outlier_detection(conf: &OutlierDetection, origin: Origin) -> Node {
    let detectors = conf.detectors.as_ref();
    let message = Message::new(origin)
        .optional("interval", conf.interval.as_ref())
        .optional("baseEjectionTime", conf.base_ejection_time.as_ref())
        .optional("maxEjectionPercent", conf.max_ejection_percent.as_ref())
        .optional("splitExternalLocalOriginErrors", split_errors(conf));
    let message = consecutive(message, total(detectors), "consecutive5xx", "enforcingConsecutive5xx");
    let gateway = detectors.and_then(|found| found.gateway_failures.as_ref());
    let message =
        consecutive(message, gateway, "consecutiveGatewayFailure", "enforcingConsecutiveGatewayFailure");
    let local = detectors.and_then(|found| found.local_origin_failures.as_ref());
    let message = consecutive(
        message,
        local,
        "consecutiveLocalOriginFailure",
        "enforcingConsecutiveLocalOriginFailure",
    );
    match detectors {
        None => message.into(),
        Some(found) => {
            let message = success_rate(message, found.success_rate.as_ref());
            failure_percentage(message, found.failure_percentage.as_ref()).into()
        }
    }
}

fn total(detectors: Option<&Detectors>) -> Option<&Consecutive> {
    detectors?.total_failures.as_ref()
}

/// `false` is the zero value, which protobuf does not write.
fn split_errors(conf: &OutlierDetection) -> Option<&Traced<bool>> {
    conf.split_external_and_local_errors.as_ref().filter(|split| split.value)
}

fn enforced(message: Message, field: &'static str, by: Option<Origin>) -> Message {
    let percent: u32 = if by.is_some() { 100 } else { 0 };
    message.with(field, Traced::new(percent, by.unwrap_or(Origin::Rule(&OFF))))
}

fn consecutive(
    message: Message,
    detector: Option<&Consecutive>,
    field: &'static str,
    enforcing: &'static str,
) -> Message {
    let count = detector.and_then(|detector| detector.consecutive.as_ref());
    enforced(message, enforcing, count.map(|count| count.origin)).optional(field, count)
}

fn success_rate(message: Message, detector: Option<&SuccessRate>) -> Message {
    let by = detector.map(|_| Origin::Rule(&ON));
    let message = enforced(message, "enforcingSuccessRate", by);
    let message = enforced(message, "enforcingLocalOriginSuccessRate", by);
    let Some(detector) = detector else { return message };
    let factor = detector.standard_deviation_factor.as_ref();
    message
        .optional("successRateMinimumHosts", detector.minimum_hosts.as_ref())
        .optional("successRateRequestVolume", detector.request_volume.as_ref())
        .optional("successRateStdevFactor", factor.map(|factor| factor.derive(Decimal::thousandths)))
}

fn failure_percentage(message: Message, detector: Option<&FailurePercentage>) -> Message {
    let by = detector.map(|_| Origin::Rule(&ON));
    let message = enforced(message, "enforcingFailurePercentage", by);
    let message = enforced(message, "enforcingFailurePercentageLocalOrigin", by);
    let Some(detector) = detector else { return message };
    message
        .optional("failurePercentageMinimumHosts", detector.minimum_hosts.as_ref())
        .optional("failurePercentageRequestVolume", detector.request_volume.as_ref())
        .optional("failurePercentageThreshold", detector.threshold.as_ref())
}
