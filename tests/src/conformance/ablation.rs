//! Ablation: what a policy set is what changes without it, and the origins of fields must say the same.

use std::collections::BTreeMap;

use kumascope_core::{
    Compiler, Store,
    explain::changed,
    origin::{Location, Origin},
    output::explain,
    resource::Resource,
    tree::{Node, Pointer},
    world::{ProxyKey, Shadow, World},
};
use rayon::prelude::*;

use super::{Case, Corpus, engine};

/// What was found when each policy of each case was left out, one at a time.
#[derive(Clone, Debug, Default)]
pub struct Ablation {
    /// Cases × policies that were tried.
    pub tried: usize,
    /// Those in which every value that is there because of the policy, or differs because of it, names it.
    pub named_everywhere: usize,
    /// The values that are owed to a line of the policy.
    pub owed: usize,
    /// Those of them that stand without the policy, too: a default or another policy says the same.
    pub equal_otherwise: usize,
    /// The values that stand only with the policy and do not name it, counted by kind of the policy and by what they name.
    pub unnamed: BTreeMap<String, usize>,
    /// The cases × policies in which some value does not name the policy.
    pub failed: Vec<String>,
    /// The values that no file, default or rule is behind.
    pub without_origin: Vec<String>,
}

/// Leaves out each policy of each case whose name contains `filter`.
pub fn ablate(corpus: &Corpus, filter: &str) -> Ablation {
    let cases = corpus.cases(filter);
    cases.par_iter().map(|(name, files)| of_case(&Case::read(name, files))).reduce(Ablation::default, join)
}

fn join(mut left: Ablation, right: Ablation) -> Ablation {
    left.tried += right.tried;
    left.named_everywhere += right.named_everywhere;
    left.owed += right.owed;
    left.equal_otherwise += right.equal_otherwise;
    right.unnamed.into_iter().for_each(|(what, count)| *left.unnamed.entry(what).or_default() += count);
    left.failed.extend(right.failed);
    left.without_origin.extend(right.without_origin);
    left
}

fn of_case(case: &Case) -> Ablation {
    let mut found = Ablation::default();
    let Ok(world) = engine::world(case) else { return found };
    let store = engine::recorded_store(case);
    let whole = configurations(&store, &world);
    found.without_origin = whole.iter().flat_map(|(key, node)| without_origin(case, key, node)).collect();
    for policy in store.resources.iter().filter(|resource| resource.spec.as_policy().is_some()) {
        let rest = Store { resources: all_but(&store, policy), ..Store::default() };
        let without = configurations(&rest, &world);
        let changes: Vec<Changes> =
            whole.iter().filter_map(|(key, node)| Some(Changes::of(without.get(key)?, node))).collect();
        count(&mut found, case, policy, &changes);
    }
    found
}

fn all_but(store: &Store, left_out: &Resource) -> Vec<Resource> {
    store.resources.iter().filter(|resource| !std::ptr::eq(*resource, left_out)).cloned().collect()
}

fn configurations(store: &Store, world: &World) -> BTreeMap<ProxyKey, Node> {
    let compiler = Compiler::new(store, world);
    let configuration = |key: ProxyKey| {
        let node = compiler.compile(&key, Shadow::Exclude).configuration.into_node();
        (key, node)
    };
    store.proxies().into_iter().map(configuration).collect()
}

/// What one policy does to the configuration of one proxy.
struct Changes {
    /// Each value that is new or other with the policy, with every origin that explains it.
    places: Vec<(Pointer, Vec<Origin>)>,
    /// All values of the proxy.
    values: Vec<(Pointer, Origin)>,
}

impl Changes {
    fn of(without: &Node, with: &Node) -> Self {
        let places = changed(with, without).into_iter().map(|pointer| {
            let origins = explained(with, &pointer);
            (pointer, origins)
        });
        Self { places: places.collect(), values: origins(with).collect() }
    }

    fn has(&self, pointer: &Pointer) -> bool {
        self.places.iter().any(|(place, _)| place == pointer)
    }
}

fn origins(node: &Node) -> impl Iterator<Item = (Pointer, Origin)> {
    let leaves = explain(node, &Pointer::default()).map(|found| found.leaves).unwrap_or_default();
    leaves.into_iter().map(|leaf| (leaf.pointer.clone(), leaf.origin()))
}

/// Every origin on the way to a value, its own last.
fn explained(root: &Node, pointer: &Pointer) -> Vec<Origin> {
    let mut origins = Vec::new();
    for depth in 0..=pointer.steps.len() {
        let at = Pointer { steps: pointer.steps[..depth].to_vec() };
        origins.extend(at.find(root).map(|node| node.origin));
    }
    origins
}

fn count(found: &mut Ablation, case: &Case, policy: &Resource, changes: &[Changes]) {
    let kind = policy.meta.kind.0.name;
    let names = |origin: &Origin| names(*origin, policy.meta.origin.location(), kind);
    let places = || changes.iter().flat_map(|found| &found.places);
    let unnamed: Vec<&(Pointer, Vec<Origin>)> =
        places().filter(|(_, origins)| !origins.iter().any(names)).collect();
    found.tried += 1;
    found.named_everywhere += usize::from(unnamed.is_empty());
    for changes in changes {
        let owed =
            || changes.values.iter().filter(|(_, origin)| is_line_of(*origin, policy.meta.origin.location()));
        found.owed += owed().count();
        found.equal_otherwise += owed().filter(|(pointer, _)| !changes.has(pointer)).count();
    }
    if !unnamed.is_empty() {
        found.failed.push(format!("{} {kind} {}", case.name, policy.meta.name));
    }
    for (pointer, origins) in unnamed {
        let origin = origins.last().unwrap_or(&Origin::Rule(""));
        if std::env::var_os("ABLATION").is_some() {
            println!("@ {kind} | {} | {} | {pointer} | {origin:?}", case.name, policy.meta.name);
        }
        let what = match origin {
            Origin::Field(_) => "a field of another resource",
            Origin::Default(name) | Origin::Rule(name) => name,
        };
        *found.unnamed.entry(format!("{kind}: {what}")).or_default() += 1;
    }
}

/// Whether an origin is a line of the policy, or a default or rule that bears the name of its kind.
fn names(origin: Origin, policy: Option<Location>, kind: &str) -> bool {
    match origin {
        Origin::Field(_) => is_line_of(origin, policy),
        Origin::Default(name) | Origin::Rule(name) => name.contains(kind),
    }
}

fn is_line_of(origin: Origin, policy: Option<Location>) -> bool {
    let (Some(line), Some(policy)) = (origin.location(), policy) else { return false };
    policy.source == line.source && policy.span.start <= line.span.start && line.span.end <= policy.span.end
}

fn without_origin(case: &Case, key: &ProxyKey, node: &Node) -> Vec<String> {
    let is_unknown = |origin: &Origin| match origin {
        Origin::Field(line) => line.span.start >= line.span.end,
        Origin::Default(name) | Origin::Rule(name) => name.is_empty(),
    };
    let unknown = origins(node).filter(|(_, origin)| is_unknown(origin));
    unknown.map(|(pointer, origin)| format!("{} {key} {pointer}: {origin:?}", case.name)).collect()
}
