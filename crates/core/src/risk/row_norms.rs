//! Norms of the rows in the metric of an inverse, ‖G x̃_i‖², from a root G of it: leverages, but for a factor a row.
//!
//! ```text
//! G = (b_1, …, b_k)ᵀ dense:      X Gᵀ, some vectors at a time, their squares added up
//! G an arrow, of q coordinates beside the levels:   q²/2 multiplications a row; where q is large,
//!   ‖T (z − y m)‖² = z'Wz − 2y z'u + y² m'u        W = TᵀT,  u = W m, of which only the positions of m are asked for;  y the level's entry
//! ```
//!
//! The dense product takes n p² multiplications, as a Hessian does, and is one of matrices: the columns of a block are laid end to end once, and a
//! vector that ends early, as those of a triangular G do, multiplies the columns up to there. Of sparse rows each vector is a product of its own. An arrow's
//! row has few entries z, and meets no coordinate that its level's mean m has not.

use crate::data::Block;
use crate::design::DesignMatrix;
use crate::design::arrow::matrix::{Side, side};
use crate::design::arrow::root::ArrowRoot;
use crate::design::dense::columns::DenseColumns;
use crate::design::hessian::InverseRoot;
use crate::fingerprint::{Fingerprint, Identify};
use crate::risk::empirical::Risk;
use crate::risk::geometry::row_entries;
use crate::risk::scaled::Scaled;
use std::ops::Range;

/// Vectors that are multiplied at once.
const PANEL: usize = 32;
/// How many times as many columns a row has as entries, so that it is multiplied as it is stored.
const SPARSE: usize = 4;

/// What norms of rows are found by.
pub struct RowNorms {
    form: Form,
}

enum Form {
    Dense(Vectors),
    Levels(Box<OfLevels>),
}

/// Vectors over intercept and columns.
struct Vectors {
    intercepts: Vec<f64>,
    /// One vector after another.
    coefficients: Vec<f64>,
    columns: usize,
    /// Groups of vectors, and how many columns they reach.
    panels: Vec<(Range<usize>, usize)>,
    is_sparse: bool,
}

/// Room for a block.
#[derive(Debug, Default)]
pub struct RowNormsRoom {
    columns: Vec<f64>,
    products: Vec<f64>,
    entries: Vec<(usize, f64)>,
    rest: Vec<f64>,
}

impl Identify for RowNorms {
    fn identify(&self, by: &mut Fingerprint) {
        match &self.form {
            Form::Dense(vectors) => {
                vectors.intercepts.identify(by);
                vectors.coefficients.identify(by);
            }
            Form::Levels(levels) => levels.root.identify(by),
        }
    }
}

impl std::fmt::Debug for RowNorms {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match &self.form {
            Form::Dense(_) => "RowNorms (dense)",
            Form::Levels(_) => "RowNorms (of levels)",
        })
    }
}

impl<R> Risk<'_, R> {
    /// Of rows of one output, by vectors b_k in the solver's coordinates.
    #[must_use]
    pub fn row_norms(&self, root: InverseRoot) -> RowNorms {
        let (scaled, columns) = (self.layout.scaled(), self.moments.mean.len());
        let form = match root {
            InverseRoot::Rows(rows) => {
                let is_sparse = SPARSE * row_entries(self.data) < columns;
                Form::Dense(Vectors::new(&rows, scaled, columns, is_sparse))
            }
            InverseRoot::Arrow(root) => Form::Levels(Box::new(OfLevels::new(root, scaled, columns))),
        };
        RowNorms { form }
    }
}

impl RowNorms {
    /// The squares ‖G x̃_i‖² of the rows of a block.
    pub fn of_block(&self, block: &Block<'_>, squares: &mut Vec<f64>, room: &mut RowNormsRoom) {
        squares.clear();
        match &self.form {
            Form::Dense(vectors) => vectors.add(block, squares, room),
            Form::Levels(levels) => squares.extend((0..block.rows()).map(|i| levels.square(block, i, room))),
        }
    }
}

impl Vectors {
    fn new(rows: &[Vec<f64>], scaled: &Scaled, columns: usize, is_sparse: bool) -> Self {
        let (mut intercepts, mut coefficients) = (Vec::with_capacity(rows.len()), Vec::new());
        let mut panels: Vec<(Range<usize>, usize)> = Vec::new();
        for (k, row) in rows.iter().enumerate() {
            let (intercept, of_columns) = scaled.coefficients(row);
            let reaches = of_columns.iter().rposition(|c| *c != 0.0).map_or(0, |last| last + 1);
            intercepts.push(intercept);
            coefficients.extend(of_columns);
            match panels.last_mut() {
                Some((vectors, most)) if vectors.len() < PANEL => {
                    vectors.end += 1;
                    *most = reaches.max(*most);
                }
                _ => panels.push((k..k + 1, reaches)),
            }
        }
        Self { intercepts, coefficients, columns, panels, is_sparse }
    }

