//! Columns that are no features as they stand, told by looking at their distinct texts or at their numbers.
//!
//! | looks like | told by | a fit |
//! |---|---|---|
//! | an identifier | more than 20 texts, and fewer than two rows for each | refuses it |
//! | free text | more than 50 texts of four words or more | refuses it |
//! | dates, times | nine texts in ten are dates ([`dates`]) | refuses it from 21 dates, or fewer than two rows for each; else warns |
//! | numbers in dress | nine texts in ten are numbers, written as people do ([`written`]) | the same |
//! | one level in several spellings | texts that differ by case or blanks alone | warns |
//! | row numbers | whole numbers, each of 0 … n − 1 or 1 … n once | warns |
//! | identifying numbers | whole numbers, all different, in a column called as identifiers are | warns |
//! | codes | numbers padded with zeros, or called as postal codes are | warns |
//! | dates in digits | whole numbers, all of which are days: 20210304 | warns |
//!
//! What would be an answer to no question is refused: a coefficient for every date, name or percentage. What may be meant is a warning: a
//! time index counts its rows, too. The mistakes do not cost the same, and whoever says of what type a column is (`categorical`, `numeric`,
//! a category of a data frame) is not asked again. Categories that people fit every day, such as 50 levels in 500 rows, pass.
//!
//! Only distinct texts are looked at, which the reader has; of numbers a column is left at the first that rules it out, nearly always the
//! first of all. Refused: a model of types, such as a classifier on names and values: nobody could tell what it will say.

mod dates;
pub(crate) mod decimal_sign;
pub(crate) mod dictionary;
mod finding;
pub(crate) mod infer;
pub(crate) mod look;
pub(crate) mod not_numbers;
mod numbers;
pub(crate) mod purpose;
mod spelling;
pub(crate) mod table;
mod texts;
pub(crate) mod unfit;
pub(crate) mod verdict;
mod written;

pub use decimal_sign::{DecimalSign, Writing};
pub use not_numbers::NotNumbers;
pub use purpose::Purpose;
pub use table::{Column, ColumnData, MISSING, Table};

pub use finding::{ColumnFinding, Suspicion};
pub use unfit::{MissingCells, Unfit};
pub use written::Dress;
pub(crate) use written::written;

/// Distinct texts that a column of dates or of written numbers may have as categories.
const FEW: usize = verdict::CODES;

/// Distinct texts that are looked at: these, evenly among more.
const LOOKED_AT: usize = 10_000;

/// Fewer than two rows for each text: the same measure as for labels.
fn is_nearly_all_different(distinct: usize, rows: usize) -> bool {
    2 * distinct > rows
}
