//! Labels that generated MeshServices take over from their Dataplanes.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use super::syntax;
use crate::{
    origin::Traced,
    resource::{Labels, dataplane::Inbound},
    sorted::SortedMap,
    tree::Text,
    world::MeshServiceGeneration,
};

/// Marks a key that was taken over, so that it can be told from labels that were set by hand.
const MARK: &str = "kuma.io/pkey-";

type Pairs = SortedMap<Text, Traced<Text>>;

/// What one Dataplane hands on: tags on which its inbounds agree, overlaid by its labels.
pub(super) fn of_dataplane(
    labels: &Labels,
    inbounds: &[&Inbound],
    settings: &MeshServiceGeneration,
) -> Pairs {
    let mut agreed: SortedMap<&Text, Option<&Traced<Text>>> = SortedMap::new();
    for (key, value) in inbounds.iter().flat_map(|inbound| &inbound.tags) {
        let known = agreed.entry(key).or_insert(Some(value));
        if known.is_some_and(|known| known != value) {
            *known = None;
        }
    }
    let tags = agreed.into_iter().filter_map(|(key, value)| Some((key, value?)));
    let allowed = tags.chain(&labels.0).filter(|(key, value)| may_be_handed_on(key, value, settings));
    allowed.map(|(key, value)| (key.clone(), value.clone())).collect()
}

/// Adds what Dataplanes hand on, in the order of their creation: the value of most of them, then the newest.
pub(super) fn add(labels: &mut Labels, dataplanes: impl Iterator<Item = Pairs>) {
    let mut counted: SortedMap<Text, Vec<Counted>> = SortedMap::new();
    for (age, pairs) in dataplanes.enumerate() {
        for (key, value) in pairs {
            let values = counted.entry(key).or_default();
            match values.iter_mut().find(|counted| counted.value == value) {
                Some(counted) => {
                    counted.count += 1;
                    counted.newest = age;
                }
                None => values.push(Counted { value, count: 1, newest: age }),
            }
        }
    }
    for (key, values) in counted {
        let Some(best) = values.into_iter().max_by_key(|counted| (counted.count, counted.newest)) else {
            continue;
        };
        let mark = Text::from_iter([MARK, &fingerprint(&key)]);
        labels.0.insert(mark, Traced::rule(Text::default(), &"mark of a label that was taken over"));
        labels.0.entry(key).or_insert(best.value);
    }
}

struct Counted {
    value: Traced<Text>,
    count: usize,
    newest: usize,
}

fn may_be_handed_on(key: &str, value: &str, settings: &MeshServiceGeneration) -> bool {
    let reserved = key.starts_with("kuma.io/") || key.starts_with("k8s.kuma.io/");
    let allowed = &settings.propagated_labels;
    !reserved
        && (allowed.is_empty() || allowed.iter().any(|name| name == key))
        && syntax::is_qualified_name(key)
        && syntax::is_label_value(value)
}

/// The first eight bytes of the key's SHA-256, in hexadecimal.
fn fingerprint(key: &str) -> String {
    Sha256::digest(key).iter().take(8).fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
