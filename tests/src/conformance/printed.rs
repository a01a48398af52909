//! Messages that are printed as they are made say the same, byte by byte, as the configuration that is made first and printed then.

use kumascope_core::{
    Compiler,
    output::{messages, to_yaml},
    settle,
    text::Sources,
    world::{ProxyKey, Shadow},
};
use rayon::prelude::*;

use super::{Case, Corpus, engine};

/// The proxies of all cases for which it is not so.
pub fn differences_by_printing(corpus: &Corpus) -> Vec<String> {
    let cases = corpus.cases("");
    cases.par_iter().flat_map_iter(|(name, files)| differences(&Case::read(name, files))).collect()
}

fn differences(case: &Case) -> Vec<String> {
    let Ok(world) = engine::world(case) else { return vec![format!("{}: no control plane", case.name)] };
    let mut sources = Sources::default();
    sources.add("case.yaml", case.input.as_str());
    let store = settle(&sources, &world);
    let compiler = Compiler::new(&store, &world);
    let differ = |proxy: &ProxyKey| {
        let configuration = compiler.compile(proxy, Shadow::Exclude).configuration.into_node();
        let messages = || compiler.messages(proxy, Shadow::Exclude).0;
        messages::to_json(messages()) != configuration.to_json()
            || messages::to_json_nested(messages(), 1) != configuration.to_json_nested(1)
            || messages::to_yaml(messages()) != to_yaml(&configuration)
    };
    let differing = store.proxies().into_iter().filter(differ);
    differing.map(|proxy| format!("{}: {proxy}", case.name)).collect()
}
