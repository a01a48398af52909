//! Protobuf's binary format, as far as descriptors need it.

/// A value as it stands in the bytes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Wire {
    /// A whole number.
    Varint(u64),
    /// Eight bytes.
    Fixed64(u64),
    /// Four bytes.
    Fixed32(u32),
    /// A text, bytes, or a message.
    Bytes(&'static [u8]),
}

/// The fields of a message in the order in which they stand. What is broken ends them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fields(pub(crate) &'static [u8]);

impl Fields {
    /// The last field of that number.
    pub(crate) fn last(self, number: u32) -> Option<Wire> {
        self.all(number).last()
    }

    /// All fields of that number.
    pub(crate) fn all(self, number: u32) -> impl Iterator<Item = Wire> {
        self.into_iter().filter(move |(found, _)| *found == number).map(|(_, wire)| wire)
    }
}

impl IntoIterator for Fields {
    type Item = (u32, Wire);
    type IntoIter = Walk;

    fn into_iter(self) -> Walk {
        Walk(self.0)
    }
}

/// A walk over the fields of a message.
#[derive(Debug)]
pub(crate) struct Walk(&'static [u8]);

impl Iterator for Walk {
    type Item = (u32, Wire);

    fn next(&mut self) -> Option<Self::Item> {
        let tag = varint(&mut self.0)?;
        let number = u32::try_from(tag >> 3).ok()?;
        let wire = match tag & 7 {
            0 => Wire::Varint(varint(&mut self.0)?),
            1 => Wire::Fixed64(u64::from_le_bytes(take(&mut self.0, 8)?.try_into().ok()?)),
            2 => {
                let length = usize::try_from(varint(&mut self.0)?).ok()?;
                Wire::Bytes(take(&mut self.0, length)?)
            }
            5 => Wire::Fixed32(u32::from_le_bytes(take(&mut self.0, 4)?.try_into().ok()?)),
            _ => return None,
        };
        Some((number, wire))
    }
}

impl Wire {
    pub(crate) fn message(self) -> Option<Fields> {
        match self {
            Self::Bytes(bytes) => Some(Fields(bytes)),
            _ => None,
        }
    }

    pub(crate) fn text(self) -> Option<&'static str> {
        match self {
            Self::Bytes(bytes) => std::str::from_utf8(bytes).ok(),
            _ => None,
        }
    }
}

/// Reads a whole number of seven bits a byte.
pub(crate) fn varint(bytes: &mut &'static [u8]) -> Option<u64> {
    let mut number = 0_u64;
    for shift in (0..64).step_by(7) {
        let (first, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(first & 0x7f) << shift;
        if first & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

/// Takes bytes from the front, where there are so many.
pub(crate) fn take(bytes: &mut &'static [u8], length: usize) -> Option<&'static [u8]> {
    let (taken, rest) = bytes.split_at_checked(length)?;
    *bytes = rest;
    Some(taken)
}
