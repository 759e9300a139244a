//! Whether labels are separated: version 1, frozen. Rays stand in a section of their own, as scores depend on them.

use crate::file::error::Contents;
use crate::file::stored::{Stored, stored};
use crate::record::{LimitEstimateRecord, LimitRecord, PairRecord, RayRecord, SeparationRecord, Verdict};
use serde::{Deserialize, Serialize};

/// A separation without its rays.
pub(in crate::file) struct Separation {
    pub verdict: Verdict,
    pub rows_separated: u64,
    pub rows_overlap: Option<u64>,
    pub limits: Vec<LimitRecord>,
    pub pairs: Vec<PairRecord>,
}

impl Separation {
    /// With the rays.
    pub fn with(self, rays: Vec<RayRecord>) -> SeparationRecord {
        let Self { verdict, rows_separated, rows_overlap, limits, pairs } = self;
        SeparationRecord { verdict, rows_separated, rows_overlap, limits, pairs, rays }
    }
}

impl From<SeparationRecord> for Separation {
    fn from(record: SeparationRecord) -> Self {
        let SeparationRecord { verdict, rows_separated, rows_overlap, limits, pairs, rays: _ } = record;
        Self { verdict, rows_separated, rows_overlap, limits, pairs }
    }
}

stored!(Separation as SeparationV1 {
    verdict: String,
    rows_separated: u64,
    rows_overlap: Option<u64>,
    limits: Vec<LimitV1>,
    pairs: Vec<PairV1>,
});

stored!(PairRecord as PairV1 { labels: (u32, u32), rows_separated: u64, rows_overlap: u64 });

#[derive(Serialize, Deserialize)]
pub(in crate::file) enum LimitV1 {
    Finite(Option<(f64, f64)>),
    PlusInfinity,
    MinusInfinity,
    Either,
    Undecided,
}

impl Stored for LimitRecord {
    type Form = LimitV1;
    fn store(self) -> LimitV1 {
        match self {
            Self::Finite(fitted) => LimitV1::Finite(fitted.map(|limit| (limit.estimate, limit.std_error))),
            Self::PlusInfinity => LimitV1::PlusInfinity,
            Self::MinusInfinity => LimitV1::MinusInfinity,
            Self::Either => LimitV1::Either,
            Self::Undecided => LimitV1::Undecided,
        }
    }
    fn restore(form: LimitV1) -> Result<Self, Contents> {
        Ok(match form {
            LimitV1::Finite(fitted) => {
                Self::Finite(fitted.map(|(estimate, std_error)| LimitEstimateRecord { estimate, std_error }))
            }
            LimitV1::PlusInfinity => Self::PlusInfinity,
            LimitV1::MinusInfinity => Self::MinusInfinity,
            LimitV1::Either => Self::Either,
            LimitV1::Undecided => Self::Undecided,
        })
    }
}
