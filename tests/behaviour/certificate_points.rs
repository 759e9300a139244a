//! Bounds at random points of random data against the true gap, in twice the working precision.
//!
//! The data are small and unpleasant: sparse columns, levels, heavy tails, units apart by 10⁶, duplicates, weights (some of them 0), offsets,
//! classes of a single row, ridges from 1 to 10⁻⁹ or none. Points lie at any distance from the optimum, along coordinates, intercepts, and
//! directions in which F is flat; and on the way of a solver, where what earlier points knew counts, too. Whatever a point v, `F(u) − F(v) ≤ F(u) − F*`: so v need not be the optimum for a violation to be one; it is
//! Newton's, with gradients of 30 digits, to see as many as there are.
//!
//! `CERTIFICATE_POINTS` says how many (4,000 if it is not set; `.ci/campaigns/certificates` takes 200,000).

use crate::fixtures::double_double::DoubleDouble as D;
use crate::fixtures::random::Xorshift;
use crate::fixtures::recorder::Recorder;
use logodds::core::{
    Csr, Dense, Executor, Features, InMemory, Logistic, Objective, Order, Penalty, Response, Risk, Softmax, Structure,
};
use logodds::fit::Method;
use logodds::optim::certificate::{Anchor, certify};
use logodds::optim::{Cholesky, Iterate, Premises, Silent, StoppingRule, minimize};

/// Points of a data set.
const POINTS: usize = 40;

/// A data set as numbers.
struct Problem {
    x: Vec<Vec<f64>>,
    y: Vec<u8>,
    classes: usize,
    weights: Option<Vec<f64>>,
    offset: Option<Vec<f64>>,
    lambda: f64,
    sparse: bool,
    has_intercept: bool,
}

fn below(r: &mut Xorshift, n: usize) -> usize {
    ((r.uniform() * n as f64) as usize).min(n - 1)
}

/// Nearly normal.
fn normal(r: &mut Xorshift) -> f64 {
    (0..12).map(|_| r.uniform()).sum::<f64>() - 6.0
}

impl Problem {
    fn random(r: &mut Xorshift) -> Self {
        let classes = if below(r, 2) == 0 { 2 } else { 3 + below(r, 6) };
        let (p, n) = (1 + below(r, 6), classes + 4 + below(r, 50));
        let kinds: Vec<usize> = (0..p).map(|_| below(r, 7)).collect();
        let units: Vec<f64> =
            (0..p).map(|_| if below(r, 3) == 0 { 10f64.powf(12.0 * r.uniform() - 6.0) } else { 1.0 }).collect();
        let row = |r: &mut Xorshift| -> Vec<f64> {
            let level = below(r, p);
            let mut row: Vec<f64> = Vec::new();
            for (j, kind) in kinds.iter().enumerate() {
                let x = match kind {
                    0 => (std::f64::consts::PI * (r.uniform() - 0.5)).tan().abs(),
                    1 => normal(r).exp(),
                    2 => (3.0 * normal(r)).exp(),
                    3 => {
                        if level == j {
                            1.0
                        } else {
                            0.0
                        }
                    }
                    4 => {
                        if r.uniform() < 0.2 {
                            r.uniform()
                        } else {
                            0.0
                        }
                    }
                    5 if j > 0 => row[j - 1] / units[j - 1] * (1.0 + 1e-6 * normal(r)),
                    _ => normal(r),
                };
                row.push(x * units[j]);
            }
            row
        };
        let x: Vec<Vec<f64>> = (0..n).map(|_| row(r)).collect();
        let steep = 3.0 * r.uniform();
        let label = |r: &mut Xorshift, row: &Vec<f64>| {
            let signal = steep * (row[0] / units[0]).clamp(-3.0, 3.0);
            let rare = below(r, 4) > 0;
            if r.uniform() * 4.0 < 2.0 + signal { below(r, if rare { 2 } else { classes }) as u8 } else { 0 }
        };
        let mut y: Vec<u8> = x.iter().map(|row| label(r, row)).collect();
        (0..classes).for_each(|k| y[k] = k as u8);
        let weights = (below(r, 3) == 0).then(|| {
            (0..n)
                .map(|i| if i >= classes && below(r, 6) == 0 { 0.0 } else { 10f64.powf(2.0 * r.uniform() - 1.0) })
                .collect()
        });
        let offsets = if classes == 2 { n } else { n * classes };
        let offset = (below(r, 3) == 0).then(|| (0..offsets).map(|_| 2.0 * normal(r)).collect());
        let lambda = if below(r, 5) == 0 { 0.0 } else { 10f64.powf(-9.0 * r.uniform()) };
        Self { x, y, classes, weights, offset, lambda, sparse: below(r, 3) == 0, has_intercept: below(r, 4) > 0 }
    }

