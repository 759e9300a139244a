//! Files that are no tables, or not yet: told as such, and without building what they would need.

use crate::fixtures::{read, read_with, refused, says, source};
use logodds_io::{ReadOptions, Table};

const MIB: usize = 1 << 20;

#[test]
fn a_first_line_without_an_end() {
    // One cell, and cells without number: neither becomes names first.
    for line in ["a".repeat(17 * MIB), "a,".repeat(9 * MIB)] {
        says(&refused(&line), &["t.csv: line 1 is 1", " MB long and has no line end: is this a text table?"]);
        says(&refused(line + "\n1\n"), &["t.csv: line 1 is 1", " MB long: is this a text table?"]);
    }
    // Quoted, so that the line end belongs to a name.
    let name = format!("a,\"b\n{}\"\n1,2\n", "c".repeat(17 * MIB));
    says(&refused(name), &["t.csv: line 1 is"]);
}

#[test]
fn a_name_longer_than_any_name() {
    let text = format!("a,{}\n1,2\n", "b".repeat(70_000));
    says(&refused(&text), &["t.csv:1: the name of column 2 is 70 kB long: is this a table with a header?"]);
    // As a cell it is fine, and so are many short names.
    assert!(read(format!("a,b\n1,{}\n", "b".repeat(70_000))).is_ok());
    let names: Vec<String> = (0..100_000).map(|k| k.to_string()).collect();
    assert_eq!(read(names.join(",")).unwrap().names().len(), 100_000);
}

#[test]
fn a_line_of_too_many_cells_is_only_counted() {
    let text = format!("a,b\n{}\n", ",".repeat(5 * MIB));
    says(&refused(text), &["t.csv:2: expected 2 cells, found 5242881"]);
}

#[test]
fn lines_that_end_in_cr_alone() {
    let old = ["a,b\r1,2\r3,4\r", "a,b\r1,2", "\"a\",\"b\"\r\"1\",2\r", "a,a\r1,2\r\n", "\u{feff}a\r\r1"];
    for text in old {
        says(&refused(text), &["t.csv: lines end in CR alone; convert, for example: tr '\\r' '\\n'"]);
        let headless = ReadOptions { header: false, ..ReadOptions::default() };
        says(&read_with(text, &headless).unwrap_err().to_string(), &["lines end in CR alone"]);
    }
    let long = format!("a,b\r{}", "1,2\r".repeat(50_000));
    says(&refused(long), &["lines end in CR alone"]);
    // A CR inside quotes, at the end of the text, or in a line end far away, is none.
    for text in ["\"a\rb\",c\n1,2\n", "\"a\rb\",c", "a,b\r", "a,b\r\n", &format!("a,{}\r\n1,2\r\n", "b".repeat(65_533))]
    {
        assert!(read(text).is_ok(), "{text:.20}");
    }
}

#[test]
fn nul_bytes() {
    let hint = "NUL byte: binary or UTF-16 text?";
    says(&refused("a,b\n1,2\n3,x\0y\n"), &["t.csv:3: column \"b\": ", hint, "iconv"]);
    says(&refused("a,b\0\n1,2\n"), &["t.csv:1: the name of column 2: ", hint]);
    // UTF-16 without a byte order mark.
    says(&refused("a\0,\0b\0\n\0x\0,\0y\0\n\0"), &["t.csv:1: the name of column 1: ", hint]);
    // In a column that is not asked for, too; and the first fault of the file is the one that is told.
    says(&refused("a,b\n1,2\n1\n\0,2\n"), &["t.csv:3: expected 2 cells"]);
    says(&refused("a,b\n1,2\n\0,2\n1\n"), &["t.csv:3: column \"a\": ", hint]);
    says(&refused(b"a,b\n\0,2\n\xe9,2\n"), &["t.csv:2: column \"a\": ", hint]);
    says(&refused(b"a,b\n\xe9,2\n\0,2\n"), &["t.csv:2: column \"a\" is not UTF-8"]);
}

/// Packed by others, or no text at all: told by the first bytes, with the command to pipe.
#[test]
fn other_formats_are_named() {
    let tail = [0u8, 1, 2, 255];
    let with = |magic: &[u8]| [magic, &tail[..]].concat();
    let mut tar = vec![0; 600];
    tar[..8].copy_from_slice(b"data.csv");
    tar[257..262].copy_from_slice(b"ustar");
    for (name, bytes, words) in [
        ("d.csv.bz2", with(b"BZh91AY&SY"), &["this is bzip2 data", "bzip2 -dc d.csv.bz2 | logodds"][..]),
        ("d.csv.xz", with(b"\xfd7zXZ\0"), &["this is xz data", "xz -dc d.csv.xz |"]),
        ("my d.zip", with(b"PK\x03\x04"), &["this is a zip archive", "unzip -p 'my d.zip' |"]),
        ("d.csv", with(b"PK\x03\x04[Content_Types].xml"), &["a workbook of a spreadsheet", "Save the sheet as CSV"]),
        ("d.csv.gz", with(b"PK\x03\x04"), &["this is a zip archive"]),
        ("d.csv", with(b"PAR1\x15"), &["this is a Parquet file"]),
        ("d", with(b"\x04\x22\x4d\x18"), &["lz4 -dc d |"]),
        ("d.Z", with(b"\x1f\x9d"), &["gzip -dc d.Z |"]),
        ("d.csv", with(b"SQLite format 3\0"), &["SQLite database"]),
        ("d.tar", tar, &["a tar archive", "tar -xOf d.tar |"]),
        ("d.csv", b"\n <!DOCTYPE html>\n<html>".to_vec(), &["a web page"]),
    ] {
        let error = Table::read(vec![source(name, bytes)], &ReadOptions::default()).unwrap_err();
        says(&error.to_string(), &[&format!("{name}: "), "not text"]);
        says(&error.to_string(), words);
    }
    // Names of columns are names.
    for header in ["BZh", "PAR1", "PK", "RDX2", "%PDF-"] {
        assert_eq!(read(format!("{header},y\n1,2\n")).unwrap().names()[0], header);
    }
}
