//! How large files are, as they are and as web servers send them.

use std::path::PathBuf;

use anyhow::{Context as _, Result};

use crate::run::Run;

/// Node has both compressors at hand.
const SCRIPT: &str = "
const { readFileSync } = require('node:fs');
const { gzipSync, brotliCompressSync, constants } = require('node:zlib');
const sizes = process.argv.slice(1).map((path) => {
  const bytes = readFileSync(path);
  const brotli = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } });
  return [bytes.length, gzipSync(bytes, { level: 9 }).length, brotli.length];
});
console.log(JSON.stringify(sizes));
";

/// Bytes of one file, or of several together.
#[derive(Clone, Copy, Default)]
pub(super) struct Size {
    /// As it is.
    pub(super) raw: u64,
    /// Compressed by gzip, level 9.
    pub(super) gzip: u64,
    /// Compressed by brotli, level 11.
    pub(super) brotli: u64,
}

/// The sizes of files, in their order.
pub(super) fn sizes(files: &[PathBuf]) -> Result<Vec<Size>> {
    let output = Run::new("node")
        .args(["--eval", SCRIPT, "--"])
        .args(files)
        .or_install("install Node.js 20 or later")
        .output()?;
    let sizes: Vec<[u64; 3]> = serde_json::from_str(&output).context("cannot read the sizes")?;
    Ok(sizes.into_iter().map(|[raw, gzip, brotli]| Size { raw, gzip, brotli }).collect())
}

impl std::iter::Sum for Size {
    fn sum<I: Iterator<Item = Self>>(sizes: I) -> Self {
        sizes.fold(Self::default(), |sum, size| Self {
            raw: sum.raw + size.raw,
            gzip: sum.gzip + size.gzip,
            brotli: sum.brotli + size.brotli,
        })
    }
}
