//! A fit with a journal: whatever the file holds, the bits are those of a fit without one, and what the file remembers no row is read for.

use crate::fixtures::random::Xorshift;
use logodds::core::data::fingerprint;
use logodds::core::sum::{Asked, Collective};
use logodds::core::{
    Block, Csr, EvalError, Fingerprint, Logistic, Objective, Risk, RowBlocks, Shape, Softmax, SparseColumns,
};
use logodds::data::{Dense, Executor, Features, InMemory, Part};
use logodds::fit::{Journal, JournalError, JournalProblem};
use logodds::fit::{LogisticRegression, Method, Penalty, Silent};
use logodds::optim::{Solution, StoppingRule, minimize};
use std::fs;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Rows that count how often they are read.
struct Counting<'a> {
    data: &'a InMemory<'a>,
    read: AtomicUsize,
}

impl<'a> Counting<'a> {
    fn new(data: &'a InMemory<'a>) -> Self {
        Self { data, read: AtomicUsize::new(0) }
    }
}

impl RowBlocks for Counting<'_> {
    fn shape(&self) -> Shape {
        self.data.shape()
    }

    fn visit(&self, blocks: Range<usize>, origin: &[f64], f: &mut dyn FnMut(Block<'_>)) -> Result<(), EvalError> {
        self.data.visit(blocks, origin, &mut |block| {
            self.read.fetch_add(block.rows(), Ordering::Relaxed);
            f(block);
        })
    }

    fn sparse_columns(&self) -> Vec<SparseColumns> {
        self.data.sparse_columns()
    }

    fn classes(&self) -> usize {
        self.data.classes()
    }
}

/// Rows of `classes` labels that are not separated, dense or sparse.
fn rows(classes: usize, is_sparse: bool) -> InMemory<'static> {
    let (n, p) = (3_000, 12);
    let mut random = Xorshift(77 + classes as u64);
    let x: Vec<f64> =
        (0..n * p).map(|_| if is_sparse && random.uniform() < 0.7 { 0.0 } else { random.uniform() - 0.5 }).collect();
    let labels: Vec<u8> = (0..n)
        .map(|i| {
            ((classes as f64 * (0.3 * x[i * p] + random.uniform()).clamp(0.0, 0.999)) as u8).min(classes as u8 - 1)
        })
        .collect();
    let features: Features<'static> = match is_sparse {
        true => {
            let mut offsets = vec![0];
            let (mut columns, mut values) = (Vec::new(), Vec::new());
            for row in x.chunks(p) {
                for (j, value) in row.iter().enumerate().filter(|(_, value)| **value != 0.0) {
                    columns.push(j as u32);
                    values.push(*value);
                }
                offsets.push(columns.len());
            }
            Features::new(vec![Part::SparseF64(Csr::new(offsets, columns, values, p).unwrap())]).unwrap()
        }
        false => Dense::from_rows(x, n, p).unwrap().into(),
    };
    match classes {
        2 => InMemory::new(features, labels).unwrap(),
        _ => InMemory::of_classes(features, labels, classes).unwrap(),
    }
}

/// Minimise the risk of `data`, whatever the number of classes.
fn solved(data: &dyn RowBlocks, method: Method, executor: Executor) -> Result<Solution, EvalError> {
    let (penalty, rule) = (Penalty::l2(1e-3), StoppingRule::default());
    let of = |objective: &dyn Objective, start| {
        minimize(&*method.solver(1), objective, start, &rule, &mut Silent).map_err(|error| match error {
            logodds::optim::SolveError::Eval(error) => error,
            other => panic!("{other}"),
        })
    };
    if data.classes() > 2 {
        let risk = Risk::new(Softmax::new(data.classes()), data, penalty, executor)?;
        of(&risk, risk.start())
    } else {
        let risk = Risk::new(Logistic, data, penalty, executor)?;
        of(&risk, risk.start())
    }
}

fn bits(solution: &Solution) -> Vec<u64> {
    solution
        .point
        .iter()
        .chain([&solution.value(), &solution.certificate.bound, &solution.passes])
        .map(|x| x.to_bits())
        .collect()
}

fn journal(path: &Path) -> Result<Arc<Journal>, JournalError> {
    Journal::open(path, Fingerprint::default(), Fingerprint::default()).map(Arc::new)
}

