//! Farkas' lemma as a decision: a vector lies in a cone, or a direction parts them.
//!
//! ```text
//! g = Σ_i μ_i z_i + Σ_k ν_k q_k with μ ≥ 0          or          d with z_i·d ≥ 0, q_k·d = 0, g·d < 0
//! ```
//!
//! Exactly one of the two holds (J. Farkas, *J. reine angew. Math.* 124, 1902), and the point of the cone nearest to g tells which (`nearest`). The q_k, which may
//! have either sign, are got rid of first: everything is projected onto what they leave open, in coordinates of an orthonormal basis of it. Each answer is
//! checked as what it claims to be:
//!
//! 1. If at most [`RESIDUAL`] is left of g, μ and ν prove membership.
//! 2. Otherwise what is left of it, with its sign turned, is the direction. Where one d° with z_i·d° > 0 for all i is known, a little of it is added, so that
//!    rounding of ties spoils nothing; and as soon as as much of it as repairs the rows that are still wrong leaves g·d < 0, nothing more is looked for.

use crate::error::InferenceError;
use crate::separation::centre::centre;
use crate::separation::nearest::{Generators, Work};
use crate::separation::rows::{NOTHING, add_multiple, dot};
use crate::separation::subspace::Subspace;
use logodds_optim::Cholesky;

/// The length of what may be left of g; rows have largest entry 1.
const RESIDUAL: f64 = 1e-8;
/// Beside the lengths of a row and a direction, products that are taken for 0: rounding of the data leaves as much of a margin open (`rows`).
const TIE: f64 = 1e-10;

/// Which of the two it is.
pub(super) enum Farkas {
    /// g lies in the cone.
    Member,
    /// This direction d, of largest entry 1, proves that it does not.
    Witness(Vec<f64>),
}

/// The cone of some rows, and of vectors of either sign.
pub(super) struct Cone {
    chart: Chart,
    generators: Generators,
    /// Weights beyond this prove nothing: they would make something of the rounding of the rows.
    heaviest: f64,
}

/// A direction with z_i·d > 0 for all rows of a cone, in its coordinates.
pub(super) struct Interior {
    direction: Vec<f64>,
    products: Vec<f64>,
}

/// A cone in coordinates in which it is round about its middle.
pub(super) struct Centred {
    generators: Generators,
    interior: Interior,
    factor: Cholesky,
    /// How long what is left of a member may be.
    enough: f64,
}

/// The coordinates of a cone's vectors.
enum Chart {
    /// Some of those that vectors come with, which have `of` of them.
    Kept { kept: Vec<usize>, of: usize },
    /// Products with an orthonormal basis of what the vectors of either sign leave open.
    Basis { basis: Vec<Vec<f64>>, of: usize },
}

fn unit(dim: usize, j: usize) -> Vec<f64> {
    let mut unit = vec![0.0; dim];
    unit[j] = 1.0;
    unit
}

impl Chart {
    /// Of what `equal` leaves open among the coordinates `kept` of `of`.
    fn new(equal: &Subspace, kept: &[usize], of: usize) -> Result<Self, InferenceError> {
        if equal.dim() == 0 {
            return Ok(Self::Kept { kept: kept.to_vec(), of });
        }
        let basis = equal.complement(kept, of).ok_or(InferenceError::Undecided)?;
        Ok(Self::Basis { basis, of })
    }

    fn dim(&self) -> usize {
        match self {
            Self::Kept { kept, .. } => kept.len(),
            Self::Basis { basis, .. } => basis.len(),
        }
    }

    fn coordinates(&self, vector: &[f64]) -> Vec<f64> {
        match self {
            Self::Kept { kept, .. } => kept.iter().map(|&j| vector[j]).collect(),
            Self::Basis { basis, .. } => basis.iter().map(|q| dot(q, vector)).collect(),
        }
    }

    /// The vector of these coordinates, its largest entry 1. What is next to nothing beside that is rounding, and would be all that there is of a row that
    /// the others do not touch.
    fn vector(&self, coordinates: &[f64]) -> Vec<f64> {
        let (Self::Kept { of, .. } | Self::Basis { of, .. }) = self;
        let mut vector = vec![0.0; *of];
        match self {
            Self::Kept { kept, .. } => kept.iter().zip(coordinates).for_each(|(&j, x)| vector[j] = *x),
            Self::Basis { basis, .. } => {
                basis.iter().zip(coordinates).for_each(|(q, x)| add_multiple(&mut vector, *x, q));
            }
        }
        let size = vector.iter().map(|x| x.abs()).fold(f64::MIN_POSITIVE, f64::max);
        vector.iter_mut().for_each(|x| *x = if x.abs() <= NOTHING * size { 0.0 } else { *x / size });
        vector
    }
}

