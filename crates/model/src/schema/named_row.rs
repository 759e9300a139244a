//! One row, given as names and values, in the columns of a model.
//!
//! The rules are those of tables and frames. A text is read as a cell of a table is: without the blanks around it, missing if the fit took
//! such texts for missing, a number if the model needs one and it reads as one. A number where the model has categories is looked up in
//! the shortest way that it is written (`1`, not `1.0`), and truths are found however they are written. Names that the model does
//! not need are not looked at, as in a table.

use super::level_index::LevelIndex;
use super::policies::{Missing, Unseen};
use super::treatment::{ColumnKind, Schema};
use super::truth::{truth, truth_or_digit};
use crate::excerpt::{names, quoted};
use logodds_core::ModelError;
use std::collections::HashMap;
use thiserror::Error;

/// The value of a column in a row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value<'a> {
    /// There is none.
    Missing,
    /// A number; NaN is missing.
    Number(f64),
    /// A truth.
    Truth(bool),
    /// A text, as it stands in a cell.
    Text(&'a str),
}

impl From<f64> for Value<'_> {
    fn from(value: f64) -> Self {
        Self::Number(value)
    }
}

impl From<bool> for Value<'_> {
    fn from(value: bool) -> Self {
        Self::Truth(value)
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(value: &'a str) -> Self {
        Self::Text(value)
    }
}

impl<'a, V: Into<Value<'a>>> From<Option<V>> for Value<'a> {
    fn from(value: Option<V>) -> Self {
        value.map_or(Self::Missing, Into::into)
    }
}

/// A row that the model does not take.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum RowError {
    /// Columns that the model needs are not given.
    #[error("the model needs {} {}, and the row has none", if .columns.len() == 1 { "column" } else { "columns" }, names(.columns))]
    Lacks {
        /// Their names.
        columns: Vec<String>,
    },
    /// A column is given twice.
    #[error("column {} is given twice", quoted(.column))]
    Repeated {
        /// Its name.
        column: String,
    },
    /// A missing value, of a model that refuses them.
    #[error("column {} has no value", quoted(.column))]
    Missing {
        /// Its name.
        column: String,
    },
    /// A level that the fit never saw, of a model that refuses them.
    #[error("column {}: level {} was never seen by the fit. It knows {}", quoted(.column), quoted(.value), names(.known))]
    Unseen {
        /// The column.
        column: String,
        /// The value.
        value: String,
        /// The levels of the model.
        known: Vec<String>,
    },
    /// A text where the model has numbers.
    #[error("column {} must hold a number, and holds {}", quoted(.column), quoted(.value))]
    NotANumber {
        /// The column.
        column: String,
        /// The text.
        value: String,
    },
    /// An infinite number.
    #[error("column {} is {value}, which is not finite", quoted(.column))]
    NotFinite {
        /// The column.
        column: String,
        /// The number.
        value: f64,
    },
    /// Numbers that do not fit the model, which a record that was checked rules out.
    #[error(transparent)]
    Model(#[from] ModelError),
}

/// Why a row has no probability, where the model does not refuse it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unscored {
    /// A value is missing.
    Missing {
        /// The column.
        column: String,
    },
    /// A level was never seen by the fit.
    Unseen {
        /// The column.
        column: String,
        /// The level.
        value: String,
    },
    /// It breaks an equation that all rows of the fit keep to, so that the data of the fit do not determine its score.
    Undetermined {
        /// The terms of the equation, the one first that was held at 0.
        terms: Vec<String>,
    },
}

/// A row as the design has it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct CodedRow {
    /// Of numeric and boolean columns.
    pub numeric: Vec<f64>,
    /// Of each categorical column its code and how many levels it has.
    pub codes: Vec<(u32, usize)>,
    pub offset: Option<f64>,
}

pub(crate) enum Coded {
    Row(CodedRow),
    Unscored(Unscored),
}

/// Codes rows by a schema.
#[derive(Clone, Debug)]
pub struct RowCoder {
    schema: Schema,
    /// Places among the columns by name, the offset after the last.
    places: HashMap<String, usize, foldhash::fast::RandomState>,
}

impl RowCoder {
    /// Of a schema.
    #[must_use]
    pub fn new(schema: Schema) -> Self {
        let names = schema.columns.iter().map(|column| &column.name).chain(&schema.offset);
        let places = names.cloned().zip(0..).collect();
        Self { schema, places }
    }