fn with(journal: Arc<Journal>) -> Executor {
    Executor::sequential().completed_by(Some(journal))
}

/// Where the sums of a journal end.
fn ends(bytes: &[u8]) -> Vec<usize> {
    let mut ends = vec![32];
    while *ends.last().unwrap() < bytes.len() {
        let at = ends.last().unwrap() + 16;
        let length = u64::from_le_bytes(bytes[at..at + 8].try_into().unwrap());
        ends.push(at + 16 + length as usize);
    }
    ends
}

const CASES: [(usize, bool, Method); 6] = [
    (2, false, Method::Newton),
    (2, true, Method::Lbfgs),
    (2, false, Method::NewtonCg),
    (3, false, Method::Newton),
    (4, true, Method::NewtonCg),
    (3, false, Method::Sgd),
];

#[test]
fn sums_that_are_remembered_read_no_rows_and_change_no_bits() {
    let folder = tempfile::tempdir().unwrap();
    for (classes, is_sparse, method) in CASES {
        let data = rows(classes, is_sparse);
        let alone = bits(&solved(&data, method, Executor::sequential()).unwrap());
        let path = folder.path().join(format!("{classes}{is_sparse}{method}"));
        let first = Counting::new(&data);
        assert_eq!(bits(&solved(&first, method, with(journal(&path).unwrap())).unwrap()), alone, "while it is written");
        let whole = fs::read(&path).unwrap();
        let ends = ends(&whole);
        let sums = ends.len() - 1;
        assert!(sums >= 9, "{sums} sums");
        let mut read_before = usize::MAX;
        let mut cut_after = vec![0, 1, 4, 9, sums];
        cut_after.dedup();
        for known in cut_after {
            // Ended in the middle of a sum, wherever that was.
            let torn = (ends[known] + known % 40).min(whole.len());
            fs::write(&path, &whole[..torn]).unwrap();
            let (again, journal) = (Counting::new(&data), journal(&path).unwrap());
            assert_eq!(
                bits(&solved(&again, method, with(journal.clone())).unwrap()),
                alone,
                "{method} from sum {known}"
            );
            assert_eq!(journal.remembered(), known as u64);
            let read = again.read.into_inner();
            assert!(read < read_before, "{read} of {read_before} rows");
            read_before = read;
            assert_eq!(fs::read(&path).unwrap(), whole, "written on to the same bytes");
        }
        // Batches are of no pass over all rows, and are drawn again.
        if method != Method::Sgd {
            assert_eq!(read_before, 0, "{method}");
        }
    }
}

/// Bytes that changed, went missing or came in between.
#[test]
fn whatever_became_of_a_journal_a_fit_has_its_bits_or_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let data = rows(3, false);
    let alone = bits(&solved(&data, Method::Newton, Executor::sequential()).unwrap());
    let path = folder.path().join("journal");
    solved(&data, Method::Newton, with(journal(&path).unwrap())).unwrap();
    let whole = fs::read(&path).unwrap();
    let mut random = Xorshift(5);
    let mut below = |n: usize| (random.uniform() * n as f64) as usize;
    let (mut refused, mut finished) = (0, 0);
    for turn in 0..300 {
        let mut bytes = whole.clone();
        for _ in 0..=below(3) {
            // Heads more often than numbers.
            let at = if turn % 2 == 0 { below(bytes.len()) } else { below(400.min(bytes.len())) };
            match below(4) {
                0 => bytes[at] ^= 1 << below(8),
                1 => bytes.truncate(at.max(1)),
                2 => {
                    bytes.insert(at, below(256) as u8);
                }
                _ => {
                    let from = below(bytes.len());
                    let piece = bytes[from..(from + 64).min(bytes.len())].to_vec();
                    let end = (at + piece.len()).min(bytes.len());
                    bytes.splice(at..end, piece);
                }
            }
        }
        fs::write(&path, &bytes).unwrap();
        match journal(&path) {
            Err(_) => refused += 1,
            Ok(journal) => {
                assert_eq!(bits(&solved(&data, Method::Newton, with(journal)).unwrap()), alone, "turn {turn}");
                finished += 1;
            }
        }
    }
    assert!(refused > 20 && finished > 100, "{refused} refused, {finished} finished");
}

