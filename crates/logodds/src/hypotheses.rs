//! Contrasts and joint tests of a model file: what can be asked of a covariance once the data are gone.
//!
//! A contrast has the numbers that it has if it is asked for with the fit ([`InferenceRequest::contrasts`](crate::InferenceRequest)), to the
//! last bit, but where these need the data: the ends of a profile or of percentiles, and the penalised likelihood ratio of Firth's fit with
//! profile intervals. They are NaN here, with the reason.

use crate::coefficients::{scores, term_rows};
use crate::covariance::covariance_of;
use crate::likelihood::without_limit;
use logodds_inference::JointTest;
use logodds_inference::separation::Limit;
use logodds_inference::{Contrast, Estimator};
use logodds_inference::{Covariance, Wald};
use logodds_model::Record;
use logodds_model::message;
use logodds_model::record::IntervalKind;
use logodds_model::record::PenaltyKind;
use logodds_model::schema::INTERCEPT;
use logodds_model::score::rays_of;
use logodds_model::words::{Message, Remedy, Told};

/// A contrast of a model file.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct FileContrast {
    /// The estimate; numbers that are not known are NaN.
    pub wald: Wald,
    /// Why some are not.
    pub note: Option<Message>,
}

/// Why a hypothesis is none.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum HypothesisError {
    /// A name that is no term; as many of the terms that there are as a sentence lists.
    NoTerm {
        /// The name.
        name: String,
        /// Terms.
        known: Vec<String>,
    },
    /// There is no covariance, for this reason if it is known.
    NoCovariance(Option<Message>),
    /// Nothing is tested by such a covariance.
    NoTest(Estimator),
    /// Of more than two labels.
    ManyLabels(&'static str),
    /// A coefficient that is not estimated, and why.
    NoEstimate {
        /// The term.
        term: String,
        /// Why.
        reason: String,
    },
    /// All factors are 0, or one is not finite.
    Factors,
    /// There is nothing to be tested.
    Nothing,
    /// More hypotheses at once than are made orthogonal.
    TooMany {
        /// So many.
        found: usize,
    },
}

/// Hypotheses tested at once, at most: as many as coefficients whose covariance is kept as a square. Ten times as many take a hundred times as long.
pub const MOST_TESTED: usize = 2_000;

impl Told for HypothesisError {
    fn message(&self) -> Message {
        match self {
            Self::NoTerm { name, known } => {
                let known: Vec<String> = known.iter().map(|term| format!("{term:?}")).collect();
                message!("no term {}; there are {}", format!("{name:?}"), known.join(", "))
            }
            Self::NoCovariance(Some(reason)) => message!("there is no test: {}", reason.clone()),
            Self::NoCovariance(None) => message!(
                "there is no test: the model was fitted without standard errors; fit it again {}",
                Remedy::StandardErrors
            ),
            Self::NoTest(Estimator::Penalised) => {
                message!("the posterior of a penalised fit is no distribution of the estimate, so it makes no test")
            }
            Self::NoTest(_) => {
                message!("replicates tell how estimates scatter, and make no test here; ask for intervals")
            }
            Self::ManyLabels(what) => message!("{}: of more than two labels this is not computed", *what),
            Self::NoEstimate { term, reason } => {
                message!("{} {}, and cannot be tested; leave it out", format!("{term:?}"), reason)
            }
            Self::Factors => message!("the factors must be finite numbers, and not all 0"),
            Self::Nothing => message!("there is no term to be tested"),
            Self::TooMany { found } => {
                message!("of {} coefficients at once there is no test; {} are the most", *found, MOST_TESTED)
            }
        }
    }
}

impl std::fmt::Display for HypothesisError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.message().fmt(f)
    }
}

impl std::error::Error for HypothesisError {}

