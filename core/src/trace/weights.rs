//! Shares: of weighted clusters, and of requests that a runtime fraction picks.

use super::at::At;
use crate::{list::CollectVec as _, tree::decimal};

/// The clusters that get something, each with its share.
pub(super) fn of_clusters<'a>(weighted: &At<'a>) -> Vec<(At<'a>, f64)> {
    let weight = |cluster: &At<'a>| cluster.number("weight").unwrap_or_default();
    let clusters: Vec<At<'a>> =
        weighted.items("clusters").into_iter().filter(|found| weight(found) > 0.0).collect_vec();
    let total: f64 = clusters.iter().map(&weight).sum();
    clusters.into_iter().map(|cluster| (cluster.clone(), weight(&cluster) / total)).collect_vec()
}

/// The share of a `RuntimeFractionalPercent` where no runtime says otherwise; everything where there is none.
pub(super) fn of_runtime(fraction: Option<&At<'_>>) -> f64 {
    fraction.map_or(1.0, |fraction| of_percent(fraction.get("defaultValue").as_ref()))
}

/// The share of a `FractionalPercent`; nothing where there is none.
pub(super) fn of_percent(percent: Option<&At<'_>>) -> f64 {
    let Some(percent) = percent else { return 0.0 };
    let denominator = match percent.text("denominator") {
        "TEN_THOUSAND" => 10_000.0,
        "MILLION" => 1_000_000.0,
        _ => 100.0,
    };
    (percent.number("numerator").unwrap_or_default() / denominator).min(1.0)
}

/// A share in percent, for people.
pub(super) fn shown(share: f64) -> String {
    let rounded = (share * 10_000.0).round() / 100.0;
    decimal::print(rounded) + " %"
}
