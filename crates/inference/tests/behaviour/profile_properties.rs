//! What must hold of profile intervals, likelihood-ratio tests and Firth's fit, whatever the data.

use crate::fixtures::{self, coefficients, noise, optimum, risk};
use logodds_core::normal::two_sided_quantile;
use logodds_core::{Dense, InMemory, Risk, sigmoid};
use logodds_inference::likelihood::firth;
use logodds_inference::likelihood::likelihood_ratio::chi_squared_tail;
use logodds_inference::{Contrast, InferenceError, LikelihoodRatio, Profile};
use logodds_optim::{Newton, Silent, Status, StoppingRule, minimize};
use proptest::prelude::*;

/// Rows of p numbers, and labels that a model with coefficients of about 1 gives.
#[derive(Clone, Debug)]
struct Rows {
    x: Vec<Vec<f64>>,
    y: Vec<u8>,
}

impl Rows {
    fn random(seed: u64, n: usize, p: usize) -> Self {
        let numbers = noise(seed, n * p);
        let x: Vec<Vec<f64>> = numbers.chunks(p).map(|row| row.iter().map(|x| 2.0 * x).collect()).collect();
        let chance = noise(seed ^ 0xABCD_EF01, n);
        let label = |(row, u): (&Vec<f64>, &f64)| u8::from(0.5 + 0.5 * u < sigmoid(row.iter().sum::<f64>() - 0.3));
        let y = x.iter().zip(&chance).map(label).collect();
        Self { x, y }
    }

    fn data(&self) -> InMemory<'static> {
        let p = self.x[0].len();
        InMemory::new(Dense::from_rows(self.x.concat(), self.x.len(), p).unwrap(), self.y.clone()).unwrap()
    }

    fn mapped(&self, map: impl Fn(&[f64]) -> Vec<f64>) -> Self {
        Self { x: self.x.iter().map(|row| map(row)).collect(), y: self.y.clone() }
    }

    /// With both labels, and neither separated.
    fn is_regular(&self) -> bool {
        if !(self.y.contains(&0) && self.y.contains(&1)) {
            return false;
        }
        let data = self.data();
        let risk = risk(&data);
        let end = minimize(&Newton::default(), &risk, risk.start(), &StoppingRule::default(), &mut Silent).unwrap();
        end.status == Status::Converged && coefficients(&risk, &end.point).iter().all(|w| w.abs() < 15.0)
    }
}

fn rows() -> impl Strategy<Value = Rows> {
    (any::<u64>(), 30..120usize, 1..4usize)
        .prop_map(|(seed, n, p)| Rows::random(seed, n, p))
        .prop_filter("not separated", Rows::is_regular)
}

fn log_likelihood(risk: &Risk<'_>) -> f64 {
    let rule = StoppingRule { tolerance: 1e-12, ..StoppingRule::default() };
    let end = minimize(&Newton::default(), risk, risk.start(), &rule, &mut Silent).unwrap();
    // Of complete separation the supremum.
    if end.status == Status::Separated {
        return 0.0;
    }
    -risk.null().total_weight * end.value()
}

/// The largest likelihood with coefficient `j` at `b`: a fit without the column, whose part is an offset.
fn fixed(rows: &Rows, j: usize, b: f64) -> f64 {
    let offset: Vec<f64> = rows.x.iter().map(|row| b * row[j]).collect();
    let p = rows.x[0].len();
    let others = rows.mapped(|row| (0..p).filter(|k| *k != j).map(|k| row[k]).collect());
    let data = match p {
        1 => InMemory::new(logodds_core::Features::none(rows.x.len()), rows.y.clone()).unwrap(),
        _ => others.data(),
    };
    let data = data.with_offset(offset).unwrap();
    log_likelihood(&risk(&data))
}

fn firth_point(risk: &Risk<'_>) -> Vec<f64> {
    let fit = firth::fit(risk, &StoppingRule::default(), &mut Silent).unwrap();
    assert_eq!(fit.solution.status, Status::Converged);
    fit.solution.point
}

