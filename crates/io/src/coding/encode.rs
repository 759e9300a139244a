//! From a table to what a fit takes: plain vectors, and the schema that explains them.
//!
//! Numbers leave column by column, as they were read, and [`FitColumns::encode_taking`] does not even copy
//! them; categories leave as codes, never as one-hot columns. Refused: row-major numbers, a copy of the
//! largest thing there is. Rows with missing cells are refused or left out before anything else is
//! looked at: levels and labels that only such rows have do not exist.

use crate::coding::clusters::clusters;
use crate::coding::data_error::DataError;
use crate::coding::labels::{self, Wanted};
use crate::coding::levels::{Coded, NoSuchLevel, coded};
use crate::coding::names;
use crate::coding::places::Places;
use crate::coding::remark::Remark;
use crate::coding::spec::{FitColumns, SpecError};
use crate::columns::look::look_at_table;
use crate::columns::{Column, ColumnData, ColumnFinding, MissingCells, NotNumbers, Purpose, Table, Unfit};
use logodds_model::schema::{ColumnKind, ColumnSchema, Missing, Schema};
use logodds_model::words::{Message, Told};
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
    /// Numbers, a column after the other, `rows_used` long.
    pub numeric: Vec<Vec<f64>>,
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
    /// A number per row that rows of the same cluster share.
    pub clusters: Option<Vec<u32>>,
    /// Features that look like others than they are read as.
    pub findings: Vec<ColumnFinding>,
    /// The column of clusters.
    pub cluster: Option<String>,
    /// What a reader of the fit should know of the coding.
    pub remarks: Vec<Remark>,
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

impl Told for EncodeError {
    fn message(&self) -> Message {
        match self {
            Self::Spec(error) => error.message(),
            Self::Data(error) => error.message(),
        }
    }
}

impl FitColumns {
    /// Codes a table that was read with the options of [`FitColumns::apply`].
    pub fn encode(&self, table: &Table) -> Result<Encoded, EncodeError> {
        let (mut encoded, sources) = self.all_but_numbers(table)?;
        encoded.numeric = sources.par_iter().map(|&k| gathered(table, k, encoded.rows.as_deref())).collect();
        Ok(encoded)
    }

    /// The same, moving the numbers out of the table, which is left without values: its rows still have their places and
    /// records. Where it fails the table is as it was.
    pub fn encode_taking(&self, table: &mut Table) -> Result<Encoded, EncodeError> {
        let (mut encoded, sources) = self.all_but_numbers(table)?;
        encoded.numeric = match encoded.rows.as_deref() {
            Some(rows) => sources.par_iter().map(|&k| gathered(table, k, Some(rows))).collect(),
            None => sources.iter().map(|&k| taken(table, k)).collect(),
        };
        table.columns.iter_mut().for_each(|column| column.data = ColumnData::Skipped);
        Ok(encoded)
    }

    /// Everything but the numbers, and the table columns that these are.
    fn all_but_numbers(&self, table: &Table) -> Result<(Encoded, Vec<usize>), EncodeError> {
        self.check(table.names())?;
        let index = names::index(table.names());
        let mut features = self.features(table.names());
        if self.features.is_none() {
            let empty = table.without_name_or_cells();
            features.retain(|name| empty.iter().all(|&k| table.names()[k] != **name));
        }
        let places = Places::of(self, features, |name| index.get(name.as_str()).copied());
        let used = places.used();
        let Places { features, target, weights, offset, cluster } = places;
        parsed(table, &used, [weights, offset])?;
        let rows_read = table.rows();
        if rows_read == 0 {
            return Err(DataError::NoRows { file: first_file(table) }.into());
        }
        let findings = look_at_table(self, table, &features);
        if findings.iter().any(|finding| finding.refused) {
            return Err(DataError::Unfit(Box::new(self.unfit(table, findings, Vec::new()))).into());
        }
        let kept = self.kept(table, &used)?;
        let rows: Vec<u32> = kept.clone().unwrap_or_else(|| (0..rows_read as u32).collect());

        let mut columns = Vec::with_capacity(features.len());
        let (mut categorical, mut remarks) = (Vec::new(), Vec::new());
        for (index, &k) in features.iter().enumerate() {
            let name = table.names()[k].clone();
            let base = self.base_of(&name);
            let kind = match &table.columns()[k].data {
                ColumnData::Boolean { labels, .. } if base.is_none_or(|base| base.trim_ascii() == labels[0]) => {
                    ColumnKind::Boolean { labels: labels.clone() }
                }
                ColumnData::Categorical { codes, levels } => {
                    let found = coded(codes, levels, &rows, false, base);
                    ColumnKind::Categorical { levels: self.take(found, &name, index, &mut categorical, &mut remarks)? }
                }
                // The other of the two is the base: a category, whose term says so.
                ColumnData::Boolean { codes, labels } => {
                    let found = coded(codes, labels, &rows, false, base);
                    ColumnKind::Categorical { levels: self.take(found, &name, index, &mut categorical, &mut remarks)? }
                }
                _ => match base {
                    Some(level) => {
                        return Err(DataError::BaseOfNumbers { column: name, level: level.to_string() }.into());
                    }
                    None => ColumnKind::Numeric,
                },
            };
            columns.push(ColumnSchema { name, kind });
        }
        for &k in &used {
            let (column, spellings) = (&table.names()[k], &table.columns()[k].blanks);
            if !spellings.is_empty() {
                remarks.push(Remark::Blanks { column: column.clone(), spellings: spellings.clone() });
            }
        }
        let numeric_columns: Vec<usize> = (0..columns.len()).filter(|&k| columns[k].is_numeric()).collect();
        let sources: Vec<usize> = numeric_columns.iter().map(|&k| features[k]).collect();
        for &k in &sources {
            finite(table, k, &rows, Purpose::Feature)?;
        }
        for &k in weights.iter().chain(&offset) {
            finite(table, k, &rows, Purpose::Measure)?;
        }
        let (labels, y) = match target {
            Some(k) => {
                let wanted = Wanted { headless: !table.has_header, ..Wanted::of(self) };
                let found = labels::labels(&table.columns()[k], &rows, &wanted)?;
                remarks.extend(found.emptied(&self.target));
                (found.labels, found.classes)
            }
            None => Default::default(),
        };
        let weights = weights.map(|k| column_of_weights(table, k, &rows)).transpose()?;
        let offset = offset.map(|k| gathered(table, k, Some(&rows)));
        let as_texts = self.cluster.as_ref().is_some_and(|name| self.categorical.contains(name));
        let clusters = cluster.map(|k| clusters(table, k, &rows, as_texts));
        let clusters = clusters.map(|(clusters, remark)| {
            remarks.extend(remark);
            clusters
        });
        let schema = self.schema(columns, labels, table.na.clone());
        if let Some((name, terms)) = schema.same_name() {
            return Err(DataError::SameTerm { file: first_file(table), name, terms }.into());
        }
        let encoded = Encoded {
            schema,
            rows_read,
            rows_used: rows.len(),
            dropped_missing: rows_read - rows.len(),
            rows: kept,
            numeric: Vec::new(),
            numeric_columns,
            categorical,
            y,
            weights,
            offset,
            clusters,
            findings,
            cluster: self.cluster.clone(),
            remarks,
        };
        Ok((encoded, sources))
    }

