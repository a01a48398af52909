//! Which texts may be names and labels, by the rules of DNS and Kubernetes.

/// A DNS label that begins with a letter: the name of a service (RFC 1035).
pub(super) fn is_dns_1035_label(text: &str) -> bool {
    text.len() <= 63
        && text.starts_with(|first: char| first.is_ascii_lowercase())
        && text.ends_with(is_lower_alphanumeric)
        && text.chars().all(|letter| is_lower_alphanumeric(letter) || letter == '-')
}

/// A name of DNS in lower case (RFC 1123).
pub(crate) fn is_dns_1123_subdomain(text: &str) -> bool {
    text.len() <= 253
        && text.split('.').all(|label| {
            label.starts_with(is_lower_alphanumeric)
                && label.ends_with(is_lower_alphanumeric)
                && label.chars().all(|letter| is_lower_alphanumeric(letter) || letter == '-')
        })
}

/// A name of DNS as `govalidator.IsDNSName` has it: labels of letters, digits, `-` and `_`, and no IP address.
pub(crate) fn is_dns_name(text: &str) -> bool {
    let length: usize = text.split('.').map(str::len).sum();
    let text_without_root = text.strip_suffix('.').unwrap_or(text);
    !text.is_empty()
        && length <= 255
        && text.parse::<std::net::IpAddr>().is_err()
        && text_without_root.split('.').all(is_dns_name_label)
}

fn is_dns_name_label(label: &str) -> bool {
    let edge = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    label.len() <= 63
        && label.starts_with(edge)
        && label.chars().all(|letter| edge(letter) || letter == '-')
        && label.ends_with(edge)
}

/// A key of a label: an optional DNS name and a slash, then a name.
pub(super) fn is_qualified_name(text: &str) -> bool {
    match text.split_once('/') {
        Some((prefix, name)) => is_dns_1123_subdomain(prefix) && is_label_text(name),
        None => is_label_text(text),
    }
}

/// A value of a label.
pub(super) fn is_label_value(text: &str) -> bool {
    text.is_empty() || is_label_text(text)
}

fn is_label_text(text: &str) -> bool {
    text.len() <= 63
        && text.starts_with(|first: char| first.is_ascii_alphanumeric())
        && text.ends_with(|last: char| last.is_ascii_alphanumeric())
        && text.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.'))
}

fn is_lower_alphanumeric(letter: char) -> bool {
    letter.is_ascii_lowercase() || letter.is_ascii_digit()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_the_rules_of_dns() {
        assert!(is_dns_1035_label("cart-v1") && !is_dns_1035_label("1cart") && !is_dns_1035_label("cart_v1"));
        assert!(
            is_dns_1123_subdomain("1.a-b") && !is_dns_1123_subdomain("a..b") && !is_dns_1123_subdomain("A")
        );
        assert!(is_dns_name("A_b.c-d") && !is_dns_name("10.0.0.1") && !is_dns_name("<no value>"));
    }

    #[test]
    fn labels_follow_the_rules_of_kubernetes() {
        assert!(is_qualified_name("a.example/Team_1") && is_qualified_name("team"));
        assert!(!is_qualified_name("/team") && !is_qualified_name("a/b/c") && !is_qualified_name("-team"));
        assert!(is_label_value("") && is_label_value("v1.2_x") && !is_label_value("a b"));
    }
}
