//! Vectors as slices.

/// `a·b`.
pub(crate) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// `‖x‖²`.
pub(crate) fn square(x: &[f64]) -> f64 {
    dot(x, x)
}

/// `‖x‖`.
pub(crate) fn norm(x: &[f64]) -> f64 {
    square(x).sqrt()
}

/// `a − b`.
pub(crate) fn difference(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(a, b)| a - b).collect()
}

/// `x ← x + a y`.
pub(crate) fn add(x: &mut [f64], a: f64, y: &[f64]) {
    x.iter_mut().zip(y).for_each(|(x, y)| *x += a * y);
}

/// `mean ← mean + (x − mean) / count`: the running mean of `count` points, x the last of them.
pub(crate) fn average(mean: &mut [f64], x: &[f64], count: f64) {
    mean.iter_mut().zip(x).for_each(|(mean, x)| *mean += (x - *mean) / count);
}
