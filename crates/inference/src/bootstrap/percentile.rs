//! Quantiles of replicates, and the interval between two of them.
//!
//! ```text
//! q_p = x_(h) + (h − ⌊h⌋) (x_(⌊h⌋+1) − x_(⌊h⌋))        h = (B + 1) p, from 1 to B
//! ```
//!
//! With this h the expected probability below q_p is p (R. Hyndman, Y. Fan, *The American Statistician* 50, 1996, definition 6; A. Davison, D.
//! Hinkley, 1997, §5.2.1). Where h is beyond the replicates, the end is the outermost of them, and covers less.

/// Replicates B for which both `(B + 1)(1 − confidence)/2` and its counterpart are within 1 and B.
pub(super) fn needed(confidence: f64) -> usize {
    let tail = 0.5 * (1.0 - confidence);
    // A tail of 0.025 shall need 39 replicates, whatever its last digit.
    (1.0 / tail * (1.0 - 1e-12)).ceil().max(2.0) as usize - 1
}

/// Both ends of the interval at `confidence`.
pub(super) fn interval(mut values: Vec<f64>, confidence: f64) -> (f64, f64) {
    values.sort_unstable_by(f64::total_cmp);
    let tail = 0.5 * (1.0 - confidence);
    (quantile(&values, tail), quantile(&values, 1.0 - tail))
}

/// Of sorted values.
fn quantile(sorted: &[f64], p: f64) -> f64 {
    let (Some(first), Some(last)) = (sorted.first(), sorted.last()) else { return f64::NAN };
    let h = (sorted.len() as f64 + 1.0) * p;
    if h <= 1.0 {
        return *first;
    }
    match (sorted.get(h as usize - 1), sorted.get(h as usize)) {
        (Some(below), Some(above)) => below + h.fract() * (above - below),
        _ => *last,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// R: `quantile(c(1, 2, 4, 8, 16), c(0.1, 0.3, 0.5, 0.9), type = 6)`.
    #[test]
    fn definition_six_of_r() {
        let sorted = [1.0, 2.0, 4.0, 8.0, 16.0];
        for (p, expected) in [(0.1, 1.0), (0.3, 1.8), (0.5, 4.0), (0.9, 16.0)] {
            assert!((quantile(&sorted, p) - expected).abs() < 1e-14, "{p}: {}", quantile(&sorted, p));
        }
    }

    #[test]
    fn enough_replicates_for_an_interval() {
        assert_eq!((needed(0.95), needed(0.9), needed(0.99)), (39, 19, 199));
        assert!(needed(1e-9) < 3);
    }
}
