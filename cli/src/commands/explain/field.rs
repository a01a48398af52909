//! Fields, each with the chain of what stands behind it.

use annotate_snippets::{AnnotationKind, Level};
use kumascope_core::{
    explain::{Chain, Explainer, Link},
    origin::Origin,
    output::explain,
    policy::Criterion,
    text::Sources,
    tree::{Message, Node, Pointer},
};

use super::ExplainFormat;
use crate::{
    colour::Colour,
    findings, pointer,
    render::{self, Mark},
    table::Table,
};

/// The fields at a place and below it.
pub(super) fn print(
    explainer: &mut Explainer<'_>,
    place: &Pointer,
    sources: &Sources,
    format: ExplainFormat,
    colour: Colour,
) -> String {
    let leaves = explain(explainer.configuration(), place).map(|found| found.leaves).unwrap_or_default();
    let pointers: Vec<Pointer> = leaves.into_iter().map(|leaf| leaf.pointer).collect();
    let chains: Vec<Chain> = pointers.iter().filter_map(|pointer| explainer.chain(pointer)).collect();
    match format {
        ExplainFormat::Text => text(&chains, place, sources, colour),
        ExplainFormat::Json => format!("{}\n", list(&chains, sources).to_json_pretty()),
        ExplainFormat::Table => table(&chains, place, sources),
    }
}

/// The fields in the order in which they stand, those that the same lines set and would set together.
fn text(chains: &[Chain], below: &Pointer, sources: &Sources, colour: Colour) -> String {
    let signature = |chain: &Chain| chain.links.iter().map(|link| link.origin).collect::<Vec<_>>();
    let mut groups: Vec<(Vec<Option<Origin>>, Vec<&Chain>)> = Vec::new();
    for chain in chains {
        let own = signature(chain);
        match groups.iter_mut().find(|(other, _)| *other == own) {
            Some((_, chains)) => chains.push(chain),
            None => groups.push((own, vec![chain])),
        }
    }
    let shown = groups.iter().map(|(_, chains)| group(chains, below, sources, colour));
    shown.collect::<Vec<_>>().join("\n\n") + "\n"
}

fn group(chains: &[&Chain], below: &Pointer, sources: &Sources, colour: Colour) -> String {
    let lines = chains.iter().map(|chain| {
        let value = chain.links.first().and_then(|link| link.value.as_ref());
        format!("{} = {}", relative(&chain.pointer, below), value.map(shown).unwrap_or_default())
    });
    let title = lines.collect::<Vec<_>>().join("\n");
    let Some((chain, origin)) = chains.first().and_then(|chain| Some((chain, chain.links.first()?.origin?)))
    else {
        return title;
    };
    let labels = labels(chain);
    let own = chain.links.iter().zip(&labels).filter_map(|(link, label)| mark(link, label));
    let marks: Vec<Mark<'_>> = own.chain(others(chain)).collect();
    let notes = notes(chain, sources);
    let (level, name) = match origin {
        Origin::Field(_) => (Level::NOTE, "field"),
        Origin::Default(_) => (Level::INFO, "default"),
        Origin::Rule(_) => (Level::INFO, "rule"),
    };
    let mut group = level.with_name(name).primary_title(&title).elements(render::snippets(&marks, sources));
    match origin {
        Origin::Field(_) => {}
        Origin::Default(name) => {
            let text = format!("nobody wrote {name}; this is its default");
            group = group.element(Level::HELP.message(text));
        }
        Origin::Rule(name) => {
            group = group.element(Level::NOTE.message(format!("the control plane's own: {name}")));
        }
    }
    for note in notes {
        group = group.element(Level::NOTE.message(note));
    }
    render::renderer(colour).render(&[group])
}

/// What to write beside each line of a chain.
fn labels(chain: &Chain) -> Vec<String> {
    let mut labels = vec!["set here".to_owned()];
    for (winner, link) in chain.links.iter().zip(chain.links.iter().skip(1)) {
        let value = link.value.as_ref().map(shown).unwrap_or_default();
        let reason = winner.reason.map(|reason| format!(": of the one before, {}", reason.reason()));
        labels.push(format!("overridden, would be {value}{}", reason.unwrap_or_default()));
    }
    labels
}

/// The other lines that have a part in the value.
fn others(chain: &Chain) -> impl Iterator<Item = Mark<'_>> {
    let own = chain.links.first().and_then(|link| link.origin?.location());
    let others = chain.contributors.iter().filter(move |location| own != Some(**location));
    others.map(|location| Mark { location: *location, kind: AnnotationKind::Context, label: "and here" })
}

