//! `cargo xtask conformance`: compares the compiler with the recordings of a real control plane.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use kumascope_tests::conformance::{Corpus, Counts, Gaps, Outcome, State, differences_of, run};

mod validation;

/// The archive of this repository, where a path is optional.
const PINNED: &str = "pinned";

/// What to compare, and how to print it.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// A folder of the corpus' layout (with `recorded/`) instead of the pinned archive
    #[arg(long, value_name = "PATH")]
    corpus: Option<PathBuf>,
    /// What a control plane answers to single resources: the pinned archive, or a folder of its layout
    #[arg(long, value_name = "PATH", num_args = 0..=1, default_missing_value = PINNED, conflicts_with_all = ["corpus", "markdown"])]
    validation: Option<PathBuf>,
    /// Only cases whose name contains this text
    #[arg(long, value_name = "TEXT", default_value = "")]
    filter: String,
    /// Every difference of one case
    #[arg(long, value_name = "CASE")]
    show: Option<String>,
    /// One JSON object instead of a table
    #[arg(long)]
    json: bool,
    /// The table of the README: how many cases of each group are answered as recorded
    #[arg(long, conflicts_with = "json")]
    markdown: bool,
}

pub(crate) fn execute(options: &Options) -> Result<()> {
    if let Some(path) = &options.validation {
        let path = Some(path.as_path()).filter(|path| *path != Path::new(PINNED));
        return validation::execute(path, options);
    }
    let corpus = match &options.corpus {
        Some(path) => Corpus::folder(path)?,
        None => Corpus::pinned()?,
    };
    if let Some(case) = &options.show {
        return show(&corpus, case);
    }
    let outcome = run(&corpus, &options.filter, &Gaps::listed()?);
    if options.json {
        println!("{}", serde_json::to_string(&outcome)?);
    } else if options.markdown {
        markdown(&outcome);
    } else {
        print(&outcome);
    }
    if !outcome.is_clean() {
        bail!(
            "{} checks failed, {} listed gaps pass and must leave tests/conformance/known-gaps.toml",
            outcome.failed.len(),
            outcome.healed.len()
        );
    }
    Ok(())
}

fn show(corpus: &Corpus, case: &str) -> Result<()> {
    let findings = differences_of(corpus, case);
    if findings.is_empty() {
        bail!("there is no case {case}; names are `group/name`, for example `base/inbound-http`");
    }
    for finding in findings {
        let state = if finding.state == State::Pass { "pass" } else { "differs" };
        println!("{} {}", finding.check.name(), state);
        for (place, difference) in &finding.differences {
            println!("  {place} {difference}");
        }
    }
    Ok(())
}

fn print(outcome: &Outcome) {
    for failed in &outcome.failed {
        println!("✗ {failed}");
    }
    for healed in &outcome.healed {
        println!("✓ {healed} passes: take it out of tests/conformance/known-gaps.toml");
    }
    let cell = |counts: &Counts| format!("{}+{}-{}", counts.pass, counts.gap, counts.fail);
    println!("{:36}{}", "pass+gap-fail", header());
    for (group, checks) in &outcome.groups {
        let cells: String = order()
            .iter()
            .map(|check| format!("{:>14}", checks.get(check).map(cell).unwrap_or_default()))
            .collect();
        println!("{group:36}{cells}");
    }
    let cells: String = order()
        .iter()
        .map(|check| format!("{:>14}", outcome.checks.get(check).map(cell).unwrap_or_default()))
        .collect();
    println!("{:36}{cells}", format!("all {} cases", outcome.cases));
}

fn markdown(outcome: &Outcome) {
    println!(
        "| group | store | configuration | bootstrap | rules | layout |\n| --- | ---: | ---: | ---: | ---: | ---: |"
    );
    let cell = |counts: Option<&Counts>| {
        counts.map_or_else(String::new, |found| {
            format!("{} of {}", found.pass, found.pass + found.gap + found.fail)
        })
    };
    let all = ("all".to_owned(), &outcome.checks);
    let groups = outcome.groups.iter().map(|(group, checks)| (group.clone(), checks));
    for (group, checks) in groups.chain([all]) {
        let cells = ["settled", "xds", "bootstrap", "rules", "layout"].map(|check| cell(checks.get(check)));
        println!("| {group} | {} |", cells.join(" | "));
    }
}

fn order() -> [&'static str; 6] {
    kumascope_tests::conformance::Check::ALL.map(kumascope_tests::conformance::Check::name)
}

fn header() -> String {
    order().iter().map(|check| format!("{check:>14}")).collect()
}
