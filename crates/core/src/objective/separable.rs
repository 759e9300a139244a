//! The penalty of an objective as a value: what of it falls apart into functions of one coordinate, or of one group of them.
//!
//! ```text
//! P(u)      = Σ_j ( l1_j |u_j| + l2_j/2 u_j² )  +  Σ_g s_g ‖u_g‖        where lower_j ≤ u_j ≤ upper_j, else ∞
//! prox(a)   = argmin_z  h/2 ‖z − a‖² + P(z)     of one coordinate  clamp( S(h a, l1) / (h + l2) ),  S(x, t) = sign(x) max(|x| − t, 0)
//!                                               of a group         S (1 − s/‖S‖)₊ / (h + l2),       S = S(h a_g, l1_g)
//! P*(v)     = sup_u  v·u − P(u)                 of one coordinate  at u = clamp( S(v, l1) / l2 )
//!                                               of a group         (‖S(v_g, l1_g)‖ − s)₊² / (2 l2)
//! ```
//!
//! The operator is that of the elastic net (J. Friedman, T. Hastie, R. Tibshirani, *Regularization paths for generalized linear models*,
//! J. Stat. Software 33(1), 2010, eq. 5) and, of a group, of the sparse group lasso (the same, *A note on the group lasso and a sparse group
//! lasso*, arXiv:1001.0736, 2010, §3). A convex function of one number that must stay in an interval is least where its free minimum is
//! clamped to it. Conjugates: R. T. Rockafellar, *Convex Analysis*, 1970, §12; what they are for is Fenchel's inequality,
//! `P(u) + P*(v) ≥ u·v`, with equality where v is a subgradient of P at u: every v gives a lower bound of P, and so a gap.
//!
//! All of it is in the coordinates of the solver. A penalty is separable in the user's coordinates if it is in those, as the two differ by a
//! factor a coordinate; of several outputs l2 alone is, whose sum of squares no rotation of the outputs changes.

use std::fmt;
use std::ops::Range;

/// Coordinates that are penalised by the norm of all of them together.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// The coordinates.
    pub coordinates: Range<usize>,
    /// s > 0.
    pub strength: f64,
}

/// A penalty and bounds, coordinate by coordinate.
///
/// ```
/// use logodds_core::Separable;
/// let net = Separable::ridge(vec![0.0, 1.0]).with_l1(vec![0.0, 0.5])?;
/// assert_eq!(net.value(&[3.0, -2.0]), 0.5 * 2.0 + 0.5 * 4.0);
/// assert_eq!(net.prox(&[3.0, -2.0], 1.0), [3.0, -0.75]);
/// assert!(!net.is_smooth());
/// # Ok::<(), logodds_core::SeparableError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Separable {
    l2: Vec<f64>,
    /// Of all coordinates, or empty: 0.
    l1: Vec<f64>,
    /// Of all coordinates, or empty: none.
    bounds: Vec<(f64, f64)>,
    /// In order, none of them sharing a coordinate.
    groups: Vec<Group>,
}

/// What cannot be a penalty. Coordinates are counted from 0.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum SeparableError {
    /// A list has another length than there are coordinates.
    Length {
        /// Its length.
        found: usize,
        /// The number of coordinates.
        expected: usize,
    },
    /// A strength is negative, infinite or not a number.
    Strength {
        /// Its coordinate; of a group, the first.
        coordinate: usize,
        /// The strength.
        value: f64,
    },
    /// A lower bound lies above the upper one, or one of them is not a number.
    Bounds {
        /// Their coordinate.
        coordinate: usize,
    },
    /// A group is empty, reaches beyond the coordinates, meets another, holds a coordinate with bounds, or ones with different l2.
    Group {
        /// Its first coordinate.
        coordinate: usize,
    },
}

impl fmt::Display for SeparableError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Length { found, expected } => write!(f, "{found} strengths for {expected} coordinates"),
            Self::Strength { coordinate, value } => {
                write!(f, "a penalty of {value} on coordinate {coordinate}: it must be finite, and not negative")
            }
            Self::Bounds { coordinate } => write!(f, "no number lies between the bounds of coordinate {coordinate}"),
            Self::Group { coordinate } => {
                write!(f, "the group from coordinate {coordinate} on cannot be penalised as one")
            }
        }
    }
}

