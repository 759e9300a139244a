//! The `logodds` command: logistic regression with a certificate, from a CSV to a saved model.
//!
//! `main` parses and hands over; everything else returns. Results go to stdout, all other words to stderr, and every
//! end has its number (see [`failure`]). A signal ends the program as the system does by default: Ctrl-C is 130 to a shell, and because
//! files are written under another name first, an interrupted run leaves the old file whole (and, see `signals`, nothing else).

mod advice;
mod args;
mod check;
mod collinearity;
mod compare;
mod compare_models;
mod contrast;
mod data;
mod date;
mod document;
mod effects;
mod failure;
mod fit;
mod influence;
mod inspect;
mod memory;
mod meta;
mod names;
mod number;
mod output;
mod plot;
mod predict;
mod progress;
mod report;
mod reproducible;
mod same_file;
mod shown;
#[cfg(unix)]
mod signals;
mod specification;
mod tally;
mod target;
mod terminal;
mod text_table;
mod threads;

use args::{Cli, Verb};
use clap::{CommandFactory, FromArgMatches};
use std::process::ExitCode;

fn main() -> ExitCode {
    let command = Cli::command().term_width(terminal::help_columns());
    let parsed = command.try_get_matches().and_then(|matches| Cli::from_arg_matches(&matches));
    let cli = match parsed {
        Ok(cli) => cli,
        Err(error) => {
            let verb = std::env::args_os().nth(1).and_then(|verb| verb.into_string().ok());
            if let Some(sentence) = args::told(&error, verb.as_deref()) {
                output::error(&sentence);
                return ExitCode::from(failure::USAGE);
            }
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
        Verb::CompareModels(args) => compare_models::run(args),
        Verb::Check(args) => check::run(args),
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
