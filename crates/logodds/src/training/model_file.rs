//! A fit as a model file: the coefficients, and the record of how they came about.

use super::Training;
use crate::fit::fitted::Fit;
use crate::labels;
use crate::null_space;
use crate::on_record;
use crate::specification::LogisticRegression;
use logodds_core::{CovarianceRoot, Penalty};
use logodds_inference::{Collinearity, Inflation};
use logodds_model::Record;
use logodds_model::record::PenaltyKind;
use logodds_model::record::{
    CertificateRecord, CollinearityRecord, DataRecord, FitRecord, InflationRecord, LevelRootRecord, ObjectiveRecord,
    StatisticsRecord, WarningRecord,
};
use logodds_model::words::Remedy;
use std::time::{SystemTime, UNIX_EPOCH};

/// Columns of one level that have a warning of their own.
const TOLD: usize = 10;

impl Training<'_> {
    /// Everything a model file holds. `files` are the names of the sources.
    #[must_use]
    pub fn model_file(&self, specification: &LogisticRegression, fit: &Fit, files: Vec<String>) -> Record {
        let standardize = matches!(specification.penalty, Penalty::L2 { standardize: true, .. });
        let (solution, statistics, moments) = (&fit.solution, &fit.statistics, &fit.moments);
        let kind = self.schema.weights.as_ref().map(|_| specification.weights());
        let mut notes = vec![None; self.terms.len()];
        for held in &fit.held {
            notes[held.column()] = Some(held.note());
        }
        Record {
            schema: self.schema.clone(),
            intercepts: fit.model.intercepts_at_origin().to_vec(),
            coefficients: fit.model.coefficients().to_vec(),
            origin: fit.model.origin()[..self.schema.numeric_columns().len()].to_vec(),
            objective: ObjectiveRecord {
                penalty: match specification.penalty {
                    _ if specification.firth => PenaltyKind::Firth,
                    Penalty::None => PenaltyKind::None,
                    _ => PenaltyKind::L2,
                },
                lambda: specification.penalty.lambda(),
                l1_ratio: 0.0,
                standardize,
            },
            fit: FitRecord {
                solver: solution.solver.to_owned(),
                reason: fit.choice.reason.clone(),
                status: on_record::status(solution.status),
                iterations: solution.iterations as u64,
                passes: solution.passes,
                seconds: solution.seconds,
                value: solution.value(),
                log_loss: statistics.log_loss,
                certificate: CertificateRecord {
                    bound: solution.certificate.bound,
                    kind: on_record::certificate_kind(solution.certificate.kind),
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
                weight: fit.null.total_weight,
                class_rows: fit.null.class_rows.iter().map(|&rows| rows as u64).collect(),
                class_weights: fit.null.class_weights.clone(),
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
            warnings: self.warnings(fit),
            created: SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs()),
            logodds_version: env!("CARGO_PKG_VERSION").to_owned(),
            covariance_root: fit.covariance().and_then(|covariance| Some(covariance.root().dense()?.rows().to_vec())),
            level_root: fit.covariance().and_then(|covariance| match covariance.root() {
                CovarianceRoot::Dense(_) => None,
                CovarianceRoot::Levels(root) => Some(LevelRootRecord::of(root)),
            }),
            collinearity: fit
                .inference
                .as_ref()
                .and_then(|inference| inference.collinearity.as_ref())
                .map(collinearity),
            inference: self.inference(specification, fit, statistics),
            separation: self.separation(fit),
            intercept: specification.intercept,
            weight_kind: kind.map(on_record::weight_kind),
            equations: null_space::records(&fit.null_space),
        }
    }

    /// The fit's warnings by the names of columns, then those about the data.
    fn warnings(&self, fit: &Fit) -> Vec<WarningRecord> {
        let name = |j: usize| self.name(j);
        let label = |k: usize| self.schema.labels.get(k).cloned().unwrap_or_else(|| k.to_string());
        let of_fit = fit.warnings.iter().map(|warning| WarningRecord {
            code: warning.code().to_owned(),
            message: warning.message_of(&name, &label),
            columns: warning.columns().into_iter().map(name).collect(),
            remedies: warning.remedies(&name),
        });
        let single: Vec<&str> = self.single_levels().collect();
        let (told, more) = single.split_at(if single.len() > TOLD + 1 { TOLD } else { single.len() });
        let of_levels = told.iter().map(|column| WarningRecord {
            code: "constant".to_owned(),
            message: format!("\"{column}\" has the same level in every row; it says nothing and has no term"),
            columns: vec![(*column).to_owned()],
            remedies: vec![Remedy::leave_out(*column)],
        });
        let of_more = (!more.is_empty()).then(|| WarningRecord {
            code: "constant".to_owned(),
            message: format!("{} more columns have the same level in every row, and no term", more.len()),
            columns: more.iter().map(|column| (*column).to_owned()).collect(),
            remedies: Vec::new(),
        });
        let of_flic = fit.mean_probability.filter(|mean| mean.corrected.is_some()).map(|mean| WarningRecord {
            code: "flic".to_owned(),
            message: format!(
                "the intercept is corrected (FLIC): the mean probability is the share of events, {:.6}, where Firth's is {:.6}",
                mean.events, mean.firth
            ),
            columns: Vec::new(),
            remedies: Vec::new(),
        });
        let class_rows: Vec<u64> = fit.null.class_rows.iter().map(|&rows| rows as u64).collect();
        let of_labels = labels::warnings(&self.schema.target, &self.schema.labels, &class_rows);
        let of_columns = self.findings.iter().map(|finding| WarningRecord {
            code: finding.code().to_owned(),
            message: finding.message(),
            columns: vec![finding.column.clone()],
            remedies: finding
                .remedies()
                .into_iter()
                .filter(|remedy| self.is_of_text || !matches!(remedy, Remedy::Read { .. }))
                .collect(),
        });
        let of_coding = self.remarks.iter().map(|remark| WarningRecord {
            code: remark.code().to_owned(),
            message: remark.message(),
            columns: remark.columns(),
            remedies: remark.remedies(),
        });
        of_fit
            .chain(of_levels)
            .chain(of_more)
            .chain(of_labels)
            .chain(of_flic)
            .chain(of_columns)
            .chain(of_coding)
            .collect()
    }
}

fn collinearity(found: &Collinearity) -> CollinearityRecord {
    let inflation = |one: &Inflation| InflationRecord {
        terms: (one.columns.start as u64, one.columns.end as u64),
        df: one.df as u64,
        gvif: one.gvif,
    };
    CollinearityRecord { condition: found.condition, inflations: found.inflations.iter().map(inflation).collect() }
}
