//! The response of K classes: K margins, of which only differences matter, in K − 1 orthonormal contrasts.
//!
//! ```text
//! ℓ(y, η) = log Σ_k e^{η_k} − η_y        r = Qᵀ (p − y)        S = Qᵀ (diag p − p pᵀ) Q        p_k = e^{η_k} / Σ_l e^{η_l}
//! ```
//!
//! Refused: K binary responses behind one another. They share the data but not the probabilities, and cost K passes.

pub(crate) mod contrasts;
pub(crate) mod intercepts;
mod null;
mod product;
mod response;
pub(crate) mod rows;

pub use contrasts::Contrasts;
pub use response::Softmax;
pub use rows::ClassRows;
