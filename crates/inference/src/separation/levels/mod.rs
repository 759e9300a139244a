//! What the levels of one category or two separate: exactly, whatever their number, and without a search.
//!
//! ```text
//! a_u = β_u,  b_v = −b_o − γ_v          margin of a row with levels u and v along a direction: a_u − b_v
//! a row with label 1:  b_v ≤ a_u        with label 0:  a_u ≤ b_v
//! ```
//!
//! The directions that move levels alone and lower no row's likelihood are the orders on levels that keep to these inequalities (of one category, to
//! those with a single b; base levels have a_0 and b_0, and β_u = a_u − a_0). What follows from inequalities between pairs is a matter of
//! paths ([`order`]): a row is separated iff its two levels are not in one strongly connected component. A level all of whose rows have one label is a
//! component alone, and so is one that is left with one label where the rows of such levels are gone: nothing need be peeled off in turns. The
//! base level is a level like any other.
//!
//! If the rows that are left, the overlap, have a certified maximum, then no direction at all moves their margins, so all that separates is of levels
//! alone and shifts whole components: β_u is finite iff u is in the component of the base, and goes to +∞ iff every order has a_u ≥ a_0. Components
//! that no row connects at all are no matter of separation: one coefficient of each is not determined ([`Alias`]) and is held.
//!
//! Of more than two categories the two with most levels are looked at. This is how fixed effects are left out of Poisson regressions (S.
//! Correia, P. Guimarães, T. Zylkin, *Verifying the existence of maximum likelihood estimates for generalized linear models*, 2019), with the
//! second side of a binary response.

mod order;
mod rows;

use crate::error::InferenceError;
use crate::separation::{Limit, Separation, Verdict};
use logodds_core::risk::alias::{Alias, Columns};
use logodds_core::{Equation, Ray};
use order::{Arcs, connected};
use rows::Rows;
use std::ops::Range;

/// How far a row may miss an equation of indicators, which are 0 or 1: one that breaks it is off by 1 at least.
const TOLERANCE: f64 = 1e-6;

/// The levels of a category that are left with one label.
#[derive(Clone, Debug, PartialEq)]
pub struct LevelCount {
    /// The columns of the category: its levels but for the base.
    pub columns: Range<usize>,
    /// Levels that have rows, the base included.
    pub levels: usize,
    /// Of these, those whose rows all have one label, or would if the rows of other such levels were gone.
    pub of_one_label: usize,
    /// Whether the base is one of them.
    pub base: bool,
}

/// What levels alone say.
#[derive(Clone, Debug, PartialEq)]
pub struct Levels {
    /// What they separate, if anything: all that separates, if the overlap has a certified maximum ([`Separation::is_all`] is left open).
    pub separation: Option<Separation>,
    /// Levels whose coefficients no row tells from those of others.
    pub aliases: Vec<Alias>,
}

/// What the levels of the largest category, or of the two largest, say of two labels. `None` if there is no category, if targets are shares, or
/// without an intercept.
///
/// # Errors
/// [`InferenceError`] if the pass fails.
pub fn levels(columns: Columns<'_>) -> Result<Option<Levels>, InferenceError> {
    if columns.data.has_shares() || !columns.scaled.has_intercept() {
        return Ok(None);
    }
    let sparse = columns.data.sparse_columns().into_iter();
    let mut categories: Vec<Range<usize>> = sparse.filter(|part| part.most == 1).map(|part| part.columns).collect();
    // Stable: of equally large ones the first.
    categories.sort_by_key(|category| std::cmp::Reverse(category.len()));
    let Some(first) = categories.first().cloned() else { return Ok(None) };
    let second = categories.get(1).cloned().unwrap_or(0..0);
    let Some(rows) = Rows::of(columns, [first.clone(), second.clone()])? else { return Ok(None) };
    let found = Nodes { first, second }.levels(&columns, &rows);
    Ok(found)
}

