//! What is read of each column, and what a piece of text has become.

use crate::columns::DecimalSign;
use crate::columns::dictionary::Dictionary;
use crate::text::options::ReadOptions;

/// What to do with the cells of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Plan {
    Skip,
    Number,
    Text,
}

/// The texts that mean "missing", and how numbers are written.
#[derive(Debug, Clone)]
pub(crate) struct Na {
    texts: Vec<Vec<u8>>,
    /// Those of them that are numbers: in a column of numbers `-999` is `-999.0`, too.
    pub numbers: Vec<f64>,
    pub sign: DecimalSign,
    /// Some of them reads as a number (`--na -999`), so that every number must be compared.
    pub any_number: bool,
}

impl Na {
    pub fn new(options: &ReadOptions) -> Na {
        let texts: Vec<Vec<u8>> = options.na.iter().map(|t| t.trim_ascii().as_bytes().to_vec()).collect();
        let sign = options.decimal;
        let numbers: Vec<f64> = texts.iter().filter_map(|t| sign.number(t)).collect();
        Na { any_number: !numbers.is_empty(), texts, numbers, sign }
    }

    /// Whether cells that look like plain numbers are nothing else.
    pub fn leaves_points(&self) -> bool {
        !self.any_number && self.sign == DecimalSign::Point
    }

    /// Whether the cell, blanks trimmed, is missing.
    pub fn is(&self, cell: &[u8]) -> bool {
        let cell = cell.trim_ascii();
        self.texts.iter().any(|t| t == cell)
    }
}

/// What all pieces share.
pub(crate) struct Grammar<'a> {
    pub delimiter: u8,
    pub plan: &'a [Plan],
    pub na: &'a Na,
}

/// Numbers of one column; rows count from the start of the piece.
#[derive(Default)]
pub(crate) struct Numbers {
    /// NaN where missing or bad.
    pub values: Vec<f64>,
    pub missing: Vec<u32>,
    pub bad: Vec<u32>,
}

pub(crate) enum Cells {
    Skip,
    Number(Numbers),
    Text(Dictionary),
}

/// A fault at a byte of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    Ragged {
        at: usize,
        found: usize,
    },
    NotUtf8 {
        at: usize,
    },
    /// A NUL byte: valid UTF-8, and in no text file.
    Nul {
        at: usize,
    },
    /// A cell with text behind its closing quote.
    Stray {
        at: usize,
    },
}

impl Fault {
    pub fn at(&self) -> usize {
        match *self {
            Fault::Ragged { at, .. } | Fault::NotUtf8 { at } | Fault::Nul { at } | Fault::Stray { at } => at,
        }
    }
}

/// The content of one piece.
pub(crate) struct Parsed {
    /// Where each record starts in the text.
    pub starts: Vec<u64>,
    pub columns: Vec<Cells>,
    pub fault: Option<Fault>,
    pub ragged: u64,
}

impl Parsed {
    /// Nothing yet, of columns by `plan`.
    pub fn empty(plan: &[Plan]) -> Parsed {
        let cells = |plan: &Plan| match plan {
            Plan::Skip => Cells::Skip,
            Plan::Number => Cells::Number(Numbers::default()),
            Plan::Text => Cells::Text(Dictionary::with_capacity(0)),
        };
        Parsed { starts: Vec::new(), columns: plan.iter().map(cells).collect(), fault: None, ragged: 0 }
    }

    /// Without rows, but with the memory and the dictionaries it has.
    pub fn clear(&mut self) {
        for column in &mut self.columns {
            match column {
                Cells::Skip => {}
                Cells::Number(Numbers { values, missing, bad }) => {
                    values.clear();
                    missing.clear();
                    bad.clear();
                }
                Cells::Text(dictionary) => dictionary.codes.clear(),
            }
        }
        self.starts.clear();
        (self.fault, self.ragged) = (None, 0);
    }
}
