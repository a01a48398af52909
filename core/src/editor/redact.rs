//! Files without their secrets: what can be handed on.

use super::{lines::lines, names::kind_of};
use crate::{
    list::CollectVec as _,
    origin::{Location, Origin},
    sorted::sort_by_key,
    text::{Sources, parse_values},
    tree::{Node, Value},
};

/// What stands in place of a secret: `redacted`, in base64, since that is what such fields hold.
const STAND_IN: &str = "cmVkYWN0ZWQ=";

/// The shortest word that counts as a secret where a document cannot be read.
const SHORTEST: usize = 12;

/// A file without its secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redacted {
    /// The text, with stand-ins.
    pub text: String,
    /// How many secrets were taken out.
    pub count: usize,
}

/// Takes out the data of Secrets, private keys, and what is written inline below a key whose name ends with `key` or is a password
/// or token. Of documents that cannot be read and may hold one of these, every long word goes.
pub fn redact(path: &str, text: &str) -> Redacted {
    let mut sources = Sources::default();
    let id = sources.add(path, text);
    let (documents, report) = parse_values(&sources, id);
    if !report.diagnostics.is_empty() {
        return carefully(text);
    }
    let mut found = Vec::new();
    for document in &documents {
        gather(&document.root, Below::Nothing, &mut found);
    }
    sort_by_key(&mut found, |place| *place);
    found.dedup();
    replace(text, &found)
}

/// What a value stands below.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Below {
    /// Nothing that makes it a secret.
    Nothing,
    /// The name of a key: what is written inline there is a secret.
    Key,
    /// The data of a Secret.
    Data,
}

fn gather(node: &Node, below: Below, found: &mut Vec<Location>) {
    match &node.value {
        Value::List(items) => items.iter().for_each(|item| gather(item, below, found)),
        Value::Map(map) => {
            let is_secret =
                matches!(kind_of(node).or_else(|| kubernetes_kind(node)), Some("Secret" | "GlobalSecret"));
            for entry in map {
                let key = entry.key.to_ascii_lowercase();
                let is_inline = key.contains("inline") || key == "value";
                let next = match below {
                    _ if is_secret && matches!(key.as_str(), "data" | "stringdata") => Below::Data,
                    Below::Key if is_inline => Below::Data,
                    _ if key == "password" || key.ends_with("token") || key == "apikey" => Below::Data,
                    _ if key.ends_with("key") && entry.value.as_map().is_some() => Below::Key,
                    other => other,
                };
                gather(&entry.value, next, found);
            }
        }
        Value::String(text) if below == Below::Data || text.contains("PRIVATE KEY-----") => {
            if let Origin::Field(location) = node.origin {
                found.push(location);
            }
        }
        _ => {}
    }
}

fn kubernetes_kind(node: &Node) -> Option<&str> {
    node.get("kind")?.as_str()
}

/// Puts stand-ins in place of values. Values in lines of their own keep their indentation.
fn replace(text: &str, found: &[Location]) -> Redacted {
    let mut redacted = String::with_capacity(text.len());
    let mut done = 0;
    for location in found {
        let (Ok(start), Ok(end)) = (usize::try_from(location.span.start), usize::try_from(location.span.end))
        else {
            continue;
        };
        if start < done {
            continue;
        }
        redacted.push_str(text.get(done..start).unwrap_or_default());
        redacted.push_str(STAND_IN);
        let value = text.get(start..end).unwrap_or_default();
        if value.ends_with('\n') {
            redacted.push('\n');
        }
        done = end;
    }
    redacted.push_str(text.get(done..).unwrap_or_default());
    Redacted { text: redacted, count: found.len() }
}

/// Takes every long word out of documents that speak of secrets.
fn carefully(text: &str) -> Redacted {
    let mut redacted = Redacted { text: String::with_capacity(text.len()), count: 0 };
    for document in documents(text) {
        let lower = document.to_ascii_lowercase();
        let is_suspicious =
            ["secret", "private key", "inline", "password", "token"].iter().any(|word| lower.contains(word));
        if is_suspicious {
            without_long_words(document, &mut redacted);
        } else {
            redacted.text.push_str(document);
        }
    }
    redacted
}

/// The documents of a text with the lines that separate them.
fn documents(text: &str) -> Vec<&str> {
    let ends = lines(text).filter(|line| line.text.starts_with("---")).map(|line| line.start);
    let mut cuts: Vec<usize> = ends.chain([text.len()]).collect_vec();
    cuts.dedup();
    let mut begin = 0;
    let mut found = Vec::new();
    for cut in cuts {
        found.push(text.get(begin..cut).unwrap_or_default());
        begin = cut;
    }
    found
}

fn without_long_words(text: &str, redacted: &mut Redacted) {
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || "+/=_".contains(letter);
    let mut rest = text;
    while !rest.is_empty() {
        let length = rest.find(|letter| !is_part(letter)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(length);
        let is_key = after.starts_with(':');
        if word.len() >= SHORTEST && !is_key {
            redacted.text.push_str("redacted");
            redacted.count += 1;
        } else {
            redacted.text.push_str(word);
        }
        let next = after.find(is_part).unwrap_or(after.len());
        let (between, following) = after.split_at(next);
        redacted.text.push_str(between);
        rest = following;
    }
}
