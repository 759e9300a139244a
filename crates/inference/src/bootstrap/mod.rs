//! The bootstrap: how far the optimum moves when the cases are drawn again from those at hand.
//!
//! ```text
//! β*_r = the optimum of as many cases, drawn with replacement          r = 1, …, B
//! V    = Σ_r (β*_r − β̄*)(β*_r − β̄*)' / (B − 1)
//! ends = the quantiles of β*_1j, …, β*_Bj at (1 ∓ confidence) / 2
//! ```
//!
//! B. Efron, R. Tibshirani, *An Introduction to the Bootstrap*, 1993, ch. 6 and 13; A. Davison, D. Hinkley, *Bootstrap Methods and their
//! Application*, 1997, §7.2 (cases are resampled, which asks nothing of the model). Everything the fit does to the cases is done again
//! but for one thing: the penalty of each coefficient is that of the data, so that neither the choice of λ nor the columns' standard
//! deviations are repeated. Errors are of the penalised estimate, whose bias they do not show; so an interval covers the truth less
//! often than its confidence says, the less the larger the penalty.
//!
//! A replicate is a fit to the same rows with other weights: nothing is copied. It starts at the optimum, in the metric there
//! (`replicate`), and is certified like any fit. A replicate without an optimum (of one label, of separated labels, of columns that
//! depend on each other) is counted and left out. Replicate r draws from the r-th stream of 2¹²⁸ numbers of a generator, so that it is the
//! same whichever thread computes it.

mod cases;
mod percentile;
mod replicate;

use crate::covariance::information::{MOST, gram, held, unscaled};
use crate::covariance::relative;
use crate::covariance::scatter::REFLECTED;
use crate::covariance::{Clusters, Covariance, Estimator, WeightKind};
use crate::error::InferenceError;
use cases::Cases;
use logodds_core::{EvalError, Executor, ModelError, Response, Reweighable, Risk, Root, Scaled};
use logodds_optim::refit::GoOn;
use rand::SeedableRng;
use rand_xoshiro::Xoshiro256PlusPlus;
use replicate::Optimum;

/// Replicates at most: the ends of an interval at 95 % are then known to 1 % of a standard error.
pub const MOST_REPLICATES: usize = 100_000;

/// Replicates after which it is asked whether to go on.
const TOGETHER: usize = 32;

/// Coefficients of replicates that are kept at most, 400 MB.
const MOST_NUMBERS: usize = 50_000_000;

/// How cases are drawn again.
#[derive(Clone, Copy, Debug)]
pub struct Resampling<'a> {
    /// Replicates B, from 2 to [`MOST_REPLICATES`].
    pub replicates: usize,
    /// Where the random numbers start.
    pub seed: u64,
    /// What a weight says of its row: with frequencies, Σω rows are drawn of which ω_i are row i; other weights are drawn with
    /// their row. Rows of weight 0 are no cases.
    pub weights: WeightKind,
    /// Clusters to be drawn as wholes, if rows have them.
    pub clusters: Option<&'a Clusters>,
}

/// Refits to resampled cases.
#[derive(Clone, Debug, PartialEq)]
pub struct Bootstrap {
    /// The covariance of the replicates.
    pub covariance: Covariance,
    /// Replicates that were drawn.
    pub replicates: usize,
    /// Those of them that have no certified optimum and are left out.
    pub failed: usize,
    /// Where the random numbers started.
    pub seed: u64,
    scores: usize,
    origin: Vec<f64>,
    held: Vec<bool>,
    /// Of every replicate that counts and every score: `(b_o, w)`.
    coefficients: Vec<f64>,
}