/// Terms by their names, with their factors, as a contrast of the columns of the design matrix.
///
/// # Errors
/// [`HypothesisError::NoTerm`], [`HypothesisError::Factors`].
pub fn contrast_of_terms(file: &Record, factors: &[(String, f64)]) -> Result<Contrast, HypothesisError> {
    /// Terms that a sentence lists.
    const LISTED: usize = 12;
    let rows = term_rows(file);
    let mut contrast = Contrast { intercept: 0.0, coefficients: Vec::new() };
    for (name, factor) in factors {
        match rows.iter().find(|row| row.term == *name).map(|row| row.place()) {
            Some(Some(j)) => contrast.coefficients.push((j, *factor)),
            Some(None) => contrast.intercept += factor,
            None => {
                let known = rows.iter().take(LISTED).map(|row| row.term.clone()).collect();
                return Err(HypothesisError::NoTerm { name: name.clone(), known });
            }
        }
    }
    let mut factors = factors.iter().map(|(_, factor)| *factor);
    if factors.clone().any(|factor| !factor.is_finite()) || factors.all(|factor| factor == 0.0) {
        return Err(HypothesisError::Factors);
    }
    Ok(contrast)
}

/// A contrast with its standard error, Wald's test and the interval at `confidence` (that of the fit, if none is given).
///
/// # Errors
/// As for [`contrast_of_terms`]; [`HypothesisError::ManyLabels`].
pub fn contrast_of_file(
    file: &Record,
    factors: &[(String, f64)],
    confidence: Option<f64>,
) -> Result<FileContrast, HypothesisError> {
    const NONE: Wald = Wald {
        estimate: f64::NAN,
        std_error: f64::NAN,
        statistic: f64::NAN,
        p_value: f64::NAN,
        lower: f64::NAN,
        upper: f64::NAN,
    };
    if file.intercepts.len() > 1 {
        return Err(HypothesisError::ManyLabels("contrasts"));
    }
    let contrast = contrast_of_terms(file, factors)?;
    let is_held = |j: usize| file.notes.get(j).is_some_and(Option::is_some);
    if contrast.coefficients.iter().any(|&(j, _)| is_held(j)) {
        let note = Some("not determined: a column is held at 0".into());
        return Ok(FileContrast { wald: NONE, note });
    }
    let limit = contrast.towards(&rays_of(file));
    if file.is_at_limit() && limit != Limit::Finite {
        let (found, note) = match without_limit(limit, (f64::NAN, f64::NAN)) {
            Some(wald) if wald.estimate > 0.0 => (wald, "grows without bound, to +∞"),
            Some(wald) => (wald, "falls without bound, to −∞"),
            None => (NONE, "not determined: it has no limit of its own"),
        };
        return Ok(FileContrast { wald: found, note: Some(note.into()) });
    }
    let estimate = estimate_of(file, 0, &contrast);
    let covariance = covariance_of(file);
    let c = contrast.dense(file.schema.term_count());
    let std_error = covariance.as_ref().map_or(f64::NAN, |covariance| covariance.std_error_of(contrast.intercept, &c));
    let record = file.inference.as_ref();
    let confidence = confidence.or(record.map(|record| record.confidence)).unwrap_or(f64::NAN);
    let mut wald = Wald::new(estimate, std_error, confidence);
    if covariance.as_ref().is_some_and(|covariance| !covariance.estimator().is_test()) {
        wald = wald.untested();
    }
    let mut note = match covariance {
        None => Some(HypothesisError::NoCovariance(record.and_then(|record| record.withheld.clone())).message()),
        Some(_) => None,
    };
    let kind = record.map_or(IntervalKind::Wald, |record| record.interval_kind);
    if kind != IntervalKind::Wald {
        (wald.lower, wald.upper) = (f64::NAN, f64::NAN);
        let mut reason = format!("{kind} intervals need the data: ask for the contrast with the fit");
        if kind == IntervalKind::Profile && file.objective.penalty == PenaltyKind::Firth {
            (wald.statistic, wald.p_value) = (f64::NAN, f64::NAN);
            reason =
                "penalised likelihood ratios and profile intervals need the data: ask for the contrast with the fit"
                    .to_owned();
        }
        note = note.or(Some(reason.into()));
    }
    Ok(FileContrast { wald, note })
}

