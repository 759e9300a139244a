//! Random sparse designs, the same on every machine: few rows a level, one level of thousands of rows beside one of few, weights from 0 to
//! 10⁴, offsets, labels nearly or wholly separated, several categories, columns of scale 10⁻⁶ to 10⁶.
//!
//! Where every cell has a coefficient of its own, Firth's fit of a cell of s events and f others is known: `log((s + ½) / (f + ½))`, with
//! variance `1 / ((s + f) p (1 − p))`, p being that of the fit.
#![allow(dead_code)]

use logodds_core::{Dense, EmpiricalRisk, Executor, InMemory, Penalty};
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

/// Rows and, where it is known, the answer.
pub struct Design {
    pub seed: u64,
    pub kind: &'static str,
    /// The columns' numbers, without one for the intercept.
    pub rows: Vec<Vec<f64>>,
    pub labels: Vec<u8>,
    pub weights: Option<Vec<f64>>,
    pub offset: Option<Vec<f64>>,
    pub exact: Option<Exact>,
}

/// Intercept, then coefficients.
pub struct Exact {
    pub estimates: Vec<f64>,
    pub std_errors: Vec<f64>,
}

impl Design {
    /// Four of ten have closed forms.
    pub fn random(seed: u64) -> Self {
        let mut random = Xoshiro256PlusPlus::seed_from_u64(seed);
        match seed % 10 {
            0 => cells(seed, &mut random, true),
            1 | 2 => cells(seed, &mut random, false),
            3 => crossed(seed, &mut random),
            _ => mixed(seed, &mut random),
        }
    }

    pub fn data(&self) -> InMemory<'static> {
        let x = Dense::from_rows(self.rows.concat(), self.rows.len(), self.rows[0].len()).unwrap();
        let mut data = InMemory::new(x, self.labels.clone()).unwrap();
        if let Some(weights) = &self.weights {
            data = data.with_weights(weights.clone()).unwrap();
        }
        if let Some(offset) = &self.offset {
            data = data.with_offset(offset.clone()).unwrap();
        }
        data
    }
}

pub fn risk<'a>(data: &'a InMemory<'_>) -> EmpiricalRisk<'a> {
    EmpiricalRisk::new(data, Penalty::None, Executor::sequential()).unwrap()
}

type Random = Xoshiro256PlusPlus;

/// From 0 to 10⁴, of any order of magnitude.
fn count(random: &mut Random) -> f64 {
    let most = [0, 0, 1, 3, 30, 1_000, 10_000][random.random_range(0..7)];
    f64::from(random.random_range(0..=most))
}

/// Events and others of a cell that has some.
fn cell(random: &mut Random) -> (f64, f64) {
    loop {
        let (s, f) = (count(random), count(random));
        if s + f > 0.0 {
            return (s, f);
        }
    }
}

/// Both labels are there.
fn cells_of(random: &mut Random, number: usize) -> Vec<(f64, f64)> {
    loop {
        let cells: Vec<_> = (0..number).map(|_| cell(random)).collect();
        if cells.iter().any(|c| c.0 > 0.0) && cells.iter().any(|c| c.1 > 0.0) {
            return cells;
        }
    }
}

fn log_odds(cell: (f64, f64)) -> f64 {
    ((cell.0 + 0.5) / (cell.1 + 0.5)).ln()
}

fn variance(cell: (f64, f64)) -> f64 {
    let n = cell.0 + cell.1;
    (n + 1.0).powi(2) / (n * (cell.0 + 0.5) * (cell.1 + 0.5))
}

/// Rows of cells: two a cell, weighted, or as many as it counts.
fn rows_of(
    cells: &[(f64, f64)],
    of_cell: impl Fn(usize) -> Vec<f64>,
    written_out: bool,
) -> (Vec<Vec<f64>>, Vec<u8>, Vec<f64>, Vec<usize>) {
    let (mut rows, mut labels, mut weights, mut place) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (k, &(s, f)) in cells.iter().enumerate() {
        for (label, count) in [(1, s), (0, f)] {
            let (times, weight) = if written_out { (count as usize, 1.0) } else { (1, count) };
            for _ in 0..times {
                rows.push(of_cell(k));
                labels.push(label);
                weights.push(weight);
                place.push(k);
            }
        }
    }
    (rows, labels, weights, place)
}

/// One category.
fn cells(seed: u64, random: &mut Random, written_out: bool) -> Design {
    let number = random.random_range(2..=12);
    let mut cells = cells_of(random, number);
    if written_out {
        // A thousand rows of one level against twelve of another.
        cells.iter_mut().for_each(|c| *c = (c.0.min(12.0), c.1.min(12.0)));
        cells[0] = if random.random_bool(0.5) { (0.0, 1000.0) } else { (1000.0, 0.0) };
        cells[1] = if cells[0].0 > 0.0 { (0.0, 12.0) } else { (12.0, 0.0) };
    }
    let of_cell = |k: usize| (1..number).map(|j| f64::from(u8::from(j == k))).collect();
    let (rows, labels, weights, place) = rows_of(&cells, of_cell, written_out);
    let shifts: Vec<f64> = (0..number).map(|_| f64::from(random.random_range(-300..=300)) / 100.0).collect();
    let with_offset = random.random_bool(0.3);
    let at = |k: usize| log_odds(cells[k]) - if with_offset { shifts[k] } else { 0.0 };
    let estimates = (0..number).map(|k| if k == 0 { at(0) } else { at(k) - at(0) }).collect();
    let of = |k: usize| variance(cells[k]);
    let std_errors = (0..number).map(|k| if k == 0 { of(0) } else { of(k) + of(0) }.sqrt()).collect();
    Design {
        seed,
        kind: if written_out { "levels" } else { "counted levels" },
        rows,
        labels,
        weights: (!written_out).then_some(weights),
        offset: with_offset.then(|| place.iter().map(|&k| shifts[k]).collect()),
        exact: Some(Exact { estimates, std_errors }),
    }
}

