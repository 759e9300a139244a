//! The way of a solver, for what must be true of every step.

use logodds::optim::{Iterate, Observer};
use std::ops::ControlFlow;

/// Every point a solver reports, with the bound the loop computed there.
#[derive(Default)]
pub struct Recorder(pub Vec<(Vec<f64>, f64)>);

impl Observer for Recorder {
    fn iteration(&mut self, _: usize, at: &Iterate<'_>, bound: f64) -> ControlFlow<()> {
        self.0.push((at.point.to_vec(), bound));
        ControlFlow::Continue(())
    }
}
