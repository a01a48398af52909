//! Where recordings come from: the pinned archive of this repository, or a folder of the same layout.

use std::{collections::BTreeMap, path::Path};

use anyhow::{Result, ensure};

use super::archive;

/// The archive: every input and every recording.
const ARCHIVE: &[u8] = include_bytes!("../../conformance/corpus.tar.zst");
/// What the archive must be.
const PIN: &str = include_str!("../../conformance/corpus.sha256");

/// The files of `recorded/`, by case and by their path within the case.
#[derive(Clone, Debug, Default)]
pub struct Corpus {
    cases: BTreeMap<String, BTreeMap<String, Vec<u8>>>,
}

impl Corpus {
    /// The corpus of this repository. Fails where the archive is not the pinned one.
    pub fn pinned() -> Result<Self> {
        let mut corpus = Self::default();
        for (path, bytes) in archive::unpack("corpus.tar.zst", ARCHIVE, PIN)? {
            corpus.add(&path, bytes);
        }
        Ok(corpus)
    }

    /// A folder that holds `recorded/`.
    pub fn folder(path: &Path) -> Result<Self> {
        let mut corpus = Self::default();
        let recorded = path.join("recorded");
        ensure!(recorded.is_dir(), "{} has no folder `recorded`", path.display());
        let mut files = BTreeMap::new();
        archive::read_folder(path, &recorded, &mut files)?;
        files.into_iter().for_each(|(path, bytes)| corpus.add(&path, bytes));
        ensure!(!corpus.cases.is_empty(), "{} holds no cases", recorded.display());
        Ok(corpus)
    }

    /// The cases, by name (`group/name`), whose name contains `filter`.
    pub fn cases(&self, filter: &str) -> Vec<(&str, &BTreeMap<String, Vec<u8>>)> {
        let chosen = self.cases.iter().filter(|(name, _)| name.contains(filter));
        chosen.map(|(name, files)| (name.as_str(), files)).collect()
    }

    fn add(&mut self, path: &str, bytes: Vec<u8>) {
        let Some(path) = path.strip_prefix("recorded/") else { return };
        let (case, file) = match path.split_once("/proxies/") {
            Some((case, file)) => (case, format!("proxies/{file}")),
            None => match path.rsplit_once('/') {
                Some((case, file)) => (case, file.to_owned()),
                None => return,
            },
        };
        self.cases.entry(case.to_owned()).or_default().insert(file, bytes);
    }
}
