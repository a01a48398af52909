//! URLs and addresses as `govalidator.IsURL` sees them: freely, and oddly for numbers and underscores.

use super::{syntax, url::Url};
use crate::list::CollectVec as _;

/// Whether a text is a URL or `host:port`.
pub fn is_url(text: &str) -> bool {
    let has_scheme = text.contains("://");
    let whole = if text.contains(':') && !has_scheme { format!("http://{text}") } else { text.to_owned() };
    let without_fragment = whole.split('#').next().unwrap_or_default();
    let is_bare = |text: &str| !text.starts_with('/') && !text.contains(':');
    let parsed = Url::parse(without_fragment);
    let has_host = match &parsed {
        Some(url) => !url.host.is_empty() && !url.host.starts_with('.') || url.path.contains('.'),
        // What has neither a scheme nor a slash in front is a path.
        None => is_bare(without_fragment) && without_fragment.contains('.'),
    };
    text.len() > 3
        && text.chars().count() < 2083
        && !text.starts_with('.')
        && !text.chars().any(char::is_whitespace)
        && has_host
        && has_url_form(text)
}

fn has_url_form(text: &str) -> bool {
    let schemes = ["ftp", "tcp", "udp", "ws", "wss", "http", "https"];
    let rest = match text.split_once("://") {
        Some((scheme, rest)) if schemes.contains(&scheme) => rest,
        _ => text,
    };
    let after_users =
        rest.match_indices('@').filter(|(at, _)| *at > 0).filter_map(|(at, _)| rest.get(at + 1..));
    after_users.chain([rest]).any(|rest| {
        let socket = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let with_port = socket.rsplit_once(':').filter(|(_, port)| {
            (1..=5).contains(&port.len()) && port.chars().all(|digit| digit.is_ascii_digit())
        });
        let host = with_port.map_or(socket, |(host, _)| host);
        is_host(host) || host.strip_suffix('.').is_some_and(is_host)
    })
}

fn is_host(host: &str) -> bool {
    let bracketed = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    if bracketed.is_some_and(syntax::is_ip) || is_plain_address(host) {
        return true;
    }
    let ends = [Some(host.len()), host.rfind('.')];
    ends.into_iter().flatten().any(|end| {
        let (name, domain) = host.split_at(end);
        let is_domain = domain.is_empty()
            || domain.strip_prefix('.').is_some_and(|domain| {
                !domain.is_empty()
                    && domain.chars().all(|letter| is_letter(letter) && !letter.is_ascii_digit())
            });
        is_domain && splits(name).any(|(prefix, label)| is_prefix(prefix) && is_label(label))
    })
}

fn splits(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.char_indices().map(|(at, _)| text.split_at(at))
}

/// Letters and digits, those beyond ASCII among them.
fn is_letter(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || ('\u{a1}'..='\u{ffff}').contains(&letter)
}

/// Letters with at most two hyphens between them.
fn is_label(text: &str) -> bool {
    text.starts_with(is_letter)
        && text.ends_with(is_letter)
        && !text.contains("---")
        && text.chars().all(|letter| is_letter(letter) || letter == '-')
}

fn is_prefix(text: &str) -> bool {
    let plain = |letter: char| letter.is_ascii_alphanumeric();
    let edges = |text: &str| text.len() > 1 && text.starts_with(plain) && text.ends_with(plain);
    let is_head =
        |text: &str| edges(text) && text.chars().all(|letter| plain(letter) || "-_".contains(letter));
    let words = |text: &str, separators: &[char]| {
        text.split(separators).all(|word| !word.is_empty() && word.chars().all(plain))
    };
    if text.is_empty() || text == "www." {
        return true;
    }
    let (head, tail) = text.split_once('.').map_or((text, None), |(head, tail)| (head, Some(tail)));
    if is_head(head) && tail.is_none_or(|tail| words(tail, &['.', '-'])) {
        return true;
    }
    let parent = text.rsplit_once('.');
    parent.is_some_and(|(head, last)| edges(head) && words(head, &['-', '_', '.']) && words(last, &[]))
}

/// An address of IPv4 that may be one of a host.
fn is_plain_address(text: &str) -> bool {
    let octets: Vec<&str> = text.split('.').collect_vec();
    let is_number = |octet: &str| {
        (1..=3).contains(&octet.len())
            && octet.chars().all(|digit| digit.is_ascii_digit())
            && octet.parse::<u8>().is_ok()
            && (octet.len() < 3 || !octet.starts_with('0'))
    };
    let is_first = |octet: &str| {
        !octet.starts_with('0') && !octet.parse::<u8>().is_ok_and(|octet| (224..240).contains(&octet))
    };
    octets.len() == 4
        && octets.iter().all(|octet| is_number(octet))
        && octets.first().is_some_and(|first| is_first(first))
}

#[cfg(test)]
mod tests {
    use super::is_url;

    #[test]
    fn hosts_with_ports_and_urls_are_taken() {
        for text in [
            "logs:5000",
            "collector.mesh:4317",
            "10.0.0.1:80",
            "http://a.b/c?d#e",
            "tcp://user:x@host:1",
            "[::1]:80",
            "a_bc:1",
            "10.0.0.256:1",
            "a.b.",
        ] {
            assert!(is_url(text), "{text}");
        }
    }

    #[test]
    fn other_texts_are_not() {
        for text in [
            "",
            "abc",
            "logs",
            ":5000",
            "a b:1",
            "a:123456",
            "a:b",
            "-a:80",
            "a_b:1",
            "gopher://a.b",
            "0.0.0.0:80",
            ".a.b",
        ] {
            assert!(!is_url(text), "{text}");
        }
    }
}
