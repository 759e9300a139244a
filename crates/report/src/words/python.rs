//! The words of Python: keyword arguments of `logodds.fit`, and parameters of the estimators.

use super::command::{cells, list};
use logodds::fit::Warning;
use logodds_model::words::{Argument, ReadAs, Remedy, RustWords, Words};

/// The words of `logodds.fit` and its results.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Python;

impl Words for Python {
    fn argument(&self, argument: Argument) -> &'static str {
        match argument {
            Argument::Exclude => "leave out",
            Argument::Saving => "Results.save or the command",
            Argument::FirthsFit => "penalty='firth'",
            Argument::ProfileIntervals => "ci='profile'",
            Argument::LikelihoodRatioTests => "tests=True",
            Argument::Lbfgs => "solver='lbfgs'",
            Argument::RobustErrors => "covariance='hc1', or clusters",
            Argument::CorrectedIntercept => "flic=True",
            Argument::AllLevels => "summary(all_levels=True)",
            other => RustWords.argument(other),
        }
    }

    fn remedy(&self, remedy: &Remedy) -> Option<String> {
        Some(match remedy {
            Remedy::Exclude(columns) => match list(columns) {
                Some(list) => format!("leave out {list}"),
                None => "leave out".to_owned(),
            },
            Remedy::LeaveOut(columns) => {
                let names: Vec<String> = columns.iter().map(|name| format!("{name:?}")).collect();
                format!("leave out {}", names.join(", "))
            }
            Remedy::LeaveOutDetermined => "leave out a column that others determine".to_owned(),
            Remedy::Read { column, kind: ReadAs::Categorical, meaning } => {
                let meaning = meaning.map_or_else(String::new, |meaning| format!(" {}", meaning.words()));
                format!("categorical=[{column:?}]{meaning}")
            }
            Remedy::CategoricalColumn => {
                "a categorical column (pandas: astype(\"category\"), polars: cast(pl.Categorical))".to_owned()
            }
            Remedy::LabelsAsTexts(column) => format!("categorical=[{column:?}]"),
            Remedy::MarkMissing => "make them missing".to_owned(),
            Remedy::DropTexts(texts) => format!("make {} missing (NaN or None), with missing='drop'", cells(texts)),
            Remedy::DropMissing => "missing=\"drop\"".to_owned(),
            Remedy::UnseenMissing => "unseen=\"missing\"".to_owned(),
            Remedy::UnseenBase => "unseen=\"base\"".to_owned(),
            Remedy::CountsAsWeights => "target=\"label\", weights=\"count\", weight_kind=\"frequency\"".to_owned(),
            Remedy::InterceptAlone => "features=[]".to_owned(),
            Remedy::Firth => "penalty='firth'".to_owned(),
            Remedy::Penalise(lambda) => format!("penalty='l2', lambda_={lambda}"),
            Remedy::LargerPenalty => "a larger lambda_".to_owned(),
            Remedy::Solver(name) => format!("solver='{name}'"),
            Remedy::Tolerance(tolerance) => format!("tol={tolerance:.1e}, as rounding allows no smaller one"),
            Remedy::MoreSteps => "a larger max_iter".to_owned(),
            Remedy::StandardErrors => "with covariance=\"model\"".to_owned(),
            Remedy::Posterior => "covariance='penalized'".to_owned(),
            Remedy::Bootstrap(_) => "covariance='bootstrap'".to_owned(),
            other => return other.plain(),
        })
    }
}

/// The words of the estimators, whose arrays have columns without names and whose penalty is C.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Estimator;

impl Words for Estimator {
    fn argument(&self, argument: Argument) -> &'static str {
        match argument {
            Argument::RobustErrors => "covariance='hc1'",
            Argument::PenaltyOfL2 => "the L2 penalty, of a finite C",
            other => Python.argument(other),
        }
    }

    fn remedy(&self, remedy: &Remedy) -> Option<String> {
        match remedy {
            Remedy::Read { .. } | Remedy::LabelsAsTexts(_) => None,
            Remedy::DropTexts(texts) => Some(format!("leave out rows with {}", cells(texts))),
            Remedy::Penalise(_) => Some("C=1.0".to_owned()),
            Remedy::LargerPenalty => Some("a smaller C".to_owned()),
            // That of the engine is its square, which must not be less than what was advised.
            Remedy::Tolerance(tolerance) => {
                let root = Warning::rounded_up(tolerance.sqrt());
                Some(format!("tol={root}, as rounding allows no smaller one"))
            }
            other => Python.remedy(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn advice_is_in_the_words_of_who_asked() {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let advice = [
            (Remedy::LargerPenalty, "a larger lambda_", "a smaller C"),
            (Remedy::Penalise(0.01), "penalty='l2', lambda_=0.01", "C=1.0"),
            (Remedy::Firth, "penalty='firth'", "penalty='firth'"),
            (Remedy::Solver("newton".to_owned()), "solver='newton'", "solver='newton'"),
            (Remedy::MoreSteps, "a larger max_iter", "a larger max_iter"),
            (
                Remedy::Tolerance(4.1e-10),
                "tol=4.1e-10, as rounding allows no smaller one",
                "tol=2.1e-5, as rounding allows no smaller one",
            ),
            (
                Remedy::Tolerance(1e-12),
                "tol=1.0e-12, as rounding allows no smaller one",
                "tol=1.0e-6, as rounding allows no smaller one",
            ),
            (Remedy::LeaveOut(names(&["a b", "c"])), "leave out \"a b\", \"c\"", "leave out \"a b\", \"c\""),
            (
                Remedy::DropTexts(names(&["-99"])),
                "make -99 missing (NaN or None), with missing='drop'",
                "leave out rows with -99",
            ),
            (Remedy::LeaveOut(names(&["price--lambda"])), "leave out \"price--lambda\"", "leave out \"price--lambda\""),
        ];
        for (remedy, by_fit, by_estimator) in advice {
            assert_eq!(Python.remedy(&remedy).as_deref(), Some(by_fit));
            assert_eq!(Estimator.remedy(&remedy).as_deref(), Some(by_estimator));
        }
        let rows = Remedy::categorical("y");
        assert_eq!((Python.remedy(&rows).as_deref(), Estimator.remedy(&rows)), (Some("categorical=[\"y\"]"), None));
    }
}
