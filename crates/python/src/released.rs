//! Work with the interpreter released, on data that Python still reaches.
//!
//! Arrays are borrowed, and looked at once. If another thread of Python writes to them afterwards, positions of a sparse matrix can be beyond
//! its columns, or labels beyond the classes. Every access is checked, so that nothing outside the data is read or written; the check that
//! fails ends the work, and is told as a `FitError`. (Numbers that change are other numbers: a fit to them ends, by its certificate or without.)

use crate::error;
use pyo3::prelude::*;
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// Calls that tell of a failed check by themselves.
static AT_WORK: AtomicUsize = AtomicUsize::new(0);

/// Where the last check failed.
static PLACE: Mutex<String> = Mutex::new(String::new());

/// Keep the place of a failed check for who tells of it, in place of printing it, while there is one who does.
pub(crate) fn keep_places() {
    let printed = take_hook();
    set_hook(Box::new(move |failure| {
        if AT_WORK.load(Ordering::Relaxed) == 0 {
            return printed(failure);
        }
        let place = failure.location().map_or_else(String::new, |place| format!(" at {place}"));
        *PLACE.lock().unwrap_or_else(PoisonError::into_inner) = place;
    }));
}

/// A failed check.
pub(crate) type Failed = Box<dyn Any + Send>;

/// What `work` returns, or the check in it that failed.
pub(crate) fn checked<T>(work: impl FnOnce() -> T) -> Result<T, Failed> {
    AT_WORK.fetch_add(1, Ordering::Relaxed);
    // What has been half done is dropped, or told to be wrong.
    let found = catch_unwind(AssertUnwindSafe(work));
    AT_WORK.fetch_sub(1, Ordering::Relaxed);
    found
}

/// `work`, with the interpreter released.
///
/// # Errors
/// `FitError` for a check in it that failed.
pub(crate) fn released<T: Send>(py: Python<'_>, work: impl FnOnce() -> T + Send) -> PyResult<T> {
    py.detach(|| checked(work)).map_err(|failed| told(py, &failed))
}

/// What failed, and where.
pub(crate) fn reason(failed: &Failed) -> String {
    let text = failed.downcast_ref::<String>().map(String::as_str).or(failed.downcast_ref::<&str>().copied());
    let place = PLACE.lock().unwrap_or_else(PoisonError::into_inner).clone();
    format!("{}{place}", text.unwrap_or("a check failed"))
}

/// A failed check as an error.
pub(crate) fn told(py: Python<'_>, failed: &Failed) -> PyErr {
    error::fit(
        py,
        format!(
            "the data changed while they were in use ({}): leave arrays alone until the call has returned. If nothing could have changed them, this is a fault of logodds: please report it",
            reason(failed)
        ),
    )
}