fn close(a: f64, b: f64, tolerance: f64) -> Result<(), TestCaseError> {
    prop_assert!((a - b).abs() <= tolerance * (1.0 + b.abs()), "{} {} {:e}", a, b, (a - b).abs());
    Ok(())
}

fn ends(profile: &Profile<'_>, contrast: &Contrast) -> [f64; 2] {
    <[f64; 2]>::from(profile.interval(contrast, 0.9).unwrap().unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Referee: a fit without the column, with an offset in its place.
    #[test]
    fn ends_satisfy_their_equation(rows in rows(), confidence in 0.5..0.999) {
        let data = rows.data();
        let risk = risk(&data);
        let profile = Profile::plain(&risk, &optimum(&risk)).unwrap();
        close(profile.maximum(), log_likelihood(&risk), 1e-13)?;
        let quantile = two_sided_quantile(confidence).powi(2);
        for j in 0..rows.x[0].len() {
            let (lower, upper) = profile.interval(&Contrast::coefficient(j), confidence).unwrap().unwrap();
            prop_assert!(lower < upper);
            for end in [lower, upper] {
                close(2.0 * (profile.maximum() - fixed(&rows, j, end)), quantile, 1e-8)?;
            }
            let test = LikelihoodRatio::of_columns(&profile, &[j]).unwrap();
            close(test.statistic, 2.0 * (profile.maximum() - fixed(&rows, j, 0.0)), 1e-9)?;
            // The interval has 0 in it just if the test does not reject it.
            prop_assert_eq!(lower < 0.0 && 0.0 < upper, test.p_value > 1.0 - confidence);
        }
    }

    /// A sum of coefficients is a coefficient of other columns: w₁x₁ + w₂x₂ = (w₁ − w₂) x₁ + w₂ (x₁ + x₂).
    #[test]
    fn contrasts_are_coefficients_of_other_columns(seed in any::<u64>()) {
        let rows = Rows::random(seed, 80, 2);
        prop_assume!(rows.is_regular());
        let other = rows.mapped(|row| vec![row[0], row[0] + row[1]]);
        let (data, other) = (rows.data(), other.data());
        let (risk, other) = (risk(&data), risk(&other));
        let difference = Contrast { intercept: 0.0, coefficients: vec![(0, 1.0), (1, -1.0)] };
        // The intercept of rows whose first number is 3 larger.
        let shifted = Contrast { intercept: 1.0, coefficients: vec![(0, 3.0)] };
        let moved = rows.mapped(|row| vec![row[0] - 3.0, row[1]]).data();
        let moved = fixtures::risk(&moved);
        for firth in [false, true] {
            let profile = |risk| {
                if firth { Profile::firth(risk, &firth_point(risk)) } else { Profile::plain(risk, &optimum(risk)) }.unwrap()
            };
            let (of_rows, of_other, of_moved) = (profile(&risk), profile(&other), profile(&moved));
            for (a, b) in [
                (ends(&of_rows, &difference), ends(&of_other, &Contrast::coefficient(0))),
                (ends(&of_rows, &shifted), ends(&of_moved, &Contrast::intercept())),
            ] {
                close(a[0], b[0], 1e-8)?;
                close(a[1], b[1], 1e-8)?;
            }
            let statistic = |profile: &Profile<'_>, c: Contrast| LikelihoodRatio::new(profile, &[c]).unwrap().statistic;
            close(statistic(&of_rows, difference.clone()), statistic(&of_other, Contrast::coefficient(0)), 1e-8)?;
        }
    }

    #[test]
    fn equal_rows_are_one_row_with_their_number_as_weight(rows in rows(), seed in any::<u64>()) {
        let counts: Vec<f64> = noise(seed, rows.x.len()).iter().map(|u| (2.0 + 2.0 * u).floor().max(0.0)).collect();
        let times = |i: usize| counts[i] as usize;
        let written_out = Rows {
            x: (0..counts.len()).flat_map(|i| vec![rows.x[i].clone(); times(i)]).collect(),
            y: (0..counts.len()).flat_map(|i| vec![rows.y[i]; times(i)]).collect(),
        };
        prop_assume!(!written_out.x.is_empty() && written_out.is_regular());
        let (weighted, plain) = (rows.data().with_weights(counts).unwrap(), written_out.data());
        let (weighted, plain) = (risk(&weighted), risk(&plain));
        let (a, b) = (firth_point(&weighted), firth_point(&plain));
        for (a, b) in coefficients(&weighted, &a).iter().zip(coefficients(&plain, &b)) {
            close(*a, b, 1e-8)?;
        }
        for (a, b) in [
            (Profile::firth(&weighted, &a).unwrap(), Profile::firth(&plain, &b).unwrap()),
            (
                Profile::plain(&weighted, &optimum(&weighted)).unwrap(),
                Profile::plain(&plain, &optimum(&plain)).unwrap(),
            ),
        ] {
            close(a.maximum(), b.maximum(), 1e-11)?;
            for c in [Contrast::intercept(), Contrast::coefficient(0)] {
                let (a, b) = (ends(&a, &c), ends(&b, &c));
                close(a[0], b[0], 1e-8)?;
                close(a[1], b[1], 1e-8)?;
            }
        }
    }

    #[test]
    fn units_do_not_matter(rows in rows(), unit in prop::sample::select(vec![1e-6, 0.1, 7.0, 1e6]), shift in -1e3..1e3f64) {
        let other = rows.mapped(|row| row.iter().map(|x| unit * x + unit * shift).collect()).data();
        let data = rows.data();
        let (risk, other) = (risk(&data), risk(&other));
        let (a, b) = (firth_point(&risk), firth_point(&other));
        for (a, b) in coefficients(&risk, &a).iter().zip(coefficients(&other, &b)).skip(1) {
            close(b * unit, *a, 1e-7)?;
        }
        for (a, b) in [
            (Profile::firth(&risk, &a).unwrap(), Profile::firth(&other, &b).unwrap()),
            (Profile::plain(&risk, &optimum(&risk)).unwrap(), Profile::plain(&other, &optimum(&other)).unwrap()),
        ] {
            for j in 0..rows.x[0].len() {
                let c = Contrast::coefficient(j);
                let (a, b) = (ends(&a, &c), ends(&b, &c));
                close(b[0] * unit, a[0], 1e-7)?;
                close(b[1] * unit, a[1], 1e-7)?;
            }
        }
    }
}

/// Firth's estimates and intervals are finite where the likelihood has no maximum; 48 sets of rows, and the two that a random draw has met.
#[test]
fn separated_data() {
    for k in 0..48_u64 {
        separated_rows(k.wrapping_mul(0x9E37_79B9_7F4A_7C15), 8 + (k as usize * 7) % 32, k as usize % 3);
    }
}

#[test]
fn separated_data_7194428038926729874() {
    of_all_sizes(7_194_428_038_926_729_874);
}

#[test]
fn separated_data_13105031685812745211() {
    of_all_sizes(13_105_031_685_812_745_211);
}

/// The draws of which one failed, whatever the number of rows was.
fn of_all_sizes(seed: u64) {
    for n in 8..40 {
        (0..3).for_each(|ties| separated_rows(seed, n, ties));
    }
}

fn separated_rows(seed: u64, n: usize, ties: usize) {
    let mut rows = Rows::random(seed, n, 2);
    // Above 0 all are 1, below all are 0; at 0 there may be both: complete or quasi-complete separation.
    for i in 0..n {
        rows.y[i] = u8::from(rows.x[i][0] > 0.0);
        if i < 2 * ties {
            rows.x[i][0] = 0.0;
            rows.y[i] = (i % 2) as u8;
        }
    }
    if !(rows.y.contains(&0) && rows.y.contains(&1) && rows.x.iter().any(|row| row[0] != 0.0)) {
        return;
    }
    let data = rows.data();
    let risk = risk(&data);
    let point = firth_point(&risk);
    assert!(coefficients(&risk, &point).iter().all(|w| w.is_finite()));
    let profile = Profile::firth(&risk, &point).unwrap();
    for c in [Contrast::intercept(), Contrast::coefficient(0), Contrast::coefficient(1)] {
        match profile.interval(&c, 0.9) {
            // Two of the thousands of draws of one seed: an error, and never a number.
            Err(InferenceError::NoEnd) => {}
            found => {
                let (lower, upper) = found.unwrap().unwrap();
                assert!(lower.is_finite() && upper.is_finite() && lower < upper, "{seed}: {lower} {upper}");
            }
        }
    }
    // The likelihood itself: no upper end of the coefficient that separates.
    let end = minimize(&Newton::default(), &risk, risk.start(), &StoppingRule::default(), &mut Silent).unwrap();
    assert_ne!(end.status, Status::Converged, "{seed}");
    let profile = Profile::plain(&risk, &end.point).unwrap();
    // An end that saturation hides is an error, one time in thousands, and never a number.
    let found = profile.interval(&Contrast::coefficient(0), 0.9);
    if matches!(found, Err(InferenceError::NoEnd)) {
        return;
    }
    let (lower, upper) = found.unwrap().unwrap();
    assert_eq!(upper, f64::INFINITY, "{seed}");
    let quantile = two_sided_quantile(0.9).powi(2);
    if lower.is_finite() {
        let drop = 2.0 * (profile.maximum() - fixed(&rows, 0, lower));
        assert!((drop - quantile).abs() <= 1e-7 * (1.0 + quantile), "{seed}: {drop} {quantile}");
    } else {
        // So few rows may be separated by the other column, too.
        assert!(2.0 * (profile.maximum() - fixed(&rows, 0, -100.0)) < quantile, "{seed}");
    }
}

/// Referee for the modified score: a finite difference of ℓ*.
#[test]
fn the_penalised_likelihood_is_at_its_maximum() {
    let rows = Rows::random(5, 40, 3);
    let data = rows.data();
    let risk = risk(&data);
    let at = |u: &[f64]| {
        let profile = Profile::firth(&risk, u).unwrap();
        profile.maximum()
    };
    // Wherever it starts, it ends at the same maximum.
    let point = firth_point(&risk);
    let best = at(&point);
    let away: Vec<f64> = point.iter().map(|u| 0.5 * u + 0.1).collect();
    assert!((at(&away) - best).abs() < 1e-12 * best.abs());
    assert!(best > log_likelihood(&risk) - 100.0);
}

#[test]
fn columns_held_at_0_have_no_interval_and_no_degree_of_freedom() {
    let rows = Rows::random(3, 60, 2).mapped(|row| vec![row[0], row[1], row[0]]);
    let data = rows.data();
    let risk = risk(&data).holding(&[2]);
    let profile = Profile::plain(&risk, &optimum(&risk)).unwrap();
    assert_eq!(profile.interval(&Contrast::coefficient(2), 0.95).unwrap(), None);
    assert_eq!(profile.interval(&Contrast::coefficient(9), 0.95).unwrap(), None);
    let test = LikelihoodRatio::of_columns(&profile, &[2]).unwrap();
    assert_eq!((test.df, test.p_value), (0, 1.0));
    let both = LikelihoodRatio::of_columns(&profile, &[1, 2]).unwrap();
    assert_eq!(both, LikelihoodRatio::of_columns(&profile, &[1]).unwrap());
}

#[test]
fn tails_to_the_last_digits() {
    // R 4.2: pchisq(x, df, lower.tail = FALSE).
    for (x, df, p) in [
        (3.0, 1, 0.08326451666355056),
        (1e-10, 3, 0.9999999999999998),
        (0.5, 5, 0.9921232932326296),
        (30.0, 3, 1.3800570312932544e-06),
        (700.0, 10, 6.280146699235951e-144),
        (60.0, 40, 0.021873468441390858),
    ] {
        let ours = chi_squared_tail(x, df);
        assert!((ours / p - 1.0).abs() < 1e-12, "{x} {df}: {ours:e} {p:e}");
    }
    assert!(chi_squared_tail(f64::NAN, 2).is_nan());
}
