//! From opened files to a `Table`, on the ambient rayon pool.
//!
//! Pieces of text are parsed side by side and joined in file order. The number of threads and the
//! size of pieces change nothing in the result: numbers are parsed one by one, levels are sorted
//! before codes are given, the first fault is the one with the smallest offset, and counts are sums.

use crate::bytes::split::{self, OpenQuote};
use crate::columns::infer::{self, Settled};
use crate::columns::table::TableText;
use crate::columns::{Column, ColumnData, MISSING, NotNumbers, Purpose, Table};
use crate::text::header::not_utf8;
use crate::text::input::Input;
use crate::text::opened::Text;
use crate::text::options::{ColumnType, ReadOptions};
use crate::text::piece;
use crate::text::plan::{Cells, Fault, Grammar, Na, Parsed, Plan};
use crate::text::read_error::ReadError;
use crate::text::record;
use crate::text::stream::{self, Stop, Streamed};
use logodds_model::excerpt::quoted;
use rayon::prelude::*;
use std::ops::Range;

impl Table {
    /// Opens and parses. See [`Input`] for the two steps apart.
    pub fn read(sources: Vec<crate::bytes::Source>, options: &ReadOptions) -> Result<Table, ReadError> {
        Input::open(sources, options)?.parse(options)
    }
}

impl Input {
    /// Parses every record of every file. `options` may name other columns and types than at
    /// [`Input::open`]; its format, delimiter and header are those of the opening.
    pub fn parse(self, options: &ReadOptions) -> Result<Table, ReadError> {
        let (_, mut faults) = match self.parse_all(options)? {
            (table, faults) if faults.is_empty() => return Ok(table),
            faulty => faulty,
        };
        let also = faults.drain(1..).map(|fault| fault.column).collect();
        Err(ReadError::NotNumbers(Box::new(NotNumbers { also, ..faults.remove(0) })))
    }

    /// The same, with every column that has cells that are no numbers where numbers must be; in the table it is left out.
    pub(crate) fn parse_all(self, options: &ReadOptions) -> Result<(Table, Vec<NotNumbers>), ReadError> {
        let padded = self.padded();
        let na = Na::new(options);
        let types = options.types_of(&self.names);
        let plan = match self.texts.first() {
            Some(text) => infer::guess(text.bytes.head(), text.body, self.delimiter, &types, &na),
            None => return Err(ReadError::NoInput),
        };
        // What the common way does not understand, the other explains.
        match stream::read(&self, &plan, &na, options.piece_bytes, &types) {
            Ok(streamed) => {
                self.texts.iter().try_for_each(Text::unchanged)?;
                let table = Table { padded, ..self.streamed(streamed, options) };
                return table.header_among_texts().map_or(Ok((table, Vec::new())), Err);
            }
            Err(Stop::TooLarge(error)) => return Err(error),
            Err(Stop::Odd) => {}
        }
        let mut pieces: Vec<(usize, Range<usize>)> = Vec::new();
        for (k, text) in self.texts.iter().enumerate() {
            text.load()?;
            let cut = split::pieces(&text.bytes, text.body, self.delimiter, options.piece_bytes)
                .map_err(|OpenQuote(at)| ReadError::OpenQuote { place: text.place(at) })?;
            pieces.extend(cut.into_iter().map(|range| (k, range)));
        }
        let parsed = self.run(&pieces, &plan, &na);
        self.faults(&pieces, &parsed)?;

        let mut first_rows = Vec::with_capacity(parsed.len());
        let mut rows = 0;
        for piece in &parsed {
            first_rows.push(rows);
            rows += piece.starts.len();
        }
        if rows >= MISSING as usize {
            return Err(ReadError::TooManyRows);
        }
        let (starts, cells) = transpose(parsed, plan.len());
        let mut settled = settle(&types, cells, &first_rows, &na);
        // Columns that looked like numbers at the top of the file and are not.
        let as_texts = |s: &Settled| matches!(s, Settled::AsTexts);
        if settled.iter().any(as_texts) {
            let plan: Vec<Plan> = settled.iter().map(|s| if as_texts(s) { Plan::Text } else { Plan::Skip }).collect();
            let (_, again) = transpose(self.run(&pieces, &plan, &na), plan.len());
            let again = settle(&types, again, &first_rows, &na);
            for (old, new) in settled.iter_mut().zip(again) {
                if as_texts(old) {
                    *old = new;
                }
            }
        }
        let (table, faults) = self.table(&pieces, starts, settled, rows, &types, options)?;
        Ok((Table { padded, ..table }, faults))
    }

    /// The table of what was read in stretches.
    fn streamed(self, streamed: Streamed, options: &ReadOptions) -> Table {
        let mut rows = 0;
        let place = |(text, count)| {
            rows += count;
            TableText::new(text, rows - count, count)
        };
        let texts = self.texts.into_iter().zip(streamed.rows).map(place).collect();
        Table {
            texts,
            names: self.names,
            columns: streamed.columns,
            rows,
            delimiter: self.delimiter,
            has_header: self.has_header,
            na: options.na.clone(),
            padded: Vec::new(),
            sign: options.decimal,
        }
    }

    fn run(&self, pieces: &[(usize, Range<usize>)], plan: &[Plan], na: &Na) -> Vec<Parsed> {
        let plans: Vec<Vec<Plan>> = self.texts.iter().map(|text| text.as_here(plan)).collect();
        let parse = |(k, range): &(usize, Range<usize>)| {
            let grammar = Grammar { delimiter: self.delimiter, plan: &plans[*k], na };
            let parsed = piece::parse(&self.texts[*k].bytes, range.clone(), &grammar);
            Parsed { columns: self.texts[*k].as_columns(parsed.columns), ..parsed }
        };
        pieces.par_iter().map(parse).collect()
    }

