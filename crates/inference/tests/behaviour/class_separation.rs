//! Separation of three and four labels in hundreds of random designs, against exact arithmetic.

use crate::fixtures::exact::{in_cone, independent};
use logodds_core::{Dense, Executor, InMemory, Penalty, Risk, Softmax};
use logodds_inference::separation::{ClassSeparation, Limit, Verdict, class_separation};

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

/// The vectors of the cone of a row, with the label that each is about.
type Others = Vec<(usize, Vec<i128>)>;

struct Design {
    classes: usize,
    columns: Vec<Vec<i64>>,
    labels: Vec<u8>,
    weights: Option<Vec<f64>>,
}

impl Design {
    fn random(r: &mut Random) -> Self {
        loop {
            let (classes, n, p) = (3 + r.below(2), 8 + r.below(16), 1 + r.below(3));
            let mut columns: Vec<Vec<i64>> = Vec::new();
            for _ in 0..p {
                columns.push(match r.below(5) {
                    0 => (0..n).map(|_| r.below(2) as i64).collect(),
                    1 => (0..n).map(|_| i64::from(r.below(5) == 0)).collect(),
                    2 if !columns.is_empty() => (0..n).map(|i| columns[0][i] + i64::from(r.below(4) == 0)).collect(),
                    3 if columns.len() > 1 => (0..n).map(|i| columns[0][i] - columns[1][i]).collect(),
                    _ => (0..n).map(|_| r.below(7) as i64 - 3).collect(),
                });
            }
            // The label of the largest of some sums, ties and all, with more noise or less; or two of the labels at random.
            let c = |r: &mut Random| -> Vec<i64> { (0..=p).map(|_| r.below(5) as i64 - 2).collect() };
            let scores: Vec<Vec<i64>> = (0..classes).map(|_| c(r)).collect();
            let noise = r.below(4);
            let labels: Vec<u8> = (0..n)
                .map(|i| {
                    let score = |k: usize| -> i64 {
                        scores[k][0] + (0..p).map(|j| scores[k][j + 1] * columns[j][i]).sum::<i64>()
                    };
                    let most = (0..classes).map(score).max().unwrap();
                    let tied: Vec<usize> = (0..classes).filter(|&k| score(k) == most).collect();
                    let best = tied[r.below(tied.len())];
                    (match noise {
                        0 => r.below(classes),
                        1 => best,
                        2 if best > 0 => 1 + r.below(classes - 1),
                        3 if r.below(8) == 0 => r.below(classes),
                        _ => best,
                    }) as u8
                })
                .collect();
            let weights =
                (r.below(4) == 0).then(|| (0..n).map(|_| [0.0, 1.0, 2.5, 0.25][r.below(4)]).collect::<Vec<f64>>());
            let there = |y: usize| {
                (0..n).any(|i| usize::from(labels[i]) == y && weights.as_ref().is_none_or(|w: &Vec<f64>| w[i] > 0.0))
            };
            if (0..classes).all(there) {
                return Self { classes, columns, labels, weights };
            }
        }
    }

    /// Rows of positive weight, each with its label and the K − 1 vectors of the cone, the columns `columns` and the intercept first in every block.
    fn rows(&self, columns: &[usize]) -> Vec<(usize, Others)> {
        let of_label = columns.len() + 1;
        (0..self.labels.len())
            .filter(|&i| self.weights.as_ref().is_none_or(|weights| weights[i] > 0.0))
            .map(|i| {
                let own = usize::from(self.labels[i]);
                let x: Vec<i128> =
                    std::iter::once(1).chain(columns.iter().map(|&j| i128::from(self.columns[j][i]))).collect();
                let vector = |other: usize| {
                    let mut z = vec![0; (self.classes - 1) * of_label];
                    for (label, sign) in [(own, 1), (other, -1)] {
                        if label > 0 {
                            x.iter().enumerate().for_each(|(k, x)| z[(label - 1) * of_label + k] = sign * x);
                        }
                    }
                    z
                };
                (own, (0..self.classes).filter(|k| *k != own).map(|k| (k, vector(k))).collect())
            })
            .collect()
    }

    /// The vectors of the cone.
    fn vectors(&self, columns: &[usize]) -> Vec<Vec<i128>> {
        self.rows(columns).into_iter().flat_map(|(_, others)| others.into_iter().map(|(_, z)| z)).collect()
    }

    fn separates(&self, columns: &[usize]) -> bool {
        let vectors = self.vectors(columns);
        vectors.iter().any(|z| !in_cone(&vectors, &negative(z)))
    }

