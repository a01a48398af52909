//! What to say about text that is not YAML: the parser's finding, in which place, and what usually helps.

use saphyr_parser::ScanError;

use super::{code, source::Encoding};
use crate::{origin::Origin, report::Diagnostic};

/// Words of the parser's findings, and what usually helps there.
const REMEDIES: &[(&str, &str)] = &[
    ("tab", "indent with spaces: YAML does not allow tabs there"),
    (
        "mapping values are not allowed",
        "quote the value if it contains `: `, or check the indentation of this line",
    ),
    (
        "unknown anchor",
        "define the anchor with `&name` before this line, or quote a text that begins with `*`",
    ),
    ("unexpected character", "quote the value: it begins with a character that means something else in YAML"),
    ("quoted scalar", "close the quote, and double every backslash that is meant as one"),
    ("flow sequence", "close the list with `]`, and put `,` between its items"),
    ("flow mapping", "close the map with `}`, and put `,` between its fields"),
    ("illegal placement of ':'", "close the bracket or brace that is open before this line"),
    ("simple key", "write `key: value`, or indent the line if it continues the one before"),
    ("block", "check the indentation: fields of one map and items of one list begin in the same column"),
    ("indent", "check the indentation of this line"),
];

/// The diagnostic of a text that the parser could not read.
pub(super) fn broken_yaml(error: &ScanError, origin: Origin) -> Diagnostic {
    let finding = error.info();
    let diagnostic = Diagnostic::error(code::BROKEN_YAML, format!("this is not YAML: {finding}"), origin);
    let remedy = REMEDIES.iter().find(|(words, _)| finding.contains(words));
    diagnostic.help(remedy.map_or("correct this line; the document is left out until then", |(_, help)| help))
}

/// The diagnostic of a character that cannot stand in YAML.
pub(super) fn forbidden_character(character: char, encoding: Encoding, origin: Origin) -> Diagnostic {
    if encoding == Encoding::Broken && character == '\0' {
        return Diagnostic::error(code::NOT_UTF8, "this byte is not UTF-8", origin)
            .help("save the file as UTF-8");
    }
    let message =
        format!("this is not YAML: the control character U+{:04X} cannot stand in it", u32::from(character));
    Diagnostic::error(code::BROKEN_YAML, message, origin)
        .help("write it as an escape in a double-quoted text, or check that the file is a text file")
}
