//! The engine under the Python package: arrays in, a model out.
//!
//! Python's side (`python/logodds`) speaks scikit-learn's and statsmodels' language and checks what their users expect to be
//! checked; this side borrows arrays, runs the facade with the interpreter released, and turns its errors into the package's
//! exceptions. Refused: mathematics of any kind here, and a second set of defaults.

mod again;
mod arrow;
mod covariance;
mod dictionary;
mod error;
mod fit;
mod frame;
mod hypotheses;
mod interrupt;
mod kept;
mod matrix;
mod model;
mod names;
mod progress;
mod record;
mod released;
mod reproducible;
mod rows;
mod specification;
mod to_python;

/// The engine.
#[pyo3::pymodule]
mod _engine {
    #[pymodule_export]
    use super::again::rows_of_fit;
    #[pymodule_export]
    use super::arrow::vetted;
    #[pymodule_export]
    use super::covariance::covariance;
    #[pymodule_export]
    use super::fit::{fit_arrays, fit_path};
    #[pymodule_export]
    use super::frame::{fit_frame, predict_arrays, predict_frame};
    #[pymodule_export]
    use super::hypotheses::{compare, contrast, inflation, wald_test, why_no_maximum};
    #[pymodule_export]
    use super::matrix::refuse_wide;
    #[pymodule_export]
    use super::model::Model;
    #[pymodule_export]
    use super::names::{nearest, solvers};
    #[pymodule_export]
    use super::record::{coefficients, record, summary};
    #[pymodule_export]
    use super::rows::{effects, fitted, influence};

    #[pymodule_init]
    fn init(_module: &pyo3::Bound<'_, pyo3::types::PyModule>) -> pyo3::PyResult<()> {
        super::released::keep_places();
        Ok(())
    }
}
