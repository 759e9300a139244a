//! Coded columns as a design matrix: numbers first, then one part per categorical column, as codes.

use crate::table_error::TableError;
use logodds_core::{Categorical, Features, Part};
use logodds_io::Codes;
use logodds_model::schema::{ColumnKind, Schema, Term};
use std::ops::Range;

/// The numbers beside one part per categorical column.
pub(crate) fn features<'a>(numbers: Option<Part<'a>>, categorical: Vec<Codes>) -> Result<Features<'a>, TableError> {
    let mut parts: Vec<Part<'a>> = numbers.into_iter().collect();
    for codes in categorical {
        parts.push(Part::Categorical(Categorical::new(codes.codes, codes.levels)?));
    }
    Ok(Features::new(parts)?)
}

/// Columns as rows end to end, a stretch that fits the cache at a time.
pub(crate) fn by_rows<C: AsRef<[f64]>>(columns: &[C], rows: usize) -> Vec<f64> {
    /// Rows of a stretch.
    const STRETCH: usize = 256;
    let mut out = vec![0.0; rows * columns.len()];
    for (k, stretch) in out.chunks_mut((STRETCH * columns.len()).max(1)).enumerate() {
        for (j, column) in columns.iter().enumerate() {
            let column = column.as_ref().get(k * STRETCH..).unwrap_or_default();
            stretch.iter_mut().skip(j).step_by(columns.len()).zip(column).for_each(|(out, x)| *out = *x);
        }
    }
    out
}

/// Ranges of terms that are indicators, of one column each.
pub(crate) fn indicators(schema: &Schema, terms: &[Term]) -> Vec<Range<usize>> {
    let of_column = terms.chunk_by(|a, b| a.column == b.column).scan(0, |end, terms| {
        let start = *end;
        *end += terms.len();
        Some((terms[0].column, start..*end))
    });
    let is_number = |column: usize| schema.columns.get(column).is_none_or(|c| c.kind == ColumnKind::Numeric);
    of_column.filter(|(column, _)| !is_number(*column)).map(|(_, range)| range).collect()
}
