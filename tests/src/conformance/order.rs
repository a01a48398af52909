//! The order of documents: it changes nothing but what the reference itself decides by who came first.

use std::collections::BTreeMap;

use kumascope_core::{
    Store, compile, settle,
    text::Sources,
    world::{Shadow, World},
};
use rayon::prelude::*;

use super::{Case, Corpus, engine};

/// Kinds whose age counts for the reference. Of Dataplanes that disagree about a port or a label of their service, and of services
/// that ask for one host name, the oldest decides; a Mesh with certificates of its own is refused before their Secrets are there.
const KINDS_WITH_AGE: [&str; 4] = ["Dataplane", "Mesh", "MeshService", "Secret"];

/// What differs, case by case, when the documents come in other orders that leave the order of [`KINDS_WITH_AGE`] as it is.
pub fn differences_by_order(corpus: &Corpus) -> Vec<(String, Vec<String>)> {
    let cases = corpus.cases("");
    let differing = cases.par_iter().filter_map(|(name, files)| {
        let found = differences(&Case::read(name, files));
        (!found.is_empty()).then(|| ((*name).to_owned(), found))
    });
    differing.collect()
}

fn differences(case: &Case) -> Vec<String> {
    let Ok(world) = engine::world(case) else { return vec!["the control plane cannot be set up".to_owned()] };
    let documents: Vec<&str> = engine::written(&case.input).collect();
    let written = everything(&documents, &world);
    let mut differing = Vec::new();
    for documents in other_orders(&documents) {
        let found = everything(&documents, &world);
        let changed =
            written.iter().filter(|(what, text)| found.get(*what) != Some(*text)).map(|(what, _)| what);
        let added = found.keys().filter(|what| !written.contains_key(*what));
        differing.extend(changed.chain(added).cloned());
    }
    differing
}

/// The documents without an age backwards before the others, and in three rounds behind them.
fn other_orders<'a>(documents: &[&'a str]) -> [Vec<&'a str>; 2] {
    let has_age =
        |document: &&str| KINDS_WITH_AGE.iter().any(|kind| document.contains(&format!("type: {kind}\n")));
    let (aged, others): (Vec<&str>, Vec<&str>) = documents.iter().copied().partition(has_age);
    let backwards = others.iter().rev().chain(&aged).copied().collect();
    let rounds = (0..3).flat_map(|start| others.iter().skip(start).step_by(3));
    let behind = aged.iter().chain(rounds).copied().collect();
    [backwards, behind]
}

/// What is stored and what every proxy gets, as text, by what it is.
fn everything(documents: &[&str], world: &World) -> BTreeMap<String, String> {
    let mut sources = Sources::default();
    for (index, document) in documents.iter().enumerate() {
        sources.add(format!("{index}.yaml"), *document);
    }
    let store = settle(&sources, world);
    let stored = engine::by_key(store.documents()).into_iter().map(|(key, node)| (key, node.to_json()));
    stored.chain(configurations(&store, world)).collect()
}

fn configurations(store: &Store, world: &World) -> Vec<(String, String)> {
    let compiled = |proxy| compile(store, world, proxy, Shadow::Exclude).configuration.into_node().to_json();
    store.proxies().iter().map(|proxy| (format!("proxy {proxy}"), compiled(proxy))).collect()
}
