//! What a reader of a coding should know that is no error: which texts were taken as one, and which levels are left without rows.

use logodds_model::excerpt::{ITEMS, list, quoted};
use logodds_model::words::{Meaning, ReadAs, Remedy, can_be_typed};

/// A remark on the coding of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Remark {
    /// Texts that differ in blanks around, and are one level, label or cluster.
    Blanks {
        /// The column.
        column: String,
        /// The first and the last spelling of each.
        spellings: Vec<[String; 2]>,
    },
    /// Cells such as `1` and `1.0`, which are one cluster.
    SameNumber {
        /// The column of clusters.
        column: String,
        /// Two spellings of each number that has several.
        spellings: Vec<[String; 2]>,
    },
    /// Levels or labels of rows that are all left out for a missing cell.
    Emptied {
        /// The column.
        column: String,
        /// Whether it is the target.
        is_target: bool,
        /// The levels, with the rows left out.
        levels: Vec<(String, u64)>,
    },
    /// Terms that are indicators of a single cluster, or of some of its rows: their errors by cluster mean nothing.
    OfOneCluster {
        /// The column of clusters.
        cluster: String,
        /// The terms: columns, and levels as `column=level`.
        terms: Vec<String>,
        /// The columns that these are of.
        columns: Vec<String>,
    },
}

impl Remark {
    /// A stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Blanks { .. } => "blanks",
            Self::SameNumber { .. } => "same-number",
            Self::Emptied { is_target: true, .. } => "label-without-rows",
            Self::Emptied { .. } => "level-without-rows",
            Self::OfOneCluster { .. } => "cluster-indicators",
        }
    }

    /// The columns concerned.
    #[must_use]
    pub fn columns(&self) -> Vec<String> {
        match self {
            Self::Blanks { column, .. } | Self::SameNumber { column, .. } | Self::Emptied { column, .. } => {
                vec![column.clone()]
            }
            Self::OfOneCluster { columns, .. } => columns.clone(),
        }
    }

    /// A sentence.
    #[must_use]
    pub fn message(&self) -> String {
        match self {
            Self::Blanks { column, spellings } => {
                format!("column {}: {} differ in blanks alone and are one", quoted(column), pairs(spellings))
            }
            Self::SameNumber { column, spellings } => {
                format!("clusters {}: {} are one number and one cluster", quoted(column), pairs(spellings))
            }
            Self::Emptied { column, is_target, levels } => {
                let what = match (is_target, levels.len()) {
                    (true, 1) => "the label",
                    (true, _) => "the labels",
                    (false, 1) => "the level",
                    (false, _) => "the levels",
                };
                let rows: u64 = levels.iter().map(|(_, rows)| rows).sum();
                let has = if levels.len() == 1 { "has" } else { "have" };
                let all =
                    if rows == 1 { "the one row there was lacks".into() } else { format!("all {rows} rows lack") };
                let then =
                    if *is_target { "the model knows no such label" } else { "to the model such a level is unseen" };
                format!(
                    "{what} {} of {} {has} no row left: {all} a cell of a column in use, and {then}",
                    list(levels, |(level, _)| quoted(level)),
                    quoted(column)
                )
            }
            Self::OfOneCluster { cluster, terms, .. } => format!(
                "{} {} one cluster of {} from all others: its rows cannot tell how clusters differ, so that standard errors by cluster mean \
                 nothing there, however small",
                list(terms, |name| quoted(name)),
                if terms.len() == 1 { "tells" } else { "tell, each," },
                quoted(cluster)
            ),
        }
    }

    /// What to do.
    #[must_use]
    pub fn remedies(&self) -> Vec<Remedy> {
        let remedy = match self {
            Self::SameNumber { column, .. } => {
                let (column, kind) = (column.clone(), ReadAs::Categorical);
                can_be_typed(std::slice::from_ref(&column)).then_some(Remedy::Read {
                    column,
                    kind,
                    meaning: Some(Meaning::Apart),
                })
            }
            Self::OfOneCluster { columns, .. } => {
                let first = &columns[..columns.len().min(ITEMS)];
                can_be_typed(first).then(|| Remedy::Exclude(first.to_vec()))
            }
            Self::Blanks { .. } | Self::Emptied { .. } => None,
        };
        remedy.into_iter().collect()
    }
}

/// `"a" and "a "`, of the first few.
fn pairs(spellings: &[[String; 2]]) -> String {
    list(spellings, |[first, last]| format!("{} and {}", quoted(first), quoted(last)))
}
