//! The root of a covariance in the form that its information has: a triangle, or a diagonal block of levels beside one.

use crate::design::SymMatrix;
use crate::model::level_root::LevelRoot;
use crate::model::root::Root;

/// G with `V = G'G`.
#[derive(Clone, Debug, PartialEq)]
pub enum CovarianceRoot {
    /// A triangle.
    Dense(Root),
    /// Of levels of a category, whose block of the information is diagonal, and of all else.
    Levels(LevelRoot),
}

impl From<Root> for CovarianceRoot {
    fn from(root: Root) -> Self {
        Self::Dense(root)
    }
}

impl From<LevelRoot> for CovarianceRoot {
    fn from(root: LevelRoot) -> Self {
        Self::Levels(root)
    }
}

impl CovarianceRoot {
    /// Order of the covariance.
    #[must_use]
    pub fn order(&self) -> usize {
        match self {
            Self::Dense(root) => root.order(),
            Self::Levels(root) => root.order(),
        }
    }

    /// The triangle, if it is one.
    #[must_use]
    pub fn dense(&self) -> Option<&Root> {
        match self {
            Self::Dense(root) => Some(root),
            Self::Levels(_) => None,
        }
    }

    /// `‖G z‖` of the entries of z that are not 0.
    #[must_use]
    pub fn norm(&self, entries: &[(usize, f64)]) -> f64 {
        match self {
            Self::Dense(root) => root.norm(entries),
            Self::Levels(root) => root.norm(entries),
        }
    }

    /// `G z`, in whatever order of its rows.
    #[must_use]
    pub fn image(&self, entries: &[(usize, f64)]) -> Vec<f64> {
        match self {
            Self::Dense(root) => (0..root.order()).map(|k| root.component(k, entries)).collect(),
            Self::Levels(root) => root.image(entries),
        }
    }

    /// `(G z)·(G y)`.
    #[must_use]
    pub fn between(&self, z: &[(usize, f64)], y: &[(usize, f64)]) -> f64 {
        match self {
            Self::Dense(root) => (0..root.order()).map(|k| root.component(k, z) * root.component(k, y)).sum(),
            Self::Levels(root) => root.between(z, y),
        }
    }

    /// The norms of the columns: standard errors.
    #[must_use]
    pub fn column_norms(&self) -> Vec<f64> {
        match self {
            Self::Dense(root) => root.column_norms(),
            Self::Levels(root) => root.column_norms(),
        }
    }

    /// `V = G'G`, all of it: of levels, as many numbers as half their square.
    #[must_use]
    pub fn gram(&self) -> SymMatrix {
        match self {
            Self::Dense(root) => root.gram(),
            Self::Levels(root) => {
                let mut gram = SymMatrix::zeros(root.order());
                for i in 0..root.order() {
                    for j in 0..=i {
                        gram.row_mut(i)[j] = root.between(&[(i, 1.0)], &[(j, 1.0)]);
                    }
                }
                gram
            }
        }
    }
}
