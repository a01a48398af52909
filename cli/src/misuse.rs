//! What the caller asked for and cannot get.

use std::process::ExitCode;

use annotate_snippets::{Element, Level};

use crate::{colour::Colours, render};

/// Why a command cannot do its work, and what to do about it. Its exit code is 2.
#[derive(Debug)]
pub(crate) struct Misuse {
    message: String,
    help: Vec<String>,
    silent: bool,
}

impl Misuse {
    /// One terse sentence without a full stop.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: Vec::new(), silent: false }
    }

    /// The same with advice; empty advice is none.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help.extend(Some(help.into()).filter(|help| !help.is_empty()));
        self
    }

    /// The reader of the output went away: there is nothing to say, and nobody to say it to.
    pub(crate) fn closed_pipe() -> Self {
        Self { message: String::new(), help: Vec::new(), silent: true }
    }

    /// Says it, and turns it into the exit code.
    pub(crate) fn report(self, colours: Colours) -> ExitCode {
        if self.silent {
            return ExitCode::SUCCESS;
        }
        let help = self.help.iter().map(|help| Element::from(Level::HELP.message(help)));
        let group = Level::ERROR.primary_title(&self.message).elements(help);
        eprintln!("{}", render::renderer(colours.stderr).render(&[group]));
        ExitCode::from(2)
    }
}
