//! Whether a category has so many levels with so few rows that it biases the coefficients of the other columns.
//!
//! With T rows of every level and any number of levels the maximum of the likelihood does not go to the truth: at T = 2 coefficients are doubled
//! (J. Neyman, E. Scott, *Econometrica* 16, 1948; E. Andersen, *J. Royal Statist. Soc. B* 32, 1970). W. Greene (*Econometrics J.* 7, 2004, table 2) found
//! 2.02, 1.70, 1.38, 1.22, 1.16 and 1.07 times the truth at T = 2, 3, 5, 8, 10 and 20: from 3 on too large by 1.4 / (T − 1), and by 1 at 2.
//!
//! The likelihood conditional on the labels of every level has no such bias (E. Andersen, the same).

use super::Warning;
use crate::risk::FitRisk;
use logodds_inference::separation::LevelCount;

/// Rows of a level below which it is told: at 20 the bias is 7 % by the table.
const ROWS: f64 = 20.0;
/// Levels below which it is not: the bias of a share 1.4 / T of a coefficient of 1 is 1.4 √(L / 5T) times its standard error, √(5 / (T L)) at
/// p (1 − p) = 1/5: 1.4 times at 100 levels of 20 rows.
const LEVELS: usize = 100;

/// The share by which coefficients are too large, about: what goes through the table.
pub(super) fn bias(rows: usize, levels: usize) -> f64 {
    1.4 / (rows as f64 / levels as f64 - 1.0).max(1.4)
}

/// The category with fewest rows a level, if these are few. `counted` knows of levels with one label, whose rows say nothing, and `rows` are those that do.
pub(crate) fn warning(risk: &FitRisk<'_>, counted: &[LevelCount], rows: usize) -> Option<Warning> {
    let columns = risk.columns();
    let free = columns.scaled.free();
    let of = |part: logodds_core::SparseColumns| {
        let range = part.columns;
        let of_category = free.partition_point(|&j| j < range.end) - free.partition_point(|&j| j < range.start);
        let pure = counted.iter().find(|count| count.columns == range).map_or(0, |count| count.of_one_label);
        let levels = (of_category + 1).saturating_sub(pure);
        let is_few = levels >= LEVELS && (rows as f64) < ROWS * levels as f64 && of_category < free.len();
        is_few.then_some((levels, range))
    };
    let sparse = columns.data.sparse_columns().into_iter().filter(|part| part.most == 1);
    let (levels, range) = sparse.filter_map(of).max_by_key(|(levels, _)| *levels)?;
    Some(Warning::FewRowsOfLevels { columns: range, levels, rows })
}
