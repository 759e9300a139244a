//! Which files, and how to read them.

use crate::args::{InputArgs, InputFormat};
use crate::terminal::problems::Problems;
use crate::terminal::same_file;
use logodds::io::{DecimalSign, Format, ReadOptions, Source};
use std::path::PathBuf;

/// How to read the files.
pub fn read_options(args: &InputArgs, problems: &mut Problems) -> ReadOptions {
    let mut options = ReadOptions { header: !args.no_header, ..ReadOptions::default() };
    options.format = args.format.map(|format| match format {
        InputFormat::Csv => Format::Csv,
        InputFormat::Tsv => Format::Tsv,
    });
    if let Some(text) = &args.delimiter {
        options.delimiter = match text.as_str() {
            "\\t" | "tab" => Some(b'\t'),
            _ => match text.as_bytes() {
                [byte] => Some(*byte),
                _ => {
                    problems.0.push(format!("--delimiter {text:?}: it must be one byte, such as ';' or '\\t'"));
                    None
                }
            },
        };
    }
    options.decimal = match args.decimal.as_deref() {
        None | Some(".") => DecimalSign::Point,
        Some(",") => DecimalSign::Comma,
        Some(other) => {
            problems.0.push(format!("--decimal {other:?}: it must be . or ,"));
            DecimalSign::Point
        }
    };
    if let Some(na) = &args.na {
        // An empty cell is never a value.
        options.na = std::iter::once(String::new()).chain(na.iter().map(|text| text.trim().to_owned())).collect();
    }
    let stdin = args.data.iter().filter(|path| path.as_os_str() == "-").count();
    problems.when(stdin > 1, || "- (stdin) is named more than once; it can be read once".to_owned());
    options
}

/// A file named twice would count its rows twice, which a fit must not do unasked.
pub fn once(args: &InputArgs, problems: &mut Problems) {
    if let Some((first, again)) = same_file::twice(args.data.iter().map(PathBuf::as_path)) {
        let (first, again) = (first.display(), again.display());
        problems.0.push(format!("{first} and {again} are the same file, whose rows would count twice; name it once"));
    }
}

/// The files.
pub fn sources(args: &InputArgs) -> Vec<Source> {
    args.data.iter().map(|path| Source::from_argument(path)).collect()
}
