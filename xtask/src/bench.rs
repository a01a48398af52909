//! `cargo xtask bench`: how long the stages take. Timings decide no test; results are written down in docs/benchmarks.md.

use anyhow::Result;

use crate::run::Run;

pub(crate) fn run() -> Result<()> {
    Run::cargo("bench").args(["--package", "kumascope-tests", "--bench", "meshes"]).go()
}
