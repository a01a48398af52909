//! A real Envoy.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

/// An Envoy that validates configurations.
pub struct Envoy {
    program: PathBuf,
}

impl Envoy {
    /// The Envoy at `KUMASCOPE_ENVOY`, which `cargo xtask test` sets; `cargo xtask setup envoy` installs one and prints its path.
    ///
    /// # Errors
    /// Where the variable is not set.
    pub fn installed() -> Result<Self> {
        let program = std::env::var_os("KUMASCOPE_ENVOY").context(
            "KUMASCOPE_ENVOY is not set: run `cargo xtask setup envoy` and set it to the path that it prints",
        )?;
        Ok(Self { program: program.into() })
    }

    /// The program.
    pub(super) fn program(&self) -> &Path {
        &self.program
    }

    /// What Envoy has against a bootstrap, without times and the path of the file; nothing where it accepts it.
    ///
    /// # Errors
    /// Where it cannot be asked.
    pub fn validate(&self, bootstrap: &Value) -> Result<Option<String>> {
        let mut file = tempfile::Builder::new().suffix(".json").tempfile()?;
        file.write_all(&serde_json::to_vec(bootstrap)?)?;
        let output = Command::new(&self.program)
            .args(["--mode", "validate", "--log-level", "error", "--concurrency", "1", "-c"])
            .arg(file.path())
            .output()
            .with_context(|| format!("running {}", self.program.display()))?;
        if output.status.success() {
            return Ok(None);
        }
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        if text.trim().is_empty() {
            bail!("{} ended with {} and no word", self.program.display(), output.status);
        }
        Ok(Some(without_circumstances(&text, &file.path().to_string_lossy())))
    }
}

/// What Envoy logged, line by line, without `[time][thread][level][component] [place]` before it, without the path of the file, and
/// without the words and spaces that protobuf strews into messages at random: what is left is the same whenever the same is wrong.
fn without_circumstances(log: &str, path: &str) -> String {
    let line = |line: &str| {
        let mut rest = line;
        while let Some((_, after)) = rest.strip_prefix('[').and_then(|inner| inner.split_once(']')) {
            rest = after.trim_start();
        }
        let rest = rest.replace(path, "FILE");
        let words = rest.split_whitespace().filter(|word| !word.starts_with("goo.gle/debug"));
        words.collect::<Vec<_>>().join(" ")
    };
    log.lines().map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_reason_reads_the_same_at_any_time() {
        let first = without_circumstances(
            "[2026-11-23 17:09:01.100][12][critical][main] [source/server/server.cc:431] error in '/tmp/a.json': goo.gle/debugstr   no name",
            "/tmp/a.json",
        );
        let second = without_circumstances(
            "[2026-11-23 17:10:09.999][99][critical][main] [source/server/server.cc:431] error in '/tmp/b.json': goo.gle/debugonly  no  name",
            "/tmp/b.json",
        );
        assert_eq!(first, "error in 'FILE': no name");
        assert_eq!(first, second);
    }
}
