//! Files with their headers understood, before any value is parsed.
//!
//! Two steps (`Input::open`, then `Input::parse`), so that a specification or a model can be checked
//! against the column names first: a typo in `--target` is told before a bad cell is.

use crate::bytes::Source;
use crate::coding::names::index;
use crate::text::opened::Text;
use crate::text::options::{Format, ReadOptions};
use crate::text::read_error::ReadError;
use crate::text::{header, record};
use logodds_model::excerpt::quoted;

/// Opened files with the same columns.
#[derive(Debug)]
pub struct Input {
    pub(crate) texts: Vec<Text>,
    pub(crate) names: Vec<String>,
    pub(crate) delimiter: u8,
    pub(crate) has_header: bool,
}

impl Input {
    /// Loads every source, decompresses it, and reads its header. Names are trimmed of blanks; an
    /// empty name becomes `c1`, `c2`, … by its position, as all do without a header.
    pub fn open(sources: Vec<Source>, options: &ReadOptions) -> Result<Input, ReadError> {
        let format = match (options.format, sources.first()) {
            (Some(format), _) => format,
            (None, Some(Source::Path(path))) => Format::of_path(path)?,
            (None, Some(_)) => Format::Csv,
            (None, None) => return Err(ReadError::NoInput),
        };
        let delimiter = options.delimiter.unwrap_or(format.delimiter());
        if !usable(delimiter) {
            return Err(ReadError::Delimiter { delimiter: char::from(delimiter) });
        }
        let mut input = Input { texts: Vec::new(), names: Vec::new(), delimiter, has_header: options.header };
        for source in sources {
            let name = source.name();
            let bytes = source.open()?;
            if let (None, true, Some((told, _))) = (
                options.delimiter,
                input.texts.is_empty(),
                header::told_delimiter(bytes.head()).filter(|(d, _)| usable(*d)),
            ) {
                input.delimiter = told;
            }
            let (mut text, names) = header::open(name, bytes, input.delimiter, options.header)?;
            match input.texts.first() {
                None => input.names = names,
                Some(first) => text.order = order(&first.name, &input.names, &text.name, &names)?,
            }
            input.texts.push(text);
        }
        Ok(input)
    }

    /// The column names, in file order.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// A sentence about a first line that is hardly one of names, because the next has another number of cells: for whoever
    /// misses a name.
    pub fn header_doubt(&self) -> Option<String> {
        let text = self.texts.first().filter(|_| self.has_header)?;
        let bytes = text.bytes.head();
        let is_comment = bytes[text.start..].starts_with(b"#");
        let mut at = record::skip_blank_lines(bytes, text.body);
        while is_comment && bytes.get(at) == Some(&b'#') {
            at = memchr::memchr(b'\n', &bytes[at..])
                .map_or(bytes.len(), |end| record::skip_blank_lines(bytes, at + end + 1));
        }
        let rest = bytes.get(at..).filter(|rest| !rest.is_empty())?;
        let count = |text: &[u8], delimiter| {
            let mut cells = 0;
            record::each_cell(text, 0, delimiter, |_| cells += 1);
            cells
        };
        let cells = count(rest, self.delimiter);
        // By another delimiter both may have as many: then it is that.
        let as_many = |delimiter| match count(text.header(), delimiter) {
            1 => false,
            names => names == count(rest, delimiter),
        };
        if [b';', b'\t', b'|', b','].into_iter().any(as_many) {
            return None;
        }
        let (what, remedy) = match is_comment {
            true => ("a comment", "grep -v '^#'"),
            false => ("a title", "tail -n +2"),
        };
        let names = self.names.len();
        // One more is names of rows, which the rows themselves tell.
        (cells > names + usize::from(names > 1 && !is_comment)).then(|| {
            format!(
                "the first line, {}, has {} and a later one {cells}: is it {what} above the names? Leave it out: {remedy} {} | logodds … -",
                quoted(&String::from_utf8_lossy(text.header())),
                if names == 1 { "1 cell".to_string() } else { format!("{names} cells") },
                text.name
            )
        })
    }

    /// The first file whose columns stand in another order than those of the first: its records are not under that header.
    pub fn reordered(&self) -> Option<&str> {
        self.texts.iter().find(|text| text.order.is_some()).map(|text| text.name.as_str())
    }

    /// The byte between cells.
    pub fn delimiter(&self) -> u8 {
        self.delimiter
    }

    /// The header of the first file as it stands, without its line end; `None` without a header.
    pub fn header(&self) -> Option<&[u8]> {
        self.texts.first().filter(|_| self.has_header).map(Text::header)
    }

    /// How the first file ends its lines: LF or CRLF.
    pub fn line_end(&self) -> &'static [u8] {
        self.texts.first().map_or(b"\n", Text::line_end)
    }

    /// The names of the sources, in order.
    pub fn files(&self) -> Vec<String> {
        self.texts.iter().map(|t| t.name.clone()).collect()
    }
}

/// Bytes that a number, a quote or a line end may contain cannot separate cells.
fn usable(delimiter: u8) -> bool {
    delimiter.is_ascii() && !delimiter.is_ascii_alphanumeric() && !b"\"\r\n+-.".contains(&delimiter)
}

/// Where each of the `expected` names stands among `names`, if not in the same place: files are joined by name.
fn order(first: &str, expected: &[String], second: &str, names: &[String]) -> Result<Option<Vec<usize>>, ReadError> {
    if expected == names {
        return Ok(None);
    }
    let index = index(names);
    let order: Option<Vec<usize>> = expected.iter().map(|name| index.get(name.as_str()).copied()).collect();
    if let (Some(order), true) = (order, expected.len() == names.len()) {
        return Ok(Some(order));
    }
    let differs = expected.iter().zip(names).position(|(a, b)| a != b);
    let difference = match differs {
        Some(k) => format!("column {} is {}, not {}", k + 1, quoted(&names[k]), quoted(&expected[k])),
        None => format!("{} columns, not {}", names.len(), expected.len()),
    };
    Err(ReadError::HeaderMismatch { first: first.to_string(), second: second.to_string(), difference })
}
