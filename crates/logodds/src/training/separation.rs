//! What a model file keeps of separation: the verdict, how many rows are told apart, and where coefficients go.

use super::Training;
use crate::fit::fitted::Fit;
use crate::on_record::{self, limit};
use logodds_core::Ray;
use logodds_inference::separation::{LabelPair, Limit};
use logodds_model::record::{PairRecord, RayRecord, SeparationRecord};

impl Training<'_> {
    /// Whether labels are separated, and where coefficients go if so.
    pub(super) fn separation(&self, fit: &Fit) -> Option<SeparationRecord> {
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
            verdict: on_record::verdict(verdict),
            rows_separated: rows.map_or(0, |(separated, _)| separated as u64),
            rows_overlap: rows.map(|(_, overlap)| overlap as u64),
            limits,
            pairs: of_more.map_or(Vec::new(), |found| found.pairs.iter().map(pair).collect()),
            rays: fit.rays.iter().map(ray).collect(),
        })
    }
}

fn ray(ray: &Ray) -> RayRecord {
    let terms = ray.terms.iter().map(|&(j, c)| (j as u32, c)).collect();
    RayRecord { terms, at: ray.at, is_signed: ray.is_signed }
}
