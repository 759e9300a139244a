//! `check --new`: rows to be scored later, beside those of the fit.

use crate::terminal::failure::{Failure, told};
use logodds::io::SchemaExt;
use logodds::io::{DataError, Encoded, Input, ReadError, ReadOptions, Source, Table};
use logodds::study::shift;
use logodds_report::facts::findings::{Finding, New, Severity};
use std::path::PathBuf;

/// Look at the files `paths` by the schema of `here`.
///
/// # Errors
/// [`Failure`] if a file cannot be read at all.
pub fn look(
    paths: &[PathBuf],
    mut options: ReadOptions,
    here: &Encoded,
    table: &Table,
    found: &mut Vec<Finding>,
) -> Result<Option<New>, Failure> {
    if paths.is_empty() {
        return Ok(None);
    }
    let input = Input::open(paths.iter().map(|path| Source::from_argument(path)).collect(), &options)?;
    let files = input.files();
    if let Err(error) = here.schema.check(input.names(), files.first().map_or("", String::as_str)) {
        found.push(unreadable(&error));
    }
    let others: Vec<String> =
        input.names().iter().filter(|name| table.position(name).is_none()).map(|name| format!("{name:?}")).collect();
    if !others.is_empty() {
        const LISTED: usize = 10;
        let more = if others.len() > LISTED { format!(" and {} more", others.len() - LISTED) } else { String::new() };
        found.push(Finding {
            severity: Severity::Note,
            code: "new-columns".to_owned(),
            message: format!(
                "columns of the new rows that are not here: {}{more}",
                others[..others.len().min(LISTED)].join(", ")
            ),
            columns: Vec::new(),
            remedies: Vec::new(),
        });
    }
    here.schema.apply(&mut options);
    let new = match input.parse(&options) {
        Ok(new) => new,
        Err(error @ ReadError::NotNumbers(_)) => {
            found.push(Finding {
                severity: Severity::Warning,
                code: "new-data".to_owned(),
                message: told(&error),
                columns: Vec::new(),
                remedies: Vec::new(),
            });
            return Ok(Some(New { files, rows: 0 }));
        }
        Err(error) => return Err(error.into()),
    };
    found.extend(shift(here, &new).into_iter().map(|record| Finding::of(Severity::Warning, record)));
    Ok(Some(New { files, rows: new.rows() }))
}

/// Why new rows cannot be read, as a finding.
fn unreadable(error: &DataError) -> Finding {
    Finding {
        severity: Severity::Warning,
        code: "new-data".to_owned(),
        message: told(error),
        columns: Vec::new(),
        remedies: Vec::new(),
    }
}
