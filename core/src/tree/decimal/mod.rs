//! Floating-point numbers from text and to text, exactly as the standard library reads and writes them.
//!
//! The standard library buys speed by tables and four algorithms, which are a twentieth of the WebAssembly module. What a mesh
//! has of numbers with a point is some percentages, and for these one multiplication or division is exact. The rest is
//! computed with whole numbers of any size.

mod big;
mod notation;
mod parse;
mod print;

pub use notation::{fixed, scientific};
pub use parse::parse;
pub use print::{print, print_single};

/// The numbers below this are all exact as floats.
const EXACT: u64 = 1 << 53;

/// The largest power of ten that is exact as a float.
const EXACT_POWER: u32 = 22;

/// A power of ten, up to [`EXACT_POWER`].
fn power_of_ten(exponent: u32) -> f64 {
    (0..exponent).fold(1.0, |power, _| power * 10.0)
}

#[cfg(test)]
mod tests {
    use proptest::{prelude::*, proptest};

    use super::{fixed, parse, print, print_single, scientific};

    fn check(number: f64) {
        let text = number.to_string();
        assert_eq!(print(number), text);
        assert_eq!(parse(&text).map(f64::to_bits), Some(number.to_bits()), "{text}");
        (0..4).for_each(|places| assert_eq!(fixed(number, places), format!("{number:.places$}")));
        if number != 0.0 && number.is_finite() {
            let (mantissa, exponent) = scientific(number);
            assert_eq!(format!("{mantissa}e{exponent}"), format!("{number:e}"));
        }
    }

    #[test]
    fn numbers_at_the_borders_are_as_the_standard_library_has_them() {
        let borders =
            [0.0, -0.0, 5e-324, f64::MIN_POSITIVE, f64::MAX, 1e22, 1e23, 0.1 + 0.2, 9_007_199_254_740_993.0];
        borders.into_iter().for_each(check);
        (-1074..1024).map(|exponent| 2_f64.powi(exponent)).for_each(check);
        (-5..300).map(|exponent| 10_f64.powi(exponent)).for_each(check);
        assert_eq!((print(f64::NEG_INFINITY), print(f64::NAN)), ("-inf".into(), "NaN".into()));
    }

    #[test]
    fn every_form_of_a_number_is_read_and_nothing_else() {
        for text in [
            "1",
            "+1.5",
            "-.5",
            "5.",
            "1e3",
            "1E-3",
            "1e+3",
            "00012.500",
            "1e400",
            "1e-400",
            "2.2250738585072011e-308",
            "inf",
            "-Infinity",
            "1e99999999999999999999",
            "0e99999999999999999999",
            "123456789012345678901234567890",
            "",
            ".",
            "e5",
            "1e",
            "1e+",
            "1.2.3",
            "--1",
            " 1",
            "1 ",
            "0x1",
            "1_000",
            "infinit",
            "+",
        ] {
            assert_eq!(parse(text), text.parse().ok(), "{text:?}");
        }
        assert!(parse("nan").is_some_and(f64::is_nan));
    }

    proptest! {
        #[test]
        fn any_number_survives_text(bits: u64, single: u32) {
            let (number, single) = (f64::from_bits(bits), f32::from_bits(single));
            if !number.is_nan() {
                check(number);
            }
            prop_assert_eq!(print_single(single), single.to_string());
        }

        #[test]
        fn percentages_survive_text(whole in 0_u32..1_000_000_000, digits in 0_u32..9) {
            check(f64::from(whole) / 10_f64.powi(digits.cast_signed()));
        }

        #[test]
        fn any_digits_are_read_as_the_standard_library_reads_them(text in "[-+]?[0-9]{0,40}(\\.[0-9]{0,40})?(e[-+]?[0-9]{1,3})?") {
            prop_assert_eq!(parse(&text).map(f64::to_bits), text.parse().ok().map(f64::to_bits));
        }
    }
}
