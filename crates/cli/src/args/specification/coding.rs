//! Columns beside the objective: what a coding needs, which only the data tell.

use crate::terminal::failure::Failure;
use logodds::io::FitColumns;
use logodds::model::schema::{ColumnKind, ColumnSchema};
use logodds::{LogisticRegression, Training};
use logodds_report::shown;

/// Refuse columns whose coding needs an intercept, and a base that nothing is relative to. The levels of a category are coded by their
/// difference from a base level, whose log-odds the intercept holds (elsewhere such a model gets a column for every level). Under a penalty the
/// coefficients of three labels or more sum to 0.
///
/// # Errors
/// [`Failure::Usage`] with a sentence for each of them.
pub fn coding(regression: &LogisticRegression, columns: &FitColumns, training: &Training) -> Result<(), Failure> {
    let schema = training.schema();
    let mut problems = Vec::new();
    if !regression.intercept {
        let problem = |column: &ColumnSchema| match &column.kind {
            ColumnKind::Categorical { levels } => Some(format!(
                "--no-intercept: {:?} is a category, coded by the difference of its levels from {:?}, which would have log-odds of 0; write its levels as columns of 0 and 1, or leave it out by --exclude {:?}",
                column.name,
                levels.first().map_or("", String::as_str),
                column.name
            )),
            _ => None,
        };
        problems.extend(schema.columns.iter().filter_map(problem));
    }
    let base = columns.base.iter().find(|(column, _)| *column == schema.target);
    if let (Some((target, label)), true, true) = (base, training.has_classes(), regression.penalty.lambda() > 0.0) {
        problems.push(format!(
            "--base {}: under a penalty the coefficients of {} labels sum to 0, and none of them is the base; leave one of the two out",
            shown::cut(&format!("{target}={label}"), 80),
            schema.labels.len()
        ));
    }
    if problems.is_empty() { Ok(()) } else { Err(Failure::Usage(problems)) }
}
