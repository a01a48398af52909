//! `diff` and `impact` on folders, git revisions and recordings. The folder `comparing` holds the comparisons as Markdown.

use std::{fs, path::Path};

use crate::support::{Folder, Run, kumascope_in};

/// A heading with its blocks.
#[derive(Default)]
struct Comparison {
    name: String,
    /// The files of both sides, under `old/` and `new/`.
    files: Vec<(String, String)>,
    /// What the commands print: `diff` and `impact`, with the lines of the block in the document.
    expected: Vec<(String, String, std::ops::Range<usize>)>,
}

/// The comparisons of a document. Files without a side stand on both, for their heading and those below it.
fn comparisons(text: &str) -> Vec<Comparison> {
    let mut found: Vec<Comparison> = Vec::new();
    let mut shared = Vec::new();
    let mut title = String::new();
    let lines: Vec<&str> = text.lines().collect();
    let mut index = 0;
    while index < lines.len() {
        let line = lines[index];
        if let Some(heading) = line.strip_prefix("## ") {
            found.push(Comparison { name: heading.to_owned(), files: Vec::new(), expected: Vec::new() });
        } else if let Some(name) = line.strip_prefix('`').and_then(|line| line.strip_suffix("`:")) {
            title = name.to_owned();
        } else if line.starts_with("```") {
            let end = (index + 1..lines.len()).find(|end| lines[*end] == "```").expect("the end of a block");
            let block: String = lines[index + 1..end].iter().flat_map(|line| [line, "\n"]).collect();
            match (title.as_str(), found.last_mut()) {
                ("diff" | "impact", Some(own)) => own.expected.push((title.clone(), block, index + 1..end)),
                (name, Some(own)) => own.files.push((name.to_owned(), block)),
                (name, None) => shared.push((name.to_owned(), block)),
            }
            index = end;
        }
        index += 1;
    }
    for (name, block) in shared {
        for comparison in &mut found {
            comparison.files.extend(["old", "new"].map(|side| (format!("{side}/{name}"), block.clone())));
        }
    }
    found
}

fn run(comparison: &Comparison, command: &str) -> Run {
    let slug: String = comparison.name.chars().filter(char::is_ascii_alphanumeric).collect();
    let files: Vec<(&str, &str)> =
        comparison.files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let folder = Folder::new(&format!("comparing-{slug}-{command}"), &files);
    match command {
        "impact" => kumascope_in(&folder, &["impact", "old", "new", "-o", "markdown"]),
        _ => kumascope_in(&folder, &[command, "old", "new"]),
    }
}

#[test]
fn comparisons_print_what_their_documents_say() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/comparing");
    let path = folder.join("changes.md");
    let text = fs::read_to_string(&path).expect("a document");
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let mut failures = Vec::new();
    // From the end, so that what is written moves no block that is still to be written.
    for comparison in comparisons(&text).iter().rev() {
        assert!(!comparison.expected.is_empty(), "{} says nothing", comparison.name);
        for (command, expected, block) in comparison.expected.iter().rev() {
            let run = run(comparison, command);
            assert_eq!(run.stderr, "", "{}", comparison.name);
            assert_eq!(
                run.code,
                i32::from(*command == "diff" && !run.stdout.is_empty()),
                "{}",
                comparison.name
            );
            if run.stdout != *expected {
                failures.push(format!("{}: {command} prints\n{}", comparison.name, run.stdout));
                lines.splice(block.clone(), run.stdout.lines().map(str::to_owned));
            }
        }
    }
    if std::env::var_os("UPDATE_COMPARISONS").is_some() {
        fs::write(&path, lines.join("\n") + "\n").expect("a document that can be written");
    } else {
        assert!(failures.is_empty(), "{}", failures.join("\n"));
    }
}

const MESH: &str =
    "type: Mesh\nname: default\nskipCreatingInitialPolicies: ['*']\nmeshServices: {mode: Exclusive}\n";

fn dataplane(name: &str, address: &str) -> String {
    format!(
        "type: Dataplane\nmesh: default\nname: {name}\nnetworking:\n  address: {address}\n  inbound:\n  - {{port: 80, tags: {{kuma.io/service: {name}}}}}\n"
    )
}

