//! What the control plane refuses about a MeshLoadBalancingStrategy.

use crate::{
    report::Fix,
    resource::{
        Meta,
        validate::{Place, Violations, code, top_kind},
    },
    tree::Node,
};

const ROUTE: &str =
    "field is not allowed when targetRef.kind is MeshHTTPRoute, only hashPolicies is supported";

/// Checks the `spec`.
pub(super) fn check(spec: &Place<'_>, meta: &Meta, violations: &mut Violations) {
    let kinds = ["Mesh", "MeshSubset", "MeshGateway", "MeshService", "MeshServiceSubset", "Dataplane"];
    violations.check_top_target(spec, meta, &kinds, &[]);
    let top = top_kind(spec);
    for item in spec.field("to").items() {
        let (target, conf) = (item.field("targetRef"), item.field("default"));
        check_target(&target, top, &conf, violations);
        check_conf(&conf, &target, violations);
    }
    deprecate_hash_policies(spec, violations);
    violations.deprecate_top_target(spec);
}

fn check_target(target: &Place<'_>, top: &str, conf: &Place<'_>, violations: &mut Violations) {
    let kind = target.field("kind");
    let needs_mesh = top == "MeshGateway" && conf.field("loadBalancer").is_defined();
    let kinds: &[&str] = match top {
        "MeshGateway" if needs_mesh => &["Mesh"],
        "MeshGateway" => &["Mesh", "MeshService", "MeshMultiZoneService"],
        _ => &["Mesh", "MeshService", "MeshMultiZoneService", "MeshHTTPRoute"],
    };
    if needs_mesh && kind.text() != "Mesh" {
        let reason = format!("value '{top}' is not supported, only Mesh is allowed if loadBalancer is set");
        violations.refuse_as(code::UNSUPPORTED_VALUE, &kind, reason);
    } else {
        violations.check_target(target, kinds);
    }
    if kind.text() == "MeshExternalService" && top != "Mesh" {
        let reason = "kind MeshExternalService is only allowed with targetRef.kind: Mesh as it is configured on the Zone \
                      Egress and shared by all clients in the mesh";
        violations.refuse(&kind, reason);
    }
}

fn check_conf(conf: &Place<'_>, target: &Place<'_>, violations: &mut Violations) {
    let (balancer, locality) = (conf.field("loadBalancer"), conf.field("localityAwareness"));
    let policies = conf.field("hashPolicies");
    if target.field("kind").text() == "MeshHTTPRoute" {
        check_hash_policies(&policies, violations);
        violations.check_absent(&balancer, ROUTE);
        return violations.check_absent(&locality, ROUTE);
    }
    match balancer.field("type").text() {
        "RingHash" => check_hash_policies(&balancer.field("ringHash").field("hashPolicies"), violations),
        "Maglev" => check_hash_policies(&balancer.field("maglev").field("hashPolicies"), violations),
        "LeastRequest" => check_bias(&balancer.field("leastRequest").field("activeRequestBias"), violations),
        _ => {}
    }
    check_local_zone(&locality.field("localZone"), violations);
    check_cross_zone(&locality.field("crossZone"), target, violations);
    check_hash_policies(&policies, violations);
    for name in ["ringHash", "maglev"] {
        let own = balancer.field(name).field("hashPolicies");
        if policies.is_defined() && own.is_defined() {
            violations.refuse_as(code::DUPLICATE, &own, "hashPolicies already specified in the root level");
        }
    }
}

fn check_bias(bias: &Place<'_>, violations: &mut Violations) {
    match bias.decimal() {
        Some(None) => violations.refuse_as(code::INVALID_NUMBER, bias, "string must be a valid number"),
        Some(Some(number)) if number < 0.0 => {
            violations.refuse_as(code::NOT_IN_RANGE, bias, "must be greater or equal then: 0");
        }
        _ => {}
    }
}

