//! From the covariance of files up to version 5 to the root that is kept since.
//!
//! ```text
//! V = G'G,  G lower triangular: the Cholesky factor of V from its last row up
//! ```

/// A pivot below this share of its diagonal entry is 0 as far as rounding of V can tell; one as far below 0 is none.
const NOTHING: f64 = 1e-8;

/// The root of a lower triangle, row by row; `None` if it is no covariance: a negative variance, or less than none in some direction.
pub(crate) fn of_covariance(triangle: &[f64]) -> Option<Vec<f64>> {
    let order = (0..).take_while(|n| n * (n + 1) / 2 < triangle.len()).count();
    let first = |i: usize| i * (i + 1) / 2;
    let mut rest = triangle.to_vec();
    let mut root = vec![0.0; triangle.len()];
    for k in (0..order).rev() {
        let row = rest[first(k)..=first(k) + k].to_vec();
        let (pivot, size) = (row[k], triangle[first(k) + k]);
        if size < 0.0 || pivot < -NOTHING * size {
            return None;
        }
        if pivot <= NOTHING * size {
            // What has no variance has no covariance.
            let none = (0..k).all(|i| row[i] * row[i] <= NOTHING * size * triangle[first(i) + i]);
            if none {
                continue;
            }
            return None;
        }
        let unit = pivot.sqrt();
        for i in 0..=k {
            root[first(k) + i] = row[i] / unit;
        }
        for i in 0..k {
            for j in 0..=i {
                rest[first(i) + j] -= root[first(k) + i] * root[first(k) + j];
            }
        }
    }
    Some(root)
}

#[cfg(test)]
mod tests {
    use super::of_covariance;

    #[test]
    fn a_covariance_has_a_root_and_nothing_else_has() {
        assert_eq!(of_covariance(&[5.0, 6.0, 9.0]), Some(vec![1.0, 2.0, 3.0]));
        // Of what is held at 0, and of an intercept that is not there.
        assert_eq!(of_covariance(&[5.0, 0.0, 0.0, 6.0, 0.0, 9.0]), Some(vec![1.0, 0.0, 0.0, 2.0, 0.0, 3.0]));
        assert_eq!(of_covariance(&[]), Some(Vec::new()));
        for none in [[-1.0, 0.0, 1.0], [1.0, 2.0, 1.0], [1.0, 0.0, -1e-300], [1.0, 1.0, 0.0], [0.0, 1.0, 1.0]] {
            assert_eq!(of_covariance(&none), None, "{none:?}");
        }
    }
}
