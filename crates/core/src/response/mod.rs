//! What differs between responses: how margins become loss, residuals and curvatures.

pub(crate) mod contrasts;
pub(crate) mod intercepts;
pub mod logistic;
pub(crate) mod softmax;

pub use contrasts::Contrasts;
pub use logistic::{log_loss, margin, probability};