/// Runs git in a folder, apart from whatever is configured on the machine.
fn git(folder: &Folder, arguments: &[&str]) {
    let output = std::process::Command::new("git")
        .args(["-c", "user.name=test", "-c", "user.email=test@example.org", "-c", "init.defaultBranch=main"])
        .args(arguments)
        .current_dir(folder.path(""))
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .output()
        .expect("git runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_folder_is_compared_with_what_it_was_at_a_revision() {
    let (web, moved) = (dataplane("web", "10.0.0.1"), dataplane("web", "10.0.0.2"));
    let files = [("mesh/a.yaml", MESH), ("mesh/below/web.yaml", &web), ("mesh/.hidden.yaml", ": broken")];
    let folder = Folder::new("revisions", &files);
    git(&folder, &["init", "--quiet"]);
    git(&folder, &["add", "--all"]);
    git(&folder, &["commit", "--quiet", "--message", "first"]);
    let same = kumascope_in(&folder, &["diff", "HEAD", "mesh"]);
    assert_eq!((same.code, same.stdout.as_str(), same.stderr.as_str()), (0, "", ""));
    fs::write(folder.path("mesh/below/web.yaml"), &moved).expect("a file");
    for arguments in [["diff", "main", "mesh"], ["diff", "HEAD:mesh", "mesh"]] {
        let run = kumascope_in(&folder, &arguments);
        assert_eq!((run.code, run.stderr.as_str()), (1, ""), "{arguments:?}");
        let revision = arguments[1].split(':').next().unwrap_or_default();
        assert!(
            run.stdout.contains(&format!("Dataplane default/web, {revision}:mesh/below/web.yaml:5")),
            "{}",
            run.stdout
        );
        assert!(run.stdout.contains("Dataplane default/web, mesh/below/web.yaml:5"), "{}", run.stdout);
    }
    let impact = kumascope_in(&folder, &["impact", "HEAD:mesh/below/web.yaml", "mesh", "--exit-code"]);
    assert_eq!(impact.code, 1, "{}", impact.stdout);
    assert!(impact.stdout.ends_with("1 of 1 proxy changes\n"), "{}", impact.stdout);
}

#[test]
fn what_is_neither_a_path_nor_a_revision_is_misuse() {
    let folder = Folder::new("no-revision", &[("mesh.yaml", MESH)]);
    git(&folder, &["init", "--quiet"]);
    for argument in ["no-such-thing", "no-such-thing:mesh.yaml"] {
        let run = kumascope_in(&folder, &["diff", argument, "mesh.yaml"]);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""));
        assert!(
            run.stderr.contains(&format!("there is no path and no git revision `{argument}`")),
            "{}",
            run.stderr
        );
    }
}

#[test]
fn what_was_printed_is_compared_with_what_would_be_printed() {
    let (web, api, moved) =
        (dataplane("web", "10.0.0.1"), dataplane("api", "10.0.0.2"), dataplane("api", "10.0.0.3"));
    let folder =
        Folder::new("recordings", &[("old/a.yaml", MESH), ("old/web.yaml", &web), ("old/api.yaml", &api)]);
    let record = |arguments: &[&str], path: &str| {
        let run = kumascope_in(&folder, &[&["compile", "old", "-o", "json"], arguments].concat());
        fs::write(folder.path(path), run.stdout).expect("a file");
    };
    record(&[], "all.json");
    record(&["--proxy", "default/api"], "api.json");
    assert_eq!(kumascope_in(&folder, &["diff", "all.json", "old"]).code, 0);
    assert_eq!(kumascope_in(&folder, &["diff", "all.json", "all.json"]).code, 0);
    let unnamed = kumascope_in(&folder, &["diff", "api.json", "old"]);
    assert_eq!(unnamed.code, 2, "{}", unnamed.stdout);
    assert!(unnamed.stderr.contains("--proxy MESH/NAME"), "{}", unnamed.stderr);
    fs::write(folder.path("old/api.yaml"), &moved).expect("a file");
    let run = kumascope_in(&folder, &["diff", "api.json", "old", "--proxy", "default/api"]);
    assert_eq!((run.code, run.stderr.as_str()), (1, ""));
    assert!(run.stdout.contains("- \"10.0.0.2\"") && run.stdout.contains("+ \"10.0.0.3\""), "{}", run.stdout);
}

#[test]
fn differences_are_printed_as_json_with_pointers_and_causes() {
    let (old, new) = (dataplane("web", "10.0.0.1"), dataplane("web", "10.0.0.2"));
    let files = [("old/a.yaml", MESH), ("new/a.yaml", MESH), ("old/web.yaml", &old), ("new/web.yaml", &new)];
    let run = kumascope_in(&Folder::new("differences", &files), &["diff", "old", "new", "-o", "json"]);
    assert_eq!((run.code, run.stderr.as_str()), (1, ""));
    let answer: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!(answer[0]["proxy"], "default/web");
    let changes = answer[0]["changes"].as_array().expect("changes");
    let replaced =
        changes.iter().find(|change| change["change"] == "replaced").expect("a value that is another");
    assert_eq!(replaced["new"]["causes"][0]["at"]["path"], "new/web.yaml");
    assert_eq!(replaced["old"]["causes"][0]["resource"]["name"], "web");
    assert!(replaced["old"]["pointer"].as_str().is_some_and(|pointer| pointer.starts_with("/xds/")));
    let run =
        kumascope_in(&Folder::new("differences-impact", &files), &["impact", "old", "new", "-o", "json"]);
    let answer: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!((run.code, &answer["total"], &answer["changed"]), (0, &1.into(), &1.into()));
    assert_eq!(answer["causes"][0]["type"], "Dataplane");
    assert_eq!(answer["proxies"][0]["causes"][0]["new"][0]["line"], 5);
}
