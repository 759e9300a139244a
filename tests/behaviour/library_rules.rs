//! The rules of a fit stand in the library: it tells the numbers of the command, and refuses what the command refuses. The numbers are the
//! command's, and R's where R has them; each was another in the library before.

use logodds::data::{Dense, Features, InMemory};
use logodds::fit::{Analysis, FitError, LogisticRegression, Penalty, SpecProblem};
use logodds::inference::{Clusters, Contrast, Estimator, InferenceRequest, IntervalKind, WeightKind};
use logodds::io::{Frame, FrameColumn};
use logodds::study::{NamedContrast, Study, Tests, Training};

/// Two columns, labels, weights.
fn data(weighted: bool) -> InMemory<'static> {
    let x: Vec<f64> = (0..24).flat_map(|i| [f64::from(i % 7), f64::from((i * 5) % 11)]).collect();
    let y: Vec<u8> = (0..24).map(|i| u8::from((i * 7 + 3) % 5 < 2)).collect();
    let data = InMemory::new(Dense::from_rows(x, 24, 2).unwrap(), y).unwrap();
    if weighted { data.with_weights((0..24).map(|i| f64::from(1 + i % 4)).collect::<Vec<_>>()).unwrap() } else { data }
}

/// The same rows, each as often as its weight says.
fn written_out() -> InMemory<'static> {
    let rows = (0..24).flat_map(|i| std::iter::repeat_n(i, 1 + i % 4));
    let x: Vec<f64> = rows.clone().flat_map(|i| [(i % 7) as f64, ((i * 5) % 11) as f64]).collect();
    let y: Vec<u8> = rows.map(|i| u8::from((i * 7 + 3) % 5 < 2)).collect();
    InMemory::new(Dense::from_rows(x, y.len(), 2).unwrap(), y).unwrap()
}

fn asking(request: InferenceRequest) -> LogisticRegression {
    LogisticRegression { inference: Some(request), ..Default::default() }
}

fn problems(regression: &LogisticRegression, data: &InMemory<'_>) -> Vec<SpecProblem> {
    match regression.fit(data) {
        Err(FitError::Specification(error)) => error.problems,
        other => panic!("not refused: {:?}", other.map(|fit| fit.statistics)),
    }
}

/// Referee: the rows written out, as by the command.
#[test]
fn frequencies_are_numbers_of_observations() {
    let plain = LogisticRegression::default().fit(&written_out()).unwrap().statistics;
    let by_fit = LogisticRegression { weight_kind: Some(WeightKind::Frequency), ..Default::default() };
    let by_request =
        asking(InferenceRequest { weights: WeightKind::Frequency, ..InferenceRequest::new(Estimator::Model) });
    for regression in [by_fit, by_request] {
        let found = regression.fit(&data(true)).unwrap().statistics;
        for (a, b) in [(found.aic, plain.aic), (found.bic, plain.bic), (found.nagelkerke_r2, plain.nagelkerke_r2)] {
            assert!((a.unwrap() - b.unwrap()).abs() < 1e-9, "{found:?} {plain:?}");
        }
    }
    // Of precisions they are the rows, as R has them.
    let rows = LogisticRegression::default().fit(&data(true)).unwrap().statistics;
    assert!((rows.bic.unwrap() - (24f64.ln() * 3.0 + rows.deviance)).abs() < 1e-9);
}

#[test]
fn sampling_weights_have_no_criteria_and_an_estimator_of_their_own() {
    let request = |estimator| InferenceRequest { weights: WeightKind::Sampling, ..InferenceRequest::new(estimator) };
    let fit = asking(request(Estimator::Model)).fit(&data(true)).unwrap();
    assert_eq!((fit.statistics.aic, fit.statistics.bic), (None, None));
    let named = asking(request(Estimator::Sampling)).fit(&data(true)).unwrap();
    assert_eq!(fit.covariance().unwrap().estimator(), Estimator::Sampling);
    assert_eq!(fit.covariance(), named.covariance());
    let without = LogisticRegression { weight_kind: Some(WeightKind::Sampling), ..Default::default() };
    assert_eq!(without.fit(&data(true)).unwrap().statistics.aic, None);
    // Without weights there is nothing that was sampled.
    assert!(without.fit(&data(false)).unwrap().statistics.aic.is_some());
}

