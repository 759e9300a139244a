//! From flags to what the libraries take, and every problem with the flags themselves.
//!
//! Problems are sentences: what was given, why it cannot be, what to do. They are collected, not returned one by one,
//! and joined by [`crate::data`] with those of the column names.

use crate::args::{
    ColumnArgs, Covariance, FitArgs, InputArgs, InputFormat, Interval, MissingPolicy, ObjectiveArgs, PenaltyName,
    SolveArgs, SolverName, UnseenPolicy, WeightKind, spelling,
};
use crate::failure::Failure;
use crate::number::shortest;
use crate::{same_file, shown, threads};
use logodds::inference::bootstrap::MOST_REPLICATES;
use logodds::io::{DecimalSign, FitColumns, Format, ReadOptions, Source, split_names};
use logodds::model::schema::{ColumnKind, ColumnSchema, Missing, Unseen};
use logodds::{Estimator, InferenceRequest, IntervalKind, LogisticRegression, Method, Penalty, Training};
use std::path::PathBuf;
use std::time::Duration;

/// Problems with flags, in the order of the help.
#[derive(Debug, Default)]
pub struct Problems(pub Vec<String>);

impl Problems {
    /// Add `problem` if `wrong`.
    pub fn when(&mut self, wrong: bool, problem: impl FnOnce() -> String) {
        if wrong {
            self.0.push(problem());
        }
    }

    fn not_built(&mut self, flag: &str, instead: &str) {
        self.0.push(format!("{flag} is not built yet; {instead}"));
    }
}

/// How to read the files.
pub fn read_options(args: &InputArgs, problems: &mut Problems) -> ReadOptions {
    let mut options = ReadOptions { header: !args.no_header, ..ReadOptions::default() };
    options.format = args.format.map(|format| match format {
        InputFormat::Csv => Format::Csv,
        InputFormat::Tsv => Format::Tsv,
    });
    if let Some(text) = &args.delimiter {
        options.delimiter = match text.as_str() {
            "\\t" | "tab" => Some(b'\t'),
            _ => match text.as_bytes() {
                [byte] => Some(*byte),
                _ => {
                    problems.0.push(format!("--delimiter {text:?}: it must be one byte, such as ';' or '\\t'"));
                    None
                }
            },
        };
    }
    options.decimal = match args.decimal.as_deref() {
        None | Some(".") => DecimalSign::Point,
        Some(",") => DecimalSign::Comma,
        Some(other) => {
            problems.0.push(format!("--decimal {other:?}: it must be . or ,"));
            DecimalSign::Point
        }
    };
    if let Some(na) = &args.na {
        // An empty cell is never a value.
        options.na = std::iter::once(String::new()).chain(na.iter().map(|text| text.trim().to_owned())).collect();
    }
    let stdin = args.data.iter().filter(|path| path.as_os_str() == "-").count();
    problems.when(stdin > 1, || "- (stdin) is named more than once; it can be read once".to_owned());
    options
}

/// A file named twice would count its rows twice, which a fit must not do unasked.
pub fn once(args: &InputArgs, problems: &mut Problems) {
    if let Some((first, again)) = same_file::twice(args.data.iter().map(PathBuf::as_path)) {
        let (first, again) = (first.display(), again.display());
        problems.0.push(format!("{first} and {again} are the same file, whose rows would count twice; name it once"));
    }
}

/// The files.
pub fn sources(args: &InputArgs) -> Vec<Source> {
    args.data.iter().map(|path| Source::from_argument(path)).collect()
}

