//! The levels and the label of every row.

use crate::error::InferenceError;
use logodds_core::identified_by_fields;
use logodds_core::risk::alias::Columns;
use logodds_core::sum::Kept;
use logodds_core::{Block, RowSum};
use std::ops::Range;

/// A row's level of the first category and of the second, 0 being the base, and whether it has label 1.
pub(super) type Row = (u32, u32, bool);

/// A row of weight 0.
const ABSENT: u64 = u64::MAX;
/// A row with an entry that is not 1: no indicator.
const ODD: u64 = u64::MAX - 1;
/// Levels of a category at most, so that two of them and a label are one number.
const LEVELS: usize = (1 << 31) - 2;

/// Of the rows of a data set; `None` for one of weight 0.
pub(super) struct Rows(Vec<u64>);

impl Rows {
    /// Of the indicators of two categories; of one, the second range is empty. `None` if there are columns among them that are no indicators.
    pub fn of(columns: Columns<'_>, categories: [Range<usize>; 2]) -> Result<Option<Self>, InferenceError> {
        if categories.iter().any(|category| category.len() > LEVELS) {
            return Ok(None);
        }
        let bounds = categories.iter().flat_map(|category| [category.start, category.end]).collect();
        let origin = vec![0.0; columns.data.shape().columns];
        let Kept(rows) = columns.executor.sum(columns.data, &origin, &Codes { bounds })?;
        Ok((!rows.contains(&ODD)).then_some(Self(rows)))
    }

    /// One after another.
    pub fn iter(&self) -> impl Iterator<Item = Option<Row>> + Clone + '_ {
        let half = |bits: u64| u32::try_from(bits & 0x7FFF_FFFF).unwrap_or_default();
        self.0.iter().map(move |&row| (row != ABSENT).then(|| (half(row >> 32), half(row >> 1), row & 1 == 1)))
    }

    /// Those that are there.
    pub fn there(&self) -> impl Iterator<Item = Row> + Clone + '_ {
        self.iter().flatten()
    }
}

struct Codes {
    /// Where the columns of the two categories begin and end.
    bounds: Vec<usize>,
}

identified_by_fields!(Codes { bounds });

impl RowSum for Codes {
    type Partial = Kept<u64>;
    type Scratch = ();

    fn zero(&self) -> Kept<u64> {
        Kept::default()
    }

    fn add(&self, block: &Block<'_>, Kept(into): &mut Kept<u64>, (): &mut ()) {
        let (first, second) = (self.bounds[0]..self.bounds[1], self.bounds[2]..self.bounds[3]);
        for i in 0..block.rows() {
            if block.weights.is_some_and(|weights| weights[i] <= 0.0) {
                into.push(ABSENT);
                continue;
            }
            let (mut codes, mut is_odd) = ([0_u64; 2], false);
            block.x.for_each_entry(i, &mut |j, value| {
                let (category, code) = match (first.contains(&j), second.contains(&j)) {
                    (true, _) => (0, j - first.start + 1),
                    (_, true) => (1, j - second.start + 1),
                    _ => return,
                };
                is_odd |= value != 1.0;
                codes[category] = code as u64;
            });
            let row = (codes[0] << 32) | (codes[1] << 1) | u64::from(block.classes()[i] == 1);
            into.push(if is_odd { ODD } else { row });
        }
    }
}
