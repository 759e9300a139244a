//! From a table to what a fit takes: plain vectors, and the schema that explains them.
//!
//! Numbers leave in row-major order, because a pass visits rows; categories leave as codes, never
//! as one-hot columns. Rows with missing cells are refused or left out before anything else is
//! looked at: levels and labels that only such rows have do not exist.

use crate::data_error::DataError;
use crate::labels;
use crate::purpose::Purpose;
use crate::schema::{ColumnKind, ColumnSchema, Missing, Schema};
use crate::spec::{FitColumns, SpecError};
use crate::table::{Column, ColumnData, MISSING, Table};
use rayon::prelude::*;
use thiserror::Error;

/// Codes of one categorical column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Codes {
    /// A position in the levels per row; 0 is the base.
    pub codes: Vec<u32>,
    /// How many levels there are.
    pub levels: usize,
    /// The index in [`Schema::columns`].
    pub column: usize,
}

/// Data for a fit. Vectors have one entry per row in use, in file order.
#[derive(Debug, Clone, PartialEq)]
pub struct Encoded {
    /// What the columns mean.
    pub schema: Schema,
    /// Rows in the table.
    pub rows_read: usize,
    /// Rows in use.
    pub rows_used: usize,
    /// Rows left out for a missing cell.
    pub dropped_missing: usize,
    /// Table rows in use, ascending; `None` when all are.
    pub rows: Option<Vec<u32>>,
    /// Numbers, row-major: `rows_used × numeric_columns.len()`.
    pub numeric: Vec<f64>,
    /// Indices in [`Schema::columns`] of the columns of `numeric`.
    pub numeric_columns: Vec<usize>,
    /// The categorical columns.
    pub categorical: Vec<Codes>,
    /// The position in [`Schema::labels`]: of two labels, 1 for the positive one.
    pub y: Vec<u8>,
    /// Weights, finite and not negative, not all zero.
    pub weights: Option<Vec<f64>>,
    /// Offsets, finite.
    pub offset: Option<Vec<f64>>,
}

