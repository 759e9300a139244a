//! Whether the likelihood of an unpenalised fit has a maximum; if not, what keeps it from having one.
//!
//! ```text
//! z_i = s_i (1, x_i),   s_i = 1 for label 1, −1 for label 0         C = { d : z_i·d ≥ 0 for all rows of positive weight }
//!
//! none             z_i·d = 0 for all i and all d in C: the likelihood has a maximum
//! complete         some d has z_i·d > 0 for all i
//! quasi-complete   otherwise: some d has z_i·d > 0 for some rows, and none for all
//! ```
//!
//! (A. Albert, J. Anderson, *Biometrika* 71, 1984; of more than two labels: `classes`.) Along d the likelihood never falls, so if any row has z_i·d > 0 it rises for ever. The
//! maximum at infinity belongs to a direction in the relative interior of C: the rows with z_i·d > 0 are those with probability 1 of
//! their label, and the others, the overlap, have a maximum of their own. Coefficient j is finite iff d_j = 0 for all d in C, and goes to +∞ if d_j
//! ≥ 0 for all of them, not all 0 (K. Konis, *Linear programming algorithms for detecting separated data*, thesis, Oxford, 2007).
//!
//! **How it is decided.** First by single columns (`single`, `peel`), exactly and for any number of them; then by nearest points of cones (`nearest`, `farkas`), on the rows that matter (`search`), in centred columns of unit size: all that separates (`search`), the signs of
//! coefficients (`limits`), minimal sets of columns (`minimal`). Each has a budget of multiplications. Every answer comes with what
//! proves it (`farkas`): a direction, checked on all rows as they are given (`proof`); or positive weights of rows that overlap, whose weighted sum is 0. A margin up
//! to 1e-10 of the size of its terms counts as 0 in the search, as sums of decimal fractions leave some 1e-16 of them; in the proof, what the digits of the data
//! themselves leave open. Where arithmetic cannot tell (the columns' spread is that of a few values 10⁸ times as far out as the others), the
//! answer is [`InferenceError::Undecided`].
//!
//! Without an intercept z_i = s_i (0, x_i): rows must lie on the side of 0 that their labels say, along d.
//!
//! A fit certified by self-concordance needs none of this: its bound is finite only where a maximum exists.

mod centre;
mod classes;
mod combination;
mod farkas;
mod frame;
mod independent;
mod levels;
mod limits;
mod minimal;
mod nearest;
pub(crate) mod overlap;
mod peel;
mod proof;
mod rays;
mod remainder;
mod rows;
mod search;
mod single;
mod subspace;

use crate::error::InferenceError;
use frame::Frame;
use independent::Independent;
use limits::limits;
use logodds_core::risk::alias::Columns;
use logodds_core::{Block, Ray};
use minimal::{Minimal, decided, minimal};
use nearest::Work;
use peel::peel;
use proof::{Said, proves};
use rows::ConeRows;
use search::{Face, Search};
use single::single;
use std::collections::HashSet;
use subspace::Subspace;

pub use classes::{ClassCombination, ClassSeparation, LabelPair, class_separation};
pub use combination::Combination;
pub use levels::{LevelCount, Levels, levels};
pub use overlap::{LimitEstimate, OverlapFit, near_supremum, overlap_estimates, overlap_risk};
pub use remainder::Remainder;

/// Coefficients up to which the search is tried, the intercept included: six rows for each take 200 MB. 2,000 × 1,000 are decided in 10 to 15 s.
pub const MOST: usize = 2_000;
/// Combinations that are told.
const TOLD: usize = 10;
/// Columns up to which single columns are tried one by one, and more is told than that independent rows are separated.
const TRIED: usize = 60;

/// Whether a maximum of the likelihood exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It does.
    None,
    /// It does not: some rows are separated.
    QuasiComplete,
    /// It does not: all rows are separated.
    Complete,
}

impl Verdict {
    /// Its name in tables and JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::QuasiComplete => "quasi-complete",
            Self::Complete => "complete",
        }
    }
}

/// Where a coefficient goes as the likelihood approaches its supremum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// It has a finite limit, or is held.
    Finite,
    /// To +∞.
    PlusInfinity,
    /// To −∞.
    MinusInfinity,
    /// To no limit of its own: directions of either sign separate the same rows.
    Either,
    /// It is left open: by rounding, as of the intercept of an x = 0 far from all rows, or because the budget of work did not reach it.
    Undecided,
}

