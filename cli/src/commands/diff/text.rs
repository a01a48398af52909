//! Differences for people: grouped by listener, route, cluster and so on, field by field, with who set each value.

use clap::builder::styling::{AnsiColor, Style};
use kumascope_core::{
    compare::{Change, Difference, Place},
    output::to_yaml,
    tree::{Node, Value},
    world::ProxyKey,
};

use crate::{
    colour::Colour,
    comparison::{Surroundings, causes::Speaker},
};

/// How many lines of a value are shown.
const LINES: usize = 24;

/// How long a line of a value may be: certificates and scripts are longer.
const LONG: usize = 160;

/// Everything about one proxy.
pub(super) fn page(
    proxy: &ProxyKey,
    changes: &[Change<'_>],
    surroundings: &Surroundings<'_>,
    colour: Colour,
) -> String {
    let mut placed: Vec<(Place, usize, &Change<'_>)> = changes
        .iter()
        .map(|change| {
            let (place, depth) = change.place();
            (place, depth, change)
        })
        .collect();
    placed.sort_by(|left, right| left.0.cmp(&right.0));
    let printer = Printer { surroundings, colour };
    let mut text =
        printer.styled(Style::new().bold(), &format!("proxy {proxy}: {}", counted(changes.len()))) + "\n";
    let mut last: Option<&Place> = None;
    for (place, depth, change) in &placed {
        if last != Some(place) {
            text.push_str(&printer.heading(place));
            last = Some(place);
        }
        printer.change(change, *depth, &mut text);
    }
    text
}

struct Printer<'a> {
    surroundings: &'a Surroundings<'a>,
    colour: Colour,
}

impl Printer<'_> {
    fn styled(&self, style: Style, text: &str) -> String {
        match self.colour {
            Colour::On => format!("{style}{text}{style:#}"),
            Colour::Off => text.to_owned(),
        }
    }

    fn heading(&self, place: &Place) -> String {
        let names = std::iter::once(&place.message).chain(&place.parts);
        let names = names.map(ToString::to_string).collect::<Vec<_>>().join(" / ");
        let heading = format!("{} {names}", place.group.name());
        format!("\n  {}\n", self.styled(AnsiColor::Cyan.on_default(), &heading))
    }

    fn change(&self, change: &Change<'_>, depth: usize, text: &mut String) {
        let path = change.path_from(depth);
        if !path.is_empty() {
            text.push_str(&format!("    {path}\n"));
        }
        let (old, new) = (&self.surroundings.old, &self.surroundings.new);
        match change.difference {
            Difference::Added(node) => self.value('+', node, new, text),
            Difference::Removed(node) => self.value('-', node, old, text),
            Difference::Replaced { old: before, new: after } => {
                self.value('-', before, old, text);
                self.value('+', after, new, text);
            }
            Difference::Moved { new: node, .. } => {
                let moved = format!("    ~ stands elsewhere{}", positions(change));
                text.push_str(&self.styled(AnsiColor::Yellow.on_default(), &moved));
                self.cause(node, new, text);
            }
        }
    }

    /// A value behind its sign, the first line with who set it.
    fn value(&self, sign: char, node: &Node, speaker: &Speaker<'_>, text: &mut String) {
        let style = if sign == '+' { AnsiColor::Green } else { AnsiColor::Red }.on_default();
        let lines = lines(node);
        let shown = if lines.len() <= LINES + 1 { lines.len() } else { LINES };
        for (index, line) in lines.iter().take(shown).enumerate() {
            text.push_str(&self.styled(style, &format!("    {sign} {line}")));
            if index == 0 {
                self.cause(node, speaker, text);
            } else {
                text.push('\n');
            }
        }
        let more = lines.len() - shown;
        if more > 0 {
            text.push_str(&self.styled(style, &format!("    {sign} … {more} more lines")));
            text.push('\n');
        }
    }

    fn cause(&self, node: &Node, speaker: &Speaker<'_>, text: &mut String) {
        let words = format!("   # {}", speaker.words(node));
        text.push_str(&self.styled(Style::new().dimmed(), &words));
        text.push('\n');
    }
}

/// A value as lines: what holds others as YAML, everything else as JSON.
fn lines(node: &Node) -> Vec<String> {
    match &node.value {
        Value::Map(_) | Value::List(_) => to_yaml(node).lines().map(shortened).collect(),
        _ => vec![shortened(&node.to_json())],
    }
}

fn shortened(line: &str) -> String {
    if line.chars().count() <= LONG {
        return line.to_owned();
    }
    line.chars().take(LONG).chain(['…']).collect()
}

fn positions(change: &Change<'_>) -> String {
    let last = |pointer: Option<kumascope_core::tree::Pointer>| {
        pointer.and_then(|pointer| pointer.steps.last().cloned()).unwrap_or_default()
    };
    format!(": position {} before, {} now", last(change.old_pointer()), last(change.new_pointer()))
}

fn counted(count: usize) -> String {
    if count == 1 { "1 change".to_owned() } else { format!("{count} changes") }
}
