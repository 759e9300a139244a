//! A column of checked cells, as the engine takes it.

use super::cells::{Cells, Numbers, Values};
use super::kind::Kind;
use logodds::io::FrameColumn;
use std::borrow::Cow;

/// What a column is for.
pub(super) struct Use {
    /// Whether its order of categories means something.
    pub is_ordered: bool,
    /// Whether its numbers are names of things: if float64 cannot tell all of them apart, they are texts.
    pub is_identifier: bool,
}

/// The column `name` of these pieces.
///
/// # Errors
/// What is wrong with a cell, with its row.
pub(super) fn column<'a>(name: &str, kind: &Kind, pieces: Vec<Cells<'a>>, of: &Use) -> Result<FrameColumn<'a>, String> {
    let name = name.to_owned();
    Ok(match kind {
        Kind::Null => FrameColumn::texts(name, std::iter::repeat_n(None, pieces.iter().map(|piece| piece.rows).sum())),
        Kind::Boolean => FrameColumn::booleans(name, pieces.iter().flat_map(truths)),
        Kind::Number(_) if of.is_identifier && pieces.iter().any(has_long) => {
            let texts: Vec<Option<String>> = pieces.iter().flat_map(spelled_numbers).collect();
            FrameColumn::texts(name, texts.iter().map(Option::as_deref))
        }
        Kind::Number(_) => numbers(name, pieces),
        Kind::Text(_) => texts(name, &pieces)?,
        Kind::Dictionary(..) => codes(name, &pieces, of.is_ordered)?,
        Kind::Fixed(words, _) => FrameColumn::other(name, (*words).to_owned()),
        Kind::Other(words) => FrameColumn::other(name, words.clone()),
    })
}

/// A place in a column, counted from 0.
fn at_row(row: usize) -> impl FnOnce(String) -> String {
    move |problem| format!("{problem} (row {row})")
}

fn truths<'c>(piece: &'c Cells<'_>) -> impl Iterator<Item = Option<bool>> + 'c {
    let truths = match piece.values {
        Values::Booleans(truths) => Some(truths),
        _ => None,
    };
    (0..piece.rows).map(move |row| truths.filter(|_| piece.has(row)).map(|truths| truths.get(row)))
}

fn numbers_of<'c, 'a>(piece: &'c Cells<'a>) -> Option<&'c Numbers<'a>> {
    match &piece.values {
        Values::Numbers(numbers) => Some(numbers),
        _ => None,
    }
}

/// Whether there is an integer that float64 may not tell from the next one.
fn has_long(piece: &Cells<'_>) -> bool {
    numbers_of(piece).is_some_and(|numbers| (0..piece.rows).any(|row| numbers.is_long(row) && piece.has(row)))
}

fn spelled_numbers<'c>(piece: &'c Cells<'_>) -> impl Iterator<Item = Option<String>> + 'c {
    let numbers = numbers_of(piece);
    (0..piece.rows).map(move |row| numbers.filter(|_| piece.has(row)).map(|numbers| numbers.spelled(row)))
}

/// Numbers: one piece of float64 as it lies.
fn numbers<'a>(name: String, mut pieces: Vec<Cells<'a>>) -> FrameColumn<'a> {
    let (missing, rounded) = (missing(&pieces), rounded(&pieces));
    let values: Cow<'a, [f64]> = match &mut pieces[..] {
        [Cells { values: Values::Numbers(Numbers::F64(values)), .. }] => std::mem::take(values),
        pieces => {
            let mut values = Vec::with_capacity(pieces.iter().map(|piece| piece.rows).sum());
            pieces.iter().filter_map(numbers_of).for_each(|numbers| numbers.convert(&mut values));
            values.into()
        }
    };
    let column = FrameColumn::numbers(name, values, missing);
    match rounded {
        Some((row, value, cells)) => column.with_rounded(row, value, cells),
        None => column,
    }
}

