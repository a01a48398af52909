//! How fast responses are.

use crate::tree::Text;

/// `512 kbps`, `10 Mbps` or `1 Gbps` in kilobits a second, as protobuf writes long numbers: as text.
pub fn kilobits(limit: &str) -> Text {
    let unit = limit.find(|found: char| !found.is_ascii_digit()).unwrap_or(limit.len());
    let (number, unit) = limit.split_at(unit);
    let factor: u64 = match unit.trim() {
        "Gbps" => 1_000_000,
        "Mbps" => 1_000,
        _ => 1,
    };
    number.trim().parse::<u64>().unwrap_or_default().saturating_mul(factor).to_string().into()
}
