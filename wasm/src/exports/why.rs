//! `explainLine` and `why`: what a line does, and why a policy reaches a proxy.

use kumascope_core::{explain, policy, resource::Resource, sorted::sort_by_key, text::Sources};
use tsify::{Ts, Tsify as _};
use wasm_bindgen::{JsError, prelude::wasm_bindgen};

use super::explain::origin;
use crate::{
    session::Session,
    types::{
        Decision, LineEffect, Neighbour, NoEffect, Options, SetField, SourceFile, Why, WhyItem, WhyPlace,
    },
    value,
};

/// The values that a line of a file set, proxy by proxy; or why it set none. Lines are counted from 1. Nothing where there is no such file.
#[wasm_bindgen(js_name = "explainLine")]
pub fn explain_line(
    files: Vec<Ts<SourceFile>>,
    options: Option<Ts<Options>>,
    path: &str,
    line: usize,
) -> Result<Option<Ts<LineEffect>>, JsError> {
    let session = Session::open(files, options)?;
    let sources = session.sources();
    let Some(source) = sources.iter().find(|(_, source)| source.path() == path) else { return Ok(None) };
    let found = explain::line(&session.store, &session.world, source, line, session.shadow);
    let fields = found.fields.iter().map(|field| {
        Ok(SetField {
            proxy: field.proxy.to_string(),
            pointer: field.pointer.to_string(),
            value: value::to_js(&field.value)?,
        })
    });
    let answer = LineEffect {
        resource: found.resource.as_ref().map(|(kind, name)| format!("{kind}/{name}")),
        fields: fields.collect::<Result<_, JsError>>()?,
        reason: found.reason.as_ref().map(|reason| no_effect(reason, sources)),
    };
    Ok(Some(answer.into_ts()?))
}

fn no_effect(reason: &explain::NoEffect, sources: &Sources) -> NoEffect {
    match reason {
        explain::NoEffect::NoResource => NoEffect::NoResource,
        explain::NoEffect::NoValue => NoEffect::NoValue,
        explain::NoEffect::Unused => NoEffect::Unused,
        explain::NoEffect::SelectsNothing { nearest, decision: found } => NoEffect::SelectsNothing {
            nearest: nearest.as_ref().map(ToString::to_string),
            decision: found.as_ref().map(|found| decision(found, sources)),
        },
        explain::NoEffect::ReachesNothing(found) => {
            NoEffect::ReachesNothing { decision: decision(found, sources) }
        }
        explain::NoEffect::Overridden { by, reason } => {
            NoEffect::Overridden { by: origin(*by, sources), reason: reason.reason().into() }
        }
        explain::NoEffect::NoDifference(places) => NoEffect::NoDifference {
            places: places
                .iter()
                .map(|(proxy, place)| (proxy.to_string(), place.name().to_string()))
                .collect(),
        },
    }
}

/// Why a policy (`KIND/NAME`) reaches the proxy of a Dataplane, and where; or the first demand that is not met.
#[wasm_bindgen]
pub fn why(
    files: Vec<Ts<SourceFile>>,
    options: Option<Ts<Options>>,
    policy: &str,
    proxy: &str,
) -> Result<Ts<Why>, JsError> {
    let session = Session::open(files, options)?;
    let proxy = session.find(proxy)?;
    let is_it = |resource: &&Resource| {
        let meta = &resource.meta;
        resource.spec.as_policy().is_some()
            && format!("{}/{}", meta.kind.0.name, meta.display_name()) == policy
    };
    let mut found: Vec<&Resource> = session.store.resources.iter().filter(is_it).collect();
    sort_by_key(&mut found, |resource| resource.meta.mesh != proxy.mesh);
    let resource = found.first().ok_or_else(|| JsError::new(&format!("there is no policy `{policy}`")))?;
    let found = explain::why(&session.store.resources, &session.world, resource, proxy, session.shadow)
        .map_err(|why| JsError::new(&why.to_string()))?;
    let sources = session.sources();
    let answer = Why {
        policy: policy.into(),
        first_failed: found.first_failed().map(|failed| decision(failed, sources)),
        decisions: found.decisions.iter().map(|found| decision(found, sources)).collect(),
        items: found.items.iter().map(|found| item(found, sources)).collect(),
        selected: found.selected,
    };
    Ok(answer.into_ts()?)
}

fn decision(decision: &policy::Decision, sources: &Sources) -> Decision {
    Decision {
        question: decision.question.name().into(),
        expected: decision.expected.clone(),
        actual: decision.actual.clone(),
        holds: decision.holds,
        origin: origin(decision.origin, sources),
    }
}

fn item(item: &explain::WhyItem, sources: &Sources) -> WhyItem {
    let neighbours =
        |found: &[explain::Neighbour]| found.iter().map(|other| neighbour(other, sources)).collect();
    let place = |place: &explain::WhyPlace| WhyPlace {
        name: place.place.name().to_string(),
        over: neighbours(&place.over),
        under: neighbours(&place.under),
    };
    WhyItem {
        list: item.list.name().into(),
        index: item.index,
        origin: origin(item.origin, sources),
        decisions: item.decisions.iter().map(|found| decision(found, sources)).collect(),
        places: item.places.iter().map(place).collect(),
    }
}

fn neighbour(other: &explain::Neighbour, sources: &Sources) -> Neighbour {
    Neighbour {
        policy: other.policy.to_string(),
        list: other.list.name().into(),
        index: other.index,
        origin: origin(other.origin, sources),
        reason: other.reason.reason().into(),
    }
}