/// The levels of two categories as nodes: the base of the first, its columns, the base of the second, its columns.
struct Nodes {
    first: Range<usize>,
    second: Range<usize>,
}

/// What is known of every node.
struct Parts {
    /// Rows.
    counts: Vec<usize>,
    /// The strongly connected component.
    component: Vec<u32>,
    /// Members of every component that have rows.
    sizes: Vec<usize>,
}

impl Nodes {
    fn count(&self) -> usize {
        self.first.len() + self.second.len() + 2
    }

    /// The node of the base of the second category.
    fn base(&self) -> u32 {
        self.first.len() as u32 + 1
    }

    fn of_row(&self, (u, v, label): (u32, u32, bool)) -> (u32, u32, bool) {
        (u, self.base() + v, label)
    }

    /// The column of a node; `None` for a base.
    fn column(&self, node: u32) -> Option<usize> {
        match node.checked_sub(self.base()) {
            None => node.checked_sub(1).map(|k| self.first.start + k as usize),
            Some(v) => v.checked_sub(1).map(|k| self.second.start + k as usize),
        }
    }

    /// The base of the category of a node.
    fn base_of(&self, node: u32) -> u32 {
        if node < self.base() { 0 } else { self.base() }
    }

    fn levels(&self, columns: &Columns<'_>, rows: &Rows) -> Option<Levels> {
        let there = rows.there().map(|row| self.of_row(row));
        let mut counts = vec![0; self.count()];
        there.clone().for_each(|(u, v, _)| {
            counts[u as usize] += 1;
            counts[v as usize] += 1;
        });
        let held = |node: u32| self.column(node).is_some_and(|j| columns.scaled.free().binary_search(&j).is_err());
        // What is held is as the base.
        let mut same: Vec<(u32, u32)> = (0..self.count() as u32)
            .filter(|&node| counts[node as usize] > 0 && held(node))
            .map(|node| (node, self.base_of(node)))
            .collect();
        let aliases = self.unconnected(&counts, there.clone().map(|(u, v, _)| (u, v)), &mut same)?;
        let both = same.iter().flat_map(|&(a, b)| [(a, b), (b, a)]);
        let arcs = there.clone().map(|(u, v, label)| if label { (v, u) } else { (u, v) }).chain(both);
        let upwards = Arcs::new(self.count(), arcs.clone());
        let (component, many) = upwards.components();
        let mut sizes = vec![0; many];
        component.iter().zip(&counts).filter(|(_, rows)| **rows > 0).for_each(|(c, _)| sizes[*c as usize] += 1);
        let parts = Parts { counts, component, sizes };
        let apart = |(u, v): (u32, u32)| parts.component[u as usize] != parts.component[v as usize];
        if !there.clone().any(|(u, v, _)| apart((u, v))) {
            return Some(Levels { separation: None, aliases });
        }
        let downwards = Arcs::new(self.count(), arcs.map(|(tail, head)| (head, tail)));
        let is_apart = |row: Option<(u32, u32, bool)>| {
            row.is_some_and(|row| {
                let (u, v, _) = self.of_row(row);
                apart((u, v))
            })
        };
        let separated: Vec<usize> = rows.iter().enumerate().filter(|(_, row)| is_apart(*row)).map(|(i, _)| i).collect();
        let overlap = there.count() - separated.len();
        let mut is_held: Vec<bool> = (0..self.count() as u32).map(held).collect();
        same.iter().for_each(|&(node, _)| is_held[node as usize] = true);
        let held_now = |node: u32| is_held[node as usize];
        let goes = |from: u32| Goes { up: upwards.reached(from), down: downwards.reached(from) };
        let mut found = Separation::none(columns.data.shape().columns, overlap);
        found.verdict = if overlap == 0 { Verdict::Complete } else { Verdict::QuasiComplete };
        found.separated = separated;
        found.is_all = false;
        // β_u = a_u − a_0, γ_v = b_0 − b_v, b = a_0 − b_0
        let (of_first, of_second) = (goes(0), goes(self.base()));
        for node in (0..self.count() as u32).filter(|&node| parts.counts[node as usize] > 0 && !held_now(node)) {
            let Some(j) = self.column(node) else { continue };
            found.coefficients[j] =
                if node < self.base() { of_first.limit(node) } else { of_second.limit(node).turned() };
        }
        found.intercept = of_second.limit(0);
        found.undetermined = self.undetermined(&parts, &held_now);
        found.rays = self.rays(&parts, goes);
        found.levels = self.counted(&parts);
        let alone = |node: &u32| parts.is_alone(*node);
        found.without = (0..self.count() as u32).filter(alone).filter_map(|node| self.column(node)).collect();
        found.without.sort_unstable();
        Some(Levels { separation: Some(found), aliases })
    }
}

