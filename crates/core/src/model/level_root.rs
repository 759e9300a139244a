//! The root of a covariance whose inverse, the information, has a diagonal block: that of the levels of a category.
//!
//! ```text
//! H = ( D  C )     S = R − CᵀD⁻¹C = (G_S'G_S)⁻¹     G = ( D^-½        0   )     G'G = H⁻¹
//!     ( Cᵀ R )     T = D⁻¹C                             ( −G_S Tᵀ    G_S )
//!
//! G z = ( D^-½ z_E,  G_S (z_R − Tᵀ z_E) )           Var(level e) = 1 / d_e + ‖G_S t_e‖²
//! ```
//!
//! t_e is what a level shares with the others: of a regression of the others' columns on levels it is their means. T has the entries of C, as many as
//! distinct pairs in the rows at most, so that 100,000 levels beside 5 numbers take 700,000 numbers, where a square has 10¹⁰; and every variance
//! is a sum of squares. (Block elimination: G. Golub, C. Van Loan, *Matrix Computations*, 4th ed. 2013, §3.2.11.)

use crate::model::root::Root;
use std::ops::Range;

/// G of coordinates one range of which are levels.
#[derive(Clone, Debug, PartialEq)]
pub struct LevelRoot {
    levels: Range<usize>,
    /// D^-½; 0 of a level that is held.
    spreads: Vec<f64>,
    /// Where the entries of every row of T begin, and where the last ends.
    first: Vec<usize>,
    /// Their places among the other coordinates.
    positions: Vec<u32>,
    shifts: Vec<f64>,
    /// The columns of G_S from the diagonal down, one after another.
    rest: Vec<f64>,
    others: usize,
}

impl LevelRoot {
    /// Of the levels that are in the range `levels` of the coordinates: D^-½, the entries of T, those of level e from `first[e]` to `first[e + 1]`, by
    /// rising position among the other coordinates, and G_S of these. `None` if the lengths differ, or a position is beyond the others.
    #[must_use]
    pub fn new(
        levels: Range<usize>,
        spreads: Vec<f64>,
        (first, positions, shifts): (Vec<usize>, Vec<u32>, Vec<f64>),
        rest: &Root,
    ) -> Option<Self> {
        let others = rest.order();
        let by_columns = (0..others).flat_map(|j| (j..others).map(move |k| rest.row(k)[j])).collect();
        let found = Self { levels, spreads, first, positions, shifts, rest: by_columns, others };
        found.agrees().then_some(found)
    }

    fn agrees(&self) -> bool {
        let (levels, stored) = (self.levels.len(), self.shifts.len());
        let is_whole = self.first.first() == Some(&0) && self.first.last() == Some(&stored);
        let rises = self.first.windows(2).all(|ends| ends[0] <= ends[1]);
        self.spreads.len() == levels
            && self.first.len() == levels + 1
            && self.positions.len() == stored
            && is_whole
            && rises
            && self.levels.start <= self.others
            && self.positions.iter().all(|&r| (r as usize) < self.others)
    }

    /// The coordinates that are levels.
    #[must_use]
    pub fn levels(&self) -> Range<usize> {
        self.levels.clone()
    }

    /// D^-½.
    #[must_use]
    pub fn spreads(&self) -> &[f64] {
        &self.spreads
    }

    /// The row of T of level `e`: positions among the other coordinates, and numbers.
    #[must_use]
    pub fn shifts(&self, e: usize) -> (&[u32], &[f64]) {
        let range = self.first[e]..self.first[e + 1];
        (&self.positions[range.clone()], &self.shifts[range])
    }

    /// G_S, of the other coordinates in their order.
    #[must_use]
    pub fn rest(&self) -> Root {
        let mut rest = Root::zeros(self.others);
        for j in 0..self.others {
            self.column(j).iter().enumerate().for_each(|(k, g)| rest.row_mut(j + k)[j] = *g);
        }
        rest
    }

    /// Coordinates.
    #[must_use]
    pub fn order(&self) -> usize {
        self.others + self.levels.len()
    }

