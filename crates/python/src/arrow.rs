//! Data frames through the Arrow PyCapsule interface, which pandas, polars, pyarrow, duckdb and others speak: columns of float64 are
//! borrowed from it, categories taken as codes.
//!
//! | Arrow | here |
//! |---|---|
//! | float64 in one piece | numbers, as they lie |
//! | other floats, integers | numbers, converted |
//! | booleans | booleans |
//! | strings of any kind | categories |
//! | dictionaries of strings, numbers or booleans (pandas and polars categoricals) | categories, numbers spelled |
//! | nothing but nulls | categories without a cell |
//! | dates, times, decimals, lists, anything else | refused if the column is used |
//!
//! An order of categories is kept where it is declared: by the flag of an Arrow dictionary, which an Enum of polars has, or by whoever asks, who
//! knows a categorical of pandas when he sees one. Others (texts, dictionaries, categoricals of polars) are in the order in which cells came;
//! their levels are sorted as in a file. The arrays live as long as [`Columns`], whatever Python does with the frame.

use crate::error;
use arrow_array::cast::AsArray;
use arrow_array::ffi_stream::{FFI_ArrowArrayStream, RecordBatchStreamReader};
use arrow_array::types::{
    Float16Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type, UInt16Type,
    UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef, ArrowPrimitiveType, RecordBatchReader};
use arrow_schema::DataType;
use logodds::io::FrameColumn;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyCapsuleMethods};
use std::collections::HashSet;

/// The columns of a data frame, each in one or more pieces.
pub(crate) struct Columns {
    columns: Vec<Column>,
    rows: usize,
}

struct Column {
    name: String,
    kind: DataType,
    /// Whether the order of categories means something.
    declared: bool,
    pieces: Vec<ArrayRef>,
}

impl Columns {
    /// The columns that `frame.__arrow_c_stream__()` hands over.
    ///
    /// # Errors
    /// `DataError` if what it hands over is no stream of columns; what it raises.
    pub fn new(frame: &Bound<'_, PyAny>) -> PyResult<Self> {
        let py = frame.py();
        let capsule = frame.call_method0("__arrow_c_stream__")?;
        let capsule = capsule
            .cast::<PyCapsule>()
            .map_err(|_| PyTypeError::new_err(format!("__arrow_c_stream__ of {} gave no capsule", frame.get_type())))?;
        let pointer = capsule.pointer_checked(Some(c"arrow_array_stream"))?.cast::<FFI_ArrowArrayStream>();
        // Sound because a capsule of this name holds a stream of the C stream interface, by the PyCapsule interface's contract; it is
        // moved out, and the capsule left with a released one.
        #[allow(unsafe_code)]
        let reader = unsafe { RecordBatchStreamReader::from_raw(pointer.as_ptr()) };
        let broken = |problem: &dyn std::fmt::Display| {
            error::data(py, format!("the data frame's Arrow columns cannot be read: {problem}"))
        };
        let reader = reader.map_err(|problem| broken(&problem))?;
        let fields = reader.schema();
        let mut columns: Vec<Column> = fields
            .fields()
            .iter()
            .map(|field| Column {
                name: field.name().clone(),
                kind: field.data_type().clone(),
                declared: field.dict_is_ordered() == Some(true),
                pieces: Vec::new(),
            })
            .collect();
        let mut rows = 0;
        for batch in reader {
            let batch = batch.map_err(|problem| broken(&problem))?;
            if batch.num_rows() == 0 {
                continue;
            }
            rows += batch.num_rows();
            columns.iter_mut().zip(batch.columns()).for_each(|(column, piece)| column.pieces.push(piece.clone()));
        }
        if rows >= u32::MAX as usize {
            let message = format!("{rows} rows are more than the {} that can be counted here", u32::MAX - 1);
            return Err(error::data(py, message));
        }
        Ok(Self { columns, rows })
    }

    /// The number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Whether there are columns of all these names.
    pub fn have(&self, names: &[&str]) -> bool {
        let known: HashSet<&str> = self.columns.iter().map(|column| column.name.as_str()).collect();
        names.iter().all(|name| known.contains(name))
    }

