//! The labels of a target, and which one is 1.
//!
//! Labels are sorted: numbers by value, booleans false before true, texts by bytes. Of two, the last one is positive unless the
//! specification names another; three to 256 are classes 0, 1, …, in this order. A number is spelled in the shortest way that
//! reads back (`1`, not `1.0`); `--positive 1.0` finds it too.
//!
//! Integers of more digits than a double has are refused, as several would be one label; as texts they are labels like others.
//!
//! A mistyped target is refused where its labels can hardly be classes. Names and keys have a label for every other row. Amounts are
//! numbers, and not all whole, or with more values than codes have, or with few rows for each. (A target of two labels says by
//! itself what it is.) Refused: asking for a flag with three labels or more, which everyone with classes would have to learn.

use crate::clusters::EXACT;
use crate::data_error::{DataError, NoClasses};
use crate::excerpt::ITEMS;
use crate::table::{Column, ColumnData};
use crate::verdict::CODES;
use std::collections::HashMap;

/// The most labels that fit a class in a byte.
pub(crate) const LABELS: usize = 256;
/// Rows that a label has on average, at least: of texts, and of numbers.
const ROWS_OF_TEXTS: usize = 2;
const ROWS_OF_NUMBERS: usize = 3;

/// The labels in class order (of two: negative, positive) and the class per row in use.
pub(crate) type Labels = (Vec<String>, Vec<u8>);

/// Reads the labels of the rows in `rows` (all of which have one). `headless`: row 0 is the first
/// line of a file, and may be a header after all.
pub(crate) fn labels(
    target: &str,
    column: &Column,
    rows: &[u32],
    positive: Option<&str>,
    headless: bool,
) -> Result<Labels, DataError> {
    let (names, codes) = match &column.data {
        ColumnData::Numeric(values) => numeric(values, rows),
        ColumnData::Boolean { codes, labels } => (labels.to_vec(), pick(codes, rows)),
        ColumnData::Categorical { codes, levels } => (levels.clone(), pick(codes, rows)),
        ColumnData::Skipped => (Vec::new(), Vec::new()),
    };
    let mut counts = vec![0u64; names.len()];
    for &code in &codes {
        if let Some(count) = counts.get_mut(code as usize) {
            *count += 1;
        }
    }
    // Labels that occur in rows in use, in sorted order.
    let seen: Vec<usize> = (0..names.len()).filter(|&k| counts[k] > 0).collect();
    let target = target.to_string();
    let numbers = matches!(column.data, ColumnData::Numeric(_));
    let is_large = |label: &&String| numbers && label.parse::<f64>().is_ok_and(|value| value.abs() >= EXACT);
    if let &[] | &[_] = seen.as_slice() {
        let label = seen.first().map(|&k| names[k].clone()).unwrap_or_default();
        if is_large(&&label) {
            return Err(DataError::LargeLabel { target, label });
        }
        return Err(DataError::OneLabel { target, label, rows: rows.len() as u64 });
    }
    let mut examples: Vec<(String, u64)> = seen.iter().map(|&k| (names[k].clone(), counts[k])).collect();
    // The label of a line that may be a header.
    let first = codes.first().filter(|_| headless && rows.first() == Some(&0)).map(|&code| counts[code as usize]);
    if let Some(why) = no_classes(&examples, numbers, rows.len(), first) {
        let labels = examples.len() as u64;
        examples.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        examples.truncate(ITEMS);
        return Err(DataError::ManyLabels { target, labels, examples, why });
    }
    if let Some(label) = seen.iter().map(|&k| &names[k]).find(is_large) {
        return Err(DataError::LargeLabel { target, label: label.clone() });
    }
    let mut labels: Vec<String> = examples.into_iter().map(|(label, _)| label).collect();
    // At most 256 labels are left.
    let mut class = vec![0u8; names.len()];
    (0u8..=u8::MAX).zip(&seen).for_each(|(k, &label)| class[label] = k);
    if let Some(positive) = positive {
        let is = |label: &String| label == positive || same_number(label, positive, &column.data);
        let found = labels.iter().position(is);
        let positive = positive.to_string();
        match (found, labels.len()) {
            (None, _) => return Err(DataError::UnknownPositive { positive, target, labels }),
            (Some(_), 3..) => return Err(DataError::PositiveOfMany { positive, target, labels: labels.len() as u64 }),
            (Some(1), _) => {}
            (Some(_), _) => {
                labels.reverse();
                class.iter_mut().for_each(|k| *k = 1 - *k);
            }
        }
    }
    Ok((labels, codes.iter().map(|&code| class[code as usize]).collect()))
}

/// Why labels (with their rows) are no classes, if so. `first`: the rows with the label of a line that may be a header.
fn no_classes(labels: &[(String, u64)], numbers: bool, rows: usize, first: Option<u64>) -> Option<NoClasses> {
    if labels.len() <= 2 {
        return None;
    }
    // A name of the column, as far as anyone can tell: a text of its own, above two labels or above labels with rows enough.
    let once = labels.iter().filter(|(_, count)| *count == 1).count();
    if !numbers && first == Some(1) && (labels.len() == 3 || once == 1) {
        return Some(NoClasses::Header);
    }
    let whole = |label: &str| label.parse::<f64>().is_ok_and(|value| value.fract() == 0.0);
    if numbers
        && (labels.len() > CODES || rows < ROWS_OF_NUMBERS * labels.len() || !labels.iter().all(|(l, _)| whole(l)))
    {
        Some(NoClasses::Amounts)
    } else if labels.len() > LABELS {
        Some(NoClasses::TooMany { most: LABELS })
    } else if rows < ROWS_OF_TEXTS * labels.len() {
        Some(NoClasses::FewRows { rows: rows as u64 })
    } else {
        None
    }
}

fn same_number(a: &str, b: &str, data: &ColumnData) -> bool {
    let number = |t: &str| t.trim().parse::<f64>().ok();
    matches!(data, ColumnData::Numeric(_)) && number(a).is_some() && number(a) == number(b)
}

fn pick(codes: &[u32], rows: &[u32]) -> Vec<u32> {
    rows.iter().map(|&r| codes[r as usize]).collect()
}

/// Distinct values, ascending, as texts; and a position in them per row.
fn numeric(values: &[f64], rows: &[u32]) -> (Vec<String>, Vec<u32>) {
    let mut codes = Vec::with_capacity(rows.len());
    let mut index: HashMap<u64, u32, foldhash::fast::RandomState> = HashMap::default();
    let mut distinct: Vec<f64> = Vec::new();
    for &row in rows {
        let value = values[row as usize] + 0.0; // -0 is 0
        let code = *index.entry(value.to_bits()).or_insert_with(|| {
            distinct.push(value);
            (distinct.len() - 1) as u32
        });
        codes.push(code);
    }
    let mut order: Vec<u32> = (0..distinct.len() as u32).collect();
    order.sort_by(|&a, &b| distinct[a as usize].total_cmp(&distinct[b as usize]));
    let mut rank = vec![0u32; order.len()];
    for (k, &old) in (0u32..).zip(&order) {
        rank[old as usize] = k;
    }
    let names = order.iter().map(|&k| format!("{}", distinct[k as usize])).collect();
    (names, codes.iter().map(|&c| rank[c as usize]).collect())
}
