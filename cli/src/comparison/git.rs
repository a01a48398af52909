//! Reading a folder or file as it was at a revision of a git repository, out of the repository itself: nothing is checked out.
//!
//! The program `git` reads it. Repositories come with it, and it knows every form that a repository can have.

use std::{
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
    thread,
};

use kumascope_core::text::Sources;

use crate::{input, misuse::Misuse};

/// What an argument names: a revision, and the path from the root of the repository.
struct Place {
    revision: String,
    path: String,
}

/// A file of a revision.
struct Blob {
    /// Its path from the folder that was asked for; empty for that file itself.
    path: String,
    /// By what git finds its content.
    object: String,
}

/// The resources at `REVISION:PATH`, as git writes it: the path begins at the root of the repository; or at a revision alone, where
/// `other` is the path that is meant. Files are called `REVISION:PATH`.
pub(super) fn read(argument: &str, other: &Path) -> Result<Sources, Misuse> {
    let folder = folder_of(other);
    let gathered = place(argument, other, folder).and_then(|place| {
        let blobs = blobs(&place, folder)?;
        let contents = contents(&blobs, folder)?;
        Ok((place, blobs, contents))
    });
    let (place, blobs, contents) = gathered.map_err(|reason| {
        Misuse::new(format!("there is no path and no git revision `{argument}`"))
            .help(format!("git says: {reason}"))
            .help(
                "name a file, a folder, REVISION:PATH, or beside a path a revision alone: main, HEAD~1, v1.2",
            )
    })?;
    let name = format!("{}:{}", place.revision, place.path);
    let mut sources = Sources::default();
    for (blob, content) in blobs.iter().zip(contents) {
        let between = if blob.path.is_empty() || place.path.is_empty() { "" } else { "/" };
        sources.add_bytes(format!("{name}{between}{}", blob.path), content);
    }
    if blobs.is_empty() {
        return Err(Misuse::new(format!("there is nothing to read in {name}"))
            .help("a folder is read for files that end in `.yaml`, `.yml` or `.json`"));
    }
    Ok(sources)
}

/// The folder in which a repository is looked for: that of a path, or the current one.
fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        _ if path.is_dir() => path,
        Some(parent) if path.exists() && !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

fn place(argument: &str, other: &Path, folder: &Path) -> Result<Place, String> {
    if let Some((revision, path)) = argument.split_once(':') {
        return Ok(Place { revision: revision.into(), path: path.trim_end_matches('/').into() });
    }
    // The prefix is the folder from the root of the repository, with a `/` at its end.
    let prefix = text(&git(folder, &["rev-parse", "--show-prefix"], &[])?)?;
    let file = if other.is_dir() { None } else { other.file_name().map(|name| name.to_string_lossy()) };
    let path = format!("{}{}", prefix.trim_end_matches('\n'), file.unwrap_or_default());
    Ok(Place { revision: argument.into(), path: path.trim_end_matches('/').into() })
}

/// The resource files at a place, in the order in which a folder on disk is read.
fn blobs(place: &Place, folder: &Path) -> Result<Vec<Blob>, String> {
    let Place { revision, path } = place;
    let spec = format!("{revision}:{path}");
    let object = text(&git(folder, &["rev-parse", "--verify", "--quiet", "--end-of-options", &spec], &[])?)?;
    let object = object.trim().to_owned();
    if text(&git(folder, &["cat-file", "-t", &object], &[])?)?.trim() == "blob" {
        return Ok(vec![Blob { path: String::new(), object }]);
    }
    let listed = text(&git(folder, &["ls-tree", "-r", "-z", "--full-tree", &object], &[])?)?;
    let mut blobs: Vec<Blob> = listed.split('\0').filter_map(blob).collect();
    blobs.sort_by(|left, right| left.path.split('/').cmp(right.path.split('/')));
    Ok(blobs)
}

/// A line of `git ls-tree`: `mode type object`, a tab, and the path. Nothing for what is not read in folders.
fn blob(line: &str) -> Option<Blob> {
    let (facts, path) = line.split_once('\t')?;
    let mut facts = facts.split(' ').skip(1);
    let (kind, object) = (facts.next()?, facts.next()?);
    let is_hidden = path.split('/').any(|part| part.starts_with('.'));
    let is_read = kind == "blob" && !is_hidden && input::is_resource_file(Path::new(path));
    is_read.then(|| Blob { path: path.into(), object: object.into() })
}

/// The contents of files, all from one run of git: before each stands a line `object type length`, behind it a line break.
fn contents(blobs: &[Blob], folder: &Path) -> Result<Vec<Vec<u8>>, String> {
    let wanted: String = blobs.iter().flat_map(|blob| [blob.object.as_str(), "\n"]).collect();
    let answer = git(folder, &["cat-file", "--batch"], wanted.as_bytes())?;
    let (mut rest, mut found) = (answer.as_slice(), Vec::new());
    while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
        let (head, after) = rest.split_at(end);
        let length = text(head)?.rsplit(' ').next().and_then(|length| length.parse::<usize>().ok());
        let content =
            length.and_then(|length| after.get(1..=length)).ok_or("an answer that ends too early")?;
        found.push(content.to_vec());
        rest = after.get(content.len() + 2..).unwrap_or_default();
    }
    if found.len() == blobs.len() { Ok(found) } else { Err("an object is missing".into()) }
}

/// Runs git in a folder, and gives back what it prints, or what it has against it.
fn git(folder: &Path, arguments: &[&str], input: &[u8]) -> Result<Vec<u8>, String> {
    let mut child = Command::new("git")
        .arg("-C")
        .arg(folder)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| format!("it cannot be run: {error}"))?;
    let stdin = child.stdin.take();
    let output = thread::scope(|scope| {
        // It answers while it reads, so neither may wait for the other. What it does not read any more it does not need.
        scope.spawn(move || stdin.map(|mut stdin| stdin.write_all(input)));
        child.wait_with_output()
    });
    let output = output.map_err(|error| error.to_string())?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    Err(if said.is_empty() { "there is no such thing at that revision".into() } else { said })
}

fn text(bytes: &[u8]) -> Result<String, String> {
    String::from_utf8(bytes.to_vec()).map_err(|_| "a name that is not UTF-8".into())
}
