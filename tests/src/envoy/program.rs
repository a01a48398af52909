//! A real Envoy.

use std::{io::Write as _, path::PathBuf, process::Command};

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

    /// What Envoy has against a bootstrap; nothing where it accepts it.
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
        Ok(Some(text))
    }
}
