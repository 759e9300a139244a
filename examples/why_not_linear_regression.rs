//! Why a yes/no outcome is not fitted by a straight line: it leaves [0, 1], and far points that are no news drag it.
//!
//!     cargo run --release --example why_not_linear_regression
//!
//! ```text
//! least squares     min Σ (y − a − c x)²               the error of a point grows without limit with |x|
//! log loss          min Σ log(1 + e^η) − y η,  η = b + w x     a point on the right side costs next to nothing
//! ```
#![allow(clippy::print_stdout)]

use logodds::data::{Dense, InMemory};
use logodds::fit::LogisticRegression;
use logodds::score::{log_loss, sigmoid};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Hours of study, and whether the exam was passed.
    let mut hours = vec![0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 4.5, 5.0];
    let mut passed = vec![0, 0, 0, 1, 0, 1, 0, 1, 1, 1];
    let line = least_squares(&hours, &passed);
    let curve = log_loss_fit(&hours, &passed)?;

    println!("1. \"Probabilities\" of a line leave [0, 1]\n\n   hours   line     log loss");
    for x in [0.0, 1.0, 2.75, 5.0, 8.0] {
        println!("   {x:>5}   {:>6.3}   {:.3}", line.at(x), sigmoid(curve.at(x)));
    }
    assert!(line.at(0.0) < 0.0 && line.at(8.0) > 1.0);

    // Three more students studied for a very long time, and passed: just what anyone would have said before.
    hours.extend([20.0, 25.0, 30.0]);
    passed.extend([1, 1, 1]);
    let dragged = least_squares(&hours, &passed);
    let steady = log_loss_fit(&hours, &passed)?;

    println!("\n2. Far points drag it\n\n                  line: slope, 1/2 at    log loss: slope, 1/2 at");
    let row = |name: &str, line: &Straight, curve: &Straight| {
        let (line_half, curve_half) = (line.crosses(0.5), curve.crosses(0.0));
        println!("   {name:<14}{:>12.4} {line_half:>8.3} h{:>14.4} {curve_half:>8.3} h", line.slope, curve.slope);
    };
    row("10 students", &line, &curve);
    row("and 3 far ones", &dragged, &steady);
    assert!(dragged.slope < line.slope / 3.0 && (dragged.crosses(0.5) - line.crosses(0.5)).abs() > 0.5);
    assert!((steady.slope - curve.slope).abs() < 1e-6 && (steady.crosses(0.0) - curve.crosses(0.0)).abs() < 1e-6);

    let (before, after) = (sigmoid(curve.at(2.0)), sigmoid(steady.at(2.0)));
    let lines = (line.at(2.0), dragged.at(2.0));
    println!("\n   At 2 hours: line {:.3}, then {:.3}; log loss {before:.3}, then {after:.3}.", lines.0, lines.1);
    let square = hours[10..].iter().map(|x| (1.0 - line.at(*x)).powi(2)).sum::<f64>() / 3.0;
    let loss = log_loss(1, curve.at(20.0));
    println!("   A far point would cost the first line {square:.0} on average, the first curve at most {loss:.0e}.");
    Ok(())
}

struct Straight {
    at_zero: f64,
    slope: f64,
}

impl Straight {
    fn at(&self, x: f64) -> f64 {
        self.at_zero + self.slope * x
    }
    /// The x where it reaches `level`.
    fn crosses(&self, level: f64) -> f64 {
        (level - self.at_zero) / self.slope
    }
}

/// slope = Σ (x − x̄)(y − ȳ) / Σ (x − x̄)².
fn least_squares(x: &[f64], y: &[u8]) -> Straight {
    let n = x.len() as f64;
    let mean_x = x.iter().sum::<f64>() / n;
    let mean_y = y.iter().map(|y| f64::from(*y)).sum::<f64>() / n;
    let slope = x.iter().zip(y).map(|(x, y)| (x - mean_x) * (f64::from(*y) - mean_y)).sum::<f64>()
        / x.iter().map(|x| (x - mean_x).powi(2)).sum::<f64>();
    Straight { at_zero: mean_y - slope * mean_x, slope }
}

fn log_loss_fit(x: &[f64], y: &[u8]) -> Result<Straight, Box<dyn std::error::Error>> {
    let data = InMemory::new(Dense::from_rows(x, x.len(), 1)?, y)?;
    let fit = LogisticRegression::default().fit(&data)?;
    Ok(Straight { at_zero: fit.model.intercept(), slope: fit.model.coefficients()[0] })
}
