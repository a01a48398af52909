//! Templates are filled as Go fills them, and refused in its words.

use super::{Template, Values};
use crate::tree::Text;

struct Sample;

impl Values for Sample {
    fn field(&self, name: &str) -> Option<Text> {
        (name == "Name").then(|| "cart".into())
    }

    fn label(&self, key: &str) -> Option<Text> {
        (key == "kuma.io/team").then(|| "a}}b".into())
    }

    fn names(&self) -> Vec<&str> {
        vec!["Name"]
    }

    fn type_name(&self) -> &str {
        "struct { Name string }"
    }
}

struct Words;

impl Values for Words {
    fn field(&self, name: &str) -> Option<Text> {
        self.names().contains(&name).then(|| "dummy".into())
    }

    fn label(&self, _: &str) -> Option<Text> {
        None
    }

    fn names(&self) -> Vec<&str> {
        vec!["v", "a"]
    }

    fn type_name(&self) -> &str {
        "map[string]string"
    }
}

#[track_caller]
fn check_with(values: &impl Values, cases: &[(&str, &str)]) {
    for (template, expected) in cases {
        let filled = Template::parse(template).and_then(|template| template.render(values));
        assert_eq!(filled.unwrap_or_else(|fault| fault), *expected, "{template}");
    }
}

#[track_caller]
fn check(cases: &[(&str, &str)]) {
    check_with(&Sample, cases);
}

#[test]
fn names_are_filled_in() {
    check(&[
        ("{{ .Name }}.svc.{{.Name}}", "cart.svc.cart"),
        (r#"{{ label "kuma.io/team" }}-{{label `kuma.io/team`}}"#, "a}}b-a}}b"),
        (r#"a {{- /* why */ -}} b{{ "}}" }}"#, "ab}}"),
        ("plain", "plain"),
        ("", ""),
    ]);
}

#[test]
fn functions_are_called() {
    check(&[
        (r#"{{ printf "%s-%03d%%" .Name 5 }}"#, "cart-005%"),
        (r#"{{ .Name | printf "%q" | len }}"#, "6"),
        (r#"{{ print .Name 1 2 "x" }}"#, "cart1 2x"),
        (r#"{{ slice .Name 1 3 }}{{ index .Name 0 }}"#, "ar99"),
        (r#"{{ eq .Name "x" "cart" }}{{ lt 1 2 }}{{ ge "a" "b" }}{{ not true }}"#, "truetruefalsefalse"),
        (r#"{{ and .Name 0 1 }}{{ or "" .Name }}"#, "0cart"),
        (r#"{{ html "<a&b>" }}{{ urlquery "a b/ü" }}"#, "&lt;a&amp;b&gt;a+b%2F%C3%BC"),
        (r#"{{ printf "%d %s" .Name }}{{ printf "a" 1 }}"#, "%!d(string=cart) %!s(MISSING)a%!(EXTRA int=1)"),
        ("{{ . }}{{ 1.50 }}{{ 'a' }}{{ 0x10 }}", "{cart}1.59716"),
    ]);
}

#[test]
fn actions_choose_and_repeat() {
    check(&[
        (r#"{{ if eq .Name "cart" }}a{{ else }}b{{ end }}"#, "a"),
        (r#"{{ if "" }}a{{ else if .Name }}b{{ else }}c{{ end }}"#, "b"),
        (r#"{{ with .Name }}{{ . }}{{ $.Name }}{{ end }}"#, "cartcart"),
        (r#"{{ range $i := 3 }}{{ if eq $i 1 }}{{ continue }}{{ end }}{{ $i }}{{ else }}x{{ end }}"#, "02"),
        (r#"{{ $x := "a" }}{{ $x }}{{ $x = "b" }}{{ $x }}"#, "ab"),
        (r#"{{ define "t" }}<{{ . }}>{{ end }}{{ template "t" .Name }}"#, "<cart>"),
    ]);
    check_with(
        &Words,
        &[("{{ range $k, $v := . }}{{ $k }}={{ $v }};{{ end }}{{ .x }}", "a=dummy;v=dummy;<no value>")],
    );
}

#[test]
fn what_cannot_be_filled_in_is_refused() {
    check(&[
        (
            "{{ .Name }}\n{{ .Nmae }}",
            "template: :2:3: executing \"\" at <.Nmae>: can't evaluate field Nmae in type struct { Name string }",
        ),
        (
            r#"{{ label "x" }}"#,
            "template: :1:3: executing \"\" at <label \"x\">: error calling label: label x not found",
        ),
        (
            "{{ label }}",
            "template: :1:3: executing \"\" at <label>: wrong number of args for label: want 1 got 0",
        ),
        ("{{ $x = 5 }}", "template: :1:8: executing \"\" at <5>: undefined variable: $x"),
        ("{{ label 5 }}", "template: :1:9: executing \"\" at <5>: expected string; found 5"),
        (
            "{{ range .Name }}a{{ end }}",
            "template: :1:9: executing \"\" at <.Name>: range can't iterate over cart",
        ),
        (
            "{{ .Name 1 }}",
            "template: :1:3: executing \"\" at <.Name>: Name has arguments but cannot be invoked as function",
        ),
        (
            "{{ range 1000000 }}{{ end }}{{ range 1000000 }}a{{ end }}",
            "template: :1:37: executing \"\" at <1000000>: the template does not end",
        ),
    ]);
}

#[test]
fn what_is_no_template_is_refused() {
    check(&[
        ("{{ .Name", "template: :1: unclosed action"),
        ("a\n{{ .Name\n", "template: :3: unclosed action started at :2"),
        ("{{ }}", "template: :1: missing value for command"),
        ("{{ upper .Name }}", "template: :1: function \"upper\" not defined"),
        ("{{ .Name | upper }}", "template: :1: function \"upper\" not defined"),
        ("{{ .Name }", "template: :1: unexpected \"}\" in operand"),
        ("{{ .Name}", "template: :1: bad character U+007D '}'"),
        ("{{ 1 | 2 }}", "template: :1: non executable command in pipeline stage 2"),
        ("{{ if .Name }}a", "template: :1: unexpected EOF"),
        ("{{ if }}a{{ end }}", "template: :1: missing value for if"),
        ("{{ end }}", "template: :1: unexpected {{end}}"),
        ("{{ \"a }}", "template: :1: unterminated quoted string"),
        ("{{ (.Name }}", "template: :1: unclosed left paren"),
        ("{{ $x }}", "template: :1: undefined variable \"$x\""),
        ("{{ 1a }}", "template: :1: bad number syntax: \"1a\""),
        ("{{ .. }}", "template: :1: unexpected <.> in operand"),
        ("{{ 'ab' }}", "template: :1: malformed character constant: 'ab'"),
        ("{{ 99999999999999999999 }}", "template: :1: integer overflow: \"99999999999999999999\""),
        ("{{ break }}", "template: :1: {{break}} outside {{range}}"),
        ("{{ .Name, .Name }}", "template: :1: unexpected \",\" in operand"),
        ("{{/* a }}", "template: :1: unclosed comment"),
    ]);
    check(&[(&"{{ (".repeat(200), "template: :1: unexpected \"{\" in parenthesized pipeline")]);
    check(&[(&"{{ if 1 }}".repeat(200), "template: :1: max expression depth exceeded")]);
}
