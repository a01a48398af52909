//! Schemas: values that are filled in, and what is refused before anything is decoded.
//!
//! The texts are those of Kubernetes' schema validator. Members are looked at in the order of their names, where the reference
//! takes them in no order.

use super::{
    Violation, go, pattern,
    shape::{Bounds, Member, Shape, Shapes, Word},
};
use crate::{
    list::CollectVec as _,
    origin::Origin,
    resource::validate::code,
    tree::{Map, Node, Number, Value},
};

/// What schemas say about the members beside `spec` and `status`.
const ENVELOPE: &str = "envelope = {creationTime: time, kri: text, labels: {*: text}, mesh: text = default, \
                        modificationTime: time, name: text, snis: [{port!: int32, sni!: text}], spec: spec, \
                        status: status, type: text}";

/// Members without which a document is refused, in the order in which they are missed.
const REQUIRED: [&str; 3] = ["type", "name", "spec"];

/// Fills in defaults, and then finds what the schema refuses.
pub(super) fn apply(root: &mut Node, kind: &str, is_in_mesh: bool, shapes: &Shapes<'_>) -> Vec<Violation> {
    let envelope = Shapes::default().read(ENVELOPE);
    let Some(Shape::Object(members)) = envelope.get("envelope") else { return Vec::new() };
    let is_known = |member: &&Member<'_>| match member.name {
        "mesh" => is_in_mesh,
        "snis" => matches!(kind, "MeshService" | "MeshExternalService" | "MeshMultiZoneService"),
        "status" => shapes.get("status").is_some(),
        _ => true,
    };
    let members: Vec<&Member<'_>> = members.iter().filter(is_known).collect_vec();
    fill_members(root, members.iter().copied(), shapes);
    let mut check = Check { shapes, found: Vec::new() };
    for member in &members {
        if let Some(node) = root.get(member.name) {
            check.value(&member.shape, member.name, node);
            if member.name == "type" && node.as_str() != Some(kind) {
                check.note(format!("type in body should be one of [{kind}]"));
            }
        }
    }
    for name in REQUIRED {
        if root.get(name).is_none() {
            check.note(format!(".{name} in body is required"));
        }
    }
    check.found.iter().map(|text| violation(text)).collect_vec()
}

/// What the control plane makes of an error of the schema: the field is the first word where it is below `spec`.
fn violation(text: &str) -> Violation {
    let (field, reason) = match text.split_once(' ') {
        Some((field, reason)) if field.starts_with("spec.") => (field, reason),
        _ => ("", text),
    };
    Violation {
        field: field.into(),
        reason: reason.into(),
        code: code::INVALID,
        origin: Origin::Rule(&"schema"),
    }
}

fn fill(node: &mut Node, shape: &Shape<'_>, shapes: &Shapes<'_>) {
    match (shapes.resolve(shape), &mut node.value) {
        (Shape::Object(members), Value::Map(_)) => fill_members(node, members.iter(), shapes),
        (Shape::List(items, _), Value::List(list)) => {
            list.iter_mut().for_each(|item| fill(item, items, shapes));
        }
        (Shape::Map(values), Value::Map(map)) => {
            map.iter_mut().for_each(|entry| fill(&mut entry.value, values, shapes));
        }
        _ => {}
    }
}

fn fill_members<'s, 'a: 's>(
    node: &mut Node,
    members: impl Iterator<Item = &'s Member<'a>>,
    shapes: &Shapes<'_>,
) {
    let Some(map) = node.as_map_mut() else { return };
    for member in members {
        if let Some(default) = member.default
            && map.get(member.name).is_none_or(Node::is_null)
        {
            map.set(member.name, default_value(&member.shape, default));
        }
        if let Some(value) = map.get_mut(member.name) {
            fill(value, &member.shape, shapes);
        }
    }
}

fn default_value(shape: &Shape<'_>, text: &str) -> Node {
    let value = match shape {
        Shape::Word(Word { name: "truth", .. }) => Value::Bool(text == "true"),
        Shape::Word(Word { name: "int" | "int32", .. }) => {
            Value::Number(Number::Positive(text.parse().unwrap_or_default()))
        }
        _ => Value::from(text.trim_matches('"')),
    };
    Node::new(value, Origin::Default(&"default of the schema"))
}

