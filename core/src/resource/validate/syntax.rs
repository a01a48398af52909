//! Which texts are addresses, names and tags, as the control plane's validators have it.

use crate::list::CollectVec as _;
use std::net::IpAddr;

/// The largest port.
const MAX_PORT: i64 = 65_535;

/// The protocols that a message names as allowed.
pub const PROTOCOLS: &str = "grpc, http, http2, kafka, tcp";

/// Whether a text is an IP address.
pub fn is_ip(text: &str) -> bool {
    text.parse::<IpAddr>().is_ok()
}

/// Whether a text is an IP address; numbers of IPv4 may begin with zeros.
pub fn is_ip_with_zeros(text: &str) -> bool {
    let shortened = text.split('.').map(|part| match part.trim_start_matches('0') {
        "" if !part.is_empty() => "0",
        rest => rest,
    });
    is_ip(text) || shortened.collect_vec().join(".").parse::<std::net::Ipv4Addr>().is_ok()
}

/// Whether a text is a name of DNS, as freely as `govalidator.IsDNSName` sees it: underscores and capitals count.
pub fn is_dns_name(text: &str) -> bool {
    let first = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.starts_with(first)
            && label.chars().all(|letter| first(letter) || letter == '-')
    };
    let letters = text.chars().filter(|letter| *letter != '.').count();
    let name = text.strip_suffix('.').unwrap_or(text);
    letters <= 255 && name.split('.').all(is_label) && !is_ip(text)
}

/// Whether a text is a subdomain in lower case (RFC 1123).
pub fn is_subdomain(text: &str) -> bool {
    text.len() <= 253 && has_subdomain_letters(text)
}

/// Whether a text has the letters of a subdomain (RFC 1123), whatever its length.
pub fn has_subdomain_letters(text: &str) -> bool {
    let edge = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit();
    text.split('.').all(|label| {
        label.starts_with(edge)
            && label.ends_with(edge)
            && label.chars().all(|letter| edge(letter) || letter == '-')
    })
}

/// Whether a number is a status of HTTP that Go has a name for.
pub fn is_http_status(code: i64) -> bool {
    matches!(code,
        100..=103 | 200..=208 | 226 | 300..=305 | 307 | 308 | 400..=418 | 421..=426 | 428 | 429 | 431 | 451
        | 500..=508 | 510 | 511)
}

/// Whether a number is a port.
pub fn is_port(number: i64) -> bool {
    (1..=MAX_PORT).contains(&number)
}

/// Whether a protocol is known; case does not count.
pub fn is_protocol(name: &str) -> bool {
    let known = ["http", "http2", "tcp", "tls", "grpc", "kafka", "mysql"];
    known.contains(&name.to_ascii_lowercase().as_str())
}

/// Whether a text can be the name of a tag.
pub fn is_tag_name(text: &str) -> bool {
    text.chars().all(|letter| letter.is_ascii_alphanumeric() || ".-_:/".contains(letter))
}

/// Whether a text can be the value of a tag.
pub fn is_tag_value(text: &str) -> bool {
    text.chars().all(|letter| letter.is_ascii_alphanumeric() || ".-_:".contains(letter))
}

/// Whether a text can select values of a tag.
pub fn is_tag_selector(text: &str) -> bool {
    text == "*" || is_tag_name(text)
}

/// Whether a text is an absolute path of a file, of Unix or of Windows.
pub fn is_file_path(text: &str) -> bool {
    let on_drive = text.strip_prefix(|first: char| first.is_ascii_alphabetic());
    let of_windows = on_drive.and_then(|rest| rest.strip_prefix(":\\")).is_some_and(|rest| {
        let folders = rest.strip_suffix('\\').unwrap_or(rest);
        (rest.is_empty() || folders.split('\\').all(|folder| !folder.is_empty()))
            && !rest.contains(['/', ':', '*', '?', '"', '<', '>', '|', '\r', '\n'])
    });
    (text.starts_with('/') && !text.contains('\0')) || of_windows
}

/// `host:port` taken apart, `[host]:port` for IPv6; nothing for other texts.
pub fn split_host_port(text: &str) -> Option<(&str, &str)> {
    let (host, port) = text.rsplit_once(':')?;
    match host.strip_prefix('[') {
        Some(host) => Some((host.strip_suffix(']')?, port)),
        None => (!host.contains(':') && !host.contains(']')).then_some((host, port)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_dns_may_have_underscores_and_capitals() {
        assert!(is_dns_name("A_b.c-d") && is_dns_name("a.") && is_dns_name("a-"));
        assert!(
            !is_dns_name("10.0.0.1") && !is_dns_name("a..b") && !is_dns_name("-a") && !is_dns_name("a b")
        );
    }

    #[test]
    fn paths_of_files_are_absolute() {
        for path in ["/", "//a b/", r"C:\", r"C:\logs\", r"C:\logs\health.log"] {
            assert!(is_file_path(path), "{path}");
        }
        for path in ["", "a/b", "/a\0", r"C:", r"C:\\a", r"C:\a|b", r"C:\a/b", "C:/a"] {
            assert!(!is_file_path(path), "{path}");
        }
    }

    #[test]
    fn subdomains_are_in_lower_case() {
        assert!(is_subdomain("1.a-b") && !is_subdomain("A") && !is_subdomain("a..b") && !is_subdomain(""));
    }

    #[test]
    fn hosts_and_ports_are_told_apart() {
        assert_eq!(split_host_port("a:80"), Some(("a", "80")));
        assert_eq!(split_host_port("[::1]:80"), Some(("::1", "80")));
        assert_eq!(split_host_port("::1:80"), None);
        assert_eq!(split_host_port("a"), None);
    }
}
