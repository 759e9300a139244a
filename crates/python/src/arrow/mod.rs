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
//! | dates, times, decimals, lists, numbers of a library's own types, anything else | refused if the column is used |
//!
//! An order of categories is kept where it is declared: by the flag of an Arrow dictionary, which an Enum of polars has, or by whoever asks, who
//! knows a categorical of pandas when he sees one. Others (texts, dictionaries, categoricals of polars) are in the order in which cells came;
//! their levels are sorted as in a file. The arrays live as long as [`Columns`], whatever Python does with the frame.
//!
//! What a stream says is not believed. Of every batch: its number of columns, its rows (none of which may be null as a whole). Of every column
//! that is used: lengths, offsets and number of nulls; that there are the buffers, and the dictionary, of its type; that texts lie in their
//! buffer, one behind the other, and are UTF-8; that codes are among the values of their dictionary. Whatever is wrong is a `DataError` with the
//! column. Two things only the library that hands the stream over can know, as the interface does not tell them: how long buffers are (but
//! those of views), and whether a pointer that is not null points to anything. So a length or a last offset that is too large, where nothing
//! contradicts it, reads other memory; that there is any is asked first, where the system answers ([`memory`]). Columns that are not used are not looked at.
//!
//! ```text
//! capsule ─ c_data ─► schema ─ kind ─► Kind of each column
//!                └──► arrays ─ cells, texts ─► Cells of each piece ─ column ─► FrameColumn
//! ```
//!
//! A formula's columns are made by pandas, to which pyarrow brings what is not pyarrow's already, believing it: it is looked at here
//! before ([`vetted`]).
//!
//! Refused: a library that imports such arrays. It takes them at their word, or panics; and what is read here is a fraction of what there is.

mod c_data;
mod cells;
mod column;
mod kind;
mod lent;
mod memory;
mod plain;
mod texts;

pub(crate) use lent::vetted;

use crate::error;
use crate::released::{checked, reason};
use c_data::{Array, Owned, Schema, Stream};
use cells::Cells;
use column::Use;
use kind::Kind;
use logodds::io::FrameColumn;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyCapsuleMethods};
use std::collections::HashSet;

/// The columns of a data frame, each in one or more pieces.
pub(crate) struct Columns {
    schema: Owned<Schema>,
    fields: Vec<Field>,
    batches: Vec<Batch>,
    rows: usize,
}

struct Field {
    name: String,
    kind: Kind,
    /// Whether the order of categories means something.
    is_ordered: bool,
}

impl Field {
    fn malformed(&self, problem: &str) -> String {
        format!("column {:?}: the Arrow array that the data hand over is malformed: {problem}", self.name)
    }
}

/// Some rows of all columns.
struct Batch {
    array: Owned<Array>,
    /// Cells of the columns before these rows.
    first: usize,
    rows: usize,
}

impl Columns {
    /// The columns that `frame.__arrow_c_stream__()` hands over.
    ///
    /// # Errors
    /// `DataError` if what it hands over is no stream of columns, or has been read; what it raises.
    pub fn new(frame: &Bound<'_, PyAny>) -> PyResult<Self> {
        checked(|| Self::read(frame)).unwrap_or_else(|failed| {
            let message = format!("the data's Arrow stream cannot be read, by a fault of logodds: {}", reason(&failed));
            Err(error::data(frame.py(), message))
        })
    }

    fn read(frame: &Bound<'_, PyAny>) -> PyResult<Self> {
        let py = frame.py();
        let capsule = frame.call_method0("__arrow_c_stream__")?;
        let Ok(capsule) = capsule.cast::<PyCapsule>() else {
            let message =
                format!("__arrow_c_stream__ of the data must give a capsule, and gave {}", capsule.get_type());
            return Err(error::data(py, message));
        };
        let pointer = capsule.pointer_checked(Some(c"arrow_array_stream")).map_err(|problem| {
            error::data(py, format!("the capsule of __arrow_c_stream__ holds no Arrow stream: {}", problem.value(py)))
        })?;
        // Sound because a capsule of this name holds a stream of the C stream interface, by the PyCapsule interface's contract.
        #[allow(unsafe_code)]
        let stream = unsafe { Owned::moved_from(pointer.cast::<Stream>().as_ptr()) };
        let mut stream = stream.ok_or_else(|| error::data(py, USED_UP.to_owned()))?;
        let broken = |problem: String| error::data(py, format!("the data's Arrow stream cannot be read: {problem}"));
        // With the interpreter released: a library may need it in another thread to go on.
        let schema = py.detach(|| stream.schema()).map_err(broken)?;
        let fields = fields(&schema).map_err(broken)?;
        let (mut batches, mut rows) = (Vec::new(), 0usize);
        while let Some(array) = py.detach(|| stream.next()).map_err(broken)? {
            py.check_signals()?;
            let batch = Batch::of(array, fields.len());
            let batch = batch.map_err(|problem| broken(format!("batch {}: {problem}", batches.len())))?;
            rows = rows.saturating_add(batch.rows);
            if rows >= u32::MAX as usize {
                let message = format!("{rows} rows are more than the {} that can be counted here", u32::MAX - 1);
                return Err(error::data(py, message));
            }
            if batch.rows > 0 {
                batch.check().map_err(|problem| broken(format!("batch {}: {problem}", batches.len())))?;
                batches.push(batch);
            }
        }
        // Whoever hands the stream over may know that it is one of those that end.
        let is_once = frame.getattr("is_once").is_ok_and(|is_once| is_once.is_truthy().unwrap_or_default());
        if rows == 0 && is_once {
            return Err(error::data(py, USED_UP.to_owned()));
        }
        Ok(Self { schema, fields, batches, rows })
    }

