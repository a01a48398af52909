//! The examples of the playground: a list, and one file for each, which is loaded when somebody opens it.

use std::{fs, path::Path};

use anyhow::{Context as _, Result};
use kumascope_tests::gallery::{Example, Gallery};
use serde_json::{Value, json};

/// Writes `gallery.json` and `NAME.json` for each example into `folder`.
pub(super) fn build(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let gallery = Gallery::read()?;
    let list = gallery.examples.iter().map(|example| {
        json!({
            "name": example.name,
            "title": example.title,
            "description": example.description,
            "group": example.group,
        })
    });
    write(&folder.join("gallery.json"), &list.collect())?;
    let mut examples = gallery.examples.iter();
    examples
        .try_for_each(|example| write(&folder.join(format!("{}.json", example.name)), &contents(example)?))
}

fn contents(example: &Example) -> Result<Value> {
    let files = example.contents()?.into_iter().map(|(path, text)| json!({ "path": path, "text": text }));
    Ok(json!({
        "title": example.title,
        "files": files.collect::<Value>(),
        "proxy": example.proxy,
        "tab": example.tab,
    }))
}

fn write(path: &Path, value: &Value) -> Result<()> {
    fs::write(path, value.to_string()).with_context(|| format!("cannot write {}", path.display()))
}
