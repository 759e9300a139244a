//! Tests of whole columns, and contrasts with what is known of them.

use logodds::inference::Wald;
use logodds::model::Record;
use logodds::model::record::{ContrastRecord, TestRecord};
use logodds::model::schema::INTERCEPT;

/// The tests of whole columns, in the order of the file's columns.
pub fn tests(file: &Record) -> Vec<&TestRecord> {
    let tests = file.inference.as_ref().map_or(&[][..], |inference| &inference.tests);
    let of_column = |name: &String| tests.iter().find(|test| test.column == *name);
    // Tests of terms, the intercept's among them, may stand alone.
    let is_asked = tests.first().is_some_and(|test| test.column != INTERCEPT);
    file.schema.columns.iter().filter(|_| is_asked).filter_map(|column| of_column(&column.name)).collect()
}

/// The contrasts asked for.
pub fn contrasts(file: &Record) -> &[ContrastRecord] {
    file.inference.as_ref().map_or(&[], |inference| &inference.contrasts)
}

/// A contrast's estimate, if there is one; numbers that are not known are NaN.
pub fn contrast_wald(record: &ContrastRecord) -> Option<Wald> {
    let known = |x: Option<f64>| x.unwrap_or(f64::NAN);
    record.estimate.map(|found| Wald {
        estimate: found.estimate,
        std_error: known(found.std_error),
        statistic: known(found.statistic),
        p_value: known(found.p_value),
        lower: known(found.lower),
        upper: known(found.upper),
    })
}

/// What to know of a contrast.
pub fn contrast_note(file: &Record, record: &ContrastRecord) -> Option<&'static str> {
    let is_separated = file.separation.as_ref().is_some_and(|separation| !separation.limits.is_empty());
    match record.estimate {
        None if file.is_at_limit() => Some("not determined: a column is held at 0, or it has no limit of its own"),
        None => Some("not determined: a column is held at 0"),
        Some(found) if file.is_at_limit() && found.estimate.is_infinite() => {
            Some(if found.estimate > 0.0 { "grows without bound, to +∞" } else { "falls without bound, to −∞" })
        }
        Some(_) if file.is_at_limit() => Some("the limit as the likelihood approaches its supremum"),
        Some(_) if is_separated => Some("where the fit stopped: the likelihood has no maximum"),
        Some(_) => None,
    }
}
