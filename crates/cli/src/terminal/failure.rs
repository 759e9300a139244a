//! How the program can end, and the words for it.
//!
//! | code | meaning |
//! |---|---|
//! | 0 | fine |
//! | 1 | input/output or internal |
//! | 2 | usage |
//! | 3 | data refused |
//! | 4 | not certified |
//! | 5 | not identified, under `--strict` |
//! | 6 | model file unreadable, damaged or too new |
//! | 130 | interrupted (by the system's default handling of the signal) |
//!
//! Libraries say what, where and what to do; here the error only gets its number. Usage problems are a list, because
//! everything wrong with a specification is told at once.

use logodds::fit::FitError;
use logodds::io::model_file::{ModelFileError, SaveError};
use logodds::io::{DataError, EncodeError, ReadError, SpecError, WriteError};
use logodds_report::words::{Command, Told};
use std::io::ErrorKind;

/// All well.
pub const FINE: u8 = 0;
/// The world refused, or the program is at fault.
pub const WORLD: u8 = 1;
/// The command line is at fault.
pub const USAGE: u8 = 2;
/// The data are refused.
pub const DATA: u8 = 3;
/// The optimum is not certified.
pub const NOT_CERTIFIED: u8 = 4;
/// The data do not determine the coefficients.
pub const NOT_IDENTIFIED: u8 = 5;
/// The model file is of no use.
pub const MODEL: u8 = 6;

/// Why the program ends before its work is done.
#[derive(Debug)]
pub enum Failure {
    /// The command line, with every problem found.
    Usage(Vec<String>),
    /// The world: files that cannot be read or written.
    World(String),
    /// The data.
    Data(String),
    /// The model file.
    Model(String),
    /// Whoever read our output has gone: no failure at all.
    ClosedPipe,
}

impl Failure {
    /// One usage problem.
    pub fn usage(problem: impl Into<String>) -> Self {
        Self::Usage(vec![problem.into()])
    }

    /// The exit code.
    pub fn code(&self) -> u8 {
        match self {
            Self::Usage(_) => USAGE,
            Self::World(_) => WORLD,
            Self::Data(_) => DATA,
            Self::Model(_) => MODEL,
            Self::ClosedPipe => FINE,
        }
    }

    /// What there is to say of it.
    pub fn problems(&self) -> &[String] {
        match self {
            Self::Usage(problems) => problems,
            Self::World(text) | Self::Data(text) | Self::Model(text) => std::slice::from_ref(text),
            Self::ClosedPipe => &[],
        }
    }
}

/// An error in the words of the command.
pub fn told(error: &impl Told) -> String {
    error.told(&Command)
}

impl From<ReadError> for Failure {
    fn from(error: ReadError) -> Self {
        match &error {
            ReadError::Delimiter { .. } | ReadError::NoInput => Self::usage(told(&error)),
            _ if error.is_io() => Self::World(told(&error)),
            _ => Self::Data(told(&error)),
        }
    }
}

impl From<DataError> for Failure {
    fn from(error: DataError) -> Self {
        match &error {
            DataError::UnknownPositive { .. }
            | DataError::PositiveOfMany { .. }
            | DataError::UnknownBase { .. }
            | DataError::BaseOfNumbers { .. } => Self::usage(told(&error)),
            _ => Self::Data(told(&error)),
        }
    }
}

impl From<SpecError> for Failure {
    fn from(error: SpecError) -> Self {
        Self::Usage(error.problems.iter().map(told).collect())
    }
}

impl From<EncodeError> for Failure {
    fn from(error: EncodeError) -> Self {
        match error {
            EncodeError::Spec(error) => error.into(),
            EncodeError::Data(error) => error.into(),
            other => Self::Data(other.to_string()),
        }
    }
}

impl From<FitError> for Failure {
    fn from(error: FitError) -> Self {
        match error {
            FitError::Specification(error) => Self::Usage(error.problems.iter().map(told).collect()),
            // What the data do not allow.
            FitError::Inference(error) => Self::Data(error.to_string()),
            other => Self::World(other.to_string()),
        }
    }
}

impl From<ModelFileError> for Failure {
    fn from(error: ModelFileError) -> Self {
        Self::Model(told(&error))
    }
}

impl From<WriteError> for Failure {
    fn from(error: WriteError) -> Self {
        if error.source.kind() == ErrorKind::BrokenPipe { Self::ClosedPipe } else { Self::World(error.to_string()) }
    }
}

impl From<SaveError> for Failure {
    fn from(error: SaveError) -> Self {
        match error {
            SaveError::Write(error) => error.into(),
            other => Self::World(other.to_string()),
        }
    }
}
