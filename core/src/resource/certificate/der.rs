//! DER: how certificates and keys are written.

pub(in crate::resource) const BOOLEAN: u8 = 0x01;
pub(in crate::resource) const INTEGER: u8 = 0x02;
pub(in crate::resource) const BIT_STRING: u8 = 0x03;
pub(in crate::resource) const OCTET_STRING: u8 = 0x04;
pub(in crate::resource) const OBJECT_IDENTIFIER: u8 = 0x06;
pub(in crate::resource) const SEQUENCE: u8 = 0x30;
/// The public key within a private key of a curve.
pub(in crate::resource) const PUBLIC_KEY: u8 = 0xa1;

/// One element of DER: a tag, a length, a content.
pub(in crate::resource) struct Element<'a> {
    /// Its tag.
    pub(in crate::resource) tag: u8,
    /// Its content.
    pub(in crate::resource) content: &'a [u8],
}

impl<'a> Element<'a> {
    /// The first element, and what follows it.
    pub(in crate::resource) fn read(bytes: &'a [u8]) -> Option<(Self, &'a [u8])> {
        let (&tag, rest) = bytes.split_first()?;
        let (&first, rest) = rest.split_first()?;
        let (length, rest) = if first < 0x80 {
            (usize::from(first), rest)
        } else {
            let (digits, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
            let length = digits.iter().try_fold(0_usize, |length, digit| {
                length.checked_mul(256)?.checked_add(usize::from(*digit))
            })?;
            (length, rest)
        };
        let (content, rest) = rest.split_at_checked(length)?;
        Some((Self { tag, content }, rest))
    }
}

/// The content of the first element, which must have that tag.
pub(in crate::resource) fn content_of(bytes: &[u8], tag: u8) -> Option<&[u8]> {
    Element::read(bytes).filter(|(element, _)| element.tag == tag).map(|(element, _)| element.content)
}

/// The elements of a content, up to the first that is broken.
pub(in crate::resource) struct Elements<'a>(pub(in crate::resource) &'a [u8]);

impl<'a> Iterator for Elements<'a> {
    type Item = Element<'a>;

    fn next(&mut self) -> Option<Element<'a>> {
        let (element, rest) = Element::read(self.0)?;
        self.0 = rest;
        Some(element)
    }
}