impl std::error::Error for SeparableError {}

impl Separable {
    /// A ridge: `Σ_j l2_j/2 u_j²`, with numbers that are finite and not negative; 0 for coordinates that are free.
    #[must_use]
    pub fn ridge(l2: Vec<f64>) -> Self {
        debug_assert!(l2.iter().all(|l2| (0.0..f64::INFINITY).contains(l2)));
        Self { l2, l1: Vec::new(), bounds: Vec::new(), groups: Vec::new() }
    }

    /// The same with `Σ_j l1_j |u_j|`.
    ///
    /// # Errors
    /// [`SeparableError`] if there are not as many as coordinates, or one is negative or not finite.
    pub fn with_l1(self, l1: Vec<f64>) -> Result<Self, SeparableError> {
        self.as_long(l1.len())?;
        match l1.iter().position(|l1| !(0.0..f64::INFINITY).contains(l1)) {
            Some(coordinate) => Err(SeparableError::Strength { coordinate, value: l1[coordinate] }),
            None => Ok(Self { l1, ..self }),
        }
    }

    /// The same with coordinates that stay between two numbers each, infinite ones among them.
    ///
    /// # Errors
    /// [`SeparableError`] if there are not as many as coordinates, a lower bound is above its upper one, or a group holds one.
    pub fn with_bounds(self, bounds: Vec<(f64, f64)>) -> Result<Self, SeparableError> {
        self.as_long(bounds.len())?;
        let holds =
            |(lower, upper): &(f64, f64)| lower <= upper && *lower < f64::INFINITY && *upper > f64::NEG_INFINITY;
        if let Some(coordinate) = bounds.iter().position(|bounds| !holds(bounds)) {
            return Err(SeparableError::Bounds { coordinate });
        }
        let groups = self.groups.clone();
        Self { bounds, ..self }.with_groups(groups)
    }

    /// The same with groups, in order: `Σ_g s_g ‖u_g‖`.
    ///
    /// # Errors
    /// [`SeparableError`] if one has no strength, is empty or meets another, or its coordinates have bounds or different l2: there is no
    /// formula for its operator then.
    pub fn with_groups(self, groups: Vec<Group>) -> Result<Self, SeparableError> {
        let mut next = 0;
        for Group { coordinates, strength } in &groups {
            let coordinate = coordinates.start;
            if !(*strength > 0.0 && strength.is_finite()) {
                return Err(SeparableError::Strength { coordinate, value: *strength });
            }
            let inside =
                coordinates.start >= next && coordinates.start < coordinates.end && coordinates.end <= self.dim();
            let free = |j| self.bounds(j) == (f64::NEG_INFINITY, f64::INFINITY) && self.l2[j] == self.l2[coordinate];
            if !inside || !coordinates.clone().all(free) {
                return Err(SeparableError::Group { coordinate });
            }
            next = coordinates.end;
        }
        Ok(Self { groups, ..self })
    }

    fn as_long(&self, found: usize) -> Result<(), SeparableError> {
        let expected = self.dim();
        if found == expected { Ok(()) } else { Err(SeparableError::Length { found, expected }) }
    }

    /// Number of coordinates.
    #[must_use]
    pub fn dim(&self) -> usize {
        self.l2.len()
    }

    /// l2 of every coordinate: the diagonal of the Hessian of the smooth part.
    #[must_use]
    pub fn l2(&self) -> &[f64] {
        &self.l2
    }

    /// l1 of a coordinate.
    #[must_use]
    pub fn l1(&self, j: usize) -> f64 {
        self.l1.get(j).copied().unwrap_or(0.0)
    }

    /// Between what a coordinate stays.
    #[must_use]
    pub fn bounds(&self, j: usize) -> (f64, f64) {
        self.bounds.get(j).copied().unwrap_or((f64::NEG_INFINITY, f64::INFINITY))
    }

    /// The groups, in order.
    #[must_use]
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// Whether it is a ridge, or nothing: all of it is then in the values and gradients of the objective.
    #[must_use]
    pub fn is_smooth(&self) -> bool {
        let free = |bounds: &(f64, f64)| *bounds == (f64::NEG_INFINITY, f64::INFINITY);
        self.groups.is_empty() && self.l1.iter().all(|l1| *l1 == 0.0) && self.bounds.iter().all(free)
    }

