//! What is kept of every row, in order: a sum whose addition is to append.

use crate::data::Block;
use crate::fingerprint::{Fingerprint, Identify};
use crate::sum::partial::Partial;
use crate::sum::row_sum::RowSum;
use crate::sum::wire::Wire;

/// One of the things that a list holds.
pub trait Item: Copy + Default + Send {
    /// Bytes that it takes.
    const SIZE: usize;
    /// Give the numbers of all of them to `wire`.
    fn wire(items: &mut [Self], wire: &mut dyn Wire);
}

impl Item for f64 {
    const SIZE: usize = 8;

    fn wire(items: &mut [Self], wire: &mut dyn Wire) {
        wire.numbers(items);
    }
}

impl Item for f32 {
    const SIZE: usize = 4;

    fn wire(items: &mut [Self], wire: &mut dyn Wire) {
        let mut bytes: Vec<u8> = items.iter().flat_map(|item| item.to_le_bytes()).collect();
        wire.bytes(&mut bytes);
        items.iter_mut().zip(bytes.as_chunks::<4>().0).for_each(|(item, bytes)| *item = Self::from_le_bytes(*bytes));
    }
}

impl Item for u8 {
    const SIZE: usize = 1;

    fn wire(items: &mut [Self], wire: &mut dyn Wire) {
        wire.bytes(items);
    }
}

impl Item for u64 {
    const SIZE: usize = 8;

    fn wire(items: &mut [Self], wire: &mut dyn Wire) {
        wire.counts(items);
    }
}

impl Item for usize {
    const SIZE: usize = 8;

    fn wire(items: &mut [Self], wire: &mut dyn Wire) {
        for item in items {
            let mut number = [*item as u64];
            wire.counts(&mut number);
            *item = Self::try_from(number[0]).unwrap_or(Self::MAX);
        }
    }
}

/// A list: of some rows, then of those that follow.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept<T>(pub Vec<T>);

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Item> Partial for Kept<T> {
    fn merge(&mut self, right: Self) {
        self.0.extend_from_slice(&right.0);
    }

    fn wire(&mut self, wire: &mut dyn Wire) {
        let length = wire.length(self.0.len(), T::SIZE);
        self.0.resize(length, T::default());
        T::wire(&mut self.0, wire);
    }
}

/// The sum `pass`; after each block `keep` appends what is to be kept of its rows, for products with the Hessian at the same point.
pub(crate) struct KeepingSum<S, F> {
    pass: S,
    keep: F,
}

impl<S, F> KeepingSum<S, F>
where
    S: RowSum,
    F: Fn(&Block<'_>, &S::Scratch, &mut Vec<f64>) + Sync,
{
    pub(crate) fn new(pass: S, keep: F) -> Self {
        Self { pass, keep }
    }
}

/// By what is summed; what is kept follows from it.
impl<S: Identify, F> Identify for KeepingSum<S, F> {
    fn identify(&self, by: &mut Fingerprint) {
        by.text("kept");
        self.pass.identify(by);
    }
}

impl<S, F> RowSum for KeepingSum<S, F>
where
    S: RowSum,
    F: Fn(&Block<'_>, &S::Scratch, &mut Vec<f64>) + Sync,
{
    /// The sums of some rows, and what was kept of them in order.
    type Partial = (S::Partial, Kept<f64>);
    type Scratch = S::Scratch;

    fn zero(&self) -> Self::Partial {
        (self.pass.zero(), Kept::default())
    }

    fn add(&self, block: &Block<'_>, (sums, kept): &mut Self::Partial, scratch: &mut Self::Scratch) {
        self.pass.add(block, sums, scratch);
        (self.keep)(block, scratch, &mut kept.0);
    }

    fn width(&self) -> usize {
        self.pass.width()
    }

    fn most_runs(&self) -> usize {
        self.pass.most_runs()
    }
}
