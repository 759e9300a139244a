//! Named columns: from a coded table to a fit, from a fit to a model file, from a model file to scores.
//!
//! The design matrix has the columns of [`Schema::terms`], in that order: numbers first, as they lie in the table, then one part per
//! categorical column, as codes.

use crate::{Fit, LogisticRegression};
use logodds_core::{
    Categorical, DataError, Dense, DenseColumns, Executor, Features, InMemory, Model, ModelError, Part, Penalty,
};
use logodds_io::model_file::{
    CertificateRecord, DataRecord, FitRecord, ModelFile, ObjectiveRecord, StatisticsRecord, WarningRecord,
};
use logodds_io::{Codes, Encoded, PredictionRows, Schema, Term};
use std::time::{SystemTime, UNIX_EPOCH};

/// Numbers of a table that is turned into rows.
const SMALL: usize = 1 << 16;

/// A coded table, ready to be fitted.
pub struct Training {
    schema: Schema,
    terms: Vec<Term>,
    data: InMemory<'static>,
    rows_read: usize,
    rows_used: usize,
    dropped_missing: usize,
}

/// Why coded columns are no data set, or a model file no model.
#[derive(Debug)]
#[non_exhaustive]
pub enum TableError {
    /// The columns do not make a data set.
    Data(DataError),
    /// The coefficients do not make a model, or do not fit the rows.
    Model(ModelError),
}

impl std::fmt::Display for TableError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Data(error) => error.fmt(f),
            Self::Model(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for TableError {}

impl From<DataError> for TableError {
    fn from(error: DataError) -> Self {
        Self::Data(error)
    }
}

impl From<ModelError> for TableError {
    fn from(error: ModelError) -> Self {
        Self::Model(error)
    }
}

impl Training {
    /// Take over the vectors of a coded table. Nothing is copied, but that a small table (half a megabyte of numbers) is
    /// turned into rows: it stays in the cache, where Hessians, which want rows, are most of a fit.
    ///
    /// # Errors
    /// [`TableError::Data`] if lengths or codes do not agree, which a table coded by `logodds-io` rules out.
    pub fn new(encoded: Encoded) -> Result<Self, TableError> {
        let (rows, columns) = (encoded.rows_used, encoded.numeric.len());
        let needed = columns > 0 || encoded.categorical.is_empty();
        let numbers = if rows * columns <= SMALL {
            Part::F64(Dense::from_rows(by_rows(&encoded.numeric, rows), rows, columns)?)
        } else {
            Part::ColumnsF64(DenseColumns::from_each(encoded.numeric, rows)?)
        };
        let features = features(needed.then_some(numbers), encoded.categorical)?;
        let mut data = InMemory::new(features, encoded.y)?;
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
            rows_read: encoded.rows_read,
            rows_used: encoded.rows_used,
            dropped_missing: encoded.dropped_missing,
        })
    }

    /// The data set.
    #[must_use]
    pub fn data(&self) -> &InMemory<'static> {
        &self.data
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

    /// Everything a model file holds. `files` are the names of the sources.
    #[must_use]
    pub fn model_file(&self, specification: &LogisticRegression, fit: &Fit, files: Vec<String>) -> ModelFile {
        let standardize = matches!(specification.penalty, Penalty::L2 { standardize: true, .. });
        let (solution, statistics, moments) = (&fit.solution, &fit.statistics, &fit.moments);
        let name = |j: usize| self.name(j);
        let mut notes = vec![None; self.terms.len()];
        for held in &fit.held {
            notes[held.column()] = Some(held.note().to_owned());
        }
        ModelFile {
            schema: self.schema.clone(),
            intercept: fit.model.intercept_at_origin(),
            coefficients: fit.model.coefficients().to_vec(),
            origin: fit.model.origin()[..self.schema.numeric_columns().len()].to_vec(),
            objective: ObjectiveRecord {
                penalty: if specification.penalty == Penalty::None { "none" } else { "l2" }.to_owned(),
                lambda: specification.penalty.lambda(),
                l1_ratio: 0.0,
                standardize,
            },
            fit: FitRecord {
                solver: solution.solver.to_owned(),
                reason: fit.choice.reason.clone(),
                status: solution.status.name().to_owned(),
                iterations: solution.iterations as u64,
                passes: solution.passes,
                seconds: solution.seconds,
                value: solution.value(),
                log_loss: statistics.log_loss,
                certificate: CertificateRecord {
                    bound: solution.certificate.bound,
                    kind: solution.certificate.kind.name().to_owned(),
                    gradient_norm: solution.certificate.gradient_norm,
                },
                tolerance: specification.tolerance,
                seed: specification.seed,
                threads: fit.threads as u64,
            },
            data: DataRecord {
                files,
                rows: self.rows_read as u64,
                rows_used: self.rows_used as u64,
                dropped_missing: self.dropped_missing as u64,
                features: self.schema.columns.len() as u64,
                positives: fit.null.positives as u64,
                weight: fit.null.total_weight,
                positive_weight: fit.null.positive_weight,
            },
            statistics: StatisticsRecord {
                log_likelihood: Some(statistics.log_likelihood),
                null_log_likelihood: Some(statistics.null_log_likelihood),
                deviance: Some(statistics.deviance),
                null_deviance: Some(statistics.null_deviance),
                df: statistics.df.map(|df| df as f64),
                aic: statistics.aic,
                bic: statistics.bic,
                mcfadden_r2: statistics.mcfadden_r2,
            },
            notes,
            ranges: (0..self.terms.len())
                .map(|j| Some((moments.min[j] + moments.origin[j], moments.max[j] + moments.origin[j])))
                .collect(),
            warnings: fit
                .warnings
                .iter()
                .map(|warning| WarningRecord {
                    code: warning.code().to_owned(),
                    message: warning.message(&name),
                    columns: warning.columns().into_iter().map(name).collect(),
                    remedies: warning.remedies(&name),
                })
                .chain(self.single_levels().map(|column| WarningRecord {
                    code: "constant".to_owned(),
                    message: format!("\"{column}\" has the same level in every row; it says nothing and has no term"),
                    columns: vec![column.to_owned()],
                    remedies: vec![format!("--exclude \"{column}\"")],
                }))
                .collect(),
            created: SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs()),
            logodds_version: env!("CARGO_PKG_VERSION").to_owned(),
            covariance: None,
        }
    }
}

