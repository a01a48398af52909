//! `explain`: who set a value.

use kumascope_core::{origin, output, text::Sources, tree::Pointer};
use tsify::{Ts, Tsify as _};
use wasm_bindgen::{JsError, prelude::wasm_bindgen};

use crate::{
    offsets,
    session::Session,
    types::{Explanation, Leaf, Options, Origin, SourceFile},
    value,
};

/// Who set the values at and below a place of a proxy's configuration. `pointer` is a JSON pointer from the root of what
/// `compile` gives: `/xds/TYPE/NAME/…`. Nothing where there is no such place.
#[wasm_bindgen]
pub fn explain(
    files: Vec<Ts<SourceFile>>,
    options: Option<Ts<Options>>,
    proxy: &str,
    pointer: &str,
) -> Result<Option<Ts<Explanation>>, JsError> {
    let session = Session::open(files, options)?;
    let configuration = session.compile(session.find(proxy)?).configuration.into_node();
    let place =
        Pointer::parse(pointer).ok_or_else(|| JsError::new(&format!("`{pointer}` is not a JSON pointer")))?;
    let Some(explanation) = output::explain(&configuration, &place) else { return Ok(None) };
    let leaves = explanation.leaves.iter().map(|leaf| describe(leaf, session.sources()));
    let answer = Explanation { leaves: leaves.collect::<Result<_, _>>()? };
    Ok(Some(answer.into_ts()?))
}

fn describe(leaf: &output::Leaf<'_>, sources: &Sources) -> Result<Leaf, JsError> {
    Ok(Leaf {
        pointer: leaf.pointer.to_string(),
        value: value::to_js(leaf.node)?,
        origin: origin(leaf.origin(), sources),
    })
}

/// Who set a value.
pub(super) fn origin(origin: origin::Origin, sources: &Sources) -> Origin {
    match origin {
        origin::Origin::Field(location) => match offsets::range(location, sources) {
            Some(range) => Origin::Field { range },
            None => Origin::Rule { name: "unknown source".into() },
        },
        origin::Origin::Default(name) => Origin::Default { name: (*name).into() },
        origin::Origin::Rule(name) => Origin::Rule { name: (*name).into() },
    }
}
