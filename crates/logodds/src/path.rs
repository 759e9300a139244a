//! Fits to the same data under one penalty after another, as cross-validation asks for them.
//!
//! Labels, means and spreads do not depend on the penalty: they are looked at once. Every fit starts from the last, so a path from the strongest
//! penalty to the weakest is little more than its steps. What a fit looks for only to warn of it, codes of missing cells and outliers, is looked
//! for in none: whoever compares ten fits reads the remarks of the one that is chosen, which is fitted for itself.

use crate::fit::error::FitError;
use crate::fit::executor::executor;
use crate::fit::fitted::Fit;
use crate::fit::plan::Plan;
use crate::risk::FitRisk;
use crate::specification::{LogisticRegression, Start};
use logodds_core::{InMemory, Penalty};
use logodds_optim::{Observer, Status};

impl Plan<'_> {
    /// Fits to data under L2 penalties of the strengths `lambdas`, in their order, each from the one before; `specification` says all else.
    ///
    /// # Errors
    /// As for [`Plan::new`] and [`Plan::run`].
    pub fn path(
        specification: &LogisticRegression,
        data: &InMemory<'_>,
        lambdas: &[f64],
        observer: &mut dyn Observer,
    ) -> Result<Vec<Fit>, FitError> {
        let executor = executor(specification, data, lambdas)?;
        let risk = FitRisk::new(data, specification.intercept, Penalty::None, executor)?;
        let mut start = specification.start.clone();
        let mut fits: Vec<Fit> = Vec::with_capacity(lambdas.len());
        for &lambda in lambdas {
            let specification = LogisticRegression {
                penalty: Penalty::of_strength(lambda),
                start,
                journal: None,
                ..specification.clone()
            };
            let plan = Plan::checked(&specification, data, |penalty, _| risk.under(penalty))?;
            let fit = plan.without_remarks().run(observer)?;
            // Of a limit some coefficients are infinite.
            let is_finite = fit.solution.status != Status::Limit;
            let (intercepts, coefficients) = (fit.model.intercepts(), fit.model.coefficients().to_vec());
            start = is_finite.then_some(Start { intercepts, coefficients });
            fits.push(fit);
        }
        Ok(fits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use logodds_core::Dense;
    use logodds_optim::Silent;

    /// Rows that are not separated, of three classes.
    fn rows() -> (Vec<f64>, Vec<u8>) {
        let x: Vec<f64> = (0..120).map(|i| f64::from((i * 37 + i * i % 11) % 97) / 20.0).collect();
        (x, (0..60).map(|i| ((i * 7 + i / 3) % 3) as u8).collect())
    }

    #[test]
    fn fits_of_a_path_are_those_of_each_penalty_by_itself() {
        let (x, y) = rows();
        let two: Vec<u8> = y.iter().map(|&y| y.min(1)).collect();
        let lambdas = [10.0, 1.0, 0.1, 1e-4, 0.0];
        let specification = LogisticRegression { tolerance: 1e-14, ..LogisticRegression::default() };
        let features = || Dense::from_rows(&x[..], 60, 2).unwrap();
        for intercept in [true, false] {
            let specification = LogisticRegression { intercept, ..specification.clone() };
            let one = |lambda| LogisticRegression { penalty: Penalty::of_strength(lambda), ..specification.clone() };
            let data = InMemory::new(features(), &two[..]).unwrap();
            let path = Plan::path(&specification, &data, &lambdas, &mut Silent).unwrap();
            for (fit, &lambda) in path.iter().zip(&lambdas) {
                let alone = Plan::new(&one(lambda), &data).unwrap().run(&mut Silent).unwrap();
                assert_eq!(fit.solution.status, Status::Converged);
                assert!((fit.solution.value() - alone.solution.value()).abs() <= 1e-13, "{lambda}");
                for (a, b) in fit.model.coefficients().iter().zip(alone.model.coefficients()) {
                    assert!((a - b).abs() <= 1e-6, "{lambda}: {a} and {b}");
                }
            }
            let data = InMemory::of_classes(features(), &y[..], 3).unwrap();
            let path = Plan::path(&specification, &data, &lambdas, &mut Silent).unwrap();
            for (fit, &lambda) in path.iter().zip(&lambdas) {
                let alone = Plan::new(&one(lambda), &data).unwrap().run(&mut Silent).unwrap();
                assert!((fit.solution.value() - alone.solution.value()).abs() <= 1e-13, "{lambda}");
            }
        }
    }

    #[test]
    fn a_start_where_all_rows_are_certain_stalled() {
        let (x, y) = rows();
        let two: Vec<u8> = y.iter().map(|&y| y.min(1)).collect();
        let data = InMemory::new(Dense::from_rows(&x[..], 60, 2).unwrap(), &two[..]).unwrap();
        for size in [100.0, -100.0, 1e3, -1e3] {
            let start = Some(Start { intercepts: vec![size], coefficients: vec![size, -size] });
            let asked = LogisticRegression { start, ..LogisticRegression::default() };
            let fit = Plan::new(&asked, &data).unwrap().run(&mut Silent).unwrap();
            let cold = Plan::new(&LogisticRegression::default(), &data).unwrap().run(&mut Silent).unwrap();
            assert_eq!(fit.solution.status, Status::Converged, "{size}");
            assert!((fit.solution.value() - cold.solution.value()).abs() < 1e-9, "{size}");
        }
    }

    #[test]
    fn a_path_beyond_separated_rows_goes_on() {
        let x: Vec<f64> = (0..20).map(f64::from).collect();
        let y: Vec<u8> = (0..20).map(|i| u8::from(i >= 10)).collect();
        let data = InMemory::new(Dense::from_rows(&x[..], 20, 1).unwrap(), &y[..]).unwrap();
        let path = Plan::path(&LogisticRegression::default(), &data, &[0.0, 1.0], &mut Silent).unwrap();
        assert_ne!(path[0].solution.status, Status::Converged);
        assert_eq!(path[1].solution.status, Status::Converged);
    }
}
