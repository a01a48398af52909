//! Running an example.

use std::{collections::BTreeSet, fmt};

use kumascope_core::{
    Store, bootstrap,
    check::{RULES, check},
    compile,
    origin::{Location, Origin},
    output::explain,
    report::{Diagnostic, Severity},
    settle,
    text::Sources,
    tree::{Node, Pointer, Value},
    world::{Feature, Metadata, ProxyKey, ProxyType, Shadow, World},
};

use super::{
    Example,
    compare::{difference, like, yaml},
    document::Block,
    label::Label,
    place::Place,
};
use crate::conformance::documents;

/// What an example says that is not so.
#[derive(Clone, Debug)]
pub struct Failure {
    /// The line of the block, from 1.
    pub line: usize,
    /// How many lines the block has.
    pub lines: usize,
    /// What differs.
    pub reason: String,
    /// What the block would have to be; nothing where no text can mend it.
    pub actual: Option<String>,
    file: String,
    expected: String,
}

/// Everything that is not as the example says.
pub fn run(example: &Example) -> Vec<Failure> {
    let bench = Bench::of(example);
    let checks = example.expected.iter().map(|(label, block)| (block, bench.check(label, &block.text)));
    let mut failures: Vec<Failure> = checks
        .filter_map(|(block, result)| {
            result.err().map(|(reason, actual)| failure(example, block, reason, actual))
        })
        .collect();
    if let Some(unexpected) = bench.unexpected(example) {
        let at = Block { label: None, language: String::new(), line: example.line, text: String::new() };
        failures.push(failure(example, &at, unexpected, None));
    }
    failures
}

fn failure(example: &Example, block: &Block, reason: String, actual: Option<String>) -> Failure {
    Failure {
        line: block.line,
        lines: block.text.lines().count(),
        reason,
        actual,
        file: example.file.display().to_string(),
        expected: block.text.clone(),
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { line, reason, actual, file, expected, .. } = self;
        writeln!(formatter, "{file}:{line}: {reason}")?;
        let Some(actual) = actual else { return Ok(()) };
        write!(formatter, "  expected:\n{}  actual:\n{}", indented(expected), indented(actual))
    }
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("    {line}\n")).collect()
}

/// What differs, and what a block would have to be.
type Check = Result<(), (String, Option<String>)>;

/// The control plane of an example.
struct Bench {
    sources: Sources,
    world: World,
    store: Store,
    /// The Dataplane that was written first.
    first: Option<ProxyKey>,
    problems: Vec<String>,
}

impl Bench {
    fn of(example: &Example) -> Self {
        let (mut sources, mut world, mut problems) = (Sources::default(), World::default(), Vec::new());
        for (label, block) in &example.given {
            match label {
                // The lines above keep the numbers of lines what they are in the Markdown file.
                Label::Resources => {
                    let text = format!("{}{}", "\n".repeat(block.line - 1), block.text);
                    sources.add(example.file.display().to_string(), text);
                }
                Label::ControlPlane => set(&mut world, &block.text, &mut problems),
                _ => {}
            }
        }
        let mut store = settle(&sources, &world);
        let presented: Vec<&Block> = example
            .given
            .iter()
            .filter(|(label, _)| matches!(label, Label::Proxy))
            .map(|(_, block)| block)
            .collect();
        for key in store.proxies().into_iter().filter(|_| !presented.is_empty()) {
            let mut metadata = bootstrap::metadata(&store.resources, &world, &key);
            presented.iter().for_each(|block| present(&mut metadata, &block.text));
            world.presentations.insert(key, metadata);
        }
        if !presented.is_empty() {
            store = settle(&sources, &world);
        }
        let first = first_dataplane(&store);
        Self { sources, world, store, first, problems }
    }

    fn check(&self, label: &Label, text: &str) -> Check {
        match label {
            Label::Configuration { proxy, place, shadow } => {
                let root = self.configuration(proxy.as_ref(), *shadow)?;
                let found = place.find(&root);
                compare(text, found).map_err(|(reason, actual)| {
                    let known = if found.is_none() { hint(place, &root) } else { String::new() };
                    (format!("{place}: {reason}{known}"), actual)
                })
            }
            Label::Explain { proxy, place } => self.explain(proxy.as_ref(), place, text),
            Label::Settled(name) => {
                let documents = self.store.documents();
                let found = documents.iter().find(|document| key(document) == *name);
                compare(text, found).map_err(|(reason, actual)| (format!("{name}: {reason}"), actual))
            }
            Label::Findings => {
                let findings = self.findings().join("");
                if findings == text { Ok(()) } else { Err(("other findings".to_owned(), Some(findings))) }
            }
            Label::Resources | Label::ControlPlane | Label::Proxy => Ok(()),
        }
    }

    fn configuration(
        &self,
        proxy: Option<&ProxyKey>,
        shadow: Shadow,
    ) -> Result<Node, (String, Option<String>)> {
        let Some(proxy) = proxy.or(self.first.as_ref()) else {
            return Err(("there is no Dataplane".into(), None));
        };
        if !self.store.proxies().contains(proxy) {
            return Err((format!("there is no proxy {proxy}"), None));
        }
        Ok(compile(&self.store, &self.world, proxy, shadow).configuration.into_node())
    }

