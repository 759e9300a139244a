//! Sums as values: what merges with the sum of the rows that follow, and travels as bytes.
//!
//! ```text
//! merge(Σ_{i<k}, Σ_{k≤i<n}) = Σ_{i<n}        decode(encode(P)) = P, bit by bit        so it does not matter where either was computed
//! ```
//!
//! Small values compose: tuples, arrays, vectors of fixed length, [`Option`]s and, by [`crate::partial_by_fields!`], structs merge and travel part by
//! part. An option is there or not for all rows alike, so it does not say so.

use crate::design::{ColumnSums, SymMatrix};
use crate::sum::wire::Wire;
use std::ops::AddAssign;

/// A sum over some rows.
pub trait Partial: Send {
    /// Add the sum `right` of the rows that follow.
    fn merge(&mut self, right: Self);
    /// Give all numbers to `wire`, in a fixed order, to be read or to be replaced.
    fn wire(&mut self, wire: &mut dyn Wire);
}

/// A sum of numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sum(pub f64);

impl AddAssign<f64> for Sum {
    fn add_assign(&mut self, term: f64) {
        self.0 += term;
    }
}

impl Partial for Sum {
    fn merge(&mut self, right: Self) {
        self.0 += right.0;
    }

    fn wire(&mut self, wire: &mut dyn Wire) {
        wire.numbers(std::slice::from_mut(&mut self.0));
    }
}

/// A sum of vectors.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sums(pub Vec<f64>);

impl Sums {
    /// Of no vectors of `length` numbers.
    #[must_use]
    pub fn zeros(length: usize) -> Self {
        Self(vec![0.0; length])
    }
}

impl Partial for Sums {
    fn merge(&mut self, right: Self) {
        self.0.iter_mut().zip(&right.0).for_each(|(l, r)| *l += r);
    }

    fn wire(&mut self, wire: &mut dyn Wire) {
        wire.numbers(&mut self.0);
    }
}

/// How many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count(pub usize);

impl AddAssign<usize> for Count {
    fn add_assign(&mut self, more: usize) {
        self.0 += more;
    }
}

impl Partial for Count {
    fn merge(&mut self, right: Self) {
        // Bytes from elsewhere may say anything.
        self.0 = self.0.saturating_add(right.0);
    }

    fn wire(&mut self, wire: &mut dyn Wire) {
        let mut count = [self.0 as u64];
        wire.counts(&mut count);
        self.0 = usize::try_from(count[0]).unwrap_or(usize::MAX);
    }
}

/// The smallest number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Least(pub f64);

impl Least {
    /// Of no numbers.
    pub const NONE: Self = Self(f64::INFINITY);

    /// Look at one more.
    pub fn lower(&mut self, number: f64) {
        self.0 = self.0.min(number);
    }
}

impl Partial for Least {
    fn merge(&mut self, right: Self) {
        self.lower(right.0);
    }

    fn wire(&mut self, wire: &mut dyn Wire) {
        wire.numbers(std::slice::from_mut(&mut self.0));
    }
}

/// The largest number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Most(pub f64);

impl Most {
    /// Of no numbers.
    pub const NONE: Self = Self(f64::NEG_INFINITY);

    /// Look at one more.
    pub fn raise(&mut self, number: f64) {
        self.0 = self.0.max(number);
    }
}

impl Partial for Most {
    fn merge(&mut self, right: Self) {
        self.raise(right.0);
    }

    fn wire(&mut self, wire: &mut dyn Wire) {
        wire.numbers(std::slice::from_mut(&mut self.0));
    }
}

impl Partial for SymMatrix {
    fn merge(&mut self, right: Self) {
        self.add(&right);
    }

    fn wire(&mut self, wire: &mut dyn Wire) {
        (0..self.order()).for_each(|i| wire.numbers(self.row_mut(i)));
    }
}

impl Partial for ColumnSums {
    fn merge(&mut self, right: Self) {
        Self::merge(self, &right);
    }

    fn wire(&mut self, wire: &mut dyn Wire) {
        wire.counts(std::slice::from_mut(&mut self.rows));
        wire.numbers(std::slice::from_mut(&mut self.weight));
        wire.counts(&mut self.seen);
        for numbers in [&mut self.sum, &mut self.squares, &mut self.min, &mut self.max] {
            wire.numbers(numbers);
        }
    }
}

impl<P: Partial> Partial for Option<P> {
    fn merge(&mut self, right: Self) {
        if let (Some(left), Some(right)) = (self, right) {
            left.merge(right);
        }
    }

    fn wire(&mut self, wire: &mut dyn Wire) {
        if let Some(partial) = self {
            partial.wire(wire);
        }
    }
}

impl<P: Partial> Partial for Vec<P> {
    fn merge(&mut self, right: Self) {
        self.iter_mut().zip(right).for_each(|(left, right)| left.merge(right));
    }

    fn wire(&mut self, wire: &mut dyn Wire) {
        self.iter_mut().for_each(|partial| partial.wire(wire));
    }
}

impl<P: Partial, const N: usize> Partial for [P; N] {
    fn merge(&mut self, right: Self) {
        self.iter_mut().zip(right).for_each(|(left, right)| left.merge(right));
    }

    fn wire(&mut self, wire: &mut dyn Wire) {
        self.iter_mut().for_each(|partial| partial.wire(wire));
    }
}

impl<A: Partial, B: Partial> Partial for (A, B) {
    fn merge(&mut self, right: Self) {
        self.0.merge(right.0);
        self.1.merge(right.1);
    }

    fn wire(&mut self, wire: &mut dyn Wire) {
        self.0.wire(wire);
        self.1.wire(wire);
    }
}

impl<A: Partial, B: Partial, C: Partial> Partial for (A, B, C) {
    fn merge(&mut self, right: Self) {
        self.0.merge(right.0);
        self.1.merge(right.1);
        self.2.merge(right.2);
    }

    fn wire(&mut self, wire: &mut dyn Wire) {
        self.0.wire(wire);
        self.1.wire(wire);
        self.2.wire(wire);
    }
}

/// Implements [`Partial`](crate::sum::Partial) for a struct whose fields, all named here, are partial sums.
///
/// ```
/// use logodds_core::partial_by_fields;
/// use logodds_core::sum::{Count, Sum};
/// struct Mean { total: Sum, rows: Count }
/// partial_by_fields!(Mean { total, rows });
/// ```
#[macro_export]
macro_rules! partial_by_fields {
    ($name:ident { $($field:ident),+ $(,)? }) => {
        impl $crate::sum::Partial for $name {
            fn merge(&mut self, right: Self) {
                let Self { $($field),+ } = right;
                $($crate::sum::Partial::merge(&mut self.$field, $field);)+
            }

            fn wire(&mut self, wire: &mut dyn $crate::sum::Wire) {
                $($crate::sum::Partial::wire(&mut self.$field, wire);)+
            }
        }
    };
}
