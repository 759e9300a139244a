//! Progress on stderr: a spinner with the iteration and the bound, on a terminal only.

use indicatif::{ProgressBar, ProgressDrawTarget};
use logodds::fit::Observer;
use logodds::optim::Iterate;
use logodds_report::number::bound as rounded_up;
use std::io::{IsTerminal, stderr};
use std::ops::ControlFlow;
use std::time::Duration;

/// A spinner, or nothing.
pub struct Progress {
    bar: ProgressBar,
    about: String,
}

impl Progress {
    /// A spinner, unless nobody wants or sees it.
    pub fn new(quiet: bool) -> Self {
        if quiet || !stderr().is_terminal() {
            return Self { bar: ProgressBar::hidden(), about: String::new() };
        }
        let bar = ProgressBar::new_spinner();
        bar.set_draw_target(ProgressDrawTarget::stderr());
        bar.enable_steady_tick(Duration::from_millis(100));
        Self { bar, about: String::new() }
    }

    /// What is being done now.
    pub fn about(&mut self, text: &str) {
        self.about = text.to_owned();
        self.bar.set_message(text.to_owned());
    }

    /// Clear the line.
    pub fn done(&self) {
        self.bar.finish_and_clear();
    }
}

impl Observer for Progress {
    fn iteration(&mut self, k: usize, at: &Iterate<'_>, bound: f64) -> ControlFlow<()> {
        if !self.bar.is_hidden() {
            let relative = bound / at.evaluation.value;
            self.bar.set_message(format!(
                "{}: iteration {k}, objective {:.6}, gap at most {} of it",
                self.about,
                at.evaluation.value,
                rounded_up(relative)
            ));
        }
        ControlFlow::Continue(())
    }
}