impl Cone {
    /// The cone of `rows` of largest entry 1 and the span of `equal`, among the coordinates `kept` of all `of`.
    pub fn new<'a>(
        rows: impl Iterator<Item = &'a [f64]>,
        equal: &Subspace,
        (kept, of): (&[usize], usize),
        heaviest: f64,
    ) -> Result<Self, InferenceError> {
        let chart = Chart::new(equal, kept, of)?;
        let mut generators = Generators::new(chart.dim());
        rows.for_each(|row| generators.push(&chart.coordinates(row)));
        Ok(Self { chart, generators, heaviest })
    }

    /// Coordinates of its vectors.
    pub fn dim(&self) -> usize {
        self.chart.dim()
    }

    /// The same cone where it is round about its middle (`centre`), and that middle; `None` if it is too flat for that.
    pub fn centred(&self, direction: &[f64], work: &mut Work) -> Option<Centred> {
        let (middle, factor) = centre(&self.generators, &self.chart.coordinates(direction), work)?;
        let products = self.generators.products(&middle);
        let mut rows = self.generators.numbers().to_vec();
        factor.whiten_gradients(&mut rows);
        // ‖L r‖ ≤ ‖L‖ ‖r‖, and ‖L‖² ≤ tr H
        let norm = (0..self.dim()).map(|j| factor.norm(&unit(self.dim(), j)).powi(2)).sum::<f64>().sqrt();
        let generators = Generators::of(self.dim(), &rows);
        let products: Vec<f64> = products.iter().enumerate().map(|(i, s)| s / generators.length(i)).collect();
        let interior = Interior { direction: factor.whiten_point(&middle), products };
        Some(Centred { generators, interior, factor, enough: RESIDUAL / norm })
    }

    /// A direction as one of its interior, if it is.
    pub fn interior(&self, direction: &[f64]) -> Option<Interior> {
        let direction = self.chart.coordinates(direction);
        let products = self.generators.products(&direction);
        products.iter().all(|x| *x > 0.0).then_some(Interior { direction, products })
    }

    /// Decide for `target`. What is in the interior makes it faster.
    ///
    /// # Errors
    /// [`InferenceError::Undecided`] if rounding or the end of the work leaves it open.
    pub fn decide(
        &self,
        target: &[f64],
        interior: Option<&Interior>,
        work: &mut Work,
    ) -> Result<Farkas, InferenceError> {
        let g = self.chart.coordinates(target);
        let mut found = None;
        let mut is_enough = |residual: &[f64], products: &[f64]| {
            found = interior.and_then(|interior| interior.witness(&g, residual, products));
            found.is_some()
        };
        let nearest = self.generators.nearest(&g, &[], RESIDUAL, &mut is_enough, work);
        let nearest = nearest.ok_or(InferenceError::Undecided)?;
        let length = dot(&nearest.residual, &nearest.residual).sqrt();
        if length <= RESIDUAL {
            return self.member(&nearest.weights);
        }
        let direction = found.unwrap_or_else(|| nearest.residual.iter().map(|x| -x / length).collect());
        Ok(Farkas::Witness(self.chart.vector(&direction)))
    }

    fn member(&self, weights: &[f64]) -> Result<Farkas, InferenceError> {
        let is_light = weights.iter().all(|weight| *weight <= self.heaviest);
        if is_light { Ok(Farkas::Member) } else { Err(InferenceError::Undecided) }
    }

    /// A direction d with z_i·d ≥ 0 for all rows and z_i·d > 0 for some, in which the rows of `start` are tried for ties first; those that it leans on.
    /// `None` if there is none.
    ///
    /// # Errors
    /// As for [`Cone::decide`].
    pub fn direction(
        &self,
        start: &[usize],
        work: &mut Work,
    ) -> Result<(Option<Vec<f64>>, Vec<usize>), InferenceError> {
        let target: Vec<f64> = self.generators.sum().iter().map(|x| -x).collect();
        let nearest = self.generators.nearest(&target, start, RESIDUAL, &mut |_, _| false, work);
        let nearest = nearest.ok_or(InferenceError::Undecided)?;
        let length = dot(&nearest.residual, &nearest.residual).sqrt();
        if length <= RESIDUAL {
            return self.member(&nearest.weights).map(|_| (None, nearest.members));
        }
        let d: Vec<f64> = nearest.residual.iter().map(|x| -x / length).collect();
        Ok((Some(self.chart.vector(&d)), nearest.members))
    }

    /// A direction d with z_i·d ≥ 0 for all rows, and z_i·d > 0 for all that have a direction with that; `None` if none has.
    ///
    /// The rows that a direction leaves at 0 are looked at again: those that the nearest point is a sum of are independent, so some direction has
    /// product 1 with all of them, and if it spoils no other tie it joins; otherwise a nearest point of the ties is found.
    ///
    /// # Errors
    /// As for [`Cone::decide`].
    pub fn widest(&self, work: &mut Work) -> Result<Option<Vec<f64>>, InferenceError> {
        let mut ties: Vec<usize> = (0..self.generators.count()).collect();
        let mut sum: Option<Interior> = None;
        while !ties.is_empty() {
            let mut of_ties = Generators::new(self.dim());
            ties.iter().for_each(|&i| of_ties.push(self.generators.row(i)));
            let target: Vec<f64> = of_ties.sum().iter().map(|x| -x).collect();
            let nearest = of_ties.nearest(&target, &[], RESIDUAL, &mut |_, _| false, work);
            let nearest = nearest.ok_or(InferenceError::Undecided)?;
            let length = dot(&nearest.residual, &nearest.residual).sqrt();
            if length <= RESIDUAL {
                let weights = nearest.members.iter().zip(&nearest.weights);
                let weights: Vec<f64> = weights.map(|(k, w)| w / self.generators.length(ties[*k])).collect();
                self.member(&weights)?;
                break;
            }
            let left = ties.len();
            let direction: Vec<f64> = nearest.residual.iter().map(|x| -x / length).collect();
            let added = self.plus(sum, direction);
            ties.retain(|&i| added.products[i] <= 0.0);
            sum = Some(match nearest.lift.filter(|lift| self.spoils_none(lift, &ties)) {
                Some(lift) => self.plus(Some(added), lift),
                None => added,
            });
            ties.retain(|&i| sum.as_ref().is_some_and(|sum| sum.products[i] <= 0.0));
            if ties.len() == left {
                return Err(InferenceError::Undecided);
            }
        }
        Ok(sum.map(|sum| self.chart.vector(&sum.direction)))
    }

    fn spoils_none(&self, direction: &[f64], ties: &[usize]) -> bool {
        let least = -TIE * dot(direction, direction).sqrt();
        ties.iter().all(|&i| dot(self.generators.row(i), direction) >= least)
    }

    /// As much of a direction added as spoils no row that was above 0.
    fn plus(&self, sum: Option<Interior>, mut direction: Vec<f64>) -> Interior {
        let length = dot(&direction, &direction).sqrt();
        direction.iter_mut().for_each(|x| *x /= length);
        let mut products = self.generators.products(&direction);
        products.iter_mut().filter(|x| x.abs() <= TIE).for_each(|x| *x = 0.0);
        let Some(mut sum) = sum else { return Interior { direction, products } };
        let falls = sum.products.iter().zip(&products).filter(|(_, by)| **by < 0.0);
        let step = falls.map(|(at, by)| -0.5 * at / by).fold(1.0, f64::min);
        add_multiple(&mut sum.direction, step, &direction);
        add_multiple(&mut sum.products, step, &products);
        sum
    }
}

