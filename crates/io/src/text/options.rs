//! What a reader is told before it opens anything.
//!
//! Refused: a builder. These are plain fields with a `Default`; a caller writes the ones it means.

use crate::coding::names;
use crate::columns::DecimalSign;
use crate::text::read_error::ReadError;
use std::collections::HashMap;
use std::path::Path;

/// The text formats that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// Comma separated (RFC 4180: quotes, doubled quotes, newlines inside quotes).
    Csv,
    /// Tab separated, with the same quoting rules.
    Tsv,
}

impl Format {
    /// The delimiter of the format.
    pub fn delimiter(self) -> u8 {
        match self {
            Format::Csv => b',',
            Format::Tsv => b'\t',
        }
    }

    /// The format that a path's suffix tells (a last `.gz` or `.zst` is looked through). Unknown
    /// suffixes read as CSV; those of formats that are known not to be text are refused.
    pub(crate) fn of_path(path: &Path) -> Result<Format, ReadError> {
        const NOT_TEXT: [&str; 12] =
            ["parquet", "arrow", "feather", "ipc", "xlsx", "xls", "ods", "json", "jsonl", "npy", "npz", "svm"];
        let name = path.to_string_lossy().to_ascii_lowercase();
        let name = name.strip_suffix(".gz").or(name.strip_suffix(".zst")).unwrap_or(&name);
        let suffix = Path::new(name).extension().map(|s| s.to_string_lossy().into_owned());
        match suffix.as_deref() {
            Some("tsv" | "tab") => Ok(Format::Tsv),
            Some(s) if NOT_TEXT.contains(&s) => {
                Err(ReadError::UnsupportedFormat { file: path.display().to_string(), suffix: s.to_string() })
            }
            _ => Ok(Format::Csv),
        }
    }
}

/// Which columns are parsed. The others are still counted in every record, but hold no values.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Columns {
    /// Every column.
    #[default]
    All,
    /// These alone (names that the file lacks are no error here; see [`crate::coding::FitColumns::check`]).
    Only(Vec<String>),
    /// All but these.
    AllBut(Vec<String>),
}

/// How the cells of one column are to be understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum ColumnType {
    /// Inferred from all its cells (see [`crate::columns::Table`]).
    #[default]
    Auto,
    /// Numbers; any other cell is an error.
    Numeric,
    /// Numbers that could not be labels: weights and offsets. As [`ColumnType::Numeric`], but no
    /// error advises to make the column categorical or to leave it out.
    Measure,
    /// Numbers that a model needs to predict. As [`ColumnType::Numeric`], but errors advise only
    /// what can be done about new rows.
    Modelled,
    /// Labels: the text of each cell as it stands, numbers included.
    Categorical,
}

/// How to read a table.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadOptions {
    /// The format; by default the suffix of the first path decides (CSV for stdin and bytes).
    pub format: Option<Format>,
    /// The byte between cells; by default that of the format.
    pub delimiter: Option<u8>,
    /// Whether the first record holds the names. Without a header the columns are `c1`, `c2`, ….
    pub header: bool,
    /// The texts that stand for a missing cell, compared after trimming blanks, quoted or not.
    pub na: Vec<String>,
    /// What separates whole from fraction in a number.
    pub decimal: DecimalSign,
    /// The columns to parse.
    pub columns: Columns,
    /// The types of columns that are not to be inferred, by name.
    pub types: Vec<(String, ColumnType)>,
    /// Bytes of text in one parallel piece. The result does not depend on it, to the last bit.
    pub piece_bytes: usize,
}

impl Default for ReadOptions {
    fn default() -> Self {
        ReadOptions {
            format: None,
            delimiter: None,
            header: true,
            na: vec![String::new(), "NA".to_string()],
            decimal: DecimalSign::Point,
            columns: Columns::All,
            types: Vec::new(),
            piece_bytes: 256 << 10,
        }
    }
}

impl ReadOptions {
    /// How each of `names` is read; none for those that are not.
    pub(crate) fn types_of(&self, names: &[String]) -> Vec<Option<ColumnType>> {
        let (listed, wanted) = match &self.columns {
            Columns::All => (names::set(&[]), false),
            Columns::Only(listed) => (names::set(listed), true),
            Columns::AllBut(listed) => (names::set(listed), false),
        };
        // The last mention wins, so that a later layer (a model's schema) overrides an earlier one.
        let types: HashMap<&str, ColumnType> = self.types.iter().map(|(name, kind)| (name.as_str(), *kind)).collect();
        let type_of = |name: &String| types.get(name.as_str()).copied().unwrap_or_default();
        names.iter().map(|name| (listed.contains(name.as_str()) == wanted).then(|| type_of(name))).collect()
    }
}