    /// The columns, float64 borrowed; of those named only, if names are given. Integers of the columns `identifiers` that float64 cannot
    /// tell apart are texts there. Categories of the columns `declared` are in an order that means something.
    pub fn frame(&self, named: Option<&[&str]>, identifiers: &[&str], declared: &[String]) -> Vec<FrameColumn<'_>> {
        let named: Option<HashSet<&str>> = named.map(|named| named.iter().copied().collect());
        let is_wanted = |column: &&Column| named.as_ref().is_none_or(|named| named.contains(column.name.as_str()));
        let wanted = self.columns.iter().filter(is_wanted);
        let is_identifier = |column: &Column| identifiers.contains(&column.name.as_str());
        wanted
            .map(|column| {
                let texts = if is_identifier(column) { column.long_integers() } else { None };
                texts.unwrap_or_else(|| column.cells(declared.contains(&column.name)))
            })
            .collect()
    }
}

impl Column {
    fn cells(&self, declared: bool) -> FrameColumn<'_> {
        let name = self.name.clone();
        match &self.kind {
            DataType::Float64 => match &self.pieces[..] {
                [piece] => {
                    let values = &piece.as_primitive::<Float64Type>().values()[..];
                    FrameColumn::numbers(name, values, self.nulls())
                }
                _ => self.numbers::<Float64Type>(|x| x),
            },
            DataType::Float32 => self.numbers::<Float32Type>(f64::from),
            DataType::Float16 => self.numbers::<Float16Type>(f64::from),
            DataType::Int8 => self.numbers::<Int8Type>(f64::from),
            DataType::Int16 => self.numbers::<Int16Type>(f64::from),
            DataType::Int32 => self.numbers::<Int32Type>(f64::from),
            DataType::Int64 => self.numbers::<Int64Type>(|x| x as f64),
            DataType::UInt8 => self.numbers::<UInt8Type>(f64::from),
            DataType::UInt16 => self.numbers::<UInt16Type>(f64::from),
            DataType::UInt32 => self.numbers::<UInt32Type>(f64::from),
            DataType::UInt64 => self.numbers::<UInt64Type>(|x| x as f64),
            DataType::Boolean => {
                FrameColumn::booleans(name, self.pieces.iter().flat_map(|piece| piece.as_boolean().iter()))
            }
            DataType::Utf8 => {
                FrameColumn::texts(name, self.pieces.iter().flat_map(|piece| piece.as_string::<i32>().iter()))
            }
            DataType::LargeUtf8 => {
                FrameColumn::texts(name, self.pieces.iter().flat_map(|piece| piece.as_string::<i64>().iter()))
            }
            DataType::Utf8View => {
                FrameColumn::texts(name, self.pieces.iter().flat_map(|piece| piece.as_string_view().iter()))
            }
            DataType::Null => {
                let rows = self.pieces.iter().map(|piece| piece.len()).sum();
                FrameColumn::texts(name, std::iter::repeat_n(None, rows))
            }
            DataType::Dictionary(_, of) => self
                .codes(declared || self.declared)
                .unwrap_or_else(|| FrameColumn::other(self.name.clone(), format!("categories of {}", words(of)))),
            other => FrameColumn::other(name, words(other)),
        }
    }

    /// Numbers, converted.
    fn numbers<T: ArrowPrimitiveType>(&self, convert: impl Fn(T::Native) -> f64) -> FrameColumn<'_> {
        let mut values = Vec::with_capacity(self.pieces.iter().map(|piece| piece.len()).sum());
        for piece in &self.pieces {
            values.extend(piece.as_primitive::<T>().values().iter().map(|&value| convert(value)));
        }
        FrameColumn::numbers(self.name.clone(), values, self.nulls())
    }

    /// Integers as texts, if float64 cannot tell all of them apart.
    fn long_integers(&self) -> Option<FrameColumn<'_>> {
        /// The integer up to which float64 tells all apart, 2⁵³.
        const EXACT: u64 = 1 << 53;
        let texts: Vec<Option<String>> = match &self.kind {
            DataType::Int64 => {
                let cells = || self.pieces.iter().flat_map(|piece| piece.as_primitive::<Int64Type>().iter());
                cells().flatten().any(|x| x.unsigned_abs() > EXACT).then(|| spell(cells()))?
            }
            DataType::UInt64 => {
                let cells = || self.pieces.iter().flat_map(|piece| piece.as_primitive::<UInt64Type>().iter());
                cells().flatten().any(|x| x > EXACT).then(|| spell(cells()))?
            }
            _ => return None,
        };
        Some(FrameColumn::texts(self.name.clone(), texts.iter().map(Option::as_deref)))
    }

    /// Rows without a value.
    fn nulls(&self) -> Vec<u32> {
        let mut rows = Vec::new();
        let mut first = 0;
        for piece in &self.pieces {
            if let Some(nulls) = piece.nulls().filter(|nulls| nulls.null_count() > 0) {
                rows.extend((first..).zip(nulls.iter()).filter(|(_, valid)| !valid).map(|(row, _)| row));
            }
            first += piece.len() as u32;
        }
        rows
    }

    /// The codes of dictionaries, each piece's after those of the one before; `None` if the values are nothing that can be spelled.
    fn codes(&self, declared: bool) -> Option<FrameColumn<'_>> {
        let (mut codes, mut texts) = (Vec::new(), Vec::new());
        for piece in &self.pieces {
            let dictionary = piece.as_any_dictionary();
            let values = spelled(dictionary.values())?;
            if values.is_empty() {
                codes.extend(std::iter::repeat_n(u32::MAX, piece.len()));
                continue;
            }
            // A value may be null as well as a key.
            let of_value: Vec<u32> = (texts.len() as u32..)
                .zip(&values)
                .map(|(code, value)| if value.is_some() { code } else { u32::MAX })
                .collect();
            texts.extend(values.into_iter().map(Option::unwrap_or_default));
            let keys = dictionary.keys();
            let rows = dictionary.normalized_keys().into_iter().enumerate();
            codes.extend(rows.map(|(row, key)| if keys.is_null(row) { u32::MAX } else { of_value[key] }));
        }
        let column = if declared { FrameColumn::ordered } else { FrameColumn::codes };
        Some(column(self.name.clone(), codes, &texts))
    }
}

