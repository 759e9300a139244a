//! `logodds predict`: the input with probabilities appended, in order, byte for byte.
//!
//! Rows are scored side by side and written in order.
//!
//! The input is read, scored and written a stretch at a time, and never held as a whole. Where something is wrong with a
//! row, the input is read again as a whole, for a message that counts all there is to correct. A file is written whole or not
//! at all; on standard output, rows of earlier stretches may stand before the message.

mod lines;
mod tally;

use crate::args::{MissingCells, PredictArgs, UnseenPolicy, specification};
use crate::terminal::failure::{FINE, Failure, told};
use crate::terminal::problems::Problems;
use crate::terminal::target::{self, Claimed};
use crate::terminal::{output, threads};
use lines::Lines;
use logodds::data::Executor;
use logodds::io::SchemaExt;
use logodds::io::model_file::load;
use logodds::io::{Input, Table, write_atomically};
use logodds::model::schema::{Missing, Schema, Unseen};
use logodds::score::{Scorer, Wanted};
use logodds::study::TableError;
use logodds_report::number::{self, grouped, shortest};
use std::io::{self, Write};
use tally::{Coded, Tally};

/// Bytes of input that are scored at a time by one thread.
const PIECE: usize = 512 << 10;

/// Run it.
///
/// # Errors
/// [`Failure`] if the model or the data are refused, or the output cannot be written.
pub fn run(args: &PredictArgs) -> Result<u8, Failure> {
    let mut problems = Problems::default();
    let mut options = specification::read_options(&args.input, &mut problems);
    check(args, &mut problems);
    if !problems.0.is_empty() {
        return Err(Failure::Usage(problems.0));
    }
    target::check_folder(Some(&args.output))?;
    threads::start(args.threads);
    let mut model = load(&args.model)?;
    override_policies(args, &mut model.schema);
    let wanted = Wanted { probabilities: true, log_odds: args.link, std_errors: args.se, interval: args.interval };
    let scorer = Scorer::wanting(&model, wanted).map_err(|error| match error {
        TableError::NoCovariance { .. } => {
            let flag = if args.interval.is_some() { "--interval" } else { "--se" };
            Failure::usage(format!("{flag}: {}: {}", args.model.display(), told(&error)))
        }
        error => Failure::Model(format!("{}: {}", args.model.display(), told(&error))),
    })?;

    let input = Input::open(specification::sources(&args.input), &options)?;
    let lines = Lines::new(args, &input, &model.schema, &wanted, options.decimal)?;
    let file = input.files().into_iter().next().unwrap_or_default();
    model.schema.check(input.names(), &file).map_err(|error| match input.header_doubt() {
        Some(doubt) => Failure::Data(format!("{file}: {doubt}")),
        None => error.into(),
    })?;
    let path = args.model.display();
    if args.quiet {
        // It was asked for.
    } else if let Some(told) = args.interval.and_then(|confidence| number::like_alpha("--interval", confidence)) {
        output::warning(&told, &[]);
    }
    if args.quiet {
        // The same.
    } else if model.is_at_limit() {
        let rows = match model.schema.labels.len() {
            2 => "probability 0 or 1, the limit, without an interval, or none where there is no limit",
            _ => "no probability",
        };
        output::warning(
            &format!(
                "{path}: some rows of the fit were separated, which has no maximum but a limit; rows like these get {rows} (`logodds inspect` tells the coefficients that are infinite)"
            ),
            &[],
        );
    } else if model.is_separated() {
        output::warning(
            &format!(
                "{path}: the model was fitted to separated labels, so its probabilities are those where the fit stopped; `logodds inspect` tells which coefficients have no limit"
            ),
            &[],
        );
    }
    model.schema.apply(&mut options);
    // The model's texts for a missing cell, and the user's besides.
    options.na.extend(args.input.na.iter().flatten().map(|text| text.trim().to_owned()));
    options.piece_bytes = PIECE;

    let mut written = Written::default();
    let one = executor(1)?;
    let refuses = args.unseen == Some(UnseenPolicy::Error);
    let score = |table: &Table| {
        let rows = model.schema.encode_for_prediction(table).ok()?;
        let coded = Coded::new(&rows);
        let scored = scorer.scored(rows, &one).ok()?;
        let tally = coded.scored(&scored, lines.width);
        let text = || Part { tally, rows: table.rows(), text: lines.rows(table, 0, &scored.values) };
        (!refuses || tally.undetermined() == 0).then(text)
    };
    let to_stdout = args.output.as_os_str() == "-";
    let streamed = send(args, |out| {
        let mut failure = None;
        let ended = input.in_parts(&options, score, |texts| {
            failure = stretch(&lines, out, &input, &texts, &mut written).err();
            failure.is_none()
        });
        written.ended = ended || failure.is_some();
        match failure {
            Some(failure) => Err(failure),
            None if ended => stretch(&lines, out, &input, &[], &mut written), // the header of an input without rows
            // A file with some of its rows is no file.
            None if !to_stdout => Err(io::Error::other("there is more to say")),
            None => Ok(()),
        }
    });
    if written.ended || !matches!(streamed, Ok(()) | Err(Failure::World(_))) {
        streamed?;
        if !args.quiet {
            written.tally.tell(scorer.null_space(), &model.schema);
        }
        return Ok(FINE);
    }

    let mut header = Vec::new();
    let _ = lines.header(&mut header, &input); // a vector takes it
    let written = if to_stdout { written } else { Written::default() };
    let space = scorer.null_space();
    let table = input.parse(&options)?;
    let rows = model.schema.encode_for_prediction(&table)?;
    let coded = Coded::new(&rows);
    let executor = executor(threads::used(args.threads))?;
    let scored = scorer.scored(rows, &executor).map_err(|error| Failure::Data(format!("{file}: {}", told(&error))))?;
    let tally = coded.scored(&scored, lines.width);
    if let (true, Some((row, equation))) = (refuses, tally.first_undetermined(space, &model.schema)) {
        return Err(undetermined(&table, row, &equation, tally.undetermined()));
    }
    let probabilities = scored.values;
    send(args, |out| {
        if !written.header {
            out.write_all(&header)?;
        }
        lines.write(out, &table, written.rows, &probabilities[written.rows * lines.width..])
    })?;
    if !args.quiet {
        tally.tell(space, &model.schema);
    }
    Ok(FINE)
}

