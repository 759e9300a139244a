//! The span of some vectors, by Gram and Schmidt's process with a second turn where the first took more than half (which makes it as orthogonal as Householder's: L.
//! Giraud et al., *Numer. Math.* 101, 2005).

use crate::separation::rows::{add_multiple, dot};

/// An orthonormal basis.
#[derive(Clone, Debug)]
pub(super) struct Subspace {
    basis: Vec<Vec<f64>>,
    /// A share of a vector below which it is said to lie in the span.
    within: f64,
}

impl Subspace {
    /// Of no vectors; later ones are exact up to `rounding`, relative to the largest entry of each.
    pub fn new(rounding: f64) -> Self {
        Self { basis: Vec::new(), within: (100.0 * rounding).clamp(1e-9, 1e-6) }
    }

    /// With vectors restricted to the coordinates `kept`.
    pub fn with<'a>(mut self, vectors: impl Iterator<Item = &'a [f64]>, kept: &[usize]) -> Self {
        for vector in vectors {
            if self.dim() == kept.len() {
                break;
            }
            self.extend_within(vector, kept);
        }
        self
    }

    pub fn dim(&self) -> usize {
        self.basis.len()
    }

    pub fn basis(&self) -> &[Vec<f64>] {
        &self.basis
    }

    /// Add a vector, restricted to the coordinates `kept`. Whether it was outside.
    pub fn extend_within(&mut self, vector: &[f64], kept: &[usize]) -> bool {
        let mut restricted = vec![0.0; vector.len()];
        kept.iter().for_each(|&j| restricted[j] = vector[j]);
        let length = dot(&restricted, &restricted).sqrt();
        if length <= f64::MIN_POSITIVE {
            return false;
        }
        let mut left = self.away(&restricted);
        let size = dot(&left, &left).sqrt();
        if size <= self.within * length {
            return false;
        }
        left.iter_mut().for_each(|x| *x /= size);
        self.basis.push(left);
        true
    }

    /// What of a vector is orthogonal to the space.
    pub fn away(&self, vector: &[f64]) -> Vec<f64> {
        let mut left = vector.to_vec();
        let mut before = dot(&left, &left);
        for _ in 0..2 {
            for q in &self.basis {
                let along = dot(q, &left);
                add_multiple(&mut left, -along, q);
            }
            // Half the length is left: no digits were lost.
            let size = dot(&left, &left);
            if size > 0.25 * before {
                break;
            }
            before = size;
        }
        left
    }

    /// An orthonormal basis of what is orthogonal to the space among the coordinates `kept`, of vectors with `of` of them; `None` if rounding hides a part of it.
    /// Every time it is the coordinate that is the farthest from what there is that joins.
    pub fn complement(&self, kept: &[usize], of: usize) -> Option<Vec<Vec<f64>>> {
        let mut all = self.clone();
        let mut left: Vec<f64> =
            kept.iter().map(|&j| 1.0 - self.basis.iter().map(|q| q[j] * q[j]).sum::<f64>()).collect();
        while all.dim() < kept.len() {
            let (k, _) = left.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(&a.0)))?;
            let mut unit = vec![0.0; of];
            unit[kept[k]] = 1.0;
            if !all.extend_within(&unit, kept) {
                return None;
            }
            let q = all.basis.last()?;
            left.iter_mut().zip(kept).for_each(|(left, &j)| *left -= q[j] * q[j]);
        }
        Some(all.basis.split_off(self.dim()))
    }

    /// Whether anything is left of a vector's entries among the coordinates `kept`.
    pub fn leaves(&self, vector: &[f64], kept: &[usize]) -> bool {
        const LEFT: f64 = 1e-7;
        let mut restricted = vec![0.0; vector.len()];
        kept.iter().for_each(|&j| restricted[j] = vector[j]);
        let left = self.away(&restricted);
        dot(&left, &left) > LEFT * LEFT * dot(&restricted, &restricted)
    }
}
