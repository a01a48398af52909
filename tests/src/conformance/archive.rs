//! The archives of this repository: files by path, pinned by a digest.

use std::{collections::BTreeMap, fmt::Write as _, fs, io::Read, path::Path};

use anyhow::{Context, Result, ensure};
use sha2::{Digest, Sha256};

/// The files of an archive (tar, compressed with Zstandard), by path. Fails where it is not the pinned one.
pub(super) fn unpack(name: &str, bytes: &[u8], pin: &str) -> Result<BTreeMap<String, Vec<u8>>> {
    let digest = Sha256::digest(bytes).iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    });
    ensure!(digest == pin.trim(), "{name} has the SHA-256 {digest}, pinned is {}", pin.trim());
    let mut decoder = zstd::Decoder::new(bytes)?;
    decoder.window_log_max(27)?;
    let mut files = BTreeMap::new();
    for entry in tar::Archive::new(decoder).entries()? {
        let mut entry = entry?;
        let path = entry.path()?.to_string_lossy().into_owned();
        if entry.header().entry_type().is_file() {
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes)?;
            files.insert(path, bytes);
        }
    }
    Ok(files)
}

/// The files below a folder, by their path within `root`.
pub(super) fn read_folder(root: &Path, folder: &Path, files: &mut BTreeMap<String, Vec<u8>>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            read_folder(root, &path, files)?;
        } else {
            let bytes = fs::read(&path).with_context(|| format!("reading {}", path.display()))?;
            files.insert(path.strip_prefix(root)?.to_string_lossy().replace('\\', "/"), bytes);
        }
    }
    Ok(())
}