    /// The schema.
    #[must_use]
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    pub(crate) fn code(&self, row: &[(&str, Value<'_>)]) -> Result<Coded, RowError> {
        let values = self.values(row)?;
        let names = self.schema.columns.iter().map(|column| &column.name).chain(&self.schema.offset);
        if let Some((name, _)) = names.clone().zip(&values).find(|(_, value)| self.is_missing(value)) {
            let column = name.clone();
            return match self.schema.missing {
                Missing::Error => Err(RowError::Missing { column }),
                Missing::Drop => Ok(Coded::Unscored(Unscored::Missing { column })),
            };
        }
        let mut coded = CodedRow { numeric: Vec::new(), codes: Vec::new(), offset: None };
        let mut unseen = None;
        for (column, &value) in self.schema.columns.iter().zip(&values) {
            let levels = match &column.kind {
                ColumnKind::Numeric => {
                    coded.numeric.push(number(&column.name, value)?);
                    continue;
                }
                ColumnKind::Boolean { labels } => &labels[..],
                ColumnKind::Categorical { levels } => levels,
            };
            let is_boolean = column.is_numeric();
            let code = code(levels, value, is_boolean);
            if code.is_none() {
                let (column, value) = (column.name.clone(), text(value));
                if self.schema.unseen == Unseen::Error {
                    return Err(RowError::Unseen { column, value, known: levels.to_vec() });
                }
                unseen = unseen.or(Some(Unscored::Unseen { column, value }));
            }
            match is_boolean {
                true => coded.numeric.push(f64::from(code.unwrap_or(0))),
                false => coded.codes.push((code.unwrap_or(0), levels.len())),
            }
        }
        if let Some(name) = &self.schema.offset {
            coded.offset = Some(number(name, values[self.schema.columns.len()])?);
        }
        match (unseen, self.schema.unseen) {
            (Some(unseen), Unseen::Missing) => Ok(Coded::Unscored(unseen)),
            _ => Ok(Coded::Row(coded)),
        }
    }

    /// The values of the columns that are needed, in their order.
    fn values<'v>(&self, row: &[(&str, Value<'v>)]) -> Result<Vec<Value<'v>>, RowError> {
        let mut values = vec![None; self.places.len()];
        for (name, value) in row {
            let Some(&place) = self.places.get(*name) else { continue };
            if values[place].replace(*value).is_some() {
                return Err(RowError::Repeated { column: (*name).to_owned() });
            }
        }
        let names = self.schema.columns.iter().map(|column| &column.name).chain(&self.schema.offset);
        let columns: Vec<String> =
            names.zip(&values).filter(|(_, value)| value.is_none()).map(|(name, _)| name.clone()).collect();
        if columns.is_empty() { Ok(values.into_iter().flatten().collect()) } else { Err(RowError::Lacks { columns }) }
    }

    fn is_missing(&self, value: &Value<'_>) -> bool {
        match value {
            Value::Missing => true,
            Value::Number(number) => number.is_nan(),
            Value::Truth(_) => false,
            Value::Text(text) => self.schema.na.iter().any(|na| na == text.trim_ascii()),
        }
    }
}

/// A finite number.
fn number(column: &str, value: Value<'_>) -> Result<f64, RowError> {
    let number = match value {
        Value::Number(number) => number,
        Value::Truth(truth) => f64::from(truth),
        Value::Text(text) => match text.trim_ascii().parse::<f64>() {
            Ok(number) if !number.is_nan() => number,
            _ => return Err(RowError::NotANumber { column: column.to_owned(), value: text.to_owned() }),
        },
        Value::Missing => f64::NAN,
    };
    if number.is_finite() { Ok(number) } else { Err(RowError::NotFinite { column: column.to_owned(), value: number }) }
}

/// The place of a value among levels; of a boolean column, among its labels.
fn code(levels: &[String], value: Value<'_>, is_boolean: bool) -> Option<u32> {
    let index = LevelIndex::of(levels);
    match value {
        Value::Text(text) => index.find_truth(text, truth),
        Value::Truth(truth) if is_boolean => Some(u32::from(truth)),
        Value::Number(number) if is_boolean => [0.0, 1.0].iter().position(|x| *x == number).map(|k| k as u32),
        Value::Truth(_) | Value::Number(_) => index.find_truth(&text(value), truth_or_digit),
        Value::Missing => None,
    }
}

/// A value as a level.
fn text(value: Value<'_>) -> String {
    match value {
        Value::Text(text) => text.trim_ascii().to_owned(),
        Value::Number(number) => format!("{}", number + 0.0), // -0 is 0
        Value::Truth(truth) => truth.to_string(),
        Value::Missing => String::new(),
    }
}
