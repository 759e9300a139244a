//! The labels of a target, and which one is 1.
//!
//! Labels are sorted: numbers by value, booleans false before true, texts by bytes (or, if all are numbers, by value, as levels are), in a
//! declared order if there is one. Of two, the last one is positive unless the specification names another, or a base, which is the other;
//! three to 256 are classes 0, 1, …, in this order, a base that is named before them all. A number is spelled in the shortest way that
//! reads back (`1`, not `1.0`); `--positive 1.0` finds it too.
//!
//! Integers of more digits than a double has are refused, as several would be one label; as texts they are labels like others.
//!
//! A mistyped target is refused where its labels can hardly be classes. Names and keys have a label for every other row. Amounts are
//! numbers, and not all whole, or with more values than codes have, or with few rows for each. (A target of two labels says by
//! itself what it is.) Refused: asking for an argument with three labels or more, which everyone with classes would have to learn.

use crate::coding::clusters::EXACT;
use crate::coding::data_error::{DataError, NoClasses};
use crate::coding::levels::NoSuchLevel;
use crate::coding::remark::Remark;
use crate::coding::spec::FitColumns;
use crate::columns::verdict::CODES;
use crate::columns::{Column, ColumnData};
use logodds_model::excerpt::ITEMS;
use logodds_model::schema::MOST_LABELS;
use logodds_model::schema::plain_number;
use std::collections::{HashMap, HashSet};

/// Rows that a label has on average, at least: of texts, and of numbers.
const ROWS_OF_TEXTS: usize = 2;
const ROWS_OF_NUMBERS: usize = 3;

/// The labels of the rows in use.
#[derive(Debug, Default)]
pub(crate) struct Labels {
    /// In class order: of two, negative and positive; of more, the base first.
    pub labels: Vec<String>,
    /// The class per row in use.
    pub classes: Vec<u8>,
    /// Labels of rows left out alone, with those rows.
    pub emptied: Vec<(String, u64)>,
}

impl Labels {
    /// What there is to remark on them.
    pub fn emptied(&self, target: &str) -> Option<Remark> {
        let levels = self.emptied.clone();
        (!levels.is_empty()).then(|| Remark::Emptied { column: target.to_string(), is_target: true, levels })
    }
}

/// What is asked of a target.
#[derive(Debug, Default)]
pub(crate) struct Wanted<'a> {
    pub target: &'a str,
    pub positive: Option<&'a str>,
    pub base: Option<&'a str>,
    /// How many labels there must be.
    pub count: Option<usize>,
    /// Row 0 is the first line of a file, and may be a header after all.
    pub headless: bool,
    /// The order of categories is the data's.
    pub declared: bool,
}

impl<'a> Wanted<'a> {
    pub fn of(columns: &'a FitColumns) -> Self {
        Self {
            target: &columns.target,
            positive: columns.positive.as_deref().map(str::trim_ascii),
            base: columns.base_of(&columns.target).map(str::trim_ascii),
            count: columns.labels,
            ..Self::default()
        }
    }
}

