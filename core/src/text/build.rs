//! Building a tree from the parser's events: anchors, aliases, merge keys and duplicate keys are settled here.

use saphyr_parser::{Event, ScalarStyle, ScanError, Tag};

use super::{
    MAX_DEPTH, code, fault,
    frame::{Frame, Item, Items},
    scalar,
    source::Source,
    yaml::Places,
};
use crate::{
    origin::{Origin, Span},
    report::{Code, Diagnostic, Report},
    sorted::SortedMap,
    tree::{Node, Value},
};

/// The document cannot be read any further.
pub(super) struct Refused;

/// A tree under construction.
pub(super) struct Builder<'a> {
    source: &'a Source,
    places: Places,
    alias_nodes: &'a mut usize,
    report: &'a mut Report,
    open: Vec<Frame>,
    anchors: SortedMap<usize, Anchored>,
    roots: Vec<Node>,
    errors_before: usize,
}

/// A value with an anchor, and what an alias of it costs.
struct Anchored {
    node: Node,
    nodes: usize,
    height: usize,
}

impl<'a> Builder<'a> {
    pub(super) fn new(
        source: &'a Source,
        places: Places,
        alias_nodes: &'a mut usize,
        report: &'a mut Report,
    ) -> Self {
        let errors_before = report.diagnostics.len();
        let (open, roots) = (Vec::new(), Vec::new());
        Self { source, places, alias_nodes, report, open, anchors: SortedMap::new(), roots, errors_before }
    }

