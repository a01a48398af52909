#![doc = include_str!("address_conflict.md")]

use crate::{
    check::{Find, MeshContext, Rule, context::title},
    index::DataplaneView,
    origin::{Origin, Traced},
    report::{Diagnostic, Severity},
    sorted::SortedMap,
    tree::Text,
};

/// The row.
pub(super) const RULE: Rule =
    Rule { code: "address-conflict", severity: Severity::Warning, find: Find::Mesh(find) };

fn find(context: &MeshContext<'_>) -> Vec<Diagnostic> {
    let mut taken: SortedMap<(Text, Text, u32), (String, Origin)> = SortedMap::new();
    let mut found = Vec::new();
    for dataplane in context.mesh.dataplanes() {
        let zone = Text::new(dataplane.meta.zone());
        for (address, port) in sockets(dataplane) {
            let key = (zone.clone(), address.value.clone(), port.value);
            let Some((owner, first)) = taken.get(&key) else {
                taken.insert(key, (title(dataplane.meta), port.origin));
                continue;
            };
            if *owner != title(dataplane.meta) {
                let message = format!(
                    "{} and {owner} both listen at {}:{}",
                    title(dataplane.meta),
                    address.value,
                    port.value
                );
                found.push(RULE.broken(message, port.origin).related("first defined here", *first));
            }
        }
    }
    found
}

/// Where the inbounds of a Dataplane listen.
fn sockets<'a>(dataplane: &DataplaneView<'a>) -> impl Iterator<Item = (&'a Traced<Text>, Traced<u32>)> {
    let networking = &dataplane.spec.networking;
    networking.inbound.iter().map(|inbound| {
        let address = inbound.address.as_ref().filter(|address| !address.is_empty());
        (address.unwrap_or(&networking.address), inbound.port)
    })
}
