//! Names: of the solvers, and of what a user may have meant.

use logodds::fit::Method;
use pyo3::prelude::*;

/// The names of the solvers, in the order in which they are told.
#[pyfunction]
pub(crate) fn solvers() -> Vec<&'static str> {
    Method::ALL.map(Method::name).to_vec()
}

/// The name among `names` that is nearest to a mistyped one, if any is near.
#[pyfunction]
pub(crate) fn nearest(name: &str, names: Vec<String>) -> Option<String> {
    logodds::io::nearest(name, names.iter())
}
