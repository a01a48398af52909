//! `kumascope diff`: what is different between two configurations of the same proxies, and why.

mod json;
mod text;

use clap::{Args, ValueEnum};
use kumascope_core::{compare::configurations, origin::Origin, tree::Node};

use crate::{
    Verdict,
    arguments::{COMPARED, ComparisonArguments},
    colour::Colours,
    comparison::Comparison,
    misuse::Misuse,
    output,
};

/// The arguments of `kumascope diff`.
#[derive(Debug, Args)]
#[command(after_help = format!("{COMPARED}\n\n{EXAMPLES}\n\n{EXIT_CODES}"))]
pub(crate) struct Diff {
    /// What is compared.
    #[command(flatten)]
    compared: ComparisonArguments,

    /// How differences are printed
    #[arg(short, long, help_heading = "Output", value_name = "FORMAT", value_enum, default_value_t = DiffFormat::Text)]
    output: DiffFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum DiffFormat {
    /// Field by field, with who set the old and the new value
    Text,
    /// A list of the proxies that differ, with their changes
    Json,
}

const EXAMPLES: &str = "Examples:
  kumascope diff main mesh/                                   a folder now, and as it was on a branch
  kumascope diff HEAD~1:mesh HEAD:mesh --proxy default/web    two revisions, for one proxy
  kumascope diff old/ new/ -o json | jq '.[].proxy'
  kumascope diff dump.json mesh/ --proxy default/web          a running proxy, and what it would get";

const EXIT_CODES: &str = "Exit codes:
  0  clean: nothing is different
  1  differences, or errors in the input, which are printed to the standard error
  2  misuse: the arguments are wrong, or something cannot be read; nothing is printed to the standard output";

impl Diff {
    pub(super) fn run(self, colours: Colours) -> Result<Verdict, Misuse> {
        let comparison = Comparison::open(&self.compared, colours)?;
        let count = match self.output {
            DiffFormat::Text => texts(&comparison, colours),
            DiffFormat::Json => list(&comparison),
        }?;
        let verdict = comparison.complain(colours);
        Ok(if count > 0 { Verdict::Findings } else { verdict })
    }
}

/// Prints each proxy as soon as it is compared, and says how many differ.
fn texts(comparison: &Comparison, colours: Colours) -> Result<usize, Misuse> {
    let mut count = 0;
    comparison.each(
        |pair, surroundings| {
            let changes = configurations(&pair.old, &pair.new);
            (!changes.is_empty()).then(|| text::page(pair.proxy, &changes, surroundings, colours.stdout))
        },
        |page| {
            let Some(page) = page else { return Ok(()) };
            count += 1;
            output::print(&if count > 1 { format!("\n{page}") } else { page })
        },
    )?;
    Ok(count)
}

fn list(comparison: &Comparison) -> Result<usize, Misuse> {
    let mut found = Vec::new();
    comparison.each(
        |pair, surroundings| {
            let changes = configurations(&pair.old, &pair.new);
            (!changes.is_empty()).then(|| json::of_proxy(pair.proxy, &changes, surroundings))
        },
        |node| {
            found.extend(node);
            Ok(())
        },
    )?;
    let count = found.len();
    output::print(&format!("{}\n", Node::list(found, Origin::Rule(&"differences")).to_json_pretty()))?;
    Ok(count)
}
