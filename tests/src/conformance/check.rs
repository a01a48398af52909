//! What is checked of a case, and how it can end.

use super::Difference;

/// Something that is checked of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Check {
    /// What the control plane stores.
    Settled,
    /// What the proxies get.
    Xds,
    /// What the proxies would get with shadow policies.
    Shadow,
    /// What the proxies start with.
    Bootstrap,
    /// The effective rules.
    Rules,
    /// The names of places.
    Layout,
}

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Everything is equal.
    Pass,
    /// It differs, as the list of known gaps says.
    Gap,
    /// It differs.
    Fail,
}

/// The result of one check of one case.
#[derive(Clone, Debug)]
pub struct Finding {
    /// What was checked.
    pub check: Check,
    /// How it ended; the list of known gaps is considered later.
    pub state: State,
    /// What differs, with the proxy or document that it stands in.
    pub differences: Vec<(String, Difference)>,
}

impl Check {
    /// All checks, in the order in which they are reported.
    pub const ALL: [Self; 6] =
        [Self::Settled, Self::Xds, Self::Shadow, Self::Bootstrap, Self::Rules, Self::Layout];

    /// The name in reports and lists.
    pub fn name(self) -> &'static str {
        match self {
            Self::Settled => "settled",
            Self::Xds => "xds",
            Self::Shadow => "shadow",
            Self::Bootstrap => "bootstrap",
            Self::Rules => "rules",
            Self::Layout => "layout",
        }
    }
}

impl Finding {
    /// A check that passes unless there are differences.
    pub fn of(check: Check, differences: Vec<(String, Difference)>) -> Self {
        let state = if differences.is_empty() { State::Pass } else { State::Fail };
        Self { check, state, differences }
    }
}
