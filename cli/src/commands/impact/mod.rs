//! `kumascope impact`: which proxies an edit changes, how much, and which lines are behind it.

mod json;
mod markdown;
mod summary;
mod table;

use clap::{Args, ValueEnum};
use kumascope_core::compare::impact_of;

use crate::{
    Verdict,
    arguments::{COMPARED, ComparisonArguments},
    colour::Colours,
    comparison::Comparison,
    misuse::Misuse,
    output,
};

use summary::Summary;

/// The arguments of `kumascope impact`.
#[derive(Debug, Args)]
#[command(after_help = format!("{COMPARED}\n\n{EXAMPLES}\n\n{EXIT_CODES}"))]
pub(crate) struct Impact {
    /// What is compared.
    #[command(flatten)]
    compared: ComparisonArguments,

    /// How the impact is printed
    #[arg(short, long, help_heading = "Output", value_name = "FORMAT", value_enum, default_value_t = ImpactFormat::Table)]
    output: ImpactFormat,

    /// End with exit code 1 where some proxy changes
    #[arg(long, help_heading = "Output")]
    exit_code: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ImpactFormat {
    /// A line for each proxy that changes, and what is behind it
    Table,
    /// One object with everything
    Json,
    /// A comment for a pull request: a summary, and details that open; never longer than one may be
    Markdown,
}

const EXAMPLES: &str = "Proxies that see nothing of what is different are not compiled, so a small edit of a large mesh takes a moment.

Examples:
  kumascope impact main mesh/                                 what the working tree would change
  kumascope impact origin/main:mesh HEAD:mesh -o markdown     for a comment on a pull request
  kumascope impact old/ new/ -o json | jq -r '.proxies[].proxy'
  kumascope impact main mesh/ --exit-code > /dev/null         whether any proxy changes";

const EXIT_CODES: &str = "Exit codes:
  0  clean: the impact is printed, whatever it is
  1  errors in the input, printed to the standard error; with --exit-code also that some proxy changes
  2  misuse: the arguments are wrong, or something cannot be read; nothing is printed to the standard output";

impl Impact {
    pub(super) fn run(self, colours: Colours) -> Result<Verdict, Misuse> {
        let comparison = Comparison::open(&self.compared, colours)?;
        let mut impacts = Vec::new();
        comparison.each(
            |pair, surroundings| {
                let old = (&pair.old, &surroundings.old.owners);
                let new = (&pair.new, &surroundings.new.owners);
                impact_of(pair.proxy, old, new, &surroundings.edited)
            },
            |impact| {
                impacts.extend(impact);
                Ok(())
            },
        )?;
        let summary = Summary::of(impacts, comparison.count(), comparison.sources());
        output::print(&match self.output {
            ImpactFormat::Table => table::page(&summary, colours.stdout),
            ImpactFormat::Json => format!("{}\n", json::answer(&summary).to_json_pretty()),
            ImpactFormat::Markdown => markdown::comment(&summary),
        })?;
        let verdict = comparison.complain(colours);
        let changes = self.exit_code && !summary.impacts.is_empty();
        Ok(if changes { Verdict::Findings } else { verdict })
    }
}
