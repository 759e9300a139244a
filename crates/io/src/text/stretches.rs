//! A text as stretches of whole records, each cut into pieces: what is parsed while it is in the cache.
//!
//! A file is read into one buffer, over and over: its memory is touched once, where a buffer as large as the file costs a page
//! fault every 4 KiB, which was half as dear as parsing it. The buffer is filled by several threads, as copying from the page
//! cache is bound by one.
//!
//! Where a stretch ends is a question of quotes, as in `split`: a line end inside quotes ends no record. A stretch without any
//! quote is cut at line ends; one with quotes is walked.

use crate::bytes::read::{Bytes, Filed};
use crate::bytes::split::{self, OpenQuote};
use crate::text::opened::Text;
use crate::text::simd;
use crate::text::simd::kinds::Kinds;
use memchr::{memchr, memrchr};
use rayon::prelude::*;
use std::ops::Range;

/// Pieces in a stretch: work for many threads, and a rest of a piece or two for those that are done first.
const PIECES: usize = 32;

/// Bytes that one thread reads, or looks through, at a time.
const PART: usize = 256 << 10;

/// The text cannot be cut into stretches here: an open quote, a record longer than a stretch, a file that cannot be read.
/// Whoever reads it as a whole can say what is wrong.
#[derive(Debug)]
pub(crate) struct Odd;

/// Calls `each` with stretches of whole records, in order, the pieces of about `piece` bytes that they consist of, and what kinds
/// of bytes are there.
pub(crate) fn each_stretch(
    text: &Text,
    delimiter: u8,
    piece: usize,
    mut each: impl FnMut(&[u8], Vec<Range<usize>>, Kinds) -> Result<(), Odd>,
) -> Result<(), Odd> {
    let piece = piece.max(1);
    let stretch = piece.saturating_mul(PIECES);
    match &text.bytes {
        Bytes::Held(bytes) => {
            let mut from = text.body;
            while from < bytes.len() {
                let to = from.saturating_add(stretch).min(bytes.len());
                let kinds = bytes[from..to].par_chunks(PART).map(simd::kinds).reduce(Kinds::default, Kinds::or);
                let (pieces, used) = cut(&bytes[from..to], to == bytes.len(), kinds, delimiter, piece)?;
                each(&bytes[from..from + used], pieces, kinds)?;
                from += used;
            }
            Ok(())
        }
        Bytes::Filed(filed) => {
            let mut buffer = vec![0; stretch.min(filed.length)];
            let (mut kept, mut from) = (0, text.body);
            let mut kinds_kept = Kinds::default();
            while from < filed.length || kept > 0 {
                let filled = kept + (buffer.len() - kept).min(filed.length - from);
                let kinds = fill(filed, from, &mut buffer[kept..filled])?.or(kinds_kept);
                from += filled - kept;
                let (pieces, used) = cut(&buffer[..filled], from == filed.length, kinds, delimiter, piece)?;
                each(&buffer[..used], pieces, kinds)?;
                kinds_kept = simd::kinds(&buffer[used..filled]);
                buffer.copy_within(used..filled, 0);
                kept = filled - used;
            }
            Ok(())
        }
    }
}

#[cfg(unix)]
fn fill(filed: &Filed, from: usize, buffer: &mut [u8]) -> Result<Kinds, Odd> {
    use std::os::unix::fs::FileExt;
    let read = |(k, part): (usize, &mut [u8])| {
        filed.file.read_exact_at(part, (from + k * PART) as u64).map(|()| simd::kinds(part))
    };
    let both = |a: Kinds, b: Kinds| Ok(a.or(b));
    buffer.par_chunks_mut(PART).enumerate().map(read).try_reduce(Kinds::default, both).map_err(|_| Odd)
}

/// Elsewhere no file is left unread.
#[cfg(not(unix))]
fn fill(_: &Filed, _: usize, _: &mut [u8]) -> Result<Kinds, Odd> {
    Err(Odd)
}

