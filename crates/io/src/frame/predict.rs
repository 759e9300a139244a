//! A frame coded by a model's schema.
//!
//! Columns are found by name. Where the model has categories, numbers and booleans are spelled and looked up; where it has a boolean,
//! numbers 0 and 1 are that, and so they are where it has two categories that are truths, however these are written; where it has numbers,
//! texts are refused. Rows that cannot be scored under the schema's policies keep their place and are marked.

use crate::coding::predict::distinct;
use crate::coding::{Codes, nearest};
use crate::columns::MISSING;
use crate::frame::error::FrameError;
use crate::frame::{Frame, FrameValues, spelled};
use logodds_model::excerpt::ITEMS;
use logodds_model::schema::LevelIndex;
use logodds_model::schema::truth::truth_or_digit;
use logodds_model::schema::{ColumnKind, Missing, Schema, Unseen};
use std::borrow::Cow;

/// Rows to score.
#[derive(Debug, Clone, PartialEq)]
pub struct FrameRows<'a> {
    /// The number of rows.
    pub rows: usize,
    /// Numbers, a column after the other, `rows` long, of the numeric and boolean columns.
    pub numeric: Vec<Cow<'a, [f64]>>,
    /// The categorical columns.
    pub categorical: Vec<Codes>,
    /// Offsets, if the model has them.
    pub offset: Option<Vec<f64>>,
    /// Rows that get no probability, ascending; their codes are the base.
    pub unscored: Vec<u32>,
    /// How many of them lack a cell.
    pub lacking: u32,
    /// Rows that lack none and have a level that the fit never saw, under [`Unseen::Base`] or [`Unseen::Missing`].
    pub unseen: u32,
}

/// Positions in levels, `None` for a level that is not among them.
struct Found {
    codes: Vec<u32>,
    texts: Vec<String>,
    map: Vec<Option<u32>>,
}

/// A frame in the columns of a schema.
pub(crate) fn code_frame<'a>(schema: &Schema, mut frame: Frame<'a>) -> Result<FrameRows<'a>, FrameError> {
    let needed = schema.columns.iter().map(|column| &column.name).chain(&schema.offset);
    let near = |k: usize, name: &String| if k < ITEMS { nearest(name, frame.names().iter()) } else { None };
    let lacking = needed.clone().filter(|name| frame.position(name).is_none()).enumerate();
    let columns: Vec<_> = lacking.map(|(k, name)| (name.clone(), near(k, name))).collect();
    if !columns.is_empty() {
        return Err(FrameError::MissingColumns { columns });
    }
    let used: Vec<usize> = needed.filter_map(|name| frame.position(name)).collect();
    frame.usable(&used)?;
    let lacks = frame.incomplete(&used);
    let lacking = lacks.iter().flatten().filter(|lacks| **lacks).count();
    if let (Missing::Error, Some((row, column))) = (schema.missing, frame.first_missing(&used)) {
        let columns = frame.missing(&used);
        return Err(FrameError::Missing {
            row,
            column,
            cells: columns.iter().map(|(_, count)| count).sum(),
            rows: lacking as u64,
            columns,
            predicting: true,
        });
    }
    if let Some(lacks) = &lacks {
        used.iter().for_each(|&k| frame.forget(k, lacks));
    }
    let mut unscored = lacks.unwrap_or_else(|| vec![false; frame.rows]);
    let mut unseen = Vec::new();
    let (mut numeric, mut categorical) = (Vec::new(), Vec::new());
    for (index, (column, &k)) in schema.columns.iter().zip(&used).enumerate() {
        match &column.kind {
            ColumnKind::Numeric => {
                frame.numbers(k, "for this model")?;
                numeric.push(frame.finite(k, None)?);
            }
            ColumnKind::Boolean { labels } => {
                let codes = frame_codes(schema, &frame, k, labels, true, &mut unseen)?;
                numeric.push(codes.into_iter().map(f64::from).collect());
            }
            ColumnKind::Categorical { levels } => {
                let codes = frame_codes(schema, &frame, k, levels, false, &mut unseen)?;
                categorical.push(Codes { codes, levels: levels.len(), column: index });
            }
        }
    }
    let offset = match &schema.offset {
        Some(name) => {
            let k = frame.position(name).unwrap_or_default();
            frame.numbers(k, "as offsets")?;
            Some(frame.finite(k, None)?.into_owned())
        }
        None => None,
    };
    if schema.unseen == Unseen::Missing {
        unseen.iter().for_each(|&row| unscored[row as usize] = true);
    }
    let unscored: Vec<u32> = (0u32..).zip(&unscored).filter(|(_, lacks)| **lacks).map(|(row, _)| row).collect();
    let (lacking, unseen) = (lacking as u32, distinct(unseen));
    Ok(FrameRows { rows: frame.rows, numeric, categorical, offset, unscored, lacking, unseen })
}

