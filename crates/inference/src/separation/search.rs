//! Directions that separate, found on few rows and checked on all.
//!
//! ```text
//! C = { d : z_i·d ≥ 0 for all i }          of more than two labels, i counts the rows of `rows`
//! ```
//!
//! A few rows say more about C than a million: if already they force z_i·d = 0, so do all. So a working set of rows grows until
//! what it says holds of all rows: rows that a direction gets wrong join it, and so do rows that lie outside the span of those
//! settled (cutting planes: J. Kelley, *J. SIAM* 8, 1960).
//!
//! One direction of C rarely separates all rows that can be. The rows it leaves at 0 are searched again, until a positive combination of
//! them, Σ λ_i z_i = 0 with all λ_i > 0, proves (E. Stiemke, *Math. Ann.* 76, 1915) that no direction separates any: facial reduction.
//! The sum of the directions, later ones scaled down so that they spoil nothing, separates all rows that any direction does.

use crate::error::InferenceError;
use crate::separation::farkas::{Cone, Interior};
use crate::separation::frame::Frame;
use crate::separation::nearest::Work;
use crate::separation::proof::{Said, proves};
use crate::separation::rows::{ConeRows, WorkingRows};
use crate::separation::subspace::Subspace;
use logodds_core::Executor;

/// Rows up to which all are taken at once.
const ALL: usize = 1_000;
/// Cells of rows up to which all are taken at once: 80 MB, and as much again for each of two metrics.
const CELLS: usize = 10_000_000;
/// Multiplications that the verdict may take: some 50 s, at two thousand million a second. 2,000 × 500 take a fifth of a second.
const VERDICT: u64 = 100_000_000_000;

pub(super) struct Search<'a> {
    cone: ConeRows<'a>,
    rows: usize,
    /// Rows of positive weight.
    pub there: usize,
    /// Weights of rows in a proof, at most.
    heaviest: f64,
    rounding: f64,
    working: WorkingRows,
    /// What may still be done.
    pub work: Work,
    /// The rows of the working set that the last direction, or the last proof that there is none, leaned on: the next one leans on most of them.
    leaned_on: Vec<usize>,
}

/// All that separates, among some coordinates.
pub(super) struct Face {
    /// A direction in the relative interior of C.
    pub direction: Vec<f64>,
    /// The rows with z_i·d > 0.
    pub separated: Vec<bool>,
    /// The span of the others.
    pub overlap: Subspace,
}

/// How much a direction is to separate.
#[derive(Clone, Copy)]
enum Extent {
    /// Any rows.
    Any,
    /// As many as can be.
    Widest,
}

/// The next direction, or the proof that there is none.
enum Next {
    Direction { direction: Vec<f64>, margins: Vec<f64> },
    Overlap(Subspace),
}

impl<'a> Search<'a> {
    /// With all rows, or of many, with some from everywhere and those that the point `at` has most wrong.
    pub fn new(cone: ConeRows<'a>, at: Option<&[f64]>) -> Result<Self, InferenceError> {
        let (rows, unknowns) = (cone.count(), cone.dim());
        let generic = generic(unknowns);
        let margins = cone.margins(at.unwrap_or(&generic))?;
        let there = margins.iter().filter(|margin| !margin.is_nan()).count();
        // A proof whose weights make more than this of the rounding of the rows is none.
        const OF_ROUNDING: f64 = 1e-4;
        let rounding = cone.rounding();
        let heaviest = (OF_ROUNDING / rounding).min(1e9);
        let mut search = Self {
            cone,
            rows,
            there,
            heaviest,
            rounding,
            working: WorkingRows::default(),
            work: Work::of(VERDICT),
            leaned_on: Vec::new(),
        };
        let chosen: Vec<usize> = if rows <= ALL.max(20 * unknowns) && rows.saturating_mul(unknowns) <= CELLS {
            (0..rows).filter(|&i| !margins[i].is_nan()).collect()
        } else {
            // The most wrong alone would be separated by −at. Of labels that columns say little of, 2 rows a column are separated half of the
            // time, 4 hardly ever (T. Cover, *IEEE Trans. Electronic Computers* 14, 1965).
            let everywhere = (1..=4 * unknowns).map(|k| ((golden(k) * rows as f64) as usize).min(rows - 1));
            let wrong = largest((0..rows).map(|i| (i, -margins[i])), 2 * unknowns);
            everywhere.filter(|&i| !margins[i].is_nan()).chain(wrong).collect()
        };
        search.working.add(cone, &chosen)?;
        Ok(search)
    }