/// What separates the labels, if anything does.
#[derive(Clone, Debug, PartialEq)]
pub struct Separation {
    /// Whether a maximum of the likelihood exists.
    pub verdict: Verdict,
    /// Where the intercept (of x = 0) goes.
    pub intercept: Limit,
    /// Where the coefficient of every column goes.
    pub coefficients: Vec<Limit>,
    /// A direction that separates all rows that can be, in the solver's coordinates: empty if nothing separates.
    pub direction: Vec<f64>,
    /// The smallest combinations of columns that separate, each without the columns of those before; ten at most.
    pub combinations: Vec<Combination>,
    /// Columns without which nothing separates (if no more than ten combinations do).
    pub without: Vec<usize>,
    /// The rows (of positive weight) that are separated, in order.
    pub separated: Vec<usize>,
    /// How many rows of positive weight are not.
    pub overlap: usize,
    /// Columns that the overlap alone does not determine: those to be held in a fit of it, chosen so that all coefficients with finite limits
    /// are free.
    pub undetermined: Vec<usize>,
    /// A basis of the directions that the overlap leaves open: a row that none of them touches has the log-odds of the limit.
    pub rays: Vec<Ray>,
    /// Whether this is all that separates. If not, `separated` rows are, the others may be, and limits are not known: single columns prove what a
    /// search would have to add to.
    pub is_all: bool,
    /// Of categories whose levels were counted, those with levels left with one label.
    pub levels: Vec<LevelCount>,
}

impl Separation {
    fn none(columns: usize, rows: usize) -> Self {
        Self {
            verdict: Verdict::None,
            intercept: Limit::Finite,
            coefficients: vec![Limit::Finite; columns],
            direction: Vec::new(),
            combinations: Vec::new(),
            without: Vec::new(),
            separated: Vec::new(),
            overlap: rows,
            undetermined: Vec::new(),
            rays: Vec::new(),
            is_all: true,
            levels: Vec::new(),
        }
    }

    /// The columns of all combinations, those told first, each once.
    #[must_use]
    pub fn columns(&self) -> Vec<usize> {
        let mut columns: Vec<usize> = Vec::new();
        // Of many levels there may be a hundred thousand.
        let mut seen = HashSet::new();
        let told = self.combinations.iter().flat_map(|combination| combination.terms.iter().map(|(j, _)| j));
        for j in told.chain(&self.without) {
            if seen.insert(*j) {
                columns.push(*j);
            }
        }
        columns
    }
}

/// Whether the labels are separated by the free columns, and by which. `at` is a point near where the fit ended, if there is
/// one: its worst rows are looked at first.
///
/// Of shares it is not looked into: a row that is of both labels is separated by nothing, and most data of shares have one.
///
/// Beyond [`MOST`] coefficients, and where rounding leaves the search undecided, what single columns separate is told: as a part of what
/// separates, unless it is known to be all of it.
///
/// # Errors
/// [`InferenceError::TooWide`] beyond [`MOST`] coefficients, [`InferenceError::Undecided`] if the arithmetic fails, if no single column
/// separates; or a failed pass.
pub fn separation(columns: Columns<'_>, at: Option<&[f64]>) -> Result<Separation, InferenceError> {
    if columns.data.has_shares() {
        return Err(InferenceError::Undecided);
    }
    match by_search(columns, at) {
        Err(undecided @ (InferenceError::TooWide { .. } | InferenceError::Undecided)) => match by_columns(columns)? {
            Some(found) => Ok(found),
            None => Err(undecided),
        },
        // What one column proves, no rounding denies.
        Ok(found) if found.verdict == Verdict::None => Ok(by_columns(columns)?.unwrap_or(found)),
        decided => decided,
    }
}

/// What single columns separate, if any do. It is told as all that separates if `is_all`, which a certified fit of the other rows proves.
///
/// # Errors
/// [`InferenceError`] if a pass fails.
pub fn separation_by_columns(columns: Columns<'_>, is_all: bool) -> Result<Option<Separation>, InferenceError> {
    if columns.data.has_shares() {
        return Ok(None);
    }
    peel(columns, 2)?.map(|peeled| peeled.separation(columns, is_all)).transpose()
}

/// Whether a free column separates labels on its own.
///
/// # Errors
/// [`InferenceError`] if the pass fails.
pub fn has_separating_column(columns: Columns<'_>, classes: usize) -> Result<bool, InferenceError> {
    Ok(!columns.data.has_shares() && !single(columns, classes)?.is_empty())
}

/// The free columns that have one value in all rows, with that value as it is given.
///
/// # Errors
/// [`InferenceError`] if a pass fails.
pub fn constants(columns: Columns<'_>, classes: usize) -> Result<Vec<(usize, f64)>, InferenceError> {
    let found = single::constant(columns, classes)?;
    Ok(found.into_iter().filter_map(|single| Some((single.column, single.at?))).collect())
}

