//! The columns responsible, and where they part the labels.
//!
//! A sum v = Σ c_j x_j of columns separates the labels, with the intercept, iff its ranges overlap in at most one point:
//! `max {v_i : y_i = 0} ≤ min {v_i : y_i = 1}`, not all v equal. Without one, that point is 0: `max {v_i : y_i = 0} ≤ 0 ≤ min {v_i : y_i = 1}`, not
//! all v 0.

use crate::error::InferenceError;
use logodds_core::identified_by_fields;
use logodds_core::risk::alias::Columns;
use logodds_core::sum::Kept;
use logodds_core::{Block, RowSum};

/// A sum of columns, large with label 1 and small with label 0.
#[derive(Clone, Debug, PartialEq)]
pub struct Combination {
    /// Columns and their coefficients, in the units of the data. A single column has coefficient 1 or −1.
    pub terms: Vec<(usize, f64)>,
    /// The largest sum in rows with label 0.
    pub low: f64,
    /// The smallest sum in rows with label 1: at least `low`.
    pub high: f64,
    /// Rows with label 0 that are below all rows with label 1.
    pub below: usize,
    /// Rows with label 1 that are above all rows with label 0.
    pub above: usize,
    /// The other rows: their sum is `low = high`.
    pub between: usize,
    /// Whether no column can be left out.
    pub is_minimal: bool,
    /// Whether it is a single column with the values 0 and 1.
    pub is_indicator: bool,
}

impl Combination {
    /// Whether all rows are separated.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.between == 0
    }

    /// Of these columns, as the data have it; `None` if the sum does not separate.
    pub(super) fn of(
        columns: Columns<'_>,
        terms: Vec<(usize, f64)>,
        is_minimal: bool,
    ) -> Result<Option<Self>, InferenceError> {
        /// Of the size of the terms: what rounding of a sum is far below.
        const EQUAL: f64 = 1e-10;
        let moments = columns.moments;
        let mut coefficients = vec![0.0; columns.data.shape().columns];
        terms.iter().for_each(|(j, c)| coefficients[*j] = *c);
        // A column's own values are what they are, and nothing is subtracted from them.
        let is_single = terms.len() == 1;
        let origin = if is_single { vec![0.0; moments.origin.len()] } else { moments.origin.clone() };
        let [Kept(zeros), Kept(ones)] = columns.executor.sum(columns.data, &origin, &SumsOfRows { coefficients })?;
        let size: f64 = terms.iter().map(|(j, c)| c.abs() * moments.max_abs(*j)).sum();
        let equal = if is_single { 0.0 } else { EQUAL * size };
        let low = zeros.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let high = ones.iter().copied().fold(f64::INFINITY, f64::min);
        let has_intercept = columns.scaled.has_intercept();
        let apart = if has_intercept { low <= high + equal } else { low <= equal && high >= -equal };
        if !apart {
            return Ok(None);
        }
        // Where the two labels meet: at each other's last row, or at 0.
        let (of_zeros, of_ones) = if has_intercept { (high, low) } else { (0.0, 0.0) };
        let below = zeros.iter().filter(|v| **v < of_zeros - equal).count();
        let above = ones.iter().filter(|v| **v > of_ones + equal).count();
        let between = zeros.len() + ones.len() - below - above;
        if below + above == 0 {
            return Ok(None);
        }
        let shift: f64 = terms.iter().map(|(j, c)| c * origin[*j]).sum();
        let is_indicator = match terms[..] {
            [(j, _)] => {
                let (min, max) = (moments.min[j] + moments.origin[j], moments.max[j] + moments.origin[j]);
                let near = |x: f64, y: f64| (x - y).abs() < 1e-12;
                // Two values: their variance is the largest that the range allows.
                let most = (moments.max[j] - moments.mean[j]) * (moments.mean[j] - moments.min[j]);
                near(min, 0.0) && near(max, 1.0) && moments.variance[j] >= most * (1.0 - 1e-9)
            }
            _ => false,
        };
        // Of rows that are all separated but for those at 0, 0 is where the labels part.
        let (low, high) = match has_intercept {
            true => (low + shift, high + shift),
            false if between > 0 => (0.0, 0.0),
            // Of labels that are all the same, one side is empty.
            false => (low.max(f64::MIN), high.min(f64::MAX)),
        };
        Ok(Some(Self { terms, low, high, below, above, between, is_minimal, is_indicator }))
    }

    /// The same columns with coefficients of few digits, if they separate as well.
    pub(super) fn rounded(self, columns: Columns<'_>) -> Result<Self, InferenceError> {
        let unit = self.terms.iter().map(|(_, c)| c.abs()).fold(f64::INFINITY, f64::min);
        if self.terms.len() < 2 || !(unit.is_normal()) {
            return Ok(self);
        }
        for digits in 0..4 {
            let short = |c: f64| format!("{:.digits$e}", c / unit).parse().unwrap_or(c / unit);
            let terms = self.terms.iter().map(|(j, c)| (*j, short(*c))).collect();
            if let Some(short) = Self::of(columns, terms, self.is_minimal)?
                && short.below + short.above >= self.below + self.above
            {
                return Ok(short);
            }
        }
        let terms = self.terms.iter().map(|(j, c)| (*j, c / unit)).collect();
        Ok(Self::of(columns, terms, self.is_minimal)?.unwrap_or(self))
    }
}

/// The sums of rows with label 0, and of those with label 1.
struct SumsOfRows {
    coefficients: Vec<f64>,
}

identified_by_fields!(SumsOfRows { coefficients });

impl RowSum for SumsOfRows {
    type Partial = [Kept<f64>; 2];
    type Scratch = ();

    fn zero(&self) -> Self::Partial {
        [Kept::default(), Kept::default()]
    }

    fn add(&self, block: &Block<'_>, into: &mut Self::Partial, (): &mut ()) {
        let mut sums = vec![0.0; block.rows()];
        block.x.matvec(&self.coefficients, &mut sums);
        for (i, sum) in sums.into_iter().enumerate() {
            if block.weights.is_none_or(|weights| weights[i] > 0.0) {
                into[usize::from(block.classes()[i] == 1)].0.push(sum);
            }
        }
    }
}
