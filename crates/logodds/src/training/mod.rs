//! Named columns: from a coded table to a fit, and from a fit to a model file. From there to scores: [`Scorer`](crate::Scorer).
//!
//! The design matrix has the columns of [`Schema::terms`], in that order: numbers first, as they lie in the table, then one part per
//! categorical column, as codes.

mod cluster_indicators;
mod inference;
mod model_file;
mod rows;
mod separation;

use crate::design_matrix::{by_rows, features, indicators};
use crate::missing_codes;
use crate::table_error::TableError;
use logodds_core::{DataError, Dense, DenseColumns, Features, InMemory, ModelError, Part, RowBlocks};
use logodds_inference::Clusters;
use logodds_io::{ColumnFinding, Encoded, EncodedFrame, Remark};
use logodds_model::schema::{ColumnKind, ColumnSchema, Schema, Term};
use std::borrow::Cow;
use std::ops::Range;

/// Numbers of a table that is turned into rows.
const SMALL: usize = 1 << 16;

/// A coded table, ready to be fitted.
#[derive(Debug)]
pub struct Training<'a> {
    schema: Schema,
    terms: Vec<Term>,
    data: InMemory<'a>,
    clusters: Option<Clusters>,
    rows_read: usize,
    pub(crate) rows_used: usize,
    dropped_missing: usize,
    findings: Vec<ColumnFinding>,
    /// Whether types can be given by name.
    is_of_text: bool,
    /// Whether the features are columns of a table, and not a matrix.
    is_table: bool,
    /// Columns of a matrix that are the indicators of a category.
    of_matrix: Vec<Range<usize>>,
    remarks: Vec<Remark>,
}

impl Training<'static> {
    /// Take over the vectors of a coded table. Nothing is copied, but that a small table (half a megabyte of numbers) is
    /// turned into rows: it stays in the cache, where Hessians, which want rows, are most of a fit.
    ///
    /// # Errors
    /// [`TableError::Data`] if lengths or codes do not agree, which a table coded by `logodds-io` rules out.
    pub fn new(mut encoded: Encoded) -> Result<Self, TableError> {
        let numeric = std::mem::take(&mut encoded.numeric).into_iter().map(Cow::Owned).collect();
        Ok(Self { is_of_text: true, ..Self::of_columns(encoded, numeric)? })
    }
}

impl<'a> Training<'a> {
    /// The coded columns of a frame, whose numbers lie where they lie: `encoded.numeric` is not looked at. As [`Training::new`] otherwise.
    ///
    /// # Errors
    /// As for [`Training::new`].
    pub fn of_frame(frame: EncodedFrame<'a>) -> Result<Self, TableError> {
        Self::of_columns(frame.encoded, frame.numeric)
    }

    fn of_columns(mut encoded: Encoded, numeric: Vec<Cow<'a, [f64]>>) -> Result<Self, TableError> {
        let (rows, columns) = (encoded.rows_used, numeric.len());
        if let (Some(cluster), Some(clusters)) = (&encoded.cluster, &encoded.clusters) {
            let told = cluster_indicators::remark(cluster, clusters, &encoded.schema, &numeric, &encoded.categorical);
            encoded.remarks.extend(told);
        }
        let needed = columns > 0 || encoded.categorical.is_empty();
        let numbers = if rows * columns <= SMALL {
            Part::F64(Dense::from_rows(by_rows(&numeric, rows), rows, columns)?)
        } else {
            Part::ColumnsF64(DenseColumns::from_each(numeric, rows)?)
        };
        let categorical = std::mem::take(&mut encoded.categorical);
        Ok(Self { is_table: true, ..Self::beside(encoded, features(needed.then_some(numbers), categorical)?)? })
    }

    /// The features of a matrix, whose columns are called `names`, in place of those of a coded frame: that has target, weights, offset and
    /// clusters.
    ///
    /// # Errors
    /// [`TableError::Data`] for another number of rows, [`TableError::Model`] for another number of columns.
    pub fn of_matrix(frame: EncodedFrame<'_>, features: Features<'a>, names: Vec<String>) -> Result<Self, TableError> {
        let mut encoded = frame.encoded;
        let column = |name| ColumnSchema { name, kind: ColumnKind::Numeric };
        encoded.schema.columns = names.into_iter().map(column).collect();
        Self::beside(encoded, features)?.checked()
    }