impl Bootstrap {
    /// Of the optimum `u`. Of several labels the covariance is of all but the first, relative to it; so are the scores, or they are of all labels, and
    /// sum to 0, if `symmetric`. `go_on` is told how many replicates are done of how many; once it says stop, the bootstrap is of these.
    ///
    /// # Errors
    /// [`InferenceError`] if fewer than two replicates have an optimum, there is none of the whole, or a pass fails.
    pub fn new<R: Response>(
        risk: &Risk<'_, R>,
        u: &[f64],
        resampling: &Resampling<'_>,
        symmetric: bool,
        executor: &Executor,
        go_on: GoOn<'_>,
    ) -> Result<Self, InferenceError> {
        let points = Points::new(risk, u, resampling, executor, go_on)?;
        let (contrasts, origin) = (risk.response().contrasts(), &risk.moments().origin);
        let change = |point: &mut [f64]| relative::point(contrasts, point);
        let covariance = points.covariance((risk.scaled(), origin), risk.response().outputs(), change)?;
        // Those of the first label are all 0.
        let first = usize::from(contrasts.is_some() && !symmetric);
        let coefficients = |point: &Vec<f64>| -> Result<Vec<f64>, ModelError> {
            let model = if symmetric { risk.model(point)? } else { risk.model_relative_to_first(point)? };
            let of_score = |k: usize| {
                std::iter::once(model.intercepts_at_origin()[k]).chain(model.coefficients_of(k).iter().copied())
            };
            Ok((first..model.scores()).flat_map(of_score).collect())
        };
        let scores = contrasts.map_or(1, |contrasts| contrasts.classes() - first);
        points.finish(covariance, (origin, risk.scaled().free()), scores, coefficients)
    }

    /// Replicates that count.
    #[must_use]
    pub fn counted(&self) -> usize {
        self.replicates - self.failed
    }

    /// `(b_o, w)` of every score, one after another, of every replicate that counts, in the order drawn.
    pub fn coefficients(&self) -> impl Iterator<Item = &[f64]> {
        self.coefficients.chunks_exact(self.scores * (self.origin.len() + 1))
    }

    /// The percentile interval of `c_0 b + Σ_j c_j w_j` of score `k`, b being the intercept of x = 0; NaN if `c` has not one number per
    /// column, or there is no such score.
    #[must_use]
    pub fn percentiles(&self, k: usize, c0: f64, c: &[f64], confidence: f64) -> (f64, f64) {
        let width = self.origin.len() + 1;
        if c.len() != self.origin.len() || k >= self.scores {
            return (f64::NAN, f64::NAN);
        }
        let z: Vec<f64> = std::iter::once(c0).chain(c.iter().zip(&self.origin).map(|(c, o)| c - c0 * o)).collect();
        let of = |replicate: &[f64]| replicate[k * width..][..width].iter().zip(&z).map(|(w, z)| w * z).sum();
        percentile::interval(self.coefficients().map(of).collect(), confidence)
    }

    /// The percentile intervals of every score: of the intercept of x = 0, then of every column, infinite for one held at 0.
    #[must_use]
    pub fn intervals(&self, confidence: f64) -> Vec<(f64, f64)> {
        let columns = self.origin.len();
        let of = |k: usize, place: usize| match place.checked_sub(1) {
            None => self.percentiles(k, 1.0, &vec![0.0; columns], confidence),
            Some(j) if self.held[j] => (f64::NEG_INFINITY, f64::INFINITY),
            Some(_) => {
                let of = |replicate: &[f64]| replicate[k * (columns + 1) + place];
                percentile::interval(self.coefficients().map(of).collect(), confidence)
            }
        };
        (0..self.scores).flat_map(|k| (0..=columns).map(move |place| of(k, place))).collect()
    }
}

/// Replicates below which no interval at `confidence` lies between two of them: 39 for 95 %.
#[must_use]
pub fn needed(confidence: f64) -> usize {
    percentile::needed(confidence)
}

/// The optima of the replicates, in the solver's coordinates.
struct Points {
    drawn: usize,
    seed: u64,
    found: Vec<Vec<f64>>,
}