impl Cone {
    /// Decide for `target` in the metric of `centred`, which is of this cone.
    ///
    /// # Errors
    /// As for [`Cone::decide`].
    pub fn decide_in(&self, centred: &Centred, target: &[f64], work: &mut Work) -> Result<Farkas, InferenceError> {
        let g = centred.factor.whiten_gradient(&self.chart.coordinates(target));
        work.spend(g.len() * g.len() / 2);
        let mut found = None;
        let mut is_enough = |residual: &[f64], products: &[f64]| {
            found = centred.interior.witness(&g, residual, products);
            found.is_some()
        };
        let nearest = centred.generators.nearest(&g, &[], centred.enough, &mut is_enough, work);
        let nearest = nearest.ok_or(InferenceError::Undecided)?;
        if let Some(direction) = found {
            return Ok(Farkas::Witness(self.chart.vector(&centred.factor.unwhiten_point(&direction))));
        }
        let length = dot(&nearest.residual, &nearest.residual).sqrt();
        if length > centred.enough {
            return Err(InferenceError::Undecided);
        }
        // Weights of rows of length L⁻¹z, where z has length 1.
        let weights: Vec<f64> =
            nearest.members.iter().zip(&nearest.weights).map(|(i, w)| w / self.generators.length(*i)).collect();
        self.member(&weights)
    }
}

impl Interior {
    /// The direction −r with as much of this one as makes all products positive, if its product with g is below 0.
    fn witness(&self, g: &[f64], residual: &[f64], products: &[f64]) -> Option<Vec<f64>> {
        /// Of g·r, what may be spent on repairs.
        const SPENT: f64 = 0.9;
        /// Beside the sizes of its terms, what g·d may not be below: rounding.
        const CLEAR: f64 = 1e-9;
        let (along, rises) = (dot(g, residual), dot(g, &self.direction).max(0.0));
        let needed = products.iter().zip(&self.products).map(|(w, s)| w / s).fold(0.0, f64::max);
        let is_affordable = needed * rises <= SPENT * along;
        if !is_affordable {
            return None;
        }
        // Of what is not needed for repairs, half is for ties.
        let (size, length) = (dot(residual, residual).sqrt(), dot(&self.direction, &self.direction).sqrt());
        let room = if rises > 0.0 { SPENT * along / rises } else { f64::INFINITY };
        let step = (0.5 * (needed + room)).min((2.0 * needed).max(0.1 * size / length));
        let mut d: Vec<f64> = residual.iter().map(|x| -x).collect();
        add_multiple(&mut d, step, &self.direction);
        let at_most = -CLEAR * dot(g, g).sqrt() * (size + step * length);
        let length = dot(&d, &d).sqrt();
        (dot(g, &d) < at_most && length > 0.0).then(|| d.iter().map(|x| x / length).collect())
    }
}
