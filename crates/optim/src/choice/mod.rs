//! Which solver: their names, what each costs, and the choice of `auto`.

pub mod auto;
pub mod forecast;
pub mod method;

pub use auto::{Choice, choose};
pub use forecast::{Forecast, forecast};
pub use method::{Method, UnknownMethod};
