//! Regular expressions as Envoy evaluates them (RE2), as far as meshes use them: what Unicode knows of letters is left out.
//!
//! A library for this would be larger than the rest of the walk, and the WebAssembly module has a size to keep. The expression is
//! compiled to a small program that is run with every place and instruction visited once at most, so that no expression takes
//! longer than the product of its own length and that of the text.

mod class;
mod parse;
mod program;
mod run;

use program::Program;

/// A compiled expression.
#[derive(Clone, Debug)]
pub(super) struct Regex(Program);

/// Where groups begin and end, the whole match first.
pub(super) type Captures = Vec<Option<(usize, usize)>>;

impl Regex {
    /// Compiles an expression; nothing where it is broken or needs what is left out here.
    pub(super) fn new(pattern: &str) -> Option<Self> {
        Some(Self(program::compile(&parse::parse(pattern)?)))
    }

    /// Whether the whole text matches.
    pub(super) fn is_full_match(&self, text: &str) -> bool {
        run::run(&self.0, text, 0, run::End::Text).is_some()
    }

    /// Replaces every match from left to right. `\1` in the substitution is what the first group matched.
    pub(super) fn replace_all(&self, text: &str, substitution: &str) -> String {
        let (mut result, mut from, mut last) = (String::new(), 0, None);
        while from <= text.len() {
            let Some(found) = (from..=text.len())
                .filter(|start| text.is_char_boundary(*start))
                .find_map(|start| run::run(&self.0, text, start, run::End::Anywhere))
            else {
                break;
            };
            let (start, end) = found.first().copied().flatten().unwrap_or((from, from));
            // An empty match right behind another one is none.
            if start == end && last == Some(end) {
                let next = text.get(end..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8);
                result.push_str(text.get(end..end + next).unwrap_or_default());
                (from, last) = (end + next, None);
                continue;
            }
            result.push_str(text.get(from..start).unwrap_or_default());
            substitute(substitution, text, &found, &mut result);
            (from, last) = (end, Some(end));
        }
        result.push_str(text.get(from..).unwrap_or_default());
        result
    }
}

fn substitute(substitution: &str, text: &str, captures: &Captures, result: &mut String) {
    let mut letters = substitution.chars();
    while let Some(letter) = letters.next() {
        if letter != '\\' {
            result.push(letter);
            continue;
        }
        match letters.next() {
            Some(digit) if digit.is_ascii_digit() => {
                let group =
                    digit.to_digit(10).and_then(|digit| usize::try_from(digit).ok()).unwrap_or_default();
                let found = captures.get(group).copied().flatten();
                result.push_str(found.and_then(|(start, end)| text.get(start..end)).unwrap_or_default());
            }
            Some(other) => result.push(other),
            None => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Regex;

    #[track_caller]
    fn check(pattern: &str, matching: &[&str], others: &[&str]) {
        let regex = Regex::new(pattern).expect("an expression");
        for text in matching {
            assert!(regex.is_full_match(text), "{pattern} matches {text}");
        }
        for text in others {
            assert!(!regex.is_full_match(text), "{pattern} does not match {text}");
        }
    }

    #[test]
    fn the_whole_text_has_to_match() {
        check("/u/[0-9]+", &["/u/1", "/u/123"], &["/u/", "/u/1/", "x/u/1"]);
        check("a|ab", &["a", "ab"], &["abc"]);
        check("^(?:a|b)*$", &["", "abba"], &["abc"]);
        check(r"\w+\.example\.org", &["a_1.example.org"], &["a.b.example.org"]);
    }

    #[test]
    fn expressions_mean_what_re2_says() {
        check("a{2,3}", &["aa", "aaa"], &["a", "aaaa"]);
        check("a{2,}b?", &["aa", "aaaab"], &["ab"]);
        check("(?i)abc", &["ABC", "aBc"], &["abd"]);
        check("[^a-c]+", &["xyz", "é"], &["xa"]);
        check("[[:digit:]-]+", &["1-2"], &["a"]);
        check(r"[\d.]+\x41", &["1.2A"], &["1.2a"]);
        check(r"\bfoo\b", &["foo"], &["foot"]);
        check(".*", &["", "anything"], &["a\nb"]);
        check("(?s).*", &["a\nb"], &[]);
        check(
            ".*&kuma.io/service=[^&]*desk[,&].*",
            &["&kuma.io/service=a,desk&&x=y&"],
            &["&kuma.io/service=desks&"],
        );
        check("(a*)*b", &["aaab", "b"], &["aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac"]);
    }

    #[test]
    fn what_is_broken_or_left_out_is_no_expression() {
        for pattern in ["(", "a)", "[a", "*", r"\pL", "(?=a)", r"\"] {
            assert!(Regex::new(pattern).is_none(), "{pattern}");
        }
    }

    #[track_caller]
    fn replace(pattern: &str, substitution: &str, text: &str, expected: &str) {
        assert_eq!(Regex::new(pattern).expect("an expression").replace_all(text, substitution), expected);
    }

    #[test]
    fn every_match_is_replaced_with_its_groups() {
        replace(".*", "/", "/abc", "/");
        replace("^/service/([^/]+)(/.*)$", r"\2/instance/\1", "/service/foo/v1/api", "/v1/api/instance/foo");
        replace("one", "two", "/xxx/one/yyy/one/zzz", "/xxx/two/yyy/two/zzz");
        replace("b*", "-", "abc", "-a-c-");
        replace("x", "y", "abc", "abc");
    }
}