    /// Features beside the target, weights, offset and clusters of a coded table, whose own features are not looked at.
    fn beside(encoded: Encoded, features: Features<'a>) -> Result<Self, TableError> {
        let mut data = match encoded.schema.labels.len() {
            classes @ 3.. => InMemory::of_classes(features, encoded.y, classes)?,
            _ => InMemory::new(features, encoded.y)?,
        };
        let clusters = encoded.clusters.map(|ids| match &encoded.weights {
            Some(weights) => Clusters::weighted(ids, weights),
            None => Clusters::new(ids),
        });
        if let Some(weights) = encoded.weights {
            data = data.with_weights(weights)?;
        }
        if let Some(offset) = encoded.offset {
            data = data.with_offset(offset)?;
        }
        Ok(Self {
            terms: encoded.schema.terms(),
            schema: encoded.schema,
            data,
            clusters,
            rows_read: encoded.rows_read,
            rows_used: encoded.rows_used,
            dropped_missing: encoded.dropped_missing,
            findings: encoded.findings,
            is_of_text: false,
            is_table: false,
            of_matrix: Vec::new(),
            remarks: encoded.remarks,
        })
    }

    /// Data whose columns are those of [`Schema::terms`], in that order, and whose classes are the schema's labels. Nothing is copied.
    ///
    /// # Errors
    /// [`TableError::Model`] if the data have another number of columns than the schema has terms; [`TableError::Data`] if they have
    /// another number of classes than it has labels.
    pub fn of_features(schema: Schema, data: InMemory<'a>) -> Result<Self, TableError> {
        let rows = data.shape().rows;
        let terms = schema.terms();
        Self {
            terms,
            schema,
            data,
            clusters: None,
            rows_read: rows,
            rows_used: rows,
            dropped_missing: 0,
            findings: Vec::new(),
            is_of_text: false,
            is_table: false,
            of_matrix: Vec::new(),
            remarks: Vec::new(),
        }
        .checked()
    }

    /// Whether schema and data agree.
    fn checked(self) -> Result<Self, TableError> {
        let (columns, terms) = (self.data.features().ncols(), self.terms.len());
        if terms != columns {
            return Err(ModelError::Length { found: columns, expected: terms }.into());
        }
        let (found, expected) = (self.schema.labels.len(), self.data.classes());
        if found != expected {
            return Err(DataError::Length { what: "the list of labels", found, expected }.into());
        }
        Ok(self)
    }

    /// With a number of rows that were left out for a missing cell, for the record.
    #[must_use]
    pub fn with_dropped(self, rows: usize) -> Self {
        Self { rows_read: self.rows_used + rows, dropped_missing: rows, ..self }
    }

    /// With columns of a matrix that are the indicators of a category, 0 or 1, each range those of one and in increasing order; ranges beyond
    /// the columns are left out.
    #[must_use]
    pub fn with_indicators(self, ranges: Vec<Range<usize>>) -> Self {
        let columns = self.terms.len();
        Self { of_matrix: ranges.into_iter().filter(|range| range.end <= columns).collect(), ..self }
    }

    /// The data set.
    #[must_use]
    pub fn data(&self) -> &InMemory<'a> {
        &self.data
    }

    /// The clusters of the rows, if a column of them was named.
    #[must_use]
    pub fn clusters(&self) -> Option<&Clusters> {
        self.clusters.as_ref()
    }

    /// Columns of the design matrix that are indicators, each range those of one column of the table: of levels against their base, or
    /// of a boolean.
    #[must_use]
    pub fn indicators(&self) -> Vec<Range<usize>> {
        if !self.of_matrix.is_empty() {
            return self.of_matrix.clone();
        }
        indicators(&self.schema, &self.terms)
    }

    /// The value of column `j` of the design matrix that alone is too large to be squared, and its rows: a code for missing cells, where
    /// [`DataError::Overflow`] refuses the column for it.
    #[must_use]
    pub fn overflowing(&self, j: usize) -> Option<(f64, u64)> {
        missing_codes::overflowing(&self.data, j)
    }

    /// Whether the target has more than two labels: data for [`Plan::of_classes`](crate::fit::Plan::of_classes).
    #[must_use]
    pub fn has_classes(&self) -> bool {
        self.schema.labels.len() > 2
    }

    /// What the columns mean.
    #[must_use]
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// The columns of the design matrix.
    #[must_use]
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// Name of column `j` of the design matrix: `column` or `column=level`.
    #[must_use]
    pub fn name(&self, j: usize) -> String {
        self.terms.get(j).map_or_else(|| format!("column {j}"), |term| term.name.clone())
    }

    /// Categorical columns with one level: constants, which have no column in the design matrix.
    pub fn single_levels(&self) -> impl Iterator<Item = &str> {
        self.schema.single_level().into_iter().map(|k| self.schema.columns[k].name.as_str())
    }

    /// The columns of the design matrix that belong together, one list per column of the table, for likelihood-ratio tests. A categorical
    /// column with one level has none.
    #[must_use]
    pub fn columns_of_each(&self) -> Vec<Vec<usize>> {
        let of = |column: usize| (0..self.terms.len()).filter(|&j| self.terms[j].column == column).collect();
        (0..self.schema.columns.len()).map(of).filter(|columns: &Vec<usize>| !columns.is_empty()).collect()
    }
}
