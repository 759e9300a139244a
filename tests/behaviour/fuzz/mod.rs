//! Parsers given inputs that are nearly right, a fixed number of them from a fixed seed. The checks are those of the fuzz targets (fuzz/src),
//! which look for new ways by coverage; `FUZZ_CASES` makes more of these (`.ci/long`).

mod mutation;

#[path = "../../../fuzz/src/model_file.rs"]
mod model_file;
#[path = "../../../fuzz/src/svmlight.rs"]
mod svmlight;
#[path = "../../../fuzz/src/text.rs"]
mod text;

use mutation::Mutation;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Every case of `mutation`, of which there are `cases`, or as many as the environment says. `check` tells whether it took the input: if nearly
/// all were refused, or none, they would look at little.
#[allow(clippy::print_stdout, clippy::print_stderr)] // a test tells what it saw
fn all(cases: usize, mut mutation: Mutation, check: fn(&[u8]) -> bool) {
    let cases = std::env::var("FUZZ_CASES").map_or(cases, |count| count.parse().expect("a count"));
    let mut taken = 0;
    for case in 0..cases {
        let bytes = mutation.next();
        match catch_unwind(AssertUnwindSafe(|| check(&bytes))) {
            Ok(was) => taken += usize::from(was),
            Err(panic) => {
                eprintln!("case {case}: b\"{}\"", bytes.escape_ascii());
                std::panic::resume_unwind(panic);
            }
        }
    }
    println!("{taken} of {cases} inputs were taken, the others refused");
    assert!(taken * 100 > cases && taken * 100 < cases * 99, "{taken} of {cases}");
}

/// A file below the repository root, at most its first `limit` bytes.
fn head(path: &str, limit: usize) -> Vec<u8> {
    let mut bytes = std::fs::read(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap();
    bytes.truncate(limit);
    bytes
}

#[test]
fn text_tables_are_read_or_refused() {
    let tables: [&[u8]; 6] = [
        b"x,city,ill\n1,Rome,no\n2.5,Oslo,yes\n-3e2,Rome,yes\n4,Oslo,no\n",
        b"x;y;z\r\n1,5;ja;2\r\n0,25;nein;3\r\n\"1.000,5\";ja;4\r\n",
        b"a\tb\tc\n1\tTRUE\t2020-01-01\nNA\tFALSE\t2020-01-02\n3\tTRUE\t\n",
        b"n,note,y\n1,\"two\nlines\",1\n2,\"a \"\"quote\"\"\",0\n3,,1\n",
        b"\xef\xbb\xbfid,p,q\n001,12%,$5\n002,7%,$6\n003,9%,$7\n",
        b"1,0,1\n0,1,0\n1,1,1\n0,0,0\n",
    ];
    let files = [
        "examples/data/birthwt.csv",
        "examples/data/iris.csv",
        "examples/data/german_credit.csv",
        "tests/golden/messy/cancer.csv",
    ];
    let texts = tables.iter().map(|t| t.to_vec()).chain(files.iter().map(|f| head(f, 700)));
    // The first byte chooses the options; every table under several.
    let seeds = texts.flat_map(|t| [0u8, 1, 0x12, 0x3c, 0x70].map(|choice| [&[choice][..], &t].concat())).collect();
    let tokens: [&[u8]; 30] = [
        b",",
        b";",
        b"\t",
        b"\n",
        b"\r\n",
        b"\"",
        b"\"\"",
        b"NA",
        b"nan",
        b"inf",
        b"-",
        b"1e999",
        b"1e-999",
        b"0x1",
        b"1,5",
        b"1.000,5",
        b"true",
        b"no",
        b"\xc3\xa9",
        b"\xef\xbb\xbf",
        b"\0",
        b" ",
        b"12%",
        b"$",
        b"2020-01-01",
        b"9007199254740993",
        b"(intercept)",
        b"\xff\xfe",
        b"\x1f\x8b",
        b"\x28\xb5\x2f\xfd",
    ];
    all(60_000, Mutation::new(1, seeds, &tokens), text::check);
}

#[test]
fn svmlight_text_is_read_or_refused() {
    let texts: [&[u8]; 5] = [
        b"+1 1:0.5 7:1 # a comment\n-1 qid:3 2:2\n+1 3:1e-3\n",
        b"0 0:1 1:2 2:3\n1 0:4 4:5\n",
        b"2 5:1.25 4294967294:3\r\n1 1:-0\r\n\r\n2 2:7\r\n",
        b"# only a comment\n-1 1:1\n1\n",
        b"1.0 10:1 11:0.1 12:0.01\n-1.0 10:123456789012345678901234567890\n",
    ];
    let tokens: [&[u8]; 20] = [
        b":",
        b" ",
        b"\n",
        b"#",
        b"qid:",
        b"qid:1",
        b"nan",
        b"inf",
        b"-0",
        b"1e999",
        b"4294967295",
        b"4294967296",
        b"0:",
        b"1:1",
        b"+",
        b"-1 ",
        b"\t",
        b"\r",
        b"\xef\xbb\xbf",
        b"1e-400",
    ];
    all(200_000, Mutation::new(2, texts.map(<[u8]>::to_vec).to_vec(), &tokens), svmlight::check);
}

#[test]
fn model_files_are_loaded_or_refused() {
    let files = ["birthwt_1", "classes_1", "model_1"];
    let seeds = files.map(|name| head(&format!("crates/model/tests/data/{name}.logodds"), usize::MAX)).to_vec();
    let (nan, infinite, tiny) =
        (f64::NAN.to_le_bytes(), f64::NEG_INFINITY.to_le_bytes(), f64::from_bits(1).to_le_bytes());
    let tokens: [&[u8]; 12] = [
        &nan,
        &infinite,
        &tiny,
        &[0; 8],
        &[0xff; 8],
        &[1, 0, 0, 0, 0, 0, 0, 0],
        &[0xff, 0xff, 0xff, 0x7f, 0, 0, 0, 0],
        &[2],
        b"\xc3",
        b"schema",
        b"\x89LOGODDS",
        b"\x06\0extras\x01\0\x01\0\0\0\0\0\0\0\0\0\0\0\0",
    ];
    all(60_000, Mutation::new(3, seeds, &tokens), model_file::check);
}
