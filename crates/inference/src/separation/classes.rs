//! Whether more than two labels are separated, which of them from which, and by which columns.
//!
//! ```text
//! C = { d : (d_{y_i} − d_k)·x̃_i ≥ 0 for all rows i and labels k ≠ y_i },   d_0 = 0
//! ```
//!
//! (A. Albert, J. Anderson, *Biometrika* 71, 1984, §3; rows that are told from some labels and not from others: E. Lesaffre, A. Albert, *J. R.
//! Statist. Soc.* B 51, 1989.) It is the cone of two labels with K − 1 rows for every row of the data ([`crate::separation::rows`]), and decided in the same way. A
//! row is separated if it is told from all other labels: its own then gets probability 1.

use crate::error::InferenceError;
use crate::separation::frame::Frame;
use crate::separation::independent::Independent;
use crate::separation::limits::limits;
use crate::separation::minimal::{self, Minimal, coordinates, decided, minimal, widest};
use crate::separation::nearest::Work;
use crate::separation::peel::peel;
use crate::separation::rows::ConeRows;
use crate::separation::search::Search;
use crate::separation::single::apart;
use crate::separation::{Limit, MOST, TOLD, TRIED, Verdict};
use logodds_core::risk::alias::Columns;

/// Rows of the cone up to which their margins are kept: 400 MB of them.
const ROWS: usize = 50_000_000;

/// What separates more than two labels, if anything does.
#[derive(Clone, Debug, PartialEq)]
pub struct ClassSeparation {
    /// Whether a maximum of the likelihood exists.
    pub verdict: Verdict,
    /// The labels of which any rows are told apart.
    pub pairs: Vec<LabelPair>,
    /// Where the intercepts (of x = 0) go, of all labels but the first, relative to it.
    pub intercepts: Vec<Limit>,
    /// Where the coefficients of every column go, likewise: one label after another.
    pub coefficients: Vec<Vec<Limit>>,
    /// The smallest sets of columns that separate, each without the last columns of those before; ten at most.
    pub combinations: Vec<ClassCombination>,
    /// Columns without which nothing separates (if no more than ten sets do).
    pub without: Vec<usize>,
    /// The rows (of positive weight) that are told from all labels but their own.
    pub separated: usize,
    /// These rows, in order.
    pub rows: Vec<usize>,
    /// Whether no other row is told from any label: then what is left is a data set of its own.
    pub is_by_rows: bool,
    /// Whether this is all that separates. If not, it is what single columns prove, and limits are not known.
    pub is_all: bool,
    /// How many rows of positive weight are not.
    pub overlap: usize,
}

/// Two labels, and how many of their rows are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LabelPair {
    /// The labels, the smaller one first.
    pub labels: (usize, usize),
    /// Rows of either label with a direction that puts them on the side of their own, strictly.
    pub separated: usize,
    /// The other rows of either label.
    pub overlap: usize,
}

impl LabelPair {
    /// Whether all rows of both are told apart.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.overlap == 0
    }
}

/// Columns that separate.
#[derive(Clone, Debug, PartialEq)]
pub struct ClassCombination {
    /// The columns.
    pub columns: Vec<usize>,
    /// The labels that one direction among them tells apart.
    pub pairs: Vec<LabelPair>,
    /// Whether no column can be left out.
    pub is_minimal: bool,
}

impl ClassSeparation {
    fn none(cone: ConeRows<'_>, rows: usize) -> Self {
        Self {
            verdict: Verdict::None,
            pairs: Vec::new(),
            intercepts: vec![Limit::Finite; cone.per_row()],
            coefficients: vec![vec![Limit::Finite; cone.columns.data.shape().columns]; cone.per_row()],
            combinations: Vec::new(),
            without: Vec::new(),
            separated: 0,
            rows: Vec::new(),
            is_by_rows: true,
            is_all: true,
            overlap: rows,
        }
    }

