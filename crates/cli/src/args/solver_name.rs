//! The solvers by name: those of the library, in its order and with its words, so that a new one is there without a line here.

use clap::ValueEnum;
use clap::builder::PossibleValue;
use logodds::fit::Method;
use std::sync::LazyLock;

/// A solver by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SolverName {
    /// Chosen from the shape of the data.
    Auto,
    /// One of the library's.
    Named(Method),
    /// Coordinate descent, which a later version brings.
    CoordinateDescent,
}

impl ValueEnum for SolverName {
    fn value_variants<'a>() -> &'a [Self] {
        static ALL: LazyLock<Vec<SolverName>> = LazyLock::new(|| {
            let named = Method::ALL.map(SolverName::Named);
            [SolverName::Auto].into_iter().chain(named).chain([SolverName::CoordinateDescent]).collect()
        });
        &ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(match self {
            Self::Auto => PossibleValue::new("auto").help("Chosen from the shape of the data, with the reason"),
            Self::Named(method) => PossibleValue::new(method.name()).help(method.summary()),
            Self::CoordinateDescent => PossibleValue::new("coordinate-descent").hide(true),
        })
    }
}
