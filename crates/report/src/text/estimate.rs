//! An estimate in a table: with its standard error, z = estimate / error, p, and the odds ratio e^estimate with the exponentials of the
//! interval's ends.

use crate::number::{DIGITS, JUDGED, exponential, figures, p_value, shortest};
use crate::text::table::TextTable;
use logodds::inference::Wald;

/// Cells of a row of [`table`].
pub const WIDTH: usize = 7;

/// The titles of both ends of an interval.
pub fn ends(confidence: f64) -> [String; 2] {
    ["lower", "upper"].map(|end| format!("{end} {}%", shortest(100.0 * confidence)))
}

/// An empty table of estimates, each called `what`.
pub fn table(what: &str, confidence: f64) -> TextTable {
    let ends = ends(confidence);
    TextTable::new(&[what, "estimate", "std error", "z", "p", "odds ratio", &ends[0], &ends[1]])
}

/// Its cells for an estimate, if there is one.
pub fn cells(wald: Option<Wald>) -> Vec<String> {
    let Some(wald) = wald else { return vec!["—".to_owned(); WIDTH] };
    // A test that there is none of is no number that is not known.
    let unknown = |x: f64| x.is_nan() && wald.std_error.is_nan();
    let known = |x: f64, text: String| match x.is_nan() {
        true if unknown(x) => "—".to_owned(),
        true => String::new(),
        false => text,
    };
    let [std_error, z] = [wald.std_error, wald.statistic].map(|x| known(x, figures(x, JUDGED)));
    let [odds, lower, upper] = [wald.estimate, wald.lower, wald.upper].map(|x| known(x, exponential(x, JUDGED)));
    vec![figures(wald.estimate, DIGITS), std_error, z, known(wald.p_value, p_value(wald.p_value)), odds, lower, upper]
}

/// Cells of an estimate that no odds ratio belongs to: error and interval, and no more.
pub fn cells_without_odds(wald: Option<Wald>) -> Vec<String> {
    let Some(wald) = wald else { return vec!["—".to_owned(); 4] };
    let judged = [wald.std_error, wald.lower, wald.upper].map(|x| figures(x, JUDGED));
    std::iter::once(figures(wald.estimate, DIGITS)).chain(judged).collect()
}
