//! Errors where the levels of a category have a block of their own, against pyfixest, NumPy and the square of all coefficients.

use logodds_core::{
    Categorical, Dense, Executor, Features, Hessian, InMemory, Logistic, Objective, Order, Part, Penalty, Risk,
};
use logodds_inference::covariance::aliases_beside_levels;
use logodds_inference::separation::{Levels, Remainder, levels, overlap_risk};
use logodds_inference::{Covariance, Estimator, WeightKind, covariance};
use logodds_optim::{CertificateKind, Cholesky, Newton, Silent, StoppingRule, minimize};
use serde_json::Value;

/// G. Steele et al., *OOPSLA*, 2014: SplitMix64, as `tests/golden/levels.py` has it.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn uniform(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// Rows of a category (or two) and two numbers, the labels by a model of them.
fn data(rows: usize, sizes: &[usize], seed: u64) -> InMemory<'static> {
    let mut random = Random(seed);
    let mut codes = vec![Vec::new(); sizes.len()];
    let (mut x, mut labels) = (Vec::new(), Vec::new());
    for _ in 0..rows {
        let mut margin = 0.0;
        for (codes, &levels) in codes.iter_mut().zip(sizes) {
            let level = random.next() % levels as u64;
            codes.push(level as u32);
            margin += ((37 * level) % 101) as f64 / 25.0 - 2.0;
        }
        let (x1, x2) = (random.uniform(), random.uniform());
        x.extend([x1, x2]);
        labels.push(u8::from(random.uniform() < 1.0 / (1.0 + (-(x1 - x2 / 2.0 + margin)).exp())));
    }
    let numbers = Part::F64(Dense::from_rows(x, rows, 2).unwrap());
    let categories =
        codes.into_iter().zip(sizes).map(|(codes, &k)| Part::Categorical(Categorical::new(codes, k).unwrap()));
    InMemory::new(Features::new(std::iter::once(numbers).chain(categories).collect()).unwrap(), labels).unwrap()
}

/// The covariance at the certified optimum of the rows that levels leave, by the block; the risk of these rows; its point.
fn at_limit<T>(data: &InMemory<'_>, f: impl FnOnce(&Risk<'_>, &[f64], &Covariance, usize) -> T) -> T {
    let whole = Risk::new(Logistic, data, Penalty::None, Executor::sequential()).unwrap();
    let constant: Vec<usize> = (0..whole.moments().origin.len()).filter(|&j| whole.moments().is_constant(j)).collect();
    let whole = whole.holding(&constant);
    let Levels { separation, aliases } = levels(whole.columns()).unwrap().unwrap();
    assert!(aliases.is_empty());
    let found = separation.expect("some levels hold one label");
    let rest = Remainder::new(data, &found.separated).unwrap();
    let risk = overlap_risk(&whole, &rest, &found).unwrap();
    let solution = minimize(&Newton::default(), &risk, risk.start(), &StoppingRule::default(), &mut Silent).unwrap();
    assert_eq!(solution.certificate.kind, CertificateKind::SelfConcordance);
    let (estimator, weights) = (Estimator::Model, WeightKind::default());
    let covariance = covariance(&risk, &solution.point, estimator, weights, None).unwrap();
    assert!(covariance.root().dense().is_none(), "the levels have a block");
    f(&risk, &solution.point, &covariance, found.levels.iter().map(|count| count.of_one_label).sum())
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect()
}

fn close(ours: f64, theirs: f64, within: f64, what: &str) {
    assert!((ours / theirs - 1.0).abs() <= within, "{what}: {ours} {theirs}");
}

