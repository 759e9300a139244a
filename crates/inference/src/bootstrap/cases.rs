//! Cases, and how they are drawn again.
//!
//! A case is a row of positive weight, one of the rows that a frequency stands for, or a cluster of rows. As many as there are get drawn with
//! replacement, and the weight of a row becomes its own times how often its case was drawn (of a frequency, how often one of its rows
//! was). A number below n comes from the upper half of the 128-bit product of n and 64 random bits: no case is more probable than another by more
//! than n/2⁶⁴ of itself (D. Lemire, *ACM Trans. Model. Comput. Simul.* 29, 2019).

use crate::covariance::{Clusters, WeightKind};
use crate::error::InferenceError;
use logodds_core::{RowBlocks, Target};
use rand::RngCore;

/// Rows that frequencies may stand for: each is drawn on its own, some seconds a replicate.
const MOST_ROWS: u64 = 100_000_000;

/// The cases of a data set.
pub(super) struct Cases<'a> {
    units: Units<'a>,
    /// The class of every row; none of a row that is of two in part.
    labels: Vec<Option<u8>>,
    classes: usize,
    weights: Vec<f64>,
}

enum Units<'a> {
    /// These rows.
    Rows(Vec<usize>),
    /// These rows, so many of each: the sums of the counts so far.
    Counts(Vec<usize>, Vec<u64>),
    /// All rows of a cluster: that of every row, and how many there are.
    Clusters(&'a [u32], usize),
}

impl Units<'_> {
    fn count(&self) -> u64 {
        match self {
            Self::Rows(rows) => rows.len() as u64,
            Self::Counts(_, ends) => ends.last().copied().unwrap_or_default(),
            Self::Clusters(_, clusters) => *clusters as u64,
        }
    }
}

impl<'a> Cases<'a> {
    pub(super) fn new(
        data: &dyn RowBlocks,
        kind: WeightKind,
        clusters: Option<&'a Clusters>,
    ) -> Result<Self, InferenceError> {
        let shape = data.shape();
        let (mut labels, mut weights) = (Vec::with_capacity(shape.rows), Vec::with_capacity(shape.rows));
        let origin = vec![0.0; shape.columns];
        data.visit(0..shape.blocks(), &origin, &mut |block| {
            labels.extend((0..block.rows()).map(|i| class_of(block.target, i)));
            match block.weights {
                Some(of_block) => weights.extend_from_slice(of_block),
                None => weights.resize(labels.len(), 1.0),
            }
        })?;
        let rows = || (0..weights.len()).filter(|&i| weights[i] > 0.0).collect::<Vec<usize>>();
        let units = match clusters {
            Some(clusters) => Units::Clusters(clusters.of_rows(shape.rows)?, clusters.count()),
            None if kind == WeightKind::Frequency => {
                let rows = rows();
                let total: f64 = weights.iter().sum();
                if weights.iter().any(|weight| weight.fract() != 0.0) || total > MOST_ROWS as f64 {
                    return Err(InferenceError::Counts { most: MOST_ROWS });
                }
                let ends = rows.iter().scan(0, |end, &i| {
                    *end += weights[i] as u64;
                    Some(*end)
                });
                let ends = ends.collect();
                Units::Counts(rows, ends)
            }
            None => Units::Rows(rows()),
        };
        match units.count() {
            0 | 1 => Err(InferenceError::TooFew { units: units.count() as f64, needed: 2.0 }),
            _ => Ok(Self { units, labels, classes: data.classes(), weights }),
        }
    }

    /// The weights of a replicate and their sum; `None` if it lacks a label altogether.
    pub(super) fn draw(&self, mut random: impl RngCore) -> Option<(Vec<f64>, f64)> {
        let count = self.units.count();
        let mut below = || ((u128::from(random.next_u64()) * u128::from(count)) >> 64) as usize;
        let mut weights = vec![0.0; self.weights.len()];
        match &self.units {
            Units::Rows(rows) => {
                (0..count).for_each(|_| weights[rows[below()]] += 1.0);
                weights.iter_mut().zip(&self.weights).for_each(|(weight, own)| *weight *= own);
            }
            Units::Counts(rows, ends) => {
                for _ in 0..count {
                    let drawn = below() as u64;
                    weights[rows[ends.partition_point(|end| *end <= drawn)]] += 1.0;
                }
            }
            Units::Clusters(of_rows, clusters) => {
                let mut times = vec![0.0; *clusters];
                (0..count).for_each(|_| times[below()] += 1.0);
                let of_rows = of_rows.iter().zip(&self.weights);
                weights.iter_mut().zip(of_rows).for_each(|(weight, (id, own))| *weight = times[*id as usize] * own);
            }
        }
        let mut seen = vec![false; self.classes];
        for (label, _) in self.labels.iter().zip(&weights).filter(|(_, weight)| **weight > 0.0) {
            match label {
                Some(label) => seen[usize::from(*label)] = true,
                None => seen.fill(true),
            }
        }
        let total = weights.iter().sum();
        seen.iter().all(|seen| *seen).then_some((weights, total))
    }
}

