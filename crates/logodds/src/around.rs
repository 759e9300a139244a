//! What is asked around a fit is watched as the fit is, and ends with its time: what is done by then is kept, and the rest is named.

use logodds_optim::Observer;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

/// Who watches, and until when.
pub(crate) struct Around<'a> {
    observer: &'a mut dyn Observer,
    until: Option<Instant>,
    is_over: bool,
}

impl<'a> Around<'a> {
    /// With what is left of `limit` once a fit has taken `spent` of it.
    pub fn new(observer: &'a mut dyn Observer, limit: Option<Duration>, spent: Duration) -> Self {
        let until = limit.and_then(|limit| Instant::now().checked_add(limit.saturating_sub(spent)));
        Self { observer, until, is_over: false }
    }

    /// Whether to go on, so many of so many parts of `what` being done.
    pub fn go_on(&mut self, what: &'static str, done: usize, of: usize) -> ControlFlow<()> {
        let is_late = self.until.is_some_and(|until| Instant::now() >= until);
        self.is_over = self.is_over || is_late || self.observer.part(what, done, of).is_break();
        if self.is_over { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}
