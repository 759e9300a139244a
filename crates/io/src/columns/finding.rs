//! What a column looks like, with the evidence, and its words.

use crate::columns::written::Dress;
use logodds_model::excerpt::quoted;
use logodds_model::words::{Meaning, ReadAs, Remedy};

/// What a column looks like.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Suspicion {
    /// Texts that are nearly all different.
    Identifiers,
    /// Sentences.
    FreeText,
    /// Dates or times, as texts.
    Dates,
    /// Numbers written as people do, as texts, with how the first is written plainly.
    Written {
        /// In what dress.
        dress: Dress,
        /// The first of the examples as a plain number.
        plain: String,
    },
    /// Levels that differ by case or blanks alone, which are the examples.
    Spellings,
    /// The rows, counted.
    RowNumbers {
        /// From 0 or from 1.
        first: u32,
        /// Whether they stand in order.
        in_order: bool,
    },
    /// Whole numbers, all different, in a column that is called an identifier.
    IdentifyingNumbers,
    /// Codes that are read as numbers: padded with zeros, or called as postal codes are.
    Codes,
    /// Days as numbers, such as 20210304.
    DayNumbers,
}

/// A column that looks like no feature, or like another one than it is read as.
#[derive(Debug, Clone, PartialEq)]
pub struct ColumnFinding {
    /// The column.
    pub column: String,
    /// What it looks like.
    pub suspicion: Suspicion,
    /// Whether a fit refuses it, because it would answer no question.
    pub refused: bool,
    /// Distinct texts (or numbers).
    pub distinct: u64,
    /// Rows with a cell.
    pub rows: u64,
    /// Up to three cells.
    pub examples: Vec<String>,
    /// The row of the first of them, from 0.
    pub row: Option<u32>,
}

impl ColumnFinding {
    /// A stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self.suspicion {
            Suspicion::Identifiers | Suspicion::IdentifyingNumbers => "identifier",
            Suspicion::FreeText => "free-text",
            Suspicion::Dates | Suspicion::DayNumbers => "dates",
            Suspicion::Written { .. } => "written-numbers",
            Suspicion::Spellings => "similar-levels",
            Suspicion::RowNumbers { .. } => "row-numbers",
            Suspicion::Codes => "codes",
        }
    }

    /// What it is, as a phrase without the column's name: `dates, 350 different in 400 rows ("2021-03-04", …)`.
    #[must_use]
    pub fn what(&self) -> String {
        let (distinct, rows, shown) = (self.distinct, self.rows, self.shown());
        let counted = |what: &str| format!("{what}, {distinct} different in {rows} rows ({shown})");
        match &self.suspicion {
            Suspicion::Identifiers => counted("identifiers"),
            Suspicion::FreeText => counted("free text"),
            Suspicion::Dates => counted("dates or times"),
            Suspicion::Written { dress, plain } => {
                let to_write = if plain.is_empty() { String::new() } else { format!("; write {plain}") };
                counted(&format!("numbers {}", dress.words())).trim_end_matches(')').to_owned() + &to_write + ")"
            }
            Suspicion::Spellings => format!("levels that differ by case or blanks alone ({shown})"),
            Suspicion::RowNumbers { first, in_order } => {
                let last = u64::from(*first) + rows - 1;
                let order = if *in_order { "" } else { ", in another order" };
                format!("row numbers: every number from {first} to {last} once{order}")
            }
            Suspicion::IdentifyingNumbers => {
                counted("identifying numbers").replace(&format!("{distinct} different"), "all different")
            }
            Suspicion::Codes => format!("codes that are read as numbers ({shown})"),
            Suspicion::DayNumbers => counted("days written as numbers"),
        }
    }

    /// A sentence for a warning.
    #[must_use]
    pub fn message(&self) -> String {
        let column = quoted(&self.column);
        match &self.suspicion {
            _ if self.refused => {
                format!("{column} has {}: as categories each would have a coefficient of its own", self.what())
            }
            Suspicion::Spellings => {
                format!("levels of {column} differ by case or blanks alone, and are separate: {}", self.shown())
            }
            Suspicion::Dates | Suspicion::Written { .. } => {
                format!("{column} has {}, and is fitted as categories", self.what())
            }
            _ => format!("{column} looks like {}, and is fitted as numbers", self.what()),
        }
    }

    /// What settles it, most useful first.
    #[must_use]
    pub fn remedies(&self) -> Vec<Remedy> {
        let column = || self.column.clone();
        let exclude = || Remedy::exclude(column());
        let read = |kind, meaning| Remedy::Read { column: column(), kind, meaning };
        match &self.suspicion {
            _ if self.refused => vec![exclude(), read(ReadAs::Categorical, None)],
            Suspicion::Spellings => {
                vec![Remedy::SpellLevelsAlike, read(ReadAs::Categorical, Some(Meaning::Different))]
            }
            Suspicion::Dates | Suspicion::Written { .. } => {
                vec![read(ReadAs::Categorical, Some(Meaning::Categories)), exclude()]
            }
            Suspicion::Codes => {
                vec![read(ReadAs::Categorical, None), exclude(), read(ReadAs::Numeric, Some(Meaning::Amounts))]
            }
            _ => vec![exclude(), read(ReadAs::Numeric, Some(Meaning::Number))],
        }
    }

    /// The examples in quotes.
    pub(crate) fn shown(&self) -> String {
        let shown: Vec<String> = self.examples.iter().map(|text| quoted(text)).collect();
        let more =
            if self.distinct > shown.len() as u64 && self.suspicion != Suspicion::Spellings { ", …" } else { "" };
        format!("{}{more}", shown.join(", "))
    }
}