/// The class of row `i`, if it is of one.
fn class_of(target: Target<'_>, i: usize) -> Option<u8> {
    match target {
        Target::Classes(classes) => Some(classes[i]),
        Target::Shares(shares) if shares[i] == 0.0 => Some(0),
        Target::Shares(shares) if shares[i] == 1.0 => Some(1),
        Target::Shares(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use logodds_core::{Features, InMemory};
    use rand::SeedableRng;
    use rand_xoshiro::Xoshiro256PlusPlus;

    fn draw(cases: &Cases<'_>, seed: u64) -> Option<(Vec<f64>, f64)> {
        cases.draw(Xoshiro256PlusPlus::seed_from_u64(seed))
    }

    #[test]
    fn frequencies_are_drawn_as_their_rows_written_out() {
        let counts = [3.0, 0.0, 1.0, 5.0, 2.0];
        let labels = [0, 1, 1, 0, 1];
        let written: Vec<usize> = (0..5).flat_map(|i| std::iter::repeat_n(i, counts[i] as usize)).collect();
        let table = InMemory::new(Features::none(5), &labels[..]).unwrap().with_weights(&counts[..]).unwrap();
        let each = InMemory::new(Features::none(11), written.iter().map(|&i| labels[i]).collect::<Vec<u8>>()).unwrap();
        let table = Cases::new(&table, WeightKind::Frequency, None).unwrap();
        let each = Cases::new(&each, WeightKind::Precision, None).unwrap();
        for seed in 0..20 {
            let (of_table, of_each) = (draw(&table, seed), draw(&each, seed));
            let mut summed = [0.0; 5];
            let Some((rows, total)) = of_each else { continue };
            rows.iter().zip(&written).for_each(|(weight, i)| summed[*i] += weight);
            assert_eq!(of_table, Some((summed.to_vec(), total)));
            assert_eq!(total, 11.0);
        }
    }

    #[test]
    fn rows_of_weight_0_are_no_cases_and_other_weights_stay_with_their_rows() {
        let weights = [0.5, 0.0, 2.0, 0.25];
        let data = InMemory::new(Features::none(4), vec![0, 1, 1, 0]).unwrap().with_weights(&weights[..]).unwrap();
        let cases = Cases::new(&data, WeightKind::Sampling, None).unwrap();
        for seed in 0..50 {
            let Some((drawn, total)) = draw(&cases, seed) else { continue };
            assert_eq!(drawn[1], 0.0);
            let times: f64 = [0, 2, 3].iter().map(|&i| drawn[i] / weights[i]).sum();
            assert_eq!((times, drawn.iter().sum::<f64>()), (3.0, total));
        }
    }

    #[test]
    fn clusters_are_drawn_as_wholes() {
        let ids = Clusters::new(vec![7, 7, 3, 3, 3, 9]);
        let data = InMemory::new(Features::none(6), vec![0, 1, 1, 0, 1, 0]).unwrap();
        let cases = Cases::new(&data, WeightKind::Precision, Some(&ids)).unwrap();
        for seed in 0..50 {
            let Some((drawn, _)) = draw(&cases, seed) else { continue };
            assert!(drawn[0] == drawn[1] && drawn[2] == drawn[3] && drawn[3] == drawn[4]);
            assert_eq!(drawn[0] + drawn[2] + drawn[5], 3.0);
        }
        let one = Clusters::new(vec![1; 6]);
        assert!(matches!(Cases::new(&data, WeightKind::Precision, Some(&one)), Err(InferenceError::TooFew { .. })));
    }

    #[test]
    fn a_replicate_of_one_label_is_none() {
        let data = InMemory::new(Features::none(3), vec![0, 0, 1]).unwrap();
        let cases = Cases::new(&data, WeightKind::Precision, None).unwrap();
        let none = (0..3_000).filter(|&seed| draw(&cases, seed).is_none()).count();
        // (2/3)³ + (1/3)³ = 1/3.
        assert!((none as f64 / 3_000.0 - 1.0 / 3.0).abs() < 0.05, "{none}");
    }

    #[test]
    fn fractions_of_rows_are_refused() {
        let data = InMemory::new(Features::none(2), vec![0, 1]).unwrap();
        for weights in [vec![1.5, 1.0], vec![1e9, 1.0]] {
            let data = data.clone().with_weights(weights).unwrap();
            let refused = Cases::new(&data, WeightKind::Frequency, None);
            assert!(matches!(refused, Err(InferenceError::Counts { .. })));
        }
    }
}
