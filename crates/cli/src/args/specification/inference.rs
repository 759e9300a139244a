//! What `fit` alone has: standard errors, intervals and tests.

use crate::args::specification::contrasts::contrasts;
use crate::args::specification::spelled::Flags;
use crate::args::{Covariance, FitArgs, Interval, spelling};
use crate::terminal::problems::Problems;
use logodds::inference::{Estimator, InferenceRequest, IntervalKind};
use logodds::study::{Study, Tests};

/// Ask for standard errors and what goes with them.
pub fn inference(args: &FitArgs, study: &mut Study, problems: &mut Problems) {
    study.roles.cluster.clone_from(&args.cluster);
    study.asked.contrasts = contrasts(&args.contrast, problems);
    if args.tests {
        study.asked.tests = Tests::EachColumn;
    }
    let profile = args.ci == Interval::Profile;
    let by_itself = match args.covariance {
        Covariance::None => {
            for (flag, given) in [("--effects", args.effects), ("--diagnostics", args.diagnostics.is_some())] {
                problems.when(given, || {
                    format!("{flag} rests on the covariance of the coefficients; leave --covariance none out")
                });
            }
            problems
                .when(profile, || "--ci profile: --covariance none asks for no intervals; leave one out".to_owned());
            false
        }
        Covariance::Model => true,
        Covariance::Cluster => args.cluster.is_some(),
        _ => false,
    };
    let other = spelling(&args.covariance);
    problems.when(args.bootstrap.is_some() && !matches!(args.covariance, Covariance::Model | Covariance::Cluster), || {
        format!("--bootstrap gives a covariance of its own, and --covariance {other} asks for another; leave one of them out")
    });
    let estimator = match args.covariance {
        // Clusters and sampling weights choose their own.
        _ if args.bootstrap.is_some() && by_itself => Estimator::Bootstrap,
        Covariance::Model | Covariance::None => Estimator::Model,
        Covariance::Hc0 => Estimator::Hc0,
        Covariance::Hc1 => Estimator::Hc1,
        Covariance::Hc3 => Estimator::Hc3,
        Covariance::Cluster => Estimator::Cluster,
        Covariance::Penalized => Estimator::Penalised,
    };
    let request = InferenceRequest { confidence: args.confidence, ..InferenceRequest::new(estimator) };
    study.regression.inference = match args.covariance {
        Covariance::None => {
            // Its intervals are not asked for, and are to be some all the same.
            problems.0.extend(Flags::of_fit(args).spelled(&request.problems(study.regression.weights()), None));
            None
        }
        _ => Some(InferenceRequest {
            effects: args.effects,
            diagnostics: args.diagnostics.is_some(),
            intervals: if profile { IntervalKind::Profile } else { IntervalKind::Wald },
            replicates: args.bootstrap.unwrap_or(request.replicates),
            ..request
        }),
    };
}