/// As by columns alone; whether they are all is asked of the search on the rows and columns that are left.
fn by_columns(columns: Columns<'_>) -> Result<Option<Separation>, InferenceError> {
    let Some(peeled) = peel(columns, 2)? else { return Ok(None) };
    let Columns { data, scaled, .. } = columns;
    let rest = Remainder::new(data, &peeled.separated)?;
    let free: Vec<usize> = scaled.free().iter().copied().filter(|&j| !peeled.has(j)).collect();
    let scales = (0..data.shape().columns).map(|j| scaled.scale(j)).collect();
    let of_rest = logodds_core::Scaled::new(scales, free);
    let of_rest = if scaled.has_intercept() { of_rest } else { of_rest.through_origin() };
    let is_all = peeled.left == 0
        || match overlaps(Columns { data: &rest, scaled: &of_rest, ..columns }) {
            Ok(overlaps) => overlaps,
            Err(InferenceError::TooWide { .. } | InferenceError::Undecided) => false,
            Err(error) => return Err(error),
        };
    peeled.separation(columns, is_all).map(Some)
}

/// Whether the search finds nothing that separates, and no column that others determine.
fn overlaps(columns: Columns<'_>) -> Result<bool, InferenceError> {
    let unknowns = columns.scaled.dim();
    if unknowns > MOST {
        return Err(InferenceError::TooWide { unknowns, most: MOST });
    }
    let mut search = Search::new(ConeRows { columns, classes: 2 }, None)?;
    let kept = search.independent()?;
    Ok(kept.len() == search.coordinates().len() && search.face(&kept)?.is_none())
}

/// By the search; where rounding leaves it undecided, in coordinates that a few values far out do not drown.
fn by_search(columns: Columns<'_>, at: Option<&[f64]>) -> Result<Separation, InferenceError> {
    match in_coordinates(columns, at) {
        Err(InferenceError::Undecided) => match Frame::of(columns)? {
            Some(frame) => in_coordinates(frame.columns(columns), None),
            None => Err(InferenceError::Undecided),
        },
        decided => decided,
    }
}

fn in_coordinates(columns: Columns<'_>, at: Option<&[f64]>) -> Result<Separation, InferenceError> {
    let (unknowns, width) = (columns.scaled.dim(), columns.data.shape().columns);
    // Of few columns there is more to be told.
    if unknowns > TRIED
        && let Some(independent) = Independent::of(columns)?
    {
        return of_independent(columns, &independent);
    }
    if unknowns > MOST {
        return Err(InferenceError::TooWide { unknowns, most: MOST });
    }
    let cone = ConeRows { columns, classes: 2 };
    let mut search = Search::new(cone, at)?;
    let kept = search.independent()?;
    let Some(face) = search.face(&kept)? else {
        return Ok(Separation::none(width, search.there));
    };

    let separated: Vec<usize> = (0..face.separated.len()).filter(|&i| face.separated[i]).collect();
    let overlap = search.there - separated.len();
    let Columns { moments, scaled, .. } = columns;
    let unit = |k: usize| -> Vec<f64> {
        let mut unit = vec![0.0; unknowns];
        unit[k] = 1.0;
        unit
    };
    let of_columns: Vec<usize> = kept.iter().copied().filter(|&k| k > 0).collect();
    let mut sums: Vec<Vec<f64>> = of_columns.iter().map(|&k| unit(k)).collect();
    // b = b_o − Σ_j o_j w_j
    let about = scaled.free().iter().map(|&j| -moments.origin[j] / scaled.scale(j));
    let mut at_zero: Vec<f64> = std::iter::once(1.0).chain(about).collect();
    (0..unknowns).filter(|k| !kept.contains(k)).for_each(|k| at_zero[k] = 0.0);
    if scaled.has_intercept() {
        sums.push(at_zero);
    }
    let limits = limits(&mut search, &face, &sums, &kept)?;
    let mut coefficients = vec![Limit::Finite; width];
    of_columns.iter().zip(&limits).for_each(|(&k, limit)| coefficients[scaled.free()[k - 1]] = *limit);
    let intercept = limits.get(of_columns.len()).copied().unwrap_or(Limit::Finite);
    let (combinations, without) = combinations(columns, &mut search, separated.len())?;
    let is_complete = overlap == 0;
    let rays = if is_complete { Vec::new() } else { rays::rays(columns, &mut search, &face, &kept, &combinations)? };
    Ok(Separation {
        verdict: if is_complete { Verdict::Complete } else { Verdict::QuasiComplete },
        intercept,
        undetermined: undetermined(columns, &face, &kept, &coefficients, search.space()),
        coefficients,
        direction: face.direction,
        combinations,
        without,
        separated,
        overlap,
        rays,
        is_all: true,
        levels: Vec::new(),
    })
}

