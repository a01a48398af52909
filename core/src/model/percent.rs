//! `envoy.type.v3.FractionalPercent`.

use crate::{
    origin::Origin,
    tree::{Message, Node},
};

/// A percentage with the coarsest denominator that holds it: whole percents, hundredths, or else millionths, rounded.
/// A zero numerator and the denominator HUNDRED are protobuf's zero values and left out.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "percentages are small and not negative"
)]
pub fn fractional_percent(percentage: f64, origin: Origin) -> Node {
    let (numerator, denominator) = if percentage.fract() == 0.0 {
        (percentage, None)
    } else if (percentage * 100.0).fract() == 0.0 {
        (percentage * 100.0, Some("TEN_THOUSAND"))
    } else {
        ((percentage * 10_000.0).round(), Some("MILLION"))
    };
    let numerator = Some(numerator as u32).filter(|numerator| *numerator > 0);
    Message::new(origin)
        .optional("numerator", numerator.map(|numerator| Node::number(numerator, origin)))
        .optional("denominator", denominator.map(|denominator| Node::string(denominator, origin)))
        .into()
}
