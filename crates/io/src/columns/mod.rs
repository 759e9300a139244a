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
mod finding;
mod look;
mod numbers;
mod spelling;
mod texts;
mod unfit;
mod written;

pub use finding::{ColumnFinding, Suspicion};
pub(crate) use look::{look_at_frame, look_at_table};
pub(crate) use unfit::of_frame;
pub use unfit::{MissingCells, Unfit};
pub use written::Dress;
pub(crate) use written::written;

/// Distinct texts that a column of dates or of written numbers may have as categories.
const FEW: usize = crate::verdict::CODES;

/// Distinct texts that are looked at: these, evenly among more.
const LOOKED_AT: usize = 10_000;

/// Fewer than two rows for each text: the same measure as for labels.
fn is_nearly_all_different(distinct: usize, rows: usize) -> bool {
    2 * distinct > rows
}
