//! `cargo xtask envoy-api`: the descriptor set of Envoy's messages, made from the `.proto` files that the crate
//! `envoy-types` carries and the few of our own in `envoy-api/proto`.
//!
//! The set is committed because protoc would otherwise be needed by everybody who builds.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use crate::run::{Run, announce, root, target};

/// The release of the crate `envoy-types` whose `.proto` files are taken.
const ENVOY_TYPES: &str = "0.7.7";

/// The folders below the crate's `proto/` that imports start from.
const INCLUDES: [&str; 8] = [
    "data-plane-api",
    "googleapis",
    "protoc-gen-validate",
    "xds",
    "opentelemetry-proto",
    "client_model",
    "cel-spec/proto",
    "ratelimit",
];

const PROTOC: &str = "install protoc (on Debian: apt-get install protobuf-compiler libprotobuf-dev)";

/// Writes `envoy-api/descriptors.bin`; the same inputs and the same protoc give the same bytes.
pub(crate) fn run() -> Result<()> {
    let roots = roots()?;
    let version = Run::new("protoc").arg("--version").or_install(PROTOC).output()?;
    let protos = envoy_types()?.join("proto");
    let set = root().join("envoy-api/descriptors.bin");
    Run::new("protoc")
        .arg("--include_imports")
        .arg(format!("--descriptor_set_out={}", set.display()))
        .arg("-Ienvoy-api/proto")
        .args(INCLUDES.map(|folder| format!("-I{}", protos.join(folder).display())))
        .args(&roots)
        .go()?;
    let bytes = fs::metadata(&set)?.len();
    announce(&format!("{bytes} bytes from {} files, by {}", roots.len(), version.trim()));
    Ok(())
}

/// The lines of `envoy-api/roots.txt`, in its order.
fn roots() -> Result<Vec<String>> {
    let path = root().join("envoy-api/roots.txt");
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(str::to_owned).collect())
}

/// The folder of the crate's source, which cargo downloads when it is not there. A manifest of its own keeps the crate
/// out of our Cargo.lock: we read its files and never build it.
fn envoy_types() -> Result<PathBuf> {
    let folder = target("envoy-types");
    fs::create_dir_all(folder.join("src"))?;
    fs::write(folder.join("src/lib.rs"), "")?;
    fs::write(
        folder.join("Cargo.toml"),
        format!(
            "[workspace]\n[package]\nname = \"protos\"\nedition = \"2024\"\n\
             [dependencies]\nenvoy-types = \"={ENVOY_TYPES}\"\n"
        ),
    )?;
    announce(&format!("the source of envoy-types {ENVOY_TYPES}"));
    let metadata =
        Run::cargo("metadata").args(["--quiet", "--format-version=1"]).current_dir(&folder).output()?;
    let metadata: serde_json::Value =
        serde_json::from_str(&metadata).context("cannot read `cargo metadata`")?;
    let packages = metadata["packages"].as_array().context("`cargo metadata` names no packages")?;
    packages
        .iter()
        .find(|package| package["name"] == "envoy-types")
        .and_then(|package| Path::new(package["manifest_path"].as_str()?).parent().map(PathBuf::from))
        .context("cargo did not find the source of envoy-types")
}