    fn data(&self) -> InMemory<'static> {
        let (n, p) = (self.x.len(), self.x[0].len());
        let features: Features<'static> = if self.sparse {
            let (mut ends, mut columns, mut values) = (vec![0usize], Vec::new(), Vec::new());
            for row in &self.x {
                for (j, x) in row.iter().enumerate().filter(|(_, x)| **x != 0.0) {
                    columns.push(j as u32);
                    values.push(*x);
                }
                ends.push(columns.len());
            }
            Csr::new(ends, columns, values, p).unwrap().into()
        } else {
            Dense::from_rows(self.x.concat(), n, p).unwrap().into()
        };
        let mut data = InMemory::of_classes(features, self.y.clone(), self.classes).unwrap();
        if let Some(weights) = &self.weights {
            data = data.with_weights(weights.clone()).unwrap();
        }
        if let Some(offset) = &self.offset {
            data = data.with_offset(offset.clone()).unwrap();
        }
        data
    }

    fn penalty(&self) -> Penalty {
        if self.lambda > 0.0 { Penalty::l2(self.lambda) } else { Penalty::None }
    }
}

fn sum(terms: impl Iterator<Item = D>) -> D {
    terms.fold(D::from(0.0), |sum, term| sum + term)
}

fn root(x: f64) -> D {
    let s = x.sqrt();
    D::from(s) + (D::from(x) - D::from(s) * D::from(s)) * D::from(0.5 / s)
}

/// log x for x ≥ 1.
fn log(x: D) -> D {
    (0..3).fold(D::from(x.0.ln()), |y, _| y + x * (-y).exp() - D::from(1.0))
}

/// F at a point of the solver's coordinates, and its gradient, to some 30 digits.
struct Exact {
    /// 1 (or 0 without an intercept) and the columns, about their origin and divided by their scale.
    rows: Vec<Vec<D>>,
    y: Vec<usize>,
    weights: Vec<D>,
    /// Of the outputs, less their mean.
    offsets: Vec<Vec<D>>,
    /// λ/s² of the coordinates of a block.
    ridge: Vec<D>,
    /// Q, class by class; `None` of one output.
    basis: Option<Vec<Vec<D>>>,
}

impl Exact {
    fn new<R: Response>(problem: &Problem, risk: &Risk<'_, R>) -> Self {
        let scaled = risk.scaled();
        let scale: Vec<D> = scaled.free().iter().map(|&j| D::from(scaled.scale(j)).reciprocal()).collect();
        let first = D::from(if scaled.has_intercept() { 1.0 } else { 0.0 });
        let of_row = |row: &Vec<f64>| -> Vec<D> {
            let columns = scaled.free().iter().zip(&scale);
            let entry = |(&j, s): (&usize, &D)| (D::from(row[j]) - D::from(risk.moments().origin[j])) * *s;
            std::iter::once(first).chain(columns.map(entry)).collect()
        };
        let k = problem.classes;
        let basis = (k > 2).then(|| {
            let a = (root(k as f64) * (root(k as f64) + D::from(1.0))).reciprocal();
            let last = root(k as f64).reciprocal();
            let entry = |class: usize, c: usize| match class + 1 {
                class if class == k => -last,
                class => D::from(f64::from(u8::from(class == c + 1))) - a,
            };
            (0..k).map(|class| (0..k - 1).map(|c| entry(class, c)).collect()).collect::<Vec<Vec<D>>>()
        });
        let mean = &risk.null().offset_mean;
        let offsets = (0..problem.x.len()).map(|i| match (&problem.offset, &basis) {
            (None, _) => vec![D::from(0.0); mean.len()],
            (Some(offset), None) => vec![D::from(offset[i]) - D::from(mean[0])],
            (Some(offset), Some(q)) => (0..k - 1)
                .map(|c| sum((0..k).map(|class| q[class][c] * D::from(offset[i * k + class]))) - D::from(mean[c]))
                .collect(),
        });
        let n = problem.x.len();
        let weights: Vec<D> = problem.weights.clone().unwrap_or(vec![1.0; n]).into_iter().map(D::from).collect();
        let total = sum(weights.iter().copied()).reciprocal();
        let ridge = scale.iter().map(|s| D::from(problem.lambda) * *s * *s);
        Self {
            rows: problem.x.iter().map(of_row).collect(),
            y: problem.y.iter().map(|y| usize::from(*y)).collect(),
            weights: weights.into_iter().map(|weight| weight * total).collect(),
            offsets: offsets.collect(),
            ridge: std::iter::once(D::from(0.0)).chain(ridge).collect(),
            basis,
        }
    }

