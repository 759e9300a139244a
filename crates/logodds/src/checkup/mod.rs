//! What a look at coded data tells before a fit, beside what the fit itself will say: columns that give the label away, copies, columns
//! that hardly vary, rows for each coefficient, and how other rows differ.
//!
//! Nothing here is a test, and nothing is left out of a fit for it: these are places to look at.

mod copies;
mod rows;
mod shift;
mod single;

pub use shift::shift;

use logodds_core::Executor;
use logodds_io::Encoded;
use logodds_model::excerpt;
use logodds_model::record::WarningRecord;
use logodds_model::words::Remedy;

/// Everything there is to say of coded data, most serious first.
#[must_use]
pub fn checkup(encoded: &Encoded, executor: &Executor) -> Vec<WarningRecord> {
    let mut found = single::tells_the_label(encoded, executor);
    found.extend(copies::columns(encoded));
    found.extend(rows::for_each_coefficient(encoded));
    found.extend(rows::rare_levels(encoded));
    found.extend(rows::nearly_constant(encoded));
    found.extend(copies::rows(encoded));
    found
}

fn record(code: &str, columns: &[&str], message: String, remedies: Vec<Remedy>) -> WarningRecord {
    WarningRecord {
        code: code.to_owned(),
        message,
        columns: columns.iter().map(|&column| column.to_owned()).collect(),
        remedies,
    }
}

/// A text in quotes, cut if it is long.
fn quoted(text: &str) -> String {
    crate::warning::quoted(text)
}

/// The first few in quotes, and how many more there are.
fn list(items: &[&str]) -> String {
    excerpt::list(items, |item| quoted(item))
}

/// The columns of coded data by name, with their values as bits: of numbers those of the double, of categories the code.
fn columns(encoded: &Encoded) -> impl Iterator<Item = (&str, Vec<u64>)> {
    let name = |index: usize| encoded.schema.columns[index].name.as_str();
    let numbers = encoded.numeric_columns.iter().zip(&encoded.numeric);
    let numbers =
        numbers.map(move |(&index, values)| (name(index), values.iter().map(|x| (x + 0.0).to_bits()).collect()));
    let codes = encoded
        .categorical
        .iter()
        .map(move |codes| (name(codes.column), codes.codes.iter().map(|&code| u64::from(code)).collect()));
    numbers.chain(codes)
}

#[cfg(test)]
mod tests;
