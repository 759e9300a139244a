//! How often do 95 % intervals hold the truth? Data are drawn again and again from a known model; intervals of Wald and from the
//! profile likelihood are made each time, of coefficients and of the probabilities of new rows.
//!
//!     cargo run --release --example coverage [REPEATS]
#![allow(clippy::print_stdout)]

use logodds::core::normal::two_sided_quantile;
use logodds::core::{Logistic, Risk};
use logodds::data::{Dense, Executor, InMemory};
use logodds::fit::{LogisticRegression, Penalty};
use logodds::inference::{Contrast, Estimator, InferenceRequest, Profile};
use logodds::score::sigmoid;
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

const TRUTH: [f64; 5] = [-1.0, 0.8, -0.5, 0.3, 0.0]; // the intercept, then four columns, the third of which is 0 or 1
const NEW: [[f64; 4]; 3] = [[0.0, 0.0, 0.0, 0.0], [1.5, -1.0, 1.0, 0.5], [-2.0, 1.0, 0.0, -1.0]];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let repeats: usize = std::env::args().nth(1).map_or(Ok(100), |text| text.parse())?;
    println!("{repeats} repeats, seed 1; share of 95 % intervals that hold the truth, %");
    println!("rows   method    b0     b1     b2     b3     b4     p(1)   p(2)   p(3)");
    for rows in [500, 5_000] {
        let mut random = Xoshiro256PlusPlus::seed_from_u64(1);
        let mut held = [[0usize; TRUTH.len() + NEW.len()]; 2];
        for _ in 0..repeats {
            let data = drawn(&mut random, rows)?;
            let inference = Some(InferenceRequest::new(Estimator::Model));
            let fit = LogisticRegression { threads: 1, inference, ..Default::default() }.fit(&data)?;
            let Some(covariance) = fit.covariance() else { continue };
            let risk = Risk::new(Logistic, &data, Penalty::None, Executor::sequential())?;
            let u = risk.scaled().point(fit.model.intercept_at_origin(), fit.model.coefficients());
            let profile = Profile::plain(&risk, &u)?;
            let coefficients = (0..TRUTH.len()).map(|k| match k {
                0 => (Contrast::intercept(), TRUTH[0]),
                _ => (Contrast::coefficient(k - 1), TRUTH[k]),
            });
            // A probability is a monotone function of its log-odds, and its interval that of the log-odds.
            let probabilities = NEW.iter().map(|x| {
                let truth = TRUTH[0] + x.iter().zip(&TRUTH[1..]).map(|(x, w)| x * w).sum::<f64>();
                (Contrast { intercept: 1.0, coefficients: x.iter().copied().enumerate().collect() }, truth)
            });
            for (k, (contrast, truth)) in coefficients.chain(probabilities).enumerate() {
                let c = contrast.dense(TRUTH.len() - 1);
                let at_origin: f64 = c.iter().zip(fit.model.coefficients()).map(|(c, w)| c * w).sum();
                let estimate = contrast.intercept * fit.model.intercept() + at_origin;
                let reach = two_sided_quantile(0.95) * covariance.std_error_of(contrast.intercept, &c);
                held[0][k] += usize::from((estimate - truth).abs() <= reach);
                if let Some((lower, upper)) = profile.interval(&contrast, 0.95)? {
                    held[1][k] += usize::from(lower <= truth && truth <= upper);
                }
            }
        }
        for (method, held) in ["wald", "profile"].into_iter().zip(held) {
            let shares = held.map(|held| format!("{:6.2}", 100.0 * held as f64 / repeats as f64));
            println!("{rows:<5}  {method:<7}  {}", shares.join(" "));
        }
    }
    Ok(())
}

/// Rows of the model.
fn drawn(random: &mut Xoshiro256PlusPlus, rows: usize) -> Result<InMemory<'static>, Box<dyn std::error::Error>> {
    let (mut x, mut y) = (Vec::with_capacity(4 * rows), Vec::with_capacity(rows));
    for _ in 0..rows {
        // Sums of twelve uniform numbers are near enough to normal ones.
        let mut normal = || (0..12).map(|_| random.random::<f64>()).sum::<f64>() - 6.0;
        let row = [normal(), normal(), f64::from(normal() > 0.8), normal()];
        let eta = TRUTH[0] + row.iter().zip(&TRUTH[1..]).map(|(x, w)| x * w).sum::<f64>();
        y.push(u8::from(random.random::<f64>() < sigmoid(eta)));
        x.extend(row);
    }
    Ok(InMemory::new(Dense::from_rows(x, rows, 4)?, y)?)
}
