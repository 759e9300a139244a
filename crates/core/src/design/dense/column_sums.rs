//! Moments and extremes of the columns of X, as blocks add them up.

/// Weighted sums and extremes, a number per column.
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnSums {
    /// Rows of positive weight.
    pub rows: u64,
    /// Σ ω.
    pub weight: f64,
    /// Rows of positive weight with a stored entry in the column; counted for sparse columns alone.
    pub seen: Vec<u64>,
    /// Σ ω x.
    pub sum: Vec<f64>,
    /// Σ ω x².
    pub squares: Vec<f64>,
    /// Smallest value among rows of positive weight.
    pub min: Vec<f64>,
    /// Largest value among rows of positive weight.
    pub max: Vec<f64>,
}

impl ColumnSums {
    /// Of no rows.
    #[must_use]
    pub fn new(columns: usize) -> Self {
        Self {
            rows: 0,
            weight: 0.0,
            seen: vec![0; columns],
            sum: vec![0.0; columns],
            squares: vec![0.0; columns],
            min: vec![f64::INFINITY; columns],
            max: vec![f64::NEG_INFINITY; columns],
        }
    }

    /// Add a stored entry of sparse column `j` in a row of weight `weight`.
    #[inline(always)]
    pub fn add(&mut self, j: usize, weight: f64, x: f64) {
        self.sum[j] += weight * x;
        self.squares[j] += weight * x * x;
        if weight > 0.0 {
            self.seen[j] += 1;
            self.min[j] = if x < self.min[j] { x } else { self.min[j] };
            self.max[j] = if x > self.max[j] { x } else { self.max[j] };
        }
    }

    /// Add the sums of other rows.
    pub fn merge(&mut self, other: &Self) {
        let combine = |left: &mut [f64], right: &[f64], f: fn(f64, f64) -> f64| {
            left.iter_mut().zip(right).for_each(|(l, r)| *l = f(*l, *r));
        };
        self.rows += other.rows;
        self.seen.iter_mut().zip(&other.seen).for_each(|(l, r)| *l += r);
        self.weight += other.weight;
        combine(&mut self.sum, &other.sum, |l, r| l + r);
        combine(&mut self.squares, &other.squares, |l, r| l + r);
        combine(&mut self.min, &other.min, f64::min);
        combine(&mut self.max, &other.max, f64::max);
    }
}
