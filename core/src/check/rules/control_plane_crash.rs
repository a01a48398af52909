#![doc = include_str!("control_plane_crash.md")]

use crate::{
    check::{Find, MeshContext, Rule},
    list::CollectVec as _,
    origin::{Origin, Traced},
    report::{Diagnostic, Severity},
    resource::{Resource, Spec},
    tree::{Node, Text},
};

/// The row.
pub(super) const RULE: Rule =
    Rule { code: "control-plane-crash", severity: Severity::Error, find: Find::Mesh(find) };

/// The units of a bandwidth that the control plane can compute with; its validators take others, too.
const UNITS: [&str; 3] = ["kbps", "Mbps", "Gbps"];

const HELP: &str = "write a number and `kbps`; a MeshFaultInjection can say `Mbps` and `Gbps`, too";

fn find(context: &MeshContext<'_>) -> Vec<Diagnostic> {
    let faults = context.policies().filter(|policy| policy.meta.kind.0.name == "MeshFaultInjection");
    let confs = faults.flat_map(|policy| {
        let spec = policy.spec;
        let of_clients =
            spec.from.iter().map(|item| &item.conf).chain(spec.rules.iter().map(|rule| &rule.conf));
        of_clients.chain(spec.to.iter().map(|item| &item.conf))
    });
    let older = context.mesh.of_kind("FaultInjection").iter().filter_map(|found| older_limit(found));
    let bandwidths =
        confs.flat_map(limits).chain(older).filter_map(|(limit, origin)| of_limit(&limit, origin));
    let headers = context.mesh.of_kind("HealthCheck").iter().flat_map(|found| headers_without_append(found));
    bandwidths.chain(headers).collect_vec()
}

fn limits(conf: &Node) -> Vec<(Text, Origin)> {
    let faults = conf.get("http").and_then(Node::as_list).unwrap_or_default();
    let limits = faults.iter().filter_map(|fault| fault.get("responseBandwidth")?.get("limit"));
    limits.filter_map(|limit| Some((limit.as_text()?.clone(), limit.origin))).collect_vec()
}

fn older_limit(resource: &Resource) -> Option<(Text, Origin)> {
    let Spec::FaultInjection(spec) = &resource.spec else { return None };
    let Traced { value, origin } = spec.conf.as_ref()?.response_bandwidth.as_ref()?.limit.as_ref()?;
    Some((value.clone(), *origin))
}

/// What is said of a limit that is no number with such a unit.
fn of_limit(limit: &str, origin: Origin) -> Option<Diagnostic> {
    let unit = limit.trim_start_matches(|letter: char| letter.is_ascii_digit());
    let is_number = limit.strip_suffix(unit).is_some_and(|number| number.parse::<i64>().is_ok());
    if is_number && UNITS.contains(&unit.trim_start()) {
        return None;
    }
    let message =
        format!("the control plane crashes on the bandwidth `{limit}` for every proxy that this concerns");
    Some(RULE.broken(message, origin).help(HELP))
}

fn headers_without_append(resource: &Resource) -> Vec<Diagnostic> {
    let Spec::HealthCheck(spec) = &resource.spec else { return Vec::new() };
    let http = spec.conf.as_ref().and_then(|conf| conf.http.as_ref());
    let headers = http.into_iter().flat_map(|http| &http.request_headers_to_add);
    let without = headers.filter(|header| header.append.is_none());
    let at = |header: &crate::resource::legacy::HealthCheckHeader| {
        header.header.as_ref().map_or(resource.meta.origin, |header| header.key.origin)
    };
    let message = "the control plane crashes on a header without `append` for every proxy that this concerns";
    without
        .map(|header| {
            RULE.broken(message.to_owned(), at(header)).help("add `append: true` or `append: false`")
        })
        .collect_vec()
}
