//! The examples of the playground, as `examples/gallery.toml` lists them.

use std::{fs, path::PathBuf};

use anyhow::{Context as _, Result};
use serde::Deserialize;

/// The list.
#[derive(Debug, Deserialize)]
pub struct Gallery {
    /// The examples, in the order in which they are shown.
    #[serde(rename = "example")]
    pub examples: Vec<Example>,
}

/// One example.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// How links call it.
    pub name: String,
    /// What it is about, in a few words.
    pub title: String,
    /// The task that it belongs to.
    pub group: String,
    /// What it shows, in a sentence.
    pub description: String,
    /// Its files, below `examples`.
    pub files: Vec<String>,
    /// The proxy that is shown first.
    pub proxy: String,
    /// The tab that is shown first.
    pub tab: String,
    /// The codes of everything that is found in it, in the order in which it is found.
    #[serde(default)]
    pub findings: Vec<String>,
}

impl Gallery {
    /// Where the files stand.
    pub fn folder() -> PathBuf {
        PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../examples"))
    }

    /// Reads the list.
    pub fn read() -> Result<Self> {
        let path = Self::folder().join("gallery.toml");
        let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        toml::from_str(&text).with_context(|| format!("{} is not as it should be", path.display()))
    }
}

impl Example {
    /// Its files: what they are called in the playground, and what they hold.
    pub fn contents(&self) -> Result<Vec<(String, String)>> {
        let read = |path: &String| {
            let name = path.rsplit('/').next().unwrap_or(path).to_owned();
            let text = fs::read_to_string(Gallery::folder().join(path));
            Ok((name, text.with_context(|| format!("{}: cannot read {path}", self.name))?))
        };
        self.files.iter().map(read).collect()
    }
}
