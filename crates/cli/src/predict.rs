//! `logodds predict`: the input with probabilities appended, in order, byte for byte.
//!
//! Rows are scored side by side and written in order. A probability is written in the shortest digits that read back as
//! the same float, so that a saved model gives the same bits through a file. A row without a probability has empty cells; where its line
//! would be blank, which readers skip, and then rows are no longer those of the input, the cell is `""`.
//!
//! The input is read, scored and written a stretch at a time, and never held as a whole. Where something is wrong with a
//! row, the input is read again as a whole, for a message that counts all there is to correct. A file is written whole or not
//! at all; on standard output, rows of earlier stretches may stand before the message.

use crate::args::{MissingCells, PredictArgs, UnseenPolicy};
use crate::failure::{FINE, Failure};
use crate::names::did_you_mean;
use crate::number::{self, grouped, shortest};
use crate::specification::{self, Problems};
use crate::tally::{Coded, Tally};
use crate::target::{self, Claimed};
use crate::{output, threads};
use logodds::io::SchemaExt;
use logodds::io::model_file::load;
use logodds::io::{DecimalSign, Input, Table, quote, write_atomically};
use logodds::model::schema::{Missing, Schema, Unseen};
use logodds::{Executor, Scorer, TableError, Wanted};
use rayon::prelude::*;
use std::io::{self, Write};

