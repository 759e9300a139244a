//! The structures of Arrow's C interface, owned: each is released once, whatever happens.
//!
//! A structure whose `release` is null is released. It may be moved, by its bytes, if the one left behind is marked so. Children and
//! dictionaries belong to the structure they hang from. What is read here are the structures themselves; the lies that they can tell are
//! looked for where they are used.
//!
//! Unsafe, and sound as far as the interface's contract goes: that a structure which is handed over is one, that its callbacks do what
//! they are there for, and that a pointer which is not null points to what the specification says.
#![allow(unsafe_code)]

use super::memory::is_there;
use std::ffi::{CStr, c_char, c_int, c_void};

#[repr(C)]
pub(super) struct Schema {
    pub format: *const c_char,
    pub name: *const c_char,
    pub metadata: *const c_char,
    pub flags: i64,
    pub n_children: i64,
    pub children: *const *const Schema,
    pub dictionary: *const Schema,
    pub release: Option<unsafe extern "C" fn(*mut Schema)>,
    pub private_data: *mut c_void,
}

#[repr(C)]
pub(super) struct Array {
    pub length: i64,
    pub null_count: i64,
    pub offset: i64,
    pub n_buffers: i64,
    pub n_children: i64,
    pub buffers: *const *const u8,
    pub children: *const *const Array,
    pub dictionary: *const Array,
    pub release: Option<unsafe extern "C" fn(*mut Array)>,
    pub private_data: *mut c_void,
}

#[repr(C)]
pub(super) struct Stream {
    pub get_schema: Option<unsafe extern "C" fn(*mut Stream, *mut Schema) -> c_int>,
    pub get_next: Option<unsafe extern "C" fn(*mut Stream, *mut Array) -> c_int>,
    pub get_last_error: Option<unsafe extern "C" fn(*mut Stream) -> *const c_char>,
    pub release: Option<unsafe extern "C" fn(*mut Stream)>,
    pub private_data: *mut c_void,
}

/// A structure that can be released. All of its bytes 0 is a released one.
pub(super) trait Released: Sized {
    fn release(&self) -> Option<unsafe extern "C" fn(*mut Self)>;
}

macro_rules! released {
    ($($of:ty),+) => {$(
        impl Released for $of {
            fn release(&self) -> Option<unsafe extern "C" fn(*mut Self)> {
                self.release
            }
        }
    )+};
}

released!(Schema, Array, Stream);

/// A structure that is released when it is dropped.
#[repr(transparent)]
pub(super) struct Owned<T: Released>(pub T);

// The interface lets a structure be read and released on any thread, one at a time; reading needs no callback.
unsafe impl<T: Released> Send for Owned<T> {}
unsafe impl Sync for Owned<Array> {}
unsafe impl Sync for Owned<Schema> {}

impl<T: Released> Drop for Owned<T> {
    fn drop(&mut self) {
        if let Some(release) = self.0.release() {
            unsafe { release(&raw mut self.0) };
        }
    }
}

impl<T: Released> std::ops::Deref for Owned<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

/// What a callback writes to its second argument, where it returns 0.
fn filled<T: Released>(
    stream: &mut Stream,
    by: unsafe extern "C" fn(*mut Stream, *mut T) -> c_int,
) -> Result<T, c_int> {
    // All bytes 0: null pointers, and no release.
    let mut out: std::mem::MaybeUninit<T> = std::mem::MaybeUninit::zeroed();
    match unsafe { by(stream, out.as_mut_ptr()) } {
        0 => Ok(unsafe { out.assume_init() }),
        // By the contract there is nothing in it then that would have to be released.
        code => Err(code),
    }
}

impl Owned<Stream> {
    /// The stream of a capsule, moved out of it; `None` if that has been done before.
    ///
    /// # Safety
    /// `at` points to a stream of the interface.
    pub unsafe fn moved_from(at: *mut Stream) -> Option<Self> {
        let left = Stream {
            get_schema: None,
            get_next: None,
            get_last_error: None,
            release: None,
            private_data: std::ptr::null_mut(),
        };
        let stream = Self(unsafe { at.replace(left) });
        stream.release.is_some().then_some(stream)
    }

