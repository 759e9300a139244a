//! The same data and the same seed give the same bits, whatever the number of threads.

use crate::fixtures::cases::read;
use crate::fixtures::random::Xorshift;
use logodds::data::{Categorical, Dense, Features, InMemory, Part};
use logodds::fit::{LogisticRegression, Method, Penalty};
use logodds::io::FitColumns;

/// Everything a user can see of a fit, as bits.
fn bits(specification: &LogisticRegression, data: &InMemory<'_>) -> Vec<u64> {
    let fit = specification.fit(data).unwrap();
    let executor = logodds::data::Executor::new(specification.threads).unwrap();
    let margins = fit.model.margins(data.features(), &executor).unwrap();
    let numbers = [fit.model.intercept_at_origin(), fit.solution.value(), fit.solution.certificate.bound];
    let numbers = numbers.iter().chain(fit.model.coefficients()).chain(fit.model.origin()).chain(&margins);
    numbers.map(|x| x.to_bits()).chain([fit.solution.iterations as u64]).collect()
}

fn same_for_any_thread_count(data: &InMemory<'_>, penalty: Penalty) {
    for method in Method::ALL {
        let specification = |threads| LogisticRegression {
            penalty,
            method: Some(method),
            max_iterations: Some(60),
            seed: 7,
            threads,
            ..Default::default()
        };
        let alone = bits(&specification(1), data);
        for threads in [2, 3, 7] {
            assert!(bits(&specification(threads), data) == alone, "{method} with {threads} threads");
        }
    }
}

#[test]
fn real_data_of_numbers_and_categories() {
    let columns = FitColumns { target: "creditability".into(), positive: Some("bad".into()), ..Default::default() };
    let training = read("examples/data/german_credit.csv", columns);
    same_for_any_thread_count(training.data(), Penalty::None);
    same_for_any_thread_count(training.data(), Penalty::l2(0.01));
}

#[test]
fn many_blocks_weights_offsets_and_both_storages() {
    let (n, p) = (20_011, 23);
    let mut random = Xorshift(42);
    let x: Vec<f64> = (0..n * p).map(|_| random.uniform() - 0.5).collect();
    let narrow: Vec<f32> = (0..n * 3).map(|_| random.uniform() as f32).collect();
    let codes: Vec<u32> = (0..n).map(|_| (random.uniform() * 40.0) as u32).collect();
    let labels: Vec<u8> = (0..n).map(|i| u8::from(random.uniform() < 0.3 + 0.4 * x[i * p].abs())).collect();
    let weights: Vec<f64> = (0..n).map(|_| (3.0 * random.uniform()).floor()).collect();
    let offset: Vec<f64> = (0..n).map(|_| random.uniform()).collect();
    let features = Features::new(vec![
        Part::F64(Dense::from_rows(x, n, p).unwrap()),
        Part::F32(Dense::from_rows(narrow, n, 3).unwrap()),
        Part::Categorical(Categorical::new(codes, 40).unwrap()),
    ])
    .unwrap();
    let data = InMemory::new(features, labels).unwrap().with_weights(weights).unwrap().with_offset(offset).unwrap();
    same_for_any_thread_count(&data, Penalty::None);
}

#[test]
fn a_row_scored_alone_has_the_bits_it_has_in_a_batch() {
    let (n, p) = (1_003, 13);
    let mut random = Xorshift(3);
    let x: Vec<f64> = (0..n * p).map(|_| 1e3 * (random.uniform() - 0.3)).collect();
    let labels: Vec<u8> = (0..n).map(|i| u8::from(random.uniform() < 0.5 + 3e-4 * x[i * p])).collect();
    let data = InMemory::new(Dense::from_rows(&x[..], n, p).unwrap(), labels).unwrap();
    let model = LogisticRegression::default().fit(&data).unwrap().model;
    let batch = model.margins(data.features(), &logodds::data::Executor::new(0).unwrap()).unwrap();
    for (row, margin) in x.chunks(p).zip(batch) {
        assert_eq!(model.margin(row).unwrap().to_bits(), margin.to_bits());
    }
}
