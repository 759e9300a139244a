//! Writes the sample model of the tests in the current format version:
//! `cargo run -p logodds-io --example write_golden_model -- crates/io/tests/data/model_vN.logodds`

#[path = "../tests/common/sample.rs"]
mod sample;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args_os().nth(1).ok_or("name the file to write")?;
    Ok(logodds_io::model_file::save(path.as_ref(), &sample::sample())?)
}
