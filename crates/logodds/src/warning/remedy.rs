//! What to do about a warning, most useful first.
//!
//! Advice that was followed already is worse than none, so a caller that knows what ran says so.

use super::equation::number;
use super::{LISTED, Warning};
use crate::specification::LogisticRegression;
use logodds_model::words::Remedy;
use logodds_optim::{Method, Status};

/// A relative bound below this at which a solver is stuck is a matter of rounding, not of the solver.
const ROUNDING: f64 = 1e-8;

impl Warning {
    /// What to do if nothing is known of the fit: no solver is advised, because it may be the one that ran.
    pub fn remedies(&self, name: &dyn Fn(usize) -> String) -> Vec<Remedy> {
        self.remedies_after(&LogisticRegression::default(), false, &|j| vec![Remedy::leave_out(name(j))])
    }

    /// What to do after a fit by `ran`. `newton_left` says whether Newton's method applies and was not used;
    /// `leave_out` gives the ways to do without a column of the design matrix.
    pub fn remedies_after(
        &self,
        ran: &LogisticRegression,
        newton_left: bool,
        leave_out: &dyn Fn(usize) -> Vec<Remedy>,
    ) -> Vec<Remedy> {
        let penalty = if ran.penalty.lambda() > 0.0 { Remedy::LargerPenalty } else { Remedy::a_penalty() };
        let newton = newton_left.then(|| Remedy::Solver(Method::Newton.name().to_owned()));
        match self {
            Self::Constant { column, .. } => leave_out(*column),
            Self::Outlier { column, value } => {
                std::iter::once(Remedy::DropTexts(vec![number(*value)])).chain(leave_out(*column)).collect()
            }
            Self::MissingCodes { column, codes, .. } => {
                let codes = codes.iter().map(|(value, _)| number(*value)).collect();
                std::iter::once(Remedy::DropTexts(codes)).chain(leave_out(*column)).collect()
            }
            Self::TooFewRows { .. } | Self::MoreAliased { .. } => vec![penalty],
            Self::Aliased(alias) => leave_out(alias.column).into_iter().chain([penalty]).collect(),
            // Firth's fit has fewer coefficients, and names of hundreds of levels are no advice.
            Self::Separation(separation) if !separation.levels.is_empty() => vec![Remedy::MergeResponsible, penalty],
            Self::Separation(separation) => {
                let merge = match separation.without[..] {
                    [only] => leave_out(only).into_iter().nth(1),
                    _ => None,
                };
                let leave = without(&separation.without, leave_out);
                leave.into_iter().chain(merge).chain([Remedy::Firth, penalty]).collect()
            }
            Self::ClassSeparation(separation) => {
                // Of many columns some are left, which separate as well.
                let few = separation.without.len() <= LISTED;
                let leave = without(&separation.without, leave_out).filter(|_| few);
                leave.into_iter().chain([penalty]).collect()
            }
            Self::Separated | Self::Growing { .. } => vec![penalty, Remedy::MergeResponsible],
            Self::NearCollinear { columns, .. } => columns
                .first()
                .map(|&column| leave_out(column))
                .unwrap_or_default()
                .into_iter()
                .chain([penalty])
                .collect(),
            // Names of thousands are no advice.
            Self::FewRowsOfLevels { .. } | Self::FewClusters { .. } | Self::Constants { .. } => Vec::new(),
            // With a penalty it is a label that is missing, which no other penalty mends.
            Self::FailedReplicates { .. } if ran.penalty.lambda() > 0.0 => Vec::new(),
            Self::FailedReplicates { .. } => vec![penalty],
            Self::FewReplicates { needed, .. } => vec![Remedy::Bootstrap((*needed).max(1_000))],
            Self::TimeUp { .. } => vec![Remedy::MoreTime],
            // What is told of the column comes first; more steps would end where these have.
            Self::NotCertified { is_drowned: true, .. } => Vec::new(),
            Self::NotCertified { status, relative_bound, .. } => {
                let tolerance = Remedy::Tolerance(Self::rounded_up(*relative_bound).parse().unwrap_or(*relative_bound));
                let stuck = *relative_bound < ROUNDING;
                match status {
                    Status::Stalled if stuck => vec![tolerance],
                    Status::IterationLimit if stuck && ran.tolerance < f64::EPSILON => vec![tolerance],
                    Status::IterationLimit => newton.into_iter().chain([Remedy::MoreSteps]).collect(),
                    Status::TimeLimit => newton.into_iter().chain([Remedy::MoreTime]).collect(),
                    // Newton's method would meet the same Hessian.
                    Status::Singular => vec![penalty, Remedy::LeaveOutDetermined],
                    Status::Interrupted => Vec::new(),
                    _ => newton.into_iter().chain([penalty]).collect(),
                }
            }
        }
    }
}

/// The first few columns that separate, to be left out together: without any of them the others still separate.
fn without(columns: &[usize], leave_out: &dyn Fn(usize) -> Vec<Remedy>) -> Option<Remedy> {
    let mut names: Vec<String> = Vec::new();
    for &j in columns.iter().take(LISTED) {
        if let Some(Remedy::LeaveOut(columns)) = leave_out(j).into_iter().next() {
            names.extend(columns.into_iter().filter(|name| !names.contains(name)).collect::<Vec<_>>());
        }
    }
    (!names.is_empty()).then_some(Remedy::LeaveOut(names))
}
