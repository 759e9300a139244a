//! Compressed bytes, and bytes that are no text at all, told by how they begin.
//!
//! gzip and zstd are unpacked whole: their first bytes begin no UTF-8 text, so a renamed file and a pipe work too, and a `.gz` or
//! `.zst` that lacks them is an error, not text. Other packers, and formats that are often taken for tables, are named with what
//! to do about them. What a few kilobytes become is bounded: a file of some megabytes can be made that unpacks to more than
//! any machine has.

use crate::bytes::memory::available_memory;
use crate::bytes::open_error::OpenError;
use std::io::{self, Read};

/// Bytes that compressed data may become without a question.
const HARMLESS: u64 = 1 << 30;

/// How many times as long compressed data may become beyond that; tables of numbers become three to ten times as long, gzip
/// cannot do more than 1032, and zstd hundreds of thousands.
const RATIO: u64 = 1_000;

/// Unpacks `raw`, if it is packed.
pub(crate) fn unpacked(raw: Vec<u8>, file: &str) -> Result<Vec<u8>, OpenError> {
    foreign(&raw, file)?;
    let Some(method) = compression(&raw, file) else {
        return Ok(raw);
    };
    let memory = available_memory().unwrap_or(u64::MAX);
    let most = HARMLESS.max((raw.len() as u64).saturating_mul(RATIO)).min(memory);
    let text = within(&raw, method, most, memory).map_err(|source| undecoded(file, method, source))?;
    if text.len() as u64 > most {
        return Err(OpenError::Grows { file: file.to_string(), method, packed: raw.len() as u64, most });
    }
    foreign(&text, file)?;
    Ok(text)
}

/// The text, or a byte more than `most` of it.
fn within(raw: &[u8], method: &str, most: u64, memory: u64) -> io::Result<Vec<u8>> {
    let limit = most.saturating_add(1);
    if method == GZIP {
        // Several members in a row are one file (bgzip, `cat a.gz b.gz`).
        return all(flate2::bufread::MultiGzDecoder::new(raw).take(limit));
    }
    let mut decoder = zstd::stream::read::Decoder::with_buffer(raw)?;
    // Files of `zstd --long`, whose window the decoder refuses unless it is told: 2 GiB at most, and no more than there is.
    decoder.window_log_max(memory.max(1 << 27).ilog2().min(31))?;
    all(decoder.take(limit))
}

/// All that `from` gives, which may be without an end, as long as there is memory for it.
///
/// `read_to_end` would do, but that it cannot tell where memory ends: it keeps what it has read by a growth that aborts.
pub(crate) fn all(mut from: impl Read) -> io::Result<Vec<u8>> {
    const LEAST: usize = 64 << 10;
    const MOST: usize = 256 << 20;
    let mut bytes = Vec::new();
    loop {
        let more = bytes.len().clamp(LEAST, MOST);
        if more == MOST && available_memory().is_some_and(|memory| memory < MOST as u64) {
            return Err(io::ErrorKind::OutOfMemory.into());
        }
        // With room to spare, so that the last byte of a part does not ask for more.
        bytes.try_reserve_exact(more + LEAST)?;
        if from.by_ref().take(more as u64).read_to_end(&mut bytes)? < more {
            return Ok(bytes);
        }
    }
}

const GZIP: &str = "gzip";
const ZSTD: &str = "zstd";

/// How a file is compressed, told by its first bytes, or else by its name.
pub(crate) fn compression(head: &[u8], file: &str) -> Option<&'static str> {
    let lower = file.to_ascii_lowercase();
    if head.starts_with(&[0x1f, 0x8b]) || lower.ends_with(".gz") {
        Some(GZIP)
    } else if head.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) || lower.ends_with(".zst") {
        Some(ZSTD)
    } else {
        None
    }
}

/// How others begin, what they are called, and what to do: a command that writes the text to standard output, or words.
const FOREIGN: [(&[u8], &str, Remedy); 20] = [
    (b"BZh", "bzip2 data", Remedy::Command("bzip2 -dc")),
    (b"\xfd7zXZ\0", "xz data", Remedy::Command("xz -dc")),
    (b"LZIP", "lzip data", Remedy::Command("lzip -dc")),
    (b"\x04\x22\x4d\x18", "lz4 data", Remedy::Command("lz4 -dc")),
    (b"\x1f\x9d", "compress (.Z) data", Remedy::Command("gzip -dc")),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", Remedy::Command("7z x -so")),
    (b"Rar!\x1a\x07", "a rar archive", Remedy::Command("unrar p -inul")),
    (b"PK\x03\x04", "a zip archive", Remedy::Command("unzip -p")),
    (b"PAR1", "a Parquet file", Remedy::Words("Convert it to .csv")),
    (b"ARROW1", "an Arrow file", Remedy::Words("Convert it to .csv")),
    (b"FEA1", "a Feather file", Remedy::Words("Convert it to .csv")),
    (b"Obj\x01", "an Avro file", Remedy::Words("Convert it to .csv")),
    (b"\x89HDF", "an HDF5 file", Remedy::Words("Convert it to .csv")),
    (
        b"SQLite format 3\0",
        "an SQLite database",
        Remedy::Words("Export a table: sqlite3 -header -csv FILE 'select * from TABLE'"),
    ),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel workbook", Remedy::Words("Save the sheet as CSV")),
    (b"\x93NUMPY", "a NumPy array", Remedy::Words("Write it with numpy.savetxt(…, delimiter=\",\")")),
    (b"RDX", "an R workspace", Remedy::Words("Write the data frame with write.csv(…, row.names = FALSE)")),
    (b"<stata_dta>", "a Stata file", Remedy::Words("Write it with Stata's export delimited")),
    (b"$FL", "an SPSS file", Remedy::Words("Save it as CSV")),
    (b"%PDF-", "a PDF", Remedy::Words("Save the table in it as CSV")),
];

