//! JSON pointers (RFC 6901): the address of a node below another.

use crate::list::CollectVec as _;
use std::fmt;

use super::{Node, Text};

/// A path of member names and list positions.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pointer {
    /// The unescaped steps.
    pub steps: Vec<Text>,
}

impl Pointer {
    /// Reads a pointer: empty, or `/`-led steps with `~0` for `~` and `~1` for `/`. Nothing for other texts.
    pub fn parse(text: &str) -> Option<Self> {
        if text.is_empty() {
            return Some(Self::default());
        }
        let steps = text.strip_prefix('/')?.split('/');
        Some(Self {
            steps: steps.map(|step| step.replace("~1", "/").replace("~0", "~").into()).collect_vec(),
        })
    }

    /// This pointer with one more step.
    #[must_use]
    pub fn child(&self, step: impl Into<Text>) -> Self {
        let mut steps = self.steps.clone();
        steps.push(step.into());
        Self { steps }
    }

    /// The node at this address below `root`.
    pub fn find<'a>(&self, root: &'a Node) -> Option<&'a Node> {
        self.steps.iter().try_fold(root, |node, step| node.child(step))
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.steps
            .iter()
            .try_for_each(|step| write!(formatter, "/{}", step.replace('~', "~0").replace('/', "~1")))
    }
}