    fn separation(&self) -> ClassSeparation {
        let (n, p) = (self.labels.len(), self.columns.len());
        let x: Vec<f64> = (0..n * p).map(|k| self.columns[k % p][k / p] as f64 * 0.1).collect();
        let mut data =
            InMemory::of_classes(Dense::from_rows(x, n, p).unwrap(), self.labels.clone(), self.classes).unwrap();
        if let Some(weights) = &self.weights {
            data = data.with_weights(weights.clone()).unwrap();
        }
        let risk = Risk::new(Softmax::of(&data), &data, Penalty::None, Executor::sequential()).unwrap();
        let constant: Vec<usize> = (0..p).filter(|&j| risk.moments().is_constant(j)).collect();
        class_separation(risk.holding(&constant).columns(), self.classes, None).unwrap()
    }
}

fn negative(v: &[i128]) -> Vec<i128> {
    v.iter().map(|x| -x).collect()
}

#[test]
fn verdict_pairs_limits_and_culprits_of_hundreds_of_designs() {
    let mut random = Random(20_261_124);
    let mut seen = [0; 3];
    for d in 0..400 {
        let design = Design::random(&mut random);
        let found = design.separation();
        let p = design.columns.len();
        let all: Vec<usize> = (0..p).collect();
        // Columns that are no combinations of earlier ones and the intercept.
        let plain: Vec<Vec<i128>> = (0..design.labels.len())
            .filter(|&i| design.weights.as_ref().is_none_or(|weights| weights[i] > 0.0))
            .map(|i| std::iter::once(1).chain(all.iter().map(|&j| i128::from(design.columns[j][i]))).collect())
            .collect();
        let kept: Vec<usize> = independent(&plain).into_iter().filter_map(|k| k.checked_sub(1)).collect();
        let (rows, vectors) = (design.rows(&kept), design.vectors(&kept));

        let mut pairs = vec![(0, 0); design.classes * design.classes];
        let mut separated = 0;
        for (own, others) in &rows {
            let mut from_all = true;
            for (other, z) in others {
                let told = !in_cone(&vectors, &negative(z));
                from_all &= told;
                let pair = &mut pairs[own.min(other) * design.classes + own.max(other)];
                *(if told { &mut pair.0 } else { &mut pair.1 }) += 1;
            }
            separated += usize::from(from_all);
        }
        let verdict = match pairs.iter().map(|pair| pair.0).sum::<usize>() {
            0 => Verdict::None,
            told if told == vectors.len() => Verdict::Complete,
            _ => Verdict::QuasiComplete,
        };
        assert_eq!(found.verdict, verdict, "design {d}");
        assert_eq!((found.separated, found.overlap), (separated, rows.len() - separated), "design {d}");
        let mut as_found = vec![(0, 0); pairs.len()];
        for pair in &found.pairs {
            as_found[pair.labels.0 * design.classes + pair.labels.1] = (pair.separated, pair.overlap);
        }
        pairs.iter_mut().filter(|pair| pair.0 == 0).for_each(|pair| pair.1 = 0);
        assert_eq!(as_found, pairs, "design {d}");
        seen[verdict as usize] += 1;

        let of_label = kept.len() + 1;
        for place in 0..(design.classes - 1) * of_label {
            let mut unit = vec![0; (design.classes - 1) * of_label];
            unit[place] = 1;
            let limit = match (in_cone(&vectors, &unit), in_cone(&vectors, &negative(&unit))) {
                (true, true) => Limit::Finite,
                (true, false) => Limit::PlusInfinity,
                (false, true) => Limit::MinusInfinity,
                (false, false) => Limit::Either,
            };
            let (label, place) = (place / of_label, place % of_label);
            let own = match place.checked_sub(1) {
                Some(place) => found.coefficients[label][kept[place]],
                None => found.intercepts[label],
            };
            assert_eq!(own, limit, "design {d}, label {label}, place {place}");
        }

        // Single columns: all that separate, and no others; sets that separate, and do not without any column.
        let constant = |j: usize| design.columns[j].iter().all(|x| *x == design.columns[j][0]);
        let alone: Vec<usize> = all.iter().copied().filter(|&j| !constant(j) && design.separates(&[j])).collect();
        let told: Vec<usize> =
            found.combinations.iter().filter(|set| set.columns.len() == 1).map(|set| set.columns[0]).collect();
        assert_eq!(told, alone, "design {d}");
        for set in &found.combinations {
            assert!(design.separates(&set.columns) && set.is_minimal && !set.pairs.is_empty(), "design {d}");
            for left_out in set.columns.iter().filter(|_| set.columns.len() > 1) {
                let fewer: Vec<usize> = set.columns.iter().copied().filter(|j| j != left_out).collect();
                assert!(!design.separates(&fewer), "design {d}: {set:?} without {left_out}");
            }
        }
        let rest: Vec<usize> = all.iter().copied().filter(|j| !found.without.contains(j)).collect();
        assert!(!design.separates(&rest), "design {d}");
        assert_eq!(found.without.is_empty(), verdict == Verdict::None, "design {d}");
    }
    assert!(seen.iter().all(|count| *count > 40), "{seen:?}");
}