/// Reads the labels of the rows in `rows` (all of which have one).
pub(crate) fn labels(column: &Column, rows: &[u32], wanted: &Wanted<'_>) -> Result<Labels, DataError> {
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
    // Labels that occur in rows in use, in order.
    let mut seen: Vec<usize> = (0..names.len()).filter(|&k| counts[k] > 0).collect();
    if matches!(column.data, ColumnData::Categorical { .. }) && !wanted.declared {
        let order = plain_number::ordering(seen.iter().map(|&k| names[k].as_str()));
        seen.sort_by(|&a, &b| order(&names[a], &names[b]));
    }
    let emptied = emptied(column, rows, &seen.iter().map(|&k| names[k].as_str()).collect());
    let target = wanted.target.to_string();
    let numbers = matches!(column.data, ColumnData::Numeric(_));
    let is_large = |label: &&String| numbers && label.parse::<f64>().is_ok_and(|value| value.abs() >= EXACT);
    if let &[] | &[_] = seen.as_slice() {
        let label = seen.first().map(|&k| names[k].clone()).unwrap_or_default();
        if is_large(&&label) {
            return Err(DataError::LargeLabel { target, label });
        }
        return Err(DataError::OneLabel { target, label, rows: rows.len() as u64, emptied });
    }
    let mut examples: Vec<(String, u64)> = seen.iter().map(|&k| (names[k].clone(), counts[k])).collect();
    if let Some(expected) = wanted.count.filter(|&expected| expected != seen.len()) {
        let labels = examples.len() as u64;
        examples.sort_by_key(|(_, count)| *count);
        examples.truncate(ITEMS);
        return Err(DataError::OtherLabels { target, expected: expected as u64, labels, examples });
    }
    // The label of a line that may be a header.
    let first =
        codes.first().filter(|_| wanted.headless && rows.first() == Some(&0)).map(|&code| counts[code as usize]);
    if let Some(why) = no_classes(&examples, numbers, rows.len(), first) {
        let labels = examples.len() as u64;
        examples.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        examples.truncate(ITEMS);
        return Err(DataError::ManyLabels { target, labels, examples, why });
    }
    if let Some(label) = seen.iter().map(|&k| &names[k]).find(is_large) {
        return Err(DataError::LargeLabel { target, label: label.clone() });
    }
    let labels = |seen: &[usize]| seen.iter().map(|&k| names[k].clone()).collect::<Vec<_>>();
    let place = |wanted: &str| seen.iter().position(|&k| is_label(&names[k], wanted, &column.data));
    if let Some(positive) = wanted.positive {
        let (found, labels) = (place(positive), labels(&seen));
        let positive = positive.to_string();
        match (found, seen.len()) {
            (None, _) => return Err(DataError::UnknownPositive { positive, target, labels }),
            (Some(_), 3..) => return Err(DataError::PositiveOfMany { positive, target, labels }),
            (Some(found), _) => seen.swap(found, 1),
        }
    } else if let Some(base) = wanted.base {
        let Some(found) = place(base) else {
            let left_out = emptied.iter().find(|(label, _)| label == base).map_or(0, |(_, rows)| *rows);
            return Err(NoSuchLevel { levels: labels(&seen), left_out }.refusal(wanted.target, Some(base)));
        };
        seen[..=found].rotate_right(1);
    }
    // At most 256 labels are left.
    let mut class = vec![0u8; names.len()];
    (0u8..=u8::MAX).zip(&seen).for_each(|(k, &label)| class[label] = k);
    let classes = codes.iter().map(|&code| class[code as usize]).collect();
    Ok(Labels { labels: labels(&seen), classes, emptied })
}

/// Labels that are not among those `seen`, of rows left out.
fn emptied(column: &Column, rows: &[u32], seen: &HashSet<&str>) -> Vec<(String, u64)> {
    let all = match &column.data {
        ColumnData::Numeric(values) => values.len(),
        ColumnData::Boolean { codes, .. } | ColumnData::Categorical { codes, .. } => codes.len(),
        ColumnData::Skipped => 0,
    };
    if rows.len() == all {
        return Vec::new();
    }
    let (mut used, mut missing) = (rows.iter().peekable(), column.missing.iter().peekable());
    let left_out = (0..all as u32).filter(|row| {
        let (is_used, is_missing) = (used.next_if_eq(&row).is_some(), missing.next_if_eq(&row).is_some());
        !is_used && !is_missing
    });
    let left_out: Vec<u32> = left_out.collect();
    let (names, codes) = match &column.data {
        ColumnData::Numeric(values) => numeric(values, &left_out),
        ColumnData::Boolean { codes, labels } => (labels.to_vec(), pick(codes, &left_out)),
        ColumnData::Categorical { codes, levels } => (levels.clone(), pick(codes, &left_out)),
        ColumnData::Skipped => return Vec::new(),
    };
    let mut counts = vec![0u64; names.len()];
    codes.iter().for_each(|&code| counts[code as usize] += 1);
    names.into_iter().zip(counts).filter(|(name, count)| *count > 0 && !seen.contains(name.as_str())).collect()
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
    let all_whole = labels.iter().all(|(label, _)| whole(label));
    if numbers && (labels.len() > CODES || rows < ROWS_OF_NUMBERS * labels.len() || !all_whole) {
        let is_share = |label: &str| label.parse::<f64>().is_ok_and(|value| (0.0..=1.0).contains(&value));
        Some(if labels.iter().all(|(label, _)| is_share(label)) {
            NoClasses::Shares
        } else if all_whole && labels.len() <= MOST_LABELS && rows >= ROWS_OF_TEXTS * labels.len() {
            NoClasses::Codes
        } else {
            NoClasses::Amounts
        })
    } else if labels.len() > MOST_LABELS {
        Some(NoClasses::TooMany { most: MOST_LABELS })
    } else if rows < ROWS_OF_TEXTS * labels.len() {
        Some(NoClasses::FewRows { rows: rows as u64 })
    } else {
        None
    }
}

/// Whether this label is meant: by its text, or as the same number.
fn is_label(label: &str, wanted: &str, data: &ColumnData) -> bool {
    let number = |text: &str| text.parse::<f64>().ok();
    let same = || number(label).is_some() && number(label) == number(wanted);
    label == wanted || (matches!(data, ColumnData::Numeric(_)) && same())
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
