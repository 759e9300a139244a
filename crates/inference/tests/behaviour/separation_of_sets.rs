//! Separation of five hundred random sets of two labels and as many of three, of up to eight columns, against exact arithmetic: the verdict, the rows and
//! the sign of every coefficient. The same by any number of threads.

use crate::fixtures::exact::{in_cone, independent};
use logodds_core::{Dense, Executor, InMemory, Logistic, Penalty, Risk, Softmax};
use logodds_inference::separation::{Limit, Verdict, class_separation, separation};

/// Numbers in no order that matters (G. Steele et al., *OOPSLA*, 2014: SplitMix64).
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % n as u64) as usize
    }
}

/// Integers with labels from 0 to `classes` − 1.
struct Set {
    classes: usize,
    rows: Vec<Vec<i64>>,
    labels: Vec<u8>,
}

/// What is true of a set, or was found.
#[derive(Debug, PartialEq)]
struct Account {
    verdict: Verdict,
    /// Rows that are told from all labels but their own.
    separated: Vec<usize>,
    /// Of every label but the first: the intercept, then the columns that are no combinations of earlier ones.
    limits: Vec<Vec<Limit>>,
}

impl Set {
    fn random(r: &mut Random, classes: usize) -> Self {
        loop {
            let (n, p) = match classes {
                2 => (15 + r.below(36), 2 + r.below(7)),
                _ => (12 + r.below(19), 2 + r.below(3)),
            };
            let mut rows = vec![Vec::new(); n];
            for _ in 0..p {
                let kind = r.below(8);
                for row in &mut rows {
                    let last = row.last().copied().unwrap_or(0);
                    row.push(match kind {
                        0 => r.below(2) as i64,
                        1 => i64::from(r.below(6) == 0),
                        2 => last + i64::from(r.below(5) == 0),
                        3 => r.below(3) as i64 - 1,
                        _ => r.below(11) as i64 - 5,
                    });
                }
            }
            let scores: Vec<Vec<i64>> =
                (0..classes).map(|_| (0..=p).map(|_| r.below(5) as i64 - 2).collect()).collect();
            let noise = r.below(5);
            let labels: Vec<u8> = rows
                .iter()
                .map(|x| {
                    let score = |c: &Vec<i64>| c[0] + c[1..].iter().zip(x).map(|(c, x)| c * x).sum::<i64>();
                    let of_labels: Vec<i64> = scores.iter().map(score).collect();
                    let most = of_labels.iter().max().unwrap();
                    let tied: Vec<usize> = (0..classes).filter(|&k| of_labels[k] == *most).collect();
                    (match noise {
                        0 if r.below(4) == 0 => r.below(classes),
                        1 if r.below(10) == 0 => r.below(classes),
                        2 => tied[0],
                        _ => tied[r.below(tied.len())],
                    }) as u8
                })
                .collect();
            if (0..classes).all(|k| labels.iter().filter(|label| usize::from(**label) == k).count() > 1) {
                return Self { classes, rows, labels };
            }
        }
    }

    fn columns(&self) -> usize {
        self.rows[0].len()
    }

    /// Columns that are no combinations of earlier ones and the intercept.
    fn kept(&self) -> Vec<usize> {
        let plain: Vec<Vec<i128>> =
            self.rows.iter().map(|x| std::iter::once(1).chain(x.iter().map(|x| i128::from(*x))).collect()).collect();
        independent(&plain).into_iter().filter_map(|k| k.checked_sub(1)).collect()
    }

    /// The vectors of the cone: of every row, one for each label that is not its own.
    fn vectors(&self, kept: &[usize]) -> Vec<Vec<i128>> {
        let of_label = kept.len() + 1;
        let mut vectors = Vec::new();
        for (x, own) in self.rows.iter().zip(&self.labels) {
            let own = usize::from(*own);
            for other in (0..self.classes).filter(|other| *other != own) {
                let mut z = vec![0; (self.classes - 1) * of_label];
                for (label, sign) in [(own, 1), (other, -1)] {
                    if let Some(start) = label.checked_sub(1) {
                        z[start * of_label] = sign;
                        kept.iter()
                            .enumerate()
                            .for_each(|(k, &j)| z[start * of_label + k + 1] = sign * i128::from(x[j]));
                    }
                }
                vectors.push(z);
            }
        }
        vectors
    }