    /// The number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Whether there are columns of all these names.
    pub fn have(&self, names: &[&str]) -> bool {
        let known: HashSet<&str> = self.fields.iter().map(|field| field.name.as_str()).collect();
        names.iter().all(|name| known.contains(name))
    }

    /// The columns, float64 borrowed; of those named only, if names are given. Integers of the columns `identifiers` that float64 cannot
    /// tell apart are texts there. Categories of the columns `declared` are in an order that means something.
    ///
    /// # Errors
    /// What is wrong with a column, by name.
    pub fn frame(
        &self,
        named: Option<&[&str]>,
        identifiers: &[&str],
        declared: &[String],
    ) -> Result<Vec<FrameColumn<'_>>, String> {
        let named: Option<HashSet<&str>> = named.map(|named| named.iter().copied().collect());
        let mut batches = Vec::with_capacity(self.batches.len());
        for batch in &self.batches {
            batches.push((batch, batch.array.children(self.fields.len())?));
        }
        let of = |(k, field): (usize, &Field)| {
            let pieces = match field.kind {
                Kind::Fixed(..) | Kind::Other(_) => Ok(Vec::new()),
                _ => batches.iter().map(|(batch, of)| Cells::of(of[k], &field.kind, batch.first, batch.rows)).collect(),
            };
            let to = Use {
                is_ordered: field.is_ordered || declared.contains(&field.name),
                is_identifier: identifiers.contains(&field.name.as_str()),
            };
            let found = pieces.and_then(|pieces| column::column(&field.name, &field.kind, pieces, &to));
            found.map_err(|problem| field.malformed(&problem))
        };
        let is_wanted = |field: &Field| named.as_ref().is_none_or(|named| named.contains(field.name.as_str()));
        self.fields.iter().enumerate().filter(|(_, field)| is_wanted(field)).map(of).collect()
    }
}

/// A stream can be read once.
const USED_UP: &str = "the data are a stream without rows, which has been read already, or was empty: make it again, or keep what it gives in a table (pyarrow.table(stream), say)";

fn fields(schema: &Schema) -> Result<Vec<Field>, String> {
    match schema.format() {
        None => return Err("its type is a null pointer".to_owned()),
        Some(b"+s") if schema.dictionary()?.is_none() => {}
        Some(b"+s") => return Err("it has records by codes, in place of columns".to_owned()),
        Some(other) => return Err(format!("it has no columns: it is one of {}", kind::name(other))),
    }
    schema.metadata(&[])?;
    let children = schema.children()?;
    if !memory::is_there(children.iter().flat_map(|field| field.texts())) {
        return Err("a type or a name is where no memory is".to_owned());
    }
    let field = |(k, field): (usize, &Schema)| {
        let name = std::str::from_utf8(field.name());
        let name = name.map_err(|_| format!("the name of column {k}, counted from 0, is not UTF-8"))?;
        let kind = Kind::of(field).map_err(|problem| format!("column {name:?}: {problem}"))?;
        let is_ordered = field.flags & ORDERED != 0 && matches!(kind, Kind::Dictionary(..));
        Ok(Field { name: name.to_owned(), kind, is_ordered })
    };
    children.into_iter().enumerate().map(field).collect()
}

/// The flag of a dictionary whose order means something.
const ORDERED: i64 = 1;

impl Batch {
    /// An array of records, of `columns` columns.
    fn of(array: Owned<Array>, columns: usize) -> Result<Self, String> {
        let count = |what, number| usize::try_from(number).map_err(|_| format!("its {what} is {number}"));
        let (first, rows) = (count("offset", array.offset)?, count("length", array.length)?);
        array.children(columns)?;
        if array.dictionary()?.is_some() {
            return Err("it has a dictionary, which its type has not".to_owned());
        }
        Ok(Self { array, first, rows })
    }

    /// That every one of its rows is there.
    fn check(&self) -> Result<(), String> {
        if self.array.n_buffers != 1 {
            return Err(format!("it has {} buffers, and records 1", self.array.n_buffers));
        }
        if !self.array.has_buffers() {
            return Err("its buffers are nowhere".to_owned());
        }
        let first = cells::first(&self.array, 0, self.rows)?;
        let valid = cells::validity(&self.array, first, self.rows)?;
        match valid.and_then(|valid| valid.iter().position(|is_there| !is_there)) {
            Some(row) => Err(format!("its row {row} is null as a whole; drop such rows, or make their cells null")),
            None => Ok(()),
        }
    }
}
