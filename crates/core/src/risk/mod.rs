//! The objective: the mean loss of a data set with a penalty, of any response, and what it is made of.

pub mod alias;
mod beside;
pub(crate) mod chosen_columns;
mod construction;
mod curvature;
mod empirical;
mod evaluation;
pub(crate) mod geometry;
mod hessian_memory;
mod largest_norm;
mod largest_square;
pub mod layout;
pub mod moments;
pub mod null;
mod null_curvature;
mod objective;
mod pass;
pub mod penalty;
pub mod reweighted;
mod row_loss;
pub(crate) mod sample;
pub(crate) mod scaled;
mod side_by_side;
mod single;
mod start;
mod sub_hessian;

pub use empirical::Risk;
pub use layout::{Coefficients, Layout};
pub use moments::Moments;
pub use null::NullModel;
pub use penalty::Penalty;
pub use reweighted::{Reweighable, ReweightedRisk};
pub use row_loss::RowLoss;
pub use scaled::Scaled;
