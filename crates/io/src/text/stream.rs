//! A table read in stretches: the common way, in which no text is kept and no cell is copied twice.
//!
//! Pieces of a stretch are parsed side by side; then each column takes what they hold of it, columns side by side, in the
//! order of the text. So neither the number of threads nor the cut shows. Anything out of the ordinary (a ragged record, a cell
//! that is no number among numbers, a column that is not what its first records promised) ends the attempt: `parse` then reads
//! the whole text and finds the words for it.

use crate::bytes::{available_memory, huge_pages};
use crate::columns::dictionary::Dictionary;
use crate::columns::infer::{self, Settled};
use crate::columns::{Column, ColumnData, MISSING};
use crate::text::input::Input;
use crate::text::options::ColumnType;
use crate::text::piece;
use crate::text::plan::{Cells, Grammar, Na, Numbers, Parsed, Plan};
use crate::text::read_error::ReadError;
use crate::text::stretches::{Odd, each_stretch};
use rayon::prelude::*;

/// All columns, and the rows of each text.
pub(crate) struct Streamed {
    pub columns: Vec<Column>,
    pub rows: Vec<usize>,
}

/// A column so far.
enum Growing {
    Skip,
    Numbers {
        values: Vec<f64>,
        missing: Vec<u32>,
    },
    /// `maps[k]`: the codes of what slot k knows.
    Texts {
        dictionary: Dictionary,
        maps: Vec<Vec<u32>>,
    },
}

/// Why there is no table.
pub(crate) enum Stop {
    /// There is something to explain.
    Odd,
    /// The columns would not fit in memory.
    TooLarge(ReadError),
}

impl From<Odd> for Stop {
    fn from(_: Odd) -> Self {
        Stop::Odd
    }
}

/// Reads all texts of `input` by `plan`.
pub(crate) fn read(
    input: &Input,
    plan: &[Plan],
    na: &Na,
    piece_bytes: usize,
    types: &[Option<ColumnType>],
) -> Result<Streamed, Stop> {
    let mut columns: Vec<Growing> = plan
        .iter()
        .map(|plan| match plan {
            Plan::Skip => Growing::Skip,
            Plan::Number => Growing::Numbers { values: Vec::new(), missing: Vec::new() },
            Plan::Text => Growing::Texts { dictionary: Dictionary::with_capacity(0), maps: Vec::new() },
        })
        .collect();
    let mut slots: Vec<Parsed> = Vec::new();
    let bytes: usize = input.texts.iter().map(|text| text.bytes.size()).sum();
    let (mut rows, mut total) = (Vec::with_capacity(input.texts.len()), 0);
    let (mut too_large, mut asked) = (None, bytes <= FORESEEN);
    for file in &input.texts {
        let first = total;
        let plan = &file.as_here(plan);
        let grammar = Grammar { delimiter: input.delimiter, plan, na };
        if input.reordered().is_some() {
            // What a slot knows is of the columns of its file.
            slots.clear();
            columns.iter_mut().for_each(Growing::forget_slots);
        }
        each_stretch(file, input.delimiter, piece_bytes, |text, pieces, kinds| {
            // What piece k was parsed into is used again for piece k of the next stretch: memory that is touched for the first time
            // is dear, and a dictionary that knows its levels is not.
            if slots.len() < pieces.len() {
                slots.resize_with(pieces.len(), || Parsed::empty(plan));
            }
            let parsed = &mut slots[..pieces.len()];
            parsed.par_iter_mut().zip(pieces).for_each(|(parsed, range)| {
                let fault = if kinds.odd { piece::not_text(&text[range.clone()], range.start) } else { None };
                piece::parse_into(text, range, &grammar, fault, parsed);
            });
            if parsed.iter().any(|piece| piece.fault.is_some()) {
                return Err(Odd);
            }
            let mut at = Vec::with_capacity(parsed.len());
            for piece in parsed.iter() {
                at.push(total);
                total += piece.starts.len();
            }
            if total >= MISSING as usize {
                return Err(Odd);
            }
            // All rows to come, as far as one can tell; a guess that is too small costs a copy, one too large nothing.
            let room = (bytes as f64 / text.len().max(1) as f64 * (total - first) as f64 * 1.03) as usize;
            if !std::mem::replace(&mut asked, true) {
                too_large = foreseen(input, plan, room);
                too_large.as_ref().map_or(Ok(()), |_| Err(Odd))?;
            }
            let parsed: &[Parsed] = parsed;
            let column = |(j, column): (usize, &mut Growing)| column.take(parsed, file.position(j), &at, room);
            columns.par_iter_mut().enumerate().try_for_each(column)?;
            slots.iter_mut().flat_map(|slot| &mut slot.columns).for_each(forget);
            Ok(())
        })
        .map_err(|odd| too_large.take().map_or(odd.into(), Stop::TooLarge))?;
        rows.push(total - first);
    }
    let kinds = types.par_iter().zip(columns);
    let columns: Option<Vec<Column>> =
        kinds.map(|(kind, column)| column.settle(kind.unwrap_or_default(), na)).collect();
    Ok(Streamed { columns: columns.ok_or(Odd)?, rows })
}

