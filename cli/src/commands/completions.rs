//! `kumascope completions`: arguments completed by a shell.

use clap::{Args, CommandFactory as _};
use clap_complete::Shell;

use crate::{Verdict, arguments::Cli, misuse::Misuse, output};

const EXAMPLES: &str = "Examples:
  kumascope completions bash > ~/.local/share/bash-completion/completions/kumascope
  kumascope completions zsh > ~/.zfunc/_kumascope
  kumascope completions fish > ~/.config/fish/completions/kumascope.fish";

/// The arguments of `kumascope completions`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Completions {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

impl Completions {
    pub(super) fn run(self) -> Result<Verdict, Misuse> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Cli::command(), "kumascope", &mut script);
        output::print(&String::from_utf8_lossy(&script))?;
        Ok(Verdict::Clean)
    }
}
