//! Every rule of `check` has a page beside it, and `docs/codes.md` holds what the pages say.
//!
//! `UPDATE_CODES=1 cargo test -p kumascope-tests --test rules` copies the pages into the document.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use kumascope_core::check::RULES;

/// What stands before the pages in the document; nothing stands behind them.
const START: &str = "\n## Rules about meshes and about Envoy\n\n";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests stand in the repository").to_owned()
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The pages by file name, in order.
fn pages() -> Vec<(String, String)> {
    let folder = root().join("core/src/check/rules");
    let files = fs::read_dir(&folder).expect("the rules").flatten().map(|entry| entry.path());
    let pages = files.filter(|path| path.extension().is_some_and(|extension| extension == "md"));
    let mut pages: Vec<(String, String)> = pages
        .map(|path| (path.file_stem().unwrap_or_default().to_string_lossy().into_owned(), read(&path)))
        .collect();
    pages.sort();
    pages
}

#[test]
fn every_rule_has_a_page_and_every_page_a_rule() {
    let codes: BTreeSet<String> = RULES.iter().map(|rule| rule.code.to_owned()).collect();
    let named: BTreeSet<String> = pages().iter().map(|(name, _)| name.replace('_', "-")).collect();
    assert_eq!(codes, named);
    assert_eq!(codes.len(), RULES.len(), "two rules have one code");
}

#[test]
fn every_page_shows_what_is_bad_and_what_is_good() {
    for (name, text) in pages() {
        let bad = text.split_once("\n## Bad\n").map(|(_, rest)| rest);
        let (bad, good) = bad.and_then(|rest| rest.split_once("\n## Good\n")).unwrap_or_default();
        let code = name.replace('_', "-");
        assert!(text.starts_with(&format!("# `{code}`\n")), "{name} is about {code}");
        assert!(text.contains("\n**What to do:** "), "{name} says what to do");
        assert!(bad.contains(&format!("[{code}]")), "the bad example of {name} is found");
        assert!(
            good.contains("```yaml\n") && !good.contains(&format!("[{code}]")),
            "{name} has a good example"
        );
    }
}

#[test]
fn the_document_of_codes_holds_the_pages() {
    let path = root().join("docs/codes.md");
    let text = read(&path);
    let before = text.split_once(START).map_or(text.trim_end(), |(before, _)| before);
    let pages: Vec<String> = pages().iter().map(|(_, text)| as_section(text)).collect();
    let expected = format!("{before}{START}{}", pages.join("\n"));
    if std::env::var_os("UPDATE_CODES").is_some() {
        fs::write(&path, &expected).expect("a file that can be written");
        return;
    }
    assert!(
        text == expected,
        "docs/codes.md does not hold what the pages of the rules say; see the head of this file"
    );
}

/// A page with headings two levels deeper. Lines that begin with `#` within blocks are no headings.
fn as_section(page: &str) -> String {
    let mut is_block = false;
    let mut section = String::new();
    for line in page.lines() {
        is_block ^= line.starts_with("```");
        section.push_str(if line.starts_with('#') && !is_block { "##" } else { "" });
        section.push_str(line);
        section.push('\n');
    }
    section
}