/// A position in `levels` for every row of column `k`.
fn frame_codes(
    schema: &Schema,
    frame: &Frame<'_>,
    k: usize,
    levels: &[String],
    is_boolean: bool,
    unseen: &mut Vec<u32>,
) -> Result<Vec<u32>, FrameError> {
    let column = &frame.columns[k];
    let index = LevelIndex::of(levels);
    let find = |text: &String| index.find_truth(text, truth_or_digit);
    let of_numbers = |values: &mut dyn Iterator<Item = f64>| {
        let at = |value: f64| {
            if value == 0.0 {
                0
            } else if value == 1.0 {
                1
            } else {
                MISSING
            }
        };
        let codes: Vec<u32> = values.map(at).collect();
        Found { codes, texts: vec!["0".to_owned(), "1".to_owned()], map: vec![Some(0), Some(1)] }
    };
    let found = match &column.values {
        FrameValues::Texts { codes, levels: texts } => {
            Found { codes: codes.clone(), texts: texts.clone(), map: texts.iter().map(find).collect() }
        }
        FrameValues::Booleans(values) if is_boolean => of_numbers(&mut values.iter().map(|&truth| f64::from(truth))),
        FrameValues::Booleans(values) => Found {
            codes: values.iter().map(|&truth| u32::from(truth)).collect(),
            texts: frame.booleans.to_vec(),
            map: frame.booleans.iter().map(find).collect(),
        },
        FrameValues::Numbers(values) if is_boolean => of_numbers(&mut values.iter().copied()),
        FrameValues::Numbers(values) => {
            let texts: Vec<String> = values.iter().map(|&value| spelled(value)).collect();
            let map = texts.iter().map(find).collect();
            Found { codes: (0..values.len() as u32).collect(), texts, map }
        }
        FrameValues::Other(_) => Found { codes: Vec::new(), texts: Vec::new(), map: Vec::new() },
    };
    let mut missing = column.missing.iter().peekable();
    let (mut first, mut cells) = (None, 0u64);
    let mut out = Vec::with_capacity(found.codes.len());
    for (row, &code) in (0u32..).zip(&found.codes) {
        if missing.next_if_eq(&&row).is_some() {
            out.push(0);
            continue;
        }
        let place = found.map.get(code as usize).copied().flatten();
        if place.is_none() {
            first = first.or(Some((row, code)));
            cells += 1;
            unseen.push(row);
        }
        out.push(place.unwrap_or(0));
    }
    match (first, schema.unseen) {
        (Some((row, code)), Unseen::Error) => {
            let of_number = || match &column.values {
                FrameValues::Numbers(values) => values.get(row as usize).map(|&value| spelled(value)),
                _ => None,
            };
            Err(FrameError::UnseenLevel {
                row,
                column: column.name.clone(),
                value: found.texts.get(code as usize).cloned().or_else(of_number).unwrap_or_default(),
                cells,
                known: levels.to_vec(),
            })
        }
        _ => Ok(out),
    }
}
