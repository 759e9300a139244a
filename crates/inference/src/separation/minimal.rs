//! Directions of few columns: a set that separates, and does not without any one of its columns.
//!
//! ```text
//! S separates  iff  some d in C has d_j = 0 for all columns j outside S, and z_i·d > 0 for some i
//! ```
//!
//! If S does not separate, no part of it does; so columns are left out one after the other, those of least effect first, and what could not be left out of a
//! set need not be tried again in a smaller one. Where few of many columns matter, half of those untried are left out at a time, then a quarter, and so on (A. Zeller, R.
//! Hildebrandt, *IEEE Trans. Software Engineering* 28, 2002): three of a hundred are found in some twenty decisions.
//!
//! The smallest of all such sets is another thing, and hard (E. Amaldi, V. Kann, *Theoretical Computer Science* 209, 1998).

use crate::error::InferenceError;
use crate::separation::nearest::Work;
use crate::separation::rows::ConeRows;
use crate::separation::search::Search;

/// Multiplications that all sets together may take: some 0.4 s. Of 300 × 50 a set takes some 40 million.
pub(super) const WORK: u64 = 800_000_000;

/// Columns that separate.
pub(super) struct Minimal {
    /// They, counted from 1.
    pub columns: Vec<usize>,
    /// How.
    pub direction: Vec<f64>,
    /// Whether no column can be left out: otherwise it is not known, for rounding or because that takes too long.
    pub is_minimal: bool,
}

/// The columns that are left of those of a direction when none can be left out, of all columns separating `all` rows of the cone. It may take half of
/// `work`, as the first sets are those that are read.
pub(super) fn minimal(
    cone: ConeRows<'_>,
    search: &mut Search<'_>,
    direction: Vec<f64>,
    all: usize,
    work: &mut Work,
) -> Result<Minimal, InferenceError> {
    let (before, most) = (search.work, work.left() / 2);
    search.work = Work::of(most);
    let found = fewest(cone, search, direction);
    work.spend((most - search.work.left()) as usize);
    search.work = before;
    let Minimal { columns, direction, is_minimal } = found?;
    let direction = widest(cone, search, &columns, direction, all)?;
    Ok(Minimal { columns, direction, is_minimal })
}

/// A direction of these columns that separates all rows that any of theirs does; the one that there is if none is found, or if it separates `all` that can be.
pub(super) fn widest(
    cone: ConeRows<'_>,
    search: &mut Search<'_>,
    columns: &[usize],
    direction: Vec<f64>,
    all: usize,
) -> Result<Vec<f64>, InferenceError> {
    if search.margins(&direction)?.iter().filter(|margin| **margin > 0.0).count() == all {
        return Ok(direction);
    }
    let Some(Some(face)) = decided(search.face(&coordinates(cone, columns)))? else { return Ok(direction) };
    let mut direction = face.direction;
    clear(&mut direction);
    Ok(direction)
}

fn fewest(cone: ConeRows<'_>, search: &mut Search<'_>, mut direction: Vec<f64>) -> Result<Minimal, InferenceError> {
    let of_label = cone.columns.scaled.dim();
    let size = |direction: &[f64], column: usize| -> f64 {
        direction.chunks_exact(of_label).map(|block| block[column].abs()).fold(0.0, f64::max)
    };
    let of = |direction: &[f64]| -> Vec<usize> { (1..of_label).filter(|&c| size(direction, c) > 0.0).collect() };
    clear(&mut direction);
    let mut untried = of(&direction);
    let (mut at_once, mut is_minimal) = (untried.len() / 2, true);
    loop {
        untried.retain(|&column| size(&direction, column) > 0.0);
        untried.sort_by(|&a, &b| size(&direction, a).total_cmp(&size(&direction, b)));
        if untried.is_empty() || search.work.left() == 0 {
            is_minimal = is_minimal && untried.is_empty();
            return Ok(Minimal { columns: of(&direction), direction, is_minimal });
        }
        at_once = at_once.clamp(1, untried.len());
        let fewer: Vec<usize> = of(&direction).into_iter().filter(|c| !untried[..at_once].contains(c)).collect();
        let found = decided(search.direction(&coordinates(cone, &fewer)))?;
        match found {
            Some(Some(found)) => {
                direction = found;
                clear(&mut direction);
            }
            _ if at_once > 1 => at_once /= 2,
            _ => {
                is_minimal = is_minimal && found.is_some();
                untried.remove(0);
            }
        }
    }
}

/// The coordinates of the intercepts (unless they are pinned at 0) and of some columns, counted from 1, of all labels.
pub(super) fn coordinates(cone: ConeRows<'_>, columns: &[usize]) -> Vec<usize> {
    let of_label = cone.columns.scaled.dim();
    let intercept = cone.columns.scaled.has_intercept().then_some(0);
    let of = |label: usize| intercept.into_iter().chain(columns.iter().copied()).map(move |c| label * of_label + c);
    (0..cone.per_row()).flat_map(of).collect()
}

/// What was found, if rounding and work leave it decided.
pub(super) fn decided<T>(found: Result<T, InferenceError>) -> Result<Option<T>, InferenceError> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(InferenceError::Undecided) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Entries at rounding level are rounding.
fn clear(direction: &mut [f64]) {
    direction.iter_mut().filter(|d| d.abs() < 1e-11).for_each(|d| *d = 0.0);
}
