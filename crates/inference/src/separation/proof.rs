//! Whether a direction separates the rows as they are given.
//!
//! ```text
//! m_i = (d_{y_i} − d_k)·(1, x_i) > 0  in rows that are said to be separated,     m_i = 0  in the others
//! ```
//!
//! Directions are found in columns that were centred and scaled, where one value of 10²⁰ takes all digits of the others. Here margins are of
//! the numbers themselves, in twice the working precision (T. Ogita, S. Rump, S. Oishi, *SIAM J. Sci. Comput.* 26, 2005, algorithm Dot2), so
//! that `m_i > 0` is what it says. Of a tie two things are not known: the decimals that the numbers of x were read from, to half a unit
//! in the last place each, in this row and in those that d was laid through; and the digits that d was rounded to. The intercepts are not: each pair of labels has a row that ties, and they are
//! moved to where it does exactly. From that row r on
//!
//! ```text
//! |m_i| ≤ 128 ε Σ_j D_j (|x_ij| + |x_rj|) + 10⁻¹⁰ Σ_j D_j |x_ij − x_rj|      D_j the largest |d_j| of any label
//! ```
//!
//! is a tie: rows tie by their own size, and not by that of the largest number of a column.

use crate::separation::rows::ConeRows;
use logodds_core::EvalError;

/// Units in the last place: half a one is what a decimal loses as it is read, and directions that touch some rows have the rounding of all of them.
const DECIMALS: f64 = 128.0;
/// What rounding of a direction makes of a tie.
const ROUNDED: f64 = 1e-10;
/// Entries of a direction that are rounding, beside the largest.
const NOTHING: f64 = 1e-11;

/// What a direction is said to do with a row of the cone.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    /// It separates it.
    Apart,
    /// It leaves it at 0.
    Tie,
    /// Whatever it likes: an earlier direction separates the row, and later ones are scaled down until they spoil nothing.
    Settled,
}

/// Whether `d` does with all rows of the cone what it is `said` to do.
pub(super) fn proves(cone: ConeRows<'_>, d: &[f64], said: &dyn Fn(usize) -> Said) -> Result<bool, EvalError> {
    // What is next to nothing beside the largest entry is rounding.
    let size = d.iter().map(|x| x.abs()).fold(0.0, f64::max);
    let d: Vec<f64> = d.iter().map(|x| if x.abs() <= NOTHING * size { 0.0 } else { *x }).collect();
    let mut scores = Scores::of(cone, &d);
    // The first row that ties, of every pair of labels.
    let mut ties: Vec<Option<Tie>> = vec![None; cone.classes * cone.classes];
    let pair = |row: &ConeRow| row.own.min(row.other) * cone.classes + row.own.max(row.other);
    scores.visit(cone, &mut |row, entries| {
        let tie = &mut ties[pair(&row)];
        if tie.is_none() && said(row.number) == Said::Tie {
            let margin = if row.own < row.other { row.margin } else { row.margin.negative() };
            *tie = Some(Tie { margin, entries: entries.to_vec() });
        }
        true
    })?;
    if cone.columns.scaled.has_intercept() {
        scores.move_to(&ties);
    }
    let between = spread(&ties, scores.width);
    let mut x = vec![0.0; scores.width];
    scores.visit(cone, &mut |row, entries| {
        match said(row.number) {
            Said::Apart => return row.margin.value() > 0.0,
            Said::Settled => return true,
            Said::Tie => {}
        }
        let Some(tie) = &ties[pair(&row)] else { return false };
        // Σ |d_j| (|x_ij| + |x_rj|) and Σ |d_j| |x_ij − x_rj|
        let (mut size, mut apart) = (0.0, 0.0);
        let mut count = |j: usize, here: f64, there: f64| {
            let c = scores.largest(j);
            size += c * (here.abs() + there.abs());
            apart += c * ((here - there).abs() + between[j]);
        };
        tie.entries.iter().for_each(|&(j, value)| x[j] = value);
        entries.iter().for_each(|&(j, value)| count(j, value, std::mem::take(&mut x[j])));
        tie.entries.iter().for_each(|&(j, _)| count(j, 0.0, std::mem::take(&mut x[j])));
        row.margin.value().abs() <= DECIMALS * f64::EPSILON * size + ROUNDED * apart
    })
}

/// How far the ties of several pairs lie apart, which cannot all be made exact; 0 for one pair.
fn spread(ties: &[Option<Tie>], width: usize) -> Vec<f64> {
    let (mut low, mut high) = (vec![0.0_f64; width], vec![0.0_f64; width]);
    for (k, tie) in ties.iter().flatten().enumerate() {
        let mut x = vec![0.0; width];
        tie.entries.iter().for_each(|&(j, value)| x[j] = value);
        for (j, value) in x.into_iter().enumerate() {
            (low[j], high[j]) = if k == 0 { (value, value) } else { (low[j].min(value), high[j].max(value)) };
        }
    }
    high.iter().zip(low).map(|(high, low)| high - low).collect()
}

/// A row of the cone that ties.
#[derive(Clone)]
struct Tie {
    /// Of the smaller of its labels over the other.
    margin: Twice,
    entries: Vec<(usize, f64)>,
}

