//! Whole numbers of any size.

use std::cmp::Ordering;

/// A whole number: its words, the least significant first; the last one is not zero.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Big {
    words: Vec<u32>,
}

impl Big {
    /// A number that fits two words.
    #[expect(clippy::cast_possible_truncation, reason = "both words are taken")]
    pub(super) fn new(number: u64) -> Self {
        let mut big = Self { words: vec![number as u32, (number >> 32) as u32] };
        big.trim();
        big
    }

    /// Multiplies, and adds.
    #[expect(clippy::cast_possible_truncation, reason = "what does not fit is carried")]
    pub(super) fn multiply(&mut self, factor: u32, add: u32) {
        let mut carry = u64::from(add);
        for word in &mut self.words {
            carry += u64::from(*word) * u64::from(factor);
            *word = carry as u32;
            carry >>= 32;
        }
        if carry > 0 {
            self.words.push(carry as u32);
        }
    }

    /// Multiplies by a power of ten.
    pub(super) fn multiply_by_tens(&mut self, exponent: u32) {
        (0..exponent).for_each(|_| self.multiply(10, 0));
    }

    /// Ten times this number.
    pub(super) fn times_ten(&self) -> Self {
        let mut product = self.clone();
        product.multiply(10, 0);
        product
    }

    /// Multiplies by a power of two.
    pub(super) fn double(&mut self, times: u32) {
        self.multiply(1 << (times % 32), 0);
        if !self.words.is_empty() {
            let mut words = vec![0; (times / 32) as usize];
            words.append(&mut self.words);
            self.words = words;
        }
    }

    /// How many bits it has.
    pub(super) fn bits(&self) -> u32 {
        let last = self.words.last().map_or(0, |word| 32 - word.leading_zeros());
        (0..self.words.len().saturating_sub(1)).fold(last, |bits, _| bits + 32)
    }

    /// The sum of two.
    #[expect(clippy::cast_possible_truncation, reason = "what does not fit is carried")]
    pub(super) fn plus(&self, other: &Self) -> Self {
        let (mut words, mut carry) = (Vec::new(), 0);
        for index in 0..=self.words.len().max(other.words.len()) {
            carry += u64::from(self.word(index)) + u64::from(other.word(index));
            words.push(carry as u32);
            carry >>= 32;
        }
        let mut sum = Self { words };
        sum.trim();
        sum
    }

    /// Takes the other away where it is not larger; whether it was.
    pub(super) fn take(&mut self, other: &Self) -> bool {
        if *self < *other {
            return false;
        }
        let mut borrow = false;
        for index in 0..self.words.len() {
            let (less, first) = self.word(index).overflowing_sub(other.word(index));
            let (less, second) = less.overflowing_sub(borrow.into());
            borrow = first || second;
            if let Some(word) = self.words.get_mut(index) {
                *word = less;
            }
        }
        self.trim();
        true
    }

    fn word(&self, index: usize) -> u32 {
        self.words.get(index).copied().unwrap_or_default()
    }

    fn trim(&mut self) {
        while self.words.last() == Some(&0) {
            self.words.pop();
        }
    }
}

impl PartialOrd for Big {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Big {
    fn cmp(&self, other: &Self) -> Ordering {
        let by_length = self.words.len().cmp(&other.words.len());
        by_length.then_with(|| self.words.iter().rev().cmp(other.words.iter().rev()))
    }
}
