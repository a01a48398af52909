//! Findings in the formats that other programs read, and mending files.

use crate::support::{Folder, Run, kumascope, kumascope_in};

/// Tabs, an emoji before the mistake, and CRLF.
const BROKEN: &str = "type: Mesh\r\nname: default\r\nname: other\r\n---\r\ntype: MeshTimeout\r\nmesh: default\r\nname: slow\r\nspec:\r\n  to:\r\n  - {targetRef: {kind: Mesh}, default: {\"🐢\": 1, conectionTimeout: 5s, idleTimeout: 5s}}\r\n";

fn check(name: &str, arguments: &[&str]) -> Run {
    let folder = Folder::new(name, &[("a b.yaml", BROKEN), ("good.yaml", "type: Mesh\nname: quiet\n")]);
    kumascope(&[&["check", &folder.path("")], arguments].concat())
}

#[test]
fn sarif_is_what_its_schema_says() {
    let run = check("sarif", &["-o", "sarif"]);
    let schema = serde_json::from_str(include_str!("../sarif/sarif-schema-2.1.0.json")).expect("a schema");
    let log: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let errors: Vec<String> = validator.iter_errors(&log).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    let results = log["runs"][0]["results"].as_array().expect("results");
    let found =
        results.iter().find(|found| found["message"]["text"].to_string().contains("conectionTimeout"));
    let place = &found.expect("the misspelled field")["locations"][0]["physicalLocation"];
    assert!(
        place["artifactLocation"]["uri"].as_str().expect("a reference").ends_with("/a%20b.yaml"),
        "{place}"
    );
    assert_eq!((&place["region"]["startLine"], &place["region"]["startColumn"]), (&10.into(), &49.into()));
    assert!(log["runs"][0]["tool"]["driver"]["rules"][0]["help"]["markdown"].is_string(), "{log}");
}

#[test]
fn github_reads_one_command_for_each_finding() {
    let run = check("github", &["-o", "github"]);
    let lines: Vec<&str> = run.stdout.lines().collect();
    assert_eq!(run.code, 1);
    let is_command = |line: &&str| line.starts_with("::warning file=") || line.starts_with("::error file=");
    assert!(lines.len() >= 3 && lines.iter().all(is_command), "{lines:#?}");
    let duplicate = lines.iter().find(|line| line.contains("title=duplicate-key::")).expect("a finding");
    assert!(duplicate.contains("a b.yaml,line=3,col=1,endLine=3,endColumn=5,"), "{duplicate}");
    assert!(duplicate.contains("%0Aremove one of the two"), "{duplicate}");
}

#[test]
fn junit_has_a_suite_for_every_file() {
    let run = check("junit", &["-o", "junit"]);
    assert!(
        run.stdout.contains("good.yaml\" tests=\"1\" skipped=\"0\" errors=\"0\" failures=\"0\">"),
        "{}",
        run.stdout
    );
    assert!(run.stdout.contains("<failure message=\"`name` stands twice in this map; the last one counts\" type=\"duplicate-key\">"), "{}", run.stdout);
}

#[test]
fn findings_are_allowed_denied_and_counted_as_asked() {
    let codes = |arguments: &[&str]| {
        let run = check("judged", &[&["-o", "json"], arguments].concat());
        let found: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
        let found = found.as_array().expect("a list").iter();
        let found: Vec<String> =
            found.map(|found| format!("{} {}", found["severity"], found["code"]).replace('"', "")).collect();
        (run.code, found)
    };
    let unknown = ["--allow", "unknown-field"];
    assert_eq!(codes(&unknown), (1, vec!["warning duplicate-key".to_owned()]));
    assert_eq!(codes(&[&unknown[..], &["--fail-on", "error"]].concat()).0, 0);
    let denied = codes(&[&unknown[..], &["--fail-on", "error", "--deny", "duplicate-key"]].concat());
    assert_eq!(denied, (1, vec!["error duplicate-key".to_owned()]));
}

