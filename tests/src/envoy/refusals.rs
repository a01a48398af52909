//! Every proxy of every recorded case, before a real Envoy.

use anyhow::Result;
use kumascope_core::{tree::Node, world::Shadow};
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
    /// What Envoy says about the recorded configuration of the same proxy; nothing where it accepts it.
    pub recorded: Option<String>,
}

impl Refusal {
    /// Whether Envoy refuses what the reference recorded for the same reason.
    pub fn is_shared(&self) -> bool {
        self.recorded.as_ref() == Some(&self.reason)
    }
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
    let proxies = case.proxies.iter().filter_map(|(key, proxy)| Some((key, proxy.xds.as_ref()?)));
    proxies
        .map(|(key, recorded)| {
            let Some(reason) = judge(envoy, &xds(&store, &world, key, Shadow::Exclude))? else {
                return Ok(None);
            };
            let proxy = format!("{} {key}", case.name);
            Ok(Some(Refusal { proxy, reason, recorded: judge(envoy, recorded)? }))
        })
        .collect()
}

fn judge(envoy: &Envoy, configuration: &Node) -> Result<Option<String>> {
    envoy.validate(&freeze(&serde_json::from_str(&configuration.to_json())?))
}
