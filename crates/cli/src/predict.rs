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
use logodds::io::model_file::load;
use logodds::io::{Input, Schema, Table, quote, write_atomically};
use logodds::{Executor, Scorer};
use rayon::prelude::*;
use std::io::{self, Write};

/// Rows that one thread writes at a time; fewer where a row has many probabilities.
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
    let shape = Shape::new(args, &input, &model.schema)?;
    let file = input.files().into_iter().next().unwrap_or_default();
    model.schema.check(input.names(), &file)?;
    model.schema.apply(&mut options);
    // The model's texts for a missing cell, and the user's besides.
    options.na.extend(args.input.na.iter().flatten().map(|text| text.trim().to_owned()));
    let table = input.parse(&options)?;
    let rows = model.schema.encode_for_prediction(&table)?;
    let executor = Executor::new(threads::used(args.threads)).map_err(|error| Failure::World(error.to_string()))?;
    let probabilities =
        scorer.probabilities(rows, &executor).map_err(|error| Failure::Data(format!("{file}: {error}")))?;

    let write = |out: &mut dyn Write| shape.write(out, &table, &probabilities);
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
    /// Probabilities per row.
    width: usize,
    /// The names of the new columns.
    new: Vec<String>,
    label: Label,
    labels: Vec<String>,
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
    /// The label's index; none for a row without probabilities.
    fn of(&self, probabilities: &[Option<f64>]) -> Option<usize> {
        let first = (*probabilities.first()?)?;
        match self {
            Self::No => None,
            Self::Threshold(threshold) => Some(usize::from(first >= *threshold)),
            Self::Likeliest => {
                let values = probabilities.iter().enumerate().filter_map(|(k, p)| p.map(|p| (k, p)));
                let likelier = |best: (usize, f64), next: (usize, f64)| if next.1 > best.1 { next } else { best };
                values.reduce(likelier).map(|(k, _)| k)
            }
        }
    }
}

impl Shape {
    fn new(args: &PredictArgs, input: &Input, schema: &Schema) -> Result<Self, Failure> {
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
        let mut new = match labels.len() {
            2 => vec!["probability".to_owned()],
            _ => labels.iter().map(|label| format!("probability_{label}")).collect(),
        };
        let width = new.len();
        if !matches!(label, Label::No) {
            new.push("label".to_owned());
        }
        let names = input.names();
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
        Ok(Self { given, width, new, label, labels: labels.clone() })
    }

    fn write(&self, out: &mut dyn Write, table: &Table, probabilities: &[Option<f64>]) -> io::Result<()> {
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
            for (k, name) in self.new.iter().enumerate() {
                if k > 0 {
                    out.write_all(&[delimiter])?;
                }
                out.write_all(quote(name, delimiter).as_bytes())?;
            }
            out.write_all(table.line_end())?;
        }
        let labels: Vec<String> = self.labels.iter().map(|label| quote(label, delimiter).into_owned()).collect();
        let chunk = (CHUNK / self.width).max(1);
        for (k, group) in probabilities.chunks(chunk * CHUNKS * self.width).enumerate() {
            let first = k * chunk * CHUNKS;
            let texts: Vec<Vec<u8>> = group
                .par_chunks(chunk * self.width)
                .enumerate()
                .map(|(c, probabilities)| self.rows(table, first + c * chunk, probabilities, &labels))
                .collect();
            for text in texts {
                out.write_all(&text)?;
            }
        }
        Ok(())
    }

    fn rows(&self, table: &Table, first: usize, probabilities: &[Option<f64>], labels: &[String]) -> Vec<u8> {
        let (delimiter, line_end) = (table.delimiter(), table.line_end());
        let mut out = Vec::with_capacity(probabilities.len() * 64);
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
                if let Some(p) = probability {
                    out.extend_from_slice(shortest(*p).as_bytes());
                }
            }
            if !matches!(self.label, Label::No) {
                out.push(delimiter);
            }
            if let Some(k) = self.label.of(probabilities) {
                out.extend_from_slice(labels[k].as_bytes());
            }
            out.extend_from_slice(line_end);
        }
        out
    }
}
