//! A frame coded for a fit.

use crate::coding::labels::{self, Wanted};
use crate::coding::levels::coded;
use crate::coding::places::Places;
use crate::coding::{DataError, Encoded, FitColumns, Remark};
use crate::columns::look::look_at_frame;
use crate::columns::{Column, ColumnData, MissingCells, Unfit};
use crate::frame::error::FrameError;
use crate::frame::{Frame, FrameColumn, FrameValues, Rounded, any, of_rows, spelled};
use logodds_model::schema::{ColumnKind, ColumnSchema, Missing};
use std::borrow::Cow;
use std::collections::HashMap;

/// Data for a fit, its numbers borrowed where no row is left out.
#[derive(Debug, Clone, PartialEq)]
pub struct EncodedFrame<'a> {
    /// Everything else; its `numeric` is empty.
    pub encoded: Encoded,
    /// Numbers, a column after the other, `rows_used` long; of the columns `numeric_columns`.
    pub numeric: Vec<Cow<'a, [f64]>>,
}

impl FitColumns {
    /// Codes a frame. Features come in the order of `features` if that is given, else in the frame's.
    ///
    /// # Errors
    /// [`FrameError`], with every problem of the specification at once.
    pub fn encode_frame<'a>(&self, mut frame: Frame<'a>) -> Result<EncodedFrame<'a>, FrameError> {
        self.check(frame.names()).map_err(FrameError::Spec)?;
        // Those given in the order given, and not in the frame's.
        let features = match &self.features {
            Some(features) => features.iter().collect(),
            None => self.features(frame.names()),
        };
        let places = Places::of(self, features, |name| frame.position(name));
        let used = places.used();
        let Places { features, target, weights, offset, cluster } = places;
        frame.usable(&used)?;
        self.spell_categories(&mut frame);
        for (k, what) in weights.iter().map(|&k| (k, "as weights")).chain(offset.iter().map(|&k| (k, "as offsets"))) {
            frame.numbers(k, what)?;
        }
        if frame.rows == 0 {
            return Err(FrameError::NoRows);
        }
        let findings = look_at_frame(self, &frame, &features);
        if findings.iter().any(|finding| finding.refused) {
            let findings =
                findings.into_iter().filter(|finding| finding.refused).map(|finding| (finding, None)).collect();
            let missing = frame.missing_cells(&used).filter(|_| self.missing == Missing::Error);
            let unfit = Unfit { file: String::new(), findings, not_numbers: Vec::new(), missing };
            return Err(FrameError::Unfit(Box::new(unfit)));
        }
        let kept = self.kept_rows(&frame, &used)?;
        let rows: Vec<u32> = kept.clone().unwrap_or_else(|| (0..frame.rows as u32).collect());

        let mut columns = Vec::with_capacity(features.len());
        let (mut categorical, mut remarks) = (Vec::new(), Vec::new());
        for (index, &k) in features.iter().enumerate() {
            let name = frame.names[k].clone();
            let base = self.base_of(&name);
            let column = &frame.columns[k];
            let kind = match &column.values {
                FrameValues::Texts { codes, levels } => {
                    let found = coded(codes, levels, &rows, column.is_ordered, base);
                    let levels = self.take(found, &name, index, &mut categorical, &mut remarks);
                    ColumnKind::Categorical { levels: levels.map_err(FrameError::Coding)? }
                }
                FrameValues::Booleans(_) => ColumnKind::Boolean { labels: frame.booleans.clone() },
                _ => match base {
                    Some(level) => {
                        let level = level.to_owned();
                        return Err(FrameError::Coding(DataError::BaseOfNumbers { column: name, level }));
                    }
                    None => ColumnKind::Numeric,
                },
            };
            columns.push(ColumnSchema { name, kind });
        }
        for &k in &used {
            let FrameColumn { name, blanks, .. } = &frame.columns[k];
            if !blanks.is_empty() {
                remarks.push(Remark::Blanks { column: name.clone(), spellings: blanks.clone() });
            }
        }
        let (labels, y) = match target {
            Some(k) => {
                let found =
                    frame.labels(k, &rows, &Wanted { declared: frame.columns[k].is_ordered, ..Wanted::of(self) })?;
                remarks.extend(found.emptied(&self.target));
                (found.labels, found.classes)
            }
            None => Default::default(),
        };
        let clusters = cluster.map(|k| clusters(&frame.columns[k], &rows));
        let offset = offset.map(|k| frame.finite(k, kept.as_deref()).map(Cow::into_owned)).transpose()?;
        let weights = weights.map(|k| frame.weights(k, &rows, kept.as_deref())).transpose()?;
        let numeric_columns: Vec<usize> = (0..columns.len()).filter(|&k| columns[k].is_numeric()).collect();
        let numeric =
            numeric_columns.iter().map(|&j| frame.finite(features[j], kept.as_deref())).collect::<Result<_, _>>()?;
        // A file with this model's columns has empty cells where the frame had none.
        let schema = self.schema(columns, labels, vec![String::new()]);
        if let Some((name, terms)) = schema.same_name() {
            return Err(FrameError::SameTerm { name, terms });
        }
        let encoded = Encoded {
            schema,
            rows_read: frame.rows,
            rows_used: rows.len(),
            dropped_missing: frame.rows - rows.len(),
            rows: kept,
            numeric: Vec::new(),
            numeric_columns,
            categorical,
            y,
            weights,
            offset,
            clusters,
            findings,
            cluster: self.cluster.clone(),
            remarks,
        };
        Ok(EncodedFrame { encoded, numeric })
    }

    /// Turns numbers and booleans that are to be categories into texts: those named in `categorical`, and booleans whose base is not
    /// false, whose term then says so.
    fn spell_categories(&self, frame: &mut Frame<'_>) {
        let booleans = frame.booleans.clone();
        for column in &mut frame.columns {
            let is_named = self.categorical.contains(&column.name);
            let base = self.base_of(&column.name).filter(|_| column.name != self.target);
            let texts: Vec<String> = match &column.values {
                FrameValues::Numbers(values) if is_named => values.iter().map(|&value| spelled(value)).collect(),
                FrameValues::Booleans(values)
                    if is_named || base.is_some_and(|base| base.trim_ascii() != booleans[0]) =>
                {
                    values.iter().map(|&truth| booleans[usize::from(truth)].clone()).collect()
                }
                _ => continue,
            };
            let mut missing = column.missing.iter().peekable();
            let cells = (0u32..).zip(&texts);
            let cells = cells.map(|(row, text)| missing.next_if_eq(&&row).is_none().then_some(text.as_str()));
            let texts = FrameColumn::texts(column.name.clone(), cells.collect::<Vec<_>>());
            *column = FrameColumn { is_declared: true, ..texts };
        }
    }

    /// The rows without missing cells in `used`; `None` when that is all of them.
    fn kept_rows(&self, frame: &Frame<'_>, used: &[usize]) -> Result<Option<Vec<u32>>, FrameError> {
        let Some(lacks) = frame.incomplete(used) else { return Ok(None) };
        let columns = frame.missing(used);
        if let (Missing::Error, Some((row, column))) = (self.missing, frame.first_missing(used)) {
            return Err(FrameError::Missing {
                row,
                column,
                cells: columns.iter().map(|(_, count)| count).sum(),
                rows: lacks.iter().filter(|&&lacks| lacks).count() as u64,
                columns,
                predicting: false,
            });
        }
        let rows: Vec<u32> = (0u32..).zip(&lacks).filter(|(_, lacks)| !**lacks).map(|(row, _)| row).collect();
        if rows.is_empty() {
            return Err(FrameError::NoRowsLeft { rows: frame.rows as u64, columns });
        }
        Ok(Some(rows))
    }
}