    /// Value and gradient.
    fn at(&self, u: &[D]) -> (D, Vec<D>) {
        let block = self.ridge.len();
        let mut value = D::from(0.0);
        let mut gradient = vec![D::from(0.0); u.len()];
        for (((row, y), weight), offset) in self.rows.iter().zip(&self.y).zip(&self.weights).zip(&self.offsets) {
            if weight.0 == 0.0 {
                continue;
            }
            let theta: Vec<D> = (u.chunks(block).zip(offset))
                .map(|(u, offset)| sum(row.iter().zip(u).map(|(x, u)| *x * *u)) + *offset)
                .collect();
            let (loss, residuals) = self.loss(&theta, *y);
            value = value + *weight * loss;
            for (g, r) in gradient.chunks_mut(block).zip(residuals) {
                g.iter_mut().zip(row).for_each(|(g, x)| *g = *g + *weight * r * *x);
            }
        }
        for (j, u) in u.iter().enumerate() {
            let pull = self.ridge[j % block] * *u;
            value = value + D::from(0.5) * pull * *u;
            gradient[j] = gradient[j] + pull;
        }
        (value, gradient)
    }

    fn loss(&self, theta: &[D], y: usize) -> (D, Vec<D>) {
        let Some(basis) = &self.basis else {
            let margin = if y == 1 { -theta[0] } else { theta[0] };
            let wrong = (margin - margin.log1pexp()).exp();
            return (margin.log1pexp(), vec![if y == 1 { -wrong } else { wrong }]);
        };
        let eta: Vec<D> = basis.iter().map(|q| sum(q.iter().zip(theta).map(|(q, t)| *q * *t))).collect();
        let most = eta.iter().copied().fold(eta[0], |most, eta| if (eta - most).0 > 0.0 { eta } else { most });
        let small = |x: D| if x.0 < -600.0 { D::from(0.0) } else { x.exp() };
        let e: Vec<D> = eta.iter().map(|eta| small(*eta - most)).collect();
        let total = sum(e.iter().copied());
        let share = total.reciprocal();
        let r: Vec<D> = e.iter().enumerate().map(|(k, e)| *e * share - D::from(f64::from(u8::from(k == y)))).collect();
        let of_contrast = |c: usize| sum(basis.iter().zip(&r).map(|(q, r)| q[c] * *r));
        (most - eta[y] + log(total), (0..theta.len()).map(of_contrast).collect())
    }
}

