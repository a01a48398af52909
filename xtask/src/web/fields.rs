//! What fields do, for whoever hovers over them: the tables of the pages of policies. The engine knows what may stand in a field; what
//! comes of it is told by these pages, which the page loads when somebody asks for the first time.

use std::{fs, path::Path};

use anyhow::{Context as _, Result};
use serde_json::{Map, Value, json};

use crate::run::root;

/// Writes `fields.json`: for each kind of policy, what it is about, and what its fields do.
pub(super) fn build(folder: &Path) -> Result<()> {
    let mut kinds = Map::new();
    let policies = root().join("core/src/policies");
    for entry in fs::read_dir(&policies).with_context(|| format!("cannot list {}", policies.display()))? {
        let page = entry?.path().join("README.md");
        if page.is_file() {
            let text =
                fs::read_to_string(&page).with_context(|| format!("cannot read {}", page.display()))?;
            kinds.extend(kind(&text));
        }
    }
    let path = folder.join("fields.json");
    fs::write(&path, Value::Object(kinds).to_string())
        .with_context(|| format!("cannot write {}", path.display()))
}

/// A kind by its heading, with the paragraph below it and the rows of the tables before the examples.
fn kind(page: &str) -> Option<(String, Value)> {
    let (name, rest) = page.strip_prefix("# ")?.split_once('\n')?;
    let told = rest.split("\n## ").next()?;
    let about = told.trim().split("\n\n").next()?.replace('\n', " ");
    let mut heads = Vec::new();
    let mut fields = Vec::new();
    for line in told.lines().filter(|line| line.starts_with('|')) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        match cells.first() {
            Some(first) if first.contains('`') => fields.extend(row(&heads, &cells)),
            Some(first) if !first.starts_with('-') => heads = cells,
            _ => {}
        }
    }
    Some((name.trim().to_owned(), json!({ "about": about, "fields": fields })))
}

/// The fields that a row is about, each with what the other cells say.
fn row(heads: &[&str], cells: &[&str]) -> Vec<Value> {
    let others = heads.iter().zip(cells).skip(1).filter(|(_, cell)| !cell.is_empty());
    let text: Vec<String> = others.map(|(head, cell)| format!("{head}: {}", cell.replace('`', ""))).collect();
    let names = cells.first().into_iter().flat_map(|cell| cell.split('`').skip(1).step_by(2));
    names.map(|name| json!([name.split(':').next(), text.join("\n")])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_a_table_are_told_by_their_fields() {
        let page = "# MeshX\n\nWhat it\nis about.\n\n| field | default | where |\n| --- | --- | --- |\n\
                    | `a.b`, `c: D` | `5s` | the `x` |\n\n## Examples\n\n| `e` | no |\n";
        let text = "default: 5s\nwhere: the x";
        let expected = json!({ "about": "What it is about.", "fields": [["a.b", text], ["c", text]] });
        assert_eq!(kind(page), Some(("MeshX".to_owned(), expected)));
    }
}
