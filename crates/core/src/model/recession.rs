//! Where probabilities go along the directions in which a likelihood has no maximum.
//!
//! ```text
//! v_m(x) = Σ_j t_mj x_j − c_m        0 in all rows of the training data that are not separated
//! d = Σ_m a_m v_m                    the directions along which the likelihood rises for ever; a_m ≥ 0 where the sign is known
//! ```
//!
//! As the likelihood approaches its supremum the log-odds of a row are those of the limit plus ∞ · d(x). With v_m(x) = 0 for all m they are those of
//! the limit. With no v_m below 0 and one above, the probability goes to 1, along whichever direction; with the signs turned, to 0. Where signs
//! are mixed or not known it depends on the direction: nothing can be said, and nothing is (C. Geyer, *Electronic J. Statistics* 3, 2009).

use crate::design::Features;
use crate::model::error::ModelError;

/// A sum of columns that is the same in all rows that are not separated.
#[derive(Clone, Debug, PartialEq)]
pub struct Ray {
    /// Columns and their coefficients, in the units of the data.
    pub terms: Vec<(usize, f64)>,
    /// Its value in rows that are not separated.
    pub at: f64,
    /// Whether larger values are known to go with label 1, whichever direction is taken.
    pub is_signed: bool,
}

/// Where the log-odds of a row go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Towards {
    /// To those of the limit.
    Limit,
    /// To +∞.
    PlusInfinity,
    /// To −∞.
    MinusInfinity,
    /// Where the direction says, of which there are several.
    Open,
}

impl Towards {
    /// The log-odds of a row whose coefficients with finite limits make `margin`; NaN where nothing can be said.
    #[must_use]
    pub fn log_odds(self, margin: f64) -> f64 {
        match self {
            Self::Limit => margin,
            Self::PlusInfinity => f64::INFINITY,
            Self::MinusInfinity => f64::NEG_INFINITY,
            Self::Open => f64::NAN,
        }
    }
}

/// The directions of a model at its limit.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Recession {
    rays: Vec<Ray>,
    /// The places of every column's coefficients: ray and coefficient.
    of_column: Vec<Vec<(usize, f64)>>,
    /// Rays that are not 0 where all columns are.
    elsewhere: Vec<usize>,
}

impl Recession {
    /// Of a model with `columns` columns.
    ///
    /// # Errors
    /// [`ModelError`] if a ray has a column that is not there, or a number that is not finite.
    pub fn new(rays: Vec<Ray>, columns: usize) -> Result<Self, ModelError> {
        let mut of_column = vec![Vec::new(); columns];
        let mut elsewhere = Vec::new();
        for (m, ray) in rays.iter().enumerate() {
            if let Some(wrong) = ray.terms.iter().map(|(_, c)| *c).chain([ray.at]).find(|x| !x.is_finite()) {
                return Err(ModelError::NonFinite(wrong));
            }
            for &(j, c) in &ray.terms {
                let places: &mut Vec<_> =
                    of_column.get_mut(j).ok_or(ModelError::Length { found: columns, expected: j + 1 })?;
                places.push((m, c));
            }
            if ray.at != 0.0 {
                elsewhere.push(m);
            }
        }
        Ok(Self { rays, of_column, elsewhere })
    }

