//! Tests and intervals by problems near to the maximum, against each of them solved as if it were new.

use crate::fixtures::{noise, optimum};
use logodds_core::{
    Categorical, Dense, DenseColumns, Executor, Features, InMemory, Logistic, Objective, Order, Part, Penalty,
    Response, Risk, Softmax, sigmoid,
};
use logodds_inference::likelihood::firth;
use logodds_inference::{Contrast, LikelihoodRatio, NearMaximum, Profile};
use logodds_optim::refit::GoOn;
use logodds_optim::{Newton, Silent, Status, StoppingRule, minimize};
use std::ops::ControlFlow;

fn on(_: usize, _: usize) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

/// Rows of three numbers and two categories, with weights and offsets, and the labels 0 to `classes − 1`.
fn data(seed: u64, n: usize, levels: usize, classes: usize, by_columns: bool) -> InMemory<'static> {
    let (x, chance, drawn) = (noise(seed, 3 * n), noise(seed ^ 7, n), noise(seed ^ 99, 2 * n));
    let code = |u: f64, k: usize| ((0.5 + 0.5 * u) * k as f64) as u32;
    let codes: Vec<u32> = drawn[..n].iter().map(|u| code(*u, levels)).collect();
    let others: Vec<u32> = drawn[n..].iter().map(|u| code(*u, 3)).collect();
    let label = |i: usize| {
        let margin = x[3 * i] - 0.7 * x[3 * i + 1] + 0.3 * f64::from(others[i]) + 0.1 * f64::from(codes[i] % 5) - 0.4;
        let p = sigmoid(margin);
        let u = 0.5 + 0.5 * chance[i];
        if u < p { 1 + (u / p * (classes - 1) as f64) as u8 } else { 0 }
    };
    let labels: Vec<u8> = (0..n).map(|i| label(i).min(classes as u8 - 1)).collect();
    let columns: Vec<f64> = (0..3).flat_map(|j| x[j..].iter().step_by(3).copied()).collect();
    let numbers = match by_columns {
        true => Part::ColumnsF64(DenseColumns::from_columns(columns, n, 3).unwrap()),
        false => Part::F64(Dense::from_rows(x, n, 3).unwrap()),
    };
    let categories = [(codes, levels), (others, 3)].map(|(c, k)| Part::Categorical(Categorical::new(c, k).unwrap()));
    let features = Features::new(std::iter::once(numbers).chain(categories).collect()).unwrap();
    let weights: Vec<f64> = noise(seed ^ 5, n).iter().map(|u| 1.5 + u).collect();
    let data = match classes {
        2 => InMemory::new(features, labels).unwrap(),
        k => InMemory::of_classes(features, labels, k).unwrap(),
    };
    data.with_weights(weights).unwrap()
}

fn risk_of<'a, R: Response>(response: R, data: &'a InMemory<'_>, threads: usize) -> Risk<'a, R> {
    Risk::new(response, data, Penalty::None, Executor::new(threads).unwrap()).unwrap()
}

fn maximum<R: Response>(risk: &Risk<'_, R>) -> Vec<f64> {
    let end = minimize(&Newton::default(), risk, risk.start(), &StoppingRule::default(), &mut Silent).unwrap();
    assert_eq!(end.status, Status::Converged);
    end.point
}

/// Single columns, a category of three levels, two columns together.
fn groups(risk: &Risk<'_, impl Response>, levels: usize) -> Vec<Vec<usize>> {
    let p = risk.moments().origin.len();
    vec![vec![0], vec![1], vec![2], vec![3], vec![p - 2, p - 1], vec![0, 2 + levels], vec![2, 2]]
}

fn tests_are_those_of_fits_without_the_columns<R: Response>(risk: &Risk<'_, R>, levels: usize) {
    let u = maximum(risk);
    let groups = groups(risk, levels);
    let found = NearMaximum::new(risk, &u).unwrap().expect("a maximum").tests(&groups, &mut on).unwrap();
    for (columns, near) in groups.iter().zip(found) {
        let anew = LikelihoodRatio::by_refit(risk, &u, columns).unwrap();
        let near = near.unwrap_or_else(|| panic!("{columns:?} is near"));
        assert_eq!(near.df, anew.df);
        let within = 1e-9 * (1.0 + anew.statistic);
        assert!((near.statistic - anew.statistic).abs() < within, "{columns:?}: {near:?} {anew:?}");
    }
}

