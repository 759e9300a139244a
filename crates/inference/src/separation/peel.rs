//! What single columns separate, row by row until none does.
//!
//! Rows that a column separates alone are fitted perfectly and say no more of the others; of these the next column may separate some.
//! What is left has a maximum of its own if a fit of it is certified: then the rows that were peeled off are all that any direction
//! separates, and no other search was needed to say so, whatever the number of columns.
//!
//! ```text
//! δ_m = (−c_m, e_m)         the directions: x·δ_m is 0 in all rows that are left, and x_im − c_m in the others
//! C = { Σ a_m δ_m : s_i Σ_m a_m (x_im − c_m) ≥ 0 for the rows i that were peeled off }
//! ```
//!
//! A row with x_im ≠ c_m in one column m alone says which sign a_m has; where all columns have such a row, C lies in one orthant, and
//! every coefficient has a limit of its own. What that leaves open Farkas' lemma decides, on the distinct rows of as many numbers as there are columns
//! peeled off.

use crate::error::InferenceError;
use crate::separation::combination::Combination;
use crate::separation::farkas::{self, Farkas};
use crate::separation::nearest::Work;
use crate::separation::remainder::Remainder;
use crate::separation::rows::dot;
use crate::separation::single::{Single, apart, constant, single};
use crate::separation::subspace::Subspace;
use crate::separation::{Limit, Separation, TOLD, Verdict};
use logodds_core::identified_by_fields;
use logodds_core::partial_by_fields;
use logodds_core::risk::alias::Columns;
use logodds_core::sum::Wire;
use logodds_core::{Block, Partial, RowSum};
use std::collections::BTreeSet;

/// Distinct rows, each of as many numbers as columns were peeled off, that are kept to decide signs by.
const ROWS: usize = 2_000;
/// Multiplications that a sign of one of them may take.
const WORK: u64 = 1_000_000_000;
/// Turns after which peeling stops: one column may separate a row at a time.
const TURNS: usize = 100;

/// What single columns separate.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Peel {
    /// The columns, those of the first turn first.
    pub singles: Vec<Single>,
    /// Other columns that have one value in all rows that are left, and more than one among all.
    pub idle: Vec<Single>,
    /// How many of the columns separate among all rows, and not only among those that others leave.
    pub of_all: usize,
    /// The rows that are separated, in order.
    pub separated: Vec<usize>,
    /// How many rows of positive weight are left.
    pub left: usize,
}

/// Peel off what single columns separate; `None` if there is none.
pub(super) fn peel(columns: Columns<'_>, classes: usize) -> Result<Option<Peel>, InferenceError> {
    let mut singles = single(columns, classes)?;
    if singles.is_empty() {
        return Ok(None);
    }
    let of_all = singles.len();
    let mut separated = apart(columns, &singles)?;
    let mut rest = Remainder::new(columns.data, &separated)?;
    for _ in 0..TURNS {
        let left = Columns { data: &rest, ..columns };
        let more: Vec<Single> = match counts(left, classes)?.as_slice() {
            // Of one label alone, the intercept separates what is left.
            counts if columns.scaled.has_intercept() && counts.iter().filter(|rows| **rows > 0).count() < 2 => {
                Vec::new()
            }
            _ => single(left, classes)?,
        };
        let taken: BTreeSet<usize> = singles.iter().map(|single| single.column).collect();
        let more: Vec<Single> = more.into_iter().filter(|single| !taken.contains(&single.column)).collect();
        if more.is_empty() {
            break;
        }
        let rows = apart(left, &more)?;
        rest.leave_out(&rows);
        separated.extend(rows);
        singles.extend(more);
    }
    let counts = counts(Columns { data: &rest, ..columns }, classes)?;
    if columns.scaled.has_intercept() && counts.iter().filter(|rows| **rows > 0).count() == 1 && classes == 2 {
        separated.extend((0..rest.weights().len()).filter(|&i| rest.weights()[i] > 0.0));
        separated.sort_unstable();
        return Ok(Some(Peel { singles, idle: Vec::new(), of_all, separated, left: 0 }));
    }
    separated.sort_unstable();
    let taken: BTreeSet<usize> = singles.iter().map(|single| single.column).collect();
    let idle = constant(Columns { data: &rest, ..columns }, classes)?;
    let idle = idle.into_iter().filter(|single| !taken.contains(&single.column)).collect();
    Ok(Some(Peel { singles, idle, of_all, separated, left: counts.iter().sum() }))
}

/// Rows of positive weight, by label.
fn counts(columns: Columns<'_>, classes: usize) -> Result<Vec<usize>, InferenceError> {
    let data = columns.data;
    let (mut counts, origin) = (vec![0; classes], vec![0.0; data.shape().columns]);
    data.visit(0..data.shape().blocks(), &origin, &mut |block| {
        for (i, label) in block.classes().iter().enumerate() {
            if block.weights.is_none_or(|weights| weights[i] > 0.0) {
                counts[usize::from(*label)] += 1;
            }
        }
    })?;
    Ok(counts)
}

