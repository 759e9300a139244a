//! What an optimum means by the likelihood itself: profile intervals, likelihood-ratio tests, contrasts.
//!
//! A contrast is estimated with its standard error, and its interval is of the kind that the coefficients' are. After Firth's fit with
//! profile intervals the tests are by the penalised likelihood ratio, too (G. Heinze, M. Schemper, *Statistics in Medicine* 21, 2002): the
//! statistic of one coefficient or contrast is the signed root of the ratio's, whose tails are the normal's.

use crate::around::Around;
use crate::risk::FitRisk;
use crate::specification::InferenceRequest;
use logodds_core::normal::two_sided;
use logodds_core::{Logistic, Softmax};
use logodds_inference::separation::Limit;
use logodds_inference::{Bootstrap, Contrast, Covariance, InferenceError, LikelihoodRatio, NearMaximum, Profile, Wald};
use logodds_model::record::IntervalKind;

/// What was asked of the likelihood.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct FromLikelihood {
    /// Both ends for the intercept of x = 0, then for every column; infinite where the likelihood does not fall enough, for columns
    /// held at 0, and for the intercept of a model without one; NaN where the time was over before. Empty if intervals are not of this kind.
    pub intervals: Vec<(f64, f64)>,
    /// The test of the intercept and of every column alone, after Firth's fit with profile intervals; else empty.
    pub of_terms: Vec<LikelihoodRatio>,
    /// The tests of groups of columns, in the order asked for; `None` where the time was over before.
    pub tests: Vec<Option<LikelihoodRatio>>,
    /// Intervals of the contrasts, and their tests after Firth's fit; `None` for one that the data do not determine. Empty if intervals are not
    /// of this kind.
    contrasts: Vec<Option<ContrastProfile>>,
}

/// An interval, and the test that the contrast is 0.
type ContrastProfile = ((f64, f64), Option<LikelihoodRatio>);

/// An estimated contrast: statistic and p-value are Wald's, or the signed root's after Firth's fit with profile intervals.
pub type ContrastEstimate = Wald;

impl FromLikelihood {
    /// The profile intervals of the contrasts, if intervals are of this kind.
    pub(crate) fn contrast_intervals(&self) -> Vec<Option<(f64, f64)>> {
        self.contrasts.iter().map(|found| found.map(|(interval, _)| interval)).collect()
    }

    /// With Wald's interval and test of the intercept in the place of the profile's.
    pub(crate) fn with_intercept(mut self, wald: Wald) -> Self {
        if let Some(interval) = self.intervals.first_mut() {
            *interval = (wald.lower, wald.upper);
        }
        if let Some(test) = self.of_terms.first_mut() {
            *test = LikelihoodRatio { statistic: wald.statistic.powi(2), df: 1, p_value: wald.p_value };
        }
        self
    }
}

/// A contrast that goes to an infinity, with the interval of its profile; `None` for one that has no limit of its own.
pub(crate) fn without_limit(limit: Limit, (lower, upper): (f64, f64)) -> Option<ContrastEstimate> {
    let estimate = match limit {
        Limit::PlusInfinity => f64::INFINITY,
        Limit::MinusInfinity => f64::NEG_INFINITY,
        _ => return None,
    };
    Some(Wald { estimate, std_error: f64::NAN, statistic: f64::NAN, p_value: f64::NAN, lower, upper })
}

pub(crate) fn from_likelihood(
    risk: &FitRisk<'_>,
    point: &[f64],
    firth: bool,
    request: &InferenceRequest,
    around: &mut Around<'_>,
) -> Result<FromLikelihood, InferenceError> {
    let profiled = request.intervals == IntervalKind::Profile && risk.scores() == 1;
    if !profiled && request.tests.is_empty() {
        return Ok(FromLikelihood::default());
    }
    let mut asked = AskedOfLikelihood::new(risk, point, firth)?;
    let mut found = FromLikelihood { tests: asked.tests(&request.tests, around)?, ..FromLikelihood::default() };
    if profiled {
        let columns = 0..risk.columns().moments.origin.len();
        let terms: Vec<Contrast> =
            std::iter::once(Contrast::intercept()).chain(columns.map(Contrast::coefficient)).collect();
        for of_term in asked.intervals_and_tests(&terms, request.confidence, around)? {
            let (interval, test) = of_term.unwrap_or(((f64::NEG_INFINITY, f64::INFINITY), None));
            found.intervals.push(interval);
            if firth {
                let undetermined = LikelihoodRatio { statistic: 0.0, df: 0, p_value: 1.0 };
                found.of_terms.push(test.unwrap_or(undetermined));
            }
        }
        found.contrasts = asked.intervals_and_tests(&request.contrasts, request.confidence, around)?;
    }
    Ok(found)
}

/// What is watched, by name.
const TESTS: &str = "tests";
const ENDS: &str = "ends of intervals";

/// A likelihood about its maximum, or the penalised one: what is near to it is found side by side, and the rest one by one.
struct AskedOfLikelihood<'a> {
    risk: &'a FitRisk<'a>,
    point: &'a [f64],
    firth: bool,
    near: Option<Near<'a>>,
    profile: Option<Profile<'a>>,
}

