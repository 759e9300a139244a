//! Where coefficients go as the likelihood approaches a supremum that it does not reach: along a direction in which the data are
//! separated, to infinity, all others to those of the fit to the rows that are not separated.

use crate::facts::limits::limits as term_limits;
use crate::number::{DIGITS, JUDGED, figures};
use crate::shown;
use crate::text::page::Page;
use crate::text::table::TextTable;
use logodds::model::Record;
use logodds::model::record::LimitRecord;
use std::fmt::{self, Write};

/// Where a coefficient goes and where its odds ratio goes, if not to a number.
pub fn towards(limit: LimitRecord) -> Option<[&'static str; 2]> {
    match limit {
        LimitRecord::Finite(_) => None,
        LimitRecord::PlusInfinity => Some(["→ +∞", "→ ∞"]),
        LimitRecord::MinusInfinity => Some(["→ −∞", "→ 0"]),
        LimitRecord::Either => Some(["no limit", "—"]),
        LimitRecord::Undecided => Some(["?", "?"]),
    }
}

/// The table of limits; nothing where the likelihood has a maximum, or the table of coefficients is that of the limits.
///
/// # Errors
/// Those of the writer.
pub fn limits(out: &mut Page, file: &Record) -> fmt::Result {
    let limits = term_limits(file);
    let is_decided = limits.iter().any(|limit| limit.record != LimitRecord::Undecided);
    if !is_decided || file.is_at_limit() {
        return Ok(());
    }
    writeln!(out, "\nthe likelihood has no maximum; as it approaches its supremum")?;
    let mut table = TextTable::new(&["term", "limit", "std error"]);
    let mut class = None;
    for limit in limits {
        if limit.class != class {
            class = limit.class;
            table.heading(shown::name(class.unwrap_or_default()));
        }
        let indent = if limit.class.is_some() { "  " } else { "" };
        let finite = || limit.estimate.map_or("finite".to_owned(), |estimate| figures(estimate, DIGITS));
        let shown = towards(limit.record).map_or_else(finite, |[coefficient, _]| coefficient.to_owned());
        let std_error = limit.std_error.map_or("—".to_owned(), |error| figures(error, JUDGED));
        table.row(format!("{indent}{}", shown::name(&limit.term)), vec![shown, std_error], "");
    }
    out.table(table);
    Ok(())
}
