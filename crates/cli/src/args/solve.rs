//! What is minimised, and how. Values that a later version brings are accepted by name and refused with a sentence.

use super::solver_name::SolverName;
use super::values;
use clap::{Args, ValueEnum};
use logodds::fit::LogisticRegression;
use std::sync::LazyLock;

/// The objective: mean weighted log loss + λ · penalty.
#[derive(Debug, Args)]
#[command(next_help_heading = "Objective")]
pub struct ObjectiveArgs {
    /// What keeps coefficients small
    #[arg(long, value_enum, default_value_t = PenaltyName::None)]
    pub penalty: PenaltyName,
    /// Strength of the penalty, per average row; needed with --penalty l2
    #[arg(long, value_name = "X", value_parser = values::number, allow_hyphen_values = true)]
    pub lambda: Option<f64>,
    /// Share of the absolute values in an elastic-net penalty (not built yet)
    #[arg(long, value_name = "A", value_parser = values::number, allow_hyphen_values = true)]
    pub l1_ratio: Option<f64>,
    /// Penalise standardised columns; coefficients stay on the original scale
    #[arg(long)]
    pub standardize: bool,
    /// Correct the intercept of --penalty firth, so that the mean probability is the share of events (FLIC); other coefficients stay
    #[arg(long)]
    pub flic: bool,
    /// A model without an intercept: log-odds are 0 where all columns are 0
    #[arg(long)]
    pub no_intercept: bool,
}

/// The solver and when it stops.
#[derive(Debug, Args)]
#[command(next_help_heading = "Solving")]
pub struct SolveArgs {
    /// The solver
    #[arg(long, value_enum, default_value_t = SolverName::Auto)]
    pub solver: SolverName,
    /// Certified gap, relative to the objective, that counts as converged
    #[arg(
        long, value_name = "T", default_value = default_tolerance(), value_parser = values::number,
        allow_hyphen_values = true
    )]
    pub tolerance: f64,
    /// Steps at most [default: by solver]
    #[arg(long, value_name = "N", value_parser = values::count, allow_hyphen_values = true)]
    pub max_iterations: Option<usize>,
    /// Seconds at most, for the fit and what is asked around it: what is done by then is kept [default: no limit]
    #[arg(long, value_name = "S", value_parser = values::number, allow_hyphen_values = true)]
    pub max_seconds: Option<f64>,
    /// Threads, from 1 to 1024 [default: one per processor]. At most four per processor are started; the result does
    /// not depend on it
    #[arg(long, value_name = "N", value_parser = values::count, allow_hyphen_values = true)]
    pub threads: Option<usize>,
    /// Seed of stochastic solvers and of the bootstrap
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = values::seed, allow_hyphen_values = true)]
    pub seed: u64,
}

/// The library's tolerance, as people write it.
fn default_tolerance() -> &'static str {
    static TEXT: LazyLock<String> = LazyLock::new(|| format!("{:e}", LogisticRegression::default().tolerance));
    &TEXT
}

/// A penalty by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum PenaltyName {
    /// Maximum likelihood
    None,
    /// Ridge: λ/2 Σ w²
    L2,
    /// Lasso.
    #[value(hide = true)]
    L1,
    /// Both.
    #[value(hide = true)]
    ElasticNet,
    /// Firth's: Jeffreys' prior, which reduces bias and is finite where labels are separated
    Firth,
}

/// A covariance by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Covariance {
    /// From the model: the inverse of the information
    Model,
    /// By the sandwich, right also where the model's variance is not
    Hc0,
    /// The same times n / (n − k)
    Hc1,
    /// The same with residuals over 1 − leverage: for few rows
    Hc3,
    /// No standard errors
    None,
    /// By the sandwich over clusters of rows; needs --cluster
    Cluster,
    /// Of the posterior under the penalty as a prior: intervals without z and p; needs --penalty l2
    Penalized,
}

/// A kind of interval by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Interval {
    /// Estimate ± quantile × standard error
    Wald,
    /// Where the likelihood has fallen far enough, which needs no symmetry
    Profile,
}

/// The spelling of a value on the command line.
pub fn spelling(value: &impl ValueEnum) -> String {
    value.to_possible_value().map(|v| v.get_name().to_owned()).unwrap_or_default()
}
