//! The error for cells that are not numbers in a column of numbers.

use crate::bytes::place::Place;
use crate::coding::flag::flag;
use crate::columns::decimal_sign::{DecimalSign, Writing};
use crate::columns::purpose::Purpose;
use crate::columns::table::Table;
use crate::columns::written;
use logodds_model::excerpt::{self, is_short, quoted};
use logodds_model::schema::truth::BOOLEANS;
use std::fmt;

/// Distinct texts that are looked for: one more than can be given to `--na` in good conscience.
const TEXTS: usize = 4;

/// Cells that are looked at for them.
const LOOKED_AT: usize = 10_000;

/// Cells of a numeric column that are not numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct NotNumbers {
    /// The record of the first of them.
    pub place: Place,
    /// The column.
    pub column: String,
    /// The first of them, blanks trimmed.
    pub value: String,
    /// How many such cells the column has.
    pub cells: u64,
    /// The first few distinct texts among them.
    pub texts: Vec<String>,
    /// Whether those in `texts` are all.
    pub texts_complete: bool,
    /// Whether all of them stand in the first line of a file that was read without a header.
    pub header: bool,
    /// How most of them would be numbers after all, if they would.
    pub writing: Option<Writing>,
    /// What separates whole from fraction in numbers.
    pub decimal: DecimalSign,
    /// What the column is read for.
    pub purpose: Purpose,
    /// Other columns with the same trouble.
    pub also: Vec<String>,
}

impl NotNumbers {
    /// The cells in `rows` (at least one) of column `k`.
    pub(crate) fn new(table: &Table, k: usize, rows: &[u32], purpose: Purpose, also: Vec<String>) -> NotNumbers {
        let mut texts: Vec<String> = Vec::new();
        // A cell is found by walking along its record.
        let most = (100 * LOOKED_AT / (k + 1)).clamp(100, LOOKED_AT);
        let mut texts_complete = rows.len() <= most;
        let (mut writing, mut otherwise) = (None, 0);
        let looked_at = &rows[..rows.len().min(most)];
        for &row in looked_at {
            let cell = table.cell(row as usize, k);
            let cell = cell.trim_ascii();
            if let Some(one) = table.sign.otherwise(cell) {
                writing = Some(writing.map_or(one, |all: Writing| all.and(one)));
                otherwise += 1;
            }
            if !texts.iter().any(|text| text == cell) {
                if texts.len() < TEXTS {
                    texts.push(cell.to_string());
                } else {
                    texts_complete = false;
                }
            }
        }
        // Cells that a semicolon separates have one because of the comma within.
        if writing == Some(Writing::Either) && table.delimiter == b';' && table.sign == DecimalSign::Point {
            writing = Some(Writing::OtherSign);
        }
        let writing = writing.filter(|_| 2 * otherwise >= looked_at.len());
        let first = table.texts.iter().filter(|t| t.rows > 0).map(|t| t.first_row);
        let header = !table.has_header && rows.iter().map(|&r| r as usize).eq(first.take(rows.len()));
        NotNumbers {
            place: table.place(rows.first().map_or(0, |&r| r as usize)),
            column: table.names[k].clone(),
            value: texts.first().cloned().unwrap_or_default(),
            cells: rows.len() as u64,
            texts,
            texts_complete,
            header,
            writing,
            decimal: table.sign,
            purpose,
            also,
        }
    }

    /// `--na n/a`, where few texts are at fault and a shell can take them.
    fn na(&self) -> Option<String> {
        let listed = |t: &String| t.contains([',', '"']);
        let few = self.texts_complete && self.texts.len() < TEXTS && !self.texts.iter().any(listed);
        if few { flag("--na", &self.texts) } else { None }
    }

