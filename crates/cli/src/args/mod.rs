//! The command line, as data. Names and meanings are the contract of the command; checks that clap cannot make
//! (pairs of flags, values that arrive with a later version) are in [`specification`], so that all problems are
//! told at once.

mod closing;
mod columns;
mod input;
mod planned;
mod solve;
mod solver_name;
pub mod specification;
mod unknown;
mod values;

pub use columns::{ColumnArgs, MissingCells, MissingPolicy, UnseenPolicy, WeightKind};
pub use input::{InputArgs, InputFormat};
pub use solve::{Covariance, Interval, ObjectiveArgs, PenaltyName, SolveArgs, spelling};
pub use solver_name::SolverName;
pub use unknown::told;

use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;

/// Logistic regression with a certificate: probabilities you can trust, and the proof that the fit is the optimum.
#[derive(Debug, Parser)]
#[command(name = "logodds", version, arg_required_else_help = true, subcommand_required = true)]
#[command(disable_help_subcommand = true)]
#[command(after_help = closing::COMMAND)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub verb: Verb,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Fit a model, print the table, write the model file
    Fit(Box<FitArgs>),
    /// Append probabilities to rows, in order
    Predict(PredictArgs),
    /// Show what a model file holds
    Inspect(InspectArgs),
    /// Race the solvers to the same certified optimum
    Compare(Box<CompareArgs>),
    /// Test two nested models by the likelihood ratio
    CompareModels(CompareModelsArgs),
    /// Tell what is wrong with data before a fit
    Check(Box<CheckArgs>),
    /// Print a completion script for a shell
    Completions(CompletionsArgs),
    /// Print the manual page (of a verb, if one is named)
    #[command(after_help = closing::MAN)]
    Man(VerbArgs),
    /// Print the help (of a verb, if one is named)
    #[command(after_help = closing::HELP)]
    Help(VerbArgs),
}

/// `logodds fit`.
#[derive(Debug, Args)]
#[command(after_help = closing::FIT)]
pub struct FitArgs {
    #[command(flatten)]
    pub input: InputArgs,
    #[command(flatten)]
    pub columns: ColumnArgs,
    #[command(flatten)]
    pub objective: ObjectiveArgs,
    #[command(flatten)]
    pub solve: SolveArgs,
    /// Confidence of intervals
    #[arg(
        long, value_name = "P", default_value_t = 0.95, value_parser = values::number, allow_hyphen_values = true,
        help_heading = "Inference"
    )]
    pub confidence: f64,
    /// Covariance of the coefficients
    #[arg(long, value_enum, default_value_t = Covariance::Model, help_heading = "Inference")]
    pub covariance: Covariance,
    /// Standard errors and percentile intervals from refits to so many samples of the rows (of the clusters, with --cluster), drawn
    /// with replacement by --seed; with a penalty, too, whose strength stays as given. From 2 to 100000, such as 1000
    #[arg(long, value_name = "N", value_parser = values::count, allow_hyphen_values = true, help_heading = "Inference")]
    pub bootstrap: Option<usize>,
    /// Kind of confidence interval
    #[arg(long, value_enum, default_value_t = Interval::Wald, help_heading = "Inference")]
    pub ci: Interval,
    /// Test each column by the likelihood ratio, all levels of a categorical one together
    #[arg(long, help_heading = "Inference")]
    pub tests: bool,
    /// Estimate a sum of factors times coefficients, such as 'age=10,race=2=-1': 10 times that of age less that of race=2. Terms
    /// are called as in the table, the last = is before the factor, a name with a comma is quoted with its factor. Repeatable
    #[arg(long, value_name = "TERM=FACTOR,…", allow_hyphen_values = true, help_heading = "Inference")]
    pub contrast: Vec<String>,
    /// Column of clusters: rows with equal cells (1 and 1.0, if all are numbers) belong together, and standard errors are by the sandwich over clusters. It
    /// is no feature unless --features names it
    #[arg(long, value_name = "COL", help_heading = "Inference")]
    pub cluster: Option<String>,
    /// Average marginal effects: by how much the probability changes per unit of a number, and from the base to a level
    #[arg(long, help_heading = "Inference")]
    pub effects: bool,
    /// Write leverage, Cook's distance and residuals of every row here, and list the rows that move the fit most
    #[arg(long, value_name = "FILE.csv", help_heading = "Inference")]
    pub diagnostics: Option<PathBuf>,
    /// Keep every sum over the rows here as it is made. A fit that was ended at any moment, and is run again with the same data and options, goes on
    /// from there, to the same bits
    #[arg(long, value_name = "FILE", help_heading = "Solving")]
    pub journal: Option<PathBuf>,
    /// End with code 5, and save no model, if the data do not determine every coefficient
    #[arg(long, help_heading = "Output")]
    pub strict: bool,
    /// Leave out of the model and the table what differs from run to run: the time it took, the threads, the day. (SOURCE_DATE_EPOCH of the
    /// environment does that too, and gives the day)
    #[arg(long, help_heading = "Output")]
    pub reproducible: bool,
    /// Write the model here, in place of an older model or of nothing
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub model: Option<PathBuf>,
    /// Print no table, no progress and no advice
    #[arg(short, long, help_heading = "Output")]
    pub quiet: bool,
    /// Print every level of a column and every row of a table, where ten levels and 200 rows are the most otherwise
    #[arg(long, conflicts_with_all = ["json", "quiet"], help_heading = "Output")]
    pub all_levels: bool,
    /// Print one JSON document instead of the table
    #[arg(long, help_heading = "Output")]
    pub json: bool,
}