#[derive(Clone, Copy)]
enum Remedy {
    Command(&'static str),
    Words(&'static str),
}

/// Refuses what begins as other formats do, and is no text: a column may be called PAR1.
pub(crate) fn foreign(head: &[u8], file: &str) -> Result<(), OpenError> {
    let begins = |(magic, ..): &&(&[u8], &'static str, Remedy)| head.starts_with(magic) && !is_text(head);
    let known = FOREIGN.iter().find(begins).map(|&(_, what, remedy)| (what, remedy));
    let Some((mut what, mut remedy)) = known.or_else(|| longer(head)) else { return Ok(()) };
    // Workbooks are zip archives whose first entries have names of their own.
    let contains = |name: &[u8]| memchr::memmem::find(&head[..head.len().min(4096)], name).is_some();
    if what == "a zip archive" && (contains(b"[Content_Types].xml") || contains(b"opendocument.spreadsheet")) {
        (what, remedy) = ("a workbook of a spreadsheet", Remedy::Words("Save the sheet as CSV"));
    }
    let remedy = match remedy {
        Remedy::Command(command) => format!("Unpack it into a pipe: {command} {} | logodds … -", shell_word(file)),
        Remedy::Words(words) => words.to_string(),
    };
    Err(OpenError::NotText { file: file.to_string(), what, remedy })
}

/// Whether the first bytes are UTF-8 without control characters but blanks.
fn is_text(head: &[u8]) -> bool {
    let head = &head[..head.len().min(512)];
    let control = |&b: &u8| b < b' ' && !b.is_ascii_whitespace();
    std::str::from_utf8(head).map_or_else(|error| error.error_len().is_none(), |_| true) && !head.iter().any(control)
}

/// What is told by more than how it begins.
fn longer(head: &[u8]) -> Option<(&'static str, Remedy)> {
    if head.get(257..262) == Some(b"ustar") {
        return Some(("a tar archive", Remedy::Command("tar -xOf")));
    }
    let start = head[..head.len().min(512)].trim_ascii_start().to_ascii_lowercase();
    let is_page = start.starts_with(b"<!doctype html") || start.starts_with(b"<html");
    is_page.then_some(("a web page", Remedy::Words("The download was a page about the data, or an error: look at it")))
}

/// A name as a shell takes it.
fn shell_word(name: &str) -> String {
    let plain = name.bytes().all(|b| b.is_ascii_alphanumeric() || b"/-_.,".contains(&b));
    if plain { name.to_string() } else { format!("'{}'", name.replace('\'', r"'\''")) }
}

/// What a decoder's failure means. That memory ran out is no fault of the file.
fn undecoded(file: &str, method: &'static str, source: io::Error) -> OpenError {
    let file = file.to_string();
    // zstd knows its own failures only by their words.
    let says = |words: &str| source.to_string().contains(words);
    if source.kind() == io::ErrorKind::OutOfMemory || says("not enough memory") || says("too much memory") {
        OpenError::OutOfMemory { file }
    } else {
        OpenError::Compressed { file, method, source }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn out_of_memory_is_not_damage() {
        let full = || io::Error::from(io::ErrorKind::OutOfMemory);
        let zstd = io::Error::other("Allocation error : not enough memory");
        let window = io::Error::other("Frame requires too much memory for decoding");
        for error in [
            undecoded("a.gz", "gzip", full()),
            undecoded("a.zst", "zstd", full()),
            undecoded("a.zst", "zstd", zstd),
            undecoded("a.zst", "zstd", window),
        ] {
            assert!(matches!(error, OpenError::OutOfMemory { .. }) && error.is_io(), "{error}");
            assert!(error.to_string().contains("needs more memory than there is"), "{error}");
        }
        let cut = io::Error::from(io::ErrorKind::UnexpectedEof);
        assert!(matches!(undecoded("a.gz", "gzip", cut), OpenError::Compressed { .. }));
    }

    /// A bomb is stopped a byte after what it may become, whatever it would become.
    #[test]
    fn what_grows_without_an_end_is_cut() {
        let rows = "0,0\n".repeat(1 << 18);
        let zst = zstd::encode_all(rows.as_bytes(), 3).unwrap();
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        io::Write::write_all(&mut gz, rows.as_bytes()).unwrap();
        let gz = gz.finish().unwrap();
        for (raw, method) in [(&zst, ZSTD), (&gz, GZIP), (&[&gz[..], &gz[..]].concat(), GZIP)] {
            assert_eq!(within(raw, method, 1000, u64::MAX).unwrap().len(), 1001);
        }
        assert_eq!(within(&zst, ZSTD, 1 << 20, u64::MAX).unwrap(), rows.as_bytes());
        let told =
            OpenError::Grows { file: "b.csv.zst".into(), method: ZSTD, packed: 90_000, most: 1 << 30 }.to_string();
        assert!(
            told.starts_with("b.csv.zst: 90 kB of zstd data become more than 1073 MB, 11930 times as much."),
            "{told}"
        );
        assert!(told.contains("(zstd -dc)"), "{told}");
    }
}
