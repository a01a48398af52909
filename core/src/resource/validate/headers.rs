//! Names of headers as the schemas of the control plane have them: HTTP/2 writes them in lower case.

use super::{Place, Violations, code};
use crate::tree::Node;

const PATTERN: &str = r"in body should match '^[a-z0-9!#$%&'*+\-.^_\x60|~]+$'";
const MAX_NAME: usize = 256;
const MAX_ITEMS: usize = 16;

impl Violations {
    /// The name of a header; nothing is wrong where none is given.
    pub fn check_header_name(&mut self, name: &Place<'_>) {
        if let Some(fault) = name.node().and_then(Node::as_str).and_then(fault) {
            self.refuse_as(code::INVALID_NAME, name, fault);
        }
    }

    /// Headers to set, to add and to remove, of which there may be some only.
    pub fn check_header_lists(&mut self, modifier: &Place<'_>) {
        for list in ["add", "remove", "set"].map(|name| modifier.field(name)) {
            if list.len() > MAX_ITEMS {
                self.refuse_as(
                    code::TOO_LONG,
                    &list,
                    format!("in body should have at most {MAX_ITEMS} items"),
                );
            }
            list.items().for_each(|header| self.check_header_name(&header.field("name")));
        }
    }
}

fn fault(name: &str) -> Option<String> {
    let fits = |letter: char| {
        letter.is_ascii_lowercase() || letter.is_ascii_digit() || "!#$%&'*+-.^_`|~".contains(letter)
    };
    if name.chars().count() > MAX_NAME {
        Some(format!("in body should be at most {MAX_NAME} chars long"))
    } else if name.is_empty() {
        Some("in body should be at least 1 chars long".into())
    } else {
        (!name.chars().all(fits)).then(|| PATTERN.into())
    }
}