/// All rows, which are as many as coefficients and independent, are separated.
fn of_independent(columns: Columns<'_>, independent: &Independent) -> Result<Separation, InferenceError> {
    let Columns { data, moments, scaled, .. } = columns;
    let mut found = Separation::none(data.shape().columns, 0);
    found.verdict = Verdict::Complete;
    let mut at_zero = vec![1.0];
    for (k, &j) in scaled.free().iter().enumerate() {
        let mut unit = vec![0.0; scaled.dim()];
        unit[k + 1] = 1.0;
        found.coefficients[j] = independent.limit(1, &unit);
        at_zero.push(-moments.origin[j] / scaled.scale(j));
    }
    if scaled.has_intercept() {
        found.intercept = independent.limit(1, &at_zero);
    }
    for single::Single { column, sign, .. } in single(columns, 2)? {
        if found.combinations.len() < TOLD {
            found.combinations.extend(Combination::of(columns, vec![(column, sign)], true)?);
        }
        found.without.push(column);
    }
    let weighted = |block: Block<'_>| -> Vec<usize> {
        let counts = |i: &usize| block.weights.is_none_or(|weights| weights[*i] > 0.0);
        (0..block.rows()).filter(counts).map(|i| block.first_row + i).collect()
    };
    data.visit(0..data.shape().blocks(), &moments.origin, &mut |block| found.separated.extend(weighted(block)))?;
    found.direction = independent.direction();
    found.undetermined = scaled.free().to_vec();
    Ok(found)
}

/// The columns that the rows of the overlap make combinations of the intercept and others; those with finite limits come first,
/// and so are not among them.
fn undetermined(columns: Columns<'_>, face: &Face, kept: &[usize], limits: &[Limit], space: Subspace) -> Vec<usize> {
    let column = |k: usize| columns.scaled.free()[k - 1];
    let is_finite = |k: usize| k == 0 || limits[column(k)] == Limit::Finite;
    let (first, last): (Vec<usize>, Vec<usize>) = kept.iter().partition(|&&k| is_finite(k));
    let rows: Vec<usize> = (0..face.overlap.dim()).collect();
    let mut span = space;
    let dependent = |k: &usize| {
        let entries: Vec<f64> = face.overlap.basis().iter().map(|q| q[*k]).collect();
        !span.extend_within(&entries, &rows)
    };
    let mut held: Vec<usize> = first.into_iter().chain(last).filter(dependent).filter(|&k| k > 0).map(column).collect();
    // Those that others determine in all rows.
    held.extend((1..columns.scaled.dim()).filter(|k| !kept.contains(k)).map(column));
    held.sort_unstable();
    held
}

/// The smallest combinations, and columns that break them all. Single columns first; then of what separates without them, a
/// combination that no column can be left out of; then of what separates without its last column.
fn combinations(
    columns: Columns<'_>,
    search: &mut Search<'_>,
    all: usize,
) -> Result<(Vec<Combination>, Vec<usize>), InferenceError> {
    let free = columns.scaled.free();
    let mut told = Vec::new();
    let mut without = Vec::new();
    // Those that others determine, too: without the others they separate in their place.
    let mut left = search.coordinates();
    for single::Single { column, sign, .. } in single(columns, 2)? {
        if told.len() < TOLD {
            told.extend(Combination::of(columns, vec![(column, sign)], true)?);
        }
        without.push(column);
        left.retain(|&k| k == 0 || free[k - 1] != column);
    }
    let (cone, mut work) = (ConeRows { columns, classes: 2 }, Work::of(minimal::WORK));
    while told.len() < TOLD {
        // The verdict stands without them.
        let Some(Some(direction)) = decided(search.direction(&left))? else { break };
        let Minimal { direction, is_minimal, .. } = minimal(cone, search, direction, all, &mut work)?;
        let margins = search.margins(&direction)?;
        let said = |row: usize| if margins[row] > 0.0 { Said::Apart } else { Said::Tie };
        if !proves(cone, &direction, &said)? {
            break;
        }
        let terms: Vec<(usize, f64)> = (1..direction.len())
            .filter(|&k| direction[k] != 0.0)
            .map(|k| (free[k - 1], direction[k] / columns.scaled.scale(free[k - 1])))
            .collect();
        let Some(&(last, _)) = terms.last() else { break };
        if let Some(combination) = Combination::of(columns, terms, is_minimal)? {
            told.push(combination.rounded(columns)?);
        }
        without.push(last);
        left.retain(|&k| k == 0 || free[k - 1] != last);
    }
    Ok((told, without))
}