/// What looks at a row of the cone and the entries of x, and says whether to go on.
type Visitor<'a> = dyn FnMut(ConeRow, &[(usize, f64)]) -> bool + 'a;

/// A row of the cone.
struct ConeRow {
    number: usize,
    own: usize,
    other: usize,
    margin: Twice,
}

/// Intercepts of x = 0 and coefficients of all labels, 0 of the first.
struct Scores {
    width: usize,
    intercepts: Vec<Twice>,
    coefficients: Vec<f64>,
}

impl Scores {
    fn of(cone: ConeRows<'_>, d: &[f64]) -> Self {
        let scaled = cone.columns.scaled;
        let width = cone.columns.data.shape().columns;
        let (mut intercepts, mut coefficients) = (vec![Twice::default()], vec![0.0; width]);
        for block in d.chunks_exact(scaled.dim()) {
            let (at_origin, of_columns) = scaled.coefficients(block);
            let mut intercept = Twice { high: at_origin, low: 0.0 };
            of_columns.iter().zip(&cone.columns.moments.origin).for_each(|(c, o)| intercept.add_product(-c, *o));
            intercepts.push(intercept);
            coefficients.extend(of_columns);
        }
        Self { width, intercepts, coefficients }
    }

    fn coefficient(&self, label: usize, j: usize) -> f64 {
        self.coefficients[label * self.width + j]
    }

    /// Of a column, the largest of any label: what is next to it was rounded as it was.
    fn largest(&self, j: usize) -> f64 {
        self.coefficients.iter().skip(j).step_by(self.width).map(|c| c.abs()).fold(0.0, f64::max)
    }

    /// Give all rows of the cone of positive weight to `f`, with the entries of x; whether it was true of all of them.
    fn visit(&self, cone: ConeRows<'_>, f: &mut Visitor<'_>) -> Result<bool, EvalError> {
        let (data, per_row) = (cone.columns.data, cone.per_row());
        let origin = vec![0.0; self.width];
        let (mut holds, mut entries) = (true, Vec::new());
        let mut scores = vec![Twice::default(); cone.classes];
        for k in 0..data.shape().blocks() {
            data.visit(k..k + 1, &origin, &mut |block| {
                for i in 0..block.rows() {
                    if !holds || block.weights.is_some_and(|weights| weights[i] <= 0.0) {
                        continue;
                    }
                    entries.clear();
                    block.x.for_each_entry(i, &mut |j, value| entries.push((j, value)));
                    for (label, score) in scores.iter_mut().enumerate() {
                        *score = self.intercepts[label];
                        entries.iter().for_each(|&(j, value)| score.add_product(self.coefficient(label, j), value));
                    }
                    let own = usize::from(block.classes()[i]);
                    for place in 0..per_row {
                        let other = ConeRows::other(own, place);
                        let margin = scores[own].minus(scores[other]);
                        let number = (block.first_row + i) * per_row + place;
                        holds = holds && f(ConeRow { number, own, other, margin }, &entries);
                    }
                }
            })?;
            if !holds {
                break;
            }
        }
        Ok(holds)
    }

    /// Move intercepts so that the first tie of a pair of labels is exact; of pairs that make a circle, all but one.
    fn move_to(&mut self, ties: &[Option<Tie>]) {
        let classes = self.intercepts.len();
        let tie = |own: usize, other: usize| ties[own * classes + other].as_ref().map(|tie| tie.margin);
        let mut moves: Vec<Option<Twice>> = vec![None; classes];
        for root in 0..classes {
            let mut reached = Vec::new();
            if moves[root].is_none() {
                moves[root] = Some(Twice::default());
                reached.push(root);
            }
            while let Some(from) = reached.pop() {
                let of_from = moves[from].unwrap_or_default();
                for (to, moved) in moves.iter_mut().enumerate() {
                    // The margin of from over to is to be 0.
                    let by = if from < to { tie(from, to) } else { tie(to, from).map(Twice::negative) };
                    if let (None, Some(by)) = (&moved, by) {
                        *moved = Some(by.plus(of_from));
                        reached.push(to);
                    }
                }
            }
        }
        for (intercept, by) in self.intercepts.iter_mut().zip(moves) {
            *intercept = intercept.plus(by.unwrap_or_default());
        }
    }
}

/// A number of twice the digits, high + low.
#[derive(Clone, Copy, Default)]
struct Twice {
    high: f64,
    low: f64,
}

impl Twice {
    fn value(self) -> f64 {
        self.high + self.low
    }

    fn negative(self) -> Self {
        Self { high: -self.high, low: -self.low }
    }

    fn plus(mut self, other: Self) -> Self {
        self.add(other.high);
        self.add(other.low);
        self
    }

    fn minus(self, other: Self) -> Self {
        self.plus(other.negative())
    }

    /// Add a number: the sum without its rounding, and the rounding.
    fn add(&mut self, x: f64) {
        let sum = self.high + x;
        let part = sum - self.high;
        self.low += (self.high - (sum - part)) + (x - part);
        self.high = sum;
    }

    /// Add a product.
    fn add_product(&mut self, a: f64, b: f64) {
        let product = a * b;
        self.low += a.mul_add(b, -product);
        self.add(product);
    }
}