    fn exactly(&self) -> Account {
        let kept = self.kept();
        let vectors = self.vectors(&kept);
        let negative = |v: &[i128]| -> Vec<i128> { v.iter().map(|x| -x).collect() };
        let told: Vec<bool> = vectors.iter().map(|z| !in_cone(&vectors, &negative(z))).collect();
        let verdict = match told.iter().filter(|told| **told).count() {
            0 => Verdict::None,
            all if all == told.len() => Verdict::Complete,
            _ => Verdict::QuasiComplete,
        };
        let limit = |place: usize| {
            let mut unit = vec![0; (self.classes - 1) * (kept.len() + 1)];
            unit[place] = 1;
            match (in_cone(&vectors, &unit), in_cone(&vectors, &negative(&unit))) {
                (true, true) => Limit::Finite,
                (true, false) => Limit::PlusInfinity,
                (false, true) => Limit::MinusInfinity,
                (false, false) => Limit::Either,
            }
        };
        let of_label = kept.len() + 1;
        Account {
            verdict,
            separated: told
                .chunks(self.classes - 1)
                .enumerate()
                .filter(|(_, t)| t.iter().all(|t| *t))
                .map(|(i, _)| i)
                .collect(),
            limits: (1..self.classes).map(|l| (0..of_label).map(|k| limit((l - 1) * of_label + k)).collect()).collect(),
        }
    }

    fn found(&self, threads: usize) -> Account {
        let (n, p, kept) = (self.rows.len(), self.columns(), self.kept());
        let x: Vec<f64> = self.rows.iter().flatten().map(|x| *x as f64).collect();
        let x = Dense::from_rows(x, n, p).unwrap();
        let executor = Executor::new(threads).unwrap();
        if self.classes == 2 {
            let data = InMemory::new(x, self.labels.clone()).unwrap();
            let risk = Risk::new(Logistic, &data, Penalty::None, executor).unwrap();
            let constant: Vec<usize> = (0..p).filter(|&j| risk.moments().is_constant(j)).collect();
            let found = separation(risk.holding(&constant).columns(), None).unwrap();
            let limits = std::iter::once(found.intercept).chain(kept.iter().map(|&j| found.coefficients[j]));
            return Account { verdict: found.verdict, separated: found.separated, limits: vec![limits.collect()] };
        }
        let data = InMemory::of_classes(x, self.labels.clone(), self.classes).unwrap();
        let risk = Risk::new(Softmax::of(&data), &data, Penalty::None, executor).unwrap();
        let constant: Vec<usize> = (0..p).filter(|&j| risk.moments().is_constant(j)).collect();
        let found = class_separation(risk.holding(&constant).columns(), self.classes, None).unwrap();
        let of_label = |(intercept, of_label): (&Limit, &Vec<Limit>)| {
            std::iter::once(*intercept).chain(kept.iter().map(|&j| of_label[j])).collect()
        };
        let limits = found.intercepts.iter().zip(&found.coefficients).map(of_label).collect();
        Account { verdict: found.verdict, separated: found.rows, limits }
    }
}

fn five_hundred(classes: usize, seed: u64) {
    let (mut random, mut seen) = (Random(seed), [0; 3]);
    for k in 0..500 {
        let set = Set::random(&mut random, classes);
        let exact = set.exactly();
        assert_eq!(set.found(1), exact, "set {k}");
        if k % 10 == 0 {
            assert_eq!(set.found(3), exact, "set {k} by three threads");
        }
        seen[exact.verdict as usize] += 1;
    }
    assert!(seen.iter().all(|count| *count > 50), "{seen:?}");
}

#[test]
fn five_hundred_sets_of_two_labels() {
    five_hundred(2, 20_261_201);
}

#[test]
fn five_hundred_sets_of_three_labels() {
    five_hundred(3, 20_261_202);
}

/// What is found does not depend on threads, to the last bit: forty columns, and budgets that end before all sets of columns are minimal.
#[test]
fn any_number_of_threads_finds_the_same() {
    let (n, p) = (240, 40);
    let mut random = Random(20_261_203);
    let x: Vec<f64> = (0..n * p).map(|_| random.below(2_001) as f64 / 1_000.0 - 1.0).collect();
    let labels: Vec<u8> = x.chunks(p).map(|row| u8::from(row.iter().take(12).sum::<f64>() > 0.0)).collect();
    let data = InMemory::new(Dense::from_rows(x, n, p).unwrap(), labels).unwrap();
    let found = |threads: usize| {
        let risk = Risk::new(Logistic, &data, Penalty::None, Executor::new(threads).unwrap()).unwrap();
        separation(risk.columns(), None).unwrap()
    };
    let by_one = found(1);
    assert_eq!(by_one.verdict, Verdict::Complete);
    assert!(by_one.coefficients.iter().all(|limit| *limit != Limit::Undecided));
    assert_eq!(found(2), by_one);
    assert_eq!(found(5), by_one);
}
