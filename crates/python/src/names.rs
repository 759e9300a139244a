//! Names that a user may have meant.

use pyo3::prelude::*;

/// The name among `names` that is nearest to a mistyped one, if any is near.
#[pyfunction]
pub(crate) fn nearest(name: &str, names: Vec<String>) -> Option<String> {
    logodds::io::nearest(name, names.iter())
}
