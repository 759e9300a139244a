//! Seconds and GB/s to read a file: `cargo run --release -p logodds-io --example read_speed -- FILE [THREADS]`
#![allow(clippy::print_stdout)]

use logodds_io::{Input, ReadOptions, Source};
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args_os().skip(1);
    let path = std::path::PathBuf::from(arguments.next().ok_or("name a file")?);
    let threads = arguments.next().and_then(|t| t.to_str()?.parse().ok()).unwrap_or(0);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build()?;
    let bytes = std::fs::metadata(&path)?.len() as f64;
    for _ in 0..5 {
        let start = Instant::now();
        let options = ReadOptions::default();
        let input = pool.install(|| Input::open(vec![Source::Path(path.clone())], &options))?;
        let opened = start.elapsed().as_secs_f64();
        let table = pool.install(|| input.parse(&options))?;
        let seconds = start.elapsed().as_secs_f64();
        println!(
            "{} rows, {} columns, {} threads: {seconds:.3} s ({opened:.3} s to load), {:.3} GB/s",
            table.rows(),
            table.columns().len(),
            pool.current_num_threads(),
            bytes / seconds / 1e9
        );
    }
    Ok(())
}
