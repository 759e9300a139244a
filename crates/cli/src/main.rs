//! The `logodds` command: logistic regression with a certificate, from a CSV to a saved model.
//!
//! `main` parses and hands over; everything else returns. Results go to stdout, all other words to stderr, and every
//! end has its number (see [`terminal::failure`]). A signal ends the program as the system does by default: Ctrl-C is 130 to a shell, and because
//! files are written under another name first, an interrupted run leaves the old file whole (and, see `terminal::signals`, nothing else).

mod args;
mod terminal;
mod verbs;

use args::{Cli, Verb};
use clap::{CommandFactory, FromArgMatches};
use std::process::ExitCode;
use terminal::failure::USAGE;
use terminal::{output, width};
use verbs::{check, compare, compare_models, fit, inspect, meta, predict};

fn main() -> ExitCode {
    let command = Cli::command().term_width(width::of_help());
    let parsed = command.try_get_matches().and_then(|matches| Cli::from_arg_matches(&matches));
    let cli = match parsed {
        Ok(cli) => cli,
        Err(error) => {
            let verb = std::env::args_os().nth(1).and_then(|verb| verb.into_string().ok());
            if let Some(sentence) = args::told(&error, verb.as_deref()) {
                output::error(&sentence);
                return ExitCode::from(USAGE);
            }
            // Help and version end well, all else is usage. Nobody may be listening: that is no error.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(USAGE));
        }
    };
    #[cfg(unix)]
    terminal::signals::end_tidily();
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
            failure.problems().iter().for_each(|problem| output::error(problem));
            ExitCode::from(failure.code())
        }
    }
}
