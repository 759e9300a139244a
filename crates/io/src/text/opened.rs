//! One text, opened: in memory or still in its file, with what its header says.

use crate::bytes::open_error::{OpenError, unread};
use crate::bytes::place::Place;
use crate::bytes::read::Bytes;
use crate::text::record;

/// One decompressed text, in memory or still in its file.
#[derive(Debug)]
pub(crate) struct Text {
    pub name: String,
    pub bytes: Bytes,
    /// After the byte order mark, where the header (or the first record) starts.
    pub start: usize,
    /// Where the first record after the header may start.
    pub body: usize,
    /// Where each column of the first file stands in this one, if not in the same place.
    pub order: Option<Vec<usize>>,
}

impl Text {
    /// Loads what the text still has in its file.
    pub fn load(&self) -> Result<(), OpenError> {
        self.bytes.load().map_err(|source| unread(&self.name, source))
    }

    /// Whether what was read of the text is still what its file holds.
    pub fn unchanged(&self) -> Result<(), OpenError> {
        self.bytes.unchanged().map_err(|source| unread(&self.name, source))
    }

    /// The header without its line end.
    pub fn header(&self) -> &[u8] {
        record::without_line_end(&self.bytes.head()[self.start..self.body], self.body == self.bytes.size())
    }

    /// Where column `k` stands in its records.
    pub fn position(&self, k: usize) -> usize {
        self.order.as_ref().map_or(k, |order| order[k])
    }

    /// What there is one of for each column, as the records of this text have it.
    pub fn as_here<T: Copy>(&self, of_columns: &[T]) -> Vec<T> {
        let mut here = of_columns.to_vec();
        of_columns.iter().enumerate().for_each(|(k, one)| here[self.position(k)] = *one);
        here
    }

    /// The same, from the records back to the columns.
    pub fn as_columns<T>(&self, here: Vec<T>) -> Vec<T> {
        let Some(order) = &self.order else { return here };
        let mut here: Vec<Option<T>> = here.into_iter().map(Some).collect();
        order.iter().filter_map(|&k| here[k].take()).collect()
    }

    /// How lines end: LF or CRLF.
    pub fn line_end(&self) -> &'static [u8] {
        let bytes = self.bytes.head();
        match memchr::memchr(b'\n', bytes) {
            Some(i) if i > 0 && bytes[i - 1] == b'\r' => b"\r\n",
            _ => b"\n",
        }
    }

    /// The place of the byte at `at`.
    pub fn place(&self, at: usize) -> Place {
        let before = &self.bytes[..at.min(self.bytes.len())];
        let line = 1 + memchr::memchr_iter(b'\n', before).count() as u64;
        Place { file: self.name.clone(), line }
    }
}
