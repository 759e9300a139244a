//! Where the numbers of a partial sum go to, or come from: bytes, in [`encode`](crate::sum::encode) and [`decode`](crate::sum::decode).

/// Where the numbers of a partial go to, or come from.
pub trait Wire {
    /// Numbers, bit by bit, NaNs included.
    fn numbers(&mut self, numbers: &mut [f64]);
    /// Whole numbers.
    fn counts(&mut self, counts: &mut [u64]);
    /// Bytes as they are.
    fn bytes(&mut self, bytes: &mut [u8]);
    /// The length of a list that follows, `length` if it is being written. Each of its items takes `size` bytes at least.
    fn length(&mut self, length: usize, size: usize) -> usize;
}