enum Near<'a> {
    Labels(NearMaximum<'a, Logistic>),
    Classes(NearMaximum<'a, Softmax>),
}

impl<'a> AskedOfLikelihood<'a> {
    fn new(risk: &'a FitRisk<'a>, point: &'a [f64], firth: bool) -> Result<Self, InferenceError> {
        let near = match risk {
            _ if firth => None,
            FitRisk::Labels(risk) => NearMaximum::new(risk, point)?.map(Near::Labels),
            FitRisk::Classes(risk) => NearMaximum::new(risk, point)?.map(Near::Classes),
        };
        Ok(Self { risk, point, firth, near, profile: None })
    }

    fn profile(&mut self) -> Result<&Profile<'a>, InferenceError> {
        let profile = match self.profile.take() {
            Some(profile) => profile,
            None => self.risk.profile(self.point, self.firth)?,
        };
        Ok(self.profile.insert(profile))
    }

    fn tests(
        &mut self,
        groups: &[Vec<usize>],
        around: &mut Around<'_>,
    ) -> Result<Vec<Option<LikelihoodRatio>>, InferenceError> {
        let mut go_on = |done, of| around.go_on(TESTS, done, of);
        let near = match &mut self.near {
            Some(Near::Labels(near)) => near.tests(groups, &mut go_on)?,
            Some(Near::Classes(near)) => near.tests(groups, &mut go_on)?,
            None => vec![None; groups.len()],
        };
        let mut tests = Vec::with_capacity(groups.len());
        let mut done = near.iter().flatten().count();
        for (near, columns) in near.into_iter().zip(groups) {
            tests.push(match near {
                Some(test) => Some(test),
                None if around.go_on(TESTS, done, groups.len()).is_break() => None,
                None => {
                    done += 1;
                    Some(self.test(columns)?)
                }
            });
        }
        Ok(tests)
    }

    /// By a fit without the columns; where the likelihood has no maximum, or Jeffreys' prior, by the climb to where they are 0.
    fn test(&mut self, columns: &[usize]) -> Result<LikelihoodRatio, InferenceError> {
        let fitted = match self.near {
            None if self.risk.scores() == 1 => Err(InferenceError::NoMaximum),
            _ => self.risk.tested(self.point, columns),
        };
        match fitted {
            Err(InferenceError::NoMaximum) if self.risk.scores() == 1 => {
                LikelihoodRatio::of_columns(self.profile()?, columns)
            }
            fitted => fitted,
        }
    }

    /// Those of two labels; `None` for what the data do not determine.
    fn intervals_and_tests(
        &mut self,
        contrasts: &[Contrast],
        confidence: f64,
        around: &mut Around<'_>,
    ) -> Result<Vec<Option<ContrastProfile>>, InferenceError> {
        let mut go_on = |done, of| around.go_on(ENDS, done, of);
        let near = match &mut self.near {
            Some(Near::Labels(near)) => near.intervals(contrasts, confidence, &mut go_on)?,
            _ => vec![None; contrasts.len()],
        };
        let (firth, mut found) = (self.firth, Vec::with_capacity(contrasts.len()));
        let mut done = near.iter().flatten().count();
        for (near, contrast) in near.into_iter().zip(contrasts) {
            found.push(match near {
                Some(interval) => Some((interval, None)),
                None if around.go_on(ENDS, 2 * done, 2 * contrasts.len()).is_break() => {
                    Some(((f64::NAN, f64::NAN), None))
                }
                None => {
                    done += 1;
                    interval_and_test(self.profile()?, contrast, firth, confidence)?
                }
            });
        }
        Ok(found)
    }
}

fn interval_and_test(
    profile: &Profile<'_>,
    contrast: &Contrast,
    firth: bool,
    confidence: f64,
) -> Result<Option<ContrastProfile>, InferenceError> {
    let Some(interval) = profile.interval(contrast, confidence)? else { return Ok(None) };
    let test = firth.then(|| LikelihoodRatio::new(profile, std::slice::from_ref(contrast))).transpose()?;
    Ok(Some((interval, test)))
}

pub(crate) fn contrast_estimates(
    risk: &FitRisk<'_>,
    point: &[f64],
    (covariance, bootstrap): (Option<&Covariance>, Option<&Bootstrap>),
    likelihood: Option<&FromLikelihood>,
    request: &InferenceRequest,
) -> Vec<Option<ContrastEstimate>> {
    let columns = risk.columns();
    let width = columns.moments.origin.len();
    let estimate_of = |contrast: &Contrast| -> Option<ContrastEstimate> {
        let known = |&(j, _): &(usize, f64)| columns.scaled.free().binary_search(&j).is_ok();
        if !contrast.coefficients.iter().all(known) {
            return None;
        }
        let c = contrast.dense(width);
        let estimate = risk.linear(point, contrast.intercept, &c)?;
        let std_error = covariance.map_or(f64::NAN, |covariance| covariance.std_error_of(contrast.intercept, &c));
        let wald = Wald::new(estimate, std_error, request.confidence);
        let wald = if request.estimator.is_test() { wald } else { wald.untested() };
        Some(match bootstrap {
            None => wald,
            Some(bootstrap) => {
                let (lower, upper) = bootstrap.percentiles(0, contrast.intercept, &c, request.confidence);
                Wald { lower, upper, ..wald }
            }
        })
    };
    let profiles = likelihood.iter().flat_map(|likelihood| &likelihood.contrasts).copied();
    let pairs = request.contrasts.iter().zip(profiles.chain(std::iter::repeat(None)));
    pairs
        .map(|(contrast, profile)| {
            let wald = estimate_of(contrast)?;
            Some(match profile {
                None => wald,
                Some(((lower, upper), test)) => judged(Wald { lower, upper, ..wald }, test),
            })
        })
        .collect()
}

/// With the signed root of a test of one degree of freedom, if there is one, in the place of Wald's statistic.
#[must_use]
pub fn judged(wald: Wald, test: Option<LikelihoodRatio>) -> Wald {
    match test {
        Some(test) => {
            let statistic = test.statistic.sqrt().copysign(wald.estimate);
            Wald { statistic, p_value: two_sided(statistic), ..wald }
        }
        None => wald,
    }
}
