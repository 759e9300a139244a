//! Farkas' lemma as a decision: a vector lies in a cone, or a direction parts them.
//!
//! ```text
//! g = Σ_i μ_i z_i + Σ_k ν_k q_k with μ ≥ 0          or          d with z_i·d ≥ 0, q_k·d = 0, g·d < 0
//! ```
//!
//! Exactly one of the two holds (J. Farkas, *J. reine angew. Math.* 124, 1902). Each is a linear programme, and each answer is
//! checked as what it claims to be, in the numbers of the data:
//!
//! 1. min ‖g − Σ μ_i z_i − Σ ν_k q_k‖₁, as many equations as unknowns. If what is left is at most [`RESIDUAL`], μ and ν prove
//!    membership.
//! 2. Otherwise min g·d over the cone of directions in the box |d_j| ≤ 1. The vertex found is put exactly on the rows it lies on, by
//!    a projection, and proves the opposite.
//!
//! The simplex method is microlp's.

use crate::error::InferenceError;
use crate::separation::rows::dot;
use crate::separation::subspace::Subspace;
use microlp::{ComparisonOp, OptimizationDirection, Problem, Solution, Variable};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What may be left of g, per entry; rows have largest entry 1.
const RESIDUAL: f64 = 1e-8;
/// Margins of a vertex that are taken for 0: the simplex holds constraints to 1e-7.
const ON_A_ROW: f64 = 1e-6;
/// Entries of a row that are taken for 0 in the programme.
const TINY: f64 = 1e-13;

/// Which of the two it is.
pub(super) enum Farkas {
    /// g lies in the cone.
    Member,
    /// This direction d, of largest entry 1, proves that it does not.
    Witness(Vec<f64>),
}

/// Decide for g among the coordinates `kept`; all vectors have all coordinates, and those of d that are not kept are 0. Weights
/// beyond `heaviest` prove nothing: they would make something of the rounding of the rows.
pub(super) fn decide(
    rows: &[&[f64]],
    equal: &Subspace,
    target: &[f64],
    kept: &[usize],
    heaviest: f64,
) -> Result<Farkas, InferenceError> {
    if left_of(rows, equal, target, kept, heaviest)? <= RESIDUAL {
        return Ok(Farkas::Member);
    }
    witness(rows, equal, target, kept)
}

/// The largest entry of what the nearest point of the cone leaves of g.
fn left_of(
    rows: &[&[f64]],
    equal: &Subspace,
    target: &[f64],
    kept: &[usize],
    heaviest: f64,
) -> Result<f64, InferenceError> {
    let mut problem = Problem::new(OptimizationDirection::Minimize);
    let positive = (0.0, f64::INFINITY);
    let weights: Vec<Variable> = rows.iter().map(|_| problem.add_var(0.0, (0.0, heaviest))).collect();
    let free: Vec<Variable> =
        equal.basis().iter().map(|_| problem.add_var(0.0, (f64::NEG_INFINITY, f64::INFINITY))).collect();
    for &j in kept {
        let (above, below) = (problem.add_var(1.0, positive), problem.add_var(1.0, positive));
        let of_rows = weights.iter().zip(rows).map(|(weight, row)| (*weight, row[j]));
        let of_basis = free.iter().zip(equal.basis()).map(|(weight, vector)| (*weight, vector[j]));
        let terms: Vec<(Variable, f64)> = of_rows
            .chain(of_basis)
            .filter(|(_, value)| value.abs() > TINY)
            .chain([(above, 1.0), (below, -1.0)])
            .collect();
        problem.add_constraint(terms, ComparisonOp::Eq, target[j]);
    }
    let solution = solved(&problem)?;
    // What the weights, and not the slacks, say.
    let mut left = target.to_vec();
    let mut subtract = |weight: f64, vector: &[f64]| left.iter_mut().zip(vector).for_each(|(l, v)| *l -= weight * v);
    weights.iter().zip(rows).for_each(|(weight, row)| subtract(solution.var_value(*weight).max(0.0), row));
    free.iter().zip(equal.basis()).for_each(|(weight, vector)| subtract(solution.var_value(*weight), vector));
    Ok(kept.iter().map(|&j| left[j].abs()).fold(0.0, f64::max))
}

fn witness(rows: &[&[f64]], equal: &Subspace, target: &[f64], kept: &[usize]) -> Result<Farkas, InferenceError> {
    let mut problem = Problem::new(OptimizationDirection::Minimize);
    let largest = kept.iter().map(|&j| target[j].abs()).fold(f64::MIN_POSITIVE, f64::max);
    let direction: Vec<Variable> = kept.iter().map(|&j| problem.add_var(target[j] / largest, (-1.0, 1.0))).collect();
    let mut constrain = |row: &[f64], op: ComparisonOp| {
        let entries = direction.iter().zip(kept).map(|(variable, &j)| (*variable, row[j]));
        let terms: Vec<(Variable, f64)> = entries.filter(|(_, value)| value.abs() > TINY).collect();
        problem.add_constraint(terms, op, 0.0);
    };
    equal.basis().iter().for_each(|vector| constrain(vector, ComparisonOp::Eq));
    rows.iter().for_each(|row| constrain(row, ComparisonOp::Ge));
    let solution = solved(&problem)?;
    let mut d = vec![0.0; target.len()];
    for (variable, &j) in direction.iter().zip(kept) {
        d[j] = solution.var_value(*variable);
    }
    if dot(target, &d) >= 0.0 {
        return Err(InferenceError::Undecided);
    }
    let mut touched = equal.clone();
    for row in rows.iter().filter(|row| dot(row, &d).abs() <= ON_A_ROW) {
        touched.extend_within(row, kept);
    }
    let mut exact = touched.away(&d);
    (0..exact.len()).filter(|j| !kept.contains(j)).for_each(|j| exact[j] = 0.0);
    let size = exact.iter().map(|x| x.abs()).fold(0.0, f64::max);
    exact.iter_mut().for_each(|x| *x /= size);
    if size > 1e-3 && dot(target, &exact) < 0.0 { Ok(Farkas::Witness(exact)) } else { Err(InferenceError::Undecided) }
}

fn solved(problem: &Problem) -> Result<Solution, InferenceError> {
    // By its own notes microlp may panic on a programme it cannot pivot; no data shall bring a program down.
    let outcome = catch_unwind(AssertUnwindSafe(|| problem.solve())).map_err(|_| InferenceError::Undecided)?;
    let outcome = outcome.map_err(|_| InferenceError::Undecided)?;
    outcome.into_solution().map_err(|_| InferenceError::Undecided)
}