    /// What single columns separate is all: a fit of the other rows, with the columns `held`, was certified. `is_about_0` if these are 0 in all
    /// of them.
    pub fn close(&mut self, held: &[usize], is_about_0: bool) {
        self.is_all = true;
        self.intercepts.fill(if is_about_0 { Limit::Finite } else { Limit::Undecided });
        for of_label in &mut self.coefficients {
            of_label.fill(Limit::Finite);
            held.iter().for_each(|&j| of_label[j] = Limit::Undecided);
        }
    }

    /// The columns of all combinations, those told first, each once.
    #[must_use]
    pub fn columns(&self) -> Vec<usize> {
        let mut columns: Vec<usize> = Vec::new();
        let told = self.combinations.iter().flat_map(|combination| &combination.columns);
        for j in told.chain(&self.without) {
            if !columns.contains(j) {
                columns.push(*j);
            }
        }
        columns
    }
}

/// Whether `classes` labels are separated by the free columns, and by which. `at` is a point near where the fit ended, if there is one: blocks of
/// the solver's coordinates for all labels but the first, relative to it. What single columns separate is told where the search cannot
/// decide.
///
/// # Errors
/// [`InferenceError::TooWide`] beyond [`MOST`] coefficients, [`InferenceError::Undecided`] if the arithmetic fails or there are more than 50
/// million pairs of a row and another label, if no single column separates; or a failed pass.
pub fn class_separation(
    columns: Columns<'_>,
    classes: usize,
    at: Option<&[f64]>,
) -> Result<ClassSeparation, InferenceError> {
    let cone = ConeRows { columns, classes };
    match by_search(cone, at) {
        Err(undecided @ (InferenceError::TooWide { .. } | InferenceError::Undecided)) => {
            by_columns(cone)?.ok_or(undecided)
        }
        // What one column proves, no rounding denies.
        Ok(found) if found.verdict == Verdict::None => Ok(by_columns(cone)?.unwrap_or(found)),
        decided => decided,
    }
}

/// What single columns separate, if any do.
fn by_columns(cone: ConeRows<'_>) -> Result<Option<ClassSeparation>, InferenceError> {
    let Some(peeled) = peel(cone.columns, cone.classes)? else { return Ok(None) };
    let (labels, per_row) = (Labels::of(cone)?, cone.per_row());
    let pairs = |rows: &[usize]| labels.pairs(&|row| rows.binary_search(&(row / per_row)).is_ok());
    let mut combinations = Vec::new();
    for single in peeled.singles[..peeled.of_all].iter().take(TOLD) {
        let rows = apart(cone.columns, std::slice::from_ref(single))?;
        combinations.push(ClassCombination { columns: vec![single.column], pairs: pairs(&rows), is_minimal: true });
    }
    let mut found = ClassSeparation::none(cone, labels.there());
    let is_complete = peeled.left == 0;
    found.verdict = if is_complete { Verdict::Complete } else { Verdict::QuasiComplete };
    found.pairs = pairs(&peeled.separated);
    found.combinations = combinations;
    found.without = peeled.singles[..peeled.of_all].iter().map(|single| single.column).collect();
    found.separated = peeled.separated.len();
    found.overlap = peeled.left;
    found.rows = peeled.separated;
    found.is_all = is_complete;
    let free = cone.columns.scaled.free();
    found.intercepts.fill(if cone.columns.scaled.has_intercept() { Limit::Undecided } else { Limit::Finite });
    for of_label in &mut found.coefficients {
        free.iter().for_each(|&j| of_label[j] = Limit::Undecided);
    }
    Ok(Some(found))
}

/// By the search; where rounding leaves it undecided, in coordinates that a few values far out do not drown.
fn by_search(cone: ConeRows<'_>, at: Option<&[f64]>) -> Result<ClassSeparation, InferenceError> {
    match in_coordinates(cone, at) {
        Err(InferenceError::Undecided) => match Frame::of(cone.columns)? {
            Some(frame) => in_coordinates(ConeRows { columns: frame.columns(cone.columns), ..cone }, None),
            None => Err(InferenceError::Undecided),
        },
        decided => decided,
    }
}

