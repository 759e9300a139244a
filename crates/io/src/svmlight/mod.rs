//! Sparse rows from svmlight (libsvm) text: `label index:value index:value … # comment`, one a line.
//!
//! The rows become a compressed matrix: row i holds `columns[indptr[i]..indptr[i + 1]]`. The grammar is
//! told in `rows`. Pieces of text are parsed side by side and joined in file order; where they are cut
//! changes nothing, because the first fault is the one with the smallest offset and all else that a
//! piece hands on is joined in order. A third label is looked for only in a text without other faults.
//!
//! Indices are 1-based, as the format's authors have it, unless an index 0 occurs anywhere in the file.
//! Refused: a guess from anything else; without a 0 the two readings differ by an empty first column.

pub(crate) mod error;
#[cfg(test)]
mod properties;
mod rows;

pub use error::{SvmlightError, SvmlightFault};

use crate::bytes::Source;
use crate::text::ReadError;
use crate::text::opened::Text;
use memchr::memchr;
use rayon::prelude::*;
use rows::{Fault, Rows};
use std::ops::Range;

/// Bytes of a piece: many pieces a thread, and few enough to join.
const PIECE: usize = 1 << 20;

/// Sparse rows with a label each.
#[derive(Debug, Clone, PartialEq)]
pub struct Svmlight {
    /// 1 in rows of the larger label, else 0.
    pub labels: Vec<u8>,
    /// The smaller label and the larger, in the shortest spelling that reads back (`-1`, `1`).
    pub label_names: [String; 2],
    /// Where each row starts in `columns` and `values`; one entry more than there are rows.
    pub indptr: Vec<usize>,
    /// Column of each entry, from 0 whatever the file counts from; strictly increasing within a row.
    pub columns: Vec<u32>,
    /// Value of each entry, in double precision; zeros that are written out are kept.
    pub values: Vec<f64>,
    /// Columns up to the last one that occurs. Another file of the same data may end elsewhere.
    pub ncols: usize,
    /// Whether an index 0 occurs, so that column j has the index j in the file and not j + 1.
    pub zero_based: bool,
}

/// Reads svmlight text, gzip and zstd included, on the ambient rayon pool.
///
/// ```
/// use logodds_io::{Source, read_svmlight};
/// # fn main() -> Result<(), logodds_io::ReadError> {
/// let bytes = b"+1 2:0.5 7:1 # a comment\n-1 qid:3 1:2\n".to_vec();
/// let data = read_svmlight(Source::Bytes { name: "d.svm".into(), bytes })?;
/// assert_eq!((&data.labels[..], data.label_names.join("<")), (&[1, 0][..], "-1<1".into()));
/// assert_eq!((&data.indptr[..], &data.columns[..]), (&[0, 2, 3][..], &[1, 6, 0][..]));
/// assert_eq!((&data.values[..], data.ncols, data.zero_based), (&[0.5, 1.0, 2.0][..], 7, false));
/// # Ok(())
/// # }
/// ```
pub fn read_svmlight(source: Source) -> Result<Svmlight, ReadError> {
    let name = source.name();
    let bytes = source.load()?;
    let start = if bytes.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    parse(Text { name, bytes: bytes.into(), start, body: start, order: None }, PIECE)
}

fn parse(text: Text, piece: usize) -> Result<Svmlight, ReadError> {
    if memchr(b'\n', &text.bytes).is_none() && memchr(b'\r', text.bytes.trim_ascii_end()).is_some() {
        return Err(ReadError::CrLines { file: text.name });
    }
    let parsed: Vec<Result<Rows, Fault>> =
        pieces(&text, piece).into_par_iter().map(|range| rows::parse(&text.bytes, range)).collect();
    let refused = |(at, fault)| SvmlightError::Line { place: text.place(at), fault };
    let parts = parsed.into_iter().collect::<Result<Vec<_>, _>>().map_err(refused)?;
    let pair = two_labels(&text, &parts)?;
    drop(text); // the largest thing here, beside what is to come
    Ok(joined(parts, pair))
}

/// Ranges of about `piece` bytes, in order, that cover the text; each begins a line.
fn pieces(text: &Text, piece: usize) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = text.start;
    while start < text.bytes.len() {
        let goal = (start + piece).min(text.bytes.len());
        let end = memchr(b'\n', &text.bytes[goal..]).map_or(text.bytes.len(), |i| goal + i + 1);
        out.push(start..end);
        start = end;
    }
    out
}

/// The smaller label and the larger.
fn two_labels(text: &Text, parts: &[Rows]) -> Result<[f64; 2], SvmlightError> {
    let mut seen: Vec<f64> = Vec::new();
    for &(label, at) in parts.iter().flat_map(|part| &part.distinct) {
        match seen[..] {
            _ if seen.contains(&label) => {}
            [a, b] => {
                let fault = SvmlightFault::ThirdLabel { third: spelt(label), earlier: [spelt(a), spelt(b)] };
                return Err(SvmlightError::Line { place: text.place(at), fault });
            }
            _ => seen.push(label),
        }
    }
    let file = text.name.clone();
    match seen[..] {
        [a, b] => Ok([a.min(b), a.max(b)]),
        [a] => {
            let rows = parts.iter().map(|part| part.labels.len()).sum();
            Err(SvmlightError::OneLabel { file, label: spelt(a), rows })
        }
        _ => Err(SvmlightError::NoRows { file }),
    }
}

fn joined(parts: Vec<Rows>, pair: [f64; 2]) -> Svmlight {
    let zero_based = parts.iter().any(|part| part.has_index_zero);
    let last = parts.iter().filter_map(|part| part.last_index).max();
    let (mut labels, mut indptr) = (Vec::new(), vec![0]);
    let (mut columns, mut values) = (Vec::with_capacity(parts.len()), Vec::with_capacity(parts.len()));
    let mut entries = 0;
    for part in parts {
        labels.extend(part.labels.iter().map(|&label| u8::from(label == pair[1])));
        indptr.extend(part.ends.iter().map(|end| entries + end));
        entries += part.indices.len();
        columns.push(part.indices);
        values.push(part.values);
    }
    let base = u32::from(!zero_based);
    let mut columns = concatenated(columns);
    columns.par_iter_mut().for_each(|column| *column -= base);
    let ncols = last.map_or(0, |last| (last - base) as usize + 1);
    Svmlight { labels, label_names: pair.map(spelt), indptr, columns, values: concatenated(values), ncols, zero_based }
}

/// All parts in order, copied side by side: first touching the memory takes most of the time.
fn concatenated<T: Copy + Default + Send + Sync>(parts: Vec<Vec<T>>) -> Vec<T> {
    let mut out = vec![T::default(); parts.iter().map(Vec::len).sum()];
    let mut rest = &mut out[..];
    let mut slots = Vec::with_capacity(parts.len());
    for part in &parts {
        let (slot, after) = rest.split_at_mut(part.len());
        slots.push(slot);
        rest = after;
    }
    slots.into_par_iter().zip(parts).for_each(|(slot, part)| slot.copy_from_slice(&part));
    out
}

fn spelt(label: f64) -> String {
    format!("{label}")
}
