//! Which virtual host has the authority of a request: exact domains first, then those that begin with `*`, then those that end
//! with it, the longest first, and `*` last.

use crate::trace::{HttpRequest, Step, StepKind, at::At};
use crate::tree::Node;

/// How well a domain fits, the greater the better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Any,
    Prefix(usize),
    Suffix(usize),
    Exact,
}

/// The virtual host of a request.
pub(super) fn find<'a>(routes: &At<'a>, request: &HttpRequest) -> Option<At<'a>> {
    let mut host = request.authority.to_ascii_lowercase();
    if routes.is("ignorePortInHostMatching")
        && let Some((name, port)) = host.rsplit_once(':')
        && port.bytes().all(|byte| byte.is_ascii_digit())
    {
        host = name.to_owned();
    }
    let mut best: Option<(Rank, At<'a>)> = None;
    for candidate in routes.items("virtualHosts") {
        let domains = candidate.node.get("domains").and_then(Node::as_list).unwrap_or_default();
        let found = domains.iter().filter_map(|domain| rank(domain.as_str()?, &host)).max();
        if let Some(found) = found.filter(|found| best.as_ref().is_none_or(|(rank, _)| found > rank)) {
            best = Some((found, candidate));
        }
    }
    best.map(|(_, found)| found)
}

fn rank(domain: &str, host: &str) -> Option<Rank> {
    let domain = domain.to_ascii_lowercase();
    if domain == "*" {
        return Some(Rank::Any);
    }
    if domain == host {
        return Some(Rank::Exact);
    }
    // A star stands for one letter at least.
    if let Some(end) = domain.strip_prefix('*') {
        return (host.len() > end.len() && host.ends_with(end)).then_some(Rank::Suffix(end.len()));
    }
    let start = domain.strip_suffix('*')?;
    (host.len() > start.len() && host.starts_with(start)).then_some(Rank::Prefix(start.len()))
}

/// What was found.
pub(super) fn step(routes: &At<'_>, found: Option<&At<'_>>) -> Step {
    match found {
        Some(host) => host.step(StepKind::VirtualHost, host.text("name")),
        None => routes.step(StepKind::VirtualHost, "none has the host of the request"),
    }
}

#[cfg(test)]
mod tests {
    use super::rank;

    #[test]
    fn exact_domains_come_before_longer_and_shorter_wildcards() {
        let host = "api.shop.example";
        let domains = ["*", "api.*", "api.shop.*", "*.example", "*.shop.example", "api.shop.example"];
        let ranks: Vec<_> = domains.iter().map(|domain| rank(domain, host)).collect();
        assert!(ranks.iter().all(Option::is_some) && ranks.is_sorted(), "{ranks:?}");
        assert_eq!((rank("*.api.shop.example", host), rank("*api.shop.example", host)), (None, None));
    }
}
