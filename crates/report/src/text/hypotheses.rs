//! Contrasts (sums of factors times coefficients) with their tests, and likelihood-ratio tests of whole columns:
//! χ² = 2 (log L − log L without the column), which has as many degrees of freedom as the column has coefficients.

use crate::facts::hypotheses as facts;
use crate::facts::kind::is_firth;
use crate::number::{JUDGED, figures, p_value};
use crate::shown;
use crate::text::estimate;
use crate::text::page::Page;
use crate::text::table::TextTable;
use crate::text::view::View;
use logodds::model::Record;
use std::fmt::{self, Write};

/// Contrasts, if any were asked for.
pub(super) fn contrasts(out: &mut Page, file: &Record) -> fmt::Result {
    let contrasts = facts::contrasts(file);
    if contrasts.is_empty() {
        return Ok(());
    }
    let confidence = file.inference.as_ref().map_or(f64::NAN, |inference| inference.confidence);
    let mut table = estimate::table("contrast", confidence);
    for contrast in contrasts {
        let note = facts::contrast_note(file, contrast).unwrap_or_default();
        table.row(shown::name(&contrast.text), estimate::cells(facts::contrast_wald(contrast)), note);
    }
    out.table(table);
    writeln!(out)
}

/// Likelihood-ratio tests of columns, if any were asked for.
pub(super) fn tests(out: &mut Page, file: &Record, view: View<'_>) -> fmt::Result {
    let tests = facts::tests(file);
    if tests.is_empty() {
        return Ok(());
    }
    writeln!(out, "tests of columns by the {}likelihood ratio", if is_firth(file) { "penalised " } else { "" })?;
    let mut table = TextTable::new(&["column", "χ²", "df", "p"]);
    for (k, test) in tests.into_iter().enumerate() {
        let name = shown::name(view.tested(k, &test.column));
        match test.df {
            0 => table.row(name, vec!["—".to_owned(); 3], "held at 0"),
            df => {
                let cells = vec![figures(test.statistic, JUDGED), df.to_string(), p_value(test.p_value)];
                table.row(name, cells, "");
            }
        }
    }
    out.table(table);
    writeln!(out)
}