/// Rows that one thread writes at a time; fewer where a row has many probabilities.
const CHUNK: usize = 4_096;
/// Chunks that wait to be written: the memory that output takes.
const CHUNKS: usize = 64;
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
            Failure::usage(format!("{flag}: {}: {error}", args.model.display()))
        }
        error => Failure::Model(format!("{}: {error}", args.model.display())),
    })?;

    let input = Input::open(specification::sources(&args.input), &options)?;
    let shape = Shape::new(args, &input, &model.schema, &wanted, options.decimal)?;
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
        let tally = coded.scored(&scored, shape.width);
        let text = || Part { tally, rows: table.rows(), text: shape.rows(table, 0, &scored.values) };
        (!refuses || tally.undetermined() == 0).then(text)
    };
    let to_stdout = args.output.as_os_str() == "-";
    let streamed = send(args, |out| {
        let mut failure = None;
        let ended = input.in_parts(&options, score, |texts| {
            failure = shape.stretch(out, &input, &texts, &mut written).err();
            failure.is_none()
        });
        written.ended = ended || failure.is_some();
        match failure {
            Some(failure) => Err(failure),
            None if ended => shape.stretch(out, &input, &[], &mut written), // the header of an input without rows
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
    let _ = shape.header(&mut header, &input); // a vector takes it
    let written = if to_stdout { written } else { Written::default() };
    let space = scorer.null_space();
    let table = input.parse(&options)?;
    let rows = model.schema.encode_for_prediction(&table)?;
    let coded = Coded::new(&rows);
    let executor = executor(threads::used(args.threads))?;
    let scored = scorer.scored(rows, &executor).map_err(|error| Failure::Data(format!("{file}: {error}")))?;
    let tally = coded.scored(&scored, shape.width);
    if let (true, Some((row, equation))) = (refuses, tally.first_undetermined(space, &model.schema)) {
        return Err(undetermined(&table, row, &equation, tally.undetermined()));
    }
    let probabilities = scored.values;
    send(args, |out| {
        if !written.header {
            out.write_all(&header)?;
        }
        shape.write(out, &table, written.rows, &probabilities[written.rows * shape.width..])
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

/// What is written for each row.
struct Shape {
    given: Given,
    /// Numbers per row: probabilities, and log-odds if they are asked for, each with its standard error and the ends of its interval.
    width: usize,
    /// Numbers from the probability of one label to that of the next.
    step: usize,
    /// The names of the new columns.
    new: Vec<String>,
    label: Label,
    /// The labels as cells.
    labels: Vec<String>,
    delimiter: u8,
    decimal: DecimalSign,
    line_end: &'static [u8],
}

/// The label that is appended.
enum Label {
    /// None.
    No,
    /// The positive one of two where its probability is at least this.
    Threshold(f64),
    /// The most probable of several; the first of equals.
    Likeliest,
}

/// What of the input is passed through.
enum Given {
    Everything,
    Column(usize),
    Nothing,
}

impl Label {
    /// The label's index; none for a row without probabilities, which are `step` numbers apart.
    fn of(&self, probabilities: &[Option<f64>], step: usize) -> Option<usize> {
        let first = (*probabilities.first()?)?;
        match self {
            Self::No => None,
            Self::Threshold(threshold) => Some(usize::from(first >= *threshold)),
            Self::Likeliest => {
                let values = probabilities.iter().step_by(step).enumerate().filter_map(|(k, p)| p.map(|p| (k, p)));
                let likelier = |best: (usize, f64), next: (usize, f64)| if next.1 > best.1 { next } else { best };
                values.reduce(likelier).map(|(k, _)| k)
            }
        }
    }
}

impl Shape {
    fn new(
        args: &PredictArgs,
        input: &Input,
        schema: &Schema,
        wanted: &Wanted,
        decimal: DecimalSign,
    ) -> Result<Self, Failure> {
        let labels = &schema.labels;
        let label = match (labels.len(), args.threshold) {
            (2, None) => Label::No,
            (2, Some(threshold)) => Label::Threshold(threshold),
            (_, None) => Label::Likeliest,
            (many, Some(_)) => {
                return Err(Failure::usage(format!(
                    "--threshold is for the one probability of two labels, and the model has {many} labels: `label` is the most probable one; leave --threshold out"
                )));
            }
        };
        // All of one label stands together, so that a reader need not look for it among that of other labels.
        let names = wanted.names();
        let step = names.len();
        let mut new: Vec<String> = match labels.len() {
            2 => names.iter().map(|(what, which)| format!("{what}{which}")).collect(),
            _ => labels
                .iter()
                .flat_map(|label| names.iter().map(move |(what, which)| format!("{what}_{label}{which}")))
                .collect(),
        };
        if let Some(k) = (1..new.len()).find(|&k| step > 1 && new[..k].contains(&new[k])) {
            let flags = [("--interval", args.interval.is_some()), ("--se", args.se), ("--link", args.link)];
            let flags: Vec<&str> = flags.into_iter().filter(|(_, given)| *given).map(|(flag, _)| flag).collect();
            return Err(Failure::usage(format!(
                "{}: two new columns would have the name {:?}, as one label is another with \"_lower\", \"_upper\" or \"_std_error\" after it; call it something else and fit again",
                flags.join(" "),
                new[k]
            )));
        }
        let width = new.len();
        if !matches!(label, Label::No) {
            new.push("label".to_owned());
        }
        let names = input.names();
        if let (Some(file), true) = (input.reordered(), args.id.is_none() && !args.only) {
            return Err(Failure::Data(format!(
                "{file}: its columns stand in another order than those of the first file, under whose header its rows would be written as they are; use --only or --id COL, or predict each file by itself"
            )));
        }
        let given = match &args.id {
            Some(id) => match names.iter().position(|name| name == id) {
                Some(k) => Given::Column(k),
                None => return Err(Failure::usage(format!("--id: no column {id:?}{}", did_you_mean(id, names)))),
            },
            None if args.only => Given::Nothing,
            None => Given::Everything,
        };
        let passed = match given {
            Given::Everything => names,
            Given::Column(k) => &names[k..=k],
            Given::Nothing => &[],
        };
        if let (false, Some(name)) = (args.input.no_header, passed.iter().find(|name| new.contains(name))) {
            return Err(Failure::usage(format!(
                "the input has a column {name:?} already, and two of one name could not be told apart; use --only or --id COL, or rename it"
            )));
        }
        let (delimiter, line_end) = (input.delimiter(), input.line_end());
        let labels = labels.iter().map(|label| quote(label, delimiter).into_owned()).collect();
        Ok(Self { given, width, step, new, label, labels, delimiter, decimal, line_end })
    }

    /// Rows that are ready, after the header if they are the first.
    fn stretch(&self, out: &mut dyn Write, input: &Input, parts: &[Part], written: &mut Written) -> io::Result<()> {
        if !std::mem::replace(&mut written.header, true) {
            self.header(out, input)?;
        }
        parts.iter().try_for_each(|part| {
            out.write_all(&part.text)?;
            written.rows += part.rows;
            written.tally.add(&part.tally);
            Ok(())
        })
    }

    fn header(&self, out: &mut dyn Write, input: &Input) -> io::Result<()> {
        let Some(header) = input.header() else {
            return Ok(());
        };
        let delimiter = [self.delimiter];
        match self.given {
            Given::Everything => out.write_all(header)?,
            Given::Column(k) => out.write_all(quote(&input.names()[k], self.delimiter).as_bytes())?,
            Given::Nothing => {}
        }
        if !matches!(self.given, Given::Nothing) {
            out.write_all(&delimiter)?;
        }
        for (k, name) in self.new.iter().enumerate() {
            if k > 0 {
                out.write_all(&delimiter)?;
            }
            out.write_all(quote(name, self.delimiter).as_bytes())?;
        }
        out.write_all(self.line_end)
    }

    /// Rows `first..` of the table.
    fn write(&self, out: &mut dyn Write, table: &Table, first: usize, probabilities: &[Option<f64>]) -> io::Result<()> {
        let chunk = (CHUNK / self.width).max(1);
        for (k, group) in probabilities.chunks(chunk * CHUNKS * self.width).enumerate() {
            let first = first + k * chunk * CHUNKS;
            let texts: Vec<Vec<u8>> = group
                .par_chunks(chunk * self.width)
                .enumerate()
                .map(|(c, probabilities)| self.rows(table, first + c * chunk, probabilities))
                .collect();
            for text in texts {
                out.write_all(&text)?;
            }
        }
        Ok(())
    }

    /// A number as the file writes numbers, so that one flag reads all of them.
    fn number(&self, value: f64, out: &mut Vec<u8>) {
        let digits = shortest(value);
        match self.decimal {
            DecimalSign::Comma => out.extend_from_slice(quote(&digits.replace('.', ","), self.delimiter).as_bytes()),
            _ => out.extend_from_slice(digits.as_bytes()),
        }
    }

    fn rows(&self, table: &Table, first: usize, probabilities: &[Option<f64>]) -> Vec<u8> {
        let (delimiter, line_end) = (self.delimiter, self.line_end);
        let mut out = Vec::with_capacity(probabilities.len() * 64);
        // One cell alone, without a probability, would be a blank line.
        let is_alone = matches!(self.given, Given::Nothing) && self.new.len() == 1;
        for (row, probabilities) in (first..).zip(probabilities.chunks_exact(self.width)) {
            match self.given {
                Given::Everything => out.extend_from_slice(table.record(row)),
                Given::Column(k) => out.extend_from_slice(quote(&table.cell(row, k), delimiter).as_bytes()),
                Given::Nothing => {}
            }
            if !matches!(self.given, Given::Nothing) {
                out.push(delimiter);
            }
            for (k, probability) in probabilities.iter().enumerate() {
                if k > 0 {
                    out.push(delimiter);
                }
                match probability {
                    Some(p) => self.number(*p, &mut out),
                    None if is_alone => out.extend_from_slice(b"\"\""),
                    None => {}
                }
            }
            if !matches!(self.label, Label::No) {
                out.push(delimiter);
            }
            if let Some(k) = self.label.of(probabilities, self.step) {
                out.extend_from_slice(self.labels[k].as_bytes());
            }
            out.extend_from_slice(line_end);
        }
        out
    }
}
