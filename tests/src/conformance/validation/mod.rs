//! Admission: what a real control plane said about single resources, compared with what this one says.
//!
//! [`Answers`] reads the recorded answers from the pinned archive or a folder, [`Answers::run`] asks for each entry.

mod ask;
mod entry;
mod gaps;
mod setup;

use std::{collections::BTreeMap, path::Path};

use anyhow::{Result, ensure};
use rayon::prelude::*;
use serde::Serialize;

pub use entry::Entry;
pub use gaps::Gaps;

use super::{Difference, archive};
use setup::Setup;

const ARCHIVE: &[u8] = include_bytes!("../../../conformance/validation.tar.zst");
const PIN: &str = include_str!("../../../conformance/validation.sha256");

/// The recorded answers.
#[derive(Clone, Debug)]
pub struct Answers {
    folders: Vec<(Setup, Vec<Entry>)>,
}

/// What a run came to.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Outcome {
    /// How many entries were asked for.
    pub entries: usize,
    /// How many are answered as recorded.
    pub pass: usize,
    /// How many are not, as the list of known gaps says.
    pub gap: usize,
    /// How many are not.
    pub fail: usize,
    /// `entry: first difference` of everything that failed.
    pub failed: Vec<String>,
    /// Entries that are listed as gaps and pass.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub healed: Vec<String>,
}

impl Answers {
    /// The answers of this repository. Fails where the archive is not the pinned one.
    pub fn pinned() -> Result<Self> {
        let files = archive::unpack("validation.tar.zst", ARCHIVE, PIN)?;
        let within =
            |(path, bytes): (String, Vec<u8>)| Some((path.strip_prefix("validation/")?.to_owned(), bytes));
        Ok(Self::read(&files.into_iter().filter_map(within).collect()))
    }

    /// A folder of the same layout, or one that holds it as `validation`.
    pub fn folder(path: &Path) -> Result<Self> {
        let below = path.join("validation");
        let root = if below.is_dir() { below } else { path.to_owned() };
        let mut files = BTreeMap::new();
        archive::read_folder(&root, &root, &mut files)?;
        let answers = Self::read(&files);
        ensure!(
            answers.folders.iter().any(|(_, entries)| !entries.is_empty()),
            "{} holds no answers",
            root.display()
        );
        Ok(answers)
    }

    fn read(files: &BTreeMap<String, Vec<u8>>) -> Self {
        let mut folders: BTreeMap<&str, Vec<Entry>> = BTreeMap::new();
        for (path, answers) in files {
            let Some(stem) = path.strip_suffix(".answers.yaml") else { continue };
            let folder = stem.rsplit_once('/').map_or("", |(folder, _)| folder);
            let input = files.get(&format!("{stem}.yaml")).map(Vec::as_slice).unwrap_or_default();
            folders.entry(folder).or_default().extend(Entry::read_all(stem, input, answers));
        }
        let setup = |folder: &str| {
            let name = if folder.is_empty() { "_setup.yaml".into() } else { format!("{folder}/_setup.yaml") };
            Setup::read(files.get(&name).map(Vec::as_slice).unwrap_or_default())
        };
        Self { folders: folders.into_iter().map(|(folder, entries)| (setup(folder), entries)).collect() }
    }

    /// Asks for every entry whose name contains `filter`, and counts.
    pub fn run(&self, filter: &str, gaps: &Gaps) -> Outcome {
        let mut outcome = Outcome::default();
        for (name, differences) in self.differences(filter) {
            outcome.entries += 1;
            match (differences.first(), gaps.contain(&name)) {
                (None, false) => outcome.pass += 1,
                (None, true) => {
                    outcome.pass += 1;
                    outcome.healed.push(name);
                }
                (Some(_), true) => outcome.gap += 1,
                (Some(first), false) => {
                    outcome.fail += 1;
                    outcome.failed.push(format!("{name}: {first}"));
                }
            }
        }
        outcome
    }

    /// Everything that differs, entry by entry.
    pub fn differences(&self, filter: &str) -> Vec<(String, Vec<Difference>)> {
        let mut found = Vec::new();
        for (setup, entries) in &self.folders {
            let chosen = entries.par_iter().filter(|entry| entry.name.contains(filter));
            found.par_extend(chosen.map(|entry| (entry.name.clone(), ask::differences(setup, entry))));
        }
        found
    }

    /// The entry of that name, with the control plane that is asked for it.
    pub fn entry(&self, name: &str) -> Option<&Entry> {
        self.folders.iter().flat_map(|(_, entries)| entries).find(|entry| entry.name == name)
    }
}

impl Outcome {
    /// Whether nothing failed and nothing must leave the list of known gaps.
    pub fn is_clean(&self) -> bool {
        self.fail == 0 && self.healed.is_empty()
    }
}

/// Runs the pinned answers with the list of known gaps.
///
/// # Errors
/// Where the archive is not the pinned one, or the list cannot be read.
pub fn run_pinned() -> Result<Outcome> {
    Ok(Answers::pinned()?.run("", &Gaps::listed()?))
}
