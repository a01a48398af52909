//! `diff` and `impact` on folders, git revisions and recordings. The folder `comparing` holds the comparisons as Markdown.

use std::{fs, path::Path};

use git2::{IndexAddOption, Repository, RepositoryInitOptions, Signature, Time, build::RepoBuilder};

use crate::support::{Folder, Run, kumascope_at, kumascope_in};

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
            name.clone_into(&mut title);
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

/// A repository in a folder, with all files of the folder in one commit of the branch `main`.
fn repository(folder: &Folder) -> Repository {
    let options = &mut RepositoryInitOptions::new();
    let repository =
        Repository::init_opts(folder.path(""), options.initial_head("main")).expect("a repository");
    commit(&repository);
    repository
}

/// Commits all files of the work tree.
fn commit(repository: &Repository) {
    let mut index = repository.index().expect("an index");
    index.add_all(["*"], IndexAddOption::DEFAULT, None).expect("files to add");
    let tree = repository.find_tree(index.write_tree().expect("a tree")).expect("that tree");
    index.write().expect("an index that can be written");
    let author = Signature::new("test", "test@example.org", &Time::new(0, 0)).expect("a name");
    repository.commit(Some("HEAD"), &author, &author, "first", &tree, &[]).expect("a commit");
}

#[test]
fn a_folder_is_compared_with_what_it_was_at_a_revision() {
    let (web, moved) = (dataplane("web", "10.0.0.1"), dataplane("web", "10.0.0.2"));
    let files = [("mesh/a.yaml", MESH), ("mesh/below/web.yaml", &web), ("mesh/.hidden.yaml", ": broken")];
    let folder = Folder::new("revisions", &files);
    repository(&folder);
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
    let relative = kumascope_in(&folder, &["diff", "HEAD:./a.yaml", "mesh/a.yaml"]);
    assert_eq!((relative.code, relative.stdout.as_str()), (0, ""), "{}", relative.stderr);
}

#[test]
fn revisions_are_read_in_bare_repositories_and_in_work_trees_and_submodules() {
    let web = dataplane("web", "10.0.0.1");
    let folder =
        Folder::new("kinds-of-repositories", &[("whole/mesh/a.yaml", MESH), ("whole/mesh/web.yaml", &web)]);
    let whole = Folder::new("kinds-of-repositories-whole", &[("mesh/a.yaml", MESH), ("mesh/web.yaml", &web)]);
    let repository = repository(&whole);
    repository.worktree("other", Path::new(&folder.path("other")), None).expect("a work tree");
    let bare = folder.path("bare.git");
    RepoBuilder::new().bare(true).clone(&whole.path(""), Path::new(&bare)).expect("a clone");
    Repository::init(folder.path("outer")).expect("a repository");
    let outer = Repository::open(folder.path("outer")).expect("the repository");
    let mut module = outer.submodule(&whole.path(""), Path::new("inner"), true).expect("a submodule");
    module.clone(None).expect("its clone");
    for (old, new) in
        [("HEAD", "other/mesh"), ("HEAD", "outer/inner/mesh"), ("main:mesh", "outer/inner/mesh")]
    {
        let run = kumascope_in(&folder, &["diff", old, new]);
        assert_eq!((run.code, run.stdout.as_str(), run.stderr.as_str()), (0, "", ""), "{old} {new}");
    }
    let inside = |argument| kumascope_at(Path::new(&bare), &["diff", argument, "main:mesh"]);
    assert_eq!(inside("HEAD:mesh").code, 0, "{}", inside("HEAD:mesh").stderr);
    let alone = inside("main");
    assert!(alone.stderr.contains("the path is in no work tree"), "{}", alone.stderr);
}

#[test]
fn what_is_neither_a_path_nor_a_revision_is_misuse() {
    let folder = Folder::new("no-revision", &[("mesh.yaml", MESH)]);
    let check = |argument: &str, reason: &str| {
        let run = kumascope_in(&folder, &["diff", argument, "mesh.yaml"]);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""));
        let title = format!("there is no path and no git revision `{argument}`");
        assert!(run.stderr.contains(&title) && run.stderr.contains(reason), "{}", run.stderr);
    };
    repository(&folder);
    check("no-such-thing", "the git repository has no revision `no-such-thing`");
    check("no-such-thing:mesh.yaml", "the git repository has no revision `no-such-thing`");
    check("HEAD:mesh.yml", "at the git revision `HEAD` there is no path `mesh.yml`");
    check("HEAD:../mesh.yaml", "at the git revision `HEAD` there is no path `../mesh.yaml`");
    // The folders of tests stand in the repository of the project.
    let outside = std::env::temp_dir();
    let run = kumascope_at(&outside, &["diff", "HEAD", "no-such-file.yaml"]);
    assert!(run.stderr.contains("there is no git repository around ."), "{}", run.stderr);
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
