//! A number that tells two things apart: data, specifications, sums.
//!
//! Words are mixed in one after another, `h ← (h ⊕ w) · φ`, the upper half folded into the lower; each step can be undone, so two sequences of one
//! length that differ in one word differ in the end. 64 bits tell apart what chance brings together, and nothing that somebody made to
//! collide.

/// 2⁶⁴ over the golden ratio, odd.
const PHI: u64 = 0x9e37_79b9_7f4a_7c15;

/// What words have been mixed to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fingerprint(u64);

impl Fingerprint {
    /// Mix in a word.
    pub fn word(&mut self, word: u64) {
        let mixed = (self.0 ^ word).wrapping_mul(PHI);
        self.0 = mixed ^ (mixed >> 32);
    }

    /// Mix in a text, and its length.
    pub fn text(&mut self, text: &str) {
        self.word(text.len() as u64);
        let (words, rest) = text.as_bytes().as_chunks::<8>();
        words.iter().for_each(|word| self.word(u64::from_le_bytes(*word)));
        rest.iter().for_each(|byte| self.word(u64::from(*byte)));
    }

    /// The number.
    #[must_use]
    pub fn number(self) -> u64 {
        self.0
    }
}

/// What can be told from others of its type.
pub trait Identify {
    /// Mix in everything that makes it what it is.
    fn identify(&self, by: &mut Fingerprint);
}

impl Identify for f64 {
    fn identify(&self, by: &mut Fingerprint) {
        by.word(self.to_bits());
    }
}

impl Identify for u64 {
    fn identify(&self, by: &mut Fingerprint) {
        by.word(*self);
    }
}

impl Identify for u32 {
    fn identify(&self, by: &mut Fingerprint) {
        by.word(u64::from(*self));
    }
}

impl Identify for usize {
    fn identify(&self, by: &mut Fingerprint) {
        by.word(*self as u64);
    }
}

impl Identify for bool {
    fn identify(&self, by: &mut Fingerprint) {
        by.word(u64::from(*self));
    }
}

impl<T: Identify + ?Sized> Identify for &T {
    fn identify(&self, by: &mut Fingerprint) {
        (**self).identify(by);
    }
}

impl<T: Identify + ?Sized> Identify for std::sync::Arc<T> {
    fn identify(&self, by: &mut Fingerprint) {
        (**self).identify(by);
    }
}

impl<T: Identify> Identify for [T] {
    fn identify(&self, by: &mut Fingerprint) {
        by.word(self.len() as u64);
        self.iter().for_each(|item| item.identify(by));
    }
}

impl<T: Identify> Identify for Vec<T> {
    fn identify(&self, by: &mut Fingerprint) {
        self.as_slice().identify(by);
    }
}

impl<T: Identify> Identify for Option<T> {
    fn identify(&self, by: &mut Fingerprint) {
        by.word(u64::from(self.is_some()));
        self.iter().for_each(|item| item.identify(by));
    }
}

impl<T: Identify> Identify for std::ops::Range<T> {
    fn identify(&self, by: &mut Fingerprint) {
        self.start.identify(by);
        self.end.identify(by);
    }
}

impl<A: Identify, B: Identify> Identify for (A, B) {
    fn identify(&self, by: &mut Fingerprint) {
        self.0.identify(by);
        self.1.identify(by);
    }
}

/// Implements [`Identify`](crate::Identify) for a struct by its name and its fields, all of them named here; type parameters stand before it in
/// brackets.
///
/// ```
/// use logodds_core::{Fingerprint, Identify, identified_by_fields};
/// struct Point { x: f64, y: f64 }
/// identified_by_fields!(Point { x, y });
/// let number = |point: Point| { let mut by = Fingerprint::default(); point.identify(&mut by); by.number() };
/// assert_ne!(number(Point { x: 1.0, y: 2.0 }), number(Point { x: 2.0, y: 1.0 }));
/// ```
#[macro_export]
macro_rules! identified_by_fields {
    ([$($generics:tt)*] $name:ty { $($field:ident),* $(,)? }) => {
        impl<$($generics)*> $crate::Identify for $name {
            fn identify(&self, by: &mut $crate::Fingerprint) {
                by.text(concat!(module_path!(), "::", stringify!($name)));
                // All of them, or this does not compile.
                let Self { $($field),* } = self;
                $($crate::Identify::identify($field, by);)*
            }
        }
    };
    ($name:ty { $($field:ident),* $(,)? }) => {
        $crate::identified_by_fields!([] $name { $($field),* });
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(of: impl Identify) -> u64 {
        let mut by = Fingerprint::default();
        of.identify(&mut by);
        by.number()
    }

    #[test]
    fn what_differs_in_a_bit_or_in_its_lengths_differs() {
        assert_eq!(number(vec![1.0, f64::NAN]), number(vec![1.0, f64::NAN]));
        assert_ne!(number(vec![0.0, 1.0]), number(vec![-0.0, 1.0]));
        assert_ne!(number((vec![1.0], vec![2.0, 3.0])), number((vec![1.0, 2.0], vec![3.0])));
        assert_ne!(number(Some(0.0)), number(None::<f64>));
        let text = |text: &str| {
            let mut by = Fingerprint::default();
            by.text(text);
            by.number()
        };
        assert_ne!(text("abcdefgh"), text("abcdefgi"));
        assert_ne!(text("a"), text("a\0"));
    }
}
