//! The nearest point of a cone: which rows it leans on, and what is left of the target.
//!
//! ```text
//! min ‖g − Σ_i μ_i z_i‖²,  μ ≥ 0         r = g − Σ μ_i z_i at the minimum:   z_i·r ≤ 0 for all i,   z_i·r = 0 where μ_i > 0,   g·r = ‖r‖²
//! ```
//!
//! If r = 0, g lies in the cone of the z_i and μ proves it; otherwise −r is a direction with z_i·(−r) ≥ 0 and g·(−r) < 0, which proves the opposite
//! (J. Moreau, *C. R. Acad. Sci. Paris* 255, 1962). One programme answers both halves of Farkas' lemma.
//!
//! The method is C. Lawson's and R. Hanson's (*Solving Least Squares Problems*, 1974, chapter 23, algorithm NNLS): rows P with μ > 0 have the
//! coefficients of least squares; rows with z_i·r > 0 join, and those whose coefficient would fall below 0 leave. Every turn makes ‖r‖ smaller, and ties cost
//! nothing, whereas the simplex method stands still at every one. Rows join several at a time: as w_i = z_i·r is 0 in P and positive in those that
//! join, Σ w_i s_i > 0 over the latter, so that at least one of them stays and ‖r‖ falls.
//!
//! The rows of P are kept as R of Z_Pᵀ = Q R, which loses half as many digits as Z_P Z_Pᵀ would: one joins by Gram and Schmidt's process with a second turn where digits
//! were lost (L. Giraud et al., *Numer. Math.* 101, 2005), one leaves by Givens' rotations (Å. Björck, *Numerical Methods for Least Squares Problems*, 1996, §3.2).
//!
//! Refused: an interior-point method, each step of which is a Gram matrix of all rows, some ten steps for every coefficient; and the simplex method of a
//! library, which starts anew each time (docs/decisions.md has the times).

use crate::separation::rows::{add_multiple, dot};

/// A share of a row's length below which what P leaves of it is rounding: it is said to lie in the span of P.
const DEPENDENT: f64 = 1e-9;
/// z_i·r beside ‖z_i‖ ‖r‖ from which a row may join: rounding of the data leaves 1e-10 of a margin open (`rows`).
const JOINS: f64 = 1e-10;
/// Rows that join at a time: this part of those that there is room for. 1,000 × 100 take 10 to 60 turns.
const SHARE: usize = 4;
/// Turns without progress after which rounding decides nothing.
const STILL: usize = 10;

/// Work that may still be done, in multiplications: never in seconds, so that the same is found everywhere.
#[derive(Clone, Copy, Debug)]
pub(super) struct Work {
    left: u64,
}

impl Work {
    /// So many multiplications.
    pub fn of(multiplications: u64) -> Self {
        Self { left: multiplications }
    }

    /// Use some; whether any are left.
    pub fn spend(&mut self, multiplications: usize) -> bool {
        self.left = self.left.saturating_sub(multiplications as u64);
        self.left > 0
    }

    /// What is left.
    pub fn left(self) -> u64 {
        self.left
    }
}

/// Rows of unit length.
#[derive(Clone, Debug)]
pub(super) struct Generators {
    dim: usize,
    rows: Vec<f64>,
    lengths: Vec<f64>,
}

/// The nearest point.
pub(super) struct Nearest {
    /// What is left of the target.
    pub residual: Vec<f64>,
    /// The rows that it is a sum of.
    pub members: Vec<usize>,
    /// Their weights, in the length that rows were given in.
    pub weights: Vec<f64>,
    /// A vector along which all members have product 1, if P is no larger than the space.
    pub lift: Option<Vec<f64>>,
}

impl Generators {
    pub fn new(dim: usize) -> Self {
        Self { dim, rows: Vec::new(), lengths: Vec::new() }
    }

    /// Add a row; one of zeros has products of 0.
    pub fn push(&mut self, row: &[f64]) {
        let length = dot(row, row).sqrt();
        let by = if length > 0.0 { 1.0 / length } else { 0.0 };
        self.rows.extend(row.iter().map(|x| x * by));
        self.lengths.push(length);
    }

    /// From rows end to end.
    pub fn of(dim: usize, rows: &[f64]) -> Self {
        let mut all = Self::new(dim);
        rows.chunks_exact(dim.max(1)).for_each(|row| all.push(row));
        all
    }

