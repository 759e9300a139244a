//! The two labels of a target, and which one is 1.
//!
//! Labels are sorted: numbers by value, booleans false before true, texts by bytes. The last one is
//! positive unless the specification names another. A number is spelled in the shortest way that
//! reads back (`1`, not `1.0`); `--positive 1.0` finds it too.

use crate::data_error::DataError;
use crate::excerpt::ITEMS;
use crate::table::{Column, ColumnData};
use std::collections::HashMap;

/// `[negative, positive]` and y per row in use.
pub(crate) type Labels = ([String; 2], Vec<u8>);

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
    let &[first, last] = seen.as_slice() else {
        let mut examples: Vec<(String, u64)> = seen.iter().map(|&k| (names[k].clone(), counts[k])).collect();
        let (target, labels) = (target.to_string(), examples.len() as u64);
        if labels < 2 {
            let label = examples.pop().map(|(l, _)| l).unwrap_or_default();
            return Err(DataError::OneLabel { target, label, rows: rows.len() as u64 });
        }
        examples.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        examples.truncate(ITEMS);
        // A name of the column, as far as anyone can tell: a label of its own, above two others.
        let alone = codes.first().is_some_and(|&code| counts.get(code as usize) == Some(&1));
        let header = headless && rows.first() == Some(&0) && alone && labels == 3;
        return Err(DataError::ManyLabels { target, labels, examples, header });
    };
    let mut pair = [names[first].clone(), names[last].clone()];
    let mut one = last as u32;
    if let Some(positive) = positive {
        let is = |label: &String| label == positive || same_number(label, positive, &column.data);
        if is(&pair[0]) {
            pair.swap(0, 1);
            one = first as u32;
        } else if !is(&pair[1]) {
            return Err(DataError::UnknownPositive {
                positive: positive.to_string(),
                target: target.to_string(),
                labels: pair,
            });
        }
    }
    Ok((pair, codes.iter().map(|&c| u8::from(c == one)).collect()))
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
