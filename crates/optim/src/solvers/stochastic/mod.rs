//! What the stochastic solvers share.
//!
//! | module | idea |
//! |---|---|
//! | `batches` | batches of a size that fits the number of coordinates, in a shuffled order |
//! | `coordinates` | a metric in which the Hessian is close to the identity, and a step in it |
//! | `smoothness` | how long a step may be, measured where it is taken |

pub(crate) mod batches;
pub(crate) mod coordinates;
pub(crate) mod smoothness;

pub(crate) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// `a − b`.
pub(crate) fn difference(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(a, b)| a - b).collect()
}

/// `mean ← mean + (x − mean) / count`: the running mean of `count` points, x the last of them.
pub(crate) fn average(mean: &mut [f64], x: &[f64], count: f64) {
    mean.iter_mut().zip(x).for_each(|(mean, x)| *mean += (x - *mean) / count);
}