/// Gathers errors; the same one counts once.
struct Check<'s, 'a> {
    shapes: &'s Shapes<'a>,
    found: Vec<String>,
}

impl Check<'_, '_> {
    fn note(&mut self, text: String) {
        if !self.found.contains(&text) {
            self.found.push(text);
        }
    }

    fn value(&mut self, shape: &Shape<'_>, path: &str, node: &Node) {
        match self.shapes.resolve(shape).clone() {
            Shape::Object(members) => self.object(&members, path, node),
            Shape::List(items, bounds) => self.list(&items, bounds, path, node),
            Shape::Map(values) => self.map(&values, path, node),
            Shape::Choice(values) => {
                self.expect_type("string", path, node);
                if !node.as_str().is_some_and(|text| values.contains(&text)) {
                    self.note(format!("{path} in body should be one of [{}]", values.join(" ")));
                }
            }
            Shape::Word(word) => self.word(word, path, node),
        }
    }

    /// Notes a value of another type; says whether it is of the right one.
    fn expect_type(&mut self, expected: &str, path: &str, node: &Node) -> bool {
        let found = schema_type(&node.value);
        if found != expected {
            self.note(format!("{path} in body must be of type {expected}: \"{found}\""));
        }
        found == expected
    }

    fn object(&mut self, members: &[Member<'_>], path: &str, node: &Node) {
        self.expect_type("object", path, node);
        let Some(map) = node.as_map() else { return };
        for member in members {
            if let Some(value) = map.get(member.name) {
                self.value(&member.shape, &format!("{path}.{}", member.name), value);
            }
        }
        for member in members.iter().filter(|member| member.is_required) {
            if map.get(member.name).is_none() {
                self.note(format!("{path}.{} in body is required", member.name));
            }
        }
    }

    fn map(&mut self, values: &Shape<'_>, path: &str, node: &Node) {
        self.expect_type("object", path, node);
        for (key, value) in sorted(node.as_map()) {
            self.value(values, &format!("{path}.{key}"), value);
        }
    }

    fn list(&mut self, items: &Shape<'_>, bounds: Bounds, path: &str, node: &Node) {
        self.expect_type("array", path, node);
        let Some(list) = node.as_list() else { return };
        for (index, item) in list.iter().enumerate() {
            self.value(items, &format!("{path}[{index}]"), item);
        }
        let exceeds = |bound: Option<u32>| bound.filter(|bound| list.len() > *bound as usize);
        if let Some(least) = bounds.least.filter(|least| list.len() < *least as usize) {
            self.note(format!("{path} in body should have at least {least} items"));
        }
        if let Some(greatest) = exceeds(bounds.greatest) {
            self.note(format!("{path} in body should have at most {greatest} items"));
        }
    }

    fn word(&mut self, word: Word<'_>, path: &str, node: &Node) {
        match word.name {
            "text" | "duration" => {
                self.expect_type("string", path, node);
                if let Some(text) = node.as_str() {
                    self.text(word, path, text);
                }
            }
            "truth" => drop(self.expect_type("boolean", path, node)),
            "object" => drop(self.expect_type("object", path, node)),
            "int" => {
                self.integer(None, word.bounds, path, node);
                self.one_of(word.pattern, path, node);
            }
            "int32" | "int64" => self.integer(Some(word.name), word.bounds, path, node),
            "number-or-text" => self.number_or_text(path, node),
            "time" => self.formatted("date-time", pattern::is_date_time, path, node),
            "bytes" => self.formatted("byte", pattern::is_base64, path, node),
            _ => {}
        }
    }

    fn text(&mut self, word: Word<'_>, path: &str, text: &str) {
        let length = text.chars().count();
        let Bounds { least, greatest } = word.bounds;
        if let Some(greatest) = greatest.filter(|greatest| length > *greatest as usize) {
            return self.note(format!("{path} in body should be at most {greatest} chars long"));
        }
        if let Some(least) = least.filter(|least| length < *least as usize) {
            return self.note(format!("{path} in body should be at least {least} chars long"));
        }
        if let Some(pattern) = pattern::find(word.pattern).filter(|pattern| !(pattern.fits)(text)) {
            self.note(format!("{path} in body should match '{}'", pattern.text));
        }
    }

    /// A text with a format; other types are named by the format.
    fn formatted(&mut self, format: &str, fits: fn(&str) -> bool, path: &str, node: &Node) {
        match &node.value {
            Value::String(text) if !fits(text) => {
                self.note(format!("{path} in body must be of type {format}: {}", go::quote(text)));
            }
            Value::String(_) | Value::List(_) => {}
            Value::Null => drop(self.expect_type("string", path, node)),
            Value::Number(_) => self.note(format!("{path} in body must be of type {format}: \"float64\"")),
            _ => self.note(format!("{path} in body must be of type {format}: \"\"")),
        }
    }

    fn integer(&mut self, format: Option<&str>, bounds: Bounds, path: &str, node: &Node) {
        match (&node.value, format) {
            (Value::Number(number), _) => self.number(*number, format, bounds, path),
            (Value::Bool(_) | Value::Map(_), Some(format)) => {
                self.note(format!("{path} in body must be of type {format}: \"\""));
            }
            _ => drop(self.expect_type("integer", path, node)),
        }
    }

    /// A number that must be among some.
    fn one_of(&mut self, allowed: &str, path: &str, node: &Node) {
        let is_allowed = match node.value {
            Value::Number(number) => allowed.split('|').any(|known| known == go::numeral(number)),
            _ => false,
        };
        if !allowed.is_empty() && !is_allowed {
            self.note(format!("{path} in body should be one of [{}]", allowed.replace('|', " ")));
        }
    }

    fn number(&mut self, number: Number, format: Option<&str>, bounds: Bounds, path: &str) {
        if !is_whole(number) {
            match format {
                Some(format) => self.note(format!("{path} in body must be of type {format}: \"float64\"")),
                None => self.note(format!("{path} in body must be of type integer: \"number\"")),
            }
        }
        if !is_in_range(number, format) {
            let kind =
                format.map_or_else(|| "(default format)".into(), |format| format!("with format {format}"));
            self.note(format!("Checked value must be of type integer {kind} in {path}"));
        }
        let value = number.as_f64();
        if let Some(greatest) = bounds.greatest.map(f64::from).filter(|greatest| value > *greatest) {
            let greatest = go::float(greatest);
            self.note(format!("{path} in body should be less than or equal to {greatest}"));
        }
        if let Some(least) = bounds.least.map(f64::from).filter(|least| value < *least) {
            let least = go::float(least);
            self.note(format!("{path} in body should be greater than or equal to {least}"));
        }
    }

    fn number_or_text(&mut self, path: &str, node: &Node) {
        let fits = match &node.value {
            Value::Null | Value::String(_) => true,
            Value::Number(number) => is_whole(*number),
            _ => false,
        };
        if fits {
            return;
        }
        self.note(format!("\"{path}\" must validate at least one schema (anyOf)"));
        self.expect_type("integer", path, node);
        if matches!(node.value, Value::Number(number) if !is_in_range(number, None)) {
            self.note(format!("Checked value must be of type integer (default format) in {path}"));
        }
    }
}

fn sorted(map: Option<&Map>) -> Vec<(&str, &Node)> {
    let mut members: Vec<_> =
        map.into_iter().flatten().map(|entry| (entry.key.as_str(), &entry.value)).collect_vec();
    members.sort_by_key(|(key, _)| *key);
    members
}

fn schema_type(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::List(_) => "array",
        Value::Map(_) => "object",
    }
}

/// Whether a number is whole and so small that a number with a point says it exactly.
fn is_whole(number: Number) -> bool {
    const GREATEST: f64 = 9_007_199_254_740_991.0;
    go::is_whole(number) && number.as_f64().abs() <= GREATEST
}

fn is_in_range(number: Number, format: Option<&str>) -> bool {
    let range = if format == Some("int32") { -2_147_483_648.0..2_147_483_648.0 } else { -9.2e18..9.3e18 };
    go::is_whole(number) && range.contains(&number.as_f64())
}
