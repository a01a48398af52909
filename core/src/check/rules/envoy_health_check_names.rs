#![doc = include_str!("envoy_health_check_names.md")]

use crate::{
    check::{
        Find, Rule,
        messages::{items, nearest, text},
    },
    list::CollectVec as _,
    message::{Configuration, Resource, ResourceType},
    report::{Diagnostic, Severity},
    sorted::SortedSet,
};

/// The row.
pub(super) const RULE: Rule =
    Rule { code: "envoy-health-check-names", severity: Severity::Mistake, find: Find::Configuration(find) };

fn find(configuration: &Configuration) -> Vec<Diagnostic> {
    configuration.of_type(ResourceType::Cluster).filter_map(of_cluster).collect_vec()
}

fn of_cluster(cluster: &Resource) -> Option<Diagnostic> {
    let checks = items(&cluster.message, "healthChecks");
    let mut names = SortedSet::new();
    let clash = checks.iter().find(|check| {
        let name = text(check, "name");
        checks.len() > 1 && (name.is_empty() || !names.insert(name.to_owned()))
    })?;
    let message = format!(
        "Envoy refuses the cluster `{}`: its {} health checks need names of their own",
        cluster.name,
        checks.len()
    );
    let others = checks.iter().filter(|other| !std::ptr::eq(*other, clash));
    Some(
        RULE.broken(message, nearest([clash].into_iter()))
            .related("the other one is owed to this", nearest(others)),
    )
}
