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
    }

    #[test]
    fn labels_follow_the_rules_of_kubernetes() {
        assert!(is_qualified_name("a.example/Team_1") && is_qualified_name("team"));
        assert!(!is_qualified_name("/team") && !is_qualified_name("a/b/c") && !is_qualified_name("-team"));
        assert!(is_label_value("") && is_label_value("v1.2_x") && !is_label_value("a b"));
    }
}
