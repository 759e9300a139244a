//! Separation of a thousand random designs, against exact arithmetic: membership in cones of integer vectors by the simplex method with
//! integer pivots.

use crate::fixtures::exact::{in_cone, independent};
use logodds_core::risk::alias::Columns;
use logodds_core::{Dense, Executor, InMemory, Logistic, Penalty, Risk};
use logodds_core::{Recession, Towards};
use logodds_inference::Separation;
use logodds_inference::separation::{Limit, Verdict, separation, separation_by_columns};

/// Numbers in no order that matters (G. Steele et al., *OOPSLA*, 2014: SplitMix64).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
    fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }
}

struct Design {
    columns: Vec<Vec<i64>>,
    labels: Vec<u8>,
    weights: Option<Vec<f64>>,
    /// The numbers handed in are `integer · unit + shift`.
    unit: Vec<f64>,
    shift: Vec<f64>,
}

impl Design {
    fn random(r: &mut Random) -> Self {
        loop {
            let (n, p) = (6 + r.below(20), 1 + r.below(4));
            let mut columns: Vec<Vec<i64>> = Vec::new();
            for _ in 0..p {
                let column: Vec<i64> = match r.below(6) {
                    0 => (0..n).map(|_| r.below(2) as i64).collect(),
                    1 => (0..n).map(|_| i64::from(r.below(5) == 0)).collect(),
                    2 => (0..n).map(|_| r.below(4) as i64).collect(),
                    3 if columns.len() > 1 => (0..n).map(|i| columns[0][i] - 2 * columns[1][i]).collect(),
                    4 if !columns.is_empty() => (0..n).map(|i| columns[0][i] + i64::from(r.below(4) == 0)).collect(),
                    _ => (0..n).map(|_| r.below(11) as i64 - 5).collect(),
                };
                columns.push(column);
            }
            let c: Vec<i64> = (0..p).map(|_| r.below(5) as i64 - 2).collect();
            let score = |i: usize| -> i64 { (0..p).map(|j| c[j] * columns[j][i]).sum() };
            let middle = score(r.below(n));
            let noise = r.below(4);
            let labels: Vec<u8> = (0..n)
                .map(|i| match noise {
                    0 => r.below(2) as u8,
                    1 => u8::from(score(i) > middle),
                    // Ties go either way: quasi-complete, if anything.
                    2 if score(i) == middle => r.below(2) as u8,
                    2 => u8::from(score(i) > middle),
                    _ if r.below(6) == 0 => r.below(2) as u8,
                    _ => u8::from(score(i) > middle),
                })
                .collect();
            let weights =
                (r.below(3) == 0).then(|| (0..n).map(|_| [0.0, 1.0, 2.5, 0.25][r.below(4)]).collect::<Vec<f64>>());
            let unit = (0..p).map(|_| [1.0, 0.1, 1e-6, 1024.0, 1.0][r.below(5)]).collect();
            let shift = (0..p).map(|_| [0.0, 0.0, 1e5, -3.0][r.below(4)]).collect();
            let there = |y: u8| {
                (0..n).any(|i| labels[i] == y && weights.as_ref().is_none_or(|weights: &Vec<f64>| weights[i] > 0.0))
            };
            if there(0) && there(1) {
                return Self { columns, labels, weights, unit, shift };
            }
        }
    }

    fn value(&self, i: usize, j: usize) -> f64 {
        // A shift beside a small unit would round the integers away.
        let shift = if self.unit[j] < 0.01 { 0.0 } else { self.shift[j] };
        self.columns[j][i] as f64 * self.unit[j] + shift
    }

    /// z_i with the intercept first, of rows of positive weight, for some columns.
    fn rows(&self, columns: &[usize]) -> Vec<Vec<i128>> {
        (0..self.labels.len())
            .filter(|&i| self.weights.as_ref().is_none_or(|weights| weights[i] > 0.0))
            .map(|i| {
                let sign = if self.labels[i] == 1 { 1 } else { -1 };
                std::iter::once(sign).chain(columns.iter().map(|&j| sign * i128::from(self.columns[j][i]))).collect()
            })
            .collect()
    }

