//! What `logodds-core` does on its own: no solver, no file, and with `default-features = false` no dependency.
//!
//!     cargo run --release --example core_only
//!
//! In a Cargo.toml: `logodds-core = { version = "0.1", default-features = false }`.
#![allow(clippy::print_stdout)]

use logodds_core::{Dense, Executor, Features, Model, log_loss, log_sigmoid, log1pexp, logit, sigmoid};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    special_functions();
    loss();
    model()
}

/// Textbook formulas break in the tails; these do not.
fn special_functions() {
    println!("{:>8}  {:>22}  {:>12}  {:>22}  {:>12}", "x", "log(1 + e^x)", "textbook", "log sigmoid(x)", "textbook");
    for x in [-800.0, -40.0, -1.0, 0.0, 1.0, 40.0, 800.0] {
        let textbook = ((1.0 + f64::exp(x)).ln(), (1.0 / (1.0 + f64::exp(-x))).ln());
        println!(
            "{x:>8}  {:>22.15e}  {:>12.5e}  {:>22.15e}  {:>12.5e}",
            log1pexp(x),
            textbook.0,
            log_sigmoid(x),
            textbook.1
        );
    }
    assert_eq!(log1pexp(800.0), 800.0); // the textbook's e^800 is infinite
    assert_eq!(log_sigmoid(-800.0), -800.0); // the textbook's sigmoid is 0, its logarithm −∞
    assert_eq!(log1pexp(-40.0), f64::exp(-40.0)); // the textbook's 1 + e^−40 is 1, its logarithm 0
    assert!((logit(sigmoid(-30.0)) + 30.0).abs() < 1e-14);
}

/// The loss is computed from the log-odds, so a hopeless prediction has a large price, not an infinite one.
fn loss() {
    println!("\nprice of predicting log-odds −800 for an outcome that was 1: {}", log_loss(1, -800.0));
    assert_eq!(log_loss(1, -800.0), 800.0);
    assert_eq!(sigmoid(-800.0), 0.0); // −log of this would be ∞
}

/// A model is an intercept and coefficients, relative to an origin; it scores a row, or a matrix of them.
fn model() -> Result<(), Box<dyn std::error::Error>> {
    let model = Model::new(0.1, vec![0.5, -0.5], vec![0.0, 0.0])?;
    let rows = [[2.0, 3.0], [0.0, 0.0], [4.0, -1.0]];

    let matrix = Dense::from_rows(rows.concat(), 3, 2)?;
    let margins = model.margins(&Features::from(matrix), &Executor::sequential())?;

    println!("\nrow          log-odds  probability");
    for (row, z) in rows.iter().zip(&margins) {
        println!("{row:>4?}  {z:>8.3}  {:.9}", sigmoid(*z));
        assert_eq!(*z, model.margin(row)?); // a row alone gives the same bits as within a batch
    }
    assert!((sigmoid(margins[0]) - 0.401312339887548).abs() < 1e-15);

    // Why an origin: for milliseconds since 1970, `w·x + b` with the intercept of x as given loses what subtracting first
    // keeps. One second is 1e-3 in log-odds here, and both formulas are the same on paper.
    let (w, origin) = (1e-6, 1_700_000_000_000.0);
    let since_1970 = Model::new(-0.5, vec![w], vec![origin])?;
    let x = origin + 1_000.0;
    println!("\norigin subtracted first: {}", since_1970.margin(&[x])?);
    println!("intercept for x as given: {}", w * x + since_1970.intercept());
    assert_eq!(since_1970.margin(&[x])?, -0.499);
    Ok(())
}
