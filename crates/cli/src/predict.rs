//! `logodds predict`: the input with probabilities appended, in order, byte for byte.
//!
//! Rows are scored side by side and written in order. A probability is written in the shortest digits that read back as
//! the same float, so that a saved model gives the same bits through a file. A row without a probability has empty cells.

use crate::args::PredictArgs;
use crate::failure::{FINE, Failure};
use crate::names::did_you_mean;
use crate::number::shortest;
use crate::specification::{self, Problems};
use crate::{output, target, threads};
use logodds::core::sigmoid;
use logodds::io::model_file::load;
use logodds::io::{Input, Table, quote, write_atomically};
use logodds::{Executor, Scorer};
use rayon::prelude::*;
use std::io::{self, Write};

/// Rows that one thread writes at a time.
const CHUNK: usize = 4_096;
/// Chunks that wait to be written: the memory that output takes.
const CHUNKS: usize = 64;

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
    let model = load(&args.model)?;
    let scorer = Scorer::new(&model).map_err(|error| Failure::Model(format!("{}: {error}", args.model.display())))?;

    let input = Input::open(specification::sources(&args.input), &options)?;
    let shape = Shape::new(args, &input, &model.schema.labels)?;
    let file = input.files().into_iter().next().unwrap_or_default();
    model.schema.check(input.names(), &file)?;
    model.schema.apply(&mut options);
    // The model's texts for a missing cell, and the user's besides.
    options.na.extend(args.input.na.iter().flatten().map(|text| text.trim().to_owned()));
    let table = input.parse(&options)?;
    let rows = model.schema.encode_for_prediction(&table)?;
    let executor = Executor::new(threads::used(args.threads)).map_err(|error| Failure::World(error.to_string()))?;
    let margins = scorer.margins(rows, &executor).map_err(|error| Failure::Data(format!("{file}: {error}")))?;

    let write = |out: &mut dyn Write| shape.write(out, &table, &margins);
    if args.output.as_os_str() == "-" {
        output::stdout(write)?
    } else {
        write_atomically(&args.output, write)?
    }
    Ok(FINE)
}

fn check(args: &PredictArgs, problems: &mut Problems) {
    problems.when(args.interval.is_some(), || {
        "--interval is not built yet: it needs standard errors, which this version does not compute; leave it out"
            .to_owned()
    });
    if let Some(threshold) = args.threshold {
        problems.when(!(0.0..=1.0).contains(&threshold), || {
            format!("--threshold {}: it must be a probability, from 0 to 1", shortest(threshold))
        });
    }
    problems.when(args.only && args.id.is_some(), || {
        "--only writes the new columns alone, --id one more; give one of the two".to_owned()
    });
    threads::check(args.threads, problems);
    target::check_predictions(&args.output, &args.model, problems);
}

/// What is written for each row.
struct Shape {
    given: Given,
    threshold: Option<f64>,
    /// The labels as cells: negative, positive.
    labels: [String; 2],
}

/// What of the input is passed through.
enum Given {
    Everything,
    Column(usize),
    Nothing,
}

impl Shape {
    fn new(args: &PredictArgs, input: &Input, labels: &[String; 2]) -> Result<Self, Failure> {
        let names = input.names();
        let given = match &args.id {
            Some(id) => match names.iter().position(|name| name == id) {
                Some(k) => Given::Column(k),
                None => return Err(Failure::usage(format!("--id: no column {id:?}{}", did_you_mean(id, names)))),
            },
            None if args.only => Given::Nothing,
            None => Given::Everything,
        };
        let new = ["probability", "label"];
        let new = if args.threshold.is_some() { &new[..] } else { &new[..1] };
        let passed = match given {
            Given::Everything => names,
            Given::Column(k) => &names[k..=k],
            Given::Nothing => &[],
        };
        if let (false, Some(name)) = (args.input.no_header, passed.iter().find(|name| new.contains(&name.as_str()))) {
            return Err(Failure::usage(format!(
                "the input has a column {name:?} already, and two of one name could not be told apart; use --only or --id COL, or rename it"
            )));
        }
        Ok(Self { given, threshold: args.threshold, labels: labels.clone() })
    }

    fn write(&self, out: &mut dyn Write, table: &Table, margins: &[Option<f64>]) -> io::Result<()> {
        let delimiter = table.delimiter();
        if let Some(header) = table.header() {
            match self.given {
                Given::Everything => out.write_all(header)?,
                Given::Column(k) => out.write_all(quote(&table.names()[k], delimiter).as_bytes())?,
                Given::Nothing => {}
            }
            if !matches!(self.given, Given::Nothing) {
                out.write_all(&[delimiter])?;
            }
            out.write_all(b"probability")?;
            if self.threshold.is_some() {
                out.write_all(&[delimiter])?;
                out.write_all(b"label")?;
            }
            out.write_all(table.line_end())?;
        }
        let labels = self.labels.each_ref().map(|label| quote(label, delimiter).into_owned());
        for (k, group) in margins.chunks(CHUNK * CHUNKS).enumerate() {
            let first = k * CHUNK * CHUNKS;
            let texts: Vec<Vec<u8>> = group
                .par_chunks(CHUNK)
                .enumerate()
                .map(|(c, margins)| self.rows(table, first + c * CHUNK, margins, &labels))
                .collect();
            for text in texts {
                out.write_all(&text)?;
            }
        }
        Ok(())
    }

    fn rows(&self, table: &Table, first: usize, margins: &[Option<f64>], labels: &[String; 2]) -> Vec<u8> {
        let (delimiter, line_end) = (table.delimiter(), table.line_end());
        let mut out = Vec::with_capacity(margins.len() * 64);
        for (row, margin) in (first..).zip(margins) {
            match self.given {
                Given::Everything => out.extend_from_slice(table.record(row)),
                Given::Column(k) => out.extend_from_slice(quote(&table.cell(row, k), delimiter).as_bytes()),
                Given::Nothing => {}
            }
            if !matches!(self.given, Given::Nothing) {
                out.push(delimiter);
            }
            let probability = margin.map(sigmoid);
            if let Some(p) = probability {
                out.extend_from_slice(shortest(p).as_bytes());
            }
            if let Some(threshold) = self.threshold {
                out.push(delimiter);
                if let Some(p) = probability {
                    out.extend_from_slice(labels[usize::from(p >= threshold)].as_bytes());
                }
            }
            out.extend_from_slice(line_end);
        }
        out
    }
}
