//! What people hand on: the files as Markdown, as a command, as a report of a bug.

use std::fmt::Write as _;

use kumascope_wasm::types::{Diagnostic, SourceFile};

/// Files as Markdown.
pub(crate) fn markdown(files: &[SourceFile], link: &str) -> String {
    let mut text = String::new();
    for SourceFile { path, text: body } in files {
        let fence = fence(body);
        let language = if path.to_ascii_lowercase().ends_with(".json") { "json" } else { "yaml" };
        let _ = write!(text, "`{path}`:\n\n{fence}{language}\n{}\n{fence}\n\n", body.trim_end());
    }
    if !link.is_empty() {
        let _ = writeln!(text, "[Open in the playground]({link})");
    }
    text
}

/// A command for a shell that writes the files into a folder and compiles them.
pub(crate) fn command(files: &[SourceFile], proxy: &str) -> String {
    let mut text = String::from("mkdir -p kumascope-mesh && cd kumascope-mesh\n");
    for SourceFile { path, text: body } in files {
        if let Some((folder, _)) = path.rsplit_once('/') {
            let _ = writeln!(text, "mkdir -p {}", quoted(folder));
        }
        let end = end(body);
        let _ = write!(text, "cat > {} <<'{end}'\n{}\n{end}\n", quoted(path), body.trim_end());
    }
    let _ = writeln!(text, "kumascope compile . --proxy {}", quoted(proxy));
    text
}

/// A report of a bug: what was done, what came of it, and what it was done with.
pub(crate) fn report(
    files: &[SourceFile],
    proxy: &str,
    findings: &[Diagnostic],
    crash: Option<&str>,
) -> String {
    let version = env!("CARGO_PKG_VERSION");
    let mut text = format!(
        "**What I did**\n\n\n**What I expected**\n\n\n**What happened**\n\n{}\n\n**With**\n\nkumascope {version}, the playground, \
         proxy `{proxy}`\n\n",
        crash.map(|message| format!("The compiler crashed: {message}")).unwrap_or_default(),
    );
    for found in findings {
        let place =
            found.range.as_ref().map(|range| format!("{}:{}: ", range.path, range.line)).unwrap_or_default();
        let _ = writeln!(text, "- {place}`{}` {}", found.code, found.message);
    }
    text.push('\n');
    text + &markdown(files, "")
}

/// A fence that does not stand in the text.
fn fence(body: &str) -> String {
    let mut fence = String::from("```");
    while body.contains(&fence) {
        fence.push('`');
    }
    fence
}

/// A line that does not stand in the text.
fn end(body: &str) -> String {
    let mut end = String::from("END");
    while body.lines().any(|line| line == end) {
        end.push('_');
    }
    end
}

/// A word of a shell.
fn quoted(word: &str) -> String {
    let is_plain = !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || "-_./".contains(c));
    if is_plain { word.into() } else { format!("'{}'", word.replace('\'', r"'\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> SourceFile {
        SourceFile { path: path.into(), text: text.into() }
    }

    #[test]
    fn what_stands_in_a_file_ends_no_block() {
        let files = [file("a b.yaml", "x: |\n  ```\nEND\n"), file("in/c.json", "{}")];
        let text = command(&files, "default/it's");
        assert!(text.contains("cat > 'a b.yaml' <<'END_'\nx: |\n  ```\nEND\nEND_\n"), "{text}");
        assert!(
            text.contains("mkdir -p in\n")
                && text.ends_with(
                    r"--proxy 'default/it'\''s'
"
                ),
            "{text}"
        );
        assert!(markdown(&files, "").contains("````yaml\nx: |\n  ```\nEND\n````\n"));
        assert!(markdown(&files, "").contains("```json\n{}\n```\n"));
    }

    #[test]
    fn a_report_says_what_crashed() {
        assert!(report(&[], "default/web", &[], Some("boom")).contains("The compiler crashed: boom"));
    }
}