#[test]
fn a_code_is_explained_and_a_misspelled_one_corrected() {
    let run = kumascope(&["check", "--explain", "duplicate-key"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert!(
        run.stdout.starts_with("duplicate-key\n\nThe same key stands twice in one map."),
        "{}",
        run.stdout
    );
    let misspelled = kumascope(&["check", "--explain", "duplicate-keys"]);
    assert_eq!(misspelled.code, 2);
    assert!(misspelled.stderr.contains("did you mean `duplicate-key`"), "{}", misspelled.stderr);
}

/// Misspelled keys and values, a kind, and a field on the wrong level, with the line ends of Windows, tabs and an emoji.
const MENDABLE: &str = "type: MeshTimeot\r\nmesh: default\r\nname: a-slow\r\nspec:\r\n  to:\r\n  - {targetRef: {kind: Mesh}, default: {\"conectionTimeout\": 5s}}\t# \u{1f422}\r\n---\ntype: MeshTimeout\nmesh: default\nname: a-fast\nspec:\n  rules:\n  - default:\n      requestTimeout: 3s\n";
const MESH: &str = "type: Mesh\nname: default\nskipCreatingInitialPolicies: ['*']\n";

#[test]
fn fixes_are_shown_before_they_are_written_and_leave_nothing_to_fix() {
    let folder = Folder::new("mending", &[("mesh.yaml", MESH), ("timeout.yaml", MENDABLE)]);
    let shown = kumascope_in(&folder, &["check", ".", "--fix=show", "-o", "text"]);
    for line in [
        "--- ./timeout.yaml\n+++ ./timeout.yaml\n@@ -1 +1 @@\n-type: MeshTimeot\r\n+type: MeshTimeout\r\n",
        "+  - {targetRef: {kind: Mesh}, default: {\"connectionTimeout\": 5s}}\t# \u{1f422}\r\n",
        "@@ -14 +14 @@\n-      requestTimeout: 3s\n+      http: {requestTimeout: 3s}\n",
    ] {
        assert!(shown.stdout.contains(line), "{line} is not in {}", shown.stdout);
    }
    assert_eq!(folder.read("timeout.yaml"), MENDABLE, "nothing is written where it is only shown");
    let written = kumascope_in(&folder, &["check", ".", "--fix", "-o", "text"]);
    assert_eq!((written.stdout.as_str(), written.code), (shown.stdout.as_str(), 0), "{}", written.stderr);
    let mended = folder.read("timeout.yaml");
    assert!(mended.contains("MeshTimeout\r\n") && mended.contains("\t# \u{1f422}\r\n"), "{mended:?}");
    let again = kumascope_in(&folder, &["check", ".", "--fix", "-o", "text"]);
    assert_eq!((again.stdout.as_str(), again.code), ("", 0), "{}", again.stderr);
    assert_eq!(folder.read("timeout.yaml"), mended);
}

/// What is deprecated, in both notations: targets before confs, behind a comment, and behind them.
const DEPRECATED: &str = "type: MeshTimeout
mesh: default
name: a
spec:
  from:
  - targetRef:
      kind: Mesh
    default:
      connectionTimeout: 5s
  - {targetRef: {kind: Mesh}, default: {idleTimeout: 1h}}
---
type: MeshTimeout
mesh: default
name: b
spec:
  from:
  - targetRef: {kind: Mesh} # everybody
    default: {connectionTimeout: 5s}
---
type: MeshTrafficPermission
mesh: default
name: c
spec:
  from:
  - targetRef: {kind: MeshService, name: web}
    default: {action: Allow}
  - targetRef:
      kind: MeshService
      name: \"shop\" # the front
    default: {action: Deny}
---
{\"type\": \"MeshTLS\", \"mesh\": \"default\", \"name\": \"d\", \"spec\": {\"from\": [{\"targetRef\": {\"kind\": \"Mesh\"}, \"default\": {\"mode\": \"Strict\"}}]}}
";

#[test]
fn what_is_deprecated_is_said_in_todays_words_and_comments_stay() {
    let folder = Folder::new("deprecated", &[("mesh.yaml", MESH), ("old.yaml", DEPRECATED)]);
    let written = kumascope_in(&folder, &["check", ".", "--fix", "-o", "text"]);
    let hunk = "@@ -5,4 +5,2 @@\n-  from:\n-  - targetRef:\n-      kind: Mesh\n-    default:\n+  rules:\n+  - default:\n";
    assert!(written.stdout.contains(hunk), "{}", written.stdout);
    let mended = folder.read("old.yaml");
    for line in [
        "  rules:\n  - default:\n      connectionTimeout: 5s\n  - {default: {idleTimeout: 1h}}\n",
        "  from:\n  - targetRef: {kind: Mesh} # everybody\n    default: {connectionTimeout: 5s}\n",
        "  - targetRef: {kind: MeshSubset, tags: {kuma.io/service: web}}\n",
        "      kind: MeshSubset\n      tags: {kuma.io/service: \"shop\"} # the front\n",
        "\"spec\": {\"rules\": [{\"default\": {\"mode\": \"Strict\"}}]}}",
    ] {
        assert!(mended.contains(line), "{line} is not in {mended}");
    }
    let again = kumascope_in(&folder, &["check", ".", "--fix", "-o", "text"]);
    assert_eq!(again.stdout, "", "{}", again.stdout);
}

#[test]
fn places_count_characters_whatever_the_line_ends_tabs_and_paths() {
    let text = "type: Mesh\r\nname: default\r\nskipCreatingInitialPolicies: ['*']\r\n---\r\ntype: MeshTimeout\r\nmesh: default\r\nname: slow\r\nspec: {to: [{targetRef: {kind: Mesh}, default: {\"\u{1f422}\": 1,\tconectionTimeout: 5s}}]}\r\n";
    let folder = Folder::new("places", &[("win\\mesh.yaml", text)]);
    let run = kumascope(&["check", &folder.path(""), "-o", "json"]);
    let found: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    let found = found.as_array().expect("a list").iter().find(|found| found["fix"].is_object());
    let at = &found.expect("the misspelled field")["at"];
    assert_eq!((&at["line"], &at["column"], &at["endColumn"]), (&8.into(), &57.into(), &73.into()));
    let run = kumascope(&["check", &folder.path(""), "-o", "sarif"]);
    assert!(run.stdout.contains("/win/mesh.yaml\""), "{}", run.stdout);
    assert!(run.stdout.contains("\"insertedContent\""), "{}", run.stdout);
}
