//! One thing that is different, and where.

use std::fmt;

use crate::{
    message::ResourceType,
    tree::{Node, Pointer, Text},
};

/// One thing that is different between two configurations.
#[derive(Clone, Debug)]
pub struct Change<'a> {
    /// The type of the message that it is in.
    pub resource_type: ResourceType,
    /// The name of that message.
    pub name: Text,
    /// The way from the message to the place; empty for the message as a whole.
    pub steps: Vec<Step>,
    /// What is different there.
    pub difference: Difference<'a>,
}

/// What is different.
#[derive(Clone, Copy, Debug)]
pub enum Difference<'a> {
    /// Only the new side has it.
    Added(&'a Node),
    /// Only the old side has it.
    Removed(&'a Node),
    /// Both have it, with other values.
    Replaced {
        /// The old value.
        old: &'a Node,
        /// The new value.
        new: &'a Node,
    },
    /// An item of a list whose order counts stands elsewhere among those that both sides have.
    Moved {
        /// The item of the old side.
        old: &'a Node,
        /// The item of the new side.
        new: &'a Node,
    },
}

/// A step on the way to a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A member of a map.
    Member(Text),
    /// An item of a list.
    Item {
        /// What tells it apart: its name, address or match; its position where nothing else does.
        label: Text,
        /// Its position on the old side.
        old: Option<usize>,
        /// Its position on the new side.
        new: Option<usize>,
    },
}

/// A side of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Old,
    New,
}

impl<'a> Change<'a> {
    /// What the old side has.
    pub fn old(&self) -> Option<&'a Node> {
        match self.difference {
            Difference::Added(_) => None,
            Difference::Removed(old) | Difference::Replaced { old, .. } | Difference::Moved { old, .. } => {
                Some(old)
            }
        }
    }

    /// What the new side has.
    #[expect(clippy::new_ret_no_self, reason = "the new side, as beside it the old one")]
    pub fn new(&self) -> Option<&'a Node> {
        match self.difference {
            Difference::Removed(_) => None,
            Difference::Added(new) | Difference::Replaced { new, .. } | Difference::Moved { new, .. } => {
                Some(new)
            }
        }
    }

    /// The place in the old configuration; nothing where it has none.
    pub fn old_pointer(&self) -> Option<Pointer> {
        self.old().and_then(|_| self.pointer(Side::Old))
    }

    /// The place in the new configuration; nothing where it has none.
    pub fn new_pointer(&self) -> Option<Pointer> {
        self.new().and_then(|_| self.pointer(Side::New))
    }

    /// The way to the place for people, without the first steps: `filterChains[inbound:80].filters[…].statPrefix`.
    pub fn path_from(&self, depth: usize) -> String {
        path(self.steps.get(depth..).unwrap_or_default())
    }

    fn pointer(&self, side: Side) -> Option<Pointer> {
        let message = [Text::new_static("xds"), self.resource_type.url().into(), self.name.clone()];
        let below = self.steps.iter().map(|step| match (step, side) {
            (Step::Member(name), _) => Some(name.clone()),
            (Step::Item { old, .. }, Side::Old) => old.map(|index| index.to_string().into()),
            (Step::Item { new, .. }, Side::New) => new.map(|index| index.to_string().into()),
        });
        let steps = message.into_iter().map(Some).chain(below).collect::<Option<_>>()?;
        Some(Pointer { steps })
    }
}

/// Steps as people read them.
fn path(steps: &[Step]) -> String {
    let mut text = String::new();
    for step in steps {
        if !text.is_empty() && matches!(step, Step::Member(_)) {
            text.push('.');
        }
        text.push_str(&step.to_string());
    }
    text
}

impl fmt::Display for Step {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Member(name) => formatter.write_str(name),
            Self::Item { label, .. } => write!(formatter, "[{label}]"),
        }
    }
}
