//! The list of known gaps of admission: which entries are answered otherwise, and why. It only shrinks.

use std::collections::BTreeSet;

use anyhow::{Context, Result};
use serde::Deserialize;

const LIST: &str = include_str!("../../../conformance/validation-gaps.toml");

/// Entries that are known to be answered otherwise.
#[derive(Clone, Debug, Default)]
pub struct Gaps(BTreeSet<String>);

#[derive(Deserialize)]
struct List {
    #[serde(default, rename = "gap")]
    gaps: Vec<Gap>,
}

/// A reason, and the entries to which it applies.
#[derive(Deserialize)]
struct Gap {
    reason: String,
    entries: Vec<String>,
}

impl Gaps {
    /// The list of this repository.
    pub fn listed() -> Result<Self> {
        let list: List = toml::from_str(LIST).context("tests/conformance/validation-gaps.toml")?;
        let reasoned = list.gaps.into_iter().filter(|gap| !gap.reason.is_empty());
        Ok(Self(reasoned.flat_map(|gap| gap.entries).collect()))
    }

    /// Whether an entry is listed.
    pub fn contain(&self, name: &str) -> bool {
        self.0.contains(name)
    }
}