    /// The first fault of the first faulty file.
    fn faults(&self, pieces: &[(usize, Range<usize>)], parsed: &[Parsed]) -> Result<(), ReadError> {
        let Some((fault, k, piece)) =
            pieces.iter().zip(parsed).find_map(|((k, _), piece)| piece.fault.map(|fault| (fault, *k, piece)))
        else {
            return Ok(());
        };
        let text = &self.texts[k];
        let column = |at: usize| {
            let record = piece.starts.partition_point(|&s| s as usize <= at).saturating_sub(1);
            let start = piece.starts.get(record).map_or(at, |&s| s as usize);
            let name = self.column_at(text, start, at);
            name.map_or_else(|| "the text".to_string(), |name| format!("column {}", quoted(name)))
        };
        Err(match fault {
            Fault::Ragged { at, found } => {
                let (place, expected) = (text.place(at), self.names.len());
                let rows: u64 = parsed.iter().map(|p| p.ragged).sum();
                let all: usize = parsed.iter().map(|p| p.starts.len()).sum();
                if self.has_header && rows > 1 && rows == all as u64 && found > expected {
                    return Err(ReadError::ShortHeader { file: text.name.clone(), expected, found, rows });
                }
                ReadError::Ragged { place, expected, found, rows }
            }
            Fault::Stray { at } => ReadError::StrayQuote { place: text.place(at), column: column(at) },
            Fault::NotUtf8 { at } => not_utf8(text, at, column(at), text.bytes[at]),
            Fault::Nul { at } => ReadError::Nul { place: text.place(at), column: column(at) },
        })
    }

    /// The column whose cell holds the byte at `at`, in the record at `start`.
    fn column_at(&self, text: &Text, start: usize, at: usize) -> Option<&String> {
        let mut from = start;
        for here in 0..self.names.len() {
            let end = record::cell(&text.bytes, from, self.delimiter).1;
            if at < end {
                let column = (0..self.names.len()).find(|&k| text.position(k) == here)?;
                return self.names.get(column);
            }
            from = (end + 1).min(text.bytes.len());
        }
        None
    }

    fn table(
        self,
        pieces: &[(usize, Range<usize>)],
        starts: Vec<Vec<u64>>,
        settled: Vec<Settled>,
        rows: usize,
        types: &[Option<ColumnType>],
        options: &ReadOptions,
    ) -> Result<(Table, Vec<NotNumbers>), ReadError> {
        let mut starts_of: Vec<Vec<u64>> = self.texts.iter().map(|_| Vec::new()).collect();
        for ((k, _), starts) in pieces.iter().zip(starts) {
            starts_of[*k].extend(starts);
        }
        let mut row = 0;
        let place = |(text, starts): (Text, Vec<u64>)| {
            let first = row;
            row += starts.len();
            TableText::new(text, first, starts.len()).with_starts(starts)
        };
        let texts = self.texts.into_iter().zip(starts_of).map(place).collect();
        let mut table = Table {
            texts,
            names: self.names,
            columns: Vec::with_capacity(types.len()),
            rows,
            delimiter: self.delimiter,
            has_header: self.has_header,
            na: options.na.clone(),
            padded: Vec::new(),
            sign: options.decimal,
        };
        let mut faulty: Vec<(usize, Vec<u32>)> = Vec::new();
        for (k, settled) in settled.into_iter().enumerate() {
            let column = match settled {
                Settled::Column(column) => column,
                Settled::NotNumbers(rows) => {
                    faulty.push((k, rows));
                    Column::of(ColumnData::Skipped, Vec::new())
                }
                Settled::AsTexts => Column::of(ColumnData::Skipped, Vec::new()),
            };
            table.columns.push(column);
        }
        let again = match faulty.first() {
            Some((_, rows)) => table.header_again(rows),
            None => table.header_among_texts(),
        };
        if let Some(error) = again {
            return Err(error);
        }
        let fault = |(k, rows): &(usize, Vec<u32>)| {
            let purpose = Purpose::of(types[*k].unwrap_or_default());
            NotNumbers::new(&table, *k, rows, purpose, Vec::new())
        };
        let faults = faulty.iter().map(fault).collect();
        Ok((table, faults))
    }

    /// Of each column a cell near the top that is padded with zeros, if there is one: the `02139` of a code.
    fn padded(&self) -> Vec<Option<String>> {
        let mut found: Vec<Option<String>> = vec![None; self.names.len()];
        for text in &self.texts {
            infer::padded(text.bytes.head(), text.body, self.delimiter, &mut found);
        }
        found
    }
}

fn settle(types: &[Option<ColumnType>], cells: Vec<Vec<Cells>>, first_rows: &[usize], na: &Na) -> Vec<Settled> {
    let one = |(kind, pieces): (&Option<ColumnType>, Vec<Cells>)| match kind {
        Some(kind) => infer::settle(*kind, pieces, first_rows, na),
        None => Settled::Column(Column::of(ColumnData::Skipped, Vec::new())),
    };
    types.par_iter().zip(cells).map(one).collect()
}

/// From columns within pieces to pieces within columns; record starts apart.
pub(crate) fn transpose(parsed: Vec<Parsed>, columns: usize) -> (Vec<Vec<u64>>, Vec<Vec<Cells>>) {
    let mut cells: Vec<Vec<Cells>> = (0..columns).map(|_| Vec::with_capacity(parsed.len())).collect();
    let mut starts = Vec::with_capacity(parsed.len());
    for piece in parsed {
        starts.push(piece.starts);
        for (column, piece) in cells.iter_mut().zip(piece.columns) {
            column.push(piece);
        }
    }
    (starts, cells)
}
