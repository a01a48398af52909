//! Paths: how they are made plain before routes are looked for, and how routes rewrite them.

use crate::trace::{HttpRequest, at::At, regex::Regex};

/// The new path, without the query, where a route or a redirect has one.
pub(super) fn rewritten(action: &At<'_>, route: &At<'_>, request: &HttpRequest) -> Option<String> {
    let path = request.bare_path();
    if let Some(rewrite) = action.get("regexRewrite") {
        let pattern = rewrite.get("pattern").map(|pattern| pattern.text("regex")).unwrap_or_default();
        return Some(Regex::new(pattern)?.replace_all(path, rewrite.text("substitution")));
    }
    let new = match action.text("prefixRewrite") {
        "" => return None,
        new => new,
    };
    let criteria = route.get("match")?;
    let matched = ["prefix", "pathSeparatedPrefix"].iter().find(|key| criteria.has(key));
    // Whatever else matched, matched the whole path.
    let length = matched.map_or(path.len(), |key| criteria.text(key).len());
    Some(format!("{new}{}", path.get(length..).unwrap_or_default()))
}

/// A path without `.` and `..`, with `/` for `\`, and with letters in place of escapes that nobody needs; nothing where it leads
/// above its root.
pub(super) fn normalized(path: &str) -> Option<String> {
    let plain = unescaped(path);
    let mut segments: Vec<&str> = Vec::new();
    let mut rest = plain.strip_prefix('/')?.split('/').peekable();
    while let Some(segment) = rest.next() {
        let is_last = rest.peek().is_none();
        match segment {
            "." | ".." => {
                if segment == ".." {
                    segments.pop();
                }
                if is_last {
                    segments.push("");
                }
            }
            segment => segments.push(segment),
        }
    }
    Some(format!("/{}", segments.join("/")))
}

/// Letters that never need an escape, `.` among them, so that `%2e%2e` leads upwards, too.
fn unescaped(path: &str) -> String {
    let mut plain = String::with_capacity(path.len());
    let mut rest = path;
    while let Some(letter) = rest.chars().next() {
        let code = rest
            .strip_prefix('%')
            .and_then(|rest| rest.get(..2))
            .and_then(|code| u8::from_str_radix(code, 16).ok());
        match code.map(char::from).filter(|letter| letter.is_ascii_alphanumeric() || "-._~".contains(*letter))
        {
            Some(needless) => {
                plain.push(needless);
                rest = rest.get(3..).unwrap_or_default();
            }
            None => {
                plain.push(if letter == '\\' { '/' } else { letter });
                rest = rest.get(letter.len_utf8()..).unwrap_or_default();
            }
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::normalized;

    #[test]
    fn paths_are_made_plain() {
        let paths = [
            ("/a/b", "/a/b"),
            ("/a/../b", "/b"),
            ("/a/./b/", "/a/b/"),
            ("/../../a", "/a"),
            ("/a/..", "/"),
            ("/a/%2e%2e/b%41", "/bA"),
            (r"/a\b", "/a/b"),
            ("/a%2Fb", "/a%2Fb"),
            ("//a", "//a"),
        ];
        for (path, expected) in paths {
            assert_eq!(normalized(path).as_deref(), Some(expected), "{path}");
        }
    }
}
