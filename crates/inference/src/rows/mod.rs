//! What the fit says of rows, and rows of the fit: diagnostics, effects, measures of discrimination.

pub mod class_effects;
pub mod diagnostics;
pub mod effects;
pub mod influence;
pub mod measures;

pub use class_effects::class_effects;
pub use diagnostics::{Diagnostics, RowDiagnostics, diagnostics};
pub use effects::{Effect, EffectKind, effects};
pub use influence::{Influence, influence};
