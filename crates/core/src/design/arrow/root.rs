//! A root of the inverse of an arrow, which is an arrow too.
//!
//! ```text
//! G = L⁻¹ = (   D^−½          0  )      S = R − CᵀD⁻¹C = L_S L_Sᵀ,  T = L_S⁻¹ lower triangular,  M = D⁻¹C
//!           ( −T Mᵀ           T  )      H⁻¹ = GᵀG
//!
//! G z = ( z_e / √d_e ;  T (z_r − Σ_e z_e m_e) )
//! ```
//!
//! A row of the data has one z_e at most, so that ‖G z‖², the variance of x·w, takes q² multiplications of q remaining coordinates and none of
//! the levels.

use crate::design::arrow::matrix::{Side, side};
use crate::design::arrow::pattern::Pattern;
use crate::fingerprint::{Fingerprint, Identify};
use std::ops::Range;
use std::sync::Arc;

/// G of `H⁻¹ = GᵀG`, where H is an arrow.
#[derive(Clone, Debug, PartialEq)]
pub struct ArrowRoot {
    eliminated: Range<usize>,
    pattern: Arc<Pattern>,
    /// 1/√d_e.
    levels: Vec<f64>,
    /// The numbers of M, as the pattern has them.
    means: Vec<f64>,
    /// T, rows 0..=i of every i.
    rest: Vec<f64>,
}

impl ArrowRoot {
    /// Of the coordinates `eliminated`, `1/√d_e` of each, M where the `pattern` has numbers, and the rows of T up to the diagonal, one after
    /// another.
    ///
    /// # Panics
    /// If the lengths do not fit each other.
    #[must_use]
    pub fn new(
        eliminated: Range<usize>,
        pattern: Arc<Pattern>,
        levels: Vec<f64>,
        means: Vec<f64>,
        rest: Vec<f64>,
    ) -> Self {
        let q = pattern.columns();
        assert_eq!(
            (levels.len(), means.len(), rest.len()),
            (pattern.rows(), pattern.len(), q * (q + 1) / 2),
            "lengths"
        );
        assert_eq!(eliminated.len(), pattern.rows(), "as many levels as rows");
        Self { eliminated, pattern, levels, means, rest }
    }

    /// Order of the matrix.
    #[must_use]
    pub fn order(&self) -> usize {
        self.levels.len() + self.pattern.columns()
    }

    /// E, the coordinates whose block is diagonal.
    #[must_use]
    pub fn eliminated(&self) -> Range<usize> {
        self.eliminated.clone()
    }

    /// Where the numbers of M lie.
    #[must_use]
    pub fn pattern(&self) -> &Arc<Pattern> {
        &self.pattern
    }

    /// 1/√d_e of every eliminated coordinate.
    #[must_use]
    pub fn levels(&self) -> &[f64] {
        &self.levels
    }

    /// The numbers of M, as the pattern has them.
    #[must_use]
    pub fn means(&self) -> &[f64] {
        &self.means
    }

    /// The rows of T up to the diagonal, one after another.
    #[must_use]
    pub fn rest(&self) -> &[f64] {
        &self.rest
    }

    /// Positions and numbers of row `e` of M.
    #[must_use]
    pub fn mean(&self, e: usize) -> (&[u32], &[f64]) {
        let (places, positions) = self.pattern.row(e);
        (positions, &self.means[places])
    }

    /// Row `r` of T, up to the diagonal.
    #[must_use]
    pub fn rest_row(&self, r: usize) -> &[f64] {
        &self.rest[r * (r + 1) / 2..][..=r]
    }

    /// Whether norms of rows are found by `TᵀT`, expanded, as T is so large: with half of the digits where they are small beside their terms.
    #[must_use]
    pub fn is_expanded(&self) -> bool {
        /// Multiplications of T with a row, 64²/2, take about as long as what is gathered instead.
        const MANY: usize = 64;
        self.pattern.columns() > MANY
    }

    /// `‖G z‖²` of the entries of z that are not 0, at coordinates; `room` is kept from call to call.
    #[must_use]
    pub fn square(&self, entries: &[(usize, f64)], room: &mut Vec<f64>) -> f64 {
        let mut sum = 0.0;
        room.clear();
        room.resize(self.pattern.columns(), 0.0);
        for &(j, z) in entries {
            match side(&self.eliminated, j) {
                Side::Rest(r) => room[r] += z,
                Side::Eliminated(e) => {
                    let own = z * self.levels[e];
                    sum += own * own;
                    let (positions, means) = self.mean(e);
                    positions.iter().zip(means).for_each(|(&r, m)| room[r as usize] -= z * m);
                }
            }
        }
        for r in 0..room.len() {
            let dot: f64 = self.rest_row(r).iter().zip(&*room).map(|(t, z)| t * z).sum();
            sum += dot * dot;
        }
        sum
    }

    /// The rows of G, zeros included: as many numbers as the square of the order. The eliminated coordinates' come first.
    #[must_use]
    pub fn rows(&self) -> Vec<Vec<f64>> {
        let (n, q) = (self.order(), self.pattern.columns());
        let mut rows = Vec::with_capacity(n);
        for (e, level) in self.levels.iter().enumerate() {
            let mut row = vec![0.0; n];
            row[self.eliminated.start + e] = *level;
            rows.push(row);
        }
        for r in 0..q {
            let (mut row, t) = (vec![0.0; n], self.rest_row(r));
            for e in 0..self.levels.len() {
                let (positions, means) = self.mean(e);
                let pairs = positions.iter().zip(means).filter(|(s, _)| **s as usize <= r);
                row[self.eliminated.start + e] = -pairs.map(|(&s, m)| t[s as usize] * m).sum::<f64>();
            }
            for (s, t) in t.iter().enumerate() {
                row[if s < self.eliminated.start { s } else { s + self.eliminated.len() }] = *t;
            }
            rows.push(row);
        }
        rows
    }
}

impl Identify for ArrowRoot {
    fn identify(&self, by: &mut Fingerprint) {
        [self.eliminated.start, self.eliminated.end].identify(by);
        self.pattern.identify(by);
        self.levels.identify(by);
        self.means.identify(by);
        self.rest.identify(by);
    }
}
