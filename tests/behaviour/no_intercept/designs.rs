//! Random data of any means and sizes, and what is fitted to them.

use crate::fixtures::random::Lcg;
use logodds::core::{Dense, InMemory};
use logodds::fit::{LogisticRegression, Method};

/// The solvers that reach any tolerance; stochastic gradient descent is left out.
pub const EXACT: [Method; 5] = [Method::Newton, Method::NewtonCg, Method::Lbfgs, Method::GradientDescent, Method::Saga];

/// A regression without an intercept.
pub fn origin() -> LogisticRegression {
    LogisticRegression { intercept: false, ..Default::default() }
}

/// `n` rows of `p` columns, of any mean and size, and labels that depend on them.
pub fn random(n: usize, p: usize, seed: u64) -> (Vec<Vec<f64>>, Vec<u8>) {
    let mut random = Lcg(seed);
    let about: Vec<(f64, f64)> = (0..p).map(|j| (3.0 * random.centred(), 10f64.powi(j as i32 % 3 - 1))).collect();
    let rows: Vec<Vec<f64>> =
        (0..n).map(|_| about.iter().map(|(mean, size)| size * (mean + 2.0 * random.centred())).collect()).collect();
    let label = |row: &Vec<f64>| {
        let eta: f64 = row.iter().zip(&about).enumerate().map(|(j, (x, (_, s)))| (j as f64 * 1.7).cos() * x / s).sum();
        u8::from(random.next() < 1.0 / (1.0 + (-0.5 * eta).exp()))
    };
    let labels = rows.iter().map(label).collect();
    (rows, labels)
}

pub fn dense(rows: &[Vec<f64>]) -> Dense<'static> {
    let p = rows.first().map_or(0, Vec::len);
    Dense::from_rows(rows.concat(), rows.len(), p).unwrap()
}

pub fn data(rows: &[Vec<f64>], labels: &[u8]) -> InMemory<'static> {
    InMemory::new(dense(rows), labels.to_vec()).unwrap()
}

/// With a column of `one` before all others.
pub fn with_ones(rows: &[Vec<f64>], one: f64) -> Vec<Vec<f64>> {
    rows.iter().map(|row| std::iter::once(one).chain(row.iter().copied()).collect()).collect()
}