fn mark<'l>(link: &Link, label: &'l str) -> Option<Mark<'l>> {
    let location = link.origin?.location()?;
    let kind = if label == "set here" { AnnotationKind::Primary } else { AnnotationKind::Context };
    Some(Mark { location, kind, label })
}

/// What would stand without all lines, and who made the messages around the field.
fn notes(chain: &Chain, sources: &Sources) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(last) = chain.links.last().filter(|_| chain.links.len() > 1) {
        let text = match (&last.value, last.origin) {
            (None, _) | (_, None) => Some("without it the field would not be there".to_owned()),
            (Some(value), Some(Origin::Default(name))) => {
                Some(format!("without it {} would stand, the default of {name}", shown(value)))
            }
            (Some(value), Some(Origin::Rule(name))) => {
                Some(format!("without it {} would stand: {name}", shown(value)))
            }
            (Some(_), Some(Origin::Field(_))) => None,
        };
        notes.extend(text);
    }
    if chain.is_equal_otherwise() {
        notes.push("the same would stand without the policy".to_owned());
    }
    let around = chain.within.iter().rev().find(|origin| origin.location().is_some());
    if let (Some(around), Some(Origin::Default(_) | Origin::Rule(_))) =
        (around, chain.links.first().and_then(|link| link.origin))
    {
        notes.push(format!("it stands in what {} asks for", render::set_by(*around, sources)));
    }
    notes
}

/// The value, cut where it is long: certificates and scripts are.
pub(super) fn shown(node: &Node) -> String {
    const LONG: usize = 100;
    let json = node.to_json();
    match json.char_indices().nth(LONG) {
        Some((end, _)) => {
            format!("{}… ({} characters)", json.get(..end).unwrap_or_default(), json.chars().count())
        }
        None => json,
    }
}

/// The last step of the place that was asked for, and what is below it; types by their short words.
fn relative(pointer: &Pointer, below: &Pointer) -> String {
    let short = pointer::shortened(pointer);
    let from = below.steps.len().saturating_sub(2).min(short.steps.len());
    let steps = short.steps.get(from..).unwrap_or_default().to_vec();
    Pointer { steps }.to_string().trim_start_matches('/').to_owned()
}

fn list(chains: &[Chain], sources: &Sources) -> Node {
    let described = chains.iter().map(|chain| {
        let first = chain.links.first();
        let within = chain.within.iter().map(|found| origin(*found, sources));
        let contributors = chain.contributors.iter().map(|line| origin(Origin::Field(*line), sources));
        Message::rule(&"leaf")
            .constant("pointer", chain.pointer.to_string())
            .optional("value", first.and_then(|link| link.value.clone()))
            .optional("origin", first.and_then(|link| link.origin).map(|found| origin(found, sources)))
            .list("chain", chain.links.iter().map(|link| describe(link, sources)))
            .list("contributors", contributors)
            .optional("withoutPolicy", chain.without_policy.as_ref().map(|link| describe(link, sources)))
            .constant("equalOtherwise", chain.is_equal_otherwise())
            .list("within", within)
    });
    Node::list(described.map(Node::from).collect(), Origin::Rule(&"explanation"))
}

fn describe(link: &Link, sources: &Sources) -> Message {
    Message::rule(&"link")
        .optional("value", link.value.clone())
        .optional("origin", link.origin.map(|found| origin(found, sources)))
        .text("winsBy", link.reason.map(Criterion::name).unwrap_or_default())
}

/// Who set a value, as JSON.
pub(in crate::commands) fn origin(origin: Origin, sources: &Sources) -> Message {
    let message = Message::rule(&"origin");
    match origin {
        Origin::Field(location) => {
            let text = sources.get(location.source).map_or("", |source| source.slice(location.span));
            let place = findings::place(location, sources);
            message.constant("kind", "field").with("at", place).constant("text", text)
        }
        Origin::Default(name) => message.constant("kind", "default").constant("name", *name),
        Origin::Rule(name) => message.constant("kind", "rule").constant("name", *name),
    }
}

fn table(chains: &[Chain], below: &Pointer, sources: &Sources) -> String {
    let mut table = Table::new(["FIELD", "VALUE", "SET BY"]);
    for chain in chains {
        let Some(link) = chain.links.first() else { continue };
        let value = link.value.as_ref().map(shown).unwrap_or_default();
        let set_by = link.origin.map(|origin| render::set_by(origin, sources)).unwrap_or_default();
        table.row([relative(&chain.pointer, below), value, set_by]);
    }
    table.to_text()
}
