//! Comparing cases: every check of every case, on all processors.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use kumascope_core::{
    tree::Node,
    world::{ProxyKey, Shadow, World},
};
use rayon::prelude::*;

use super::{Case, Check, Corpus, Difference, Finding, Gaps, Outcome, RecordedProxy, engine, equality};

/// Compares the cases whose name contains `filter`, and counts.
pub fn run(corpus: &Corpus, filter: &str, gaps: &Gaps) -> Outcome {
    let cases = corpus.cases(filter);
    let mut findings: Vec<(String, Finding)> = cases
        .par_iter()
        .flat_map_iter(|(name, files)| {
            let case = Case::read(name, files);
            check_case(&case).into_iter().map(|finding| (case.name.clone(), finding)).collect::<Vec<_>>()
        })
        .collect();
    let healed = gaps.apply(&mut findings);
    Outcome::of(cases.len(), findings, healed)
}

/// Everything that differs in one case, listed or not.
pub fn differences_of(corpus: &Corpus, name: &str) -> Vec<Finding> {
    let cases = corpus.cases(name);
    cases
        .iter()
        .filter(|(found, _)| *found == name)
        .flat_map(|(name, files)| check_case(&Case::read(name, files)))
        .collect()
}

fn check_case(case: &Case) -> Vec<Finding> {
    match engine::world(case) {
        Ok(world) => checks(case, &world),
        Err(error) => {
            let node =
                Node::string(format!("{error:#}"), kumascope_core::origin::Origin::Rule(&"world of a case"));
            let difference = Difference::whole(None, Some(node));
            vec![Finding::of(Check::Settled, vec![("control plane".to_owned(), difference)])]
        }
    }
}

fn checks(case: &Case, world: &World) -> Vec<Finding> {
    let store = engine::recorded_store(case);
    let mut findings = vec![Finding::of(Check::Settled, settled(case, world))];
    let mut of_proxies =
        |check, recorded: fn(&RecordedProxy) -> Option<&Node>, answer: &dyn Fn(&ProxyKey, &Node) -> Node| {
            let proxies: Vec<(&ProxyKey, &Node)> =
                case.proxies.iter().filter_map(|(key, proxy)| Some((key, recorded(proxy)?))).collect();
            if proxies.is_empty() {
                return;
            }
            let differences = proxies.into_iter().flat_map(|(key, recorded)| {
                let answered = answer(key, recorded);
                let same = |node: &Node| comparable(check, node, key);
                let found = Difference::between(&same(recorded), &same(&answered));
                found.into_iter().map(|difference| (key.to_string(), difference)).collect::<Vec<_>>()
            });
            findings.push(Finding::of(check, differences.collect()));
        };
    of_proxies(Check::Xds, |proxy| proxy.xds.as_ref(), &|key, _| {
        engine::xds(&store, world, key, Shadow::Exclude)
    });
    of_proxies(Check::Shadow, |proxy| proxy.shadow.as_ref(), &|key, _| {
        engine::xds(&store, world, key, Shadow::Include)
    });
    of_proxies(Check::Bootstrap, |proxy| proxy.bootstrap.as_ref(), &|key, recorded| {
        engine::bootstrap(case, world, key, recorded)
    });
    of_proxies(Check::Rules, |proxy| proxy.rules.as_ref(), &|key, _| engine::answer(store.rules(world, key)));
    of_proxies(Check::Layout, |proxy| proxy.layout.as_ref(), &|key, _| {
        engine::answer(store.layout(world, key))
    });
    findings
}

fn comparable(check: Check, node: &Node, key: &ProxyKey) -> Node {
    match check {
        Check::Xds | Check::Shadow => equality::comparable_xds(node.clone(), &key.mesh),
        Check::Bootstrap => equality::comparable_bootstrap(node.clone()),
        Check::Rules => equality::comparable_rules(node.clone()),
        Check::Layout | Check::Settled => node.clone(),
    }
}

/// What differs between the recorded store and ours; documents that only one side has differ as a whole.
fn settled(case: &Case, world: &World) -> Vec<(String, Difference)> {
    let recorded = engine::by_key(super::case::documents(&case.settled));
    let recorded = equality::comparable_store(recorded);
    let answered = equality::comparable_store(engine::settled(case, world));
    let keys: BTreeSet<&String> = recorded.keys().chain(answered.keys()).collect();
    keys.into_iter().flat_map(|key| document(key, &recorded, &answered)).collect()
}

fn document(
    key: &str,
    recorded: &BTreeMap<String, Node>,
    answered: &BTreeMap<String, Node>,
) -> Vec<(String, Difference)> {
    let found = match (recorded.get(key), answered.get(key)) {
        (Some(recorded), Some(answered)) => Difference::between(recorded, answered),
        (recorded, answered) => vec![Difference::whole(recorded.cloned(), answered.cloned())],
    };
    found.into_iter().map(|difference| (key.to_owned(), difference)).collect()
}

/// Runs the pinned corpus with the list of known gaps.
///
/// # Errors
/// Where the archive is not the pinned one, or the list cannot be read.
pub fn run_pinned() -> Result<Outcome> {
    Ok(run(&Corpus::pinned()?, "", &Gaps::listed()?))
}
