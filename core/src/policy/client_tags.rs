//! The header by which a server knows the tags of its clients: `&key=value,value&` for every key.

/// The name of the header.
pub const HEADER: &str = "x-kuma-tags";

/// A pattern for the header of clients with all these tags, which must come by their keys; `*` is any value.
pub fn pattern<'t>(tags: impl Iterator<Item = (&'t str, &'t str)>) -> String {
    let tags = tags.map(|(key, value)| match value {
        "*" => format!("&{key}=.*"),
        value => format!("&{key}=[^&]*{}[,&].*", value.replace('.', "\\.")),
    });
    format!(".*{}", tags.collect::<String>())
}
