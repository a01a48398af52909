//! From text to a number.

use super::{EXACT, EXACT_POWER, big::Big, power_of_ten};
use crate::list::CollectVec as _;

/// How many digits can tell a number from its neighbours. Of those beyond it only counts whether there are any.
const MOST_DIGITS: usize = 800;
/// Beyond this power of ten there is only infinity, and below the negative of it only zero.
const MOST_TENS: i32 = 400;
/// How many bits a number has.
const PRECISION: u32 = 53;
/// The power of two of the smallest number.
const LEAST_EXPONENT: i32 = -1074;

/// Digits, and the power of ten by which they are multiplied.
struct Decimal {
    digits: Vec<u8>,
    tens: i32,
}

/// The number that is nearest to a decimal fraction; of two equally near ones the even one. An exponent may follow; `inf`,
/// `infinity` and `nan` are read, whatever their case.
pub fn parse(text: &str) -> Option<f64> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let number = word(unsigned).or_else(|| Some(Decimal::read(unsigned)?.nearest()))?;
    Some(if text.starts_with('-') { -number } else { number })
}

fn word(text: &str) -> Option<f64> {
    match text {
        _ if text.eq_ignore_ascii_case("nan") => Some(f64::NAN),
        _ if text.eq_ignore_ascii_case("inf") || text.eq_ignore_ascii_case("infinity") => Some(f64::INFINITY),
        _ => None,
    }
}

impl Decimal {
    fn read(text: &str) -> Option<Self> {
        let (mantissa, exponent) = match text.find(['e', 'E']) {
            Some(place) => (text.get(..place)?, exponent(text.get(place + 1..)?)?),
            None => (text, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = || whole.bytes().chain(fraction.bytes());
        if digits().next().is_none() || !digits().all(|digit| digit.is_ascii_digit()) {
            return None;
        }
        let tens = exponent.saturating_sub(i32::try_from(fraction.len()).unwrap_or(i32::MAX));
        let digits = digits().map(|digit| digit - b'0').skip_while(|digit| *digit == 0).collect_vec();
        Some(Self { digits, tens })
    }

    fn nearest(mut self) -> f64 {
        self.shorten();
        // The place of the first digit before the point, or behind it.
        let place = self.tens.saturating_add(i32::try_from(self.digits.len()).unwrap_or(i32::MAX));
        if self.digits.is_empty() || place < -MOST_TENS {
            return 0.0;
        }
        if place > MOST_TENS {
            return f64::INFINITY;
        }
        self.exact().unwrap_or_else(|| self.rounded())
    }

    /// Replaces the digits that are too many by one that says that there were some.
    fn shorten(&mut self) {
        if self.digits.len() > MOST_DIGITS {
            let rest = self.digits.split_off(MOST_DIGITS);
            self.digits.push(rest.iter().any(|digit| *digit != 0).into());
            let dropped = i32::try_from(rest.len() - 1).unwrap_or(i32::MAX);
            self.tens = self.tens.saturating_add(dropped);
        }
    }

    /// One operation on two numbers that are exact rounds once.
    #[expect(clippy::cast_precision_loss, reason = "the number is below the limit of exact ones")]
    fn exact(&self) -> Option<f64> {
        let number = self.digits.iter().try_fold(0_u64, |number, digit| {
            number.checked_mul(10)?.checked_add(u64::from(*digit)).filter(|number| *number <= EXACT)
        })?;
        let power = Some(self.tens.unsigned_abs()).filter(|power| *power <= EXACT_POWER).map(power_of_ten)?;
        Some(if self.tens < 0 { number as f64 / power } else { number as f64 * power })
    }

    /// The quotient of two whole numbers, to as many bits as a number has.
    fn rounded(&self) -> f64 {
        let (mut over, mut under) = (Big::new(0), Big::new(1));
        self.digits.iter().for_each(|digit| over.multiply(10, u32::from(*digit)));
        let side = if self.tens < 0 { &mut under } else { &mut over };
        side.multiply_by_tens(self.tens.unsigned_abs());
        let exponent = scale(&mut over, &mut under);
        let mantissa = divide(over, under);
        mantissa * power_of_two(exponent)
    }
}

/// The number behind an `e`.
fn exponent(text: &str) -> Option<i32> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    // What is too large is far from every number there is.
    let number = digits.parse().unwrap_or(i32::MAX);
    Some(if text.starts_with('-') { -number } else { number })
}

/// Multiplies by powers of two so that the quotient has as many bits as a number, and says by which power it became smaller.
fn scale(over: &mut Big, under: &mut Big) -> i32 {
    let bits = |big: &Big| big.bits().cast_signed();
    let mut exponent = (bits(over) - bits(under) - PRECISION.cast_signed()).max(LEAST_EXPONENT);
    let side = if exponent < 0 { &mut *over } else { &mut *under };
    side.double(exponent.unsigned_abs());
    let mut limit = under.clone();
    limit.double(PRECISION);
    if *over >= limit {
        under.double(1);
        exponent += 1;
    }
    exponent
}

/// The quotient, rounded.
#[expect(clippy::cast_precision_loss, reason = "the quotient has as many bits as a number")]
fn divide(mut over: Big, mut under: Big) -> f64 {
    under.double(PRECISION);
    let mut quotient = 0_u64;
    for _ in 0..=PRECISION {
        quotient = 2 * quotient + u64::from(over.take(&under));
        over.double(1);
    }
    let is_odd = quotient % 2 == 1;
    if over > under || (over == under && is_odd) {
        quotient += 1;
    }
    quotient as f64
}

fn power_of_two(exponent: i32) -> f64 {
    // Every power that can be asked for is the product of two that have a number.
    let half = exponent / 2;
    2_f64.powi(half) * 2_f64.powi(exponent - half)
}
