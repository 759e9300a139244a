//! The certificate: how far above its minimum F is at most, and the judge who computes it.
//!
//! | file | idea |
//! |---|---|
//! | [`Certificate`] | a bound, and the best of what is known at a point |
//! | `self_concordance` | the bound by a Hessian at or near the point |
//! | `duality` | the bound by gradients alone, where every column has a penalty |
//! | `rounding` | what must be added because numbers are computed |
//! | `row_support` | which coordinates a row can have |
//! | `combination` | dual points between those of several points |
//! | `lower_bound` | what earlier points know of the minimum |
//! | `anchoring` | which Hessian bounds rest on, and when to pay for one |
//! | `judge` | who is asked at every step, and has the last word |
//! | `polish` | the digits of the coefficients, once the value is certified |

mod anchoring;
pub(crate) mod bound;
mod combination;
mod duality;
pub(crate) mod judge;
mod lower_bound;
mod lowered;
mod polish;
mod rounding;
mod row_support;
mod self_concordance;

pub use bound::{Certificate, CertificateKind, certify};
pub use self_concordance::Anchor;