impl Points {
    fn new(
        risk: &dyn Reweighable,
        u: &[f64],
        resampling: &Resampling<'_>,
        executor: &Executor,
        go_on: GoOn<'_>,
    ) -> Result<Self, InferenceError> {
        let (unknowns, mut drawn) = (u.len(), resampling.replicates);
        if unknowns > MOST {
            return Err(InferenceError::TooWide { unknowns, most: MOST });
        }
        let most = MOST_REPLICATES.min(MOST_NUMBERS / unknowns.max(1));
        if drawn > most {
            return Err(InferenceError::TooManyReplicates { most });
        }
        let cases = Cases::new(risk.rows_of(), resampling.weights, resampling.clusters)?;
        let optimum = Optimum::new(risk, u)?;
        let mut random = Xoshiro256PlusPlus::seed_from_u64(resampling.seed);
        let stream = || {
            let stream = random.clone();
            random.jump();
            stream
        };
        let streams: Vec<Xoshiro256PlusPlus> = std::iter::repeat_with(stream).take(drawn).collect();
        let refit = |r: usize| {
            executor.check()?;
            match cases.draw(streams[r].clone()) {
                Some((weights, total)) => optimum.refit(&weights, total),
                None => Ok(None),
            }
        };
        let (all, mut found, mut done) = (drawn, Vec::new(), 0);
        while done < all {
            // Two are needed, whatever the time.
            if done > 1 && go_on(done, all).is_break() {
                drawn = done;
                break;
            }
            let more = TOGETHER.max(4 * executor.threads()).min(all - done);
            let refits = executor.map(more, |k| refit(done + k)).into_iter();
            for point in refits.collect::<Result<Vec<Option<Vec<f64>>>, EvalError>>()? {
                found.extend(point);
            }
            done += more;
        }
        if found.len() < 2 {
            return Err(InferenceError::NoReplicates);
        }
        Ok(Self { drawn, seed: resampling.seed, found })
    }

    /// Σ (u − ū)(u − ū)' / (B − 1) of points in the coordinates that `change` takes them to, for the columns as given.
    fn covariance(
        &self,
        (scaled, origin): (&Scaled, &[f64]),
        scores: usize,
        change: impl Fn(&mut [f64]),
    ) -> Result<Covariance, InferenceError> {
        let (order, count) = (self.found[0].len(), self.found.len() as f64);
        let mut mean = vec![0.0; order];
        for point in &self.found {
            mean.iter_mut().zip(point).for_each(|(mean, u)| *mean += u / count);
        }
        let mut deviations = Vec::with_capacity(self.found.len() * order);
        for point in &self.found {
            let first = deviations.len();
            deviations.extend(point.iter().zip(&mean).map(|(u, mean)| u - mean));
            change(&mut deviations[first..]);
        }
        // Reflections keep what products lose where columns are collinear; of very many numbers they take too long.
        let root = match self.found.len().saturating_mul(order * order) <= REFLECTED {
            true => Root::of_vectors(deviations, order),
            false => Root::of(&gram(deviations, order)?),
        };
        let root = unscaled(&root.scaled(1.0 / (count - 1.0).sqrt()), scaled, origin.len());
        let held = held(scaled, origin.len());
        Covariance::of_scores(Estimator::Bootstrap, root, origin.to_vec(), held, scores).ok_or(InferenceError::Singular)
    }

    fn finish(
        self,
        covariance: Covariance,
        (origin, free): (&[f64], &[usize]),
        scores: usize,
        coefficients: impl Fn(&Vec<f64>) -> Result<Vec<f64>, ModelError>,
    ) -> Result<Bootstrap, InferenceError> {
        let rows: Result<Vec<Vec<f64>>, ModelError> = self.found.iter().map(coefficients).collect();
        // A certified point is finite, and so is its model unless units overflow.
        let coefficients = rows.map_err(|_| InferenceError::NoReplicates)?.concat();
        let mut held = vec![true; origin.len()];
        free.iter().for_each(|&j| held[j] = false);
        Ok(Bootstrap {
            covariance,
            replicates: self.drawn,
            failed: self.drawn - self.found.len(),
            seed: self.seed,
            scores,
            origin: origin.to_vec(),
            held,
            coefficients,
        })
    }
}