    /// Everything that keeps the features of a table from a fit.
    pub(crate) fn unfit(&self, table: &Table, findings: Vec<ColumnFinding>, not_numbers: Vec<NotNumbers>) -> Unfit {
        let place = |finding: &ColumnFinding| finding.row.map(|row| table.place(row as usize));
        let used = Places::of(self, self.features(table.names()), |name| table.position(name)).used();
        Unfit {
            file: first_file(table),
            findings: findings
                .into_iter()
                .map(|finding| (place(&finding), finding))
                .map(|(place, finding)| (finding, place))
                .collect(),
            not_numbers,
            missing: missing_cells(table, &used).filter(|_| self.missing == Missing::Error).map(|(cells, _)| cells),
        }
    }

    /// Keeps the codes of a column and what there is to remark, and gives its levels.
    pub(crate) fn take(
        &self,
        found: Result<Coded, NoSuchLevel>,
        name: &str,
        index: usize,
        categorical: &mut Vec<Codes>,
        remarks: &mut Vec<Remark>,
    ) -> Result<Vec<String>, DataError> {
        let Coded { codes, levels, emptied } = found.map_err(|none| none.refusal(name, self.base_of(name)))?;
        categorical.push(Codes { codes, levels: levels.len(), column: index });
        if !emptied.is_empty() {
            remarks.push(Remark::Emptied { column: name.to_string(), is_target: false, levels: emptied });
        }
        Ok(levels)
    }

    /// The rows without missing cells in `used`; `None` when that is all of them.
    fn kept(&self, table: &Table, used: &[usize]) -> Result<Option<Vec<u32>>, DataError> {
        let missing = |k: usize| &table.columns()[k].missing;
        let Some((MissingCells { cells, rows: lacking, columns }, lacks)) = missing_cells(table, used) else {
            return Ok(None);
        };
        let features = names::set(self.features(table.names()));
        let feature = columns.iter().map(|(name, _)| name).find(|name| features.contains(name.as_str())).cloned();
        if self.missing == Missing::Error {
            let first = used.iter().filter_map(|&k| missing(k).first().map(|&r| (r, k))).min();
            let (row, k) = first.unwrap_or_default();
            return Err(DataError::Missing {
                place: table.place(row as usize),
                column: table.names()[k].clone(),
                cells,
                rows: lacking,
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

/// Missing cells in columns `used`, and which rows lack any; `None` if there are none.
fn missing_cells(table: &Table, used: &[usize]) -> Option<(MissingCells, Vec<bool>)> {
    let missing = |k: usize| &table.columns()[k].missing;
    let lacking = used.iter().filter(|&&k| !missing(k).is_empty());
    let mut columns: Vec<_> = lacking.map(|&k| (table.names()[k].clone(), missing(k).len() as u64)).collect();
    if columns.is_empty() {
        return None;
    }
    columns.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let mut lacks = vec![false; table.rows()];
    used.iter().flat_map(|&k| missing(k)).for_each(|&row| lacks[row as usize] = true);
    let rows = lacks.iter().filter(|&&lacks| lacks).count() as u64;
    let cells = columns.iter().map(|(_, count)| count).sum();
    Some((MissingCells { cells, rows, columns }, lacks))
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

/// Numbers of the rows in `rows`, or of all.
pub(crate) fn gathered(table: &Table, k: usize, rows: Option<&[u32]>) -> Vec<f64> {
    let column = &table.columns()[k];
    match (rows, &column.data) {
        (None, ColumnData::Numeric(values)) => values.clone(),
        (None, _) => (0..table.rows() as u32).map(|row| value(column, row)).collect(),
        (Some(rows), _) => rows.iter().map(|&row| value(column, row)).collect(),
    }
}

/// Numbers of all rows, moved out if they can be.
pub(crate) fn taken(table: &mut Table, k: usize) -> Vec<f64> {
    match &mut table.columns[k].data {
        ColumnData::Numeric(values) => std::mem::take(values),
        _ => gathered(table, k, None),
    }
}

fn column_of_weights(table: &Table, k: usize, rows: &[u32]) -> Result<Vec<f64>, DataError> {
    let weights = gathered(table, k, Some(rows));
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
