//! What can be asked of a fit beside its coefficients, as the rules name it.

use logodds_model::words::{Argument, Message};
use std::fmt;

/// Something that is asked for, which not every fit can give.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Analysis {
    /// Firth's fit in place of the maximum of the likelihood.
    FirthsFit,
    /// The correction of Firth's intercept.
    CorrectedIntercept,
    /// Intervals by the profile of the likelihood.
    ProfileIntervals,
    /// Tests of columns by the likelihood ratio.
    LikelihoodRatioTests,
    /// Linear combinations of coefficients.
    Contrasts,
    /// One that the intercept is part of.
    ContrastOfIntercept,
    /// Average marginal effects.
    Effects,
    /// Standard errors by cluster.
    Clusters,
}

impl fmt::Display for Analysis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::FirthsFit => "Firth's fit",
            Self::CorrectedIntercept => "the correction of Firth's intercept",
            Self::ProfileIntervals => "profile-likelihood intervals",
            Self::LikelihoodRatioTests => "likelihood-ratio tests",
            Self::Contrasts => "contrasts",
            Self::ContrastOfIntercept => "a contrast that the intercept is part of",
            Self::Effects => "average marginal effects",
            Self::Clusters => "standard errors by cluster",
        })
    }
}

impl Analysis {
    /// As each door calls it, where it has an argument for it.
    pub(crate) fn named(self) -> Message {
        match self {
            Self::FirthsFit => Argument::FirthsFit.into(),
            Self::ProfileIntervals => Argument::ProfileIntervals.into(),
            Self::LikelihoodRatioTests => Argument::LikelihoodRatioTests.into(),
            other => other.to_string().into(),
        }
    }
}