#[test]
fn clusters_choose_their_estimator() {
    let clusters = Some(Clusters::new((0..24).map(|i| i / 3).collect()));
    let request = |estimator| InferenceRequest { clusters: clusters.clone(), ..InferenceRequest::new(estimator) };
    let chosen = asking(request(Estimator::Model)).fit(&data(false)).unwrap();
    let named = asking(request(Estimator::Cluster)).fit(&data(false)).unwrap();
    assert_eq!(chosen.covariance(), named.covariance());
    assert_eq!(problems(&asking(request(Estimator::Hc1)), &data(false)), [SpecProblem::UnusedClusters(Estimator::Hc1)]);
    let none = asking(InferenceRequest::new(Estimator::Cluster));
    assert_eq!(problems(&none, &data(false)), [SpecProblem::NoClusters]);
}

#[test]
fn a_confidence_is_between_0_and_1() {
    for confidence in [-1.0, 0.0, 1.0, 95.0, f64::INFINITY] {
        let request = InferenceRequest { confidence, ..InferenceRequest::new(Estimator::Model) };
        assert_eq!(problems(&asking(request), &data(false)), [SpecProblem::Confidence(confidence)]);
    }
    let request = InferenceRequest { confidence: f64::NAN, ..InferenceRequest::new(Estimator::Model) };
    let found = problems(&asking(request), &data(false));
    assert!(matches!(found[..], [SpecProblem::Confidence(value)] if value.is_nan()), "{found:?}");
}

#[test]
fn what_is_named_is_there() {
    let contrast = |coefficients| Contrast { intercept: 0.0, coefficients };
    let request = InferenceRequest {
        contrasts: vec![
            contrast(vec![(0, 1.0), (2, 1.0)]),
            contrast(vec![(0, f64::INFINITY)]),
            contrast(Vec::new()),
            contrast(vec![(1, 0.0)]),
        ],
        tests: vec![vec![0, 7], Vec::new()],
        ..InferenceRequest::new(Estimator::Model)
    };
    let columns = 2;
    assert_eq!(
        problems(&asking(request), &data(false)),
        [
            SpecProblem::NoColumn { what: "a contrast", column: 2, columns },
            SpecProblem::Factor(f64::INFINITY),
            SpecProblem::Factor(0.0),
            SpecProblem::Factor(0.0),
            SpecProblem::NoColumn { what: "a likelihood-ratio test", column: 7, columns },
            SpecProblem::NoColumns,
        ]
    );
}

/// Everything at once, as by the command.
#[test]
fn what_rests_on_the_likelihood_is_refused_without_one() {
    let profile = |estimator, weights| InferenceRequest {
        intervals: IntervalKind::Profile,
        weights,
        ..InferenceRequest::new(estimator)
    };
    let what = Analysis::ProfileIntervals;
    let sampled = asking(profile(Estimator::Model, WeightKind::Sampling));
    assert_eq!(problems(&sampled, &data(true)), [SpecProblem::SamplingLikelihood { what }]);
    for estimator in [Estimator::Hc0, Estimator::Hc3, Estimator::Bootstrap] {
        let robust = asking(profile(estimator, WeightKind::Precision));
        assert_eq!(problems(&robust, &data(true)), [SpecProblem::RobustLikelihood { what, estimator }]);
    }
    let firth = LogisticRegression {
        firth: true,
        weight_kind: Some(WeightKind::Sampling),
        penalty: Penalty::l2(-1.0),
        inference: Some(InferenceRequest {
            confidence: 95.0,
            weights: WeightKind::Frequency,
            ..InferenceRequest::new(Estimator::Model)
        }),
        ..Default::default()
    };
    assert_eq!(
        problems(&firth, &data(true)),
        [
            SpecProblem::Lambda(-1.0),
            SpecProblem::SamplingLikelihood { what: Analysis::FirthsFit },
            SpecProblem::WeightKinds { of_fit: WeightKind::Sampling, of_request: WeightKind::Frequency },
            SpecProblem::Confidence(95.0),
        ]
    );
}

