//! Ranges of IP addresses.

use std::{fmt, net::IpAddr};

/// A range of IP addresses: `240.0.0.0/4`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cidr {
    /// The first address of the range.
    pub first: IpAddr,
    /// How many leading bits all addresses of the range share.
    pub length: u8,
}

impl Cidr {
    /// A range of IPv4 addresses whose first address is given.
    pub const fn v4(first: [u8; 4], length: u8) -> Self {
        let [a, b, c, d] = first;
        Self { first: IpAddr::V4(std::net::Ipv4Addr::new(a, b, c, d)), length }
    }

    /// Reads `ADDRESS/LENGTH`; bits of the address beyond the length are dropped. Nothing for other texts.
    pub fn parse(text: &str) -> Option<Self> {
        let (address, length) = text.split_once('/')?;
        if !length.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let (address, length): (IpAddr, u8) = (address.parse().ok()?, length.parse().ok()?);
        let width = if address.is_ipv4() { 32 } else { 128 };
        (length <= width).then(|| Self { first: masked(address, length), length })
    }

    /// The address that many places after the first; nothing beyond the end of the range.
    pub fn nth(&self, index: u128) -> Option<IpAddr> {
        let (first, width) = bits(self.first);
        let free = width - u32::from(self.length);
        if free < 128 && index >> free != 0 {
            return None;
        }
        let address = first.checked_add(index)?;
        match self.first {
            IpAddr::V4(_) => u32::try_from(address).ok().map(|address| IpAddr::V4(address.into())),
            IpAddr::V6(_) => Some(IpAddr::V6(address.into())),
        }
    }

    /// Whether an address lies in the range.
    pub fn contains(&self, address: IpAddr) -> bool {
        address.is_ipv4() == self.first.is_ipv4() && masked(address, self.length) == self.first
    }
}

impl fmt::Display for Cidr {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.first, self.length)
    }
}

fn bits(address: IpAddr) -> (u128, u32) {
    match address {
        IpAddr::V4(address) => (u32::from(address).into(), 32),
        IpAddr::V6(address) => (address.into(), 128),
    }
}

fn masked(address: IpAddr, length: u8) -> IpAddr {
    let length = u32::from(length);
    match address {
        IpAddr::V4(address) => {
            let mask = u32::MAX.checked_shl(32 - length).unwrap_or(0);
            IpAddr::V4((u32::from(address) & mask).into())
        }
        IpAddr::V6(address) => {
            let mask = u128::MAX.checked_shl(128 - length).unwrap_or(0);
            IpAddr::V6((u128::from(address) & mask).into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Cidr;

    #[test]
    fn addresses_of_a_range_are_counted_from_its_first() {
        let range = Cidr::parse("251.0.0.7/30").expect("a range");
        assert_eq!(range.to_string(), "251.0.0.4/30");
        assert_eq!(range.nth(3).map(|address| address.to_string()).as_deref(), Some("251.0.0.7"));
        assert_eq!(range.nth(4), None);
        assert!(range.contains("251.0.0.6".parse().expect("an address")));
        assert!(!range.contains("251.0.0.8".parse().expect("an address")));
    }

    #[test]
    fn what_is_no_range_is_refused() {
        for text in ["", "1.2.3.4", "1.2.3.4/33", "x/8", "1.2.3.4/+8", "::1/129"] {
            assert_eq!(Cidr::parse(text), None, "{text}");
        }
        assert!(Cidr::parse("::/0").is_some());
    }
}