/// A fit's columns cannot be coded: the specification or the data.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum EncodeError {
    /// The specification does not fit the columns.
    #[error(transparent)]
    Spec(#[from] SpecError),
    /// The data are refused.
    #[error(transparent)]
    Data(#[from] DataError),
}

impl FitColumns {
    /// Codes a table that was read with the options of [`FitColumns::apply`].
    pub fn encode(&self, table: &Table) -> Result<Encoded, EncodeError> {
        self.check(table.names())?;
        let at = |name: &String| table.position(name);
        let features: Vec<usize> = self.features(table.names()).into_iter().filter_map(at).collect();
        let target = at(&self.target);
        let weights = self.weights.as_ref().and_then(at);
        let offset = self.offset.as_ref().and_then(at);
        let mut used: Vec<usize> = [target, weights, offset].into_iter().flatten().chain(features.clone()).collect();
        used.sort_unstable();
        parsed(table, &used, [weights, offset])?;
        let rows_read = table.rows();
        if rows_read == 0 {
            return Err(DataError::NoRows { file: first_file(table) }.into());
        }
        let kept = self.kept(table, &used)?;
        let rows: Vec<u32> = kept.clone().unwrap_or_else(|| (0..rows_read as u32).collect());

        let mut columns = Vec::with_capacity(features.len());
        let mut categorical = Vec::new();
        for (index, &k) in features.iter().enumerate() {
            let name = table.names()[k].clone();
            let kind = match &table.columns()[k].data {
                ColumnData::Categorical { codes, levels } => {
                    let (codes, levels) = used_levels(codes, levels, &rows);
                    categorical.push(Codes { codes, levels: levels.len(), column: index });
                    ColumnKind::Categorical { levels }
                }
                ColumnData::Boolean { labels, .. } => ColumnKind::Boolean { labels: labels.clone() },
                _ => ColumnKind::Numeric,
            };
            columns.push(ColumnSchema { name, kind });
        }
        let numeric_columns: Vec<usize> = (0..columns.len()).filter(|&k| columns[k].is_numeric()).collect();
        let sources: Vec<usize> = numeric_columns.iter().map(|&k| features[k]).collect();
        for &k in &sources {
            finite(table, k, &rows, Purpose::Feature)?;
        }
        for &k in weights.iter().chain(&offset) {
            finite(table, k, &rows, Purpose::Measure)?;
        }
        let numeric = row_major(table, &sources, &rows);
        let (labels, y) = match target {
            Some(k) => {
                let positive = self.positive.as_deref();
                labels::labels(&self.target, &table.columns()[k], &rows, positive, !table.has_header)?
            }
            None => Default::default(),
        };
        let weights = weights.map(|k| column_of_weights(table, k, &rows)).transpose()?;
        let offset = offset.map(|k| row_major(table, &[k], &rows));
        let schema = Schema {
            target: self.target.clone(),
            labels,
            columns,
            weights: self.weights.clone(),
            offset: self.offset.clone(),
            missing: self.missing,
            unseen: self.unseen,
            na: table.na.clone(),
        };
        if let Some((name, terms)) = schema.same_name() {
            return Err(DataError::SameTerm { file: first_file(table), name, terms }.into());
        }
        Ok(Encoded {
            schema,
            rows_read,
            rows_used: rows.len(),
            dropped_missing: rows_read - rows.len(),
            rows: kept,
            numeric,
            numeric_columns,
            categorical,
            y,
            weights,
            offset,
        })
    }

    /// The rows without missing cells in `used`; `None` when that is all of them.
    fn kept(&self, table: &Table, used: &[usize]) -> Result<Option<Vec<u32>>, DataError> {
        let missing = |k: usize| &table.columns()[k].missing;
        let mut columns: Vec<(String, u64)> = used
            .iter()
            .filter(|&&k| !missing(k).is_empty())
            .map(|&k| (table.names()[k].clone(), missing(k).len() as u64))
            .collect();
        if columns.is_empty() {
            return Ok(None);
        }
        columns.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let features = self.features(table.names());
        let feature = columns.iter().map(|(name, _)| name).find(|name| features.contains(name)).cloned();
        let mut lacks = vec![false; table.rows()];
        for &k in used {
            for &row in missing(k) {
                lacks[row as usize] = true;
            }
        }
        if self.missing == Missing::Error {
            let first = used.iter().filter_map(|&k| missing(k).first().map(|&r| (r, k))).min();
            let (row, k) = first.unwrap_or_default();
            return Err(DataError::Missing {
                place: table.place(row as usize),
                column: table.names()[k].clone(),
                cells: columns.iter().map(|(_, count)| count).sum(),
                rows: lacks.iter().filter(|&&l| l).count() as u64,
                columns,
                feature,
            });
        }
        let rows: Vec<u32> = (0u32..).zip(&lacks).filter(|(_, lacks)| !**lacks).map(|(row, _)| row).collect();
        if rows.is_empty() {
            let (file, rows) = (first_file(table), table.rows() as u64);
            return Err(DataError::NoRowsLeft { file, rows, columns, feature });
        }
        Ok(Some(rows))
    }
}

/// Every column in use holds values, and those of `numbers` hold numbers.
fn parsed(table: &Table, used: &[usize], numbers: [Option<usize>; 2]) -> Result<(), DataError> {
    let name = |k: usize| table.names()[k].clone();
    for &k in used {
        if table.columns()[k].data == ColumnData::Skipped {
            return Err(DataError::NotParsed { column: name(k), needed: "a feature or role" });
        }
    }
    for k in numbers.into_iter().flatten() {
        if !matches!(table.columns()[k].data, ColumnData::Numeric(_)) {
            return Err(DataError::NotParsed { column: name(k), needed: "a number" });
        }
    }
    Ok(())
}

pub(crate) fn first_file(table: &Table) -> String {
    table.files().into_iter().next().unwrap_or_default()
}

/// Codes of the rows in use, over the levels that occur in them.
fn used_levels(codes: &[u32], levels: &[String], rows: &[u32]) -> (Vec<u32>, Vec<String>) {
    let mut map = vec![MISSING; levels.len()];
    for &row in rows {
        map[codes[row as usize] as usize] = 0;
    }
    let mut kept = Vec::new();
    for (new, level) in map.iter_mut().zip(levels).filter(|(new, _)| **new == 0) {
        *new = kept.len() as u32;
        kept.push(level.clone());
    }
    (rows.iter().map(|&r| map[codes[r as usize] as usize]).collect(), kept)
}

/// A numeric or boolean column's value in a row.
#[inline]
pub(crate) fn value(column: &Column, row: u32) -> f64 {
    match &column.data {
        ColumnData::Numeric(values) => values[row as usize],
        ColumnData::Boolean { codes, .. } => f64::from(codes[row as usize]),
        _ => f64::NAN,
    }
}

/// Refuses infinities in the rows in use.
pub(crate) fn finite(table: &Table, k: usize, rows: &[u32], purpose: Purpose) -> Result<(), DataError> {
    let column = &table.columns()[k];
    let infinite = |&&row: &&u32| value(column, row).is_infinite();
    let Some(&first) = rows.iter().find(infinite) else {
        return Ok(());
    };
    Err(DataError::NotFinite {
        place: table.place(first as usize),
        column: table.names()[k].clone(),
        value: table.cell(first as usize, k).trim_ascii().to_string(),
        cells: rows.iter().filter(infinite).count() as u64,
        purpose,
    })
}

/// Columns side by side, a row after the other.
pub(crate) fn row_major(table: &Table, columns: &[usize], rows: &[u32]) -> Vec<f64> {
    const ROWS: usize = 1024; // a block of rows at a time: columns are read, and rows written, in cache
    let width = columns.len();
    let mut out = vec![0.0; rows.len() * width];
    if width == 0 {
        return out;
    }
    out.par_chunks_mut(ROWS * width).zip(rows.par_chunks(ROWS)).for_each(|(out, rows)| {
        for (j, &k) in columns.iter().enumerate() {
            let column = &table.columns()[k];
            for (cell, &row) in out[j..].iter_mut().step_by(width).zip(rows) {
                *cell = value(column, row);
            }
        }
    });
    out
}

fn column_of_weights(table: &Table, k: usize, rows: &[u32]) -> Result<Vec<f64>, DataError> {
    let weights = row_major(table, &[k], rows);
    let negative = |w: &f64| *w < 0.0;
    let column = table.names()[k].clone();
    if let Some(i) = weights.iter().position(negative) {
        let row = rows[i] as usize;
        return Err(DataError::NegativeWeight {
            place: table.place(row),
            column,
            value: table.cell(row, k).trim_ascii().to_string(),
            cells: weights.iter().filter(|w| negative(w)).count() as u64,
        });
    }
    if weights.iter().all(|&w| w == 0.0) {
        return Err(DataError::ZeroWeights { column });
    }
    Ok(weights)
}
