//! What to do about a warning, most useful first; flags as the command spells them.
//!
//! Advice that was followed already is worse than none, so a caller that knows what ran says so.

use super::equation::number;
use super::{LISTED, Warning, escaped};
use crate::specification::LogisticRegression;
use logodds_optim::Status;

/// A relative bound below this at which a solver is stuck is a matter of rounding, not of the solver.
const ROUNDING: f64 = 1e-8;

impl Warning {
    /// What to do if nothing is known of the fit: no solver is advised, because it may be the one that ran.
    pub fn remedies(&self, name: &dyn Fn(usize) -> String) -> Vec<String> {
        self.remedies_after(&LogisticRegression::default(), false, &|j| {
            vec![format!("--exclude \"{}\"", escaped(&name(j)))]
        })
    }

    /// What to do after a fit by `ran`. `newton_left` says whether Newton's method applies and was not used;
    /// `leave_out` gives the ways to do without a column of the design matrix.
    pub fn remedies_after(
        &self,
        ran: &LogisticRegression,
        newton_left: bool,
        leave_out: &dyn Fn(usize) -> Vec<String>,
    ) -> Vec<String> {
        let penalty =
            if ran.penalty.lambda() > 0.0 { "a larger --lambda" } else { "--penalty l2 --lambda 0.01" }.to_owned();
        let newton = newton_left.then(|| "--solver newton".to_owned());
        match self {
            Self::Constant { column, .. } => leave_out(*column),
            Self::Outlier { column, value } => {
                std::iter::once(format!("--na={} --missing drop", number(*value))).chain(leave_out(*column)).collect()
            }
            Self::MissingCodes { column, codes, .. } => {
                let codes: Vec<String> = codes.iter().map(|(value, _)| number(*value)).collect();
                std::iter::once(format!("--na={} --missing drop", codes.join(","))).chain(leave_out(*column)).collect()
            }
            Self::TooFewRows { .. } | Self::MoreAliased { .. } => vec![penalty],
            Self::Aliased(alias) => leave_out(alias.column).into_iter().chain([penalty]).collect(),
            Self::Separation(separation) => {
                // Without any of them the others still separate: one remedy for all.
                let mut leave: Vec<String> = Vec::new();
                for &j in separation.without.iter().take(LISTED) {
                    leave.extend(leave_out(j).into_iter().next().filter(|way| !leave.contains(way)));
                }
                let merge = match separation.without[..] {
                    [only] => leave_out(only).into_iter().nth(1),
                    _ => None,
                };
                let leave = (!leave.is_empty()).then(|| leave.join(" "));
                leave.into_iter().chain(merge).chain(["--penalty firth".to_owned(), penalty]).collect()
            }
            Self::ClassSeparation(separation) => {
                let mut leave: Vec<String> = Vec::new();
                for &j in separation.without.iter().take(LISTED) {
                    leave.extend(leave_out(j).into_iter().next().filter(|way| !leave.contains(way)));
                }
                // Of many columns some are left, which separate as well.
                let leave = (separation.without.len() <= LISTED && !leave.is_empty()).then(|| leave.join(" "));
                leave.into_iter().chain([penalty]).collect()
            }
            Self::Separated | Self::Growing { .. } => {
                vec![penalty, "dropping or merging the columns or levels responsible".to_owned()]
            }
            Self::NearCollinear { columns, .. } => columns
                .first()
                .map(|&column| leave_out(column))
                .unwrap_or_default()
                .into_iter()
                .chain([penalty])
                .collect(),
            // Names of thousands are no advice.
            Self::FewClusters { .. } | Self::Constants { .. } => Vec::new(),
            // With a penalty it is a label that is missing, which no other penalty mends.
            Self::FailedReplicates { .. } if ran.penalty.lambda() > 0.0 => Vec::new(),
            Self::FailedReplicates { .. } => vec![penalty],
            Self::FewReplicates { needed, .. } => vec![format!("--bootstrap {}", (*needed).max(1_000))],
            // What is told of the column comes first; more steps would end where these have.
            Self::NotCertified { is_drowned: true, .. } => Vec::new(),
            Self::NotCertified { status, relative_bound, .. } => {
                let tolerance =
                    format!("--tolerance {}, as rounding allows no smaller one", Self::rounded_up(*relative_bound));
                let stuck = *relative_bound < ROUNDING;
                match status {
                    Status::Stalled if stuck => vec![tolerance],
                    Status::IterationLimit if stuck && ran.tolerance < f64::EPSILON => vec![tolerance],
                    Status::IterationLimit => {
                        newton.into_iter().chain(["a larger --max-iterations".to_owned()]).collect()
                    }
                    Status::TimeLimit => newton.into_iter().chain(["a larger --max-seconds".to_owned()]).collect(),
                    // Newton's method would meet the same Hessian.
                    Status::Singular => vec![penalty, "--exclude for a column that others determine".to_owned()],
                    Status::Interrupted => Vec::new(),
                    _ => newton.into_iter().chain([penalty]).collect(),
                }
            }
        }
    }
}