#[test]
fn tests_of_two_labels_and_of_three_are_those_of_fits_without_the_columns() {
    for seed in 1..4 {
        for (levels, by_columns) in [(4, false), (4, true), (150, true)] {
            let two = data(seed, 3_000, levels, 2, by_columns);
            tests_are_those_of_fits_without_the_columns(&risk_of(Logistic, &two, 2), levels);
        }
        let three = data(seed, 3_000, 4, 3, seed == 2);
        tests_are_those_of_fits_without_the_columns(&risk_of(Softmax::new(3), &three, 2), 4);
    }
}

#[test]
fn ends_of_intervals_are_those_of_the_profile() {
    for (seed, levels) in [(1, 4), (2, 4), (3, 150)] {
        let data = data(seed, 2_000, levels, 2, seed == 2);
        let risk = risk_of(Logistic, &data, 2);
        let u = maximum(&risk);
        let columns = [0, 1, 2, 3, 2 + levels].map(Contrast::coefficient);
        let both = Contrast { intercept: 1.0, coefficients: vec![(0, 2.0), (1, -0.5)] };
        let contrasts: Vec<Contrast> = columns.into_iter().chain([Contrast::intercept(), both]).collect();
        let profile = Profile::plain(&risk, &u).unwrap();
        for confidence in [0.5, 0.95, 0.999] {
            let mut near = NearMaximum::new(&risk, &u).unwrap().expect("a maximum");
            let found = near.intervals(&contrasts, confidence, &mut on).unwrap();
            for (contrast, near) in contrasts.iter().zip(found) {
                let (lower, upper) = profile.interval(contrast, confidence).unwrap().unwrap();
                // Of a level of a dozen rows the ends at 99.9 % are not near.
                let Some(near) = near else {
                    assert!(levels > 100 && confidence > 0.9, "{contrast:?} at {confidence} is near");
                    continue;
                };
                let within = 1e-9 * (upper - lower);
                assert!((near.0 - lower).abs() < within && (near.1 - upper).abs() < within, "{contrast:?} {near:?}");
            }
        }
    }
}

#[test]
fn what_is_far_from_the_maximum_is_left_to_others_or_right() {
    // A column that decides nearly all: 0 is twenty standard errors away, and a chord does not lead there.
    let n = 400;
    let x = noise(11, n);
    let chance = noise(12, n);
    let y: Vec<u8> = x.iter().zip(&chance).map(|(x, u)| u8::from(0.5 + 0.5 * u < sigmoid(12.0 * x))).collect();
    let data = InMemory::new(Dense::from_rows(x, n, 1).unwrap(), y).unwrap();
    let risk = risk_of(Logistic, &data, 1);
    let u = optimum(&risk);
    let found = NearMaximum::new(&risk, &u).unwrap().expect("a maximum").tests(&[vec![0]], &mut on).unwrap();
    let anew = LikelihoodRatio::by_refit(&risk, &u, &[0]).unwrap();
    assert!(anew.statistic > 200.0);
    if let Some(near) = found[0] {
        assert!((near.statistic / anew.statistic - 1.0).abs() < 1e-9);
    }
}

#[test]
fn separated_labels_have_no_maximum_to_be_near_to() {
    let x: Vec<f64> = (0..20).map(f64::from).collect();
    let y: Vec<u8> = (0..20).map(|i| u8::from(i >= 10)).collect();
    let data = InMemory::new(Dense::from_rows(x, 20, 1).unwrap(), y).unwrap();
    let risk = risk_of(Logistic, &data, 1);
    for reach in [1.0, 20.0, 60.0] {
        assert!(NearMaximum::new(&risk, &[0.0, reach]).unwrap().is_none());
    }
}