/// Wald's test that several contrasts are all 0.
///
/// # Errors
/// As for [`contrast_of_terms`]; otherwise why there is no such test.
pub fn joint_test(file: &Record, hypotheses: &[Vec<(String, f64)>]) -> Result<JointTest, HypothesisError> {
    if file.intercepts.len() > 1 {
        return Err(HypothesisError::ManyLabels("contrasts"));
    }
    let covariance = tested_covariance(file)?;
    if hypotheses.len() > MOST_TESTED {
        return Err(HypothesisError::TooMany { found: hypotheses.len() });
    }
    let contrasts = hypotheses.iter().map(|factors| contrast_of_terms(file, factors)).collect::<Result<Vec<_>, _>>()?;
    joint(file, &covariance, contrasts.iter().map(|contrast| (0, contrast)))
}

/// Wald's test that all coefficients of some terms are 0, of more than two labels those of all labels.
///
/// # Errors
/// As for [`joint_test`].
pub fn joint_test_of_terms(file: &Record, terms: &[String]) -> Result<JointTest, HypothesisError> {
    let covariance = tested_covariance(file)?;
    if terms.len() > MOST_TESTED {
        return Err(HypothesisError::TooMany { found: terms.len() });
    }
    let one = |term: &String| contrast_of_terms(file, &[(term.clone(), 1.0)]);
    let contrasts = terms.iter().map(one).collect::<Result<Vec<_>, _>>()?;
    let of_scores = scores(file).into_iter().flat_map(|(k, _)| contrasts.iter().map(move |contrast| (k, contrast)));
    joint(file, &covariance, of_scores)
}

/// The covariance, if estimates over their errors are tests by it.
fn tested_covariance(file: &Record) -> Result<Covariance, HypothesisError> {
    let reason = || file.inference.as_ref().and_then(|inference| inference.withheld.clone());
    let covariance = covariance_of(file).ok_or_else(|| HypothesisError::NoCovariance(reason()))?;
    match covariance.estimator() {
        estimator if !estimator.is_test() => Err(HypothesisError::NoTest(estimator)),
        _ => Ok(covariance),
    }
}

fn joint<'a>(
    file: &Record,
    covariance: &Covariance,
    hypotheses: impl Iterator<Item = (usize, &'a Contrast)>,
) -> Result<JointTest, HypothesisError> {
    let (origin, rays) = (file.origin_of_terms(), rays_of(file));
    let terms = term_rows(file);
    let mut rows = Vec::new();
    for (k, contrast) in hypotheses {
        let name =
            |j: usize| terms.iter().find(|row| row.place() == Some(j)).map_or(INTERCEPT, |row| &row.term).to_owned();
        let held = |&&(j, _): &&(usize, f64)| file.notes.get(j).is_some_and(Option::is_some);
        if let Some(&(j, _)) = contrast.coefficients.iter().find(held) {
            let reason = "is held at 0: its coefficient is not determined".to_owned();
            return Err(HypothesisError::NoEstimate { term: name(j), reason });
        }
        if file.is_at_limit() && contrast.towards(&rays) != Limit::Finite {
            let term = contrast.coefficients.first().map_or_else(|| INTERCEPT.to_owned(), |&(j, _)| name(j));
            let reason = "goes to infinity, as labels are separated".to_owned();
            return Err(HypothesisError::NoEstimate { term, reason });
        }
        // Of several scores the covariance has those of all but the first, relative to it.
        let first = k.saturating_sub(1) * (origin.len() + 1);
        let c = contrast.dense(origin.len());
        let z = std::iter::once((first, contrast.intercept));
        let z =
            z.chain(c.iter().zip(&origin).enumerate().map(|(j, (c, o))| (first + 1 + j, c - contrast.intercept * o)));
        rows.push((z.filter(|(_, factor)| *factor != 0.0).collect(), estimate_of(file, k, contrast)));
    }
    if rows.is_empty() {
        return Err(HypothesisError::Nothing);
    }
    Ok(JointTest::new(covariance, &rows))
}

/// `c_0 b + Σ_j c_j w_j` of score `k`, about the origin, where nothing cancels.
fn estimate_of(file: &Record, k: usize, contrast: &Contrast) -> f64 {
    let (origin, c) = (file.origin_of_terms(), contrast.dense(file.schema.term_count()));
    let of_columns =
        file.coefficients_of(k).iter().zip(&origin).zip(&c).map(|((w, o), c)| w * (c - contrast.intercept * o));
    contrast.intercept * file.intercepts.get(k).copied().unwrap_or(f64::NAN) + of_columns.sum::<f64>()
}