/// Referee: a fit of the intercept alone, with Firth's other terms as an offset, as R's `logistf::flic` does it.
#[test]
fn the_corrected_intercept_is_that_of_a_fit_with_an_offset() {
    let data = data(true);
    let request = InferenceRequest { weights: WeightKind::Frequency, ..InferenceRequest::new(Estimator::Model) };
    let firth = LogisticRegression { firth: true, ..asking(request.clone()) }.fit(&data).unwrap();
    let flic = LogisticRegression { firth: true, flic: true, ..asking(request) }.fit(&data).unwrap();
    assert_eq!(flic.model.coefficients(), firth.model.coefficients());
    let w = firth.model.coefficients();
    let offset: Vec<f64> = (0..24).map(|i| f64::from(i % 7) * w[0] + f64::from((i * 5) % 11) * w[1]).collect();
    let alone = InMemory::new(Features::none(24), data.target().classes().unwrap().to_vec()).unwrap();
    let weights: Vec<f64> = (0..24).map(|i| f64::from(1 + i % 4)).collect();
    let alone = alone.with_weights(weights.clone()).unwrap().with_offset(offset.clone()).unwrap();
    let refit = LogisticRegression::default().fit(&alone).unwrap();
    assert!((refit.model.intercept() - flic.model.intercept()).abs() < 1e-10);
    assert!((refit.statistics.log_likelihood - flic.statistics.log_likelihood).abs() < 1e-9);
    let mean = flic.mean_probability.unwrap();
    assert!((mean.corrected.unwrap() - mean.events).abs() < 1e-13 && (mean.firth - mean.events).abs() > 1e-9);
    // Errors of the coefficients are Firth's; that of the intercept follows from them and from the refit.
    let (ours, theirs) = (flic.covariance().unwrap(), firth.covariance().unwrap());
    assert_eq!((ours.std_error(0), ours.std_error(1)), (theirs.std_error(0), theirs.std_error(1)));
    let d: Vec<f64> = offset.iter().zip(&weights).map(|(o, w)| w * curvature(o + refit.model.intercept())).collect();
    let total: f64 = d.iter().sum();
    let m = |of: &dyn Fn(usize) -> f64| d.iter().enumerate().map(|(i, d)| d * of(i)).sum::<f64>() / total;
    let m = [m(&|i| (i % 7) as f64), m(&|i| ((i * 5) % 11) as f64)];
    let variance = 1.0 / total + theirs.std_error_of(0.0, &m).powi(2);
    assert!((ours.intercept_std_error().powi(2) / variance - 1.0).abs() < 1e-9);
}

fn curvature(eta: f64) -> f64 {
    let p = logodds::score::sigmoid(eta);
    p * (1.0 - p)
}

/// Counts of y by x, as a table of three columns.
fn counts() -> Frame<'static> {
    let column = |name: &str, values: [f64; 4]| FrameColumn::numbers(name.to_owned(), values.to_vec(), Vec::new());
    let columns = vec![
        column("y", [0.0, 1.0, 0.0, 1.0]),
        column("x", [0.0, 0.0, 1.0, 1.0]),
        column("n", [30.0, 10.0, 15.0, 25.0]),
    ];
    Frame::new(columns, 4, ["false", "true"]).unwrap()
}

fn study(kind: WeightKind) -> Study {
    let mut study = Study::new("y");
    study.roles.weights = Some("n".to_owned());
    study.regression.weight_kind = Some(kind);
    study
}

fn refused(study: &Study) -> Vec<SpecProblem> {
    let training = Training::of_frame(study.roles.encode_frame(counts()).unwrap()).unwrap();
    match study.plan(&training) {
        Err(FitError::Specification(error)) => error.problems,
        other => panic!("not refused: {other:?}"),
    }
}

/// Referee: 2 log 80 − 2ℓ of four binomial cells, by hand: it is 106.676, and 100.684 of four rows.
#[test]
fn a_study_counts_observations_as_weights_say() {
    let fit = |kind| {
        let study = study(kind);
        study.fit(&Training::of_frame(study.roles.encode_frame(counts()).unwrap()).unwrap()).unwrap()
    };
    let term = |k: f64, n: f64| k * (k / n).ln() + (n - k) * ((n - k) / n).ln();
    let log_likelihood = term(10.0, 40.0) + term(25.0, 40.0);
    let frequency = fit(WeightKind::Frequency);
    assert!((frequency.fit.statistics.bic.unwrap() - (2.0 * 80f64.ln() - 2.0 * log_likelihood)).abs() < 1e-9);
    assert_eq!(frequency.model.statistics.bic, frequency.fit.statistics.bic);
    let precision = fit(WeightKind::Precision);
    assert!((precision.fit.statistics.bic.unwrap() - (2.0 * 4f64.ln() - 2.0 * log_likelihood)).abs() < 1e-9);
    let sampling = fit(WeightKind::Sampling);
    assert_eq!((sampling.fit.statistics.aic, sampling.fit.statistics.bic), (None, None));
    assert_eq!(sampling.fit.covariance().unwrap().estimator(), Estimator::Sampling);
}

#[test]
fn a_study_refuses_what_is_no_confidence() {
    for confidence in [-1.0, f64::NAN, 95.0] {
        let mut study = study(WeightKind::Frequency);
        study.regression.inference.as_mut().unwrap().confidence = confidence;
        let found = refused(&study);
        assert!(matches!(found[..], [SpecProblem::Confidence(c)] if c.to_bits() == confidence.to_bits()), "{found:?}");
        assert_eq!(format!("{found:?}"), format!("{:?}", study.problems()), "known before the data");
    }
}

