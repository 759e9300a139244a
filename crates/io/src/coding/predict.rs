//! Coding new rows by a model's schema: the types are the model's, nothing is inferred.
//!
//! Columns are matched by name. A row that cannot be scored under the schema's policies (a missing
//! cell with `Missing::Drop`, an unseen level with `Unseen::Missing`) keeps its place and is marked;
//! its numbers are 0 and its codes the base, so that a scorer may run over it and the caller throws
//! the result away. Nothing else in a row that lacks a cell is looked at: it gets no probability, whatever its levels are. Refused: leaving such rows out; a prediction has one output row per input row.

use crate::coding::data_error::DataError;
use crate::coding::encode::{Codes, finite, first_file, gathered};
use crate::coding::names::{self, nearest};
use crate::columns::{Column, ColumnData, MISSING, NotNumbers, Purpose, Table};
use crate::frame::{Frame, FrameError, FrameRows, code_frame};
use crate::text::{ColumnType, Columns, ReadOptions};
use logodds_model::excerpt::ITEMS;
use logodds_model::schema::LevelIndex;
use logodds_model::schema::truth::truth;
use logodds_model::schema::{ColumnKind, Missing, Schema, Unseen};
use std::collections::HashSet;

/// Rows to score, in file order.
#[derive(Debug, Clone, PartialEq)]
pub struct PredictionRows {
    /// The number of rows.
    pub rows: usize,
    /// Numbers, a column after the other, `rows` long.
    pub numeric: Vec<Vec<f64>>,
    /// Indices in [`Schema::columns`] of the columns of `numeric`.
    pub numeric_columns: Vec<usize>,
    /// The categorical columns.
    pub categorical: Vec<Codes>,
    /// Offsets, if the model has them.
    pub offset: Option<Vec<f64>>,
    /// Rows that get no probability, ascending.
    pub unscored: Vec<u32>,
    /// How many of them lack a cell.
    pub lacking: u32,
    /// Rows that lack none and have a level that the fit never saw, under [`Unseen::Base`] or [`Unseen::Missing`].
    pub unseen: u32,
}

/// New rows in the columns of a model: what its [`Schema`] is for.
pub trait SchemaExt {
    /// Tells `options` which columns to parse and how: features and offset, typed as in the fit,
    /// with the fit's texts for missing cells (add to `options.na` after this, not before).
    fn apply(&self, options: &mut ReadOptions);

    /// Checks that every column the model needs is among `names`.
    ///
    /// # Errors
    /// [`DataError`] with those that are not.
    fn check(&self, names: &[String], file: &str) -> Result<(), DataError>;

    /// Codes a table for prediction. Read it with the options of [`SchemaExt::apply`].
    ///
    /// # Errors
    /// [`DataError`] for what the model's policies refuse.
    fn encode_for_prediction(&self, table: &Table) -> Result<PredictionRows, DataError>;

    /// Codes a frame for prediction.
    ///
    /// # Errors
    /// [`FrameError`] for what the model's policies refuse.
    fn encode_frame<'a>(&self, frame: Frame<'a>) -> Result<FrameRows<'a>, FrameError>;
}

impl SchemaExt for Schema {
    fn apply(&self, options: &mut ReadOptions) {
        let features = self.columns.iter().map(|c| (c.name.clone(), read_as(&c.kind)));
        let offset = self.offset.iter().map(|n| (n.clone(), ColumnType::Modelled));
        let types: Vec<_> = features.chain(offset).collect();
        options.columns = Columns::Only(types.iter().map(|(n, _)| n.clone()).collect());
        options.types.extend(types);
        options.na.clone_from(&self.na);
    }

    fn check(&self, names: &[String], file: &str) -> Result<(), DataError> {
        let needed = self.columns.iter().map(|c| &c.name).chain(&self.offset);
        let known: HashSet<&String> = names.iter().collect();
        // Of thousands, as with a wrong delimiter, no more than a few are told.
        let near = |k: usize, n: &String| if k < ITEMS { nearest(n, names.iter()) } else { None };
        let lacking = needed.filter(|n| !known.contains(n)).enumerate();
        let columns: Vec<_> = lacking.map(|(k, n)| (n.clone(), near(k, n))).collect();
        if columns.is_empty() {
            return Ok(());
        }
        if let [only] = names
            && let Some(delimiter) = [';', '\t', '|', ','].into_iter().find(|&d| only.contains(d))
        {
            return Err(DataError::OneColumn { file: file.to_string(), delimiter });
        }
        Err(DataError::MissingColumns { file: file.to_string(), columns })
    }