/// A model file at work: rows in, log-odds out.
pub struct Scorer {
    model: Model,
}

impl Scorer {
    /// The model of a file.
    ///
    /// # Errors
    /// [`TableError::Model`] if its numbers do not make a model, which a file that loaded rules out.
    pub fn new(file: &ModelFile) -> Result<Self, TableError> {
        let mut origin = file.origin.clone();
        origin.resize(file.coefficients.len(), 0.0);
        Ok(Self { model: Model::new(file.intercept, file.coefficients.clone(), origin)? })
    }

    /// The model.
    #[must_use]
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// Log-odds of each row, offsets included; `None` for rows that the schema's policies leave unscored.
    ///
    /// # Errors
    /// [`TableError`] if the rows were coded by another schema.
    pub fn margins(&self, rows: PredictionRows, executor: &Executor) -> Result<Vec<Option<f64>>, TableError> {
        // Always by columns: a row has the same bits in a table of any size.
        let needed = !rows.numeric.is_empty() || rows.categorical.is_empty();
        let numbers = Part::ColumnsF64(DenseColumns::from_each(rows.numeric, rows.rows)?);
        let features = features(needed.then_some(numbers), rows.categorical)?;
        let mut margins = self.model.margins(&features, executor)?;
        if let Some(offset) = &rows.offset {
            margins.iter_mut().zip(offset).for_each(|(margin, offset)| *margin += offset);
        }
        let mut margins: Vec<Option<f64>> = margins.into_iter().map(Some).collect();
        rows.unscored.iter().for_each(|&row| margins[row as usize] = None);
        Ok(margins)
    }
}

/// The numbers beside one part per categorical column.
fn features(numbers: Option<Part<'static>>, categorical: Vec<Codes>) -> Result<Features<'static>, TableError> {
    let mut parts: Vec<Part<'static>> = numbers.into_iter().collect();
    for codes in categorical {
        parts.push(Part::Categorical(Categorical::new(codes.codes, codes.levels)?));
    }
    Ok(Features::new(parts)?)
}

/// Columns as rows end to end.
fn by_rows(columns: &[Vec<f64>], rows: usize) -> Vec<f64> {
    (0..rows).flat_map(|i| columns.iter().map(move |column| column[i])).collect()
}
