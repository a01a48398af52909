//! `diff`: what is different between two versions of the files, for every proxy.

use kumascope_core::{
    Compiler,
    compare::{self, Difference, Edit},
    text::Sources,
    tree::{Node, Pointer},
};
use tsify::{Ts, Tsify as _};
use wasm_bindgen::{JsError, prelude::wasm_bindgen};

use super::{explain, impact};
use crate::{
    session::Session,
    types::{Change, ChangeKind, ChangeSide, Comparison, Options, ProxyDifference, SourceFile},
    value,
};

/// What is different between the configurations that two versions of the files make, for every proxy or the one that is named.
/// Where something is written makes no difference. Options hold for both.
///
/// Throws where options are wrong; a proxy that only one side has is compared with nothing.
#[wasm_bindgen]
pub fn diff(
    old: Vec<Ts<SourceFile>>,
    new: Vec<Ts<SourceFile>>,
    options: Option<Ts<Options>>,
    proxy: Option<String>,
) -> Result<Ts<Comparison>, JsError> {
    let (old, new) = Session::open_both(old, new, options)?;
    let (before, after) = (Compiler::new(&old.store, &old.world), Compiler::new(&new.store, &new.world));
    let edited = compare::resources(&old.store, &new.store);
    let edit = Edit::between(&before, &after, &edited, new.shadow);
    let mut proxies = Vec::new();
    for key in edit.candidates(&before, &after) {
        if proxy.as_ref().is_some_and(|name| *name != key.to_string()) {
            continue;
        }
        let node = |compiler: &Compiler<'_>| compiler.compile(&key, new.shadow).configuration.into_node();
        let (was, is) = (node(&before), node(&after));
        let changes = compare::configurations(&was, &is);
        let changes = changes.iter().map(|change| of_change(change, old.sources(), new.sources()));
        let changes = changes.collect::<Result<Vec<_>, _>>()?;
        if !changes.is_empty() {
            proxies.push(ProxyDifference { proxy: key.to_string(), changes });
        }
    }
    Ok(Comparison { proxies, diagnostics: new.diagnostics([&after.report]) }.into_ts()?)
}

fn of_change(change: &compare::Change<'_>, old: &Sources, new: &Sources) -> Result<Change, JsError> {
    let (place, depth) = change.place();
    let side = |node: Option<&Node>, pointer: Option<Pointer>, sources: &Sources| {
        node.map(|node| of_side(node, pointer, sources)).transpose()
    };
    Ok(Change {
        group: impact::group(place.group),
        message: place.message.to_string(),
        parts: place.parts.iter().map(ToString::to_string).collect(),
        path: change.path_from(depth),
        kind: match change.difference {
            Difference::Added(_) => ChangeKind::Added,
            Difference::Removed(_) => ChangeKind::Removed,
            Difference::Replaced { .. } => ChangeKind::Replaced,
            Difference::Moved { .. } => ChangeKind::Moved,
        },
        old: side(change.old(), change.old_pointer(), old)?,
        new: side(change.new(), change.new_pointer(), new)?,
    })
}

fn of_side(node: &Node, pointer: Option<Pointer>, sources: &Sources) -> Result<ChangeSide, JsError> {
    Ok(ChangeSide {
        pointer: pointer.map(|pointer| pointer.to_string()).unwrap_or_default(),
        value: value::to_js(node)?,
        causes: compare::origins(node).into_iter().map(|found| explain::origin(found, sources)).collect(),
    })
}
