//! What dense matrices store: f64 or f32. Arithmetic is in f64, but for products that are told to be approximate.

mod sealed {
    use crate::simd::{LANES, Vector};

    pub trait Sealed: Sized {
        /// A chunk as f64.
        fn load<V: Vector>(from: &[Self; LANES]) -> V;
        /// Fewer than a chunk, 0 beyond.
        fn load_part<V: Vector>(from: &[Self]) -> V;
        /// The same numbers, if they are f32.
        fn singles(numbers: &[Self]) -> Option<&[f32]>;
    }

    impl Sealed for f64 {
        #[inline(always)]
        fn load<V: Vector>(from: &[Self; LANES]) -> V {
            V::load(from)
        }
        #[inline(always)]
        fn load_part<V: Vector>(from: &[Self]) -> V {
            V::load_part(from)
        }
        fn singles(_: &[Self]) -> Option<&[f32]> {
            None
        }
    }

    impl Sealed for f32 {
        #[inline(always)]
        fn load<V: Vector>(from: &[Self; LANES]) -> V {
            V::load_f32(from)
        }
        #[inline(always)]
        fn load_part<V: Vector>(from: &[Self]) -> V {
            V::load_part_f32(from)
        }
        fn singles(numbers: &[Self]) -> Option<&[f32]> {
            Some(numbers)
        }
    }
}

/// A storage type of dense matrices: `f64`, or `f32` at half the memory. Sealed: coefficients, margins and sums are
/// f64 whatever is stored.
pub trait Scalar: sealed::Sealed + Copy + Send + Sync + 'static {
    /// The value as f64, exactly.
    fn widen(self) -> f64;
}

impl Scalar for f64 {
    #[inline(always)]
    fn widen(self) -> f64 {
        self
    }
}

impl Scalar for f32 {
    #[inline(always)]
    fn widen(self) -> f64 {
        f64::from(self)
    }
}
