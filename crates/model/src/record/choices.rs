//! The choices that a record names: how a fit ended, what its errors were estimated from, and the like.
//!
//! They are plain and of this crate alone, so that a record is read without a solver; what optimises and what infers converts into them. Each
//! has one name, the same in tables, JSON and model files, and is found by it again. Whoever converts must know every value, so none of them is
//! open: a new one is an error of the compiler wherever it has no counterpart.

use std::fmt;

/// A name that none of the choices has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownName {
    /// What was to be named: `the status`.
    pub what: &'static str,
    /// The name.
    pub found: String,
}

impl fmt::Display for UnknownName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is {:?}, which is not known", self.what, self.found)
    }
}

impl std::error::Error for UnknownName {}

/// An enum whose values have one name each.
macro_rules! named {
    ($(#[$about:meta])* $choice:ident, $what:literal { $($(#[$one:meta])* $value:ident = $name:literal,)+ }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $choice {
            $($(#[$one])* $value,)+
        }

        impl $choice {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$value,)+];

            /// Its name in tables, JSON and model files.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$value => $name,)+ }
            }
        }

        impl std::fmt::Display for $choice {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.name())
            }
        }

        impl std::str::FromStr for $choice {
            type Err = $crate::record::UnknownName;

            fn from_str(name: &str) -> Result<Self, $crate::record::UnknownName> {
                let found = Self::ALL.iter().copied().find(|choice| choice.name() == name);
                found.ok_or_else(|| $crate::record::UnknownName { what: $what, found: name.to_owned() })
            }
        }
    };
}

pub(crate) use named;

named! {
    /// How a fit ended.
    Status, "the status" {
        /// The bound of the certificate is below the tolerance.
        Converged = "converged",
        /// The iterations ran out.
        IterationLimit = "iteration-limit",
        /// The time ran out.
        TimeLimit = "time-limit",
        /// The arithmetic allowed no further step before the bound was reached.
        Stalled = "stalled",
        /// The data do not determine every coefficient.
        Singular = "singular",
        /// The coefficients separate the labels, and grow without an optimum.
        Separated = "separated",
        /// An observer said stop.
        Interrupted = "interrupted",
        /// There is no optimum; the limit that the fit goes to is certified.
        Limit = "limit",
    }
}

named! {
    /// By which argument an objective is known to be near its minimum.
    CertificateKind, "the kind of certificate" {
        /// Self-concordance of the loss, and a Hessian.
        SelfConcordance = "self-concordance",
        /// The duality gap of the penalised problem.
        DualityGap = "duality-gap",
        /// The loss cannot be negative.
        Nonnegativity = "nonnegativity",
        /// No bound: the gradient is at rounding level where the objective need not be convex (Firth's fit).
        Score = "score",
    }
}

named! {
    /// What was added to the mean loss.
    PenaltyKind, "the penalty" {
        /// Nothing.
        None = "none",
        /// Half of λ times the sum of squares.
        L2 = "l2",
        /// The logarithm of Jeffreys' prior, subtracted (Firth's fit).
        Firth = "firth",
    }
}

named! {
    /// What a covariance of the coefficients is estimated from.
    Estimator, "the kind of standard errors" {
        /// The inverse information.
        Model = "model",
        /// The sandwich as it is.
        Hc0 = "hc0",
        /// The sandwich times n / (n − p).
        Hc1 = "hc1",
        /// The sandwich with residuals over 1 − leverage.
        Hc3 = "hc3",
        /// The sandwich over clusters.
        Cluster = "cluster",
        /// The sandwich for sampling weights.
        Sampling = "sampling",
        /// The posterior under the penalty as a prior.
        Penalised = "penalized",
        /// Refits to resampled cases.
        Bootstrap = "bootstrap",
    }
}

named! {
    /// What a weight says of its row.
    WeightKind, "what weights say of their rows" {
        /// So many equal rows.
        Frequency = "frequency",
        /// The inverse of the probability that the row is in the sample.
        Sampling = "sampling",
        /// How precise the row is.
        Precision = "precision",
    }
}

named! {
    /// Where the ends of an interval come from.
    #[derive(Default)]
    IntervalKind, "the kind of intervals" {
        /// Estimate ± quantile · standard error.
        #[default]
        Wald = "wald",
        /// Where the likelihood's maximum has fallen by half of the χ² quantile.
        Profile = "profile",
        /// Quantiles of the replicates: what a bootstrap gives unless profiles are asked for. (To ask for it changes nothing.)
        Percentile = "percentile",
    }
}

named! {
    /// Whether the labels of the training data are separated.
    Verdict, "whether labels are separated" {
        /// The likelihood has a maximum.
        None = "none",
        /// It has none: some rows are separated.
        QuasiComplete = "quasi-complete",
        /// It has none: all rows are separated.
        Complete = "complete",
    }
}

named! {
    /// Why a term is held at 0.
    Note, "a note" {
        /// The column is constant.
        Constant = "constant",
        /// The column is a combination of others.
        Collinear = "collinear",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::str::FromStr;

    #[test]
    fn every_choice_is_found_by_its_name_and_nothing_else_is() {
        fn found<C: FromStr<Err = UnknownName> + fmt::Display + PartialEq + fmt::Debug + Copy>(all: &[C]) {
            for &choice in all {
                assert_eq!(choice.to_string().parse(), Ok(choice));
            }
            let error = "none of them".parse::<C>().unwrap_err();
            assert!(error.to_string().ends_with("is \"none of them\", which is not known"), "{error}");
        }
        found(Status::ALL);
        found(CertificateKind::ALL);
        found(PenaltyKind::ALL);
        found(Estimator::ALL);
        found(WeightKind::ALL);
        found(IntervalKind::ALL);
        found(Verdict::ALL);
        found(Note::ALL);
    }
}
