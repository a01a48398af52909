//! Where recordings come from: the pinned archive of this repository, or a folder of the same layout.

use std::{collections::BTreeMap, fmt::Write as _, fs, io::Read, path::Path};

use anyhow::{Context, Result, ensure};
use sha2::{Digest, Sha256};

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
        let digest = Sha256::digest(ARCHIVE).iter().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        });
        ensure!(digest == PIN.trim(), "corpus.tar.zst has the SHA-256 {digest}, pinned is {}", PIN.trim());
        let mut decoder = zstd::Decoder::new(ARCHIVE)?;
        decoder.window_log_max(27)?;
        let mut corpus = Self::default();
        let mut archive = tar::Archive::new(decoder);
        for entry in archive.entries()? {
            let mut entry = entry?;
            let path = entry.path()?.to_string_lossy().into_owned();
            if entry.header().entry_type().is_file() {
                let mut bytes = Vec::new();
                entry.read_to_end(&mut bytes)?;
                corpus.add(&path, bytes);
            }
        }
        Ok(corpus)
    }

    /// A folder that holds `recorded/`.
    pub fn folder(path: &Path) -> Result<Self> {
        let mut corpus = Self::default();
        let recorded = path.join("recorded");
        ensure!(recorded.is_dir(), "{} has no folder `recorded`", path.display());
        corpus.add_folder(path, &recorded)?;
        ensure!(!corpus.cases.is_empty(), "{} holds no cases", recorded.display());
        Ok(corpus)
    }

    /// The cases, by name (`group/name`), whose name contains `filter`.
    pub fn cases(&self, filter: &str) -> Vec<(&str, &BTreeMap<String, Vec<u8>>)> {
        let chosen = self.cases.iter().filter(|(name, _)| name.contains(filter));
        chosen.map(|(name, files)| (name.as_str(), files)).collect()
    }

    fn add_folder(&mut self, root: &Path, folder: &Path) -> Result<()> {
        for entry in fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))? {
            let path = entry?.path();
            if path.is_dir() {
                self.add_folder(root, &path)?;
            } else {
                let bytes = fs::read(&path).with_context(|| format!("reading {}", path.display()))?;
                let relative = path.strip_prefix(root)?.to_string_lossy().replace('\\', "/");
                self.add(&relative, bytes);
            }
        }
        Ok(())
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
