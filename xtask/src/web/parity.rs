//! What this machine compiles, written down for the browser, which has to compile the same.

use std::fs;

use anyhow::{Context as _, Result};
use kumascope_core::{
    output::to_yaml,
    text::Sources,
    tree::Node,
    world::{Metadata, ProxyKey, Shadow, World},
};
use kumascope_tests::conformance::{Case, Corpus};
use serde_json::{Map, Value, json};

use crate::run::{announce, target};

/// Writes `target/parity.json`: a list of `{name, files, options, settled, proxies: {name: configuration}}`, where
/// everything that was compiled is text.
pub(super) fn write() -> Result<std::path::PathBuf> {
    let corpus = Corpus::pinned()?;
    let cases = corpus.cases("").into_iter().map(|(name, files)| Case::read(name, files));
    let answers: Vec<Value> = cases.map(|case| answer(&case)).collect::<Result<_>>()?;
    let path = target("parity.json");
    announce(&format!("{} cases compiled for comparison", answers.len()));
    fs::write(&path, Value::from(answers).to_string())
        .with_context(|| format!("cannot write {}", path.display()))?;
    Ok(path)
}

fn answer(case: &Case) -> Result<Value> {
    let (world, options) = world(case)?;
    let mut sources = Sources::default();
    sources.add("input.yaml", case.input.as_str());
    let store = kumascope_core::settle(&sources, &world);
    let mut proxies = Map::new();
    for proxy in store.proxies() {
        let compiled = kumascope_core::compile(&store, &world, &proxy, Shadow::Exclude);
        let json = compiled.configuration.to_node().to_json_pretty();
        proxies.insert(proxy.to_string(), format!("{json}\n").into());
    }
    let settled: Vec<String> = store.documents().iter().map(to_yaml).collect();
    Ok(json!({
        "name": case.name,
        "files": [{ "path": "input.yaml", "text": case.input }],
        "options": options,
        "settled": settled.join("---\n"),
        "proxies": proxies,
    }))
}

/// The world of a case, and the options that make the same world in JavaScript.
fn world(case: &Case) -> Result<(World, Value)> {
    let mut world = World::default();
    for (name, value) in &case.variables {
        world.set(name, value).map_err(|error| anyhow::anyhow!("{}: {name}: {error:?}", case.name))?;
    }
    let mut metadata = Map::new();
    for (proxy, node) in presentations(case) {
        world.presentations.insert(proxy.clone(), Metadata::read(node));
        metadata.insert(proxy.to_string(), serde_json::from_str(&node.to_json())?);
    }
    let variables: Map<String, Value> =
        case.variables.iter().map(|(name, value)| (name.clone(), value.as_str().into())).collect();
    Ok((world, json!({ "controlPlane": variables, "metadata": metadata })))
}

fn presentations(case: &Case) -> impl Iterator<Item = (&ProxyKey, &Node)> {
    case.proxies.iter().filter_map(|(proxy, recorded)| {
        let bootstrap = recorded.bootstrap.as_ref()?.get("bootstrap")?;
        Some((proxy, bootstrap.get("node")?.get("metadata")?))
    })
}
