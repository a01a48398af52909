//! Reading the files, folders and the standard input that a command is given.

use std::{
    collections::BTreeSet,
    fs,
    io::{self, Read as _},
    path::{Path, PathBuf},
};

use kumascope_core::text::Sources;

use crate::misuse::Misuse;

/// What the standard input is called.
pub(crate) const STANDARD_INPUT: &str = "<stdin>";

/// The endings of the files that are read in folders.
const ENDINGS: [&str; 3] = ["yaml", "yml", "json"];

/// Reads every path: `-` is the standard input, a folder is every file below it that ends in `.yaml`, `.yml` or `.json`,
/// in the order of names. Names that begin with a point are left out of folders; no file is read twice.
pub(crate) fn read(paths: &[PathBuf]) -> Result<Sources, Misuse> {
    let mut reader = Reader::default();
    paths.iter().try_for_each(|path| reader.argument(path))?;
    Ok(reader.sources)
}

#[derive(Default)]
struct Reader {
    sources: Sources,
    /// What was read, by the one path that each file and folder has: symbolic links may lead in circles.
    seen: BTreeSet<PathBuf>,
    /// How many files were met, those that had been read before included.
    met: usize,
}

impl Reader {
    fn argument(&mut self, path: &Path) -> Result<(), Misuse> {
        if path == Path::new("-") {
            return self.standard_input();
        }
        let metadata = fs::metadata(path).map_err(|error| unreadable(path, &error))?;
        if !metadata.is_dir() {
            return self.file(path);
        }
        let before = (self.met, self.seen.len());
        self.folder(path)?;
        // A folder that was read before meets nothing new; one without any such file is a mistake.
        if self.met == before.0 && self.seen.len() > before.1 {
            return Err(Misuse::new(format!("there is nothing to read in {}", path.display()))
                .help("a folder is read for files that end in `.yaml`, `.yml` or `.json`"));
        }
        Ok(())
    }

    fn standard_input(&mut self) -> Result<(), Misuse> {
        if !self.seen.insert(PathBuf::from("-")) {
            return Ok(());
        }
        let mut bytes = Vec::new();
        io::stdin()
            .read_to_end(&mut bytes)
            .map_err(|error| unreadable(Path::new("the standard input"), &error))?;
        self.sources.add_bytes(STANDARD_INPUT, bytes);
        Ok(())
    }

    fn folder(&mut self, path: &Path) -> Result<(), Misuse> {
        if !self.is_new(path) {
            return Ok(());
        }
        let listed = fs::read_dir(path).and_then(Iterator::collect::<Result<Vec<_>, _>>);
        let mut entries: Vec<PathBuf> =
            listed.map_err(|error| unreadable(path, &error))?.into_iter().map(|entry| entry.path()).collect();
        entries.retain(|entry| !is_hidden(entry));
        entries.sort();
        entries.iter().try_for_each(|entry| self.entry(entry))
    }

    fn entry(&mut self, path: &Path) -> Result<(), Misuse> {
        match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => self.folder(path),
            Ok(_) if is_resource_file(path) => self.file(path),
            Err(error) if is_resource_file(path) => Err(unreadable(path, &error)),
            Ok(_) | Err(_) => Ok(()),
        }
    }

    fn file(&mut self, path: &Path) -> Result<(), Misuse> {
        self.met += 1;
        if self.is_new(path) {
            let bytes = fs::read(path).map_err(|error| unreadable(path, &error))?;
            self.sources.add_bytes(path.to_string_lossy(), bytes);
        }
        Ok(())
    }

    fn is_new(&mut self, path: &Path) -> bool {
        // Pipes, such as `<(…)` of a shell, have no path of their own.
        let canonical = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
        self.seen.insert(canonical)
    }
}

/// Whether a file of a folder is read.
pub(crate) fn is_resource_file(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str()).map(str::to_ascii_lowercase);
    ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str()))
}

fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'))
}

fn unreadable(path: &Path, error: &io::Error) -> Misuse {
    Misuse::new(format!("{} cannot be read: {error}", path.display()))
        .help("name files, folders, or `-` for the standard input")
}
