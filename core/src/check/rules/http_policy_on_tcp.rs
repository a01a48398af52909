#![doc = include_str!("http_policy_on_tcp.md")]

use crate::{
    check::{
        Find, MeshContext, Rule,
        context::WrittenPolicy,
        usage::{List, Spoken},
    },
    list::CollectVec as _,
    origin::Origin,
    report::{Diagnostic, Severity},
    tree::Node,
};

/// The row.
pub(super) const RULE: Rule =
    Rule { code: "http-policy-on-tcp", severity: Severity::Warning, find: Find::Mesh(find) };

fn find(context: &MeshContext<'_>) -> Vec<Diagnostic> {
    context.policies().flat_map(|policy| of_policy(&policy, context)).collect_vec()
}

fn of_policy(policy: &WrittenPolicy<'_>, context: &MeshContext<'_>) -> Vec<Diagnostic> {
    let spec = policy.spec;
    let to = spec.to.iter().map(|item| (List::To, &item.conf, item.origin)).enumerate();
    let from = spec.from.iter().map(|item| (List::From, &item.conf, item.origin)).enumerate();
    let rules = spec.rules.iter().map(|rule| (List::Rules, &rule.conf, rule.origin)).enumerate();
    let idle = to.chain(from).chain(rules).filter(|(index, (list, conf, _))| {
        let used = context.usage.item(policy.location, *list, *index);
        let only_other = |used: &crate::check::usage::ItemUse| {
            used.http == Spoken::Never && used.other == Spoken::Somewhere
        };
        used.is_some_and(only_other) && is_about_http(policy.meta.kind.0.name, conf)
    });
    idle.map(|(_, (_, _, origin))| say(policy, origin)).collect_vec()
}

fn say(policy: &WrittenPolicy<'_>, origin: Origin) -> Diagnostic {
    let message =
        format!("this item of {} is about HTTP, and nothing that it concerns speaks HTTP", policy.title());
    RULE.broken(message, origin)
        .help("say `kuma.io/protocol: http` in the tags of the inbound, or `appProtocol: http` at the port of the service")
}

/// Whether a conf says nothing that matters to other protocols.
fn is_about_http(kind: &str, conf: &Node) -> bool {
    match kind {
        "MeshHTTPRoute" | "MeshFaultInjection" => true,
        "MeshRateLimit" => conf.get("local").is_some_and(|local| has_only(local, &["http"])),
        "MeshRetry" => has_only(conf, &["http", "grpc"]),
        "MeshTimeout" => has_only(conf, &["http"]),
        _ => false,
    }
}

fn has_only(conf: &Node, keys: &[&str]) -> bool {
    conf.as_map().is_some_and(|members| {
        !members.is_empty() && members.iter().all(|entry| keys.contains(&entry.key.as_str()))
    })
}
