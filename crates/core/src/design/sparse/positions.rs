//! Positions as others store them: in 4 bytes, or in as many as an address has.

use std::borrow::Cow;
use std::ops::Range;

/// Positions in an array, owned or borrowed.
#[derive(Clone, Debug)]
pub enum Positions<'a> {
    /// Of 4 bytes each.
    Four(Cow<'a, [u32]>),
    /// Of the size of an address.
    Native(Cow<'a, [usize]>),
}

/// A stored position.
pub(crate) trait Position: Copy + 'static {
    fn at(self) -> usize;
}

impl Position for u32 {
    #[inline(always)]
    fn at(self) -> usize {
        self as usize
    }
}

impl Position for usize {
    #[inline(always)]
    fn at(self) -> usize {
        self
    }
}

impl Positions<'_> {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Four(these) => these.len(),
            Self::Native(these) => these.len(),
        }
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    #[inline(always)]
    pub(crate) fn get(&self, k: usize) -> usize {
        match self {
            Self::Four(these) => these[k].at(),
            Self::Native(these) => these[k],
        }
    }

    pub(crate) fn first(&self) -> Option<usize> {
        (!self.is_empty()).then(|| self.get(0))
    }

    pub(crate) fn last(&self) -> Option<usize> {
        (!self.is_empty()).then(|| self.get(self.len() - 1))
    }

    pub(crate) fn slice(&self, range: Range<usize>) -> Positions<'_> {
        match self {
            Self::Four(these) => Positions::Four(Cow::Borrowed(&these[range])),
            Self::Native(these) => Positions::Native(Cow::Borrowed(&these[range])),
        }
    }

    pub(crate) fn borrowed(&self) -> Positions<'_> {
        self.slice(0..self.len())
    }
}
