//! Who looks for what separates while a fit is on its way.
//!
//! Along a direction that separates, every step of Newton's method adds about 1 to the log-odds, and a fit that nobody stops takes some fifty of
//! them until rounding does. So once an effect is larger than data with an optimum give, columns are looked at one by one, in a pass: a level of
//! a category whose rows all have one label is found so. A fit that converges before never pays for it.

use crate::diagnosis::units;
use crate::risk::FitRisk;
use logodds_inference::InferenceError;
use logodds_optim::{Iterate, Observer};
use std::ops::ControlFlow;

/// Log-odds between two values of a column (its standard deviation apart, or the only two) beyond which it is looked at: an odds ratio of 3,000.
const BEYOND: f64 = 8.0;
/// Steps after which it is looked again, times those before: what one label is left of is found in the rows that others leave.
const AGAIN: usize = 8;

/// An observer beside the user's own.
pub(crate) struct Watch<'a> {
    risk: &'a FitRisk<'a>,
    observer: &'a mut dyn Observer,
    units: Vec<f64>,
    /// The step at which columns may be looked at.
    next: usize,
    /// Whether a column separates.
    pub found: bool,
    /// Why looking failed.
    pub failed: Option<InferenceError>,
}

impl<'a> Watch<'a> {
    pub fn new(risk: &'a FitRisk<'a>, observer: &'a mut dyn Observer) -> Self {
        Self { risk, observer, units: units(risk), next: 2, found: false, failed: None }
    }
}

impl Observer for Watch<'_> {
    fn iteration(&mut self, k: usize, at: &Iterate<'_>, bound: f64) -> ControlFlow<()> {
        self.observer.iteration(k, at, bound)?;
        let is_large = |(u, unit): (&f64, &f64)| (u * unit).abs() > BEYOND;
        if k < self.next || !at.point.iter().zip(self.units.iter().cycle()).any(is_large) {
            return ControlFlow::Continue(());
        }
        self.next = AGAIN * k;
        match self.risk.has_separating_column() {
            Ok(false) => ControlFlow::Continue(()),
            Ok(true) => {
                self.found = true;
                ControlFlow::Break(())
            }
            Err(error) => {
                self.failed = Some(error);
                ControlFlow::Break(())
            }
        }
    }
}