/// The policies of the model, or those asked for.
fn override_policies(args: &PredictArgs, schema: &mut Schema) {
    match args.unseen {
        Some(UnseenPolicy::Error) => schema.unseen = Unseen::Error,
        Some(UnseenPolicy::Base) => schema.unseen = Unseen::Base,
        Some(UnseenPolicy::Missing) => schema.unseen = Unseen::Missing,
        None => {}
    }
    match args.missing {
        Some(MissingCells::Error) => schema.missing = Missing::Error,
        Some(MissingCells::Drop) => schema.missing = Missing::Drop,
        None => {}
    }
}

/// Refuse rows that the data of the fit do not determine, `row` (from 1) being the first.
fn undetermined(table: &Table, row: u64, equation: &str, rows: u64) -> Failure {
    let more = match rows {
        1 => String::new(),
        rows => format!(" ({} such rows)", grouped(rows)),
    };
    Failure::Data(format!(
        "{}: the data of the fit do not determine this row{more}: it breaks {equation}, to which all rows of the fit keep. Correct it, or leave out --unseen error: such rows then get an empty probability",
        table.place(row as usize - 1)
    ))
}

/// A stretch of rows, ready to be written.
struct Part {
    tally: Tally,
    rows: usize,
    text: Vec<u8>,
}

/// How far writing in stretches came.
#[derive(Default)]
struct Written {
    header: bool,
    rows: usize,
    tally: Tally,
    /// To its end, or to that of what can be written.
    ended: bool,
}

fn executor(threads: usize) -> Result<Executor, Failure> {
    Executor::new(threads).map_err(|error| Failure::World(error.to_string()))
}

fn send(args: &PredictArgs, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
    if args.output.as_os_str() == "-" { output::stdout(write) } else { Ok(write_atomically(&args.output, write)?) }
}

fn check(args: &PredictArgs, problems: &mut Problems) {
    if let Some(confidence) = args.interval {
        problems.when(!(confidence > 0.0 && confidence < 1.0), || {
            format!("--interval {}: it must lie between 0 and 1, such as 0.95", shortest(confidence))
        });
    }
    if let Some(threshold) = args.threshold {
        problems.when(!(0.0..=1.0).contains(&threshold), || {
            format!("--threshold {}: it must be a probability, from 0 to 1", shortest(threshold))
        });
    }
    problems.when(args.only && args.id.is_some(), || {
        "--only writes the new columns alone, --id one more; give one of the two".to_owned()
    });
    threads::check(args.threads, problems);
    Claimed::by_reading(&args.input.data, Some(&args.model), problems).predictions(&args.output, problems);
}

/// Rows that are ready, after the header if they are the first.
fn stretch(lines: &Lines, out: &mut dyn Write, input: &Input, parts: &[Part], written: &mut Written) -> io::Result<()> {
    if !std::mem::replace(&mut written.header, true) {
        lines.header(out, input)?;
    }
    parts.iter().try_for_each(|part| {
        out.write_all(&part.text)?;
        written.rows += part.rows;
        written.tally.add(&part.tally);
        Ok(())
    })
}
