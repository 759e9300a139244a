//! What `fit` alone has: standard errors, intervals and tests, and which of them go together.

use crate::args::specification::roles::weight_kind;
use crate::args::{Covariance, FitArgs, Interval, PenaltyName, WeightKind, spelling};
use crate::terminal::problems::Problems;
use logodds::inference::bootstrap::MOST_REPLICATES;
use logodds::{Estimator, InferenceRequest, IntervalKind};
use logodds_report::number::shortest;

/// What `fit` alone has: standard errors and intervals.
pub fn inference(args: &FitArgs, problems: &mut Problems) -> Option<InferenceRequest> {
    let confidence = args.confidence;
    problems.when(!(confidence > 0.0 && confidence < 1.0), || {
        format!("--confidence {}: it must lie between 0 and 1, such as 0.95", shortest(confidence))
    });
    likelihood(args, problems);
    penalised(args, problems);
    let weights = weight_kind(args.columns.weight_kind);
    let clustered = matches!(args.covariance, Covariance::Model | Covariance::Cluster);
    if let (Some(column), false) = (&args.cluster, clustered) {
        let other = spelling(&args.covariance);
        problems.0.push(format!(
            "--cluster {column} asks for standard errors by cluster, and --covariance {other} for {}; leave one of them out",
            if args.covariance == Covariance::None { "none" } else { "others" }
        ));
    }
    problems.when(args.covariance == Covariance::Cluster && args.cluster.is_none(), || {
        "--covariance cluster needs the column that says which rows belong together; add --cluster COL".to_owned()
    });
    for (flag, given) in [("--effects", args.effects), ("--diagnostics", args.diagnostics.is_some())] {
        problems.when(given && args.covariance == Covariance::None, || {
            format!("{flag} rests on the covariance of the coefficients; leave --covariance none out")
        });
    }
    let estimator = match args.covariance {
        Covariance::None => return None,
        // Clusters and sampling weights choose their own.
        Covariance::Model => Estimator::Model,
        Covariance::Hc0 => Estimator::Hc0,
        Covariance::Hc1 => Estimator::Hc1,
        Covariance::Hc3 => Estimator::Hc3,
        Covariance::Cluster => Estimator::Cluster,
        Covariance::Penalized => Estimator::Penalised,
    };
    let estimator = if args.bootstrap.is_some() { Estimator::Bootstrap } else { estimator };
    let intervals = match args.ci {
        Interval::Wald => IntervalKind::Wald,
        Interval::Profile => IntervalKind::Profile,
    };
    let (effects, diagnostics) = (args.effects, args.diagnostics.is_some());
    let request = InferenceRequest::new(estimator);
    let replicates = args.bootstrap.unwrap_or(request.replicates);
    Some(InferenceRequest { weights, confidence, effects, diagnostics, intervals, replicates, ..request })
}

/// What there is to be had of a penalised fit, beside flags that go against it.
fn penalised(args: &FitArgs, problems: &mut Problems) {
    let is_l2 = args.objective.penalty == PenaltyName::L2;
    let asked = args.covariance == Covariance::Penalized;
    problems.when(asked && !(is_l2 && args.objective.lambda != Some(0.0)), || {
        "--covariance penalized is that of the posterior under a penalty as a prior; add --penalty l2 --lambda X, such as 0.01"
            .to_owned()
    });
    problems.when(asked && args.columns.weight_kind == Some(WeightKind::Sampling), || {
        "--covariance penalized: weights of kind sampling make no likelihood, so there is no posterior; use --bootstrap 1000"
            .to_owned()
    });
    let Some(replicates) = args.bootstrap else { return };
    problems.when(!(2..=MOST_REPLICATES).contains(&replicates), || {
        format!("--bootstrap {replicates}: it must be from 2 to {MOST_REPLICATES}, such as 1000")
    });
    problems.when(!matches!(args.covariance, Covariance::Model | Covariance::Cluster), || {
        let other = spelling(&args.covariance);
        format!("--bootstrap gives a covariance of its own, and --covariance {other} asks for another; leave one of them out")
    });
    problems.when(args.objective.penalty == PenaltyName::Firth, || {
        "--bootstrap: --penalty firth is not bootstrapped; use --ci profile for its intervals".to_owned()
    });
    for (given, flag) in [(args.ci == Interval::Profile, "--ci profile"), (args.tests, "--tests")] {
        problems.when(given, || {
            format!("{flag} rests on the likelihood, which --bootstrap does without; leave one of them out")
        });
    }
}

/// What rests on the likelihood, beside flags that leave none to rest on.
fn likelihood(args: &FitArgs, problems: &mut Problems) {
    let sampling = args.columns.weight_kind == Some(WeightKind::Sampling);
    let asked = [
        (args.ci == Interval::Profile, "--ci profile", "intervals"),
        (args.tests, "--tests", "tests"),
        (args.objective.penalty == PenaltyName::Firth, "--penalty firth", "estimates"),
    ];
    for (_, flag, what) in asked.into_iter().filter(|(asked, _, _)| *asked) {
        let firth = flag == "--penalty firth";
        problems.when(args.objective.penalty == PenaltyName::L2, || {
            format!("{flag}: {what} rest on the likelihood, and with --penalty l2 its maximum is not what is estimated; leave one out")
        });
        problems.when(sampling, || {
            format!("{flag}: {what} rest on the likelihood, and weights of kind sampling make none; leave one out")
        });
        problems.when(!firth && !matches!(args.covariance, Covariance::Model | Covariance::None), || {
            let covariance = spelling(&args.covariance);
            format!("{flag}: {what} rest on the model's likelihood, which --covariance {covariance} does not trust; leave one out")
        });
        problems.when(!firth && args.covariance == Covariance::None, || {
            format!("{flag}: --covariance none asks for no {what}; leave one out")
        });
    }
    let by_model = matches!(args.covariance, Covariance::Model | Covariance::None) && args.cluster.is_none();
    problems.when(args.objective.flic && !by_model, || {
        "--flic: a corrected intercept has a covariance by the model alone; leave --covariance and --cluster out"
            .to_owned()
    });
    problems.when(!args.contrast.is_empty() && args.covariance == Covariance::None, || {
        "--contrast: --covariance none leaves its standard error out; leave one out".to_owned()
    });
}
