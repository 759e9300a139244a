//! How a risk is made: what is looked at before a solver runs.

use crate::data::{EvalError, RowBlocks};
use crate::response::interface::Response;
use crate::risk::elimination::Elimination;
use crate::risk::empirical::Risk;
use crate::risk::moments::Moments;
use crate::risk::null::NullModel;
use crate::risk::penalty::Penalty;
use crate::risk::start::near_offsets;
use crate::sum::Executor;
use std::sync::Arc;

impl<'a, R: Response> Risk<'a, R> {
    /// The risk of `data` under `penalty`. One pass looks at the targets (and with offsets one per step of the fit of the intercepts alone), one or
    /// two at X.
    ///
    /// # Errors
    /// [`DataError`](crate::data::DataError) if the data or the penalty cannot be fitted; any error of a pass.
    pub fn new(response: R, data: &'a dyn RowBlocks, penalty: Penalty, executor: Executor) -> Result<Self, EvalError> {
        let null = NullModel::of(&response, data, &executor, true)?;
        let moments = Moments::of(data, &executor)?;
        let elimination = of_one_output(&response, data, &executor)?;
        Self::about((response, data), penalty, executor, (null, moments, true), elimination)
    }

    /// The risk without intercepts, as a function of the same coordinates: the first of every block is pinned at 0
    /// ([`Scaled`](crate::risk::Scaled)). One pass looks at the targets (two with offsets), two or three at X.
    ///
    /// # Errors
    /// As for [`Risk::new`].
    pub fn through_origin(
        response: R,
        data: &'a dyn RowBlocks,
        penalty: Penalty,
        executor: Executor,
    ) -> Result<Self, EvalError> {
        let null = NullModel::of(&response, data, &executor, false)?;
        let moments = Moments::through_origin(data, &executor)?;
        let elimination = of_one_output(&response, data, &executor)?;
        let mut risk = Self::about((response, data), penalty, executor, (null, moments, false), elimination)?;
        risk.begin = near_offsets(&risk)?.map(|u| risk.layout.coefficients(&u).values);
        Ok(risk)
    }
}

/// What to eliminate of a Hessian; of several outputs nothing, whose blocks are diagonal in levels each but many.
fn of_one_output<R: Response>(
    response: &R,
    data: &dyn RowBlocks,
    executor: &Executor,
) -> Result<Option<Arc<Elimination>>, EvalError> {
    match response.contrasts() {
        Some(_) => Ok(None),
        None => Ok(Elimination::of(data, executor)?.map(Arc::new)),
    }
}
