//! The cases of tests/golden/inference: a file of numbers and what R says of it.

use logodds::{Clusters, Dense, Estimator, Fit, InMemory, InferenceRequest, LogisticRegression, WeightKind};
use serde_json::Value;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/inference");

/// One data set with its golden values.
pub struct InferenceCase {
    pub name: String,
    pub json: Value,
    pub data: InMemory<'static>,
    pub clusters: Option<Clusters>,
    pub weights: WeightKind,
}

impl InferenceCase {
    fn new(json: Value) -> Self {
        let name = json["name"].as_str().unwrap().to_owned();
        let text = std::fs::read_to_string(format!("{FOLDER}/{name}.csv")).unwrap();
        let mut lines = text.lines();
        let names: Vec<&str> = lines.next().unwrap().split(',').collect();
        let rows: Vec<Vec<f64>> =
            lines.map(|line| line.split(',').map(|cell| cell.parse().unwrap()).collect()).collect();
        let column = |name: &str| -> Option<Vec<f64>> {
            let k = names.iter().position(|n| *n == name)?;
            Some(rows.iter().map(|row| row[k]).collect())
        };
        let listed = json["columns"].as_array().unwrap();
        let features: Vec<Vec<f64>> = listed.iter().map(|n| column(n.as_str().unwrap()).unwrap()).collect();
        let x: Vec<f64> = (0..rows.len()).flat_map(|i| features.iter().map(move |f| f[i])).collect();
        let y: Vec<u8> = column("y").unwrap().into_iter().map(|y| y as u8).collect();
        let mut data = InMemory::new(Dense::from_rows(x, rows.len(), features.len()).unwrap(), y).unwrap();
        if let Some(weights) = column("weight_") {
            data = data.with_weights(weights).unwrap();
        }
        let weights = match json["weight_kind"].as_str() {
            Some("frequency") => WeightKind::Frequency,
            Some("sampling") => WeightKind::Sampling,
            _ => WeightKind::Precision,
        };
        let clusters = column("cluster_").map(|ids| Clusters::new(ids.into_iter().map(|id| id as u32).collect()));
        Self { name, json, data, clusters, weights }
    }

    /// The fit with standard errors by `estimator`.
    pub fn fit(&self, estimator: Estimator) -> Fit {
        // By the model, sampling weights are taken for R's prior weights, as glm does: they would choose an estimator of their own.
        let by_model = estimator == Estimator::Model && self.weights == WeightKind::Sampling;
        let inference = InferenceRequest {
            weights: if by_model { WeightKind::Precision } else { self.weights },
            clusters: self.clusters.clone().filter(|_| estimator == Estimator::Cluster),
            ..InferenceRequest::new(estimator)
        };
        LogisticRegression { inference: Some(inference), ..Default::default() }.fit(&self.data).unwrap()
    }

    /// A golden array of numbers, if it is there.
    pub fn golden(&self, key: &str) -> Option<Vec<f64>> {
        Some(self.json[key].as_array()?.iter().map(|v| v.as_f64().unwrap()).collect())
    }
}

/// All of them.
pub fn inference_cases() -> Vec<InferenceCase> {
    let json: Value =
        serde_json::from_str(&std::fs::read_to_string(format!("{FOLDER}/inference.json")).unwrap()).unwrap();
    json.as_array().unwrap().iter().cloned().map(InferenceCase::new).collect()
}

/// Standard errors, that of the intercept first.
pub fn std_errors(fit: &Fit) -> Vec<f64> {
    let covariance = fit.covariance().unwrap();
    let columns = (0..fit.model.coefficients().len()).map(|j| covariance.std_error(j).unwrap());
    std::iter::once(covariance.intercept_std_error()).chain(columns).collect()
}
