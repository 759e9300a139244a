//! The same data with every solver: they agree, because each runs until it is certified; they differ in what that takes.
//!
//!     cargo run --release --example choose_a_solver
//!
//! A pass is one visit to every row. Newton's passes are fewer and dearer (p² multiplications a row instead of 2 p), so with
//! few columns Newton wins and with thousands L-BFGS does. `docs/solvers.md` tells more.
#![allow(clippy::print_stdout)]

use logodds::fit::{LogisticRegression, Method, Penalty, Plan, Status};
use logodds::io::{FitColumns, Input, ReadOptions, Source};
use logodds::study::Training;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let training = german_credit()?;
    let specification = LogisticRegression { penalty: Penalty::l2(0.01), tolerance: 1e-6, ..Default::default() };

    // Leave `method` out, and the shape of the data decides. A plan says how before anything runs.
    let plan = Plan::new(&specification, training.data())?;
    println!("auto chooses {}: {}\n", plan.choice().method, plan.choice().reason);
    assert_eq!(plan.choice().method, Method::Newton);

    println!("solver            status           steps   passes   seconds   F               F − F* at most, relative");
    let mut lowest = f64::INFINITY;
    let mut values = Vec::new();
    for method in Method::ALL {
        let fit = LogisticRegression { method: Some(method), ..specification.clone() }.fit(training.data())?;
        let solution = &fit.solution;
        let relative = solution.certificate.bound / solution.value();
        println!(
            "{method:<16}  {:<15}  {:>5}  {:>7.1}  {:>8.4}   {:.12}  {relative:.1e}",
            solution.status.name(),
            solution.iterations,
            solution.passes,
            solution.seconds,
            solution.value(),
        );
        // A status is a statement about the bound, and the bound one about the optimum: neither is a guess.
        assert_eq!(solution.status == Status::Converged, relative <= specification.tolerance);
        lowest = lowest.min(solution.value());
        values.push((solution.value(), solution.certificate.bound));
    }
    // A bound is on F(u) as it is; the values printed are rounded.
    assert!(values.iter().all(|(value, bound)| value - lowest <= bound + 1e-15 * value));
    println!(
        "\nWhere one is not certified, its bound still holds: no F above is further from the lowest than it says."
    );
    Ok(())
}

/// 1,000 loans, 20 columns of which 13 are categories: 48 coefficients.
fn german_credit() -> Result<Training<'static>, Box<dyn std::error::Error>> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/german_credit.csv");
    let columns = FitColumns { target: "creditability".into(), positive: Some("bad".into()), ..Default::default() };
    let mut options = ReadOptions::default();
    columns.apply(&mut options);
    let table = Input::open(vec![Source::Path(path.into())], &options)?.parse(&options)?;
    Ok(Training::new(columns.encode(&table)?)?)
}
