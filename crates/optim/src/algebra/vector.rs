//! Vectors as slices.

/// `a·b`, in eight sums: one alone waits for an addition at every number.
pub(crate) fn dot(a: &[f64], b: &[f64]) -> f64 {
    debug_assert_eq!(a.len(), b.len());
    let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<8>(), b.as_chunks::<8>());
    let mut sums = [0.0; 8];
    for (a, b) in a.iter().zip(b) {
        for k in 0..8 {
            sums[k] += a[k] * b[k];
        }
    }
    let rest: f64 = a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum();
    ((sums[0] + sums[4]) + (sums[2] + sums[6])) + ((sums[1] + sums[5]) + (sums[3] + sums[7])) + rest
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