    fn encode_for_prediction(&self, table: &Table) -> Result<PredictionRows, DataError> {
        self.check(table.names(), &first_file(table))?;
        let rows = table.rows();
        let index = names::index(table.names());
        let at = |name: &String| index.get(name.as_str()).copied().unwrap_or_default();
        let positions: Vec<usize> = self.columns.iter().map(|c| at(&c.name)).collect();
        let offset = self.offset.as_ref().map(at);
        let mut unscored = vec![false; rows];
        missing_cells(self, table, positions.iter().copied().chain(offset), &mut unscored)?;
        let complete: Vec<u32> = (0u32..).zip(&unscored).filter(|(_, lacks)| !**lacks).map(|(row, _)| row).collect();
        let mut marks = Marks { lacks: unscored.clone(), unseen: Vec::new(), unscored };

        let mut numbers: Vec<usize> = Vec::new();
        let mut booleans: Vec<(usize, Vec<u32>)> = Vec::new(); // column of `numeric`, codes
        let mut categorical = Vec::new();
        for (index, (column, &k)) in self.columns.iter().zip(&positions).enumerate() {
            match &column.kind {
                ColumnKind::Numeric => {
                    numeric_data(table, k)?;
                    numbers.push(k);
                }
                ColumnKind::Boolean { labels } => {
                    // TRUE, True and true are one value, whoever wrote the file.
                    booleans.push((numbers.len(), codes(self, table, k, labels, &mut marks)?));
                    numbers.push(k);
                }
                ColumnKind::Categorical { levels } => {
                    // A boolean whose base is true is a category; its truths are the same, however they are written.
                    let codes = codes(self, table, k, levels, &mut marks)?;
                    categorical.push(Codes { codes, levels: levels.len(), column: index });
                }
            }
        }
        for (j, &k) in numbers.iter().enumerate() {
            if booleans.iter().all(|(b, _)| *b != j) {
                finite(table, k, &complete, Purpose::Prediction)?;
            }
        }
        let mut numeric: Vec<Vec<f64>> = numbers.iter().map(|&k| gathered(table, k, None)).collect();
        for (j, codes) in booleans {
            numeric[j] = codes.into_iter().map(f64::from).collect();
        }
        let mut offset = match offset {
            Some(k) => {
                numeric_data(table, k)?;
                finite(table, k, &complete, Purpose::Prediction)?;
                Some(gathered(table, k, None))
            }
            None => None,
        };
        let Marks { unscored, unseen, .. } = marks;
        let unscored: Vec<u32> = (0u32..).zip(&unscored).filter(|(_, u)| **u).map(|(row, _)| row).collect();
        for &row in &unscored {
            let row = row as usize;
            numeric.iter_mut().for_each(|column| column[row] = 0.0);
            if let Some(offset) = &mut offset {
                offset[row] = 0.0;
            }
        }
        let numeric_columns = self.numeric_columns();
        let (lacking, unseen) = ((rows - complete.len()) as u32, distinct(unseen));
        Ok(PredictionRows { rows, numeric, numeric_columns, categorical, offset, unscored, lacking, unseen })
    }

    fn encode_frame<'a>(&self, frame: Frame<'a>) -> Result<FrameRows<'a>, FrameError> {
        code_frame(self, frame)
    }
}

/// Refuses missing cells, or marks their rows.
fn missing_cells(
    schema: &Schema,
    table: &Table,
    used: impl Iterator<Item = usize>,
    unscored: &mut [bool],
) -> Result<(), DataError> {
    let mut columns = Vec::new();
    let mut first: Option<(u32, usize)> = None;
    for k in used {
        let missing = &table.columns()[k].missing;
        let Some(&row) = missing.first() else {
            continue;
        };
        columns.push((table.names()[k].clone(), missing.len() as u64));
        first = Some(first.map_or((row, k), |f| f.min((row, k))));
        for &row in missing {
            unscored[row as usize] = true;
        }
    }
    let (Some((row, k)), Missing::Error) = (first, schema.missing) else {
        return Ok(());
    };
    columns.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    Err(DataError::MissingToPredict {
        place: table.place(row as usize),
        column: table.names()[k].clone(),
        cells: columns.iter().map(|(_, count)| count).sum(),
        rows: unscored.iter().filter(|&&u| u).count() as u64,
        columns,
    })
}

