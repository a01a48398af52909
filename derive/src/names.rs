//! Names of Rust in the notation of documents.

/// `redirect_port_inbound` as `redirectPortInbound`.
pub(crate) fn camel_case(name: &str) -> String {
    let name = name.strip_prefix("r#").unwrap_or(name);
    let mut words = name.split('_');
    let mut text = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut letters = word.chars();
        text.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        text.push_str(letters.as_str());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::camel_case;

    #[test]
    fn fields_are_written_in_camel_case() {
        assert_eq!(camel_case("redirect_port_inbound"), "redirectPortInbound");
        assert_eq!(camel_case("r#type"), "type");
        assert_eq!(camel_case("mode"), "mode");
    }
}