/// Bytes of text whose columns may be worth a forecast.
const FORESEEN: usize = 16 << 20;

/// What is wrong with reading so many rows, if the columns will not fit in memory: told before, as whoever takes more than there is gets
/// killed without a word.
fn foreseen(input: &Input, plan: &[Plan], rows: usize) -> Option<ReadError> {
    let of = |plan: &Plan| match plan {
        Plan::Skip => 0,
        Plan::Number => size_of::<f64>() as u64,
        Plan::Text => size_of::<u32>() as u64,
    };
    let needed = (rows as u64).saturating_mul(plan.iter().map(of).sum());
    let available = available_memory().filter(|&available| available < needed)?;
    let columns = plan.iter().filter(|plan| **plan != Plan::Skip).count();
    let file = input.texts.first().map(|text| text.name.clone()).unwrap_or_default();
    Some(ReadError::TooLarge { file, rows: rows as u64, columns, needed, available })
}

impl Growing {
    fn forget_slots(&mut self) {
        if let Growing::Texts { maps, .. } = self {
            maps.clear();
        }
    }

    /// Appends what pieces hold of the column that is their `j`-th; `at[k]` is the row where piece k begins.
    fn take(&mut self, pieces: &[Parsed], j: usize, at: &[usize], room: usize) -> Result<(), Odd> {
        for (k, (piece, &first)) in pieces.iter().zip(at).enumerate() {
            match (&mut *self, &piece.columns[j]) {
                (Growing::Numbers { values, missing }, Cells::Number(Numbers { values: new, missing: lacks, bad })) => {
                    if !bad.is_empty() {
                        return Err(Odd);
                    }
                    make_room(values, room.max(new.len()));
                    values.extend_from_slice(new);
                    missing.extend(lacks.iter().map(|row| first as u32 + row));
                }
                (Growing::Texts { dictionary, maps }, Cells::Text(new)) => {
                    make_room(&mut dictionary.codes, room.max(new.codes.len()));
                    if maps.len() <= k {
                        maps.resize_with(k + 1, Vec::new);
                    }
                    dictionary.absorb(new, &mut maps[k]);
                    if is_large(new) {
                        maps[k].clear();
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn settle(self, kind: ColumnType, na: &Na) -> Option<Column> {
        match self {
            Growing::Skip => Some(Column::of(ColumnData::Skipped, Vec::new())),
            Growing::Numbers { values, missing } => Some(Column::of(ColumnData::Numeric(values), missing)),
            Growing::Texts { dictionary, .. } => match infer::settle(kind, vec![Cells::Text(dictionary)], &[0], na) {
                Settled::Column(column) => Some(column),
                Settled::NotNumbers(_) | Settled::AsTexts => None,
            },
        }
    }
}

/// Distinct texts that a piece's dictionary keeps for the next stretch at most: a column of names that are all different would be
/// held as often as there are pieces.
const KEPT: usize = 4096;

fn is_large(dictionary: &Dictionary) -> bool {
    dictionary.len() > KEPT
}

/// Empties a dictionary that is too large to be kept.
fn forget(cells: &mut Cells) {
    if let Cells::Text(dictionary) = cells
        && is_large(dictionary)
    {
        *dictionary = Dictionary::with_capacity(0);
    }
}

/// Memory for all rows to come, before the first.
fn make_room<T>(rows: &mut Vec<T>, room: usize) {
    if rows.is_empty() {
        rows.reserve_exact(room);
        huge_pages::advise(rows);
    }
}