#[test]
fn numbers_have_pyfixests_coefficients_and_errors_and_levels_those_of_all_columns() {
    let golden: Value = serde_json::from_str(include_str!("../../../../tests/golden/levels.json")).unwrap();
    at_limit(&data(9_000, &[700], 17), |risk, point, covariance, of_one_label| {
        assert_eq!(of_one_label as u64, golden["levels_of_one_label"].as_u64().unwrap());
        let (fixest, dense) = (&golden["pyfixest"], &golden["dense"]);
        assert_eq!(risk.null().rows as u64, golden["rows_left"].as_u64().unwrap());
        let model = risk.model(point).unwrap();
        for (j, (estimate, error)) in
            numbers(&fixest["estimates"]).into_iter().zip(numbers(&fixest["errors"])).enumerate()
        {
            close(model.coefficients()[j], estimate, 1e-8, "a number");
            close(covariance.std_error(j).unwrap(), error, 1e-8, "its error");
        }
        close(model.intercept(), numbers(&dense["estimates"])[2], 1e-9, "the intercept");
        close(covariance.intercept_std_error(), numbers(&dense["errors"])[2], 1e-9, "its error");
        let levels = numbers(&dense["levels"]);
        let (estimates, errors) = (numbers(&dense["estimates_of_levels"]), numbers(&dense["errors_of_levels"]));
        for ((level, estimate), error) in levels.into_iter().zip(estimates).zip(errors) {
            let j = 2 + level as usize - 1;
            assert!((model.coefficients()[j] - estimate).abs() < 1e-9 * error);
            close(covariance.std_error(j).unwrap(), error, 1e-9, "the error of a level");
        }
    });
}

#[test]
fn every_error_is_that_of_the_square_of_all_coefficients() {
    for (rows, sizes) in [(15_000, &[1_500][..]), (9_000, &[900, 30][..])] {
        at_limit(&data(rows, sizes, 5), |risk, point, covariance, _| {
            let hessian = risk.evaluate(point, Order::Hessian).unwrap().hessian.unwrap().into_dense();
            let total = risk.null().total_weight;
            let inflation = Cholesky::new(&hessian).unwrap().variance_inflation();
            for (k, &j) in risk.scaled().free().iter().enumerate() {
                let variance = inflation[k + 1] / hessian.get(k + 1, k + 1) / total;
                let theirs = variance.sqrt() / risk.scaled().scale(j);
                close(covariance.std_error(j).unwrap(), theirs, 1e-9, "an error");
            }
            let held = risk.scaled().held();
            assert!(!held.is_empty() && held.iter().all(|&j| covariance.std_error(j).is_none()));
            // A combination of numbers, levels and the intercept.
            let free = risk.scaled().free();
            let mut c = vec![0.0; risk.moments().origin.len()];
            (c[0], c[free[40]], c[free[300]]) = (0.5, 1.0, -1.0);
            let factor = Cholesky::new(&hessian).unwrap();
            let mut z = vec![1.0];
            z.extend(free.iter().map(|&j| (c[j] - risk.moments().origin[j]) / risk.scaled().scale(j)));
            close(covariance.std_error_of(1.0, &c), factor.dual_norm(&z) / total.sqrt(), 1e-9, "a row's");
            let largest = covariance.largest();
            assert!(largest.is_finite() && largest.sqrt() > covariance.std_error(0).unwrap() * 0.1);
        });
    }
}

#[test]
fn a_number_that_is_the_same_within_levels_is_a_combination_of_them() {
    let (rows, count) = (3_000_usize, 300_usize);
    let mut random = Random(3);
    let codes: Vec<u32> = (0..rows).map(|_| (random.next() % count as u64) as u32).collect();
    let of_level: Vec<f64> = (0..count).map(|_| 10.0 + random.uniform()).collect();
    let x: Vec<f64> = codes.iter().flat_map(|&code| [random.uniform(), of_level[code as usize]]).collect();
    let labels: Vec<u8> = (0..rows).map(|_| (random.next() >> 63) as u8).collect();
    let numbers = Part::F64(Dense::from_rows(x, rows, 2).unwrap());
    let category = Part::Categorical(Categorical::new(codes, count).unwrap());
    let data = InMemory::new(Features::new(vec![numbers, category]).unwrap(), labels).unwrap();
    let risk = Risk::new(Logistic, &data, Penalty::None, Executor::sequential()).unwrap();
    let Some(Hessian::Arrow(hessian)) = risk.evaluate(&risk.start(), Order::Hessian).unwrap().hessian else {
        panic!("the levels have a block")
    };
    let found = aliases_beside_levels(risk.columns(), &hessian).unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].column, 1);
    assert_eq!(found[0].combination.len(), count - 1);
    assert!((found[0].constant - of_level[0]).abs() < 1e-9);
    for &(j, c) in &found[0].combination {
        assert!((c - (of_level[j - 1] - of_level[0])).abs() < 1e-9);
    }
}
