//! What is asked around a fit, when somebody says stop: what is done is kept, and the rest is named.

use crate::fixtures::random::Xorshift;
use logodds::data::{Dense, InMemory};
use logodds::fit::{Fit, LogisticRegression, Observer, Plan, Warning};
use logodds::inference::{Estimator, InferenceRequest, IntervalKind};
use logodds::optim::Iterate;
use logodds::score::sigmoid;
use std::ops::ControlFlow;

const COLUMNS: usize = 90;

/// Says stop once so many parts of one kind are done; remembers what it was told.
struct Impatient {
    what: &'static str,
    after: usize,
    told: Vec<(&'static str, usize, usize)>,
}

impl Observer for Impatient {
    fn iteration(&mut self, _: usize, _: &Iterate<'_>, _: f64) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }

    fn part(&mut self, what: &'static str, done: usize, of: usize) -> ControlFlow<()> {
        self.told.push((what, done, of));
        if what == self.what && done >= self.after { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

fn fitted(what: &'static str, after: usize, request: InferenceRequest) -> (Fit, Impatient) {
    let (mut random, rows) = (Xorshift(17), 1_500);
    let x = random.centred(rows * COLUMNS);
    let label = |row: &[f64]| u8::from(random.uniform() < sigmoid(row[0] - 0.5 * row[1] + 0.2));
    let y: Vec<u8> = x.chunks(COLUMNS).map(label).collect();
    let data = InMemory::new(Dense::from_rows(x, rows, COLUMNS).unwrap(), y).unwrap();
    let specification = LogisticRegression { inference: Some(request), ..LogisticRegression::default() };
    let mut observer = Impatient { what, after, told: Vec::new() };
    let fit = Plan::new(&specification, &data).unwrap().run(&mut observer).unwrap();
    (fit, observer)
}

fn time_up(fit: &Fit) -> Option<(Vec<usize>, Vec<Option<usize>>, usize)> {
    fit.warnings.iter().find_map(|warning| match warning {
        Warning::TimeUp { tests, intervals, replicates } => Some((tests.clone(), intervals.clone(), *replicates)),
        _ => None,
    })
}

#[test]
fn tests_that_are_not_done_are_named_and_the_others_are_those_of_a_fit_with_time() {
    let tests: Vec<Vec<usize>> = (0..COLUMNS).map(|j| vec![j]).collect();
    let request = InferenceRequest { tests, ..InferenceRequest::new(Estimator::Model) };
    let (fit, observer) = fitted("tests", 10, request.clone());
    let some = fit.inference.as_ref().unwrap().likelihood.as_ref().unwrap().tests.clone();
    let (left, intervals, replicates) = time_up(&fit).expect("told");
    assert!((1..COLUMNS).contains(&left.len()) && intervals.is_empty() && replicates == 0, "{left:?}");
    let untested: Vec<usize> = (0..COLUMNS).filter(|&j| some[j].is_none()).collect();
    assert_eq!(left, untested);
    assert!(observer.told.iter().all(|(what, done, of)| *what == "tests" && done <= of && *of == COLUMNS));
    let (all, _) = fitted("nothing", 0, request);
    assert_eq!(time_up(&all), None);
    let all = all.inference.unwrap().likelihood.unwrap().tests;
    assert!(some.iter().zip(&all).all(|(some, all)| all.is_some() && (some.is_none() || some == all)));
}

#[test]
fn intervals_that_are_not_done_have_no_ends_and_are_named() {
    let request = InferenceRequest { intervals: IntervalKind::Profile, ..InferenceRequest::new(Estimator::Model) };
    let (fit, _) = fitted("ends of intervals", 40, request);
    let intervals = &fit.inference.as_ref().unwrap().likelihood.as_ref().unwrap().intervals;
    let (tests, left, _) = time_up(&fit).expect("told");
    assert!(tests.is_empty());
    let without = (0..=COLUMNS).filter(|&term| intervals[term].0.is_nan() && intervals[term].1.is_nan());
    assert_eq!(left, without.map(|term| term.checked_sub(1)).collect::<Vec<_>>());
    assert!((1..COLUMNS).contains(&left.len()));
    let warning = fit.warnings.iter().find(|warning| warning.code() == "time-up").unwrap();
    let message = warning.message(&|j| format!("x{j}"));
    assert!(message.contains("the intervals of \"x") && message.ends_with("what is there is complete"), "{message}");
}

#[test]
fn a_bootstrap_is_of_the_replicates_that_there_was_time_for() {
    let request = InferenceRequest { replicates: 200, ..InferenceRequest::new(Estimator::Bootstrap) };
    let (fit, _) = fitted("replicates", 50, request.clone());
    let (tests, intervals, left) = time_up(&fit).expect("told");
    assert!(tests.is_empty() && intervals.is_empty());
    let bootstrap = fit.inference.unwrap().bootstrap.unwrap();
    assert_eq!(bootstrap.replicates + left, 200);
    assert!((50..200).contains(&bootstrap.replicates));
    // The same as if so many had been asked for.
    let fewer = InferenceRequest { replicates: bootstrap.replicates, ..request };
    let (other, _) = fitted("nothing", 0, fewer);
    assert_eq!(other.inference.unwrap().bootstrap.unwrap(), bootstrap);
}