fn in_coordinates(cone: ConeRows<'_>, at: Option<&[f64]>) -> Result<ClassSeparation, InferenceError> {
    let columns = cone.columns;
    let (unknowns, of_label) = (cone.dim(), columns.scaled.dim());
    let labels = Labels::of(cone)?;
    // Of few columns there is more to be told.
    if of_label > TRIED
        && let Some(independent) = Independent::of(columns)?
    {
        return Ok(of_independent(cone, &independent, &labels));
    }
    if unknowns > MOST {
        return Err(InferenceError::TooWide { unknowns, most: MOST });
    }
    if cone.count() > ROWS {
        return Err(InferenceError::Undecided);
    }
    let mut search = Search::new(cone, at)?;
    let kept = search.independent()?;
    let mut found = ClassSeparation::none(cone, labels.there());
    let Some(face) = search.face(&kept)? else { return Ok(found) };

    let told = |row: usize| face.separated[row];
    found.pairs = labels.pairs(&told);
    found.rows = labels.separated(&told);
    found.separated = found.rows.len();
    let all = face.separated.iter().filter(|told| **told).count();
    found.is_by_rows = all == found.separated * cone.per_row();
    found.overlap -= found.separated;
    found.verdict = if found.overlap == 0 { Verdict::Complete } else { Verdict::QuasiComplete };
    let (free, origin) = (columns.scaled.free(), &columns.moments.origin);
    let (mut sums, mut places) = (Vec::new(), Vec::new());
    for &k in &kept {
        let (label, place) = (k / of_label, k % of_label);
        if let Some(place) = place.checked_sub(1) {
            let mut unit = vec![0.0; unknowns];
            unit[k] = 1.0;
            sums.push(unit);
            places.push((label, Some(free[place])));
        }
    }
    // An intercept that is pinned stays.
    for label in 0..if columns.scaled.has_intercept() { cone.per_row() } else { 0 } {
        // b = b_o − Σ_j o_j w_j
        let mut at_zero = vec![0.0; unknowns];
        let about = free.iter().map(|&j| -origin[j] / columns.scaled.scale(j));
        at_zero[label * of_label..].iter_mut().zip(std::iter::once(1.0).chain(about)).for_each(|(z, x)| *z = x);
        (0..unknowns).filter(|k| !kept.contains(k)).for_each(|k| at_zero[k] = 0.0);
        sums.push(at_zero);
        places.push((label, None));
    }
    for ((label, column), limit) in places.into_iter().zip(limits(&mut search, &face, &sums, &kept)?) {
        match column {
            Some(j) => found.coefficients[label][j] = limit,
            None => found.intercepts[label] = limit,
        }
    }
    (found.combinations, found.without) = combinations(cone, &mut search, &labels, all)?;
    Ok(found)
}

/// All rows, which are as many as coefficients of a label and independent, are told from every other label.
fn of_independent(cone: ConeRows<'_>, independent: &Independent, labels: &Labels) -> ClassSeparation {
    let Columns { moments, scaled, .. } = cone.columns;
    let mut found = ClassSeparation::none(cone, 0);
    found.verdict = Verdict::Complete;
    found.pairs = labels.pairs(&|_| true);
    found.rows = labels.separated(&|_| true);
    found.separated = found.rows.len();
    let about = scaled.free().iter().map(|&j| -moments.origin[j] / scaled.scale(j));
    let at_zero: Vec<f64> = std::iter::once(1.0).chain(about).collect();
    for label in 1..cone.classes {
        for (k, &j) in scaled.free().iter().enumerate() {
            let mut unit = vec![0.0; scaled.dim()];
            unit[k + 1] = 1.0;
            found.coefficients[label - 1][j] = independent.limit(label, &unit);
        }
        if scaled.has_intercept() {
            found.intercepts[label - 1] = independent.limit(label, &at_zero);
        }
    }
    found
}

