//! What Python is told while a fit runs.

use logodds::fit::Observer;
use logodds::optim::Iterate;
use pyo3::prelude::*;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

/// Signals are looked at no more often than this: it takes the interpreter.
const EVERY: Duration = Duration::from_millis(50);

/// An observer that calls `callback(iteration, value, bound)` after every step, if there is one, and looks at signals now and then. An
/// exception stops the fit.
pub(crate) struct Told {
    callback: Option<Py<PyAny>>,
    looked: Instant,
    /// What was raised.
    pub raised: Option<PyErr>,
}

impl Told {
    pub fn new(callback: Option<Py<PyAny>>) -> Self {
        Self { callback, looked: Instant::now(), raised: None }
    }
}

impl Observer for Told {
    fn iteration(&mut self, k: usize, at: &Iterate<'_>, bound: f64) -> ControlFlow<()> {
        let is_time = self.looked.elapsed() >= EVERY;
        if self.callback.is_none() && !is_time {
            return ControlFlow::Continue(());
        }
        self.looked = Instant::now();
        let called = Python::attach(|py| {
            if let Some(callback) = &self.callback {
                callback.call1(py, (k, at.evaluation.value, bound))?;
            }
            py.check_signals()
        });
        match called {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                self.raised = Some(error);
                ControlFlow::Break(())
            }
        }
    }
}
