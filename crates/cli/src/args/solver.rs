//! A solver by name: those that the library has, and what a later version brings.

use clap::ValueEnum;
use clap::builder::PossibleValue;
use logodds::Method;
use std::sync::LazyLock;

/// A solver by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SolverName {
    /// Chosen from the shape of the data.
    Auto,
    /// One of the library's.
    Method(Method),
    /// Not built yet.
    CoordinateDescent,
}

impl ValueEnum for SolverName {
    fn value_variants<'a>() -> &'a [Self] {
        static ALL: LazyLock<Vec<SolverName>> = LazyLock::new(|| {
            let methods = Method::ALL.into_iter().map(SolverName::Method);
            std::iter::once(SolverName::Auto).chain(methods).chain([SolverName::CoordinateDescent]).collect()
        });
        &ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(match self {
            Self::Auto => PossibleValue::new("auto").help("Chosen from the shape of the data, with the reason"),
            Self::Method(method) => PossibleValue::new(method.name()).help(method.about()),
            Self::CoordinateDescent => PossibleValue::new("coordinate-descent").hide(true),
        })
    }
}
