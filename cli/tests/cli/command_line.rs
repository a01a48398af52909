//! The command line as people and scripts meet it: exit codes, help, findings, colours.

use crate::support::{Folder, kumascope};

const BROKEN: &str = "a: [1\nb: 2\n---\ntype: Mesh\nname: default\n";

#[test]
fn help_teaches_with_examples_and_exit_codes() {
    for command in ["", "compile", "settle", "bootstrap", "check", "explain", "diff", "impact"] {
        let arguments: Vec<&str> = command.split_whitespace().chain(["--help"]).collect();
        let run = kumascope(&arguments);
        assert_eq!(run.code, 0, "{command}");
        assert!(
            run.stdout.contains("Examples:\n") && run.stdout.contains("Exit codes:\n  0  clean"),
            "{}",
            run.stdout
        );
    }
}

#[test]
fn misuse_ends_with_2_and_prints_no_result() {
    let folder = Folder::new("misuse", &[("a.yaml", "type: Mesh\nname: default\n")]);
    let path = folder.path("a.yaml");
    let cases: [(&[&str], &str); 9] = [
        (&["compile"], "required"),
        (&["chek"], "similar subcommand exists: 'check'"),
        (&["check", "no-such-file.yaml"], "cannot be read"),
        (&["check", &path, "--cp-env", "KUMA_MODEE=zone"], "did you mean `KUMA_MODE`?"),
        (&["check", &path, "--cp-env", "KUMA_MODE"], "write KEY=VALUE"),
        (&["check", &path, "--color", "sometimes"], "invalid value"),
        (&["compile", &path, "--proxy", "default/web"], "there is no proxy `default/web`"),
        (&["compile", &path, "--only", "clutsers"], "'clusters'"),
        (&["explain", &path, "clusters"], "there is no proxy"),
    ];
    for (arguments, expected) in cases {
        let run = kumascope(arguments);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{arguments:?}");
        assert!(run.stderr.contains(expected), "{arguments:?}: {}", run.stderr);
    }
}

#[test]
fn findings_end_with_1_and_show_the_line() {
    let folder = Folder::new("findings", &[("a.yaml", BROKEN)]);
    let run = kumascope(&["check", &folder.path("")]);
    assert_eq!(run.code, 1);
    let expected = format!(
        "error[broken-yaml]: this is not YAML: illegal placement of ':' indicator\n --> {}:2:2\n",
        folder.path("a.yaml")
    );
    assert!(run.stderr.starts_with(&expected), "{}", run.stderr);
    assert!(run.stderr.contains("2 | b: 2\n  |  ^\n"), "{}", run.stderr);
}

#[test]
fn findings_are_printed_as_json() {
    let folder = Folder::new("findings-json", &[("a.yaml", BROKEN)]);
    let run = kumascope(&["check", &folder.path("a.yaml"), "-o", "json"]);
    assert_eq!((run.code, run.stderr.as_str()), (1, ""));
    assert!(
        run.stdout.contains("\"code\": \"broken-yaml\"") && run.stdout.contains("\"line\": 2"),
        "{}",
        run.stdout
    );
}

#[test]
fn the_order_of_paths_does_not_show() {
    let folder = Folder::new("order", &[("a.yaml", "a: @\n"), ("b.yaml", "b: @\n")]);
    let (a, b) = (folder.path("a.yaml"), folder.path("b.yaml"));
    let (first, second) = (kumascope(&["check", &a, &b]), kumascope(&["check", &b, &a, &b]));
    assert_eq!(first, second);
}

#[test]
fn folders_are_read_below_and_links_may_lead_in_circles() {
    let folder = Folder::new(
        "folders",
        &[("x/a.yaml", "a: @\n"), ("x/y/b.JSON", "@\n"), ("x/c.txt", "@"), ("x/.d.yaml", "@")],
    );
    folder.link("x", "x/y/up");
    let run = kumascope(&["check", &folder.path("")]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.ends_with("2 errors\n"), "{}", run.stderr);
    let empty = Folder::new("empty", &[("a.txt", "")]);
    assert_eq!(kumascope(&["check", &empty.path("")]).code, 2);
}

#[test]
fn the_standard_input_is_a_path() {
    let run = crate::support::kumascope_with_input(&["check", "-"], b"a: \xff\n");
    assert_eq!(run.code, 1);
    assert!(
        run.stderr.starts_with("error[not-utf8]: this byte is not UTF-8\n --> <stdin>:1:4\n"),
        "{}",
        run.stderr
    );
}

#[test]
fn colours_are_printed_when_asked_for() {
    let folder = Folder::new("colours", &[("a.yaml", BROKEN)]);
    let path = folder.path("a.yaml");
    let colours = |arguments: &[&str]| kumascope(arguments).stderr.contains('\u{1b}');
    assert!(!colours(&["check", &path]), "a pipe is no terminal");
    assert!(colours(&["check", &path, "--color", "always"]), "asked for, although NO_COLOR is set");
    assert!(!colours(&["check", &path, "--color=never"]));
}

#[test]
fn completions_are_printed_for_every_shell() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let run = kumascope(&["completions", shell]);
        assert_eq!(run.code, 0);
        assert!(run.stdout.contains("kumascope"), "{shell}");
    }
}
