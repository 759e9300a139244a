//! Terms that say in which cluster a row is.
//!
//! The sandwich over clusters sums scores by cluster, s_c = Σ_{i in c} (y_i − p_i) x_i. At the optimum Σ_i (y_i − p_i) x_ij = 0; where
//! x_ij ≠ 0 in rows of one cluster alone, the sum of that cluster is all of it, and every cluster's part of the meat for j is 0. What is
//! left as a standard error is rounding: z was 1226 where the model's own was 2. The same of 1 − x_ij, as long as there is an intercept.

use logodds_io::{Codes, Remark};
use logodds_model::schema::Schema;
use std::borrow::Cow;

/// The remark on such terms, if there are any.
pub(super) fn remark(
    cluster: &str,
    clusters: &[u32],
    schema: &Schema,
    numeric: &[Cow<'_, [f64]>],
    categorical: &[Codes],
) -> Option<Remark> {
    let mut found: Vec<(usize, String)> = Vec::new();
    for (&column, values) in schema.numeric_columns().iter().zip(numeric) {
        let outside = |background: f64| {
            is_of_one(clusters.iter().zip(values.iter()).filter(|(_, v)| **v != background).map(|(c, _)| *c))
        };
        let is_binary = || values.iter().all(|&v| v == 0.0 || v == 1.0);
        if outside(0.0) || (is_binary() && outside(1.0)) {
            found.push((column, schema.columns[column].name.clone()));
        }
    }
    for codes in categorical {
        let column = &schema.columns[codes.column];
        let levels = column.kind.levels().unwrap_or_default();
        let mut of_level: Vec<Option<u32>> = vec![None; levels.len()];
        let mut is_one = vec![true; levels.len()];
        for (&code, &cluster) in codes.codes.iter().zip(clusters) {
            let first = of_level[code as usize].get_or_insert(cluster);
            is_one[code as usize] &= *first == cluster;
        }
        let single = (1..levels.len()).filter(|&k| is_one[k]);
        found.extend(single.map(|k| (codes.column, format!("{}={}", column.name, levels[k]))));
    }
    if found.is_empty() {
        return None;
    }
    let mut columns: Vec<String> = found.iter().map(|(column, _)| schema.columns[*column].name.clone()).collect();
    columns.dedup();
    let terms = found.into_iter().map(|(_, term)| term).collect();
    Some(Remark::OfOneCluster { cluster: cluster.to_owned(), terms, columns })
}

/// Whether there are some, and they are all the same.
fn is_of_one(mut clusters: impl Iterator<Item = u32>) -> bool {
    let first = clusters.next();
    first.is_some_and(|first| clusters.all(|cluster| cluster == first))
}