    /// Whether there is none: a model at a maximum.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rays.is_empty()
    }

    /// The rays.
    #[must_use]
    pub fn rays(&self) -> &[Ray] {
        &self.rays
    }

    /// Where a row goes, by its entries that are not 0.
    #[must_use]
    pub fn of_row(&self, entries: impl Iterator<Item = (usize, f64)>) -> Towards {
        self.towards(entries, &mut Vec::new())
    }

    /// Where all rows go.
    ///
    /// # Errors
    /// [`ModelError::Length`] if the features have another number of columns.
    pub fn of_rows(&self, features: &Features<'_>) -> Result<Vec<Towards>, ModelError> {
        let (rows, columns) = (features.nrows(), features.ncols());
        if self.is_empty() {
            return Ok(vec![Towards::Limit; rows]);
        }
        if columns != self.of_column.len() {
            return Err(ModelError::Length { found: columns, expected: self.of_column.len() });
        }
        let (origin, mut sums) = (vec![0.0; columns], Vec::new());
        let mut towards = Vec::with_capacity(rows);
        let mut entries = Vec::new();
        for start in (0..rows).step_by(Features::MOST_SCORED) {
            let end = (start + Features::MOST_SCORED).min(rows);
            let next = end..(end + Features::MOST_SCORED).min(rows);
            features.visit(start..end, &origin, next, &mut |x| {
                for i in 0..end - start {
                    entries.clear();
                    x.for_each_entry(i, &mut |j, value| entries.push((j, value)));
                    towards.push(self.towards(entries.iter().copied(), &mut sums));
                }
            });
        }
        Ok(towards)
    }

    fn towards(&self, entries: impl Iterator<Item = (usize, f64)>, sums: &mut Vec<(usize, f64, f64)>) -> Towards {
        /// Of the size of the terms: what rounding of a sum is far below. One column is compared exactly.
        const EQUAL: f64 = 1e-10;
        sums.clear();
        sums.extend(self.elsewhere.iter().map(|&m| (m, -self.rays[m].at, self.rays[m].at.abs())));
        for (j, value) in entries.filter(|(_, value)| *value != 0.0) {
            for &(m, c) in &self.of_column[j] {
                match sums.iter_mut().find(|(other, ..)| *other == m) {
                    Some((_, sum, size)) => (*sum, *size) = (*sum + c * value, *size + (c * value).abs()),
                    None => sums.push((m, c * value, (c * value).abs())),
                }
            }
        }
        let mut found = Towards::Limit;
        for &(m, sum, size) in &*sums {
            let equal = if self.rays[m].terms.len() == 1 { 0.0 } else { EQUAL * size };
            if sum.abs() <= equal {
                continue;
            }
            let goes = match (self.rays[m].is_signed, sum > 0.0) {
                (false, _) => Towards::Open,
                (true, true) => Towards::PlusInfinity,
                (true, false) => Towards::MinusInfinity,
            };
            found = match found {
                Towards::Limit => goes,
                same if same == goes => same,
                _ => Towards::Open,
            };
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ray(terms: &[(usize, f64)], at: f64) -> Ray {
        Ray { terms: terms.to_vec(), at, is_signed: true }
    }

    #[test]
    fn a_row_goes_where_all_directions_agree() {
        let two = Recession::new(vec![ray(&[(0, 1.0)], 0.0), ray(&[(1, -1.0)], -2.0)], 3).unwrap();
        let of = |x: [f64; 3]| two.of_row(x.into_iter().enumerate());
        assert_eq!(of([0.0, 2.0, 7.0]), Towards::Limit);
        assert_eq!(of([1.0, 2.0, 0.0]), Towards::PlusInfinity);
        assert_eq!(of([0.0, 1.0, 0.0]), Towards::PlusInfinity);
        assert_eq!(of([0.0, 3.0, 0.0]), Towards::MinusInfinity);
        assert_eq!(of([1.0, 3.0, 0.0]), Towards::Open);
        // x = 0 is not where the second is 0.
        assert_eq!(of([0.0, 0.0, 0.0]), Towards::PlusInfinity);
    }

    #[test]
    fn sums_tie_but_for_rounding_and_single_columns_exactly() {
        let sum = Recession::new(vec![ray(&[(0, 1.0), (1, 1.0)], 0.3)], 2).unwrap();
        assert_eq!(sum.of_row([(0, 0.1), (1, 0.2)].into_iter()), Towards::Limit);
        let one = Recession::new(vec![ray(&[(0, 1.0)], 0.3)], 2).unwrap();
        assert_eq!(one.of_row([(0, 0.1 + 0.2)].into_iter()), Towards::PlusInfinity);
    }

    #[test]
    fn a_direction_without_a_sign_says_nothing() {
        let open = Recession::new(vec![Ray { is_signed: false, ..ray(&[(0, 1.0)], 0.0) }], 1).unwrap();
        assert_eq!(open.of_row([(0, 1.0)].into_iter()), Towards::Open);
        assert_eq!(open.of_row([(0, 0.0)].into_iter()), Towards::Limit);
        assert!(Recession::new(vec![ray(&[(1, 1.0)], 0.0)], 1).is_err());
    }
}
