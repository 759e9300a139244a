//! Two nested models and the likelihood ratio between them, as a table.

use crate::number::{DIGITS, JUDGED, figures, p_value};
use crate::shown;
use crate::text::page::Page;
use crate::text::table::TextTable;
use logodds::inference::LikelihoodRatio;
use logodds::model::Record;
use std::fmt::{self, Write};

/// The table and the test.
///
/// # Errors
/// Those of the writer.
pub fn show(out: &mut Page, names: &[String; 2], files: &[Record; 2], ratio: LikelihoodRatio) -> fmt::Result {
    let mut table = TextTable::new(&["model", "coefficients", "log-likelihood", "AIC", "BIC"]);
    for (name, file) in names.iter().zip(files) {
        let statistics = &file.statistics;
        let number = |x: Option<f64>| x.map_or_else(|| "—".to_owned(), |x| figures(x, DIGITS));
        let df = statistics.df.map_or_else(|| "—".to_owned(), |df| df.to_string());
        let cells = vec![df, number(statistics.log_likelihood), number(statistics.aic), number(statistics.bic)];
        table.row(shown::name(name), cells, "");
    }
    out.table(table);
    let LikelihoodRatio { statistic, df, p_value: p } = ratio;
    writeln!(out)?;
    writeln!(out, "likelihood ratio: χ² {}, df {df}, p {}", figures(statistic, JUDGED), p_value(p))
}
