//! The other notations of a number: with an exponent, and with so many places.

use super::{
    big::Big,
    print::{Interval, layout, with_sign},
};

/// The shortest digits of a number that is not zero and not infinite, with a point behind the first of them, and the power of
/// ten by which they are multiplied.
pub fn scientific(number: f64) -> (String, i32) {
    let (digits, point) = Interval::of_double(number).shortest();
    (with_sign(number, &layout(&digits, 1)), point - 1)
}

/// A number with so many digits behind the point; of two equally near ones the one whose last digit is even.
pub fn fixed(number: f64, places: usize) -> String {
    if !number.is_finite() {
        return super::print(number);
    }
    let places = u32::try_from(places).unwrap_or(u32::MAX);
    let digits = rounded(&Interval::of_double(number), places);
    let length = i32::try_from(digits.len()).unwrap_or(i32::MAX);
    let point = length.saturating_sub_unsigned(places);
    with_sign(number, &layout(&digits, point))
}

/// The digits of a number times a power of ten, as a whole number.
fn rounded(number: &Interval, places: u32) -> Vec<u8> {
    let (mut rest, one) = number.ratio();
    rest.multiply_by_tens(places);
    let mut units = vec![one];
    while let Some(next) = units.last().map(Big::times_ten).filter(|next| *next <= rest) {
        units.push(next);
    }
    let mut digits = Vec::with_capacity(units.len());
    for unit in units.iter().rev() {
        let mut digit = b'0';
        while rest.take(unit) {
            digit += 1;
        }
        digits.push(digit);
    }
    let is_odd = digits.last().is_some_and(|digit| !digit.is_multiple_of(2));
    let twice = rest.plus(&rest);
    if units.first().is_some_and(|one| twice > *one || (is_odd && twice == *one)) {
        increase(&mut digits);
    }
    digits
}

/// Adds one; the digits stay as many, or become one more.
fn increase(digits: &mut Vec<u8>) {
    for digit in digits.iter_mut().rev() {
        if *digit < b'9' {
            *digit += 1;
            return;
        }
        *digit = b'0';
    }
    digits.insert(0, b'1');
}
