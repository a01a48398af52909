//! What a line does: the fields that it set, or why it set none.

use kumascope_core::{
    explain::{self, LineEffect, NoEffect},
    origin::SourceId,
    text::Sources,
    tree::{Message, Node},
    world::ProxyKey,
};

use super::{ExplainFormat, field};
use crate::{colour::Colour, pointer, render, session::Session, table::Table};

/// A line of a source.
#[derive(Clone, Copy)]
pub(super) struct Asked {
    source: SourceId,
    number: usize,
}

/// The line that `FILE:LINE` means, where the sources have that file.
pub(super) fn find(sources: &Sources, text: &str) -> Option<Asked> {
    let (path, number) = text.rsplit_once(':')?;
    let number = number.parse().ok()?;
    let is_it = |own: &str| own.trim_start_matches("./") == path.trim_start_matches("./");
    let (source, _) = sources.iter().find(|(_, source)| is_it(source.path()))?;
    Some(Asked { source, number })
}

/// What a line does to all proxies, or to one.
pub(super) fn effect(session: &Session, asked: Asked, proxy: Option<&ProxyKey>) -> Option<LineEffect> {
    let source = session.sources.get(asked.source)?;
    let (place, shadow) = ((asked.source, source), session.shadow());
    let mut effect = explain::line(&session.store, &session.world, place, asked.number, shadow);
    effect.fields.retain(|field| proxy.is_none_or(|proxy| field.proxy == *proxy));
    Some(effect)
}

/// The effect as text, table or JSON.
pub(super) fn print(
    effect: Option<&LineEffect>,
    asked: Asked,
    sources: &Sources,
    format: ExplainFormat,
    _: Colour,
) -> String {
    let Some(effect) = effect else { return String::new() };
    match format {
        ExplainFormat::Json => format!("{}\n", to_json(effect, sources).to_json_pretty()),
        ExplainFormat::Table => table(effect),
        ExplainFormat::Text => text(effect, asked, sources),
    }
}

fn text(effect: &LineEffect, asked: Asked, sources: &Sources) -> String {
    let path = sources.get(asked.source).map_or("", |source| source.path());
    let resource = effect.resource.as_ref().map(|(kind, name)| format!(" ({kind} {name})"));
    let head = format!("{path}:{}{}", asked.number, resource.unwrap_or_default());
    match &effect.reason {
        Some(reason) => format!("{head} sets nothing: {}\n", in_words(reason, sources)),
        None => format!("{head} sets\n{}", table(effect)),
    }
}

fn table(effect: &LineEffect) -> String {
    let mut table = Table::new(["PROXY", "FIELD", "VALUE"]);
    for found in &effect.fields {
        let place = pointer::shortened(&found.pointer).to_string();
        table.row([found.proxy.to_string(), place, field::shown(&found.value)]);
    }
    table.to_text()
}

/// Why a line set nothing, as the end of a sentence.
fn in_words(reason: &NoEffect, sources: &Sources) -> String {
    match reason {
        NoEffect::NoResource => {
            "it is no line of a resource that the control plane stores; `kumascope check` says what is refused".into()
        }
        NoEffect::NoValue => "it says what the policy is called or whom it is about, and is no value itself".into(),
        NoEffect::Unused => "no proxy gets anything from this field".into(),
        NoEffect::SelectsNothing { nearest: Some(proxy), decision: Some(found) } => format!(
            "the policy selects no proxy; of {proxy}, for example, {} is `{}`, not `{}`",
            found.question, found.actual, found.expected
        ),
        NoEffect::SelectsNothing { .. } => "there is no proxy that the policy could select".into(),
        NoEffect::ReachesNothing(found) => format!(
            "the item reaches nothing: {} is `{}`, and there is `{}`",
            found.question, found.expected, found.actual
        ),
        NoEffect::Overridden { by, reason } => {
            format!("{} wins, because {}", render::set_by(*by, sources), reason.reason())
        }
        NoEffect::NoDifference(places) => {
            let places: Vec<String> =
                places.iter().map(|(proxy, place)| format!("{} of {proxy}", place.name())).collect();
            format!(
                "it holds for {}, where the field has no effect on what is spoken, or says what stands anyway",
                places.join(", ")
            )
        }
    }
}

fn to_json(effect: &LineEffect, sources: &Sources) -> Node {
    let fields = effect.fields.iter().map(|found| {
        Message::rule(&"field")
            .constant("proxy", found.proxy.to_string())
            .constant("pointer", found.pointer.to_string())
            .with("value", found.value.clone())
    });
    let resource = effect
        .resource
        .as_ref()
        .map(|(kind, name)| Message::rule(&"resource").constant("kind", *kind).constant("name", name));
    Message::rule(&"line")
        .optional("resource", resource)
        .list("fields", fields)
        .text("reason", effect.reason.as_ref().map(|reason| in_words(reason, sources)).unwrap_or_default())
        .into()
}
