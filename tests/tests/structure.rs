//! What ARCHITECTURE.md promises about the code, read from the code.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests stand in the repository").to_owned()
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The Rust files below a folder.
fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            match path.is_dir() {
                true => folders.push(path),
                false if path.extension().is_some_and(|extension| extension == "rs") => files.push(path),
                false => {}
            }
        }
    }
    files.sort();
    files
}

/// The modules of core in the order in which lib.rs names them.
fn stages() -> Vec<String> {
    let modules = |line: &str| {
        let name = line.trim_start_matches("pub ").strip_prefix("mod ")?.strip_suffix(';')?;
        Some(name.to_owned())
    };
    read(&root().join("core/src/lib.rs")).lines().filter_map(modules).collect()
}

/// The modules of core that a text names: `crate::name`, and the names of `use crate::{…}`.
fn imports(text: &str) -> BTreeSet<String> {
    let name = |rest: &str| {
        rest.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect::<String>()
    };
    let mut found = BTreeSet::new();
    for (_, rest) in text.match_indices("crate::").map(|(at, found)| (at, &text[at + found.len()..])) {
        match rest.strip_prefix('{') {
            None => drop(found.insert(name(rest))),
            Some(list) => {
                let mut depth = 0;
                let mut fresh = true;
                for (at, letter) in list.char_indices() {
                    match letter {
                        '{' => depth += 1,
                        '}' if depth == 0 => break,
                        '}' => depth -= 1,
                        ',' if depth == 0 => fresh = true,
                        letter if fresh && letter.is_alphanumeric() => {
                            found.insert(name(&list[at..]));
                            fresh = false;
                        }
                        _ => {}
                    }
                }
            }
        }
    }
    found
}

