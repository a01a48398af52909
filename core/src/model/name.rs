//! Which of Kuma's two systems of names a proxy gets, and names in statistics.

use crate::tree::Text;

/// Legacy names (`inbound:10.0.0.1:80`), or unified ones (`self_inbound_dp_80`, KRIs).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Naming {
    /// The names that Kuma has always given.
    Legacy,
    /// Names for proxies with `feature-unified-resource-naming`, in a mesh of `meshServices.mode: Exclusive`.
    Unified,
}

impl Naming {
    /// One of two names.
    pub fn choose<T>(self, legacy: impl FnOnce() -> T, unified: impl FnOnce() -> T) -> T {
        match self {
            Self::Legacy => legacy(),
            Self::Unified => unified(),
        }
    }
}

/// A name as statistics may carry it: everything but letters, digits, `_` and `-` becomes `_`.
pub fn sanitize_stat(name: &Text) -> Text {
    let is_clean = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    if name.bytes().all(is_clean) {
        return name.clone();
    }
    name.chars().map(|c| if u8::try_from(c).is_ok_and(is_clean) { c } else { '_' }).collect::<String>().into()
}
