//! How long it takes to decide that a million rows are not separated, beside the fit.
//!
//! `cargo run --release -p logodds-inference --example separation_speed -- [rows] [columns]`

use logodds_core::{Dense, Executor, InMemory, Logistic, Penalty, Risk};
use logodds_inference::separation::separation;
use logodds_optim::{Silent, StoppingRule, choose, minimize};
use std::io::Write;
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut sizes = std::env::args().skip(1).map(|size| size.parse::<usize>());
    let n = sizes.next().transpose()?.unwrap_or(1_000_000);
    let p = sizes.next().transpose()?.unwrap_or(50);
    // G. Marsaglia, J. Stat. Software 8(14), 2003.
    let mut state = 88_172_645_463_325_252_u64;
    let mut uniform = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1u64 << 53) as f64
    };
    let x: Vec<f64> = (0..n * p).map(|_| 2.0 * uniform() - 1.0).collect();
    let score = |row: &[f64]| row.iter().take(5).sum::<f64>() - 1.0;
    let labels: Vec<u8> = x.chunks(p).map(|row| u8::from(uniform() < 1.0 / (1.0 + (-score(row)).exp()))).collect();
    let data = InMemory::new(Dense::from_rows(x, n, p)?, labels)?;
    let risk = Risk::new(Logistic, &data, Penalty::None, Executor::new(0)?)?;
    let mut out = std::io::stdout().lock();
    for _ in 0..5 {
        let begin = Instant::now();
        let solver = choose(&risk, 1e-10).method.solver(0);
        let solution = minimize(&*solver, &risk, risk.start(), &StoppingRule::default(), &mut Silent)?;
        let fit = begin.elapsed();
        // A fit that is certified needs no check at all; this is what one that is not pays.
        let begin = Instant::now();
        let at_the_end = separation(risk.columns(), Some(&solution.point))?;
        let from_the_end = begin.elapsed();
        let begin = Instant::now();
        let from_nothing = separation(risk.columns(), None)?;
        writeln!(
            out,
            "fit {:.1} ms, check from its end {:.1} ms, from nothing {:.1} ms: {}, {}",
            1e3 * fit.as_secs_f64(),
            1e3 * from_the_end.as_secs_f64(),
            1e3 * begin.elapsed().as_secs_f64(),
            at_the_end.verdict.name(),
            from_nothing.verdict.name()
        )?;
    }
    Ok(())
}
