//! What bounds on a minimum rest on: that the rows are bounded, and how convex the penalty is.

use logodds_core::{Geometry, Objective, Separable, Structure};

/// What must be known of an objective for anything to be proved of its minimum.
#[derive(Clone, Copy, Debug)]
pub struct Premises<'a> {
    /// Bounds on the rows of the design matrix.
    pub geometry: &'a Geometry,
    /// The penalty, a ridge. `None`: there is none.
    ridge: Option<&'a Separable>,
}

impl<'a> Premises<'a> {
    /// Those of an objective, `None` if it does not tell them, or has a penalty that its values do not hold: what is proved here would not be
    /// of what is minimised.
    #[must_use]
    pub fn of(objective: &'a dyn Objective) -> Option<Self> {
        let geometry = objective.structure().and_then(Structure::geometry)?;
        let ridge = objective.separable();
        ridge.is_none_or(Separable::is_smooth).then_some(Self { geometry, ridge })
    }

    /// λ_j, 0 for a coordinate that is free.
    pub(crate) fn ridge(&self, j: usize) -> f64 {
        self.ridge.map_or(0.0, |ridge| ridge.l2()[j])
    }

    /// Number of coordinates.
    pub(crate) fn dim(&self) -> usize {
        self.geometry.row_bound.len()
    }

    /// Coordinates of a block, its intercept the first of them.
    pub(crate) fn block(&self) -> usize {
        self.dim() / self.geometry.blocks()
    }

    /// The coordinates that are no intercepts.
    pub(crate) fn columns(&self) -> impl Iterator<Item = usize> + use<> {
        let block = self.block();
        (0..self.dim()).filter(move |j| !j.is_multiple_of(block))
    }

    /// Whether every column has a ridge, so that a dual point can be made of the residuals, and gradients alone certify.
    pub(crate) fn penalises_all_columns(&self) -> bool {
        self.columns().all(|j| self.ridge(j) > 0.0)
    }

    /// Whether there is no penalty at all.
    pub(crate) fn is_free(&self) -> bool {
        !self.ridge.is_some_and(Separable::has_ridge)
    }
}
