//! Small generators of numbers in [0, 1), so that data need no crate. No test depends on their quality.
#![allow(dead_code)] // each test crate uses its part

/// A linear congruential generator of 64 bits, of which the upper 53 are used (D. Knuth, *The Art of Computer Programming* 2, §3.3.4: the
/// multiplier and increment of MMIX).
pub struct Lcg(pub u64);

impl Lcg {
    pub fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }

    /// In [−1, 1).
    pub fn centred(&mut self) -> f64 {
        2.0 * self.next() - 1.0
    }
}

/// G. Marsaglia, *Xorshift RNGs*, J. Stat. Software 8(14), 2003.
pub struct Xorshift(pub u64);

impl Xorshift {
    pub fn uniform(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }

    /// `n` numbers in [−1, 1).
    pub fn centred(&mut self, n: usize) -> Vec<f64> {
        (0..n).map(|_| 2.0 * self.uniform() - 1.0).collect()
    }
}
