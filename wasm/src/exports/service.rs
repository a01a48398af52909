//! What editors ask: `complete`, `hover`, `definition`, `format`, `redact`. All places are counted in UTF-16 code units.

use kumascope_core::{editor, registry, text::Sources};
use tsify::{Ts, Tsify as _};
use wasm_bindgen::{JsError, prelude::wasm_bindgen};

use crate::{
    arguments, offsets, plain,
    types::{Completion, CompletionKind, Completions, Hover, Range, Redaction, SourceFile},
};

/// What can stand at a place of a file. Nothing where there is no such file.
#[wasm_bindgen]
pub fn complete(
    files: Vec<Ts<SourceFile>>,
    path: &str,
    position: u32,
) -> Result<Option<Ts<Completions>>, JsError> {
    let sources = arguments::sources(files)?;
    let Some(text) = text(&sources, path) else { return Ok(None) };
    let found = editor::complete(&sources, text, offsets::byte(text, position), &registry());
    let items = found.items.into_iter().map(|item| Completion {
        insert: (!item.suffix.is_empty()).then(|| [item.label.as_str(), item.suffix].concat()),
        label: item.label.to_string(),
        kind: kind(item.kind),
        detail: item.detail.to_string(),
    });
    let answer = Completions { from: offsets::utf16(text, found.from), items: items.collect() };
    Ok(Some(answer.into_ts()?))
}

/// What there is to read about the word at a place of a file; nothing where it is no field that is known.
#[wasm_bindgen]
pub fn hover(files: Vec<Ts<SourceFile>>, path: &str, position: u32) -> Result<Option<Ts<Hover>>, JsError> {
    let sources = arguments::sources(files)?;
    let Some(text) = text(&sources, path) else { return Ok(None) };
    let Some(found) = editor::hover(text, offsets::byte(text, position), &registry()) else {
        return Ok(None);
    };
    let answer = Hover {
        from: offsets::utf16(text, found.word.0),
        to: offsets::utf16(text, found.word.1),
        title: found.title.to_string(),
        text: found.text.to_string(),
    };
    Ok(Some(answer.into_ts()?))
}

/// Where the resource stands that the word at a place of a file names; nothing where it names none that is there.
#[wasm_bindgen]
pub fn definition(
    files: Vec<Ts<SourceFile>>,
    path: &str,
    position: u32,
) -> Result<Option<Ts<Range>>, JsError> {
    let sources = arguments::sources(files)?;
    let Some(text) = text(&sources, path) else { return Ok(None) };
    let found = editor::definition(&sources, text, offsets::byte(text, position));
    let range = found.and_then(|location| offsets::range(location, &sources));
    Ok(range.map(|range| range.into_ts()).transpose()?)
}

/// A file in good order: its text with two spaces of indentation, comments included. A file that cannot be read stays as it is.
#[wasm_bindgen]
pub fn format(files: Vec<Ts<SourceFile>>, path: &str) -> Result<Option<String>, JsError> {
    let sources = arguments::sources(files)?;
    Ok(text(&sources, path).map(|text| editor::format(path, text)))
}

/// The files with stand-ins in place of secrets: the data of Secrets, private keys, passwords and tokens.
#[wasm_bindgen]
pub fn redact(files: Vec<Ts<SourceFile>>) -> Result<Ts<Redaction>, JsError> {
    let (mut redacted, mut count) = (Vec::new(), 0);
    for file in files {
        let SourceFile { path, text } = plain::file(&file)?;
        let found = editor::redact(&path, &text);
        count += u32::try_from(found.count).unwrap_or(u32::MAX);
        redacted.push(SourceFile { path, text: found.text });
    }
    Ok(Redaction { files: redacted, count }.into_ts()?)
}

fn text<'a>(sources: &'a Sources, path: &str) -> Option<&'a str> {
    sources.iter().find(|(_, source)| source.path() == path).map(|(_, source)| source.text())
}

fn kind(kind: editor::WordKind) -> CompletionKind {
    match kind {
        editor::WordKind::Field => CompletionKind::Field,
        editor::WordKind::Value => CompletionKind::Value,
        editor::WordKind::Reference => CompletionKind::Reference,
    }
}
