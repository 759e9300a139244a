//! A stream handed on, after a look at it, to a library that believes what it is handed.
//!
//! Arrays go from the one stream to the other where they lie, without the columns that nobody asked for: a new structure, whose children have
//! the buffers of those that came, owns the one that came.
#![allow(unsafe_code)]

use super::c_data::{Array, Owned, Released, Schema, Stream};
use super::cells::Cells;
use super::kind::Kind;
use super::{Batch, Columns, Field};
use crate::error;
use crate::released::released;
use pyo3::prelude::*;
use pyo3::types::PyCapsule;
use std::collections::{HashSet, VecDeque};
use std::ffi::{c_char, c_int};

/// The stream of `frame` as a capsule, with the columns `names` (all, if none are given), every one of them looked at.
///
/// # Errors
/// `DataError` if the stream is malformed, or a column of a kind that no formula can make anything of.
#[pyfunction]
#[pyo3(signature = (frame, names=None))]
pub(crate) fn vetted<'py>(frame: &Bound<'py, PyAny>, names: Option<Vec<String>>) -> PyResult<Bound<'py, PyCapsule>> {
    let py = frame.py();
    let columns = Columns::new(frame)?;
    let is_wanted = |field: &Field| names.as_ref().is_none_or(|names| names.contains(&field.name));
    let kept: Vec<usize> = (0..columns.fields.len()).filter(|&k| is_wanted(&columns.fields[k])).collect();
    released(py, || columns.look_at(&kept))?.map_err(|problem| error::data(py, problem))?;
    let Columns { schema, batches, .. } = columns;
    let batches = batches.into_iter().map(|batch| lend_array(batch, &kept)).collect();
    let handed = Handed { schema: Some(lend_schema(schema, &kept)), batches };
    let stream = Owned(Stream {
        get_schema: Some(get_schema),
        get_next: Some(get_next),
        get_last_error: Some(get_last_error),
        release: Some(release_stream),
        private_data: Box::into_raw(Box::new(handed)).cast(),
    });
    // A capsule points to its value, which is the stream; it is released with the capsule, if nobody has moved it out.
    PyCapsule::new_with_value(py, stream, c"arrow_array_stream")
}

impl Columns {
    /// Columns `kept` are well formed, and something that a formula can use.
    fn look_at(&self, kept: &[usize]) -> Result<(), String> {
        let mut seen = HashSet::new();
        for &k in kept {
            let field = &self.fields[k];
            if !seen.insert(&field.name) {
                return Err(format!("two columns are called {:?}; rename one", field.name));
            }
            match &field.kind {
                Kind::Other(words) => {
                    return Err(format!("column {:?} holds {words}; convert it, or leave the column out", field.name));
                }
                Kind::Fixed(..) => {
                    for batch in &self.batches {
                        let array = batch.array.children(self.fields.len())?[k];
                        Cells::of(array, &field.kind, batch.first, batch.rows)
                            .map_err(|problem| field.malformed(&problem))?;
                    }
                }
                _ => drop(self.frame(Some(&[&field.name]), &[], &[])?),
            }
        }
        Ok(())
    }
}

/// A schema that owns the one that came, with some of its children.
struct LentSchema {
    children: Vec<*const Schema>,
    _of: Owned<Schema>,
}

fn lend_schema(of: Owned<Schema>, kept: &[usize]) -> Owned<Schema> {
    // As many as have been looked at.
    let children = kept.iter().map(|&k| unsafe { of.children.add(k).read_unaligned() }).collect();
    // The same bytes, of which only the new structure is an owner.
    let mut lent = unsafe { std::ptr::read(&raw const of.0) };
    let owner = Box::new(LentSchema { children, _of: of });
    lent.n_children = owner.children.len() as i64;
    lent.children = owner.children.as_ptr();
    lent.private_data = Box::into_raw(owner).cast();
    lent.release = Some(release_schema);
    Owned(lent)
}

unsafe extern "C" fn release_schema(at: *mut Schema) {
    unsafe {
        drop(Box::from_raw((*at).private_data.cast::<LentSchema>()));
        (*at).release = None;
    }
}

/// An array that owns the one that came, with copies of some of its children.
struct LentArray {
    copies: Vec<Array>,
    children: Vec<*const Array>,
    /// No row is null as a whole.
    buffers: [*const u8; 1],
    _of: Owned<Array>,
}

/// The cells in use alone, from the beginning of every array: an offset of all columns is understood by few.
fn lend_array(batch: Batch, kept: &[usize]) -> Owned<Array> {
    let Batch { array: of, first, rows } = batch;
    let (first, rows) = (first as i64, rows as i64);
    let copy = |&k: &usize| {
        let mut copy = unsafe { std::ptr::read(of.children.add(k).read_unaligned()) };
        if copy.length != rows {
            copy.null_count = -1;
        }
        (copy.offset, copy.length) = (copy.offset + first, rows);
        copy.release = Some(release_copy);
        copy
    };
    let copies: Vec<Array> = kept.iter().map(copy).collect();
    let mut lent = unsafe { std::ptr::read(&raw const of.0) };
    let mut owner = Box::new(LentArray { copies, children: Vec::new(), buffers: [std::ptr::null()], _of: of });
    owner.children = owner.copies.iter().map(std::ptr::from_ref).collect();
    (lent.length, lent.offset, lent.null_count) = (rows, 0, 0);
    lent.n_children = owner.children.len() as i64;
    lent.children = owner.children.as_ptr();
    lent.buffers = owner.buffers.as_ptr();
    lent.private_data = Box::into_raw(owner).cast();
    lent.release = Some(release_array);
    Owned(lent)
}

unsafe extern "C" fn release_array(at: *mut Array) {
    unsafe {
        drop(Box::from_raw((*at).private_data.cast::<LentArray>()));
        (*at).release = None;
    }
}

/// A copy owns nothing.
unsafe extern "C" fn release_copy(at: *mut Array) {
    unsafe { (*at).release = None };
}

/// What the stream still has to hand over.
struct Handed {
    schema: Option<Owned<Schema>>,
    batches: VecDeque<Owned<Array>>,
}

unsafe fn handed<'a>(stream: *mut Stream) -> &'a mut Handed {
    unsafe { &mut *(*stream).private_data.cast::<Handed>() }
}

/// A structure moved to where a callback is to write it.
unsafe fn moved<T: Released>(owned: Owned<T>, out: *mut T) {
    unsafe { out.cast::<Owned<T>>().write(owned) };
}

unsafe extern "C" fn get_schema(stream: *mut Stream, out: *mut Schema) -> c_int {
    /// An invalid argument: whoever asks twice.
    const EINVAL: c_int = 22;
    match unsafe { handed(stream) }.schema.take() {
        Some(schema) => {
            unsafe { moved(schema, out) };
            0
        }
        None => EINVAL,
    }
}

unsafe extern "C" fn get_next(stream: *mut Stream, out: *mut Array) -> c_int {
    match unsafe { handed(stream) }.batches.pop_front() {
        Some(array) => unsafe { moved(array, out) },
        // One that is released is the end.
        None => unsafe { out.write_bytes(0, 1) },
    }
    0
}

unsafe extern "C" fn get_last_error(_: *mut Stream) -> *const c_char {
    std::ptr::null()
}

unsafe extern "C" fn release_stream(stream: *mut Stream) {
    unsafe {
        drop(Box::from_raw((*stream).private_data.cast::<Handed>()));
        (*stream).release = None;
    }
}
