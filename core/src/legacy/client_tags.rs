//! The header by which a server knows the tags of its clients: `&key=value,value&` for every key.

use crate::{
    model::{HeaderCondition, HeaderMatch},
    origin::Traced,
    resource::{Resource, virtual_outbound::Selector},
    tree::Text,
};

/// The name of the header.
pub(super) const HEADER: &str = "x-kuma-tags";

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
    let patterns: Vec<String> = sources.iter().map(pattern).collect();
    let joined = patterns.join("|");
    let all = if patterns.len() > 1 { format!("({joined})") } else { joined };
    Traced::new(all.into(), policy.meta.origin)
}

/// A pattern for clients with all these tags.
fn pattern(selector: &Selector) -> String {
    let tags = selector.matches.iter().map(|(key, value)| match value.as_str() {
        "*" => format!("&{key}=.*"),
        value => format!("&{key}=[^&]*{}[,&].*", value.replace('.', "\\.")),
    });
    format!(".*{}", tags.collect::<String>())
}
