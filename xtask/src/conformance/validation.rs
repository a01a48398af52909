//! `cargo xtask conformance --validation`: compares what is said about single resources with what a real control plane said.

use std::path::Path;

use anyhow::{Result, bail};
use kumascope_tests::conformance::validation::{Answers, Entry, Gaps, Outcome};

use super::Options;

/// How many differences of an entry are printed.
const FIRST: usize = 20;

pub(super) fn execute(path: Option<&Path>, options: &Options) -> Result<()> {
    let answers = match path {
        Some(path) => Answers::folder(path)?,
        None => Answers::pinned()?,
    };
    if let Some(name) = &options.show {
        return show(&answers, name);
    }
    let outcome = answers.run(&options.filter, &Gaps::listed()?);
    if options.json {
        println!("{}", serde_json::to_string(&outcome)?);
    } else {
        print(&outcome);
    }
    if !outcome.is_clean() {
        bail!(
            "{} entries failed, {} listed gaps pass and must leave tests/conformance/validation-gaps.toml",
            outcome.fail,
            outcome.healed.len()
        );
    }
    Ok(())
}

fn print(outcome: &Outcome) {
    for failed in &outcome.failed {
        println!("✗ {failed}");
    }
    for healed in &outcome.healed {
        println!("✓ {healed} passes: take it out of tests/conformance/validation-gaps.toml");
    }
    let Outcome { entries, pass, gap, fail, .. } = outcome;
    println!("{entries} entries: {pass} pass, {gap} known gaps, {fail} fail");
}

fn show(answers: &Answers, name: &str) -> Result<()> {
    let Some(Entry { answer, .. }) = answers.entry(name) else {
        bail!("there is no entry {name}; names are `file/id`, for example `meshtimeout/valid`");
    };
    println!("recorded {}", answer.to_json());
    let found = answers.differences(name);
    let differences =
        found.into_iter().find(|(found, _)| found == name).map(|(_, found)| found).unwrap_or_default();
    println!("{}", if differences.is_empty() { "pass" } else { "differs" });
    for difference in differences.iter().take(FIRST) {
        println!("  {difference}");
    }
    Ok(())
}
