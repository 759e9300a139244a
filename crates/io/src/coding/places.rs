//! Where the columns of a fit are among those of a table or a frame.

use crate::coding::spec::FitColumns;
use logodds_model::schema::{ColumnSchema, Schema};

/// Places of the features, in order, and of the columns with a role.
pub(crate) struct Places {
    pub features: Vec<usize>,
    pub target: Option<usize>,
    pub weights: Option<usize>,
    pub offset: Option<usize>,
    pub cluster: Option<usize>,
}

impl Places {
    /// Of `features` and of the roles of `columns`; `at` finds a name.
    pub(crate) fn of(columns: &FitColumns, features: Vec<&String>, at: impl Fn(&String) -> Option<usize>) -> Self {
        Self {
            features: features.into_iter().filter_map(&at).collect(),
            target: at(&columns.target),
            weights: columns.weights.as_ref().and_then(&at),
            offset: columns.offset.as_ref().and_then(&at),
            cluster: columns.cluster.as_ref().and_then(&at),
        }
    }

    /// All of them, ascending, each once: a column of clusters may be a feature as well.
    pub(crate) fn used(&self) -> Vec<usize> {
        let roles = [self.target, self.weights, self.offset, self.cluster];
        let mut used: Vec<usize> = roles.into_iter().flatten().chain(self.features.iter().copied()).collect();
        used.sort_unstable();
        used.dedup();
        used
    }
}

impl FitColumns {
    /// The schema of a fit to `columns` with these labels, in which the texts `na` are missing cells.
    pub(crate) fn schema(&self, columns: Vec<ColumnSchema>, labels: Vec<String>, na: Vec<String>) -> Schema {
        Schema {
            target: self.target.clone(),
            labels,
            columns,
            weights: self.weights.clone(),
            offset: self.offset.clone(),
            missing: self.missing,
            unseen: self.unseen,
            na,
        }
    }
}
