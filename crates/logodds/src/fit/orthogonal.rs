//! A second try in coordinates in which the rows are orthogonal.

use super::error::FitError;
use super::plan::Plan;
use logodds_core::Objective;
use logodds_inference::Orthogonal;
use logodds_optim::{Method, Observer, Solution, Status, minimize};
use std::time::Duration;

impl Plan<'_> {
    /// Where columns are nearly combinations of others a Hessian, which squares, may say nothing of them any more, while the rows still do: the
    /// fit is then done in coordinates in which they are orthogonal ([`Orthogonal`]). What there was, where that does not converge either.
    pub(super) fn of_orthogonal_rows(
        &mut self,
        (before, log_loss): (Solution, f64),
        observer: &mut dyn Observer,
    ) -> Result<(Solution, f64), FitError> {
        /// Condition of columns from which on it is worth a try: a Hessian of more has lost ten digits.
        const CONDITION: f64 = 1e5;
        /// Columns beyond which it takes longer than any fit before.
        const MOST: usize = 500;
        let stuck = match before.status {
            Status::Singular | Status::Stalled => true,
            // Newton's method needs no hundred steps but where its metric has no digits.
            Status::IterationLimit => {
                self.specification.max_iterations.is_none() && self.choice.method == Method::Newton
            }
            _ => false,
        };
        if self.specification.firth || !stuck || self.risk.unknowns() > MOST {
            return Ok((before, log_loss));
        }
        let Some(rows) = Orthogonal::of(self.risk.columns(), CONDITION)? else { return Ok((before, log_loss)) };
        let mut stop = self.stopping_rule();
        stop.max_time = stop.max_time.map(|limit| limit.saturating_sub(Duration::from_secs_f64(before.seconds)));
        let newton = Method::Newton.solver(self.specification.seed);
        let mut solve =
            |objective: &dyn Objective, start: Vec<f64>| minimize(&*newton, objective, start, &stop, observer);
        let mut solution = self.risk.solved_of(&rows, &mut solve)?;
        if solution.status != Status::Converged {
            return Ok((before, log_loss));
        }
        self.choice.reason.push_str("; of orthogonal columns, as the Hessian of those given has too few digits");
        // Three for the rows.
        solution.passes += before.passes + 3.0;
        solution.seconds += before.seconds;
        let log_loss = solution.value();
        Ok((solution, log_loss))
    }
}
