//! `envoy.service.runtime.v3.Runtime`.

use super::{Resource, ResourceType};
use crate::{
    model::RuntimeLayer,
    tree::{Message, Node, Value},
};

pub(super) fn lower(layer: RuntimeLayer) -> Resource {
    let members = Node::new(Value::Map(layer.values), layer.origin);
    Resource {
        resource_type: ResourceType::Runtime,
        name: layer.name.clone(),
        generator: "gateway",
        message: Message::new(layer.origin).constant("name", layer.name).with("layer", members).into(),
    }
}
