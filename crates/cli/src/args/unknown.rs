//! What the parser does not know, in a sentence: a flag with a typo, one of another verb, one of a later version.
//!
//! clap's own tips name whatever flag looks similar, `--diagnostics` for `--dispersion`, and advise to write a flag as a value; a flag that
//! is not meant costs more than none.

use super::{Cli, planned};
use crate::terminal::names::did_you_mean;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Command, CommandFactory};
use logodds::io::nearest;

/// A sentence on this refusal, of a command line whose first word is `verb`; none where the parser's own words will do.
pub fn told(error: &clap::Error, verb: Option<&str>) -> Option<String> {
    let command = Cli::command();
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.as_str()),
        _ => None,
    };
    match error.kind() {
        ErrorKind::UnknownArgument => {
            let given = text(ContextKind::InvalidArg)?;
            let verb = verb.and_then(|verb| command.find_subcommand(verb));
            Some(unknown_flag(given.split('=').next().unwrap_or(given), verb, &command))
        }
        ErrorKind::InvalidSubcommand => Some(unknown_verb(text(ContextKind::InvalidSubcommand)?, &command)),
        ErrorKind::TooManyValues => {
            let (flag, value) = (text(ContextKind::InvalidArg)?, text(ContextKind::InvalidValue)?);
            Some(format!("{flag} takes no value, such as {value:?}; leave the value out"))
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            // As the usage has it: `--solver <SOLVER>`.
            let flag = text(ContextKind::InvalidArg)?.split(' ').next()?.trim_matches(['<', '>']);
            let value = text(ContextKind::InvalidValue).filter(|value| !value.is_empty())?;
            if let Some(instead) = planned::value(flag, value) {
                return Some(format!("{flag} {value} is not built yet; {instead}"));
            }
            let Some(ContextValue::Strings(known)) = error.get(ContextKind::ValidValue) else { return None };
            let near = did_you_mean(value, known);
            Some(format!("{flag} {value:?}: it must be {}{near}", alternatives(known)))
        }
        _ => None,
    }
}

fn unknown_flag(flag: &str, verb: Option<&Command>, command: &Command) -> String {
    let Some(verb) = verb else {
        return match owners(flag, command).first() {
            Some(owner) => format!("{flag} stands after its verb: logodds {owner} … {flag} …"),
            None => format!("no flag {flag}; logodds --help tells how to begin"),
        };
    };
    let name = verb.get_name();
    if !flag.starts_with('-') {
        return format!(
            "{name} takes no further argument, such as {flag:?}; logodds {name} --help tells which it takes"
        );
    }
    if let Some(instead) = planned::flag(name, flag) {
        return format!("{name} {flag} is not built yet; {instead}");
    }
    let near = did_you_mean_flag(flag, &flags(verb));
    let owners = owners(flag, command);
    if !owners.is_empty() {
        return format!("{flag} is a flag of {}, not of {name}{near}", owners.join(" and "));
    }
    if near.is_empty() {
        format!("{name} has no flag {flag}; logodds {name} --help lists those it has")
    } else {
        format!("{name} has no flag {flag}{near}")
    }
}

fn unknown_verb(verb: &str, command: &Command) -> String {
    if let Some(instead) = planned::verb(verb) {
        return format!("the verb {verb} is not built yet; {instead}");
    }
    let verbs: Vec<String> = command.get_subcommands().map(|verb| verb.get_name().to_owned()).collect();
    match did_you_mean(verb, &verbs) {
        far if far.is_empty() => format!("no verb {verb:?}; it must be {}", alternatives(&verbs)),
        near => format!("no verb {verb:?}{near}"),
    }
}

/// The verbs that have a flag.
fn owners<'a>(flag: &str, command: &'a Command) -> Vec<&'a str> {
    let has = |verb: &&Command| flags(verb).iter().any(|one| one == flag);
    command.get_subcommands().filter(has).map(Command::get_name).collect()
}

/// The flags of a verb that its help shows.
fn flags(verb: &Command) -> Vec<String> {
    let shown = verb.get_arguments().filter(|argument| !argument.is_hide_set());
    shown.filter_map(|argument| argument.get_long()).map(|long| format!("--{long}")).collect()
}

/// Nearness is that of the words: the hyphens before them make no two flags alike, nor does `--intercept` mean `--no-intercept`. The
/// beginning of one flag alone, such as `--max-iter`, means that flag.
fn did_you_mean_flag(flag: &str, flags: &[String]) -> String {
    let given = flag.trim_start_matches('-');
    let negates = |word: &str| word.starts_with("no-");
    let words = flags.iter().map(|flag| flag.trim_start_matches('-').to_owned());
    let words: Vec<String> = words.filter(|word| negates(word) == negates(given)).collect();
    let begun: Vec<&String> = words.iter().filter(|word| word.starts_with(given)).collect();
    let near = match begun.as_slice() {
        [only] if given.len() >= 3 => Some((*only).clone()),
        _ => nearest(given, words.iter()),
    };
    near.map(|near| format!("; did you mean --{near}?")).unwrap_or_default()
}

/// `a, b or c`.
fn alternatives(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}