    fn separation(&self) -> Separation {
        self.with_columns(&|columns| separation(columns, None).unwrap())
    }

    fn with_columns<T>(&self, f: &dyn Fn(Columns<'_>) -> T) -> T {
        let (n, p) = (self.labels.len(), self.columns.len());
        let x: Vec<f64> = (0..n * p).map(|k| self.value(k / p, k % p)).collect();
        let mut data = InMemory::new(Dense::from_rows(x, n, p).unwrap(), self.labels.clone()).unwrap();
        if let Some(weights) = &self.weights {
            data = data.with_weights(weights.clone()).unwrap();
        }
        let risk = Risk::new(Logistic, &data, Penalty::None, Executor::sequential()).unwrap();
        let constant: Vec<usize> = (0..p).filter(|&j| risk.moments().is_constant(j)).collect();
        f(risk.holding(&constant).columns())
    }
}

fn negative(v: &[i128]) -> Vec<i128> {
    v.iter().map(|x| -x).collect()
}

/// Where the sum g·d goes, exactly.
fn limit(rows: &[Vec<i128>], g: &[i128]) -> Limit {
    match (in_cone(rows, g), in_cone(rows, &negative(g))) {
        (true, true) => Limit::Finite,
        (true, false) => Limit::PlusInfinity,
        (false, true) => Limit::MinusInfinity,
        (false, false) => Limit::Either,
    }
}

fn separates(rows: &[Vec<i128>]) -> bool {
    rows.iter().any(|z| !in_cone(rows, &negative(z)))
}

#[test]
fn verdict_and_culprits_of_a_thousand_designs() {
    let mut random = Random(20_261_124);
    let mut seen = [0; 3];
    for k in 0..1_000 {
        let design = Design::random(&mut random);
        let found = design.separation();
        let p = design.columns.len();

        let all: Vec<usize> = (0..p).collect();
        let kept: Vec<usize> =
            independent(&design.rows(&all)).into_iter().filter_map(|k: usize| k.checked_sub(1)).collect();
        let rows = design.rows(&kept);
        let separated = rows.iter().filter(|z| !in_cone(&rows, &negative(z))).count();
        let verdict = match separated {
            0 => Verdict::None,
            all if all == rows.len() => Verdict::Complete,
            _ => Verdict::QuasiComplete,
        };
        assert_eq!(found.verdict, verdict, "design {k}");
        assert_eq!((found.separated.len(), found.overlap), (separated, rows.len() - separated), "design {k}");
        seen[verdict as usize] += 1;

        // The signs that all directions have.
        for place in 0..=kept.len() {
            let mut unit = vec![0; kept.len() + 1];
            unit[place] = 1;
            let limit = limit(&rows, &unit);
            match place.checked_sub(1) {
                Some(place) => assert_eq!(found.coefficients[kept[place]], limit, "design {k}, column {}", kept[place]),
                // That of integers as they are.
                None if design.shift.iter().all(|shift| *shift == 0.0) => {
                    assert_eq!(found.intercept, limit, "design {k}")
                }
                None => {}
            }
        }

        // Single columns: all that separate, and no others.
        let constant = |j: usize| independent(&design.rows(&[j])).len() == 1;
        let alone: Vec<usize> = (0..p).filter(|&j| !constant(j) && separates(&design.rows(&[j]))).collect();
        let told: Vec<usize> = found
            .combinations
            .iter()
            .filter(|combination| combination.terms.len() == 1)
            .map(|combination| combination.terms[0].0)
            .collect();
        assert_eq!(told, alone, "design {k}");
        for combination in &found.combinations {
            let columns: Vec<usize> = combination.terms.iter().map(|(j, _)| *j).collect();
            assert!(separates(&design.rows(&columns)), "design {k}: {columns:?}");
            for left_out in columns.iter().filter(|_| columns.len() > 1) {
                let fewer: Vec<usize> = columns.iter().copied().filter(|j| j != left_out).collect();
                assert!(!separates(&design.rows(&fewer)), "design {k}: {columns:?} without {left_out}");
            }
            // Counts, by the sums themselves.
            assert_eq!(combination.below + combination.above + combination.between, rows.len());
        }
        // Without the columns that are told to be left out nothing separates.
        let rest: Vec<usize> = (0..p).filter(|j| !found.without.contains(j)).collect();
        assert!(!separates(&design.rows(&rest)), "design {k}");
        assert_eq!(found.without.is_empty(), verdict == Verdict::None);
    }
    assert!(seen.iter().all(|count| *count > 150), "{seen:?}");
}

/// What single columns peel off, and where new rows go, of a thousand designs of integers.
#[test]
fn columns_alone_and_new_rows_of_a_thousand_designs() {
    let mut random = Random(20_261_130);
    let (mut peeled, mut scored) = (0, [0; 4]);
    for k in 0..1_000 {
        let mut design = Design::random(&mut random);
        design.unit.fill(1.0);
        design.shift.fill(0.0);
        let p = design.columns.len();
        let all: Vec<usize> = (0..p).collect();
        let kept: Vec<usize> =
            independent(&design.rows(&all)).into_iter().filter_map(|k: usize| k.checked_sub(1)).collect();
        let rows = design.rows(&kept);
        let apart: Vec<bool> = rows.iter().map(|z| !in_cone(&rows, &negative(z))).collect();
        let number = |i: usize| {
            let there = |i: &usize| design.weights.as_ref().is_none_or(|weights| weights[*i] > 0.0);
            (0..design.labels.len()).filter(there).position(|other| other == i).unwrap()
        };
        let found = design.separation();

        // By columns alone: rows that are separated, and if these are all, the limits of all columns.
        if let Some(part) = design.with_columns(&|columns| separation_by_columns(columns, false).unwrap()) {
            assert!(part.separated.iter().all(|&i| apart[number(i)]), "design {k}");
            let is_whole = part.separated.len() == apart.iter().filter(|apart| **apart).count();
            if is_whole && part.overlap > 0 && kept.len() == p {
                peeled += 1;
                let whole = design.with_columns(&|columns| separation_by_columns(columns, true).unwrap()).unwrap();
                assert_eq!(
                    (&whole.coefficients, whole.intercept),
                    (&found.coefficients, found.intercept),
                    "design {k}"
                );
            }
        }

        // New rows: a limit of their own, 1, 0, or none, and never one that is not.
        if found.verdict != Verdict::QuasiComplete || kept.len() < p {
            continue;
        }
        let recession = Recession::new(found.rays.clone(), p).unwrap();
        for _ in 0..20 {
            let x: Vec<i64> = (0..p).map(|j| design.columns[j][random.below(design.labels.len())]).collect();
            let z: Vec<i128> = std::iter::once(1).chain(x.iter().map(|x| i128::from(*x))).collect();
            let towards = recession.of_row(x.iter().map(|x| *x as f64).enumerate());
            let exact = limit(&rows, &z);
            match towards {
                Towards::Limit => assert_eq!(exact, Limit::Finite, "design {k}: {x:?}"),
                Towards::PlusInfinity => assert_eq!(exact, Limit::PlusInfinity, "design {k}: {x:?}"),
                Towards::MinusInfinity => assert_eq!(exact, Limit::MinusInfinity, "design {k}: {x:?}"),
                Towards::Open => assert_ne!(exact, Limit::Finite, "design {k}: {x:?}"),
            }
            scored[towards as usize] += 1;
        }
    }
    assert!(peeled > 100 && scored.iter().all(|count| *count > 100), "{peeled} {scored:?}");
}
