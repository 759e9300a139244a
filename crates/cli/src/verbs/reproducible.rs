//! `--reproducible`, and SOURCE_DATE_EPOCH: two runs of one fit write, and print, the same bytes.

use crate::args::FitArgs;
use crate::terminal::problems::Problems;
use logodds::model::Record;
use logodds::model::record::{SOURCE_DATE_EPOCH, source_date};
use std::env;

/// The moment that a model is said to be made at, if its record shall not differ from run to run; 0 if none is to be told.
pub fn moment(args: &FitArgs, problems: &mut Problems) -> Option<u64> {
    problems.when(args.reproducible && args.solve.max_seconds.is_some(), || {
        "--reproducible: where --max-seconds ends a fit depends on the machine; limit its steps instead, by --max-iterations N"
            .to_owned()
    });
    let Some(text) = env::var_os(SOURCE_DATE_EPOCH) else { return args.reproducible.then_some(0) };
    let moment = text.to_str().and_then(source_date);
    problems.when(moment.is_none(), || {
        format!(
            "{SOURCE_DATE_EPOCH} of the environment is {:?}; it must be whole seconds since 1970, such as 1700000000, or unset it",
            text.to_string_lossy().chars().take(40).collect::<String>()
        )
    });
    moment
}

/// The record as it shall be kept and shown.
pub fn record(file: Record, moment: Option<u64>) -> Record {
    match moment {
        Some(created) => file.reproducible(created),
        None => file,
    }
}