    /// No vectors yet.
    pub fn space(&self) -> Subspace {
        Subspace::new(self.rounding)
    }

    /// Who computes.
    pub fn executor(&self) -> &Executor {
        self.cone.columns.executor
    }

    /// The margins of all rows along a direction.
    pub fn margins(&self, direction: &[f64]) -> Result<Vec<f64>, InferenceError> {
        Ok(self.cone.margins(direction)?)
    }

    /// Rows that join at a time.
    fn few(&self) -> usize {
        50 + 2 * self.cone.dim()
    }

    /// All coordinates, but for an intercept that is pinned at 0.
    pub fn coordinates(&self) -> Vec<usize> {
        self.cone.coordinates()
    }

    /// The coordinates that are no combinations of earlier ones.
    pub fn independent(&mut self) -> Result<Vec<usize>, InferenceError> {
        let all = self.coordinates();
        let mut spanned = None;
        loop {
            let space = self.space().with(self.working.iter().map(|(_, z)| z), &all);
            if space.dim() == all.len() {
                return Ok(all);
            }
            if spanned == Some(space.dim()) || !self.add_outside(&space, &all, &[])? {
                break;
            }
            spanned = Some(space.dim());
        }
        let rows: Vec<usize> = (0..self.working.iter().count()).collect();
        let mut space = self.space();
        let column = |j: usize| -> Vec<f64> { self.working.iter().map(|(_, z)| z[j]).collect() };
        Ok(all.into_iter().filter(|&j| space.extend_within(&column(j), &rows)).collect())
    }

    /// A direction of C among the coordinates `kept`.
    pub fn direction(&mut self, kept: &[usize]) -> Result<Option<Vec<f64>>, InferenceError> {
        match self.next(kept, &vec![false; self.rows], Extent::Any)? {
            Next::Direction { direction, .. } => Ok(Some(direction)),
            Next::Overlap(_) => Ok(None),
        }
    }

    /// Everything that separates among the coordinates `kept`; `None` if nothing does.
    pub fn face(&mut self, kept: &[usize]) -> Result<Option<Face>, InferenceError> {
        let mut separated = vec![false; self.rows];
        let mut sum: Option<(Vec<f64>, Vec<f64>)> = None;
        loop {
            let (direction, margins) = match self.next(kept, &separated, Extent::Widest)? {
                Next::Direction { direction, margins } => (direction, margins),
                Next::Overlap(overlap) => {
                    return Ok(sum.map(|(direction, _)| Face { direction, separated, overlap }));
                }
            };
            let (before, mut found) = (separated.clone(), false);
            let mut step: f64 = 1.0;
            for (i, margin) in margins.iter().enumerate() {
                match &sum {
                    Some((_, before)) if separated[i] && *margin < 0.0 => step = step.min(-0.5 * before[i] / margin),
                    _ if !separated[i] && *margin > 0.0 => {
                        separated[i] = true;
                        found = true;
                    }
                    _ => {}
                }
            }
            let said = |row: usize| match (before[row], separated[row]) {
                (true, _) => Said::Settled,
                (false, true) => Said::Apart,
                (false, false) => Said::Tie,
            };
            if !found || !(proves(self.cone, &direction, &said)? || self.is_close_enough()?) {
                return Err(InferenceError::Undecided);
            }
            sum = Some(match sum {
                None => (direction, margins),
                Some((mut total, mut before)) => {
                    total.iter_mut().zip(&direction).for_each(|(t, d)| *t += step * d);
                    before.iter_mut().zip(&margins).for_each(|(b, m)| *b += step * m);
                    (total, before)
                }
            });
        }
    }

    /// Whether the tolerance of the search will do for a proof: of more than two labels, whose directions are rounded in more places than the
    /// proof allows for, unless some values drown the others of their column.
    fn is_close_enough(&self) -> Result<bool, InferenceError> {
        Ok(self.cone.classes > 2 && Frame::of(self.cone.columns)?.is_none())
    }

    /// The cone of the rows of the working set that a face separates, the overlap being free, and the face's direction as one of its interior.
    pub fn cone_of(&self, face: &Face, kept: &[usize]) -> Result<(Cone, Option<Interior>), InferenceError> {
        let rows = self.working.iter().filter(|(i, _)| face.separated[*i]).map(|(_, z)| z);
        let cone = Cone::new(rows, &face.overlap, (kept, self.cone.dim()), self.heaviest)?;
        let interior = cone.interior(&face.direction);
        Ok((cone, interior))
    }

