//! Columns that tell the label on their own, or nearly.
//!
//! For numbers and two labels, the best threshold: the rows are sorted by the column, and cut where least rows are on the wrong side,
//!
//! ```text
//! errors = min over cuts c and both directions of  #{x ≤ c, y = 1} + #{x > c, y = 0}
//! ```
//!
//! ties being cut together. For categories (and numbers of few distinct values), each level's most frequent label. A column with no error
//! tells the label; one with an error in fifty rows of the rarest label does so nearly. Either is more often a consequence of the
//! label, or a copy of it, than a cause.

use super::{quoted, record};
use logodds_core::Executor;
use logodds_io::Encoded;
use logodds_model::record::WarningRecord;
use logodds_model::words::Remedy;
use std::collections::HashMap;

/// Distinct numbers up to which each is a level.
const LEVELS: usize = 20;
/// Of the rows of the rarest label, errors up to one in so many.
const NEAR: u64 = 50;

/// How a column tells labels apart: rows that it gets wrong, and how.
struct Told {
    errors: u64,
    how: String,
}

pub(super) fn tells_the_label(encoded: &Encoded, executor: &Executor) -> Vec<WarningRecord> {
    let classes = encoded.schema.labels.len();
    let mut rows = vec![0u64; classes];
    encoded.y.iter().for_each(|&y| rows[usize::from(y)] += 1);
    let Some(&rarest) = rows.iter().min() else { return Vec::new() };
    let name = |index: usize| encoded.schema.columns[index].name.as_str();
    let numbers = executor.map(encoded.numeric.len(), |k| of_numbers(encoded, &encoded.numeric[k]));
    let numbers = encoded.numeric_columns.iter().zip(numbers).filter_map(|(&index, told)| Some((name(index), told?)));
    let categories = encoded.categorical.iter();
    let categories = categories.filter_map(|codes| {
        // A level for every row or two tells everything of them and nothing of others.
        let told = (2 * codes.levels <= codes.codes.len()).then(|| by_level(encoded, &codes.codes, codes.levels))?;
        Some((name(codes.column), told))
    });
    let told: Vec<(&str, Told)> = numbers.chain(categories).collect();
    let guessed = rows.iter().sum::<u64>() - rows.iter().max().copied().unwrap_or(0);
    let is_told = |told: &&(&str, Told)| told.1.errors <= rarest / NEAR && told.1.errors < guessed && rarest > 1;
    told.iter().filter(is_told).map(|(column, told)| warning(encoded, column, told)).collect()
}

fn warning(encoded: &Encoded, column: &str, told: &Told) -> WarningRecord {
    let target = quoted(&encoded.schema.target);
    let look = "is it known before the label is, or made of it?";
    let (code, message) = match told.errors {
        0 => ("leak", format!("{} alone tells {target} ({}): {look}", quoted(column), told.how)),
        errors => {
            let rows = encoded.y.len();
            (
                "near-separation",
                format!(
                    "{} alone tells {target} in all but {errors} of {rows} rows ({}): {look}",
                    quoted(column),
                    told.how
                ),
            )
        }
    };
    record(code, &[column], message, vec![Remedy::leave_out(column)])
}

fn of_numbers(encoded: &Encoded, values: &[f64]) -> Option<Told> {
    let mut codes: HashMap<u64, u32> = HashMap::default();
    let few = values.iter().all(|value| {
        let next = codes.len() as u32;
        codes.entry((value + 0.0).to_bits()).or_insert(next);
        codes.len() <= LEVELS
    });
    let cut = (encoded.schema.labels.len() == 2).then(|| best_cut(encoded, values)).flatten();
    if !few || 2 * codes.len() > values.len() {
        return cut;
    }
    let of_rows: Vec<u32> = values.iter().map(|value| codes[&(value + 0.0).to_bits()]).collect();
    let levels = by_level(encoded, &of_rows, codes.len());
    // A threshold says more where both do as well.
    cut.filter(|cut| cut.errors <= levels.errors).or(Some(levels))
}

/// The best threshold, of two labels.
fn best_cut(encoded: &Encoded, values: &[f64]) -> Option<Told> {
    let mut rows: Vec<(f64, u8)> = values.iter().copied().zip(encoded.y.iter().copied()).collect();
    rows.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let positives = encoded.y.iter().filter(|y| **y == 1).count() as i64;
    let total = rows.len() as i64;
    // Rows of label 1 up to the cut, less those of label 0.
    let (mut seen, mut ones) = (0i64, 0i64);
    let mut best: Option<(i64, f64, bool)> = None;
    for run in rows.chunk_by(|a, b| a.0 == b.0) {
        seen += run.len() as i64;
        ones += run.iter().filter(|(_, y)| *y == 1).count() as i64;
        if seen == total {
            break;
        }
        // Label 0 up to the cut: wrong are the ones below and the zeros above.
        let wrong = ones + (total - seen) - (positives - ones);
        for (errors, rising) in [(wrong, true), (total - wrong, false)] {
            if best.is_none_or(|(least, _, _)| errors < least) {
                best = Some((errors, run[0].0, rising));
            }
        }
    }
    let (errors, at, rising) = best?;
    let (below, above) = if rising { (0, 1) } else { (1, 0) };
    let label = |k: usize| quoted(&encoded.schema.labels[k]);
    Some(Told { errors: errors as u64, how: format!("{} up to {at}, {} above", label(below), label(above)) })
}

fn by_level(encoded: &Encoded, codes: &[u32], levels: usize) -> Told {
    let classes = encoded.schema.labels.len();
    let mut rows = vec![0u64; levels * classes];
    codes.iter().zip(&encoded.y).for_each(|(&code, &y)| rows[code as usize * classes + usize::from(y)] += 1);
    let wrong = |level: &[u64]| level.iter().sum::<u64>() - level.iter().max().copied().unwrap_or(0);
    Told { errors: rows.chunks(classes).map(wrong).sum(), how: format!("by its {levels} values") }
}
