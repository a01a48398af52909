//! The impact as a table for people.

use kumascope_core::compare::{Group, Impact};

use super::summary::{Summary, counts, name, word};
use crate::{
    colour::Colour,
    table::{Cells as _, Table},
};

/// A line for each proxy, then the resources behind the changes, then how many proxies change.
pub(super) fn page(summary: &Summary<'_>, colour: Colour) -> String {
    let mut proxies =
        Table::new(["PROXY", "LISTENERS", "ROUTES", "CLUSTERS", "ENDPOINTS", "SECRETS", "BECAUSE OF"]);
    for impact in &summary.impacts {
        let cell = |group: Group| impact.tally.0.get(&group).copied().map(counts).unwrap_or_default();
        proxies.row([
            impact.proxy.to_string(),
            cell(Group::Listener),
            cell(Group::Route),
            cell(Group::Cluster),
            cell(Group::Endpoint),
            cell(Group::Secret),
            because(impact),
        ]);
    }
    let mut causes = Table::new(["BECAUSE OF", "IS", "PROXIES", "WRITTEN AT"]);
    for (cause, count) in &summary.causes {
        causes.row([name(cause), word(cause.presence).to_owned(), count.to_string(), summary.lines(cause)]);
    }
    let tables = [(proxies.count(), proxies.fitted(colour)), (causes.count(), causes.fitted(colour))];
    let filled = tables.into_iter().filter(|(count, _)| *count > 0).map(|(_, text)| format!("{text}\n"));
    filled.chain([format!("{}\n", summary.sentence())]).collect()
}

/// The resources behind the changes of a proxy; the first, and how many more there are.
fn because(impact: &Impact) -> String {
    match impact.causes.as_slice() {
        [] => "-".to_owned(),
        [only] => name(only),
        [first, more @ ..] => format!("{} and {} more", name(first), more.len()),
    }
}
