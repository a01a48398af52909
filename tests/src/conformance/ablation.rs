//! Ablation: what a policy set is what changes without it, and the explanations of fields must say the same.

use kumascope_core::{
    Compiler, Store,
    explain::{Chain, Explainer, changed},
    origin::Origin,
    output::explain,
    policy::contains,
    resource::Resource,
    tree::{Node, Pointer},
    world::{ProxyKey, Shadow},
};
use rayon::prelude::*;

use super::{Case, Corpus, engine};

/// What was found when each policy of each case was left out, one at a time.
#[derive(Clone, Debug, Default)]
pub struct Ablation {
    /// Cases × policies that were tried.
    pub tried: usize,
    /// Values that stand only with a policy, or are other with it.
    pub changed: usize,
    /// Those of them whose explanation does not name the policy.
    pub unnamed: Vec<String>,
    /// Values that are owed to a line of a policy.
    pub owed: usize,
    /// Those of them that stand without the policy, too, and whose explanation says so.
    pub equal_otherwise: usize,
    /// Those of them that stand without the policy, too, and whose explanation says otherwise.
    pub unmarked: Vec<String>,
    /// Values that no file, default or rule is behind.
    pub without_origin: Vec<String>,
}

/// Leaves out each policy of each case whose name contains `filter`.
pub fn ablate(corpus: &Corpus, filter: &str) -> Ablation {
    let cases = corpus.cases(filter);
    cases.par_iter().map(|(name, files)| of_case(&Case::read(name, files))).reduce(Ablation::default, join)
}

fn join(mut left: Ablation, right: Ablation) -> Ablation {
    left.tried += right.tried;
    left.changed += right.changed;
    left.owed += right.owed;
    left.equal_otherwise += right.equal_otherwise;
    left.unnamed.extend(right.unnamed);
    left.unmarked.extend(right.unmarked);
    left.without_origin.extend(right.without_origin);
    left
}

fn of_case(case: &Case) -> Ablation {
    let mut found = Ablation::default();
    let Ok(world) = engine::world(case) else { return found };
    let store = engine::recorded_store(case);
    let proxies = store.proxies();
    let mut explainers: Vec<(&ProxyKey, Explainer<'_>)> =
        proxies.iter().map(|proxy| (proxy, Explainer::new(&store, &world, proxy, Shadow::Exclude))).collect();
    for (proxy, explainer) in &explainers {
        found.without_origin.extend(without_origin(case, proxy, explainer.configuration()));
    }
    for policy in store.resources.iter().filter(|resource| resource.spec.as_policy().is_some()) {
        let rest = Store { resources: all_but(&store, policy), ..Store::default() };
        let compiler = Compiler::new(&rest, &world);
        found.tried += 1;
        for (proxy, explainer) in &mut explainers {
            let without = compiler.compile(proxy, Shadow::Exclude);
            // Where an edit of a MeshProxyPatch needs the policy, there is no configuration without it to compare with.
            if !without.report.withholds() {
                let mut removal = Removal { case, policy, proxy, found: &mut found };
                removal.compare(explainer, &without.configuration.into_node());
            }
        }
    }
    found
}

fn all_but(store: &Store, left_out: &Resource) -> Vec<Resource> {
    store.resources.iter().filter(|resource| !std::ptr::eq(*resource, left_out)).cloned().collect()
}

/// A policy that is left out, and a proxy that does without.
struct Removal<'r> {
    case: &'r Case,
    policy: &'r Resource,
    proxy: &'r ProxyKey,
    found: &'r mut Ablation,
}

impl Removal<'_> {
    /// Compares what the proxy gets with what it gets without the policy.
    fn compare(&mut self, explainer: &mut Explainer<'_>, without: &Node) {
        let changed = changed(explainer.configuration(), without);
        self.found.changed += changed.len();
        for pointer in &changed {
            let names = explained(explainer.configuration(), pointer).any(|origin| self.names(origin));
            if !names && !chain(explainer, pointer).origins().any(|origin| self.names(origin)) {
                let origin = pointer.find(explainer.configuration()).map(|node| node.origin);
                self.found.unnamed.push(self.place(pointer, origin));
            }
        }
        let owed = origins(explainer.configuration()).filter(|(_, origin)| self.is_line(*origin));
        let owed: Vec<Pointer> = owed.map(|(pointer, _)| pointer).collect();
        self.found.owed += owed.len();
        for pointer in owed.iter().filter(|pointer| !changed.contains(pointer)) {
            if chain(explainer, pointer).is_equal_otherwise() {
                self.found.equal_otherwise += 1;
            } else {
                let origin = pointer.find(explainer.configuration()).map(|node| node.origin);
                self.found.unmarked.push(self.place(pointer, origin));
            }
        }
    }

    /// Whether an origin is a line of the policy, or a default or rule that bears the name of its kind.
    fn names(&self, origin: Origin) -> bool {
        match origin {
            Origin::Field(_) => self.is_line(origin),
            Origin::Default(name) | Origin::Rule(name) => name.contains(self.policy.meta.kind.0.name),
        }
    }

    fn is_line(&self, origin: Origin) -> bool {
        let (line, whole) = (origin.location(), self.policy.meta.origin.location());
        matches!((line, whole), (Some(line), Some(whole)) if contains(whole, line))
    }

    fn place(&self, pointer: &Pointer, origin: Option<Origin>) -> String {
        let (kind, name) = (self.policy.meta.kind.0.name, &self.policy.meta.name);
        format!("{} {kind} {name} {} {pointer} {origin:?}", self.case.name, self.proxy)
    }
}

fn chain(explainer: &mut Explainer<'_>, pointer: &Pointer) -> Chain {
    explainer.chain(pointer).expect("the place is one of the configuration")
}

/// Every origin on the way to a value, its own last.
fn explained<'n>(root: &'n Node, pointer: &'n Pointer) -> impl Iterator<Item = Origin> + 'n {
    let mut node = Some(root);
    pointer.steps.iter().map_while(move |step| {
        node = node.and_then(|node| node.child(step));
        node.map(|node| node.origin)
    })
}

fn origins(node: &Node) -> impl Iterator<Item = (Pointer, Origin)> {
    let leaves = explain(node, &Pointer::default()).map(|found| found.leaves).unwrap_or_default();
    leaves.into_iter().map(|leaf| (leaf.pointer.clone(), leaf.origin()))
}

fn without_origin(case: &Case, key: &ProxyKey, node: &Node) -> Vec<String> {
    let is_unknown = |origin: &Origin| match origin {
        Origin::Field(line) => line.span.start >= line.span.end,
        Origin::Default(name) | Origin::Rule(name) => name.is_empty(),
    };
    let unknown = origins(node).filter(|(_, origin)| is_unknown(origin));
    unknown.map(|(pointer, origin)| format!("{} {key} {pointer}: {origin:?}", case.name)).collect()
}