/// A text without comments, which may link to anything, and without the tests at its end, which may use anything.
fn code(text: &str) -> String {
    let own = text.split("#[cfg(test)]\nmod tests").next().unwrap_or(text);
    own.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_stage_imports_only_stages_before_it() {
    let stages = stages();
    let place = |name: &str| stages.iter().position(|stage| stage == name);
    let mut wrong = Vec::new();
    for (own, stage) in stages.iter().enumerate() {
        let file = root().join(format!("core/src/{stage}.rs"));
        let mut files = rust_files(&root().join("core/src").join(stage));
        files.extend(file.exists().then_some(file));
        files.retain(|file| !file.ends_with("tests.rs"));
        for file in files {
            let text = read(&file);
            let later = imports(&code(&text)).into_iter().filter(|name| place(name) > Some(own));
            wrong.extend(later.map(|name| format!("{} imports {name}", file.display())));
        }
    }
    assert!(stages.len() > 15, "lib.rs names {stages:?}");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn imports_are_read_from_paths_and_from_lists() {
    let text =
        "use crate::{\n    model::{Cluster, Place},\n    tree::Text,\n};\nfn f() -> crate::origin::Origin {}";
    let expected = ["model", "origin", "tree"].map(str::to_owned);
    assert_eq!(imports(text), BTreeSet::from(expected));
}

#[test]
fn every_file_begins_with_why_it_exists() {
    let crates = ["core", "derive", "envoy-api", "cli", "wasm", "web", "tests", "xtask"];
    let files = crates.iter().flat_map(|folder| rust_files(&root().join(folder)));
    let silent: Vec<PathBuf> = files
        .filter(|file| !file.components().any(|part| part.as_os_str() == "target"))
        .filter(|file| {
            let text = read(file);
            !text.starts_with("//!") && !text.starts_with("#![doc = include_str!(")
        })
        .collect();
    assert!(silent.is_empty(), "no `//!` at the head of {silent:#?}");
}

#[test]
fn every_policy_has_a_row_a_readme_and_a_validator() {
    let policies = root().join("core/src/policies");
    let table = read(&policies.join("mod.rs"));
    let folders = std::fs::read_dir(&policies).expect("the policies").flatten();
    let mut wrong = Vec::new();
    let mut count = 0;
    for folder in folders.filter(|entry| entry.path().join("mod.rs").exists()) {
        let name = folder.file_name().into_string().expect("a name in ASCII");
        count += 1;
        let checks = [
            (table.contains(&format!("pub mod {name};")), "a `pub mod` line"),
            (table.contains(&format!("    {name}::POLICY,")), "a row in POLICIES"),
            (folder.path().join("README.md").exists(), "a README.md"),
            (folder.path().join("validate.rs").exists(), "a validate.rs"),
        ];
        wrong.extend(
            checks.iter().filter(|(holds, _)| !holds).map(|(_, what)| format!("{name} lacks {what}")),
        );
    }
    assert!(count > 7, "only {count} policies");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The fields that a schema reads, by the names that users write.
fn fields(schema: &str) -> BTreeSet<String> {
    let mut fields = BTreeSet::new();
    let mut attribute = "";
    for line in schema.lines().map(str::trim) {
        if line.starts_with("#[schema(") {
            attribute = line;
            continue;
        }
        if let Some((name, _)) = line.strip_prefix("pub(super) ").and_then(|rest| rest.split_once(": ")) {
            let written = attribute.split_once("name = \"").and_then(|(_, rest)| rest.split('"').next());
            if !attribute.contains("(origin)") && !name.contains('(') {
                fields.insert(written.map_or_else(|| camel_case(name), str::to_owned));
            }
        }
        attribute = "";
    }
    fields
}

fn camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |text, word| text + &word[..1].to_uppercase() + &word[1..])
}

#[test]
fn every_field_of_a_policy_stands_in_an_example() {
    let policies = root().join("core/src/policies");
    let mut missing = Vec::new();
    let mut count = 0;
    for folder in std::fs::read_dir(&policies).expect("the policies").flatten() {
        let schema = folder.path().join("schema.rs");
        if !schema.exists() {
            continue;
        }
        let examples = read(&folder.path().join("README.md"));
        let fields = fields(&read(&schema));
        count += fields.len();
        let lacking = fields.into_iter().filter(|field| !examples.contains(&format!("{field}:")));
        missing.extend(lacking.map(|field| format!("{}: {field}", folder.path().display())));
    }
    assert!(count > 150, "only {count} fields");
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn a_policy_names_no_other_policy() {
    let policies = root().join("core/src/policies");
    let names: Vec<String> = std::fs::read_dir(&policies)
        .expect("the policies")
        .flatten()
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().into_string().expect("a name in ASCII"))
        .collect();
    let mut wrong = Vec::new();
    for own in &names {
        for file in rust_files(&policies.join(own)) {
            let text = read(&file);
            let others = names.iter().filter(|other| *other != own && text.contains(&format!("{other}::")));
            wrong.extend(others.map(|other| format!("{} names {other}", file.display())));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The codes of diagnostics in a text: constants of type `Code`, and codes where a diagnostic is made.
fn emitted_codes(text: &str) -> BTreeSet<String> {
    const BEFORE: [&str; 6] = [
        ": Code = ",
        "Rule { code: ",
        "Diagnostic::error(",
        "Diagnostic::mistake(",
        "Diagnostic::warning(",
        "Diagnostic::information(",
    ];
    let after = BEFORE
        .iter()
        .flat_map(|before| text.match_indices(before).map(|(at, found)| &text[at + found.len()..]));
    let quoted = after.filter_map(|rest| rest.trim_start().strip_prefix('"')?.split('"').next());
    quoted.map(str::to_owned).collect()
}

#[test]
fn every_code_has_a_paragraph_and_every_paragraph_a_code() {
    let mut emitted = BTreeSet::new();
    for folder in ["core/src", "cli/src", "wasm/src", "web/src"] {
        let files = rust_files(&root().join(folder));
        emitted.extend(files.iter().flat_map(|file| emitted_codes(&code(&read(file)))));
    }
    let text = read(&root().join("docs/codes.md"));
    let headings = text.lines().filter_map(|line| line.strip_prefix("### `")?.strip_suffix('`'));
    let explained: BTreeSet<String> = headings.map(str::to_owned).collect();
    assert!(emitted.len() > 40, "only {} codes", emitted.len());
    assert_eq!(
        emitted.difference(&explained).collect::<Vec<_>>(),
        Vec::<&String>::new(),
        "without a paragraph"
    );
    assert_eq!(explained.difference(&emitted).collect::<Vec<_>>(), Vec::<&String>::new(), "without a code");
}

#[test]
fn links_of_the_documents_lead_somewhere() {
    let mut wrong = Vec::new();
    for document in ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"] {
        let text = read(&root().join(document));
        let targets = text.match_indices("](").filter_map(|(at, _)| text[at + 2..].split(')').next());
        let local = targets.filter(|target| !target.starts_with("http"));
        wrong.extend(
            local
                .filter(|target| !root().join(target).exists())
                .map(|target| format!("{document}: {target}")),
        );
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
