//! The rules of a fit are the library's; here they are told in flags.

use crate::args::specification::contrasts;
use crate::args::{Covariance, FitArgs, SolveArgs, spelling};
use crate::terminal::failure::told;
use logodds::fit::{Analysis, SpecProblem};
use logodds::inference::Estimator;
use logodds::inference::bootstrap::MOST_REPLICATES;
use logodds::study::Training;
use logodds_report::number::shortest;
use logodds_report::shown;

/// The flags that problems are told of.
#[derive(Clone, Copy, Default)]
pub struct Flags<'a> {
    /// The solver, if there is one to choose.
    pub solve: Option<&'a SolveArgs>,
    /// All, of `fit`.
    pub fit: Option<&'a FitArgs>,
}

impl<'a> Flags<'a> {
    /// Those of `fit`.
    pub fn of_fit(args: &'a FitArgs) -> Self {
        Self { solve: Some(&args.solve), fit: Some(args) }
    }

    /// The sentences. Names of terms are looked for in `training`, if that is there.
    pub fn spelled(&self, problems: &[SpecProblem], training: Option<&Training<'_>>) -> Vec<String> {
        problems.iter().filter_map(|problem| self.sentence(problem, training)).collect()
    }

    fn covariance(&self) -> Covariance {
        self.fit.map_or(Covariance::Model, |fit| fit.covariance)
    }

    /// `None` where another sentence has said it.
    fn sentence(&self, problem: &SpecProblem, training: Option<&Training<'_>>) -> Option<String> {
        let covariance = spelling(&self.covariance());
        Some(match problem {
            SpecProblem::Lambda(lambda) => format!("--lambda {}: it must be a number from 0 to 1e100", shortest(*lambda)),
            SpecProblem::Tolerance(tolerance) => format!(
                "--tolerance {}: it is relative to the objective and must lie between 0 and 1, such as 1e-8",
                shortest(*tolerance)
            ),
            SpecProblem::Confidence(confidence) => {
                format!("--confidence {}: it must lie between 0 and 1, such as 0.95", shortest(*confidence))
            }
            SpecProblem::NoWeights(_) => {
                "--weight-kind says what weights count, but there are none; add --weights COL".to_owned()
            }
            SpecProblem::LabelCount(labels) => format!("--labels {labels}: a target has from 2 to 256 labels"),
            SpecProblem::FirthSolver => {
                let solver = self.solve.map(|solve| spelling(&solve.solver)).unwrap_or_default();
                format!("--solver {solver}: --penalty firth has a solver of its own; leave it out")
            }
            SpecProblem::FlicWithoutFirth => "--flic corrects the intercept of --penalty firth, and this is another fit; leave it out, or add --penalty firth".to_owned(),
            SpecProblem::NeedsIntercept { what: Analysis::CorrectedIntercept } => {
                "--flic corrects the intercept, and --no-intercept has none; leave one out".to_owned()
            }
            SpecProblem::FlicCovariance(_) => {
                let fit = self.fit?;
                if matches!(fit.covariance, Covariance::Model | Covariance::None) && fit.cluster.is_none() {
                    return None;
                }
                "--flic: a corrected intercept has a covariance by the model alone; leave --covariance and --cluster out"
                    .to_owned()
            }
            SpecProblem::UnusedClusters(_) => self.clusters("others"),
            SpecProblem::NoStandardErrors { what: Analysis::Clusters } => self.clusters("none"),
            SpecProblem::NoStandardErrors { what: Analysis::Contrasts } => {
                "--contrast: --covariance none leaves its standard error out; leave one out".to_owned()
            }
            SpecProblem::NoStandardErrors { what: Analysis::LikelihoodRatioTests } => {
                "--tests: --covariance none asks for no tests; leave one out".to_owned()
            }
            SpecProblem::NoClusters => {
                "--covariance cluster needs the column that says which rows belong together; add --cluster COL".to_owned()
            }
            SpecProblem::NoPenalty => {
                "--covariance penalized is that of the posterior under a penalty as a prior; add --penalty l2 --lambda X, such as 0.01"
                    .to_owned()
            }
            SpecProblem::SamplingPrior => {
                "--covariance penalized: weights of kind sampling make no likelihood, so there is no posterior; use --bootstrap 1000"
                    .to_owned()
            }
            SpecProblem::Replicates(replicates) => {
                format!("--bootstrap {replicates}: it must be from 2 to {MOST_REPLICATES}, such as 1000")
            }
            SpecProblem::FirthBootstrap => {
                "--bootstrap: --penalty firth is not bootstrapped; use --ci profile for its intervals".to_owned()
            }
            SpecProblem::NeedsLikelihood { what } => {
                let (flag, what) = flag(*what)?;
                format!("{flag}: {what} rest on the likelihood, and with --penalty l2 its maximum is not what is estimated; leave one out")
            }
            SpecProblem::SamplingLikelihood { what } => {
                let (flag, what) = flag(*what)?;
                format!("{flag}: {what} rest on the likelihood, and weights of kind sampling make none; leave one out")
            }
            SpecProblem::RobustLikelihood { what, estimator: Estimator::Bootstrap } => {
                format!("{} rests on the likelihood, which --bootstrap does without; leave one of them out", flag(*what)?.0)
            }
            SpecProblem::RobustLikelihood { what, .. } if self.covariance() != Covariance::Model => {
                let (flag, what) = flag(*what)?;
                format!("{flag}: {what} rest on the model's likelihood, which --covariance {covariance} does not trust; leave one out")
            }
            SpecProblem::CategoryWithoutIntercept { column, base, .. } => format!(
                "--no-intercept: {column:?} is a category, coded by the difference of its levels from {base:?}, which would have log-odds of 0; write its levels as columns of 0 and 1, or leave it out by --exclude {column:?}"
            ),
            SpecProblem::BaseUnderPenalty { target, label, labels } => format!(
                "--base {}: under a penalty the coefficients of {labels} labels sum to 0, and none of them is the base; leave one of the two out",
                shown::cut(&format!("{target}={label}"), 80)
            ),
            SpecProblem::NoTerm { name, .. } => {
                let texts = self.fit.map_or(&[][..], |fit| &fit.contrast);
                format!("--contrast: {}", contrasts::unknown(name, texts, training?))
            }
            SpecProblem::TermFactor { term, .. } => {
                let texts = self.fit.map_or(&[][..], |fit| &fit.contrast);
                format!("--contrast: {}", contrasts::no_number(term, texts))
            }
            other => told(other),
        })
    }

    /// Clusters beside standard errors that do without.
    fn clusters(&self, instead: &str) -> String {
        format!(
            "--cluster {} asks for standard errors by cluster, and --covariance {} for {instead}; leave one of them out",
            self.fit.and_then(|fit| fit.cluster.as_deref()).unwrap_or_default(),
            spelling(&self.covariance()),
        )
    }
}

/// The flag that asks for it, and what it asks for.
fn flag(what: Analysis) -> Option<(&'static str, &'static str)> {
    match what {
        Analysis::ProfileIntervals => Some(("--ci profile", "intervals")),
        Analysis::LikelihoodRatioTests => Some(("--tests", "tests")),
        Analysis::FirthsFit => Some(("--penalty firth", "estimates")),
        _ => None,
    }
}