#[test]
fn of_other_data_or_options_it_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal");
    let specification = LogisticRegression { journal: Some(path.clone()), ..LogisticRegression::default() };
    let fit =
        |specification: &LogisticRegression, data: &InMemory<'_>| specification.fit(data).map(|fit| fit.remembered);
    let data = rows(2, false);
    assert_eq!(fit(&specification, &data).unwrap(), Some(0));
    assert!(fit(&specification, &data).unwrap() > Some(5));
    let threads = LogisticRegression { threads: 3, max_iterations: Some(2), ..specification.clone() };
    assert!(fit(&threads, &data).unwrap() > Some(5), "neither threads nor limits are of the sums");
    let refused = |result: Result<_, logodds::fit::FitError>| match result {
        Err(logodds::fit::FitError::Journal(JournalError { problem, .. })) => problem,
        other => panic!("{other:?}"),
    };
    let other = LogisticRegression { penalty: Penalty::l2(0.1), ..specification.clone() };
    assert!(matches!(refused(fit(&other, &data)), JournalProblem::OtherSpecification));
    let mut labels = data.target().classes().unwrap().to_vec();
    labels[17] = 1 - labels[17];
    let changed = InMemory::new(data.features().clone(), labels).unwrap();
    assert!(matches!(refused(fit(&specification, &changed)), JournalProblem::OtherData));
    let held = journal_of(&path, &data);
    assert!(matches!(refused(fit(&specification, &data)), JournalProblem::InUse), "two at once");
    drop(held);
    fs::write(&path, "a letter that is not to be lost").unwrap();
    assert!(matches!(refused(fit(&specification, &data)), JournalProblem::NotAJournal));
    assert_eq!(fs::read(&path).unwrap(), b"a letter that is not to be lost");
    let folder = LogisticRegression { journal: Some(folder.path().to_owned()), ..LogisticRegression::default() };
    refused(fit(&folder, &data));
}

/// One that somebody has open, whatever it is of.
fn journal_of(path: &Path, data: &InMemory<'_>) -> fs::File {
    assert_ne!(fingerprint(data).unwrap(), Fingerprint::default());
    let file = fs::File::open(path).unwrap();
    file.lock().unwrap();
    file
}

/// A fit that was stopped went on to standard errors, and one that is not goes on to the optimum.
#[test]
fn a_fit_that_was_stopped_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let data = rows(2, true);
    let whole = LogisticRegression { method: Some(Method::GradientDescent), ..LogisticRegression::default() };
    let alone = bits(&whole.fit(&data).unwrap().solution);
    let journaled = LogisticRegression { journal: Some(folder.path().join("journal")), ..whole };
    let stopped = LogisticRegression { max_iterations: Some(3), ..journaled.clone() }.fit(&data).unwrap();
    assert!(!stopped.is_certified());
    let fit = journaled.fit(&data).unwrap();
    assert!(fit.remembered > Some(3));
    assert_eq!(bits(&fit.solution), alone);
}

/// Runs of blocks computed apart, as other processes would, and merged from their bytes along the tree.
#[derive(Debug)]
struct Apart(usize);

impl Collective for Apart {
    fn reduce(&self, asked: &dyn Asked) -> Result<Vec<u8>, EvalError> {
        fn node(asked: &dyn Asked, from: usize, to: usize, workers: usize) -> Result<Vec<u8>, EvalError> {
            if workers == 1 || to - from == 1 {
                return asked.of(from..to);
            }
            let middle = from + (to - from) / 2;
            let left = node(asked, from, middle, workers / 2)?;
            asked.merged(&left, &node(asked, middle, to, workers / 2)?)
        }
        node(asked, 0, asked.runs(), self.0)
    }
}

#[test]
fn four_workers_have_the_bits_of_one() {
    for (classes, is_sparse, method) in CASES {
        let data = rows(classes, is_sparse);
        let alone = bits(&solved(&data, method, Executor::sequential()).unwrap());
        let apart = Executor::sequential().completed_by(Some(Arc::new(Apart(4))));
        assert_eq!(bits(&solved(&data, method, apart).unwrap()), alone, "{classes} {method}");
    }
}