    /// All rows end to end, each of length 1.
    pub fn numbers(&self) -> &[f64] {
        &self.rows
    }

    pub fn dim(&self) -> usize {
        self.dim
    }

    pub fn count(&self) -> usize {
        self.lengths.len()
    }

    pub fn row(&self, i: usize) -> &[f64] {
        &self.rows[i * self.dim..(i + 1) * self.dim]
    }

    /// How long a row was.
    pub fn length(&self, i: usize) -> f64 {
        self.lengths[i]
    }

    /// z_i·v of all rows.
    pub fn products(&self, v: &[f64]) -> Vec<f64> {
        match self.dim {
            0 => vec![0.0; self.count()],
            dim => self.rows.chunks_exact(dim).map(|row| dot(row, v)).collect(),
        }
    }

    /// The sum of all rows.
    pub fn sum(&self) -> Vec<f64> {
        let mut sum = vec![0.0; self.dim];
        (0..self.count()).for_each(|i| add_multiple(&mut sum, 1.0, self.row(i)));
        sum
    }

    /// The point nearest to `target`, from the rows `start`, until what is left is at most `enough` long or `is_enough` of it and its products.
    /// `None` if the work is spent, or rounding lets nothing more be gained.
    pub fn nearest(
        &self,
        target: &[f64],
        start: &[usize],
        enough: f64,
        is_enough: &mut dyn FnMut(&[f64], &[f64]) -> bool,
        work: &mut Work,
    ) -> Option<Nearest> {
        let mut passive = Passive::new(self, target);
        for &i in start {
            passive.append(i, work);
        }
        passive.settle(work);
        let (mut still, mut before) = (0, f64::INFINITY);
        let mut banned: Vec<usize> = Vec::new();
        loop {
            if passive.stale >= self.dim {
                passive.refresh(target, work);
            }
            let mut length = dot(&passive.residual, &passive.residual).sqrt();
            if length <= enough || passive.members.len() == self.dim {
                passive.refresh(target, work);
                length = dot(&passive.residual, &passive.residual).sqrt();
            }
            let products = self.products(&passive.residual);
            if !work.spend(self.count() * self.dim) {
                return None;
            }
            if length <= enough || is_enough(&passive.residual, &products) {
                return Some(passive.nearest());
            }
            if length >= before * (1.0 - 1e-12) {
                still += 1;
                if still > STILL {
                    return None;
                }
            } else {
                (still, before) = (0, length);
                banned.clear();
            }
            let mut joining: Vec<usize> = (0..self.count()).filter(|&i| products[i] > JOINS * length).collect();
            joining.retain(|i| !passive.is_in[*i] && !banned.contains(i));
            if joining.is_empty() {
                if passive.stale > 0 {
                    passive.refresh(target, work);
                    continue;
                }
                return Some(passive.nearest());
            }
            let most = ((self.dim - passive.members.len().min(self.dim)) / SHARE).max(1);
            if joining.len() > most {
                joining.select_nth_unstable_by(most - 1, |&a, &b| products[b].total_cmp(&products[a]).then(a.cmp(&b)));
                joining.truncate(most);
                joining.sort_unstable_by(|&a, &b| products[b].total_cmp(&products[a]).then(a.cmp(&b)));
            }
            let mut any = false;
            for i in joining {
                match passive.append(i, work) {
                    true => any = true,
                    false => banned.push(i),
                }
            }
            if any {
                passive.walk(work);
            }
        }
    }
}

/// The rows P, factored.
struct Passive<'a> {
    of: &'a Generators,
    members: Vec<usize>,
    is_in: Vec<bool>,
    /// Rows of Qᵀ, orthonormal.
    q: Vec<Vec<f64>>,
    /// Columns of R: column k has k + 1 entries.
    r: Vec<Vec<f64>>,
    /// Qᵀ g.
    along: Vec<f64>,
    weights: Vec<f64>,
    residual: Vec<f64>,
    /// How often the residual was changed since it was computed anew.
    stale: usize,
}

impl<'a> Passive<'a> {
    fn new(of: &'a Generators, target: &[f64]) -> Self {
        Self {
            of,
            members: Vec::new(),
            is_in: vec![false; of.count()],
            q: Vec::new(),
            r: Vec::new(),
            along: Vec::new(),
            weights: Vec::new(),
            residual: target.to_vec(),
            stale: 0,
        }
    }

