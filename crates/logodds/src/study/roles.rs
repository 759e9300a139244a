//! What of the columns' roles does not go together.

use super::Study;
use super::asked::Tests;
use crate::specification::{Analysis, SpecProblem};
use crate::training::Training;
use logodds_model::schema::{ColumnKind, ColumnSchema, Schema};

/// Labels that a target may have.
const LABELS: std::ops::RangeInclusive<usize> = 2..=256;

impl Study {
    /// Whatever the data.
    pub(super) fn roles_problems(&self) -> Vec<SpecProblem> {
        let (roles, without) = (&self.roles, self.regression.inference.is_none());
        let no_errors = |asked: bool, what| (asked && without).then_some(SpecProblem::NoStandardErrors { what });
        let labels = roles.labels.filter(|labels| !LABELS.contains(labels));
        let kind = self.regression.weight_kind.filter(|_| roles.weights.is_none());
        [
            kind.map(SpecProblem::NoWeights),
            labels.map(SpecProblem::LabelCount),
            no_errors(roles.cluster.is_some(), Analysis::Clusters),
            no_errors(self.asked.tests != Tests::None, Analysis::LikelihoodRatioTests),
            no_errors(!self.asked.contrasts.is_empty(), Analysis::Contrasts),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// Beside the columns' kinds and the labels that there are.
    ///
    /// The levels of a category are coded by their difference from a base level, whose log-odds the intercept holds (elsewhere such a model
    /// gets a column for every level). Under a penalty the coefficients of three labels or more sum to 0, and none of them is the base.
    pub(super) fn schema_problems(&self, schema: &Schema) -> Vec<SpecProblem> {
        let category = |column: &ColumnSchema| match &column.kind {
            ColumnKind::Categorical { levels } => Some(SpecProblem::CategoryWithoutIntercept {
                column: column.name.clone(),
                base: levels.first().cloned().unwrap_or_default(),
            }),
            _ => None,
        };
        let categories = schema.columns.iter().filter(|_| !self.regression.intercept).filter_map(category);
        let shrinks = schema.labels.len() > 2 && self.regression.penalty.lambda() > 0.0;
        let base = self.roles.base.iter().find(|(column, _)| shrinks && *column == schema.target);
        let base = base.map(|(target, label)| SpecProblem::BaseUnderPenalty {
            target: target.clone(),
            label: label.clone(),
            labels: schema.labels.len(),
        });
        categories.chain(base).collect()
    }
}

impl Training<'_> {
    /// The columns of the design matrix that are tested, each list together.
    pub(super) fn tested(&self, tests: &Tests) -> Result<Vec<Vec<usize>>, SpecProblem> {
        match tests {
            Tests::None => Ok(Vec::new()),
            Tests::EachColumn => Ok(self.columns_of_each()),
            Tests::Places(places) => Ok(places.clone()),
            Tests::Columns(lists) => {
                let list = |names: &Vec<String>| -> Result<Vec<usize>, SpecProblem> {
                    Ok(names.iter().map(|name| self.places(name)).collect::<Result<Vec<_>, _>>()?.concat())
                };
                lists.iter().map(list).collect()
            }
        }
    }

    /// The columns of the design matrix of a column of the table, or of a term.
    fn places(&self, name: &str) -> Result<Vec<usize>, SpecProblem> {
        let columns = &self.schema().columns;
        let of_column = columns.iter().position(|column| column.name == name);
        let is_named = |j: &usize| match of_column {
            Some(column) => self.terms()[*j].column == column,
            None => self.terms()[*j].name == name,
        };
        let places: Vec<usize> = (0..self.terms().len()).filter(is_named).collect();
        if places.is_empty() && of_column.is_none() {
            return Err(SpecProblem::no_term(name, columns.iter().map(|column| column.name.as_str())));
        }
        Ok(places)
    }
}
