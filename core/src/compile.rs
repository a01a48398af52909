//! From a store and a proxy's name to everything that its Envoy gets.

use crate::{
    bootstrap,
    envoy::{self, Configuration, ResourceType},
    index::{Mesh, ProxyView},
    legacy,
    origin::Origin,
    plan::{
        self,
        zone_proxy::{EgressHooks, ZoneProxy},
    },
    policies::POLICIES,
    policy::{self, Context, walk},
    report::{Diagnostic, Report},
    resource::{Spec, dataplane::GatewayType},
    sorted::SortedSet,
    store::Store,
    tree::Text,
    world::{Metadata, ProxyKey, ProxyType, Shadow, World},
};

/// What an Envoy gets, and what there is to say about it.
#[derive(Clone, Debug, Default)]
pub struct Compiled {
    /// The messages.
    pub configuration: Configuration,
    /// What there is to say.
    pub report: Report,
}

/// Compiles the configuration of one proxy from what the control plane has stored.
/// The configuration is empty, and the report says why, where there is no such proxy.
pub fn compile(store: &Store, world: &World, proxy: &ProxyKey, shadow: Shadow) -> Compiled {
    let mut report = Report::default();
    let metadata = bootstrap::metadata(&store.resources, world, proxy);
    let configuration = match proxy.proxy_type {
        ProxyType::Dataplane => compile_dataplane(store, world, proxy, &metadata, shadow, &mut report),
        ProxyType::Ingress | ProxyType::Egress => {
            compile_zone_proxy(store, world, proxy, &metadata, shadow, &mut report)
        }
    };
    let configuration = configuration.unwrap_or_else(|| {
        let message = format!("there is no proxy {proxy}");
        report.push(Diagnostic::error("proxy-not-found", message, Origin::Rule("proxies of the store")));
        Configuration::default()
    });
    Compiled { configuration, report }
}

fn compile_dataplane(
    store: &Store,
    world: &World,
    proxy: &ProxyKey,
    metadata: &Metadata,
    shadow: Shadow,
    report: &mut Report,
) -> Option<Configuration> {
    let (mesh, found) = Mesh::build(&store.resources, world, &proxy.mesh);
    report.extend(found);
    let mesh = mesh?;
    let view = ProxyView::build(&mesh, &proxy.name, metadata)?;
    report.extend(built_in_gateway(&view));
    Some(dataplane(&Context { mesh: &mesh, proxy: &view, world }, shadow, report))
}

/// A warning where the proxy itself is a gateway: what a MeshGateway would make of it is missing from the configuration.
fn built_in_gateway(proxy: &ProxyView<'_>) -> Report {
    let mut report = Report::default();
    let gateway = proxy.dataplane.networking.gateway.as_ref();
    if let Some(gateway) = gateway.filter(|found| found.gateway_type.value == GatewayType::Builtin) {
        let message =
            "built-in gateways are not compiled yet: listeners and routes of MeshGateways are missing";
        let origin = gateway.gateway_type.origin;
        report.push(Diagnostic::warning("built-in-gateway-not-supported", message, origin));
    }
    report
}

fn compile_zone_proxy(
    store: &Store,
    world: &World,
    proxy: &ProxyKey,
    metadata: &Metadata,
    shadow: Shadow,
    report: &mut Report,
) -> Option<Configuration> {
    let meshes: Vec<Mesh<'_>> = mesh_names(store)
        .into_iter()
        .filter_map(|name| {
            let (mesh, found) = Mesh::build(&store.resources, world, &name);
            report.extend(found);
            mesh
        })
        .collect();
    let zone_proxy = ZoneProxy::of(&store.resources, proxy, metadata, &meshes, world)?;
    let hooks = EgressHooks { first: legacy::zone_egress, policies: POLICIES };
    let mut configuration = envoy::lower(&zone_proxy.plan(&hooks, shadow, report));
    // What the streams of a zone proxy answer before it asks for a secret by name: there are endpoints, if only an empty
    // set of them, and there are no secrets, which hold nothing that resources say.
    configuration.serve(ResourceType::Endpoint);
    configuration.leave_out(ResourceType::Secret);
    Some(configuration)
}

fn mesh_names(store: &Store) -> SortedSet<Text> {
    let meshes = store.resources.iter().filter(|resource| matches!(resource.spec, Spec::Mesh(_)));
    meshes.map(|mesh| mesh.meta.name.clone()).collect()
}

/// The way of one Dataplane's proxy: confs, places, policies, secrets, messages, patches.
fn dataplane(context: &Context<'_>, shadow: Shadow, report: &mut Report) -> Configuration {
    let confs = policy::confs(POLICIES, context.mesh, context.proxy, shadow);
    let mut places = plan::plan(context, POLICIES, &confs, report);
    legacy::apply(context, &mut places, report);
    report.extend(walk::apply(POLICIES, &confs, context, &mut places));
    plan::finish(context, &mut places);
    let mut configuration = envoy::lower(&places);
    report.extend(walk::patch(POLICIES, &confs, context, &mut configuration));
    configuration
}
