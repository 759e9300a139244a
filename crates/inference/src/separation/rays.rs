//! The directions that the rows which are not separated do not touch, as sums of columns.
//!
//! ```text
//! δ_m = (−c_m, …),  v_m(x) = Σ_j t_mj x_j − c_m        a row with v_m = 0 for all m has the log-odds of the limit
//! ```
//!
//! They are a basis of what is orthogonal to the span of the overlap. Every direction d that separates is a sum Σ a_m δ_m; where it is known that
//! a_m ≥ 0 for all of them, a row with no v_m below 0 and one above has d·x > 0 along every d in the interior, so that the probability of label 1 goes to 1,
//! and with the signs turned to 0. With both signs it depends on the direction, and there is no limit.

use crate::error::InferenceError;
use crate::separation::Limit;
use crate::separation::combination::Combination;
use crate::separation::limits::limits;
use crate::separation::peel::Peel;
use crate::separation::rows::dot;
use crate::separation::search::{Face, Search};
use logodds_core::Ray;
use logodds_core::risk::alias::Columns;

/// Directions up to which signs are looked into, each by a nearest point.
const MOST: usize = 50;

impl Peel {
    /// Those of the columns that were peeled off.
    pub(super) fn rays(&self, limits: &[Limit]) -> Vec<Ray> {
        let ray = |single: &crate::separation::single::Single| {
            let sign = if limits[single.column] == Limit::MinusInfinity { -1.0 } else { 1.0 };
            let is_signed = matches!(limits[single.column], Limit::PlusInfinity | Limit::MinusInfinity);
            // 0 and not −0
            Ray { terms: vec![(single.column, sign)], at: sign * single.at.unwrap_or(0.0) + 0.0, is_signed }
        };
        self.singles.iter().chain(&self.idle).map(ray).collect()
    }
}

/// Those of a face, by the combinations that are told as far as they are independent.
pub(super) fn rays(
    columns: Columns<'_>,
    search: &mut Search<'_>,
    face: &Face,
    kept: &[usize],
    told: &[Combination],
) -> Result<Vec<Ray>, InferenceError> {
    let (scaled, free) = (columns.scaled, columns.scaled.free());
    let many = kept.len() - face.overlap.dim();
    let coordinates = |combination: &Combination| {
        let mut d = vec![0.0; scaled.dim()];
        for (j, c) in &combination.terms {
            let Ok(k) = free.binary_search(j) else { return d };
            d[k + 1] = c * scaled.scale(*j);
            d[0] += c * columns.moments.origin[*j];
        }
        d[0] -= combination.high;
        if !scaled.has_intercept() {
            d[0] = 0.0;
        }
        d
    };
    let mut span = search.space();
    let mut found: Vec<(Vec<f64>, Ray)> = Vec::new();
    for combination in told.iter().filter(|combination| combination.low == combination.high) {
        let d = coordinates(combination);
        if found.len() < many && span.extend_within(&d, kept) {
            found.push((d, Ray { terms: combination.terms.clone(), at: combination.high, is_signed: false }));
        }
    }
    // The rest of what is orthogonal to the overlap, by what it leaves of the coordinates.
    let candidates = std::iter::once(face.direction.clone()).chain(kept.iter().map(|&k| {
        let mut unit = vec![0.0; scaled.dim()];
        unit[k] = 1.0;
        face.overlap.away(&unit)
    }));
    for mut d in candidates {
        (0..d.len()).filter(|k| !kept.contains(k)).for_each(|k| d[k] = 0.0);
        if found.len() < many && span.extend_within(&d, kept) {
            found.push((d.clone(), Ray { is_signed: false, ..of_direction(columns, d) }));
        }
    }
    if found.len() == many && many <= MOST {
        let signed = signs(search, face, kept, &found)?;
        for ((_, ray), limit) in found.iter_mut().zip(signed) {
            if limit == Limit::MinusInfinity {
                ray.terms.iter_mut().for_each(|(_, c)| *c = -*c);
                ray.at = 0.0 - ray.at;
            }
            ray.is_signed = matches!(limit, Limit::PlusInfinity | Limit::MinusInfinity);
        }
    }
    if let ([(first, one), (second, other)], false) = (&found[..], found.iter().all(|(_, ray)| ray.is_signed))
        && !(one.is_signed && other.is_signed)
    {
        let margins = [search.margins(first)?, search.margins(second)?];
        if let Some(edges) = edges(&margins, &face.separated) {
            let ray = |[a, b]: [f64; 2]| {
                let d: Vec<f64> = first.iter().zip(second).map(|(x, y)| a * x + b * y).collect();
                of_direction(columns, d)
            };
            return Ok(edges.map(ray).to_vec());
        }
    }
    Ok(found.into_iter().map(|(_, ray)| ray).collect())
}

