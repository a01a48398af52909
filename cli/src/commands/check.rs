//! `kumascope check`: everything that is wrong with the input.

use clap::{Args, ValueEnum};
use kumascope_core::report::Severity;
use kumascope_core::world::ProxyKey;

use crate::{
    Verdict,
    arguments::{EXIT_CODES, Input, MetadataArguments},
    colour::Colours,
    findings::Findings,
    misuse::Misuse,
    output, parallel,
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

    /// How findings are printed: for people to the standard error, or as JSON to the standard output
    #[arg(short, long, help_heading = "Output", value_name = "FORMAT", value_enum, default_value_t = CheckFormat::Text)]
    output: CheckFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum CheckFormat {
    /// With the lines of the sources
    Text,
    /// A list of maps with severity, code, message, at, help and related
    Json,
}

const EXAMPLES: &str =
    "Every proxy of the input is compiled, so that what a single proxy would get is checked too.

Examples:
  kumascope check mesh/
  kumascope check mesh/ -o json | jq '.[].code'
  git diff --name-only -- '*.yaml' | xargs kumascope check";

impl Check {
    pub(super) fn run(self, colours: Colours) -> Result<Verdict, Misuse> {
        let mut session = Session::open(&self.input)?;
        let proxies = session.proxies();
        session.present(&proxies, &self.metadata, colours)?;
        let mut reports = vec![session.store.report.clone()];
        let compile = |proxy: &ProxyKey| session.compile(proxy).report;
        parallel::in_order(&proxies, compile, |report| {
            reports.push(report);
            Ok(())
        })?;
        let findings = Findings::of(&session.sources, reports);
        match self.output {
            CheckFormat::Text => findings.print(colours.stderr),
            CheckFormat::Json => output::print(&format!("{}\n", findings.to_node().to_json_pretty()))?,
        }
        Ok(findings.verdict(Severity::Warning))
    }
}
