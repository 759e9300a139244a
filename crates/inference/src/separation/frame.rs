//! Coordinates in which a few values far from all others do not drown them.
//!
//! The solver's columns have the mean and the spread of all rows. Of a column in which three rows have 10²⁰ for a missing cell these are the
//! three's: the others are all the same to sixteen digits, and no search can tell them apart. About the median, and in units of the
//! median distance from it (P. Huber, *Robust Statistics*, 1981, §5.1), they are as they would be without the three, which become rows that say of this
//! column which sign it has, and nothing else.

use logodds_core::Scaled;
use logodds_core::risk::alias::Columns;
use logodds_core::risk::moments::Moments;
use logodds_core::{EvalError, RowBlocks};

/// How many times the solver's unit may be that of the rows in the middle.
const DROWNED: f64 = 1e3;
/// Rows that medians are taken of.
const ROWS: usize = 4_096;

/// Origin and scale of every column.
pub(super) struct Frame {
    moments: Moments,
    scaled: Scaled,
}

impl Frame {
    /// Of columns of which some drown; `None` if there is none.
    pub fn of(columns: Columns<'_>) -> Result<Option<Self>, EvalError> {
        let Columns { moments, scaled, .. } = columns;
        // What no value is far out of cannot drown the others: the largest of n is some √n deviations out at most.
        let far = |j: usize| moments.max_abs(j) > 1.5 * moments.variance[j].sqrt();
        let suspects: Vec<usize> = scaled.free().iter().copied().filter(|&j| far(j)).collect();
        let mut moments = moments.clone();
        let mut scales: Vec<f64> = (0..moments.origin.len()).map(|j| scaled.scale(j)).collect();
        let mut any = false;
        for (j, mut values) in suspects.iter().zip(sampled(columns.data, &suspects)?) {
            let (Some(centre), true) = (quantile(&mut values, 0.5), scaled.has_intercept()) else { continue };
            values.iter_mut().for_each(|x| *x = (*x - centre).abs());
            let spread = quantile(&mut values, 0.5).filter(|spread| *spread > 0.0).or(quantile(&mut values, 0.9));
            if let Some(spread) = spread.filter(|spread| *spread > 0.0 && scales[*j] > DROWNED * spread) {
                let moved = moments.origin[*j] - centre;
                (moments.min[*j], moments.max[*j]) = (moments.min[*j] + moved, moments.max[*j] + moved);
                moments.mean[*j] += moved;
                (moments.origin[*j], scales[*j], any) = (centre, spread, true);
            }
        }
        let scaled_anew = Scaled::new(scales, scaled.free().to_vec());
        Ok(any.then_some(Self { moments, scaled: scaled_anew }))
    }

    /// The same data in these coordinates.
    pub fn columns<'a>(&'a self, columns: Columns<'a>) -> Columns<'a> {
        Columns { moments: &self.moments, scaled: &self.scaled, ..columns }
    }
}

/// The values of some columns in rows spread over all, those of weight 0 left out.
fn sampled(data: &dyn RowBlocks, columns: &[usize]) -> Result<Vec<Vec<f64>>, EvalError> {
    let shape = data.shape();
    let mut place = vec![None; shape.columns];
    columns.iter().enumerate().for_each(|(k, &j)| place[j] = Some(k));
    let (mut values, origin) = (vec![Vec::new(); columns.len()], vec![0.0; shape.columns]);
    for k in (0..shape.blocks()).step_by((shape.rows / ROWS).max(1)) {
        data.visit(k..k + 1, &origin, &mut |block| {
            for i in (0..block.rows()).filter(|&i| block.weights.is_none_or(|weights| weights[i] > 0.0)) {
                // What is not stored is 0.
                values.iter_mut().for_each(|values| values.push(0.0));
                block.x.for_each_entry(i, &mut |j, value| {
                    if let Some(last) = place[j].and_then(|k: usize| values[k].last_mut()) {
                        *last = value;
                    }
                });
            }
        })?;
    }
    Ok(values)
}

/// The value that a share of the others does not exceed; none of none.
fn quantile(values: &mut [f64], share: f64) -> Option<f64> {
    let last = values.len().checked_sub(1)?;
    let (_, value, _) = values.select_nth_unstable_by((share * last as f64) as usize, f64::total_cmp);
    Some(*value)
}
