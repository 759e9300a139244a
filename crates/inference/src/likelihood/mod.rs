//! The likelihood about its maximum: ratio tests, profiles, Jeffreys' prior.

pub(crate) mod ascent;
pub mod firth;
pub mod flic;
pub(crate) mod function;
mod jeffreys_curvature;
pub mod likelihood_ratio;
pub mod near;
mod near_end;
pub mod profile;

pub use likelihood_ratio::LikelihoodRatio;
pub use near::NearMaximum;
pub use profile::Profile;
