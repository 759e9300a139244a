//! What is known of a fit, found once: documents, tables and records tell it.

pub mod effects;
pub mod findings;
pub mod forecast;
pub mod hypotheses;
pub mod influence;
pub mod kind;
pub mod limits;
pub mod races;
