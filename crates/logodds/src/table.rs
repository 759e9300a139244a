//! Named columns: from a coded table to a fit, and from a fit to a model file. From there to scores: [`Scorer`](crate::Scorer).
//!
//! The design matrix has the columns of [`Schema::terms`], in that order: numbers first, as they lie in the table, then one part per
//! categorical column, as codes.

use crate::record::Recorded;
use crate::{ContrastEstimate, Fit, FromLikelihood, InferenceRequest, IntervalKind, LogisticRegression, labels};
use logodds_core::{
    Categorical, DataError, Dense, DenseColumns, Features, InMemory, ModelError, Part, Penalty, RowBlocks, SymMatrix,
};
use logodds_inference::separation::{LabelPair, Limit, LimitEstimate};
use logodds_inference::{Clusters, Collinearity, Contrast, Covariance, Estimator, Inflation, LikelihoodRatio};
use logodds_io::model_file::{
    CertificateRecord, ContrastRecord, DataRecord, EstimateRecord, FitRecord, InferenceRecord, LimitEstimateRecord,
    LimitRecord, ModelFile, ObjectiveRecord, PairRecord, SeparationRecord, StatisticsRecord, TestRecord, WarningRecord,
};
use logodds_io::{Codes, ColumnKind, Encoded, EncodedFrame, Schema, Term};
use std::borrow::Cow;
use std::ops::Range;
use std::time::{SystemTime, UNIX_EPOCH};

/// Numbers of a table that is turned into rows.
const SMALL: usize = 1 << 16;
/// The name of the intercept's test.
const INTERCEPT: &str = "(intercept)";

/// A coded table, ready to be fitted.
pub struct Training<'a> {
    schema: Schema,
    terms: Vec<Term>,
    data: InMemory<'a>,
    clusters: Option<Clusters>,
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
    /// Intervals from a model without a covariance.
    NoCovariance {
        /// Why it has none.
        reason: Option<String>,
    },
    /// Log-odds of a model of more than two labels.
    ManyLabels {
        /// Its labels.
        labels: usize,
    },
}

impl std::fmt::Display for TableError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Data(error) => error.fmt(f),
            Self::Model(error) => error.fmt(f),
            Self::NoCovariance { reason: Some(reason) } => write!(f, "the model has no intervals to give: {reason}"),
            Self::NoCovariance { reason: None } => write!(
                f,
                "the model has no intervals to give: it was fitted without standard errors; fit it again without --covariance none"
            ),
            Self::ManyLabels { labels } => {
                write!(f, "a model of {labels} labels has no log-odds of one; ask for probabilities")
            }
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

