//! Running the program on folders that are made for one test.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// What a run of the program left behind.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Run {
    /// The exit code.
    pub(crate) code: i32,
    /// What it printed.
    pub(crate) stdout: String,
    /// What it said about it.
    pub(crate) stderr: String,
}

/// Runs the program, with `NO_COLOR` set and nothing on its standard input.
pub(crate) fn kumascope(arguments: &[&str]) -> Run {
    kumascope_with_input(arguments, b"")
}

/// Runs the program with that standard input.
pub(crate) fn kumascope_with_input(arguments: &[&str], input: &[u8]) -> Run {
    run(Command::new(env!("CARGO_BIN_EXE_kumascope")).args(arguments), input)
}

fn run(command: &mut Command, input: &[u8]) -> Run {
    command.env("NO_COLOR", "1").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program starts");
    // A program that ends without reading its input closes the pipe.
    let _ = child.stdin.take().expect("a standard input").write_all(input);
    let output = child.wait_with_output().expect("the program ends");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    Run {
        code: output.status.code().expect("an exit code"),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    }
}

/// Runs the program in a folder, so that paths are as short as they are written.
pub(crate) fn kumascope_in(folder: &Folder, arguments: &[&str]) -> Run {
    kumascope_at(&folder.root, arguments)
}

/// Runs the program in any folder.
pub(crate) fn kumascope_at(folder: &Path, arguments: &[&str]) -> Run {
    run(Command::new(env!("CARGO_BIN_EXE_kumascope")).args(arguments).current_dir(folder), b"")
}

/// A folder that is removed when the test ends.
pub(crate) struct Folder {
    root: PathBuf,
}

impl Folder {
    /// A folder of that name, which no other test has, with those files.
    pub(crate) fn new(name: &str, files: &[(&str, &str)]) -> Self {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(&root);
        for (path, text) in files {
            let path = root.join(path);
            fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
            fs::write(path, text).expect("a file");
        }
        Self { root }
    }

    /// A path below it; the folder itself for an empty one.
    pub(crate) fn path(&self, path: &str) -> String {
        let path = if path.is_empty() { self.root.clone() } else { self.root.join(path) };
        path.to_str().expect("UTF-8").to_owned()
    }

    /// What a file of it holds.
    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.root.join(path)).expect("a file that can be read")
    }

    /// Makes a symbolic link at `link` to `target`, both below it.
    pub(crate) fn link(&self, target: &str, link: &str) {
        #[cfg(unix)]
        std::os::unix::fs::symlink(self.root.join(target), self.root.join(link)).expect("a link");
        #[cfg(not(unix))]
        let _ = (target, link);
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.root);
    }
}
