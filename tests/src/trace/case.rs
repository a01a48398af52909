//! The cases: files of requests and resources.

use std::path::Path;

use anyhow::{Context as _, Result, bail};
use kumascope_core::{
    Store,
    report::Severity,
    text::{Sources, parse_values},
    trace::{Exchange, Request, Source},
    tree::Node,
    world::{ProxyKey, World},
};

/// A mesh, and requests.
pub struct Case {
    /// The name of its file, without the ending.
    pub name: String,
    /// What the control plane stores.
    pub store: Store,
    /// The control plane.
    pub world: World,
    /// The requests, in order.
    pub requests: Vec<Planned>,
}

/// A request, and what is expected of it.
pub struct Planned {
    /// What it is about.
    pub name: String,
    /// The request.
    pub request: Request,
    /// How often it is sent to real Envoys.
    pub times: usize,
    /// What is expected: `status`, `upstream`, `path`, `host`, `headers`, `location` and so on.
    pub expect: Node,
}

impl Case {
    /// Every case of `tests/trace`, by name.
    ///
    /// # Errors
    /// Where one cannot be read.
    pub fn all() -> Result<Vec<Self>> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("trace");
        let mut paths =
            std::fs::read_dir(&folder)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
        paths.retain(|path| path.extension().is_some_and(|ending| ending == "yaml"));
        paths.sort();
        paths.iter().map(|path| Self::read(path).with_context(|| path.display().to_string())).collect()
    }

    /// The first document holds the requests, the others are resources.
    fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path)?;
        let (plan, resources) = text.split_once("\n---\n").context("there are no resources")?;
        let mut sources = Sources::default();
        sources.add("mesh.yaml", resources);
        let world = World::default();
        let store = kumascope_core::settle(&sources, &world);
        let errors = store.report.diagnostics.iter().find(|found| found.severity == Severity::Error);
        if let Some(found) = errors {
            bail!("{}: {}", found.code, found.message);
        }
        let mut sources = Sources::default();
        let id = sources.add("plan.yaml", plan);
        let (documents, report) = parse_values(&sources, id);
        if let Some(found) = report.diagnostics.first() {
            bail!("{}", found.message);
        }
        let plan = documents.into_iter().next().context("there is no plan")?.root;
        let planned = plan.get("requests").and_then(Node::as_list).context("there are no requests")?;
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        Ok(Self { name, store, world, requests: planned.iter().map(Planned::read).collect::<Result<_>>()? })
    }
}

impl Planned {
    fn read(node: &Node) -> Result<Self> {
        let text = |key: &str| node.get(key).and_then(Node::as_str);
        let name = text("name").context("a request has no name")?.to_owned();
        let source = match text("from") {
            None => Source::Outside,
            Some(from) => {
                let (mesh, name) = from.split_once('/').context("from is no MESH/NAME")?;
                Source::Workload(ProxyKey::dataplane(mesh, name))
            }
        };
        let to = text("to").with_context(|| format!("{name} goes nowhere"))?;
        let mut request = Request::parse(source, to).ok().with_context(|| format!("{to} is no address"))?;
        request.identity = text("identity").map(Into::into);
        if let Exchange::Http(http) = &mut request.exchange {
            http.method = text("method").unwrap_or("GET").into();
            for entry in node.get("headers").and_then(Node::as_map).into_iter().flatten() {
                let value = entry.value.as_str().unwrap_or_default().into();
                match entry.key.as_str() {
                    "host" => http.authority = value,
                    _ => http.headers.push((entry.key.clone(), value)),
                }
            }
        }
        let times = node.get("times").and_then(Node::as_u64).unwrap_or(1);
        let expect = node.get("expect").with_context(|| format!("{name} expects nothing"))?.clone();
        Ok(Self { name, request, times: usize::try_from(times)?, expect })
    }
}