/// The smallest sets of columns, and columns that break them all: single columns first, then what separates without them.
fn combinations(
    cone: ConeRows<'_>,
    search: &mut Search<'_>,
    labels: &Labels,
    all: usize,
) -> Result<(Vec<ClassCombination>, Vec<usize>), InferenceError> {
    let columns = cone.columns.scaled.dim() - 1;
    let mut told: Vec<(Vec<usize>, Vec<f64>, bool)> = Vec::new();
    let mut without = Vec::new();
    let mut left: Vec<usize> = (1..=columns).collect();
    for column in 1..=if columns <= TRIED { columns } else { 0 } {
        if let Some(direction) = decided(search.direction(&coordinates(cone, &[column])))?.flatten() {
            if told.len() < TOLD {
                told.push((vec![column], widest(cone, search, &[column], direction, all)?, true));
            }
            without.push(column);
        }
    }
    left.retain(|column| !without.contains(column));
    let mut work = Work::of(minimal::WORK);
    while told.len() < TOLD {
        // The verdict stands without them.
        let Some(Some(direction)) = decided(search.direction(&coordinates(cone, &left)))? else { break };
        let Minimal { columns: set, direction, is_minimal } = minimal(cone, search, direction, all, &mut work)?;
        let Some(&last) = set.last() else { break };
        told.push((set, direction, is_minimal));
        without.push(last);
        left.retain(|&column| column != last);
    }
    let name = |column: usize| cone.columns.scaled.free()[column - 1];
    let combination = |(set, direction, is_minimal): (Vec<usize>, Vec<f64>, bool)| {
        let margins = cone.margins(&direction)?;
        let pairs = labels.pairs(&|row| margins[row] > 0.0);
        Ok(ClassCombination { columns: set.into_iter().map(name).collect(), pairs, is_minimal })
    };
    let told = told.into_iter().map(combination).collect::<Result<_, InferenceError>>()?;
    Ok((told, without.into_iter().map(name).collect()))
}

/// The label of every row of positive weight.
struct Labels {
    of_row: Vec<Option<u8>>,
    classes: usize,
}

impl Labels {
    fn of(cone: ConeRows<'_>) -> Result<Self, InferenceError> {
        let data = cone.columns.data;
        let mut of_row = Vec::with_capacity(data.shape().rows);
        data.visit(0..data.shape().blocks(), &cone.columns.moments.origin, &mut |block| {
            let counts = |i: usize| block.weights.is_none_or(|weights| weights[i] > 0.0);
            of_row.extend(block.classes().iter().enumerate().map(|(i, label)| counts(i).then_some(*label)));
        })?;
        Ok(Self { of_row, classes: cone.classes })
    }

    /// Rows of positive weight.
    fn there(&self) -> usize {
        self.of_row.iter().flatten().count()
    }

    /// Rows that are told from every other label.
    fn separated(&self, told: &dyn Fn(usize) -> bool) -> Vec<usize> {
        let per_row = self.classes - 1;
        let all = |(i, label): &(usize, &Option<u8>)| label.is_some() && (0..per_row).all(|k| told(i * per_row + k));
        self.of_row.iter().enumerate().filter(all).map(|(i, _)| i).collect()
    }

    /// The labels of which rows are told apart, by the rows of the cone that are.
    fn pairs(&self, told: &dyn Fn(usize) -> bool) -> Vec<LabelPair> {
        let (classes, per_row) = (self.classes, self.classes - 1);
        let mut counts = vec![(0, 0); classes * classes];
        for (i, label) in self.of_row.iter().enumerate() {
            let Some(own) = label.map(usize::from) else { continue };
            for place in 0..per_row {
                let other = ConeRows::other(own, place);
                let (separated, overlap) = &mut counts[own.min(other) * classes + own.max(other)];
                *(if told(i * per_row + place) { separated } else { overlap }) += 1;
            }
        }
        let pair = |(k, (separated, overlap)): (usize, (usize, usize))| {
            (separated > 0).then_some(LabelPair { labels: (k / classes, k % classes), separated, overlap })
        };
        counts.into_iter().enumerate().filter_map(pair).collect()
    }
}
