//! What a built-in gateway has of its own: the limits of its listeners. Its listeners and routes are not compiled.

use crate::{
    model::{Proxy, RuntimeLayer},
    origin::Origin,
    policy::Context,
    tree::{Map, Text},
};

/// Adds the layer of limits; it is there without any limit, too.
pub(super) fn add(context: &Context<'_>, proxy: &mut Proxy) {
    if context.proxy.is_builtin_gateway() {
        proxy.runtime_layers.push(RuntimeLayer {
            name: Text::new_static("gateway.listeners"),
            values: Map::default(),
            origin: Origin::Rule(&"limits of a built-in gateway"),
        });
    }
}
