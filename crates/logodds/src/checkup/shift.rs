//! How other rows differ from those of a fit: levels that the fit will not know, numbers beyond its range, shares and means that moved.
//!
//! A mean has moved if it is half a standard deviation from the fit's, and four standard errors; shares have if a quarter of the rows would
//! have to change their level (half the sum of differences), and that is twice what chance gives so few rows.

use super::{list, quoted, record};
use logodds_io::{ColumnData, Encoded, Table};
use logodds_model::record::WarningRecord;
use logodds_model::schema::ColumnKind;
use logodds_model::words::Remedy;

/// Standard deviations by which a mean has moved.
const MOVED: f64 = 0.5;
/// Share of the rows that would have to change their level.
const SHARE: f64 = 0.25;

/// What the rows of `table`, read by the schema of `encoded`, have that those of `encoded` have not.
#[must_use]
pub fn shift(encoded: &Encoded, table: &Table) -> Vec<WarningRecord> {
    let mut found = Vec::new();
    for (index, column) in encoded.schema.columns.iter().enumerate() {
        let Some(place) = table.position(&column.name) else { continue };
        let there = &table.columns()[place];
        let missing = there.missing.len();
        if missing > 0 {
            let message = format!(
                "{} has no value in {missing} of {} new rows, which get no probability",
                quoted(&column.name),
                table.rows()
            );
            found.push(record("new-missing", &[&column.name], message, Vec::new()));
        }
        match (&column.kind, &there.data) {
            (ColumnKind::Numeric, ColumnData::Numeric(values)) => {
                let numbers = encoded.numeric_columns.iter().position(|&of| of == index);
                found.extend(
                    numbers.and_then(|k| encoded.numeric.get(k)).and_then(|here| moved(&column.name, here, values)),
                );
            }
            (ColumnKind::Categorical { levels }, ColumnData::Categorical { codes, levels: new }) => {
                let here = encoded.categorical.iter().find(|codes| codes.column == index);
                found.extend(
                    here.into_iter().flat_map(|here| parted(&column.name, (levels, &here.codes), (new, codes))),
                );
            }
            (ColumnKind::Boolean { labels }, ColumnData::Categorical { codes, levels: new }) => {
                found.extend(unseen(&column.name, labels, (new, codes)));
            }
            _ => {}
        }
    }
    found
}

/// Numbers beyond the range of the fit, or a mean that moved.
fn moved(name: &str, here: &[f64], there: &[f64]) -> Option<WarningRecord> {
    let there: Vec<f64> = there.iter().copied().filter(|value| value.is_finite()).collect();
    let (low, high) = here.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &x| (low.min(x), high.max(x)));
    let beyond = there.iter().filter(|value| !(low..=high).contains(*value)).count();
    let ((mean, spread), (new, _)) = (mean(here), mean(&there));
    let by = (new - mean).abs() / spread;
    let chance = (1.0 / here.len() as f64 + 1.0 / there.len() as f64).sqrt();
    let name_ = quoted(name);
    // A share that chance would not give, were the rows of one kind.
    if beyond > 0 && beyond as f64 > 1.0 + 4.0 * (there.len() as f64 / here.len() as f64) {
        let message = format!("{name_} is beyond the range of the fit, {low} to {high}, in {beyond} new rows");
        return Some(record("new-range", &[name], message, Vec::new()));
    }
    (by > MOVED && by > 4.0 * chance).then(|| {
        let message = format!(
            "the mean of {name_} is {new:.4} in the new rows and {mean:.4} here, {by:.1} standard deviations apart"
        );
        record("new-mean", &[name], message, Vec::new())
    })
}

fn mean(values: &[f64]) -> (f64, f64) {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    (mean, (values.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / values.len() as f64).sqrt())
}

/// Levels that the fit will not know, and shares that moved.
fn parted(
    name: &str,
    (levels, codes): (&[String], &[u32]),
    (new, new_codes): (&[String], &[u32]),
) -> Vec<WarningRecord> {
    let mut found: Vec<WarningRecord> = unseen(name, levels, (new, new_codes)).into_iter().collect();
    let (here, there) = (shares(codes, levels.len()), shares(new_codes, new.len()));
    let of = |level: &String| new.iter().position(|other| other == level).map_or(0.0, |k| there[k]);
    let apart = 0.5 * levels.iter().zip(&here).map(|(level, share)| (share - of(level)).abs()).sum::<f64>();
    let rows = |codes: &[u32]| codes.iter().filter(|&&code| code != u32::MAX).count().max(1) as f64;
    // The mean of half the sum of |differences| of shares of so many levels is about √(levels / rows) / 2 at most.
    let chance = 0.5 * (levels.len() as f64 * (1.0 / rows(codes) + 1.0 / rows(new_codes))).sqrt();
    if apart > SHARE && apart > 2.0 * chance {
        let message = format!(
            "the levels of {} have other shares in the new rows: {:.0}% would have to change theirs",
            quoted(name),
            100.0 * apart
        );
        found.push(record("new-shares", &[name], message, Vec::new()));
    }
    found
}

fn shares(codes: &[u32], levels: usize) -> Vec<f64> {
    let mut rows = vec![0.0; levels];
    codes.iter().filter_map(|&code| rows.get_mut(code as usize).map(|rows| *rows += 1.0)).for_each(drop);
    let all: f64 = rows.iter().sum();
    rows.iter().map(|rows| rows / all.max(1.0)).collect()
}

/// Levels that the fit will not know.
fn unseen(name: &str, levels: &[String], (new, codes): (&[String], &[u32])) -> Option<WarningRecord> {
    let is_new: Vec<bool> = new.iter().map(|level| !levels.contains(level)).collect();
    let rows = codes.iter().filter(|&&code| is_new.get(code as usize).copied().unwrap_or(false)).count();
    let unseen: Vec<&str> =
        new.iter().zip(&is_new).filter(|(_, is_new)| **is_new).map(|(level, _)| level.as_str()).collect();
    (!unseen.is_empty()).then(|| {
        let message = format!("{} new rows have levels of {} that are not here: {}", rows, quoted(name), list(&unseen));
        record("new-levels", &[name], message, vec![Remedy::UnseenBase, Remedy::UnseenMissing])
    })
}
