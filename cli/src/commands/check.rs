//! `kumascope check`: everything that is wrong with the input.

mod as_kuma;
mod fix;

use clap::{Args, ValueEnum};
use kumascope_core::report::Severity;

use crate::{
    Verdict,
    arguments::{EXIT_CODES, Input, MetadataArguments},
    codes,
    colour::Colours,
    findings::Findings,
    misuse::Misuse,
    output,
    session::Session,
};

/// The arguments of `kumascope check`.
#[derive(Debug, Args)]
#[command(after_help = format!("{EXAMPLES}\n\n{EXIT_CODES}"))]
pub(crate) struct Check {
    /// What is checked.
    #[command(flatten)]
    input: Input,

    /// How proxies present themselves.
    #[command(flatten)]
    metadata: MetadataArguments,

    /// Leave findings of a code out, unless they are errors; may be given several times
    #[arg(long, help_heading = "Findings", value_name = "CODE", value_parser = codes::parse)]
    allow: Vec<String>,

    /// Make errors of the findings of a code; may be given several times
    #[arg(long, help_heading = "Findings", value_name = "CODE", value_parser = codes::parse)]
    deny: Vec<String>,

    /// The least finding for which the exit code is 1
    #[arg(long, help_heading = "Findings", value_name = "SEVERITY", value_enum, default_value_t = FailOn::Warning)]
    fail_on: FailOn,

    /// Print what a code means and what to do about it, and check nothing
    #[arg(long, help_heading = "Findings", value_name = "CODE", value_parser = codes::parse, exclusive = true)]
    explain: Option<String>,

    /// Mend what can be mended mechanically: print the changes as a diff, write them, and check what comes out
    ///
    /// `show` prints the diff and writes nothing. Misspelled fields and values are corrected, fields on the wrong level moved, and what is deprecated
    /// is said in today's words where that changes nothing else.
    #[arg(long, help_heading = "Findings", value_name = "MODE", value_enum, num_args = 0..=1,
        require_equals = true, default_missing_value = "write", conflicts_with_all = ["settled", "as_kuma"])]
    fix: Option<FixMode>,

    /// How findings are printed: for people to the standard error, for programs to the standard output
    #[arg(short, long, help_heading = "Output", value_name = "FORMAT", value_enum, default_value_t = CheckFormat::Text)]
    output: CheckFormat,

    /// Print what Kuma's API would answer to each resource, put one after the other
    ///
    /// The status, every violation with its field and words, warnings, and what would be stored. `global` and `federated` stand
    /// for a global control plane and for that of a zone which has joined one.
    #[arg(long, help_heading = "Output", value_name = "DEPLOYMENT", value_enum, num_args = 0..=1,
        require_equals = true, default_missing_value = "zone", conflicts_with_all = ["settled", "metadata", "shadow"])]
    as_kuma: Option<Deployment>,
}

/// What becomes of fixes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum FixMode {
    /// They are shown and written
    Write,
    /// They are shown
    Show,
}

/// The control plane that is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Deployment {
    /// Of a zone that belongs to no other
    Zone,
    /// Of a zone that has joined a global control plane
    Federated,
    /// A global one
    Global,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum CheckFormat {
    /// With the lines of the sources
    Text,
    /// A list of maps with severity, code, message, at, help, related and fix
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Commands of GitHub Actions, which become notes in the changed files
    Github,
    /// JUnit's XML, for systems of continuous integration
    Junit,
}

/// The least finding that counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum FailOn {
    /// Warnings count, too
    Warning,
    /// Errors count, and mistakes that Kuma accepts
    Error,
}

const EXAMPLES: &str =
    "Every proxy of the input is compiled, so that what a single proxy would get is checked too.

Examples:
  kumascope check mesh/
  kumascope check mesh/ -o json | jq '.[].code'
  kumascope check mesh/ --allow duplicate-key --fail-on error
  kumascope check mesh/ --fix=show
  kumascope check --explain unknown-field
  kumascope check mesh/ --as-kuma -o json | jq '.[] | .body.invalid_parameters'
  git diff --name-only -- '*.yaml' | xargs kumascope check";

impl Check {
    pub(super) fn run(self, colours: Colours) -> Result<Verdict, Misuse> {
        if let Some(code) = &self.explain {
            return explain(code);
        }
        if let Some(mode) = self.fix {
            fix::run(&self.input, mode)?;
        }
        if let Some(deployment) = self.as_kuma {
            return as_kuma::run(&self.input, deployment, self.output, colours);
        }
        let mut session = Session::open(&self.input)?;
        let proxies = session.proxies();
        session.present(&proxies, &self.metadata, colours)?;
        let mut findings = Findings::of(&session.sources, session.check(&proxies)?);
        findings.judge(&self.allow, &self.deny);
        match self.output {
            CheckFormat::Text => findings.print(colours.stderr),
            CheckFormat::Json => output::print(&format!("{}\n", findings.to_node().to_json_pretty()))?,
            CheckFormat::Sarif => output::print(&format!("{}\n", findings.to_sarif().to_json_pretty()))?,
            CheckFormat::Github => output::print(&findings.to_github())?,
            CheckFormat::Junit => output::print(&findings.to_junit())?,
        }
        Ok(findings.verdict(match self.fail_on {
            FailOn::Warning => Severity::Warning,
            FailOn::Error => Severity::Mistake,
        }))
    }
}

fn explain(code: &str) -> Result<Verdict, Misuse> {
    output::print(&format!("{code}\n\n{}\n", codes::explanation(code).unwrap_or_default()))?;
    Ok(Verdict::Clean)
}
