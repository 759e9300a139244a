//! What levels separate, against exact arithmetic: random categories, one or two, and the cone of their integer indicators.

use crate::fixtures::exact::{in_cone, independent};
use logodds_core::{Categorical, Executor, Features, InMemory, Logistic, Part, Penalty, Recession, Risk, Towards};
use logodds_inference::separation::{Levels, Limit, Verdict, levels};
use proptest::prelude::*;

/// Codes of every category of every row, and its label.
type Rows = Vec<(Vec<u32>, u8)>;

fn rows() -> impl Strategy<Value = (Vec<usize>, Rows)> {
    let sizes =
        prop_oneof![(2_usize..6).prop_map(|a| vec![a]), (2_usize..5, 2_usize..5).prop_map(|(a, b)| vec![a, b]),];
    sizes.prop_flat_map(|sizes| {
        let codes: Vec<_> = sizes.iter().map(|&levels| 0..levels as u32).collect();
        let few = prop::collection::vec((codes, prop::bool::weighted(0.5).prop_map(u8::from)), 4..22);
        (Just(sizes), few)
    })
}

/// (1, indicators) of a row, in the columns that `kept` says.
fn indicators(sizes: &[usize], codes: &[u32], kept: &[usize]) -> Vec<i128> {
    let mut x = Vec::new();
    for (&levels, &code) in sizes.iter().zip(codes) {
        x.extend((1..levels as u32).map(|level| i128::from(level == code)));
    }
    std::iter::once(1).chain(kept.iter().map(|&j| x[j])).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn levels_separate_what_exact_arithmetic_says((sizes, rows) in rows()) {
        let (zeros, ones) = (rows.iter().filter(|row| row.1 == 0).count(), rows.iter().filter(|row| row.1 == 1).count());
        prop_assume!(zeros > 0 && ones > 0);
        let part = |k: usize| {
            let codes: Vec<u32> = rows.iter().map(|row| row.0[k]).collect();
            Part::Categorical(Categorical::new(codes, sizes[k]).unwrap())
        };
        let features = Features::new((0..sizes.len()).map(part).collect()).unwrap();
        let labels: Vec<u8> = rows.iter().map(|row| row.1).collect();
        let data = InMemory::new(features, labels.clone()).unwrap();
        let risk = Risk::new(Logistic, &data, Penalty::None, Executor::sequential()).unwrap();
        let width: usize = sizes.iter().map(|levels| levels - 1).sum();
        let constant: Vec<usize> = (0..width).filter(|&j| risk.moments().is_constant(j)).collect();
        let risk = risk.holding(&constant);
        // A base without rows, or two bases that no row connects, are left to others.
        let Some(Levels { separation, aliases }) = levels(risk.columns()).unwrap() else { return Ok(()) };

        let kept: Vec<usize> =
            (0..width).filter(|j| !constant.contains(j) && aliases.iter().all(|alias| alias.column != *j)).collect();
        let signed = |i: usize, kept: &[usize]| -> Vec<i128> {
            let sign = if labels[i] == 1 { 1 } else { -1 };
            indicators(&sizes, &rows[i].0, kept).into_iter().map(|x| sign * x).collect()
        };
        let negative = |v: &[i128]| -> Vec<i128> { v.iter().map(|x| -x).collect() };
        let cone: Vec<Vec<i128>> = (0..rows.len()).map(|i| signed(i, &kept)).collect();
        // What was held is all that others determine.
        let all: Vec<usize> = (0..rows.len()).collect();
        let rows_of = |some: &[usize], kept: &[usize]| -> Vec<Vec<i128>> {
            some.iter().map(|&i| indicators(&sizes, &rows[i].0, kept)).collect()
        };
        prop_assert_eq!(independent(&rows_of(&all, &kept)).len(), kept.len() + 1);
        for alias in &aliases {
            for (codes, _) in &rows {
                let x = indicators(&sizes, codes, &(0..width).collect::<Vec<_>>());
                let sum: f64 = alias.combination.iter().map(|&(j, c)| c * x[j + 1] as f64).sum();
                prop_assert_eq!(sum + alias.constant, x[alias.column + 1] as f64);
            }
        }

        let is_separated = |i: usize| !in_cone(&cone, &negative(&cone[i]));
        let separated: Vec<usize> = (0..rows.len()).filter(|&i| is_separated(i)).collect();
        let Some(found) = separation else {
            prop_assert!(separated.is_empty());
            return Ok(());
        };
        prop_assert_eq!(&found.separated, &separated);
        prop_assert_eq!(found.overlap, rows.len() - separated.len());
        prop_assert_eq!(found.verdict == Verdict::Complete, found.overlap == 0);
        let limit = |place: usize| {
            let mut g = vec![0; kept.len() + 1];
            g[place] = 1;
            match (in_cone(&cone, &g), in_cone(&cone, &negative(&g))) {
                (true, true) => Limit::Finite,
                (true, false) => Limit::PlusInfinity,
                (false, true) => Limit::MinusInfinity,
                (false, false) => Limit::Either,
            }
        };
        prop_assert_eq!(found.intercept, limit(0));
        for (place, &j) in kept.iter().enumerate() {
            prop_assert_eq!(found.coefficients[j], limit(place + 1), "column {}", j);
        }
        if found.overlap == 0 {
            return Ok(());
        }
        // What is left free of the overlap is determined by it, and no finite coefficient is held.
        let overlap: Vec<usize> = (0..rows.len()).filter(|i| !separated.contains(i)).collect();
        let free: Vec<usize> = kept.iter().copied().filter(|j| !found.undetermined.contains(j)).collect();
        prop_assert_eq!(independent(&rows_of(&overlap, &free)).len(), free.len() + 1);
        prop_assert_eq!(independent(&rows_of(&overlap, &kept)).len(), free.len() + 1);
        prop_assert!(found.undetermined.iter().all(|&j| found.coefficients[j] != Limit::Finite));
        // The rays are as many, touch every separated row and no other, and send none to the other label.
        prop_assert_eq!(found.rays.len(), kept.len() - free.len());
        let recession = Recession::new(found.rays.clone(), width).unwrap();
        for (i, (codes, label)) in rows.iter().enumerate() {
            let x = indicators(&sizes, codes, &(0..width).collect::<Vec<_>>());
            let towards = recession.of_row(x[1..].iter().map(|x| *x as f64).enumerate());
            match towards {
                Towards::Limit => prop_assert!(!separated.contains(&i)),
                Towards::Open => prop_assert!(separated.contains(&i)),
                Towards::PlusInfinity => prop_assert!(separated.contains(&i) && *label == 1),
                Towards::MinusInfinity => prop_assert!(separated.contains(&i) && *label == 0),
            }
        }
        for count in &found.levels {
            let pure = count.columns.clone().filter(|j| found.without.contains(j)).count() + usize::from(count.base);
            prop_assert_eq!(count.of_one_label, pure);
        }
    }
}