    /// Takes the next event.
    pub(super) fn event(&mut self, event: Event<'_>, span: saphyr_parser::Span) -> Result<(), Refused> {
        let span = self.places.span(span);
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                self.scalar(&text, style, tag.as_deref(), anchor, span);
            }
            Event::SequenceStart(anchor, _) => self.open(Frame::list(span, anchor))?,
            Event::MappingStart(anchor, _) => self.open(Frame::map(span, anchor))?,
            Event::SequenceEnd | Event::MappingEnd => self.close(span),
            Event::Alias(anchor) => self.alias(anchor, span)?,
            Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd => {}
        }
        Ok(())
    }

    /// Notes that the parser could not read on.
    pub(super) fn fail(&mut self, error: &ScanError) {
        let start = self.places.byte(*error.marker()).min(self.places.end());
        let width = self
            .source
            .slice(Span { start, end: self.places.end() })
            .chars()
            .next()
            .map_or(0, char::len_utf8);
        let end = start + u32::try_from(width).unwrap_or_default();
        self.report.push(fault::broken_yaml(error, self.places.origin(Span { start, end })));
    }

    /// The roots that were read; none where something in them was refused.
    pub(super) fn into_roots(self) -> Vec<Node> {
        let found = self.report.diagnostics.get(self.errors_before..).unwrap_or_default();
        let refused = found.iter().any(|diagnostic| diagnostic.severity == crate::report::Severity::Error);
        if refused { Vec::new() } else { self.roots }
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, tag: Option<&Tag>, anchor: usize, span: Span) {
        let span = self.scalar_span(style, span);
        let origin = self.places.origin(span);
        let is_block = matches!(style, ScalarStyle::Literal | ScalarStyle::Folded);
        // A block that the document ends with has the line break only if it is there.
        let text = if is_block && span.end == self.places.end() { text.trim_end_matches('\n') } else { text };
        let value = scalar::resolve(text, style, tag).unwrap_or_else(|(code, message)| {
            self.error(code, message, origin, "write a plain number or text, or quote it");
            Value::Null
        });
        let is_merge = text == "<<" && style == ScalarStyle::Plain && tag.is_none();
        self.complete(Item { node: Node::new(value, origin), is_merge }, anchor);
    }

    fn open(&mut self, frame: Frame) -> Result<(), Refused> {
        if self.open.len() >= MAX_DEPTH {
            let origin = self.places.origin(frame.span);
            return Err(self.too_deep(origin));
        }
        self.open.push(frame);
        Ok(())
    }

    fn close(&mut self, span: Span) {
        let Some(frame) = self.open.pop() else { return };
        let (anchor, origin) = (frame.anchor, self.places.origin(frame.close(span)));
        let value = match frame.items {
            Items::List(items) => Value::List(items),
            Items::Map(members) => Value::Map(members.into_map(self.report)),
        };
        self.complete(Item { node: Node::new(value, origin), is_merge: false }, anchor);
    }

    fn alias(&mut self, anchor: usize, span: Span) -> Result<(), Refused> {
        let origin = self.places.origin(span);
        let Some(anchored) = self.anchors.get(&anchor) else {
            let help = "an alias can repeat only what ends before it";
            self.error(
                code::BROKEN_YAML,
                "this alias stands inside the value that it repeats".into(),
                origin,
                help,
            );
            return Err(Refused);
        };
        if anchored.height + self.open.len() > MAX_DEPTH {
            return Err(self.too_deep(origin));
        }
        let Some(remaining) = self.alias_nodes.checked_sub(anchored.nodes) else {
            let message =
                format!("the aliases of this file repeat more than {} values", super::MAX_ALIAS_NODES);
            self.error(
                code::TOO_MANY_ALIASES,
                message,
                origin,
                "write the values out, or use fewer aliases of aliases",
            );
            return Err(Refused);
        };
        let node = anchored.node.clone();
        *self.alias_nodes = remaining;
        self.complete(Item { node, is_merge: false }, 0);
        Ok(())
    }

    /// Puts a finished value where it belongs: into the open list or map, or among the roots.
    fn complete(&mut self, item: Item, anchor: usize) {
        if anchor > 0 {
            let (nodes, height) = measure(&item.node);
            self.anchors.insert(anchor, Anchored { node: item.node.clone(), nodes, height });
        }
        match self.open.last_mut() {
            Some(frame) => frame.add(item, self.report),
            None => self.roots.push(item.node),
        }
    }

    /// Where a scalar stands: block texts without the blank lines below them, quoted ones without what follows their line, absent
    /// values right after their key's colon.
    fn scalar_span(&self, style: ScalarStyle, span: Span) -> Span {
        let text = self.source.slice(span);
        let length = match style {
            ScalarStyle::Literal | ScalarStyle::Folded => {
                Some(text.trim_end_matches([' ', '\t', '\r', '\n']).len())
            }
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => Some(scalar::quoted_length(text)),
            ScalarStyle::Plain => None,
        };
        if let Some(length) = length {
            return Span { start: span.start, end: span.start + u32::try_from(length).unwrap_or_default() };
        }
        let key = self.open.last().and_then(Frame::pending_key).and_then(Origin::location);
        match key {
            Some(key) if span.start == span.end => self.after_colon(key.span.end).unwrap_or(span),
            _ => span,
        }
    }

    fn after_colon(&self, key_end: u32) -> Option<Span> {
        let rest = self.source.slice(Span { start: key_end, end: self.places.end() });
        let colon = rest.len() - rest.trim_start().strip_prefix(':')?.len();
        let at = key_end + u32::try_from(colon).ok()?;
        Some(Span { start: at, end: at })
    }

    fn too_deep(&mut self, origin: Origin) -> Refused {
        let message = format!("more than {MAX_DEPTH} lists and maps within each other");
        self.error(
            code::TOO_DEEP,
            message,
            origin,
            "no resource needs so many: look for a bracket that is never closed",
        );
        Refused
    }

    fn error(&mut self, code: Code, message: String, origin: Origin, help: &str) {
        self.report.push(Diagnostic::error(code, message, origin).help(help));
    }
}

/// How many values a tree has, and how many lists and maps stand within each other.
fn measure(node: &Node) -> (usize, usize) {
    let of_children = |children: &mut dyn Iterator<Item = &Node>| {
        let (nodes, height) = children.map(measure).fold((0_usize, 0), |total, child| {
            (total.0.saturating_add(child.0), usize::max(total.1, child.1))
        });
        (nodes.saturating_add(1), height + 1)
    };
    match &node.value {
        Value::List(items) => of_children(&mut items.iter()),
        Value::Map(map) => of_children(&mut map.iter().map(|entry| &entry.value)),
        _ => (1, 0),
    }
}
