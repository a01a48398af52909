//! Regular expressions: whether Go could compile one, and what it says where it could not.

/// Why Go does not compile a regular expression; nothing where it does.
pub fn fault(pattern: &str) -> Option<String> {
    let mut parser = Parser { pattern, at: 0, depth: 0 };
    parser.run().err().map(|fault| format!("error parsing regexp: {fault}"))
}

struct Parser<'a> {
    pattern: &'a str,
    at: usize,
    depth: usize,
}

/// How often something may be repeated.
const MOST: u32 = 1000;

impl<'a> Parser<'a> {
    fn rest(&self) -> &'a str {
        self.pattern.get(self.at..).unwrap_or_default()
    }

    fn next(&mut self) -> Option<char> {
        let letter = self.rest().chars().next()?;
        self.at += letter.len_utf8();
        Some(letter)
    }

    fn run(&mut self) -> Result<(), String> {
        // Whether something stands before that could be repeated, and where a repetition began.
        let mut can_repeat = false;
        let mut repetition: Option<usize> = None;
        loop {
            let start = self.at;
            let Some(letter) = self.next() else { break };
            match letter {
                '*' | '+' | '?' => {
                    self.repeat(start, can_repeat, &mut repetition)?;
                    continue;
                }
                '{' if let Some((length, least, most)) = counts(self.rest()) => {
                    self.at += length;
                    let text = self.pattern.get(start..self.at).unwrap_or_default();
                    if least > MOST || most.is_some_and(|most| most > MOST || most < least) {
                        return Err(format!("invalid repeat count: `{text}`"));
                    }
                    self.repeat(start, can_repeat, &mut repetition)?;
                    continue;
                }
                '(' => {
                    self.group(start)?;
                    can_repeat = false;
                }
                ')' => {
                    if self.depth == 0 {
                        return Err(format!("unexpected ): `{}`", self.pattern));
                    }
                    self.depth -= 1;
                    can_repeat = true;
                }
                '|' => can_repeat = false,
                '[' => {
                    self.class(start)?;
                    can_repeat = true;
                }
                '\\' => {
                    self.escape(start)?;
                    can_repeat = true;
                }
                _ => can_repeat = true,
            }
            repetition = None;
        }
        if self.depth > 0 {
            return Err(format!("missing closing ): `{}`", self.pattern));
        }
        Ok(())
    }

    fn repeat(
        &mut self,
        start: usize,
        can_repeat: bool,
        repetition: &mut Option<usize>,
    ) -> Result<(), String> {
        if self.rest().starts_with('?') {
            self.at += 1;
        }
        let text = |from: usize, to: usize| self.pattern.get(from..to).unwrap_or_default();
        if let Some(first) = *repetition {
            return Err(format!("invalid nested repetition operator: `{}`", text(first, self.at)));
        }
        if !can_repeat {
            return Err(format!("missing argument to repetition operator: `{}`", text(start, self.at)));
        }
        *repetition = Some(start);
        Ok(())
    }

    fn group(&mut self, start: usize) -> Result<(), String> {
        self.depth += 1;
        let Some(rest) = self.rest().strip_prefix('?') else { return Ok(()) };
        let named = ["P<", "<"].into_iter().find_map(|prefix| Some((prefix, rest.strip_prefix(prefix)?)));
        if let Some((prefix, name)) = named.filter(|(_, name)| !name.starts_with(['=', '!'])) {
            let Some(end) = name.find('>') else {
                let text = self.pattern.get(start..).unwrap_or_default();
                return Err(format!("invalid named capture: `{text}`"));
            };
            let after = start + 2 + prefix.len() + end + 1;
            let is_name = end > 0
                && name.chars().take(end).all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
            if !is_name {
                let text = self.pattern.get(start..after).unwrap_or_default();
                return Err(format!("invalid named capture: `{text}`"));
            }
            self.at = after;
            return Ok(());
        }
        self.flags(start)
    }

    /// `(?i)`, `(?i:…)`, `(?:…)`.
    fn flags(&mut self, start: usize) -> Result<(), String> {
        self.at += 1;
        let (mut has_flag, mut negated) = (false, false);
        loop {
            match self.next() {
                Some('i' | 'm' | 's' | 'U') => has_flag = true,
                Some('-') if !negated => (negated, has_flag) = (true, false),
                Some(':') if !negated || has_flag => return Ok(()),
                Some(')') if !negated || has_flag => {
                    self.depth -= 1;
                    return Ok(());
                }
                None => return Err(format!("missing closing ): `{}`", self.pattern)),
                Some(_) => {
                    let text = self.pattern.get(start..self.at).unwrap_or_default();
                    return Err(format!("invalid or unsupported Perl syntax: `{text}`"));
                }
            }
        }
    }

    fn class(&mut self, start: usize) -> Result<(), String> {
        if self.rest().starts_with('^') {
            self.at += 1;
        }
        let missing = |parser: &Self| {
            format!("missing closing ]: `{}`", parser.pattern.get(start..).unwrap_or_default())
        };
        let mut is_first = true;
        loop {
            if self.rest().starts_with(']') && !is_first {
                self.at += 1;
                return Ok(());
            }
            is_first = false;
            if let Some(end) = self.rest().strip_prefix("[:").and_then(|rest| rest.find(":]")) {
                let text = self.rest().get(..end + 4).unwrap_or_default();
                if !is_named_class(text) {
                    return Err(format!("invalid character class range: `{text}`"));
                }
                self.at += end + 4;
                continue;
            }
            let range = self.at;
            let low = self.class_letter(range).ok_or_else(|| missing(self))??;
            let is_range = self.rest().starts_with('-') && !self.rest().starts_with("-]");
            if let (Some(low), true) = (low, is_range) {
                self.at += 1;
                let high = self.class_letter(self.at).ok_or_else(|| missing(self))??;
                if high.is_none_or(|high| high < low) {
                    let text = self.pattern.get(range..self.at).unwrap_or_default();
                    return Err(format!("invalid character class range: `{text}`"));
                }
            }
        }
    }

    /// A letter of a class; nothing within for a class such as `\d`.
    fn class_letter(&mut self, start: usize) -> Option<Result<Option<char>, String>> {
        match self.next()? {
            '\\' => {
                let is_class = self.rest().starts_with(['d', 'D', 's', 'S', 'w', 'W', 'p', 'P']);
                let escaped = self.rest().chars().next();
                Some(self.escape(start).map(|()| escaped.filter(|_| !is_class)))
            }
            letter => Some(Ok(Some(letter))),
        }
    }

    fn escape(&mut self, start: usize) -> Result<(), String> {
        let Some(letter) = self.next() else {
            return Err("trailing backslash at end of expression: ``".into());
        };
        let is_known = match letter {
            'A' | 'b' | 'B' | 'd' | 'D' | 's' | 'S' | 'w' | 'W' | 'z' | 'C' | 'a' | 'f' | 'n' | 'r' | 't'
            | 'v' | 'E' | '0' => true,
            'Q' => {
                self.at += self.rest().find("\\E").map_or(self.rest().len(), |end| end + 2);
                true
            }
            'p' | 'P' => return self.unicode_class(start),
            'x' => self.hexadecimal(),
            '1'..='7' => self.rest().starts_with(|digit: char| ('0'..='7').contains(&digit)),
            letter => letter.is_ascii_punctuation(),
        };
        if is_known {
            return Ok(());
        }
        let text = self.pattern.get(start..self.at).unwrap_or_default();
        Err(format!("invalid escape sequence: `{text}`"))
    }

    fn hexadecimal(&mut self) -> bool {
        let is_hexadecimal =
            |text: &str| !text.is_empty() && text.chars().all(|digit| digit.is_ascii_hexdigit());
        let length = match self.rest().strip_prefix('{').and_then(|rest| rest.split_once('}')) {
            Some((digits, _)) if is_hexadecimal(digits) => digits.len() + 2,
            _ if self.rest().get(..2).is_some_and(is_hexadecimal) => 2,
            _ => return false,
        };
        self.at += length;
        true
    }

    /// `\pL` or `\p{Greek}`; the names of scripts are taken on trust.
    fn unicode_class(&mut self, start: usize) -> Result<(), String> {
        let is_name = |text: &str| {
            let text = text.trim_start_matches('^');
            text.starts_with(|first: char| first.is_ascii_uppercase())
        };
        let name = match self.rest().strip_prefix('{') {
            Some(rest) => rest.find('}').map(|end| (rest.get(..end).unwrap_or_default(), end + 2)),
            None => self.rest().get(..1).map(|name| (name, 1)),
        };
        let (is_known, length) =
            name.map_or((false, self.rest().len()), |(name, length)| (is_name(name), length));
        self.at += length;
        if is_known {
            return Ok(());
        }
        let text = self.pattern.get(start..self.at).unwrap_or_default();
        Err(format!("invalid character class range: `{text}`"))
    }
}

