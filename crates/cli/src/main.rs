//! The `logodds` command: logistic regression with a certificate, from a CSV to a saved model.
//!
//! `main` parses and hands over; everything else returns. Results go to stdout, all other words to stderr, and every
//! end has its number (see [`failure`]). A signal ends the program as the system does by default: Ctrl-C is 130 to a shell, and because
//! files are written under another name first, an interrupted run leaves the old file whole (and, see `signals`, nothing else).

mod advice;
mod args;
mod collinearity;
mod compare;
mod contrast;
mod data;
mod date;
mod document;
mod effects;
mod failure;
mod fit;
mod influence;
mod inspect;
mod meta;
mod names;
mod number;
mod output;
mod plot;
mod predict;
mod progress;
mod report;
mod same_file;
mod shown;
#[cfg(unix)]
mod signals;
mod specification;
mod target;
mod text_table;
mod threads;

use args::{Cli, Verb};
use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version end well, all else is usage. Nobody may be listening: that is no error.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(failure::USAGE));
        }
    };
    #[cfg(unix)]
    signals::end_tidily();
    let ended = match &cli.verb {
        Verb::Fit(args) => fit::run(args),
        Verb::Predict(args) => predict::run(args),
        Verb::Inspect(args) => inspect::run(args),
        Verb::Compare(args) => compare::run(args),
        Verb::Completions(args) => meta::completions(args),
        Verb::Man(args) => meta::man(args),
        Verb::Help(args) => meta::help(args),
    };
    match ended {
        Ok(code) => ExitCode::from(code),
        Err(failure) => {
            failure.tell();
            ExitCode::from(failure.code())
        }
    }
}