    /// Rows that a face separates and a direction has wrong join the working set, if there are any. Whether there are none.
    ///
    /// # Errors
    /// [`InferenceError::Undecided`] if they were there before.
    pub fn holds(&mut self, face: &Face, direction: &[f64]) -> Result<bool, InferenceError> {
        let margins = self.cone.margins(direction)?;
        let wrong = (0..self.rows).filter(|&i| face.separated[i] && margins[i] < 0.0).map(|i| (i, -margins[i]));
        let wrong = largest(wrong, self.few());
        if !wrong.is_empty() && self.working.add(self.cone, &wrong)? == 0 {
            return Err(InferenceError::Undecided);
        }
        Ok(wrong.is_empty())
    }

    fn next(&mut self, kept: &[usize], separated: &[bool], extent: Extent) -> Result<Next, InferenceError> {
        let mut spanned = None;
        loop {
            let rows: Vec<&[f64]> = self.working.iter().filter(|(i, _)| !separated[*i]).map(|(_, z)| z).collect();
            let cone = Cone::new(rows.iter().copied(), &self.space(), (kept, self.cone.dim()), self.heaviest)?;
            let found = match extent {
                Extent::Widest => cone.widest(&mut self.work)?,
                Extent::Any => {
                    let (found, leaned_on) = cone.direction(&self.leaned_on, &mut self.work)?;
                    self.leaned_on = leaned_on;
                    found
                }
            };
            match found {
                None => {
                    let overlap = self.space().with(rows.into_iter(), kept);
                    // Rows that joined and did not widen the span were outside by rounding.
                    let is_widest = overlap.dim() == kept.len() || spanned == Some(overlap.dim());
                    if is_widest || !self.add_outside(&overlap, kept, separated)? {
                        return Ok(Next::Overlap(overlap));
                    }
                    spanned = Some(overlap.dim());
                }
                Some(direction) => {
                    let margins = self.cone.margins(&direction)?;
                    let wrong = (0..self.rows).filter(|&i| !separated[i] && margins[i] < 0.0);
                    let wrong = largest(wrong.map(|i| (i, -margins[i])), self.few());
                    if wrong.is_empty() {
                        return Ok(Next::Direction { direction, margins });
                    }
                    if self.working.add(self.cone, &wrong)? == 0 {
                        return Err(InferenceError::Undecided);
                    }
                }
            }
        }
    }

    /// Add rows that are not separated and lie outside a space. Whether there are any: a vector orthogonal to the space that is random
    /// otherwise is orthogonal to no other row.
    fn add_outside(&mut self, space: &Subspace, kept: &[usize], separated: &[bool]) -> Result<bool, InferenceError> {
        let mut random = generic(self.cone.dim());
        (0..random.len()).filter(|j| !kept.contains(j)).for_each(|j| random[j] = 0.0);
        let mut random = space.away(&random);
        // Rounding of the subtraction.
        (0..random.len()).filter(|j| !kept.contains(j)).for_each(|j| random[j] = 0.0);
        let margins = self.cone.margins(&random)?;
        let outside = (0..self.rows)
            .filter(|&i| !separated.get(i).is_some_and(|s| *s) && margins[i].abs() > 0.0 && !self.working.has(i));
        let outside = largest(outside.map(|i| (i, margins[i].abs())), self.few());
        Ok(!outside.is_empty() && self.working.add(self.cone, &outside)? > 0)
    }
}

/// Multiples of the golden ratio, less their integers: spread evenly over 0 to 1, and in no simple proportion (H. Weyl, *Math. Ann.* 77, 1916).
fn golden(k: usize) -> f64 {
    (k as f64 * 0.618_033_988_749_894_8).fract()
}

fn generic(n: usize) -> Vec<f64> {
    (1..=n).map(|k| 0.5 + 0.5 * golden(k)).collect()
}

/// The indices of the `most` largest values; values that are NaN are left out.
fn largest(values: impl Iterator<Item = (usize, f64)>, most: usize) -> Vec<usize> {
    let mut values: Vec<(usize, f64)> = values.filter(|(_, value)| !value.is_nan()).collect();
    if values.len() > most {
        // Equal values in the order of the rows.
        values.select_nth_unstable_by(most, |a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        values.truncate(most);
    }
    values.into_iter().map(|(index, _)| index).collect()
}
