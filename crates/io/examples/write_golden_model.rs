//! Writes the sample models of the tests in the current format version:
//! `cargo run -p logodds-io --example write_golden_model -- crates/io/tests/data/model_vN.logodds
//! crates/io/tests/data/classes_vN.logodds`; the first is the one with inference, contrasts and an equation.

#[path = "../tests/behaviour/fixtures/sample.rs"]
mod sample;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut paths = std::env::args_os().skip(1);
    for model in [sample::sample_with_equation(), sample::sample_of_drawn_rows()] {
        let path = paths.next().ok_or("name two files to write: one for two labels, one for three")?;
        logodds_io::model_file::save(path.as_ref(), &model)?;
    }
    Ok(())
}