    /// The schema of its arrays.
    ///
    /// # Errors
    /// What the stream says.
    pub fn schema(&mut self) -> Result<Owned<Schema>, String> {
        let get = self.0.get_schema.ok_or("the stream has no get_schema")?;
        let schema = Owned(filled(&mut self.0, get).map_err(|code| self.last_error(code))?);
        if schema.release.is_some() { Ok(schema) } else { Err("the stream has no schema".to_owned()) }
    }

    /// Its next array; `None` at the end.
    ///
    /// # Errors
    /// What the stream says.
    pub fn next(&mut self) -> Result<Option<Owned<Array>>, String> {
        let get = self.0.get_next.ok_or("the stream has no get_next")?;
        let array = Owned(filled(&mut self.0, get).map_err(|code| self.last_error(code))?);
        Ok(array.release.is_some().then_some(array))
    }

    fn last_error(&mut self, code: c_int) -> String {
        let kind = std::io::Error::from_raw_os_error(code);
        let text = self.0.get_last_error.and_then(|get| text(unsafe { get(&raw mut self.0) }));
        match text.filter(|text| !text.is_empty()) {
            Some(text) => format!("{} ({kind})", String::from_utf8_lossy(text)),
            None => format!("{kind}, and no more is told"),
        }
    }
}

/// The bytes up to a null.
fn text<'a>(at: *const c_char) -> Option<&'a [u8]> {
    (!at.is_null()).then(|| unsafe { CStr::from_ptr(at) }.to_bytes())
}

/// The structure at a pointer.
fn structure<'a, T: Released>(at: *const T, what: impl Fn() -> String) -> Result<&'a T, String> {
    if at.is_null() || !at.is_aligned() {
        return Err(format!("{} is at {at:?}, where nothing can be", what()));
    }
    let found = unsafe { &*at };
    if found.release().is_some() { Ok(found) } else { Err(format!("{} has been released", what())) }
}

/// The `count` structures that `pointers` points to.
fn children<'a, T: Released>(count: i64, pointers: *const *const T) -> Result<Vec<&'a T>, String> {
    let number = usize::try_from(count).map_err(|_| format!("it has {count} children"))?;
    if number == 0 {
        return Ok(Vec::new());
    }
    let size = number.checked_mul(size_of::<*const T>()).filter(|&size| is_there([(pointers.addr(), size)]));
    if pointers.is_null() || size.is_none() {
        return Err(format!("it has {number} children, and they are nowhere"));
    }
    let pointers: Vec<*const T> = (0..number).map(|k| unsafe { pointers.add(k).read_unaligned() }).collect();
    if !is_there(pointers.iter().filter(|at| !at.is_null()).map(|at| (at.addr(), size_of::<T>()))) {
        return Err("one of its children is where no memory is".to_owned());
    }
    let child = |(k, at)| structure(at, || format!("child {k} of {number}"));
    pointers.into_iter().enumerate().map(child).collect()
}

fn dictionary<'a, T: Released>(at: *const T) -> Result<Option<&'a T>, String> {
    if at.is_null() {
        Ok(None)
    } else if !is_there([(at.addr(), size_of::<T>())]) {
        Err("its dictionary is where no memory is".to_owned())
    } else {
        structure(at, || "its dictionary".to_owned()).map(Some)
    }
}

/// A number of 4 bytes in metadata, which `at` is moved behind.
fn length(at: &mut *const u8) -> Result<usize, String> {
    let number = unsafe { at.cast::<i32>().read_unaligned() };
    *at = unsafe { at.add(4) };
    usize::try_from(number).map_err(|_| format!("its metadata have a length of {number}"))
}

fn text_behind_length<'a>(at: &mut *const u8) -> Result<&'a [u8], String> {
    let length = length(at)?;
    let text = unsafe { std::slice::from_raw_parts(*at, length) };
    *at = unsafe { at.add(length) };
    Ok(text)
}

