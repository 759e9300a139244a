//! Completions and manual pages, generated from the command line's own description.

use crate::args::{Cli, CompletionsArgs, VerbArgs};
use crate::failure::{FINE, Failure};
use crate::names::did_you_mean;
use crate::output;
use clap::{Command, CommandFactory};

/// `logodds completions SHELL`.
///
/// # Errors
/// If stdout cannot be written.
pub fn completions(args: &CompletionsArgs) -> Result<u8, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "logodds", &mut script);
    output::stdout(|out| out.write_all(&script))?;
    Ok(FINE)
}

/// `logodds man [VERB]`.
///
/// # Errors
/// If there is no such verb, or stdout cannot be written.
pub fn man(args: &VerbArgs) -> Result<u8, Failure> {
    let command = described(args)?;
    output::stdout(|out| clap_mangen::Man::new(command).render(&mut &mut *out))?;
    Ok(FINE)
}

/// `logodds help [VERB]`.
///
/// # Errors
/// If there is no such verb, or stdout cannot be written.
pub fn help(args: &VerbArgs) -> Result<u8, Failure> {
    let text = described(args)?.render_long_help();
    output::stdout(|out| write!(out, "{text}"))?;
    Ok(FINE)
}

/// The description of a verb, or of the command.
fn described(args: &VerbArgs) -> Result<Command, Failure> {
    let mut command = Cli::command();
    // Gives verbs their full names: `logodds-fit` on a page, `logodds fit` in a usage line.
    command.build();
    let Some(verb) = &args.verb else { return Ok(command) };
    if let Some(found) = command.find_subcommand(verb) {
        return Ok(found.clone());
    }
    let verbs: Vec<String> = command.get_subcommands().map(|verb| verb.get_name().to_owned()).collect();
    Err(Failure::usage(format!("no verb {verb:?}{}", did_you_mean(verb, &verbs))))
}
