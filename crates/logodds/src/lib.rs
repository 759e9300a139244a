//! Logistic regression with a certificate: probabilities you can trust, and the proof that the fit is the optimum.
//!
//! ```
//! use logodds::prelude::*;
//!
//! // hours of study, and whether the exam was passed
//! let hours = Dense::from_rows(vec![0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 4.5, 5.0], 10, 1)?;
//! let passed = [false, false, false, true, false, true, false, true, true, true];
//! let fit = LogisticRegression::default().fit(&Outcome::of_bools(passed).with(hours)?)?;
//!
//! println!("p(pass | 2.75 hours) = {:.3}", fit.model.probability(&[2.75])?);
//! assert!(fit.is_certified());
//! // F(w) is at most this far above its minimum: computed, not assumed.
//! assert!(fit.solution.certificate.bound < 1e-8);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Labels may be texts ([`Outcome::of_texts`](data::Outcome::of_texts)), columns may be sparse ([`Csr`](data::Csr)), and
//! [`fit.predict(&x)`](fit::Fit::predict) gives the probability of each row of others. The solver is chosen from the shape of the data, or by
//! name:
//!
//! ```
//! use logodds::prelude::*;
//!
//! let x = Dense::from_rows(vec![0.0, 1.0, 2.0, 3.0, 4.0, 5.0], 6, 1)?;
//! let data = Outcome::of_texts(&["no", "no", "yes", "no", "yes", "yes"])?.with(&x)?;
//! let ridge = LogisticRegression { penalty: Penalty::l2(0.01), method: Some(Method::Lbfgs), ..Default::default() };
//! let fit = ridge.fit(&data)?;
//! assert_eq!(fit.solution.solver, "lbfgs");
//! assert!(fit.predict(&x)?[5] > 0.5);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! | module | what is in it |
//! |---|---|
//! | [`data`] | features, dense, sparse and categorical; labels; data to be fitted |
//! | [`fit`](mod@fit) | [`LogisticRegression`](fit::LogisticRegression), a plain specification; [`Plan`](fit::Plan), which checks it against the data; [`Fit`](fit::Fit), what came out |
//! | [`inference`] | what is asked of an optimum and what it means: covariances, intervals, tests, contrasts, effects |
//! | [`study`] | named columns: roles, names, the rules of a fit; from a table to a record |
//! | [`score`] | from a record to probabilities with their intervals |
//! | [`saved`] | what a record can be asked once the data are gone: contrasts, joint tests, other models |
//! | [`coefficients`] | its table of coefficients |
//! | [`core`](mod@core), [`optim`], [`io`], [`model`] | the crates underneath: one pass over the data; solvers and certificate; tables and files; the record |
//! | [`prelude`] | what most programs use |
//!
//! One's own solver ends as a fit, too: [`Plan::run_with`](fit::Plan::run_with).

mod around;
mod checkup;
pub mod coefficients;
mod covariance;
mod design_matrix;
mod diagnosis;
mod effects;
pub mod fit;
mod hypotheses;
mod journal;
mod labels;
mod likelihood;
mod missing_codes;
mod nested;
mod null_space;
mod on_record;
mod one_vs_rest;
mod outcome;
mod path;
mod risk;
mod rows_of_fit;
mod scorer;
mod scoring;
mod specification;
mod statistics;
pub mod study;
mod table_error;
mod training;
mod uncertainty;
mod warning;
mod withheld;

pub use logodds_core as core;
pub use logodds_io as io;
pub use logodds_model as model;
pub use logodds_optim as optim;

/// What a fit reads: features, labels, and who adds them up.
pub mod data {
    pub use crate::outcome::Outcome;
    pub use logodds_core::{
        Categorical, Csr, DataError, Dense, DenseColumns, EvalError, Executor, Features, InMemory, Interrupt, Part,
        Positions,
    };
}

/// What is asked of an optimum, and what it means. All of `logodds-inference`, and how the facade asks for it.
pub mod inference {
    pub use crate::effects::{TermEffect, effects_of};
    pub use crate::likelihood::{ContrastEstimate, FromLikelihood, judged};
    pub use crate::specification::InferenceRequest;
    pub use crate::uncertainty::Inference;
    pub use crate::withheld::Withheld;
    pub use logodds_inference::*;
    pub use logodds_model::record::IntervalKind;
}

/// From a record, or a fit, to the probabilities of rows; what is certain of rows that the data of the fit do not determine.
pub mod score {
    pub use crate::null_space::equation_in_words;
    pub use crate::scorer::Scorer;
    pub use logodds_core::{
        Broken, Equation, NullSpace, Ray, Recession, ScoringModel, Towards, log_loss, log_sigmoid, log1pexp, logit,
        probability, sigmoid,
    };
    pub use logodds_model::score::{LabelScore, Scored, Wanted, null_space_of, recession_of, scoring_model_of};
}

/// What a record can be asked once the data are gone.
pub mod saved {
    pub use crate::covariance::{collinearity_of, covariance_of};
    pub use crate::hypotheses::{
        FileContrast, HypothesisError, contrast_of_file, contrast_of_terms, joint_test, joint_test_of_terms,
    };
    pub use crate::nested::{compare_models, no_likelihood_ratio, no_maximum, whole_model};
}

/// What most programs use: `use logodds::prelude::*`.
pub mod prelude {
    pub use crate::data::{Categorical, Csr, Dense, Executor, Features, InMemory, Outcome};
    pub use crate::fit::{Fit, FitError, LogisticRegression, Method, Observer, Penalty, Plan, Silent, Status};
    pub use crate::inference::{Clusters, Estimator, InferenceRequest, IntervalKind, WeightKind};
    pub use crate::score::Scorer;
    pub use crate::study::{Fitted, NamedContrast, Study, Tests, Training};
}