impl Schema {
    /// Where its texts begin.
    pub fn texts(&self) -> [(usize, usize); 3] {
        let place = |at: *const c_char, length: usize| (at.addr(), if at.is_null() { 0 } else { length });
        [place(self.format, 1), place(self.name, 1), place(self.metadata, 4)]
    }

    pub fn format(&self) -> Option<&[u8]> {
        text(self.format)
    }

    /// The name; empty if there is none.
    pub fn name(&self) -> &[u8] {
        text(self.name).unwrap_or_default()
    }

    /// # Errors
    /// If they are none.
    pub fn children(&self) -> Result<Vec<&Schema>, String> {
        children(self.n_children, self.children)
    }

    /// The type of the values, if it is that of a dictionary.
    ///
    /// # Errors
    /// If it is none.
    pub fn dictionary(&self) -> Result<Option<&Schema>, String> {
        dictionary(self.dictionary)
    }

    /// The value of a key of the metadata: pairs of texts, each behind its length, behind their number.
    ///
    /// # Errors
    /// If a number or a length is negative.
    pub fn metadata(&self, key: &[u8]) -> Result<Option<&[u8]>, String> {
        if self.metadata.is_null() {
            return Ok(None);
        }
        let mut at = self.metadata.cast::<u8>();
        let mut found = None;
        // To the end: what follows must be pairs, too.
        for _ in 0..length(&mut at)? {
            let [name, value] = [text_behind_length(&mut at)?, text_behind_length(&mut at)?];
            if name == key {
                found = Some(value);
            }
        }
        Ok(found)
    }
}

impl Array {
    /// Whether there is memory for the pointers to its buffers.
    pub fn has_buffers(&self) -> bool {
        let size = usize::try_from(self.n_buffers).ok().and_then(|buffers| buffers.checked_mul(size_of::<usize>()));
        self.buffers.is_null() || size.is_some_and(|size| is_there([(self.buffers.addr(), size)]))
    }

    /// The children, of which there must be `expected`.
    ///
    /// # Errors
    /// If they are others, or none.
    pub fn children(&self, expected: usize) -> Result<Vec<&Array>, String> {
        if usize::try_from(self.n_children) != Ok(expected) {
            return Err(format!("it has {} children, and its type {expected}", self.n_children));
        }
        children(self.n_children, self.children)
    }

    /// The values of a dictionary.
    ///
    /// # Errors
    /// If they are none.
    pub fn dictionary(&self) -> Result<Option<&Array>, String> {
        dictionary(self.dictionary)
    }

    /// Bytes `from .. to` of a buffer, which is believed to have as many.
    ///
    /// # Errors
    /// If there is none.
    pub fn bytes(&self, buffer: usize, from: usize, to: usize) -> Result<&[u8], String> {
        if from == to {
            return Ok(&[]);
        }
        let at = self.buffer(buffer).ok_or_else(|| format!("its buffer {buffer} is a null pointer"))?;
        // No memory ends beyond the last address.
        if to < from || at.addr().checked_add(to).is_none_or(|end| isize::try_from(end).is_err()) {
            return Err(format!("its buffer {buffer} would be of {to} bytes"));
        }
        if !is_there([(at.addr() + from, to - from)]) {
            return Err(format!("its buffer {buffer} would be of {to} bytes, and ends where no memory is"));
        }
        Ok(unsafe { std::slice::from_raw_parts(at.add(from), to - from) })
    }

    /// Where a buffer begins.
    pub fn buffer(&self, buffer: usize) -> Option<*const u8> {
        // (That the pointers to them are there has been asked.)
        if self.buffers.is_null() || i64::try_from(buffer).is_ok_and(|buffer| buffer >= self.n_buffers) {
            return None;
        }
        let at = unsafe { self.buffers.add(buffer).read_unaligned() };
        (!at.is_null()).then_some(at)
    }
}