/// The pieces of the whole records in `text`, which begins one and, if `last`, is all that is left; and where these end.
fn cut(text: &[u8], last: bool, kinds: Kinds, delimiter: u8, piece: usize) -> Result<(Vec<Range<usize>>, usize), Odd> {
    if kinds.quote {
        return cut_quoted(text, last, delimiter, piece);
    }
    let used = if last { text.len() } else { memrchr(b'\n', text).ok_or(Odd)? + 1 };
    let mut pieces = Vec::with_capacity(PIECES + 1);
    let mut begin = 0;
    while begin < used {
        let goal = (begin + piece - 1).min(used);
        let end = memchr(b'\n', &text[goal..used]).map_or(used, |i| goal + i + 1);
        pieces.push(begin..end);
        begin = end;
    }
    Ok((pieces, used))
}

fn cut_quoted(text: &[u8], last: bool, delimiter: u8, piece: usize) -> Result<(Vec<Range<usize>>, usize), Odd> {
    if last {
        let pieces = split::pieces(text, 0, delimiter, piece).map_err(|_| Odd)?;
        return Ok((pieces, text.len()));
    }
    // A line end up to which all quotes are closed ends a record. If one is open, it ends none, nor does any behind the quote.
    let mut end = text.len();
    loop {
        end = memrchr(b'\n', &text[..end]).ok_or(Odd)? + 1;
        match split::pieces(&text[..end], 0, delimiter, piece) {
            Ok(pieces) => return Ok((pieces, end)),
            Err(OpenQuote(at)) => end = at,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Stretches are the text, and their pieces begin where records may.
    fn check(records: &[impl AsRef<str>], piece: usize) {
        let mut bytes = Vec::new();
        for record in records {
            bytes.extend_from_slice(record.as_ref().as_bytes());
            bytes.push(b'\n');
        }
        // A record may begin behind a line end up to which all quotes are closed.
        let closed = |to: usize| split::pieces(&bytes[..to], 0, b',', 1).is_ok();
        let begins = |at: usize| at == 0 || (bytes[at - 1] == b'\n' && closed(at));
        let text = Text { name: String::new(), bytes: bytes.clone().into(), start: 0, body: 0, order: None };
        let (mut seen, mut starts) = (Vec::new(), Vec::new());
        let ended = each_stretch(&text, b',', piece, |stretch, pieces, _| {
            starts.extend(pieces.iter().map(|p| seen.len() + p.start));
            let joined: Vec<u8> = pieces.iter().flat_map(|p| stretch[p.clone()].to_vec()).collect();
            assert_eq!(joined, stretch);
            seen.extend_from_slice(stretch);
            Ok(())
        });
        if ended.is_ok() && closed(bytes.len()) {
            assert!(starts.iter().all(|&start| begins(start)), "{starts:?}");
            assert_eq!(seen, bytes);
        }
    }

    proptest! {
        #[test]
        fn stretches_are_whole_records(
            records in prop::collection::vec("([ab]{0,3}|\"[a\n,]{0,4}\"|\"\"\"\n\")(,[ab\"]{0,2}|,\"\n\")?", 1..90),
            piece in 1usize..12,
        ) {
            check(&records, piece);
        }
    }

    /// Many records of quoted line ends in small pieces: drawn by the property test once, and cut wrongly then.
    #[test]
    fn quoted_line_ends_one_after_the_other_end_no_stretch() {
        let records = [
            "\"a\n,\",\"\n\"",
            "aa",
            "\"\"\"\n\"",
            "\",a,\n\",",
            "a",
            "\"a,\n\",\"\n\"",
            "aa,\"\n\"",
            "aa,\"\n\"",
            "aa",
            "\"a\n\",\"\n\"",
            "aa,\"\n\"",
            "\"\"\"\n\"",
            "\"a,,\"",
            "\"\n,\",\"\n\"",
            "\"\"",
            "\"a\n\n\"",
            "a,\"\n\"",
            "a,\"\n\"",
            "\",a\n\"",
            "aa",
            "",
            "\"\n\n,\"",
            "\"\n\",\"\n\"",
            "aa,a",
            "\"a\"",
            "\"a,\"",
            ",aa",
            "",
            "\"\n\",",
            "aaa,\"",
            "\"\"\"\n\"",
            "\"\",",
            "",
            "\"a,a\"",
            "",
            "\"\"\"\n\",",
        ];
        check(&records, 3);
    }
}
