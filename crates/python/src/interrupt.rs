//! Ctrl-C while the interpreter is released.
//!
//! Python runs its signal handlers on its main thread, when that thread holds the interpreter. So the work is given to another
//! thread; this one waits, and looks in twenty times a second. The work then ends within a pass over the data.

use crate::released::{checked, told};
use logodds::data::Interrupt;
use pyo3::prelude::*;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

/// How often signals are looked at.
const EVERY: Duration = Duration::from_millis(50);

/// Run `work` with the interpreter released; raise `interrupt` as soon as a signal handler raises an exception, which is returned
/// once the work has ended.
///
/// # Errors
/// The exception of a signal handler: `KeyboardInterrupt`, usually. `FitError` for a check in the work that failed.
pub(crate) fn interruptible<T: Send>(
    py: Python<'_>,
    interrupt: &Interrupt,
    work: impl FnOnce() -> T + Send,
) -> PyResult<T> {
    let ended = py.detach(|| {
        std::thread::scope(|scope| {
            let (working, ended) = channel::<()>();
            let worker = scope.spawn(move || {
                let result = checked(work);
                drop(working);
                result
            });
            let mut raised = None;
            while ended.recv_timeout(EVERY) == Err(RecvTimeoutError::Timeout) {
                if raised.is_none() {
                    raised = Python::attach(|py| py.check_signals()).err();
                    if raised.is_some() {
                        interrupt.raise();
                    }
                }
            }
            let result = worker.join().flatten();
            raised.map_or(Ok(result), Err)
        })
    });
    ended?.map_err(|failed| told(py, &failed))
}