    fn add(&self, block: &Block<'_>, squares: &mut Vec<f64>, room: &mut RowNormsRoom) {
        let (n, p) = (block.rows(), self.columns);
        squares.resize(n, 0.0);
        if n == 0 {
            return;
        }
        let RowNormsRoom { columns, products, .. } = room;
        if !self.is_sparse {
            columns.resize(n * p, 0.0);
            block.x.copy_columns(0..p, columns, n);
        }
        for (vectors, reach) in &self.panels {
            products.resize(vectors.len() * n, 0.0);
            let coefficients = &self.coefficients[vectors.start * p..];
            match DenseColumns::from_columns(&columns[..if self.is_sparse { 0 } else { n * reach }], n, *reach) {
                Ok(x) if !self.is_sparse => x.matmul(coefficients, p, products, n),
                _ => block.x.matmul(coefficients, p, products, n),
            }
            for (products, intercept) in products.chunks_exact(n).zip(&self.intercepts[vectors.clone()]) {
                squares.iter_mut().zip(products).for_each(|(sum, x)| *sum += (x + intercept) * (x + intercept));
            }
        }
    }
}

/// Of an arrow.
struct OfLevels {
    root: ArrowRoot,
    /// Of every column its coordinate, if it is free, and 1 over its unit.
    coordinates: Vec<(Option<usize>, f64)>,
    has_intercept: bool,
    expanded: Option<Expanded>,
}

impl OfLevels {
    fn new(root: ArrowRoot, scaled: &Scaled, columns: usize) -> Self {
        let mut coordinates = vec![(None, 0.0); columns];
        for (k, &j) in scaled.free().iter().enumerate() {
            coordinates[j] = (Some(k + 1), scaled.scale(j).recip());
        }
        let expanded = root.is_expanded().then(|| Expanded::new(&root));
        Self { root, coordinates, has_intercept: scaled.has_intercept(), expanded }
    }

    /// Of row `i`.
    fn square(&self, block: &Block<'_>, i: usize, room: &mut RowNormsRoom) -> f64 {
        let RowNormsRoom { entries, rest, .. } = room;
        entries.clear();
        entries.extend(self.has_intercept.then_some((0, 1.0)));
        block.x.for_each_entry(i, &mut |j, x| {
            let (coordinate, unit) = self.coordinates[j];
            entries.extend(coordinate.map(|coordinate| (coordinate, x * unit)));
        });
        match &self.expanded {
            Some(expanded) => expanded.square(&self.root, entries),
            None => self.root.square(entries, rest),
        }
    }
}

/// What rows of a level have in common.
struct Expanded {
    /// W, all of it.
    square: Vec<f64>,
    /// u of every level, as the pattern has it.
    products: Vec<f64>,
    /// 1/d_e + m'u.
    own: Vec<f64>,
}

impl Expanded {
    fn new(root: &ArrowRoot) -> Self {
        let q = root.pattern().columns();
        let mut square = vec![0.0; q * q];
        for k in 0..q {
            let row = root.rest_row(k);
            for (r, t) in row.iter().enumerate() {
                square[r * q..][..=r].iter_mut().zip(row).for_each(|(w, x)| *w += t * x);
            }
        }
        for r in 0..q {
            (0..r).for_each(|s| square[s * q + r] = square[r * q + s]);
        }
        let mut products = Vec::with_capacity(root.means().len());
        let mut own = Vec::with_capacity(root.levels().len());
        for (e, level) in root.levels().iter().enumerate() {
            let (positions, means) = root.mean(e);
            let mut sum = 0.0;
            for (&r, mean) in positions.iter().zip(means) {
                let row = &square[r as usize * q..][..q];
                let product: f64 = positions.iter().zip(means).map(|(&s, m)| row[s as usize] * m).sum();
                sum += mean * product;
                products.push(product);
            }
            own.push(level * level + sum);
        }
        Self { square, products, own }
    }

    fn square(&self, root: &ArrowRoot, entries: &[(usize, f64)]) -> f64 {
        let (eliminated, pattern) = (root.eliminated(), root.pattern());
        let q = pattern.columns();
        let level = entries.iter().find_map(|&(j, y)| match side(&eliminated, j) {
            Side::Eliminated(e) => Some((e, y)),
            Side::Rest(_) => None,
        });
        let mut sum = level.map_or(0.0, |(e, y)| y * y * self.own[e]);
        for (k, &(j, z)) in entries.iter().enumerate() {
            let Side::Rest(r) = side(&eliminated, j) else { continue };
            let row = &self.square[r * q..][..q];
            let mut product = 0.5 * z * row[r];
            for &(i, x) in &entries[..k] {
                if let Side::Rest(s) = side(&eliminated, i) {
                    product += x * row[s];
                }
            }
            if let Some((e, y)) = level {
                product -= y * self.products[pattern.place(e, r)];
            }
            sum += 2.0 * z * product;
        }
        sum.max(0.0)
    }
}
