//! Coordinates in which a typical Hessian is the identity, for solvers whose first metric is.
//!
//! ```text
//! u = T v,   Tᵀ M T = I,   ∇_v F = Tᵀ ∇_u F        M = ( L Lᵀ  0 )   hot coordinates: their Hessian, factored
//!                                                      (  0    D )   the others: its diagonal
//! ```
//!
//! M is taken at the start, from a sample of the rows where they are many. Of very many columns only the hottest are in the
//! block: those with an entry in most rows, whose A_j = max |x̃_ij| is smallest (columns have unit size). Rare columns hardly
//! meet, and their diagonal is known without a pass: at the start every row has the curvature κ of the intercept, so that
//! `D_j = κ (1 − 4ρ_j) + ρ_j`, ρ_j the ridge. (A. Bordes, L. Bottou, P. Gallinari, *SGD-QN*, JMLR 10, 2009, use a diagonal
//! alone; a block makes up for the columns that do meet.)
//!
//! With several outputs, the Hessian at the start is a Kronecker product `C ⊗ M` of the classes' covariance and the columns', so that
//! one factor M serves all of them: `T = L_C⁻ᵀ ⊗ T_M`; where classes have about equal shares, C counts as a multiple of the identity. A ridge ρ is added to M as ρ / (tr C / m).

use crate::algebra::Cholesky;
use crate::solver::SolveError;
use crate::solvers::across_outputs::AcrossOutputs;
use logodds_core::{Executor, Geometry, Hessian, Objective, Order, Structure, SymMatrix};

/// Coordinates of the block beside the intercept: its Cholesky factor is there in milliseconds.
const HOT: usize = 512;
/// The same with several outputs, which have a pass of several products to weigh it against.
const HOT_OF_OUTPUTS: usize = 1_024;

/// How far eigenvalues of C may be from their mean, as a factor, for C to count as a multiple of the identity, which it is where classes have equal
/// shares: a condition of 2.25 is then left in, for two products with C less in a change of coordinates, of as many numbers as there are unknowns.
const ALIKE: f64 = 1.5;

/// How several outputs hang together.
enum Between {
    /// There is one.
    One,
    /// As a multiple of the identity: the root of it.
    Alike(f64),
    /// By the factor of C.
    Mixed(AcrossOutputs),
}

/// Groups of outputs that are solved for at a time, each by one thread, and outputs of a group at least: with fewer a factor is read for too little.
const GROUPS: usize = 4;
const TOGETHER: usize = 5;

/// The change of coordinates.
pub(crate) struct Whitening<'a> {
    /// Coordinates of the block, the intercept (0) first, in increasing order.
    hot: Vec<usize>,
    factor: Cholesky,
    /// `√D_j`, of all coordinates; those of the block are not used. With several outputs, of those of one.
    root: Vec<f64>,
    /// What is between several outputs.
    between: Between,
    /// Who changes the coordinates of several outputs; this thread if nobody.
    threads: Option<&'a Executor>,
}

impl<'a> Whitening<'a> {
    /// From the Hessian at `u0`. `None` where the objective does not tell enough of itself, or M cannot be factored.
    pub(crate) fn of(objective: &'a dyn Objective, u0: &[f64]) -> Result<Option<Self>, SolveError> {
        let Some(structure) = objective.structure() else { return Ok(None) };
        let Some(geometry) = structure.geometry() else { return Ok(None) };
        if geometry.outputs > 1 {
            return Self::of_outputs(structure, geometry);
        }
        let p = objective.dim();
        let columns = hottest(geometry, p, HOT);
        let sample = structure.sample((20 * columns.len()).max(structure.rows() / 8))?;
        let source = sample.as_deref().unwrap_or(structure);
        let hessian = if columns.len() + 1 == p && structure.has_hessian() {
            source.evaluate(u0, Order::Hessian)?.hessian
        } else {
            source.sub_hessian(u0, &columns)?.map(Hessian::Dense)
        };
        let Some(factor) = hessian.and_then(|hessian| {
            let curvature = hessian.get(0, 0);
            Cholesky::new(&hessian).ok().map(|factor| (factor, curvature))
        }) else {
            return Ok(None);
        };
        let (factor, curvature) = factor;
        let diagonal = |ridge: f64| curvature * (1.0 - 4.0 * ridge).max(0.0) + ridge;
        let root = (0..p).map(|j| diagonal(ridge(structure, j)).sqrt()).collect();
        let hot = std::iter::once(0).chain(columns).collect();
        Ok(Some(Self { hot, factor, root, between: Between::One, threads: None }))
    }

    fn of_outputs(structure: &'a dyn Structure, geometry: &Geometry) -> Result<Option<Self>, SolveError> {
        let block = structure.dim() / geometry.blocks();
        let columns = hottest(geometry, block, HOT_OF_OUTPUTS);
        let rows = (10 * columns.len()).max(structure.rows() / 8);
        let Some(mut curvature) = structure.null_curvature(&columns, rows)? else { return Ok(None) };
        let blocks = geometry.blocks();
        let size = curvature.classes.diagonal().sum::<f64>() / blocks as f64;
        for (place, j) in columns.iter().enumerate() {
            curvature.columns.row_mut(place + 1)[place + 1] += ridge(structure, *j) / size;
        }
        let (Ok(classes), Ok(factor)) = (Cholesky::new(&curvature.classes), Cholesky::new(&curvature.columns)) else {
            return Ok(None);
        };
        let between = match is_alike(&curvature.classes, size) {
            true => Between::Alike(size.sqrt()),
            false => Between::Mixed(AcrossOutputs::new(classes)),
        };
        let diagonal = |ridge: f64| (1.0 - 4.0 * ridge).max(0.0) + ridge / size;
        let root = (0..block).map(|j| diagonal(ridge(structure, j)).sqrt()).collect();
        let hot = std::iter::once(0).chain(columns).collect();
        Ok(Some(Self { hot, factor, root, between, threads: structure.threads() }))
    }

