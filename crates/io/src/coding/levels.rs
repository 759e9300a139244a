//! Levels of a column: which of them are in use, and in which order.
//!
//! The first level is the base. The order is the one that the data declare, as a categorical of pandas does; else numbers by value and
//! texts by bytes (`plain_number`). A base that is named moves to the front, and the others keep their order. A level of no row in use
//! does not exist, whoever declares it.

use crate::coding::data_error::DataError;
use crate::coding::names::nearest;
use crate::columns::MISSING;
use logodds_model::schema::plain_number;

/// A column coded by the levels of the rows in use.
#[derive(Debug, PartialEq)]
pub(crate) struct Coded {
    /// A position in `levels` per row in use.
    pub codes: Vec<u32>,
    /// The base first.
    pub levels: Vec<String>,
    /// Levels that stand in rows left out alone, with those rows.
    pub emptied: Vec<(String, u64)>,
}

/// A base that no row in use has.
#[derive(Debug, PartialEq)]
pub(crate) struct NoSuchLevel {
    /// Those there are.
    pub levels: Vec<String>,
    /// Rows that have it and are left out.
    pub left_out: u64,
}

impl NoSuchLevel {
    /// The refusal of the base that is named for a column.
    pub fn refusal(self, column: &str, base: Option<&str>) -> DataError {
        DataError::UnknownBase {
            column: column.to_string(),
            level: base.unwrap_or_default().to_string(),
            nearest: nearest(base.unwrap_or_default(), self.levels.iter()),
            levels: self.levels,
            left_out: self.left_out,
        }
    }
}

/// Codes of `rows`, over the levels that occur in them. `codes` are positions in `levels`, whose order counts if it is `declared`.
pub(crate) fn coded(
    codes: &[u32],
    levels: &[String],
    rows: &[u32],
    declared: bool,
    base: Option<&str>,
) -> Result<Coded, NoSuchLevel> {
    let mut map = vec![MISSING; levels.len()];
    for &row in rows {
        map[codes[row as usize] as usize] = 0;
    }
    let mut kept: Vec<usize> = (0..levels.len()).filter(|&k| map[k] == 0).collect();
    let emptied = emptied(codes, levels, rows.len(), &map);
    if !declared {
        let order = plain_number::ordering(kept.iter().map(|&k| levels[k].as_str()));
        kept.sort_by(|&a, &b| order(&levels[a], &levels[b]));
    }
    let names = |kept: &[usize]| kept.iter().map(|&k| levels[k].clone()).collect::<Vec<_>>();
    if let Some(base) = base.map(str::trim_ascii) {
        let Some(at) = kept.iter().position(|&k| levels[k] == base) else {
            let left_out = emptied.iter().find(|(level, _)| level == base).map_or(0, |(_, rows)| *rows);
            return Err(NoSuchLevel { levels: names(&kept), left_out });
        };
        kept[..=at].rotate_right(1);
    }
    (0u32..).zip(&kept).for_each(|(new, &old)| map[old] = new);
    let codes = rows.iter().map(|&row| map[codes[row as usize] as usize]).collect();
    Ok(Coded { codes, levels: names(&kept), emptied })
}

/// Levels without a row in use that have rows; `map` is [`MISSING`] for them.
fn emptied(codes: &[u32], levels: &[String], used: usize, map: &[u32]) -> Vec<(String, u64)> {
    if used == codes.len() {
        return Vec::new();
    }
    let mut counts = vec![0u64; levels.len()];
    codes.iter().filter(|&&code| code != MISSING).for_each(|&code| counts[code as usize] += 1);
    let without = (0..levels.len()).filter(|&k| map[k] == MISSING && counts[k] > 0);
    without.map(|k| (levels[k].clone(), counts[k])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(levels: &[&str]) -> Vec<String> {
        levels.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_base_goes_first_and_levels_without_rows_do_not_exist() {
        let levels = texts(&["high", "low", "medium", "none"]);
        let (codes, rows) = ([0, 1, 2, 1, 3], [0, 1, 2, 3]);
        let found = coded(&codes, &levels, &rows, false, Some("low ")).unwrap();
        assert_eq!((found.levels, found.codes), (texts(&["low", "high", "medium"]), vec![1, 0, 2, 0]));
        assert_eq!(found.emptied, [("none".to_owned(), 1)]);
        let none = coded(&codes, &levels, &rows, false, Some("none")).unwrap_err();
        assert_eq!(none, NoSuchLevel { levels: texts(&["high", "low", "medium"]), left_out: 1 });
    }

    #[test]
    fn numbers_are_sorted_by_value_unless_an_order_is_declared() {
        let levels = texts(&["0", "10", "20", "5"]);
        let (codes, rows) = ([1, 3, 0, 2], [0, 1, 2, 3]);
        let found = coded(&codes, &levels, &rows, false, None).unwrap();
        assert_eq!((found.levels, found.codes), (texts(&["0", "5", "10", "20"]), vec![2, 1, 0, 3]));
        let declared = coded(&codes, &levels, &rows, true, None).unwrap();
        assert_eq!((declared.levels, declared.codes), (levels, vec![1, 3, 0, 2]));
    }
}