impl<'a> Frame<'a> {
    /// Missing cells in columns `used`; `None` if there are none.
    fn missing_cells(&self, used: &[usize]) -> Option<MissingCells> {
        let lacks = self.incomplete(used)?;
        let columns = self.missing(used);
        let cells = columns.iter().map(|(_, count)| count).sum();
        Some(MissingCells { cells, rows: lacks.iter().filter(|&&lacks| lacks).count() as u64, columns })
    }

    /// Column `k` holds numbers (booleans are some).
    pub(super) fn numbers(&self, k: usize, what: &'static str) -> Result<(), FrameError> {
        match self.columns[k].values {
            FrameValues::Texts { .. } => {
                Err(FrameError::NotNumbers { column: self.names[k].clone(), what, found: "texts" })
            }
            _ => self.usable(&[k]),
        }
    }

    /// The numbers of column `k` in `rows` (of all rows if `None`), taken out of it. Those of missing cells are 0.
    pub(super) fn finite(&mut self, k: usize, rows: Option<&[u32]>) -> Result<Cow<'a, [f64]>, FrameError> {
        let column = &mut self.columns[k];
        if let Some(Rounded { row, value, cells }) = &column.rounded {
            let (column, value) = (column.name.clone(), value.clone());
            return Err(FrameError::Rounded { row: *row, column, value, cells: *cells });
        }
        let mut values = match &mut column.values {
            FrameValues::Numbers(values) => std::mem::take(values),
            FrameValues::Booleans(values) => values.iter().map(|&truth| f64::from(truth)).collect(),
            _ => Cow::default(),
        };
        if !column.missing.is_empty() {
            let values = values.to_mut();
            column.missing.iter().for_each(|&row| values[row as usize] = 0.0);
        }
        let values = of_rows(values, rows);
        if !any(&values, |value| !value.is_finite()) {
            return Ok(values);
        }
        let mut infinite = (0u32..).zip(values.iter()).filter(|(_, value)| !value.is_finite());
        let (row, &value) = infinite.next().unwrap_or((0, &f64::INFINITY));
        let cells = 1 + infinite.count() as u64;
        let row = rows.and_then(|rows| rows.get(row as usize)).copied().unwrap_or(row);
        Err(FrameError::NotFinite { row, column: column.name.clone(), value, cells })
    }

    fn weights(&mut self, k: usize, rows: &[u32], kept: Option<&[u32]>) -> Result<Vec<f64>, FrameError> {
        let weights = self.finite(k, kept)?.into_owned();
        let column = self.names[k].clone();
        if let Some(i) = weights.iter().position(|&weight| weight < 0.0) {
            let cells = weights.iter().filter(|&&weight| weight < 0.0).count() as u64;
            return Err(FrameError::NegativeWeight { row: rows[i], column, value: weights[i], cells });
        }
        match weights.iter().all(|&weight| weight == 0.0) {
            true => Err(FrameError::ZeroWeights { column }),
            false => Ok(weights),
        }
    }

    fn labels(&self, k: usize, rows: &[u32], wanted: &Wanted<'_>) -> Result<labels::Labels, FrameError> {
        let data = match &self.columns[k].values {
            FrameValues::Numbers(values) => ColumnData::Numeric(values.to_vec()),
            FrameValues::Booleans(values) => ColumnData::Boolean {
                codes: values.iter().map(|&truth| u32::from(truth)).collect(),
                labels: self.booleans.clone(),
            },
            FrameValues::Texts { codes, levels } => {
                ColumnData::Categorical { codes: codes.clone(), levels: levels.clone() }
            }
            FrameValues::Other(_) => ColumnData::Skipped,
        };
        // The order of number labels looks at infinities, too: told as labels.
        let column = Column::of(data, self.columns[k].missing.clone());
        labels::labels(&column, rows, wanted).map_err(FrameError::Coding)
    }
}

/// A number per row that equal cells share.
fn clusters(column: &FrameColumn<'_>, rows: &[u32]) -> Vec<u32> {
    match &column.values {
        FrameValues::Texts { codes, .. } => rows.iter().map(|&row| codes[row as usize]).collect(),
        FrameValues::Booleans(values) => rows.iter().map(|&row| u32::from(values[row as usize])).collect(),
        FrameValues::Numbers(values) => {
            let mut numbers: HashMap<u64, u32, foldhash::fast::RandomState> = HashMap::default();
            let mut number = |row: &u32| {
                let next = numbers.len() as u32;
                let value = values[*row as usize] + 0.0; // -0 is 0
                *numbers.entry(value.to_bits()).or_insert(next)
            };
            rows.iter().map(&mut number).collect()
        }
        FrameValues::Other(_) => Vec::new(),
    }
}