    /// Column `j` of G_S from the diagonal down.
    fn column(&self, j: usize) -> &[f64] {
        let start = j * self.others - j * j.saturating_sub(1) / 2;
        &self.rest[start..start + self.others - j]
    }

    /// The level that a coordinate is, or its place among the others.
    fn side(&self, j: usize) -> Result<usize, usize> {
        match j {
            _ if j < self.levels.start => Err(j),
            _ if j < self.levels.end => Ok(j - self.levels.start),
            _ => Err(j - self.levels.len()),
        }
    }

    /// `into ← into + factor · G_S e_j`.
    fn add_column(&self, j: usize, factor: f64, into: &mut [f64]) {
        if factor != 0.0 {
            into[j..].iter_mut().zip(self.column(j)).for_each(|(x, g)| *x += factor * g);
        }
    }

    /// The part of `G z` beside that of levels: `G_S (z_R − Tᵀ z_E)`.
    fn of_others(&self, entries: &[(usize, f64)]) -> Vec<f64> {
        let mut out = vec![0.0; self.others];
        // What levels take from an entry is taken before G_S is: of a row the two may nearly cancel.
        let mut left: Vec<(usize, f64)> = Vec::new();
        for &(j, z) in entries {
            match self.side(j) {
                Err(r) => left.push((r, z)),
                Ok(e) => {
                    let (positions, shifts) = self.shifts(e);
                    left.extend(positions.iter().zip(shifts).map(|(&r, t)| (r as usize, -z * t)));
                }
            }
        }
        left.sort_by_key(|(r, _)| *r);
        for same in left.chunk_by(|a, b| a.0 == b.0) {
            self.add_column(same[0].0, same.iter().map(|(_, z)| z).sum(), &mut out);
        }
        out
    }

    /// `‖G z‖` of the entries of z that are not 0, each once.
    #[must_use]
    pub fn norm(&self, entries: &[(usize, f64)]) -> f64 {
        let of_levels: f64 =
            entries.iter().filter_map(|&(j, z)| self.side(j).ok().map(|e| z * self.spreads[e])).map(|x| x * x).sum();
        (of_levels + self.of_others(entries).iter().map(|x| x * x).sum::<f64>()).sqrt()
    }

    /// `(G z)·(G y)`.
    #[must_use]
    pub fn between(&self, z: &[(usize, f64)], y: &[(usize, f64)]) -> f64 {
        let mut sum = 0.0;
        for &(j, factor) in z {
            if let Ok(e) = self.side(j) {
                let there = y.iter().filter(|(other, _)| *other == j);
                sum += there.map(|(_, other)| factor * other * self.spreads[e] * self.spreads[e]).sum::<f64>();
            }
        }
        sum + self.of_others(z).iter().zip(self.of_others(y)).map(|(a, b)| a * b).sum::<f64>()
    }

    /// `G z`: the levels' part, then that of the others.
    #[must_use]
    pub fn image(&self, entries: &[(usize, f64)]) -> Vec<f64> {
        let mut image = vec![0.0; self.levels.len()];
        for &(j, z) in entries {
            if let Ok(e) = self.side(j) {
                image[e] += z * self.spreads[e];
            }
        }
        image.extend(self.of_others(entries));
        image
    }

    /// The norms of the columns: standard errors.
    #[must_use]
    pub fn column_norms(&self) -> Vec<f64> {
        let size = |x: &[f64]| x.iter().map(|x| x * x).sum::<f64>();
        let of_others = |range: Range<usize>| range.map(|j| size(self.column(j)).sqrt());
        let mut norms: Vec<f64> = of_others(0..self.levels.start).collect();
        let mut image = vec![0.0; self.others];
        for e in 0..self.levels.len() {
            image.fill(0.0);
            let (positions, shifts) = self.shifts(e);
            positions.iter().zip(shifts).for_each(|(&r, t)| self.add_column(r as usize, *t, &mut image));
            norms.push((self.spreads[e] * self.spreads[e] + size(&image)).sqrt());
        }
        norms.extend(of_others(self.levels.start..self.others));
        norms
    }

