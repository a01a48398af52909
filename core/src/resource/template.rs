//! Go's text templates, as far as names need them: `{{ .Field }}`, `{{ label "key" }}`, `{{ "text" }}`, comments, and `-` to trim.

use crate::tree::Text;

/// A template that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    parts: Vec<Part>,
}

/// Why a template cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is no template.
    Broken(String),
    /// It is one, of a form that is not supported here.
    Unsupported(String),
}

/// What a template is filled with.
pub trait Values {
    /// The value of `.Field`; nothing for a field that there is not.
    fn field(&self, name: &str) -> Option<Text>;

    /// The value of `label "key"`; nothing for a label that is not there.
    fn label(&self, key: &str) -> Option<Text>;

    /// What Go calls the type of the values.
    fn type_name(&self) -> &'static str {
        "struct { Name string; DisplayName string; Namespace string; Mesh string; Zone string }"
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    /// A value, and the place of its action: line and byte within it.
    Value(Operand, (usize, usize)),
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Operand {
    Field(String),
    Label(String),
    /// `label` without a key.
    LabelAlone,
}

impl From<Fault> for String {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Broken(message) | Fault::Unsupported(message) => message,
        }
    }
}

/// The words and functions of Go's templates, and `label`.
const KNOWN: &[&str] = &[
    "and", "block", "break", "call", "continue", "define", "else", "end", "eq", "false", "ge", "gt", "html",
    "if", "index", "js", "label", "le", "len", "lt", "ne", "nil", "not", "or", "print", "printf", "println",
    "range", "slice", "template", "true", "urlquery", "with",
];

impl Template {
    /// Reads a template, or says what is wrong with it or not supported here.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let mut parts = Vec::new();
        let mut rest = text;
        let mut trim_next = false;
        loop {
            let Some((before, after)) = rest.split_once("{{") else {
                push_text(&mut parts, if trim_next { rest.trim_start() } else { rest });
                return Ok(Self { parts });
            };
            let before = if trim_next { before.trim_start() } else { before };
            let action_start = after.strip_prefix('-').filter(|rest| rest.starts_with(char::is_whitespace));
            push_text(&mut parts, if action_start.is_some() { before.trim_end() } else { before });
            let inner = action_start.unwrap_or(after);
            let (action, after) = split_action(inner)?;
            let indent = inner.len() - inner.trim_start().len();
            let place = place_of(text, text.len() - inner.len() + indent);
            let trimmed = action.strip_suffix('-').filter(|rest| rest.ends_with(char::is_whitespace));
            trim_next = trimmed.is_some();
            parts.extend(parse_action(trimmed.unwrap_or(action).trim(), place)?);
            rest = after;
        }
    }

    /// Fills the template, or says which label or field is missing.
    pub fn render(&self, values: &impl Values) -> Result<String, String> {
        self.parts.iter().try_fold(String::new(), |mut text, part| {
            match part {
                Part::Text(constant) => text.push_str(constant),
                Part::Value(operand, (line, byte)) => match operand.value(values) {
                    Ok(value) => text.push_str(&value),
                    Err((node, reason)) => {
                        return Err(format!(
                            "template: :{line}:{byte}: executing \"\" at <{node}>: {reason}"
                        ));
                    }
                },
            }
            Ok(text)
        })
    }
}

impl Operand {
    /// The value, or the operand as it is written and what is wrong with it.
    fn value(&self, values: &impl Values) -> Result<Text, (String, String)> {
        match self {
            Self::Field(name) => values.field(name).ok_or_else(|| {
                let of_type = values.type_name();
                (format!(".{name}"), format!("can't evaluate field {name} in type {of_type}"))
            }),
            Self::Label(key) => values.label(key).ok_or_else(|| {
                (format!("label {key:?}"), format!("error calling label: label {key} not found"))
            }),
            Self::LabelAlone => Err(("label".into(), "wrong number of args for label: want 1 got 0".into())),
        }
    }
}

/// The line of a place in a text, from 1, and the byte within it.
fn place_of(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or_default();
    let line_start = before.rfind('\n').map_or(0, |end| end + 1);
    (before.matches('\n').count() + 1, at - line_start)
}

fn push_text(parts: &mut Vec<Part>, text: &str) {
    if !text.is_empty() {
        parts.push(Part::Text(text.into()));
    }
}

/// The inside of an action, up to the `}}` that stands in no text.
fn split_action(text: &str) -> Result<(&str, &str), Fault> {
    let mut quote = None;
    let mut escaped = false;
    let mut has_brace = false;
    for (index, letter) in text.char_indices() {
        match quote {
            Some('"') if escaped => escaped = false,
            Some('"') if letter == '\\' => escaped = true,
            Some(open) if letter == open => quote = None,
            Some(_) => {}
            None if letter == '"' || letter == '`' => quote = Some(letter),
            None => {
                if let Some(after) = text.get(index..).and_then(|rest| rest.strip_prefix("}}")) {
                    return Ok((text.get(..index).unwrap_or_default(), after));
                }
                has_brace |= letter == '}';
            }
        }
    }
    let reason = if has_brace { "unexpected \"}\" in operand" } else { "unclosed action" };
    Err(Fault::Broken(reason.into()))
}

