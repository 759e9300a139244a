//! The plain choices of a record, from those of what optimises and what infers, and back.

use logodds_inference::separation::{Limit, LimitEstimate, Verdict};
use logodds_inference::{Estimator, WeightKind};
use logodds_model::record::{self, LimitEstimateRecord, LimitRecord};
use logodds_optim::{CertificateKind, Status};

/// Two enums with values of the same names, from the first to the second.
macro_rules! same_names {
    ($(#[$about:meta])* $convert:ident: $from:ty => $to:ty { $($value:ident),* }) => {
        $(#[$about])*
        pub(crate) fn $convert(of: $from) -> $to {
            match of { $(<$from>::$value => <$to>::$value),* }
        }
    };
}

same_names! {
    /// How a fit ended.
    status: Status => record::Status {
        Converged, IterationLimit, TimeLimit, Stalled, Singular, Separated, Interrupted, Limit
    }
}

same_names! {
    /// By which argument the end is near an optimum.
    certificate_kind: CertificateKind => record::CertificateKind { SelfConcordance, DualityGap, Nonnegativity, Score }
}

same_names! {
    /// What a covariance was estimated from.
    estimator: Estimator => record::Estimator { Model, Hc0, Hc1, Hc3, Cluster, Sampling, Penalised, Bootstrap }
}

same_names! {
    /// The same, from a record.
    estimator_of: record::Estimator => Estimator { Model, Hc0, Hc1, Hc3, Cluster, Sampling, Penalised, Bootstrap }
}

same_names! {
    /// What a weight says of its row.
    weight_kind: WeightKind => record::WeightKind { Frequency, Sampling, Precision }
}

same_names! {
    /// The same, from a record.
    weight_kind_of: record::WeightKind => WeightKind { Frequency, Sampling, Precision }
}

same_names! {
    /// Whether labels are separated.
    verdict: Verdict => record::Verdict { None, QuasiComplete, Complete }
}

/// Where a coefficient goes, with its limit if that was fitted.
pub(crate) fn limit(limit: Limit, fitted: Option<LimitEstimate>) -> LimitRecord {
    let record = |limit: LimitEstimate| LimitEstimateRecord { estimate: limit.estimate, std_error: limit.std_error };
    match limit {
        Limit::Finite => LimitRecord::Finite(fitted.filter(|limit| !limit.std_error.is_nan()).map(record)),
        Limit::PlusInfinity => LimitRecord::PlusInfinity,
        Limit::MinusInfinity => LimitRecord::MinusInfinity,
        Limit::Either => LimitRecord::Either,
        Limit::Undecided => LimitRecord::Undecided,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One spelling of one thing, on record and where it comes from.
    #[test]
    fn a_choice_keeps_its_name_on_record() {
        use Status::*;
        for of in [Converged, IterationLimit, TimeLimit, Stalled, Singular, Separated, Interrupted, Limit] {
            assert_eq!(status(of).name(), of.name());
        }
        use CertificateKind::{DualityGap, Nonnegativity, Score, SelfConcordance};
        for of in [SelfConcordance, DualityGap, Nonnegativity, Score] {
            assert_eq!(certificate_kind(of).name(), of.name());
        }
        for of in Estimator::ALL {
            assert_eq!((estimator(of).name(), estimator_of(estimator(of))), (of.name(), of));
        }
        for of in [WeightKind::Frequency, WeightKind::Sampling, WeightKind::Precision] {
            assert_eq!((weight_kind(of).name(), weight_kind_of(weight_kind(of))), (of.name(), of));
        }
        for of in [Verdict::None, Verdict::QuasiComplete, Verdict::Complete] {
            assert_eq!(verdict(of).name(), of.name());
        }
    }
}
