//! Logistic regression with a certificate: probabilities you can trust, and the proof that the fit is the optimum.
//!
//! ```
//! use logodds::{Dense, InMemory, LogisticRegression};
//!
//! // hours of study, and whether the exam was passed
//! let hours = Dense::from_rows(vec![0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 4.5, 5.0], 10, 1)?;
//! let data = InMemory::new(hours, vec![0, 0, 0, 1, 0, 1, 0, 1, 1, 1])?;
//! let fit = LogisticRegression::default().fit(&data)?;
//!
//! println!("p(pass | 2.75 hours) = {:.3}", fit.model.probability(&[2.75])?);
//! assert!(fit.is_certified());
//! // F(w) is at most this far above its minimum: computed, not assumed.
//! assert!(fit.solution.certificate.bound < 1e-8);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [`LogisticRegression`] is a plain specification; [`Plan::new`] checks it against the data and is the only way to what
//! runs; [`Fit`] is what came out. With named columns, [`Training`] takes a coded table to a model file and [`Scorer`] a
//! model file to probabilities. For three classes or more the same way leads to a multinomial model. The crates underneath are re-exported: [`core`](mod@core) (one pass over the data),
//! [`optim`] (solvers and certificate), [`io`] (tables and model files).

mod checkup;
pub mod coefficients;
mod covariance;
mod design_matrix;
mod diagnosis;
mod effects;
mod fit;
mod hypotheses;
mod journal;
mod labels;
mod likelihood;
mod missing_codes;
mod nested;
mod null_space;
mod on_record;
mod one_vs_rest;
mod path;
mod risk;
mod rows_of_fit;
mod scorer;
mod scoring;
mod specification;
mod statistics;
mod study;
mod table_error;
mod training;
mod uncertainty;
mod warning;
mod withheld;

pub use checkup::{checkup, shift};
pub use covariance::{collinearity_of, covariance_of};
pub use effects::{TermEffect, effects_of};
pub use fit::{AtLimit, Ended, Fit, FitError, Held, MeanProbability, Plan};
pub use hypotheses::{
    FileContrast, HypothesisError, contrast_of_file, contrast_of_terms, joint_test, joint_test_of_terms,
};
pub use journal::{Journal, JournalError, JournalProblem};
pub use likelihood::{ContrastEstimate, FromLikelihood, judged};
pub use nested::{compare_models, no_likelihood_ratio, no_maximum, whole_model};
pub use null_space::equation_in_words;
pub use one_vs_rest::OneVsRest;
pub use risk::{FitRisk, Separated};
pub use rows_of_fit::{RowsError, RowsOfFit};
pub use scorer::Scorer;
pub use specification::{Analysis, InferenceRequest, LogisticRegression, SpecError, SpecProblem, Start};
pub use statistics::Statistics;
pub use study::{Asked, ContrastTextError, Fitted, NamedContrast, Study, StudyPlan, Tests};
pub use table_error::TableError;
pub use training::Training;
pub use uncertainty::Inference;
pub use warning::Warning;
pub use withheld::Withheld;

pub use logodds_core as core;
pub use logodds_inference as inference;
pub use logodds_io as io;
pub use logodds_model as model;
pub use logodds_optim as optim;

pub use logodds_core::{
    Broken, Categorical, Csr, DataError, Dense, DenseColumns, Equation, EvalError, Executor, Features, InMemory,
    Interrupt, Model, ModelError, NullSpace, Part, Penalty, Positions, Ray, Recession, ScoringModel, Towards, log_loss,
    log_sigmoid, log1pexp, logit, probability, sigmoid,
};
pub use logodds_inference::{
    Bootstrap, Clusters, Collinearity, Contrast, Covariance, Diagnostics, Effect, EffectKind, Estimator, Inflation,
    LikelihoodRatio, Profile, RowDiagnostics, Separation, Wald, WeightKind,
};
pub use logodds_model::record::IntervalKind;
pub use logodds_model::score::{LabelScore, Scored, Wanted, null_space_of, recession_of, scoring_model_of};
pub use logodds_optim::{Certificate, Method, Observer, Silent, Status};
