//! Progress on stderr: a spinner with the iteration and the bound, then with what is asked around the fit and how long that will take, on a terminal
//! only.

use indicatif::{ProgressBar, ProgressDrawTarget};
use logodds::fit::Observer;
use logodds::optim::Iterate;
use logodds_report::number::bound as rounded_up;
use std::io::{IsTerminal, stderr};
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

/// A spinner, or nothing.
pub struct Progress {
    bar: ProgressBar,
    about: String,
    /// What parts there are of now, since when.
    part: Option<(&'static str, Instant)>,
}

impl Progress {
    /// A spinner, unless nobody wants or sees it.
    pub fn new(quiet: bool) -> Self {
        if quiet || !stderr().is_terminal() {
            return Self { bar: ProgressBar::hidden(), about: String::new(), part: None };
        }
        let bar = ProgressBar::new_spinner();
        bar.set_draw_target(ProgressDrawTarget::stderr());
        bar.enable_steady_tick(Duration::from_millis(100));
        Self { bar, about: String::new(), part: None }
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

    fn part(&mut self, what: &'static str, done: usize, of: usize) -> ControlFlow<()> {
        let since = match self.part {
            Some((name, since)) if name == what => since,
            _ => self.part.insert((what, Instant::now())).1,
        };
        if !self.bar.is_hidden() {
            let left = since.elapsed().as_secs_f64() * (of - done.min(of)) as f64 / done.max(1) as f64;
            let forecast = if done > 0 { format!(", about {} more", seconds(left)) } else { String::new() };
            self.bar.set_message(format!("{}: {what}, {done} of {of}{forecast}", self.about));
        }
        ControlFlow::Continue(())
    }
}

/// A length of time to be told: nobody counts seconds beyond two minutes.
fn seconds(seconds: f64) -> String {
    if seconds < 120.0 { format!("{} s", seconds.ceil()) } else { format!("{} min", (seconds / 60.0).ceil()) }
}

#[cfg(test)]
mod tests {
    use super::seconds;

    #[test]
    fn a_forecast_is_of_whole_seconds_or_minutes() {
        assert_eq!([0.2, 119.5, 121.0].map(seconds), ["1 s", "120 s", "3 min"]);
    }
}