    /// Times a number.
    #[must_use]
    pub fn scaled(mut self, factor: f64) -> Self {
        self.spreads.iter_mut().chain(&mut self.rest).for_each(|g| *g *= factor);
        self
    }

    /// Whether all its numbers are finite.
    #[must_use]
    pub fn is_finite(&self) -> bool {
        self.spreads.iter().chain(&self.shifts).chain(&self.rest).all(|x| x.is_finite())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three levels in the middle of three others, one level held, against V by its blocks.
    #[test]
    fn variances_are_those_of_the_blocks_of_the_inverse() {
        let d: [f64; 3] = [4.0, 0.5, 2.0];
        let c = [[1.0, 0.0, 0.5], [0.25, 0.1, 0.0], [0.0, -0.5, 0.75]];
        let rest = Root::new(vec![2.0, -1.0, 0.5, 0.25, 3.0, 1.5]).unwrap();
        let s_inverse = rest.gram();
        let t: Vec<Vec<f64>> = (0..3).map(|e| c[e].iter().map(|c| c / d[e]).collect()).collect();
        let (mut first, mut positions, mut shifts) = (vec![0], Vec::new(), Vec::new());
        for row in &t {
            for (r, x) in row.iter().enumerate().filter(|(_, x)| **x != 0.0) {
                positions.push(r as u32);
                shifts.push(*x);
            }
            first.push(shifts.len());
        }
        let spreads = d.iter().map(|d| d.sqrt().recip()).collect();
        let root = LevelRoot::new(1..4, spreads, (first, positions, shifts), &rest).unwrap();
        assert_eq!(root.order(), 6);
        assert_eq!(root.rest(), rest);
        // Place 0, levels 1 to 3, then places 1 and 2 of the others.
        let unit = |j: usize| -> (Vec<f64>, Vec<f64>) {
            let (mut z_e, mut z_r) = (vec![0.0; 3], vec![0.0; 3]);
            match j {
                0 => z_r[0] = 1.0,
                1..=3 => z_e[j - 1] = 1.0,
                _ => z_r[j - 3] = 1.0,
            }
            (z_e, z_r)
        };
        let variance = |i: usize, j: usize| -> f64 {
            let ((a_e, a_r), (b_e, b_r)) = (unit(i), unit(j));
            let less = |z_e: &[f64], z_r: &[f64]| -> Vec<f64> {
                (0..3).map(|r| z_r[r] - (0..3).map(|e| t[e][r] * z_e[e]).sum::<f64>()).collect()
            };
            let (a, b) = (less(&a_e, &a_r), less(&b_e, &b_r));
            let of_levels: f64 = (0..3).map(|e| a_e[e] * b_e[e] / d[e]).sum();
            let of_rest: f64 = (0..3)
                .flat_map(|r| (0..3).map(move |s| (r, s)))
                .map(|(r, s)| a[r] * b[s] * s_inverse.get(r.max(s), r.min(s)))
                .sum();
            of_levels + of_rest
        };
        let norms = root.column_norms();
        for (i, norm) in norms.iter().enumerate() {
            assert!((norm - variance(i, i).sqrt()).abs() < 1e-13);
            for j in 0..6 {
                let between = root.between(&[(i, 1.0)], &[(j, 1.0)]);
                assert!((between - variance(i, j)).abs() < 1e-13, "{i} {j}");
                let by_images: f64 =
                    root.image(&[(i, 1.0)]).iter().zip(root.image(&[(j, 1.0)])).map(|(a, b)| a * b).sum();
                assert!((between - by_images).abs() < 1e-13);
            }
        }
        let z = [(0, 1.0), (2, 1.0), (5, -2.0)];
        assert!((root.norm(&z).powi(2) - root.between(&z, &z)).abs() < 1e-12);
        assert!((root.clone().scaled(3.0).norm(&z) - 3.0 * root.norm(&z)).abs() < 1e-12);
        assert!(LevelRoot::new(1..4, vec![1.0; 2], (vec![0; 4], Vec::new(), Vec::new()), &rest).is_none());
        assert!(LevelRoot::new(1..3, vec![1.0; 2], (vec![0, 1, 1], vec![3], vec![1.0]), &rest).is_none());
    }
}