    /// Whether some coordinate has a ridge.
    #[must_use]
    pub fn has_ridge(&self) -> bool {
        self.l2.iter().any(|l2| *l2 > 0.0)
    }

    /// `Σ_j l2_j/2 u_j²`, the part that an objective's value holds.
    #[must_use]
    pub fn smooth(&self, u: &[f64]) -> f64 {
        self.l2.iter().zip(u).map(|(l2, u)| 0.5 * l2 * u * u).sum()
    }

    /// The gradient from that of the loss, summed over rows of total `weight`, and that of the smooth part; also a product with the Hessian, as
    /// both are linear in `u`.
    pub(crate) fn gradient(&self, mut sums: Vec<f64>, weight: f64, u: &[f64]) -> Vec<f64> {
        for ((g, l2), u) in sums.iter_mut().zip(&self.l2).zip(u) {
            *g = *g / weight + l2 * u;
        }
        sums
    }

    /// P(u).
    #[must_use]
    pub fn value(&self, u: &[f64]) -> f64 {
        let outside = |(u, (lower, upper)): (&f64, &(f64, f64))| u < lower || u > upper;
        if u.iter().zip(&self.bounds).any(outside) {
            return f64::INFINITY;
        }
        let l1: f64 = self.l1.iter().zip(u).map(|(l1, u)| l1 * u.abs()).sum();
        let groups: f64 = self.groups.iter().map(|g| g.strength * norm(&u[g.coordinates.clone()])).sum();
        self.smooth(u) + l1 + groups
    }

    /// `argmin_z h/2 ‖z − a‖² + P(z)`, for h > 0.
    #[must_use]
    pub fn prox(&self, a: &[f64], h: f64) -> Vec<f64> {
        let mut z: Vec<f64> = a.iter().enumerate().map(|(j, a)| self.prox_of(j, *a, h)).collect();
        for Group { coordinates, strength } in &self.groups {
            // (h + l2) z is S, of which the group's norm takes its strength.
            let z = &mut z[coordinates.clone()];
            let length = (h + self.l2[coordinates.start]) * norm(z);
            let left = if length > *strength { 1.0 - strength / length } else { 0.0 };
            z.iter_mut().for_each(|z| *z *= left);
        }
        z
    }

    /// The same of one coordinate, its group aside: what a method needs that goes from one to the next.
    #[must_use]
    pub fn prox_of(&self, j: usize, a: f64, h: f64) -> f64 {
        let (lower, upper) = self.bounds(j);
        (soft(h * a, self.l1(j)) / (h + self.l2[j])).max(lower).min(upper)
    }

    /// P*(v), infinite where `v·u − P(u)` grows without end.
    #[must_use]
    pub fn conjugate(&self, v: &[f64]) -> f64 {
        let soft: Vec<f64> = v.iter().enumerate().map(|(j, v)| soft(*v, self.l1(j))).collect();
        let mut is_single = vec![true; v.len()];
        self.groups.iter().for_each(|g| is_single[g.coordinates.clone()].fill(false));
        let single = |j: usize| {
            let (lower, upper) = self.bounds(j);
            // v·u − P(u) is concave in u: least bounds away from its free maximum, which without a ridge is 0 or infinite.
            let free = if soft[j] == 0.0 { 0.0 } else { soft[j] / self.l2[j] };
            let u = free.max(lower).min(upper);
            if u.is_infinite() { f64::INFINITY } else { v[j] * u - self.l1(j) * u.abs() - 0.5 * self.l2[j] * u * u }
        };
        let of_group = |g: &Group| {
            let beyond = norm(&soft[g.coordinates.clone()]) - g.strength;
            if beyond <= 0.0 { 0.0 } else { beyond * beyond / (2.0 * self.l2[g.coordinates.start]) }
        };
        let singles: f64 = (0..v.len()).filter(|j| is_single[*j]).map(single).sum();
        singles + self.groups.iter().map(of_group).sum::<f64>()
    }
}

/// S(x, t): x, nearer to 0 by t.
fn soft(x: f64, t: f64) -> f64 {
    let left = x.abs() - t;
    if left > 0.0 { left.copysign(x) } else { 0.0 }
}

fn norm(x: &[f64]) -> f64 {
    x.iter().map(|x| x * x).sum::<f64>().sqrt()
}
