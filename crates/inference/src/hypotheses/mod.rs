//! What is asked of estimates with known errors: tests, intervals, contrasts.

pub mod contrast;
pub mod joint;
pub mod wald;

pub use contrast::Contrast;
pub use joint::JointTest;
pub use wald::Wald;