impl Training<'static> {
    /// Take over the vectors of a coded table. Nothing is copied, but that a small table (half a megabyte of numbers) is
    /// turned into rows: it stays in the cache, where Hessians, which want rows, are most of a fit.
    ///
    /// # Errors
    /// [`TableError::Data`] if lengths or codes do not agree, which a table coded by `logodds-io` rules out.
    pub fn new(mut encoded: Encoded) -> Result<Self, TableError> {
        let numeric = std::mem::take(&mut encoded.numeric).into_iter().map(Cow::Owned).collect();
        Self::of_columns(encoded, numeric)
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

    fn of_columns(encoded: Encoded, numeric: Vec<Cow<'a, [f64]>>) -> Result<Self, TableError> {
        let (rows, columns) = (encoded.rows_used, numeric.len());
        let needed = columns > 0 || encoded.categorical.is_empty();
        let numbers = if rows * columns <= SMALL {
            Part::F64(Dense::from_rows(by_rows(&numeric, rows), rows, columns)?)
        } else {
            Part::ColumnsF64(DenseColumns::from_each(numeric, rows)?)
        };
        let features = features(needed.then_some(numbers), encoded.categorical)?;
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
        })
    }

    /// Data whose columns are those of [`Schema::terms`], in that order, and whose classes are the schema's labels. Nothing is copied.
    ///
    /// # Errors
    /// [`TableError::Model`] if the data have another number of columns than the schema has terms; [`TableError::Data`] if they have
    /// another number of classes than it has labels.
    pub fn of_features(schema: Schema, data: InMemory<'a>) -> Result<Self, TableError> {
        let (rows, columns, terms) = (data.shape().rows, data.features().ncols(), schema.terms());
        if terms.len() != columns {
            return Err(ModelError::Length { found: columns, expected: terms.len() }.into());
        }
        if schema.labels.len() != data.classes() {
            return Err(DataError::Length {
                what: "the list of labels",
                found: schema.labels.len(),
                expected: data.classes(),
            }
            .into());
        }
        Ok(Self { terms, schema, data, clusters: None, rows_read: rows, rows_used: rows, dropped_missing: 0 })
    }

    /// With the clusters of the rows.
    #[must_use]
    pub fn with_clusters(self, clusters: Option<Clusters>) -> Self {
        Self { clusters, ..self }
    }

    /// With a number of rows that were left out for a missing cell, for the record.
    #[must_use]
    pub fn with_dropped(self, rows: usize) -> Self {
        Self { rows_read: self.rows_used + rows, dropped_missing: rows, ..self }
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
        indicators(&self.schema, &self.terms)
    }

    /// Whether the target has more than two labels: data for [`Plan::of_classes`](crate::Plan::of_classes).
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

    fn inference<M, N>(&self, specification: &LogisticRegression, fit: &Fit<M, N>) -> Option<InferenceRecord> {
        let (request, inference) = (specification.inference.as_ref()?, fit.inference.as_ref()?);
        let nothing = FromLikelihood::default();
        let likelihood = inference.likelihood.as_ref().unwrap_or(&nothing);
        // Each reason once: standard errors may be withheld for one, and intervals and tests by the likelihood for another.
        let asked = request.intervals == IntervalKind::Profile || !request.tests.is_empty();
        let of_errors = inference.covariance.as_ref().err().map(ToString::to_string);
        let of_likelihood = inference.likelihood.as_ref().err().filter(|_| asked).map(ToString::to_string);
        let withheld = match (of_errors, of_likelihood) {
            (Some(errors), Some(likelihood)) if errors != likelihood => Some(format!("{errors}; {likelihood}")),
            (errors, likelihood) => errors.or(likelihood),
        };
        let replicates = inference.bootstrap.as_ref().filter(|_| inference.covariance.is_ok());
        let (kind, intervals) = match replicates {
            _ if !likelihood.intervals.is_empty() => (IntervalKind::Profile, likelihood.intervals.clone()),
            Some(bootstrap) => (IntervalKind::Percentile, bootstrap.intervals(request.confidence)),
            None => (IntervalKind::Wald, Vec::new()),
        };
        Some(InferenceRecord {
            estimator: request.estimator.name().to_owned(),
            weights: request.weights.name().to_owned(),
            clusters: request.clusters.as_ref().map(|clusters| clusters.count() as u64),
            confidence: request.confidence,
            interval_kind: kind.name().to_owned(),
            tests: self.tests(request, likelihood),
            intervals,
            largest_variance: fit.covariance().map_or(f64::INFINITY, Covariance::largest),
            withheld,
            nagelkerke_r2: fit.statistics.nagelkerke_r2,
            tjur_r2: inference.tjur_r2,
            contrasts: self.contrasts(request, &inference.contrasts),
            replicates: inference.bootstrap.as_ref().map(|bootstrap| bootstrap.replicates as u64),
            failed: inference.bootstrap.as_ref().map(|bootstrap| bootstrap.failed as u64),
        })
    }

    /// The contrasts, called as one would ask for them.
    fn contrasts(&self, request: &InferenceRequest, estimates: &[Option<ContrastEstimate>]) -> Vec<ContrastRecord> {
        let text = |contrast: &Contrast| {
            let intercept = (contrast.intercept != 0.0).then(|| format!("{INTERCEPT}={}", contrast.intercept));
            let others = contrast.coefficients.iter().map(|&(j, factor)| format!("{}={factor}", self.name(j)));
            intercept.into_iter().chain(others).collect::<Vec<_>>().join(",")
        };
        let pairs = request.contrasts.iter().zip(estimates);
        pairs.map(|(contrast, found)| ContrastRecord { text: text(contrast), estimate: estimate(*found) }).collect()
    }

    /// Whether labels are separated, and where coefficients go if so.
    fn separation<M, N>(&self, fit: &Fit<M, N>) -> Option<SeparationRecord> {
        let verdict = fit.separation?;
        let (of_two, of_more, overlap) = (fit.separated_by(), fit.separated_classes(), fit.overlap.as_ref());
        let limits = match (of_two, of_more) {
            (Some(found), _) => {
                let intercept = limit(found.intercept, overlap.and_then(|overlap| overlap.intercept));
                let of_column = |j: usize| overlap.and_then(|overlap| overlap.coefficients.get(j).copied().flatten());
                let columns = found.coefficients.iter().enumerate().map(|(j, &of)| limit(of, of_column(j)));
                std::iter::once(intercept).chain(columns).collect()
            }
            (None, Some(found)) => {
                let labels = found.intercepts.iter().zip(&found.coefficients);
                let of_label = |(&intercept, columns): (&Limit, &Vec<Limit>)| {
                    std::iter::once(intercept).chain(columns.clone()).map(|of| limit(of, None))
                };
                labels.flat_map(of_label).collect()
            }
            (None, None) => Vec::new(),
        };
        let rows = of_two.map(|found| (found.separated.len(), found.overlap));
        let rows = rows.or(of_more.map(|found| (found.separated, found.overlap)));
        let pair = |pair: &LabelPair| PairRecord {
            labels: (pair.labels.0 as u32, pair.labels.1 as u32),
            rows_separated: pair.separated as u64,
            rows_overlap: pair.overlap as u64,
        };
        Some(SeparationRecord {
            verdict: verdict.name().to_owned(),
            rows_separated: rows.map_or(0, |(separated, _)| separated as u64),
            rows_overlap: rows.map(|(_, overlap)| overlap as u64),
            limits,
            pairs: of_more.map_or(Vec::new(), |found| found.pairs.iter().map(pair).collect()),
        })
    }

    /// The columns of the design matrix that belong together, one list per column of the table, for likelihood-ratio tests. A categorical
    /// column with one level has none.
    #[must_use]
    pub fn columns_of_each(&self) -> Vec<Vec<usize>> {
        let of = |column: usize| (0..self.terms.len()).filter(|&j| self.terms[j].column == column).collect();
        (0..self.schema.columns.len()).map(of).filter(|columns: &Vec<usize>| !columns.is_empty()).collect()
    }

    /// Tests by the names of columns, then those of terms by theirs.
    fn tests(&self, request: &InferenceRequest, likelihood: &FromLikelihood) -> Vec<TestRecord> {
        let record = |name: String, test: &LikelihoodRatio| TestRecord {
            column: name,
            statistic: test.statistic,
            df: test.df as u64,
            p_value: test.p_value,
        };
        let column = |columns: &[usize]| {
            let term = columns.first().and_then(|&j| self.terms.get(j));
            term.and_then(|term| self.schema.columns.get(term.column)).map(|column| column.name.clone())
        };
        let of_columns = request.tests.iter().zip(&likelihood.tests);
        let of_columns = of_columns.map(|(columns, test)| record(column(columns).unwrap_or_default(), test));
        let names = std::iter::once(INTERCEPT.to_owned()).chain((0..self.terms.len()).map(|j| self.name(j)));
        of_columns.chain(names.zip(&likelihood.of_terms).map(|(name, test)| record(name, test))).collect()
    }

    /// Everything a model file holds. `files` are the names of the sources.
    #[must_use]
    pub fn model_file<M, N>(&self, specification: &LogisticRegression, fit: &Fit<M, N>, files: Vec<String>) -> ModelFile
    where
        Fit<M, N>: Recorded,
    {
        let standardize = matches!(specification.penalty, Penalty::L2 { standardize: true, .. });
        let (solution, statistics, moments) = (&fit.solution, &fit.statistics, &fit.moments);
        let name = |j: usize| self.name(j);
        let label = |k: usize| self.schema.labels.get(k).cloned().unwrap_or_else(|| k.to_string());
        let mut notes = vec![None; self.terms.len()];
        for held in &fit.held {
            notes[held.column()] = Some(held.note().to_owned());
        }
        ModelFile {
            schema: self.schema.clone(),
            intercepts: fit.intercepts_at_origin(),
            coefficients: fit.coefficients(),
            origin: fit.origin()[..self.schema.numeric_columns().len()].to_vec(),
            objective: ObjectiveRecord {
                penalty: match specification.penalty {
                    _ if specification.firth => "firth",
                    Penalty::None => "none",
                    _ => "l2",
                }
                .to_owned(),
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
                weight: fit.total_weight(),
                class_rows: fit.class_rows(),
                class_weights: fit.class_weights(),
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
                    message: warning.message_of(&name, &label),
                    columns: warning.columns().into_iter().map(name).collect(),
                    remedies: warning.remedies(&name),
                })
                .chain(self.single_levels().map(|column| WarningRecord {
                    code: "constant".to_owned(),
                    message: format!("\"{column}\" has the same level in every row; it says nothing and has no term"),
                    columns: vec![column.to_owned()],
                    remedies: vec![format!("--exclude \"{column}\"")],
                }))
                .chain(labels::warnings(&self.schema.target, &self.schema.labels, &fit.class_rows()))
                .collect(),
            created: SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs()),
            logodds_version: env!("CARGO_PKG_VERSION").to_owned(),
            covariance: fit.covariance().map(Covariance::lower_triangle),
            inference: self.inference(specification, fit),
            separation: self.separation(fit),
            intercept: specification.intercept,
        }
    }
}

