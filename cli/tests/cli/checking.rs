//! Findings in the formats that other programs read.

use crate::support::{Folder, Run, kumascope};

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
    assert!(lines.len() >= 3 && lines.iter().all(|line| line.starts_with("::warning file=")), "{lines:#?}");
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
