//! From a number to text.

use super::{big::Big, power_of_ten};

/// As many digits as tell every number from its neighbours.
const SAFE: f64 = 1e15;

/// A number as a mantissa and a power of two, and the numbers that are rounded to it.
pub(super) struct Interval {
    mantissa: u64,
    exponent: i32,
    /// Whether the number below is nearer than the one above.
    is_lopsided: bool,
}

/// The shortest decimal fraction that is read as this number, never with an exponent.
pub fn print(number: f64) -> String {
    few_digits(number).unwrap_or_else(|| signed(number, &Interval::of_double(number)))
}

/// The same for a number of half the precision.
pub fn print_single(number: f32) -> String {
    signed(number.into(), &Interval::of_single(number))
}

/// A fraction of few digits is found by trying: where dividing it by a power of ten gives the number, it is read as the number.
#[expect(clippy::cast_possible_truncation, reason = "numbers below the limit fit")]
fn few_digits(number: f64) -> Option<String> {
    if number.is_nan() || number.abs() >= SAFE || (number == 0.0 && number.is_sign_negative()) {
        return None;
    }
    for places in 0..=15 {
        let digits = (number * power_of_ten(places)).round();
        if digits.abs() >= SAFE {
            return None;
        }
        if (digits / power_of_ten(places)).to_bits() == number.to_bits() {
            let digits = (digits.abs() as i64).to_string().into_bytes();
            let point = i32::try_from(digits.len()).ok()? - places.cast_signed();
            return Some(with_sign(number, &layout(&digits, point)));
        }
    }
    None
}

fn signed(number: f64, interval: &Interval) -> String {
    if number.is_nan() {
        return "NaN".into();
    }
    let text = match number.abs() {
        0.0 => "0".into(),
        f64::INFINITY => "inf".into(),
        _ => {
            let (digits, point) = interval.shortest();
            layout(&digits, point)
        }
    };
    with_sign(number, &text)
}

pub(super) fn with_sign(number: f64, text: &str) -> String {
    let sign = if number.is_sign_negative() { "-" } else { "" };
    [sign, text].concat()
}

/// Digits and the place of the point among them, before them or behind them.
pub(super) fn layout(digits: &[u8], point: i32) -> String {
    let digits = digits.iter().copied().map(char::from);
    let mut text = String::new();
    if point <= 0 {
        text.push_str("0.");
        text.extend((point..0).map(|_| '0'));
    }
    let mut left = point;
    for digit in digits {
        if left == 0 && point > 0 {
            text.push('.');
        }
        text.push(digit);
        left -= 1;
    }
    text.extend((0..left).map(|_| '0'));
    text
}

impl Interval {
    pub(super) fn of_double(number: f64) -> Self {
        Self::of_bits(number.to_bits() & (u64::MAX >> 1), 52, -1074)
    }

    fn of_single(number: f32) -> Self {
        Self::of_bits((number.to_bits() & (u32::MAX >> 1)).into(), 23, -149)
    }

    /// From a number's bits without its sign, of which so many are the fraction, and the power of two of the smallest number.
    fn of_bits(bits: u64, fraction_bits: u32, least: i32) -> Self {
        let (fraction, exponent) = (bits & ((1 << fraction_bits) - 1), bits >> fraction_bits);
        let hidden = if exponent == 0 { 0 } else { 1 << fraction_bits };
        let above_least = i32::try_from(exponent.saturating_sub(1)).unwrap_or_default();
        let is_lopsided = fraction == 0 && exponent > 1;
        Self { mantissa: fraction | hidden, exponent: least + above_least, is_lopsided }
    }

    /// The shortest digits within the interval, of these the nearest, and the place of the point (Steele and White's algorithm).
    pub(super) fn shortest(&self) -> (Vec<u8>, i32) {
        let accepts_borders = self.mantissa.is_multiple_of(2);
        let is_beyond = |left: &Big, right: &Big| left > right || (accepts_borders && left == right);
        let [mut rest, mut below, mut above, mut unit] = self.parts();
        let mut point = 0;
        while is_beyond(&rest.plus(&above), &unit) {
            unit.multiply(10, 0);
            point += 1;
        }
        let mut digits = Vec::new();
        loop {
            [&mut rest, &mut below, &mut above].into_iter().for_each(|part| part.multiply(10, 0));
            let mut digit = b'0';
            while rest.take(&unit) {
                digit += 1;
            }
            let (is_low, is_high) = (is_beyond(&below, &rest), is_beyond(&rest.plus(&above), &unit));
            if digits.is_empty() && digit == b'0' && !is_high {
                point -= 1;
                continue;
            }
            digits.push(digit);
            if is_low || is_high {
                let is_nearer_above = rest.plus(&rest) >= unit;
                if is_high && (!is_low || is_nearer_above) {
                    point += increase(&mut digits);
                }
                return (digits, point);
            }
        }
    }

    /// The number as a fraction of whole numbers.
    pub(super) fn ratio(&self) -> (Big, Big) {
        let (mut number, mut unit) = (Big::new(self.mantissa), Big::new(1));
        let part = if self.exponent < 0 { &mut unit } else { &mut number };
        part.double(self.exponent.unsigned_abs());
        (number, unit)
    }

    /// The number, its distances to the numbers below and above, halved, and one, all in the same unit.
    fn parts(&self) -> [Big; 4] {
        let doublings = 1 + u32::from(self.is_lopsided);
        let mut parts =
            [Big::new(self.mantissa), Big::new(1), Big::new(1 + u64::from(self.is_lopsided)), Big::new(1)];
        let [number, below, above, unit] = &mut parts;
        number.double(doublings);
        let exponent = self.exponent - doublings.cast_signed();
        if exponent < 0 {
            unit.double(exponent.unsigned_abs());
        } else {
            [number, below, above].into_iter().for_each(|part| part.double(exponent.unsigned_abs()));
        }
        parts
    }
}

/// Adds one to the last digit; how far the point moves.
fn increase(digits: &mut Vec<u8>) -> i32 {
    while digits.pop_if(|digit| *digit == b'9').is_some() {}
    match digits.last_mut() {
        Some(digit) => {
            *digit += 1;
            0
        }
        None => {
            digits.push(b'1');
            1
        }
    }
}
