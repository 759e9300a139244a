//! The table of coefficients of a model file: a row per term with its estimate, standard error and interval, as every table and document
//! shows it.
//!
//! ```
//! use logodds::coefficients::{Uncertainty, scores, term_rows};
//! use logodds::model::Record;
//!
//! /// `term estimate ± standard error`, a line for each.
//! fn lines(file: &Record, intercepts: &[f64]) -> Vec<String> {
//!     let uncertainty = Uncertainty::of(file);
//!     let mut lines = Vec::new();
//!     for (k, label) in scores(file) {
//!         for row in term_rows(file) {
//!             let estimate = row.estimate(file, intercepts, k);
//!             let wald = uncertainty.as_ref().and_then(|uncertainty| uncertainty.wald(&row, k, estimate));
//!             let std_error = wald.map_or(f64::NAN, |wald| wald.std_error);
//!             lines.push(format!("{} {} {estimate} ± {std_error}", label.unwrap_or_default(), row.term));
//!         }
//!     }
//!     lines
//! }
//! ```

mod covariance;
mod limits;
mod terms;
mod uncertainty;

pub use covariance::covariance;
pub use limits::{infinite, limit_of};
pub use terms::{TermRow, scores, term_rows};
pub use uncertainty::Uncertainty;