/// What is known of an estimate; what is not a number is not.
fn estimate(found: Option<ContrastEstimate>) -> Option<EstimateRecord> {
    let known = |x: f64| (!x.is_nan()).then_some(x);
    let ends = found.and_then(|found| known(found.lower).zip(known(found.upper)));
    found.filter(|found| !found.estimate.is_nan()).map(|found| EstimateRecord {
        estimate: found.estimate,
        std_error: known(found.std_error),
        statistic: known(found.statistic),
        p_value: known(found.p_value),
        lower: ends.map(|(lower, _)| lower),
        upper: ends.map(|(_, upper)| upper),
    })
}

fn limit(limit: Limit, fitted: Option<LimitEstimate>) -> LimitRecord {
    let record = |limit: LimitEstimate| LimitEstimateRecord { estimate: limit.estimate, std_error: limit.std_error };
    match limit {
        Limit::Finite => LimitRecord::Finite(fitted.map(record)),
        Limit::PlusInfinity => LimitRecord::PlusInfinity,
        Limit::MinusInfinity => LimitRecord::MinusInfinity,
        Limit::Either => LimitRecord::Either,
        _ => LimitRecord::Undecided,
    }
}

/// Ranges of terms that are indicators, of one column each.
fn indicators(schema: &Schema, terms: &[Term]) -> Vec<Range<usize>> {
    let of_column = terms.chunk_by(|a, b| a.column == b.column).scan(0, |end, terms| {
        let start = *end;
        *end += terms.len();
        Some((terms[0].column, start..*end))
    });
    let is_number = |column: usize| schema.columns.get(column).is_none_or(|c| c.kind == ColumnKind::Numeric);
    of_column.filter(|(column, _)| !is_number(*column)).map(|(_, range)| range).collect()
}