fn spell<T: std::fmt::Display>(values: impl Iterator<Item = Option<T>>) -> Vec<Option<String>> {
    values.map(|value| value.map(|value| value.to_string())).collect()
}

/// The values of a dictionary as texts; `None` if they are of another kind.
fn spelled(values: &ArrayRef) -> Option<Vec<Option<String>>> {
    fn numbers<T: ArrowPrimitiveType>(values: &ArrayRef) -> Vec<Option<String>>
    where
        T::Native: std::fmt::Display,
    {
        spell(values.as_primitive::<T>().iter())
    }
    let owned = |text: Option<&str>| text.map(str::to_owned);
    Some(match values.data_type() {
        DataType::Utf8 => values.as_string::<i32>().iter().map(owned).collect(),
        DataType::LargeUtf8 => values.as_string::<i64>().iter().map(owned).collect(),
        DataType::Utf8View => values.as_string_view().iter().map(owned).collect(),
        DataType::Boolean => spell(values.as_boolean().iter()),
        DataType::Float64 => numbers::<Float64Type>(values),
        DataType::Float32 => numbers::<Float32Type>(values),
        DataType::Int8 => numbers::<Int8Type>(values),
        DataType::Int16 => numbers::<Int16Type>(values),
        DataType::Int32 => numbers::<Int32Type>(values),
        DataType::Int64 => numbers::<Int64Type>(values),
        DataType::UInt8 => numbers::<UInt8Type>(values),
        DataType::UInt16 => numbers::<UInt16Type>(values),
        DataType::UInt32 => numbers::<UInt32Type>(values),
        DataType::UInt64 => numbers::<UInt64Type>(values),
        DataType::Null => vec![None; values.len()],
        _ => return None,
    })
}

/// A type in words.
fn words(kind: &DataType) -> String {
    match kind {
        DataType::Date32 | DataType::Date64 => "dates",
        DataType::Timestamp(..) => "timestamps",
        DataType::Time32(_) | DataType::Time64(_) => "times of day",
        DataType::Duration(_) | DataType::Interval(_) => "durations",
        DataType::Decimal32(..) | DataType::Decimal64(..) | DataType::Decimal128(..) | DataType::Decimal256(..) => {
            "decimals"
        }
        DataType::Binary | DataType::LargeBinary | DataType::BinaryView | DataType::FixedSizeBinary(_) => "bytes",
        DataType::Struct(_) | DataType::Union(..) | DataType::Map(..) => "records",
        DataType::List(_)
        | DataType::LargeList(_)
        | DataType::FixedSizeList(..)
        | DataType::ListView(_)
        | DataType::LargeListView(_) => "lists",
        other => return format!("Arrow's {other}"),
    }
    .to_owned()
}
