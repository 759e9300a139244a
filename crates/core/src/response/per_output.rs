//! Numbers of the rows of a block, output by output.

/// One number per row for every output, to be read.
#[derive(Clone, Copy, Debug)]
pub struct PerOutput<'a> {
    values: &'a [f64],
    stride: usize,
    rows: usize,
}

impl<'a> PerOutput<'a> {
    /// `stride` numbers an output, of which those beyond the first `rows` mean nothing.
    #[must_use]
    pub fn new(values: &'a [f64], stride: usize, rows: usize) -> Self {
        Self { values, stride, rows }
    }

    /// The numbers of every output, one per row.
    pub fn outputs(self) -> impl Iterator<Item = &'a [f64]> {
        self.values.chunks_exact(self.stride.max(1)).map(move |of_output| &of_output[..self.rows])
    }

    /// All numbers, [`PerOutput::stride`] an output.
    #[must_use]
    pub fn values(self) -> &'a [f64] {
        self.values
    }

    /// Numbers an output.
    #[must_use]
    pub fn stride(self) -> usize {
        self.stride
    }
}

/// Room for the products `x·w` of a block.
#[derive(Debug)]
pub struct Products<'a> {
    /// `stride` numbers an output, of which those beyond the last row are left alone.
    pub values: &'a mut [f64],
    /// Numbers an output.
    pub stride: usize,
}
