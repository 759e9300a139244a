//! What bounds on a minimum rest on: that the rows are bounded, and how convex the penalty is.

use logodds_core::{Geometry, Objective, Structure};

/// What must be known of an objective for anything to be proved of its minimum.
#[derive(Clone, Copy, Debug)]
pub struct Premises<'a> {
    /// Bounds on the rows of the design matrix.
    pub geometry: &'a Geometry,
    /// λ_j of every coordinate, 0 for those that are free.
    pub ridge: &'a [f64],
}

impl<'a> Premises<'a> {
    /// Those of an objective, `None` if it does not tell them.
    #[must_use]
    pub fn of(objective: &'a dyn Objective) -> Option<Self> {
        let geometry = objective.structure().and_then(Structure::geometry)?;
        Some(Self { geometry, ridge: &geometry.ridge })
    }

    /// Number of coordinates.
    pub(crate) fn dim(&self) -> usize {
        self.ridge.len()
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
        self.columns().all(|j| self.ridge[j] > 0.0)
    }

    /// Whether there is no penalty at all.
    pub(crate) fn is_free(&self) -> bool {
        self.ridge.iter().all(|ridge| *ridge == 0.0)
    }
}