    /// Let a row join, with weight 0; whether it is independent of the others.
    fn append(&mut self, i: usize, work: &mut Work) -> bool {
        if self.members.len() >= self.of.dim {
            return false;
        }
        let mut left = self.of.row(i).to_vec();
        let mut column = vec![0.0; self.q.len() + 1];
        let mut before = 1.0;
        let mut size = 0.0;
        for _ in 0..3 {
            work.spend(2 * self.q.len() * self.of.dim);
            for (c, q) in column.iter_mut().zip(&self.q) {
                let along = dot(q, &left);
                *c += along;
                add_multiple(&mut left, -along, q);
            }
            size = dot(&left, &left).sqrt();
            if size <= DEPENDENT {
                return false;
            }
            // Half the length is left: no digits were lost.
            if size > 0.5 * before {
                break;
            }
            before = size;
        }
        left.iter_mut().for_each(|x| *x /= size);
        if let Some(last) = column.last_mut() {
            *last = size;
        }
        let along = dot(&left, &self.residual);
        add_multiple(&mut self.residual, -along, &left);
        self.along.push(along);
        self.q.push(left);
        self.r.push(column);
        self.members.push(i);
        self.weights.push(0.0);
        self.is_in[i] = true;
        self.stale += 1;
        true
    }

    /// Let member k leave.
    fn remove(&mut self, k: usize, work: &mut Work) {
        let last = self.members.len() - 1;
        self.is_in[self.members.remove(k)] = false;
        self.weights.remove(k);
        self.r.remove(k);
        work.spend(4 * (last - k) * self.of.dim + 2 * (last - k) * (last - k));
        let mut rotations: Vec<(f64, f64)> = Vec::new();
        for j in k..last {
            let column = &mut self.r[j];
            for (t, (c, s)) in rotations.iter().enumerate() {
                let (x, y) = (column[k + t], column[k + t + 1]);
                (column[k + t], column[k + t + 1]) = (c * x + s * y, c * y - s * x);
            }
            let (x, y) = (column[j], column[j + 1]);
            let size = x.hypot(y);
            let (c, s) = if size > 0.0 { (x / size, y / size) } else { (1.0, 0.0) };
            column[j] = size;
            column.truncate(j + 1);
            rotations.push((c, s));
            let (a, b) = (self.along[j], self.along[j + 1]);
            (self.along[j], self.along[j + 1]) = (c * a + s * b, c * b - s * a);
            let (head, tail) = self.q.split_at_mut(j + 1);
            for (x, y) in head[j].iter_mut().zip(&mut tail[0]) {
                (*x, *y) = (c * *x + s * *y, c * *y - s * *x);
            }
        }
        if let (Some(q), Some(along)) = (self.q.pop(), self.along.pop()) {
            add_multiple(&mut self.residual, along, &q);
        }
        self.stale += 1;
    }

    /// The coefficients of least squares.
    fn solved(&self, work: &mut Work) -> Vec<f64> {
        work.spend(self.r.len() * self.r.len() / 2);
        let mut s = self.along.clone();
        for (j, column) in self.r.iter().enumerate().rev() {
            s[j] /= column[j];
            let by = -s[j];
            add_multiple(&mut s[..j], by, &column[..j]);
        }
        s
    }

    /// Give P its coefficients; rows whose would be below 0 leave, one by one where it is hit first.
    fn walk(&mut self, work: &mut Work) {
        loop {
            let s = self.solved(work);
            // How far each may go until it is 0; a row that has just joined, at 0, and should go below: nowhere.
            let ratio = |k: usize| if self.weights[k] > 0.0 { self.weights[k] / (self.weights[k] - s[k]) } else { 0.0 };
            let step = (0..s.len()).filter(|&k| s[k] <= 0.0).map(ratio).fold(1.0, f64::min);
            let leaving: Vec<usize> = (0..s.len()).filter(|&k| s[k] <= 0.0 && ratio(k) <= step).collect();
            self.weights.iter_mut().zip(&s).for_each(|(w, s)| *w += step * (s - *w));
            if leaving.is_empty() {
                self.weights = s;
                return;
            }
            leaving.into_iter().rev().for_each(|k| self.remove(k, work));
        }
    }

