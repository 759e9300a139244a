//! From features to a probability, one step at a time.
//!
//!     cargo run --release --example forward_pass
//!
//! ```text
//! z = x·w + b            log-odds: any number
//! p = 1 / (1 + e^−z)     probability: between 0 and 1
//! ```
#![allow(clippy::print_stdout)]

use logodds::score::{log_loss, logit, probability, sigmoid};

fn main() {
    let x = [2.0_f64, 3.0]; // one row: two features
    let w = [0.5_f64, -0.5]; // what one unit of each adds to the log-odds
    let b = 0.1; // the log-odds where both features are 0

    // 1. Each feature contributes x·w. Contributions add up because they are on the scale of log-odds; probabilities
    //    do not add.
    let mut z: f64 = 0.0;
    for (j, (x, w)) in x.iter().zip(w).enumerate() {
        z += x * w;
        println!("feature {j}: {x} · {w:+} = {:+}", x * w);
    }
    z += b;
    println!("intercept:         {b:+}");
    println!("log-odds z:        {z:+}\n");
    assert_eq!(z, -0.4);

    // 2. The odds are e^z, so many positive outcomes to one negative; one more unit of feature 0 multiplies them by e^0.5.
    println!("odds e^z:                    {:.6} to 1", z.exp());
    println!("odds with one more unit of 0: {:.6} times that\n", w[0].exp());

    // 3. The sigmoid turns log-odds into a probability. z = 0 would be even odds, p = 1/2; here z < 0, so p < 1/2.
    let p = sigmoid(z);
    println!("probability p = sigmoid(z) = {p}");
    assert!((p - 0.401312339887548).abs() < 1e-15);
    assert_eq!(p, probability(&x, &w, b)); // the three steps in one call
    assert!((logit(p) - z).abs() < 1e-15); // and logit goes back

    // 4. The log loss prices the prediction once the outcome is known: −log of the probability it was given. Fitting means
    //    choosing w and b so that the mean price over all rows is lowest.
    println!("loss if the outcome is 1:  {:.6} = −log p", log_loss(1, z));
    println!("loss if the outcome is 0:  {:.6} = −log(1 − p)", log_loss(0, z));
    assert!((log_loss(1, z) + p.ln()).abs() < 1e-15);
    assert!((log_loss(0, z) + (1.0 - p).ln()).abs() < 1e-15);
}
