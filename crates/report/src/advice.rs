//! What to do about the warnings of a fit, by the program that knows how it came about.
//!
//! The library's own remedies know columns of the design matrix. Columns of the file can be left out, and no remedy may advise
//! what was done already: that takes the schema and the solver.

use crate::shown;
use logodds::fit::{Fit, LogisticRegression, Method};
use logodds::model::Record;
use logodds::model::record::WarningRecord;
use logodds::model::schema::ColumnKind;
use logodds::study::{StudyPlan, Training};
use logodds_model::words::Remedy;

/// What remedies depend on.
#[derive(Debug)]
pub struct Advice<'a> {
    specification: &'a LogisticRegression,
    training: &'a Training<'static>,
    newton_applies: bool,
}

impl<'a> Advice<'a> {
    /// For fits of this plan's objective.
    pub fn new(specification: &'a LogisticRegression, training: &'a Training<'static>, plan: &StudyPlan<'_>) -> Self {
        Self { specification, training, newton_applies: plan.has_hessian() }
    }

    /// Put the remedies for `fit` in its record, and the warnings that the library leaves to those who print.
    pub fn complete(&self, file: &mut Record, fit: &Fit) {
        let newton_left = self.newton_applies && fit.choice.method != Method::Newton;
        for (record, warning) in file.warnings.iter_mut().zip(&fit.warnings) {
            record.remedies = warning.remedies_after(self.specification, newton_left, &|j| self.leave_out(j));
        }
        if !file.fit.log_loss.is_finite() {
            let penalised = self.specification.penalty.lambda() > 0.0;
            let remedy = if penalised { Remedy::LargerPenalty } else { Remedy::a_penalty() };
            file.warnings.push(WarningRecord {
                code: "infinite-loss".to_owned(),
                message: "the log loss is infinite: a row's label has probability 0 under this model".to_owned(),
                columns: Vec::new(),
                remedies: vec![remedy],
            });
        }
    }

    /// A level cannot be excluded: its column can, or the level can become part of another.
    fn leave_out(&self, j: usize) -> Vec<Remedy> {
        let columns = &self.training.schema().columns;
        let Some(column) = self.training.terms().get(j).and_then(|term| columns.get(term.column)) else {
            return Vec::new();
        };
        let leave_out = Remedy::leave_out(&column.name);
        let level = self.training.terms().get(j).and_then(|term| term.level);
        match (&column.kind, level) {
            (ColumnKind::Categorical { levels }, Some(level)) if levels.len() > 2 => {
                // A level is named to be found again, not to be typed.
                let level = shown::cut(&levels[level], 60);
                vec![leave_out, Remedy::MergeLevel { level, column: column.name.clone() }]
            }
            _ => vec![leave_out],
        }
    }
}