/// The covariance in a model file, if there is one.
#[must_use]
pub fn covariance_of(file: &ModelFile) -> Option<Covariance> {
    let (triangle, record) = (file.covariance.as_ref()?, file.inference.as_ref()?);
    let terms = file.schema.term_count();
    let estimator = Estimator::ALL.into_iter().find(|estimator| estimator.name() == record.estimator)?;
    let scores = file.schema.labels.len().saturating_sub(1);
    let order = scores * (terms + 1);
    let mut matrix = SymMatrix::zeros(order);
    let mut rest = triangle.as_slice();
    for i in 0..order {
        let (row, after) = rest.split_at_checked(i + 1)?;
        matrix.row_mut(i).copy_from_slice(row);
        rest = after;
    }
    let mut origin = file.origin.clone();
    origin.resize(terms, 0.0);
    let held = file.notes.iter().map(Option::is_some).collect();
    Some(Covariance::of_scores(estimator, matrix, origin, held, scores)?.with_largest(record.largest_variance))
}

/// How far the columns of a model file can be told apart, if it has the covariance by the model: the name and the inflation of every column
/// (of a category, of all its levels), and the condition of the information.
#[must_use]
pub fn collinearity_of(file: &ModelFile) -> Option<(Collinearity, Vec<String>)> {
    let terms = file.schema.terms();
    let found = Collinearity::of(&covariance_of(file)?, &indicators(&file.schema, &terms)).ok()?;
    let name = |one: &Inflation| {
        let term = terms.get(one.columns.start)?;
        if one.columns.len() == 1 {
            Some(term.name.clone())
        } else {
            Some(file.schema.columns.get(term.column)?.name.clone())
        }
    };
    let names = found.inflations.iter().map(|one| name(one).unwrap_or_default()).collect();
    Some((found, names))
}

/// The numbers beside one part per categorical column.
pub(crate) fn features<'a>(numbers: Option<Part<'a>>, categorical: Vec<Codes>) -> Result<Features<'a>, TableError> {
    let mut parts: Vec<Part<'a>> = numbers.into_iter().collect();
    for codes in categorical {
        parts.push(Part::Categorical(Categorical::new(codes.codes, codes.levels)?));
    }
    Ok(Features::new(parts)?)
}

/// Columns as rows end to end, a stretch that fits the cache at a time.
pub(crate) fn by_rows<C: AsRef<[f64]>>(columns: &[C], rows: usize) -> Vec<f64> {
    /// Rows of a stretch.
    const STRETCH: usize = 256;
    let mut out = vec![0.0; rows * columns.len()];
    for (k, stretch) in out.chunks_mut((STRETCH * columns.len()).max(1)).enumerate() {
        for (j, column) in columns.iter().enumerate() {
            let column = column.as_ref().get(k * STRETCH..).unwrap_or_default();
            stretch.iter_mut().skip(j).step_by(columns.len()).zip(column).for_each(|(out, x)| *out = *x);
        }
    }
    out
}
