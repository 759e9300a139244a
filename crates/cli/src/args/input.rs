//! Which files, and how they are written.

use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// The data and their format.
#[derive(Debug, Args)]
pub struct InputArgs {
    /// Files with the same header, or - for stdin; .gz and .zst too
    #[arg(value_name = "DATA", required = true)]
    pub data: Vec<PathBuf>,
    /// Format; by default the suffix decides
    #[arg(long, value_enum, value_name = "FORMAT", help_heading = "Input")]
    pub format: Option<InputFormat>,
    /// The character between cells
    #[arg(short, long, value_name = "CHAR", help_heading = "Input")]
    pub delimiter: Option<String>,
    /// What separates whole from fraction in numbers: . or , [default: .]. It belongs to the files, not to the model; predictions
    /// are written the same way
    #[arg(long, value_name = "CHAR", help_heading = "Input")]
    pub decimal: Option<String>,
    /// The first line is data; columns are then c1, c2, …
    #[arg(long, help_heading = "Input")]
    pub no_header: bool,
    /// Texts that stand for a missing cell, besides the empty one [default: NA; a model keeps those of its fit, and a
    /// prediction adds these]
    #[arg(long, value_name = "A,B", value_delimiter = ',', allow_hyphen_values = true, help_heading = "Input")]
    pub na: Option<Vec<String>>,
}

/// Text formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum InputFormat {
    /// Comma separated
    Csv,
    /// Tab separated
    Tsv,
}