/// Points of one problem looked at; panics at a bound below the gap.
fn check<R: Response>(problem: &Problem, risk: &Risk<'_, R>, r: &mut Xorshift, seed: u64) -> usize {
    let exact = Exact::new(problem, risk);
    let (premises, geometry) = (Premises::of(risk), risk.geometry().unwrap());
    let stop = StoppingRule { tolerance: 1e-12, max_iterations: 60, max_time: None };
    let solution = minimize(&*Method::Newton.solver(0), risk, risk.start(), &stop, &mut Silent).unwrap();
    let hessian = |u: &[f64]| risk.evaluate(u, Order::Hessian).unwrap().hessian.and_then(|h| Cholesky::new(&h).ok());
    let factor = hessian(&solution.point);
    // The optimum with twice the digits, as far as it can be had.
    let mut best: Vec<D> = solution.point.iter().map(|u| D::from(*u)).collect();
    let (mut least, mut gradient) = exact.at(&best);
    for _ in 0..if factor.is_some() { 4 } else { 0 } {
        let step = factor.as_ref().unwrap().solve(&gradient.iter().map(|g| g.0).collect::<Vec<_>>());
        let next: Vec<D> = best.iter().zip(step).map(|(u, d)| *u - D::from(d)).collect();
        let (value, at_next) = exact.at(&next);
        let change = (value - least).0;
        if change.is_nan() || change >= 0.0 {
            break;
        }
        (best, least, gradient) = (next, value, at_next);
    }
    let gap_at = |u: &[f64]| {
        let value = exact.at(&u.iter().map(|u| D::from(*u)).collect::<Vec<_>>()).0;
        (value - least).0 - 1e-28 * value.0.max(1e-2)
    };
    let method = Method::ALL[below(r, Method::ALL.len())];
    let stop = StoppingRule { tolerance: 1e-10, max_iterations: POINTS, max_time: None };
    let mut way = Recorder::default();
    let solution = minimize(&*method.solver(seed), risk, risk.start(), &stop, &mut way).unwrap();
    way.0.push((solution.point, solution.certificate.bound));
    for (k, (u, bound)) in way.0.iter().enumerate() {
        let gap = gap_at(u);
        assert!(gap <= *bound, "seed {seed}, step {k} of {method}: gap {gap:e} above the bound {bound:e}");
    }
    let block = exact.ridge.len();
    let mut earlier: Option<Anchor> = None;
    for k in 0..POINTS {
        let length = 10f64.powf(11.0 * r.uniform() - 10.0);
        let mut step: Vec<f64> = (0..risk.dim()).map(|_| normal(r)).collect();
        match k % 4 {
            0 => {}
            1 => step.iter_mut().enumerate().for_each(|(j, d)| *d = if j % block == 0 { *d } else { 0.0 }),
            2 => (0..step.len()).filter(|j| j % 3 != k % 3).for_each(|j| step[j] = 0.0),
            _ => step = factor.as_ref().map_or(step.clone(), |factor| factor.unwhiten_point(&step)),
        }
        let pinned = !problem.has_intercept;
        let at = |j: usize| if pinned && j.is_multiple_of(block) { 0.0 } else { best[j].0 + length * step[j] };
        let u: Vec<f64> = (0..risk.dim()).map(at).collect();
        let evaluation = risk.evaluate(&u, Order::Gradient).unwrap();
        let gap = gap_at(&u);
        let iterate = Iterate::new(&u, &evaluation);
        let judge = |anchor: Option<&Anchor>, how: &str| {
            let certificate = certify(&iterate, premises, anchor);
            let (bound, kind) = (certificate.bound, certificate.kind.name());
            assert!(gap <= bound, "seed {seed}, point {k}, {how}: gap {gap:e} above the bound {bound:e} ({kind})");
        };
        judge(None, "no Hessian");
        judge(earlier.as_ref(), "an earlier Hessian");
        if let Some(factor) = hessian(&u) {
            let mut anchor = Anchor::new(factor, u.clone(), geometry);
            judge(Some(&anchor), "its Hessian");
            anchor.tighten(risk, geometry).unwrap();
            judge(Some(&anchor), "its Hessian and largest leverage");
            if k % 5 == 0 {
                earlier = Some(anchor);
            }
        }
    }
    POINTS + way.0.len()
}

#[test]
fn no_bound_is_below_the_gap_at_random_points() {
    let wanted = std::env::var("CERTIFICATE_POINTS").ok().and_then(|n| n.parse().ok()).unwrap_or(4_000);
    let (mut points, mut seed) = (0, 0);
    while points < wanted {
        seed += 1;
        let mut r = Xorshift(0x9e37_79b9_7f4a_7c15_u64.wrapping_mul(seed));
        let problem = Problem::random(&mut r);
        let (data, penalty, executor) = (problem.data(), problem.penalty(), Executor::sequential());
        // A risk of data that cannot be fitted is refused, and no certificate is asked of it.
        points += match (problem.classes, problem.has_intercept) {
            (2, true) => Risk::new(Logistic, &data, penalty, executor).map(|risk| check(&problem, &risk, &mut r, seed)),
            (2, false) => Risk::through_origin(Logistic, &data, penalty, executor)
                .map(|risk| check(&problem, &risk, &mut r, seed)),
            (k, true) => {
                Risk::new(Softmax::new(k), &data, penalty, executor).map(|risk| check(&problem, &risk, &mut r, seed))
            }
            (k, false) => Risk::through_origin(Softmax::new(k), &data, penalty, executor)
                .map(|risk| check(&problem, &risk, &mut r, seed)),
        }
        .unwrap_or(0);
    }
}