#[test]
fn bits_are_the_same_for_any_threads_and_whoever_stops_keeps_what_is_done() {
    let data = data(5, 6_000, 150, 2, true);
    let columns: Vec<Vec<usize>> = (0..120).map(|j| vec![j]).collect();
    let contrasts: Vec<Contrast> = (0..120).map(Contrast::coefficient).collect();
    let of = |threads: usize, go_on: GoOn<'_>| {
        let risk = risk_of(Logistic, &data, threads);
        let u = maximum(&risk);
        let mut near = NearMaximum::new(&risk, &u).unwrap().expect("a maximum");
        let tests = near.tests(&columns, go_on).unwrap();
        let ends = near.intervals(&contrasts, 0.95, go_on).unwrap();
        (tests, ends)
    };
    let one = of(1, &mut on);
    assert!(one.0.iter().all(Option::is_some) && one.1.iter().filter(|ends| ends.is_some()).count() > 110);
    for threads in [2, 3, 5] {
        assert_eq!(of(threads, &mut on), one);
    }
    let mut told = Vec::new();
    let mut stop = |done, all| {
        told.push((done, all));
        if done >= 40 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let (tests, ends) = of(2, &mut stop);
    let done = tests.iter().flatten().count();
    assert!((40..120).contains(&done), "{done}");
    assert!(tests.iter().zip(&one.0).all(|(some, all)| some.is_none() || some == all));
    assert!(ends.iter().flatten().count() < 120);
    assert!(told.contains(&(0, 120)) && told.iter().any(|(_, all)| *all == 240));
}

#[test]
fn a_look_at_many_points_has_the_bits_of_a_look_at_each() {
    fn check<R: Response>(risk: &Risk<'_, R>) {
        let points: Vec<Vec<f64>> = (0..70).map(|k| noise(40 + k, risk.dim())).collect();
        let together = risk.evaluate_each(&points).unwrap();
        for (u, found) in points.iter().zip(together) {
            let alone = risk.evaluate(u, Order::Gradient).unwrap();
            assert_eq!((found.value, found.gradient), (alone.value, alone.gradient));
            assert_eq!(found.intercept_step, alone.intercept_step);
        }
    }
    for (n, levels) in [(1, 2), (7, 3), (129, 5), (3_000, 40)] {
        for by_columns in [false, true] {
            check(&risk_of(Softmax::new(3), &data(3, n.max(9), levels, 3, by_columns), 2));
            check(&risk_of(Logistic, &data(4, n.max(9), levels, 2, by_columns), 2));
        }
    }
}

#[test]
fn firths_fit_of_levels_is_that_of_their_indicators() {
    for (seed, n, levels) in [(1, 2_000, 140), (2, 700, 130), (3, 9_000, 140)] {
        let data = data(seed, n, levels, 2, true);
        let of_levels = risk_of(Logistic, &data, 2);
        let constant: Vec<usize> =
            (0..of_levels.moments().origin.len()).filter(|&j| of_levels.moments().is_constant(j)).collect();
        let of_levels = of_levels.holding(&constant);
        let (mut rows, p) = (Vec::new(), of_levels.moments().origin.len());
        let mut labels = Vec::new();
        let mut weights = Vec::new();
        use logodds_core::RowBlocks;
        data.visit(0..data.shape().blocks(), &vec![0.0; p], &mut |block| {
            for i in 0..block.rows() {
                let mut row = vec![0.0; p];
                block.x.for_each_entry(i, &mut |j, x| row[j] = x);
                rows.extend(row);
                labels.push(block.classes()[i]);
                weights.push(block.weights.unwrap()[i]);
            }
        })
        .unwrap();
        let dense = InMemory::new(Dense::from_rows(rows, n, p).unwrap(), labels).unwrap();
        let dense = dense.with_weights(weights).unwrap();
        let of_indicators = risk_of(Logistic, &dense, 2).holding(&constant);
        let rule = StoppingRule { max_iterations: 200, ..StoppingRule::default() };
        let fits = [&of_levels, &of_indicators].map(|risk| {
            let fit = firth::fit(risk, &rule, &mut Silent).unwrap();
            assert_eq!(fit.solution.status, Status::Converged);
            risk.model(&fit.solution.point).unwrap()
        });
        let pairs = fits[0].coefficients().iter().zip(fits[1].coefficients());
        for (a, b) in pairs.chain([(&fits[0].intercept(), &fits[1].intercept())]) {
            assert!((a - b).abs() < 1e-7 * (1.0 + b.abs()), "{seed}: {a} {b}");
        }
    }
}