#[test]
fn a_study_names_columns_and_terms() {
    let mut named = study(WeightKind::Frequency);
    named.asked.tests = Tests::EachColumn;
    named.asked.contrasts =
        vec![NamedContrast::parse("x=2").unwrap(), NamedContrast::parse("(intercept)=1,x=1").unwrap().called("at 1")];
    let training = Training::of_frame(named.roles.encode_frame(counts()).unwrap()).unwrap();
    let found = named.fit(&training).unwrap();
    let record = found.model.inference.unwrap();
    let estimate = |k: usize| record.contrasts[k].estimate.as_ref().unwrap().estimate;
    assert_eq!([&record.contrasts[0].text, &record.contrasts[1].text], ["x=2", "at 1"]);
    // Log-odds of 25 against 15, and of 10 against 30.
    let (at_1, at_0) = ((25f64 / 15.0).ln(), (10f64 / 30.0).ln());
    assert!((estimate(0) - 2.0 * (at_1 - at_0)).abs() < 1e-8 && (estimate(1) - at_1).abs() < 1e-8);
    assert_eq!(record.tests.iter().map(|test| test.column.as_str()).collect::<Vec<_>>(), ["x"]);

    named.asked.tests = Tests::Columns(vec![vec!["z".to_owned()]]);
    named.asked.contrasts = vec![NamedContrast::parse("z=1").unwrap(), NamedContrast::parse("x=much").unwrap()];
    let no_term = |known: &[&str]| SpecProblem::NoTerm {
        name: "z".to_owned(),
        known: known.iter().map(|name| (*name).to_owned()).collect(),
        more: 0,
    };
    let found = refused(&named);
    assert_eq!(found[..2], [no_term(&["x"]), no_term(&["(intercept)", "x"])]);
    assert!(matches!(&found[2..], [SpecProblem::TermFactor { term, factor }] if term == "x" && factor.is_nan()));
}

#[test]
fn a_study_tells_at_once_what_does_not_go_together() {
    let mut wrong = Study::new("y");
    wrong.roles.cluster = Some("n".to_owned());
    wrong.roles.labels = Some(1);
    wrong.regression.weight_kind = Some(WeightKind::Sampling);
    wrong.asked.tests = Tests::EachColumn;
    wrong.asked.contrasts = vec![NamedContrast::new(vec![("(intercept)".to_owned(), 1.0)])];
    wrong.regression.intercept = false;
    let what = Analysis::LikelihoodRatioTests;
    assert_eq!(
        wrong.problems(),
        [
            SpecProblem::NoWeights(WeightKind::Sampling),
            SpecProblem::LabelCount(1),
            SpecProblem::SamplingLikelihood { what },
            SpecProblem::NeedsIntercept { what: Analysis::ContrastOfIntercept },
        ]
    );
    wrong.regression.inference = None;
    let no_errors = |what| SpecProblem::NoStandardErrors { what };
    assert_eq!(
        wrong.problems(),
        [
            SpecProblem::NoWeights(WeightKind::Sampling),
            SpecProblem::LabelCount(1),
            no_errors(Analysis::Clusters),
            no_errors(what),
            no_errors(Analysis::Contrasts),
        ]
    );
}

/// Of texts as of numbers, of two labels as of three.
#[test]
fn categories_need_an_intercept_and_a_penalty_has_no_base() {
    let texts = |name: &str, cells: [&'static str; 6]| FrameColumn::texts(name.to_owned(), cells.map(Some));
    let table = || {
        let columns = vec![texts("y", ["a", "b", "c", "a", "b", "c"]), texts("colour", ["r", "g", "r", "g", "g", "r"])];
        Frame::new(columns, 6, ["false", "true"]).unwrap()
    };
    let mut study = Study::new("y");
    study.regression.intercept = false;
    study.regression.penalty = Penalty::l2(0.1);
    study.roles.base = vec![("y".to_owned(), "b".to_owned())];
    let training = Training::of_frame(study.roles.encode_frame(table()).unwrap()).unwrap();
    match study.plan(&training) {
        Err(FitError::Specification(error)) => assert_eq!(
            error.problems,
            [
                SpecProblem::CategoryWithoutIntercept {
                    column: "colour".to_owned(),
                    base: "g".to_owned(),
                    target: "y".to_owned()
                },
                SpecProblem::BaseUnderPenalty { target: "y".to_owned(), label: "b".to_owned(), labels: 3 },
            ]
        ),
        other => panic!("not refused: {other:?}"),
    }
    study.regression.intercept = true;
    study.roles.base.clear();
    let found = study.fit(&training).unwrap();
    assert!(found.fit.model.scores() > 2 && found.fit.is_certified());
}
