//! What a control plane answers to a resource that is put.

use crate::{
    list::CollectVec as _,
    origin::Origin,
    resource::validate::Violation,
    tree::{Message, Node, Text},
};

const ORIGIN: Origin = Origin::Rule(&"answer of the control plane");

/// An answer.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// The status of HTTP: 201 created, 200 updated, others for refusals; 0 where the control plane fails without an answer.
    pub status: u16,
    /// What could not be done; empty where it was done.
    pub title: &'static str,
    /// Why; empty where it was done.
    pub detail: Text,
    /// What is wrong, in the order of the answer.
    pub violations: Vec<Violation>,
    /// What should no longer be said.
    pub warnings: Vec<Text>,
    /// What is stored: defaults filled in, labels computed.
    pub stored: Option<Node>,
}

impl Answer {
    /// A refusal for a reason.
    pub(super) fn refusal(status: u16, title: &'static str, detail: impl Into<Text>) -> Box<Self> {
        Box::new(Self { status, title, detail: detail.into(), ..Self::default() })
    }

    /// A refusal for violations.
    pub(super) fn invalid(title: &'static str, violations: Vec<Violation>) -> Box<Self> {
        Box::new(Self { violations, ..*Self::refusal(400, title, "Resource is not valid") })
    }

    /// Whether the resource is stored.
    pub fn is_accepted(&self) -> bool {
        self.stored.is_some()
    }

    /// The answer as a tree: `status`, the `body` as the API has it, and what is `stored`.
    pub fn to_node(&self) -> Node {
        Message::new(ORIGIN)
            .constant("status", u32::from(self.status))
            .with("body", self.body())
            .optional("stored", self.stored.clone())
            .into()
    }

    fn body(&self) -> Node {
        if self.status == 0 {
            return Node::string("the connection is closed without an answer", ORIGIN);
        }
        if self.is_accepted() {
            let warnings: Vec<Node> =
                self.warnings.iter().map(|text| Node::string(text.clone(), ORIGIN)).collect_vec();
            return Message::new(ORIGIN).list("warnings", warnings).into();
        }
        let violation = |violation: &Violation| -> Node {
            let body = Message::new(ORIGIN).constant("field", violation.field.as_str());
            body.constant("reason", violation.reason.as_str()).into()
        };
        Message::new(ORIGIN)
            .constant("detail", &self.detail)
            .list("invalid_parameters", self.violations.iter().map(violation))
            .constant("status", u32::from(self.status))
            .constant("title", self.title)
            .constant("type", "/std-errors")
            .into()
    }
}
