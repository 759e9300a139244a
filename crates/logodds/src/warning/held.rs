//! What to say of columns that are held at 0: each by its equation while they are few, else together.

use super::{LISTED, Warning, listed};
use crate::fit::held::Held;

/// Columns that have a warning of their own: of those that are constant if there are no more, and of those that others determine.
const TOLD: usize = 10;

/// The warnings of the columns held by a model with an intercept or without.
pub(crate) fn warnings(held: &[Held], intercept: bool) -> Vec<Warning> {
    let zero = !intercept;
    let mut constant: Vec<usize> = Vec::new();
    let mut aliased = Vec::new();
    for held in held {
        match held {
            Held::Constant(column) => constant.push(*column),
            Held::Aliased(alias) => aliased.push(alias),
        }
    }
    // An equation of many terms says little, and a list of such nothing.
    let few = aliased.len() <= TOLD;
    let (mut told, mut more) = (Vec::new(), Vec::new());
    for alias in aliased {
        if few || (told.len() < TOLD && alias.combination.len() <= LISTED) {
            told.push(Warning::Aliased(alias.clone()));
        } else {
            more.push(alias.column);
        }
    }
    // Nearly all of a million hashed words can be: ten of them would say no more than that.
    let mut warnings: Vec<Warning> = match constant.len() {
        0..=TOLD => constant.into_iter().map(|column| Warning::Constant { column, zero }).collect(),
        _ => vec![Warning::Constants { columns: constant, zero }],
    };
    let others = !told.is_empty();
    warnings.extend(told);
    if !more.is_empty() {
        warnings.push(Warning::MoreAliased { columns: more, others });
    }
    warnings
}

/// `190 more columns are combinations of others ("c", "d", …); their coefficients are held at 0`.
pub(super) fn more(columns: &[usize], others: bool, what: &str, name: &dyn Fn(usize) -> String) -> String {
    let count = match (columns.len(), others) {
        (1, true) => "1 more column is".to_owned(),
        (1, false) => "1 column is".to_owned(),
        (k, true) => format!("{k} more columns are"),
        (k, false) => format!("{k} columns are"),
    };
    format!("{count} {what} ({}); their coefficients are held at 0", listed(columns, name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use logodds_core::Equation;
    use logodds_core::risk::alias::Alias;

    fn alias(column: usize, terms: usize) -> Held {
        let combination: Vec<(usize, f64)> = (0..terms).map(|k| (k, 1.0)).collect();
        let equation = Equation { column, constant: 0.0, combination: combination.clone(), tolerance: 0.0 };
        Held::Aliased(Alias { column, constant: 0.0, combination, equation })
    }

    fn said(held: &[Held]) -> Vec<String> {
        warnings(held, true).iter().map(|warning| warning.message(&|j| format!("x{j}"))).collect()
    }

    #[test]
    fn few_equations_are_told_whatever_their_length() {
        let held: Vec<Held> = (0..10).map(|k| alias(300 + k, 200)).collect();
        let said = said(&held);
        assert_eq!(said.len(), 10);
        assert!(said[9].starts_with("\"x309\" = ") && said[9].contains("+ 195 more terms"), "{}", said[9]);
    }

    #[test]
    fn of_many_equations_the_short_ones_are_told_and_the_others_counted() {
        let held: Vec<Held> = (0..200).map(|k| alias(300 + k, if k % 2 == 0 { 200 } else { 2 })).collect();
        let said = said(&held);
        assert_eq!(said.len(), 11);
        assert!(said[0].starts_with("\"x301\" = \"x0\" + \"x1\"; "), "{}", said[0]);
        assert_eq!(
            said[10],
            "190 more columns are combinations of others (\"x300\", \"x302\", \"x304\", \"x306\", \"x308\" and 185 more); \
             their coefficients are held at 0"
        );
        let long: Vec<Held> = (0..200).map(|k| alias(300 + k, 200)).collect();
        let said = self::said(&long);
        assert!(
            said.len() == 1 && said[0].starts_with("200 columns are combinations of others (\"x300\","),
            "{said:?}"
        );
    }

    #[test]
    fn many_constants_are_counted() {
        let held: Vec<Held> = (0..500).map(Held::Constant).collect();
        let said = said(&held);
        assert_eq!(said.len(), 1);
        assert!(said[0].starts_with("500 columns are constant (\"x0\", "), "{}", said[0]);
    }
}