    /// The same where weights are not known: all rows whose coefficients are below 0 leave, until none is.
    fn settle(&mut self, work: &mut Work) {
        loop {
            let s = self.solved(work);
            let leaving: Vec<usize> = (0..s.len()).filter(|&k| s[k] <= 0.0).collect();
            if leaving.is_empty() {
                self.weights = s;
                return;
            }
            leaving.into_iter().rev().for_each(|k| self.remove(k, work));
        }
    }

    /// The residual from the target.
    fn refresh(&mut self, target: &[f64], work: &mut Work) {
        work.spend(4 * self.q.len() * self.of.dim);
        self.residual.copy_from_slice(target);
        self.along.fill(0.0);
        for _ in 0..2 {
            for (along, q) in self.along.iter_mut().zip(&self.q) {
                let by = dot(q, &self.residual);
                *along += by;
                add_multiple(&mut self.residual, -by, q);
            }
        }
        self.stale = 0;
    }

    /// d with z_i·d = 1 for all members: Rᵀ y = 1, d = Q y.
    fn lift(&self) -> Option<Vec<f64>> {
        let mut d = vec![0.0; self.of.dim];
        let mut y: Vec<f64> = Vec::with_capacity(self.r.len());
        for column in &self.r {
            let (diagonal, above) = column.split_last()?;
            y.push((1.0 - dot(above, &y)) / diagonal);
        }
        self.q.iter().zip(&y).for_each(|(q, y)| add_multiple(&mut d, *y, q));
        d.iter().all(|x| x.is_finite()).then_some(d).filter(|d| d.iter().any(|x| *x != 0.0))
    }

    fn nearest(self) -> Nearest {
        let lift = self.lift();
        let weights = self.members.iter().zip(&self.weights).map(|(i, w)| w / self.of.lengths[*i]).collect();
        Nearest { residual: self.residual, members: self.members, weights, lift }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows of small integers, many of them equal or opposite.
    fn rows(seed: u64, count: usize, dim: usize) -> Generators {
        let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        let mut next = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state % 7) as f64 - 2.0
        };
        let mut rows = Generators::new(dim);
        (0..count).for_each(|_| rows.push(&(0..dim).map(|_| next()).collect::<Vec<f64>>()));
        rows
    }

    fn nearest(rows: &Generators, target: &[f64], start: &[usize]) -> Nearest {
        rows.nearest(target, start, 1e-12, &mut |_, _| false, &mut Work::of(1 << 30)).expect("a small problem")
    }

    /// The conditions of W. Karush, H. Kuhn and A. Tucker, which no other point fulfils.
    #[test]
    fn the_nearest_point_is_the_one_with_no_way_down() {
        for seed in 1..300 {
            let (count, dim) = (1 + seed as usize % 23, 1 + seed as usize % 8);
            let rows = rows(seed, count, dim);
            let target: Vec<f64> = rows.sum().iter().enumerate().map(|(j, x)| x * 0.5 - (j % 3) as f64).collect();
            let found = nearest(&rows, &target, &[]);
            assert!(rows.products(&found.residual).iter().all(|product| *product <= 1e-9), "{seed}");
            let mut point = target.clone();
            for (i, weight) in found.members.iter().zip(&found.weights) {
                assert!(*weight > 0.0 && dot(rows.row(*i), &found.residual).abs() < 1e-9, "{seed}");
                add_multiple(&mut point, -weight * rows.length(*i), rows.row(*i));
            }
            assert!(point.iter().zip(&found.residual).all(|(a, b)| (a - b).abs() < 1e-9), "{seed}");
            // Wherever the search begins.
            let all: Vec<usize> = (0..count).rev().collect();
            let from_all = nearest(&rows, &target, &all);
            assert!(from_all.residual.iter().zip(&found.residual).all(|(a, b)| (a - b).abs() < 1e-8), "{seed}");
            // And along the lift every member rises.
            if let Some(lift) = found.lift {
                assert!(found.members.iter().all(|&i| (dot(rows.row(i), &lift) - 1.0).abs() < 1e-6), "{seed}");
            }
        }
    }

    #[test]
    fn work_that_is_spent_decides_nothing() {
        let rows = rows(5, 40, 12);
        let target: Vec<f64> = rows.sum();
        assert!(rows.nearest(&target, &[], 1e-12, &mut |_, _| false, &mut Work::of(500)).is_none());
    }
}