fn check_local_zone(zone: &Place<'_>, violations: &mut Violations) {
    let tags = zone.field("affinityTags");
    let mut weights = 0;
    for tag in tags.items() {
        if tag.field("key").is_empty() {
            violations.refuse_as(code::REQUIRED, &tag.field("key"), "must not be empty");
        }
        let weight = tag.field("weight");
        violations.check_positive(&weight);
        weights += usize::from(weight.is_defined());
    }
    if weights > 0 && weights != tags.len() {
        violations.refuse_as(code::NOT_ALLOWED_HERE, &tags, "all or none affinity tags should have weight");
    }
}

fn check_cross_zone(cross: &Place<'_>, target: &Place<'_>, violations: &mut Violations) {
    if !cross.is_defined() {
        return;
    }
    let is_real = !target.field("sectionName").is_empty() || !target.field("labels").is_empty();
    if target.field("kind").text() == "MeshService" && is_real {
        violations.refuse_as(code::NOT_ALLOWED_HERE, cross, "must not be set: MeshService traffic is local");
    }
    cross.field("failover").items().for_each(|failover| check_failover(&failover, violations));
    let threshold = cross.field("failoverThreshold").field("percentage");
    violations.check_percentage(&threshold);
    if threshold.decimal() == Some(Some(0.0)) {
        violations.refuse_as(code::NOT_IN_RANGE, &threshold, "must be greater than 0");
    }
}

fn check_failover(failover: &Place<'_>, violations: &mut Violations) {
    let from = failover.field("from");
    let zones = from.field("zones");
    if from.is_defined() && zones.is_empty() {
        violations.refuse_as(code::REQUIRED, &zones, "must not be empty");
    }
    zones
        .items()
        .filter(Place::is_empty)
        .for_each(|zone| violations.refuse_as(code::REQUIRED, &zone, "must not be empty"));
    let (kind, zones) = (failover.field("to").field("type"), failover.field("to").field("zones"));
    let demand = match kind.text() {
        "Any" | "None" if !zones.is_empty() => "must be empty",
        "AnyExcept" | "Only" if zones.is_empty() => "must not be empty",
        _ => return,
    };
    violations.refuse_as(code::REQUIRED, &zones, format!("{demand} when type is {}", kind.text()));
}

fn check_hash_policies(policies: &Place<'_>, violations: &mut Violations) {
    for policy in policies.items() {
        let part = match policy.field("type").text() {
            "Header" => "header",
            "Cookie" => "cookie",
            "QueryParameter" => "queryParameter",
            "FilterState" => "filterState",
            "Connection" | "SourceIP" => "connection",
            _ => continue,
        };
        let place = policy.field(part);
        violations.check_defined(&place);
        let path = place.field("path");
        if part == "cookie" && path.is_defined() && !path.text().starts_with('/') {
            violations.refuse_as(code::INVALID_PATH, &path, "must be an absolute path");
        }
    }
}

fn deprecate_hash_policies(spec: &Place<'_>, violations: &mut Violations) {
    for item in spec.field("to").items() {
        let balancer = item.field("default").field("loadBalancer");
        let name = match balancer.field("type").text() {
            "RingHash" => "ringHash",
            "Maglev" => "maglev",
            _ => continue,
        };
        let policies = balancer.field(name).field("hashPolicies");
        if policies.is_defined() {
            let instead = format!("{}.default.hashPolicies", item.path());
            let reason =
                format!("configuration '{}' is deprecated, use '{instead}' instead", policies.path());
            violations.deprecate(&policies, reason);
        }
        for kind in
            policies.items().map(|policy| policy.field("type")).filter(|kind| kind.text() == "SourceIP")
        {
            let reason = format!("SourceIP type for '{}' is deprecated, use Connection instead", kind.path());
            let location = kind.node().and_then(Node::location);
            let fix = location.map(|location| Fix::word("write `Connection`", location, "Connection"));
            violations.deprecate_and_fix(&kind, reason, fix);
        }
    }
}
