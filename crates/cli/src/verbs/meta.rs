//! Completions and manual pages, generated from the command line's own description.

use crate::args::{Cli, CompletionsArgs, VerbArgs};
use crate::terminal::failure::{FINE, Failure};
use crate::terminal::names::did_you_mean;
use crate::terminal::{output, width};
use clap::{Command, CommandFactory};
use clap_mangen::roff::{Roff, roman};
use std::fmt::Write;

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
    let closing = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    let has_verbs = command.has_subcommands();
    let page = clap_mangen::Man::new(command).source(concat!("logodds ", env!("CARGO_PKG_VERSION")));
    output::stdout(|out| {
        let out = &mut &mut *out;
        page.render_title(out)?;
        page.render_name_section(out)?;
        page.render_synopsis_section(out)?;
        page.render_description_section(out)?;
        page.render_options_section(out)?;
        if has_verbs {
            page.render_subcommands_section(out)?;
        }
        sections(&closing).to_writer(out)?;
        // The command has a version, its verbs have none of their own.
        if has_verbs { page.render_version_section(out) } else { Ok(()) }
    })?;
    Ok(FINE)
}

/// Sections of a manual page from what the help ends with: paragraphs are notes, lines under a title stand as they are.
fn sections(closing: &str) -> Roff {
    let mut roff = Roff::default();
    for part in closing.split("\n\n").filter(|part| !part.is_empty()) {
        match part.split_once(":\n") {
            Some((title, lines)) => {
                roff.control("SH", [title.to_uppercase().as_str()]).control("nf", []);
                roff.text([roman(lines)]).control("fi", []);
            }
            None => {
                roff.control("SH", ["NOTES"]).text([roman(part)]);
            }
        }
    }
    roff
}

/// `logodds help [VERB]`.
///
/// # Errors
/// If there is no such verb, or stdout cannot be written.
pub fn help(args: &VerbArgs) -> Result<u8, Failure> {
    let text = described(args)?.render_long_help();
    output::page(width::view(), |out| write!(out, "{}", text.ansi()))?;
    Ok(FINE)
}

/// The description of a verb, or of the command.
fn described(args: &VerbArgs) -> Result<Command, Failure> {
    let mut command = Cli::command().term_width(width::of_help());
    // Gives verbs their full names: `logodds-fit` on a page, `logodds fit` in a usage line.
    command.build();
    let Some(verb) = &args.verb else { return Ok(command) };
    if let Some(found) = command.find_subcommand(verb) {
        return Ok(found.clone());
    }
    let verbs: Vec<String> = command.get_subcommands().map(|verb| verb.get_name().to_owned()).collect();
    Err(Failure::usage(format!("no verb {verb:?}{}", did_you_mean(verb, &verbs))))
}