/// The columns by role.
pub fn fit_columns(args: &ColumnArgs, problems: &mut Problems) -> FitColumns {
    let missing = match args.missing {
        MissingPolicy::Drop => Missing::Drop,
        MissingPolicy::Error => Missing::Error,
        MissingPolicy::Mean | MissingPolicy::Indicator => {
            let flag = format!("--missing {}", spelling(&args.missing));
            problems.not_built(&flag, "use --missing drop, or fill the cells in");
            Missing::Error
        }
    };
    problems.when(args.weight_kind.is_some() && args.weights.is_none(), || {
        "--weight-kind says what weights count, but there are none; add --weights COL".to_owned()
    });
    problems.when(args.labels.is_some_and(|labels| !(2..=256).contains(&labels)), || {
        format!("--labels {}: a target has from 2 to 256 labels", args.labels.unwrap_or_default())
    });
    FitColumns {
        target: args.target.clone(),
        positive: args.positive.clone(),
        features: args.features.as_ref().map(|lists| names(lists)),
        exclude: names(&args.exclude),
        categorical: names(&args.categorical),
        numeric: names(&args.numeric),
        base: args.base.iter().filter_map(|pair| base(pair, problems)).collect(),
        labels: args.labels,
        weights: args.weights.clone(),
        offset: args.offset.clone(),
        // `fit` alone has clusters.
        cluster: None,
        missing,
        unseen: match args.unseen {
            UnseenPolicy::Error => Unseen::Error,
            UnseenPolicy::Base => Unseen::Base,
            UnseenPolicy::Missing => Unseen::Missing,
        },
    }
}

/// The column and the level of `COL=LEVEL`: the first = is between them, unless it stands in the column's quotes.
fn base(pair: &str, problems: &mut Problems) -> Option<(String, String)> {
    let unquoted = pair.strip_prefix('"').and_then(|rest| rest.split_once("\"="));
    let found = match unquoted {
        Some((column, level)) => Some((column.replace("\"\"", "\""), level)),
        None => pair.split_once('=').map(|(column, level)| (column.trim().to_owned(), level)),
    };
    problems.when(found.is_none(), || {
        format!("--base {}: it must be a column and its level, as in --base race=2", shown::cut(pair, 60))
    });
    found.map(|(column, level)| (column, level.trim().to_owned()))
}

/// The names in lists, quoted as in a CSV where they hold commas. `--features ""` is a list of no names, not of one
/// empty name.
fn names(lists: &[String]) -> Vec<String> {
    lists.iter().flat_map(|list| split_names(list)).filter(|name| !name.is_empty()).collect()
}

/// The penalty.
pub fn penalty(args: &ObjectiveArgs, problems: &mut Problems) -> Penalty {
    let none_given = args.penalty == PenaltyName::None;
    match args.penalty {
        PenaltyName::None | PenaltyName::L2 | PenaltyName::Firth => {
            problems.when(args.l1_ratio.is_some(), || {
                "--l1-ratio belongs to --penalty elastic-net, which is not built yet".to_owned()
            });
        }
        PenaltyName::L1 | PenaltyName::ElasticNet => {
            problems
                .not_built(&format!("--penalty {}", spelling(&args.penalty)), "use --penalty l2 --lambda X, or none");
        }
    }
    let firth = args.penalty == PenaltyName::Firth;
    problems.when(args.lambda.is_some() && firth, || {
        "--lambda: the penalty of --penalty firth has no strength to choose; leave it out".to_owned()
    });
    problems.when(args.standardize && firth, || {
        "--standardize: --penalty firth is the same whatever the columns' scale; leave it out".to_owned()
    });
    problems.when(args.flic && !firth, || {
        "--flic corrects the intercept of --penalty firth, and this is another fit; leave it out, or add --penalty firth".to_owned()
    });
    problems.when(args.flic && args.no_intercept, || {
        "--flic corrects the intercept, and --no-intercept has none; leave one out".to_owned()
    });
    problems.when(args.lambda.is_some() && none_given, || {
        "--lambda is the strength of a penalty, and there is none; add --penalty l2".to_owned()
    });
    problems.when(args.standardize && none_given, || {
        "--standardize says which columns a penalty sees, and there is none; add --penalty l2 (solvers scale columns by themselves)"
            .to_owned()
    });
    problems.when(args.penalty == PenaltyName::L2 && args.lambda.is_none(), || {
        "--penalty l2 needs its strength; add --lambda X, such as 0.01".to_owned()
    });
    if let Some(lambda) = args.lambda {
        problems.when(!(0.0..=1e100).contains(&lambda), || {
            format!("--lambda {}: it must be a number from 0 to 1e100", shortest(lambda))
        });
    }
    match (args.penalty, args.lambda) {
        (PenaltyName::L2, Some(lambda)) => Penalty::L2 { lambda, standardize: args.standardize },
        _ => Penalty::None,
    }
}

