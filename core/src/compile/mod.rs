//! From a store and a proxy's name to everything that its Envoy gets.

mod readiness;

use crate::{
    bootstrap,
    envoy::{Configuration, Messages, ResourceType},
    index::{Mesh, ProxyView},
    legacy,
    list::CollectVec as _,
    model::Proxy,
    origin::Origin,
    plan::{
        self,
        zone_proxy::{EgressHooks, ZoneProxy},
    },
    policies::{POLICIES, mesh_traffic_permission::reach},
    policy::{self, Confs, Context, walk},
    report::{Diagnostic, Report},
    resource::{Kind, Spec, dataplane::GatewayType},
    sorted::{SortedMap, SortedSet},
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

/// Looks at what policies say about a proxy, while it is compiled or without that.
pub(crate) type Observe<'o> = dyn FnMut(&Context<'_>, &SortedMap<Kind, Confs<'_>>) + 'o;

/// Compiles the configuration of one proxy from what the control plane has stored.
/// The configuration is empty, and the report says why, where there is no such proxy, and where the control plane makes none.
/// A [`Compiler`] is faster where several are compiled.
pub fn compile(store: &Store, world: &World, proxy: &ProxyKey, shadow: Shadow) -> Compiled {
    let compiler = Compiler::for_proxy(store, world, proxy);
    let Compiled { configuration, report: found } = compiler.compile(proxy, shadow);
    let mut report = compiler.report;
    report.extend(found);
    Compiled { configuration, report }
}

/// Compiles one proxy after another: what they share is built once. Threads can share it, too.
#[derive(Debug)]
pub struct Compiler<'a> {
    store: &'a Store,
    world: &'a World,
    meshes: Vec<Mesh<'a>>,
    /// What there is to say about the meshes, whichever proxy is compiled.
    pub report: Report,
}

impl<'a> Compiler<'a> {
    /// A compiler of every proxy in what the control plane has stored.
    pub fn new(store: &'a Store, world: &'a World) -> Self {
        Self::of_meshes(store, world, mesh_names(store))
    }

    /// A compiler of one proxy: only the meshes that it sees are built.
    pub fn for_proxy(store: &'a Store, world: &'a World, proxy: &ProxyKey) -> Self {
        let names = match proxy.proxy_type {
            ProxyType::Dataplane => SortedSet::from([proxy.mesh.clone()]),
            ProxyType::Ingress | ProxyType::Egress => mesh_names(store),
        };
        Self::of_meshes(store, world, names)
    }

    /// A compiler of these proxies: of one alone, only the meshes that it sees are built.
    pub fn for_proxies(store: &'a Store, world: &'a World, proxies: &[ProxyKey]) -> Self {
        match proxies {
            [proxy] => Self::for_proxy(store, world, proxy),
            _ => Self::new(store, world),
        }
    }

