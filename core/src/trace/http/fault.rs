//! Faults that are put in: delays, aborts and slow responses.

use super::filters::Effect;
use crate::{
    list::CollectVec as _,
    trace::{
        Outcome, Step, StepKind, at::At, network::plain, session::Session, text_match, truth::all, weights,
    },
};

/// What the fault filter does with a request that has the headers that it asks for.
pub(super) fn effect(config: &At<'_>, session: &Session<'_>) -> Effect {
    let Some(request) = &session.request else { return Effect::On(Vec::new()) };
    match all(config.items("headers").iter().map(|matcher| text_match::header(matcher, request))) {
        Some(true) => {}
        Some(false) => return Effect::On(Vec::new()),
        None => {
            return Effect::On(vec![
                config.step(StepKind::Filter, "cannot tell whether this fault is meant"),
            ]);
        }
    }
    let mut slow: Vec<Step> = [delay(config), bandwidth(config)].into_iter().flatten().collect_vec();
    let Some((step, status)) = abort(config) else { return Effect::On(slow) };
    let outcome = Outcome::response(status, "fault filter abort");
    if step.share >= 1.0 {
        slow.push(step);
        return Effect::Ends(slow, outcome);
    }
    // What is slow for a part of all requests stands below the step that parts them.
    Effect::Parts(Step { steps: slow, ..step }, outcome)
}

fn share(config: &At<'_>) -> f64 {
    weights::of_percent(config.get("percentage").as_ref())
}

fn delay(config: &At<'_>) -> Option<Step> {
    let delay = config.get("delay").filter(|delay| share(delay) > 0.0)?;
    let how_long = delay.get("fixedDelay")?;
    Some(
        how_long
            .step(StepKind::Fault, format!("{} wait {}", weights::shown(share(&delay)), plain(&how_long))),
    )
}

fn bandwidth(config: &At<'_>) -> Option<Step> {
    let limit = config.get("responseRateLimit").filter(|limit| share(limit) > 0.0)?;
    let rate = limit.path(&["fixedLimit", "limitKbps"])?;
    let text = format!("{} get their response at {} KiB/s", weights::shown(share(&limit)), plain(&rate));
    Some(rate.step(StepKind::Fault, text))
}

fn abort(config: &At<'_>) -> Option<(Step, u32)> {
    let abort = config.get("abort").filter(|abort| share(abort) > 0.0)?;
    let status = abort.count("httpStatus")?;
    let at = abort.get("httpStatus").unwrap_or_else(|| abort.clone());
    Some((at.step(StepKind::Fault, format!("answers {status}")).with_share(share(&abort)), status))
}
