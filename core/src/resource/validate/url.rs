//! URLs as Go's `url.ParseRequestURI` takes them apart.

/// A URL.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Url<'a> {
    /// The scheme in lower case.
    pub scheme: String,
    /// What follows the scheme where that is neither a path nor a host.
    pub opaque: &'a str,
    /// Whether a user stands before the host.
    pub has_user: bool,
    /// The host with its port.
    pub host: &'a str,
    /// The path.
    pub path: &'a str,
    /// What follows the question mark.
    pub query: &'a str,
}

impl<'a> Url<'a> {
    /// Takes a URL apart; nothing for what is none. A `#` begins no fragment here.
    pub fn parse(text: &'a str) -> Option<Self> {
        if text.is_empty() || text.chars().any(|letter| letter < ' ' || letter == '\u{7f}') {
            return None;
        }
        if text == "*" {
            return Some(Self { path: text, ..Self::default() });
        }
        let (scheme, rest) = split_scheme(text)?;
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let mut url = Self { scheme, query, ..Self::default() };
        if !rest.starts_with('/') {
            url.opaque = rest;
            return (!url.scheme.is_empty()).then_some(url);
        }
        url.path = rest;
        if let Some(rest) = rest.strip_prefix("//").filter(|_| !url.scheme.is_empty()) {
            let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            let (user, host) = match authority.rsplit_once('@') {
                Some((user, host)) => (Some(user), host),
                None => (None, authority),
            };
            if !user.is_none_or(is_user) || !is_host(host) {
                return None;
            }
            (url.has_user, url.host, url.path) = (user.is_some(), host, path);
        }
        has_sound_escapes(url.path).then_some(url)
    }

    /// The port; empty where there is none.
    pub fn port(&self) -> &'a str {
        split_port(self.host).1
    }
}

/// The scheme in lower case, and what follows it. Nothing where there should be one.
fn split_scheme(text: &str) -> Option<(String, &str)> {
    for (index, letter) in text.char_indices() {
        match letter {
            'a'..='z' | 'A'..='Z' => {}
            '0'..='9' | '+' | '-' | '.' if index > 0 => {}
            ':' if index == 0 => return None,
            ':' => {
                let scheme = text.get(..index)?.to_ascii_lowercase();
                return Some((scheme, text.get(index + 1..)?));
            }
            _ => break,
        }
    }
    Some((String::new(), text))
}

fn split_port(host: &str) -> (&str, &str) {
    let end = host.rfind(']').map_or(0, |end| end + 1);
    match host.get(end..).and_then(|rest| rest.rfind(':')) {
        Some(colon) => {
            (host.get(..end + colon).unwrap_or(host), host.get(end + colon + 1..).unwrap_or_default())
        }
        None => (host, ""),
    }
}

fn is_host(text: &str) -> bool {
    let (host, port) = split_port(text);
    let in_brackets = host.starts_with('[');
    let fits = |letter: char| {
        !letter.is_ascii() || letter.is_ascii_alphanumeric() || "-_.~!$&'()*+,;=:[]<>\"".contains(letter)
    };
    let is_bracketed = host.strip_prefix('[').is_some_and(|rest| rest.ends_with(']'));
    port.chars().all(|digit| digit.is_ascii_digit())
        && host.chars().all(fits)
        && if in_brackets { is_bracketed } else { !host.contains([':', '[', ']']) }
}

fn is_user(text: &str) -> bool {
    let fits = |letter: char| letter.is_ascii_alphanumeric() || "-._:~!$&'()*+,;=%@".contains(letter);
    text.chars().all(fits) && has_sound_escapes(text)
}

fn has_sound_escapes(text: &str) -> bool {
    text.split('%').skip(1).all(|rest| {
        let mut digits = rest.chars().take(2);
        let is_digit = |digit: Option<char>| digit.is_some_and(|digit| digit.is_ascii_hexdigit());
        is_digit(digits.next()) && is_digit(digits.next())
    })
}

#[cfg(test)]
mod tests {
    use super::Url;

    #[test]
    fn parts_of_a_url_are_told_apart() {
        let url = Url::parse("HTTP://u@a.b:80/p%20?q=1").expect("a URL");
        assert_eq!((url.scheme.as_str(), url.has_user, url.host), ("http", true, "a.b:80"));
        assert_eq!((url.port(), url.path, url.query), ("80", "/p%20", "q=1"));
        assert_eq!(Url::parse("intake:1").expect("a URL").opaque, "1");
        assert_eq!(Url::parse("http://[::1]:8").expect("a URL").port(), "8");
    }

    #[test]
    fn what_is_no_url_is_refused() {
        for text in
            ["", "a", "://a", "http://a:b", "http://a:1#f", "http://a b", "http://::1/", "http://a/%zz"]
        {
            assert_eq!(Url::parse(text), None, "{text}");
        }
    }
}
