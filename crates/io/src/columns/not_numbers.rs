//! The error for cells that are not numbers in a column of numbers.

use crate::bytes::place::Place;
use crate::columns::decimal_sign::{DecimalSign, Writing};
use crate::columns::purpose::Purpose;
use crate::columns::table::Table;
use crate::columns::written;

use logodds_model::excerpt::{self, is_short, quoted};
use logodds_model::message;
use logodds_model::schema::truth::BOOLEANS;
use logodds_model::words::{Argument, Message, Remedy, Told, can_be_typed};
use std::fmt;

/// Distinct texts that are looked for: one more than can be taken for missing in good conscience.
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

    /// The texts to be marked as missing, where few are at fault and a shell can take them.
    fn texts_to_mark(&self) -> Option<Remedy> {
        let listed = |t: &String| t.contains([',', '"']);
        let few = self.texts_complete && self.texts.len() < TEXTS && !self.texts.iter().any(listed);
        (few && can_be_typed(&self.texts)).then(|| Remedy::MissingTexts(self.texts.clone()))
    }

    /// What to do about numbers of another writing, without an end.
    fn rewrite(&self, writing: Writing) -> Message {
        let [sign, other] = self.decimal.names();
        let (point, other_sign) = (self.decimal == DecimalSign::Point, Remedy::Decimal(self.decimal.other().char()));
        let shown = Some(&self.value).filter(|value| is_short(value) && self.decimal.otherwise(value).is_some());
        let written =
            |writing| shown.map(|value| format!(": {}", self.decimal.rewritten(value, writing))).unwrap_or_default();
        match writing {
            Writing::OtherSign if point => message!("Its {} is a decimal sign: add {}", other, other_sign),
            Writing::OtherSign => message!(
                "Its {} is a decimal sign: leave {} out, or write it with a {}{}",
                other,
                Argument::Decimal,
                sign,
                written(writing)
            ),
            Writing::Grouped => message!("Write it without the {}s{}", other, written(writing)),
            Writing::Swapped => {
                message!("Write it without groups of thousands and with a {} alone{}", sign, written(writing))
            }
            Writing::Either if point => message!(
                "Write it without the {}s{}, or, if they are decimal signs, add {}",
                other,
                written(writing),
                other_sign
            ),
            Writing::Either => message!(
                "Write it without the {}s{}, or, if they are decimal signs, with a {}{}",
                other,
                written(writing),
                sign,
                written(Writing::OtherSign)
            ),
            Writing::Both => message!(
                "Some cells have {}s between thousands, and some as a decimal sign: write all without the first, and with a {}",
                other,
                sign
            ),
        }
    }

    /// Truth values are values: marked missing, they would all be lost.
    fn truth(&self) -> bool {
        self.texts.iter().all(|t| BOOLEANS.iter().flatten().any(|b| b == t))
    }

    /// The message without the name of the file.
    pub(crate) fn without_file(&self) -> Message {
        message!("column {} (line {}){}", quoted(&self.column), self.place.line, self.after_column())
    }

    /// The message behind the column's name.
    fn after_column(&self) -> Message {
        let mut cells = String::new();
        if self.cells > 1 {
            cells = format!(" ({} such cells", self.cells);
            if self.texts.len() > 1 {
                let shown: Vec<_> = self.texts.iter().map(|t| quoted(t)).collect();
                let more = if self.texts_complete { "" } else { ", …" };
                cells.push_str(&format!(": {}{more}", shown.join(", ")));
            }
            cells.push(')');
        }
        let also = match &self.also[..] {
            [] => String::new(),
            also => format!(", and so in {}", excerpt::names(also)),
        };
        message!(": {} is not a number{}{}. {}", quoted(&self.value), cells, also, self.remedy())
    }

    fn remedy(&self) -> Message {
        let or = match self.purpose {
            Purpose::Feature => message!(", or {}", Remedy::categorical(&self.column)),
            Purpose::Measure | Purpose::Prediction => Message::default(),
        };
        if self.header {
            return message!("The first line looks like a header: leave out {}.", Argument::NoHeader);
        }
        if let Some(writing) = self.writing {
            return message!("{}{}.", self.rewrite(writing), or);
        }
        if let Some(written) = written(&self.value).filter(|written| written.dress.is_some() && is_short(&self.value)) {
            return message!("Write it as a plain number: {}{}.", written.plain, or);
        }
        match (self.purpose, self.texts_to_mark()) {
            (Purpose::Prediction, _) if self.truth() => message!("Write numbers, as in the data of the fit."),
            (_, _) if self.truth() => message!("Write 0 and 1{}.", or),
            (Purpose::Prediction, Some(texts)) => message!("Correct the cells, or mark them missing with {}.", texts),
            (Purpose::Prediction, None) => {
                message!("Correct the cells, or mark them missing with {}.", Argument::MissingTexts)
            }
            (_, Some(texts)) => message!("Add {}{}.", texts, or),
            (_, None) => message!("Correct the cells, or add them to {}{}.", Argument::MissingTexts, or),
        }
    }
}

impl Told for NotNumbers {
    fn message(&self) -> Message {
        message!("{}: column {}{}", &self.place, quoted(&self.column), self.after_column())
    }
}

impl fmt::Display for NotNumbers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}
