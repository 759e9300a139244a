//! What is on record of the covariance of many levels: its root in the form that the information has.

use logodds_core::{LevelRoot, Root};

/// A root G with `G z = (D^-½ z_E, G_S (z_R − Tᵀ z_E))` of (intercept, coefficients), E being some neighbouring terms, R all else.
#[derive(Debug, Clone, PartialEq)]
pub struct LevelRootRecord {
    /// E: places of (intercept, coefficients), from the first to before the second.
    pub levels: (u64, u64),
    /// D^-½, one for every place of E; 0 for one that is held.
    pub spreads: Vec<f64>,
    /// How many entries every row of T has.
    pub counts: Vec<u32>,
    /// Their places in R, rising, one row after another.
    pub positions: Vec<u32>,
    /// The entries.
    pub shifts: Vec<f64>,
    /// G_S: lower triangular, row by row.
    pub rest: Vec<f64>,
}

impl LevelRootRecord {
    /// As it is kept.
    #[must_use]
    pub fn of(root: &LevelRoot) -> Self {
        let (levels, rows) = (root.levels(), 0..root.levels().len());
        let entries = rows.clone().flat_map(|e| {
            let (positions, shifts) = root.shifts(e);
            positions.iter().copied().zip(shifts.iter().copied())
        });
        let (positions, shifts) = entries.unzip();
        Self {
            levels: (levels.start as u64, levels.end as u64),
            spreads: root.spreads().to_vec(),
            counts: rows.map(|e| root.shifts(e).0.len() as u32).collect(),
            positions,
            shifts,
            rest: root.rest().rows().to_vec(),
        }
    }

    /// The root; `None` if the parts do not fit each other.
    #[must_use]
    pub fn root(&self) -> Option<LevelRoot> {
        let (start, end) = (usize::try_from(self.levels.0).ok()?, usize::try_from(self.levels.1).ok()?);
        if start > end {
            return None;
        }
        let mut first = vec![0_usize];
        let mut at = 0_usize;
        for &count in &self.counts {
            at = at.checked_add(count as usize)?;
            first.push(at);
        }
        let entries = (first, self.positions.clone(), self.shifts.clone());
        LevelRoot::new(start..end, self.spreads.clone(), entries, &Root::new(self.rest.clone())?)
    }
}