/// `logodds predict`.
#[derive(Debug, Args)]
#[command(after_help = closing::PREDICT)]
pub struct PredictArgs {
    /// The model file
    #[arg(value_name = "MODEL")]
    pub model: PathBuf,
    #[command(flatten)]
    pub input: InputArgs,
    /// What to do about levels never seen, in place of the model's policy; `error` also refuses rows that the data of the fit do not
    /// determine
    #[arg(long, value_enum, value_name = "POLICY", help_heading = "Rows")]
    pub unseen: Option<UnseenPolicy>,
    /// What to do about missing cells, in place of the model's policy
    #[arg(long, value_enum, value_name = "POLICY", help_heading = "Rows")]
    pub missing: Option<MissingCells>,
    /// Write here instead of to stdout (-). Never compressed; cells are separated as in the input
    #[arg(short, long, value_name = "FILE", default_value = "-", help_heading = "Output")]
    pub output: PathBuf,
    /// Append both ends of an interval beside every probability, at this confidence: how well the model knows it
    #[arg(long, value_name = "P", value_parser = values::number, allow_hyphen_values = true, help_heading = "Output")]
    pub interval: Option<f64>,
    /// Append log-odds beside every probability, log(p / (1 − p)), offsets included; of more than two labels those of each label against
    /// all others
    #[arg(long, help_heading = "Output")]
    pub link: bool,
    /// Append the standard error of every probability (by the delta method), and with --link of every log-odds
    #[arg(long, help_heading = "Output")]
    pub se: bool,
    /// Append a label: the positive one of two where its probability is at least T. (Of more labels the most probable one is
    /// appended without asking)
    #[arg(long, value_name = "T", value_parser = values::number, allow_hyphen_values = true, help_heading = "Output")]
    pub threshold: Option<f64>,
    /// Write the new columns alone. Where one column would leave a blank line, which readers skip, it has an empty quoted cell (R's read.csv
    /// skips that, too, without blank.lines.skip=FALSE)
    #[arg(long, help_heading = "Output")]
    pub only: bool,
    /// Write this column and the new ones alone
    #[arg(long, value_name = "COL", help_heading = "Output")]
    pub id: Option<String>,
    /// Threads, from 1 to 1024 [default: one per processor]. At most four per processor are started; the result does
    /// not depend on it
    #[arg(long, value_name = "N", value_parser = values::count, allow_hyphen_values = true, help_heading = "Output")]
    pub threads: Option<usize>,
    /// Count no rows and give no advice on stderr
    #[arg(short, long, help_heading = "Output")]
    pub quiet: bool,
}

/// `logodds inspect`.
#[derive(Debug, Args)]
#[command(after_help = closing::INSPECT)]
pub struct InspectArgs {
    /// The model file
    #[arg(value_name = "MODEL")]
    pub model: PathBuf,
    /// Print every level of a column and every row of a table, where ten levels and 200 rows are the most otherwise
    #[arg(long, conflicts_with = "json")]
    pub all_levels: bool,
    /// Print one JSON document instead of the tables
    #[arg(long)]
    pub json: bool,
}

/// `logodds compare`.
#[derive(Debug, Args)]
// Races are of `--solvers`; `--solver` is refused with this word.
#[command(mut_arg("solver", |solver| solver.hide(true)), after_help = closing::COMPARE)]
pub struct CompareArgs {
    #[command(flatten)]
    pub input: InputArgs,
    #[command(flatten)]
    pub columns: ColumnArgs,
    #[command(flatten)]
    pub objective: ObjectiveArgs,
    /// The solvers to race; every one that applies by default
    #[arg(long, value_name = "A,B", value_delimiter = ',', value_enum, help_heading = "Solving")]
    pub solvers: Vec<SolverName>,
    #[command(flatten)]
    pub solve: SolveArgs,
    /// Draw the gap against passes and against seconds
    #[arg(long, value_name = "FILE.svg", help_heading = "Output")]
    pub plot: Option<PathBuf>,
    /// Show no progress and no advice
    #[arg(short, long, help_heading = "Output")]
    pub quiet: bool,
    /// Print one JSON document, traces included, instead of the table
    #[arg(long, help_heading = "Output")]
    pub json: bool,
}

/// `logodds compare-models`.
#[derive(Debug, Args)]
#[command(after_help = closing::COMPARE_MODELS)]
pub struct CompareModelsArgs {
    /// A model file
    #[arg(value_name = "A")]
    pub first: PathBuf,
    /// Another, fitted to the same rows: one has the columns of the other and more
    #[arg(value_name = "B")]
    pub second: PathBuf,
    /// Vouch for models that are nested without its being seen in the names of their columns: age, and a spline of age
    #[arg(long)]
    pub nested: bool,
    /// Print one JSON document instead of the table
    #[arg(long)]
    pub json: bool,
}

/// `logodds check`.
#[derive(Debug, Args)]
#[command(after_help = closing::CHECK)]
pub struct CheckArgs {
    #[command(flatten)]
    pub input: InputArgs,
    #[command(flatten)]
    pub columns: ColumnArgs,
    /// Rows to be scored later: levels, columns, ranges and shares that differ from those of DATA
    #[arg(long, value_name = "TEST", help_heading = "Input")]
    pub new: Vec<PathBuf>,
    /// Threads, from 1 to 1024 [default: one per processor]. The result does not depend on it
    #[arg(long, value_name = "N", value_parser = values::count, allow_hyphen_values = true, help_heading = "Output")]
    pub threads: Option<usize>,
    /// Print one JSON document instead of the page
    #[arg(long, help_heading = "Output")]
    pub json: bool,
}

/// `logodds completions`.
#[derive(Debug, Args)]
#[command(after_help = closing::COMPLETIONS)]
pub struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,
}

/// `logodds man` and `logodds help`.
#[derive(Debug, Args)]
pub struct VerbArgs {
    /// The verb
    #[arg(value_name = "VERB")]
    pub verb: Option<String>,
}
