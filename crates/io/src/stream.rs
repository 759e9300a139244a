//! A table read in stretches: the common way, in which no text is kept and no cell is copied twice.
//!
//! Pieces of a stretch are parsed side by side; then each column takes what they hold of it, columns side by side, in the
//! order of the text. So neither the number of threads nor the cut shows. Anything out of the ordinary (a ragged record, a cell
//! that is no number among numbers, a column that is not what its first records promised) ends the attempt: `parse` then reads
//! the whole text and finds the words for it.

use crate::dictionary::Dictionary;
use crate::infer::{self, Settled};
use crate::input::Input;
use crate::options::ColumnType;
use crate::parse::transpose;
use crate::piece::{self, Cells, Grammar, Na, Numbers, Plan};
use crate::table::{Column, ColumnData, MISSING};
use crate::waves::{Odd, each_stretch};
use rayon::prelude::*;

/// All columns, and the rows of each text.
pub(crate) struct Streamed {
    pub columns: Vec<Column>,
    pub rows: Vec<usize>,
}

/// A column so far.
enum Growing {
    Skip,
    Numbers { values: Vec<f64>, missing: Vec<u32> },
    Texts(Dictionary<'static>),
}

/// Reads all texts of `input` by `plan`; `None` if there is anything to explain.
pub(crate) fn read(
    input: &Input,
    plan: &[Plan],
    na: &Na,
    piece_bytes: usize,
    types: &[Option<ColumnType>],
) -> Option<Streamed> {
    let grammar = Grammar { delimiter: input.delimiter, plan, na };
    let mut columns: Vec<Growing> = plan
        .iter()
        .map(|plan| match plan {
            Plan::Skip => Growing::Skip,
            Plan::Number => Growing::Numbers { values: Vec::new(), missing: Vec::new() },
            Plan::Text => Growing::Texts(Dictionary::with_capacity(0)),
        })
        .collect();
    let bytes: usize = input.texts.iter().map(|text| text.bytes.size()).sum();
    let (mut rows, mut total) = (Vec::with_capacity(input.texts.len()), 0);
    for text in &input.texts {
        let first = total;
        each_stretch(text, input.delimiter, piece_bytes, |text, pieces| {
            let parsed: Vec<_> = pieces.into_par_iter().map(|range| piece::parse(text, range, &grammar)).collect();
            if parsed.iter().any(|piece| piece.fault.is_some()) {
                return Err(Odd);
            }
            let mut at = Vec::with_capacity(parsed.len());
            for piece in &parsed {
                at.push(total);
                total += piece.starts.len();
            }
            if total >= MISSING as usize {
                return Err(Odd);
            }
            // All rows to come, as far as one can tell; a guess that is too small costs a copy, one too large nothing.
            let room = (bytes as f64 / text.len().max(1) as f64 * (total - first) as f64 * 1.03) as usize;
            let (_, cells) = transpose(parsed, plan.len());
            columns.par_iter_mut().zip(cells).try_for_each(|(column, cells)| column.take(cells, &at, room))
        })
        .ok()?;
        rows.push(total - first);
    }
    let kinds = types.par_iter().zip(columns);
    let columns: Option<Vec<Column>> =
        kinds.map(|(kind, column)| column.settle(kind.unwrap_or_default(), na)).collect();
    Some(Streamed { columns: columns?, rows })
}

impl Growing {
    /// Appends what pieces hold of this column; `at[k]` is the row where piece k begins.
    fn take(&mut self, pieces: Vec<Cells<'_>>, at: &[usize], room: usize) -> Result<(), Odd> {
        for (cells, &first) in pieces.into_iter().zip(at) {
            match (&mut *self, cells) {
                (Growing::Numbers { values, missing }, Cells::Number(Numbers { values: new, missing: lacks, bad })) => {
                    if !bad.is_empty() {
                        return Err(Odd);
                    }
                    if values.is_empty() {
                        values.reserve_exact(room.max(new.len()));
                    }
                    values.extend_from_slice(&new);
                    missing.extend(lacks.iter().map(|row| first as u32 + row));
                }
                (Growing::Texts(dictionary), Cells::Text(new)) => dictionary.absorb(&new),
                _ => {}
            }
        }
        Ok(())
    }

    fn settle(self, kind: ColumnType, na: &Na) -> Option<Column> {
        match self {
            Growing::Skip => Some(Column { data: ColumnData::Skipped, missing: Vec::new() }),
            Growing::Numbers { values, missing } => Some(Column { data: ColumnData::Numeric(values), missing }),
            Growing::Texts(dictionary) => match infer::settle(kind, vec![Cells::Text(dictionary)], &[0], na) {
                Settled::Column(column) => Some(column),
                Settled::NotNumbers(_) | Settled::AsTexts => None,
            },
        }
    }
}