/// What is at least, and at most, the value of a node.
struct Goes {
    up: Vec<bool>,
    down: Vec<bool>,
}

impl Goes {
    /// Where a node goes relative to it.
    fn limit(&self, node: u32) -> Limit {
        match (self.up[node as usize], self.down[node as usize]) {
            (true, true) => Limit::Finite,
            (true, false) => Limit::PlusInfinity,
            (false, true) => Limit::MinusInfinity,
            (false, false) => Limit::Either,
        }
    }
}

impl Limit {
    /// Of the negative.
    fn turned(self) -> Self {
        match self {
            Self::PlusInfinity => Self::MinusInfinity,
            Self::MinusInfinity => Self::PlusInfinity,
            same => same,
        }
    }
}

impl Parts {
    /// Whether a level is a component alone: none of its rows is left in the overlap.
    fn is_alone(&self, node: u32) -> bool {
        self.counts[node as usize] > 0 && self.sizes[self.component[node as usize] as usize] == 1
    }
}

impl Nodes {
    /// One column of every set of levels that no row connects with the others, as an equation of its indicators; it is as the base from there on. `None`
    /// where none can be told.
    fn unconnected(
        &self,
        counts: &[usize],
        rows: impl Iterator<Item = (u32, u32)>,
        same: &mut Vec<(u32, u32)>,
    ) -> Option<Vec<Alias>> {
        let part = connected(self.count(), rows.chain(same.iter().copied()));
        let (main, second) = (part[0], part[self.base() as usize]);
        if main != second || counts[0] == 0 || counts[self.base() as usize] == 0 {
            return None;
        }
        // Levels without rows are held already.
        let mut members: Vec<Vec<u32>> = vec![Vec::new(); self.count()];
        for node in (0..self.count() as u32).filter(|&node| counts[node as usize] > 0 && part[node as usize] != main) {
            members[part[node as usize] as usize].push(node);
        }
        let mut aliases = Vec::new();
        for nodes in members.iter().filter(|nodes| !nodes.is_empty()) {
            // Of most rows, so that what is relative to it is known best.
            let &node = nodes.iter().rev().filter(|&&node| node < self.base()).max_by_key(|&&n| counts[n as usize])?;
            let column = self.column(node)?;
            let sign = |other: u32| if other < self.base() { -1.0 } else { 1.0 };
            let others = nodes.iter().filter(|&&other| other != node);
            let combination: Vec<(usize, f64)> =
                others.map(|&other| Some((self.column(other)?, sign(other)))).collect::<Option<_>>()?;
            let equation = Equation { column, constant: 0.0, combination: combination.clone(), tolerance: TOLERANCE };
            aliases.push(Alias { column, constant: 0.0, combination, equation });
            same.push((node, 0));
        }
        Some(aliases)
    }

