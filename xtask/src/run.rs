//! Other programs: started from the root of the repository, announced by a line, and named when they fail.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

/// One program with its arguments, not yet started.
pub(crate) struct Run {
    command: Command,
    remedy: Option<&'static str>,
}

impl Run {
    /// `program` as found on PATH, or the path of one.
    pub(crate) fn new(program: impl AsRef<OsStr>) -> Self {
        let mut command = Command::new(program);
        command.current_dir(root());
        Self { command, remedy: None }
    }

    /// The cargo that runs this xtask.
    pub(crate) fn cargo(subcommand: &str) -> Self {
        Self::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())).arg(subcommand)
    }

    /// One more argument.
    pub(crate) fn arg(mut self, argument: impl AsRef<OsStr>) -> Self {
        self.command.arg(argument);
        self
    }

    /// More arguments.
    pub(crate) fn args<Argument: AsRef<OsStr>>(
        mut self,
        arguments: impl IntoIterator<Item = Argument>,
    ) -> Self {
        self.command.args(arguments);
        self
    }

    /// The folder to run in, relative to the root of the repository, which is the default.
    pub(crate) fn current_dir(mut self, folder: impl AsRef<Path>) -> Self {
        self.command.current_dir(root().join(folder));
        self
    }

    /// One environment variable.
    pub(crate) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// What to do when the program is not there, as an instruction.
    pub(crate) fn or_install(mut self, remedy: &'static str) -> Self {
        self.remedy = Some(remedy);
        self
    }

    /// Runs it with the terminal's input and output; an exit code other than 0 is an error.
    pub(crate) fn go(mut self) -> Result<()> {
        announce(&self.title());
        let status = self.command.status().with_context(|| self.not_started())?;
        if !status.success() {
            bail!("`{}` ended with {status}", self.title());
        }
        Ok(())
    }

    /// Runs it silently and returns what it wrote to its standard output, which has to be UTF-8.
    pub(crate) fn output(mut self) -> Result<String> {
        let output = self.command.stderr(Stdio::inherit()).output().with_context(|| self.not_started())?;
        if !output.status.success() {
            bail!("`{}` ended with {}", self.title(), output.status);
        }
        String::from_utf8(output.stdout).with_context(|| format!("the output of `{}`", self.title()))
    }

    /// Whether it starts and exits with 0; silent.
    pub(crate) fn succeeds(mut self) -> bool {
        let quiet = self.command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        quiet.status().is_ok_and(|status| status.success())
    }

    /// The line that a person would type, cut off when it gets long.
    fn title(&self) -> String {
        const LONGEST: usize = 110;
        let program = Path::new(self.command.get_program()).file_name().unwrap_or_default();
        let words = std::iter::once(program).chain(self.command.get_args());
        let line = words.map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ");
        if line.chars().count() <= LONGEST {
            return line;
        }
        line.chars().take(LONGEST - 1).chain(['…']).collect()
    }

    fn not_started(&self) -> String {
        let program = self.command.get_program().to_string_lossy();
        match self.remedy {
            Some(remedy) => format!("cannot start `{program}`: {remedy}"),
            None => format!("cannot start `{program}`"),
        }
    }
}

/// The root of the repository.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."))
}

/// A folder or file below `target/`, where everything lives that can be made again.
pub(crate) fn target(path: impl AsRef<Path>) -> PathBuf {
    let folder = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| "target".into(), PathBuf::from);
    root().join(folder).join(path)
}

/// The program `name`, if a folder of PATH has it.
pub(crate) fn on_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|program| program.is_file())
}

/// The file that an environment variable names: nothing when it is unset or empty, an error when there is no such file.
pub(crate) fn from_variable(name: &str) -> Result<Option<PathBuf>> {
    match std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from) {
        Some(path) if !path.is_file() => bail!("{name} names {}, which is no file", path.display()),
        path => Ok(path),
    }
}

/// One line of progress.
pub(crate) fn announce(line: &str) {
    eprintln!("▸ {line}");
}