    /// What to do about numbers of another writing, without an end.
    fn rewrite(&self, writing: Writing) -> String {
        let [sign, other] = self.decimal.names();
        let (point, other_char) = (self.decimal == DecimalSign::Point, self.decimal.other().char());
        let shown = Some(&self.value).filter(|value| is_short(value) && self.decimal.otherwise(value).is_some());
        let written =
            |writing| shown.map(|value| format!(": {}", self.decimal.rewritten(value, writing))).unwrap_or_default();
        match writing {
            Writing::OtherSign if point => format!("Its {other} is a decimal sign: add --decimal '{other_char}'"),
            Writing::OtherSign => {
                format!(
                    "Its {other} is a decimal sign: leave --decimal out, or write it with a {sign}{}",
                    written(writing)
                )
            }
            Writing::Grouped => format!("Write it without the {other}s{}", written(writing)),
            Writing::Swapped => {
                format!("Write it without groups of thousands and with a {sign} alone{}", written(writing))
            }
            Writing::Either if point => format!(
                "Write it without the {other}s{}, or, if they are decimal signs, add --decimal '{other_char}'",
                written(writing)
            ),
            Writing::Either => format!(
                "Write it without the {other}s{}, or, if they are decimal signs, with a {sign}{}",
                written(writing),
                written(Writing::OtherSign)
            ),
            Writing::Both => format!(
                "Some cells have {other}s between thousands, and some as a decimal sign: write all without the first, and with a {sign}"
            ),
        }
    }

    /// Truth values are values: marked missing, they would all be lost.
    fn truth(&self) -> bool {
        self.texts.iter().all(|t| BOOLEANS.iter().flatten().any(|b| b == t))
    }

    /// The message without the name of the file.
    pub(crate) fn without_file(&self) -> String {
        let whole = self.to_string();
        whole.strip_prefix(&format!("{}:{}: ", self.place.file, self.place.line)).map_or_else(
            || whole.clone(),
            |rest| {
                rest.replacen(&quoted(&self.column), &format!("{} (line {})", quoted(&self.column), self.place.line), 1)
            },
        )
    }

    fn remedy(&self) -> String {
        let categorical = || flag("--categorical", std::slice::from_ref(&self.column));
        let or = match self.purpose {
            Purpose::Feature => format!(", or {}", categorical().unwrap_or("--categorical".to_string())),
            Purpose::Measure | Purpose::Prediction => String::new(),
        };
        if self.header {
            return "The first line looks like a header: leave out --no-header.".to_string();
        }
        if let Some(writing) = self.writing {
            return format!("{}{or}.", self.rewrite(writing));
        }
        if let Some(written) = written(&self.value).filter(|written| written.dress.is_some() && is_short(&self.value)) {
            return format!("Write it as a plain number: {}{or}.", written.plain);
        }
        match (self.purpose, self.na()) {
            (Purpose::Prediction, _) if self.truth() => "Write numbers, as in the data of the fit.".to_string(),
            (_, _) if self.truth() => format!("Write 0 and 1{or}."),
            (Purpose::Prediction, Some(na)) => format!("Correct the cells, or mark them missing with {na}."),
            (Purpose::Prediction, None) => "Correct the cells, or mark them missing with --na.".to_string(),
            (_, Some(na)) => format!("Add {na}{or}."),
            (_, None) => format!("Correct the cells, or add them to --na{or}."),
        }
    }
}

impl fmt::Display for NotNumbers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let NotNumbers { place, column, value, cells, texts, .. } = self;
        write!(f, "{place}: column {}: {} is not a number", quoted(column), quoted(value))?;
        if *cells > 1 {
            write!(f, " ({cells} such cells")?;
            if texts.len() > 1 {
                let shown: Vec<_> = texts.iter().map(|t| quoted(t)).collect();
                let more = if self.texts_complete { "" } else { ", …" };
                write!(f, ": {}{more}", shown.join(", "))?;
            }
            write!(f, ")")?;
        }
        if !self.also.is_empty() {
            write!(f, ", and so in {}", excerpt::names(&self.also))?;
        }
        write!(f, ". {}", self.remedy())
    }
}