/// A position in `levels` for every row of column `k`; truths are found however they are written.
fn codes(
    schema: &Schema,
    table: &Table,
    k: usize,
    levels: &[String],
    marks: &mut Marks,
) -> Result<Vec<u32>, DataError> {
    let Column { data, missing, .. } = &table.columns()[k];
    let index = LevelIndex::of(levels);
    let find = |text: &str| index.find_truth(text, truth);
    let codes: Vec<Option<u32>> = match data {
        // As read by `apply`: one look-up per distinct text.
        ColumnData::Categorical { codes, levels: texts } => {
            let map: Vec<Option<u32>> = texts.iter().map(|t| find(t)).collect();
            codes.iter().map(|&c| map.get(c as usize).copied().flatten()).collect()
        }
        // Read with another type: the texts themselves decide.
        _ => (0..table.rows()).map(|row| find(table.cell(row, k).trim_ascii())).collect(),
    };
    let mut is_missing = missing.iter().peekable();
    let mut out = Vec::with_capacity(codes.len());
    let (mut first, mut cells) = (None, 0u64);
    for (row, code) in (0u32..).zip(codes) {
        if is_missing.next_if_eq(&&row).is_some() {
            out.push(0);
            continue;
        }
        if code.is_none() && !marks.lacks[row as usize] {
            first = first.or(Some(row));
            cells += 1;
            marks.unseen.push(row);
            marks.unscored[row as usize] |= schema.unseen == Unseen::Missing;
        }
        out.push(code.unwrap_or(0));
    }
    match (first, schema.unseen) {
        (Some(row), Unseen::Error) => Err(DataError::UnseenLevel {
            place: table.place(row as usize),
            column: table.names()[k].clone(),
            value: table.cell(row as usize, k).into_owned(),
            cells,
            known: levels.to_vec(),
        }),
        _ => Ok(out),
    }
}

/// What is found of rows, column after column.
struct Marks {
    /// Rows that lack a cell.
    lacks: Vec<bool>,
    /// Rows with a level never seen, once for each.
    unseen: Vec<u32>,
    /// Rows that get no probability.
    unscored: Vec<bool>,
}

/// How many rows there are among `rows`.
pub(crate) fn distinct(mut rows: Vec<u32>) -> u32 {
    rows.sort_unstable();
    rows.dedup();
    rows.len() as u32
}

fn read_as(kind: &ColumnKind) -> ColumnType {
    match kind {
        ColumnKind::Numeric => ColumnType::Modelled,
        _ => ColumnType::Categorical,
    }
}

/// Column `k` holds numbers. If it was read as texts, the texts that are not numbers are told.
fn numeric_data(table: &Table, k: usize) -> Result<(), DataError> {
    let needed = DataError::NotParsed { column: table.names()[k].clone(), needed: "a number" };
    let (codes, texts) = match &table.columns()[k].data {
        ColumnData::Numeric(_) => return Ok(()),
        ColumnData::Boolean { codes, labels } => (codes, &labels[..]),
        ColumnData::Categorical { codes, levels } => (codes, &levels[..]),
        ColumnData::Skipped => return Err(needed),
    };
    let is_number = |t: &String| table.sign.number(t.trim_ascii().as_bytes()).is_some();
    let number = |c: u32| texts.get(c as usize).is_some_and(is_number);
    let bad: Vec<u32> = (0u32..).zip(codes).filter(|&(_, &c)| c != MISSING && !number(c)).map(|(row, _)| row).collect();
    if bad.is_empty() {
        return Err(needed);
    }
    Err(DataError::NotNumbers(Box::new(NotNumbers::new(table, k, &bad, Purpose::Prediction, Vec::new()))))
}
