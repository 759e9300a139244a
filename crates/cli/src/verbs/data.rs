//! From files to a training set, for the verbs that fit.
//!
//! Flags and column names are checked before any cell is read, and their problems told together. The text of the files
//! (or the way back to it, for a large one) is kept until the plan is made, because only it knows on which line a row
//! stands; then it is dropped, and the fit has the memory to itself.

use crate::args::specification::Flags;
use crate::terminal::failure::{Failure, told};
use crate::terminal::problems::Problems;
use logodds::data::DataError;
use logodds::fit::FitError;
use logodds::io::{FitColumns, Input, Place, ReadOptions, Source, SpecProblem, Table};
use logodds::study::{TableError, Training};
use logodds_report::facts::influence;
use logodds_report::number::shortest;
use logodds_report::shown;

/// A coded data set, with the text it came from.
pub struct Loaded {
    /// The data set.
    pub training: Training<'static>,
    /// The names of the files.
    pub files: Vec<String>,
    /// Where its rows stand. Drop it once there is a plan.
    pub places: Places,
    /// What happened on the way, for whoever wants words.
    pub notes: Vec<String>,
}

/// Where rows in use stand in the files.
pub struct Places {
    table: Table,
    rows: Option<Vec<u32>>,
}

/// Read and code. `problems` are those of the flags: any at all ends here, together with those of the columns.
///
/// # Errors
/// [`Failure`] by kind.
pub fn load(
    sources: Vec<Source>,
    mut options: ReadOptions,
    columns: &FitColumns,
    problems: Problems,
) -> Result<Loaded, Failure> {
    let mut problems = problems.0;
    let opened = Input::open(sources, &options);
    if let Ok(input) = &opened
        && let Err(error) = columns.check(input.names())
    {
        let doubt = input.header_doubt();
        // A first line that is none of names has no delimiters to tell either.
        let problems_told = error
            .problems
            .iter()
            .filter(|problem| doubt.is_none() || !matches!(problem, SpecProblem::OneColumn { .. }));
        problems.extend(problems_told.map(|problem| in_files(problem, &input.files())));
        problems.extend(doubt);
    }
    if let (Err(error), false) = (&opened, problems.is_empty()) {
        problems.push(told(error));
    }
    if !problems.is_empty() {
        return Err(Failure::Usage(problems));
    }
    let input = opened?;
    let files = input.files();
    columns.apply(&mut options);
    let mut table = columns.parse(input, &options)?;
    let empty = if columns.features.is_none() { table.without_name_or_cells() } else { Vec::new() };
    let note = |&k: &usize| format!("column {} has no name and no cells; it is left out", k + 1);
    let mut notes: Vec<String> = empty.iter().take(5).map(note).collect();
    if empty.len() > notes.len() {
        notes.push(format!("and so are {} more such columns", empty.len() - notes.len()));
    }
    let mut encoded = columns.encode_taking(&mut table).map_err(|error| match Failure::from(error) {
        // What has no place in a file is told of the file.
        Failure::Data(text) if !files.iter().any(|file| text.starts_with(file)) => {
            Failure::Data(of_files(&text, &files))
        }
        Failure::Usage(problems) => Failure::Usage(problems.iter().map(|text| of_files(text, &files)).collect()),
        other => other,
    })?;
    let rows = encoded.rows.take();
    let places = Places { table, rows };
    let training = match Training::new(encoded) {
        Ok(training) => training,
        Err(TableError::Data(error)) => return Err(places.refusal(&error, &|j| format!("column {j}"), &[])),
        Err(error) => return Err(Failure::Data(told(&error))),
    };
    Ok(Loaded { training, files, places, notes })
}

/// A problem with a name, and where it was looked for.
fn in_files(problem: &SpecProblem, files: &[String]) -> String {
    match problem {
        SpecProblem::UnknownColumn { .. } => format!("{} (in {})", told(problem), of(files)),
        other => told(other),
    }
}

