//! What the fit says of rows, and rows of the fit: diagnostics, effects, measures of discrimination.

pub mod diagnostics;
pub mod effects;
pub mod measures;

pub use diagnostics::{Diagnostics, RowDiagnostics, diagnostics};
pub use effects::{Effect, EffectKind, effects};
