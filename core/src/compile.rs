//! From a store and a proxy's name to everything that its Envoy gets.

use crate::{
    envoy::{self, Configuration},
    index::{Mesh, ProxyView},
    plan,
    policies::POLICIES,
    policy::{self, Context, walk},
    report::{Diagnostic, Report},
    store::Store,
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
    let mut compiled = Compiled::default();
    let (mesh, report) = Mesh::build(&store.resources, world, &proxy.mesh);
    compiled.report.extend(report);
    let metadata = metadata(store, world, proxy);
    let view = mesh.as_ref().and_then(|mesh| Some((mesh, ProxyView::build(mesh, &proxy.name, &metadata)?)));
    match view {
        Some((mesh, view)) if proxy.proxy_type == ProxyType::Dataplane => {
            let context = Context { mesh, proxy: &view, world };
            compiled.configuration = dataplane(&context, shadow, &mut compiled.report);
        }
        _ => compiled.report.push(Diagnostic::error(
            "proxy-not-found",
            format!("there is no proxy {proxy}"),
            crate::origin::Origin::Rule("proxies of the store"),
        )),
    }
    compiled
}

/// The way of one Dataplane's proxy: confs, places, policies, secrets, messages, patches.
fn dataplane(context: &Context<'_>, shadow: Shadow, report: &mut Report) -> Configuration {
    let confs = policy::confs(POLICIES, context.mesh, context.proxy, shadow);
    let mut places = plan::plan(context, POLICIES, &confs, report);
    report.extend(walk::apply(POLICIES, &confs, context, &mut places));
    plan::finish(context, &mut places);
    envoy::lower(&places)
}

/// What the proxy says about itself; what kuma-dp says by default where it said nothing.
fn metadata(store: &Store, world: &World, proxy: &ProxyKey) -> Metadata {
    let presented = world.presentations.get(proxy).cloned();
    let _ = store;
    presented.unwrap_or_default()
}
