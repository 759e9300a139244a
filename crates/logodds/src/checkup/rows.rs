//! Whether there are rows enough: for each coefficient, for each level, beside the most frequent value.
//!
//! Ten rows of the rarer label for each coefficient is the rule of thumb (P. Peduzzi and others, *J. Clin. Epidemiol.* 49, 1996): below it
//! coefficients are biased away from 0, and intervals too narrow.

use super::{list, quoted, record};
use logodds_io::Encoded;
use logodds_model::record::WarningRecord;
use logodds_model::schema::ColumnKind;
use logodds_model::words::Remedy;

/// Rows of the rarest label for each coefficient.
const EVENTS: f64 = 10.0;
/// A value in all but one of so many rows is nearly all there is.
const NEARLY: u64 = 100;

/// The rarest label with its rows, and the coefficients of a model for every label.
#[must_use]
pub(super) fn for_each_coefficient(encoded: &Encoded) -> Option<WarningRecord> {
    let labels = &encoded.schema.labels;
    let mut rows = vec![0u64; labels.len()];
    encoded.y.iter().for_each(|&y| rows[usize::from(y)] += 1);
    let (rarest, &events) = rows.iter().enumerate().min_by_key(|(_, rows)| **rows)?;
    let terms = encoded.schema.term_count() as u64;
    let each = events as f64 / terms as f64;
    (terms > 0 && each < EVENTS).then(|| {
        let message = format!(
            "{events} rows of the rarest label {} for {terms} coefficients, {each:.1} for each: of fewer than ten estimates are too large and intervals too narrow",
            quoted(&labels[rarest])
        );
        let remedy = if labels.len() == 2 { Remedy::Firth } else { Remedy::a_penalty() };
        record("few-events", &[], message, vec![remedy])
    })
}

/// Levels with one row.
pub(super) fn rare_levels(encoded: &Encoded) -> Vec<WarningRecord> {
    let of_column = |codes: &logodds_io::Codes| {
        let column = &encoded.schema.columns[codes.column];
        let ColumnKind::Categorical { levels } = &column.kind else { return None };
        let mut rows = vec![0u64; codes.levels];
        codes.codes.iter().for_each(|&code| rows[code as usize] += 1);
        let rare: Vec<&str> =
            levels.iter().zip(&rows).filter(|(_, rows)| **rows == 1).map(|(level, _)| level.as_str()).collect();
        let (levels, have) = if rare.len() == 1 {
            ("level", "has one row, which it fits")
        } else {
            ("levels", "have one row each, which they fit")
        };
        let message = format!("the {levels} {} of {} {have} whatever it is", list(&rare), quoted(&column.name));
        (!rare.is_empty()).then(|| {
            record("rare-levels", &[&column.name], message, vec![Remedy::leave_out(&column.name), Remedy::MergeLevels])
        })
    };
    encoded.categorical.iter().filter_map(of_column).collect()
}

/// Columns with one value in nearly every row.
pub(super) fn nearly_constant(encoded: &Encoded) -> Vec<WarningRecord> {
    let rows = encoded.rows_used as u64;
    let of_column = |(name, values): (&str, Vec<u64>)| {
        let most = most_frequent(&values);
        (most < rows && (rows - most) * NEARLY <= rows).then(|| {
            let others = rows - most;
            let message = format!(
                "{} has one value in all but {others} of {rows} rows, on which its coefficient rests",
                quoted(name)
            );
            record("nearly-constant", &[name], message, vec![Remedy::leave_out(name)])
        })
    };
    super::columns(encoded).filter_map(of_column).collect()
}

/// Rows of the value that more than half of them have, if there is one (R. Boyer, J. Moore, *MJRTY*, 1981).
fn most_frequent(values: &[u64]) -> u64 {
    let (mut candidate, mut lead) = (0, 0u64);
    for &value in values {
        match (lead, value == candidate) {
            (0, _) => (candidate, lead) = (value, 1),
            (_, true) => lead += 1,
            (_, false) => lead -= 1,
        }
    }
    values.iter().filter(|&&value| value == candidate).count() as u64
}
