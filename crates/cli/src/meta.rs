//! Completions and manual pages, generated from the command line's own description.

use crate::args::{Cli, CompletionsArgs, ManArgs};
use crate::failure::{FINE, Failure};
use crate::names::did_you_mean;
use crate::output;
use clap::CommandFactory;

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
pub fn man(args: &ManArgs) -> Result<u8, Failure> {
    let mut command = Cli::command();
    command.build();
    if let Some(verb) = &args.verb {
        let verbs: Vec<String> = command.get_subcommands().map(|verb| verb.get_name().to_owned()).collect();
        let Some(found) = command.find_subcommand(verb) else {
            return Err(Failure::usage(format!("no verb {verb:?}{}", did_you_mean(verb, &verbs))));
        };
        // `build` has given it its full name, `logodds-fit`.
        command = found.clone();
    }
    output::stdout(|out| clap_mangen::Man::new(command).render(&mut &mut *out))?;
    Ok(FINE)
}
