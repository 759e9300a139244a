//! Which solver: their names, what each costs, and the choice of `auto`.

pub mod auto;
pub(crate) mod cost;
pub mod method;

pub use auto::{Choice, Forecast, choose, forecast};
pub use method::{Method, UnknownMethod};