fn parse_action(action: &str, place: (usize, usize)) -> Result<Option<Part>, Fault> {
    if action.starts_with("/*") && action.ends_with("*/") {
        return Ok(None);
    }
    if let Some(name) = action.strip_prefix('.').filter(|name| is_identifier(name)) {
        return Ok(Some(Part::Value(Operand::Field(name.into()), place)));
    }
    if let Some(text) = quoted(action) {
        return Ok(Some(Part::Text(text)));
    }
    if action == "label" {
        return Ok(Some(Part::Value(Operand::LabelAlone, place)));
    }
    let argument = action.strip_prefix("label").map(str::trim_start);
    match argument.and_then(quoted) {
        Some(key) => Ok(Some(Part::Value(Operand::Label(key), place))),
        None if action.is_empty() => Err(Fault::Broken("missing value for command".into())),
        None => Err(refuse_action(action)),
    }
}

/// What is wrong with an action that is none of the supported ones.
fn refuse_action(action: &str) -> Fault {
    let mut words = action.split_whitespace();
    let (first, second) = (words.next().unwrap_or_default(), words.next());
    match first {
        "if" | "range" | "with" if second.is_none() => Fault::Broken(format!("missing value for {first}")),
        _ if action.ends_with('}') => Fault::Broken("unexpected \"}\" in operand".into()),
        _ if let Some(stage) = idle_stage(action) => {
            Fault::Broken(format!("non executable command in pipeline stage {stage}"))
        }
        _ if is_identifier(first) && !KNOWN.contains(&first) => {
            Fault::Broken(format!("function \"{first}\" not defined"))
        }
        _ => Fault::Unsupported(format!("`{action}` is not supported")),
    }
}

/// The number of a later stage of a pipeline that is a constant, which cannot be called.
fn idle_stage(action: &str) -> Option<usize> {
    let mut stages = action.split('|').map(str::trim).enumerate().skip(1);
    let is_constant = |stage: &str| {
        stage.starts_with(|first: char| first.is_ascii_digit() || "\"`'".contains(first))
            || matches!(stage, "." | "nil" | "true" | "false")
    };
    stages.find(|(_, stage)| is_constant(stage)).map(|(index, _)| index + 1)
}

fn is_identifier(text: &str) -> bool {
    !text.starts_with(|first: char| first.is_ascii_digit())
        && !text.is_empty()
        && text.chars().all(|letter| letter.is_alphanumeric() || letter == '_')
}

/// A text of Go in double quotes (with the escapes of quotes and backslashes) or backquotes.
fn quoted(text: &str) -> Option<String> {
    let raw = text.strip_prefix('`').and_then(|rest| rest.strip_suffix('`'));
    if let Some(raw) = raw.filter(|raw| !raw.contains('`')) {
        return Some(raw.into());
    }
    let inner = text.strip_prefix('"')?.strip_suffix('"')?;
    let mut result = String::new();
    let mut letters = inner.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => return None,
            '\\' => match letters.next()? {
                escaped @ ('"' | '\\') => result.push(escaped),
                _ => return None,
            },
            _ => result.push(letter),
        }
    }
    Some(result)
}

#[cfg(test)]
mod tests {
    use super::{Template, Values};
    use crate::tree::Text;

    struct Sample;

    impl Values for Sample {
        fn field(&self, name: &str) -> Option<Text> {
            (name == "Name").then(|| "cart".into())
        }

        fn label(&self, key: &str) -> Option<Text> {
            (key == "kuma.io/team").then(|| "a}}b".into())
        }
    }

    #[track_caller]
    fn check(template: &str, expected: Result<&str, &str>) {
        let parsed = Template::parse(template).map_err(String::from);
        let rendered = parsed.and_then(|template| template.render(&Sample));
        assert_eq!(rendered.as_deref().map_err(String::as_str), expected, "{template}");
    }

    #[test]
    fn names_are_filled_in() {
        check("{{ .Name }}.svc.{{.Name}}", Ok("cart.svc.cart"));
        check(r#"{{ label "kuma.io/team" }}-{{label `kuma.io/team`}}"#, Ok("a}}b-a}}b"));
        check(r#"a {{- /* why */ -}} b{{ "}}" }}"#, Ok("ab}}"));
        check("plain", Ok("plain"));
    }

    #[test]
    fn what_cannot_be_filled_in_is_refused() {
        check(
            "{{ .Name }}\n{{ .Nmae }}",
            Err(
                "template: :2:3: executing \"\" at <.Nmae>: can't evaluate field Nmae in type struct { Name string; \
                 DisplayName string; Namespace string; Mesh string; Zone string }",
            ),
        );
        check(
            r#"{{ label "x" }}"#,
            Err("template: :1:3: executing \"\" at <label \"x\">: error calling label: label x not found"),
        );
        check("{{ 1 | 2 }}", Err("non executable command in pipeline stage 2"));
        check("{{ .Name", Err("unclosed action"));
        check("{{ }}", Err("missing value for command"));
        check("{{ upper .Name }}", Err("function \"upper\" not defined"));
        check("{{ .Name }", Err("unexpected \"}\" in operand"));
        check("{{ .Name | upper }}", Err("`.Name | upper` is not supported"));
    }
}
