//! The solvers by name: for a command line, a model file, another language.
//!
//! The set of names is closed, the set of solvers is not: anyone's own [`Solver`] goes straight to
//! [`minimize`](crate::minimize()).

use crate::solver::Solver;
use crate::solvers::{GradientDescent, Newton, NewtonCg, Sgd, Svrg, lbfgs};
use std::fmt;
use std::str::FromStr;

/// A solver of this crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Method {
    /// [`Newton`].
    Newton,
    /// [`NewtonCg`].
    NewtonCg,
    /// [`lbfgs`](crate::solvers::lbfgs()).
    Lbfgs,
    /// [`GradientDescent`].
    GradientDescent,
    /// [`Sgd`].
    Sgd,
    /// [`Svrg`]: of the variance-reduced methods that people know by this name, the one that needs no table of gradients.
    Saga,
}

impl Method {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Newton, Self::NewtonCg, Self::Lbfgs, Self::GradientDescent, Self::Sgd, Self::Saga];

    /// The name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Newton => "newton",
            Self::NewtonCg => "newton-cg",
            Self::Lbfgs => "lbfgs",
            Self::GradientDescent => "gradient-descent",
            Self::Sgd => "sgd",
            Self::Saga => "saga",
        }
    }

    /// What it is, in a few words.
    #[must_use]
    pub fn summary(self) -> &'static str {
        match self {
            Self::Newton => "Newton's method",
            Self::NewtonCg => "Newton's method by conjugate gradients, without a Hessian matrix",
            Self::Lbfgs => "Limited-memory BFGS",
            Self::GradientDescent => "Accelerated gradient descent",
            Self::Sgd => "Stochastic gradient descent, averaged",
            Self::Saga => "Stochastic gradients with their noise reduced (SVRG)",
        }
    }

    /// The solver; `seed` matters to stochastic ones.
    #[must_use]
    pub fn solver(self, seed: u64) -> Box<dyn Solver> {
        match self {
            Self::Newton => Box::new(Newton::default()),
            Self::NewtonCg => Box::new(NewtonCg::default()),
            Self::Lbfgs => Box::new(lbfgs()),
            Self::GradientDescent => Box::new(GradientDescent::default()),
            Self::Sgd => Box::new(Sgd { seed }),
            Self::Saga => Box::new(Svrg { seed }),
        }
    }

    /// Steps after which it is better to look than to wait.
    #[must_use]
    pub fn default_iterations(self) -> usize {
        match self {
            // Without a Hessian, steps are gradients.
            Self::Newton => 300,
            Self::NewtonCg => 200,
            Self::Lbfgs => 2_000,
            Self::GradientDescent => 20_000,
            Self::Sgd => 100,
            Self::Saga => 1_000,
        }
    }

    /// Whether its way depends on a seed.
    #[must_use]
    pub fn is_stochastic(self) -> bool {
        matches!(self, Self::Sgd | Self::Saga)
    }

    /// Whether it needs a dense Hessian.
    #[must_use]
    pub fn needs_hessian(self) -> bool {
        self == Self::Newton
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A name that no solver has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no solver \"{0}\"; there are {names}", names = Method::ALL.map(Method::name).join(", "))]
pub struct UnknownMethod(pub String);

impl FromStr for Method {
    type Err = UnknownMethod;

    fn from_str(name: &str) -> Result<Self, UnknownMethod> {
        Self::ALL.into_iter().find(|method| method.name() == name).ok_or_else(|| UnknownMethod(name.to_owned()))
    }
}
