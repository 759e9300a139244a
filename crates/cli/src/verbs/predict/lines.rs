//! What is written for each row: the cells that are passed through, and the new ones.
//!
//! A probability is written in the shortest digits that read back as the same float, so that a saved model gives the same bits through
//! a file. A row without a probability has empty cells; where its line would be blank, which readers skip, and then rows are no longer
//! those of the input, the cell is `""`.

use crate::args::PredictArgs;
use crate::terminal::failure::Failure;
use crate::terminal::names::did_you_mean;
use logodds::io::{DecimalSign, Input, Table, quote};
use logodds::model::schema::Schema;
use logodds::score::Wanted;
use logodds_report::number::shortest;
use rayon::prelude::*;
use std::io::{self, Write};

/// Rows that one thread writes at a time; fewer where a row has many probabilities.
const CHUNK: usize = 4_096;
/// Chunks that wait to be written: the memory that output takes.
const CHUNKS: usize = 64;

/// What is written for each row.
pub struct Lines {
    given: Given,
    /// Numbers per row: probabilities, and log-odds if they are asked for, each with its standard error and the ends of its interval.
    pub width: usize,
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

impl Lines {
    /// What the flags ask for, of an input with this header and a model with these labels.
    ///
    /// # Errors
    /// [`Failure::Usage`] if flags do not fit the model, or two columns would have one name.
    pub fn new(
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

    /// The line of names, if the input has one.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn header(&self, out: &mut dyn Write, input: &Input) -> io::Result<()> {
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
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write(
        &self,
        out: &mut dyn Write,
        table: &Table,
        first: usize,
        probabilities: &[Option<f64>],
    ) -> io::Result<()> {
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

    /// The text of rows `first..`, of these numbers.
    pub fn rows(&self, table: &Table, first: usize, probabilities: &[Option<f64>]) -> Vec<u8> {
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
