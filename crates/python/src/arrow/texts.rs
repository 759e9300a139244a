//! Texts of an array, each looked at when it is read: that it lies within its buffer, and is UTF-8.
//!
//! ```text
//! between offsets   text k = bytes[offsets[k] .. offsets[k + 1]],    0 ≤ offsets[0] ≤ offsets[1] ≤ …
//! views             text k = the 12 bytes behind its length, or, if it is longer, length bytes of a buffer from an offset,
//!                            of which the view holds the first 4, too
//! ```
//!
//! The buffer between offsets is as long as the last one says: nothing else does.

use super::c_data::Array;
use super::kind::Text;
use super::plain::plain;
use std::borrow::Cow;

/// The texts of an array.
pub(super) enum Texts<'a> {
    Small(Cow<'a, [i32]>, &'a [u8]),
    Large(Cow<'a, [i64]>, &'a [u8]),
    /// Views of 16 bytes, and the buffers that they look into.
    Views(&'a [[u8; 16]], Vec<&'a [u8]>),
}

impl<'a> Texts<'a> {
    /// Texts `first .. first + rows` of the array's buffers.
    ///
    /// # Errors
    /// If a buffer is not there, or has a length that is none.
    pub fn of(array: &'a Array, kind: Text, first: usize, rows: usize) -> Result<Self, String> {
        let offsets = |width: usize| match rows {
            // An array without cells need have no offsets.
            0 => Ok(&[][..]),
            _ => array.bytes(1, first * width, (first + rows + 1) * width),
        };
        match kind {
            Text::Small => {
                let offsets = plain::<i32>(offsets(4)?);
                let bytes = between(array, offsets.first().map(|&at| at.into()), offsets.last().map(|&at| at.into()))?;
                Ok(Self::Small(offsets, bytes))
            }
            Text::Large => {
                let offsets = plain::<i64>(offsets(8)?);
                let bytes = between(array, offsets.first().copied(), offsets.last().copied())?;
                Ok(Self::Large(offsets, bytes))
            }
            Text::Views => {
                let views = array.bytes(1, first * 16, (first + rows) * 16)?.as_chunks().0;
                // The last buffer has the lengths of those between.
                let last = usize::try_from(array.n_buffers - 1).map_err(|_| "it has no buffers".to_owned())?;
                if last > MOST_BUFFERS {
                    return Err(format!("it has {} buffers", array.n_buffers));
                }
                let lengths = plain::<i64>(array.bytes(last, 0, (last - 2) * 8)?);
                let length =
                    |&length: &i64| usize::try_from(length).map_err(|_| format!("a buffer has {length} bytes"));
                let buffers = lengths.iter().zip(2..).map(|(of, k)| array.bytes(k, 0, length(of)?));
                Ok(Self::Views(views, buffers.collect::<Result<_, String>>()?))
            }
        }
    }

    /// Text `k`.
    ///
    /// # Errors
    /// If it is none.
    pub fn get(&self, k: usize) -> Result<&'a str, String> {
        let bytes = match self {
            Self::Small(offsets, bytes) => span(bytes, offsets[k].into(), offsets[k + 1].into(), offsets[0].into())?,
            Self::Large(offsets, bytes) => span(bytes, offsets[k], offsets[k + 1], offsets[0])?,
            Self::Views(views, buffers) => seen(&views[k], buffers)?,
        };
        std::str::from_utf8(bytes).map_err(|_| "its text is not UTF-8".to_owned())
    }

    /// Whether a cell without a value may stand there: its offsets rise, too. Views of such cells are any bytes.
    ///
    /// # Errors
    /// If it may not.
    pub fn pass(&self, k: usize) -> Result<(), String> {
        match self {
            Self::Small(offsets, bytes) => span(bytes, offsets[k].into(), offsets[k + 1].into(), offsets[0].into())?,
            Self::Large(offsets, bytes) => span(bytes, offsets[k], offsets[k + 1], offsets[0])?,
            Self::Views(..) => &[],
        };
        Ok(())
    }
}

/// Buffers of one array of views.
const MOST_BUFFERS: usize = 1 << 24;

/// The bytes between the first offset and the last.
fn between(array: &Array, first: Option<i64>, last: Option<i64>) -> Result<&[u8], String> {
    let (Some(first), Some(last)) = (first, last) else { return Ok(&[]) };
    match (usize::try_from(first), usize::try_from(last)) {
        (Ok(from), Ok(to)) if from <= to => array.bytes(2, from, to),
        _ => Err(format!("its texts begin at byte {first} and end at byte {last}")),
    }
}

/// The bytes from one offset to the next, of those from offset `origin` on.
fn span(bytes: &[u8], from: i64, to: i64, origin: i64) -> Result<&[u8], String> {
    let at = |offset: i64| usize::try_from(offset.checked_sub(origin)?).ok();
    let found = at(from).zip(at(to)).and_then(|(from, to)| bytes.get(from..to));
    found.ok_or_else(|| {
        format!("its text would be bytes {from} to {to} of those from {origin} to {}", origin + bytes.len() as i64)
    })
}

/// What a view looks at: `length: i32`, then 12 bytes of text, or `prefix: [u8; 4], buffer: i32, offset: i32`.
fn seen<'a, 'b: 'a>(view: &'a [u8; 16], buffers: &[&'b [u8]]) -> Result<&'a [u8], String> {
    let number = |at: usize| i32::from_ne_bytes([view[at], view[at + 1], view[at + 2], view[at + 3]]);
    let length = usize::try_from(number(0)).map_err(|_| format!("its text would have {} bytes", number(0)))?;
    if length <= 12 {
        return Ok(&view[4..4 + length]);
    }
    let (buffer, offset) = (number(8), number(12));
    let of_buffer = usize::try_from(buffer).ok().and_then(|buffer| buffers.get(buffer).copied());
    let bytes = of_buffer.ok_or_else(|| format!("its text is in buffer {buffer} of {}", buffers.len()))?;
    let from = usize::try_from(offset).map_err(|_| format!("its text begins at byte {offset}"))?;
    let text = from.checked_add(length).and_then(|to| bytes.get(from..to));
    let text = text.ok_or_else(|| format!("its text ends beyond the {} bytes of its buffer", bytes.len()))?;
    if text[..4] == view[4..8] { Ok(text) } else { Err("its text does not begin as its view says".to_owned()) }
}