    /// What the control plane has stored.
    pub fn store(&self) -> &'a Store {
        self.store
    }

    /// The control plane, and how proxies present themselves.
    pub fn world(&self) -> &'a World {
        self.world
    }

    /// A mesh as its proxies see it.
    pub fn mesh(&self, name: &str) -> Option<&Mesh<'a>> {
        self.meshes.iter().find(|mesh| mesh.meta.name == name)
    }

    fn of_meshes(store: &'a Store, world: &'a World, names: SortedSet<Text>) -> Self {
        let mut report = Report::default();
        let meshes = names.into_iter().filter_map(|name| {
            let (mesh, found) = Mesh::build(&store.resources, world, &name);
            report.extend(found);
            mesh.map(|mesh| completed(mesh, store, world))
        });
        Self { store, world, meshes: meshes.collect_vec(), report }
    }

    /// The configuration of one proxy, and what there is to say about it alone. The configuration is empty, and the report
    /// says why, where there is no such proxy, and where the control plane makes none.
    pub fn compile(&self, proxy: &ProxyKey, shadow: Shadow) -> Compiled {
        self.compile_and_observe(proxy, shadow, &mut |_, _| {})
    }

    /// The same as [`Self::compile`], message by message: who prints a large configuration needs no memory for all of it.
    pub fn messages(&self, proxy: &ProxyKey, shadow: Shadow) -> (Messages, Report) {
        self.messages_and_observe(proxy, shadow, &mut |_, _| {})
    }

    /// The same as [`Self::compile`]; what policies say about a Dataplane is shown on the way.
    pub(crate) fn compile_and_observe(
        &self,
        proxy: &ProxyKey,
        shadow: Shadow,
        observe: &mut Observe<'_>,
    ) -> Compiled {
        let (messages, report) = self.messages_and_observe(proxy, shadow, observe);
        Compiled { configuration: messages.into(), report }
    }

    fn messages_and_observe(
        &self,
        proxy: &ProxyKey,
        shadow: Shadow,
        observe: &mut Observe<'_>,
    ) -> (Messages, Report) {
        let mut report = Report::default();
        let metadata = bootstrap::metadata(&self.store.resources, self.world, proxy);
        let messages = match proxy.proxy_type {
            ProxyType::Dataplane => self.dataplane(proxy, &metadata, shadow, &mut report, observe),
            ProxyType::Ingress | ProxyType::Egress => self.zone_proxy(proxy, &metadata, shadow, &mut report),
        };
        let messages = messages.unwrap_or_else(|| {
            let message = format!("there is no proxy {proxy}");
            report.push(Diagnostic::error("proxy-not-found", message, Origin::Rule(&"proxies of the store")));
            Messages::default()
        });
        (if report.withholds() { nothing(proxy) } else { messages }, report)
    }

    /// Shows what policies say about a Dataplane; nothing is compiled.
    pub(crate) fn observe(&self, proxy: &ProxyKey, shadow: Shadow, observe: &mut Observe<'_>) {
        let metadata = bootstrap::metadata(&self.store.resources, self.world, proxy);
        self.look_at(proxy, &metadata, shadow, observe);
    }

    /// The meshes, as all proxies of the zone see them.
    pub(crate) fn meshes(&self) -> &[Mesh<'a>] {
        &self.meshes
    }

    fn dataplane(
        &self,
        proxy: &ProxyKey,
        metadata: &Metadata,
        shadow: Shadow,
        report: &mut Report,
        observe: &mut Observe<'_>,
    ) -> Option<Messages> {
        self.look_at(proxy, metadata, shadow, |context, confs| {
            report.extend(built_in_gateway(context.proxy));
            observe(context, confs);
            dataplane(context, confs, report)
        })
    }

    /// What there is to see of a Dataplane's proxy and what policies say about it; nothing where there is no such Dataplane.
    fn look_at<T>(
        &self,
        proxy: &ProxyKey,
        metadata: &Metadata,
        shadow: Shadow,
        look: impl FnOnce(&Context<'_>, &SortedMap<Kind, Confs<'_>>) -> T,
    ) -> Option<T> {
        look_at(self.mesh(&proxy.mesh)?, self.world, proxy, metadata, shadow, look)
    }

    fn zone_proxy(
        &self,
        proxy: &ProxyKey,
        metadata: &Metadata,
        shadow: Shadow,
        report: &mut Report,
    ) -> Option<Messages> {
        let zone_proxy = ZoneProxy::of(&self.store.resources, proxy, metadata, &self.meshes, self.world)?;
        let hooks = EgressHooks { first: legacy::zone_egress, policies: POLICIES };
        // What the streams of a zone proxy answer before it asks for a secret by name: there are endpoints, if only an empty
        // set of them, and there are no secrets, which hold nothing that resources say.
        let places = Proxy { secrets: Vec::new(), ..zone_proxy.plan(&hooks, shadow, report) };
        let mut messages = Messages::of(places);
        messages.always.insert(ResourceType::Endpoint);
        Some(messages)
    }
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

/// What there is of a proxy for which the control plane makes no configuration: the streams of a zone proxy stay empty.
fn nothing(proxy: &ProxyKey) -> Messages {
    let mut messages = Messages::default();
    if proxy.proxy_type != ProxyType::Dataplane {
        messages.always.extend([ResourceType::Cluster, ResourceType::Endpoint, ResourceType::Listener]);
    }
    messages
}

/// The mesh, with what permissions say about reaching services, and with the gateways that have certificates.
fn completed<'a>(mut mesh: Mesh<'a>, store: &Store, world: &World) -> Mesh<'a> {
    reach::limit(&mut mesh, world);
    readiness::count_gateways(&mut mesh, store, world);
    mesh
}

/// What there is to see of a Dataplane's proxy and what policies say about it; nothing where there is no such Dataplane.
fn look_at<T>(
    mesh: &Mesh<'_>,
    world: &World,
    proxy: &ProxyKey,
    metadata: &Metadata,
    shadow: Shadow,
    look: impl FnOnce(&Context<'_>, &SortedMap<Kind, Confs<'_>>) -> T,
) -> Option<T> {
    let view = ProxyView::build(mesh, &proxy.name, metadata)?;
    let confs = policy::confs(POLICIES, mesh, &view, shadow);
    let internal_addresses = plan::internal::addresses(world, metadata);
    Some(look(&Context { mesh, proxy: &view, world, internal_addresses }, &confs))
}

fn mesh_names(store: &Store) -> SortedSet<Text> {
    let meshes = store.resources.iter().filter(|resource| matches!(resource.spec, Spec::Mesh(_)));
    meshes.map(|mesh| mesh.meta.name.clone()).collect()
}

/// The way of one Dataplane's proxy: confs, places, messages, patches.
fn dataplane(context: &Context<'_>, confs: &SortedMap<Kind, Confs<'_>>, report: &mut Report) -> Messages {
    let messages = Messages::of(places(context, confs, report));
    if !walk::patches(POLICIES, confs) {
        return messages;
    }
    let mut configuration = Configuration::from(messages);
    report.extend(walk::patch(POLICIES, confs, context, &mut configuration));
    configuration.into()
}

/// The places of one Dataplane's proxy, after all policies but those that patch messages.
fn places(context: &Context<'_>, confs: &SortedMap<Kind, Confs<'_>>, report: &mut Report) -> Proxy {
    let mut places = plan::plan(context, POLICIES, confs, report);
    legacy::apply(context, &mut places, report);
    report.extend(walk::apply(POLICIES, confs, context, &mut places));
    plan::finish(context, &mut places);
    places
}
