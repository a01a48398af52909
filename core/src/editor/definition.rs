//! Where the name at a place is defined.

use super::{
    names::Names,
    place::{Place, Role, unquoted},
};
use crate::{origin::Location, text::Sources};

/// Where the resource stands that the word around a byte names; nothing where it names none that is there.
pub fn definition(sources: &Sources, text: &str, byte: usize) -> Option<Location> {
    let place = Place::at(text, byte);
    let (from, to) = place.word;
    let word = unquoted(text.get(from..to)?);
    if place.role != Role::Value || word.is_empty() {
        return None;
    }
    let names = Names::of(sources);
    let service = || names.services().into_iter().find(|(name, _)| *name == word).map(|(_, origin)| origin);
    let found = match (place.key()?, place.sibling("kind")) {
        ("name", Some(kind)) => names.find(kind, word).or_else(|| (kind == "MeshService").then(service)?),
        ("mesh" | "kuma.io/mesh", _) => names.find("Mesh", word),
        ("kuma.io/service", _) => names.find("MeshService", word).or_else(service),
        _ => None,
    };
    found?.location()
}