    /// The factor of M, if the block is all of it.
    pub(crate) fn factor(&self) -> Option<&Cholesky> {
        (self.hot.len() == self.root.len() && matches!(self.between, Between::One)).then_some(&self.factor)
    }

    /// `T⁻¹ u`.
    pub(crate) fn whiten_point(&self, u: &[f64]) -> Vec<f64> {
        let u = match &self.between {
            Between::One => u.to_vec(),
            Between::Alike(root) => u.iter().map(|u| u * root).collect(),
            Between::Mixed(across) => across.of_point(u),
        };
        self.within(
            u,
            |u, root| u * root,
            Cholesky::whiten_point,
            |factor, hot| {
                for block in hot.chunks_exact_mut(factor.order()) {
                    let changed = factor.whiten_point(block);
                    block.copy_from_slice(&changed);
                }
            },
        )
    }

    /// `T v`.
    pub(crate) fn unwhiten_point(&self, v: &[f64]) -> Vec<f64> {
        let v = match &self.between {
            Between::One => v.to_vec(),
            Between::Alike(root) => v.iter().map(|v| v / root).collect(),
            Between::Mixed(across) => across.to_point(v, self.threads),
        };
        self.within(v, |v, root| v / root, Cholesky::unwhiten_point, Cholesky::unwhiten_points)
    }

    /// `Tᵀ g`.
    pub(crate) fn whiten_gradient(&self, g: &[f64]) -> Vec<f64> {
        let g = match &self.between {
            Between::One => g.to_vec(),
            Between::Alike(root) => g.iter().map(|g| g / root).collect(),
            Between::Mixed(across) => across.of_gradient(g, self.threads),
        };
        self.within(g, |g, root| g / root, Cholesky::whiten_gradient, Cholesky::whiten_gradients)
    }

    /// Within each block, in place: by `single` or, in the hot coordinates, by the factor, of `one` block alone or of `many`.
    fn within(
        &self,
        mut x: Vec<f64>,
        single: fn(f64, f64) -> f64,
        one: fn(&Cholesky, &[f64]) -> Vec<f64>,
        many: fn(&Cholesky, &mut [f64]),
    ) -> Vec<f64> {
        let (width, order) = (self.root.len(), self.hot.len());
        let gathered = |x: &[f64]| -> Vec<f64> { self.hot.iter().map(|&j| x[j]).collect() };
        let put_back = |x: &mut [f64], hot: &[f64]| {
            if order < width {
                x.iter_mut().zip(&self.root).for_each(|(x, root)| *x = single(*x, *root));
            }
            self.hot.iter().zip(hot).for_each(|(&j, hot)| x[j] = *hot);
        };
        if let Between::One = self.between {
            let hot = one(&self.factor, &gathered(&x));
            put_back(&mut x, &hot);
            return x;
        }
        let solve = |blocks: &mut [f64]| {
            let mut hot: Vec<f64> = blocks.chunks_exact(width).flat_map(gathered).collect();
            many(&self.factor, &mut hot);
            blocks.chunks_exact_mut(width).zip(hot.chunks_exact(order)).for_each(|(x, hot)| put_back(x, hot));
        };
        let together = (x.len() / width).div_ceil(GROUPS).max(TOGETHER);
        let groups = x.chunks_mut(together * width);
        match self.threads {
            Some(threads) => threads.each(groups.collect(), solve),
            None => groups.for_each(solve),
        }
        x
    }
}

/// Whether no eigenvalue of `c` is further from `size` than by the factor [`ALIKE`], by Gershgorin's circles.
fn is_alike(c: &SymMatrix, size: f64) -> bool {
    (0..c.order()).all(|i| {
        let radius: f64 = (0..c.order()).filter(|j| *j != i).map(|j| c.get(i, j).abs()).sum();
        c.get(i, i) + radius <= ALIKE * size && c.get(i, i) - radius >= size / ALIKE
    })
}

/// The ridge of a coordinate.
fn ridge(structure: &dyn Structure, j: usize) -> f64 {
    structure.penalty().map_or(0.0, |penalty| penalty.l2()[j])
}

/// At most `most` coordinates below `end` besides the intercept, those with the smallest bounds, in order.
fn hottest(geometry: &Geometry, end: usize, most: usize) -> Vec<usize> {
    let mut columns: Vec<usize> = (1..end).collect();
    if columns.len() > most {
        let bound = |j: &usize| geometry.row_bound[*j];
        columns.select_nth_unstable_by(most, |a, b| bound(a).total_cmp(&bound(b)).then(a.cmp(b)));
        columns.truncate(most);
        columns.sort_unstable();
    }
    columns
}