impl Peel {
    /// Whether a column is among those peeled off, or idle in what is left.
    pub fn has(&self, column: usize) -> bool {
        self.singles.iter().chain(&self.idle).any(|single| single.column == column)
    }

    /// What is known of separation by two labels if what is left has a maximum (`is_all`), or if it is not known whether it has.
    pub fn separation(&self, columns: Columns<'_>, is_all: bool) -> Result<Separation, InferenceError> {
        let (width, has_intercept) = (columns.data.shape().columns, columns.scaled.has_intercept());
        let of = |single: &Single| Combination::of(columns, vec![(single.column, single.sign)], true);
        let mut combinations = Vec::new();
        for single in self.singles[..self.of_all].iter().take(TOLD) {
            combinations.extend(of(single)?);
        }
        let known = if is_all { Limit::Finite } else { Limit::Undecided };
        let mut found = Separation {
            verdict: if self.left == 0 { Verdict::Complete } else { Verdict::QuasiComplete },
            intercept: if has_intercept { known } else { Limit::Finite },
            coefficients: vec![Limit::Finite; width],
            direction: Vec::new(),
            combinations,
            without: self.singles[..self.of_all].iter().map(|single| single.column).collect(),
            separated: self.separated.clone(),
            overlap: self.left,
            undetermined: self.singles.iter().chain(&self.idle).map(|single| single.column).collect(),
            rays: Vec::new(),
            is_all,
            levels: Vec::new(),
        };
        found.undetermined.sort_unstable();
        columns.scaled.free().iter().for_each(|&j| found.coefficients[j] = known);
        if !is_all || self.left == 0 {
            return Ok(found);
        }
        let all: Vec<Single> = self.singles.iter().chain(&self.idle).copied().collect();
        let cone = Cone::of(columns, &all)?;
        for (m, single) in all.iter().enumerate() {
            let mut unit = vec![0.0; all.len()];
            unit[m] = 1.0;
            found.coefficients[single.column] = cone.limit(&unit);
        }
        if has_intercept {
            // b = −Σ a_m c_m along the directions
            let of_zero: Vec<f64> = all.iter().map(|single| -single.at.unwrap_or(0.0)).collect();
            found.intercept = cone.limit(&of_zero);
        }
        found.rays = self.rays(&found.coefficients);
        Ok(found)
    }
}

/// The cone of directions, in the coordinates a_m.
struct Cone {
    /// Its signs, where each is known by a row of its own.
    signs: Option<Vec<f64>>,
    /// Whether it is all of the orthant of these signs.
    is_orthant: bool,
    /// Distinct rows s_i (x_im − c_m), over their largest entry; none where they are not needed, or are too many.
    rows: Vec<Vec<f64>>,
}

impl Cone {
    fn of(columns: Columns<'_>, singles: &[Single]) -> Result<Self, InferenceError> {
        let width = columns.data.shape().columns;
        let mut places = vec![None; width];
        singles.iter().enumerate().for_each(|(m, single)| places[single.column] = Some((m, single.at.unwrap_or(0.0))));
        let sum = Deviations { places, singles: singles.iter().map(|single| single.at.unwrap_or(0.0)).collect() };
        let Found { signs, rows: DistinctRows(rows) } = columns.executor.sum(columns.data, &vec![0.0; width], &sum)?;
        let signs: Vec<Option<f64>> = signs.iter().map(|sign| (sign.0 != 0.0).then_some(sign.0)).collect();
        let alone = signs.iter().enumerate().filter_map(|(m, sign)| Some(vec![(m, (*sign)?.to_bits())]));
        let signs_of_all: Option<Vec<f64>> = signs.iter().copied().collect();
        let agrees = |row: &Vec<(usize, u64)>| {
            signs_of_all
                .as_ref()
                .is_some_and(|signs| row.iter().all(|&(m, bits)| f64::from_bits(bits) * signs[m] > 0.0))
        };
        let is_orthant = rows.len() <= ROWS && signs_of_all.is_some() && rows.iter().all(agrees);
        let rows: Vec<Vec<f64>> = match is_orthant || rows.len() > ROWS {
            true => Vec::new(),
            false => alone.chain(rows.iter().cloned()).map(|row| over_largest(&row, singles.len())).collect(),
        };
        Ok(Self { signs: signs_of_all, is_orthant, rows })
    }