    /// A column of every component but those of the bases, and what determines the intercept.
    fn undetermined(&self, parts: &Parts, held: &dyn Fn(u32) -> bool) -> Vec<usize> {
        let of = |node: u32| parts.component[node as usize] as usize;
        let (a, b) = (of(0), of(self.base()));
        // Of every component the level of either category that has most rows, and may be held.
        let mut best: Vec<[Option<u32>; 2]> = vec![[None; 2]; parts.sizes.len()];
        for node in (0..self.count() as u32).filter(|&node| parts.counts[node as usize] > 0) {
            if self.column(node).is_none() || held(node) {
                continue;
            }
            let best = &mut best[of(node)][usize::from(node >= self.base())];
            if best.is_none_or(|best| parts.counts[node as usize] > parts.counts[best as usize]) {
                *best = Some(node);
            }
        }
        let mut held: Vec<u32> = Vec::new();
        for (k, [first, second]) in best.iter().enumerate() {
            if k != a && k != b {
                held.extend(first.or(*second));
            }
        }
        if a != b {
            let third = || best.iter().enumerate().filter(|(k, _)| *k != a && *k != b);
            let both = || third().find_map(|(_, [first, second])| first.and(*second));
            held.extend(best[a][1].or(best[b][0]).or_else(both));
        }
        let mut columns: Vec<usize> = held.into_iter().filter_map(|node| self.column(node)).collect();
        columns.sort_unstable();
        columns
    }

    /// The shift of every component relative to the largest: `v(x) = [u in it] − [v in it]`, 0 in all rows of the overlap.
    fn rays(&self, parts: &Parts, goes: impl Fn(u32) -> Goes) -> Vec<Ray> {
        let there = |node: &u32| parts.counts[*node as usize] > 0;
        let of = |node: u32| parts.component[node as usize] as usize;
        let mut members: Vec<Vec<u32>> = vec![Vec::new(); parts.sizes.len()];
        (0..self.count() as u32).filter(there).for_each(|node| members[of(node)].push(node));
        let Some(ground) = (0..members.len()).rev().max_by_key(|&k| members[k].len()) else { return Vec::new() };
        let goes = goes(members[ground][0]);
        let ray = |k: usize| {
            let mut terms: Vec<(usize, f64)> = Vec::new();
            let mut at = 0.0;
            for (base, sign) in [(0, 1.0), (self.base(), -1.0)] {
                let is_of_category = |node: u32| self.base_of(node) == base;
                match of(base) == k && parts.counts[base as usize] > 0 {
                    false => {
                        let of_category = members[k].iter().filter(|&&node| is_of_category(node));
                        terms.extend(of_category.filter_map(|&node| Some((self.column(node)?, sign))));
                    }
                    // The base has no column: it is what the others leave.
                    true => {
                        let others = (0..self.count() as u32).filter(|&n| is_of_category(n) && there(&n) && of(n) != k);
                        terms.extend(others.filter_map(|node| Some((self.column(node)?, -sign))));
                        at -= sign;
                    }
                }
            }
            let limit = goes.limit(members[k][0]);
            if limit == Limit::MinusInfinity {
                terms.iter_mut().for_each(|(_, factor)| *factor = -*factor);
                at = -at;
            }
            let is_signed = matches!(limit, Limit::PlusInfinity | Limit::MinusInfinity);
            terms.sort_unstable_by_key(|(j, _)| *j);
            // 0 and not −0
            Ray { terms, at: at + 0.0, is_signed }
        };
        (0..members.len()).filter(|&k| k != ground && !members[k].is_empty()).map(ray).collect()
    }

    fn counted(&self, parts: &Parts) -> Vec<LevelCount> {
        let of = |columns: &Range<usize>, nodes: Range<u32>| LevelCount {
            columns: columns.clone(),
            levels: nodes.clone().filter(|&node| parts.counts[node as usize] > 0).count(),
            of_one_label: nodes.clone().filter(|&node| parts.is_alone(node)).count(),
            base: parts.is_alone(nodes.start),
        };
        let both = [of(&self.first, 0..self.base()), of(&self.second, self.base()..self.count() as u32)];
        both.into_iter().filter(|count| !count.columns.is_empty() && count.of_one_label > 0).collect()
    }
}
