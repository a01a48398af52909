//! Every proxy of every recorded case, before a real Envoy.

use anyhow::Result;
use kumascope_core::world::Shadow;
use rayon::prelude::*;

use super::{Envoy, freeze};
use crate::conformance::{Case, Corpus, recorded_store, world, xds};

/// A configuration that Envoy refuses.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Refusal {
    /// The case, a space, and the proxy.
    pub proxy: String,
    /// What Envoy says.
    pub reason: String,
}

/// Compiles every proxy of the cases whose name contains `filter`, and gives back those that Envoy refuses, and how many there
/// were.
///
/// # Errors
/// Where Envoy cannot be asked, or a case cannot be read.
pub fn refusals(envoy: &Envoy, corpus: &Corpus, filter: &str) -> Result<(usize, Vec<Refusal>)> {
    let cases = corpus.cases(filter);
    let answers: Vec<Vec<Option<Refusal>>> = cases
        .par_iter()
        .map(|(name, files)| of_case(envoy, &Case::read(name, files)))
        .collect::<Result<_>>()?;
    let answers: Vec<Option<Refusal>> = answers.into_iter().flatten().collect();
    let asked = answers.len();
    let mut refused: Vec<Refusal> = answers.into_iter().flatten().collect();
    refused.sort();
    Ok((asked, refused))
}

fn of_case(envoy: &Envoy, case: &Case) -> Result<Vec<Option<Refusal>>> {
    let world = world(case)?;
    let store = recorded_store(case);
    let proxies = case.proxies.iter().filter(|(_, proxy)| proxy.xds.is_some());
    proxies
        .map(|(key, _)| {
            let configuration = xds(&store, &world, key, Shadow::Exclude);
            let bootstrap = freeze(&serde_json::from_str(&configuration.to_json())?);
            let reason = envoy.validate(&bootstrap)?;
            Ok(reason.map(|reason| Refusal { proxy: format!("{} {key}", case.name), reason }))
        })
        .collect()
}