/// `2}`, `2,}`, `2,5}`: its length, the least and the greatest count.
fn counts(text: &str) -> Option<(usize, u32, Option<u32>)> {
    let (inside, _) = text.split_once('}')?;
    let number = |text: &str| {
        let is_number =
            !text.is_empty() && text.len() < 9 && text.chars().all(|digit| digit.is_ascii_digit());
        is_number.then(|| text.parse().ok()).flatten()
    };
    let (least, most) = match inside.split_once(',') {
        None => (number(inside)?, Some(number(inside)?)),
        Some((least, "")) => (number(least)?, None),
        Some((least, most)) => (number(least)?, Some(number(most)?)),
    };
    Some((inside.len() + 1, least, most))
}

fn is_named_class(text: &str) -> bool {
    let names = [
        "alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space",
        "upper", "word", "xdigit",
    ];
    let name = text.trim_start_matches("[:").trim_start_matches('^').trim_end_matches(":]");
    names.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::fault;

    #[track_caller]
    fn check(pattern: &str, expected: &str) {
        let found = fault(pattern).unwrap_or_default();
        assert_eq!(found.strip_prefix("error parsing regexp: ").unwrap_or(&found), expected, "{pattern}");
    }

    #[test]
    fn sound_expressions_are_taken() {
        for pattern in
            ["", "a|b", r"^[a-z\d_-]+\.(?i:x)(?P<n>y){2,3}?$", "[]a]", r"[[:alpha:]]\pL\x{41}", "a{,2}", "{"]
        {
            check(pattern, "");
        }
    }

    #[test]
    fn broken_expressions_are_refused_in_the_words_of_go() {
        check("(", "missing closing ): `(`");
        check("a)", "unexpected ): `a)`");
        check("[a", "missing closing ]: `[a`");
        check("*a", "missing argument to repetition operator: `*`");
        check("a**", "invalid nested repetition operator: `**`");
        check("a(?=b)", "invalid or unsupported Perl syntax: `(?=`");
        check("[b-a]", "invalid character class range: `b-a`");
        check(r"\y", r"invalid escape sequence: `\y`");
        check("a{2000}", "invalid repeat count: `{2000}`");
        check("\\", "trailing backslash at end of expression: ``");
    }
}
