//! The response of two labels: log loss from the margin, with its two derivatives, and the forward pass.

pub mod loss;
mod null;
mod outcome;
pub(crate) mod response;
pub(crate) mod rows;

pub use loss::{LossAt, log_loss, margin, probability};
pub use response::{Logistic, RowDerivatives};