/// Two categories with all of their interactions.
fn crossed(seed: u64, random: &mut Random) -> Design {
    let (a, b) = (random.random_range(2..=4), random.random_range(2..=3));
    let cells = cells_of(random, a * b);
    let others: Vec<(usize, usize)> =
        (0..a).flat_map(|i| (0..b).map(move |j| (i, j))).filter(|&of| of != (0, 0)).collect();
    let of_cell = |k: usize| {
        let (i, j) = (k / b, k % b);
        let has = |&(p, q): &(usize, usize)| (p == 0 || p == i) && (q == 0 || q == j);
        others.iter().map(|of| f64::from(u8::from(has(of)))).collect()
    };
    let (rows, labels, weights, _) = rows_of(&cells, of_cell, false);
    let sum = |of: &dyn Fn((f64, f64)) -> f64, (i, j): (usize, usize), sign: f64| {
        let at = |i: usize, j: usize| of(cells[i * b + j]);
        match (i, j) {
            (0, 0) => at(0, 0),
            (i, 0) => at(i, 0) + sign * at(0, 0),
            (0, j) => at(0, j) + sign * at(0, 0),
            _ => at(i, j) + sign * at(i, 0) + sign * at(0, j) + at(0, 0),
        }
    };
    let all = std::iter::once((0, 0)).chain(others.iter().copied());
    let (estimates, std_errors) = all.map(|of| (sum(&log_odds, of, -1.0), sum(&variance, of, 1.0).sqrt())).unzip();
    Design {
        seed,
        kind: "crossed",
        rows,
        labels,
        weights: Some(weights),
        offset: None,
        exact: Some(Exact { estimates, std_errors }),
    }
}

/// Categories beside numbers, without a closed form.
fn mixed(seed: u64, random: &mut Random) -> Design {
    let levels: Vec<usize> = (0..random.random_range(0..=3)).map(|_| random.random_range(2..=5)).collect();
    let numbers = random.random_range(if levels.is_empty() { 1 } else { 0 }..=2);
    let scales: Vec<f64> = (0..numbers).map(|_| SCALES[random.random_range(0..SCALES.len())]).collect();
    let shifts: Vec<f64> = (0..numbers).map(|_| f64::from(random.random_range(-1..=1)) * 10.0).collect();
    let coded: usize = levels.iter().map(|of| of - 1).sum();
    let n = coded + numbers + random.random_range(4..50);
    // Cubes: a few rows are far out.
    let number = |random: &mut Random| (f64::from(random.random_range(-200..=200)) / 100.0).powi(3);
    let slopes: Vec<f64> = (0..coded + numbers).map(|_| number(random)).collect();
    let flips = [0.0, 0.02, 0.2][random.random_range(0..3)];
    let weighted = random.random_bool(0.6);
    let with_offset = random.random_bool(0.3);
    let (mut rows, mut labels, mut weights, mut offset) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for i in 0..n {
        // One row of all bases, one of each other level alone: the columns are independent.
        let mut only = i.checked_sub(1);
        let mut row = Vec::new();
        for of in &levels {
            let level = match only {
                _ if i == 0 => 0,
                Some(k) if i <= coded => {
                    if k < of - 1 {
                        k + 1
                    } else {
                        0
                    }
                }
                // The first level most of the time.
                _ => random.random_range(0..3 * of).saturating_sub(2 * of),
            };
            only = only.and_then(|k| k.checked_sub(of - 1));
            if i <= coded && only.is_none() && level > 0 {
                only = None;
            }
            row.extend((1..*of).map(|j| f64::from(u8::from(j == level))));
        }
        let plain: Vec<f64> = (0..numbers).map(|_| f64::from(random.random_range(-300..=300)) / 100.0).collect();
        let eta: f64 = row.iter().chain(&plain).zip(&slopes).map(|(x, w)| x * w).sum();
        row.extend(plain.iter().zip(scales.iter().zip(&shifts)).map(|(x, (scale, shift))| scale * (x + shift)));
        rows.push(row);
        labels.push(u8::from((eta > 0.0) != random.random_bool(flips)));
        weights.push(if i <= coded + numbers + 1 { 1.0 + count(random).min(9_999.0) } else { count(random) });
        offset.push(number(random) / 4.0);
    }
    // Both labels in rows that count: the first ones have weights.
    if labels[..2] == [0, 0] || labels[..2] == [1, 1] {
        labels[1] = 1 - labels[0];
    }
    Design {
        seed,
        kind: "mixed",
        rows,
        labels,
        weights: weighted.then_some(weights),
        offset: with_offset.then_some(offset),
        exact: None,
    }
}

const SCALES: [f64; 13] = [1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1.0, 10.0, 100.0, 1e3, 1e4, 1e5, 1e6];
