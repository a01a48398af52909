//! Reading a folder or file as it was at a revision of a git repository, out of the repository itself: nothing is checked out.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use git2::{Object, ObjectType, Oid, Repository, Tree, TreeEntry, TreeWalkMode, TreeWalkResult};
use kumascope_core::text::Sources;

use crate::{input, misuse::Misuse};

/// The mode of a link: its content is a path, and no resource.
const LINK: i32 = 0o120_000;

/// What an argument names: a revision, and the path from the root of the repository.
struct Place {
    revision: String,
    path: String,
}

/// A file of a revision.
struct Blob {
    /// Its path from the folder that was asked for; empty for that file itself.
    path: String,
    id: Oid,
}

/// What a file of a revision holds.
struct File {
    /// Its path, as that of [`Blob`].
    path: String,
    content: Vec<u8>,
}

/// Why there is nothing to read.
enum Fault {
    /// No repository is around a folder.
    NoRepository(PathBuf),
    /// A path is meant by a revision alone, and the repository has no work tree, or not around it.
    NoWorkTree,
    /// The repository knows no such revision.
    NoRevision(String),
    /// There is no such path at the revision.
    NoPath(Place),
    /// What the library says, where it is none of these.
    Other(String),
}

/// The resources at `REVISION:PATH`, as git writes it: the path begins at the root of the repository, or with `./` at the folder of
/// `other`; or at a revision alone, where `other` is the path that is meant. Files are called `REVISION:PATH`.
pub(super) fn read(argument: &str, other: &Path) -> Result<Sources, Misuse> {
    let (place, files) = gather(argument, other).map_err(|fault| {
        Misuse::new(format!("there is no path and no git revision `{argument}`")).help(fault.words()).help(
            "name a file, a folder, REVISION:PATH, or beside a path a revision alone: main, HEAD~1, v1.2",
        )
    })?;
    let name = format!("{}:{}", place.revision, place.path);
    if files.is_empty() {
        return Err(Misuse::new(format!("there is nothing to read in {name}"))
            .help("a folder is read for files that end in `.yaml`, `.yml` or `.json`"));
    }
    let mut sources = Sources::default();
    for File { path, content } in files {
        let between = if path.is_empty() || place.path.is_empty() { "" } else { "/" };
        sources.add_bytes(format!("{name}{between}{path}"), content);
    }
    Ok(sources)
}

/// The place that an argument names, and the files there with their contents.
fn gather(argument: &str, other: &Path) -> Result<(Place, Vec<File>), Fault> {
    let folder = folder_of(other);
    let repository = Repository::discover(folder).map_err(|error| Fault::of_repository(&error, folder))?;
    let place = place(argument, other, &repository)?;
    let tree = tree(&place.revision, &repository)?;
    let (place, found) = object(place, &tree, &repository)?;
    let files = blobs(&found)?.into_iter().map(|Blob { path, id }| {
        let blob = repository.find_blob(id)?;
        Ok(File { path, content: blob.content().to_vec() })
    });
    let files: Result<Vec<_>, git2::Error> = files.collect();
    Ok((place, files?))
}

/// The folder in which a repository is looked for: that of a path, or the current one.
fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        _ if path.is_dir() => path,
        Some(parent) if path.exists() && !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

fn place(argument: &str, other: &Path, repository: &Repository) -> Result<Place, Fault> {
    let Some((revision, path)) = argument.split_once(':') else {
        let file = if other.is_dir() { None } else { other.file_name() };
        let path = prefix(other, repository)?.join(file.unwrap_or_default());
        return Ok(Place { revision: argument.into(), path: slashes(&path) });
    };
    let path = match path.strip_prefix("./") {
        Some(path) => slashes(&prefix(other, repository)?.join(path)),
        None => path.trim_end_matches('/').to_owned(),
    };
    Ok(Place { revision: revision.into(), path })
}

/// The folder of a path, from the root of the work tree.
fn prefix(path: &Path, repository: &Repository) -> Result<PathBuf, Fault> {
    let root = fs::canonicalize(repository.workdir().ok_or(Fault::NoWorkTree)?)?;
    let folder = fs::canonicalize(folder_of(path))?;
    folder.strip_prefix(&root).map(Path::to_path_buf).map_err(|_| Fault::NoWorkTree)
}

/// A path as git writes it.
fn slashes(path: &Path) -> String {
    let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}

/// All that there is at a revision.
fn tree<'r>(revision: &str, repository: &'r Repository) -> Result<Tree<'r>, Fault> {
    let object = repository.revparse_single(revision).and_then(|object| object.peel_to_tree());
    object.map_err(|_| Fault::NoRevision(revision.into()))
}

/// The file or folder at a place.
fn object<'r>(
    place: Place,
    tree: &Tree<'r>,
    repository: &'r Repository,
) -> Result<(Place, Object<'r>), Fault> {
    if place.path.is_empty() {
        return Ok((place, tree.as_object().clone()));
    }
    let found = tree.get_path(Path::new(&place.path)).and_then(|entry| entry.to_object(repository));
    match found {
        Ok(object) => Ok((place, object)),
        Err(_) => Err(Fault::NoPath(place)),
    }
}

/// The resource files of a folder, in the order in which a folder on disk is read; a file is itself. Links are not followed, and
/// submodules not entered.
fn blobs(object: &Object<'_>) -> Result<Vec<Blob>, Fault> {
    let Some(tree) = object.as_tree() else {
        return Ok(vec![Blob { path: String::new(), id: object.id() }]);
    };
    let mut blobs = Vec::new();
    tree.walk(TreeWalkMode::PreOrder, |folder, entry| {
        blobs.extend(blob(folder, entry));
        if is_hidden(entry) { TreeWalkResult::Skip } else { TreeWalkResult::Ok }
    })?;
    blobs.sort_by(|left, right| left.path.split('/').cmp(right.path.split('/')));
    Ok(blobs)
}

/// A file that is read in folders.
fn blob(folder: &str, entry: &TreeEntry<'_>) -> Option<Blob> {
    let path = format!("{folder}{}", String::from_utf8_lossy(entry.name_bytes()));
    let is_file = entry.kind() == Some(ObjectType::Blob) && entry.filemode() != LINK;
    let is_read = is_file && !is_hidden(entry) && input::is_resource_file(Path::new(&path));
    is_read.then(|| Blob { path, id: entry.id() })
}

fn is_hidden(entry: &TreeEntry<'_>) -> bool {
    entry.name_bytes().starts_with(b".")
}

impl Fault {
    fn of_repository(error: &git2::Error, folder: &Path) -> Self {
        match error.code() {
            git2::ErrorCode::NotFound => Self::NoRepository(folder.into()),
            _ => Self::Other(error.message().into()),
        }
    }

    fn words(&self) -> String {
        match self {
            Self::NoRepository(folder) => format!("there is no git repository around {}", folder.display()),
            Self::NoWorkTree => {
                "the path is in no work tree of the repository, so name it behind the revision: main:PATH"
                    .into()
            }
            Self::NoRevision(revision) => format!("the git repository has no revision `{revision}`"),
            Self::NoPath(Place { revision, path }) => {
                format!("at the git revision `{revision}` there is no path `{path}`")
            }
            Self::Other(words) => format!("the git repository cannot be read: {words}"),
        }
    }
}

impl From<git2::Error> for Fault {
    fn from(error: git2::Error) -> Self {
        Self::Other(error.message().into())
    }
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        Self::Other(error.to_string())
    }
}