/// A refusal, with the files it is about.
fn of_files(text: &str, files: &[String]) -> String {
    if files.is_empty() { text.to_owned() } else { format!("{}: {text}", of(files)) }
}

/// The files, in a few words.
fn of(files: &[String]) -> String {
    match files {
        [] => "the data".to_owned(),
        [only] => shown::line(only),
        [first, others @ ..] => format!("{} and {} more", shown::line(first), others.len()),
    }
}

impl Places {
    /// Those of the rows `rows` of a table; of all of them, if none are named.
    pub fn of_table(table: Table, rows: Option<Vec<u32>>) -> Self {
        Self { table, rows }
    }

    /// Why there is no plan: with file, line and column name instead of indices, and problems of a specification in flags.
    pub fn refused(&self, error: FitError, training: &Training<'_>, flags: Flags<'_>) -> Failure {
        match error.data() {
            Some(DataError::Overflow { column }) if training.overflowing(*column).is_some() => {
                let (value, times) = training.overflowing(*column).unwrap_or_default();
                let rows = if times == 1 { "1 row".to_owned() } else { format!("{times} rows") };
                Failure::Data(format!(
                    "{}: column {:?}: {value:e} in {rows} is too large to sum, and no other value is: probably a code for missing cells. Mark it with --na={value:e} --missing drop, or leave the column out with --exclude",
                    self.table.files().into_iter().next().unwrap_or_default(),
                    training.name(*column)
                ))
            }
            Some(data) => self.refusal(data, &|j| training.name(j), &training.schema().labels),
            None => match error {
                FitError::Specification(error) => Failure::Usage(flags.spelled(&error.problems, Some(training))),
                error => error.into(),
            },
        }
    }

    fn of(&self, row: usize) -> String {
        influence::Places::place(self, row).to_string()
    }

    fn refusal(&self, error: &DataError, name: &dyn Fn(usize) -> String, labels: &[String]) -> Failure {
        let file = || self.table.files().into_iter().next().unwrap_or_default();
        Failure::Data(match error {
            DataError::NonFinite { row, column, value } => format!(
                "{}: column {:?}: {value} is not a finite number. Correct it, or mark it missing with --na",
                self.of(*row),
                name(*column)
            ),
            DataError::Overflow { column } => format!(
                "{}: column {:?}: its values are too large to sum. Divide the column by a power of ten, or leave it out with --exclude",
                file(),
                name(*column)
            ),
            DataError::Underflow { column } => format!(
                "{}: column {:?}: its values are too small to square. Multiply the column by a power of ten, or leave it out with --exclude",
                file(),
                name(*column)
            ),
            DataError::WeightScale { largest } => format!(
                "{}: the largest weight is {largest:e}. Only ratios of weights matter: scale the column of weights to about 1",
                file()
            ),
            DataError::Weight { row, value } => {
                format!("{}: weight {} is not a finite number, 0 or more", self.of(*row), shortest(*value))
            }
            DataError::Offset { row, value } => {
                format!("{}: offset {value:e} is not a number of at most 1e100 in size", self.of(*row))
            }
            DataError::OneClass { rows, .. } => format!(
                "{}: all {rows} rows of positive weight have the same label: there is nothing to tell apart. Look at the column of weights",
                file()
            ),
            DataError::EmptyClass { class } => format!(
                "{}: no row of positive weight has the label {:?}. Look at the column of weights, or drop the rows of this label",
                file(),
                labels.get(*class).map_or_else(|| class.to_string(), |label| shown::cut(label, 60))
            ),
            DataError::ClassOffsets => {
                return Failure::usage(format!(
                    "--offset: the target has {} labels, and an offset would move all of them alike; leave it out",
                    labels.len()
                ));
            }
            other => format!("{}: {other}", file()),
        })
    }
}

impl influence::Places for Places {
    fn row(&self, row: usize) -> usize {
        self.rows.as_ref().map_or(row, |rows| rows.get(row).map_or(row, |&r| r as usize))
    }

    fn place(&self, row: usize) -> Place {
        self.table.place(self.row(row))
    }
}
