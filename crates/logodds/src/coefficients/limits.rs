//! Where the coefficients of a model go if the likelihood that it was fitted to has no maximum.

use super::TermRow;
use logodds_model::Record;
use logodds_model::record::LimitRecord;

/// Where the coefficient of score `k` goes; `None` if it is held at 0, or if nothing is separated as far as the file knows.
#[must_use]
pub fn limit_of(file: &Record, row: &TermRow<'_>, k: usize) -> Option<LimitRecord> {
    let limits = &file.separation.as_ref()?.limits;
    // Of several scores the first is what the others are relative to.
    let first = k.saturating_sub(1) * (file.schema.term_count() + 1);
    limits.get(first + row.place().map_or(0, |j| j + 1)).copied().filter(|_| row.note.is_none())
}

/// What there is in place of an estimate for a coefficient of a model at its limit that has no finite one: an infinity, or NaN for one that has no limit
/// of its own. `None` for all others, and where the model is not at a limit: then its coefficients are where the fit stopped.
#[must_use]
pub fn infinite(file: &Record, row: &TermRow<'_>, k: usize) -> Option<f64> {
    if !file.is_at_limit() {
        return None;
    }
    match limit_of(file, row, k)? {
        LimitRecord::Finite(_) => None,
        LimitRecord::PlusInfinity => Some(f64::INFINITY),
        LimitRecord::MinusInfinity => Some(f64::NEG_INFINITY),
        LimitRecord::Either | LimitRecord::Undecided => Some(f64::NAN),
    }
}
