//! `kumaSidecarConfiguration`: what kuma-dp itself needs to know.

use super::{metrics::Aggregate, subject::Subject};
use crate::{
    list::CollectVec as _,
    tree::{Message, Node, Value},
};

const RULE: &str = "configuration of kuma-dp";

/// The whole of it.
pub(super) fn configuration(subject: &Subject) -> Node {
    let aggregate: Vec<Node> = subject.aggregates.iter().map(aggregate).collect_vec();
    let origin = crate::origin::Origin::Rule(&RULE);
    let networking = Message::rule(&RULE)
        .with("corefileTemplate", Node::new(Value::Null, origin))
        .with("address", &subject.address);
    Message::rule(&RULE)
        .with("networking", networking)
        .with("metrics", Message::rule(&RULE).with("aggregate", Node::list(aggregate, origin)))
        .into()
}

fn aggregate(aggregate: &Aggregate) -> Node {
    Message::rule(&RULE)
        .with("name", &aggregate.name)
        .with("address", &aggregate.address)
        .with("port", aggregate.port)
        .with("path", &aggregate.path)
        .into()
}
