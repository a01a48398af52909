//! Local rate limits. How many requests came before is nothing that a configuration says, so they hold and decide nothing.

use super::{Step, StepKind, at::At, network::plain, weights};

/// The limit of connections of a network filter.
pub(super) fn of_connections(config: &At<'_>) -> Option<Step> {
    let bucket = config.get("tokenBucket")?;
    let text = format!("{}; more are closed", bucket_text(&bucket, "connections"));
    (weights::of_runtime(config.get("runtimeEnabled").and_then(|on| on.get("defaultValue")).as_ref()) > 0.0)
        .then(|| bucket.step(StepKind::RateLimit, text))
}

/// The limit of requests of an HTTP filter, where it is switched on.
pub(super) fn of_requests(config: &At<'_>) -> Option<Step> {
    let bucket = config.get("tokenBucket")?;
    let switch = |key| config.get(key).map_or(0.0, |fraction| weights::of_runtime(Some(&fraction)));
    let (enabled, enforced) = (switch("filterEnabled"), switch("filterEnforced"));
    if enabled <= 0.0 {
        return None;
    }
    let answer = match enforced {
        enforced if enforced <= 0.0 => "more are counted and let through".to_owned(),
        _ => format!("more get status {}", status(config)),
    };
    let part = if enabled < 1.0 {
        format!("of {} of all requests: ", weights::shown(enabled))
    } else {
        String::new()
    };
    Some(bucket.step(StepKind::RateLimit, format!("{part}{}; {answer}", bucket_text(&bucket, "requests"))))
}

/// What is answered to too many requests.
fn status(config: &At<'_>) -> u32 {
    let status = config.get("status");
    let said = status.as_ref().and_then(|status| status.node.get("code"));
    said.and_then(super::status::code).filter(|code| *code >= 400).unwrap_or(429)
}

fn bucket_text(bucket: &At<'_>, what: &str) -> String {
    let refill = bucket.count("tokensPerFill").unwrap_or(1);
    let every = bucket.get("fillInterval").map(|at| plain(&at)).unwrap_or_default();
    let most = bucket.count("maxTokens").unwrap_or_default();
    if most == refill {
        format!("{most} {what} in {every}")
    } else {
        format!("{most} {what} at once and {refill} in {every}")
    }
}
