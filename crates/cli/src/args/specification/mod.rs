//! From flags to what the libraries take, and every problem with the flags themselves.
//!
//! What goes together is the library's to say ([`logodds::study::Study::problems`]) and told in flags by [`Flags`]; what flags alone can get wrong is
//! looked at here. Problems are sentences: what was given, why it cannot be, what to do. They are collected, not returned one by one, and
//! joined by `verbs::data` with those of the column names.

mod contrasts;
mod inference;
mod reading;
mod regression;
mod roles;
mod spelled;

pub use inference::inference;
pub use reading::{once, read_options, sources};
pub use regression::{method, regression};
pub use roles::{fit_columns, weight_kind};
pub use spelled::Flags;
