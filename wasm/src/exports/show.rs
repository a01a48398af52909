//! `show`: everything that a page with one editor and one view needs, by one call.

use kumascope_core::{
    inspect,
    output::{Keep, Notation, Page, changes},
    report::Report,
    tree::{Message, Node, Value},
    world::{ProxyKey, Shadow},
};
use tsify::{Ts, Tsify as _};
use wasm_bindgen::{JsError, JsValue, prelude::wasm_bindgen};

use crate::{
    arguments, glance,
    page::{self, Owners},
    plain,
    session::{Session, understood},
    types::{Format, Lines, Options, Part, Request, Shown, SourceFile, View},
};

/// Shows one view, and lists the proxies and all findings. Findings are those of the store and of the proxy that is shown.
#[wasm_bindgen]
pub fn show(
    files: Vec<Ts<SourceFile>>,
    options: Option<Ts<Options>>,
    request: Ts<Request>,
) -> Result<Ts<Shown>, JsError> {
    let request = plain::request(&request)?;
    let options = understood(options)?;
    let session = Session::of(files, &options)?;
    let mut showing = Showing::new(&session);
    let proxy = find(&session, request.proxy.as_deref());
    match (request.view, proxy) {
        (View::Settled, _) => showing.settled(&request),
        (_, None) => {}
        (View::Overview, Some(proxy)) => showing.overview(proxy),
        (View::Configuration, Some(proxy)) => showing.configuration(proxy, &request),
        (View::Bootstrap, Some(proxy)) => showing.bootstrap(proxy, &request)?,
        (View::Graph, Some(proxy)) => showing.graph(proxy),
        (View::Difference, Some(proxy)) => showing.difference(proxy, &request, &options)?,
    }
    let mut shown = showing.shown;
    shown.proxies = session.proxies.iter().map(ToString::to_string).collect();
    shown.proxy = proxy.map(ToString::to_string);
    shown.diagnostics = session.diagnostics(&showing.reports);
    Ok(shown.into_ts()?)
}

/// The proxy of that name, or the first one.
fn find<'a>(session: &'a Session, name: Option<&str>) -> Option<&'a ProxyKey> {
    let chosen = |proxy: &&ProxyKey| name == Some(proxy.to_string().as_str());
    session.proxies.iter().find(chosen).or(session.proxies.first())
}

/// An answer under construction.
struct Showing<'a> {
    session: &'a Session,
    owners: Owners<'a>,
    reports: Vec<Report>,
    shown: Shown,
}

impl<'a> Showing<'a> {
    fn new(session: &'a Session) -> Self {
        let shown = Shown { text: JsValue::from_str(""), ..Shown::default() };
        Self { session, owners: Owners::of(&session.store.resources), reports: Vec::new(), shown }
    }

    fn settled(&mut self, request: &Request) {
        let documents = self.session.store.documents();
        let wanted = request.filter.to_ascii_lowercase();
        let kept: Vec<Node> = documents
            .into_iter()
            .filter(|document| document.to_json().to_ascii_lowercase().contains(&wanted))
            .collect();
        self.put(Page::of(&kept, notation(request.format)));
    }

    fn overview(&mut self, proxy: &ProxyKey) {
        let Session { store, world, .. } = self.session;
        let found = inspect::overview(&store.resources, world, proxy, Shadow::Exclude).ok();
        self.shown.overview =
            found.map(|found| glance::overview(&found, &store.resources, proxy, self.session.sources()));
    }

    fn graph(&mut self, proxy: &ProxyKey) {
        let Session { store, world, .. } = self.session;
        let found = inspect::graph(&store.resources, world, &proxy.mesh, Shadow::Exclude);
        self.shown.graph = Some(glance::graph(&found));
    }

    fn configuration(&mut self, proxy: &ProxyKey, request: &Request) {
        let mut node = self.compile(proxy);
        keep_part(&mut node, request.part);
        self.put(page_of(&[node], &self.owners, request));
    }

    /// The answer to what kuma-dp sends by default; nothing where it is a refusal.
    fn bootstrap(&mut self, proxy: &ProxyKey, request: &Request) -> Result<(), JsError> {
        let asked = arguments::request(&JsValue::UNDEFINED, proxy)?;
        let found = self.session.store.bootstrap(&self.session.world, &asked);
        self.reports.push(found.report);
        let answer = found.answer.ok().map(|answer| {
            let message = Message::rule(&"bootstrap")
                .with("bootstrap", answer.bootstrap)
                .with("kumaSidecarConfiguration", answer.sidecar);
            Node::from(message)
        });
        let trees: Vec<Node> = answer.into_iter().collect();
        self.put(page_of(&trees, &self.owners, request));
        Ok(())
    }

    /// What is removed was set by files as they were; whoever goes to their places finds the files as they are.
    fn difference(&mut self, proxy: &ProxyKey, request: &Request, options: &Options) -> Result<(), JsError> {
        let Some(files) = &request.baseline else { return Ok(()) };
        let files = files.iter().map(|file| file.clone().into_ts()).collect::<Result<Vec<_>, _>>()?;
        let before = Session::of(files, options)?;
        let old = before.compile(proxy).configuration.into_node();
        let found = changes(&old, &self.compile(proxy));
        self.shown.changes = u32::try_from(found.count).unwrap_or(u32::MAX);
        self.put(filtered(found.page, &self.owners, request));
        Ok(())
    }

    fn compile(&mut self, proxy: &ProxyKey) -> Node {
        let compiled = self.session.compile(proxy);
        self.reports.push(compiled.report);
        compiled.configuration.into_node()
    }

    fn put(&mut self, page: Page) {
        page::put(page, &self.owners, self.session.sources(), &mut self.shown);
    }
}

/// Trees as a request wants them printed.
pub(super) fn page_of(trees: &[Node], owners: &Owners<'_>, request: &Request) -> Page {
    filtered(Page::of(trees, notation(request.format)), owners, request)
}

fn filtered(mut page: Page, owners: &Owners<'_>, request: &Request) -> Page {
    if request.part == Part::Routes {
        page = page.filtered(|text, _| keep(text.contains("routeConfig"), Keep::Below));
    }
    if request.lines == Lines::Policies {
        page = page.filtered(|_, origin| keep(owners.is_of_policy(origin), Keep::Line));
    }
    if !request.filter.is_empty() {
        let wanted = request.filter.to_ascii_lowercase();
        page = page.filtered(|text, _| keep(text.to_ascii_lowercase().contains(&wanted), Keep::Below));
    }
    page
}

fn keep(is_wanted: bool, how: Keep) -> Keep {
    if is_wanted { how } else { Keep::Not }
}

/// Takes the resources of other types out of a configuration.
pub(super) fn keep_part(configuration: &mut Node, part: Part) {
    let message = match part {
        Part::Everything => return,
        Part::Listeners | Part::Routes => ".Listener",
        Part::Clusters => ".Cluster",
        Part::Endpoints => ".ClusterLoadAssignment",
        Part::Secrets => ".Secret",
    };
    let types = configuration.as_map_mut().and_then(|map| map.get_mut("xds"));
    if let Some(Node { value: Value::Map(types), .. }) = types {
        let all = std::mem::take(types).into_iter();
        *types =
            all.filter(|entry| entry.key.ends_with(message)).map(|entry| (entry.key, entry.value)).collect();
    }
}

pub(super) fn notation(format: Format) -> Notation {
    match format {
        Format::Json => Notation::Json,
        Format::Yaml => Notation::Yaml,
    }
}
