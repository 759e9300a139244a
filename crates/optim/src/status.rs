//! How a fit ends: one name for each way, which is a result and no error.

/// How a fit ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// The certificate's bound is below the tolerance.
    Converged,
    /// The iterations ran out.
    IterationLimit,
    /// The time ran out.
    TimeLimit,
    /// The arithmetic allowed no further step before the bound was reached.
    Stalled,
    /// The Hessian is singular where the gradient vanishes: some coefficients are not determined by the data.
    Singular,
    /// The coefficients separate the classes completely, and there is no penalty: the loss falls towards 0 as they grow,
    /// and no optimum exists.
    Separated,
    /// An observer said stop.
    Interrupted,
    /// There is no optimum, and what there is of it is certified: some rows are fitted better and better without end, and the maximum of the
    /// others is the limit. No solver ends so; who separates the rows says it.
    Limit,
}

impl Status {
    /// Its name in tables, JSON and model files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Converged => "converged",
            Self::IterationLimit => "iteration-limit",
            Self::TimeLimit => "time-limit",
            Self::Stalled => "stalled",
            Self::Singular => "singular",
            Self::Separated => "separated",
            Self::Interrupted => "interrupted",
            Self::Limit => "limit",
        }
    }

    /// A sentence about it.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Converged => "certified optimum: the gap bound is below the tolerance",
            Self::IterationLimit => "not certified: the iterations ran out",
            Self::TimeLimit => "not certified: the time ran out",
            Self::Stalled => "not certified: rounding allows no further progress",
            Self::Singular => "not certified: the data do not determine all coefficients",
            Self::Separated => "no optimum exists: the features separate the classes completely",
            Self::Interrupted => "interrupted",
            Self::Limit => "certified limit: the gap bound of the rows that are not separated is below the tolerance",
        }
    }
}
