//! Writes the sample models of the tests in the current format version, once for each version that there will be:
//! `cargo run -p logodds-model --example write_golden_models -- FOLDER` makes `model_N.logodds`, of two labels, and `classes_N.logodds`, of
//! three, in the folder `crates/model/tests/data`.

#[path = "../tests/behaviour/fixtures/sample.rs"]
mod sample;

use logodds_model::file::{FORMAT_VERSION, to_bytes};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args_os().nth(1).ok_or("name a folder to write to")?;
    for (name, record) in [("model", sample::sample_with_equation()), ("classes", sample::sample_of_drawn_rows())] {
        let path = std::path::Path::new(&folder).join(format!("{name}_{FORMAT_VERSION}.logodds"));
        std::fs::write(path, to_bytes(&record)?)?;
    }
    Ok(())
}
