//! The list of known gaps: which checks of which cases differ, and why. It only shrinks.

use std::collections::BTreeSet;

use anyhow::{Context, Result};
use serde::Deserialize;

use super::{Check, Finding, State};

/// The list of this repository.
const LIST: &str = include_str!("../../conformance/known-gaps.toml");

/// Which checks of which cases are known to differ.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Gaps {
    /// The gaps, each with its reason.
    #[serde(default, rename = "gap")]
    pub gaps: Vec<Gap>,
}

/// A reason, and what differs for it.
#[derive(Clone, Debug, Deserialize)]
pub struct Gap {
    /// Why the cases differ.
    pub reason: String,
    /// Which check of them differs.
    pub check: String,
    /// Their names; one that ends with `*` stands for all that begin so.
    pub cases: Vec<String>,
}

impl Gaps {
    /// The list of this repository.
    pub fn listed() -> Result<Self> {
        Self::parse(LIST).context("tests/conformance/known-gaps.toml")
    }

    /// Reads a list.
    pub fn parse(text: &str) -> Result<Self> {
        Ok(toml::from_str(text)?)
    }

    /// Turns failures that are listed into gaps. Returns the entries that name a case (not a pattern) which passes by now:
    /// they must leave the list.
    pub fn apply(&self, findings: &mut [(String, Finding)]) -> Vec<String> {
        let mut healed = BTreeSet::new();
        for (case, finding) in findings {
            let listed = self.entry(case, finding.check);
            match (finding.state, listed) {
                (State::Fail, Some(_)) => finding.state = State::Gap,
                (State::Pass, Some(Listed::Exactly)) => {
                    healed.insert(format!("{case}: {}", finding.check.name()));
                }
                _ => {}
            }
        }
        healed.into_iter().collect()
    }

    fn entry(&self, case: &str, check: Check) -> Option<Listed> {
        let mut found = None;
        for entry in self.gaps.iter().filter(|gap| gap.check == check.name()).flat_map(|gap| &gap.cases) {
            match entry.strip_suffix('*') {
                Some(beginning) if case.starts_with(beginning) => found = found.or(Some(Listed::ByPattern)),
                None if entry == case => found = Some(Listed::Exactly),
                _ => {}
            }
        }
        found
    }
}

#[derive(Clone, Copy)]
enum Listed {
    Exactly,
    ByPattern,
}

#[cfg(test)]
mod tests {
    use super::{Check, Finding, Gaps, State};
    use crate::conformance::Difference;

    const LIST: &str = "[[gap]]\nreason = 'not there yet'\ncheck = 'xds'\ncases = ['a/one', 'b/*']";

    fn check(case: &str, differs: bool, expected: State, healed: &[&str]) {
        let differences =
            if differs { vec![("p".to_owned(), Difference::whole(None, None))] } else { Vec::new() };
        let mut findings = [(case.to_owned(), Finding::of(Check::Xds, differences))];
        let found = Gaps::parse(LIST).expect("a list").apply(&mut findings);
        assert_eq!(
            (findings[0].1.state, found),
            (expected, healed.iter().map(ToString::to_string).collect())
        );
    }

    #[test]
    fn a_listed_failure_is_a_gap() {
        check("a/one", true, State::Gap, &[]);
        check("b/two", true, State::Gap, &[]);
    }

    #[test]
    fn an_unlisted_failure_stays_one() {
        check("a/two", true, State::Fail, &[]);
    }

    #[test]
    fn a_case_that_passes_must_leave_the_list() {
        check("a/one", false, State::Pass, &["a/one: xds"]);
        check("b/two", false, State::Pass, &[]);
    }
}