/// The first integer that float64 rounds: its row, itself, and how many there are.
fn rounded(pieces: &[Cells<'_>]) -> Option<(u32, String, u64)> {
    let (mut first, mut cells, mut before) = (None, 0, 0);
    for piece in pieces {
        if let Some(numbers @ (Numbers::I64(_) | Numbers::U64(_))) = numbers_of(piece) {
            for row in (0..piece.rows).filter(|&row| numbers.is_rounded(row) && piece.has(row)) {
                first.get_or_insert_with(|| ((before + row) as u32, numbers.spelled(row)));
                cells += 1;
            }
        }
        before += piece.rows;
    }
    first.map(|(row, value)| (row, value, cells))
}

/// Rows without a value.
fn missing(pieces: &[Cells<'_>]) -> Vec<u32> {
    let mut rows = Vec::new();
    let mut first = 0;
    for piece in pieces {
        if let Some(valid) = piece.valid {
            rows.extend((first..).zip(valid.iter()).filter(|(_, valid)| !valid).map(|(row, _)| row));
        }
        first += piece.rows as u32;
    }
    rows
}

fn texts<'a>(name: String, pieces: &[Cells<'_>]) -> Result<FrameColumn<'a>, String> {
    let (mut broken, mut place) = (None, 0);
    let cells = pieces.iter().flat_map(|piece| (0..piece.rows).map(move |row| (piece, row)));
    let cells = cells.map(|(piece, row)| {
        let found = if broken.is_none() { text(piece, row) } else { Ok(None) };
        place += 1;
        found.unwrap_or_else(|problem| {
            broken = Some(at_row(place - 1)(problem));
            None
        })
    });
    let column = FrameColumn::texts(name, cells);
    broken.map_or(Ok(column), Err)
}

/// A text; `None` where there is no value.
fn text<'a>(piece: &Cells<'a>, row: usize) -> Result<Option<&'a str>, String> {
    match &piece.values {
        Values::Texts(texts) if piece.has(row) => texts.get(row).map(Some),
        Values::Texts(texts) => texts.pass(row).map(|()| None),
        _ => Ok(None),
    }
}

/// The positions in dictionaries, each piece's after those of the one before.
fn codes<'a>(name: String, pieces: &[Cells<'_>], is_ordered: bool) -> Result<FrameColumn<'a>, String> {
    let (mut codes, mut texts) = (Vec::new(), Vec::new());
    for piece in pieces {
        let Values::Dictionary(keys, among) = &piece.values else { continue };
        let values = spelled(among).map_err(|problem| format!("its dictionary: {problem}"))?;
        if texts.len() + values.len() >= u32::MAX as usize {
            return Err("its dictionaries have more values than can be counted here".to_owned());
        }
        // A value may be null as well as a key.
        let of_value: Vec<u32> = (texts.len() as u32..)
            .zip(&values)
            .map(|(code, value)| if value.is_some() { code } else { u32::MAX })
            .collect();
        texts.extend(values.into_iter().map(Option::unwrap_or_default));
        let before = codes.len();
        for row in 0..piece.rows {
            codes.push(match keys.position(row, of_value.len()) {
                _ if !piece.has(row) => u32::MAX,
                Some(key) => of_value[key],
                None => {
                    let (code, count) = (keys.spelled(row), of_value.len());
                    return Err(at_row(before + row)(format!("its code {code} is none of a dictionary of {count}")));
                }
            });
        }
    }
    let column = if is_ordered { FrameColumn::ordered } else { FrameColumn::codes };
    Ok(column(name, codes, &texts))
}

/// The values of a dictionary as texts.
fn spelled(among: &Cells<'_>) -> Result<Vec<Option<String>>, String> {
    let spelled = |k| match &among.values {
        Values::Texts(_) => {
            text(among, k).map(|text| text.map(str::to_owned)).map_err(|problem| format!("value {k}: {problem}"))
        }
        _ if !among.has(k) => Ok(None),
        Values::Booleans(truths) => Ok(Some(truths.get(k).to_string())),
        Values::Numbers(numbers) => Ok(Some(numbers.spelled(k))),
        Values::Null | Values::Dictionary(..) | Values::Unread => Ok(None),
    };
    (0..among.rows).map(spelled).collect()
}