    /// Where Σ g_m a_m goes.
    fn limit(&self, g: &[f64]) -> Limit {
        if g.iter().all(|g| *g == 0.0) {
            return Limit::Finite;
        }
        if let Some(signs) = &self.signs {
            let mut terms = g.iter().zip(signs).map(|(g, sign)| g * sign).filter(|term| *term != 0.0);
            match (terms.clone().all(|term| term > 0.0), terms.all(|term| term < 0.0)) {
                (true, _) => return Limit::PlusInfinity,
                (_, true) => return Limit::MinusInfinity,
                _ if self.is_orthant => return Limit::Either,
                _ => {}
            }
        }
        if self.rows.is_empty() {
            return Limit::Undecided;
        }
        let kept: Vec<usize> = (0..g.len()).collect();
        let rows = || self.rows.iter().map(Vec::as_slice);
        let Ok(cone) = farkas::Cone::new(rows(), &Subspace::new(1e-15), (&kept, g.len()), 1e9) else {
            return Limit::Undecided;
        };
        let is_member = |sign: f64| {
            let target: Vec<f64> = g.iter().map(|g| sign * g).collect();
            let size = target.iter().map(|x| x.abs()).fold(f64::MIN_POSITIVE, f64::max);
            let target: Vec<f64> = target.iter().map(|x| x / size).collect();
            match cone.decide(&target, None, &mut Work::of(WORK)) {
                Ok(Farkas::Member) => Some(true),
                // Checked here: the rows are all there are.
                Ok(Farkas::Witness(d)) => rows().all(|row| dot(row, &d) >= -1e-12).then_some(false),
                Err(_) => None,
            }
        };
        match (is_member(1.0), is_member(-1.0)) {
            (Some(true), _) => Limit::PlusInfinity,
            (_, Some(true)) => Limit::MinusInfinity,
            (Some(false), Some(false)) => Limit::Either,
            _ => Limit::Undecided,
        }
    }
}

/// A row of `n` numbers by the bits of those that are not 0, over the largest.
fn over_largest(row: &[(usize, u64)], n: usize) -> Vec<f64> {
    let mut z = vec![0.0; n];
    row.iter().for_each(|&(m, bits)| z[m] = f64::from_bits(bits));
    let largest = z.iter().map(|x: &f64| x.abs()).fold(f64::MIN_POSITIVE, f64::max);
    z.iter_mut().for_each(|x| *x /= largest);
    z
}

/// The distinct rows x_im − c_m, with the sign of the label, and the signs that rows with one entry give.
struct Deviations {
    places: Vec<Option<(usize, f64)>>,
    singles: Vec<f64>,
}

identified_by_fields!(Deviations { places, singles });

struct Found {
    /// Of columns that a row deviates in alone, the sign that a_m has.
    signs: Vec<Sign>,
    rows: DistinctRows,
}

partial_by_fields!(Found { signs, rows });

/// Of the first row that tells it; 0 if none does.
#[derive(Clone, Copy)]
struct Sign(f64);

impl Partial for Sign {
    fn merge(&mut self, right: Self) {
        if self.0 == 0.0 {
            *self = right;
        }
    }

    fn wire(&mut self, wire: &mut dyn Wire) {
        wire.numbers(std::slice::from_mut(&mut self.0));
    }
}

/// Their entries that are not 0, by place, as bits. One more than [`ROWS`] if there are more.
struct DistinctRows(BTreeSet<Vec<(usize, u64)>>);

impl Partial for DistinctRows {
    fn merge(&mut self, right: Self) {
        if self.0.len() <= ROWS {
            self.0.extend(right.0);
        }
    }

    fn wire(&mut self, wire: &mut dyn Wire) {
        let length = wire.length(self.0.len(), 8);
        let mut rows: Vec<_> = std::mem::take(&mut self.0).into_iter().collect();
        rows.resize(length, Vec::new());
        for row in &mut rows {
            let length = wire.length(row.len(), 16);
            row.resize(length, (0, 0));
            for (place, bits) in row {
                let mut entry = [*place as u64, *bits];
                wire.counts(&mut entry);
                (*place, *bits) = (usize::try_from(entry[0]).unwrap_or(usize::MAX), entry[1]);
            }
        }
        self.0.extend(rows);
    }
}

impl RowSum for Deviations {
    type Partial = Found;
    type Scratch = ();

    fn zero(&self) -> Found {
        Found { signs: vec![Sign(0.0); self.singles.len()], rows: DistinctRows(BTreeSet::new()) }
    }

    fn add(&self, block: &Block<'_>, into: &mut Found, (): &mut ()) {
        let mut entries = Vec::new();
        let elsewhere: Vec<usize> = (0..self.singles.len()).filter(|&m| self.singles[m] != 0.0).collect();
        for i in (0..block.rows()).filter(|&i| block.weights.is_none_or(|weights| weights[i] > 0.0)) {
            let sign = if block.classes()[i] == 1 { 1.0 } else { -1.0 };
            entries.clear();
            let mut seen = Vec::new();
            block.x.for_each_entry(i, &mut |j, value| {
                if let Some((m, at)) = self.places[j] {
                    entries.push((m, sign * (value - at)));
                    seen.push(m);
                }
            });
            entries.extend(elsewhere.iter().filter(|m| !seen.contains(m)).map(|&m| (m, -sign * self.singles[m])));
            entries.retain(|(_, z)| *z != 0.0);
            match entries[..] {
                [] => {}
                [(m, z)] => into.signs[m] = Sign(z.signum()),
                _ if into.rows.0.len() > ROWS => {}
                _ => {
                    entries.sort_unstable_by_key(|(m, _)| *m);
                    into.rows.0.insert(entries.iter().map(|(m, z)| (*m, z.to_bits())).collect());
                }
            }
        }
    }
}