/// The method of a name; `None` for `auto` (and, with a problem, for those that do not exist yet).
pub fn method(name: SolverName, flag: &str, problems: &mut Problems) -> Option<Method> {
    match name {
        SolverName::Auto => None,
        SolverName::Newton => Some(Method::Newton),
        SolverName::NewtonCg => Some(Method::NewtonCg),
        SolverName::Lbfgs => Some(Method::Lbfgs),
        SolverName::GradientDescent => Some(Method::GradientDescent),
        SolverName::Sgd => Some(Method::Sgd),
        SolverName::Saga => Some(Method::Saga),
        SolverName::CoordinateDescent => {
            let there_are = Method::ALL.map(Method::name).join(", ");
            problems.not_built(&format!("{flag} {}", spelling(&name)), &format!("there are auto, {there_are}"));
            None
        }
    }
}

/// The regression.
pub fn regression(objective: &ObjectiveArgs, solve: &SolveArgs, problems: &mut Problems) -> LogisticRegression {
    let penalty = penalty(objective, problems);
    let method = method(solve.solver, "--solver", problems);
    let firth = objective.penalty == PenaltyName::Firth;
    problems.when(firth && solve.solver != SolverName::Auto, || {
        format!("--solver {}: --penalty firth has a solver of its own; leave it out", spelling(&solve.solver))
    });
    let tolerance = solve.tolerance;
    problems.when(!(tolerance > 0.0 && tolerance < 1.0), || {
        format!(
            "--tolerance {}: it is relative to the objective and must lie between 0 and 1, such as 1e-8",
            shortest(tolerance)
        )
    });
    let max_time = solve.max_seconds.and_then(|seconds| match Duration::try_from_secs_f64(seconds) {
        Ok(time) => Some(time),
        Err(_) => {
            problems.0.push(format!(
                "--max-seconds {}: it must be from 0 to {:.1e}; leave the flag out for no limit",
                shortest(seconds),
                Duration::MAX.as_secs_f64()
            ));
            None
        }
    });
    threads::check(solve.threads, problems);
    LogisticRegression {
        penalty,
        intercept: !objective.no_intercept,
        firth,
        flic: objective.flic && firth,
        method,
        tolerance,
        max_iterations: solve.max_iterations,
        max_time,
        seed: solve.seed,
        threads: threads::used(solve.threads),
        ..LogisticRegression::default()
    }
}

/// Refuse columns whose coding needs an intercept, and a base that nothing is relative to. The levels of a category are coded by their
/// difference from a base level, whose log-odds the intercept holds (elsewhere such a model gets a column for every level). Under a penalty the
/// coefficients of three labels or more sum to 0.
///
/// # Errors
/// [`Failure::Usage`] with a sentence for each of them.
pub fn coding(regression: &LogisticRegression, columns: &FitColumns, training: &Training) -> Result<(), Failure> {
    let schema = training.schema();
    let mut problems = Vec::new();
    if !regression.intercept {
        let problem = |column: &ColumnSchema| match &column.kind {
            ColumnKind::Categorical { levels } => Some(format!(
                "--no-intercept: {:?} is a category, coded by the difference of its levels from {:?}, which would have log-odds of 0; write its levels as columns of 0 and 1, or leave it out by --exclude {:?}",
                column.name,
                levels.first().map_or("", String::as_str),
                column.name
            )),
            _ => None,
        };
        problems.extend(schema.columns.iter().filter_map(problem));
    }
    let base = columns.base.iter().find(|(column, _)| *column == schema.target);
    if let (Some((target, label)), true, true) = (base, training.has_classes(), regression.penalty.lambda() > 0.0) {
        problems.push(format!(
            "--base {}: under a penalty the coefficients of {} labels sum to 0, and none of them is the base; leave one of the two out",
            shown::cut(&format!("{target}={label}"), 80),
            schema.labels.len()
        ));
    }
    if problems.is_empty() { Ok(()) } else { Err(Failure::Usage(problems)) }
}

/// What the weights say of their rows.
pub fn weight_kind(named: Option<WeightKind>) -> logodds::WeightKind {
    match named {
        Some(WeightKind::Frequency) => logodds::WeightKind::Frequency,
        Some(WeightKind::Sampling) => logodds::WeightKind::Sampling,
        Some(WeightKind::Precision) | None => logodds::WeightKind::Precision,
    }
}

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
