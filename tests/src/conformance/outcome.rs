//! What a run came to, in numbers and in names.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Check, Finding, State};

/// What a run came to.
#[derive(Clone, Debug, Serialize)]
pub struct Outcome {
    /// How many cases were compared.
    pub cases: usize,
    /// By check: how many cases passed, are known gaps, failed.
    pub checks: BTreeMap<&'static str, Counts>,
    /// The same for every group of cases.
    pub groups: BTreeMap<String, BTreeMap<&'static str, Counts>>,
    /// `case: check: first difference` of everything that failed.
    pub failed: Vec<String>,
    /// `case: check` of everything that is listed as a gap and passes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub healed: Vec<String>,
}

/// How many cases ended how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Everything is equal.
    pub pass: usize,
    /// They differ, as the list of known gaps says.
    pub gap: usize,
    /// They differ.
    pub fail: usize,
}

impl Outcome {
    /// Counts findings.
    pub fn of(cases: usize, findings: Vec<(String, Finding)>, healed: Vec<String>) -> Self {
        let none = || Check::ALL.map(|check| (check.name(), Counts::default())).into_iter().collect();
        let mut outcome = Self { cases, checks: none(), groups: BTreeMap::new(), failed: Vec::new(), healed };
        for (case, finding) in findings {
            let group = case.rsplit_once('/').map_or("", |(group, _)| group).to_owned();
            let name = finding.check.name();
            outcome.checks.entry(name).or_default().add(finding.state);
            outcome.groups.entry(group).or_insert_with(none).entry(name).or_default().add(finding.state);
            if let (State::Fail, Some((place, first))) = (finding.state, finding.differences.first()) {
                outcome.failed.push(format!("{case}: {name}: {place} {first}"));
            }
        }
        outcome.failed.sort();
        outcome
    }

    /// Whether nothing failed and nothing must leave the list of known gaps.
    pub fn is_clean(&self) -> bool {
        self.failed.is_empty() && self.healed.is_empty()
    }
}

impl Counts {
    fn add(&mut self, state: State) {
        match state {
            State::Pass => self.pass += 1,
            State::Gap => self.gap += 1,
            State::Fail => self.fail += 1,
        }
    }
}