    fn explain(&self, proxy: Option<&ProxyKey>, place: &Place, text: &str) -> Check {
        let root = self.configuration(proxy, Shadow::Exclude)?;
        let Some(found) = place.find(&root) else {
            return Err((format!("{place} is not there{}", hint(place, &root)), None));
        };
        let leaves = explain(found, &Pointer::default()).map(|found| found.leaves).unwrap_or_default();
        let mut told = BTreeSet::new();
        let origins = leaves.iter().map(|leaf| self.told(leaf.origin()));
        let actual: String =
            origins.filter(|line| told.insert(line.clone())).map(|line| line + "\n").collect();
        if actual == text { Ok(()) } else { Err((format!("{place} is set by others"), Some(actual))) }
    }

    /// The line of the input that sets something, or what else does.
    fn told(&self, origin: Origin) -> String {
        match origin {
            Origin::Field(location) => self.line(location).unwrap_or_default(),
            Origin::Default(name) => format!("default: {name}"),
            Origin::Rule(name) => format!("rule: {name}"),
        }
    }

    fn line(&self, location: Location) -> Option<String> {
        let source = self.sources.get(location.source)?;
        let line = usize::try_from(source.position(location.span.start).line).ok()?;
        Some(source.text().lines().nth(line - 1)?.trim().to_owned())
    }

    /// What is found in the input, for every proxy and for meshes, each once.
    fn findings(&self) -> Vec<String> {
        let mut found: Vec<Diagnostic> = self.store.report.diagnostics.clone();
        found.extend(check(&self.store, &self.world).diagnostics);
        let mut told = BTreeSet::new();
        found.iter().map(describe).filter(|line| told.insert(line.clone())).collect()
    }

    /// What is found besides what rules warn of: an example is about one thing, and need not be a mesh that is right in every way.
    fn unmeant(&self) -> Vec<String> {
        let is_advice = |found: &&Diagnostic| {
            found.severity <= Severity::Warning && RULES.iter().any(|rule| rule.code == found.code)
        };
        let found = self.store.report.diagnostics.iter().cloned();
        let checked = check(&self.store, &self.world).diagnostics;
        found.chain(checked).filter(|found| !is_advice(&found)).map(|found| describe(&found)).collect()
    }

    /// What is found although the example does not speak of findings.
    fn unexpected(&self, example: &Example) -> Option<String> {
        let mut unexpected = self.problems.concat();
        if !example.expected.iter().any(|(label, _)| matches!(label, Label::Findings)) {
            unexpected.push_str(&self.unmeant().concat());
        }
        (!unexpected.is_empty()).then(|| format!("unexpected:\n{}", indented(&unexpected)))
    }
}

fn describe(found: &Diagnostic) -> String {
    let severity = match found.severity {
        Severity::Error => "error",
        Severity::Mistake => "mistake",
        Severity::Warning => "warning",
        Severity::Information => "information",
    };
    format!("{severity}[{}] {}\n", found.code, found.message)
}

fn compare(text: &str, actual: Option<&Node>) -> Check {
    let expected = documents(text).into_iter().next();
    match (expected, actual) {
        (None, actual) => Err(("nothing is written here".to_owned(), Some(yaml(actual)))),
        (Some(expected), actual) => match difference(&expected, actual) {
            None => Ok(()),
            Some(reason) => Err((reason, Some(yaml(actual.map(|actual| like(&expected, actual)).as_ref())))),
        },
    }
}

fn hint(place: &Place, root: &Node) -> String {
    format!(" (there are {})", place.messages(root).join(", "))
}

/// `Kind/mesh/name`, or `Kind/name` of what belongs to no mesh.
fn key(document: &Node) -> String {
    let text = |field| document.get(field).and_then(Node::as_str);
    [text("type"), text("mesh"), text("name")].into_iter().flatten().collect::<Vec<_>>().join("/")
}

fn first_dataplane(store: &Store) -> Option<ProxyKey> {
    let proxies = store.resources.iter().filter(|resource| resource.meta.kind.0.name == "Dataplane");
    let meta = proxies.map(|resource| &resource.meta).min_by_key(|meta| meta.origin)?;
    Some(ProxyKey { proxy_type: ProxyType::Dataplane, mesh: meta.mesh.clone(), name: meta.name.clone() })
}

fn set(world: &mut World, text: &str, problems: &mut Vec<String>) {
    for document in documents(text) {
        for entry in document.as_map().into_iter().flatten() {
            let value = entry.value.as_str().map_or_else(|| entry.value.to_json(), str::to_owned);
            if let Err(error) = world.set(&entry.key, &value) {
                problems.push(format!("{}: {error:?}\n", entry.key));
            }
        }
    }
}

/// Replaces what is given of the metadata.
fn present(metadata: &mut Metadata, text: &str) {
    for document in documents(text) {
        let given = Metadata::read(&document);
        for entry in document.as_map().into_iter().flatten() {
            match (entry.key.as_str(), &entry.value.value) {
                ("features", Value::List(_)) => metadata.features = given.features.clone(),
                ("addFeatures", Value::List(items)) => {
                    for feature in items.iter().filter_map(|item| Feature::named(item.as_str()?)) {
                        metadata.features.insert(feature);
                    }
                }
                ("systemCaPath", _) => metadata.system_ca_path = given.system_ca_path.clone(),
                ("metricsCertPath", _) => {
                    metadata.metrics_certificate_path = given.metrics_certificate_path.clone();
                }
                ("metricsKeyPath", _) => metadata.metrics_key_path = given.metrics_key_path.clone(),
                ("transparentProxy", _) => metadata.transparent_proxy.clone_from(&given.transparent_proxy),
                ("dataplane.readinessReporter.port", _) => metadata.readiness_port = given.readiness_port,
                ("workdir", _) => metadata.work_dir = given.work_dir.clone(),
                ("otelEnvInventory", _) => metadata.otel_environment.clone_from(&given.otel_environment),
                _ => {}
            }
        }
    }
}
