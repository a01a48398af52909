//! Conditions on the tags of clients, which a server knows by a header.

use crate::{
    list::CollectVec as _,
    model::{HeaderCondition, HeaderMatch},
    origin::Traced,
    policy::client_tags::{HEADER, pattern},
    resource::{Resource, virtual_outbound::Selector},
    tree::Text,
};

/// A condition on the header that holds for the sources of a policy.
pub(super) fn of_sources(policy: &Resource) -> HeaderMatch {
    HeaderMatch {
        name: Traced::new(Text::new_static(HEADER), policy.meta.origin),
        condition: HeaderCondition::Regex(pattern_of_sources(policy)),
        invert: None,
    }
}

/// A pattern for the header of the sources of a policy.
pub(super) fn pattern_of_sources(policy: &Resource) -> Traced<Text> {
    let sources = policy.spec.connections().map(|found| found.sources).unwrap_or_default();
    let tags = |selector: &Selector| {
        pattern(selector.matches.iter().map(|(key, value)| (key.as_str(), value.as_str())))
    };
    let patterns: Vec<String> = sources.iter().map(tags).collect_vec();
    let joined = patterns.join("|");
    let all = if patterns.len() > 1 { format!("({joined})") } else { joined };
    Traced::new(all.into(), policy.meta.origin)
}
