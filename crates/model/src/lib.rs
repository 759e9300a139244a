//! What serving a fitted model needs: its schema, its record, its file, and what scores a row.
//!
//! No reader of tables and no solver is below this crate, so a service that loads a model and scores rows builds from a dozen crates.

pub mod excerpt;
pub mod file;
pub mod record;
pub mod schema;

pub use record::Record;
pub use schema::Schema;
