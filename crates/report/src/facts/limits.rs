//! Where coefficients go if the labels of a fit are separated, and what to know of an estimate that has such a limit.

use logodds::coefficients::{TermRow, limit_of, scores, term_rows};
use logodds::model::Record;
use logodds::model::record::LimitRecord;
use serde::Serialize;

/// Where a coefficient goes.
#[derive(Debug, Serialize)]
pub struct TermLimit<'a> {
    /// The term.
    pub term: String,
    /// The label, of more than two.
    pub class: Option<&'a str>,
    /// The limit on record.
    #[serde(skip)]
    pub record: LimitRecord,
    /// As [`limit_name`] has it.
    limit: &'static str,
    /// The finite limit, if it was fitted.
    pub estimate: Option<f64>,
    /// Its standard error in the model of the rows that are not separated.
    pub std_error: Option<f64>,
}

/// The limits of all terms that are not held at 0, in the order of the table; none if nothing is separated.
pub fn limits(file: &Record) -> Vec<TermLimit<'_>> {
    let of_score = |(k, class)| term_rows(file).into_iter().filter_map(move |row| term_limit(file, row, k, class));
    scores(file).into_iter().flat_map(of_score).collect()
}

fn term_limit<'a>(file: &Record, row: TermRow<'_>, k: usize, class: Option<&'a str>) -> Option<TermLimit<'a>> {
    let record = limit_of(file, &row, k)?;
    let limit = limit_name(record);
    let fitted = if let LimitRecord::Finite(fitted) = record { fitted } else { None };
    let (estimate, std_error) = (fitted.map(|limit| limit.estimate), fitted.map(|limit| limit.std_error));
    Some(TermLimit { term: row.term, class, record, limit, estimate, std_error })
}

/// The name of a limit: `finite`, `+inf`, `-inf`, `either` (of no limit of its own), or `undecided`.
pub fn limit_name(limit: LimitRecord) -> &'static str {
    match limit {
        LimitRecord::PlusInfinity => "+inf",
        LimitRecord::MinusInfinity => "-inf",
        LimitRecord::Finite(_) => "finite",
        LimitRecord::Either => "either",
        LimitRecord::Undecided => "undecided",
    }
}

/// What to know of an estimate with this limit: of a model at its limit, or where the fit stopped short of one.
pub fn limit_note(limit: LimitRecord, is_at_limit: bool) -> Option<&'static str> {
    Some(match (limit, is_at_limit) {
        (LimitRecord::Finite(_), true) => {
            "the limit as the likelihood approaches its supremum, by the rows that are not separated"
        }
        (LimitRecord::Finite(_), false) => return None,
        (LimitRecord::PlusInfinity, true) => "grows without bound, to +∞",
        (LimitRecord::MinusInfinity, true) => "falls without bound, to −∞",
        (LimitRecord::Either, true) => "has no limit of its own",
        (LimitRecord::Undecided, true) => "may have no limit",
        (LimitRecord::PlusInfinity, false) => "grows without bound, to +∞; the estimate is where the fit stopped",
        (LimitRecord::MinusInfinity, false) => "falls without bound, to −∞; the estimate is where the fit stopped",
        (LimitRecord::Either, false) => "has no limit of its own; the estimate is where the fit stopped",
        (LimitRecord::Undecided, false) => "may have no limit; the estimate is where the fit stopped",
    })
}