/// A direction in the units of the data, entries at rounding level left out.
fn of_direction(columns: Columns<'_>, d: Vec<f64>) -> Ray {
    let (scaled, free) = (columns.scaled, columns.scaled.free());
    let size = d.iter().map(|x| x.abs()).fold(0.0, f64::max);
    let is_there = |x: f64| x.abs() > 1e-11 * size;
    let terms: Vec<(usize, f64)> =
        (1..d.len()).filter(|&k| is_there(d[k])).map(|k| (free[k - 1], d[k] / scaled.scale(free[k - 1]))).collect();
    let constant = if is_there(d[0]) { d[0] } else { 0.0 };
    let at = terms.iter().map(|(j, c)| c * columns.moments.origin[*j]).sum::<f64>() - constant;
    // What is left of terms that cancel is rounding.
    let of_terms = terms.iter().map(|(j, c)| (c * columns.moments.origin[*j]).abs()).sum::<f64>() + constant.abs();
    Ray { terms, at: if at.abs() <= 1e-13 * of_terms { 0.0 } else { at }, is_signed: true }
}

/// The two edges of a cone of two dimensions, { a : a·m_i ≥ 0 }: each at a right angle to a row, the ones that turn it the least from the middle.
fn edges(margins: &[Vec<f64>; 2], separated: &[bool]) -> Option<[[f64; 2]; 2]> {
    let rows = (0..separated.len()).filter(|&i| separated[i]).map(|i| [margins[0][i], margins[1][i]]);
    let rows: Vec<[f64; 2]> = rows.filter(|m| m[0] != 0.0 || m[1] != 0.0).collect();
    // All rows lie within half a turn: the outermost on either side.
    let turn = |a: &[f64; 2], b: &[f64; 2]| a[0] * b[1] - a[1] * b[0];
    let first = *rows.first()?;
    let (mut left, mut right) = (first, first);
    for m in &rows {
        if turn(&left, m) > 0.0 {
            left = *m;
        }
        if turn(&right, m) < 0.0 {
            right = *m;
        }
    }
    let edges = [[left[1], -left[0]], [-right[1], right[0]]];
    let holds = |a: &[f64; 2]| {
        rows.iter().all(|m| {
            let size = (a[0] * m[0]).abs() + (a[1] * m[1]).abs();
            a[0] * m[0] + a[1] * m[1] >= -1e-12 * size
        })
    };
    edges.iter().all(holds).then_some(edges)
}

/// Where the a_m of Σ a_m δ_m go: a_m = g_m·d, with g_m·δ_l = 1 for l = m and 0 otherwise.
fn signs(
    search: &mut Search<'_>,
    face: &Face,
    kept: &[usize],
    found: &[(Vec<f64>, Ray)],
) -> Result<Vec<Limit>, InferenceError> {
    let of = |m: usize| {
        let others = found.iter().enumerate().filter(|(l, _)| *l != m).map(|(_, (d, _))| d.as_slice());
        let others = search.space().with(others, kept);
        // Within the span of all of them, orthogonal to the others.
        others.away(&found[m].0)
    };
    let sums: Vec<Vec<f64>> = (0..found.len()).map(of).collect();
    let mut signs = limits(search, face, &sums, kept)?;
    for (m, sign) in signs.iter_mut().enumerate() {
        let is_apart = dot(&sums[m], &found[m].0) > 0.0;
        if !is_apart {
            *sign = Limit::Undecided;
        }
    }
    Ok(signs)
}
