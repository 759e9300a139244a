//! The span of some vectors, by Gram and Schmidt's process with a second turn (which makes it as orthogonal as Householder's: L.
//! Giraud et al., *Numer. Math.* 101, 2005).

use crate::separation::rows::dot;

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
        for _ in 0..2 {
            for q in &self.basis {
                let along = dot(q, &left);
                left.iter_mut().zip(q).for_each(|(l, q)| *l -= along * q);
            }
        }
        left
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
