#![doc = include_str!("reference_not_found.md")]

use crate::{
    check::{
        Find, MeshContext, Rule,
        context::WrittenPolicy,
        references::{Dangling, Missing, of_conf, of_service, of_target},
    },
    index::{DataplaneView, ServiceReference},
    list::CollectVec as _,
    origin::{Location, Origin, Traced},
    report::{Diagnostic, Fix, Severity},
    resource::target_ref::TargetKind,
    sorted::SortedMap,
    tree::Text,
};

/// The row.
pub(super) const RULE: Rule =
    Rule { code: "reference-not-found", severity: Severity::Warning, find: Find::Mesh(find) };

fn find(context: &MeshContext<'_>) -> Vec<Diagnostic> {
    let of_policies = context.policies().flat_map(|policy| of_policy(&policy, context));
    let of_dataplanes = context.mesh.dataplanes().flat_map(|dataplane| of_dataplane(dataplane, context));
    of_policies.chain(of_dataplanes).map(|found| say(found, context)).collect_vec()
}

fn say(found: Dangling, context: &MeshContext<'_>) -> Diagnostic {
    let Dangling { missing, wanted, name, origin } = found;
    match missing {
        Missing::Resource => {
            let by_name = wanted.starts_with("MeshMultiZoneService `");
            let diagnostic = RULE.broken(format!("there is no {wanted} that this could mean"), origin);
            if by_name {
                diagnostic.help("select it by `labels`: names are looked up in the zone of whoever refers")
            } else {
                suggest(diagnostic, name.as_ref().and_then(|(kind, name)| context.similar(kind, name)))
            }
        }
        Missing::Port => RULE.broken(format!("{wanted} has no such port"), origin),
    }
}

/// Says what was probably meant, and how to write it.
fn suggest(diagnostic: Diagnostic, similar: Option<(&str, Location)>) -> Diagnostic {
    let Some((name, location)) = similar else { return diagnostic };
    let fix = Fix::word(format!("write `{name}`"), location, name);
    diagnostic.help(format!("did you mean `{name}`?")).fix(Some(fix))
}

fn of_policy(policy: &WrittenPolicy<'_>, context: &MeshContext<'_>) -> Vec<Dangling> {
    let spec = policy.spec;
    let mut found: Vec<Dangling> = of_route(policy, context).into_iter().collect_vec();
    for item in &spec.to {
        found.extend(of_target(&item.target_ref, policy.meta, context));
        found.extend(of_conf(&item.conf, policy.meta, context));
    }
    let others = spec.from.iter().map(|item| &item.conf).chain(spec.rules.iter().map(|rule| &rule.conf));
    for conf in others.chain(&spec.default) {
        found.extend(of_conf(conf, policy.meta, context));
    }
    found
}

/// A MeshHTTPRoute that a policy is about as a whole.
fn of_route(policy: &WrittenPolicy<'_>, context: &MeshContext<'_>) -> Option<Dangling> {
    let target = policy.spec.target_ref.as_ref()?;
    let name = target.name.as_ref().filter(|_| target.kind.value == TargetKind::MeshHTTPRoute)?;
    let exists = context.mesh.http_routes_by_display_name(&name.value).next().is_some();
    (!exists).then(|| Dangling {
        missing: Missing::Resource,
        wanted: format!("MeshHTTPRoute `{}`", name.value),
        name: Some((Text::new_static("MeshHTTPRoute"), name.clone())),
        origin: name.origin,
    })
}

/// What a Dataplane calls: its outbounds, and the backends that it may reach.
fn of_dataplane(dataplane: &DataplaneView<'_>, context: &MeshContext<'_>) -> Vec<Dangling> {
    let networking = &dataplane.spec.networking;
    let outbounds = networking.outbound.iter().filter_map(|outbound| outbound.backend_ref.as_ref());
    let outbounds = outbounds.map(|backend| Backend {
        kind: &backend.kind,
        name: backend.name.as_ref(),
        namespace: None,
        labels: &backend.labels,
        port: Some(backend.port),
        origin: backend.origin,
    });
    let transparent = networking.transparent_proxying.as_ref();
    let listed = transparent.and_then(|found| found.reachable_backends.as_ref()).map(|found| &found.refs);
    let listed = listed.into_iter().flatten().map(|backend| Backend {
        kind: &backend.kind,
        name: backend.name.as_ref(),
        namespace: backend.namespace.as_ref(),
        labels: &backend.labels,
        port: backend.port,
        origin: backend.origin,
    });
    let from = dataplane.meta.kri();
    outbounds.chain(listed).filter_map(|backend| backend.check(&from, context)).collect_vec()
}

/// A service that a Dataplane names.
struct Backend<'a> {
    kind: &'a Traced<Text>,
    name: Option<&'a Traced<Text>>,
    namespace: Option<&'a Traced<Text>>,
    labels: &'a SortedMap<Text, Traced<Text>>,
    port: Option<Traced<u32>>,
    origin: Origin,
}

impl Backend<'_> {
    fn check(&self, from: &crate::resource::Kri, context: &MeshContext<'_>) -> Option<Dangling> {
        let text = |field: Option<&'_ Traced<Text>>| field.map(|field| field.value.to_string());
        let (name, namespace) =
            (text(self.name).unwrap_or_default(), text(self.namespace).unwrap_or_default());
        let reference = ServiceReference {
            kind: &self.kind.value,
            name: &name,
            namespace: &namespace,
            labels: self.labels,
        };
        let port = self.port.filter(|port| port.value > 0);
        let port = port.map(|port| port.derive(|port| Text::from(port.to_string())));
        let (missing, origin) = of_service(reference, port, from, context)?;
        let what = if self.labels.is_empty() { format!("`{name}`") } else { "with these labels".to_owned() };
        let wanted = format!("{} {what}", self.kind.value);
        let written = self.name.cloned().filter(|_| missing == Missing::Resource);
        let written = written.map(|name| (self.kind.value.clone(), name));
        Some(Dangling { missing, wanted, name: written, origin: origin.unwrap_or(self.origin) })
    }
}
